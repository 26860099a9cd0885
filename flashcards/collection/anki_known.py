"""Which of Anki's answers the journal has already: a set, as another device may bring older ones later."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence

from flashcards import events
from flashcards.anki.exchange import matching
from flashcards.anki.exchange.answers import Answer
from flashcards.collection.correcting import voids_of_commands
from flashcards.events import Event
from flashcards.ledger import MOVED_AT_MOST_MS
from flashcards.ledger import Answer as Answered

_MADE_NEW = 0
"""In place of a button, where a card was made new again."""
COMMAND = "pull-"
"""How the mark begins that all lines of one pull bear."""


class Journalled:
    """What the journal knows of answers: also those that were taken back, as the learner has seen to them."""

    def __init__(self, lines: Sequence[Event]) -> None:
        self._ids = {line.id for line in lines}
        self._given: dict[str, list[matching.Answer]] = {}
        for line in lines:
            if isinstance(line, Answered | events.Forget):
                button = _MADE_NEW if isinstance(line, events.Forget) else line.rating.value
                self._given.setdefault(line.card, []).append(matching.Answer(line.time_ms, button))
        for given in self._given.values():
            given.sort()
        self.pulls_taken_back = voids_of_commands(lines)
        """What takes the lines of pulls back that were taken back as a whole, by the ids of these lines."""

    def new(self, answers: Iterable[Answer]) -> list[Answer]:
        """Those of all answers in a file that aren't known. One of ours that Anki has moved is recognised once."""
        by_card: dict[str, list[Answer]] = {}
        for answer in answers:
            by_card.setdefault(answer.card_id, []).append(answer)
        return [answer for card, of_card in by_card.items() for answer in self._new_of(card, of_card)]

    def _new_of(self, card: str, answers: Sequence[Answer]) -> list[Answer]:
        new = [answer for answer in answers if answer.line_id not in self._ids]
        if not new:
            return new
        pulled = Counter(_row(answer) for answer in answers if answer.line_id in self._ids)
        given = Counter(self._given.get(card, ())) - pulled
        known = set(matching.matched(list(given.elements()), map(_row, new)).values())
        return [answer for answer in new if answer.time_ms not in known]

    def is_another(self, answer: Answer) -> bool:
        """Whether an answer that isn't known is so like one that is, that only Anki's log, which has both, tells them apart."""
        given, row = self._given.get(answer.card_id, []), _row(answer)
        first = bisect_left(given, matching.Answer(row.time_ms - MOVED_AT_MOST_MS, _MADE_NEW))
        last = bisect_left(given, matching.Answer(row.time_ms, _MADE_NEW))
        return any(one.button == row.button for one in given[first:last])


def _row(answer: Answer) -> matching.Answer:
    return matching.Answer(answer.time_ms, answer.rating.value if answer.rating else _MADE_NEW)
