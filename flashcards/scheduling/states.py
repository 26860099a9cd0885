"""Where a card can stand, and which day it is: plain values, and what can be read off them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

FIRST_DAY = date.min.toordinal()
LAST_DAY = date.max.toordinal()
EPOCH_DAY = date(1970, 1, 1).toordinal()
DAY_MS = 86_400_000
HOUR_MS = 3_600_000
MINUTE_MS = 60_000
SECOND_MS = 1_000

# --------------------------------------------------------------------------------------------------------------- days


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant (ms since 1970 UTC) and the learner's local day at it."""

    time_ms: int
    day: int


def day_of(time_ms: int, utc_offset_minutes: int, rollover_hour: int) -> int:
    """The local day of an instant as a date ordinal, never outside the years 1 to 9999."""
    local_ms = time_ms + utc_offset_minutes * MINUTE_MS - rollover_hour * HOUR_MS
    return within_calendar(EPOCH_DAY + local_ms // DAY_MS)


def within_calendar(day: int) -> int:
    """``day``, or the nearest one that has a date."""
    return min(max(day, FIRST_DAY), LAST_DAY)


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
    answers: int = 0
    """How many answers made it what it is; those that change nothing don't count."""


@dataclass(frozen=True, slots=True)
class Step:
    """A card's place in its learning steps: asked again once its delay has passed, or at the latest with a new day."""

    number: int
    """Counts from 0."""
    answered_ms: int
    due_ms: int
    due_on: int
    """The day of the answer; for a step of whole days, the day on which it is asked again."""


@dataclass(frozen=True, slots=True)
class Learning:
    """Not learned yet: asked again until it is known; ``then`` is what follows if that ends now.

    With ``step``, after a delay; without one in a drill, which ends with its day.
    """

    then: Reviewing
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Relearning:
    """Forgotten after it had been learned, and not known again since; otherwise like ``Learning``."""

    then: Reviewing
    step: Step | None = None


State = New | Learning | Reviewing | Relearning

# ------------------------------------------------------------------------------------------------------------ reading


def settled(state: State, day: int) -> State:
    """``state`` as it is on ``day``: a drill of an earlier day is over; learning steps go on."""
    if isinstance(state, Learning | Relearning) and state.step is None and state.then.reviewed_on < day:
        return state.then
    return state


def learned(state: State) -> Reviewing | None:
    """What is known of the card's memory, and how often it was forgotten; None for a new card."""
    match state:
        case New():
            return None
        case Reviewing():
            return state
        case Learning() | Relearning():
            return state.then


def due_on(state: State, day: int) -> int | None:
    """The day on which a card is asked next, seen from ``day``; None for a new one."""
    match settled(state, day):
        case New():
            return None
        case Reviewing() as reviewing:
            return reviewing.due_on
        case Learning(then, step) | Relearning(then, step):
            return step.due_on if step and step.due_on > then.reviewed_on else day


def is_due(state: State, day: int) -> bool:
    """Whether a card that was answered before is to be asked on ``day``, at whatever time."""
    due = due_on(state, day)
    return due is not None and due <= day


def wait_ms(state: State, now: Moment) -> int:
    """How long a card still waits for a learning step that is shorter than a day; 0 for any other.

    Such a step is over with its day, and one from the future (the clock was set back since) waits for nothing.
    """
    match state:
        case Learning(then, Step() as step) | Relearning(then, Step() as step):
            over = then.reviewed_on < now.day or step.due_on > then.reviewed_on or now.time_ms < step.answered_ms
            return 0 if over else max(0, step.due_ms - now.time_ms)
        case _:
            return 0
