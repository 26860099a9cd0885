"""``follow``, ``unfollow`` and ``undo`` as a learner types them: the journal, the notes and the builds after them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from flashcards.cli import main
from flashcards.collection import Collection, Now
from flashcards.config import Config
from flashcards.model import Rating
from tests.making import asks_for
from tests.test_collection import packaged

OLD = "- Recall : found of all that there are"
NEW = "- Sensitivity : the share of the positives that a test detects"
OTHERS = "".join(
    f"- {name} : {meaning}\n"
    for name, meaning in {
        "Osmosis": "water passes through a membrane",
        "Mitosis": "one cell divides into two",
        "Meiosis": "gametes come from one germ cell",
        "Glycolysis": "sugar is split for energy",
        "Lysis": "a cell bursts open",
        "Apoptosis": "a cell dies by plan",
        "Ribosome": "proteins are assembled there",
        "Nucleus": "holds the genome of a eukaryote",
        "Cytosol": "the liquid inside of the cell",
        "Vacuole": "a store of water in plants",
    }.items()
)

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "c" / "notes").mkdir(parents=True)
    (tmp_path / "c" / "notes" / "cells.md").write_text(OTHERS, "utf-8")
    write(tmp_path / "c", OLD)
    return tmp_path / "c"


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line in this process, as a build and a few looks at it make every test here."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("FLASHCARDS_DEVICE", "desk")
    monkeypatch.delenv("FLASHCARDS_COLLECTION", raising=False)

    def run(*words: str, fails: bool = False) -> Result:
        done = CliRunner().invoke(main, words)
        assert done.exit_code == (1 if fails else 0), done.output
        return done

    return run


def write(folder: Path, *lines: str) -> None:
    (folder / "notes" / "scores.md").write_text("".join(f"{line}\n" for line in lines), "utf-8")


def build(run: Run) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(run("build", "--json").stdout)
    return made


def cards(run: Run, *words: str) -> dict[str, dict[str, Any]]:
    """By name, which stands in what they show; a name that two cards have is there once."""
    listed = map(json.loads, run("cards", "--json", *words).stdout.splitlines())
    with Collection(Path(), Config()) as collection:
        names = {card.id: card.draft.front for card in collection.cards(Now(0, 0), retired=True)}
    found = {names[card["id"]]: card for card in listed}
    assert all(asks_for(card, name) for name, card in found.items())
    return found


def ids(run: Run, *words: str) -> dict[str, str]:
    return {name: card["id"] for name, card in cards(run, *words).items()}


def reviewed(run: Run, folder: Path) -> dict[str, int]:
    """How many reviews count for the cards that the notes give, by name."""
    with Collection(folder, Config()) as collection:
        return {name: len(collection.reviews[one]) for name, one in ids(run).items() if one in collection.reviews}


def assert_stable(run: Run) -> None:
    """A build finds nothing to do for any card, nor does the next."""
    first, second = build(run), build(run)
    for report in (first, second):
        assert {name: report[name] for name in ("added", "changed", "moved", "restored", "retired")} == dict.fromkeys(
            ("added", "changed", "moved", "restored", "retired"), 0
        )
    assert not second["written"]


@pytest.fixture
def recall(run: Run) -> str:
    """The id of a card that was built and reviewed once."""
    return built_and_reviewed(run)


def built_and_reviewed(run: Run) -> str:
    run("build")
    found = ids(run)["Recall"]
    run("answer", found, "good", "--at", "2026-01-05T10:00")
    return found


# --------------------------------------------------------------------------------------------------------------- follow


@pytest.mark.parametrize("built", [False, True])
def test_a_card_goes_on_under_a_text_that_nobody_could_know_for_its_own(
    folder: Path, run: Run, recall: str, built: bool
) -> None:
    write(folder, NEW)
    if built:
        assert (build(run)["added"], ids(run, "--retired")["Recall"]) == (1, recall)
    new = ids(run)["Sensitivity"]
    assert new != recall
    done = run("follow", recall[:6], new[:6])
    assert done.stdout.splitlines() == [
        f"{recall}: Recall → Sensitivity; 1 review kept, next today",
        *([f"  retired: {new} Sensitivity"] if built else []),
    ]
    assert ids(run)["Sensitivity"] == recall
    assert reviewed(run, folder) == {"Sensitivity": 1}
    assert_stable(run)
    listed = [json.loads(line) for line in run("cards", "--retired", "--json").stdout.splitlines()]
    assert [card["id"] for card in listed if card["status"] == "retired"] == ([new] if built else [])


@pytest.mark.parametrize("built", [False, True])
def test_where_the_old_text_is_still_there_it_becomes_a_new_card(
    folder: Path, run: Run, recall: str, built: bool
) -> None:
    write(folder, OLD, NEW)
    if built:
        run("build")
    before = ids(run)
    said = run("follow", recall, before["Sensitivity"]).stdout
    after = ids(run)
    assert after["Sensitivity"] == recall
    assert after["Recall"] not in {recall, before["Sensitivity"]}
    assert f"  new card: {after['Recall']} Recall" in said
    assert len(set(after.values())) == len(after)
    assert_stable(run)
    assert ids(run) == after
    assert reviewed(run, folder) == {"Sensitivity": 1}


def test_a_card_that_was_followed_survives_another_branch(folder: Path, run: Run, recall: str) -> None:
    """The card that gave its text away must not take it when the followed one is away."""
    write(folder, NEW)
    run("build")
    run("follow", recall, ids(run)["Sensitivity"])
    for lines in ((OLD,), (NEW,), (), (NEW,), (), (OLD,)):
        write(folder, *lines)
        run("build")
        assert reviewed(run, folder) == {line[2:].split(" :")[0]: 1 for line in lines}
        assert {card["id"] for name, card in cards(run).items() if name in ("Recall", "Sensitivity")} == (
            {recall} if lines else set()
        )
    assert "Anki" not in run("build").stdout


def test_anki_gets_the_new_text_and_after_undo_the_old_one_as_news(folder: Path, run: Run, recall: str) -> None:
    with Collection(folder, Config()) as collection:
        package = collection.package_path()
        collection.build(Now(1_800_000_000_000, 0))
        times = [packaged(package)[recall]]
        for turn, lines in enumerate([(NEW,), (OLD,)]):
            write(folder, *lines)
            now = Now(1_800_000_100_000 + turn * 100_000, 0)
            if turn:
                assert collection.undo(now)
            else:
                new = next(card.id for card in collection.cards(now) if card.draft.front == "Sensitivity")
                collection.follow(recall, new, now)
            collection.build(Now(now.time_ms + 1000, 0))
            times.append(packaged(package)[recall])
    assert times == sorted(set(times))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("RECALL", "RECALL"), "was named twice: name the old card first, then the new one."),
        (("NEW", "RECALL"), "so nothing of it can go on: name the old card first."),
        (("RECALL", "nosuch"), "There is no card nosuch: `flashcards cards` lists them."),
        (("nosuch", "NEW"), "There is no card nosuch"),
        (("RECALL", "OSMOSIS"), "has 2 reviews of its own, which would be lost"),
        (("OSMOSIS", "RECALL"), "is not in the notes, so no card can go on with it"),
    ],
)
def test_a_follow_that_cannot_be_is_one_sentence(
    folder: Path, run: Run, recall: str, words: tuple[str, str], said: str
) -> None:
    write(folder, NEW)
    found = {name.upper(): card for name, card in ids(run, "--retired").items()}
    found["NEW"] = found["SENSITIVITY"]
    for _ in range(2):
        run("answer", found["OSMOSIS"], "good")
    before = (folder / ".flashcards/journal/desk.jsonl").read_bytes()
    done = run("follow", *(found.get(word, word) for word in words), fails=True)
    assert (done.stdout, len(done.stderr.splitlines())) == ("", 1)
    assert said in done.stderr
    assert (folder / ".flashcards/journal/desk.jsonl").read_bytes() == before


# ------------------------------------------------------------------------------------------------------------- unfollow


@pytest.mark.parametrize("built", [False, True])
def test_a_follow_of_a_build_that_was_wrong_is_corrected_for_good(
    folder: Path, run: Run, recall: str, built: bool
) -> None:
    other = OLD.replace("Recall", "Sensitivity")
    write(folder, other)
    if built:
        assert build(run)["changed"] == 1
    assert ids(run)["Sensitivity"] == recall
    done = run("unfollow", recall)
    new = ids(run)["Sensitivity"]
    assert new != recall
    assert done.stdout.splitlines() == [
        f"{recall}: Sensitivity → Recall; 1 review kept",
        f"  retired: {recall} Recall",
        f"  new card: {new} Sensitivity",
    ]
    assert_stable(run)
    assert ids(run)["Sensitivity"] == new
    assert cards(run, "--retired")["Recall"]["status"] == "retired"
    write(folder, OLD, other)
    assert build(run)["restored"] == 1
    assert (ids(run)["Recall"], ids(run)["Sensitivity"]) == (recall, new)
    assert reviewed(run, folder) == {"Recall": 1}
    write(folder, other)
    run("build")
    assert ids(run)["Sensitivity"] == new


def test_unfollow_after_follow_gives_both_texts_back(folder: Path, run: Run, recall: str) -> None:
    write(folder, OLD, NEW)
    run("build")
    before = ids(run)
    run("follow", recall, before["Sensitivity"])
    done = run("unfollow", recall)
    assert f"  back again: {before['Sensitivity']} Sensitivity" in done.stdout
    assert ids(run) == before
    assert reviewed(run, folder) == {"Recall": 1}
    assert_stable(run)
    assert "has no former wording to go back to" in run("unfollow", recall, fails=True).stderr


def test_what_was_unfollowed_can_be_followed_by_hand(folder: Path, run: Run, recall: str) -> None:
    write(folder, OLD.replace("Recall", "Sensitivity"))
    run("build")
    run("unfollow", recall)
    write(folder, OLD.replace("Recall", "Sensitivity") + ", mostly")
    run("build")
    run("follow", recall, ids(run)["Sensitivity"])
    assert ids(run)["Sensitivity"] == recall
    assert_stable(run)
    write(folder)
    run("build")
    write(folder, OLD.replace("Recall", "Sensitivity"))
    run("build")
    assert ids(run)["Sensitivity"] == recall


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ("nosuch", "There is no card nosuch"),
        ("Recall", "has no former wording to go back to"),
        ("Sensitivity", "No build has seen the card"),
    ],
)
def test_an_unfollow_that_cannot_be_is_one_sentence(folder: Path, run: Run, recall: str, card: str, said: str) -> None:
    write(folder, OLD, NEW)
    done = run("unfollow", {"Recall": recall}.get(card) or ids(run).get(card, card), fails=True)
    assert (done.stdout, len(done.stderr.splitlines())) == ("", 1)
    assert said in done.stderr


# ----------------------------------------------------------------------------------------------------------------- undo


@pytest.mark.parametrize("built_after", [False, True])
@pytest.mark.parametrize("built", [False, True])
@pytest.mark.parametrize("kept", [(), (OLD,)])
def test_undo_takes_a_whole_follow_back(
    folder: Path, run: Run, built: bool, built_after: bool, kept: tuple[str, ...]
) -> None:
    recall = built_and_reviewed(run)
    write(folder, *kept, NEW)
    if built:
        run("build")
    before, listed = ids(run), run("cards", "--retired").stdout
    run("follow", recall, before["Sensitivity"])
    if built_after:
        run("build")
    assert run("undo").stdout == f"took back: follow of {recall}, Recall → Sensitivity\n"
    assert ids(run) == before
    assert run("cards", "--retired").stdout == listed
    run("build")
    assert ids(run) == before
    assert_stable(run)
    assert run("undo").stdout.startswith(f"took back: {recall}")
    assert "no review to take back, and no follow" in run("undo", fails=True).stderr


@pytest.mark.parametrize("built_after", [False, True])
def test_undo_takes_a_whole_unfollow_back(folder: Path, run: Run, recall: str, built_after: bool) -> None:
    write(folder, OLD.replace("Recall", "Sensitivity"))
    run("build")
    before = run("cards", "--retired").stdout
    run("unfollow", recall)
    if built_after:
        run("build")
    assert run("undo").stdout == f"took back: unfollow of {recall}, Sensitivity → Recall\n"
    assert run("cards", "--retired").stdout == before
    assert_stable(run)
    assert reviewed(run, folder) == {"Sensitivity": 1}
    run("unfollow", recall)
    assert ids(run)["Sensitivity"] != recall


def test_undo_takes_back_one_thing_after_another(folder: Path, run: Run, recall: str) -> None:
    write(folder, NEW)
    new = ids(run)["Sensitivity"]
    run("follow", recall, new)
    run("answer", recall, "hard")
    run("unfollow", recall)
    said = [run("undo").stdout for _ in range(4)]
    assert [one.split()[2] for one in said] == ["unfollow", f"{recall}", "follow", f"{recall}"]
    assert ids(run)["Sensitivity"] == new


def test_undo_leaves_what_another_device_has_said(
    folder: Path, run: Run, recall: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, NEW)
    monkeypatch.setenv("FLASHCARDS_DEVICE", "phone")
    with Collection(folder, Config()) as collection:
        now = Now(1_900_000_000_000, 0)
        new = next(card.id for card in collection.cards(now) if card.draft.front == "Sensitivity")
        collection.follow(recall, new, now)
    monkeypatch.setenv("FLASHCARDS_DEVICE", "desk")
    assert run("undo").stdout.startswith(f"took back: {recall} (Sensitivity)")
    assert ids(run)["Sensitivity"] == recall


def test_a_card_that_undo_took_away_can_be_reviewed_at_once(folder: Path, run: Run, recall: str) -> None:
    """The line that made it known was taken back with the follow."""
    write(folder, OLD, NEW)
    new = ids(run)["Sensitivity"]
    with Collection(folder, Config()) as collection:
        now = Now(1_900_000_000_000, 0)
        collection.follow(recall, new, now)
        [added] = [card.id for card in collection.cards(now) if card.draft.front == "Recall"]
        collection.undo(now)
        collection.answer(new, Rating.GOOD, now)
    assert added not in ids(run).values()
    assert reviewed(run, folder) == {"Recall": 1, "Sensitivity": 1}
