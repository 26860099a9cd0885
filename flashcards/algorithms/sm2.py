"""SM-2 in exact integers, as in Wozniak's own plug-in for SuperMemo (``SuperMemo2Plug.pas``), or as in its description.

The plug-in and the prose of its description (*Optimization of learning*, 1990, chapter 3.2) differ in three points, which
``Reading`` names. In the plug-in, the default here, an interval grows by the ease factor from *before* the answer and is
rounded half to even, and then *every* grade changes the ease factor, failures too. In the prose the new ease factor is the
one that counts, fractions are rounded up, and a failure starts the card anew "without changing the E-Factor".

Binary floating point gives another interval for one in forty histories of nine passes, so the ease factor is a whole number
of hundredths.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

LOWEST_EASE_HUNDREDTHS = 130
FIRST_INTERVAL_DAYS = 1
SECOND_INTERVAL_DAYS = 6
PASSING_QUALITY = 3

EASE_STEPS_HUNDREDTHS = {0: -80, 1: -54, 2: -32, 3: -14, 4: 0, 5: 10}
"""For each quality the change of the ease factor: 0.1 - (5 - q) * (0.08 + (5 - q) * 0.02)."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What SM-2 knows about one card."""

    repetition: int
    """Passes in a row since the last failure."""
    interval_days: int
    ease_hundredths: int

    @property
    def ease_factor(self) -> float:
        """By what an interval grows, at least 1.3."""
        return self.ease_hundredths / 100


START = Memory(repetition=0, interval_days=0, ease_hundredths=250)


def half_to_even(hundredths: int) -> int:
    """``hundredths / 100`` rounded to the nearest whole number, halves to the even one, as Delphi's ``round`` does."""
    whole, rest = divmod(hundredths, 100)
    return whole + (rest > 50 or (rest == 50 and whole % 2 == 1))


def up(hundredths: int) -> int:
    """``hundredths / 100`` rounded up to a whole number."""
    return -(-hundredths // 100)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the two sources say differently."""

    failure_changes_ease: bool
    grows_by_new_ease: bool
    """Whether an interval grows by the ease factor from after the answer."""
    rounded: Callable[[int], int]
    """Makes whole days of hundredths of days."""


PLUG_IN = Reading(failure_changes_ease=True, grows_by_new_ease=False, rounded=half_to_even)
PROSE = Reading(failure_changes_ease=False, grows_by_new_ease=True, rounded=up)


def review(memory: Memory, quality: int, reading: Reading = PLUG_IN) -> Memory:
    """The memory after an answer of ``quality`` 0 (blackout) to 5 (perfect); from 3 on it is a pass.

    Raises ValueError for any other quality.
    """
    if quality not in EASE_STEPS_HUNDREDTHS:
        raise ValueError(f"The quality of an answer is a whole number from 0 to 5, not {quality!r}.")
    changed_ease = max(LOWEST_EASE_HUNDREDTHS, memory.ease_hundredths + EASE_STEPS_HUNDREDTHS[quality])
    if quality < PASSING_QUALITY:
        ease = changed_ease if reading.failure_changes_ease else memory.ease_hundredths
        return Memory(repetition=0, interval_days=FIRST_INTERVAL_DAYS, ease_hundredths=ease)
    growth = changed_ease if reading.grows_by_new_ease else memory.ease_hundredths
    return Memory(
        repetition=memory.repetition + 1,
        interval_days=_interval_after_pass(memory, growth, reading.rounded),
        ease_hundredths=changed_ease,
    )


def _interval_after_pass(memory: Memory, growth_hundredths: int, rounded: Callable[[int], int]) -> int:
    if memory.repetition == 0:
        return FIRST_INTERVAL_DAYS
    if memory.repetition == 1:
        return SECOND_INTERVAL_DAYS
    return rounded(memory.interval_days * growth_hundredths)
