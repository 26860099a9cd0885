"""Which whole number of days an interval becomes: rounded, spread by dice, or laid on days with few cards; as in Anki.

Cards that were learned together would stay together for ever, so an interval is spread over the days around it. ``factor`` is
the dice, at least 0 and less than 1, and handed in. Whoever uses one factor for all buttons of a card, and the same one
after an undo, shows intervals that are in order and don't change.

The figures are those that Anki 26.9 uses and its manual describes (*Fuzz factor*, *Load balancer*, *Easy days*).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import floor

HIGHEST_INTERVAL_DAYS = 36_500

SHORTEST_SPREAD_DAYS = 2.5
"""Shorter intervals aren't spread."""
SPREADS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, float("inf"), 0.05))
"""From, to, and the share of this part of an interval by which it is spread to both sides, beyond one day."""

LONGEST_BALANCED_DAYS = 90
"""Longer intervals are spread without a look at the days."""

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
    return 1.0 + sum(share * max(min(interval_days, end) - start, 0.0) for start, end, share in SPREADS)


def _nearest(days: float) -> int:
    return floor(days + 0.5)


# ------------------------------------------------------------------------------------------------------- load balancing


EASY_DAY_NORMAL, EASY_DAY_REDUCED, EASY_DAY_MINIMUM = 1.0, 0.5, 0.0
"""How much a learner wants to do on a day of the week, as Anki stores it."""

LOWEST_LOAD = 0.0001
LOAD_EXPONENT = 2.15
INTERVAL_EXPONENT = 3
NEAREST_SIBLING = 0.000_001
SIBLING_STEP = 0.2


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which a card could be asked next."""

    cards_due: int
    easy_day: float = EASY_DAY_NORMAL
    """One of the three above."""
    sibling_days: int | None = None
    """How many days off the nearest sibling of the card is due; None if that doesn't matter."""


def balanced(
    interval_days: float, factor: float, day_after: Callable[[int], Day], minimum_days: int, maximum_days: int
) -> int:
    """One of the days over which an interval is spread, the likelier the fewer cards are due on it.

    ``day_after(days)`` is asked about each of them. The factor falls where it does on the weights laid end to end.
    """
    if interval_days > LONGEST_BALANCED_DAYS:
        return fuzzed(interval_days, factor, minimum_days, maximum_days)
    first, last = bounds(interval_days, minimum_days, maximum_days)
    ends = list(accumulate(weights(first, [day_after(days) for days in range(first, last + 1)])))
    return next((first + place for place, end in enumerate(ends) if factor * ends[-1] < end), last)


def weights(first_days: int, days: Sequence[Day]) -> list[float]:
    """How likely each of some days in a row is to be chosen, of which the first is ``first_days`` off.

    A day without cards weighs 1, even if it is an easy one, and so more than any other.
    """
    return [
        _weight(interval_days, day, _load(day, days)) if day.cards_due else 1.0
        for interval_days, day in enumerate(days, first_days)
    ]


def _weight(interval_days: int, day: Day, load: float) -> float:
    sibling = 1.0 if day.sibling_days is None else min(max(SIBLING_STEP * day.sibling_days, NEAREST_SIBLING), 1.0)
    rarity: float = day.cards_due**-LOAD_EXPONENT
    nearness: float = interval_days**-INTERVAL_EXPONENT
    return rarity * nearness * sibling * load


def _load(day: Day, days: Sequence[Day]) -> float:
    """What is left of a day's weight; a reduced day takes cards until it has half as many as the others have on average."""
    if day.easy_day != EASY_DAY_REDUCED:
        return max(day.easy_day, LOWEST_LOAD)
    cards_elsewhere = sum(each.cards_due for each in days) - day.cards_due
    room_elsewhere = sum(max(each.easy_day, LOWEST_LOAD) for each in days) - EASY_DAY_REDUCED
    full = day.cards_due / EASY_DAY_REDUCED * room_elsewhere > cards_elsewhere
    return LOWEST_LOAD if full else EASY_DAY_NORMAL
