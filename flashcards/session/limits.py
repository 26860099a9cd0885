"""How much is asked on one day, and how much there is to ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from flashcards.model import Card, Review
from flashcards.scheduler import (
    Learning,
    New,
    Relearning,
    Reviewing,
    Settings,
    State,
    is_due,
    lies_in,
    replay,
)


@dataclass(frozen=True, slots=True)
class DeckLimits:
    """The most that is asked on one day in a deck and those below it; None where only the other limits count."""

    deck: str
    new_per_day: int | None = None
    reviews_per_day: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is asked on one day, all sittings together; drills and learning steps don't count."""

    new_per_day: int = 20
    reviews_per_day: int = 200
    decks: tuple[DeckLimits, ...] = ()
    """A card must be within the limits of all that cover its deck."""


USUAL_LIMITS = Limits()


class Done(NamedTuple):
    """How many cards had their first answer of today, by what they were before it."""

    new: int
    reviews: int


NOTHING_DONE = Done(new=0, reviews=0)
NOTHING_DONE_IN_DECKS: Mapping[str, Done] = MappingProxyType({})


class Counts(NamedTuple):
    """How many cards are left in a sitting."""

    new: int
    learning: int
    review: int


def done_today(reviews: Mapping[str, Sequence[Review]], settings: Settings, day: int) -> Done:
    """What was done on ``day`` in all sittings; ``reviews`` are those of the whole collection, by card id."""
    asked = (of_card for of_card in reviews.values() if any(review.day == day for review in of_card))
    states = [replay((review for review in of_card if review.day < day), settings, day) for of_card in asked]
    before = tally(states)
    return Done(before.new, before.review)


def done_in_decks(
    limits: Limits, cards: Iterable[Card], reviews: Mapping[str, Sequence[Review]], settings: Settings, day: int
) -> dict[str, Done]:
    """What was done on ``day`` in each deck that has limits of its own; ``cards`` are those of the whole collection."""
    answered = [card for card in cards if card.id in reviews] if limits.decks else []
    return {
        one.deck: done_today(
            {card.id: reviews[card.id] for card in answered if lies_in(card.draft.deck, one.deck)}, settings, day
        )
        for one in limits.decks
    }


def due_by_deck(
    cards: Iterable[Card], reviews: Mapping[str, Sequence[Review]], settings: Settings, day: int
) -> dict[str, Counts]:
    """How many of the active ``cards`` of each deck there are to ask on ``day``, limits aside; decks in order."""
    decks: dict[str, list[State]] = {}
    for card in cards:
        if card.status == "active":
            state = replay(reviews.get(card.id, ()), settings.of(card.draft.deck), day)
            to_ask = isinstance(state, New) or is_due(state, day)
            decks.setdefault(card.draft.deck, []).extend([state] if to_ask else [])
    return {deck: tally(decks[deck]) for deck in sorted(decks)}


def tally(states: Iterable[State]) -> Counts:
    """How many there are of each kind."""
    kinds = Counter(map(type, states))
    return Counts(kinds[New], kinds[Learning] + kinds[Relearning], kinds[Reviewing])


# -------------------------------------------------------------------------------------------------------- what is left


@dataclass(slots=True)
class Room:
    """How many cards there is still room for today in a deck and those below it; without one, in all."""

    left: int
    deck: str | None = None

    def covers(self, card: Card) -> bool:
        """Whether the card takes a place here."""
        return self.deck is None or lies_in(card.draft.deck, self.deck)


def room_for_new(limits: Limits, done: Done, done_in: Mapping[str, Done]) -> list[Room]:
    """Where there is how much room for new cards."""
    decks = ((one.deck, one.new_per_day, done_in.get(one.deck, NOTHING_DONE).new) for one in limits.decks)
    return _rooms(limits.new_per_day - done.new, decks)


def room_for_reviews(limits: Limits, done: Done, done_in: Mapping[str, Done]) -> list[Room]:
    """Where there is how much room for reviews."""
    decks = ((one.deck, one.reviews_per_day, done_in.get(one.deck, NOTHING_DONE).reviews) for one in limits.decks)
    return _rooms(limits.reviews_per_day - done.reviews, decks)


def _rooms(left: int, decks: Iterable[tuple[str, int | None, int]]) -> list[Room]:
    """The room in all, and in each deck with its limit, if it has one, and what was done there."""
    return [Room(left), *(Room(per_day - done, deck) for deck, per_day, done in decks if per_day is not None)]


def within(rooms: Sequence[Room], cards: Iterable[Card]) -> list[Card]:
    """Those of the ``cards``, first come first served, for which there is room; they take it."""
    chosen: list[Card] = []
    for card in cards:
        covering = [room for room in rooms if room.covers(card)]
        if all(room.left > 0 for room in covering):
            chosen.append(card)
            for room in covering:
                room.left -= 1
    return chosen
