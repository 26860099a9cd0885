"""Notes that belong to no collection: read, and made into cards, with no state. ``base`` is what paths are shown from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from flashcards import identity, notes, parser, passages
from flashcards.collection.errors import NotANoteError, UnreadableNoteError
from flashcards.errors import Problem
from flashcards.model import Card, Draft, Note
from flashcards.notes import Unreadable


class Loose(NamedTuple):
    """The cards of some notes, and the notes that can't be read."""

    cards: list[Card]
    problems: list[Problem]


def cards_of(paths: Sequence[Path], base: Path) -> Loose:
    """The cards of these notes and of those in these folders, parsed together, with the ids that a build would give them.

    Raises as ``note_at`` for a file that was named; others that can't be read are problems.
    """
    found: list[Note] = []
    problems: list[Problem] = []
    for path in paths:
        if path.is_dir():
            inside = notes.read_all(base, str(path.resolve()), parser.READERS.keys())
            found += [read.note for read in inside.notes]
            problems += [unreadable.problem for unreadable in inside.unreadable]
        else:
            found.append(note_at(path, base))
    drafts = _with_passages(parser.merge([draft for note in found for draft in parser.parse(note)[0]]), found)
    return Loose([Card(identity.derive(draft), draft) for draft in drafts], problems)


def _with_passages(drafts: list[Draft], found: Sequence[Note]) -> list[Draft]:
    if not any(draft.kind == "open" for draft in drafts):
        return drafts
    return passages.with_passages(drafts, [passages.passages_of(note.path, parser.read(note)[0]) for note in found])


def note_at(path: Path, base: Path) -> Note:
    """The note in this file. Raises NotANoteError or UnreadableNoteError."""
    if path.suffix.lower() not in parser.READERS:
        raise NotANoteError(path)
    read = notes.read_note(base, path.resolve())
    if isinstance(read, Unreadable):
        raise UnreadableNoteError(read.problem)
    return read.note
