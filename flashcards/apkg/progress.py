"""Adds the schedule and the reviews to a package that is there already, for cards that Anki doesn't have yet.

Anki takes them over only where its import window is told to, and never for cards that it has.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from flashcards.apkg.database import opened
from flashcards.apkg.packing import add_database, copy_media, database_in
from flashcards.apkg.whole import UnsoundError, check_held, check_sound, replacing

CREATED_S = 1_577_851_200
"""When the package says that its collection began: on the first of January 2020, at four in the morning."""
DAY_ZERO = 737_425
"""The ordinal of that date."""
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


def write_with_progress(package: Path, path: Path, progress: Mapping[str, Progress]) -> int:
    """Write ``package`` to ``path`` with the progress of its cards, by GUID; how many of them have some.

    The same whenever nothing has changed. Raises PackageNotWrittenError; then what was at ``path`` is still there.
    """
    with replacing(path) as unfinished, ZipFile(package) as source:
        database, held = _added(database_in(source), progress)
        _write_zip(unfinished, source, database)
        _check(unfinished, database, held)
    return len(held)


def _added(database: bytes, progress: Mapping[str, Progress]) -> tuple[bytes, dict[int, Progress]]:
    """The database with the progress, and what was written of it, by card id."""
    with opened(database) as connection:
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
        return connection.serialize(), held


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


def _write_zip(unfinished: Path, source: ZipFile, database: bytes) -> None:
    with ZipFile(unfinished, "w") as target:
        add_database(target, database)
        copy_media(source, target)


def _check(unfinished: Path, database: bytes, held: Mapping[int, Progress]) -> None:
    with ZipFile(unfinished) as package:
        check_held(package, database)
    with opened(database) as read:
        check_sound(read)
        counted = dict(read.execute("SELECT cid, count(*) FROM revlog GROUP BY cid"))
        if counted != {card_id: len(one.reviews) for card_id, one in held.items() if one.reviews}:
            raise UnsoundError("it doesn't hold exactly the reviews")
        for card_id, *columns in read.execute("SELECT id, type, due, ivl FROM cards"):
            one = held.get(card_id)
            if one and one.type and columns != [one.type, one.due, one.interval]:
                raise UnsoundError("its cards don't stand where they should")
