"""What a learner may want otherwise of a package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import quote

from flashcards.apkg.preset import Presets
from flashcards.model import Source

DESCRIPTION = "Built from your notes. Change the notes, not the cards: the next build brings the change here."

Retirement = Literal["tag", "empty", "leave"]
"""What Anki is told of a card that retired: it gets a tag, or an empty question as well, or nothing is told."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where the line about the source of a card leads."""

    notes: str
    """The folder of the notes, from the collection."""
    start: PurePosixPath
    """The same folder from the top of the vault, or, without a ``vault``, from the top of the disk."""
    vault: str = ""
    """The name of an Obsidian vault."""

    def to(self, source: Source) -> str:
        """The address of the note. Neither Obsidian nor a browser can be sent to a line of it."""
        path = str(self.start / PurePosixPath(source.path.removeprefix(f"{self.notes}/")))
        if self.vault:
            return f"obsidian://open?vault={quote(self.vault, safe='')}&file={quote(path, safe='')}"
        return f"file://{quote(path if path.startswith('/') else f'/{path}')}"


@dataclass(frozen=True, slots=True)
class Options:
    """How a package is made, but for its cards."""

    deck_prefix: str = ""
    description: str = DESCRIPTION
    """Plain text for the top decks."""
    retired: Retirement = "tag"
    links: Links | None = None
    presets: Presets = ()
    """None leaves the learner's own options of a deck alone."""
