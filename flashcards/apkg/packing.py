"""The parts of a package in Anki's latest format, which 2.1.54 and later ones read: each packed with Zstandard.

The zip file around them compresses nothing.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdError, ZstdFile, compress, decompress
else:
    from backports.zstd import ZstdError, ZstdFile, compress, decompress

__all__ = ["ZstdError"]

META, DATABASE, MEDIA = "meta", "collection.anki21b", "media"
_LATEST = b"\x08\x03"
"""META: a message whose field 1 is the number of this format, 3."""
_BLOCK_BYTES = 1 << 20
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_DATABASE_LEVEL = 9
"""Higher ones take at least twice the time, for at most 3 % less."""
_MEDIUM_LEVEL = 1
"""Pictures are packed already."""


def add_database(package: ZipFile, content: bytes) -> None:
    """Write the SQLite file ``content``, and of what format the package is."""
    package.writestr(_entry(META), _LATEST)
    package.writestr(_entry(DATABASE), compress(content, _DATABASE_LEVEL))


def add_media(package: ZipFile, media: Iterable[tuple[str, Path]]) -> None:
    """Write these files under their names, and the list of them."""
    listed = [_listed(name, *_add(package, str(number), path)) for number, (name, path) in enumerate(media)]
    package.writestr(_entry(MEDIA), compress(b"".join(listed)))


def database_in(package: ZipFile) -> bytes:
    """The SQLite file."""
    return decompress(package.read(DATABASE))


def copy_media(source: ZipFile, target: ZipFile) -> None:
    """Write the media of ``source``, and the list of them, into ``target``."""
    for name in source.namelist():
        if name not in (META, DATABASE):
            with source.open(name) as content, target.open(_entry(name), "w", force_zip64=True) as member:
                while block := content.read(_BLOCK_BYTES):
                    member.write(block)


def is_database(package: ZipFile, wanted: bytes) -> bool:
    """Whether the database in the package, read block by block, is ``wanted``."""
    left = memoryview(wanted)
    with package.open(DATABASE) as member, ZstdFile(member) as unpacked:
        while block := unpacked.read(_BLOCK_BYTES):
            if block != left[: len(block)]:
                return False
            left = left[len(block) :]
    return not left


def _entry(name: str) -> ZipInfo:
    """The same whenever and wherever it is written."""
    entry = ZipInfo(name, _FIXED_TIME)
    entry.compress_type = ZIP_STORED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def _add(package: ZipFile, part: str, path: Path) -> tuple[int, bytes]:
    """Size in bytes and SHA-1 of the file that is now in the package."""
    size_bytes, digest = 0, hashlib.sha1(usedforsecurity=False)
    with (
        path.open("rb") as content,
        package.open(_entry(part), "w", force_zip64=True) as member,
        ZstdFile(member, "w", level=_MEDIUM_LEVEL) as packed,
    ):
        packed.write(b"")  # otherwise nothing at all were written for an empty file, and Anki refuses the whole package
        while block := content.read(_BLOCK_BYTES):
            size_bytes += len(block)
            digest.update(block)
            packed.write(block)
    return size_bytes, digest.digest()


def _listed(name: str, size_bytes: int, sha1: bytes) -> bytes:
    """A file in the message MEDIA, whose field 1 each of them is; in it, fields 1 to 3 are what this function is given."""
    return _counted(1, _counted(1, name.encode()) + b"\x10" + _varint(size_bytes) + _counted(3, sha1))


def _counted(field: int, content: bytes) -> bytes:
    return bytes([field << 3 | 2]) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])
