"""Which side decides whether a card is suspended: the one that changed its mind since both last agreed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, NamedTuple

from flashcards.anki.exchange.ours_and_theirs import LogRow, Theirs
from flashcards.anki.files.snapshot import Card
from flashcards.anki.numbers import CardType, Queue

_ANSWERED_WITHIN_S = 2
"""An answer changes its card's time; a card that was changed no later than this was not touched since."""


class Side(Enum):
    """Who has the last word."""

    OURS = auto()
    THEIRS = auto()


@dataclass(slots=True)
class Agreed:
    """The cards that were suspended after the last push, here and there, and those that were there at all; by their ids."""

    here: set[str] = field(default_factory=set)
    there: set[str] = field(default_factory=set)
    left: set[int] = field(default_factory=set)
    """Rows of the review log that stay in Anki, though they were taken back here."""
    seen: dict[str, int] = field(default_factory=dict)
    """The cards that a push has found or brought there, and when each had last been restored here by then, or 0: one that isn't
    there any more was deleted there."""
    written: dict[str, str] = field(default_factory=dict)
    """What the fields of the learner's own notes said when a push had changed them, as hashes."""
    mark: str = ""
    """The mark that the collection had when they were seen. With another one it may be an older state of itself."""

    def note(self, card_id: str, *, here: bool, there: bool) -> None:
        """Keep in mind how a card is on either side."""
        for side, aside in ((self.here, here), (self.there, there)):
            (side.add if aside else side.discard)(card_id)

    def after(self, followed: Iterable[tuple[str, bool]]) -> Agreed:
        """The same once these cards are on both sides as they are said to be, suspended or not."""
        after = Agreed(set(self.here), set(self.there), set(self.left), dict(self.seen), dict(self.written), self.mark)
        for card_id, suspended in followed:
            after.note(card_id, here=suspended, there=suspended)
        return after

    def plain(self) -> dict[str, Any]:
        """The whole as JSON has it, to be kept."""
        aside = {"here": sorted(self.here), "there": sorted(self.there), "left": sorted(self.left)}
        seen = {"seen": dict(sorted(self.seen.items())), "seen_with": self.mark}
        return {**aside, **seen, "written": dict(sorted(self.written.items()))}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Agreed:
        """What ``plain`` gave; what an earlier version kept lacks some of it. Raises LookupError, TypeError or ValueError for
        anything else.
        """
        sides = (set(kept["here"]), set(kept["there"]), set(kept["left"]))
        return cls(*sides, dict(kept.get("seen", {})), dict(kept.get("written", {})), kept.get("seen_with", ""))


class Standing(NamedTuple):
    """How a card is on either side, and since when."""

    card_id: str
    here: bool
    """Whether it is suspended here."""
    since_ms: int
    """When that was last decided."""
    there: bool
    changed_s: int
    """When anything of it was last changed there."""
    last_answer_s: int | None
    """Of its answers there."""
    is_new: bool
    """Whether nobody has answered or changed it there."""


def standing(card_id: str, *, here: bool, since_ms: int, there: Card | Theirs, rows: Sequence[LogRow]) -> Standing:
    """How one card is on either side; ``rows`` are all of the card ``there`` in the review log."""
    last_answer_s = max((row.id_ms // 1000 for row in rows if row.is_answer), default=None)
    is_new = there.type == CardType.NEW and not rows
    return Standing(
        card_id, here, since_ms, there.queue == Queue.SUSPENDED, there.changed_s, last_answer_s, is_new=is_new
    )


def who_wins(card: Standing, agreed: Agreed | None) -> Side | None:
    """Whose word counts for a card that one side has suspended and the other hasn't; None where nobody's does.

    Where it isn't known how it was before, or both have changed it, it is what was decided later.
    """
    if card.here == card.there:
        return None
    if agreed is not None:
        we_changed = card.here != (card.card_id in agreed.here)
        they_changed = card.there != (card.card_id in agreed.there)
        if we_changed != they_changed:
            return Side.OURS if we_changed else Side.THEIRS
        if not we_changed:  # the learner wants in Anki what the notes no longer have
            return None
    return Side.OURS if _is_later(card) else Side.THEIRS


def _is_later(card: Standing) -> bool:
    """Whether we decided later. Anki says only when a card was last changed; an answer is no decision to ask it again, and a
    card that was never answered there may have come in with a package since.
    """
    answered = card.last_answer_s is not None and card.changed_s - card.last_answer_s <= _ANSWERED_WITHIN_S
    return card.since_ms // 1000 > card.changed_s or (card.here and (answered or card.is_new))
