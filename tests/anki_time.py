"""Time that passes for the real Anki, whose clock can't be set: of days, its collection is moved instead.

All that a collection says of time is moved by whole days, so that today becomes the day that is wanted; what Anki then does
is moved back. Nothing else in it changes, as Anki only ever compares times.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection

DAY_S = 86_400


_NOTICED_S = 1.05
"""Anki looks whether the time zone of its process is another one at most once a second."""


@contextmanager
def in_zone(name: str) -> Iterator[None]:
    """Local time is that of a zone, as $TZ has it, also for Anki in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", name)
        time.tzset()
        time.sleep(_NOTICED_S)
        yield
    time.tzset()
    time.sleep(_NOTICED_S)


def zone_where_it_is_noon() -> str:
    """A time zone in which now is far from the hour at which a day begins, as $TZ has it."""
    ahead = 12 - datetime.now(UTC).hour
    return f"NOON{-ahead:+d}"


@contextmanager
def days_ago(path: Path, days: int) -> Iterator[Any]:
    """The collection at ``path`` open in an Anki for which today is so many days ago."""
    _move(path, days * DAY_S)
    col = Collection(str(path))
    try:
        yield col
    finally:
        col.close()
        _move(path, -days * DAY_S)


def next_second() -> None:
    """Anki counts changes in seconds: what comes next is later."""
    time.sleep(1.01 - time.time() % 1)


def _move(path: Path, seconds: int) -> None:
    col = Collection(str(path))
    try:
        col.db.transact(lambda: _move_times(col, seconds))
    finally:
        col.close()


def _move_times(col: Any, seconds: int) -> None:
    col.db.execute(
        "UPDATE col SET crt = crt + ?, mod = mod + ?, scm = scm + ?", *[seconds, seconds * 1000, seconds * 1000]
    )
    col.db.execute("UPDATE cards SET mod = mod + ?", seconds)
    col.db.execute("UPDATE cards SET due = due + ? WHERE queue = 1 OR (type IN (1, 3) AND due > 1000000000)", seconds)
    col.db.execute("UPDATE revlog SET id = -(id + ?)", seconds * 1000)
    col.db.execute("UPDATE revlog SET id = -id")
    for card_id, data in col.db.all("SELECT id, data FROM cards WHERE data LIKE '%lrt%'"):
        stored = json.loads(data)
        stored["lrt"] += seconds
        col.db.execute("UPDATE cards SET data = ? WHERE id = ?", json.dumps(stored, separators=(",", ":")), card_id)


def now_ms(days: int) -> int:
    """This instant, so many days ago."""
    return round(time.time() * 1000) - days * DAY_S * 1000
