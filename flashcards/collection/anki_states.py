"""What else Anki knows of our cards: what is suspended or buried there, and its tags."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flashcards import events
from flashcards.anki.exchange.answers import OUR_ORDINAL
from flashcards.anki.exchange.ours_and_theirs import LogRow
from flashcards.anki.exchange.suspending import Agreed, Side, standing, who_wins
from flashcards.anki.files.snapshot import Card, Note, Snapshot
from flashcards.anki.numbers import BURIED, Queue
from flashcards.apkg.records import TAG_ROOT, tags_of
from flashcards.collection import anki_decided
from flashcards.collection.anki_known import COMMAND
from flashcards.collection.conversion import LineMaker, draft_of
from flashcards.collection.importing import OffsetAt
from flashcards.events import Event
from flashcards.ledger import Record, counting, in_order
from flashcards.scheduler import day_of


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
    agreed: Agreed | None = None
    """What was suspended here and there after the last push, if that is known."""

    def has(self, guid: str) -> bool:
        """Whether this is a card of ours."""
        return guid in self.cards or guid in self.new_cards

    def local(self, time_ms: int) -> tuple[int, int]:
        """The offset from UTC at an instant, in minutes, and the learner's day of it (``toordinal()``)."""
        offset_minutes = self.offset_at(time_ms)
        return offset_minutes, day_of(time_ms, offset_minutes, self.rollover_hour)


def state_lines(found: Snapshot, here: Here) -> Iterator[Event]:
    """Whoever has decided since the last push has the last word; where that isn't known, what the learner has suspended here
    stays so, whatever Anki says, and what a pull has suspended follows Anki. What was decided here after Anki's card was last
    changed stays: a push will bring it there.
    """
    every = in_order(here.lines)
    alive = counting(every)
    follows = _by_age(alive) if here.agreed is None else _by_agreement(found, alive, here.agreed)
    buried_ms = anki_decided.buried_ms(every, alive, here.day)
    for card in found.cards:
        record = here.cards.get(card.guid)
        if record is None or record.retired or card.ordinal != OUR_ORDINAL:
            continue
        suspended = card.queue == Queue.SUSPENDED
        if suspended != record.suspended and follows(card, record):
            yield here.make(events.Suspend if suspended else events.Unsuspend, card=record.id)
        elif card.queue in BURIED and _is_news(card, buried_ms.get(record.id, 0)):
            until_day = _buried_until(card, here)
            if until_day > max(here.day, record.buried_until):
                yield here.make(events.Bury, card=record.id, until_day=until_day)


_Follows = Callable[[Card, Record], bool]
"""Whether a card that is suspended on one side only becomes here as it is there."""


def _is_news(card: Card, decided_ms: int) -> bool:
    """Whether the card was changed there after it was last decided here."""
    return card.changed_s * 1000 >= decided_ms


def _by_age(alive: Sequence[Event]) -> _Follows:
    pulled, since_ms = _suspended_by_pulls(alive), anki_decided.suspended_ms(alive)

    def follows(card: Card, record: Record) -> bool:
        return record.id in pulled if record.suspended else _is_news(card, since_ms.get(record.id, 0))

    return follows


def _by_agreement(found: Snapshot, alive: Sequence[Event], agreed: Agreed) -> _Follows:
    since_ms = anki_decided.suspended_ms(alive)
    rows: dict[str, list[LogRow]] = {}
    for row in found.reviews:
        of_card = rows.setdefault(row.guid, [])
        of_card.append(LogRow(row.id_ms, row.button, row.interval, row.factor, row.kind))

    def follows(card: Card, record: Record) -> bool:
        here, of_card = record.suspended, rows.get(card.guid, [])
        stands = standing(record.id, here=here, since_ms=since_ms.get(record.id, 0), there=card, rows=of_card)
        return who_wins(stands, agreed) is Side.THEIRS

    return follows


def agreed_after(agreed: Agreed, cards: Iterable[Card], records: Mapping[str, Record]) -> Agreed:
    """What both sides agree on once the lines are written: cards that are the same on both."""
    ours = ((card, records[card.guid]) for card in cards if card.guid in records and card.ordinal == OUR_ORDINAL)
    same = ((record, card.queue == Queue.SUSPENDED) for card, record in ours if not record.retired)
    return agreed.after((record.id, there) for record, there in same if record.suspended == there)


def _buried_until(card: Card, here: Here) -> int:
    """The day after the one on which it was buried: then Anki digs it out, be it only when it is opened again."""
    return here.local(min(max(card.changed_s * 1000, 0), here.time_ms))[1] + 1


def _suspended_by_pulls(alive: Iterable[Event]) -> set[str]:
    latest: dict[str, Event] = {}
    for line in alive:
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
