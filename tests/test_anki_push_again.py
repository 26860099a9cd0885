"""Pushes in a row, into collections that lived before: what one has brought there, the next one knows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection as AnkiCollection

from flashcards import events
from flashcards.anki.exchange.ours_and_theirs import LogRow
from flashcards.cli.boundary import clock, offset_at
from flashcards.cli.telling_anki import push_warnings
from flashcards.collection import Collection
from flashcards.collection.conversion import new_id
from flashcards.events import Event
from flashcards.journal import Journal
from flashcards.model import Rating, Review
from tests.anki_sides import answer, assert_sound, ids, make, noon, push, seen

AGAIN, HARD, GOOD, EASY = Rating
BOTH_WAYS = "Basic (and reversed card)"


@pytest.fixture
def anki(tmp_path: Path) -> Path:
    folder = tmp_path / "anki"
    folder.mkdir()
    AnkiCollection(str(folder / "collection.anki2")).close()
    return folder


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return make(tmp_path / "ours")


@contextmanager
def opened(anki: Path) -> Iterator[Any]:
    col = AnkiCollection(str(anki / "collection.anki2"))
    try:
        yield col
    finally:
        col.close()


def do(ours: Path, act: Callable[[Collection], object]) -> Any:
    with Collection.find(ours) as collection:
        return act(collection)


def build(ours: Path) -> None:
    do(ours, lambda collection: collection.build(clock(), accept_retired=True))


def rewrite(ours: Path, old: str, new: str) -> None:
    note = ours / "notes" / "tools.md"
    note.write_text(note.read_text("utf-8").replace(old, new), "utf-8")
    build(ours)


def journal_of(ours: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((ours / ".flashcards" / "journal").iterdir()))


def card_of(col: Any, guid: str, ordinal: int = 0) -> Any:
    query = "SELECT c.id FROM cards c JOIN notes n ON n.id = nid WHERE guid = ? AND ord = ?"
    [card_id] = col.db.list(query, guid, ordinal)
    return col.get_card(card_id)


def review_there(col: Any, card: Any, rating: Rating) -> None:
    card.start_timer()
    states = col._backend.get_scheduling_states(card.id)
    col.sched.answer_card(col.sched.build_answer(card=card, states=states, rating=rating - 1))
    time.sleep(0.002)


def settle() -> None:
    """Anki counts changes in seconds: what comes next is later."""
    time.sleep(1.1)


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
            review_there(col, card_of(col, note.guid, ordinal), GOOD)
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
            review_there(col, card_of(col, imported, ordinal), EASY)
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
        review_there(col, card_of(col, f"{imported}.1"), GOOD)
    push(ours, anki)
    before = log_of(anki), journal_of(ours)
    for _ in range(2):
        assert not push(ours, anki).changed
    assert (log_of(anki), journal_of(ours)) == before
    assert len(do(ours, lambda collection: collection.reviews[f"{imported}.1"])) == 2


def test_the_text_of_a_note_of_the_learners_own_stays_and_that_is_said(ours: Path, anki: Path, imported: str) -> None:
    push(ours, anki)
    settle()
    [note] = [path for path in (ours / "notes").rglob("*.md") if path.name != "tools.md"]
    note.write_text(note.read_text("utf-8").replace("Paris", "Paris, on the Seine"), "utf-8")
    build(ours)
    done = push(ours, anki)
    assert (done.new, done.updated, done.refused) == (0, 0, 0)
    assert done.others >= 1
    review = do(ours, lambda collection: collection.config.review)
    assert "keeps its text" in "".join(push_warnings(done, review))
    with opened(anki) as col:
        assert col.db.scalar("SELECT flds FROM notes WHERE guid = ?", imported) == "Capital of France\x1fParis"
        assert col.note_count() == 9


# --------------------------------------------------------------------------------------------- cards without a text now

FIRST_LINE = "- Anvil : the tool number 0\n"


def test_that_a_card_retired_is_told_though_nothing_else_is_new(ours: Path, anki: Path) -> None:
    first, *_ = ids(ours)
    push(ours, anki)
    settle()
    rewrite(ours, FIRST_LINE, "")
    done = push(ours, anki)
    assert (done.updated, done.suspended) == (1, 1)
    with opened(anki) as col:
        assert "flashcards::retired" in col.db.scalar("SELECT tags FROM notes WHERE guid = ?", first)
    assert not push(ours, anki).changed


def test_a_card_that_was_deleted_for_good_does_not_come_back_as_a_bare_note(ours: Path, anki: Path) -> None:
    push(ours, anki)
    settle()
    rewrite(ours, FIRST_LINE, "")
    assert push(ours, anki, gone="delete").deleted == 1
    settle()
    rewrite(ours, "the tool number 4", "quite another tool")
    done = push(ours, anki, gone="delete")
    assert (done.new, done.updated) == (0, 1)
    with opened(anki) as col:
        assert (col.note_count(), col.card_count()) == (7, 7)
    assert not push(ours, anki, gone="delete").changed
    assert_sound(anki)


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
