"""Which of Anki's answers the journal has already: a set, as another device may bring older ones later."""

from __future__ import annotations

from collections.abc import Sequence

from flashcards import events
from flashcards.anki.exchange.answers import Answer
from flashcards.collection.correcting import voids_of_commands
from flashcards.events import Event
from flashcards.ledger import MOVED_AT_MOST_MS
from flashcards.ledger import Answer as Answered
from flashcards.model import Rating

COMMAND = "pull-"
"""How the mark begins that all lines of one pull bear."""


class Journalled:
    """What the journal knows of answers: also those that were taken back, as the learner has seen to them."""

    def __init__(self, lines: Sequence[Event]) -> None:
        self._ids = {line.id for line in lines}
        self._every: dict[str, list[tuple[int, Rating]]] = {}
        self._given: dict[str, dict[int, Rating | None]] = {}
        for line in lines:
            if isinstance(line, Answered):
                self._given.setdefault(line.card, {})[line.time_ms] = line.rating
                self._every.setdefault(line.card, []).append((line.time_ms, line.rating))
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
        near = _before(answer)
        moved = max((time_ms for time_ms in given if time_ms in near and given[time_ms] == answer.rating), default=None)
        if moved is not None:
            del given[moved]
        return moved is not None

    def is_another(self, answer: Answer) -> bool:
        """Whether an answer that isn't known is so like one that is, that only Anki's log, which has both, tells them apart."""
        near = _before(answer)
        return any(
            time_ms in near and rating == answer.rating for time_ms, rating in self._every.get(answer.card_id, ())
        )


def _before(answer: Answer) -> range:
    """Where one of ours has been that Anki has moved to the time of this answer."""
    return range(answer.time_ms - MOVED_AT_MOST_MS, answer.time_ms)
