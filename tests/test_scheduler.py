"""The state machine: what counts on a day, what a drill is, and that no clock can spoil a state."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.algorithms import sm2
from flashcards.model import Rating, Review
from flashcards.scheduler import (
    LAST_DAY,
    Learning,
    Moment,
    New,
    Relearning,
    Reviewing,
    Settings,
    State,
    answered,
    day_of,
    due_on,
    human_days,
    human_interval,
    is_due,
    next_states,
    replay,
    settled,
)

AGAIN, HARD, GOOD, EASY = Rating
SETTINGS = Settings()
TODAY = date(2026, 3, 2).toordinal()


def review(rating: Rating, day: int, *, minute: int = 0, time_ms: int | None = None) -> Review:
    time_ms = (day - 719_163) * 86_400_000 + minute * 60_000 if time_ms is None else time_ms
    return Review("card", rating, time_ms, day, event_id=f"{time_ms}-{rating}")


def after(*ratings_and_days: tuple[Rating, int]) -> State:
    state: State = New()
    for rating, day in ratings_and_days:
        state = answered(state, rating, SETTINGS, day)
    return state


def moment(day: int) -> Moment:
    return Moment((day - 719_163) * 86_400_000, day)


# ------------------------------------------------------------------------------------------------ answers and drills


def test_a_new_card_has_four_outcomes() -> None:
    outcomes = next_states(New(), SETTINGS, moment(TODAY))
    assert {rating: type(state) for rating, state in outcomes.items()} == {
        AGAIN: Learning,
        HARD: Learning,
        GOOD: Reviewing,
        EASY: Reviewing,
    }
    assert [human_interval(outcomes[rating], moment(TODAY)) for rating in Rating] == ["today", "today", "1 d", "1 d"]


def test_the_ratings_are_the_qualities_2_to_5() -> None:
    for rating, quality in zip(Rating, (2, 3, 4, 5), strict=True):
        state = after((GOOD, TODAY), (GOOD, TODAY + 1), (GOOD, TODAY + 7), (rating, TODAY + 22))
        then = state.then if isinstance(state, Relearning) else state
        expected = sm2.review(sm2.Memory(3, 15, 250), quality)
        assert isinstance(then, Reviewing)
        assert then.memory == expected
        assert then.due_on == TODAY + 22 + expected.interval_days


def test_a_failed_new_card_is_drilled_until_good_and_the_drill_changes_nothing() -> None:
    first = after((AGAIN, TODAY))
    drilled = after((AGAIN, TODAY), (HARD, TODAY), (AGAIN, TODAY))
    assert isinstance(first, Learning)
    assert drilled == first
    assert is_due(drilled, TODAY)
    assert after((AGAIN, TODAY), (AGAIN, TODAY), (EASY, TODAY)) == first.then
    assert first.then.memory == sm2.review(sm2.START, 2)
    assert (first.then.due_on, first.then.lapses) == (TODAY + 1, 0)


def test_a_hard_review_keeps_the_interval_of_its_first_answer() -> None:
    state = after((GOOD, TODAY), (GOOD, TODAY + 1), (HARD, TODAY + 7))
    assert isinstance(state, Relearning)
    assert after((GOOD, TODAY), (GOOD, TODAY + 1), (HARD, TODAY + 7), (GOOD, TODAY + 7)) == state.then
    assert state.then.due_on == TODAY + 7 + 15


def test_only_again_on_a_learned_card_is_a_lapse_and_only_once_a_day() -> None:
    state = after((AGAIN, TODAY), (GOOD, TODAY), (AGAIN, TODAY + 1), (AGAIN, TODAY + 1), (HARD, TODAY + 2))
    assert isinstance(state, Relearning)
    assert state.then.lapses == 1


def test_a_drill_that_nobody_finished_ends_with_its_day() -> None:
    state = after((AGAIN, TODAY))
    assert isinstance(state, Learning)
    assert settled(state, TODAY) is state
    assert settled(state, TODAY + 1) == state.then
    next_day = answered(state, GOOD, SETTINGS, TODAY + 1)
    assert isinstance(next_day, Reviewing)
    assert next_day.memory == sm2.review(sm2.review(sm2.START, 2), 4)


def test_a_second_answer_on_the_day_of_a_pass_does_not_count_but_a_failure_starts_a_drill() -> None:
    passed = after((GOOD, TODAY))
    assert isinstance(passed, Reviewing)
    assert after((GOOD, TODAY), (EASY, TODAY)) == passed
    assert after((GOOD, TODAY), (AGAIN, TODAY)) == Relearning(passed)
    assert after((GOOD, TODAY), (AGAIN, TODAY), (GOOD, TODAY)) == passed


def test_early_and_late_answers_count_like_answers_in_time() -> None:
    in_time = after((GOOD, TODAY), (GOOD, TODAY + 1), (GOOD, TODAY + 7))
    early = after((GOOD, TODAY), (GOOD, TODAY + 1), (GOOD, TODAY + 2))
    late = after((GOOD, TODAY), (GOOD, TODAY + 1), (GOOD, TODAY + 300))
    assert isinstance(in_time, Reviewing) and isinstance(early, Reviewing) and isinstance(late, Reviewing)
    assert in_time.memory == early.memory == late.memory
    assert (early.due_on, late.due_on) == (TODAY + 2 + 15, TODAY + 300 + 15)


def test_intervals_are_capped_and_go_on_from_the_cap() -> None:
    settings = Settings(maximum_interval_days=10)
    state: State = New()
    for day in (0, 1, 7, 17):
        state = answered(state, GOOD, settings, TODAY + day)
    assert isinstance(state, Reviewing)
    assert (state.interval_days, state.due_on) == (10, TODAY + 27)
    assert state.memory == sm2.Memory(repetition=4, interval_days=10, ease_hundredths=250)


# ------------------------------------------------------------------------------------------------------- days, clocks


def local_day(zone: str, *when: int, rollover_hour: int = 4) -> date:
    local = datetime(*when, tzinfo=ZoneInfo(zone))  # type: ignore[arg-type, misc]
    offset = local.utcoffset() or timedelta()
    time_ms = int(local.astimezone(UTC).timestamp() * 1000)
    return date.fromordinal(day_of(time_ms, int(offset.total_seconds() // 60), rollover_hour))


@pytest.mark.parametrize(
    ("zone", "when", "expected"),
    [
        ("UTC", (2026, 3, 2, 3, 59), date(2026, 3, 1)),
        ("UTC", (2026, 3, 2, 4, 0), date(2026, 3, 2)),
        ("UTC", (2024, 3, 1, 3, 0), date(2024, 2, 29)),
        ("Asia/Kathmandu", (2026, 3, 2, 3, 59), date(2026, 3, 1)),
        ("Pacific/Kiritimati", (2026, 3, 2, 4, 0), date(2026, 3, 2)),
        ("America/Los_Angeles", (2026, 3, 1, 23, 40), date(2026, 3, 1)),
        ("Europe/Berlin", (2026, 3, 29, 3, 59), date(2026, 3, 28)),  # the night with 23 hours
        ("Europe/Berlin", (2026, 3, 29, 4, 0), date(2026, 3, 29)),
        ("Europe/Berlin", (2026, 10, 25, 3, 59), date(2026, 10, 24)),  # the night with 25 hours
        ("Europe/Berlin", (2026, 10, 25, 4, 0), date(2026, 10, 25)),
        ("UTC", (1969, 12, 31, 12, 0), date(1969, 12, 31)),
    ],
)
def test_a_day_begins_at_four_by_the_local_clock(zone: str, when: tuple[int, ...], expected: date) -> None:
    assert local_day(zone, *when) == expected


def test_the_rollover_hour_can_be_midnight() -> None:
    assert local_day("UTC", 2026, 3, 2, 0, 0, rollover_hour=0) == date(2026, 3, 2)


@given(st.integers(-(10**18), 10**18), st.integers(-1440, 1440), st.integers(0, 23))
def test_every_instant_has_a_day_in_the_calendar(time_ms: int, offset: int, rollover_hour: int) -> None:
    assert 1 <= date.fromordinal(day_of(time_ms, offset, rollover_hour)).year <= 9999


def test_nothing_is_due_after_the_year_9999() -> None:
    state = after((GOOD, LAST_DAY - 8), (GOOD, LAST_DAY - 7), (EASY, LAST_DAY - 1))
    assert isinstance(state, Reviewing)
    assert (state.interval_days, state.due_on) == (15, LAST_DAY)


def test_a_clock_set_back_makes_an_answer_one_of_the_latest_day() -> None:
    state = after((GOOD, TODAY), (GOOD, TODAY + 1))
    assert answered(state, EASY, SETTINGS, TODAY - 400) == state


def test_an_answer_dated_by_a_clock_far_ahead_does_not_hide_its_card() -> None:
    in_2126 = date(2126, 1, 1).toordinal()
    reviews = [review(GOOD, TODAY), review(GOOD, in_2126), review(GOOD, TODAY + 1)]
    assert replay(reviews, SETTINGS, today=TODAY + 1) == after((GOOD, TODAY), (GOOD, TODAY + 1))
    assert due_on(replay(reviews, SETTINGS), TODAY) == in_2126 + 15
    assert is_due(replay(reviews, SETTINGS, today=TODAY + 7), TODAY + 7)


def test_an_answer_given_in_an_eastern_time_zone_counts_at_once_in_a_western_one() -> None:
    assert replay([review(GOOD, TODAY + 1)], SETTINGS, today=TODAY) == after((GOOD, TODAY + 1))


def test_a_journey_west_gives_the_same_day_twice_and_the_card_counts_once() -> None:
    reviews = [
        review(AGAIN, TODAY, minute=600),
        review(GOOD, TODAY - 1, time_ms=review(GOOD, TODAY, minute=660).time_ms),
    ]
    assert replay(reviews, SETTINGS) == after((AGAIN, TODAY), (GOOD, TODAY))


# ------------------------------------------------------------------------------------------------------------- replay


def test_a_card_failed_on_an_earlier_day_is_replayed_as_it_is_today() -> None:
    for before in ([], [review(GOOD, TODAY - 9), review(GOOD, TODAY - 8)]):
        reviews = [*before, review(AGAIN, TODAY)]
        drilled = replay(reviews, SETTINGS, today=TODAY)
        assert isinstance(drilled, Relearning if before else Learning)
        assert replay(reviews, SETTINGS) == drilled
        assert replay(reviews, SETTINGS, today=TODAY + 1) == drilled.then


days_and_ratings = st.lists(
    st.tuples(st.sampled_from(Rating), st.integers(0, 40), st.integers(0, 1439)),
    max_size=12,
    unique_by=lambda entry: entry[1:],
)


def logged(entries: list[tuple[Rating, int, int]]) -> list[Review]:
    return [review(rating, TODAY + day, minute=minute) for rating, day, minute in entries]


@given(days_and_ratings, st.randoms())
def test_replay_does_not_depend_on_the_order_in_which_lines_arrive(
    entries: list[tuple[Rating, int, int]], shuffler: object
) -> None:
    reviews = logged(entries)
    shuffled = list(reviews)
    shuffler.shuffle(shuffled)  # type: ignore[attr-defined]
    assert replay(shuffled, SETTINGS) == replay(reviews, SETTINGS)


@given(days_and_ratings)
def test_replay_is_answering_one_after_the_other(entries: list[tuple[Rating, int, int]]) -> None:
    state: State = New()
    for one in sorted(logged(entries), key=lambda review: review.time_ms):
        state = next_states(state, SETTINGS, Moment(one.time_ms, one.day))[one.rating]
    assert replay(logged(entries), SETTINGS) == state


@given(days_and_ratings)
def test_only_the_first_answer_of_each_day_reaches_the_memory(entries: list[tuple[Rating, int, int]]) -> None:
    firsts: dict[int, Review] = {}
    for one in sorted(logged(entries), key=lambda review: review.time_ms):
        firsts.setdefault(one.day, one)
    memory = sm2.START
    for one in firsts.values():
        memory = sm2.review(memory, one.rating + 1)
    state = settled(replay(logged(entries), SETTINGS), LAST_DAY)
    assert (state.memory if isinstance(state, Reviewing) else sm2.START) == memory


@given(days_and_ratings, st.integers(1, 50))
def test_bounds_hold_for_every_history(entries: list[tuple[Rating, int, int]], maximum: int) -> None:
    state = settled(replay(logged(entries), Settings(maximum_interval_days=maximum)), LAST_DAY)
    if isinstance(state, Reviewing):
        assert 1 <= state.interval_days <= maximum
        assert state.due_on == state.reviewed_on + state.interval_days


# --------------------------------------------------------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("days", "text"),
    [(-3, "today"), (0, "today"), (1, "1 d"), (6, "6 d"), (29, "29 d"), (30, "1 mo"), (37, "1.2 mo"), (840, "2.3 y")],
)
def test_intervals_as_a_learner_reads_them(days: int, text: str) -> None:
    assert human_days(days) == text


def test_an_interval_is_counted_from_today() -> None:
    state = after((GOOD, TODAY), (GOOD, TODAY + 1))
    assert human_interval(state, moment(TODAY + 1)) == "6 d"
    assert human_interval(state, moment(TODAY + 5)) == "2 d"
    assert human_interval(New(), moment(TODAY)) == "new"
