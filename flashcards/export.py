"""Cards to a deck that another program imports: so far an Anki package, whose parts are in ``apkg``."""

from __future__ import annotations

from flashcards.apkg.media import Pictures
from flashcards.apkg.options import Links, Options
from flashcards.apkg.package import DuplicateCardError, Exported, NotTextError, write_package
from flashcards.apkg.preset import Preset, Presets
from flashcards.apkg.records import deck_name
from flashcards.apkg.searches import RETIRED, in_deck, one_of_these
from flashcards.apkg.whole import PackageNotWrittenError

__all__ = [
    "RETIRED",
    "DuplicateCardError",
    "Exported",
    "Links",
    "NotTextError",
    "Options",
    "PackageNotWrittenError",
    "Pictures",
    "Preset",
    "Presets",
    "deck_name",
    "in_deck",
    "one_of_these",
    "write_package",
]
