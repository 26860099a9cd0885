"""What a file of Anki's says: notes, cards and answers as plain records, whichever of its formats it has."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from flashcards.anki.files import protobuf
from flashcards.anki.files.database import has_tables
from flashcards.anki.files.errors import FaultError
from flashcards.anki.files.opening import Opened, opened

_BETWEEN_FIELDS = "\x1f"
_BETWEEN_DECKS = "\x1f"
_CLOZE = 1
_SETTINGS = ("rollover", "schedVer")
_HOURS_A_DAY = 24


class Template(NamedTuple):
    """What one card of a note type shows, in Anki's language of templates."""

    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """A note type; of a note that has lost its own, a nameless one without fields."""

    name: str = ""
    fields: tuple[str, ...] = ()
    templates: tuple[Template, ...] = ()
    is_cloze: bool = False


class Note(NamedTuple):
    """A note; ``values`` are HTML, in the order of the fields of its type, if nothing is damaged."""

    guid: str
    note_type: NoteType
    values: tuple[str, ...]
    tags: tuple[str, ...]
    changed_s: int
    """Seconds since 1970 UTC."""


class Card(NamedTuple):
    """Where a card stands, in Anki's ``numbers``. One in a filtered deck has the deck and the due date of its home."""

    guid: str
    ordinal: int
    deck: str
    """With ``::`` between the levels."""
    type: int
    """One of CardType."""
    queue: int
    """One of Queue."""
    due: int
    """Days since the collection began; in the queue of learning seconds since 1970, for new cards a position."""
    interval: int
    """Days; while it is learned also negative seconds."""
    factor: int
    """Thousandths."""
    reps: int
    lapses: int
    is_filtered: bool
    changed_s: int
    """When anything of it was last changed, seconds since 1970 UTC."""


class Review(NamedTuple):
    """A row of the review log, which need not be an answer."""

    id_ms: int
    """The instant of the answer, ms since 1970 UTC."""
    guid: str
    ordinal: int
    button: int
    """1 to 4; 0 for what no button did. Of the first scheduler, 2 and 3 may stand for Good and Easy."""
    interval: int
    """Days, or negative seconds."""
    last_interval: int
    factor: int
    """Thousandths; with FSRS a difficulty."""
    time_ms: int
    kind: int
    """One of RowKind."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A whole file; everything in order of its id, which is that of creation."""

    notes: tuple[Note, ...]
    cards: tuple[Card, ...]
    reviews: tuple[Review, ...]
    deleted_reviews: int
    """How many rows of the log are of cards that the file doesn't have any more."""
    rollover_hour: int | None
    """At which a day begins; packages of decks don't say."""
    is_v1: bool
    """Whether the first scheduler wrote it, which had three buttons for cards that are learned."""
    is_whole: bool
    """Whether it is a whole collection."""
    media: tuple[str, ...]


NOTHING = Snapshot((), (), (), 0, None, is_v1=False, is_whole=False, media=())
"""A file with nothing in it."""


def read(path: Path) -> Snapshot:
    """What the package or the collection of a closed Anki at ``path`` says. Raises as ``opening.opened``."""
    with opened(path) as file:
        return of(file)


def of(file: Opened) -> Snapshot:
    """What an opened file says. Raises FaultError or sqlite3.Error, of which ``opened`` makes sentences."""
    db = file.database
    settings, decks, types = (_new_tables if has_tables(db) else _old_json)(db)
    rollover = settings.get("rollover")
    (known,) = db.execute("SELECT count(*) FROM revlog").fetchone()
    reviews = tuple(_reviews(db))
    return Snapshot(
        notes=tuple(_notes(db, types)),
        cards=tuple(_cards(db, decks)),
        reviews=reviews,
        deleted_reviews=known - len(reviews),
        rollover_hour=rollover if isinstance(rollover, int) and 0 <= rollover < _HOURS_A_DAY else None,
        is_v1=settings.get("schedVer") != 2,
        is_whole=file.is_whole,
        media=file.media,
    )


# --------------------------------------------------------------------------------------------------------------- rows


def _notes(db: sqlite3.Connection, types: Mapping[int, NoteType]) -> Iterator[Note]:
    nameless = NoteType()
    for guid, type_id, values, tags, changed_s in db.execute(
        "SELECT guid, mid, flds, tags, mod FROM notes ORDER BY id"
    ):
        note_type = types.get(type_id, nameless) if isinstance(type_id, int) else nameless
        fields = tuple(_text(values, "notes").split(_BETWEEN_FIELDS))
        yield Note(
            _text(guid, "notes"), note_type, fields, tuple(_text(tags, "notes").split()), _number(changed_s, "notes")
        )


def _cards(db: sqlite3.Connection, decks: Mapping[int, str]) -> Iterator[Card]:
    rows = db.execute(
        "SELECT guid, ord, CASE odid WHEN 0 THEN did ELSE odid END, type, queue,"
        " CASE odid WHEN 0 THEN due ELSE odue END, ivl, factor, reps, lapses, odid != 0, cards.mod"
        " FROM cards JOIN notes ON notes.id = nid ORDER BY cards.id"
    )
    for guid, *rest in rows:
        ordinal, deck, *schedule, filtered, changed_s = _numbers(rest, "cards")
        where = (_text(guid, "notes"), ordinal, decks.get(deck, ""))
        yield Card._make((*where, *schedule, bool(filtered), changed_s))


def _reviews(db: sqlite3.Connection) -> Iterator[Review]:
    rows = db.execute(
        "SELECT guid, revlog.id, ord, ease, revlog.ivl, lastIvl, revlog.factor, time, revlog.type"
        " FROM revlog JOIN cards ON cards.id = cid JOIN notes ON notes.id = nid ORDER BY revlog.id"
    )
    for guid, *rest in rows:
        id_ms, *numbers = _numbers(rest, "revlog")
        ordinal, button, interval, last_interval, factor, time_ms, kind = numbers
        yield Review(id_ms, _text(guid, "notes"), ordinal, button, interval, last_interval, factor, time_ms, kind)


def _numbers(values: Iterable[object], table: str) -> list[int]:
    return [_number(value, table) for value in values]


def _number(value: object, table: str) -> int:
    """A whole number; old versions have written some with a fraction."""
    if type(value) is int:
        return value
    if isinstance(value, float) and abs(value) < 1 << 62:
        return round(value)
    raise FaultError(f"its table {table} holds something else where numbers belong")


def _text(value: object, table: str) -> str:
    """Text; a column of text may hold a number, as SQLite lets it."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return str(value)
    raise FaultError(f"its table {table} holds something else where text belongs")


# ------------------------------------------------------------------------------------- settings, decks and note types

_Described = tuple[Mapping[str, Any], Mapping[int, str], Mapping[int, NoteType]]
"""The settings by name; the decks' names and the note types by id."""


def _new_tables(db: sqlite3.Connection) -> _Described:
    rows = db.execute("SELECT key, val FROM config")  # among it what add-ons have put there
    settings = {key: _json(value) for key, value in rows if key in _SETTINGS}
    rows = db.execute("SELECT id, name FROM decks")
    decks = {_number(key, "decks"): _text(name, "decks").replace(_BETWEEN_DECKS, "::") for key, name in rows}
    fields: dict[int, list[str]] = {}
    for type_id, name in db.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        fields.setdefault(type_id, []).append(_text(name, "fields"))
    templates: dict[int, list[Template]] = {}
    for type_id, name, content in db.execute("SELECT ntid, name, config FROM templates ORDER BY ntid, ord"):
        message = _bytes(content)
        template = Template(_text(name, "templates"), protobuf.text(message, 1), protobuf.text(message, 2))
        templates.setdefault(type_id, []).append(template)
    types = {
        type_id: NoteType(
            _text(name, "notetypes"),
            tuple(fields.get(type_id, ())),
            tuple(templates.get(type_id, ())),
            protobuf.whole_number(_bytes(content), 1) == _CLOZE,
        )
        for type_id, name, content in db.execute("SELECT id, name, config FROM notetypes")
    }
    return settings, decks, types


def _old_json(db: sqlite3.Connection) -> _Described:
    stored = db.execute("SELECT conf, decks, models FROM col").fetchone()
    settings, decks, models = (_object(_json(text)) for text in stored)
    return settings, _by_id(decks, _old_deck), _by_id(models, _old_type)


def _by_id(found: Mapping[str, Any], made: Callable[[Mapping[str, Any]], Any]) -> dict[int, Any]:
    return {int(key): made(_object(value)) for key, value in found.items() if re.fullmatch("-?[0-9]{1,19}", key)}


def _old_deck(deck: Mapping[str, Any]) -> str:
    return str(deck.get("name", ""))


def _old_type(model: Mapping[str, Any]) -> NoteType:
    fields, templates = ([_object(each) for each in _list(model.get(name))] for name in ("flds", "tmpls"))
    return NoteType(
        str(model.get("name", "")),
        tuple(str(field.get("name", "")) for field in fields),
        tuple(Template(*(str(one.get(name, "")) for name in ("name", "qfmt", "afmt"))) for one in templates),
        model.get("type") == _CLOZE,
    )


def _json(content: object) -> Any:
    if not isinstance(content, str | bytes):
        raise FaultError("its settings are none")
    try:
        return json.loads(content or "{}")
    except (ValueError, RecursionError) as error:
        raise FaultError("its settings are no JSON") from error


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise FaultError("its settings are none")
    return value


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""
