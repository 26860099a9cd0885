"""Writes an Anki package whole or not at all, and the same bytes whenever nothing has changed."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from flashcards.apkg.database import database_of, opened
from flashcards.apkg.media import Pictures
from flashcards.apkg.options import Options
from flashcards.apkg.packing import DATABASE, MEDIA, META, add_database, add_media
from flashcards.apkg.records import Record, records
from flashcards.apkg.whole import UnsoundError, check_held, check_sound, replacing
from flashcards.errors import FlashcardsError, Problem
from flashcards.model import Card, Draft


@dataclass(frozen=True, slots=True)
class Exported:
    """What a package holds, and the faults in notes that were met on the way."""

    notes: int
    """Those with a card to learn; those of retired cards aren't counted."""
    media: int
    problems: list[Problem]


class DuplicateCardError(FlashcardsError):
    """Two cards have one id."""

    def __init__(self, card: Card, other: Card) -> None:
        places = " and ".join("{}:{}".format(*each.draft.source[0]) for each in (card, other))
        super().__init__(
            f"Two cards have the id {card.id} ({places}), and Anki would take both for one note; "
            "change the question of one of them, or its anchor if it has one."
        )


class NotTextError(FlashcardsError):
    """A side of a card is something else than text."""

    def __init__(self, card: Card, what: str) -> None:
        place = "{}:{}".format(*card.draft.source[0])
        super().__init__(
            f"The {what} of the card {card.id} ({place}) is no text, so no package was written; write it as text."
        )


def write_package(
    cards: Sequence[Card],
    path: Path,
    pictures: Pictures,
    options: Options = Options(),  # noqa: B008 - can't be changed
    known: Sequence[str] = (),
) -> Exported:
    """Write the cards to ``path``, new ones to be learnt in the order given; what retired comes without its card.

    ``pictures`` finds what they show; it may have been asked for these cards before, but for no others. ``known`` are the ids
    of all cards that ever were, the first first. The package depends on nothing but these, so that it may be deleted or
    written elsewhere. An earlier package at ``path`` is replaced only by a sound one.
    Raises DuplicateCardError, NotTextError and PackageNotWrittenError.
    """
    _refuse_duplicates(cards)
    _refuse_other_than_text(cards)
    with _nothing_to_collect():
        return _written(cards, path, pictures, options, known)


@contextlib.contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """What is made meanwhile is much, and lives to the end: to look for garbage in it takes a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _written(cards: Sequence[Card], path: Path, pictures: Pictures, options: Options, known: Sequence[str]) -> Exported:
    made = records(cards, pictures, options)
    media = dict(sorted(pictures.files.items()))
    with replacing(path) as unfinished:
        database = database_of(made, options, known)
        _write_zip(unfinished, database, media)
        _check(unfinished, database, made, media)
    return Exported(sum(not record.retired for record in made), len(media), list(pictures.problems))


def _refuse_duplicates(cards: Sequence[Card]) -> None:
    seen: dict[str, Card] = {}
    for card in cards:
        other = seen.setdefault(card.id, card)
        if other is not card:
            raise DuplicateCardError(other, card)


def _refuse_other_than_text(cards: Sequence[Card]) -> None:
    for card in cards:
        draft = card.draft
        if {*map(type, (draft.shown, draft.back, draft.deck, *draft.context, *draft.tags))} != {str}:
            raise NotTextError(card, _other_than_text(draft))


def _other_than_text(draft: Draft) -> str:
    sides = {"question": [draft.shown], "answer": [draft.back], "deck": [draft.deck], "context": draft.context}
    return next((name for name, texts in sides.items() if not all(isinstance(text, str) for text in texts)), "tag")


# ---------------------------------------------------------------------------------------------------------- the file


def _write_zip(path: Path, database: bytes, media: Mapping[str, Path]) -> None:
    with ZipFile(path, "w") as package:
        add_database(package, database)
        add_media(package, media.items())


# --------------------------------------------------------------------------------------------------------- the check


def _check(path: Path, database: bytes, made: Sequence[Record], media: Mapping[str, Path]) -> None:
    with ZipFile(path) as package:
        _check_media(package, media)
        check_held(package, database)
    with opened(database) as read:
        check_sound(read)
        held = read.execute(
            "SELECT guid, cards.id IS NULL FROM notes LEFT JOIN cards ON cards.id = notes.id"
        ).fetchall()
        if len(held) != len(made) or dict(held) != {one.guid: one.retired for one in made}:
            raise UnsoundError(f"it doesn't hold exactly the {len(made)} cards")


def _check_media(package: ZipFile, media: Mapping[str, Path]) -> None:
    parts = map(str, range(len(media)))
    if set(package.namelist()) != {META, DATABASE, MEDIA, *parts}:
        raise UnsoundError("a picture is missing from it")
