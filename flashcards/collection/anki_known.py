"""Which of Anki's answers the journal has already: a set, as another device may bring older ones later."""

from __future__ import annotations

from collections.abc import Sequence

from flashcards import events
from flashcards.anki.exchange.answers import Answer
from flashcards.collection.correcting import voids_of_commands
from flashcards.events import Event
from flashcards.model import Rating

COMMAND = "pull-"
"""How the mark begins that all lines of one pull bear."""
MOVED_MS = 1000
"""How much later an answer of ours may stand in Anki, which moves one whose ms is taken already."""

Answered = events.Review | events.Import | events.Cram


class Journalled:
    """What the journal knows of answers: also those that were taken back, as the learner has seen to them."""

    def __init__(self, lines: Sequence[Event]) -> None:
        self._ids = {line.id for line in lines}
        self._given: dict[str, dict[int, Rating | None]] = {}
        for line in lines:
            if isinstance(line, Answered):
                self._given.setdefault(line.card, {})[line.time_ms] = line.rating
            elif isinstance(line, events.Forget):
                self._given.setdefault(line.card, {})[line.time_ms] = None
        self.pulls_taken_back = voids_of_commands(lines)
        """What takes the lines of pulls back that were taken back as a whole, by the ids of these lines."""

    def has(self, answer: Answer) -> bool:
        """Whether the answer is known; to be asked in order of time. One of ours that Anki has moved is recognised once."""
        given = self._given.get(answer.card_id, {})
        if answer.line_id in self._ids or answer.time_ms in given:
            given.pop(answer.time_ms, None)
            return True
        near = range(answer.time_ms - MOVED_MS, answer.time_ms)
        moved = max((time_ms for time_ms in given if time_ms in near and given[time_ms] == answer.rating), default=None)
        if moved is not None:
            del given[moved]
        return moved is not None
