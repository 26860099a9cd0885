"""Whole days for the four buttons, in order: what Anki makes of the real intervals that FSRS gives.

FSRS alone may offer the same day for hard, good and easy, and dice may make an interval shorter than the one before although
the memory grew. Anki 26.9 keeps the buttons a day apart, and a passed card from coming sooner than before for no other
reason than rounding and dice. Only for again it forgets the longest interval that the learner wants; here that holds.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    _, hard_days, good_days, easy_days = wanted_days
    good = chosen(good_days, 1, maximum_days)
    easy = chosen(easy_days, good + 1, maximum_days)
    return Intervals(_again(wanted_days, good), min(chosen(hard_days, 1, maximum_days), good), good, easy)


def after_review(
    wanted_days: Sequence[float], last_interval_days: int, maximum_days: int, chosen: Chooser = rounded
) -> Intervals:
    """What the buttons of a learned card lead to, of the four intervals that FSRS gives."""
    _, hard_days, good_days, easy_days = wanted_days

    def after_pass(days: float, minimum_days: int) -> int:
        lowest_days = _lowest_after_pass(days, last_interval_days, maximum_days)
        return chosen(days, max(lowest_days, minimum_days), maximum_days)

    hard = after_pass(hard_days, 1)
    good = after_pass(good_days, hard + 1)
    easy = after_pass(easy_days, good + 1)
    return Intervals(_again(wanted_days, maximum_days), hard, good, easy)


def _again(wanted_days: Sequence[float], maximum_days: int) -> int:
    """Never spread: it is short."""
    return rounded(wanted_days[0], 1, maximum_days)


def _lowest_after_pass(days: float, last_interval_days: int, maximum_days: int) -> int:
    """An interval that grew by a day, once rounded, stays longer, and one that dice alone would shorten stays as it was."""
    if days + 0.5 >= last_interval_days + 1:
        return last_interval_days + 1
    _, latest = bounds(days, 1, maximum_days)
    return last_interval_days if last_interval_days <= latest else 1
