"""Why a collection can't do what it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flashcards import config, parser
from flashcards.collection.loss import Loss
from flashcards.errors import FlashcardsError, Problem
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

    def __init__(self, folder: Path, left_out: int = 0) -> None:
        why = "give no cards, so no package was written; `flashcards explain NOTE` says why."
        if left_out:
            why = f"give no cards with the minimum priority, so no package was written; {left_out} have a lower one."
        super().__init__(f"The notes in {folder} {why}")


class TooManyRetiredError(FlashcardsError):
    """So many cards would retire that notes may be missing by mistake; nothing was written."""

    def __init__(self, loss: Loss) -> None:
        super().__init__(f"{loss}; mend that, or if it is meant, build with --accept-retired.")


class MissingPicturesError(FlashcardsError):
    """Cards show pictures that can't be had; nothing was written."""

    def __init__(self, missing: Sequence[Problem]) -> None:
        more = len(missing) - 1
        others = f", and in {more} other place{'s' if more > 1 else ''} pictures can't be had either" if more else ""
        super().__init__(
            f"{missing[0]}{others}, so nothing was built: see that each lies where the notes say, within the collection, and can"
            f' be read, or set missing_pictures = "tell" in the table [anki] of {config.FILE_NAME} to build without.'
        )


class UnfinishedError(FlashcardsError):
    """An exchange with Anki stopped halfway; what was ``done`` before stays done."""

    def __init__(self, why: FlashcardsError, done: Sequence[str]) -> None:
        super().__init__(f"{why} Done before that, and kept: {'; '.join(dict.fromkeys(done))}.")


class UnknownCardError(FlashcardsError):
    """No card has this id."""

    def __init__(self, card_id: str) -> None:
        super().__init__(f"There is no card {card_id}: `flashcards cards` lists them.")


class AmbiguousCardError(FlashcardsError):
    """Several cards have an id that begins so."""

    def __init__(self, card: str, count: int) -> None:
        super().__init__(f"{count} cards have an id that begins with {card}: give more of it.")


class SameCardError(FlashcardsError):
    """A card was named twice, where two cards are meant."""

    def __init__(self, card_id: str) -> None:
        super().__init__(f"{card_id} was named twice: name the old card first, then the new one.")


class UnbuiltCardError(FlashcardsError):
    """A card without a past was named in place of the old one."""

    def __init__(self, card_id: str) -> None:
        super().__init__(
            f"No build has seen the card {card_id} yet, so nothing of it can go on: name the old card first."
        )


class GoneTextError(FlashcardsError):
    """A card whose text is not in the notes was named in place of the new one."""

    def __init__(self, card_id: str) -> None:
        super().__init__(
            f"The text of the card {card_id} is not in the notes, so no card can go on with it: "
            "name the old card first, then the new one."
        )


class OwnReviewsError(FlashcardsError):
    """The new card has a history of its own, which would be lost."""

    def __init__(self, card_id: str, reviews: int) -> None:
        count = f"{reviews} reviews" if reviews > 1 else "a review"
        super().__init__(
            f"The card {card_id} has {count} of its own, which would be lost: only a card that was never reviewed "
            "can be an old one."
        )


class NeverFollowedError(FlashcardsError):
    """The card has no former wording."""

    def __init__(self, card_id: str) -> None:
        super().__init__(
            f"The card {card_id} has no former wording to go back to: it never went on under another, or it is back already."
        )


class NoSuchDeckError(FlashcardsError):
    """No card is in a deck of this name."""

    def __init__(self, deck: str, decks: Sequence[str]) -> None:
        names = ", ".join(decks[:8]) + (" and others" if len(decks) > 8 else "")
        super().__init__(f"There is no deck {deck}: there are {names}." if decks else f"There is no deck {deck}.")


class NoSuchTagError(FlashcardsError):
    """No card has this tag."""

    def __init__(self, tag: str, tags: Sequence[str]) -> None:
        names = ", ".join(tags[:8]) + (" and others" if len(tags) > 8 else "")
        super().__init__(f"There is no card with the tag {tag}: there are {names or 'no tags'}.")


class UnreadableNoteError(FlashcardsError):
    """A note that was named can't be read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))


class NotANoteError(FlashcardsError):
    """A file was named that isn't one of the note formats."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not a note: notes end in {', '.join(parser.READERS)}.")


class NoDeckInFileError(FlashcardsError):
    """A file of Anki's has no cards, or none in the deck that was asked for."""

    def __init__(self, deck: str | None, decks: Sequence[str]) -> None:
        names = ", ".join(decks[:8]) + (" and others" if len(decks) > 8 else "")
        if deck is None or not decks:
            super().__init__("The file holds no cards, so nothing was imported.")
        else:
            super().__init__(f"The file has no deck {deck}, so nothing was imported: there are {names}.")


class NotesThereError(FlashcardsError):
    """A note that an import would write is there already; nothing was written."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} is there already, and notes are never overwritten, so nothing was imported: "
            "name another folder with --into, or move that note away."
        )


class OutsideNotesError(FlashcardsError):
    """Notes would go where no build looks for them."""

    def __init__(self, folder: Path, notes: Path) -> None:
        super().__init__(f"{folder} does not lie in the folder of the notes, {notes}: name a folder in it.")


class NotPlacedError(FlashcardsError):
    """The files of an import couldn't be brought to their places, after the journal was written."""

    def __init__(self, error: OSError) -> None:
        place = f" {error.filename}" if error.filename else ""
        super().__init__(
            f"The new notes can't be written{place} ({error.strerror or error}): allow writing there or make room, "
            "and import the same file again, which completes it."
        )
