"""Writes a package whole or not at all: beside its place first, read again before it goes there."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from flashcards.apkg.faults import why
from flashcards.apkg.packing import ZstdError, database_in, is_database
from flashcards.errors import FlashcardsError

_LONGEST_BUILD_S = 3600
_FAULTS = (OSError, EOFError, sqlite3.Error, BadZipFile, zlib.error, ZstdError)
"""What a disk or a damaged file can raise."""


class PackageNotWrittenError(FlashcardsError):
    """The package could not be written, or not soundly."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} could not be written ({why}); an earlier package there is untouched. "
            "See to the folder and the space on its disk, and build again."
        )


class PackageUnreadableError(FlashcardsError):
    """What stands in place of a package is damaged, or of a format that is no longer written."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} can't be read ({why}), so nothing was changed: `flashcards build`, and try again.")


class UnsoundError(Exception):
    """What was read back is not what was to be written."""


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A file beside ``path`` that takes its place if all goes well, and is gone otherwise.

    Raises PackageNotWrittenError for an UnsoundError and for what a disk or a damaged file can raise.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            unfinished.touch()
            _remove_abandoned(path, unfinished)
            yield unfinished
            _flush(unfinished)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except (*_FAULTS, UnsoundError) as error:
        raise PackageNotWrittenError(path, why(error)) from error


def _remove_abandoned(path: Path, unfinished: Path) -> None:
    """Take away what builds that were killed have left; no build that still runs is an hour old."""
    oldest = unfinished.stat().st_mtime - _LONGEST_BUILD_S
    for left in path.parent.iterdir():
        if left.name.startswith(f".{path.name}.") and left.suffix == ".tmp":
            with contextlib.suppress(OSError):
                if left.stat().st_mtime < oldest or not _may_be_running(left.stem.rpartition(".")[2]):
                    left.unlink()


def _may_be_running(number: str) -> bool:
    """Whether the process with this number may still be there; only POSIX can be asked."""
    if os.name != "posix" or not number.isdecimal():
        return True
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # somebody else's
        return True
    return True


def _flush(path: Path) -> None:
    with path.open("rb+") as written:
        os.fsync(written.fileno())


def require_readable(path: Path) -> None:
    """Raises PackageUnreadableError unless the package at ``path`` has a database that can be unpacked."""
    try:
        with ZipFile(path) as package:
            database_in(package)
    except KeyError as error:
        raise PackageUnreadableError(path, "no cards as this version writes them are in it") from error
    except _FAULTS as error:
        raise PackageUnreadableError(path, why(error)) from error


def check_sound(database: sqlite3.Connection) -> None:
    """Raises UnsoundError for a database that is damaged."""
    if database.execute("PRAGMA quick_check").fetchone() != ("ok",):
        raise UnsoundError("its database is damaged")


def check_held(package: ZipFile, database: bytes) -> None:
    """Raises UnsoundError unless every part of the package is sound, and this is its database."""
    if damaged := package.testzip():
        raise UnsoundError(f"its part {damaged} is damaged")
    if not is_database(package, database):
        raise UnsoundError("its database is another one")
