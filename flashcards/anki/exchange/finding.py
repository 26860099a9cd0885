"""Where Anki keeps its collections."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from flashcards.anki.exchange.faults import NoBackupError, NoCollectionFileError, WhichCollectionError

FILE_NAME = "collection.anki2"
_SUFFIX = ".anki2"
_LOG = "-wal"
"""SQLite's, with what an Anki that didn't end well has done last."""
_BACKUPS = "backups"
_BASE_VARIABLE = "ANKI_BASE"
"""Anki's own, for another folder than the usual one."""


def find(named: Path | None, *, may_be_new: bool = False) -> Path:
    """The collection that was ``named``, as a file or as its profile's folder, or that of Anki's only profile.

    Raises NoCollectionFileError, unless it ``may_be_new``, or WhichCollectionError.
    """
    if named is not None:
        path = named if named.suffix == _SUFFIX or named.is_file() else named / FILE_NAME
        if not path.is_file() and not may_be_new:
            raise NoCollectionFileError(path)
        return path.absolute()
    base = Path(os.environ.get(_BASE_VARIABLE) or platformdirs.user_data_dir("Anki2", appauthor=False, roaming=True))
    found = sorted(base.glob(f"*/{FILE_NAME}"))
    if len(found) != 1:
        raise WhichCollectionError(base, found)
    return found[0]


def require_room(path: Path) -> Path:
    """The folder for backups of the collection at ``path``, which is Anki's own. Raises NoBackupError."""
    folder = path.parent / _BACKUPS
    try:
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise NoBackupError(folder, error) from error


@contextmanager
def copied(path: Path) -> Iterator[Path]:
    """A copy of a collection that nobody has open, without its media; it is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / FILE_NAME
        shutil.copyfile(path, copy)
        log = path.with_name(f"{path.name}{_LOG}")
        if log.is_file():
            shutil.copyfile(log, copy.with_name(f"{copy.name}{_LOG}"))
        yield copy
