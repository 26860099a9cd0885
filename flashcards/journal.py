"""The journal on disk: one append-only file for each device, so that any file sync merges them without a conflict.

Every ``*.jsonl`` in the folder is read, copies that a sync program made of a conflict included; a line that stands in
several files counts once. Only the file of this device is ever written, and only at its end.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import platformdirs

from flashcards.errors import FlashcardsError, Problem
from flashcards.events import Event, LineError, read_line, write_line

try:
    import fcntl
except ImportError:  # not a POSIX system: a single write at the end of the file has to do
    fcntl = None  # type: ignore[assignment]

DEVICE_VARIABLE = "FLASHCARDS_DEVICE"
_BLOCK_BYTES = 1 << 16
_UNREADABLE = "without it cards would lose their history; make it readable, and try again."


class JournalError(FlashcardsError):
    """A journal file, or the place where this device's name is remembered, can't be read or written."""

    def __init__(self, path: Path, doing: str, error: OSError, remedy: str) -> None:
        super().__init__(f"{path} can't be {doing} ({error.strerror or error}); {remedy}")


class Journal:
    """The journal files in ``folder``; ``device`` names the one that this device writes."""

    def __init__(self, folder: Path, device: str = "") -> None:
        self.folder = folder
        self.path = folder / f"{_slug(device) or 'device'}.jsonl"

    def read(self) -> tuple[list[Event], list[Problem]]:
        """All events of all devices in the order of the files, and the lines that can't be used.

        Raises JournalError if a file can't be read: without it, cards would look as if they had never been seen.
        """
        found: list[Event] = []
        problems: list[Problem] = []
        for path in self._files():
            events, faults = _parsed(_content(path), _shown(path))
            found += events
            problems += faults
        return found, problems

    def own(self) -> list[Event]:
        """The events of this device in the order in which they were appended."""
        return _parsed(_content(self.path), "")[0] if self.path.exists() else []

    def append(self, events: Iterable[Event]) -> list[Problem]:
        """Write ``events`` to the end of this device's file; when it returns, they are on the disk.

        A torn last line is first moved to a file of its own, and reported. Raises JournalError, and then nothing of
        ``events`` has been written.
        """
        lines = b"".join(write_line(event) for event in events)
        if not lines:
            return []
        try:
            return self._append(lines)
        except OSError as error:
            remedy = "nothing was saved; make room or allow writing there, and try again."
            raise JournalError(self.path, "written", error, remedy) from error

    def fingerprint(self) -> str:
        """Changes whenever a journal file does; cheap, as it doesn't look into them."""
        stats = [(path.name, path.stat()) for path in self._files()]
        return repr([(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats])

    def _files(self) -> list[Path]:
        try:
            return sorted(path for path in self.folder.iterdir() if path.suffix == ".jsonl")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise JournalError(self.folder, "read", error, _UNREADABLE) from error

    def _append(self, lines: bytes) -> list[Problem]:
        self.folder.mkdir(parents=True, exist_ok=True)
        is_new = not self.path.exists()
        with self.path.open("a+b", buffering=0) as file, _locked(file):
            problems = self._mend(file)
            end = file.seek(0, os.SEEK_END)
            try:
                _write_all(file, lines)
                os.fsync(file.fileno())
            except OSError:
                with suppress(OSError):
                    file.truncate(end)
                raise
        if is_new:
            _sync_folder(self.folder)
        return problems

    def _mend(self, file: BinaryIO) -> list[Problem]:
        """Make the file end with a line feed: a whole last line gets one, a torn one is set aside."""
        start, tail = _unended_line(file)
        if not tail:
            return []
        if _is_event(tail):
            file.seek(0, os.SEEK_END)
            _write_all(file, b"\n")
            return []
        torn = self.path.with_name(self.path.name + ".torn")
        with torn.open("ab") as aside:
            aside.write(tail + b"\n")
            aside.flush()
            os.fsync(aside.fileno())
        file.truncate(start)
        return [Problem(_shown(self.path), _line_at(file, start), f"the last line was torn, and is now in {torn.name}")]


# ---------------------------------------------------------------------------------------------------------- reading


def _shown(path: Path) -> str:
    return "/".join(path.parts[-3:])


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file, _locked(file, shared=True):
            return file.read()
    except OSError as error:
        raise JournalError(path, "read", error, _UNREADABLE) from error


def _parsed(content: bytes, shown: str) -> tuple[list[Event], list[Problem]]:
    events: list[Event] = []
    problems: list[Problem] = []
    *_, unended = lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                events.append(read_line(line))
            except LineError as error:
                torn = number == len(lines) and bool(unended)
                problems.append(Problem(shown, number, _sentence(str(error), torn=torn)))
    return events, problems


def _sentence(why: str, *, torn: bool) -> str:
    if torn:
        return "the last line is torn: the program or the machine stopped while writing it, so it is left out"
    return f"this line {why}, so it is left out"


def _is_event(line: bytes) -> bool:
    try:
        read_line(line)
    except LineError:
        return False
    return True


def _unended_line(file: BinaryIO) -> tuple[int, bytes]:
    """What follows the last line feed of the file, and where it begins."""
    start = file.seek(0, os.SEEK_END)
    tail = b""
    while start and b"\n" not in tail:
        step = min(start, _BLOCK_BYTES)
        start -= step
        file.seek(start)
        tail = file.read(step) + tail
    ended = tail.rfind(b"\n") + 1
    return start + ended, tail[ended:]


def _line_at(file: BinaryIO, offset: int) -> int:
    file.seek(0)
    return file.read(offset).count(b"\n") + 1


# ---------------------------------------------------------------------------------------------------------- writing


def _write_all(file: BinaryIO, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[file.write(view) :]


def _sync_folder(folder: Path) -> None:
    """Make a new file's name last as well, where the system can do that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _locked(file: BinaryIO, *, shared: bool = False) -> Iterator[None]:
    """Keep other processes of this machine off ``file``, where the file system knows locks."""
    if fcntl is not None:
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
    yield  # closing the file lets go of the lock


# ------------------------------------------------------------------------------------------------- this device's name


def device_name(collection: Path, remembered_in: Path | None = None) -> str:
    """The name of this machine for this collection: its host name and six random hexadecimal digits.

    It is remembered outside the collection, so that a synced or copied folder never brings it along.
    ``$FLASHCARDS_DEVICE`` overrides it. Raises JournalError if it can't be remembered.
    """
    if chosen := _slug(os.environ.get(DEVICE_VARIABLE, "")):
        return chosen
    host = platform.node()
    key = hashlib.sha256(f"{host}\0{collection.resolve()}".encode("utf-8", "surrogateescape")).hexdigest()[:32]
    folder = remembered_in or Path(platformdirs.user_data_dir("flashcards")) / "devices"
    try:
        return _remembered(folder / key, f"{_slug(host) or 'device'}-{secrets.token_hex(3)}")
    except OSError as error:
        remedy = f"allow writing there, or set {DEVICE_VARIABLE} to a name of this machine."
        raise JournalError(folder / key, "written", error, remedy) from error


def _remembered(path: Path, new_name: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b", buffering=0) as file, _locked(file):
        file.seek(0)
        if known := _slug(file.read().decode("utf-8", "replace")):
            return known
        _write_all(file, new_name.encode())
        os.fsync(file.fileno())
    return new_name


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60]
