"""When the learner last decided here whether a card is asked: what has changed in Anki before that is no news."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flashcards import events
from flashcards.events import Event


def suspended_ms(alive: Iterable[Event]) -> Mapping[str, int]:
    """When it was last decided of each card whether it is suspended; ``alive`` are the lines that count, in order."""
    return {line.card: line.time_ms for line in alive if isinstance(line, events.Suspend | events.Unsuspend)}


def buried_ms(every: Iterable[Event], alive: Iterable[Event], day: int) -> Mapping[str, int]:
    """When it was last decided of each card whether it is buried; to take that back is such a decision.

    0 where its day has come by itself: when it comes in Anki is for Anki to say.
    """
    cards = {line.id: line.card for line in every if isinstance(line, events.Bury)}
    found: dict[str, int] = {}
    for line in alive:
        if isinstance(line, events.Bury):
            found[line.card] = 0 if line.day < line.until_day <= day else line.time_ms
        elif isinstance(line, events.Void) and line.event in cards:
            found[cards[line.event]] = line.time_ms
    return found
