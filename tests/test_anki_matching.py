"""Which of our reviews are which rows of Anki's log."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.anki.exchange.matching import Answer, matched
from flashcards.anki.exchange.ours_and_theirs import base
from flashcards.collection.anki_push import first_day
from flashcards.ledger import MOVED_AT_MOST_MS

ANSWERS = st.lists(st.builds(Answer, st.integers(0, 5000), st.integers(1, 4)), max_size=8)


def written(reviews: list[Answer], taken: set[int]) -> dict[int, int]:
    """Where each review ends up when ids that are taken make it move on."""
    found = {}
    for place, one in enumerate(reviews):
        time_ms = one.time_ms
        while time_ms in taken:
            time_ms += 1
        taken.add(time_ms)
        found[place] = time_ms
    return found


def test_the_same_time_is_the_same_review_whatever_the_button() -> None:
    assert matched([Answer(1000, 3)], [Answer(1000, 2)]) == {0: 1000}


def test_nearly_the_same_time_needs_the_same_button() -> None:
    rows = [Answer(1001, 2), Answer(1002, 3)]
    assert matched([Answer(1000, 3)], rows) == {0: 1002}
    assert matched([Answer(1000, 4)], rows) == {}
    assert matched([Answer(1003, 3)], rows) == {}, "a row never moves back"
    assert matched([Answer(1000, 3)], [Answer(1001 + MOVED_AT_MOST_MS, 3)]) == {}


def test_one_row_is_one_review() -> None:
    assert matched([Answer(1000, 3), Answer(1000, 3)], [Answer(1000, 3)]) == {0: 1000}
    assert matched([Answer(1000, 3), Answer(1000, 3)], [Answer(1000, 3), Answer(1001, 3)]) == {0: 1000, 1: 1001}


@given(ANSWERS, st.sets(st.integers(0, 5000), max_size=50))
def test_all_that_was_written_is_known_again(reviews: list[Answer], taken: set[int]) -> None:
    places = written(sorted(reviews), set(taken))
    rows = [Answer(time_ms, sorted(reviews)[place].button) for place, time_ms in places.items()]
    found = matched(sorted(reviews), rows)
    assert len(found) == len(reviews)
    assert sorted(found.values()) == sorted(row.time_ms for row in rows)


def test_the_note_of_a_further_card_is_told_by_its_name_whatever_that_is() -> None:
    assert [
        base(one) for one in ("abc.1", "a.b.12", "abc", "abc.0", "abc.01", ".1", "abc.\u0663", "abc." + "9" * 5000)
    ] == [
        "abc",
        "a.b",
        *[""] * 6,
    ]


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Tokyo"])
def test_the_first_day_is_the_same_on_all_days_of_a_year(zone: str) -> None:
    """Also in the night in which the clocks are changed, by whose earlier offset the next day is looked at."""
    created = date(2025, 12, 31)
    for number in range(1, 366):
        day = created + timedelta(days=number)
        next_day = datetime(day.year, day.month, day.day, 4, tzinfo=ZoneInfo(zone)) + timedelta(days=1)
        opened = {"next_day_s": round(next_day.timestamp()), "rollover_hour": 4, "today": number}
        for hours in (1, 12, 22):
            now = datetime.fromtimestamp(next_day.timestamp() - hours * 3600, ZoneInfo(zone))
            offset = now.utcoffset()
            assert offset is not None
            assert first_day(opened, round(offset.total_seconds() / 60)) == created.toordinal()
