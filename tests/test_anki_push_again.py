"""Pushes in a row, into collections that lived before: what one has brought there, the next one knows."""

from __future__ import annotations

import shutil
import signal
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
from flashcards.anki.exchange.ours_and_theirs import LogRow
from flashcards.cli import main
from flashcards.cli.boundary import clock, offset_at
from flashcards.cli.telling_anki import push_warnings
from flashcards.collection import Collection, PullOptions
from flashcards.collection.agreements import Agreement
from flashcards.collection.anki_exchange import AnkiExchange
from flashcards.collection.conversion import new_id
from flashcards.events import Event
from flashcards.journal import Journal
from flashcards.model import Rating, Review
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
BOTH_WAYS = "Basic (and reversed card)"


@pytest.fixture
def anki(tmp_path: Path) -> Path:
    return new_anki(tmp_path / "anki")


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return make(tmp_path / "ours")


def build(ours: Path) -> None:
    do(ours, lambda collection: collection.build(clock(), accept_retired=True))


def rewrite(ours: Path, old: str, new: str) -> None:
    note = ours / "notes" / "tools.md"
    note.write_text(note.read_text("utf-8").replace(old, new), "utf-8")
    build(ours)


def log_of(anki: Path) -> list[tuple[str, int, int, int]]:
    """The whole review log: GUID, ordinal, time and button."""
    query = (
        "SELECT guid, ord, r.id, ease FROM revlog r JOIN cards c ON c.id = cid JOIN notes n ON n.id = nid ORDER BY r.id"
    )
    with opened(anki) as col:
        return [(str(guid), *map(int, numbers)) for guid, *numbers in col.db.all(query)]


# ------------------------------------------------------------------------------------------- notes of the learner's own


@pytest.fixture
def imported(ours: Path, anki: Path) -> str:
    """The GUID of a note of Anki's with two cards, both answered, that was imported and built."""
    with opened(anki) as col:
        note = col.new_note(col.models.by_name(BOTH_WAYS))
        note["Front"], note["Back"] = "Capital of France", "Paris"
        col.add_note(note, 1)
        for ordinal in (0, 1):
            answer_there(col, card_of(col, note.guid, ordinal), GOOD)
    do(ours, lambda collection: collection.import_deck(anki / "collection.anki2", clock(), offset_at))
    build(ours)
    return str(note.guid)


def test_cards_of_an_imported_note_are_never_there_twice(ours: Path, anki: Path, imported: str) -> None:
    log = log_of(anki)
    done = push(ours, anki)
    assert (done.new, done.updated, done.refused, done.others, done.missing) == (8, 0, 0, 0, 0)
    assert log_of(anki) == log
    with opened(anki) as col:
        assert col.db.all("SELECT ord FROM cards c JOIN notes n ON n.id = nid WHERE guid LIKE ?", f"{imported}%") == [
            [0],
            [1],
        ]
    before = seen(anki), journal_of(ours)
    assert not push(ours, anki).changed
    assert (seen(anki), journal_of(ours)) == before
    assert_sound(anki)


def test_reviews_of_both_cards_of_an_imported_note_go_both_ways(ours: Path, anki: Path, imported: str) -> None:
    push(ours, anki)
    for card in (imported, f"{imported}.1"):
        do(ours, lambda collection, card=card: collection.answer(card, GOOD, clock()))  # type: ignore[misc]
    done = push(ours, anki)
    assert (done.new, done.reviews) == (0, 2)
    with opened(anki) as col:
        for ordinal in (0, 1):
            answer_there(col, card_of(col, imported, ordinal), EASY)
    push(ours, anki)
    for ordinal, card in enumerate((imported, f"{imported}.1")):
        there = [(time_ms, button) for guid, at, time_ms, button in log_of(anki) if (guid, at) == (imported, ordinal)]
        here = do(ours, lambda collection, card=card: collection.reviews[card])  # type: ignore[misc]
        assert [(one.time_ms, int(one.rating)) for one in here] == there
        assert len(there) == 3
    assert not push(ours, anki).changed
    assert_sound(anki)


def test_answers_to_a_note_that_bears_the_name_of_a_further_card_are_not_multiplied(
    ours: Path, anki: Path, imported: str
) -> None:
    """As where a package was imported by hand into the collection that its notes came from."""
    push(ours, anki)
    with opened(anki) as col:
        twin = col.new_note(col.models.by_name("Basic"))
        twin["Front"] = "Paris"
        col.add_note(twin, 1)
        col.db.execute("UPDATE notes SET guid = ? WHERE id = ?", f"{imported}.1", twin.id)
        answer_there(col, card_of(col, f"{imported}.1"), GOOD)
    push(ours, anki)
    before = log_of(anki), journal_of(ours)
    for _ in range(2):
        assert not push(ours, anki).changed
    assert (log_of(anki), journal_of(ours)) == before
    assert len(do(ours, lambda collection: collection.reviews[f"{imported}.1"])) == 2


def test_a_text_goes_into_a_note_of_the_learners_own_unless_it_was_changed_there_too(
    ours: Path, anki: Path, imported: str
) -> None:
    push(ours, anki)
    next_second()
    [note] = [path for path in (ours / "notes").rglob("*.md") if path.name != "tools.md"]

    def fields(changed: str = "") -> str:
        with opened(anki) as col:
            assert col.note_count() == 9
            one = col.get_note(col.db.scalar("SELECT id FROM notes WHERE guid = ?", imported))
            if changed:
                one["Back"] = changed
                col.update_note(one)
            return "\x1f".join(one.fields)

    def edit(old: str, new: str) -> Any:
        note.write_text(note.read_text("utf-8").replace(old, new), "utf-8")
        build(ours)
        return push(ours, anki)

    done = edit("Paris", "Paris, on the Seine")
    assert (done.new, done.updated, done.refused, done.others, done.changed_on_both) == (0, 1, 0, 0, 0)
    assert done.backup
    assert fields() == "Capital of France\x1fParis, on the Seine"
    assert not push(ours, anki).changed
    fields("Paris")
    done = edit("Paris, on the Seine", "Paris < Île-de-France")
    assert (done.updated, done.others, done.changed_on_both) == (0, 0, 2)
    review = do(ours, lambda collection: collection.config.review)
    assert "2 cards changed both here and in Anki" in "".join(push_warnings(done, review))
    assert fields() == "Capital of France\x1fParis", "what the learner has put back there isn't overwritten"
    fields("Paris &lt; Île-de-France")
    assert push(ours, anki).changed_on_both == 0
    assert_sound(anki)


def test_a_text_that_has_no_place_in_a_note_of_the_learners_own_is_told(ours: Path, anki: Path) -> None:
    with opened(anki) as col:
        note = col.new_note(col.models.by_name("Cloze"))
        note["Text"] = "The {{c1::keel}} holds the frames."
        col.add_note(note, 1)
    do(ours, lambda collection: collection.import_deck(anki / "collection.anki2", clock(), offset_at))
    build(ours)
    [path] = [path for path in (ours / "notes").rglob("*.md") if path.name != "tools.md"]
    path.write_text(path.read_text("utf-8").replace("frames", "ribs"), "utf-8")
    build(ours)
    done = push(ours, anki)
    assert (done.others, done.updated) == (1, 0)
    review = do(ours, lambda collection: collection.config.review)
    assert "1 card changed here, but of another note type in Anki" in "".join(push_warnings(done, review))


# --------------------------------------------------------------------------------------------- cards without a text now

FIRST_LINE = "- Anvil : the tool number 0\n"
SECOND_LINE = "- Bellows : "


def test_that_a_card_retired_is_told_though_nothing_else_is_new(ours: Path, anki: Path) -> None:
    first, *_ = ids(ours)
    push(ours, anki)
    next_second()
    rewrite(ours, FIRST_LINE, "")
    done = push(ours, anki)
    assert (done.updated, done.suspended) == (1, 1)
    with opened(anki) as col:
        assert "flashcards::retired" in col.db.scalar("SELECT tags FROM notes WHERE guid = ?", first)
    assert not push(ours, anki).changed


def test_a_card_that_was_deleted_for_good_does_not_come_back_as_a_bare_note(ours: Path, anki: Path) -> None:
    push(ours, anki)
    next_second()
    rewrite(ours, FIRST_LINE, "")
    assert push(ours, anki, gone="delete").deleted == 1
    next_second()
    rewrite(ours, "the tool number 4", "quite another tool")
    done = push(ours, anki, gone="delete")
    assert (done.new, done.updated) == (0, 1)
    with opened(anki) as col:
        assert (col.note_count(), col.card_count()) == (7, 7)
    assert not push(ours, anki, gone="delete").changed
    assert_sound(anki)


def delete_there(anki: Path, guid: str) -> None:
    with opened(anki) as col:
        col.remove_notes([card_of(col, guid).nid])


def assert_stays_deleted(ours: Path, anki: Path, guid: str) -> None:
    for _ in range(2):
        done = push(ours, anki)
        assert (done.new, done.deleted_there, done.missing, done.changed) == (0, 1, 0, False)
        assert guid not in seen(anki).cards


def test_a_card_that_was_restored_and_then_deleted_in_anki_stays_deleted(ours: Path, anki: Path) -> None:
    first, *_ = ids(ours)
    push(ours, anki)
    next_second()
    rewrite(ours, FIRST_LINE, "")
    assert push(ours, anki, gone="delete").deleted == 1
    next_second()
    rewrite(ours, "# Workshop\n", f"# Workshop\n{FIRST_LINE}")
    assert push(ours, anki).new == 1
    delete_there(anki, first)
    assert_stays_deleted(ours, anki, first)
    next_second()
    rewrite(ours, FIRST_LINE, "")
    push(ours, anki)
    rewrite(ours, "# Workshop\n", f"# Workshop\n{FIRST_LINE}")
    assert push(ours, anki).new == 1, "it was restored after it was deleted"
    assert_sound(anki)


def test_a_note_of_the_learners_own_that_was_deleted_in_anki_stays_deleted(ours: Path, anki: Path) -> None:
    with opened(anki) as col:
        note = col.new_note(col.models.by_name("Basic"))
        note["Front"], note["Back"] = "Capital of France", "Paris"
        col.add_note(note, 1)
    do(ours, lambda collection: collection.import_deck(anki / "collection.anki2", clock(), offset_at))
    build(ours)
    push(ours, anki)
    delete_there(anki, note.guid)
    assert_stays_deleted(ours, anki, note.guid)


def test_another_collection_in_the_same_place_has_deleted_nothing(ours: Path, anki: Path) -> None:
    """An older state of it, and a new one."""
    first, *_ = ids(ours)
    path, older = anki / "collection.anki2", anki / "older.anki2"
    push(ours, anki)
    shutil.copy(path, older)
    rewrite(ours, "# Workshop\n", "# Workshop\n- Rasp : a coarse file\n")
    assert push(ours, anki).new == 1
    shutil.move(older, path)
    done = push(ours, anki)
    assert (done.new, done.deleted_there) == (1, 0)
    path.unlink()
    AnkiCollection(str(path)).close()
    done = push(ours, anki)
    assert (done.new, done.deleted_there) == (9, 0)
    delete_there(anki, first)
    assert_stays_deleted(ours, anki, first)


# ------------------------------------------------------------------------------------------- what was taken back


def take_back(ours: Path, wanted: Callable[[Event], bool]) -> None:
    """As a device does that has no more than the journal: a line that takes another one back."""
    now = clock()
    lines: list[Event] = do(ours, lambda collection: collection.lines())
    voids = [
        events.Void(
            id=new_id(),
            time_ms=now.time_ms,
            utc_offset_minutes=0,
            day=noon(0).time_ms // 86_400_000 + 719_163,
            event=one.id,
        )
        for one in lines
        if wanted(one)
    ]
    assert voids
    Journal(ours / ".flashcards" / "journal", "another").append(voids)


def test_a_card_to_be_learnt_again_is_no_news_from_anki_and_can_be_taken_back(tmp_path: Path, anki: Path) -> None:
    ours = make(tmp_path / "relearning", settings='[review]\nfuzz = false\nrewrite = "relearn"\n')
    first, second, *_ = ids(ours)
    for card in (first, second):  # at the same times, so that rows there have to move on
        answer(ours, card, (5, GOOD), (3, GOOD))
    push(ours, anki)
    before = seen(anki).cards[first]
    rewrite(ours, "the tool number 0", "what a smith beats iron on")
    [forget] = [line for line in do(ours, lambda it: it.lines()) if isinstance(line, events.Forget)]
    push(ours, anki)
    assert [row["id"] for row in seen(anki).reviews[first] if row["type"] == 4] == [forget.time_ms]
    assert seen(anki).cards[first]["type"] == 0
    journal = journal_of(ours)
    assert not push(ours, anki).changed
    assert journal_of(ours) == journal, "it came from here"
    take_back(ours, lambda line: line.id == forget.id)
    done = push(ours, anki)
    assert (done.taken_back, done.rescheduled) == (1, 1)
    assert [row["type"] for row in seen(anki).reviews[first]] == [0, 1]
    after = seen(anki).cards[first]
    assert [after[name] for name in ("type", "queue", "due", "ivl")] == [
        before[name] for name in ("type", "queue", "due", "ivl")
    ]
    assert not push(ours, anki).changed
    assert len(do(ours, lambda it: it.reviews[first])) == 2
    assert_sound(anki)


def test_an_answer_beside_the_schedule_that_was_taken_back_goes_there_too(ours: Path, anki: Path) -> None:
    first, *_ = ids(ours)
    answer(ours, first, (5, GOOD))
    now = noon(1)
    crammed = do(ours, lambda it: it.record(Review(first, GOOD, now.time_ms, it.moment(now).day, crammed=True), now))
    push(ours, anki)
    do(ours, lambda it: it.take_back(crammed.event_id, clock()))
    assert push(ours, anki).taken_back == 1
    assert [row["type"] for row in seen(anki).reviews[first]] == [0]
    assert not push(ours, anki).changed


@pytest.mark.parametrize(
    ("kind", "factor", "counts"), [(0, 0, 1), (3, 2500, 1), (3, 0, 0), (4, 0, 0), (5, 0, 0), (6, 0, 0)]
)
def test_push_counts_the_rows_that_pull_counts(ours: Path, anki: Path, kind: int, factor: int, counts: int) -> None:
    first, *_ = ids(ours)
    push(ours, anki)
    time_ms = noon(2).time_ms
    with opened(anki) as col:
        row = (time_ms, card_of(col, first).id, 3, 1, 0, factor, 1000, kind)
        col.db.execute("INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)", *row)
    push(ours, anki)
    assert len(do(ours, lambda it: it.reviews.get(first, ()))) == counts
    assert LogRow(time_ms, 3, 1, factor, kind).is_answer == bool(counts)
    do(ours, lambda it: it.answer(first, GOOD, noon(2), dated=True))
    assert push(ours, anki).reviews == 1 - counts
    assert len(do(ours, lambda it: it.reviews[first])) == 1


# ------------------------------------------------------------------------------------------------- what was agreed on


def suspend_there(anki: Path, *guids: str, suspended: bool = True) -> None:
    next_second()
    with opened(anki) as col:
        change = col.sched.suspend_cards if suspended else col.sched.unsuspend_cards
        change([card_of(col, guid).id for guid in guids])
    next_second()


def suspended_here(ours: Path) -> set[str]:
    return {one.id for one in do(ours, lambda it: it.ledger()).cards.values() if one.suspended}


def test_the_cache_may_be_deleted_between_two_pushes(ours: Path, anki: Path) -> None:
    first, *_ = ids(ours)
    push(ours, anki)
    next_second()
    rewrite(ours, FIRST_LINE, "")
    push(ours, anki)
    assert seen(anki).cards[first]["queue"] == -1
    suspend_there(anki, first, suspended=False)
    push(ours, anki)
    for path in (ours / ".flashcards").glob("index.db*"):
        path.unlink()
    assert not push(ours, anki).changed
    assert seen(anki).cards[first]["queue"] == 0, "the learner wants there what the notes no longer have"


@pytest.mark.parametrize("interrupted", ["before it is done", "after it is done"])
def test_interrupted_a_push_is_still_known(
    ours: Path, anki: Path, interrupted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Suspended here, pushed, and asked again there; the push ended before or after Anki's transaction."""
    first, second, *_ = ids(ours)
    push(ours, anki)
    suspend_there(anki, second)
    do(ours, lambda it: it.suspend(first, clock(), suspended=True))
    plan = Agreement.plan

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    def plan_and_stop(*given: Any) -> None:
        plan(*given)
        stop()

    with monkeypatch.context() as patched:
        patched.setattr(Agreement, *(("keep", stop) if interrupted.startswith("after") else ("plan", plan_and_stop)))
        with pytest.raises(KeyboardInterrupt):
            push(ours, anki)
    assert suspended_here(ours) == {first, second}, "what was decided there was not lost"
    done_there = interrupted.startswith("after")
    assert (seen(anki).cards[first]["queue"] == -1) == done_there
    suspend_there(anki, second, *([first] if done_there else []), suspended=False)
    done = push(ours, anki)
    assert seen(anki).cards[second]["queue"] == 0
    assert dict(done.decided_there) == ({first: False, second: False} if done_there else {second: False})
    assert suspended_here(ours) == (set() if done_there else {first})
    assert (seen(anki).cards[first]["queue"] == -1) != done_there
    assert not push(ours, anki).changed


def test_a_push_that_was_killed_leaves_nothing_half_agreed(ours: Path, anki: Path) -> None:
    """Killed at some instant, and then once more to the end: the cards suspended here are suspended there."""
    push(ours, anki)
    cards = ids(ours)
    for card, after_s in zip(cards, (0.1, 0.2, 0.3, 0.4), strict=False):
        do(ours, lambda it, card=card: it.suspend(card, clock(), suspended=True))  # type: ignore[misc]
        flashcards_stopped(ours, "anki", "push", str(anki), after_s=after_s, by=signal.SIGKILL)
        time.sleep(0.5)  # the other process ends by itself
        push(ours, anki)
        assert {guid for guid, row in seen(anki).cards.items() if row["queue"] == -1} == suspended_here(ours)
        assert not push(ours, anki).changed
    assert_sound(anki)


def test_pull_with_states_follows_what_was_decided_since_the_last_push(ours: Path, anki: Path) -> None:
    first, second, *_ = ids(ours)
    push(ours, anki)

    def pull() -> None:
        do(ours, lambda it: it.pull(anki / "collection.anki2", clock(), offset_at, PullOptions(states=True)))

    suspend_there(anki, first)
    push(ours, anki)
    assert suspended_here(ours) == {first}
    suspend_there(anki, first, suspended=False)
    do(ours, lambda it: it.suspend(second, clock(), suspended=True))
    pull()
    assert suspended_here(ours) == {second}, "there nobody has said anything of the second"
    suspend_there(anki, first)
    pull()
    assert suspended_here(ours) == {first, second}
    do(ours, lambda it: it.suspend(first, clock(), suspended=False))
    done = push(ours, anki)
    assert (done.suspended, done.unsuspended, done.decided_there) == (1, 1, ())
    assert suspended_here(ours) == {second}


def test_a_card_that_retired_is_not_taken_for_one_that_the_learner_suspended(ours: Path, anki: Path) -> None:
    push(ours, anki)
    rewrite(ours, FIRST_LINE, "")
    push(ours, anki)
    do(ours, lambda it: it.pull(anki / "collection.anki2", clock(), offset_at, PullOptions(states=True)))
    assert not suspended_here(ours)


@pytest.mark.parametrize("first_suspended", [True, False])
def test_what_the_learner_suspended_before_it_retired_stays_so_when_it_returns(
    ours: Path, anki: Path, first_suspended: bool
) -> None:
    first, *_ = ids(ours)
    push(ours, anki)
    if first_suspended:
        suspend_there(anki, first)
    next_second()
    rewrite(ours, FIRST_LINE, "")
    next_second()
    if not first_suspended:  # as ``build`` advises with cards that retired
        suspend_there(anki, first)
    done = push(ours, anki)
    assert dict(done.decided_there) == ({first: True} if first_suspended else {})
    assert not push(ours, anki).decided_there
    rewrite(ours, SECOND_LINE, FIRST_LINE + SECOND_LINE)
    push(ours, anki)
    assert suspended_here(ours) == ({first} if first_suspended else set())
    assert seen(anki).cards[first]["queue"] == (-1 if first_suspended else 0)
    assert not push(ours, anki).changed


def test_what_was_suspended_there_is_taken_back_together(ours: Path, anki: Path) -> None:
    first, second, third, *_ = ids(ours)
    answer(ours, third, (3, GOOD))
    push(ours, anki)
    suspend_there(anki, first, second)
    push(ours, anki)
    assert suspended_here(ours) == {first, second}
    done = CliRunner().invoke(main, ["-C", str(ours), "undo"])
    assert done.output == "took back: what 2 cards became as in Anki\n"
    assert not suspended_here(ours)
    assert len(do(ours, lambda it: it.reviews[third])) == 1
    assert push(ours, anki).unsuspended == 2


# ------------------------------------------------------------------------------------------------------------ a dry run


def test_a_dry_run_sees_what_an_anki_that_crashed_had_done(ours: Path, anki: Path) -> None:
    package = next((ours / "decks").glob("*.apkg"))
    program = (
        "import os, signal; from anki.collection import *\n"
        f"col = Collection({str(anki / 'collection.anki2')!r})\n"
        f"col.import_anki_package(ImportAnkiPackageRequest(package_path={str(package)!r}))\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", program], check=False)
    assert (anki / "collection.anki2-wal").stat().st_size
    assert push(ours, anki, dry_run=True).new == push(ours, anki).new == 0
    assert len(seen(anki).cards) == 8


def test_a_dry_run_counts_the_days_that_the_push_counts(tmp_path: Path, anki: Path) -> None:
    """An answer at two at night is one of the day before in Anki, and not here."""
    ours = make(tmp_path / "midnight", settings="[review]\nfuzz = false\nrollover_hour = 0\n")
    first, *_ = ids(ours)
    push(ours, anki)
    with opened(anki) as col:
        row = (noon(2, -600).time_ms, card_of(col, first).id, 3, 1, 0, 2500, 1000, 0)
        col.db.execute("INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)", *row)
    with Collection.find(ours) as collection:
        would = AnkiExchange(collection, offset_at).push(anki / "collection.anki2", clock(), dry_run=True)
    journal = journal_of(ours)
    with Collection.find(ours) as collection:
        does = AnkiExchange(collection, offset_at).push(anki / "collection.anki2", clock())
    assert (
        [line.day for line in would.pulled.lines] == [line.day for line in does.pulled.lines] == [would.pulled.days[0]]
    )
    assert journal_of(ours) != journal
    assert (would.pushed.rescheduled, would.pushed.reviews) == (does.pushed.rescheduled, does.pushed.reviews)


# ----------------------------------------------------------------------------------------------------------- all at once


def test_after_all_of_it_a_second_push_changes_nothing_on_either_side(
    tmp_path: Path, anki: Path, imported: str, ours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import, answers on both sides at the same times, one beside the schedule, one taken back, a card to be learnt
    again there and one here, another device, a suspension on either side, a text that has gone.
    """
    (ours / "flashcards.toml").write_text('[review]\nfuzz = false\nrewrite = "relearn"\n', "utf-8")
    push(ours, anki)
    first, second, third, fourth, fifth, *_ = (card for card in ids(ours) if not card.startswith(imported))
    for card in (first, second, third, imported, f"{imported}.1"):
        answer(ours, card, (6, GOOD), (4, AGAIN), (3, GOOD))
    push(ours, anki)
    next_second()
    with opened(anki) as col:
        answer_there(col, card_of(col, imported, 1), HARD)
        answer_there(col, card_of(col, third), GOOD)
        col.sched.schedule_cards_as_new([card_of(col, second).id])
        col.sched.suspend_cards([card_of(col, fourth).id])
    rewrite(ours, "the tool number 0", "what a smith beats iron on")
    now = noon(1)
    do(ours, lambda it: it.record(Review(third, EASY, now.time_ms, it.moment(now).day, crammed=True), now))
    do(ours, lambda it: it.suspend(fifth, clock(), suspended=True))
    monkeypatch.setenv("FLASHCARDS_DEVICE", "another")
    answer(ours, fifth, (2, GOOD))
    push(ours, anki)
    do(ours, lambda it: it.undo(clock()))
    monkeypatch.delenv("FLASHCARDS_DEVICE")
    push(ours, anki)
    do(ours, lambda it: it.undo(clock()))
    rewrite(ours, "- Hacksaw : the tool number 7\n", "")
    states = []
    for _ in range(3):
        done = push(ours, anki)
        states.append((journal_of(ours), seen(anki)))
    assert not done.changed
    assert states[1] == states[2], "not even Anki's time of the last change"
    assert states[0][0] == states[1][0]
    assert log_of(anki) == sorted(set(log_of(anki)), key=lambda row: row[2])
    assert_sound(anki)
