"""One card as the journal has it, and as Anki has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from flashcards.anki.decks.naming import card_id
from flashcards.anki.exchange.matching import Answer
from flashcards.anki.numbers import BURIED, Queue, RowKind, is_preview, is_reset
from flashcards.model import Review
from flashcards.scheduler import Settings

_MOST_DIGITS = 5
"""Of an ordinal; Anki keeps it in 16 bits."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What was said of a card and counts no more."""

    answers: tuple[Answer, ...] = ()
    crammed: tuple[Answer, ...] = ()
    forgotten: tuple[Answer, ...] = ()


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
    forgotten: tuple[Answer, ...] = ()
    """When it was to be learnt again, in order of time; no button did that."""
    taken_back: TakenBack = TakenBack()
    aside: bool = False
    """Whether it is not to be asked any more."""
    aside_since_ms: int = 0
    """When that was last decided, either way."""
    buried: bool = False
    """Whether it is put off until a day still to come."""
    buried_since_ms: int = 0
    """When that was last decided, either way."""
    gone: bool = False
    """Whether its text has gone from the notes."""


class LogRow(NamedTuple):
    """A row of Anki's review log."""

    id_ms: int
    button: int
    interval: int
    factor: int
    kind: int
    is_shared: bool = False
    """Whether a sync server has it: none is ever told that a row has gone, and it notices."""

    @property
    def answer(self) -> Answer:
        """When it was given, and by which button."""
        return Answer(self.id_ms, self.button)

    @property
    def is_answer(self) -> bool:
        """Whether it counts for the schedule, as for a pull: no change by hand or by Anki, and no answer of a preview."""
        return self.button > 0 and self.kind <= RowKind.FILTERED and not self.is_preview

    @property
    def is_preview(self) -> bool:
        """Whether it was given beside the schedule."""
        return is_preview(self.kind, self.factor)

    @property
    def is_reset(self) -> bool:
        """Whether the card was made new by hand."""
        return is_reset(self.kind, self.button, self.interval, self.factor)

    @property
    def is_set_by_hand(self) -> bool:
        """Whether the learner chose the day."""
        return self.kind == RowKind.BY_HAND and not self.is_reset


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
    def is_buried(self) -> bool:
        """Whether it is not asked today, be it by the learner or as a sibling."""
        return self.queue in BURIED

    @property
    def is_suspended(self) -> bool:
        """Whether it is not asked."""
        return self.queue == Queue.SUSPENDED


_COLUMNS = ("id", "type", "queue", "due", "interval", "factor", "reps", "lapses", "left")


def guids_of(card_ids: Iterable[str]) -> list[str]:
    """The GUIDs of the notes whose cards these can be: a further card of a note bears its GUID and its ordinal."""
    return list(dict.fromkeys(guid for one in card_ids for guid in (one, base(one)) if guid))


def further_cards(card_ids: Iterable[str]) -> dict[str, tuple[str, int]]:
    """The note and the ordinal of each that can be a further card of one."""
    return {one: (guid, int(one[len(guid) + 1 :])) for one in card_ids if (guid := base(one))}


def base(of_card: str) -> str:
    """The GUID of the note whose further card this can be; empty where it can be none."""
    guid, _, ordinal = of_card.rpartition(".")
    is_number = ordinal.isdecimal() and len(ordinal) <= _MOST_DIGITS
    return guid if guid and card_id(guid, int(ordinal) if is_number else 0) == of_card else ""


def theirs_of(looked: Mapping[str, Any]) -> dict[str, Theirs]:
    """The cards that ``Worker.look`` found, by our ids. Of several with one id the further card of a note comes first, as it
    is the original, then the oldest; their answers are all answers to it, as for a pull.
    """
    rows: dict[int, list[LogRow]] = {}
    for id_ms, of_card, *numbers, shared in looked["reviews"]:
        rows.setdefault(of_card, []).append(LogRow._make((id_ms, *numbers, bool(shared))))
    found: dict[str, Theirs] = {}
    for guid, ordinal, *numbers, deck_id, filtered, changed_s, data in sorted(looked["cards"], key=lambda row: -row[1]):
        name, of_card = card_id(guid, ordinal), rows.get(numbers[0], [])
        if other := found.get(name):
            found[name] = replace(other, rows=tuple(sorted({*other.rows, *of_card})))
            continue
        columns: dict[str, Any] = dict(zip(_COLUMNS, numbers, strict=True))
        deck = looked["decks"].get(str(deck_id), "")
        found[name] = Theirs(
            **columns, deck=deck, is_filtered=bool(filtered), changed_s=changed_s, data=data, rows=tuple(of_card)
        )
    return found
