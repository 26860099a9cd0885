"""Thirty days in the terminal and in the real Anki by turns: both have the same reviews and the same due dates."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection as AnkiCollection

from flashcards.cli.boundary import offset_at
from flashcards.collection import Collection, Now
from flashcards.collection.anki_exchange import AnkiExchange
from flashcards.ledger import MOVED_AT_MOST_MS
from flashcards.model import Rating
from flashcards.scheduler import New, due_on, learned
from tests.anki_sides import answer_there, assert_sound, make, seen
from tests.anki_time import days_ago, in_zone, now_ms, zone_where_it_is_noon

DAYS, CARDS = 30, 40
MOST_ON_ONE_DAY = 10
ENOUGH = 80
"""Answers on either side."""
RATINGS = [Rating.AGAIN, Rating.HARD, Rating.GOOD, Rating.GOOD, Rating.GOOD, Rating.EASY]


@pytest.fixture(autouse=True, scope="module")
def noon() -> Iterator[None]:
    with in_zone(zone_where_it_is_noon()):
        yield


def instant(days: int, later_s: int = 0) -> Now:
    time_ms = now_ms(days) + later_s * 1000
    return Now(time_ms, offset_at(time_ms))


def in_the_terminal(ours: Path, days: int, dice: random.Random) -> int:
    """A sitting, ten seconds a card, with a quarter of an hour's pause when learning steps have to be waited for."""
    answers = 0
    with Collection.find(ours) as collection:
        clock_s = -3600
        sitting = collection.sitting(None, instant(days, clock_s), dice.random)
        while answers < MOST_ON_ONE_DAY:
            moment = collection.moment(instant(days, clock_s))
            sitting.refresh(moment)
            if sitting.current is None:
                if sitting.next_step_ms(moment) is None:
                    break
                clock_s += 900
                continue
            answered = sitting.answer(dice.choice(RATINGS), moment, duration_ms=4000)
            collection.record(answered.review, instant(days, clock_s), suspend=answered.suspended)
            answers += 1
            clock_s += 10
    return answers


def in_anki(path: Path, days: int, dice: random.Random) -> int:
    """What Anki itself asks on that day."""
    answers = 0
    with days_ago(path, days) as col:
        col.decks.select(
            col.decks.id_for_name(col.decks.name(col.db.scalar("SELECT did FROM cards LIMIT 1")).split("::")[0])
        )
        while answers < MOST_ON_ONE_DAY:
            queued = col.sched.get_queued_cards(fetch_limit=1)
            if not queued.cards:
                break
            answer_there(col, col.get_card(queued.cards[0].card.id), dice.choice(RATINGS))
            answers += 1
    return answers


def assert_both_know_the_same(ours: Path, anki: Path, days: int) -> None:
    there = seen(anki)
    now = instant(days)
    with Collection.find(ours) as collection:
        assert {card for card, rows in there.reviews.items() if rows} == collection.reviews.keys()
        for card, of_card in collection.reviews.items():
            rows = sorted(there.reviews[card], key=lambda row: row["id"])
            assert [row["ease"] for row in rows] == [review.rating for review in of_card]
            # Where the ms of a review is another card's in Anki, its row is a little later.
            moved_ms = [row["id"] - review.time_ms for row, review in zip(rows, of_card, strict=True)]
            assert all(0 <= moved <= MOVED_AT_MOST_MS for moved in moved_ms)
        for card, row in there.cards.items():
            state = collection.state(card, now)
            if isinstance(state, New):
                assert row["type"] == 0
            elif row["queue"] == 1:
                assert row["due"] == state.step.due_ms // 1000  # type: ignore[union-attr]
            else:
                # Anki's today is the real one, so the days in between count.
                date = collection.moment(now).day + days + row["due"] - there.today
                assert date == due_on(state, learned(state).reviewed_on)  # type: ignore[union-attr]


@pytest.mark.parametrize("algorithm", ["fsrs", "sm2"])
def test_thirty_days_by_turns(tmp_path: Path, algorithm: str) -> None:
    ours, anki = (
        make(tmp_path / "ours", CARDS, f'[review]\nalgorithm = "{algorithm}"\nnew_per_day = 4\n'),
        tmp_path / "anki",
    )
    anki.mkdir()
    col = AnkiCollection(str(anki / "collection.anki2"))
    col.set_config("fsrs", algorithm == "fsrs")
    col.db.execute("UPDATE col SET crt = crt - ?", 100 * 86_400)
    col.close()
    dice = random.Random(algorithm)
    given = {"here": 0, "there": 0}

    def exchange(days: int) -> Any:
        with Collection.find(ours) as collection:
            exchange = AnkiExchange(collection, offset_at)
            return exchange.push(exchange.file(anki), instant(days))

    assert exchange(DAYS).pushed.new == CARDS
    for day in range(DAYS):
        days = DAYS - 1 - day
        for place in (("here",), ("there",), ("here", "there"), ("there", "here"))[day % 4]:
            given[place] += (
                in_the_terminal(ours, days, dice) if place == "here" else in_anki(anki / "collection.anki2", days, dice)
            )
            exchange(days)
            assert_both_know_the_same(ours, anki, days)
    with Collection.find(ours) as collection:
        assert sum(map(len, collection.reviews.values())) == sum(given.values())
    assert min(given.values()) >= ENOUGH
    assert_sound(anki)
    before = seen(anki)
    assert not exchange(0).pushed.changed
    assert seen(anki) == before
