"""Whole days for the four buttons, in order: what Anki makes of the real intervals that FSRS gives.

FSRS alone may offer the same day for hard, good and easy, and dice may make an interval shorter than the one before although
the memory grew. Anki 26.9 keeps the buttons a day apart, and a passed card from coming sooner than before for no other
reason than rounding and dice. Only for again it forgets the longest interval that the learner wants; here that holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from flashcards.algorithms.fuzz import Chooser, bounds, rounded


class Intervals(NamedTuple):
    """What each button leads to, in days."""

    again: int
    hard: int
    good: int
    easy: int


def after_first(wanted_days: Sequence[float], maximum_days: int, chosen: Chooser = rounded) -> Intervals:
    """What the buttons of a new card lead to, of the four intervals that FSRS gives.

    Anki asks a card that was hard once more on the same day; here it gets an interval, no longer than good.
    """
    again_days, hard_days, good_days, easy_days = wanted_days
    good = chosen(good_days, 1, maximum_days)
    easy = chosen(easy_days, good + 1, maximum_days)
    return Intervals(after_failure(again_days, good), min(chosen(hard_days, 1, maximum_days), good), good, easy)


def after_pass(
    wanted_days: Iterable[float], last_interval_days: int, maximum_days: int, chosen: Chooser = rounded
) -> Iterator[int]:
    """What hard, good and easy lead to, one after the other: who asks for hard alone needs to know of no more."""
    minimum_days = 1
    for days in wanted_days:
        lowest_days = max(_lowest_after_pass(days, last_interval_days, maximum_days), minimum_days)
        interval_days = chosen(days, lowest_days, maximum_days)
        yield interval_days
        minimum_days = interval_days + 1


def after_failure(days: float, maximum_days: int) -> int:
    """What again leads to; never spread, as it is short."""
    return rounded(days, 1, maximum_days)


def _lowest_after_pass(days: float, last_interval_days: int, maximum_days: int) -> int:
    """An interval that grew by a day, once rounded, stays longer, and one that dice alone would shorten stays as it was."""
    if days + 0.5 >= last_interval_days + 1:
        return last_interval_days + 1
    _, latest = bounds(days, 1, maximum_days)
    return last_interval_days if last_interval_days <= latest else 1
