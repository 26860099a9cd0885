"""What the learner knows better than a build: that a new card is really an old one, or that a follow was wrong.

All lines that one command writes bear one mark, and hold all that follows from it: a build has nothing left to write,
and taking them back leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from flashcards import events, identity
from flashcards.collection.conversion import LineMaker, ShownBy
from flashcards.collection.errors import (
    GoneTextError,
    NeverFollowedError,
    OwnReviewsError,
    SameCardError,
    UnbuiltCardError,
)
from flashcards.events import Event, Wording, wording_of
from flashcards.identity import Added, Continued, Plan
from flashcards.ledger import Ledger, Record, counting

BY_HAND = "the learner said so"
"""The reason of a follow that no stage of identity has found."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A ``follow`` or ``unfollow`` of a card, done or taken back."""

    kind: Literal["follow", "unfollow"]
    card_id: str
    before: Wording
    after: Wording
    rival: str = ""
    """The card that retires because its text is this card's now."""
    relearnt: bool = False
    """It is to be learnt again."""
    effects: Plan = Plan()  # noqa: RUF009 - a Plan can't be changed
    """What else becomes of cards: those that are added, that retire, and that are back."""


def follow(ledger: Ledger, plan: Plan, old: str, new: str, shown_by: ShownBy) -> Correction:
    """The card ``old`` goes on as ``new``, which may be a card that no build has seen.

    Raises SameCardError, UnbuiltCardError, GoneTextError or OwnReviewsError.
    """
    if old == new:
        raise SameCardError(old)
    if old not in ledger.cards:
        raise UnbuiltCardError(old)
    present: list[Added | Continued] = [*plan.added, *plan.continued]
    drafts = {one.card_id: one.draft for one in present}
    if new not in drafts:
        raise GoneTextError(new)
    if reviews := ledger.every_review(new):
        raise OwnReviewsError(new, len(reviews))
    wording = wording_of(drafts[new], shown_by(drafts[new]))
    return Correction("follow", old, ledger.cards[old].wording, wording, new if new in ledger.cards else "")


def unfollow(ledger: Ledger, plan: Plan, card: str) -> Correction:
    """The last follow of ``card`` was wrong, be it in the journal or one that the next build would do.

    Raises UnbuiltCardError or NeverFollowedError.
    """
    if card not in ledger.cards:
        raise UnbuiltCardError(card)
    record = ledger.cards[card]
    planned = next((one for one in plan.continued if one.card_id == card and not one.asks_the_same), None)
    if planned:
        return Correction("unfollow", card, planned.after, record.wording)
    if not record.former:
        raise NeverFollowedError(card)
    return Correction("unfollow", card, record.wording, record.former[-1])


def lines_of(
    correction: Correction, cards: Mapping[str, Record], past: Sequence[Event], make: LineMaker
) -> list[Event]:
    """What the journal has to know of ``correction``; ``past`` are its lines that count."""
    record = cards[correction.card_id]
    if correction.kind == "follow":
        return list(_follow_lines(correction, record, cards.get(correction.rival), past, make))
    return list(_unfollow_lines(correction, record, past, make))


def _follow_lines(
    it: Correction, record: Record, rival: Record | None, past: Iterable[Event], make: LineMaker
) -> Iterator[Event]:
    line = make(events.Follow, card=record.id, old=it.before, wording=it.after, reason=BY_HAND)
    yield line
    if it.relearnt:
        yield make(events.Forget, card=record.id, because=line.id)
    if record.retired:
        yield make(events.Restore, card=record.id)
    for refusal in past:
        if (
            isinstance(refusal, events.Unfollow)
            and refusal.card == record.id
            and _ask_the_same(refusal.refused, it.after)
        ):
            yield make(events.Void, about=record.id, event=refusal.id)
    if rival:
        # Its text is another card's from now on: it must never go on with it, should the other one be away for a while.
        yield make(events.Unfollow, card=rival.id, refused=it.after, wording=rival.wording)
        if not rival.retired:
            yield make(events.Retire, card=rival.id)


def _unfollow_lines(it: Correction, record: Record, past: Iterable[Event], make: LineMaker) -> Iterator[Event]:
    yield make(events.Unfollow, card=record.id, refused=it.before, wording=it.after)
    discarded = _since_last_follow(record.id, past) if it.before == record.wording else set()
    for line in past:
        # The card that gave its text away by a follow by hand may have it again.
        if isinstance(line, events.Unfollow) and line.card != record.id and _gave_away(line, it.before):
            yield make(events.Void, about=line.card, event=line.id)
        if isinstance(line, events.Forget) and line.because in discarded:
            yield make(events.Void, event=line.id)


def _since_last_follow(card: str, past: Iterable[Event]) -> set[str]:
    """The ids of the lines that gave the card a wording, from its last follow on."""
    found: set[str] = set()
    for line in past:
        if isinstance(line, events.Follow) and line.card == card:
            found = {line.id}
        elif isinstance(line, events.Edit) and line.card == card:
            found.add(line.id)
    return found


def _gave_away(line: events.Unfollow, wording: Wording) -> bool:
    return _ask_the_same(line.refused, line.wording) and _ask_the_same(line.refused, wording)


def _ask_the_same(one: Wording, other: Wording) -> bool:
    return identity.question(one) == identity.question(other)


def effects(after: Plan, before: Plan) -> Plan:
    """The cards that are added, retire or come back in the plan ``after`` a correction, and weren't to ``before``."""
    added = {one.card_id for one in before.added}
    retired = {one.id for one in before.retired}
    restored = {one.card_id for one in before.restored}
    return Plan(
        added=tuple(one for one in after.added if one.card_id not in added),
        retired=tuple(one for one in after.retired if one.id not in retired),
        restored=tuple(one for one in after.restored if one.card_id not in restored),
    )


# ------------------------------------------------------------------------------------------------------- the way back


UNDO = "undo-"
"""How the mark begins that the lines bear which take a whole command back."""


def voids_of_commands(lines: Sequence[Event]) -> dict[str, list[str]]:
    """Of the lines that were taken back with their whole command: the ids of what takes each of them back.

    Who takes a whole import back had the wrong file, say, and may import it again; who takes one answer back means that one.
    """
    alone = {line.event for line in lines if isinstance(line, events.Void) and not line.command.startswith(UNDO)}
    found: dict[str, list[str]] = {}
    for line in counting(lines):
        if isinstance(line, events.Void) and line.command.startswith(UNDO) and line.event not in alone:
            found.setdefault(line.event, []).append(line.id)
    return found


def last_command(own: Sequence[Event]) -> list[Event]:
    """Of the lines of this device that count, in the order of writing: the last review, or all of the last command."""
    done = [line for line in own if not line.command.startswith(UNDO)]
    last = next((line for line in reversed(done) if line.command or _is_review(line)), None)
    if last is None or not last.command:
        return [last] if last else []
    return [line for line in own if line.command == last.command]


def _is_review(line: Event) -> bool:
    return isinstance(line, events.Review | events.Cram | events.Import)


def together(event_id: str, past: Iterable[Event]) -> list[Event]:
    """The line with this id, and those that were written with it because of it; ``past`` are the lines that count.

    Nothing is written because of an answer from elsewhere, of which many come with one command.
    """
    lines = list(past)
    command = next((line.command for line in lines if line.id == event_id and not isinstance(line, events.Import)), "")
    return [line for line in lines if line.id == event_id or (command and line.command == command)]


def correction_of(lines: Sequence[Event]) -> Correction | None:
    """The correction that one command's ``lines`` say; its own line is the first. None if they say none."""
    match lines[0]:
        case events.Follow() as line:
            return Correction("follow", line.card, line.old, line.wording)
        case events.Unfollow() as line:
            return Correction("unfollow", line.card, line.refused, line.wording)
        case _:
            return None


def with_command(lines: Iterable[Event], command: str) -> list[Event]:
    """``lines`` as those of one command."""
    return [line.model_copy(update={"command": command}) for line in lines]
