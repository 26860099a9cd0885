"""What has to change in an Anki collection so that its cards stand where our reviews have brought them.

All of it is decided here from what both sides say, so that what needs no change is not touched: Anki then has nothing to send.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from flashcards.anki.exchange import schedule
from flashcards.anki.exchange.matching import Answer, matched
from flashcards.anki.exchange.ours_and_theirs import LogRow, Ours, Theirs
from flashcards.anki.exchange.schedule import Columns
from flashcards.anki.exchange.suspending import Agreed, Side, standing, who_wins
from flashcards.anki.numbers import CardType, Queue
from flashcards.model import Review
from flashcards.scheduler import replay

_ASKED_AGAIN = Queue.NEW
"""Neither suspended nor buried: which queue it then is in, follows from its type."""
_NEARLY = 1e-6
_LAST_DECIMALS = {"s": 1.1e-4, "d": 1.1e-3, "dr": 1.1e-2, "decay": 1.1e-3}


@dataclass(slots=True)
class Changes:
    """What ``Worker.apply`` is to do, and what the journal has to be told of."""

    cards: list[dict[str, Any]] = field(default_factory=list)
    queues: list[tuple[int, int]] = field(default_factory=list)
    reviews: list[tuple[int, ...]] = field(default_factory=list)
    taken_back: list[int] = field(default_factory=list)
    decks: list[tuple[int, str]] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    texts: Sequence[tuple[int, str, str]] = ()
    """Fields of the learner's own notes: the note, the field, and what it is to say."""
    followed: list[tuple[str, bool]] = field(default_factory=list)
    """What was decided in Anki: our card's id, and whether it is suspended."""
    set_aside: int = 0
    asked_again: int = 0
    buried: int = 0
    unburied: int = 0
    unmoved: int = 0
    """Cards whose deck would have the name of a filtered one."""
    agreed: Agreed = field(default_factory=Agreed)
    """What is suspended on either side afterwards."""

    def __bool__(self) -> bool:
        return any(self.for_worker().values())

    def for_worker(self) -> dict[str, Any]:
        """The arguments of ``Worker.apply``."""
        names = ("cards", "queues", "reviews", "taken_back", "decks", "deleted", "texts")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides besides the cards; days are ordinals of dates."""

    day_zero: int
    """The first day of Anki's collection."""
    day: int
    """This one."""
    agreed: Agreed | None = None
    """What was suspended on either side after the last push, if that is known."""
    delete_gone: bool = False
    """Whether cards whose text has gone from the notes are deleted."""
    filtered_decks: Container[str] = ()
    """The names of Anki's filtered decks, casefolded: no card can be put into one, or below it."""

    def can_hold_cards(self, deck: str) -> bool:
        """Whether there is such a deck, or can be."""
        parts = deck.casefold().split("::")
        return not any("::".join(parts[:depth]) in self.filtered_decks for depth in range(1, len(parts) + 1))


def changes(pairs: Iterable[tuple[Ours, Theirs]], given: Circumstances) -> Changes:
    """What is to change."""
    made = Changes()
    for ours, theirs in pairs:
        if ours.gone and given.delete_gone:
            made.deleted.append(theirs.id)
            continue
        last_id = _merge_reviews(ours, theirs, made)
        queue = _queue_aside(ours, theirs, given.agreed, made)
        wanted = schedule.columns(replay(ours.reviews, ours.settings, given.day), ours.settings, given.day_zero)
        if not (_is_set_by_hand(theirs, last_id, made) or _stands(wanted, theirs, last_id)):
            made.cards.append(_as_wanted(ours, theirs, wanted, queue) | {"last_review_id": last_id})
        elif queue is not None:
            made.queues.append((theirs.id, queue if queue < 0 else _own_queue(theirs)))
        if theirs.deck.casefold() != ours.deck.casefold() and theirs.deck.casefold() in ours.former_decks:
            if given.can_hold_cards(ours.deck):
                made.decks.append((theirs.id, ours.deck))
            else:
                made.unmoved += 1
    return made


# ------------------------------------------------------------------------------------------------------------- reviews


def _merge_reviews(ours: Ours, theirs: Theirs, made: Changes) -> int:
    """The id in Anki of the last of our reviews that counts, or 0; those that Anki hasn't are to be added."""
    every = [_answer(review) for review in (*ours.earlier, *ours.reviews)]
    ids = _known(every, ours.taken_back.answers, [row for row in theirs.rows if row.is_answer], made)
    for reviews, start in ((ours.earlier, 0), (ours.reviews, len(ours.earlier))):
        missing = {n for n in range(len(reviews)) if start + n not in ids}
        for row in schedule.rows(reviews, ours.settings, missing) if missing else ():
            made.reviews.append((row.id_ms, theirs.id, *row.values))
    _merge_resets(ours, theirs, made)
    _merge_crammed(ours, theirs, made)
    return max((ids.get(len(ours.earlier) + n, one.time_ms) for n, one in enumerate(ours.reviews)), default=0)


def _known(
    ours: Sequence[Answer], taken_back: Sequence[Answer], rows: Iterable[LogRow], made: Changes
) -> Mapping[int, int]:
    """The ids of the ``rows`` that are ours, by their places; those that were taken back are to go, unless a server has them."""
    every = {row.id_ms: row for row in rows}
    ids = matched(ours, [row.answer for row in every.values()])
    known = set(ids.values())
    left = [row.answer for row in every.values() if row.id_ms not in known]
    for id_ms in matched(taken_back, left).values():
        if every[id_ms].is_shared:
            made.agreed.left.add(id_ms)
        else:
            made.taken_back.append(id_ms)
    return ids


def _merge_resets(ours: Ours, theirs: Theirs, made: Changes) -> None:
    """Anki leaves out what lies before the last row that made a card new."""
    _known(ours.forgotten, ours.taken_back.forgotten, [row for row in theirs.rows if row.is_reset], made)
    if ours.earlier and ours.forgotten and not _is_reset(ours, theirs, made.taken_back):
        time_ms, *values = schedule.reset(ours.forgotten[-1].time_ms)
        made.reviews.append((time_ms, theirs.id, *values))


def _merge_crammed(ours: Ours, theirs: Theirs, made: Changes) -> None:
    """Answers beside the schedule are previews to Anki."""
    crammed = [_answer(review) for review in ours.crammed]
    ids = _known(crammed, ours.taken_back.crammed, [row for row in theirs.rows if row.is_preview], made)
    for number, review in enumerate(ours.crammed):
        if number not in ids:
            time_ms, *values = schedule.preview(review)
            made.reviews.append((time_ms, theirs.id, *values))


def _answer(review: Review) -> Answer:
    return Answer(review.time_ms, review.rating.value)


def _is_reset(ours: Ours, theirs: Theirs, going: Container[int]) -> bool:
    """Whether the card was made new there between the reviews from before and those that count."""
    after = ours.earlier[-1].time_ms
    until = ours.reviews[0].time_ms if ours.reviews else None
    resets = [row.id_ms for row in theirs.rows if row.is_reset and row.id_ms not in going]
    return any(id_ms > after and (until is None or id_ms < until) for id_ms in resets)


# ------------------------------------------------------------------------------------------------------- where it stands


def _is_set_by_hand(theirs: Theirs, last_id: int, made: Changes) -> bool:
    """Whether the learner has chosen the card's day since the last answer, be it one that was taken back since."""
    by_hand = max((row.id_ms for row in theirs.rows if row.is_set_by_hand), default=0)
    if by_hand <= last_id:
        return False
    dead = {*made.taken_back, *made.agreed.left}
    return not any(row.id_ms > by_hand and row.id_ms in dead for row in theirs.rows if not row.is_preview)


def _stands(wanted: Columns, theirs: Theirs, last_id: int) -> bool:
    """Whether the card stands there already."""
    return wanted.type == CardType.NEW == theirs.type or _same(wanted, theirs, last_id)


def _own_queue(theirs: Theirs) -> int:
    """The queue that a card has when it is neither suspended nor buried. In learning, days are small numbers."""
    if theirs.type in (CardType.LEARNING, CardType.RELEARNING):
        return Queue.LEARNING if theirs.due > _FIRST_SECONDS else Queue.LEARNING_IN_DAYS
    return theirs.type


_FIRST_SECONDS = 1_000_000_000


def _as_wanted(ours: Ours, theirs: Theirs, wanted: Columns, queue: int | None) -> dict[str, Any]:
    """The card as ``Worker.apply`` is told it. What was suspended or buried stays so, unless ``queue`` says otherwise."""
    aside = min(theirs.queue, 0) if queue is None else queue
    return {
        "id": theirs.id,
        "type": wanted.type,
        "queue": aside if aside < 0 else wanted.queue,
        "due": wanted.due,
        "interval": wanted.interval,
        "factor": theirs.factor or schedule.USUAL_EASE_THOUSANDTHS if wanted.factor is None else wanted.factor,
        "reps": max(theirs.reps, len(ours.earlier) + len(ours.reviews)),
        "lapses": wanted.lapses,
        "left": wanted.left,
        "memory": asdict(wanted.memory) if wanted.memory else None,
    }


def _same(wanted: Columns, theirs: Theirs, last_id: int) -> bool:
    exact = ("type", "due", "interval", "lapses")
    if any(getattr(wanted, name) != getattr(theirs, name) for name in exact):
        return False
    if theirs.queue >= 0 and theirs.queue != wanted.queue and not theirs.is_filtered:
        return False
    in_steps = wanted.type in (CardType.LEARNING, CardType.RELEARNING)
    if in_steps and wanted.left != theirs.left % 1000:
        return False
    if wanted.factor is not None and wanted.factor != theirs.factor:
        return False
    return _same_memory(wanted, _data(theirs), last_id)


def _same_memory(wanted: Columns, data: Mapping[str, Any], last_id: int) -> bool:
    if last_id and data.get("lrt") != last_id // 1000:
        return False
    if wanted.memory is None:
        return True
    return all(
        isinstance(held := data.get(name), int | float)
        and abs(held - number) <= max(_LAST_DECIMALS[name], _NEARLY * number)
        for name, number in schedule.short_names(wanted.memory).items()
    )


def _data(theirs: Theirs) -> Mapping[str, Any]:
    try:
        found = json.loads(theirs.data or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


# ------------------------------------------------------------------------------------------------- suspended and buried


def _queue_aside(ours: Ours, theirs: Theirs, agreed: Agreed | None, made: Changes) -> int | None:
    """Queue.SUSPENDED, Queue.BURIED_BY_HAND or _ASKED_AGAIN, for a card that is to become so; None if nothing changes."""
    stands = standing(ours.card_id, here=ours.aside, since_ms=ours.aside_since_ms, there=theirs, rows=theirs.rows)
    wins = who_wins(stands, agreed)
    follows = _suspended_before_it_went(ours, theirs, agreed) if ours.gone else wins is Side.THEIRS
    made.agreed.note(
        ours.card_id,
        here=theirs.is_suspended if follows else ours.aside,
        there=ours.aside if wins is Side.OURS and not follows else theirs.is_suspended,
    )
    if follows:
        made.followed.append((ours.card_id, theirs.is_suspended))
    elif wins is Side.OURS:
        made.set_aside += ours.aside
        made.asked_again += not ours.aside
        return Queue.SUSPENDED if ours.aside else _ASKED_AGAIN
    return _queue_today(ours, theirs, made)


def _suspended_before_it_went(ours: Ours, theirs: Theirs, agreed: Agreed | None) -> bool:
    """Whether the learner's own word is to hold again when the card's text comes back."""
    if agreed is None or ours.card_id in agreed.there:
        return False
    return theirs.is_suspended and theirs.changed_s * 1000 < ours.aside_since_ms


def _queue_today(ours: Ours, theirs: Theirs, made: Changes) -> int | None:
    """Queue.BURIED_BY_HAND or _ASKED_AGAIN, where that was decided here since the card was last changed there."""
    is_late = ours.buried_since_ms > theirs.changed_s * 1000
    if not is_late or theirs.is_suspended or ours.buried == theirs.is_buried:
        return None
    made.buried += ours.buried
    made.unburied += not ours.buried
    return Queue.BURIED_BY_HAND if ours.buried else _ASKED_AGAIN
