"""In which order cards are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from flashcards.model import Card
from flashcards.scheduler import (
    MINUTE_MS,
    Learning,
    Moment,
    New,
    Relearning,
    Reviewing,
    Settings,
    State,
    is_due,
    learned,
    urgency,
    wait_ms,
)

Dice = Callable[[], float]
"""A throw is a number from 0 to below 1, like ``random.random``."""

Rank = Callable[[Reviewing, Settings, int], float]
"""``rank(state, settings, day)``: what comes first is less; the dice decide between equals."""


def _due_first(state: Reviewing, settings: Settings, day: int) -> float:
    return state.due_on


def _by_dice(state: Reviewing, settings: Settings, day: int) -> float:
    return 0


ORDERS: Mapping[str, Rank] = MappingProxyType({"forgotten": urgency, "due": _due_first, "random": _by_dice})
"""Orders of the due reviews: the likeliest forgotten first, the longest due first, or by the dice alone."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a sitting asks beside the cards that are due, and in which order."""

    order: str = "forgotten"
    """One of ORDERS."""
    learn_ahead_minutes: int = 20
    """With nothing else left, a card in its learning steps is asked as much too early."""
    bury_siblings: bool = False
    """Whether on one day only one card of each entry is asked."""
    ahead_days: int = 0
    """What falls due within so many days is asked today."""
    cram: bool = False
    """Ask all cards, once each, and leave their schedule alone."""

    @property
    def learn_ahead_ms(self) -> int:
        """By how much a learning step may be cut short."""
        return self.learn_ahead_minutes * MINUTE_MS


USUAL_ASKING = Asking()


@dataclass(frozen=True, slots=True)
class Gathering:
    """What there is to ask on ``day`` of the ``cards``, whose ``states`` are as on it."""

    cards: Sequence[Card]
    states: Mapping[str, State]
    settings: Settings
    day: int
    asking: Asking
    dice: Dice

    def drilled(self) -> list[Card]:
        """The cards of drills that began earlier today."""
        return [card for card in self.cards if is_drilled(self.states[card.id])]

    def in_steps(self) -> list[Card]:
        """The cards that are to be asked today for a learning step, now or later, or ahead of its day."""
        return [card for card in self.cards if is_in_steps(self.states[card.id]) and self._is_wanted(card)]

    def _is_wanted(self, card: Card) -> bool:
        state = self.states[card.id]
        reached = learned(state)
        waits = reached is not None and reached.reviewed_on < self.day
        return is_due(state, self.day) or (waits and is_due(state, self.day + self.asking.ahead_days))

    def due(self) -> list[Card]:
        """The due reviews in the order that the learner wants; the dice decide between equals."""
        return self._reviews(lambda state: state.due_on <= self.day)

    def ahead(self) -> list[Card]:
        """The reviews that fall due within the days that the learner asks ahead, but for those that had theirs today."""
        last = self.day + self.asking.ahead_days
        return self._reviews(lambda state: state.reviewed_on < self.day < state.due_on <= last)

    def new(self) -> list[Card]:
        """The new cards: highest priority first, then in the order of the notes."""
        new = [card for card in self.cards if isinstance(self.states[card.id], New)]
        return sorted(new, key=lambda card: (-card.draft.priority, card.draft.source))

    def _reviews(self, wanted: Callable[[Reviewing], bool]) -> list[Card]:
        rank = ORDERS[self.asking.order]
        ranked: list[tuple[float, float, Card]] = []
        for card in self.cards:
            state = self.states[card.id]
            if isinstance(state, Reviewing) and wanted(state):
                ranked.append((rank(state, self.settings.of(card.draft.deck), self.day), self.dice(), card))
        return [card for _, _, card in sorted(ranked, key=lambda entry: entry[:2])]


def is_drilled(state: State) -> bool:
    """Whether a card is asked until it is known, without delays."""
    return isinstance(state, Learning | Relearning) and state.step is None


def is_in_steps(state: State) -> bool:
    """Whether a card is asked again after the delay of a learning step."""
    return isinstance(state, Learning | Relearning) and state.step is not None


def evenly_mixed(reviews: Sequence[Card], new: Sequence[Card]) -> list[Card]:
    """Both in their order, the new ones at equal distances among the reviews."""
    placed = [((index + 1) / (len(reviews) + 1), card) for index, card in enumerate(reviews)]
    placed += [((index + 1) / (len(new) + 1), card) for index, card in enumerate(new)]
    return [card for _, card in sorted(placed, key=lambda entry: entry[0])]


def thrown(cards: Sequence[Card], dice: Dice) -> list[Card]:
    """In the order of the dice."""
    return [card for _, card in sorted([(dice(), card) for card in cards], key=lambda entry: entry[0])]


def next_in_steps(
    waiting: Sequence[Card], states: Mapping[str, State], now: Moment, *, at_most_ms: int, last: Card | None
) -> Card | None:
    """The card whose step is over first, of those that wait ``at_most_ms``.

    The ``last`` one answered comes too early only if no other does.
    """
    waits_ms = {card.id: wait_ms(states[card.id], now) for card in waiting}

    def rank(card: Card) -> tuple[bool, int]:
        return card is last and waits_ms[card.id] > 0, _due_ms(states[card.id])

    return min((card for card in waiting if waits_ms[card.id] <= at_most_ms), key=rank, default=None)


def _due_ms(state: State) -> int:
    return state.step.due_ms if isinstance(state, Learning | Relearning) and state.step else 0
