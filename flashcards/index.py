"""The cache of a collection, in SQLite: parsed notes, what came of all, the cards of the last build, the folded ledger.

Whatever is wrong with the file, nothing is lost: a broken one, or one of another version, is made anew, and while
another process keeps it locked, a cache in memory takes its place.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from flashcards.errors import Problem
from flashcards.ledger import Ledger
from flashcards.model import Card, Draft
from flashcards.passages import Told

SCHEMA_VERSION = 2
FILE_NAME = "index.db"
LOCK_TIMEOUT_SECONDS = 2.0
MOST_TRIES = 100

_DRAFTS = TypeAdapter(list[Draft])
_PROBLEMS = TypeAdapter(list[Problem])
_EXTRACTED = TypeAdapter(tuple[list[Draft], list[Problem]])
_TOLD = TypeAdapter(Told)
_CARD = TypeAdapter(Card)
_LEDGER = TypeAdapter(Ledger)
_Result = TypeVar("_Result")


class Index:
    """The cache in ``folder``; in memory where there is no such folder, or it can't be used."""

    def __init__(self, folder: Path, lock_timeout_seconds: float = LOCK_TIMEOUT_SECONDS) -> None:
        self._path = folder / FILE_NAME
        self._timeout = lock_timeout_seconds
        self._database = self._opened() if folder.is_dir() else _in_memory()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    # ------------------------------------------------------------------------------------------------ parsed notes

    def parsed(self, path: str, content_hash: str, code: str) -> tuple[list[Draft], list[Problem]] | None:
        """What came of the note when it had this text and the program had this ``code``; None if that isn't known."""
        query = "SELECT drafts, problems FROM parsed WHERE path = ? AND content_hash = ? AND code = ?"
        row = self._row(query, path, content_hash, code)
        drafts, faults = (valid(_DRAFTS, row[0]), valid(_PROBLEMS, row[1])) if row else (None, None)
        return None if drafts is None or faults is None else (drafts, faults)

    def save_parsed(
        self, parsed: Iterable[tuple[str, str, Sequence[Draft], Sequence[Problem]]], code: str, paths: Iterable[str]
    ) -> None:
        """Keep what came of notes, each (path, content hash, drafts, problems); forget all but ``paths``."""
        rows = [
            (path, content_hash, code, _DRAFTS.dump_json(list(drafts)), _PROBLEMS.dump_json(list(faults)))
            for path, content_hash, drafts, faults in parsed
        ]
        self._save_of_notes("parsed", rows, paths)

    def told(self, path: str, content_hash: str, code: str) -> Told | None:
        """What the note tells, as ``parsed`` gives what came of it."""
        query = "SELECT told FROM told WHERE path = ? AND content_hash = ? AND code = ?"
        row = self._row(query, path, content_hash, code)
        return valid(_TOLD, row[0]) if row else None

    def save_told(self, told: Iterable[tuple[str, Told]], code: str, paths: Iterable[str]) -> None:
        """Keep what notes tell, each with the hash of its content; forget all but ``paths``."""
        rows = [(one.path, content_hash, code, _TOLD.dump_json(one)) for content_hash, one in told]
        self._save_of_notes("told", rows, paths)

    def _save_of_notes(
        self, table: Literal["parsed", "told"], rows: Sequence[tuple[object, ...]], paths: Iterable[str]
    ) -> None:
        """Put ``rows``, which begin with a path, into ``table``, and take out those of all but ``paths``."""

        def save(database: sqlite3.Connection) -> None:
            present = set(paths)
            known = [path for (path,) in database.execute(f"SELECT path FROM {table}")]
            gone = [(path,) for path in known if path not in present]
            if rows or gone:
                with database:
                    database.executemany(f"DELETE FROM {table} WHERE path = ?", gone)
                    for row in rows:
                        database.execute(f"REPLACE INTO {table} VALUES ({', '.join('?' * len(row))})", row)

        self._try(save, None)

    # ------------------------------------------------------------------------------------------------------- cards

    def card(self, card_id: str) -> Card | None:
        """The card as it was in the last build."""
        query = "SELECT card FROM cards WHERE id = ?"
        row = self._row(query, card_id)
        return valid(_CARD, row[0]) if row else None

    def save_cards(self, cards: Sequence[Card]) -> None:
        """Keep ``cards`` in place of those of the build before."""
        rows = [(position, card.id, _CARD.dump_json(card)) for position, card in enumerate(cards)]

        def save(database: sqlite3.Connection) -> None:
            with database:
                database.execute("DELETE FROM cards")
                database.executemany("INSERT INTO cards VALUES (?, ?, ?)", rows)

        self._try(save, None)

    # ------------------------------------------------------------------------------------------------ single values

    def extracted(self, fingerprint: str) -> tuple[list[Draft], list[Problem]] | None:
        """What came of all notes together when they, our code and the settings had this ``fingerprint``."""
        return valid(_EXTRACTED, self.saved("extracted", fingerprint))

    def save_extracted(self, fingerprint: str, drafts: Sequence[Draft], problems: Sequence[Problem]) -> None:
        """Keep what came of all notes until one of them changes."""
        self.save("extracted", fingerprint, _EXTRACTED.dump_json((list(drafts), list(problems))))

    def ledger(self, fingerprint: str) -> Ledger | None:
        """The ledger that was folded when the journal had this ``fingerprint``."""
        return valid(_LEDGER, self.saved("ledger", fingerprint))

    def save_ledger(self, fingerprint: str, ledger: Ledger) -> None:
        """Keep ``ledger`` until the journal changes."""
        self.save("ledger", fingerprint, _LEDGER.dump_json(ledger))

    def saved(self, name: str, fingerprint: str) -> bytes | None:
        """The content that was saved under ``name`` together with ``fingerprint``."""
        query = "SELECT content FROM saved WHERE name = ? AND fingerprint = ?"
        row = self._row(query, name, fingerprint)
        return row[0] if row else None

    def save(self, name: str, fingerprint: str, content: bytes) -> None:
        """Keep ``content`` under ``name`` in place of what was there."""

        def save(database: sqlite3.Connection) -> None:
            with database:
                database.execute("REPLACE INTO saved VALUES (?, ?, ?)", (name, fingerprint, content))

        self._try(save, None)

    # --------------------------------------------------------------------------------------------------- the file

    def _opened(self) -> sqlite3.Connection:
        try:
            return _connected(self._path, self._timeout)
        except sqlite3.DatabaseError as error:
            return _in_memory() if _is_locked(error) else self._made_anew()

    def _made_anew(self) -> sqlite3.Connection:
        try:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(FILE_NAME + suffix).unlink(missing_ok=True)
            return _connected(self._path, self._timeout)
        except (sqlite3.DatabaseError, OSError):
            return _in_memory()

    def _row(self, query: str, *values: str) -> tuple[bytes, ...] | None:
        """The one row that ``query`` finds with these ``values``."""
        row: tuple[bytes, ...] | None = self._try(lambda database: database.execute(query, values).fetchone(), None)
        return row

    def _try(self, use: Callable[[sqlite3.Connection], _Result], otherwise: _Result) -> _Result:
        """The result of ``use``, or ``otherwise`` where the file fails: then this is a miss of the cache."""
        try:
            return use(self._database)
        except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
            raise  # not the file's fault
        except sqlite3.DatabaseError as error:
            if not _is_locked(error):
                self._database.close()
                self._database = self._made_anew()
            return otherwise


def valid(adapter: TypeAdapter[_Result], content: bytes | None) -> _Result | None:
    """What was kept as ``content``; None where nothing was, or where it isn't what the ``adapter`` expects."""
    if content is not None:
        with suppress(ValidationError):
            return adapter.validate_json(content)
    return None


def _connected(path: Path, timeout_seconds: float) -> sqlite3.Connection:
    """The database at ``path`` with the schema of this version. Raises sqlite3.DatabaseError if it can't be used."""
    database = sqlite3.connect(path, timeout=timeout_seconds)
    try:
        _with_write_ahead_log(database)
        database.execute("PRAGMA synchronous = NORMAL")
        _with_schema(database)
    except sqlite3.DatabaseError:
        database.close()
        raise
    ignored = path.with_name(".gitignore")
    if not ignored.exists():
        with suppress(OSError):
            ignored.write_text(f"{FILE_NAME}*\n", "utf-8")
    return database


def _with_write_ahead_log(database: sqlite3.Connection) -> None:
    """Turn the log on, once in a file's life. SQLite doesn't wait for others here, as it does where a transaction begins."""
    for _ in range(MOST_TRIES):
        with suppress(sqlite3.OperationalError):
            database.execute("PRAGMA journal_mode = WAL")
            return
        database.execute("BEGIN EXCLUSIVE")
        database.execute("COMMIT")


def _with_schema(database: sqlite3.Connection) -> None:
    if _version(database) == SCHEMA_VERSION:
        return
    database.execute("BEGIN IMMEDIATE")  # another process may be making it, too
    with database:
        if _version(database) == SCHEMA_VERSION:
            return
        (tables,) = database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if tables:
            raise sqlite3.DatabaseError("another schema version")
        for statement in _schema_statements():
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _version(database: sqlite3.Connection) -> int:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    return int(version)


def _schema_statements() -> list[str]:
    schema = files("flashcards").joinpath("schema.sql").read_text("utf-8")
    return [statement for statement in schema.split(";\n") if statement.strip()]


def _in_memory() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    _with_schema(database)
    return database


def _is_locked(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
