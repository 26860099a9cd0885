"""What has to change in an Anki collection so that its cards stand where our reviews have brought them.

All of it is decided here from what both sides say, so that what needs no change is not touched: Anki then has nothing to send.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from flashcards.anki import schedule
from flashcards.anki.answers import OUR_ORDINAL
from flashcards.anki.matching import Answer, matched
from flashcards.anki.schedule import Columns
from flashcards.model import Review
from flashcards.scheduler import Settings, replay

SUSPENDED, BURIED, _ASKED_AGAIN = -1, -3, 0
_ANSWERED_WITHIN_S = 2
"""An answer changes its card's time; a card that was changed no later than this was not touched since."""
_NEARLY = 1e-6
_LAST_DECIMALS = {"s": 1.1e-4, "d": 1.1e-3, "dr": 1.1e-2, "decay": 1.1e-3}


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
        return self.kind == schedule.MANUAL_ROW and self.factor == 0

    @property
    def is_set_by_hand(self) -> bool:
        """Whether the learner chose the day."""
        return self.kind == schedule.MANUAL_ROW and self.factor != 0


@dataclass(frozen=True, slots=True)
class Theirs:
    """One card as Anki has it; the names are those of its columns."""

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


@dataclass(slots=True)
class Changes:
    """What ``Worker.apply`` is to do, and what the journal has to be told of."""

    cards: list[dict[str, Any]] = field(default_factory=list)
    queues: list[tuple[int, int]] = field(default_factory=list)
    reviews: list[tuple[int, ...]] = field(default_factory=list)
    taken_back: list[int] = field(default_factory=list)
    decks: list[tuple[int, str]] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    suspended: list[tuple[str, bool]] = field(default_factory=list)
    """What Anki decided later than we: our card's id, and whether it is suspended."""
    set_aside: int = 0
    asked_again: int = 0

    def __bool__(self) -> bool:
        return any((self.cards, self.queues, self.reviews, self.taken_back, self.decks, self.deleted))

    def for_worker(self) -> dict[str, Any]:
        """The arguments of ``Worker.apply``."""
        names = ("cards", "queues", "reviews", "taken_back", "decks", "deleted")
        return {name: getattr(self, name) for name in names}


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


def changes(pairs: Iterable[tuple[Ours, Theirs]], day_zero: int, today: int, *, delete_gone: bool = False) -> Changes:
    """What is to change. ``day_zero`` and ``today`` are ordinals of dates: of the collection's first day, and of this one."""
    made = Changes()
    for ours, theirs in pairs:
        if ours.gone and delete_gone:
            made.deleted.append(theirs.id)
            continue
        last_id = _merge_reviews(ours, theirs, made)
        queue = _queue_aside(ours, theirs, made)
        wanted = schedule.columns(replay(ours.reviews, ours.settings, today), ours.settings, day_zero)
        if not _stays(wanted, theirs, last_id):
            made.cards.append(_as_wanted(ours, theirs, wanted, queue) | {"last_review_id": last_id})
        elif queue is not None:
            made.queues.append((theirs.id, queue if queue < 0 else _own_queue(theirs)))
        if theirs.deck.casefold() != ours.deck.casefold() and theirs.deck.casefold() in ours.former_decks:
            made.decks.append((theirs.id, ours.deck))
    return made


# ------------------------------------------------------------------------------------------------------------- reviews


def _merge_reviews(ours: Ours, theirs: Theirs, made: Changes) -> int:
    """The id in Anki of the last of our reviews that counts, or 0; those that Anki hasn't are to be added."""
    rows = [Answer(row.id_ms, row.button) for row in theirs.rows if row.is_answer]
    every = [*ours.earlier, *ours.reviews]
    ids = matched([_answer(review) for review in every], rows)
    for reviews, start in ((ours.earlier, 0), (ours.reviews, len(ours.earlier))):
        missing = {n for n in range(len(reviews)) if start + n not in ids}
        for row in schedule.rows(reviews, ours.settings, missing) if missing else ():
            made.reviews.append((row.id_ms, theirs.id, *row.values))
    if ours.earlier and not _is_reset(ours, theirs):
        time_ms, *values = schedule.reset_after(ours.earlier[-1])
        made.reviews.append((time_ms, theirs.id, *values))
    _merge_crammed(ours, theirs, made)
    left = [row for row in rows if row.time_ms not in set(ids.values())]
    made.taken_back += matched(ours.taken_back, left).values()
    return max((ids.get(len(ours.earlier) + n, one.time_ms) for n, one in enumerate(ours.reviews)), default=0)


def _merge_crammed(ours: Ours, theirs: Theirs, made: Changes) -> None:
    """Answers beside the schedule are previews to Anki."""
    rows = [Answer(row.id_ms, row.button) for row in theirs.rows if row.is_preview]
    ids = matched([_answer(review) for review in ours.crammed], rows)
    for number, review in enumerate(ours.crammed):
        if number not in ids:
            time_ms, *values = schedule.preview(review)
            made.reviews.append((time_ms, theirs.id, *values))


def _answer(review: Review) -> Answer:
    return Answer(review.time_ms, review.rating.value)


def _is_reset(ours: Ours, theirs: Theirs) -> bool:
    after = ours.earlier[-1].time_ms
    until = ours.reviews[0].time_ms if ours.reviews else None
    return any(row.is_reset and row.id_ms > after and (until is None or row.id_ms < until) for row in theirs.rows)


# ------------------------------------------------------------------------------------------------------- where it stands


def _stays(wanted: Columns, theirs: Theirs, last_id: int) -> bool:
    """Whether the card stands there already, or the learner has chosen its day since the last answer."""
    by_hand = any(row.is_set_by_hand and row.id_ms > last_id for row in theirs.rows)
    return by_hand or wanted.type == schedule.NEW == theirs.type or _same(wanted, theirs, last_id)


def _own_queue(theirs: Theirs) -> int:
    """The queue that a card has when it is neither suspended nor buried. In learning, days are small numbers."""
    if theirs.type in (schedule.LEARN, schedule.RELEARN):
        return schedule.QUEUE_LEARN if theirs.due > _FIRST_SECONDS else schedule.QUEUE_DAY_LEARN
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
    if theirs.queue >= 0 and theirs.queue != wanted.queue:
        return False
    in_steps = wanted.type in (schedule.LEARN, schedule.RELEARN)
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


def _queue_aside(ours: Ours, theirs: Theirs, made: Changes) -> int | None:
    """SUSPENDED, BURIED or _ASKED_AGAIN, for a card that is to become so; None if nothing changes.

    What was decided later wins. Anki says only when a card was last changed; an answer is no decision to ask it again, and a
    card that was never answered there may have come in with a package since.
    """
    suspended = theirs.queue == SUSPENDED
    if ours.aside == suspended:
        late = ours.buried_at_ms is not None and ours.buried_at_ms > theirs.changed_s * 1000
        return BURIED if late and theirs.queue >= 0 else None
    last_answer_s = max((row.id_ms // 1000 for row in theirs.rows if row.is_answer), default=None)
    answered = last_answer_s is not None and theirs.changed_s - last_answer_s <= _ANSWERED_WITHIN_S
    is_new = theirs.type == schedule.NEW and not theirs.rows
    if ours.aside_since_ms // 1000 > theirs.changed_s or (ours.aside and (answered or is_new)):
        made.set_aside += ours.aside
        made.asked_again += suspended
        return SUSPENDED if ours.aside else _ASKED_AGAIN
    if not ours.gone:
        made.suspended.append((ours.card_id, suspended))
    return None
