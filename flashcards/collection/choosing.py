"""What a learner names, found in the collection: cards by how their id begins, decks by name, notes by their path."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Sequence
from functools import cache
from pathlib import Path

from flashcards.collection.errors import AmbiguousCardError, NoSuchDeckError, NoSuchTagError, UnknownCardError
from flashcards.model import Card
from flashcards.scheduler import lies_in

SHORTEST_ID = 4
"""Fewer characters of an id are more likely a slip than a choice."""


def in_deck(cards: Sequence[Card], deck: str) -> list[Card]:
    """The cards in this deck and in those below it, in whatever case it is written. Raises NoSuchDeckError."""
    chosen = [card for card in cards if lies_in(card.draft.deck, deck)]
    if not chosen:
        raise NoSuchDeckError(deck, sorted({card.draft.deck for card in cards}))
    return chosen


LEECH = "leech"
"""The tag that a card bears which was forgotten often; its note doesn't say it."""


def tagged(cards: Sequence[Card], tag: str, leeches: Container[str]) -> list[Card]:
    """The cards with this tag or one below it, in whatever case it is written. Raises NoSuchTagError."""
    chosen = [card for card in cards if card.id in leeches or any(lies_in(one, tag) for one in card.draft.tags)]
    if not chosen:
        raise NoSuchTagError(tag, sorted({one for card in cards for one in card.draft.tags}))
    return chosen


def one_id(begun: str, known: Collection[str]) -> str:
    """The one of the ``known`` ids that begins so. Raises UnknownCardError or AmbiguousCardError."""
    found = [card_id for card_id in known if card_id.startswith(begun)] if len(begun) >= SHORTEST_ID else []
    if not found:
        raise UnknownCardError(begun)
    if len(found) > 1:
        raise AmbiguousCardError(begun, len(found))
    return found[0]


def belongs(path: Path, notes_folder: Path) -> bool:
    """Whether ``path`` lies in the notes, which may be a link to another folder, and hold links to others."""
    return below(path, notes_folder) is not None


def below(path: Path, notes_folder: Path) -> Path | None:
    """``path`` from the folder of the notes; None if it doesn't lie there."""
    as_named, resolved = path.absolute(), path.resolve()
    if as_named.is_relative_to(notes_folder) and ".." not in as_named.parts:
        return as_named.relative_to(notes_folder)
    top = notes_folder.resolve()
    return resolved.relative_to(top) if resolved.is_relative_to(top) else None


def within(paths: Sequence[Path], root: Path) -> Callable[[str], bool]:
    """Whether a note, given by its path from ``root``, is one of the files ``paths`` or lies in one of these folders."""
    wanted = [path.resolve() for path in paths]

    @cache  # a note has many cards
    def lies(note: str) -> bool:
        place = (root / note).resolve()
        return any(place.is_relative_to(one) for one in wanted)

    return lies
