"""Progress out of Anki into the journal: what is new there, and what becomes of it here.

Nothing is ever taken out of the journal because Anki doesn't have it: an answer may be missing there because it was undone,
but also because that device has not been synchronised yet, or the package is an old one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flashcards import events
from flashcards.anki.exchange.answers import OUR_ORDINAL, Answer, LeftOut, sorted_out
from flashcards.anki.files.snapshot import Snapshot
from flashcards.collection.anki_known import COMMAND, Journalled
from flashcards.collection.anki_states import Here, state_lines, tags_there
from flashcards.collection.conversion import new_id
from flashcards.collection.correcting import with_command
from flashcards.collection.importing import TakenBack
from flashcards.events import Event
from flashcards.ledger import Answer as Answered
from flashcards.scheduler import CLOCK_TOLERANCE_DAYS, DAY_MS


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
    lines: tuple[Event, ...] = field(default=(), repr=False)
    """All that it wrote into the journal, or would write."""

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


def undone(lines: Sequence[Event]) -> TakenBack | None:
    """What is taken back with the ``lines`` of one command; None if that was no pull."""
    if not lines[0].command.startswith(COMMAND):
        return None
    reviews = sum(isinstance(line, Answered | events.Void) for line in lines)
    return TakenBack(reviews, "pull", states=len(lines) - reviews)


def pull(snapshot: Snapshot, here: Here, wanted: PullOptions) -> tuple[Pulled, list[Event]]:
    """What is new in ``snapshot``, and its lines for the journal, all of one command.

    Raises FaultError for answers that no Anki has written.
    """
    if snapshot.rollover_hour is not None:
        here = replace(here, rollover_hour=snapshot.rollover_hour)
    found = sorted_out(snapshot, here.has, here.time_ms + CLOCK_TOLERANCE_DAYS * DAY_MS)
    journalled = Journalled(here.lines)
    new = journalled.new(found.answers)
    back = [answer for answer in found.answers if answer.line_id in journalled.pulls_taken_back]
    answers = tuple(sorted([*new, *back], key=lambda answer: answer.time_ms))
    reviews = tuple(answer for answer in answers if answer.rating)
    days = [here.local(answer.time_ms)[1] for answer in reviews]
    our_cards = sum(card.ordinal == OUR_ORDINAL and here.has(card.guid) for card in snapshot.cards)
    stated = list(state_lines(snapshot, here)) if wanted.states else []
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
        tags=tags_there(snapshot.notes, here.cards) if wanted.tags else {},
    )
    voids = dict.fromkeys(void for answer in back for void in journalled.pulls_taken_back[answer.line_id])
    lines = [
        *(answer.line(*here.local(answer.time_ms), another=journalled.is_another(answer)) for answer in new),
        *(here.make(events.Void, event=void) for void in voids),
        *stated,
    ]
    return pulled, with_command(lines, f"{COMMAND}{new_id()}")


def _cards_of(lines: Iterable[Event], kind: type[events.Suspend | events.Unsuspend | events.Bury]) -> tuple[str, ...]:
    return tuple(line.card for line in lines if isinstance(line, kind))
