"""The few fields that are needed of Anki's binary messages; everything else in them is passed over."""

from __future__ import annotations

from collections.abc import Iterator

from flashcards.anki.files.errors import FaultError

_VARINT, _EIGHT_BYTES, _COUNTED, _FOUR_BYTES = 0, 1, 2, 5
_LONGEST_VARINT = 10


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a message in order: their numbers, and a whole number or the bytes that they hold.

    Raises FaultError for what is no such message.
    """
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, kind = key >> 3, key & 7
        if kind == _VARINT:
            value, at = _varint(message, at)
            yield number, value
        else:
            start, at = _extent(message, at, kind)
            yield number, message[start:at]


def text(message: bytes, number: int) -> str:
    """The text in field ``number``; the last one, if there are several, and nothing if there is none."""
    found = [value for each, value in fields(message) if each == number and isinstance(value, bytes)]
    return found[-1].decode("utf-8", "replace") if found else ""


def whole_number(message: bytes, number: int) -> int:
    """The whole number in field ``number``, or 0."""
    return next((value for each, value in fields(message) if each == number and isinstance(value, int)), 0)


def _extent(message: bytes, at: int, kind: int) -> tuple[int, int]:
    if kind == _COUNTED:
        length, at = _varint(message, at)
    elif kind in (_EIGHT_BYTES, _FOUR_BYTES):
        length = 8 if kind == _EIGHT_BYTES else 4
    else:
        raise FaultError("a part of it is no message of Anki's")
    if at + length > len(message):
        raise FaultError("a part of it ends too early")
    return at, at + length


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count, byte in enumerate(message[at : at + _LONGEST_VARINT]):
        value |= (byte & 0x7F) << (7 * count)
        if byte < 0x80:
            return value, at + count + 1
    raise FaultError("a part of it is no message of Anki's")
