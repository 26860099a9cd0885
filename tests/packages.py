"""What stands in the packages that we build."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

from flashcards.apkg.database import opened
from flashcards.apkg.packing import database_in


@contextmanager
def database_of(package: Path) -> Iterator[sqlite3.Connection]:
    """The database of the package at this path."""
    with ZipFile(package) as archive, opened(database_in(archive)) as database:
        yield database
