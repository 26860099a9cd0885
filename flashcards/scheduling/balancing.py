"""Loaded dice: of the days over which an interval may be spread, a card rather takes one on which there is little to do.

How much there is to do is known only when the card is answered. So the throw is kept with the answer, and a replay, which
sees one card at a time, needs no more; under another algorithm the same throw goes on to decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import accumulate

from flashcards.algorithms.load import LONGEST_BALANCED_DAYS, Day, weights
from flashcards.model import Rating
from flashcards.scheduling.machine import answered
from flashcards.scheduling.memories import dice_of
from flashcards.scheduling.settings import Settings
from flashcards.scheduling.states import Moment, Reviewing, State, learned

THROWS = 32
"""How many throws are tried: more than there are days over which a balanced interval is spread."""

DayAfter = Callable[[int], Day]
"""The day that comes so many days after the answer."""


def loaded_throws(
    state: State, settings: Settings, now: Moment, card_id: str, day_after: DayAfter
) -> dict[Rating, float]:
    """The dice for each answer that lets the card choose among days; of hard, good and easy, none comes sooner than the last."""
    reached = learned(state)
    dice = dice_of(card_id, reached.answers if reached else 0)
    throws: dict[Rating, float] = {}
    last_interval_days = 0
    for rating in (Rating.HARD, Rating.GOOD, Rating.EASY):
        choices = _choices(state, rating, settings, now, card_id)
        later = {days: throw for days, throw in choices.items() if days > last_interval_days}
        if not choices:
            continue
        days = _chosen(later, dice, day_after) if later else max(choices)
        if len(choices) > 1:
            throws[rating] = choices[days]
        last_interval_days = max(last_interval_days, days)
    return throws


def _choices(state: State, rating: Rating, settings: Settings, now: Moment, card_id: str) -> dict[int, float]:
    """The intervals to which this answer can lead, in days, each with a throw that leads there; none to learning steps."""
    throws: defaultdict[int, list[float]] = defaultdict(list)
    for number in range(THROWS):
        throw = (number + 0.5) / THROWS
        after = answered(state, rating, settings, now.day, time_ms=now.time_ms, card_id=card_id, throw=throw)
        if not isinstance(after, Reviewing):
            return {}
        throws[after.due_on - now.day].append(throw)
    return {days: throws[days][len(throws[days]) // 2] for days in sorted(throws)}


def _chosen(choices: Mapping[int, float], dice: float, day_after: DayAfter) -> int:
    """One of the intervals: the dice fall where they do on the weights laid end to end. Of long ones, each is as likely."""
    balances = max(choices) <= LONGEST_BALANCED_DAYS
    ends = list(accumulate(weights([day_after(days) for days in choices]) if balances else [1.0] * len(choices)))
    return next((days for days, end in zip(choices, ends, strict=True) if dice * ends[-1] < end), max(choices))
