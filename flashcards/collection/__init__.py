"""One collection: its notes, its journal, its cache and its package, tied together."""

from __future__ import annotations

from flashcards.collection.collection import Collection
from flashcards.collection.errors import (
    AmbiguousCardError,
    NoCardsError,
    NoNotesError,
    NoSuchDeckError,
    NotANoteError,
    UnknownCardError,
    UnreadableNoteError,
)
from flashcards.collection.report import BuildReport, Now, Scan

__all__ = [
    "AmbiguousCardError",
    "BuildReport",
    "Collection",
    "NoCardsError",
    "NoNotesError",
    "NoSuchDeckError",
    "NotANoteError",
    "Now",
    "Scan",
    "UnknownCardError",
    "UnreadableNoteError",
]
