"""Where a card stands here is where it stands in Anki, and Anki's own FSRS makes of the answers what ours does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection as AnkiCollection

from flashcards.algorithms import fsrs
from flashcards.anki.exchange.schedule import columns, rows
from flashcards.cli.boundary import clock
from flashcards.collection import Collection
from flashcards.model import Rating, Review
from flashcards.scheduler import Settings, due_on, learned
from flashcards.scheduler import replay as replayed
from tests.anki_sides import answer, answer_there, assert_sound, card_of, days_of_anki, ids, make, push, seen
from tests.anki_time import in_zone

AGAIN, HARD, GOOD, EASY = Rating
ZONES = ("UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati")
ALGORITHMS = ("sm2", "fsrs", "anki-sm2")
HISTORIES = (
    [(20, GOOD), (19, GOOD), (13, GOOD)],
    [(20, AGAIN), (19.999, GOOD), (19.99, GOOD), (18, GOOD), (12, AGAIN), (11.999, GOOD), (9, HARD)],
    [(9, EASY), (1, GOOD)],
    [(3, HARD), (2.999, AGAIN), (2.998, GOOD)],
    [(2, GOOD), (1, AGAIN)],
    [(2, AGAIN)],
    [],
)


@pytest.fixture(params=ZONES, scope="module")
def zone(request: pytest.FixtureRequest) -> Iterator[None]:
    with in_zone(request.param):
        yield


def sides(tmp_path: Path, algorithm: str, extra: str = "") -> tuple[Path, Path]:
    """A collection of ours with these histories, and one of Anki's that has its cards."""
    anki = tmp_path / "anki"
    anki.mkdir()
    settings = f'[review]\nfuzz = false\nalgorithm = "{algorithm}"\n{extra}'
    ours = make(tmp_path / "ours", len(HISTORIES), settings)
    for card, history in zip(ids(ours), HISTORIES, strict=True):
        answer(ours, card, *history)
    AnkiCollection(str(anki / "collection.anki2")).close()
    return ours, anki


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.usefixtures("zone")
def test_cards_are_due_on_the_same_day_in_every_time_zone(tmp_path: Path, algorithm: str) -> None:
    ours, anki = sides(tmp_path, algorithm)
    push(ours, anki)
    number, today = days_of_anki(anki)
    found = seen(anki).cards
    with Collection.find(ours) as collection:
        now = clock()
        assert collection.moment(now).day == today.toordinal()
        for card, history in zip(ids(ours), HISTORIES, strict=True):
            state = collection.state(card, now)
            there = found[card]
            if not history:
                assert (there["type"], there["queue"]) == (0, 0)
            elif there["queue"] == 1:
                local = time.localtime(there["due"] - 4 * 3600)
                assert local[:3] == today.fromordinal(learned(state).reviewed_on).timetuple()[:3]  # type: ignore[union-attr]
            else:
                due = there["due"] - number + today.toordinal()
                assert due == due_on(state, learned(state).reviewed_on)  # type: ignore[union-attr]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_anki_finds_nothing_to_mend_and_a_second_push_nothing_to_do(tmp_path: Path, algorithm: str) -> None:
    ours, anki = sides(tmp_path, algorithm)
    done = push(ours, anki)
    assert done.reviews == sum(map(len, HISTORIES))
    assert done.rescheduled == sum(map(bool, HISTORIES))
    assert_sound(anki)
    before = seen(anki)
    assert not push(ours, anki).changed
    assert seen(anki) == before


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_fsrs_of_anki_makes_of_the_log_what_ours_makes_of_the_answers(tmp_path: Path, algorithm: str) -> None:
    ours, anki = sides(tmp_path, algorithm)
    col = AnkiCollection(str(anki / "collection.anki2"))
    col.set_config("fsrs", True)
    col.close()
    push(ours, anki)
    with Collection.find(ours) as collection:
        as_fsrs = collection.config.scheduling.__class__(algorithm="fsrs", fuzz=False)
        reviews = dict(collection.reviews)
    col = AnkiCollection(str(anki / "collection.anki2"))
    try:
        for card, history in zip(ids(ours), HISTORIES, strict=True):
            if not history:
                continue
            card_id = card_of(col, card).id
            made = col.compute_memory_state(card_id)
            memory = learned(replayed(reviews[card], as_fsrs)).memory  # type: ignore[union-attr]
            assert isinstance(memory, fsrs.Memory)
            assert made.stability == pytest.approx(memory.stability_days, rel=1e-4)
            assert made.difficulty == pytest.approx(memory.difficulty, rel=1e-4)
            stored = col.get_card(card_id).memory_state
            assert stored is not None
            assert stored.stability == pytest.approx(memory.stability_days, rel=1e-3)
    finally:
        col.close()


@pytest.mark.parametrize(("algorithm", "in_fsrs"), [("anki-sm2", False), ("fsrs", True)])
def test_the_rows_of_the_log_are_those_that_anki_writes_itself(tmp_path: Path, algorithm: str, in_fsrs: bool) -> None:
    """Learned in steps, forgotten, and learned again, all on one day; Anki spreads such short intervals over no days."""
    settings = Settings(algorithm=algorithm, fuzz=False)
    col = AnkiCollection(str(tmp_path / "collection.anki2"))
    try:
        col.set_config("fsrs", in_fsrs)
        note = col.new_note(col.models.by_name("Basic"))
        note["Front"] = "front"
        col.add_note(note, 1)
        [card_id] = note.card_ids()
        for rating in (AGAIN, GOOD, GOOD, AGAIN, AGAIN, GOOD, AGAIN):
            answer_there(col, col.get_card(card_id), rating)
        written = [
            tuple(row) for row in col.db.all("SELECT id, ease, ivl, lastIvl, factor, type FROM revlog ORDER BY id")
        ]
        left, kind = col.db.first("SELECT left, type FROM cards")
    finally:
        col.close()
    reviews = [Review("card", Rating(button), id_ms, 740_000) for id_ms, button, *_ in written]
    made = list(rows(reviews, settings, range(len(reviews))))
    assert [(row.id_ms, row.button, row.interval, row.last_interval, row.factor, row.kind) for row in made] == written
    reached = columns(replayed(reviews, settings), settings, 0)
    assert (reached.left, reached.type) == (left, kind)


def test_drills_of_sm2_are_answers_in_learning_and_relearning() -> None:
    answers = [(0, HARD), (0, AGAIN), (0, GOOD), (1, GOOD), (7, AGAIN), (7, HARD), (7, GOOD), (7, GOOD)]
    reviews = [Review("card", rating, n * 1000, 740_000 + day) for n, (day, rating) in enumerate(answers)]
    made = [(row.kind, row.last_interval, row.interval) for row in rows(reviews, Settings(), range(len(reviews)))]
    assert made == [
        (0, 0, -60),
        (0, -60, -60),
        (0, -60, 1),
        (1, 1, 6),
        (1, 6, -60),
        (2, -60, -60),
        (2, -60, 1),
        (1, 1, 1),
    ]
