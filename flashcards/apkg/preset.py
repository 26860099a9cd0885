"""The options of a deck, as Anki keeps them: how many cards a day, the steps, and what is done with a leech.

Anki takes them over only if the learner ticks it when importing, so they are no part of a note's identity or time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MINUTE_MS = 60_000
_SUSPEND, _TAG_ONLY = 0, 1


@dataclass(frozen=True, slots=True)
class Preset:
    """The options of the decks that bear it."""

    name: str
    new_per_day: int
    reviews_per_day: int
    learning_steps_ms: tuple[int, ...]
    relearning_steps_ms: tuple[int, ...]
    minimum_interval_days: int
    maximum_interval_days: int
    leech_threshold: int
    """0: no card is a leech."""
    suspend_leeches: bool
    bury_siblings: bool
    desired_retention: float
    parameters: tuple[float, ...] = ()
    """The weights of FSRS; if empty, Anki's own."""


Presets = Sequence[tuple[str, Preset]]
"""Decks, each with what holds for it and those below it; the later win. An empty name stands for all decks."""

_NEVER_A_LEECH = 9999


def preset_of(deck: str, presets: Presets) -> Preset | None:
    """The preset of this deck."""
    found = (preset for above, preset in reversed(presets) if not above or f"{deck}::".startswith(f"{above}::"))
    return next(found, None)


def as_anki_keeps_it(preset: Preset, preset_id: int, changed_s: int, usual: Mapping[str, Any]) -> dict[str, Any]:
    """``preset`` as Anki's JSON, with the ``usual`` options of a new collection where we have no word for one."""
    shared = {"delays": _minutes(preset.learning_steps_ms), "bury": preset.bury_siblings}
    return {
        **usual,
        "id": preset_id,
        "mod": changed_s,
        "name": preset.name,
        "new": {**usual["new"], **shared, "perDay": preset.new_per_day},
        "rev": {
            **usual["rev"],
            "bury": preset.bury_siblings,
            "maxIvl": preset.maximum_interval_days,
            "perDay": preset.reviews_per_day,
        },
        "lapse": {
            **usual["lapse"],
            "delays": _minutes(preset.relearning_steps_ms),
            "leechAction": _SUSPEND if preset.suspend_leeches else _TAG_ONLY,
            "leechFails": preset.leech_threshold or _NEVER_A_LEECH,
            "minInt": preset.minimum_interval_days,
        },
        "desiredRetention": preset.desired_retention,
        "fsrsParams6": list(preset.parameters),
    }


def _minutes(steps_ms: Sequence[int]) -> list[float]:
    return [step_ms / MINUTE_MS for step_ms in steps_ms]
