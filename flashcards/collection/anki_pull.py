"""Progress out of Anki into the journal: what is new there, and what becomes of it here.

Nothing is ever taken out of the journal because Anki doesn't have it: an answer may be missing there because it was undone,
but also because that device has not been synchronised yet, or the package is an old one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flashcards import events
from flashcards.anki.answers import OUR_ORDINAL, Answer, LeftOut, sorted_out
from flashcards.anki.snapshot import Card, Note, Snapshot
from flashcards.apkg.records import TAG_ROOT, tags_of
from flashcards.collection.conversion import LineMaker, draft_of, new_id
from flashcards.collection.correcting import with_command
from flashcards.collection.importing import OffsetAt
from flashcards.events import Event
from flashcards.ledger import Record, counting
from flashcards.model import Rating
from flashcards.scheduler import CLOCK_TOLERANCE_DAYS, DAY_MS, day_of

COMMAND = "pull-"
"""How the mark begins that all lines of one pull bear."""
MOVED_MS = 1000
"""How much later an answer of ours may stand in Anki, which moves one whose ms is taken already."""

_SUSPENDED, _BURIED = -1, (-2, -3)

_Answered = events.Review | events.Import | events.Cram


@dataclass(frozen=True, slots=True)
class PullOptions:
    """What a pull is to do beside taking answers over."""

    states: bool = False
    """Also suspend and bury what is suspended and buried in Anki."""
    tags: bool = False
    """Also tell the tags that cards have there only."""
    dry_run: bool = False
    """Write nothing."""


USUAL_PULL = PullOptions()


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull took, or would take."""

    reviews: tuple[Answer, ...] = ()
    """The new answers in order of time, also those that were given beside the schedule."""
    forgotten: tuple[Answer, ...] = ()
    """Where Anki made a card new again, and that is new here."""
    days: tuple[int, int] | None = None
    """The local days (``toordinal()``) of the first and the last of the reviews."""
    known: int = 0
    """How many reviews the journal had already."""
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)
    """Rows of Anki's log that are no answers, by the reason."""
    is_whole: bool = False
    """Whether it was asked of a whole collection, and not of a package of some decks."""
    our_cards: int = 0
    """Cards of Anki's that are ours."""
    other_cards: int = 0
    """Cards of Anki's that are none of ours."""
    other_answers: int = 0
    """Answers to them, and to cards that have been deleted in Anki."""
    suspended: tuple[str, ...] = ()
    unsuspended: tuple[str, ...] = ()
    """Cards that an earlier pull suspended, and Anki asks again."""
    buried: tuple[str, ...] = ()
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The tags that our cards bear in Anki and not here, by card; only told."""

    @property
    def changes_nothing(self) -> bool:
        """Whether the journal had all of it already."""
        return not (self.reviews or self.forgotten or self.suspended or self.unsuspended or self.buried)

    @property
    def has_no_answers(self) -> bool:
        """Whether there were none at all to our cards, new or known."""
        return not (self.reviews or self.forgotten or self.known or self.left_out)

    @property
    def tag_counts(self) -> Counter[str]:
        """How many cards bear each of ``tags``."""
        return Counter(tag for tags in self.tags.values() for tag in tags)


@dataclass(frozen=True, slots=True)
class PullUndone:
    """A pull that was taken back."""

    reviews: int


def undone(lines: Sequence[Event]) -> PullUndone | None:
    """What is taken back with the ``lines`` of one command; None if that was no pull."""
    if not lines[0].command.startswith(COMMAND):
        return None
    return PullUndone(sum(isinstance(line, _Answered | events.Void) for line in lines))


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


def pull(snapshot: Snapshot, here: Here, wanted: PullOptions) -> tuple[Pulled, list[Event]]:
    """What is new in ``snapshot``, and its lines for the journal, all of one command.

    Raises FaultError for answers that no Anki has written.
    """
    if snapshot.rollover_hour is not None:
        here = replace(here, rollover_hour=snapshot.rollover_hour)
    found = sorted_out(snapshot, here.has, here.time_ms + CLOCK_TOLERANCE_DAYS * DAY_MS)
    journalled = _Journalled(here.lines)
    new = [answer for answer in found.answers if not journalled.has(answer)]
    back = [answer for answer in found.answers if answer.line_id in journalled.pulls_taken_back]
    answers = tuple(sorted([*new, *back], key=lambda answer: answer.time_ms))
    reviews = tuple(answer for answer in answers if answer.rating)
    days = [here.local(answer.time_ms)[1] for answer in reviews]
    our_cards = sum(card.ordinal == OUR_ORDINAL and here.has(card.guid) for card in snapshot.cards)
    stated = list(_states(snapshot.cards, here)) if wanted.states else []
    pulled = Pulled(
        reviews=reviews,
        forgotten=tuple(answer for answer in answers if not answer.rating),
        days=(min(days), max(days)) if days else None,
        known=sum(answer.rating is not None for answer in found.answers) - len(reviews),
        left_out=found.left_out,
        is_whole=snapshot.is_whole,
        our_cards=our_cards,
        other_cards=len(snapshot.cards) - our_cards,
        other_answers=found.others + snapshot.deleted_reviews,
        suspended=_cards_of(stated, events.Suspend),
        unsuspended=_cards_of(stated, events.Unsuspend),
        buried=_cards_of(stated, events.Bury),
        tags=_tags(snapshot.notes, here.cards) if wanted.tags else {},
    )
    voids = dict.fromkeys(void for answer in back for void in journalled.pulls_taken_back[answer.line_id])
    lines = [
        *(answer.line(*here.local(answer.time_ms)) for answer in new),
        *(here.make(events.Void, event=void) for void in voids),
        *stated,
    ]
    return pulled, with_command(lines, f"{COMMAND}{new_id()}")


# --------------------------------------------------------------------------------------------------- what is known here


class _Journalled:
    """What the journal knows of answers: also those that were taken back, as the learner has seen to them."""

    def __init__(self, lines: Sequence[Event]) -> None:
        self._ids = {line.id for line in lines}
        self._given: dict[str, dict[int, Rating | None]] = {}
        for line in lines:
            if isinstance(line, _Answered):
                self._given.setdefault(line.card, {})[line.time_ms] = line.rating
            elif isinstance(line, events.Forget):
                self._given.setdefault(line.card, {})[line.time_ms] = None
        self.pulls_taken_back = _pulls_taken_back(lines)
        """The ids of the lines that take a line of a whole pull back, by the id of that line."""

    def has(self, answer: Answer) -> bool:
        """Whether the answer is known; to be asked in order of time. One of ours that Anki has moved is recognised once."""
        given = self._given.get(answer.card_id, {})
        if answer.line_id in self._ids or answer.time_ms in given:
            given.pop(answer.time_ms, None)
            return True
        near = range(answer.time_ms - MOVED_MS, answer.time_ms)
        moved = max((time_ms for time_ms in given if time_ms in near and given[time_ms] == answer.rating), default=None)
        if moved is not None:
            del given[moved]
        return moved is not None


def _pulls_taken_back(lines: Sequence[Event]) -> dict[str, list[str]]:
    """Of the pulls of which no line counts any more: what takes back each of their lines.

    Who takes a whole pull back had the wrong file, say; who takes one answer back means that one, and it stays so.
    """
    pulls = [line for line in lines if line.command.startswith(COMMAND) and not isinstance(line, events.Void)]
    if not pulls:
        return {}
    live = {line.id for line in counting(lines)}
    standing = {line.command for line in pulls if line.id in live}
    gone = {line.id for line in pulls if line.command not in standing}
    voids: dict[str, list[str]] = {}
    for line in lines:
        if isinstance(line, events.Void) and line.event in gone and line.id in live:
            voids.setdefault(line.event, []).append(line.id)
    return voids


# ----------------------------------------------------------------------------------------------------- states and tags


def _states(cards: Iterable[Card], here: Here) -> Iterator[Event]:
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


def _cards_of(lines: Iterable[Event], kind: type[events.Suspend | events.Unsuspend | events.Bury]) -> tuple[str, ...]:
    return tuple(line.card for line in lines if isinstance(line, kind))


def _tags(notes: Iterable[Note], cards: Mapping[str, Record]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for note in notes:
        if note.tags and note.guid in cards:
            own = {tag.casefold() for tag in tags_of(draft_of(cards[note.guid].wording))}
            more = [tag for tag in note.tags if tag.casefold() not in own and not tag.startswith(f"{TAG_ROOT}::")]
            if more:
                found[note.guid] = tuple(more)
    return found
