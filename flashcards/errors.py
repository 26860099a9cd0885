"""What can go wrong: a ``Problem`` is a value about a note, a ``FlashcardsError`` stops a command.

Each class writes its own sentence, with what to do next; ``cli`` prints it in one place.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A fault in a note: shown with its place, never raised; the rest of the note is still used."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class FlashcardsError(Exception):
    """A command can't go on. ``str()`` is one clear sentence that says why and what to do."""
