"""What the journal's lines add up to: the cards with their latest wording, and the reviews that count.

A fold over the lines sorted by time and id, so that everybody who has the same lines has the same ledger.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flashcards import events
from flashcards.events import Event, Wording
from flashcards.model import Rating, Review, Status

_CardEvent = (
    events.Add
    | events.Edit
    | events.Follow
    | events.Unfollow
    | events.Retire
    | events.Restore
    | events.Suspend
    | events.Unsuspend
    | events.Bury
)
Answer = events.Review | events.Import | events.Cram
MOVED_AT_MOST_MS = 1000
"""How much later an answer may stand in Anki, which moves one whose ms another answer has."""
_Worded = events.Add | events.Edit | events.Follow | events.Unfollow
_News = _Worded | events.Retire | events.Restore


@dataclass(frozen=True, slots=True)
class Record:
    """What the journal says of one card."""

    id: str
    wording: Wording
    changed_at_ms: int
    """When what a learner sees last changed, or the card retired or came back: Anki has to get that as news too."""
    touched_at_ms: int
    """Time of the last line about the card that is not a review; a line that is to count must be later."""
    former: tuple[Wording, ...] = ()
    """Wordings that it had before it was followed to another, oldest first."""
    refused: tuple[Wording, ...] = ()
    """Wordings that the learner said are another card's."""
    retired: bool = False
    suspended: bool = False
    buried_until: int = 0
    """The day (``toordinal()``) on which it may be asked again."""
    added_at_ms: int = 0
    """Time of the first line with its wording."""

    def status_on(self, day: int) -> Status:
        """The card's status on the learner's local day ``day``."""
        if self.retired:
            return "retired"
        if self.suspended:
            return "suspended"
        return "buried" if day < self.buried_until else "active"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a setting is, and since when."""

    value: str
    since_ms: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """All cards by id, and the reviews that count by card id, in order of time."""

    cards: Mapping[str, Record] = field(default_factory=dict)
    reviews: Mapping[str, tuple[Review, ...]] = field(default_factory=dict)
    """May hold reviews of a card that is not in ``cards``: its other lines haven't arrived yet."""
    earlier: Mapping[str, tuple[Review, ...]] = field(default_factory=dict)
    """The reviews before a card was last to be learnt again, as its history: they count no more."""
    crammed: Mapping[str, tuple[Review, ...]] = field(default_factory=dict)
    """The answers that were given beside the schedule: they never count."""
    choices: Mapping[str, Choice] = field(default_factory=dict)
    """The settings that decide what Anki shows, by name, if they ever were other than usual."""

    def every_review(self, card_id: str) -> tuple[Review, ...]:
        """The reviews of a card in order of time, with those that count no more."""
        return (*self.earlier.get(card_id, ()), *self.reviews.get(card_id, ()))


def fold(lines: Iterable[Event]) -> Ledger:
    """The ledger of ``lines``, whatever their order and however often each is given."""
    cards: dict[str, Record] = {}
    reviews: dict[str, list[Review]] = {}
    crammed: dict[str, list[Review]] = {}
    forgotten_ms: dict[str, int] = {}
    choices: dict[str, Choice] = {}
    every = in_order(lines)
    for event in _once(every):
        if isinstance(event, events.Review | events.Import):
            reviews.setdefault(event.card, []).append(_review(event))
        elif isinstance(event, events.Cram):
            crammed.setdefault(event.card, []).append(_review(event))
        elif isinstance(event, events.Forget):
            forgotten_ms[event.card] = event.time_ms
        elif isinstance(event, events.Choose):
            choices[event.setting] = _chosen(event, choices.get(event.setting))
        elif not isinstance(event, events.Void):
            record = _applied(event, cards.get(event.card))
            if record:
                cards[event.card] = record
    for card, time_ms in _news_taken_back(every):
        if card in cards:
            cards[card] = _touched(cards[card], time_ms)
    later = {
        card: [one for one in found if one.time_ms > forgotten_ms.get(card, -1)] for card, found in reviews.items()
    }
    earlier = {card: reviews[card][: -len(later[card]) or None] for card in forgotten_ms if card in reviews}
    return Ledger(cards, _some(later), _some(earlier), _some(crammed), choices)


def _chosen(event: events.Choose, before: Choice | None) -> Choice:
    """What another machine has said already is no news."""
    return before if before and before.value == event.value else Choice(event.value, event.time_ms)


def _some(reviews: Mapping[str, list[Review]]) -> dict[str, tuple[Review, ...]]:
    return {card: tuple(of_card) for card, of_card in reviews.items() if of_card}


def in_order(lines: Iterable[Event]) -> list[Event]:
    """``lines`` each once, sorted by time and id. Of different lines with one id, the same one always wins.

    What makes a card known comes before what else was said of it in the same ms.
    """
    by_id: dict[str, Event] = {}
    for event in lines:
        other = by_id.setdefault(event.id, event)
        if other is not event and other != event:
            by_id[event.id] = min(other, event, key=events.write_line)
    return sorted(by_id.values(), key=lambda event: (event.time_ms, not isinstance(event, events.Add), event.id))


# ------------------------------------------------------------------------------------------------------------- void


def counting(lines: Iterable[Event]) -> list[Event]:
    """The lines that are not taken back, in order. A void that is itself taken back takes nothing back."""
    return _alive(in_order(lines))


def told_once(lines: Iterable[Event]) -> list[Event]:
    """The lines that are not taken back, in order, and of those that tell the same answer only one."""
    return _once(in_order(lines))


def _once(lines: list[Event]) -> list[Event]:
    twice = _told_twice(lines)
    return [event for event in _alive(lines) if event.id not in twice]


def _alive(lines: list[Event]) -> list[Event]:
    voids = {event.id: event.event for event in lines if isinstance(event, events.Void)}
    if not voids:
        return lines
    dead = _taken_back(voids)
    return [event for event in lines if event.id not in dead]


def _taken_back(voids: Mapping[str, str]) -> set[str]:
    """Ids of the lines taken back, given each void's target; voids that take back each other in a ring don't count."""
    undecided: dict[str, int] = {}
    for target in voids.values():
        undecided[target] = undecided.get(target, 0) + 1
    dead: set[str] = set()
    decided = deque(void for void in voids if void not in undecided)
    while decided:
        void = decided.popleft()
        target = voids[void]
        undecided[target] -= 1
        if void not in dead:
            dead.add(target)
        if not undecided[target] and target in voids:
            decided.append(target)
    ring = {void for void in voids if undecided.get(void)}
    return dead | ring


def _news_taken_back(lines: Sequence[Event]) -> Iterator[tuple[str, int]]:
    """The cards of which news was taken back, or given again by taking that back, and when: that is news for Anki too."""
    voids = {event.id: event for event in lines if isinstance(event, events.Void)}
    if not voids:
        return
    told = {event.id: event.card for event in lines if isinstance(event, _News)}
    for void, target in _last_targets({void.id: void.event for void in voids.values()}).items():
        if target in told:
            yield told[target], voids[void].time_ms


def _last_targets(voids: Mapping[str, str]) -> dict[str, str]:
    """For each void the line, other than a void, that its chain of voids is about in the end; in a ring, one of the ring."""
    found: dict[str, str] = {}
    for start in voids:
        path: dict[str, None] = {}
        target = start
        while target in voids and target not in found and target not in path:
            path[target] = None
            target = voids[target]
        found |= dict.fromkeys(path, found.get(target, target))
    return found


def _touched(record: Record, time_ms: int) -> Record:
    latest = max(record.changed_at_ms, time_ms)
    return replace(record, changed_at_ms=latest, touched_at_ms=max(record.touched_at_ms, time_ms))


# --------------------------------------------------------------------------------------------- one answer, one line


def _told_twice(lines: Sequence[Event]) -> set[str]:
    """Ids of answers that came from elsewhere, and stand here already: nobody answers a card twice in one ms.

    Another program may have an answer from the device that it was given on, whose own line arrives later; and if that line
    was taken back, so is the answer. Nor does anybody give a card the same answer twice within ``MOVED_AT_MOST_MS``, here and
    elsewhere.
    """
    cards = {event.card for event in lines if isinstance(event, Answer) and _source_of(event)}
    by_card: dict[str, dict[str, list[Answer]]] = {card: {} for card in cards}
    for event in lines:
        if isinstance(event, Answer) and event.card in cards:
            by_card[event.card].setdefault(_source_of(event), []).append(event)
    return {twice.id for by_source in by_card.values() for twice in _of_card(by_source)}


def _of_card(by_source: Mapping[str, Sequence[Answer]]) -> Iterator[Answer]:
    """One source after the other, Anki last, as only it moves answers."""
    known = [*by_source.get("", ())]
    for source in sorted(by_source.keys() - {""}, key=lambda name: (name == events.ANKI, name)):
        twice = _known(by_source[source], known)
        yield from twice
        ids = {event.id for event in twice}
        known += [event for event in by_source[source] if event.id not in ids]


def _known(answers: Sequence[Answer], known: Iterable[Answer]) -> list[Answer]:
    """Those of the ``answers`` of one source that are among the ``known`` ones.

    Each of these is one of Anki's at most; several tables may have it, moved and as it was. Surest first: one with the same
    rating at the same ms, then one that was moved, then any of that ms.
    """
    in_order = sorted(known, key=_time_ms)
    found: dict[str, Answer] = {}
    used: set[str] = set()
    for is_it in (_same, _moved, _at_once) if in_order else ():
        for event in (one for one in answers if one.id not in found):
            start = bisect_left(in_order, event.time_ms - MOVED_AT_MOST_MS, key=_time_ms)
            near = in_order[start : bisect_right(in_order, event.time_ms, key=_time_ms)]
            if one := next((one for one in reversed(near) if one.id not in used and is_it(event, one)), None):
                found[event.id] = event
                if _source_of(event) == events.ANKI:
                    used.add(one.id)
    return list(found.values())


def _time_ms(event: Answer) -> int:
    return event.time_ms


def _same(event: Answer, known: Answer) -> bool:
    return _at_once(event, known) and _said(event) == _said(known)


def _moved(event: Answer, known: Answer) -> bool:
    """Tables of reviews may have been made from what Anki moved."""
    is_late = 0 < event.time_ms - known.time_ms <= MOVED_AT_MOST_MS and not _is_another(event)
    return is_late and _said(event) == _said(known) and (_source_of(event) == events.ANKI or not _source_of(known))


def _at_once(event: Answer, known: Answer) -> bool:
    return event.time_ms == known.time_ms


def _source_of(event: Answer) -> str:
    """The program that the answer was given in; nothing if that was this one."""
    return "" if isinstance(event, events.Review) else event.source


def _is_another(event: Answer) -> bool:
    return not isinstance(event, events.Review) and bool(event.another)


def _said(event: Answer) -> tuple[Rating, bool]:
    """The rating, and whether it was given beside the schedule."""
    return event.rating, isinstance(event, events.Cram)


# ---------------------------------------------------------------------------------------------- one line, one card


def _applied(event: _CardEvent, record: Record | None) -> Record | None:
    """The record after ``event``; None where nothing is known yet and the event has no wording."""
    if record is None:
        if not isinstance(event, _Worded):
            return None
        record = Record(event.card, event.wording, event.time_ms, event.time_ms, added_at_ms=event.time_ms)
    return replace(_changed(event, record), touched_at_ms=event.time_ms)


def _changed(event: _CardEvent, record: Record) -> Record:
    match event:
        case events.Add() | events.Edit():
            return _worded(record, event.wording, event.time_ms)
        case events.Follow():
            former = (*_without(record.former, event.old, event.wording), event.old)
            refused = _without(record.refused, event.wording)
            return replace(_worded(record, event.wording, event.time_ms), former=former, refused=refused)
        case events.Unfollow():
            former = _without(record.former, event.refused, event.wording)
            refused = (*_without(record.refused, event.refused), event.refused)
            return replace(_worded(record, event.wording, event.time_ms), former=former, refused=refused)
        case events.Retire() | events.Restore():
            return replace(record, retired=isinstance(event, events.Retire), changed_at_ms=event.time_ms)
        case events.Suspend() | events.Unsuspend():
            return replace(record, suspended=isinstance(event, events.Suspend))
        case events.Bury():
            return replace(record, buried_until=event.until_day)


def _worded(record: Record, wording: Wording, time_ms: int) -> Record:
    """The record with ``wording``. Another deck or anchor is no change of the content: Anki takes over neither."""
    unseen = replace(record.wording, deck=wording.deck, anchor=wording.anchor)
    return replace(record, wording=wording, changed_at_ms=record.changed_at_ms if unseen == wording else time_ms)


def _without(wordings: tuple[Wording, ...], *gone: Wording) -> tuple[Wording, ...]:
    return tuple(wording for wording in wordings if wording not in gone)


def _review(event: Answer) -> Review:
    return Review(
        event.card,
        event.rating,
        event.time_ms,
        event.day,
        event.id,
        event.duration_ms,
        quality=None if isinstance(event, events.Cram) else event.quality,
        throw=event.throw if isinstance(event, events.Review) else None,
        crammed=isinstance(event, events.Cram),
    )
