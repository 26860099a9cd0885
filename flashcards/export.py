"""Cards to a deck that another program imports: so far an Anki package, whose parts are in ``apkg``."""

from __future__ import annotations

from flashcards.apkg.media import Pictures
from flashcards.apkg.package import DuplicateCardError, Exported, PackageNotWrittenError, write_package

__all__ = ["DuplicateCardError", "Exported", "PackageNotWrittenError", "Pictures", "write_package"]
