"""What other settings would make of the same answers: when each card is asked next, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flashcards.model import Review
from flashcards.scheduling.machine import replay
from flashcards.scheduling.settings import Settings
from flashcards.scheduling.states import due_on


class Turn(NamedTuple):
    """In how many days a card is asked next, before and after; what is overdue is asked today, in 0 days."""

    before_days: int
    after_days: int


class Asked(NamedTuple):
    """How many cards are asked in some span of days."""

    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """The next turn of each card that was answered before."""

    turns: tuple[Turn, ...]

    @property
    def earlier(self) -> int:
        """How many cards would be asked earlier."""
        return sum(turn.after_days < turn.before_days for turn in self.turns)

    @property
    def later(self) -> int:
        """How many cards would be asked later."""
        return sum(turn.after_days > turn.before_days for turn in self.turns)

    @property
    def unmoved(self) -> int:
        """How many cards would be asked on the same day."""
        return len(self.turns) - self.earlier - self.later

    def workload(self, first_days: int, last_days: int | None = None) -> Asked:
        """How many cards are asked next in ``first_days`` to ``last_days`` days, before and after; None: or later."""

        def falls_in(days: int) -> bool:
            return first_days <= days and (last_days is None or days <= last_days)

        before = sum(falls_in(turn.before_days) for turn in self.turns)
        return Asked(before, sum(falls_in(turn.after_days) for turn in self.turns))


def outlook(histories: Iterable[tuple[str, Sequence[Review]]], before: Settings, after: Settings, day: int) -> Outlook:
    """The outlook on ``day`` of cards, each given as its deck and its reviews; cards never answered are left out."""
    turns: list[Turn] = []
    for deck, reviews in histories:
        due = [due_on(replay(reviews, settings.of(deck), day), day) for settings in (before, after)]
        in_days = [max(each - day, 0) for each in due if each is not None]
        if len(in_days) == len(due):
            turns.append(Turn(*in_days))
    return Outlook(tuple(turns))
