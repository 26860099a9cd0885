"""One card as the journal has it, and as Anki has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from flashcards.anki.exchange import schedule
from flashcards.anki.exchange.answers import OUR_ORDINAL
from flashcards.anki.exchange.matching import Answer
from flashcards.model import Review
from flashcards.scheduler import Settings

SUSPENDED = -1
"""The queue of a card that the learner doesn't want to be asked."""


@dataclass(frozen=True, slots=True)
class Ours:
    """One card as the journal has it."""

    card_id: str
    deck: str
    """As Anki is to name it."""
    former_decks: frozenset[str]
    """The decks that the notes put it in before, casefolded."""
    settings: Settings
    reviews: tuple[Review, ...]
    """Those that count, in order of time."""
    earlier: tuple[Review, ...] = ()
    """Those before it was to be learnt again."""
    crammed: tuple[Review, ...] = ()
    """Those beside the schedule."""
    taken_back: tuple[Answer, ...] = ()
    aside: bool = False
    """Whether it is not to be asked any more."""
    aside_since_ms: int = 0
    """When that was last decided, either way."""
    buried_at_ms: int | None = None
    """When it was put off until a day still to come."""
    gone: bool = False
    """Whether its text has gone from the notes."""


class LogRow(NamedTuple):
    """A row of Anki's review log."""

    id_ms: int
    button: int
    interval: int
    factor: int
    kind: int

    @property
    def is_answer(self) -> bool:
        """Whether it counts for the schedule: no change by hand, and no answer of a preview."""
        return self.button > 0 and not self.is_preview

    @property
    def is_preview(self) -> bool:
        """Whether it was given beside the schedule."""
        return self.kind == schedule.FILTERED_ROW and self.factor == 0

    @property
    def is_reset(self) -> bool:
        """Whether the card was made new by hand."""
        return self.kind == schedule.MANUAL_ROW and not (self.button or self.interval or self.factor)

    @property
    def is_set_by_hand(self) -> bool:
        """Whether the learner chose the day."""
        return self.kind == schedule.MANUAL_ROW and not self.is_reset


@dataclass(frozen=True, slots=True)
class Theirs:
    """One card as Anki has it; the names are those of its columns. In a filtered deck it has the deck and the day of its home."""

    id: int
    type: int
    queue: int
    due: int
    interval: int
    factor: int
    reps: int
    lapses: int
    left: int
    deck: str
    is_filtered: bool
    changed_s: int
    data: str
    rows: tuple[LogRow, ...] = ()

    @property
    def is_suspended(self) -> bool:
        """Whether it is not asked."""
        return self.queue == SUSPENDED


_COLUMNS = ("id", "type", "queue", "due", "interval", "factor", "reps", "lapses", "left")


def theirs_of(looked: Mapping[str, Any]) -> dict[str, Theirs]:
    """The cards that ``Worker.look`` found, by GUID; of a note's cards the first, and of notes of one GUID the oldest."""
    rows: dict[int, list[LogRow]] = {}
    for id_ms, card_id, *rest in looked["reviews"]:
        rows.setdefault(card_id, []).append(LogRow(id_ms, *rest))
    found: dict[str, Theirs] = {}
    for guid, ordinal, *numbers, deck_id, filtered, changed_s, data in looked["cards"]:
        if ordinal == OUR_ORDINAL and guid not in found:
            columns: dict[str, Any] = dict(zip(_COLUMNS, numbers, strict=True))
            deck, of_card = looked["decks"].get(str(deck_id), ""), tuple(rows.get(numbers[0], ()))
            found[guid] = Theirs(
                **columns, deck=deck, is_filtered=bool(filtered), changed_s=changed_s, data=data, rows=of_card
            )
    return found
