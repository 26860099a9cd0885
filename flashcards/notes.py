"""Finds the note files of a collection and reads them; nothing here ever writes one.

A file that can't be used is reported with its reason, and the others are read all the same.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from flashcards.errors import Problem
from flashcards.model import Note

LARGEST_NOTE_BYTES = 5_000_000
"""More than three thousand printed pages; what is larger is hardly a note that somebody wrote."""

_NOWHERE = "this link leads nowhere; bring back what it leads to, or remove the link."

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, as its mark begins like that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A note file or a folder of notes that can't be used. ``message`` is one sentence with what to do."""

    path: str
    message: str
    line: int = 1

    @property
    def problem(self) -> Problem:
        """It as a fault to be shown with the others."""
        return Problem(self.path, self.line, self.message)


@dataclass(frozen=True, slots=True)
class ReadNote:
    """A note, and a hash of its text that changes whenever the text does."""

    note: Note
    content_hash: str


class Found(NamedTuple):
    """All notes of a collection, sorted by path, and what couldn't be read."""

    notes: list[ReadNote]
    unreadable: list[Unreadable]


def read_all(root: Path, folder: str, suffixes: Collection[str], largest_bytes: int = LARGEST_NOTE_BYTES) -> Found:
    """Read every note in ``root/folder`` and below whose suffix, in lower case, is one of ``suffixes``.

    Paths in the result are relative to ``root``, with forward slashes. Files and folders whose names begin with a dot
    are skipped; symbolic links are followed, but each folder is read once.
    """
    found = Found([], [])
    for path in _files(root, root / folder, found.unreadable):
        if path.suffix.lower() in suffixes:
            read = read_note(root, path, largest_bytes)
            if isinstance(read, ReadNote):
                found.notes.append(read)
            else:
                found.unreadable.append(read)
        elif _leads_nowhere(path):
            found.unreadable.append(Unreadable(_shown(root, path), _NOWHERE))
    found.notes.sort(key=lambda read: read.note.path)
    found.unreadable.sort(key=lambda one: one.path)
    return found


def read_note(root: Path, path: Path, largest_bytes: int = LARGEST_NOTE_BYTES) -> ReadNote | Unreadable:
    """The note at ``path``; its own path is relative to ``root`` where it lies inside."""
    shown = _shown(root, path)
    if not _is_text(str(path)):
        return Unreadable(shown, "the name of this file is not valid Unicode; rename it.")
    try:
        content = _content(path, largest_bytes)
    except OSError as error:
        reason = error.strerror or str(error)
        return Unreadable(shown, f"this note can't be read ({reason}); make it readable, or move it out of the notes.")
    return _decoded(shown, content, largest_bytes)


# ---------------------------------------------------------------------------------------------------------- finding


def _files(root: Path, top: Path, unreadable: list[Unreadable]) -> Iterator[Path]:
    """All visible files below ``top``. Real folders come before linked ones, so that a link is never the main name."""
    seen: set[tuple[int, int]] = set()
    folders: list[Path] = [top]
    links: list[Path] = []
    while folders or links:
        folder = folders.pop() if folders else links.pop(0)
        try:
            stats = folder.stat()
            if (stats.st_dev, stats.st_ino) in seen:
                continue
            seen.add((stats.st_dev, stats.st_ino))
            entries = sorted(_visible(folder), key=lambda entry: entry.name)
        except OSError as error:
            message = f"this folder can't be read ({error.strerror or error}); make it readable, or move it away."
            unreadable.append(Unreadable(_shown(root, folder), message))
            continue
        for entry in entries:
            if not _is_folder(entry):
                yield folder / entry.name
            else:
                (links if entry.is_symlink() else folders).append(folder / entry.name)


def _visible(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return [entry for entry in entries if not entry.name.startswith(".")]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in circles, or to where we may not look
        return False


def _leads_nowhere(path: Path) -> bool:
    """Whether it is a link to what isn't there now, or where we may not look: it may have been a folder of notes."""
    if not path.is_symlink():
        return False
    try:
        path.stat()
    except OSError:
        return True
    return False


def _shown(root: Path, path: Path) -> str:
    inside = path.relative_to(root) if path.is_relative_to(root) else path
    return os.fsencode(inside.as_posix()).decode("utf-8", "replace")


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


# ---------------------------------------------------------------------------------------------------------- reading


def _content(path: Path, largest_bytes: int) -> bytes:
    """What the file holds, or a little more than may be, so that a file without an end is not read to its end."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError("it is not a regular file")
    with path.open("rb") as file:
        return file.read(largest_bytes + 1)


def _decoded(shown: str, content: bytes, largest_bytes: int) -> ReadNote | Unreadable:
    if len(content) > largest_bytes:
        size = f"{largest_bytes / 1e6:g} MB"
        return Unreadable(shown, f"this note is larger than {size}; split it, or move it out of the notes.")
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Unreadable(shown, "this note is not UTF-8 from here on; save it as UTF-8.", line)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return Unreadable(shown, "this note holds a NUL byte, so it is not plain text; save it as UTF-8 text.", line)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return ReadNote(Note(shown, text), hashlib.sha256(text.encode()).hexdigest())
