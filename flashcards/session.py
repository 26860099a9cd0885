"""One sitting: which card comes next, what an answer does, and the way back. No files, no clock, no screen.

Order: drills left over from earlier today; then the due reviews, the most overdue first, with the new cards mixed in
evenly. Cards of one entry give each other away, so all but the first of an entry wait for the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from flashcards.model import Card, Rating, Review
from flashcards.scheduler import (
    Learning,
    Moment,
    New,
    Relearning,
    Reviewing,
    Settings,
    State,
    answered,
    due_on,
    is_due,
    next_states,
    replay,
)

DRILL_GAP = 4
"""How many other cards come, where there are as many, before a failed one is asked again."""

Dice = Callable[[], float]
"""A throw is a number from 0 to below 1, like ``random.random``."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is asked on one day, all sittings together; drills don't count."""

    new_per_day: int = 20
    reviews_per_day: int = 200


USUAL_LIMITS = Limits()


class Done(NamedTuple):
    """How many cards had their first answer of today, by what they were before it."""

    new: int
    reviews: int


NOTHING_DONE = Done(new=0, reviews=0)


class Counts(NamedTuple):
    """How many cards are left in a sitting."""

    new: int
    learning: int
    review: int


class NextDue(NamedTuple):
    """The next day on which something is due, and how many cards."""

    day: int
    cards: int


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of a sitting: what goes to the journal (still without an event id), and what it changed."""

    review: Review
    before: State
    after: State

    @property
    def card_id(self) -> str:
        """The card that was answered."""
        return self.review.card_id

    @property
    def rating(self) -> Rating:
        """The answer."""
        return self.review.rating


class _Step(NamedTuple):
    answered: Answered
    queue_before: tuple[Card, ...]


def done_today(reviews: Mapping[str, Sequence[Review]], day: int) -> Done:
    """What was done on ``day`` in all sittings; ``reviews`` are those of the whole collection, by card id."""
    new = old = 0
    for of_card in reviews.values():
        days = {review.day for review in of_card}
        if day in days:
            new += min(days) == day
            old += min(days) < day
    return Done(new, old)


def due_by_deck(
    cards: Iterable[Card], reviews: Mapping[str, Sequence[Review]], settings: Settings, day: int
) -> dict[str, Counts]:
    """How many of the active ``cards`` of each deck there are to ask on ``day``, limits aside; decks in order."""
    decks: dict[str, list[State]] = {}
    for card in cards:
        if card.status == "active":
            state = replay(reviews.get(card.id, ()), settings, day)
            to_ask = isinstance(state, New) or is_due(state, day)
            decks.setdefault(card.draft.deck, []).extend([state] if to_ask else [])
    return {deck: _counted(decks[deck]) for deck in sorted(decks)}


def _counted(states: Iterable[State]) -> Counts:
    kinds = Counter(map(type, states))
    return Counts(kinds[New], kinds[Learning] + kinds[Relearning], kinds[Reviewing])


class Session:
    """One sitting over ``cards``: the front of its queue is ``current``; ``answer`` moves on, ``undo`` moves back."""

    def __init__(
        self,
        cards: Iterable[Card],
        states: Mapping[str, State],
        settings: Settings,
        now: Moment,
        *,
        dice: Dice,
        limits: Limits = USUAL_LIMITS,
        done: Done = NOTHING_DONE,
    ) -> None:
        """Only active cards are asked; ``states`` are as on the day of ``now``, and cards without one are new.

        ``dice`` orders what is equally overdue.
        """
        active = [card for card in cards if card.status == "active"]
        self._settings = settings
        self._states: dict[str, State] = {card.id: states.get(card.id, New()) for card in active}
        due = _most_overdue_first(active, self._states, now.day, dice)
        reviews_left = max(0, limits.reviews_per_day - done.reviews)
        new_left = max(0, limits.new_per_day - done.new)
        self.beyond_limit = max(0, len(due) - reviews_left)
        """How many due reviews are left out because the limit of the day is reached."""
        new = _most_wanted_first(active, self._states)
        drilled = _siblings_apart(_drilled(active, self._states))
        self._queue = _siblings_apart(_evenly_mixed(due[:reviews_left], new[:new_left]), behind=drilled)
        self._history: list[_Step] = []

    @classmethod
    def begin(
        cls,
        cards: Sequence[Card],
        reviews: Mapping[str, Sequence[Review]],
        settings: Settings,
        now: Moment,
        *,
        dice: Dice,
        limits: Limits = USUAL_LIMITS,
    ) -> Session:
        """A sitting over ``cards``, given the reviews of the whole collection by card id: limits count them all."""
        states = {card.id: replay(reviews.get(card.id, ()), settings, now.day) for card in cards}
        return cls(cards, states, settings, now, dice=dice, limits=limits, done=done_today(reviews, now.day))

    @property
    def current(self) -> Card | None:
        """The card to ask now; None at the end of the sitting."""
        return self._queue[0] if self._queue else None

    @property
    def counts(self) -> Counts:
        """What is left, the current card included."""
        return _counted(self._states[card.id] for card in self._queue)

    @property
    def history(self) -> tuple[Answered, ...]:
        """What was answered in this sitting and not taken back, in order."""
        return tuple(step.answered for step in self._history)

    def choices(self, now: Moment) -> dict[Rating, State]:
        """What each answer to the current card would lead to. Raises IndexError at the end of the sitting."""
        state = self._states[self._queue[0].id]
        return next_states(state, self._settings, _moment_of_answer(state, now))

    def answer(self, rating: Rating, now: Moment, duration_ms: int = 0) -> Answered:
        """Answers the current card and moves on. Raises IndexError at the end of the sitting."""
        card = self._queue[0]
        before = self._states[card.id]
        moment = _moment_of_answer(before, now)
        after = answered(before, rating, self._settings, moment.day)
        review = Review(card.id, rating, moment.time_ms, moment.day, duration_ms=duration_ms)
        step = _Step(Answered(review, before, after), tuple(self._queue))
        self._history.append(step)
        self._states[card.id] = after
        self._queue = self._after_answer(card, after, now.day)
        return step.answered

    def _after_answer(self, card: Card, after: State, day: int) -> list[Card]:
        queue = [other for other in self._queue[1:] if not _drill_ended(self._states[other.id], day)]
        if isinstance(after, Learning | Relearning) and not _drill_ended(after, day):
            queue.insert(_place_of_drill(queue, card), card)
        return queue

    def undo(self) -> Answered | None:
        """Takes the last answer back, so that its card is current again; None if there is none."""
        if not self._history:
            return None
        step = self._history.pop()
        self._states[step.answered.card_id] = step.answered.before
        self._queue = list(step.queue_before)
        return step.answered

    def next_due(self, day: int) -> NextDue | None:
        """The first day after ``day`` on which cards of this sitting's decks are due; None if there is no such day."""
        days = Counter(due_on(state, day) for state in self._states.values())
        later = [due for due in days if due is not None and due > day]
        return NextDue(min(later), days[min(later)]) if later else None


# ---------------------------------------------------------------------------------------- across the rollover


def _drill_ended(state: State, day: int) -> bool:
    """Whether a card waits only for a drill that ended with its day: it is asked again when it is due."""
    return isinstance(state, Learning | Relearning) and not is_due(state, day)


def _moment_of_answer(state: State, now: Moment) -> Moment:
    """An answer in a drill belongs to the drill's day even if the card was still on screen at the rollover.

    Unless the card is due on the new day: then it counts as that day's review.
    """
    if isinstance(state, Learning | Relearning) and _drill_ended(state, now.day):
        return replace(now, day=state.then.reviewed_on)
    return now


# ---------------------------------------------------------------------------------------------------- the queue


def _drilled(cards: Sequence[Card], states: Mapping[str, State]) -> list[Card]:
    return [card for card in cards if isinstance(states[card.id], Learning | Relearning)]


def _most_overdue_first(cards: Sequence[Card], states: Mapping[str, State], day: int, dice: Dice) -> list[Card]:
    """The due reviews; those first that are late by most of their interval, as they are the likeliest forgotten."""
    ranked: list[tuple[float, float, Card]] = []
    for card in cards:
        state = states[card.id]
        if isinstance(state, Reviewing) and is_due(state, day):
            ranked.append(((state.due_on - day) / max(1, state.interval_days), dice(), card))
    return [card for _, _, card in sorted(ranked, key=lambda entry: entry[:2])]


def _most_wanted_first(cards: Sequence[Card], states: Mapping[str, State]) -> list[Card]:
    """The new cards: highest priority first, then in the order of the notes."""
    new = [card for card in cards if isinstance(states[card.id], New)]
    return sorted(new, key=lambda card: (-card.draft.priority, card.draft.source))


def _evenly_mixed(reviews: Sequence[Card], new: Sequence[Card]) -> list[Card]:
    """Both in their order, the new ones at equal distances among the reviews."""
    placed = [((index + 1) / (len(reviews) + 1), card) for index, card in enumerate(reviews)]
    placed += [((index + 1) / (len(new) + 1), card) for index, card in enumerate(new)]
    return [card for _, card in sorted(placed, key=lambda entry: entry[0])]


# -------------------------------------------------------------------------------------------------- siblings


_Entry = tuple[str, int] | str
"""A line of the outline, by its note and where it begins; a card without a source stands alone."""


def _entry(card: Card) -> _Entry:
    """What siblings have in common. Where they end differs: a card about what stands below the entry reaches further."""
    if not card.draft.source:
        return card.id
    first = card.draft.source[0]
    return first.path, first.start_line


def _siblings_apart(cards: Sequence[Card], behind: Sequence[Card] = ()) -> list[Card]:
    """``behind`` and then ``cards``: the first card of each entry in its place, the others at the end.

    None stands beside a sibling where that is avoidable.
    """
    waiting = _in_rounds(cards)
    unasked = Counter(map(_entry, cards))
    largest = max(unasked.values(), default=0)
    queue = list(behind)
    while waiting:
        previous = _entry(queue[-1]) if queue else None
        crowded = _majority(unasked, len(waiting)) if len(waiting) < 2 * largest else None
        queue.append(waiting.pop(_first_fitting(waiting, previous, crowded)))
        unasked[_entry(queue[-1])] -= 1
    return queue


def _in_rounds(cards: Sequence[Card]) -> list[Card]:
    """First the first card of each entry, then the second ones, and so on."""
    seen: Counter[_Entry] = Counter()
    rounds: list[int] = []
    for card in cards:
        rounds.append(seen[_entry(card)])
        seen[_entry(card)] += 1
    return [card for _, card in sorted(zip(rounds, cards, strict=True), key=lambda entry: entry[0])]


def _majority(unasked: Counter[_Entry], left: int) -> _Entry | None:
    """The entry that must come now, as otherwise too few others would be left to stand between its cards."""
    entry, cards = unasked.most_common(1)[0]
    return entry if cards > left // 2 else None


def _first_fitting(waiting: Sequence[Card], previous: _Entry | None, crowded: _Entry | None) -> int:
    """Index of the first card that isn't of the entry ``previous``, and is of ``crowded`` where that can be; or 0."""
    for index, card in enumerate(waiting):
        entry = _entry(card)
        if entry != previous and crowded in (None, previous, entry):
            return index
    return 0


def _place_of_drill(queue: Sequence[Card], card: Card) -> int:
    """Where a failed card comes back: after a few others, and not beside a sibling if a place further on avoids it."""
    earliest = min(DRILL_GAP, len(queue))
    entry = _entry(card)
    for place in range(earliest, len(queue) + 1):
        if all(_entry(neighbour) != entry for neighbour in queue[place - 1 : place + 1]):
            return place
    return earliest
