"""One collection: its notes, its journal, its cache and its package, tied together."""

from __future__ import annotations

from flashcards.collection.collection import Collection
from flashcards.collection.errors import NoCardsError, NoNotesError, UnknownCardError
from flashcards.collection.report import BuildReport, Now, Scan

__all__ = ["BuildReport", "Collection", "NoCardsError", "NoNotesError", "Now", "Scan", "UnknownCardError"]
