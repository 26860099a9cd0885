"""What identity decides: the cards that were known, and what becomes of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from flashcards.events import Wording, wording_of
from flashcards.identity.anchors import SharedAnchor
from flashcards.identity.compare import context_of, identified_by, normal, question
from flashcards.identity.told import only_slips, resemblance
from flashcards.model import Draft


@dataclass(frozen=True, slots=True)
class Known:
    """A card that has been built before."""

    id: str
    wording: Wording
    former: tuple[Wording, ...] = ()
    """Wordings that it had before it was followed to another."""
    refused: tuple[Wording, ...] = ()
    """Wordings that are another card's: the learner said so."""
    retired: bool = False
    reviewed: bool = False


Change = Literal["kept", "edited", "moved", "followed"]


@dataclass(frozen=True, slots=True)
class Continued:
    """A card that goes on in ``draft``. ``change``: kept, edited (same question), moved (same text) or followed."""

    card_id: str
    draft: Draft
    before: Wording
    change: Change
    reason: str
    """The stage that found it."""
    returned: bool = False
    """It was retired."""

    @property
    def after(self) -> Wording:
        """Its wording from now on."""
        return wording_of(self.draft)

    @property
    def asks_the_same(self) -> bool:
        """The id that is derived from its wording stays the same."""
        return question(self.before) == question(self.after)

    @property
    def only_slips(self) -> bool:
        """Its text has changed, but by slips of the pen alone."""
        return only_slips(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Added:
    """A new card."""

    card_id: str
    draft: Draft


@dataclass(frozen=True, slots=True)
class Doubt:
    """A new card that might continue one of some old ones, which now retire; the evidence was not enough."""

    card_id: str
    draft: Draft
    candidates: tuple[Known, ...]
    """Those most like it come first."""
    reason: str

    def likeness(self, candidate: Known) -> float:
        """How much ``candidate`` is like the new card, from 0 to 1."""
        return resemblance(candidate.wording, wording_of(self.draft))


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of all cards. Each draft is in one of the first six; each old card in one of the rest of them."""

    kept: tuple[Continued, ...] = ()
    edited: tuple[Continued, ...] = ()
    moved: tuple[Continued, ...] = ()
    followed: tuple[Continued, ...] = ()
    restored: tuple[Continued, ...] = ()
    added: tuple[Added, ...] = ()
    retired: tuple[Known, ...] = ()
    held: tuple[Known, ...] = ()
    """Not found, but one of their notes can't be read, so they stay as they are."""
    doubtful: tuple[Doubt, ...] = ()
    shared_anchors: tuple[SharedAnchor, ...] = ()
    """Anchors to be renamed; a standing fault of the notes, not a change."""

    @property
    def continued(self) -> tuple[Continued, ...]:
        """All old cards that have a draft."""
        return (*self.kept, *self.edited, *self.moved, *self.followed, *self.restored)

    @property
    def changes_nothing(self) -> bool:
        """Whether every card is as it was."""
        return not (self.edited or self.moved or self.followed or self.restored or self.added or self.retired)


def change_between(before: Wording, after: Wording) -> Change:
    """What has become of a card that had the one wording and has the other."""
    if before == after:
        return "kept"
    old, new = identified_by(before), identified_by(after)
    same_sides = normal(old.front) == normal(new.front) and normal(old.back) == normal(new.back)
    if same_sides and _place(before) != _place(after):
        return "moved"
    return "edited" if question(before) == question(after) else "followed"


def _place(wording: Wording) -> tuple[object, ...]:
    return context_of(wording), wording.paths, wording.deck
