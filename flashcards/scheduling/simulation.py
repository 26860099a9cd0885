"""How much work an algorithm makes, and what is known by it: a made-up learner answers what it asks, day by day.

The learner forgets as FSRS-6 says, with the weights of the settings, so that FSRS is at home here and the others are
guests. Differences of a few per cent mean nothing: real learners aren't FSRS, and their cards don't share one set of weights.

What is assumed besides: a day's new cards and all that is due are answered, without any limit of reviews; a pass takes 8
seconds and a failure 25; what is asked again on the same day is then known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from flashcards.algorithms import fsrs
from flashcards.model import Rating
from flashcards.scheduling.machine import answered
from flashcards.scheduling.settings import Settings
from flashcards.scheduling.states import (
    DAY_MS,
    MINUTE_MS,
    SECOND_MS,
    Learning,
    Moment,
    New,
    Relearning,
    State,
    due_on,
    wait_ms,
)

PASS_SECONDS = 8
FAILURE_SECONDS = 25
_START_DAY = 700_000
"""Any day will do."""

# Of four answers how many are which: to a new card, and to one that is known.
_FIRST = tuple(accumulate((0.25, 0.10, 0.50, 0.15)))
_KNOWN = tuple(accumulate((0.00, 0.10, 0.80, 0.10)))
_MOST_ON_ONE_DAY = 20
"""Answers to one card; steps in which hard repeats for ever don't occur, as it is known then."""

Dice = Callable[[], float]
"""The next throw, from 0 to below 1."""


@dataclass(frozen=True, slots=True)
class Day:
    """The work of one day."""

    answers: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it."""

    days: tuple[Day, ...]
    cards: int
    """How many were begun."""
    known: float
    """How many of them the learner can be expected to know on the day after."""

    @property
    def answers_per_day(self) -> float:
        """The mean over all days."""
        return sum(day.answers for day in self.days) / len(self.days)

    def minutes_per_day(self, start: int = 0, end: int | None = None) -> float:
        """The mean from the day with this number, from 0 on, to before that of ``end``; by default over all days."""
        chosen = self.days[start:end]
        return sum(day.seconds for day in chosen) / 60 / len(chosen)


def simulated(settings: Settings, days: int, new_per_day: int, cards: int, dice: Dice) -> Outcome:
    """What comes of ``days`` days, at least one, with ``new_per_day`` of all ``cards`` begun on each while there are any."""
    learned: list[_Card] = []
    asked_on: defaultdict[int, list[_Card]] = defaultdict(list)
    work: list[Day] = []
    for day in range(_START_DAY, _START_DAY + days):
        new = [_Card(f"card {number}") for number in range(len(learned), min(cards, len(learned) + new_per_day))]
        learned += new
        answers = seconds = 0
        for card in [*asked_on.pop(day, ()), *new]:
            for failed in card.asked(settings, day, dice):
                answers += 1
                seconds += FAILURE_SECONDS if failed else PASS_SECONDS
            asked_on[card.due_after(day)].append(card)
        work.append(Day(answers, seconds))
    known = sum(card.recall(_START_DAY + days, settings.parameters) for card in learned)
    return Outcome(tuple(work), len(learned), known)


class _Card:
    """What the scheduler believes of a card, and how well the learner truly knows it."""

    def __init__(self, card_id: str) -> None:
        self._id = card_id
        self._state: State = New()
        self._truth: fsrs.Memory | None = None
        self._answered_on = 0

    def asked(self, settings: Settings, day: int, dice: Dice) -> list[bool]:
        """Ask the card on ``day``, and again as long as the scheduler wants it; for each answer whether it failed."""
        time_ms = day * DAY_MS
        failed = [self._answer(self._first_rating(day, settings.parameters, dice), settings, day, time_ms)]
        while isinstance(self._state, Learning | Relearning) and len(failed) < _MOST_ON_ONE_DAY:
            due = due_on(self._state, day)
            if due is not None and due > day:
                break
            time_ms += max(wait_ms(self._state, Moment(time_ms, day)), SECOND_MS)
            failed.append(self._answer(Rating.GOOD, settings, day, min(time_ms, (day + 1) * DAY_MS - MINUTE_MS)))
        return failed

    def _first_rating(self, day: int, parameters: Sequence[float], dice: Dice) -> Rating:
        if self._truth is None:
            return _thrown(_FIRST, dice)
        return _thrown(_KNOWN, dice) if dice() < self.recall(day, parameters) else Rating.AGAIN

    def _answer(self, rating: Rating, settings: Settings, day: int, time_ms: int) -> bool:
        self._state = answered(self._state, rating, settings, day, time_ms=time_ms, card_id=self._id)
        if self._truth is None:
            self._truth = fsrs.first(rating, settings.parameters)
        else:
            self._truth = fsrs.next(self._truth, rating, day - self._answered_on, settings.parameters)
        self._answered_on = day
        return rating == Rating.AGAIN

    def due_after(self, day: int) -> int:
        """The day on which it is asked again."""
        due = due_on(self._state, day + 1)
        return max(due or 0, day + 1)

    def recall(self, day: int, parameters: Sequence[float]) -> float:
        """How likely the learner knows it."""
        return fsrs.retrievability(self._truth, day - self._answered_on, parameters) if self._truth else 0.0


def _thrown(shares: Sequence[float], dice: Dice) -> Rating:
    throw = dice()
    return next((rating for rating, share in zip(Rating, shares, strict=True) if throw < share), Rating.GOOD)
