"""Which of Anki's answers the journal has already: a set, as another device may bring older ones later."""

from __future__ import annotations

from collections.abc import Sequence

from flashcards import events
from flashcards.anki.exchange.answers import Answer
from flashcards.events import Event
from flashcards.ledger import counting
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
        self.pulls_taken_back = _pulls_taken_back(lines)
        """The ids of the lines that take a line of a whole pull back, by the id of that line."""

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


def _pulls_taken_back(lines: Sequence[Event]) -> dict[str, list[str]]:
    """Of the pulls of which no line counts any more: what takes back each of their lines.

    Who takes a whole pull back had the wrong file, say; who takes one answer back means that one, and it stays so.
    """
    pulls = [line for line in lines if line.command.startswith(COMMAND) and not isinstance(line, events.Void)]
    if not pulls:
        return {}
    live = {line.id for line in counting(lines)}
    standing = {line.command for line in pulls if line.id in live}
    gone = {line.id for line in pulls if line.command not in standing}
    voids: dict[str, list[str]] = {}
    for line in lines:
        if isinstance(line, events.Void) and line.event in gone and line.id in live:
            voids.setdefault(line.event, []).append(line.id)
    return voids
