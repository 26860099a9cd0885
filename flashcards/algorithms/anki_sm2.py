"""SM-2 as Anki's scheduler has it: an ease in place of qualities, credit for late answers, and intervals in order.

What differs from SM-2: an interval isn't 6 days the second time but grows at once; each button changes the ease by a fixed
step; a card that was asked late and known gets credit for the time; hard, good and easy are at least a day apart; and a
failure keeps a share of the interval (none, by default). Options, their defaults and their ranges are those of Anki 26.9.

Anki computes in single precision, which at times falls on the other side of a half. So does this module (``_product``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import frexp, ldexp

from flashcards.algorithms.buttons import Intervals
from flashcards.algorithms.fuzz import HIGHEST_INTERVAL_DAYS, Chooser, rounded

AGAIN, HARD, GOOD, EASY = RATINGS = (1, 2, 3, 4)

LOWEST_EASE_THOUSANDTHS = 1300
EASE_STEPS_THOUSANDTHS = {AGAIN: -200, HARD: -150, GOOD: 0, EASY: 150}

RANGES: Mapping[str, tuple[float, float]] = {
    "initial_ease_thousandths": (1310, 5000),
    "easy_multiplier": (1.0, 5.0),
    "hard_multiplier": (0.5, 1.3),
    "lapse_multiplier": (0.0, 1.0),
    "interval_multiplier": (0.5, 2.0),
    "minimum_lapse_interval_days": (1, HIGHEST_INTERVAL_DAYS),
    "maximum_interval_days": (1, HIGHEST_INTERVAL_DAYS),
    "graduating_interval_days": (1, HIGHEST_INTERVAL_DAYS),
    "easy_interval_days": (1, HIGHEST_INTERVAL_DAYS),
}
"""Lowest and highest value of each option. (In place of one that is out of range, Anki silently takes the default.)"""


@dataclass(frozen=True, slots=True)
class Config:
    """Anki's deck options about intervals. Raises ValueError for a value out of range."""

    initial_ease_thousandths: int = 2500
    easy_multiplier: float = 1.3
    hard_multiplier: float = 1.2
    lapse_multiplier: float = 0.0
    """How much of its interval a card keeps when it is forgotten."""
    interval_multiplier: float = 1.0
    """All intervals after a pass are multiplied by it."""
    minimum_lapse_interval_days: int = 1
    maximum_interval_days: int = HIGHEST_INTERVAL_DAYS
    graduating_interval_days: int = 1
    easy_interval_days: int = 4
    """What a new card gets that is easy at once."""

    def __post_init__(self) -> None:
        for name, (lowest, highest) in RANGES.items():
            value = getattr(self, name)
            if not lowest <= value <= highest:
                raise ValueError(f"{name} is a number from {lowest} to {highest}, not {value!r}.")


DEFAULT_CONFIG = Config()


@dataclass(frozen=True, slots=True)
class Memory:
    """What Anki's SM-2 knows about one card."""

    interval_days: int
    ease_thousandths: int


# ------------------------------------------------------------------------------------------------------------- answers


def first(rating: int, config: Config, chosen: Chooser = rounded) -> Memory:
    """The memory after the first day of a card: easy at once, or learned in whatever number of steps."""
    _check_rating(rating)
    days = config.easy_interval_days if rating == EASY else config.graduating_interval_days
    return Memory(chosen(days, 1, config.maximum_interval_days), config.initial_ease_thousandths)


def review(memory: Memory, rating: int, elapsed_days: int, config: Config, chosen: Chooser = rounded) -> Memory:
    """The memory after an answer ``elapsed_days`` after the one before."""
    _check_rating(rating)
    ease = memory.ease_thousandths + EASE_STEPS_THOUSANDTHS[rating]
    return Memory(
        interval_days=intervals(memory, elapsed_days, config, chosen)[rating - 1],
        ease_thousandths=max(ease, LOWEST_EASE_THOUSANDTHS) if rating <= HARD else ease,
    )


def _check_rating(rating: int) -> None:
    if rating not in RATINGS:
        raise ValueError(f"A rating is a whole number from 1 (again) to 4 (easy), not {rating!r}.")


# ------------------------------------------------------------------------------------------------------------ intervals


def intervals(memory: Memory, elapsed_days: int, config: Config, chosen: Chooser = rounded) -> Intervals:
    """The intervals of the four buttons; ``chosen`` makes whole days of those after a pass that isn't early."""
    again = lapse_interval(memory, config)
    if elapsed_days < memory.interval_days:
        return Intervals(again, *_after_early_pass(memory, max(elapsed_days, 0), config))
    return Intervals(again, *_after_pass(memory, elapsed_days, config, chosen))


def lapse_interval(memory: Memory, config: Config) -> int:
    """What a forgotten card keeps of its interval, which counts as one day at least."""
    kept_days = _product(max(memory.interval_days, 1), config.lapse_multiplier)
    return rounded(kept_days, config.minimum_lapse_interval_days, config.maximum_interval_days)


def _after_pass(memory: Memory, elapsed_days: int, config: Config, chosen: Chooser) -> tuple[int, int, int]:
    """In order, and mostly longer than before; half of the days that a card was late count for good, all for easy."""
    late_days = elapsed_days - memory.interval_days
    current_days = max(memory.interval_days, 1)
    ease, scale = memory.ease_thousandths / 1000, config.interval_multiplier
    maximum_days = config.maximum_interval_days
    hard_grows = config.hard_multiplier > 1

    hard_days = _product(current_days, config.hard_multiplier, scale)
    hard = chosen(hard_days, memory.interval_days + 1 if hard_grows else 1, maximum_days)
    good_days = _product(current_days + late_days / 2, ease, scale)
    good = chosen(good_days, hard + 1 if hard_grows else memory.interval_days + 1, maximum_days)
    easy_days = _product(current_days + late_days, ease, config.easy_multiplier, scale)
    easy = chosen(easy_days, good + 1, maximum_days)
    return hard, good, easy


def _after_early_pass(memory: Memory, elapsed_days: int, config: Config) -> tuple[int, int, int]:
    """By what has passed of the interval, but never much less than the interval; without dice."""
    ease, hard_multiplier = memory.ease_thousandths / 1000, _single(config.hard_multiplier)
    easy_multiplier = _single(config.easy_multiplier)
    half_bonus = _single(easy_multiplier - _single((easy_multiplier - 1) / 2))
    hard_days = max(_product(elapsed_days, hard_multiplier), _product(memory.interval_days, hard_multiplier / 2))
    good_days = max(_product(elapsed_days, ease), memory.interval_days)
    hard, good, easy = (
        rounded(_product(days, config.interval_multiplier), 1, config.maximum_interval_days)
        for days in (hard_days, good_days, _product(good_days, half_bonus))
    )
    return hard, good, easy


# ----------------------------------------------------------------------------------------------------- single precision

SINGLE_PRECISION_BITS = 24


def _product(*factors: float) -> float:
    """The factors in single precision, multiplied one after the other."""
    product = 1.0
    for factor in factors:
        product = _single(product * _single(factor))
    return product


def _single(number: float) -> float:
    """The nearest number that single precision can hold."""
    mantissa, exponent = frexp(number)
    return ldexp(round(ldexp(mantissa, SINGLE_PRECISION_BITS)), exponent - SINGLE_PRECISION_BITS)
