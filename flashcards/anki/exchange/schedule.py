"""Where a card stands and how it got there, as Anki keeps it: the columns of its card, and rows of its review log.

Drills of SM-2, which Anki doesn't know, are answers in learning or relearning there, as they come in one sitting: so Anki's
own FSRS sees each answer once, on its day, and makes of them what ours would. A card whose drill isn't over yet is in a
learning step that ends at once.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from flashcards.algorithms import anki_sm2, fsrs, sm2
from flashcards.anki.numbers import CardType, Queue, RowKind
from flashcards.model import Review
from flashcards.scheduler import (
    Learning,
    New,
    Relearning,
    Reviewing,
    Settings,
    State,
    Step,
    learned,
    settled,
    trail,
)

DRILL_SECONDS = 60
"""After which delay Anki is told that a drill asks again."""
USUAL_EASE_THOUSANDTHS = 2500


@dataclass(frozen=True, slots=True)
class Memory:
    """What FSRS knows of a card, in the decimals that Anki keeps."""

    stability_days: float
    difficulty: float
    desired_retention: float
    decay: float


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a card stands, by the names of Anki's columns."""

    type: int
    queue: int
    """As if the card were neither suspended nor buried."""
    due: int
    """In the queue of learning, s since 1970; otherwise days since the collection's first day."""
    interval: int
    factor: int | None
    """In thousandths; None where our algorithm has none, and Anki's own may stay."""
    lapses: int
    left: int
    memory: Memory | None


@dataclass(frozen=True, slots=True)
class Row:
    """One answer in Anki's review log."""

    id_ms: int
    button: int
    interval: int
    """Days, or if below 0 seconds."""
    last_interval: int
    factor: int
    duration_ms: int
    kind: int

    @property
    def values(self) -> tuple[int, ...]:
        """All but the id, in the order of Anki's columns."""
        return (self.button, self.interval, self.last_interval, self.factor, self.duration_ms, self.kind)


# --------------------------------------------------------------------------------------------------------------- cards


def columns(state: State, settings: Settings, day_zero: int) -> Columns:
    """Where a card in ``state`` stands in a collection whose first day is ``day_zero``, a date's ordinal."""
    memory = _fsrs_memory(state, settings)
    match state:
        case New():
            return Columns(CardType.NEW, Queue.NEW, 0, 0, 0, 0, 0, None)
        case Reviewing(interval_days=interval, due_on=due, lapses=lapses):
            return Columns(CardType.REVIEW, Queue.REVIEW, due - day_zero, interval, _ease(state), lapses, 0, memory)
        case Learning(then, step):
            queue, due = _queue(then, step, day_zero)
            left = _left(step, settings.learning_steps_ms)
            return Columns(CardType.LEARNING, queue, due, 0, _ease(state), then.lapses, left, memory)
        case Relearning(then, step):
            queue, due = _queue(then, step, day_zero)
            left = _left(step, settings.relearning_steps_ms)
            return Columns(CardType.RELEARNING, queue, due, then.interval_days, _ease(state), then.lapses, left, memory)


def _queue(then: Reviewing, step: Step | None, day_zero: int) -> tuple[int, int]:
    """The queue of a card in learning, and when it is due there. A drill is due from the start of its day on."""
    if step is None:
        return Queue.LEARNING_IN_DAYS, then.reviewed_on - day_zero
    if step.due_on > then.reviewed_on:
        return Queue.LEARNING_IN_DAYS, step.due_on - day_zero
    return Queue.LEARNING, step.due_ms // 1000


def _left(step: Step | None, steps_ms: Sequence[int]) -> int:
    return max(1, len(steps_ms) - step.number) if step else 1


def _ease(state: State) -> int | None:
    reached = learned(state)
    match reached.memory if reached else None:
        case sm2.Memory(ease_hundredths=ease):
            return ease * 10
        case anki_sm2.Memory(ease_thousandths=ease):
            return ease
        case _:
            return None


def _fsrs_memory(state: State, settings: Settings) -> Memory | None:
    reached = learned(state)
    match reached.memory if reached else None:
        case fsrs.Memory(stability, difficulty):
            decay = settings.parameters[20]
            return Memory(
                round(stability, 4), round(difficulty, 3), round(settings.desired_retention, 2), round(decay, 3)
            )
        case _:
            return None


def short_names(memory: Memory) -> dict[str, float]:
    """What FSRS knows, by the names that Anki keeps it under."""
    return {
        "s": memory.stability_days,
        "d": memory.difficulty,
        "dr": memory.desired_retention,
        "decay": memory.decay,
    }


# ------------------------------------------------------------------------------------------------------------- answers


def reset(time_ms: int) -> tuple[int, ...]:
    """The row that makes a card new: time, and the values of a Row."""
    return (time_ms, 0, 0, 0, 0, 0, RowKind.BY_HAND)


def preview(review: Review) -> tuple[int, ...]:
    """The row of an answer beside the schedule: time, and the values of a Row."""
    return (review.time_ms, review.rating.value, 0, 0, 0, review.duration_ms, RowKind.FILTERED)


def rows(reviews: Sequence[Review], settings: Settings, wanted: Container[int]) -> Iterator[Row]:
    """The rows of those of one card's ``reviews``, in order of time and none crammed, whose numbers are ``wanted``."""
    before: State = New()
    for number, (review, after) in enumerate(trail(reviews, settings)):
        if number in wanted:
            yield _row(review, settled(before, review.day), after)
        before = after


def _row(review: Review, before: State, after: State) -> Row:
    return Row(
        id_ms=review.time_ms,
        button=review.rating.value,
        interval=_interval(after),
        last_interval=_interval(before),
        factor=_row_factor(after),
        duration_ms=review.duration_ms,
        kind=_row_kind(before),
    )


def _row_kind(before: State) -> int:
    match before:
        case New() | Learning():
            return RowKind.LEARNING
        case Relearning():
            return RowKind.RELEARNING
        case Reviewing():
            return RowKind.REVIEW


def _interval(state: State) -> int:
    match state:
        case New():
            return 0
        case Reviewing(interval_days=interval):
            return interval
        case Learning(_, Step() as step) | Relearning(_, Step() as step):
            return -((step.due_ms - step.answered_ms) // 1000)
        case Learning() | Relearning():
            return -DRILL_SECONDS


def _row_factor(state: State) -> int:
    """The ease; with FSRS the difficulty, from 100 to 1100; 0 while a card is learned by an ease."""
    reached = learned(state)
    match reached.memory if reached else None:
        case fsrs.Memory(difficulty=difficulty):
            return round((difficulty - 1) / 9 * 1000 + 100)
        case _ if isinstance(state, Learning):
            return 0
        case _:
            return _ease(state) or 0
