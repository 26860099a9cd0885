"""What else Anki knows of our cards: what is suspended or buried there, and its tags."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flashcards import events
from flashcards.anki.exchange.answers import OUR_ORDINAL
from flashcards.anki.files.snapshot import Card, Note
from flashcards.apkg.records import TAG_ROOT, tags_of
from flashcards.collection.anki_known import COMMAND
from flashcards.collection.conversion import LineMaker, draft_of
from flashcards.collection.importing import OffsetAt
from flashcards.events import Event
from flashcards.ledger import Record, counting
from flashcards.scheduler import day_of

_SUSPENDED, _BURIED = -1, (-2, -3)


@dataclass(frozen=True, slots=True)
class Here:
    """What a pull has to know of the collection."""

    lines: Sequence[Event]
    """All lines of the journal."""
    cards: Mapping[str, Record]
    new_cards: Container[str]
    """Cards that the notes hold, but no build has journalled yet."""
    rollover_hour: int
    time_ms: int
    day: int
    offset_at: OffsetAt
    make: LineMaker

    def has(self, guid: str) -> bool:
        """Whether this is a card of ours."""
        return guid in self.cards or guid in self.new_cards

    def local(self, time_ms: int) -> tuple[int, int]:
        """The offset from UTC at an instant, in minutes, and the learner's day of it (``toordinal()``)."""
        offset_minutes = self.offset_at(time_ms)
        return offset_minutes, day_of(time_ms, offset_minutes, self.rollover_hour)


def state_lines(cards: Iterable[Card], here: Here) -> Iterator[Event]:
    """What the learner has suspended here stays so, whatever Anki says; what a pull has suspended follows Anki."""
    pulled = _suspended_by_pulls(here.lines)
    for card in cards:
        record = here.cards.get(card.guid)
        if record is None or card.ordinal != OUR_ORDINAL:
            continue
        if card.queue == _SUSPENDED and not record.suspended:
            yield here.make(events.Suspend, card=record.id)
        elif card.queue != _SUSPENDED and record.suspended and record.id in pulled:
            yield here.make(events.Unsuspend, card=record.id)
        elif card.queue in _BURIED and (until_day := _buried_until(card, here)) > max(here.day, record.buried_until):
            yield here.make(events.Bury, card=record.id, until_day=until_day)


def _buried_until(card: Card, here: Here) -> int:
    """The day after the one on which it was buried: then Anki digs it out, be it only when it is opened again."""
    return here.local(min(max(card.changed_s * 1000, 0), here.time_ms))[1] + 1


def _suspended_by_pulls(lines: Iterable[Event]) -> set[str]:
    latest: dict[str, Event] = {}
    for line in counting(lines):
        if isinstance(line, events.Suspend | events.Unsuspend):
            latest[line.card] = line
    return {card for card, line in latest.items() if line.command.startswith(COMMAND)}


def tags_there(notes: Iterable[Note], cards: Mapping[str, Record]) -> dict[str, tuple[str, ...]]:
    """The tags that our cards bear in Anki and not here. Notes are read-only, so that they can only be told."""
    found: dict[str, tuple[str, ...]] = {}
    for note in notes:
        if note.tags and note.guid in cards:
            own = {tag.casefold() for tag in tags_of(draft_of(cards[note.guid].wording))}
            more = [tag for tag in note.tags if tag.casefold() not in own and not tag.startswith(f"{TAG_ROOT}::")]
            if more:
                found[note.guid] = tuple(more)
    return found
