"""One kind of value to another: records of the journal to cards, a plan to lines of the journal."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from flashcards import events
from flashcards.collection.report import Now
from flashcards.events import Event, Wording, wording_of, words_of
from flashcards.identity import Continued, Known, Plan
from flashcards.ledger import Ledger, Record
from flashcards.model import Card, Draft, Review, Source

LATER_MS = 1000
"""By how much a line must be later than the last one about its card: Anki counts modification times in seconds."""

_Line = TypeVar("_Line", bound=Event)


def known_card(record: Record, ledger: Ledger) -> Known:
    """A card of the journal as identity looks at it: by its words."""
    words, reviewed = words_of(record.wording), bool(ledger.every_review(record.id))
    return Known(record.id, words, record.former, record.refused, record.retired, reviewed)


def card_of(card_id: str, draft: Draft, record: Record | None, day: int) -> Card:
    """A card that the notes hold, so it isn't retired, whatever the journal still says."""
    if record is None:
        return Card(card_id, draft)
    return Card(card_id, draft, replace(record, retired=False).status_on(day), record.changed_at_ms)


def draft_of(wording: Wording) -> Draft:
    """The draft that ``wording`` comes from, as far as the journal has kept it; its lines are not known."""
    return Draft(
        kind=wording.kind,
        front=wording.front,
        question=wording.question,
        back=wording.back,
        context=wording.context,
        source=tuple(Source(path, 1, 1) for path in wording.paths),
        rule="",
        priority=0.5,
        deck=wording.deck,
        tags=wording.tags,
        cloze=wording.cloze,
        anchor=wording.anchor,
    )


# ------------------------------------------------------------------------------------------------------------ pictures

ShownBy = Callable[[Draft], tuple[str, ...]]
"""From a draft to the pictures that it shows, by names that change with what the files hold."""


def with_pictures(plan: Plan, records: Mapping[str, Record], shown_by: ShownBy) -> Plan:
    """``plan``, in which a card whose pictures alone are others is edited: identity looks at words only."""

    def seen(one: Continued) -> Continued:
        same = one.change != "kept" or records[one.card_id].wording.pictures == shown_by(one.draft)
        return one if same else replace(one, change="edited")

    kept = [seen(one) for one in plan.kept]
    return replace(
        plan,
        kept=tuple(one for one in kept if one.change == "kept"),
        edited=(*plan.edited, *(one for one in kept if one.change == "edited")),
        restored=tuple(seen(one) for one in plan.restored),
    )


# ------------------------------------------------------------------------------------------------ lines of the journal


class LineMaker:
    """Makes lines at one instant. Each is later than the last one about its card, even if the clock went back."""

    def __init__(self, ledger: Ledger, now: Now, day: int) -> None:
        self._ledger = ledger
        self._now = now
        self._day = day

    def __call__(self, kind: Callable[..., _Line], about: str = "", **fields: Any) -> _Line:
        """A new line of this ``kind``; ``about`` is the card that it tells of where it doesn't name one."""
        time_ms = max(self._now.time_ms, self._earliest_ms(kind, about or fields.get("card", "")))
        offset = self._now.utc_offset_minutes
        return kind(id=new_id(), time_ms=within_time(time_ms), utc_offset_minutes=offset, day=self._day, **fields)

    def _earliest_ms(self, kind: Callable[..., Event], card_id: str) -> int:
        if kind is events.Forget:  # an answer may follow at once, and has to count
            return max((review.time_ms + 1 for review in self._ledger.reviews.get(card_id, ())), default=0)
        record = self._ledger.cards.get(card_id)
        return record.touched_at_ms + LATER_MS if record else 0


def lines_of(plan: Plan, make: LineMaker, shown_by: ShownBy, relearnt: Iterable[Continued] = ()) -> list[Event]:
    """What the journal has to know of ``plan``, and of the cards that go on in it but are to be learnt again."""
    lines: list[Event] = [add_line(added.card_id, added.draft, make, shown_by) for added in plan.added]
    lines += [make(events.Retire, card=known.id) for known in plan.retired]
    lines += [make(events.Restore, card=one.card_id) for one in plan.restored]
    worded = {one.card_id: _wording_line(one, make, shown_by) for one in plan.continued if one.change != "kept"}
    # Should the end of the lines be lost, the next build sees the change again, and with it that this is to be said.
    lines += [make(events.Forget, card=one.card_id, because=worded[one.card_id].id) for one in relearnt]
    return lines + list(worded.values())


def review_line(review: Review, now: Now) -> events.Review | events.Cram:
    """The line that says what the learner answered."""
    counted = partial(events.Review, quality=review.quality, throw=review.throw)
    kind: Callable[..., events.Review | events.Cram] = events.Cram if review.crammed else counted
    return kind(
        id=new_id(),
        time_ms=within_time(review.time_ms),
        utc_offset_minutes=now.utc_offset_minutes,
        day=review.day,
        card=review.card_id,
        rating=review.rating,
        duration_ms=review.duration_ms,
    )


def add_line(card_id: str, draft: Draft, make: LineMaker, shown_by: ShownBy) -> Event:
    """The line that makes a card known."""
    return make(events.Add, card=card_id, wording=wording_of(draft, shown_by(draft)))


def _wording_line(one: Continued, make: LineMaker, shown_by: ShownBy) -> Event:
    wording = wording_of(one.draft, shown_by(one.draft))
    if one.asks_the_same:
        return make(events.Edit, card=one.card_id, wording=wording)
    return make(events.Follow, card=one.card_id, old=one.before, wording=wording, reason=one.reason)


def within_time(time_ms: int) -> int:
    """``time_ms``, or the nearest instant that the journal takes."""
    return min(max(time_ms, 0), events.LATEST_TIME_MS)


def new_id() -> str:
    """An id that no other line of any device has."""
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii").lower()
