"""How much there is to do on the days to come, kept up to date while a sitting goes on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from flashcards.algorithms.load import Day
from flashcards.model import Card
from flashcards.scheduler import DayAfter, Settings, State, due_on
from flashcards.session.siblings import Entry, entry_of


class Workload:
    """The days on which cards are due: those of the whole collection, as a learner's day holds them all."""

    def __init__(
        self, cards: Iterable[Card], states: Mapping[str, State], settings: Settings, day: int, *, siblings: bool
    ) -> None:
        """``states`` are those of all ``cards``, as on ``day``; with ``siblings``, those of a card are kept away from it."""
        self._easy_days = settings.easy_days
        self._due: dict[str, int | None] = {card.id: due_on(states[card.id], day) for card in cards}
        self._cards_due = Counter(self._due.values())
        self._of_entry: defaultdict[Entry, list[str]] = defaultdict(list)
        if siblings:
            for card in cards:
                self._of_entry[entry_of(card)].append(card.id)

    def move(self, card: Card, due: int | None) -> None:
        """The card is due on another day."""
        self._cards_due[self._due[card.id]] -= 1
        self._cards_due[due] += 1
        self._due[card.id] = due

    def after(self, day: int, card: Card) -> DayAfter:
        """What the days after ``day`` hold beside this card."""
        own = self._due[card.id]
        siblings = {
            due
            for other in self._of_entry.get(entry_of(card), ())
            if other != card.id and (due := self._due[other]) is not None
        }

        def day_after(interval_days: int) -> Day:
            then = day + interval_days
            return Day(
                interval_days,
                cards_due=self._cards_due[then] - (own == then),
                easy_day=self._easy_days[_weekday(then)],
                sibling_days=min((abs(then - due) for due in siblings), default=None),
            )

        return day_after


def _weekday(day: int) -> int:
    """From 0 for Monday to 6 for Sunday."""
    return (day - 1) % 7
