"""Opens what Anki has written: packages of all three formats, and the collection of an Anki that is closed.

Whatever the file holds, nothing but a temporary folder is written, and that is gone in the end. The file may come from
anybody: it is unpacked with bounds, no name in it is ever used as a path, and its database can only be read.
"""

from __future__ import annotations

import contextlib
import errno
import json
import shutil
import sqlite3
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from tempfile import TemporaryDirectory
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from flashcards.anki.files import database, protobuf
from flashcards.anki.files.bounded import ALWAYS_BYTES, Bounded, Source, copy, whole
from flashcards.anki.files.errors import (
    AnkiIsOpenError,
    DamagedFileError,
    FaultError,
    NewerAnkiError,
    NotACollectionError,
    NotOfAnkiError,
    UnknownFormatError,
)
from flashcards.anki.files.zstd import ZstdError, ZstdFile

try:
    import fcntl
except ImportError:  # not a POSIX system: what Anki leaves beside an open collection has to do
    fcntl = None  # type: ignore[assignment]

_META, _MEDIA = "meta", "media"
_MOST_META_BYTES = 1 << 10
_LEGACY_1, _LEGACY_2, _LATEST = 1, 2, 3
_DATABASES = {_LEGACY_1: "collection.anki2", _LEGACY_2: "collection.anki21", _LATEST: "collection.anki21b"}
"""What holds the collection, by the format that ``meta`` names; the later formats have a dummy ``collection.anki2`` too."""
_ZIP_FAULTS = (
    *(BadZipFile, zlib.error, ZstdError, struct.error),
    *(EOFError, NotImplementedError, ValueError, OverflowError),
)
"""What a broken package makes Python raise."""
_FIRST_BYTES = {b"PK": "package", b"SQLite format 3\0": "collection"}
_SQLITE_LOCKS = (0x4000_0000, 512)
"""Where SQLite puts its locks on a file, and how many bytes they take."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a file of Anki's holds, while it is open."""

    database: sqlite3.Connection
    """Read-only, and a copy; tables as Anki has them in schema 11 or 18."""
    media: tuple[str, ...]
    """The names of all media, each a plain file name."""
    is_whole: bool
    """Whether it is the learner's whole collection, which a package of some decks is not."""
    _copy_medium: Callable[[str, IO[bytes]], None]

    def copy_medium(self, name: str, target: IO[bytes]) -> None:
        """Write the medium of this name to ``target``. Raises KeyError for a name that is not among ``media``."""
        self._copy_medium(name, target)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The package or collection at ``path``; never of an Anki that is running, and never changed.

    Raises NotOfAnkiError, DamagedFileError, NewerAnkiError, AnkiIsOpenError or OSError; what is found wrong with the
    database while it is open becomes a DamagedFileError as well.
    """
    path = path.absolute()
    kind = _kind(path)
    try:
        with TemporaryDirectory(prefix="flashcards-", ignore_cleanup_errors=True) as folder:
            copied = Path(folder) / "collection.anki2"
            with _package(path, copied) if kind == "package" else _collection(path, copied) as found:
                yield found
    except FaultError as fault:
        raise DamagedFileError(path, str(fault)) from fault
    except (sqlite3.Error, UnicodeDecodeError) as error:  # what SQLite says may quote bytes that are no text
        raise DamagedFileError(path, f"its database can't be read: {error}") from error
    except UnknownFormatError as error:
        raise NewerAnkiError(path) from error


def require_collection(path: Path) -> None:
    """Raises NotACollectionError for a package or anything else, and OSError for what can't be read."""
    try:
        kind = _kind(path)
    except NotOfAnkiError:
        kind = ""
    if kind != "collection":
        raise NotACollectionError(path)


def _kind(path: Path) -> str:
    if path.exists() and not path.is_file() and not path.is_dir():  # a pipe would be waited for
        raise NotOfAnkiError(path)
    with path.open("rb") as file:
        begun = file.read(16)
    found = next((kind for first, kind in _FIRST_BYTES.items() if begun.startswith(first)), None)
    if found is None:
        raise NotOfAnkiError(path)
    return found


# ----------------------------------------------------------------------------------------------------------- packages


@contextlib.contextmanager
def _package(path: Path, copied: Path) -> Iterator[Opened]:
    with _package_faults():
        package = ZipFile(path)
    with package:
        with _package_faults():
            _refuse_paths(package)
            version = _version(package)
            with copied.open("xb") as target, _part(package, _DATABASES[version], packed=version == _LATEST) as source:
                copy(source, target)
            media = _media(package, packed=version == _LATEST)

        def copy_medium(name: str, target: IO[bytes]) -> None:
            part = media[name]
            with _package_faults(), _part(package, part, packed=version == _LATEST) as source:
                copy(source, target)

        with contextlib.closing(database.connect(copied)) as connection:
            yield Opened(connection, tuple(media), path.suffix.lower() == ".colpkg", copy_medium)


@contextlib.contextmanager
def _package_faults() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno != errno.EINVAL:  # what else the disk refuses is no fault of the package
            raise
        raise FaultError("its table of contents is broken") from error
    except _ZIP_FAULTS as error:
        raise FaultError(f"it can't be unpacked: {error}") from error
    except RuntimeError as error:
        raise FaultError("it asks for a password") from error


def _refuse_paths(package: ZipFile) -> None:
    """No name in a package is used as a path; one that leads out of it tells that somebody hoped for that."""
    for name in package.namelist():
        path = PureWindowsPath(name)
        if path.drive or path.root or ".." in path.parts:
            raise FaultError(f"it names a file outside itself, {name[:80]}")


def _version(package: ZipFile) -> int:
    names = set(package.namelist())
    if _META not in names:
        return next((version for version in (_LATEST, _LEGACY_2) if _DATABASES[version] in names), _LEGACY_1)
    with _part(package, _META, packed=False, always_bytes=_MOST_META_BYTES) as source:
        version = protobuf.whole_number(whole(source), 1)
    if version > _LATEST:
        raise UnknownFormatError
    if version not in _DATABASES:
        raise FaultError("it says of no format that it has")
    return version


@contextlib.contextmanager
def _part(package: ZipFile, name: str, *, packed: bool, always_bytes: int = ALWAYS_BYTES) -> Iterator[Source]:
    """The part of this name, unpacked as it is read; ``packed`` if there is Zstandard inside."""
    part = _info(package, name)
    size = min(part.compress_size, Path(str(package.filename)).stat().st_size)
    with package.open(part) as content:
        bounded = Bounded(content, size, always_bytes)
        if packed:
            with ZstdFile(bounded) as unpacked:
                yield Bounded(unpacked, size, always_bytes)
        else:
            yield bounded


def _info(package: ZipFile, name: str) -> ZipInfo:
    if name not in package.NameToInfo:
        raise FaultError(f"it has no part {name}")
    part = package.getinfo(name)
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise FaultError(f"its part {name} is packed as Anki never does it")
    return part


# -------------------------------------------------------------------------------------------------------------- media


def _media(package: ZipFile, *, packed: bool) -> Mapping[str, str]:
    """The parts that hold media, by the names that these have."""
    if _MEDIA not in package.NameToInfo:
        return {}
    with _part(package, _MEDIA, packed=packed) as source:
        content = whole(source)
    named = _latest_media(content) if packed else _legacy_media(content)
    for name in named.values():
        if not _is_plain(name):
            raise FaultError(f"it names a medium that is no plain file, {name[:80]}")
    return {name: part for part, name in named.items()}


def _latest_media(content: bytes) -> dict[str, str]:
    entries = (entry for number, entry in protobuf.fields(content) if number == 1 and isinstance(entry, bytes))
    return {str(part): protobuf.text(entry, 1) for part, entry in enumerate(entries)}


def _legacy_media(content: bytes) -> dict[str, str]:
    listed = json.loads(content or b"{}")
    if not isinstance(listed, dict) or not all(isinstance(name, str) for name in listed.values()):
        raise FaultError("its list of media is none")
    return listed


def _is_plain(name: str) -> bool:
    path = PureWindowsPath(name)
    return name not in ("", ".", "..") and path.name == name and "\0" not in name


# -------------------------------------------------------------------------------------------------- closed collections


@contextlib.contextmanager
def _collection(path: Path, copied: Path) -> Iterator[Opened]:
    path = path.resolve()  # what belongs to it lies beside the file, and not beside a link to it
    _copy_collection(path, copied)
    folder = path.with_suffix(".media")
    media = tuple(sorted(each.name for each in folder.iterdir() if each.is_file())) if folder.is_dir() else ()

    def copy_medium(name: str, target: IO[bytes]) -> None:
        if name not in media:
            raise KeyError(name)
        with (folder / name).open("rb") as source:
            shutil.copyfileobj(source, target)

    with contextlib.closing(database.connect(copied)) as connection:
        yield Opened(connection, media, is_whole=True, _copy_medium=copy_medium)


def _copy_collection(path: Path, copied: Path) -> None:
    """A copy with all that SQLite has left beside it; even to look into the file in place would leave files there."""
    beside = {suffix: path.with_name(path.name + suffix) for suffix in ("-wal", "-journal")}
    with path.open("rb") as source:
        if not _keeps_anki_out(source, beside["-wal"]):
            raise AnkiIsOpenError(path)
        with copied.open("xb") as target:
            shutil.copyfileobj(source, target)
        for suffix, left in beside.items():
            if left.is_file():
                shutil.copyfile(left, copied.with_name(copied.name + suffix))


def _keeps_anki_out(collection: BinaryIO, log: Path) -> bool:
    """Whether Anki is closed; then it can't open the collection until this file is closed."""
    if fcntl is None:
        return not (log.is_file() and log.stat().st_size)
    start, length = _SQLITE_LOCKS
    try:
        fcntl.lockf(collection, fcntl.LOCK_SH | fcntl.LOCK_NB, length, start)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:  # a file system without locks can't tell
        return True
    return True
