"""Anki's SQLite files, opened so that nothing which they hold can do anything but be read."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from flashcards.anki.files.errors import FaultError, UnknownFormatError

_WITH_JSON, _TABLES_FROM, _LATEST_SCHEMA = 11, 15, 18
"""In the first, settings, decks and note types are JSON in ``col``, later they are tables; none between was ever released."""

_ALWAYS_NEEDED = {
    "col": {"ver", "conf", "models", "decks"},
    "notes": {"id", "guid", "mid", "mod", "tags", "flds"},
    "cards": {"id", "nid", "mod", "did", "ord", "type", "queue", "due", "ivl", "factor"}
    | {"reps", "lapses", "odue", "odid"},
    "revlog": {"id", "cid", "ease", "ivl", "lastIvl", "factor", "time", "type"},
}
_NEEDED_LATER = {
    "config": {"KEY", "val"},
    "notetypes": {"id", "name", "config"},
    "fields": {"ntid", "ord", "name"},
    "templates": {"ntid", "ord", "name", "config"},
    "decks": {"id", "name"},
}
_LONGEST_VALUE_BYTES = 128 << 20
_STEPS_AT_ONCE = 100_000
_STEPS_ALWAYS, _STEPS_PER_BYTE = 100_000_000, 50
"""What SQLite may do for a file: to check and to read an honest one takes a few steps for each byte."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection to the database at ``path`` with which it can only be read; it is of a schema that is known.

    Views, triggers, generated columns and checks of the tables that are needed are refused, and so is a damaged tree.
    Raises FaultError, UnknownFormatError or sqlite3.Error. The file must be a copy: SQLite writes beside it.
    """
    connection = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=0, isolation_level=None)
    try:
        _restrain(connection, path.stat().st_size)
        schema = _schema(connection)
        for table, columns in (_ALWAYS_NEEDED | (_NEEDED_LATER if schema >= _TABLES_FROM else {})).items():
            _check(connection, table, columns)
        connection.set_authorizer(_only_reading)
    except BaseException:
        connection.close()
        raise
    return connection


def _restrain(connection: sqlite3.Connection, size_bytes: int) -> None:
    connection.text_factory = lambda content: content.decode("utf-8", "replace")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE_BYTES)
    for setting in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "mmap_size = 0"):
        connection.execute(f"PRAGMA {setting}")
    connection.create_collation("unicase", _in_order_without_case)
    steps_left = _STEPS_ALWAYS + size_bytes * _STEPS_PER_BYTE

    def too_many() -> bool:
        nonlocal steps_left
        steps_left -= _STEPS_AT_ONCE
        return steps_left < 0

    connection.set_progress_handler(too_many, _STEPS_AT_ONCE)


def _in_order_without_case(one: str, other: str) -> int:
    one, other = one.casefold(), other.casefold()
    return (one > other) - (one < other)


def _schema(connection: sqlite3.Connection) -> int:
    _check(connection, "col", {"ver"})
    [schema] = connection.execute("SELECT ver FROM col LIMIT 1").fetchone() or [None]
    if isinstance(schema, int) and schema > _LATEST_SCHEMA:
        raise UnknownFormatError
    if schema not in (_WITH_JSON, *range(_TABLES_FROM, _LATEST_SCHEMA + 1)):
        raise FaultError("its database is of no version of Anki's")
    return int(schema)


def _check(connection: sqlite3.Connection, table: str, columns: set[str]) -> None:
    described = connection.execute("SELECT type, sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    if described is None:
        raise FaultError(f"it has no table {table}")
    kind, sql = described
    if kind != "table" or re.search(r"\bvirtual\b|\bcheck\b", str(sql), re.IGNORECASE):
        raise FaultError(f"its {table} is no plain table")
    described_columns = {name: hidden for _, name, *_, hidden in connection.execute(f"PRAGMA table_xinfo({table})")}
    if any(described_columns.values()):  # it would be computed, by whatever formula
        raise FaultError(f"its {table} is no plain table")
    if missing := sorted(columns - described_columns.keys()):
        raise FaultError(f"its table {table} has no column {missing[0]}")
    if connection.execute(f"PRAGMA quick_check({table})").fetchone() != ("ok",):
        raise FaultError(f"its table {table} is damaged")


def _only_reading(action: int, table: str | None, name: str | None, _schema: str | None, through: str | None) -> int:
    if action == sqlite3.SQLITE_SELECT or (action == sqlite3.SQLITE_FUNCTION and name == "count"):
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_READ and through is None and table in _ALWAYS_NEEDED | _NEEDED_LATER:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


def has_tables(connection: sqlite3.Connection) -> bool:
    """Whether settings, decks and note types are tables; else they are JSON in ``col``."""
    [schema] = connection.execute("SELECT ver FROM col LIMIT 1").fetchone()
    return int(schema) >= _TABLES_FROM
