"""When a card is asked again: the state machine around the algorithms, written once for all of them.

The state of a card is a fold over its reviews (``replay``). Days are ordinals of local dates (``date.toordinal()``),
cut at the rollover hour; each review carries its own, so time zones and daylight saving never move it later.

On each day the first answer to a card is the one that counts. A card that scored below Good is then drilled: asked
again in the same sitting until it scores Good or Easy. Answers of the drill are kept in the journal and leave the
memory and the due date alone. A drill that nobody finished ends with its day.

SM-2 has no rule for an answer on a later day that comes before or after the due date: it counts like one in time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from flashcards.algorithms import sm2
from flashcards.model import Rating, Review

FIRST_DAY = date.min.toordinal()
LAST_DAY = date.max.toordinal()
EPOCH_DAY = date(1970, 1, 1).toordinal()
DAY_MS = 86_400_000
HOUR_MS = 3_600_000
MINUTE_MS = 60_000

CLOCK_TOLERANCE_DAYS = 2
"""How far the days of two right clocks can differ: the time zones of the world span 26 hours."""

# --------------------------------------------------------------------------------------------------------- algorithms

Memory = TypeVar("Memory")


@dataclass(frozen=True, slots=True)
class Algorithm(Generic[Memory]):
    """How a memory starts, what an answer makes of it, and for how long it then holds.

    ``review(memory, rating, maximum_interval_days)``; the memory itself means nothing outside its algorithm.
    """

    start: Memory
    review: Callable[[Memory, Rating, int], Memory]
    interval_days: Callable[[Memory], int]


SM2_QUALITY = MappingProxyType({Rating.AGAIN: 2, Rating.HARD: 3, Rating.GOOD: 4, Rating.EASY: 5})


def _review_sm2(memory: sm2.Memory, rating: Rating, maximum_interval_days: int) -> sm2.Memory:
    reviewed = sm2.review(memory, SM2_QUALITY[rating])
    if reviewed.interval_days <= maximum_interval_days:
        return reviewed
    return replace(reviewed, interval_days=maximum_interval_days)


ALGORITHMS: Mapping[str, Algorithm[Any]] = MappingProxyType(
    {"sm2": Algorithm(sm2.START, _review_sm2, attrgetter("interval_days"))}
)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to schedule."""

    algorithm: str = "sm2"
    """One of ALGORITHMS."""
    maximum_interval_days: int = 36_500
    """At least 1."""


# ------------------------------------------------------------------------------------------------------------- states


@dataclass(frozen=True, slots=True)
class New:
    """Never answered."""


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Learned, and asked again on ``due_on``."""

    memory: object
    interval_days: int
    reviewed_on: int
    due_on: int
    lapses: int = 0
    """How often it was forgotten after it had been learned."""


@dataclass(frozen=True, slots=True)
class Learning:
    """Answered for the first time today, below Good, and not yet Good since; ``then`` is what follows the drill."""

    then: Reviewing


@dataclass(frozen=True, slots=True)
class Relearning:
    """A learned card that scored below Good today, and not yet Good since; ``then`` is what follows the drill."""

    then: Reviewing


State = New | Learning | Reviewing | Relearning


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant (ms since 1970 UTC) and the learner's local day at it."""

    time_ms: int
    day: int


def day_of(time_ms: int, utc_offset_minutes: int, rollover_hour: int) -> int:
    """The local day of an instant as a date ordinal, never outside the years 1 to 9999."""
    local_ms = time_ms + utc_offset_minutes * MINUTE_MS - rollover_hour * HOUR_MS
    return _within_calendar(EPOCH_DAY + local_ms // DAY_MS)


def _within_calendar(day: int) -> int:
    return min(max(day, FIRST_DAY), LAST_DAY)


# ---------------------------------------------------------------------------------------------------------- one answer


def next_states(state: State, settings: Settings, now: Moment) -> dict[Rating, State]:
    """What each of the four answers would make of a card; to answer is to choose one."""
    return {rating: answered(state, rating, settings, now.day) for rating in Rating}


def answered(state: State, rating: Rating, settings: Settings, day: int) -> State:
    """The state after an answer on ``day``; a day before the last answer's (a clock set back) counts as that day."""
    day = _within_calendar(day)
    passed = rating >= Rating.GOOD
    match settled(state, day):
        case New():
            then = _first_of_day(ALGORITHMS[settings.algorithm].start, rating, settings, day, lapses=0)
            return then if passed else Learning(then)
        case (Learning() | Relearning()) as drilled:
            return drilled.then if passed else drilled
        case Reviewing() as reviewing if day <= reviewing.reviewed_on:
            return reviewing if passed else Relearning(reviewing)
        case Reviewing() as reviewing:
            lapses = reviewing.lapses + (rating == Rating.AGAIN)
            then = _first_of_day(reviewing.memory, rating, settings, day, lapses)
            return then if passed else Relearning(then)


def _first_of_day(memory: object, rating: Rating, settings: Settings, day: int, lapses: int) -> Reviewing:
    algorithm = ALGORITHMS[settings.algorithm]
    reviewed = algorithm.review(memory, rating, settings.maximum_interval_days)
    interval_days = algorithm.interval_days(reviewed)
    return Reviewing(reviewed, interval_days, day, _within_calendar(day + interval_days), lapses)


def settled(state: State, day: int) -> State:
    """``state`` as it is on ``day``: a drill of an earlier day is over."""
    if isinstance(state, Learning | Relearning) and state.then.reviewed_on < day:
        return state.then
    return state


# --------------------------------------------------------------------------------------------------------- all answers


def replay(reviews: Iterable[Review], settings: Settings, today: int | None = None) -> State:
    """The state that a card's reviews lead to, in whatever order they are given.

    Given ``today``, the state is as it is then: a drill of an earlier day is over, and answers dated later (by a clock that
    was ahead) have not happened yet, as one of them in the journal would otherwise hide its card until that date.
    """
    latest = LAST_DAY if today is None else today + CLOCK_TOLERANCE_DAYS
    state: State = New()
    for review in sorted(reviews, key=attrgetter("time_ms", "event_id")):
        if review.day <= latest:
            state = answered(state, review.rating, settings, review.day)
    return state if today is None else settled(state, today)


# ------------------------------------------------------------------------------------------------------------- reading


def due_on(state: State, day: int) -> int | None:
    """The day on which a card is asked next, seen from ``day``; None for a new one."""
    match settled(state, day):
        case New():
            return None
        case Reviewing() as reviewing:
            return reviewing.due_on
        case Learning() | Relearning():
            return day


def is_due(state: State, day: int) -> bool:
    """Whether a card that was answered before is to be asked on ``day``."""
    due = due_on(state, day)
    return due is not None and due <= day


def human_interval(state: State, now: Moment) -> str:
    """How far off the next question is, as a button says it: ``today``, ``6 d``, ``1.2 mo``, ``2.3 y``."""
    due = due_on(state, now.day)
    return "new" if due is None else human_days(due - now.day)


def human_days(days: int) -> str:
    """A number of days in the unit that reads best."""
    if days <= 0:
        return "today"
    if days < 30:
        return f"{days} d"
    if days < 365:
        return f"{_short(days * 12 / 365.25)} mo"
    return f"{_short(days / 365.25)} y"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
