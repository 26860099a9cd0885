"""One sitting: which card comes next, what an answer does, and the way back. No files, no clock, no screen.

Order: cards whose learning step is over, as soon as it is; drills left over from earlier today; then the due reviews, the
likeliest forgotten first, with the new cards mixed in evenly; and at last learning steps that are nearly over. Cards of one
entry give each other away, so all but the first of an entry wait for the end, or for tomorrow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from flashcards.model import Card, Rating, Review
from flashcards.scheduler import (
    NO_THROWS,
    Learning,
    Moment,
    New,
    Relearning,
    Settings,
    State,
    answered,
    balances,
    became_leech,
    due_on,
    is_due,
    loaded_throws,
    next_states,
    replay,
    suspends,
    wait_ms,
)
from flashcards.session import queue
from flashcards.session.limits import (
    NOTHING_DONE,
    NOTHING_DONE_IN_DECKS,
    USUAL_LIMITS,
    Counts,
    Done,
    Limits,
    Room,
    done_in_decks,
    done_today,
    room_for_new,
    room_for_reviews,
    tally,
    within,
)
from flashcards.session.queue import USUAL_ASKING, Asking, Dice
from flashcards.session.siblings import buried_today, firsts, place_of_drill, siblings_apart
from flashcards.session.workload import Workload


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
    leech: bool = False
    """Whether it made the card a leech."""
    suspended: bool = False
    """Whether the card is therefore asked no more."""

    @property
    def card_id(self) -> str:
        """The card that was answered."""
        return self.review.card_id

    @property
    def rating(self) -> Rating:
        """The answer."""
        return self.review.rating


class PutAside(NamedTuple):
    """A card that the learner doesn't want to be asked, without an answer: till tomorrow, or ``suspended`` for good."""

    card_id: str
    suspended: bool


class _Step(NamedTuple):
    done: Answered | PutAside
    queue_before: tuple[Card, ...]
    waiting_before: tuple[Card, ...]


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
        done_in: Mapping[str, Done] = NOTHING_DONE_IN_DECKS,
        asking: Asking = USUAL_ASKING,
        buried: Collection[str] = (),
        workload: Workload | None = None,
    ) -> None:
        """Only active cards are asked; ``states`` are as on the day of ``now``, and cards without one are new.

        ``dice`` orders what is equally likely forgotten. ``done_in`` is what was done in decks with limits of their own.
        Of the ``buried`` cards, only those that are being learned are asked. Given a ``workload``, it has a say in when a card
        is asked again.
        """
        active = [card for card in cards if card.status == "active"]
        self._settings = settings
        self._asking = asking
        self._workload = workload
        self._day = now.day
        self._states: dict[str, State] = {card.id: states.get(card.id, New()) for card in active}
        self._history: list[_Step] = []
        self._queue: list[Card] = []
        self._waiting: list[Card] = []
        self.beyond_limit = 0
        """How many due reviews are left out because a limit of the day is reached."""
        if asking.cram:
            self._queue = siblings_apart(queue.thrown(active, dice))
            return
        gathering = queue.Gathering(active, self._states, settings, now.day, asking, dice)
        room = room_for_reviews(limits, done, done_in), room_for_new(limits, done, done_in)
        self._gather(gathering, buried, *room)
        self._call(now)

    def _gather(
        self,
        gathering: queue.Gathering,
        buried: Collection[str],
        room_for_reviews: Sequence[Room],
        room_for_new: Sequence[Room],
    ) -> None:
        drilled = siblings_apart(gathering.drilled())
        self._waiting = gathering.in_steps()
        unburied = replace(gathering, cards=[card for card in gathering.cards if card.id not in buried])
        due = self._without_siblings(unburied.due(), behind=[*drilled, *self._waiting])
        reviews = within(room_for_reviews, due)
        self.beyond_limit = len(due) - len(reviews)
        reviews += self._without_siblings(unburied.ahead(), behind=[*drilled, *self._waiting, *reviews])
        new = self._without_siblings(unburied.new(), behind=[*drilled, *self._waiting, *reviews])
        asked = queue.evenly_mixed(reviews, within(room_for_new, new))
        self._queue = siblings_apart(asked, behind=drilled)

    def _without_siblings(self, cards: Sequence[Card], behind: Sequence[Card]) -> Sequence[Card]:
        """The cards, without those that would wait for a sibling, if siblings are to be buried."""
        return firsts(cards, behind) if self._asking.bury_siblings else cards

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
        asking: Asking = USUAL_ASKING,
        others: Sequence[Card] = (),
    ) -> Session:
        """A sitting over ``cards``, given the reviews of the whole collection by card id: limits count them all.

        ``others`` are the cards that are not to be asked; they count for the limits of decks, and as siblings.
        """

        def state(card: Card) -> State:
            return replay(reviews.get(card.id, ()), settings.of(card.draft.deck), now.day)

        states = {card.id: state(card) for card in cards}
        every = [*cards, *others]
        workload = None
        if balances(settings):
            active = [card for card in every if card.status == "active"]
            known = {card.id: states.get(card.id) or state(card) for card in active}
            workload = Workload(active, known, settings, now.day, siblings=asking.bury_siblings)
        return cls(
            cards,
            states,
            settings,
            now,
            dice=dice,
            limits=limits,
            done=done_today(reviews, settings, now.day),
            done_in=done_in_decks(limits, every, reviews, settings, now.day),
            asking=asking,
            buried=buried_today(every, reviews, now.day) if asking.bury_siblings else (),
            workload=workload,
        )

    @property
    def current(self) -> Card | None:
        """The card to ask now; None at the end of the sitting."""
        return self._queue[0] if self._queue else None

    @property
    def counts(self) -> Counts:
        """What is left today, the current card and those that wait for a learning step included."""
        return tally(self._states[card.id] for card in (*self._queue, *self._waiting))

    @property
    def history(self) -> tuple[Answered, ...]:
        """What was answered in this sitting and not taken back, in order."""
        return tuple(step.done for step in self._history if isinstance(step.done, Answered))

    @property
    def crams(self) -> bool:
        """Whether answers leave the schedule alone."""
        return self._asking.cram

    def choices(self, now: Moment) -> dict[Rating, State]:
        """What each answer to the current card would lead to. Raises IndexError at the end of the sitting."""
        card = self._queue[0]
        state = self._states[card.id]
        if self.crams:
            return dict.fromkeys(Rating, state)
        moment = _moment_of_answer(state, now)
        return next_states(state, self._settings_of(card), moment, card.id, self._throws(card, moment))

    def _throws(self, card: Card, moment: Moment) -> Mapping[Rating, float]:
        if self._workload is None or self.crams:
            return NO_THROWS
        day_after = self._workload.after(moment.day, card)
        return loaded_throws(self._states[card.id], self._settings_of(card), moment, card.id, day_after)

    def answer(self, rating: Rating, now: Moment, duration_ms: int = 0, quality: int | None = None) -> Answered:
        """Answers the current card and moves on. Raises IndexError at the end of the sitting.

        ``quality`` is what SM-2 is told in place of the rating, if the learner said it.
        """
        card = self._queue[0]
        before = self._states[card.id]
        moment = _moment_of_answer(before, now)
        review = Review(
            card.id,
            rating,
            moment.time_ms,
            moment.day,
            duration_ms=duration_ms,
            quality=quality,
            throw=self._throws(card, moment).get(rating),
            crammed=self.crams,
        )
        after = self._after(card, review)
        leech = became_leech(before, after, self._settings)
        suspended = suspends(before, after, self._settings)
        done = Answered(review, before, after, leech, suspended)
        self._remember(done)
        self._become(card, after, moment.day)
        self._move_on(card, done, now)
        return done

    def put_aside(self, now: Moment, *, suspended: bool) -> PutAside:
        """Asks the current card no more today, or ever, and moves on. Raises IndexError at the end of the sitting."""
        done = PutAside(self._queue[0].id, suspended)
        self._remember(done)
        self._leave(now)
        self._call(now)
        return done

    def _remember(self, done: Answered | PutAside) -> None:
        self._history.append(_Step(done, tuple(self._queue), tuple(self._waiting)))

    def _after(self, card: Card, review: Review) -> State:
        before = self._states[card.id]
        if review.crammed:
            return before
        return answered(
            before,
            review.rating,
            self._settings_of(card),
            review.day,
            time_ms=review.time_ms,
            card_id=card.id,
            quality=review.quality,
            throw=review.throw,
        )

    def _become(self, card: Card, state: State, day: int) -> None:
        self._states[card.id] = state
        if self._workload is not None:
            self._workload.move(card, due_on(state, day))

    def _move_on(self, card: Card, answer: Answered, now: Moment) -> None:
        self._leave(now)
        if not self.crams and queue.is_in_steps(answer.after):
            if is_due(answer.after, now.day) and not answer.suspended:
                self._waiting.append(card)
        elif self._is_drilled(answer, now.day) and not answer.suspended:
            self._queue.insert(place_of_drill(self._queue, card), card)
        self._call(now, last=card)

    def _leave(self, now: Moment) -> None:
        """Takes the current card from the queue, and those whose drill ended with its day."""
        self._queue = [other for other in self._queue[1:] if not _drill_ended(self._states[other.id], now.day)]

    def _is_drilled(self, answer: Answered, day: int) -> bool:
        if self.crams:
            return answer.rating < Rating.GOOD
        return queue.is_drilled(answer.after) and not _drill_ended(answer.after, day)

    def _call(self, now: Moment, last: Card | None = None) -> None:
        """Puts the card whose learning step is over to the front; with nothing else to ask, one that is nearly over."""
        at_most_ms = 0 if self._queue else self._asking.learn_ahead_ms
        card = queue.next_in_steps(self._waiting, self._states, now, at_most_ms=at_most_ms, last=last)
        if card is not None:
            self._waiting.remove(card)
            self._queue.insert(0, card)

    def refresh(self, now: Moment) -> None:
        """Where there was nothing to ask any more, learning steps may be over by ``now``."""
        if not self._queue:
            self._call(now)

    def undo(self) -> Answered | PutAside | None:
        """Takes back what was done last, so that its card is current again; None if nothing was."""
        if not self._history:
            return None
        step = self._history.pop()
        self._queue, self._waiting = list(step.queue_before), list(step.waiting_before)
        if isinstance(step.done, Answered):
            self._become(self._queue[0], step.done.before, step.done.review.day)
        return step.done

    def fell_due(self, day: int) -> int:
        """How many cards fell due with the days that have begun since the sitting did, up to ``day``, and aren't asked in it."""
        asked, aside = {card.id for card in (*self._queue, *self._waiting)}, self._aside()
        dues = (due_on(state, day) for card, state in self._states.items() if card not in asked and card not in aside)
        return sum(due is not None and self._day < due <= day for due in dues)

    def next_due(self, day: int) -> NextDue | None:
        """The first day after ``day`` on which cards of this sitting's decks are due; None if there is no such day."""
        aside = self._aside()
        dues = {card: due_on(state, day) for card, state in self._states.items() if not aside.get(card, False)}
        days = Counter(max(due, day + 1) if card in aside else due for card, due in dues.items() if due is not None)
        later = [due for due in days if due > day]
        return NextDue(min(later), days[min(later)]) if later else None

    def _aside(self) -> dict[str, bool]:
        """The cards that were put aside in this sitting: whether they are suspended, or buried until tomorrow."""
        done = [step.done for step in self._history]
        return {one.card_id: one.suspended for one in done if isinstance(one, PutAside) or one.suspended}

    def next_step_ms(self, now: Moment) -> int | None:
        """How long the first of the cards that wait for a learning step today still waits; None if none does."""
        return min((wait_ms(self._states[card.id], now) for card in self._waiting), default=None)

    def _settings_of(self, card: Card) -> Settings:
        return self._settings.of(card.draft.deck)


# ---------------------------------------------------------------------------------------- across the rollover


def _drill_ended(state: State, day: int) -> bool:
    """Whether a card waits only for a drill that ended with its day: it is asked again when it is due."""
    return queue.is_drilled(state) and not is_due(state, day)


def _moment_of_answer(state: State, now: Moment) -> Moment:
    """An answer in a drill belongs to the drill's day even if the card was still on screen at the rollover.

    Unless the card is due on the new day: then it counts as that day's review.
    """
    if isinstance(state, Learning | Relearning) and _drill_ended(state, now.day):
        return replace(now, day=state.then.reviewed_on)
    return now
