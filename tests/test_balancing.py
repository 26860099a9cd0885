"""Loaded dice: a card is laid on a day with little to do, a replay finds the same day, and the buttons stay in order."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from flashcards.algorithms.fuzz import bounds
from flashcards.algorithms.load import LONGEST_BALANCED_DAYS, MINIMUM, NORMAL, Day
from flashcards.model import Rating, Review
from flashcards.scheduler import (
    DAY_MS,
    DayAfter,
    Moment,
    Reviewing,
    Settings,
    State,
    loaded_throws,
    next_states,
    replay,
)

AGAIN, HARD, GOOD, EASY = Rating
TODAY = 739_000
NOW = Moment(TODAY * DAY_MS, TODAY)
FSRS = Settings(algorithm="fsrs")


def reviews(card_id: str, *days_ago: int, last: Rating = GOOD) -> list[Review]:
    days = [TODAY - ago for ago in days_ago]
    ratings = [GOOD] * (len(days) - 1) + [last]
    return [
        Review(card_id, rating, day * DAY_MS + number, day, f"{card_id}{number}")
        for number, (day, rating) in enumerate(zip(days, ratings, strict=True))
    ]


def state_of(settings: Settings, *days_ago: int) -> State:
    return replay(reviews("c", *days_ago), settings)


def load(by_day: dict[int, int], usual: int = 1) -> DayAfter:
    return lambda days: Day(days, by_day.get(days, usual))


def interval_days(states: dict[Rating, State], rating: Rating) -> int:
    after = states[rating]
    assert isinstance(after, Reviewing)
    return after.interval_days


def answers_in_time(settings: Settings) -> list[Review]:
    """Answers of a card that was always good on its day, and is due today after an interval of a week or two."""
    day, found, state = 0, list[Review](), replay([], settings)
    while not isinstance(state, Reviewing) or state.interval_days < 5:
        found.append(Review("c", GOOD, day * DAY_MS + len(found), day, f"{len(found)}"))
        state = replay(found, settings)
        day = state.due_on if isinstance(state, Reviewing) else day
    assert isinstance(state, Reviewing)
    later = TODAY - state.due_on
    return [replace(one, time_ms=one.time_ms + later * DAY_MS, day=one.day + later) for one in found]


@pytest.mark.parametrize(
    "settings", [FSRS, Settings(algorithm="anki-sm2"), Settings(fuzz=True)], ids=lambda each: each.algorithm
)
def test_a_card_goes_to_the_only_day_without_cards(settings: Settings) -> None:
    state = replay(answers_in_time(settings), settings)
    first, last = bounds(interval_days(next_states(state, replace(settings, fuzz=False), NOW, "c"), GOOD))
    assert first + 1 < last
    for empty in (first + 1, last - 1):
        throws = loaded_throws(state, settings, NOW, "c", load({empty: 0}, usual=50))
        assert interval_days(next_states(state, settings, NOW, "c", throws), GOOD) == empty


def test_the_throw_is_all_that_a_replay_needs() -> None:
    answers = answers_in_time(FSRS)
    state = replay(answers, FSRS)
    throws = loaded_throws(state, FSRS, NOW, "c", load({}, usual=7))
    for rating in (HARD, GOOD):
        answer = Review("c", rating, NOW.time_ms, TODAY, "now", throw=throws[rating])
        assert replay([*answers, answer], FSRS) == next_states(state, FSRS, NOW, "c", throws)[rating]


def test_without_a_choice_nothing_is_thrown() -> None:
    fixed = replace(FSRS, fuzz=False)
    assert loaded_throws(replay(answers_in_time(fixed), fixed), fixed, NOW, "c", load({})) == {}
    assert loaded_throws(replay([], FSRS), FSRS, NOW, "c", load({})).keys() == {EASY}  # the others lead to a step


def test_long_intervals_are_spread_by_the_dice_alone() -> None:
    state = state_of(FSRS, 900, 900, 890, 800, 500)
    assert interval_days(next_states(state, FSRS, NOW, "c"), HARD) > LONGEST_BALANCED_DAYS
    full = {days: 10**6 for days in range(2000) if days % 2}
    assert loaded_throws(state, FSRS, NOW, "c", load(full)) == loaded_throws(state, FSRS, NOW, "c", load({}, usual=0))


@pytest.mark.parametrize("days_ago", [(19, 13, 7, 3, 2, 1), (9, 5, 3, 2, 1)])
def test_buttons_whose_days_overlap_stay_in_order_on_whatever_days_there_is_much_to_do(
    days_ago: tuple[int, ...],
) -> None:
    state = state_of(FSRS, *days_ago)
    for seed in range(50):
        dice = Random(seed)
        busy = load({days: 9 for days in range(120) if dice.random() < 0.4}, usual=0)
        states = next_states(state, FSRS, NOW, "c", loaded_throws(state, FSRS, NOW, "c", busy))
        assert interval_days(states, HARD) <= interval_days(states, GOOD) <= interval_days(states, EASY)


@settings_of_hypothesis(max_examples=40)
@given(
    st.sampled_from(["fsrs", "anki-sm2", "sm2"]),
    st.lists(st.integers(1, 60), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from([NORMAL, MINIMUM])), min_size=7, max_size=7),
    st.text(max_size=3),
)
def test_the_buttons_stay_in_order_and_within_what_the_dice_could_do(
    algorithm: str, gaps: list[int], days: list[tuple[int, float]], card_id: str
) -> None:
    settings = Settings(algorithm=algorithm, fuzz=True)
    days_ago = [sum(gaps[number:]) for number in range(len(gaps))]
    state = state_of(settings, *days_ago)
    throws = loaded_throws(state, settings, NOW, card_id, lambda after: Day(after, *days[after % 7]))
    states = next_states(state, settings, NOW, card_id, throws)
    due = [after.due_on for rating, after in states.items() if isinstance(after, Reviewing) and rating > AGAIN]
    assert due == sorted(due)
    for rating, throw in throws.items():
        reachable = {next_states(state, settings, NOW, card_id, {rating: tried / 256})[rating] for tried in range(256)}
        assert states[rating] in reachable
        assert 0 <= throw < 1
