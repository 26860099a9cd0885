"""``rewrite = "relearn"``: a card whose answer became another one is learnt again, and its reviews are history."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flashcards.collection import Collection, Now
from flashcards.config import Config
from flashcards.model import Rating
from tests.test_correcting import NEW, OLD, Run, assert_stable, build, folder, ids, recall, run, write

__all__ = ["folder", "recall", "run"]  # fixtures

REWRITTEN = "- Recall : positives / 7"
RELEARN = Config.model_validate({"review": {"rewrite": "relearn"}})


@pytest.fixture
def relearn(folder: Path) -> None:
    (folder / "flashcards.toml").write_text('[review]\nrewrite = "relearn"\n', "utf-8")


def history(folder: Path, card: str) -> tuple[int, int]:
    """How many reviews count, and how many are history."""
    with Collection(folder, Config()) as collection:
        ledger = collection.ledger()
        return len(ledger.reviews.get(card, ())), len(ledger.earlier.get(card, ()))


@pytest.mark.usefixtures("relearn")
def test_a_card_whose_answer_is_another_one_is_learnt_again(folder: Path, run: Run, recall: str) -> None:
    write(folder, REWRITTEN)
    said = (
        "  to be learnt again: Recall, as its answer became another one: found of all that there are → positives / 7\n"
    )
    assert said in run("status").stdout
    assert history(folder, recall) == (1, 0)
    assert said in run("build").stdout
    assert history(folder, recall) == (0, 1)
    assert json.loads(run("due", "--json").stdout)["total"] == {"new": 11, "learning": 0, "review": 0}
    run("answer", recall, "good")
    assert history(folder, recall) == (1, 1)
    assert_stable(run)
    assert history(folder, recall) == (1, 1)
    write(folder)
    assert build(run)["retired"] == 1
    write(folder, REWRITTEN)
    assert (build(run)["restored"], history(folder, recall)) == (1, (1, 1))


@pytest.mark.usefixtures("relearn")
@pytest.mark.parametrize("line", [OLD + " in it", OLD.replace("found", "fuond"), OLD.replace("Recall", "Sensitivity")])
def test_an_answer_that_is_still_like_the_old_one_is_known(folder: Path, run: Run, recall: str, line: str) -> None:
    write(folder, line)
    assert (build(run)["relearn"], history(folder, recall)) == (0, (1, 0))


@pytest.mark.usefixtures("relearn")
def test_what_nobody_has_reviewed_has_nothing_to_forget(folder: Path, run: Run) -> None:
    run("build")
    write(folder, REWRITTEN)
    assert build(run)["relearn"] == 0
    assert '"forget"' not in (folder / ".flashcards/journal/desk.jsonl").read_text("utf-8")


def test_by_default_a_card_keeps_its_schedule(folder: Path, run: Run, recall: str) -> None:
    write(folder, REWRITTEN)
    report = build(run)
    assert (report["changed"], report["relearn"], history(folder, recall)) == (1, 0, (1, 0))


@pytest.mark.usefixtures("relearn")
def test_a_follow_by_hand_and_its_undo(folder: Path, run: Run, recall: str) -> None:
    write(folder, "- Sensitivity : 7")
    said = run("follow", recall, ids(run)["Sensitivity"]).stdout
    assert said.startswith(f"{recall}: Recall → Sensitivity; 1 review kept, to be learnt again, as its answer became")
    assert history(folder, recall) == (0, 1)
    assert_stable(run)
    run("undo")
    assert history(folder, recall) == (1, 0)
    run("follow", recall, ids(run)["Sensitivity"])
    run("unfollow", recall)
    assert history(folder, recall) == (1, 0)
    run("undo")
    assert history(folder, recall) == (0, 1)
    assert run("follow", ids(run)["Osmosis"], recall, fails=True).stderr.count("a review of its own") == 1
    assert NEW not in (folder / "notes/scores.md").read_text("utf-8")


@pytest.mark.parametrize("later_seconds", [100, 1, -5000])
def test_whatever_the_clock_says_the_old_answers_are_history_and_new_ones_count(
    folder: Path, recall: str, later_seconds: int
) -> None:
    now = 1_900_000_000_000
    with Collection(folder, RELEARN) as collection:
        collection.answer(recall, Rating.GOOD, Now(now, 0))
        write(folder, REWRITTEN)
        then = Now(now + later_seconds * 1000, 0)
        assert [one.card_id for one in collection.build(then).relearnt] == [recall]
        assert (len(collection.reviews.get(recall, ())), len(collection.ledger().every_review(recall))) == (0, 2)
        collection.answer(recall, Rating.GOOD, Now(max(then.time_ms, now) + 2, 0))
        assert len(collection.reviews[recall]) == 1


def test_a_build_that_was_cut_off_says_it_again(folder: Path, recall: str) -> None:
    journal = folder / ".flashcards/journal/desk.jsonl"
    before = journal.read_bytes()
    write(folder, REWRITTEN)
    with Collection(folder, RELEARN) as collection:
        collection.build(Now(1_900_000_000_000, 0))
    whole = journal.read_bytes()
    for cut in range(len(before), len(whole), 100):
        journal.write_bytes(whole[:cut])
        with Collection(folder, RELEARN) as collection:
            collection.build(Now(1_900_000_100_000, 0))
        assert history(folder, recall) == (0, 1)
