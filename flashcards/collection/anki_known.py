"""Which of Anki's answers the journal has already: a set, as another device may bring older ones later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flashcards import events
from flashcards.anki.exchange.answers import Answer
from flashcards.collection.correcting import voids_of_commands
from flashcards.events import Event
from flashcards.ledger import MOVED_AT_MOST_MS
from flashcards.ledger import Answer as Answered
from flashcards.model import Rating

_Given = tuple[int, Rating | None]
"""When an answer was given, and how; None where the card was made new again."""
COMMAND = "pull-"
"""How the mark begins that all lines of one pull bear."""


class Journalled:
    """What the journal knows of answers: also those that were taken back, as the learner has seen to them."""

    def __init__(self, lines: Sequence[Event]) -> None:
        self._ids = {line.id for line in lines}
        self._given: dict[str, list[_Given]] = {}
        for line in lines:
            if isinstance(line, Answered):
                self._given.setdefault(line.card, []).append((line.time_ms, line.rating))
            elif isinstance(line, events.Forget):
                self._given.setdefault(line.card, []).append((line.time_ms, None))
        self.pulls_taken_back = voids_of_commands(lines)
        """What takes the lines of pulls back that were taken back as a whole, by the ids of these lines."""

    def new(self, answers: Iterable[Answer]) -> list[Answer]:
        """Those of all answers in a file that aren't known. One of ours that Anki has moved is recognised once.

        Surest first: what was pulled, the same rating at the same ms, the same a little later, any rating at that ms.
        """
        by_card: dict[str, list[Answer]] = {}
        for answer in answers:
            by_card.setdefault(answer.card_id, []).append(answer)
        return [answer for card, of_card in by_card.items() for answer in self._new_of(card, of_card)]

    def _new_of(self, card: str, answers: list[Answer]) -> list[Answer]:
        given = sorted(self._given.get(card, ()), key=lambda one: one[0])
        new = [answer for answer in answers if answer.line_id not in self._ids]
        for answer in answers:
            if answer.line_id in self._ids and (answer.time_ms, answer.rating) in given:
                given.remove((answer.time_ms, answer.rating))
        for is_it in (_is_same, _is_moved, _is_at_once):
            for answer in tuple(new):
                if one := next((one for one in reversed(given) if is_it(answer, one)), None):
                    given.remove(one)
                    new.remove(answer)
        return new

    def is_another(self, answer: Answer) -> bool:
        """Whether an answer that isn't known is so like one that is, that only Anki's log, which has both, tells them apart."""
        return any(_is_moved(answer, one) for one in self._given.get(answer.card_id, ()))


def _is_same(answer: Answer, given: _Given) -> bool:
    return (answer.time_ms, answer.rating) == given


def _is_moved(answer: Answer, given: _Given) -> bool:
    return 0 < answer.time_ms - given[0] <= MOVED_AT_MOST_MS and answer.rating == given[1]


def _is_at_once(answer: Answer, given: _Given) -> bool:
    return answer.time_ms == given[0]
