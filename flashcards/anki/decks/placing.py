"""Writes what came from Anki: into a folder aside first, then each file in one step to its place, never over another one."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from flashcards.anki.files.opening import Opened


class Staging:
    """Files on their way. ``aside`` is a folder of ours on the same disk as ``root``, which they go below."""

    def __init__(self, aside: Path, root: Path) -> None:
        self.aside = aside
        self._root = root
        shutil.rmtree(aside, ignore_errors=True)  # what an interrupted import has left

    def note(self, path: str, text: str) -> None:
        """Put a note aside; ``path`` is from the root, with forward slashes."""
        self._new(path).write_text(text, "utf-8", newline="\n")

    def medium(self, path: str, name: str, file: Opened) -> None:
        """Put the medium of this name in the package aside."""
        with self._new(path).open("wb") as target:
            file.copy_medium(name, target)

    def _new(self, path: str) -> Path:
        place = self.aside / path
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def make_room(self, paths: Iterable[str]) -> None:
        """Make the folders that the files go to, so that what is in the way shows before anything is decided."""
        for path in paths:
            (self._root / path).parent.mkdir(parents=True, exist_ok=True)

    def place(self, paths: Iterable[str]) -> None:
        """Bring the files to their places, in this order; one that is there already stays as it is."""
        for path in paths:
            target = self._root / path
            if not target.exists():
                (self.aside / path).rename(target)

    def clear(self) -> None:
        """Take away what is left aside."""
        shutil.rmtree(self.aside, ignore_errors=True)


def holds(path: Path, name: str, file: Opened) -> bool:
    """Whether there is a file at ``path`` with just what the medium of this name holds."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    compared = _Compared(content)
    file.copy_medium(name, compared)  # type: ignore[arg-type]
    return compared.is_same()


class _Compared:
    """Something to write to, that tells if it was given certain bytes."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def write(self, chunk: bytes) -> int:
        end = self._at + len(chunk)
        self._at = end if self._at >= 0 and self._content[self._at : end] == chunk else -1
        return len(chunk)

    def is_same(self) -> bool:
        return self._at == len(self._content)
