"""How to schedule: what a learner can choose."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from flashcards.algorithms import anki_sm2, fsrs, sm2
from flashcards.algorithms.load import NORMAL
from flashcards.scheduling.states import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS

SM2_READINGS: Mapping[str, sm2.Reading] = MappingProxyType({"plug-in": sm2.PLUG_IN, "prose": sm2.PROSE})
"""How SM-2's two sources can be read, by name."""

LEECH_ACTIONS = ("tag", "suspend")
"""What becomes of a leech: it is only named, or also not asked any more."""


@dataclass(frozen=True, slots=True)
class DeckSettings:
    """What differs for a deck and those below it; None where nothing does."""

    deck: str
    desired_retention: float | None = None
    parameters: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """How to schedule."""

    algorithm: str = "sm2"
    """One of ALGORITHMS."""
    maximum_interval_days: int = 36_500
    """At least 1."""
    minimum_interval_days: int = 1
    """From 1 to the maximum; of learned cards."""
    sm2_reading: str = "plug-in"
    """One of SM2_READINGS."""
    anki_sm2: anki_sm2.Config = anki_sm2.DEFAULT_CONFIG
    """The options of Anki's SM-2, but for its two bounds: those above hold."""
    desired_retention: float = 0.9
    """The probability of recall at which FSRS asks again."""
    parameters: tuple[float, ...] = fsrs.DEFAULT_PARAMETERS
    """The 21 weights of FSRS."""
    learning_steps_ms: tuple[int, ...] = (MINUTE_MS, 10 * MINUTE_MS)
    """Delays before a new card counts as learned; whole days, or less than one. SM-2 has none."""
    relearning_steps_ms: tuple[int, ...] = (10 * MINUTE_MS,)
    """The same for a card that was forgotten."""
    fuzz: bool | None = None
    """Whether intervals are spread over the days around them; None: as the algorithm usually does."""
    load_balance: bool = True
    """Whether an interval that is spread rather falls on a day on which little is due."""
    easy_days: tuple[float, ...] = (NORMAL,) * 7
    """How much is wanted on each day of the week, from Monday on: values of ``load.EASY_DAYS``."""
    leech_threshold: int = 8
    """From how many lapses on a card is a leech; 0: never."""
    leech_action: str = "tag"
    """One of LEECH_ACTIONS."""
    decks: tuple[DeckSettings, ...] = ()
    """Of several that cover a deck, the later ones win."""

    def of(self, deck: str) -> Settings:
        """The settings that hold for a card in ``deck``."""
        settings = self
        for one in self.decks:
            if lies_in(deck, one.deck):
                settings = replace(
                    settings,
                    desired_retention=one.desired_retention or settings.desired_retention,
                    parameters=one.parameters or settings.parameters,
                )
        return settings


def lies_in(deck: str, top: str) -> bool:
    """Whether ``deck`` is ``top`` or lies below it, in whatever case they are written."""
    return f"{deck.casefold()}::".startswith(f"{top.casefold()}::")


# ------------------------------------------------------------------------------------------------------ as it is written

_UNITS_MS: Mapping[str, int] = MappingProxyType({"s": SECOND_MS, "m": MINUTE_MS, "h": HOUR_MS, "d": DAY_MS})
_MOST_DIGITS = 6


def step_ms(written: str) -> int | None:
    """The delay of a learning step that is written like ``10m``; None for what is no delay of a step.

    From a day on it is whole days: so no time zone is needed to know on which day it is over.
    """
    found = re.fullmatch(rf"([0-9]{{1,{_MOST_DIGITS}}})([smhd])", written)
    delay_ms = int(found[1]) * _UNITS_MS[found[2]] if found else 0
    return delay_ms if delay_ms and (delay_ms < DAY_MS or delay_ms % DAY_MS == 0) else None


def parameters_fault(numbers: Sequence[float]) -> str | None:
    """What is wrong with numbers that are to be the weights of FSRS, as the end of a sentence; None if nothing is."""
    if len(numbers) != len(fsrs.LIMITS):
        return f"it must be {len(fsrs.LIMITS)} numbers"
    for place, (number, (low, high)) in enumerate(zip(numbers, fsrs.LIMITS, strict=True), 1):
        if not low <= number <= high:
            return f"its number {place} must be from {low:g} to {high:g}"
    return None
