"""What a look at the notes, a build, and an import from Anki give back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from flashcards.collection.by_hand import ByHand
from flashcards.collection.loss import Loss
from flashcards.errors import Problem
from flashcards.identity import Continued, Plan
from flashcards.model import Draft
from flashcards.notes import Unreadable


class Now(NamedTuple):
    """The clock: an instant in ms since 1970 UTC, and the local time's offset from UTC at it."""

    time_ms: int
    utc_offset_minutes: int


class Scan(NamedTuple):
    """What the notes say now: all drafts, each question once; the faults found; the notes that can't be read."""

    notes: int
    drafts: list[Draft]
    problems: list[Problem]
    unreadable: list[Unreadable]
    paths: frozenset[str]
    """The notes that could be read."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, or would do."""

    plan: Plan
    """What became of each card."""
    problems: tuple[Problem, ...]
    """Faults in notes and in the journal, and notes that can't be read, by place."""
    notes: int
    cards: int
    """How many cards the package holds."""
    package: Path
    changed: bool
    """Whether the package was written, or would be."""
    left_out: int = 0
    """How many cards aren't made because their priority is below the minimum."""
    relearnt: tuple[Continued, ...] = ()
    """Cards that are to be learnt again, as their answer is another one; none, unless the settings want it so."""
    by_hand: tuple[ByHand, ...] = ()
    """What the learner has to do in Anki, as no package can."""
    loss: Loss | None = None
    """Why a build stops unless it is told to go on: so many cards would retire."""
    missing_pictures: tuple[Problem, ...] = ()
    """Those of the problems for which a build stops, by place; none where the settings say that it goes on."""


@dataclass(frozen=True, slots=True)
class ImportedDeck:
    """What an import wrote, or would write."""

    notes: tuple[str, ...] = ()
    """The new notes, from the collection's folder."""
    media: int = 0
    cards: int = 0
    anki_notes: int = 0
    further: int = 0
    """Cards of notes with several cards, which have an id of their own."""
    reviews: int = 0
    suspended: int = 0
    missing_pictures: int = 0
    """Pictures that the new cards show and the file doesn't hold."""
    known: int = 0
    """Cards that the collection has already."""
    left_out: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What each of the cards that couldn't be taken shows, by why."""
    altered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What is otherwise here than in Anki, by what it is."""
