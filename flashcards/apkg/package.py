"""Writes an Anki package whole or not at all, and the same bytes whenever nothing has changed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from flashcards.apkg.faults import why
from flashcards.apkg.media import Pictures
from flashcards.apkg.note_type import CHANGED_S, note_type
from flashcards.apkg.records import Record, records, stable_ids, with_parents
from flashcards.errors import FlashcardsError, Problem
from flashcards.model import Card
from flashcards.render import escape

DESCRIPTION = "Built from your notes. Change the notes, not the cards: the next build brings the change here."

_DATABASE, _MEDIA = "collection.anki2", "media"
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_LONGEST_BUILD_S = 3600
_FAULTS = (OSError, EOFError, sqlite3.Error, BadZipFile, zlib.error)
"""What a disk or a damaged file can raise."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What a package holds, and the faults in notes that were met on the way."""

    notes: int
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


class PackageNotWrittenError(FlashcardsError):
    """The package could not be written, or not soundly."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} could not be written ({why}); an earlier package there is untouched. "
            "See to the folder and the space on its disk, and build again."
        )


def write_package(
    cards: Sequence[Card], path: Path, pictures: Pictures, *, deck_prefix: str = "", description: str = DESCRIPTION
) -> Exported:
    """Write the cards that are not retired to ``path``, new ones to be learnt in the order given.

    ``pictures`` finds what they show; it may have been asked for these cards before, but for no others. ``description`` is
    plain text for the top decks. The package depends on nothing but these, so that it may be deleted or written elsewhere.
    An earlier package at ``path`` is replaced only by a sound one. Raises DuplicateCardError and PackageNotWrittenError.
    """
    _refuse_duplicates(cards)
    made = records((card for card in cards if card.status != "retired"), pictures, deck_prefix)
    media = dict(sorted(pictures.files.items()))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory() as folder, _replacing(path) as unfinished:
            database = Path(folder) / _DATABASE
            _write_database(database, made, description)
            _write_zip(unfinished, database, media)
            _check(unfinished, made, media)
    except (*_FAULTS, _UnsoundError) as error:
        raise PackageNotWrittenError(path, why(error)) from error
    return Exported(len(made), len(media), list(pictures.problems))


def _refuse_duplicates(cards: Sequence[Card]) -> None:
    seen: dict[str, Card] = {}
    for card in cards:
        other = seen.setdefault(card.id, card)
        if other is not card:
            raise DuplicateCardError(other, card)


# ----------------------------------------------------------------------------------------------------- the database


def _write_database(path: Path, made: Sequence[Record], description: str) -> None:
    from genanki.apkg_col import APKG_COL  # noqa: PLC0415 - takes longer to import than most commands run
    from genanki.apkg_schema import APKG_SCHEMA  # noqa: PLC0415

    with contextlib.closing(sqlite3.connect(path)) as connection:
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.executescript(APKG_SCHEMA)
        cursor.executescript(APKG_COL)
        _use_current_scheduler(cursor)
        model = note_type()
        deck_ids = _write_decks(cursor, model, with_parents(record.deck for record in made), description)
        _write_notes(cursor, model, made, deck_ids)
        connection.commit()


def _use_current_scheduler(cursor: sqlite3.Cursor) -> None:
    """Without this, Anki reads the package as one of its first scheduler, whose buttons and days were others."""
    (configuration,) = cursor.execute("SELECT conf FROM col").fetchone()
    changed = json.dumps({**json.loads(configuration), "schedVer": 2})
    cursor.execute("UPDATE col SET conf = ?", (changed,))


def _write_decks(cursor: sqlite3.Cursor, model: Any, names: Sequence[str], description: str) -> Mapping[str, int]:
    import genanki  # noqa: PLC0415

    ids = stable_ids(names)
    decks = [
        genanki.Deck(ids[name], name, description=escape(description) if "::" not in name else "") for name in names
    ]
    if decks:
        decks[0].add_model(model)
        decks[0].write_to_db(cursor, CHANGED_S, iter(()))
    # The others at once: each write_to_db would read and write the list of all decks again.
    (written,) = cursor.execute("SELECT decks FROM col").fetchone()
    listed = json.loads(written) | {str(deck.deck_id): deck.to_json() for deck in decks}
    cursor.execute("UPDATE col SET decks = ?", (json.dumps(listed),))
    return ids


def _write_notes(cursor: sqlite3.Cursor, model: Any, made: Sequence[Record], deck_ids: Mapping[str, int]) -> None:
    import genanki  # noqa: PLC0415

    ids = stable_ids([record.guid for record in made])
    for position, record in enumerate(made, 1):
        note = genanki.Note(model, list(record.fields), tags=record.tags, guid=record.guid, due=position)
        note._check_invalid_html_tags_in_fields = _nothing
        note_id = ids[record.guid]
        note.write_to_db(cursor, record.changed_s, deck_ids[record.deck], iter((note_id, note_id)))


def _nothing() -> None:
    """In place of genanki's check for bad HTML, which takes good HTML for bad and is slow on long fields."""


# ---------------------------------------------------------------------------------------------------------- the file


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A file beside ``path`` that takes its place if all goes well, and is gone otherwise."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        unfinished.touch()
        _remove_abandoned(path, unfinished)
        yield unfinished
        _flush(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _remove_abandoned(path: Path, unfinished: Path) -> None:
    """Take away what builds that were killed have left; no build that still runs is an hour old."""
    oldest = unfinished.stat().st_mtime - _LONGEST_BUILD_S
    for left in path.parent.glob(f".{path.name}.*.tmp"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < oldest:
                left.unlink()


def _flush(path: Path) -> None:
    with path.open("rb+") as written:
        os.fsync(written.fileno())


def _write_zip(path: Path, database: Path, media: Mapping[str, Path]) -> None:
    names = {str(number): name for number, name in enumerate(media)}
    with ZipFile(path, "w") as package:
        _add(package, _DATABASE, database)
        package.writestr(_entry(_MEDIA), json.dumps(names))
        for number, name in names.items():
            _add(package, number, media[name])


def _add(package: ZipFile, name: str, source: Path) -> None:
    entry = _entry(name)
    entry.file_size = source.stat().st_size
    with source.open("rb") as content, package.open(entry, "w") as member:
        shutil.copyfileobj(content, member, 1 << 20)


def _entry(name: str) -> ZipInfo:
    """A zip entry that is the same whenever and wherever it is written."""
    entry = ZipInfo(name, _FIXED_TIME)
    entry.compress_type = ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


# --------------------------------------------------------------------------------------------------------- the check


class _UnsoundError(Exception):
    """What was read back is not what was to be written."""


def _check(path: Path, made: Sequence[Record], media: Mapping[str, Path]) -> None:
    with _opened(path) as (package, database):
        if damaged := package.testzip():
            raise _UnsoundError(f"its part {damaged} is damaged")
        _check_media(package, media)
        if database.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise _UnsoundError("its database is damaged")
        held = database.execute(
            "SELECT guid, count(cards.id) FROM notes LEFT JOIN cards ON nid = notes.id GROUP BY notes.id"
        )
        if sorted(held) != sorted((record.guid, 1) for record in made):
            raise _UnsoundError(f"it doesn't hold exactly the {len(made)} cards")


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tuple[ZipFile, sqlite3.Connection]]:
    with ZipFile(path) as package, TemporaryDirectory() as folder:
        database = sqlite3.connect(package.extract(_DATABASE, folder))
        with contextlib.closing(database):
            yield package, database


def _check_media(package: ZipFile, media: Mapping[str, Path]) -> None:
    named = json.loads(package.read(_MEDIA))
    if list(named.values()) != list(media) or set(package.namelist()) != {_DATABASE, _MEDIA, *named}:
        raise _UnsoundError("a picture is missing from it")
