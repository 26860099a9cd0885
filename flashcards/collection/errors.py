"""Why a collection can't be built or answered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flashcards import config, parser
from flashcards.errors import FlashcardsError
from flashcards.notes import Unreadable


class NoNotesError(FlashcardsError):
    """There is nothing to build from; the packages and the journal stay as they are."""

    def __init__(self, folder: Path, unreadable: Sequence[Unreadable]) -> None:
        if unreadable and folder.is_dir():
            why = f"None of the notes in {folder} can be read: {unreadable[0].problem}"
        else:
            suffixes = ", ".join(parser.READERS)
            why = f"There are no notes in {folder}: put some there ({suffixes}), or set notes in {config.FILE_NAME}."
        super().__init__(why)


class NoCardsError(FlashcardsError):
    """The notes give no card at all; the packages and the journal stay as they are."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The notes in {folder} give no cards, so no package was written; `flashcards explain NOTE` says why."
        )


class UnknownCardError(FlashcardsError):
    """No card has this id."""

    def __init__(self, card_id: str) -> None:
        super().__init__(f"There is no card {card_id}: `flashcards cards` lists them.")
