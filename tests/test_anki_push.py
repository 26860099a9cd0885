"""Our reviews in a closed collection of Anki's: nothing twice, nothing lost, nothing overwritten."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection as AnkiCollection
from click.testing import CliRunner

from flashcards import events
from flashcards.anki.exchange.child import collection_open
from flashcards.anki.exchange.faults import AnkiFailedError, NoAnkiPackageError
from flashcards.anki.files.errors import AnkiIsOpenError
from flashcards.cli import main
from flashcards.cli.boundary import clock
from flashcards.collection import Collection
from flashcards.journal import Journal
from flashcards.model import Rating
from flashcards.session.sitting import PutAside
from tests.anki_files import edit, parts_of, run, with_parts
from tests.anki_sides import (
    answer,
    answer_there,
    assert_sound,
    card_of,
    do,
    ids,
    journal_of,
    make,
    new_anki,
    noon,
    opened,
    push,
    seen,
)
from tests.anki_time import next_second
from tests.loaded import flashcards_stopped

AGAIN, HARD, GOOD, EASY = Rating


@pytest.fixture
def anki(tmp_path: Path) -> Path:
    return new_anki(tmp_path / "anki")


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return make(tmp_path / "ours")


def card_id(col: Any, guid: str) -> int:
    return int(card_of(col, guid).id)


# -------------------------------------------------------------------------------------------------------------- reviews


@pytest.mark.usefixtures("worker_from_disk")
def test_new_cards_come_with_their_reviews_and_nothing_twice(ours: Path, anki: Path) -> None:
    first, second, *_ = ids(ours)
    answer(ours, first, (3, GOOD), (2, GOOD))
    done = push(ours, anki)
    assert (done.new, done.reviews, done.rescheduled, done.backup) == (8, 2, 1, None)
    answer(ours, second, (1, AGAIN))
    done = push(ours, anki)
    assert (done.new, done.reviews, done.rescheduled) == (0, 1, 1)
    assert done.backup.parent == anki / "backups"
    assert done.backup.stat().st_size > 1000
    before = seen(anki)
    assert not push(ours, anki).changed
    assert seen(anki) == before


def test_a_review_that_was_taken_back_is_taken_out_there(ours: Path, anki: Path) -> None:
    first, *_ = ids(ours)
    answer(ours, first, (3, GOOD), (2, AGAIN))
    push(ours, anki)
    do(ours, lambda collection: collection.undo(clock()))
    done = push(ours, anki)
    assert (done.taken_back, done.reviews) == (1, 0)
    [row] = seen(anki).reviews[first]
    assert row["ease"] == GOOD
    do(ours, lambda collection: collection.undo(clock()))
    push(ours, anki)
    assert first not in seen(anki).reviews
    assert seen(anki).cards[first]["type"] == 0
    assert_sound(anki)


def test_an_answer_whose_time_is_taken_moves_on_and_is_known_again(ours: Path, anki: Path) -> None:
    first, second, third, *_ = ids(ours)
    for card in (first, second, third):
        answer(ours, card, (3, GOOD))
    push(ours, anki)
    rows = [row for card in (first, second, third) for row in seen(anki).reviews[card]]
    assert sorted(row["id"] - min(row["id"] for row in rows) for row in rows) == [0, 1, 2]
    assert not push(ours, anki).changed
    assert_sound(anki)


def test_what_was_answered_beside_the_schedule_is_a_preview_there(ours: Path, anki: Path) -> None:
    first, *_ = ids(ours)
    answer(ours, first, (3, GOOD))
    with Collection.find(ours) as collection:
        sitting = collection.sitting(None, clock(), lambda: 0.5, cram=True)
        while sitting.current and sitting.current.id != first:
            sitting.answer(GOOD, collection.moment(clock()))
        collection.record(sitting.answer(AGAIN, collection.moment(clock())).review, clock())
    assert push(ours, anki).reviews == 2
    row = seen(anki).reviews[first][-1]
    assert (row["type"], row["factor"], row["ease"]) == (3, 0, AGAIN)
    assert seen(anki).cards[first]["ivl"] == 1
    assert not push(ours, anki).changed
    assert_sound(anki)


def test_reviews_from_before_a_card_was_to_be_learnt_again_are_history_there_too(tmp_path: Path, anki: Path) -> None:
    ours = make(tmp_path / "relearning", settings='[review]\nrewrite = "relearn"\n')
    first, *_ = ids(ours)
    answer(ours, first, (9, GOOD), (8, GOOD), (2, GOOD))
    note = ours / "notes" / "tools.md"
    note.write_text(note.read_text("utf-8").replace("the tool number 0", "what a smith beats iron on"), "utf-8")
    do(ours, lambda collection: collection.build(clock()))
    assert ids(ours)[0] == first
    done = push(ours, anki)
    assert done.reviews == 3
    assert seen(anki).reviews[first][-1]["type"] == 4, "Anki leaves out what comes before such a row"
    assert seen(anki).cards[first]["type"] == 0
    assert not push(ours, anki).changed
    assert_sound(anki)


# -------------------------------------------------------------------------------------------- what the learner did there


def test_a_day_that_was_set_by_hand_stays_until_the_next_answer(ours: Path, anki: Path) -> None:
    first, *_ = ids(ours)
    answer(ours, first, (3, GOOD))
    push(ours, anki)
    with opened(anki) as col:
        col.sched.set_due_date([card_id(col, first)], "17")
    before = seen(anki)
    assert not push(ours, anki).changed
    assert seen(anki) == before
    do(ours, lambda collection: collection.answer(first, GOOD, clock()))
    assert push(ours, anki).rescheduled == 1


def test_an_answer_that_was_taken_back_leaves_no_card_in_learning_whose_day_was_set_by_hand(
    ours: Path, anki: Path
) -> None:
    first, *_ = ids(ours)
    answer(ours, first, (3, EASY))
    push(ours, anki)
    before = seen(anki).cards[first]
    with opened(anki) as col:
        col.sched.set_due_date([card_id(col, first)], "30")
    do(ours, lambda collection: collection.answer(first, AGAIN, clock()))
    push(ours, anki)
    assert seen(anki).cards[first]["type"] == 3
    do(ours, lambda collection: collection.undo(clock()))
    done = push(ours, anki)
    assert (done.taken_back, done.rescheduled) == (1, 1)
    after = seen(anki)
    assert [after.cards[first][name] for name in ("type", "queue", "due", "ivl")] == [
        before[name] for name in ("type", "queue", "due", "ivl")
    ]
    assert_sound(anki)
    assert not push(ours, anki).changed
    with opened(anki) as col:
        col.sched.set_due_date([card_id(col, first)], "40")
    assert not push(ours, anki).changed


def test_what_was_suspended_later_wins_on_either_side(ours: Path, anki: Path) -> None:
    here, there, both, *_ = ids(ours)
    push(ours, anki)
    for card in (here, there, both):
        answer(ours, card, (1, GOOD))
    push(ours, anki)
    next_second()
    with opened(anki) as col:
        col.sched.suspend_cards([card_id(col, there), card_id(col, both)])
    do(ours, lambda collection: collection.suspend(here, clock(), suspended=True))
    done = push(ours, anki)
    assert (done.suspended, done.unsuspended) == (1, 0)
    assert dict(done.decided_there) == {there: True, both: True}
    assert [seen(anki).cards[card]["queue"] for card in (here, there, both)] == [-1, -1, -1]
    assert not push(ours, anki).decided_there
    next_second()
    do(ours, lambda collection: collection.suspend(both, noon(-1), suspended=False))
    with opened(anki) as col:
        col.sched.unsuspend_cards([card_id(col, here)])
    done = push(ours, anki)
    assert (done.suspended, done.unsuspended, done.decided_there) == (0, 1, ((here, False),))
    with Collection.find(ours) as collection:
        status = {card.id: card.status for card in collection.cards(clock())}
    assert [status[card] for card in (here, there, both)] == ["active", "suspended", "active"]
    assert [seen(anki).cards[card]["queue"] for card in (here, there, both)] == [2, -1, 2]


def test_an_answer_there_is_no_wish_to_be_asked_again(ours: Path, anki: Path) -> None:
    first, *_ = ids(ours)
    push(ours, anki)
    do(ours, lambda collection: collection.suspend(first, clock(), suspended=True))
    next_second()
    with opened(anki) as col:
        answer_there(col, card_of(col, first), GOOD)
    assert push(ours, anki).suspended == 1
    assert seen(anki).cards[first]["queue"] == -1


def test_a_card_follows_the_notes_to_another_deck_unless_the_learner_put_it_elsewhere(ours: Path, anki: Path) -> None:
    push(ours, anki)
    first, second, *rest = ids(ours)
    with opened(anki) as col:
        col.set_deck([card_id(col, second)], col.decks.id("My own"))
    note = ours / "notes" / "tools.md"
    note.write_text(f"---\ndeck: Forge\n---\n{note.read_text('utf-8')}", "utf-8")
    do(ours, lambda collection: collection.build(clock()))
    assert push(ours, anki).moved == 1 + len(rest)
    with opened(anki) as col:
        decks = {card: col.decks.name(col.get_card(card_id(col, card)).did) for card in (first, second)}
    assert decks[first].startswith("Forge")
    assert decks[second] == "My own"
    assert not push(ours, anki).changed


@pytest.mark.parametrize("fsrs", [False, True])
def test_a_card_that_moves_keeps_what_fsrs_knows_of_it(tmp_path: Path, anki: Path, fsrs: bool) -> None:
    ours = make(tmp_path / "by fsrs", settings='[review]\nalgorithm = "fsrs"\nfuzz = false\n')
    with opened(anki) as col:
        col.set_config("fsrs", fsrs)
    first, *_ = ids(ours)
    answer(ours, first, (3, GOOD))
    push(ours, anki)
    memory = seen(anki).cards[first]["memory"]
    assert {"s", "d", "dr", "decay"} <= set(memory)
    note = ours / "notes" / "tools.md"
    note.write_text(f"---\ndeck: Forge\n---\n{note.read_text('utf-8')}", "utf-8")
    do(ours, lambda collection: collection.build(clock()))
    assert push(ours, anki).moved == len(ids(ours))
    assert seen(anki).cards[first]["memory"] == memory
    before = seen(anki)
    assert not push(ours, anki).changed
    assert seen(anki) == before


def test_cards_follow_the_prefix_of_the_decks_as_often_as_it_changes(ours: Path, anki: Path) -> None:
    push(ours, anki)
    for prefix in ("Study", "Learn::All", ""):
        (ours / "flashcards.toml").write_text(f'[build]\ndeck_prefix = "{prefix}"\n')
        do(ours, lambda collection: collection.build(clock()))
        assert push(ours, anki).moved == len(ids(ours))
        with opened(anki) as col:
            decks = {col.decks.name(col.get_card(card_id(col, card)).did) for card in ids(ours)}
        assert all(deck.startswith(prefix) and "tools" in deck for deck in decks)
        assert not push(ours, anki).changed


def test_a_note_that_was_deleted_there_stays_deleted(ours: Path, anki: Path) -> None:
    push(ours, anki)
    first, second, *_ = ids(ours)
    with opened(anki) as col:
        col.remove_notes([col.get_card(card_id(col, first)).nid])
    done = push(ours, anki)
    assert (done.changed, done.deleted_there, done.missing) == (False, 1, 0)
    note = ours / "notes" / "tools.md"
    note.write_text(note.read_text("utf-8") + "- Tongs : hold what is hot\n", "utf-8")
    do(ours, lambda collection: collection.build(clock()))
    assert push(ours, anki).new == 1
    assert first not in seen(anki).cards
    assert second in seen(anki).cards


def test_a_card_in_a_filtered_deck_goes_home_once_it_was_answered_here(ours: Path, anki: Path) -> None:
    first, second, *_ = ids(ours)
    for card in (first, second):
        answer(ours, card, (3, GOOD))
    push(ours, anki)
    with opened(anki) as col:
        home = col.get_card(card_id(col, first)).did
        deck = col.decks.new_filtered("Exam")
        update = col.sched.get_or_create_filtered_deck(deck)
        update.config.search_terms[0].search = "is:review"
        col.sched.add_or_update_filtered_deck(update)
        assert col.get_card(card_id(col, first)).odid == home
    assert not push(ours, anki).changed
    answer(ours, first, (1, GOOD))
    push(ours, anki)
    with opened(anki) as col:
        card, other = (col.get_card(card_id(col, guid)) for guid in (first, second))
        assert (card.did, card.odid, card.odue, card.ivl) == (home, 0, 0, 6)
        assert other.odid == home
    assert_sound(anki)


@pytest.mark.parametrize(("gone", "queue"), [("suspend", -1), ("keep", 2), ("delete", None)])
def test_cards_whose_text_has_gone(ours: Path, anki: Path, gone: str, queue: int | None) -> None:
    *_, last = ids(ours)
    answer(ours, last, (3, GOOD))
    push(ours, anki)
    next_second()
    note = ours / "notes" / "tools.md"
    text = note.read_text("utf-8")
    note.write_text("".join(text.splitlines(keepends=True)[:-1]), "utf-8")
    do(ours, lambda collection: collection.build(clock()))
    push(ours, anki, gone=gone)
    assert seen(anki).cards.get(last, {}).get("queue") == queue
    assert not push(ours, anki, gone=gone).changed
    next_second()
    note.write_text(text, "utf-8")
    do(ours, lambda collection: collection.build(clock()))
    push(ours, anki, gone=gone)
    assert seen(anki).cards[last]["queue"] == 2, "it is back with its schedule"
    assert len(seen(anki).reviews[last]) == 1
    assert_sound(anki)


def test_another_card_of_a_note_is_somebody_elses(ours: Path, anki: Path) -> None:
    first, *_ = ids(ours)
    push(ours, anki)
    with opened(anki) as col:
        col.db.execute("UPDATE notes SET guid = 'not ours' WHERE guid = ?", first)
    answer(ours, first, (3, GOOD))
    with opened(anki) as col:
        before = col.db.all("SELECT * FROM cards WHERE nid IN (SELECT id FROM notes WHERE guid = 'not ours')")
    push(ours, anki)
    with opened(anki) as col:
        after = col.db.all("SELECT * FROM cards WHERE nid IN (SELECT id FROM notes WHERE guid = 'not ours')")
    assert after == before


# ---------------------------------------------------------------------------------------------------- what may go wrong


def test_an_open_collection_is_left_alone(ours: Path, anki: Path) -> None:
    push(ours, anki)
    answer(ours, ids(ours)[0], (3, GOOD))
    with collection_open(anki / "collection.anki2"):  # another process, as the locks of one are all its own
        with pytest.raises(AnkiIsOpenError, match="is open in Anki"):
            push(ours, anki)
        with pytest.raises(AnkiIsOpenError, match="is open in Anki"), collection_open(anki / "collection.anki2"):
            pass
    assert not seen(anki).reviews


def test_a_dry_run_changes_nothing(ours: Path, anki: Path) -> None:
    push(ours, anki)
    answer(ours, ids(ours)[0], (3, GOOD))
    before, journal = seen(anki), journal_of(ours)
    files = sorted(path.name for path in anki.iterdir())
    done = push(ours, anki, dry_run=True)
    assert (done.reviews, done.rescheduled) == (1, 1)
    assert (seen(anki), journal_of(ours)) == (before, journal)
    assert sorted(path.name for path in anki.iterdir()) == files


def test_killed_halfway_all_or_nothing_was_done(ours: Path, anki: Path) -> None:
    push(ours, anki)
    [card] = {row["id"] for guid, row in seen(anki).cards.items() if guid == ids(ours)[0]}
    rows = [[1_600_000_000_000 + n, card, 3, 1, 1, 2500, 0, 1] for n in range(30_000)]
    done = []
    for delay_s in (0.05, 0.15, 0.25, 0.8):
        before = len(seen(anki).reviews.get(ids(ours)[0], ()))
        with pytest.raises(AnkiFailedError) as failed, collection_open(anki / "collection.anki2") as (child, _):
            assert child.process.stdin is not None
            nothing: dict[str, list[Any]] = {name: [] for name in ("cards", "queues", "taken_back", "decks", "deleted")}
            child.process.stdin.write(json.dumps({"do": "apply", "reviews": rows, **nothing}) + "\n")
            child.process.stdin.flush()
            time.sleep(delay_s)
            os.kill(child.process.pid, signal.SIGKILL)
            child.ask("look", guids=[])
            child.ask("look", guids=[])
        assert str(failed.value).count(".") >= 1
        done.append(len(seen(anki).reviews.get(ids(ours)[0], ())) - before)
        assert done[-1] in (0, len(rows))
        rows = [[row[0] + 300_000, *row[1:]] for row in rows]
        assert_sound(anki)
    assert 0 in done, "no delay was short enough"


def test_a_crash_and_an_exception_become_one_sentence(anki: Path) -> None:
    path = anki / "collection.anki2"
    with pytest.raises(AnkiFailedError, match="nowhere"), collection_open(path) as (child, _):
        child.ask("load", package="/nowhere")
    with pytest.raises(AnkiFailedError, match="Anki's own program failed"), collection_open(path) as (child, _):
        child.process.kill()
        child.ask("look", guids=["x"])


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE col SET ver = 99",
            "an Anki that is newer than the Python package anki here, so nothing was changed: bring",
        ),
        ("DROP TABLE graves", "Anki's own program failed on {} (no such table: graves); what"),
    ],
)
@pytest.mark.parametrize("words", [["push"], ["push", "--dry-run"]])
def test_what_anki_says_of_a_collection_is_told_in_words(
    ours: Path, anki: Path, statement: str, said: str, words: list[str]
) -> None:
    path = edit(anki / "collection.anki2", run(statement))
    journal = journal_of(ours)
    done = CliRunner().invoke(main, ["-C", str(ours), "anki", *words, str(path)])
    assert (done.exit_code, done.output.count("\n"), journal_of(ours)) == (1, 1, journal)
    assert str(path) in done.output
    assert said.format(path) in done.output or ("--dry-run" in words and "newer than this program" in done.output)


def _of_an_earlier_version(package: Path) -> None:
    with_parts(package, {"collection.anki21b": None, "collection.anki2": b"SQLite format 3"})


def _cut(package: Path) -> None:
    package.write_bytes(package.read_bytes()[:1000])


def _shortened(package: Path) -> None:
    with_parts(package, {"collection.anki21b": parts_of(package)["collection.anki21b"][:-9]})


@pytest.mark.parametrize("spoil", [_of_an_earlier_version, _cut, _shortened])
@pytest.mark.parametrize("words", [["push"], ["push", "--dry-run"], ["sync", "http://127.0.0.1:9"]])
def test_a_package_that_cannot_be_read_stops_a_push_before_anything_is_done(
    ours: Path, anki: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], None], words: list[str]
) -> None:
    monkeypatch.setenv("FLASHCARDS_ANKI_KEY", "key")
    push(ours, anki)
    with opened(anki) as col:
        answer_there(col, card_of(col, ids(ours)[0]), GOOD)
    before, journal, [package] = seen(anki), journal_of(ours), list((ours / "decks").glob("*.apkg"))
    spoil(package)
    done = CliRunner().invoke(main, ["-C", str(ours), "anki", *words, str(anki / "collection.anki2")])
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert done.output.startswith(f"flashcards: {package} can't be read (")
    assert done.output.endswith("so nothing was changed: `flashcards build`, and try again.\n")
    assert (seen(anki), journal_of(ours)) == (before, journal)
    do(ours, lambda collection: collection.build(clock()))
    assert len(push(ours, anki).agreed.seen) == 8


def test_a_damaged_collection_is_told_with_its_remedy(ours: Path, anki: Path) -> None:
    path = anki / "collection.anki2"
    path.write_bytes(path.read_bytes()[:5000])
    done = CliRunner().invoke(main, ["-C", str(ours), "anki", "push", str(path)])
    assert done.exit_code == 1
    assert f"{path} is not a sound collection of Anki's (database disk image is malformed), so nothing" in done.output
    assert "Open Backup" in done.output


@pytest.mark.usefixtures("worker_from_disk")
def test_without_the_package_one_sentence_says_how_to_install_it(
    anki: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = tmp_path / "hidden" / "anki"
    hidden.mkdir(parents=True)
    (hidden / "__init__.py").write_text("raise ModuleNotFoundError(\"No module named 'anki'\")\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(hidden.parent))
    said = pytest.raises(NoAnkiPackageError, match=r'pip install "flashcards\[anki\]"')
    with said, collection_open(anki / "collection.anki2"):
        pass


def test_the_worker_ends_when_nobody_speaks_to_it_any_more(anki: Path) -> None:
    """As after the death of the process that started it: the collection is closed, and can be opened again."""
    program = (
        "import os, sys; from pathlib import Path; from flashcards.anki.exchange.child import collection_open\n"
        f"with collection_open(Path({str(anki / 'collection.anki2')!r})) as (child, _):\n"
        "    print(child.process.pid, flush=True); os._exit(9)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    worker = int(ran.stdout)
    for _ in range(100):
        if not Path(f"/proc/{worker}").exists():
            break
        time.sleep(0.05)
    with opened(anki) as col:
        assert col.card_count() == 0


def test_what_is_no_collection_is_left_as_it_is(ours: Path, tmp_path: Path) -> None:
    path = tmp_path / "collection.anki2"
    path.write_bytes(b"not a collection" * 64)
    ran = CliRunner().invoke(main, ["-C", str(ours), "anki", "push", str(path)])
    assert ran.exit_code == 1
    assert path.read_bytes() == b"not a collection" * 64
    ran = CliRunner().invoke(main, ["-C", str(ours), "anki", "push", str(tmp_path / "nowhere")])
    assert (ran.exit_code, ran.output.count("\n")) == (1, 1)
    assert "There is no collection of Anki's" in ran.output


# -------------------------------------------------------------------------------------------------- which collection


def test_the_collection_of_the_only_profile_is_found(
    ours: Path, anki: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = tmp_path / "Anki2"
    monkeypatch.setenv("ANKI_BASE", str(base))
    run = CliRunner()
    assert "No profile of Anki's was found" in run.invoke(main, ["-C", str(ours), "anki", "push"]).output
    (base / "User 1").mkdir(parents=True)
    AnkiCollection(str(base / "User 1" / "collection.anki2")).close()
    assert "8 cards new in Anki" in run.invoke(main, ["-C", str(ours), "anki", "push"]).output
    (base / "User 2").mkdir()
    AnkiCollection(str(base / "User 2" / "collection.anki2")).close()
    several = run.invoke(main, ["-C", str(ours), "anki", "push"]).output
    assert "User 1" in several
    assert "User 2" in several
    with (ours / "flashcards.toml").open("a") as file:
        file.write('[anki]\ncollection = "../anki"\n')
    assert "8 cards new in Anki" in run.invoke(main, ["-C", str(ours), "anki", "push"]).output
    assert len(sqlite3.connect(anki / "collection.anki2").execute("SELECT id FROM cards").fetchall()) == 8


# ---------------------------------------------------------------------------------------------------- put off and reset


def test_a_card_that_was_reset_there_is_new_on_both_sides(ours: Path, anki: Path) -> None:
    first, *_ = ids(ours)
    answer(ours, first, (3, GOOD), (2, GOOD))
    push(ours, anki)
    with opened(anki) as col:
        col.sched.schedule_cards_as_new([card_id(col, first)])
    before = seen(anki)
    assert not push(ours, anki).changed
    assert seen(anki) == before
    with Collection.find(ours) as collection:
        assert first not in collection.reviews
        assert len(collection.ledger().earlier[first]) == 2
    do(ours, lambda collection: collection.answer(first, GOOD, clock()))
    push(ours, anki)
    assert [row["type"] for row in seen(anki).reviews[first]] == [0, 1, 4, 0]
    assert seen(anki).cards[first]["ivl"] == 1
    assert_sound(anki)


def test_a_card_that_was_put_off_here_is_buried_there(ours: Path, anki: Path) -> None:
    first, second, *_ = ids(ours)
    for card in (first, second):
        answer(ours, card, (3, GOOD))
    push(ours, anki)
    next_second()
    now = clock()
    with Collection.find(ours) as collection:
        day = collection.moment(now).day
    line = events.Bury(id="put off", time_ms=now.time_ms, utc_offset_minutes=0, day=day, card=first, until_day=day + 1)
    Journal(ours / ".flashcards" / "journal", "another").append([line])
    push(ours, anki)
    assert [seen(anki).cards[card]["queue"] for card in (first, second)] == [-3, 2]
    assert not push(ours, anki).changed


def test_what_was_last_decided_here_of_asking_a_card_today_holds_there(ours: Path, anki: Path) -> None:
    first, second, third, *_ = ids(ours)
    answer(ours, first, (3, GOOD))
    push(ours, anki)
    next_second()
    for card in (first, second):
        do(ours, lambda collection, card=card: collection.bury(card, clock(), buried=True))  # type: ignore[misc]
    aside: list[str] = []
    do(ours, lambda collection: aside.append(collection.put_aside(PutAside(third, suspended=False), clock())))
    done = push(ours, anki)
    assert (done.buried, done.unburied, done.rescheduled, done.changed) == (3, 0, 0, True)
    assert [seen(anki).cards[card]["queue"] for card in (first, second, third)] == [-3, -3, -3]
    assert not push(ours, anki).changed
    next_second()
    do(ours, lambda collection: collection.bury(first, clock(), buried=False))
    do(ours, lambda collection: collection.ask_again(PutAside(third, suspended=False), aside[0], clock()))
    done = push(ours, anki)
    assert (done.buried, done.unburied, done.rescheduled) == (0, 2, 0)
    assert [seen(anki).cards[card]["queue"] for card in (first, second, third)] == [2, -3, 0]
    before = seen(anki)
    assert not push(ours, anki).changed
    assert seen(anki) == before
    next_second()
    with opened(anki) as col:
        col.sched.bury_cards([card_id(col, first)])
    assert not push(ours, anki).changed
    assert seen(anki).cards[first]["queue"] == -3
    assert_sound(anki)


def test_a_card_whose_day_has_come_here_is_left_for_anki_to_dig_out(ours: Path, anki: Path) -> None:
    first, *_ = ids(ours)
    push(ours, anki)
    with opened(anki) as col:
        col.sched.bury_cards([card_id(col, first)])
        col.db.execute("UPDATE cards SET mod = ?", noon(2).time_ms // 1000)
    do(ours, lambda collection: collection.bury(first, noon(1), buried=True))
    before = seen(anki)
    assert not push(ours, anki).changed
    assert seen(anki) == before


def test_push_says_what_was_buried_and_what_became_new(ours: Path, anki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, *_ = ids(ours)
    answer(ours, first, (3, GOOD))
    push(ours, anki)
    next_second()
    with opened(anki) as col:
        col.sched.schedule_cards_as_new([card_id(col, first)])
    do(ours, lambda collection: collection.bury(second, clock(), buried=True))
    monkeypatch.chdir(ours)
    ran = CliRunner().invoke(main, ["anki", "push", str(anki)])
    assert ran.exit_code == 0, ran.output
    assert ran.stdout.splitlines()[:2] == ["1 card became new here, as in Anki", "1 card buried"]


def test_interrupted_before_it_is_done_the_collection_is_closed_and_sound(ours: Path, anki: Path) -> None:
    for after_s in (0.1, 0.25, 0.4):
        flashcards_stopped(ours, "anki", "push", str(anki), after_s=after_s, by=signal.SIGINT)
        assert_sound(anki)
        assert len(seen(anki).cards) in (0, 8)
    push(ours, anki)
    assert len(seen(anki).cards) == 8


def test_a_suspension_that_arrives_late_is_not_taken_for_an_old_one(ours: Path, anki: Path) -> None:
    """As when it was made on another machine, whose journal comes after a push has changed the card."""
    first, *_ = ids(ours)
    answer(ours, first, (3, GOOD))
    push(ours, anki)
    now = clock()
    next_second()
    answer(ours, first, (1, GOOD))
    push(ours, anki)
    line = events.Suspend(
        id="late", time_ms=now.time_ms, utc_offset_minutes=0, day=noon(0).time_ms // 86_400_000 + 719_163, card=first
    )
    Journal(ours / ".flashcards" / "journal", "another").append([line])
    done = push(ours, anki)
    assert (done.suspended, done.decided_there) == (1, ())
    assert seen(anki).cards[first]["queue"] == -1


def test_a_card_without_a_text_may_be_asked_again_there(ours: Path, anki: Path) -> None:
    *_, last = ids(ours)
    push(ours, anki)
    note = ours / "notes" / "tools.md"
    note.write_text("".join(note.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    do(ours, lambda collection: collection.build(clock()))
    assert push(ours, anki).suspended == 1
    with opened(anki) as col:
        col.sched.unsuspend_cards([card_id(col, last)])
    for _ in range(2):
        assert not push(ours, anki).changed
        assert seen(anki).cards[last]["queue"] == 0
