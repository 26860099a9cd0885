"""Which whole number of days an interval becomes: rounded, or spread by dice; as in Anki.

Cards that were learned together would stay together for ever, so an interval is spread over the days around it. ``factor`` is
the dice, at least 0 and less than 1, and handed in. Whoever uses one factor for all buttons of a card, and the same one
after an undo, shows intervals that are in order and don't change.

The figures are those that Anki 26.9 uses and its manual describes (*Fuzz factor*).
"""

from __future__ import annotations

from collections.abc import Callable
from math import floor

HIGHEST_INTERVAL_DAYS = 36_500

SHORTEST_SPREAD_DAYS = 2.5
"""Shorter intervals aren't spread."""
SPREADS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, float("inf"), 0.05))
"""From, to, and the share of this part of an interval by which it is spread to both sides, beyond one day."""

Chooser = Callable[[float, int, int], int]
"""Makes whole days of an interval: ``(interval_days, minimum_days, maximum_days)``."""

# ------------------------------------------------------------------------------------------------------------------ dice


def rounded(interval_days: float, minimum_days: int = 1, maximum_days: int = HIGHEST_INTERVAL_DAYS) -> int:
    """The nearest whole number of days, halves up, within bounds."""
    return max(min(_nearest(interval_days), maximum_days), min(minimum_days, maximum_days))


def bounds(interval_days: float, minimum_days: int = 1, maximum_days: int = HIGHEST_INTERVAL_DAYS) -> tuple[int, int]:
    """The first and the last day over which an interval is spread."""
    minimum_days = min(minimum_days, maximum_days)
    interval_days = max(min(interval_days, maximum_days), minimum_days)
    spread_days = _spread_days(interval_days)
    first = max(_nearest(interval_days - spread_days), minimum_days)
    last = min(_nearest(interval_days + spread_days), maximum_days)
    if first == last and 2 < last < maximum_days:
        last += 1
    return first, last


def fuzzed(
    interval_days: float, factor: float, minimum_days: int = 1, maximum_days: int = HIGHEST_INTERVAL_DAYS
) -> int:
    """One of the days over which an interval is spread, each as likely as the others."""
    first, last = bounds(interval_days, minimum_days, maximum_days)
    return first + floor(factor * (1 + last - first))


def _spread_days(interval_days: float) -> float:
    if interval_days < SHORTEST_SPREAD_DAYS:
        return 0.0
    spread_days = 1.0
    for start, end, share in SPREADS:
        if interval_days > start:
            spread_days += share * (min(interval_days, end) - start)
    return spread_days


def _nearest(days: float) -> int:
    return floor(days + 0.5)
