"""Unpacking that stops: a package of some kilobytes can be made to fill any disk."""

from __future__ import annotations

import io
from typing import IO, Protocol

from flashcards.anki.files.errors import FaultError

ALWAYS_BYTES = 64 << 20
"""What may come out of any file, however small it is: a collection full of the same word shrinks to nothing."""
MOST_TIMES = 100
"""How many times its packed size a larger part may have; databases of notes reach 5 to 20."""
MOST_BYTES = 8 << 30
_STEP_BYTES = 1 << 20


class Source(Protocol):
    """What can be read from."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""


class Bounded(io.RawIOBase):
    """``source``, of which no more can be read than its ``packed_bytes`` make likely. Raises FaultError beyond it."""

    def __init__(self, source: Source, packed_bytes: int, always_bytes: int = ALWAYS_BYTES) -> None:
        super().__init__()
        self._source = source
        self._left = min(max(packed_bytes * MOST_TIMES, always_bytes), MOST_BYTES)

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes, and never much at once."""
        chunk = self._source.read(_STEP_BYTES if size < 0 else min(size, _STEP_BYTES))
        self._left -= len(chunk)
        if self._left < 0:
            raise FaultError("it unpacks to far more than any collection holds")
        return chunk


def whole(source: Source) -> bytes:
    """All that is left of ``source``; it should be bounded."""
    found = bytearray()
    while chunk := source.read(_STEP_BYTES):
        found += chunk
    return bytes(found)


def copy(source: Source, target: IO[bytes]) -> None:
    """Write all that is left of ``source``, which should be bounded, to ``target``."""
    while chunk := source.read(_STEP_BYTES):
        target.write(chunk)
