"""Adds the schedule and the reviews to a package that is there already, for cards that Anki doesn't have yet.

Anki takes them over only where its import window is told to, and never for cards that it has.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO
from zipfile import BadZipFile, ZipFile

from flashcards.apkg.faults import why
from flashcards.errors import FlashcardsError

CREATED_S = 1_577_851_200
"""When the package says that its collection began: on the first of January 2020, at four in the morning."""
DAY_ZERO = 737_425
"""The ordinal of that date."""
_DATABASE = "collection.anki2"
_SCHEDULE = {"schedVer": 2, "creationOffset": 0}
"""Without the first, Anki takes the days and buttons for those of its old scheduler; without the second, a day for another
one west and east of here."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one card is learned, in Anki's columns; days count from DAY_ZERO."""

    type: int
    queue: int
    due: int
    interval: int
    factor: int
    reps: int
    lapses: int
    left: int
    memory: Mapping[str, float]
    """What FSRS knows, by Anki's short names."""
    reviews: tuple[tuple[int, ...], ...]
    """Rows of the review log, in order: time in ms, button, interval, last interval, factor, duration in ms, kind."""


class ProgressNotWrittenError(FlashcardsError):
    """The package with progress could not be written, or not soundly."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} could not be written ({why}); an earlier package there is untouched. "
            "See to the folder and the space on its disk, and build again."
        )


class _UnsoundError(Exception):
    """What was read back is not what was to be written."""


def write_with_progress(package: Path, path: Path, progress: Mapping[str, Progress]) -> int:
    """Write ``package`` to ``path`` with the progress of its cards, by GUID; how many of them have some.

    The same whenever nothing has changed. Raises ProgressNotWrittenError; then what was at ``path`` is still there.
    """
    try:
        with TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            database = _extracted(package, Path(folder))
            held = _add(database, progress)
            unfinished = Path(folder) / path.name
            _zip(package, database, unfinished)
            _check(unfinished, Path(folder) / "check", held)
            unfinished.replace(path)
    except (OSError, EOFError, sqlite3.Error, BadZipFile, zlib.error, _UnsoundError) as error:
        raise ProgressNotWrittenError(path, why(error)) from error
    return len(held)


def _extracted(package: Path, folder: Path) -> Path:
    with ZipFile(package) as archive:
        return Path(archive.extract(_DATABASE, folder))


@contextmanager
def _opened(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(database)) as connection:
        yield connection


def _add(database: Path, progress: Mapping[str, Progress]) -> dict[int, Progress]:
    """The progress that was written, by card id."""
    with _opened(database) as connection:
        (conf,) = connection.execute("SELECT conf FROM col").fetchone()
        changed = json.dumps({**json.loads(conf), **_SCHEDULE})
        connection.execute("UPDATE col SET crt = ?, conf = ?", (CREATED_S, changed))
        cards = connection.execute("SELECT guid, c.id FROM cards c JOIN notes n ON n.id = nid ORDER BY c.id").fetchall()
        held = {card_id: progress[guid] for guid, card_id in cards if guid in progress}
        taken: set[int] = set()
        for card_id, one in held.items():
            _write_card(connection, card_id, one, _write_reviews(connection, card_id, one, taken))
        connection.commit()
        connection.execute("VACUUM")
    return held


def _write_reviews(connection: sqlite3.Connection, card_id: int, one: Progress, taken: set[int]) -> int:
    """The time in ms of the last row of a card. Of one time only one row can be: the others move on by a ms."""
    last_id = 0
    for wanted, *values in one.reviews:
        last_id = wanted
        while last_id in taken:
            last_id += 1
        taken.add(last_id)
        connection.execute("INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)", (last_id, card_id, *values))
    return last_id


def _write_card(connection: sqlite3.Connection, card_id: int, one: Progress, last_id: int) -> None:
    data = {**one.memory, "lrt": last_id // 1000} if last_id else dict(one.memory)
    columns = (one.type, one.queue, one.due, one.interval, one.factor, one.reps, one.lapses, one.left)
    due = "due = ?" if one.type else "due = coalesce(nullif(?, 0), due)"  # a new card keeps its place in the row
    connection.execute(
        f"UPDATE cards SET type = ?, queue = ?, {due}, ivl = ?, factor = ?, reps = ?, lapses = ?, left = ?, data = ?"
        " WHERE id = ?",
        (*columns, json.dumps(data, separators=(",", ":")), card_id),
    )


def _zip(package: Path, database: Path, unfinished: Path) -> None:
    with ZipFile(package) as source, ZipFile(unfinished, "w") as target:
        for entry in source.infolist():
            entry.file_size = database.stat().st_size if entry.filename == _DATABASE else entry.file_size
            with _content(source, entry.filename, database) as content, target.open(entry, "w") as member:
                shutil.copyfileobj(content, member, 1 << 20)


def _content(source: ZipFile, name: str, database: Path) -> IO[bytes]:
    return database.open("rb") if name == _DATABASE else source.open(name)


def _check(unfinished: Path, folder: Path, held: Mapping[int, Progress]) -> None:
    with ZipFile(unfinished) as package:
        if damaged := package.testzip():
            raise _UnsoundError(f"its part {damaged} is damaged")
    with _opened(_extracted(unfinished, folder)) as connection:
        if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise _UnsoundError("its database is damaged")
        counted = dict(connection.execute("SELECT cid, count(*) FROM revlog GROUP BY cid"))
        if counted != {card_id: len(one.reviews) for card_id, one in held.items() if one.reviews}:
            raise _UnsoundError("it doesn't hold exactly the reviews")
        for card_id, *columns in connection.execute("SELECT id, type, due, ivl FROM cards"):
            one = held.get(card_id)
            if one and one.type and columns != [one.type, one.due, one.interval]:
                raise _UnsoundError("its cards don't stand where they should")
