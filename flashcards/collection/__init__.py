"""One collection: its notes, its journal, its cache and its package, tied together."""

from __future__ import annotations

from flashcards.collection.anki_pull import Pulled, PullOptions
from flashcards.collection.by_hand import ByHand
from flashcards.collection.collection import Collection
from flashcards.collection.correcting import Correction
from flashcards.collection.errors import (
    AmbiguousCardError,
    GoneTextError,
    MissingPicturesError,
    NeverFollowedError,
    NoCardsError,
    NoNotesError,
    NoSuchDeckError,
    NoSuchTagError,
    NotANoteError,
    OwnReviewsError,
    SameCardError,
    TooManyRetiredError,
    UnbuiltCardError,
    UnknownCardError,
    UnreadableNoteError,
)
from flashcards.collection.importing import TakenBack
from flashcards.collection.loss import Loss
from flashcards.collection.report import BuildReport, ImportedDeck, Now, Scan

__all__ = [
    "AmbiguousCardError",
    "BuildReport",
    "ByHand",
    "Collection",
    "Correction",
    "GoneTextError",
    "ImportedDeck",
    "Loss",
    "MissingPicturesError",
    "NeverFollowedError",
    "NoCardsError",
    "NoNotesError",
    "NoSuchDeckError",
    "NoSuchTagError",
    "NotANoteError",
    "Now",
    "OwnReviewsError",
    "PullOptions",
    "Pulled",
    "SameCardError",
    "Scan",
    "TakenBack",
    "TooManyRetiredError",
    "UnbuiltCardError",
    "UnknownCardError",
    "UnreadableNoteError",
]
