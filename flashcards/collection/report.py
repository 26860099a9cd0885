"""What a look at the notes, and a build, give back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from flashcards.errors import Problem
from flashcards.identity import Added, Continued, Doubt, Known, Plan
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


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did, or would do."""

    plan: Plan
    problems: tuple[Problem, ...]
    """Faults in notes and in the journal, and notes that can't be read, by place."""
    notes: int
    cards: int
    """How many cards the package holds."""
    package: Path
    changed: bool
    """Whether the package was written, or would be."""

    @property
    def added(self) -> tuple[Added, ...]:
        """New cards."""
        return self.plan.added

    @property
    def edited(self) -> tuple[Continued, ...]:
        """Cards that ask the same and say something else."""
        return self.plan.edited

    @property
    def moved(self) -> tuple[Continued, ...]:
        """Cards that say the same at another place."""
        return self.plan.moved

    @property
    def followed(self) -> tuple[Continued, ...]:
        """Cards that go on under another wording."""
        return self.plan.followed

    @property
    def kept(self) -> tuple[Continued, ...]:
        """Cards that are as they were."""
        return self.plan.kept

    @property
    def restored(self) -> tuple[Continued, ...]:
        """Retired cards whose text is back."""
        return self.plan.restored

    @property
    def retired(self) -> tuple[Known, ...]:
        """Cards whose text has gone."""
        return self.plan.retired

    @property
    def held(self) -> tuple[Known, ...]:
        """Cards that stay because a note of theirs can't be read."""
        return self.plan.held

    @property
    def doubtful(self) -> tuple[Doubt, ...]:
        """New cards that might be old ones."""
        return self.plan.doubtful
