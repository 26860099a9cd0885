"""Starts ``worker`` and talks to it; what goes wrong there becomes one sentence here.

An interrupt reaches this process alone: the other one then finds its input closed, finishes the transaction that it is in,
closes the collection and ends.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from flashcards.anki.exchange.faults import (
    AnkiFailedError,
    NewerAnkiError,
    NoAnkiPackageError,
    NotAnAnkiCollectionError,
    SyncRefusedError,
)
from flashcards.anki.files.errors import AnkiIsOpenError
from flashcards.errors import FlashcardsError

_PROGRAM = Path(__file__).with_name("worker.py")
_CLOSING_S = 60
_WORDS = 300
"""As much of a message as fits into a sentence."""
_CAUSE = re.compile(r'Some\(\\?"(.+?)\\?"\)')
"""What SQLite said, in what Anki makes of it."""
_MARKS = re.compile("[\u2066-\u2069]")
"""What Anki puts around words whose direction it doesn't know."""


@dataclass(slots=True)
class Child:
    """The other process with the collection at ``path``."""

    path: Path
    process: subprocess.Popen[str]
    complaints: IO[bytes]
    named: Path
    """What errors call it: of a copy, what it is one of."""

    def ask(self, name: str, **given: Any) -> Any:
        """What the worker's method ``name`` returns. Raises an error of ``faults`` if it fails."""
        said = self._said(json.dumps({"do": name, **given}))
        if "failed" in said:
            raise self._fault(*said["failed"])
        return said["done"]

    def _said(self, request: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with suppress(BrokenPipeError):  # it has died, and there is no answer
            self.process.stdin.write(request + "\n")
            self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer.endswith("\n"):
            raise AnkiFailedError(self.named, self._last_words())
        return dict(json.loads(answer))

    def _last_words(self) -> str:
        status = self.process.wait()
        self.complaints.seek(0)
        lines = self.complaints.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:_WORDS] if lines else f"its process ended with status {status}"

    def _fault(self, kind: str, message: str) -> Exception:
        cause = _CAUSE.search(message)
        words = " ".join(_MARKS.sub("", cause[1] if cause else message).split())[:_WORDS]
        if kind == "missing":
            return NoAnkiPackageError(words)
        if kind.startswith(("SyncError", "NetworkError")):
            return SyncRefusedError(words, signing_in="AUTH" in kind)
        if "already open" in message or "database is locked" in message:
            return AnkiIsOpenError(self.named)
        if "kind: FileTooNew" in message:
            return NewerAnkiError(self.named)
        if "not a database" in message or "malformed" in message:
            return NotAnAnkiCollectionError(self.named, words)
        return AnkiFailedError(self.named, words or kind)

    @contextmanager
    def opened(self) -> Iterator[dict[str, Any]]:
        """The collection is open meanwhile, and made if it isn't there; what ``Worker.open`` says of it.

        After an interrupt nothing is asked any more: ``end`` sees to the rest, and waits for no server.
        Raises AnkiIsOpenError, NoAnkiPackageError, NotAnAnkiCollectionError or AnkiFailedError.
        """
        said = self.ask("open", path=str(self.path))
        try:
            yield said
        except Exception:
            self._close()
            raise
        self._close()

    def _close(self) -> None:
        with suppress(FlashcardsError):
            self.ask("close")

    def end(self) -> None:
        """Let the other process close the collection and end; one that doesn't is stopped."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        try:
            self.process.wait(_CLOSING_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def new_process(complaints: IO[bytes]) -> subprocess.Popen[str]:
    """The other process, in a session of its own; what goes wrong there is written to ``complaints``."""
    return subprocess.Popen(
        [sys.executable, "-P", str(_PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        encoding="utf-8",
        start_new_session=True,
    )


@contextmanager
def started(path: Path, *, named: Path | None = None) -> Iterator[Child]:
    """Another process for the collection at ``path``, which it hasn't opened yet; ``named`` is what errors call it."""
    with tempfile.TemporaryFile() as complaints:
        process = new_process(complaints)
        child = Child(path, process, complaints, named or path)
        try:
            yield child
        finally:
            child.end()
            process.stdout.close()  # type: ignore[union-attr]


@contextmanager
def collection_open(path: Path) -> Iterator[tuple[Child, dict[str, Any]]]:
    """The collection at ``path`` in another process, and what ``Worker.open`` says of it. Raises as ``Child.opened``."""
    with started(path) as child, child.opened() as opened:
        yield child, opened
