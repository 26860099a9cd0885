"""How likely a card is to be laid on each of some days, by how much there is to do on them; as Anki's load balancer does it.

The figures are those that Anki 26.9 uses and its manual describes (*Load balancer*, *Easy days*). One thing differs: there, a
day without cards weighs more than any other even if the learner wants it as easy as can be; here it counts as if it had one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LONGEST_BALANCED_DAYS = 90
"""Longer intervals are spread without a look at the days."""

NORMAL, REDUCED, MINIMUM = 1.0, 0.5, 0.0
EASY_DAYS: Mapping[str, float] = {"normal": NORMAL, "reduced": REDUCED, "minimum": MINIMUM}
"""How much a learner wants to do on a day of the week, by its name, as Anki stores it."""

LOWEST_SHARE = 0.0001
LOAD_EXPONENT = 2.15
INTERVAL_EXPONENT = 3
NEAREST_SIBLING = 0.000_001
SIBLING_STEP = 0.2


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which a card could be asked next."""

    interval_days: int
    """From the answer."""
    cards_due: int
    easy_day: float = NORMAL
    """One of the values of EASY_DAYS."""
    sibling_days: int | None = None
    """How many days off the nearest sibling of the card is due; None if that doesn't matter."""


def weights(days: Sequence[Day]) -> list[float]:
    """How likely each of the days is to be chosen: the likelier the fewer cards are due, and the sooner it is."""
    return [_weight(day) * _share(day, days) for day in days]


def _weight(day: Day) -> float:
    if not day.cards_due and day.easy_day > MINIMUM:
        return 1.0
    sibling = 1.0 if day.sibling_days is None else min(max(SIBLING_STEP * day.sibling_days, NEAREST_SIBLING), 1.0)
    rarity: float = max(day.cards_due, 1) ** -LOAD_EXPONENT
    nearness: float = day.interval_days**-INTERVAL_EXPONENT
    return rarity * nearness * sibling


def _share(day: Day, days: Sequence[Day]) -> float:
    """What is left of a day's weight; a reduced day takes cards until it has half as many as the others have on average."""
    if day.easy_day != REDUCED:
        return max(day.easy_day, LOWEST_SHARE)
    cards_elsewhere = sum(each.cards_due for each in days) - day.cards_due
    room_elsewhere = sum(max(each.easy_day, LOWEST_SHARE) for each in days) - REDUCED
    full = day.cards_due / REDUCED * room_elsewhere > cards_elsewhere
    return LOWEST_SHARE if full else NORMAL
