"""Which side decides whether a card is suspended: the one that changed its mind since both last agreed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import Enum, auto

from flashcards.anki.exchange import schedule
from flashcards.anki.exchange.ours_and_theirs import Ours, Theirs

_ANSWERED_WITHIN_S = 2
"""An answer changes its card's time; a card that was changed no later than this was not touched since."""


class Side(Enum):
    """Who has the last word."""

    OURS = auto()
    THEIRS = auto()


@dataclass(slots=True)
class Agreed:
    """The cards that were suspended after the last push, here and there; by their ids."""

    here: set[str] = field(default_factory=set)
    there: set[str] = field(default_factory=set)
    left: set[int] = field(default_factory=set)
    """Rows of the review log that stay in Anki, though they were taken back here."""

    def note(self, card_id: str, *, here: bool, there: bool) -> None:
        """Keep in mind how a card is on either side."""
        if here:
            self.here.add(card_id)
        if there:
            self.there.add(card_id)

    def as_json(self) -> bytes:
        """The whole, to be kept."""
        return json.dumps([sorted(self.here), sorted(self.there), sorted(self.left)]).encode()

    @classmethod
    def of_json(cls, content: bytes) -> Agreed:
        """What ``as_json`` gave."""
        here, there, left = json.loads(content)
        return cls(set(here), set(there), set(left))


def who_wins(ours: Ours, theirs: Theirs, agreed: Agreed | None) -> Side | None:
    """Whose word counts for a card that one side has suspended and the other hasn't; None where nobody's does.

    Where it isn't known how it was before, or both have changed it, it is what was decided later.
    """
    if ours.aside == theirs.is_suspended:
        return None
    if agreed is not None:
        we_changed = ours.aside != (ours.card_id in agreed.here)
        they_changed = theirs.is_suspended != (ours.card_id in agreed.there)
        if we_changed != they_changed:
            return Side.OURS if we_changed else Side.THEIRS
        if not we_changed:  # the learner wants in Anki what the notes no longer have
            return None
    return Side.OURS if _is_later(ours, theirs) else Side.THEIRS


def _is_later(ours: Ours, theirs: Theirs) -> bool:
    """Whether we decided later. Anki says only when a card was last changed; an answer is no decision to ask it again, and a
    card that was never answered there may have come in with a package since.
    """
    last_answer_s = max((row.id_ms // 1000 for row in theirs.rows if row.is_answer), default=None)
    answered = last_answer_s is not None and theirs.changed_s - last_answer_s <= _ANSWERED_WITHIN_S
    is_new = theirs.type == schedule.NEW and not theirs.rows
    return ours.aside_since_ms // 1000 > theirs.changed_s or (ours.aside and (answered or is_new))
