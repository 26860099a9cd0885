"""The algorithms as the machine calls them: from a memory and an answer to a memory and how long it holds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Any

from flashcards.algorithms import anki_sm2, buttons, fsrs, sm2
from flashcards.algorithms.fuzz import HIGHEST_INTERVAL_DAYS, Chooser, fuzzed, rounded
from flashcards.model import Rating
from flashcards.scheduling.settings import SM2_READINGS, Settings

SM2_QUALITY: Mapping[Rating, int] = MappingProxyType({Rating.AGAIN: 2, Rating.HARD: 3, Rating.GOOD: 4, Rating.EASY: 5})
"""The quality that a rating stands for, where the learner gave none."""

QUALITY_RATINGS: Mapping[int, Rating] = MappingProxyType(
    {quality: rating for rating, quality in SM2_QUALITY.items()} | {0: Rating.AGAIN, 1: Rating.AGAIN}
)
"""The rating that each of SM-2's qualities is."""


class Phase(Enum):
    """What a card is when it is answered."""

    LEARNING = auto()
    """New, or not learned yet."""
    REVIEWING = auto()
    RELEARNING = auto()


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, and what it was given to; without a ``memory`` it is the card's first one."""

    memory: Any
    interval_days: int
    elapsed_days: int
    phase: Phase
    rating: Rating
    quality: int
    settings: Settings
    chosen: Chooser


@dataclass(frozen=True, slots=True)
class Held:
    """What an answer leaves, and for how many days that holds once the card is learned."""

    memory: object
    interval_days: int


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One way of scheduling."""

    answer: Callable[[Given], Held]
    drills: bool = False
    """Instead of learning steps: the first answer of a day counts, and what was below Good is asked until it is Good."""
    spreads: bool = True
    """Whether intervals are spread over the days around them unless the settings say otherwise."""
    takes_qualities: bool = False
    """Whether an answer can be one of SM-2's qualities."""
    recall: Callable[[Any, int, Settings], float] | None = None
    """The probability of recall so many days after the last answer, where the algorithm knows one; it aims at one then."""


def bounded(interval_days: int, settings: Settings) -> int:
    """An interval that the learner allows."""
    return max(min(interval_days, settings.maximum_interval_days), settings.minimum_interval_days)


def chooser(settings: Settings, card_id: str, answers: int, throw: float | None = None) -> Chooser:
    """What makes whole days of intervals; the dice are the same for all buttons of a card, and after an undo.

    ``throw``, from 0 to below 1, takes the place of the dice.
    """
    spread = spreads(settings)

    def chosen(interval_days: float, minimum_days: int, maximum_days: int) -> int:
        minimum_days = max(minimum_days, settings.minimum_interval_days)
        if not spread:
            return rounded(interval_days, minimum_days, maximum_days)
        factor = dice_of(card_id, answers) if throw is None else throw
        return fuzzed(interval_days, factor, minimum_days, maximum_days)

    return chosen


@lru_cache(maxsize=64)  # asked for each button, and for one card at a time
def dice_of(card_id: str, answers: int) -> float:
    """A throw from 0 to below 1 that this card has after so many answers."""
    digest = hashlib.sha256(f"{card_id} {answers}".encode("utf-8", "replace")).digest()
    return (int.from_bytes(digest[:8]) >> 11) / (1 << 53)


# --------------------------------------------------------------------------------------------------------------- SM-2


def _sm2(given: Given) -> Held:
    """Dice move the day after a pass only: the memory keeps the interval that SM-2 says."""
    settings = given.settings
    memory = sm2.review(given.memory or sm2.START, given.quality, SM2_READINGS[settings.sm2_reading])
    interval_days = bounded(memory.interval_days, settings)
    if interval_days != memory.interval_days:
        memory = replace(memory, interval_days=interval_days)
    if given.quality < sm2.PASSING_QUALITY:
        return Held(memory, interval_days)
    return Held(memory, given.chosen(interval_days, 1, settings.maximum_interval_days))


# --------------------------------------------------------------------------------------------------------------- FSRS


def _fsrs(given: Given) -> Held:
    """Of the other buttons, only those are looked at that this one's interval depends on: a replay asks for no others."""
    settings = given.settings
    memories: dict[Rating, fsrs.Memory] = {}

    def wanted_days(rating: Rating) -> float:
        memories[rating] = _fsrs_memory(given, rating)
        return fsrs.interval_days(memories[rating], settings.desired_retention, settings.parameters)

    maximum_days = min(settings.maximum_interval_days, HIGHEST_INTERVAL_DAYS)
    if given.phase is not Phase.REVIEWING:
        intervals = buttons.after_first([*map(wanted_days, Rating)], maximum_days, given.chosen)
        interval_days = bounded(intervals[given.rating - 1], settings)
    elif given.rating == Rating.AGAIN:
        interval_days = bounded(buttons.after_failure(wanted_days(given.rating), maximum_days), settings)
        interval_days = min(interval_days, given.interval_days)
    else:
        passed = map(wanted_days, (Rating.HARD, Rating.GOOD, Rating.EASY))
        intervals_after_pass = buttons.after_pass(passed, given.interval_days, maximum_days, given.chosen)
        interval_days = bounded(next(islice(intervals_after_pass, given.rating - Rating.HARD, None)), settings)
    return Held(memories[given.rating], interval_days)


def _fsrs_memory(given: Given, rating: Rating) -> fsrs.Memory:
    """The memory after the answer ``rating``."""
    if given.memory is None:
        return fsrs.first(rating, given.settings.parameters)
    return fsrs.next(given.memory, rating, given.elapsed_days, given.settings.parameters)


def _fsrs_recall(memory: fsrs.Memory, elapsed_days: int, settings: Settings) -> float:
    return fsrs.retrievability(memory, elapsed_days, settings.parameters)


# --------------------------------------------------------------------------------------------------------- Anki's SM-2


def _anki_sm2(given: Given) -> Held:
    settings = given.settings
    config = anki_config(settings)
    memory = _anki_memory(given, config)
    memory = replace(memory, interval_days=bounded(memory.interval_days, settings))
    return Held(memory, memory.interval_days)


def _anki_memory(given: Given, config: anki_sm2.Config) -> anki_sm2.Memory:
    memory: anki_sm2.Memory = given.memory
    if given.phase is Phase.LEARNING:
        return anki_sm2.first(given.rating, config, given.chosen)
    if given.phase is Phase.REVIEWING:
        return anki_sm2.review(memory, given.rating, given.elapsed_days, config, given.chosen)
    if given.rating == Rating.AGAIN:
        return replace(memory, interval_days=anki_sm2.lapse_interval(memory, config))
    return replace(memory, interval_days=memory.interval_days + (given.rating == Rating.EASY))


def anki_config(settings: Settings) -> anki_sm2.Config:
    """The options of Anki's SM-2 with the bounds that hold for all algorithms."""
    return _bounded_config(settings.anki_sm2, settings.minimum_interval_days, settings.maximum_interval_days)


@lru_cache(maxsize=8)
def _bounded_config(config: anki_sm2.Config, minimum_days: int, maximum_days: int) -> anki_sm2.Config:
    return replace(
        config,
        minimum_lapse_interval_days=min(minimum_days, HIGHEST_INTERVAL_DAYS),
        maximum_interval_days=min(maximum_days, HIGHEST_INTERVAL_DAYS),
    )


ALGORITHMS: Mapping[str, Algorithm] = MappingProxyType(
    {
        "sm2": Algorithm(_sm2, drills=True, spreads=False, takes_qualities=True),
        "fsrs": Algorithm(_fsrs, recall=_fsrs_recall),
        "anki-sm2": Algorithm(_anki_sm2),
    }
)


def spreads(settings: Settings) -> bool:
    """Whether intervals are spread over the days around them."""
    return ALGORITHMS[settings.algorithm].spreads if settings.fuzz is None else settings.fuzz


def balances(settings: Settings) -> bool:
    """Whether what is due on other days decides how an interval is spread."""
    return settings.load_balance and spreads(settings)
