"""The state machine: what counts on a day, what a drill is, and that no clock can spoil a state."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from flashcards.algorithms import anki_sm2, fsrs, sm2
from flashcards.model import Rating, Review
from flashcards.scheduler import (
    ALGORITHMS,
    LAST_DAY,
    QUALITY_RATINGS,
    DeckSettings,
    Learning,
    Moment,
    New,
    Relearning,
    Reviewing,
    Settings,
    State,
    answered,
    became_leech,
    day_of,
    due_on,
    human_days,
    human_interval,
    is_due,
    is_leech,
    learned,
    next_states,
    replay,
    settled,
    spreads,
    urgency,
    wait_ms,
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
    state = settled(replay(logged(entries), Settings(maximum_interval_days=10**9)), LAST_DAY)
    assert (state.memory if isinstance(state, Reviewing) else sm2.START) == memory


@given(days_and_ratings, st.integers(1, 50))
def test_bounds_hold_for_every_history(entries: list[tuple[Rating, int, int]], maximum: int) -> None:
    state = settled(replay(logged(entries), Settings(maximum_interval_days=maximum)), LAST_DAY)
    if isinstance(state, Reviewing):
        assert 1 <= state.interval_days <= maximum
        assert state.due_on == state.reviewed_on + state.interval_days


# ------------------------------------------------------------------------------------------------------ learning steps

MINUTE = 60_000
FSRS = Settings("fsrs", fuzz=False)
ANKI = Settings("anki-sm2", fuzz=False)
STEPPED = pytest.mark.parametrize("settings", [FSRS, ANKI], ids=["fsrs", "anki-sm2"])


def answers(settings: Settings, *ratings_and_days: tuple[Rating, int], start: State | None = None) -> State:
    """The state after answers, a minute apart, on days counted from today."""
    state = start or New()
    for minute, (rating, days) in enumerate(ratings_and_days):
        time_ms = moment(TODAY + days).time_ms + minute * MINUTE
        state = answered(state, rating, settings, TODAY + days, time_ms=time_ms, card_id="card")
    return state


def delay_ms(state: State) -> int:
    assert isinstance(state, Learning | Relearning) and state.step
    return state.step.due_ms - state.step.answered_ms


def reviewed(settings: Settings, days: int = 20) -> Reviewing:
    """A card that was learned, and passed as often as it was due, for so many days."""
    state = answers(settings, (GOOD, 0), (GOOD, 0))
    while isinstance(state, Reviewing) and state.interval_days < days:
        state = answered(state, GOOD, settings, state.due_on)
    assert isinstance(state, Reviewing)
    return state


@STEPPED
def test_a_new_card_goes_to_its_first_or_second_step_or_is_learned_at_once(settings: Settings) -> None:
    outcomes = next_states(New(), settings, moment(TODAY))
    assert [human_interval(outcomes[rating], moment(TODAY)) for rating in (AGAIN, HARD, GOOD)] == [
        "1 min",
        "5.5 min",
        "10 min",
    ]
    assert all(isinstance(outcomes[rating], Learning) for rating in (AGAIN, HARD, GOOD))
    easy = outcomes[EASY]
    assert isinstance(easy, Reviewing)
    assert easy.interval_days == {"fsrs": 8, "anki-sm2": 4}[settings.algorithm]


@STEPPED
def test_the_last_step_passed_is_learned(settings: Settings) -> None:
    state = answers(settings, (GOOD, 0), (GOOD, 0))
    assert isinstance(state, Reviewing)
    assert (state.reviewed_on, state.lapses, state.answers) == (TODAY, 0, 2)
    assert state.interval_days == {"fsrs": 2, "anki-sm2": 1}[settings.algorithm]


@STEPPED
def test_in_a_later_step_hard_is_the_same_delay_and_again_begins_anew(settings: Settings) -> None:
    later = answers(settings, (GOOD, 0))
    assert delay_ms(answers(settings, (HARD, 0), start=later)) == 10 * MINUTE
    again = answers(settings, (AGAIN, 0), start=later)
    assert delay_ms(again) == MINUTE
    assert isinstance(answers(settings, (GOOD, 0), start=again), Learning)
    hard_at_first = answers(settings, (AGAIN, 0), (HARD, 0))
    assert delay_ms(hard_at_first) == 5 * MINUTE + MINUTE // 2


@pytest.mark.parametrize(
    ("steps_minutes", "hard_minutes"),
    [
        ([10], 15),
        ([600], 900),
        ([1440], 2 * 1440),  # half as much again, to the nearest day
        ([3 * 1440], 4 * 1440),  # at most a day more
        ([10, 1440], 725),
        ([10, 3 * 1440], 2 * 1440),
    ],
)
def test_hard_in_the_first_step_lies_between_again_and_good(steps_minutes: list[int], hard_minutes: int) -> None:
    settings = replace(FSRS, learning_steps_ms=tuple(minutes * MINUTE for minutes in steps_minutes))
    assert delay_ms(answers(settings, (HARD, 0))) == hard_minutes * MINUTE


@STEPPED
def test_without_steps_every_answer_ends_the_learning(settings: Settings) -> None:
    settings = replace(settings, learning_steps_ms=(), relearning_steps_ms=())
    for rating in Rating:
        assert isinstance(answers(settings, (rating, 0)), Reviewing)
    lapsed = answers(settings, (AGAIN, 100), start=reviewed(settings))
    assert isinstance(lapsed, Reviewing)
    assert lapsed.lapses == 1


@STEPPED
def test_a_forgotten_card_is_relearned_in_steps(settings: Settings) -> None:
    card = reviewed(settings)
    forgotten = answered(card, AGAIN, settings, card.due_on, time_ms=5)
    assert isinstance(forgotten, Relearning)
    assert (delay_ms(forgotten), forgotten.then.lapses) == (10 * MINUTE, 1)
    assert forgotten.then.interval_days < card.interval_days
    again = answered(forgotten, AGAIN, settings, card.due_on, time_ms=6)
    assert isinstance(again, Relearning)
    assert again.then.lapses == 1, "only a learned card can be forgotten"
    assert delay_ms(answered(forgotten, HARD, settings, card.due_on)) == 15 * MINUTE
    for rating in (GOOD, EASY):
        back = answered(forgotten, rating, settings, card.due_on)
        assert isinstance(back, Reviewing)
        assert (back.lapses, back.reviewed_on) == (1, card.due_on)
        assert 1 <= back.interval_days < card.interval_days


def test_ankis_card_comes_back_after_a_lapse_with_the_least_interval_and_less_ease() -> None:
    settings = replace(ANKI, minimum_interval_days=3)
    card = reviewed(settings)
    back = [
        answers(settings, (AGAIN, 100), (rating, 100), start=replace(card, due_on=TODAY + 100))
        for rating in (GOOD, EASY)
    ]
    assert all(isinstance(state, Reviewing) for state in back)
    assert [state.memory for state in back] == [anki_sm2.Memory(3, 2300), anki_sm2.Memory(4, 2300)]  # type: ignore[union-attr]


def test_ankis_options_decide_how_its_intervals_grow_and_what_a_lapse_leaves() -> None:
    options = anki_sm2.Config(2000, lapse_multiplier=0.5, graduating_interval_days=3, easy_interval_days=9)
    settings = replace(ANKI, anki_sm2=options)
    assert answers(settings, (EASY, 0)).interval_days == 9  # type: ignore[union-attr]
    learned = answers(settings, (GOOD, 0), (GOOD, 0))
    assert learned.memory == anki_sm2.Memory(3, 2000)  # type: ignore[union-attr]
    later = answers(settings, (GOOD, 3), (GOOD, 9), (AGAIN, 21), (GOOD, 21), start=learned)
    assert later.memory == anki_sm2.Memory(6, 1800)  # type: ignore[union-attr]


def test_fsrs_is_told_how_many_days_have_passed_and_of_every_answer() -> None:
    state = answers(FSRS, (AGAIN, 0), (GOOD, 0), (GOOD, 0), (GOOD, 3), (AGAIN, 11), (GOOD, 11))
    memory = fsrs.first(1, FSRS.parameters)
    for rating, elapsed_days in ((3, 0), (3, 0), (3, 3), (1, 8), (3, 0)):
        memory = fsrs.next(memory, rating, elapsed_days, FSRS.parameters)
    assert isinstance(state, Reviewing)
    assert state.memory == memory
    assert state.interval_days == round(memory.stability_days)


def test_more_retention_means_shorter_intervals() -> None:
    intervals = [
        reviewed(replace(FSRS, desired_retention=retention), days=1).interval_days for retention in (0.8, 0.9, 0.97)
    ]
    assert intervals == sorted(intervals, reverse=True)
    assert len(set(intervals)) == 3


@STEPPED
def test_early_answers_count_for_less_and_late_ones_for_more(settings: Settings) -> None:
    card = reviewed(settings)
    early, in_time, late = (
        answered(card, GOOD, settings, card.due_on + days) for days in (-card.interval_days + 1, 0, 30)
    )
    assert isinstance(early, Reviewing) and isinstance(in_time, Reviewing) and isinstance(late, Reviewing)
    assert card.interval_days <= early.interval_days < in_time.interval_days < late.interval_days
    assert late.due_on == card.due_on + 30 + late.interval_days


# -------------------------------------------------------------------------------------------------- steps, days, clocks


@STEPPED
def test_a_step_waits_on_its_day_and_is_over_with_it(settings: Settings) -> None:
    state = answers(settings, (GOOD, 0))
    asked = moment(TODAY)
    assert is_due(state, TODAY)
    assert wait_ms(state, asked) == 10 * MINUTE
    assert wait_ms(state, Moment(asked.time_ms + 9 * MINUTE, TODAY)) == MINUTE
    assert wait_ms(state, Moment(asked.time_ms + 11 * MINUTE, TODAY)) == 0
    assert wait_ms(state, Moment(asked.time_ms + MINUTE, TODAY + 1)) == 0, "the day has changed meanwhile"
    assert settled(state, TODAY + 5) == state, "learning goes on where it was left"
    assert human_interval(state, Moment(asked.time_ms + MINUTE, TODAY + 1)) == "today"


@STEPPED
def test_a_step_of_days_is_due_on_a_day(settings: Settings) -> None:
    settings = replace(settings, learning_steps_ms=(10 * MINUTE, 2 * 1440 * MINUTE))
    state = answers(settings, (GOOD, 0))
    assert due_on(state, TODAY) == TODAY + 2
    assert not is_due(state, TODAY + 1)
    assert wait_ms(state, moment(TODAY + 2)) == 0
    assert human_interval(state, moment(TODAY)) == "2 d"


@STEPPED
@pytest.mark.parametrize("back_ms", [1, 3_600_000, 400 * 86_400_000])
def test_a_clock_set_back_makes_no_card_wait(settings: Settings, back_ms: int) -> None:
    state = answers(settings, (AGAIN, 0))
    earlier = Moment(moment(TODAY).time_ms - back_ms, TODAY - back_ms // 86_400_000)
    assert is_due(state, earlier.day)
    assert wait_ms(state, earlier) == 0
    later = answered(state, GOOD, settings, earlier.day, time_ms=earlier.time_ms)
    assert isinstance(later, Learning)
    assert later.then.reviewed_on == TODAY, "an answer is never of a day before the last one's"


@STEPPED
def test_a_journey_west_leaves_steps_where_they_were(settings: Settings) -> None:
    state = answers(settings, (GOOD, 0))
    landed = Moment(moment(TODAY).time_ms + 4 * MINUTE, TODAY - 1)
    assert is_due(state, TODAY - 1)
    assert wait_ms(state, landed) == 6 * MINUTE


@STEPPED
def test_no_step_and_no_interval_leaves_the_calendar(settings: Settings) -> None:
    settings = replace(settings, learning_steps_ms=(86_400_000, 86_400_000))
    state = answered(New(), GOOD, settings, LAST_DAY)
    assert due_on(state, LAST_DAY) == LAST_DAY
    learnt = answered(New(), EASY, settings, LAST_DAY)
    assert isinstance(learnt, Reviewing)
    assert learnt.due_on == LAST_DAY


@STEPPED
@pytest.mark.parametrize(("month", "day", "hours"), [(3, 29, 23), (10, 25, 25)], ids=["short night", "long night"])
def test_a_day_between_two_answers_is_a_day_whatever_the_clocks_do(
    settings: Settings, month: int, day: int, hours: int
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    evening = datetime(2026, month, day - 1, 22, tzinfo=zone)
    times_ms = [int(when.timestamp() * 1000) for when in (evening, evening.replace(day=day))]
    assert times_ms[1] - times_ms[0] == hours * 3_600_000
    offsets = [when.utcoffset() or timedelta() for when in (evening, evening.replace(day=day))]
    days = [day_of(ms, int(offset.total_seconds()) // 60, 4) for ms, offset in zip(times_ms, offsets, strict=True)]
    assert days[1] - days[0] == 1
    reviews = [review(rating, days[0], time_ms=times_ms[0] + n) for n, rating in enumerate((GOOD, GOOD))]
    reviews.append(review(GOOD, days[1], time_ms=times_ms[1]))
    expected = answers(settings, (GOOD, 0), (GOOD, 0), (GOOD, 1))
    state = replay(reviews, settings)
    assert isinstance(state, Reviewing) and isinstance(expected, Reviewing)
    assert (state.memory, state.interval_days) == (expected.memory, expected.interval_days)


# --------------------------------------------------------------------------------------------------------- laws of all

every_settings = st.builds(
    Settings,
    algorithm=st.sampled_from(sorted(ALGORITHMS)),
    maximum_interval_days=st.integers(5, 400),
    minimum_interval_days=st.integers(1, 5),
    sm2_reading=st.sampled_from(["plug-in", "prose"]),
    desired_retention=st.floats(0.7, 0.99),
    learning_steps_ms=st.sampled_from([(), (MINUTE,), (MINUTE, 10 * MINUTE), (MINUTE, 1440 * MINUTE)]),
    relearning_steps_ms=st.sampled_from([(), (10 * MINUTE,), (MINUTE, 10 * MINUTE)]),
    fuzz=st.sampled_from([None, True, False]),
)


@given(every_settings, days_and_ratings, st.randoms())
def test_a_replay_is_the_same_twice_and_in_any_order(
    settings: Settings, entries: list[tuple[Rating, int, int]], shuffler: random.Random
) -> None:
    reviews = logged(entries)
    shuffled = list(reviews)
    shuffler.shuffle(shuffled)
    assert replay(shuffled, settings) == replay(reviews, settings) == replay(reviews, settings)


@given(every_settings, days_and_ratings)
def test_a_replay_is_answering_with_every_algorithm(settings: Settings, entries: list[tuple[Rating, int, int]]) -> None:
    state: State = New()
    for one in sorted(logged(entries), key=lambda review: review.time_ms):
        state = next_states(state, settings, Moment(one.time_ms, one.day), one.card_id)[one.rating]
    assert replay(logged(entries), settings) == state


@given(every_settings, days_and_ratings)
def test_every_interval_is_within_what_the_learner_allows(
    settings: Settings, entries: list[tuple[Rating, int, int]]
) -> None:
    reached = learned(replay(logged(entries), settings))
    if reached:
        assert settings.minimum_interval_days <= reached.interval_days <= settings.maximum_interval_days
        assert reached.due_on == reached.reviewed_on + reached.interval_days
        assert reached.lapses <= reached.answers <= len(entries)


@given(every_settings, days_and_ratings, st.integers(1, 60))
def test_again_never_lengthens_and_the_buttons_are_in_order(
    settings: Settings, entries: list[tuple[Rating, int, int]], later: int
) -> None:
    before = settled(replay(logged(entries), settings), TODAY + 50)
    assume(isinstance(before, Reviewing))
    assert isinstance(before, Reviewing)
    outcomes = next_states(before, settings, moment(TODAY + 40 + later), "card")
    again, hard, good, easy = (reached.interval_days for state in outcomes.values() if (reached := learned(state)))
    assert again <= max(before.interval_days, settings.minimum_interval_days)
    assert again <= hard <= good <= easy
    if settings.algorithm != "sm2" and later > 10 + before.interval_days and easy < settings.maximum_interval_days:
        assert hard < good < easy


# --------------------------------------------------------------------------------------------------------------- SM-2


def test_sm2_can_be_read_as_its_prose_says() -> None:
    prose = Settings(sm2_reading="prose")
    reviews = [review(rating, TODAY + 100 * number) for number, rating in enumerate((GOOD, GOOD, AGAIN, EASY))]
    state = replay(reviews, prose)
    assert isinstance(state, Reviewing)
    memory = sm2.START
    for quality in (4, 4, 2, 5):
        memory = sm2.review(memory, quality, sm2.PROSE)
    assert state.memory == memory != replay(reviews, SETTINGS).memory  # type: ignore[union-attr]


@pytest.mark.parametrize("quality", range(6))
def test_sm2_takes_the_quality_that_the_learner_said(quality: int) -> None:
    rating = QUALITY_RATINGS[quality]
    reviews = [review(GOOD, TODAY), review(GOOD, TODAY + 1), replace(review(rating, TODAY + 7), quality=quality)]
    reached = learned(replay(reviews, SETTINGS))
    assert reached
    assert reached.memory == sm2.review(sm2.Memory(2, 6, 250), quality)
    assert isinstance(replay(reviews, SETTINGS), Reviewing) == (quality >= 4)


def test_dice_move_the_day_of_sm2_and_not_its_memory() -> None:
    reviews = [review(GOOD, TODAY + day) for day in (0, 1, 10, 40, 90)]
    plain, spread = replay(reviews, SETTINGS), replay(reviews, Settings(fuzz=True))
    assert isinstance(plain, Reviewing) and isinstance(spread, Reviewing)
    assert plain.memory == spread.memory
    assert plain.due_on != spread.due_on
    assert abs(plain.interval_days - spread.interval_days) < 0.1 * plain.interval_days


# --------------------------------------------------------------------------------------------------------------- dice


def test_the_dice_fall_by_card_and_number_of_answers() -> None:
    settings = Settings("fsrs")
    card = reviewed(FSRS, days=60)
    days = {card_id: answered(card, GOOD, settings, card.due_on, card_id=card_id).due_on for card_id in "abcdefgh"}  # type: ignore[union-attr]
    assert len(set(days.values())) > 3
    assert days == {card_id: next_states(card, settings, moment(card.due_on), card_id)[GOOD].due_on for card_id in days}  # type: ignore[union-attr]
    once_more = replace(card, answers=card.answers + 1)
    assert any(answered(once_more, GOOD, settings, card.due_on, card_id=each).due_on != days[each] for each in days)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("algorithm", "fuzz", "spread"), [("sm2", None, False), ("fsrs", None, True), ("fsrs", False, False)]
)
def test_intervals_are_spread_by_all_but_sm2_unless_told_otherwise(
    algorithm: str, fuzz: bool | None, spread: bool
) -> None:
    assert spreads(Settings(algorithm, fuzz=fuzz)) == spread


# ------------------------------------------------------------------------------------------------------------- leeches


@pytest.mark.parametrize(
    ("threshold", "named_at"), [(8, [8, 12, 16, 20]), (5, [5, 8, 11, 14, 17, 20]), (1, list(range(1, 21))), (0, [])]
)
def test_a_leech_is_named_at_the_threshold_and_every_half_of_it_later(threshold: int, named_at: list[int]) -> None:
    settings = replace(ANKI, leech_threshold=threshold)
    state: State = answers(settings, (EASY, 0))
    named = []
    for day in range(1, 21):
        after_again = answered(state, AGAIN, settings, TODAY + 10 * day)
        if became_leech(state, after_again, settings):
            named.append(day)
        assert is_leech(after_again, settings) == (0 < threshold <= day)
        relearned = answered(after_again, GOOD, settings, TODAY + 10 * day)
        assert not became_leech(after_again, relearned, settings)
        state = relearned
    assert named == named_at


# --------------------------------------------------------------------------------------------------- decks, likelihood


def test_decks_may_have_their_own_retention_and_parameters() -> None:
    other = tuple(number * 1.01 for number in FSRS.parameters)
    settings = replace(
        FSRS,
        decks=(DeckSettings("Law", desired_retention=0.8), DeckSettings("law::Tort", parameters=other)),
    )
    assert settings.of("Lawn") is settings
    assert settings.of("LAW").desired_retention == 0.8
    assert (settings.of("Law::Tort::Old").desired_retention, settings.of("Law::Tort::Old").parameters) == (0.8, other)


def test_fsrs_knows_what_is_likeliest_forgotten_and_the_others_what_is_latest() -> None:
    for settings in (SETTINGS, FSRS, ANKI):
        card = reviewed(settings)
        late = [urgency(card, settings, card.due_on + days) for days in (-3, 0, 1, 50)]
        assert late == sorted(late, reverse=True)
    card = reviewed(FSRS)
    assert urgency(card, FSRS, card.due_on) == pytest.approx(0.9, abs=0.01)


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
