"""The database of a package, made in memory: nothing of it is left on the disk, however a build ends."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from flashcards.apkg.ids import stable_ids
from flashcards.apkg.note_type import CHANGED_S, MODEL_ID, note_type
from flashcards.apkg.options import Options
from flashcards.apkg.preset import as_anki_keeps_it, preset_of
from flashcards.apkg.records import Record, deck_name, with_parents
from flashcards.render import escape

_PAGE_BYTES = 1 << 14
_INDEX = re.compile(r"CREATE INDEX [^;]+;")
_ROW_NUMBERED = re.compile(r"(CREATE TABLE (?:notes|cards) [^;]+);")

_NOT_SYNCED = -1
_USUAL_PRESET = 1

_NOTE = "INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, '', 0, 0, '')"
"""Anki works out the field that notes are sorted by, and its sum, when it imports."""
_CARD = "INSERT INTO cards VALUES (?, ?, ?, 0, ?, ?, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')"


def database_of(made: Sequence[Record], options: Options, known: Sequence[str]) -> bytes:
    """The SQLite file with these notes, whose new cards are learnt in the order given.

    ``known`` are the names of all cards that ever had an id, the first first.
    """
    from genanki.apkg_col import APKG_COL  # noqa: PLC0415 - takes longer to import than most commands run
    from genanki.apkg_schema import APKG_SCHEMA  # noqa: PLC0415

    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        cursor.executescript(_laid_out(APKG_SCHEMA))
        cursor.executescript(APKG_COL)
        _use_current_scheduler(cursor)
        deck_ids = _write_decks(cursor, with_parents(record.deck for record in made if not record.retired), options)
        _write_notes(cursor, made, deck_ids, stable_ids([record.guid for record in made], known))
        connection.commit()
        return connection.serialize()


@contextlib.contextmanager
def opened(content: bytes) -> Iterator[sqlite3.Connection]:
    """The database that is the ``content`` of a file."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(content)
        yield connection


def _laid_out(schema: str) -> str:
    """The same tables, in less space.

    Without the indexes, as Anki reads the tables from end to end. Without row numbers, as an id that is one is written in
    another way than any other number: the two ids of a card are then the same bytes side by side, which pack to nothing.
    """
    return _ROW_NUMBERED.sub(r"\1 WITHOUT ROWID;", _INDEX.sub("", schema))


def _use_current_scheduler(cursor: sqlite3.Cursor) -> None:
    """Without this, Anki reads the package as one of its first scheduler, whose buttons and days were others."""
    (configuration,) = cursor.execute("SELECT conf FROM col").fetchone()
    changed = json.dumps({**json.loads(configuration), "schedVer": 2})
    cursor.execute("UPDATE col SET conf = ?", (changed,))


def _write_decks(cursor: sqlite3.Cursor, names: Sequence[str], options: Options) -> Mapping[str, int]:
    """Also the note type, and the presets of the decks."""
    import genanki  # noqa: PLC0415

    ids, preset_ids = stable_ids(names), _write_presets(cursor, options)
    presets = [(deck_name(options.deck_prefix, deck) if deck else "", preset) for deck, preset in options.presets]
    description = escape(options.description)
    decks = [genanki.Deck(ids[name], name, description if "::" not in name else "") for name in names]
    if decks:
        decks[0].add_model(note_type())
        decks[0].write_to_db(cursor, CHANGED_S, iter(()))
    # The others at once: each write_to_db would read and write the list of all decks again.
    (written,) = cursor.execute("SELECT decks FROM col").fetchone()
    listed: dict[str, Any] = json.loads(written) | {str(deck.deck_id): deck.to_json() for deck in decks}
    for deck in decks:
        if preset := preset_of(deck.name, presets):
            listed[str(deck.deck_id)]["conf"] = preset_ids[preset.name]
    cursor.execute("UPDATE col SET decks = ?", (json.dumps(listed),))
    return ids


def _write_presets(cursor: sqlite3.Cursor, options: Options) -> Mapping[str, int]:
    ids = stable_ids([preset.name for _, preset in options.presets])
    (written,) = cursor.execute("SELECT dconf FROM col").fetchone()
    listed = json.loads(written)
    usual = listed[str(_USUAL_PRESET)]
    listed |= {
        str(ids[preset.name]): as_anki_keeps_it(preset, ids[preset.name], CHANGED_S, usual)
        for _, preset in options.presets
    }
    cursor.execute("UPDATE col SET dconf = ?", (json.dumps(listed),))
    return ids


def _write_notes(
    cursor: sqlite3.Cursor, made: Sequence[Record], deck_ids: Mapping[str, int], ids: Mapping[str, int]
) -> None:
    """One note for each, and its card unless it retired: Anki has that, or need not get it.

    SQLite keeps rows by id, and is fastest, and its file smallest, when it gets them so.
    """
    learnt = (record.guid for record in made if not record.retired)
    positions = {guid: position for position, guid in enumerate(learnt, 1)}
    by_id = sorted(((ids[record.guid], record) for record in made), key=itemgetter(0))
    cursor.executemany(_NOTE, (_note(note_id, record) for note_id, record in by_id))
    cursor.executemany(
        _CARD,
        (
            (note_id, note_id, deck_ids[record.deck], record.changed_s, _NOT_SYNCED, positions[record.guid])
            for note_id, record in by_id
            if not record.retired
        ),
    )


def _note(note_id: int, record: Record) -> tuple[object, ...]:
    tags, fields = f" {' '.join(record.tags)} ", "\x1f".join(record.fields)
    return (note_id, record.guid, MODEL_ID, record.changed_s, _NOT_SYNCED, tags, fields)
