"""SM-2 in exact integers, as in Wozniak's own plug-in for SuperMemo (``SuperMemo2Plug.pas``).

The plug-in and the prose of its description differ. This is the plug-in: an interval grows by the ease factor from
*before* the answer and is rounded half to even, and then *every* grade changes the ease factor, failures too. Binary
floating point gives another interval for one in forty histories of nine passes, so the ease factor is a whole number
of hundredths.
"""

from __future__ import annotations

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


def review(memory: Memory, quality: int) -> Memory:
    """The memory after an answer of ``quality`` 0 (blackout) to 5 (perfect); from 3 on it is a pass.

    Raises ValueError for any other quality.
    """
    if quality not in EASE_STEPS_HUNDREDTHS:
        raise ValueError(f"The quality of an answer is a whole number from 0 to 5, not {quality!r}.")
    passed = quality >= PASSING_QUALITY
    return Memory(
        repetition=memory.repetition + 1 if passed else 0,
        interval_days=_interval_after_pass(memory) if passed else FIRST_INTERVAL_DAYS,
        ease_hundredths=max(LOWEST_EASE_HUNDREDTHS, memory.ease_hundredths + EASE_STEPS_HUNDREDTHS[quality]),
    )


def _interval_after_pass(memory: Memory) -> int:
    if memory.repetition == 0:
        return FIRST_INTERVAL_DAYS
    if memory.repetition == 1:
        return SECOND_INTERVAL_DAYS
    return _rounded_hundredths(memory.interval_days * memory.ease_hundredths)


def _rounded_hundredths(hundredths: int) -> int:
    """``hundredths / 100`` rounded to the nearest whole number, halves to the even one."""
    whole, rest = divmod(hundredths, 100)
    return whole + (rest > 50 or (rest == 50 and whole % 2 == 1))
