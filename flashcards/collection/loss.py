"""The cards that a build would retire, where they are so many that notes may be missing by mistake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from flashcards.identity import Known

SHARE = 5
"""One of so many active cards may retire; a single one always may."""

MOST_NAMED = 3


class LosingNote(NamedTuple):
    """A note that says cards no more."""

    path: str
    cards: int
    missing: bool
    """It isn't there, or else it has changed."""


class Loss(NamedTuple):
    """Too many cards that would retire, and the notes that said them, those with most cards first."""

    retired: int
    active: int
    notes: tuple[LosingNote, ...]

    def __str__(self) -> str:
        """How many, and from where, as a sentence that goes on."""
        named = [f"{note.path} ({'missing' if note.missing else 'changed'})" for note in self.notes[:MOST_NAMED]]
        others = len(self.notes) - MOST_NAMED
        if others > 0:
            named.append(f"{others} other{'s' if others > 1 else ''}")
        places = f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]
        return f"{self.retired} of {self.active} cards would retire, as their text is gone from {places}"


def loss_of(gone: Collection[Known], known: Iterable[Known], present: Collection[str]) -> Loss | None:
    """Whether too many of the ``known`` cards are ``gone``; ``present`` are the paths of the notes that are there."""
    active = sum(not card.retired for card in known)
    if len(gone) <= 1 or SHARE * len(gone) <= active:
        return None
    of_note = Counter(path for card in gone for path in card.wording.paths)
    notes = [LosingNote(path, cards, missing=path not in present) for path, cards in of_note.items()]
    return Loss(len(gone), active, tuple(sorted(notes, key=lambda note: (-note.cards, note.path))))
