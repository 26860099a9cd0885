"""Notes to cards to Anki and terminal, changed notes, same cards: the promise of the project, kept by real parts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.anki_collection import new_collection
from tests.loaded import flashcards, flashcards_from_disk
from tests.making import asks_for

SAMPLES = Path(__file__).parent.parent / "notes"


class Learner:
    """Somebody at a terminal in their collection."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *words: str, keys: str = "") -> str:
        done = flashcards(self.root, *words, stdin=keys)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def build(self) -> dict[str, Any]:
        return dict(json.loads(self.run("build", "--json")))

    def cards(self) -> dict[str, dict[str, Any]]:
        return {card["id"]: card for card in map(json.loads, self.run("cards", "--json").splitlines())}

    def due(self) -> dict[str, int]:
        return dict(json.loads(self.run("due", "--json"))["total"])

    def change(self, note: str, old: str, new: str) -> None:
        path = self.root / "notes" / note
        text = path.read_text("utf-8")
        assert text.count(old) >= 1, f"{old!r} is not in {note}"
        path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def learner(tmp_path: Path) -> Learner:
    shutil.copytree(SAMPLES, tmp_path / "study" / "notes")
    return Learner(tmp_path / "study")


def test_what_is_built_is_what_anki_has(learner: Learner, tmp_path: Path) -> None:
    report = learner.build()
    cards = learner.cards()
    with new_collection(tmp_path / "anki") as anki:
        imported = anki.load(Path(report["package"]))
        assert (imported.new, imported.conflicting) == (len(cards), 0)
        assert anki.guids() == sorted(cards)
        for guid, card in cards.items():
            assert anki.deck_of(guid) == card["deck"]
            question, answer = anki.question(guid), anki.answer(guid)
            assert "front of this card is blank" not in question
            assert question.strip() and answer.strip()
            assert answer != question or card["kind"] == "open"
        anki.assert_sound()


def test_changed_notes_keep_every_review(learner: Learner, tmp_path: Path) -> None:
    package = Path(learner.build()["package"])
    before = learner.cards()
    with new_collection(tmp_path / "anki") as anki:
        anki.load(package)
        answered = anki.guids()[::7]
        for number, guid in enumerate(answered):
            anki.review(guid, number % 4)
        schedules = anki.schedules()
        learner.run("review", "--plain", keys="\n3\n" * 10 + "q\n")

        learner.change("ab-testing.md", "Holdback group", "Hold-back group")
        learner.change("biology-cells.md", "makes most of the ATP", "makes nearly all of the ATP")
        learner.change("history-treaties.md", "## Tordesillas", "## The Treaty of Tordesillas")
        (learner.root / "notes" / "french-vocabulary.md").rename(learner.root / "notes" / "vocabulaire.md")
        report = learner.build()
        after = learner.cards()

        assert (report["added"], report["retired"], report["doubtful"]) == (0, 0, 0), report["details"]
        assert set(after) == set(before)
        assert learner.due() == {"new": len(after) - 10, "learning": 0, "review": 0}
        again = anki.load(package)
        assert (again.new, again.conflicting) == (0, 0)
        assert again.updated > 0
        assert anki.guids() == sorted(before)
        assert anki.schedules() == schedules
        [atp] = [guid for guid, card in after.items() if "nearly all of the ATP" in card["back"]]
        assert "nearly all of the ATP" in anki.answer(atp)
        anki.assert_sound()


def test_an_unchanged_rebuild_is_a_non_event(learner: Learner, tmp_path: Path) -> None:
    package = Path(learner.build()["package"])
    content = package.read_bytes()
    shutil.rmtree(learner.root / "decks")
    (learner.root / ".flashcards" / "index.db").unlink()
    assert flashcards_from_disk(learner.root, "build", PYTHONHASHSEED="1").returncode == 0
    assert package.read_bytes() == content
    with new_collection(tmp_path / "anki") as anki:
        anki.load(package)
        again = anki.load(package)
        assert (again.new, again.updated) == (0, 0)


def test_a_statement_that_goes_and_comes_back_keeps_its_reviews(learner: Learner) -> None:
    learner.build()
    [chosen] = [card for card in learner.cards().values() if asks_for(card, "Cholesterol")]
    learner.run("answer", chosen["id"], "easy")
    line = next(
        line
        for line in (learner.root / "notes/biology-cells.md").read_text("utf-8").splitlines()
        if "Cholesterol" in line
    )
    learner.change("biology-cells.md", line + "\n", "")
    assert learner.build()["retired"] == 1
    assert chosen["id"] not in learner.cards()
    learner.change("biology-cells.md", "hydrophobic\n", f"hydrophobic\n{line}\n")
    assert learner.build()["restored"] == 1
    assert learner.due()["new"] == len(learner.cards()) - 1
