"""The minimum priority: minor cards are not made, but no card that somebody has reviewed is lost to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashcards.collection import BuildReport, Collection, NoCardsError, Now
from flashcards.config import Config, load
from flashcards.journal import DEVICE_VARIABLE
from flashcards.model import Card, Rating

T0 = 1_760_000_000_000
NOTE = """# Scores
- Recall : found of all that there are

| Score | Range |
|---|---|
| Gini | zero to one |
| Elo | any number |
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(DEVICE_VARIABLE, "laptop")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "scores.md").write_text(NOTE, "utf-8")
    return tmp_path


def now(seconds: float) -> Now:
    return Now(T0 + round(seconds * 1000), 0)


def opened(root: Path, least: float = 0) -> Collection:
    return Collection(root, load(root).with_minimum_priority(least))


def build(root: Path, seconds: float, least: float = 0) -> BuildReport:
    with opened(root, least) as collection:
        return collection.build(now(seconds))


def counts(report: BuildReport) -> dict[str, int]:
    names = ("added", "kept", "edited", "followed", "restored", "retired")
    told = {name: len(getattr(report.plan, name)) for name in names if getattr(report.plan, name)}
    return told | ({"left out": report.left_out} if report.left_out else {})


def cards(root: Path, least: float = 0) -> dict[str, Card]:
    with opened(root, least) as collection:
        return {card.draft.front: card for card in collection.cards(now(10**6))}


def answer(root: Path, front: str, seconds: float) -> str:
    card = cards(root)[front]
    with opened(root) as collection:
        collection.answer(card.id, Rating.GOOD, now(seconds))
    return card.id


MIDDLE = 0.75
"""Between the priority of a term and that of a cell."""


def test_cards_below_it_are_not_made(root: Path) -> None:
    assert {front: card.draft.priority < MIDDLE for front, card in cards(root).items()} == {
        "Recall": False, "Gini": True, "Elo": True
    }  # fmt: skip
    report = build(root, 0, MIDDLE)
    assert (counts(report), report.cards) == ({"added": 1, "left out": 2}, 1)
    assert list(cards(root, MIDDLE)) == ["Recall"]
    report = build(root, 1, MIDDLE)
    assert (counts(report), report.changed) == ({"kept": 1, "left out": 2}, False)


def test_a_higher_one_retires_only_what_nobody_has_reviewed(root: Path) -> None:
    build(root, 0)
    answer(root, "Gini", 10)
    assert counts(build(root, 20, MIDDLE)) == {"kept": 2, "retired": 1, "left out": 1}
    assert list(cards(root, MIDDLE)) == ["Recall", "Gini"]
    assert counts(build(root, 30, MIDDLE)) == {"kept": 2, "left out": 1}
    assert counts(build(root, 40)) == {"kept": 2, "restored": 1}


def test_a_reviewed_card_is_followed_to_a_wording_below_it(root: Path) -> None:
    build(root, 0)
    card_id = answer(root, "Gini", 10)
    (root / "notes" / "scores.md").write_text(NOTE.replace("zero to one", "nought to one"), "utf-8")
    assert counts(build(root, 20, MIDDLE)) == {"kept": 1, "edited": 1, "retired": 1, "left out": 1}
    assert cards(root, MIDDLE)["Gini"].id == card_id


def test_a_reviewed_card_that_comes_back_is_restored(root: Path) -> None:
    build(root, 0)
    answer(root, "Gini", 10)
    (root / "notes" / "scores.md").write_text(NOTE.replace("| Gini | zero to one |\n", ""), "utf-8")
    assert counts(build(root, 20, MIDDLE)) == {"kept": 1, "retired": 2, "left out": 1}
    (root / "notes" / "scores.md").write_text(NOTE, "utf-8")
    assert counts(build(root, 30, MIDDLE)) == {"kept": 1, "restored": 1, "left out": 1}


def test_it_may_be_set_for_some_notes(root: Path) -> None:
    (root / "notes" / "other.md").write_text(NOTE.replace("Scores", "Others"), "utf-8")
    (root / "flashcards.toml").write_text('[[cards.where]]\nnotes = "other.md"\nminimum_priority = 0.75\n', "utf-8")
    with Collection(root, load(root)) as collection:
        found = [(card.draft.front, card.draft.context[0]) for card in collection.cards(now(0))]
    assert ("Gini", "Scores") in found
    assert ("Gini", "Others") not in found


def test_where_nothing_reaches_it_nothing_is_written(root: Path) -> None:
    with pytest.raises(NoCardsError, match="no cards with the minimum priority, so no package was written; 3 have"):
        build(root, 0, 1)
    assert not (root / "decks").exists()


def test_a_sitting_asks_only_new_cards_that_reach_it(root: Path) -> None:
    build(root, 0)
    answer(root, "Gini", 10)
    day_later = now(86_400)
    with Collection(root, Config()) as collection:
        sitting = collection.sitting(None, day_later, lambda: 0.5, MIDDLE)
        assert (sitting.counts.new, sitting.counts.review) == (1, 1)
        assert collection.sitting(None, day_later, lambda: 0.5).counts.new == 2
