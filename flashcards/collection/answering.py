"""Answers of the learner: sittings, single answers, cards set aside, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flashcards import events, histories
from flashcards.collection import anki_pull, choosing, correcting, importing
from flashcards.collection.conversion import add_line, new_id, review_line
from flashcards.collection.correcting import Correction
from flashcards.collection.errors import UnknownCardError
from flashcards.collection.holdings import Holdings
from flashcards.collection.importing import Imported, OffsetAt, TakenBack
from flashcards.collection.report import Now
from flashcards.events import Event
from flashcards.ledger import counting, told_once
from flashcards.model import Card, Rating, Review, Status
from flashcards.scheduler import CLOCK_TOLERANCE_DAYS, State, is_leech, replay, suspends
from flashcards.session import Counts, Dice, PutAside, Session, due_by_deck


class Answering(Holdings):
    """What is answered, and when a card is asked again."""

    def sitting(
        self,
        deck: str | None,
        now: Now,
        dice: Dice,
        minimum_priority: float = 0,
        *,
        tag: str | None = None,
        ahead_days: int = 0,
        cram: bool = False,
    ) -> Session:
        """A sitting over this deck and those below it, by default over all. Raises NoSuchDeckError or NoSuchTagError.

        New cards come only if they have this priority, from 0 to 1; with a ``tag``, cards only that bear it.
        """
        every, ledger = self.cards(now), self.ledger()
        chosen: Sequence[Card] = every
        if deck is not None:
            chosen = choosing.in_deck(chosen, deck)
        if tag is not None:
            leeches = self._leeches(self.moment(now).day) if tag.casefold() == choosing.LEECH else ()
            chosen = choosing.tagged(chosen, tag, leeches)
        chosen = [card for card in chosen if ledger.every_review(card.id) or card.draft.priority >= minimum_priority]
        ids = {card.id for card in chosen}
        return Session.begin(
            chosen,
            ledger.reviews,
            self.config.scheduling,
            self.moment(now),
            dice=dice,
            limits=self.config.limits,
            asking=replace(self.config.asking, ahead_days=ahead_days, cram=cram),
            others=[card for card in every if card.id not in ids],
        )

    def _leeches(self, day: int) -> set[str]:
        settings = self.config.scheduling
        return {card for card, reviews in self.reviews.items() if is_leech(replay(reviews, settings, day), settings)}

    def due(self, now: Now) -> dict[str, Counts]:
        """How much there is to ask, by deck, limits aside."""
        return due_by_deck(self._askable(now), self.reviews, self.config.scheduling, self.moment(now).day)

    def _askable(self, now: Now) -> list[Card]:
        return [card for card in self.cards(now) if card.status == "active"]

    def state(self, card_id: str, now: Now) -> State:
        """Where this card stands."""
        record = self.ledger().cards.get(card_id)
        settings = self.config.scheduling.of(record.wording.deck if record else "")
        return replay(self.reviews.get(card_id, ()), settings, self.moment(now).day)

    def status(self, card_id: str, now: Now) -> Status:
        """Whether this card is asked."""
        record = self.ledger().cards.get(card_id)
        return record.status_on(self.moment(now).day) if record else "active"

    def find_card(self, begun: str, now: Now) -> str:
        """The id of the one card whose id begins so. Raises UnknownCardError or AmbiguousCardError."""
        known = self.ledger().cards
        if begun in known:
            return begun
        return choosing.one_id(begun, {*known, *(card.id for card in self.cards(now))})

    def answer(self, card_id: str, rating: Rating, now: Now, duration_ms: int = 0, *, dated: bool = False) -> Review:
        """Record one answer; when it returns, the answer is on the disk. Raises UnknownCardError, JournalError.

        One that is ``dated`` was given at ``now``, whatever has been answered since; any other comes after those known.
        """
        moment = self.moment(now)
        settings, reviews = self.config.scheduling, self.reviews.get(card_id, ())
        review = Review(card_id, rating, moment.time_ms, moment.day, duration_ms=duration_ms)
        if not dated:
            review = self._after_known(review)
        before, after = (replay(found, settings, moment.day) for found in (reviews, [*reviews, review]))
        return self._record(review, now, suspend=suspends(before, after, settings))

    def record(self, review: Review, now: Now, *, suspend: bool = False) -> Review:
        """Write an answer of a sitting to the journal, and return it with the id of its line. Raises as ``answer``.

        If it made the card a leech, the card may be to ``suspend``.
        """
        return self._record(self._after_known(review), now, suspend=suspend)

    def _after_known(self, review: Review) -> Review:
        """The review, later than those of its card: a clock that was ahead, here or elsewhere, must not turn them around.

        Those are known that the ledger had when it was last folded, and those that were given here since: to fold it anew for
        each answer would make a sitting wait.
        """
        ledger = self._folded[1] if self._folded else self.ledger()
        latest_day, given = review.day + CLOCK_TOLERANCE_DAYS, self._given.get(review.card_id, ())
        known = [one for one in (*ledger.reviews.get(review.card_id, ()), *given) if one.day <= latest_day]
        last = max(known, key=lambda one: one.time_ms, default=None)
        if last is None or last.time_ms < review.time_ms:
            return review
        return replace(review, time_ms=last.time_ms + 1, day=max(review.day, last.day))

    def dated_ahead(self, now: Now) -> list[Review]:
        """The last answers of cards that are dated in days to come; they don't count before then."""
        latest_day = self.moment(now).day + CLOCK_TOLERANCE_DAYS
        return [of_card[-1] for of_card in self.reviews.values() if of_card[-1].day > latest_day]

    def _record(self, review: Review, now: Now, *, suspend: bool) -> Review:
        line: Event = review_line(review, now)
        lines = [line]
        if suspend:
            lines.append(self._line_maker(now)(events.Suspend, card=review.card_id))
            lines = correcting.with_command(lines, new_id())
        self._say_of(review.card_id, self._first_seen(review.card_id, now), *lines)
        if not review.crammed:
            self._given.setdefault(review.card_id, []).append(review)
        return replace(review, event_id=line.id)

    def suspend(self, card_id: str, now: Now, *, suspended: bool) -> bool:
        """Ask this card no more, or again; False if that is so already. Raises UnknownCardError or JournalError."""
        first = self._first_seen(card_id, now)
        record = self.ledger().cards.get(card_id)
        if suspended == (record is not None and record.suspended):
            return False
        kind = events.Suspend if suspended else events.Unsuspend
        self._say_of(card_id, first, self._line_maker(now)(kind, card=card_id))
        return True

    def bury(self, card_id: str, now: Now, *, buried: bool) -> bool:
        """Ask this card again tomorrow, or even today; False if that is so already. Raises UnknownCardError or JournalError."""
        first = self._first_seen(card_id, now)
        record, today = self.ledger().cards.get(card_id), self.moment(now).day
        if buried == (record is not None and today < record.buried_until):
            return False
        self._say_of(card_id, first, self._line_maker(now)(events.Bury, card=card_id, until_day=today + buried))
        return True

    def put_aside(self, done: PutAside, now: Now) -> str:
        """Write that a card of a sitting was put aside, and return the id of the line. Raises as ``suspend``."""
        first, make = self._first_seen(done.card_id, now), self._line_maker(now)
        if done.suspended:
            line: Event = make(events.Suspend, card=done.card_id)
        else:
            line = make(events.Bury, card=done.card_id, until_day=self.moment(now).day + 1)
        self._say_of(done.card_id, first, line)
        return line.id

    def ask_again(self, done: PutAside, event_id: str, now: Now) -> None:
        """Take back that a card was put aside, by the line with this id. Raises JournalError."""
        self._append([self._line_maker(now)(events.Void, about=done.card_id, event=event_id)])

    def take_back(self, event_id: str, now: Now) -> Review | None:
        """Take the review with this id back, and return it; None if there is none."""
        found = self._live_reviews().get(event_id)
        if found:
            make = self._line_maker(now)
            self._append([make(events.Void, event=each) for each in self._written_with(found)])
        return found

    def _written_with(self, review: Review) -> list[str]:
        """The ids of the review's line, and of those that were written because of it: a leech may be suspended."""
        record = self.ledger().cards.get(review.card_id)
        if record is None or not record.suspended:
            return [review.event_id]
        past = counting(self._journal.read()[0])
        return [line.id for line in correcting.together(review.event_id, past)]

    def undo(self, now: Now) -> Review | Correction | TakenBack | None:
        """Take back the last review, ``follow``, ``unfollow``, import or pull of this device, or else the latest review of all.

        Returns it; None if there is none.
        """
        reviews = self._live_reviews()
        live = {line.id for line in counting(self._journal.read()[0])}
        own = [line for line in self._own_journal().own() if line.id in live] if live else []
        lines = correcting.last_command(own)
        if lines and (whole := correcting.correction_of(lines) or anki_pull.undone(lines) or importing.undone(lines)):
            make = self._line_maker(now)
            voids = [make(events.Void, about=getattr(line, "card", ""), event=line.id) for line in lines]
            self._append(correcting.with_command(voids, f"{correcting.UNDO}{new_id()}"))
            self._written.clear()
            return whole
        latest = max(reviews, key=lambda one: (reviews[one].time_ms, one), default="")
        return self.take_back(lines[0].id if lines else latest, now)

    def _live_reviews(self) -> dict[str, Review]:
        ledger = self.ledger()
        by_card = (ledger.reviews, ledger.earlier, ledger.crammed)
        every = (review for of_card in by_card for one in of_card.values() for review in one)
        return {review.event_id: review for review in every}

    def _say_of(self, card_id: str, first: Sequence[Event], *lines: Event) -> None:
        """Write lines about a card, after those that make it known. Raises JournalError."""
        self._append([*first, *lines])
        self._written.add(card_id)

    def _first_seen(self, card_id: str, now: Now) -> list[Event]:
        """The line that makes the card known, if no build has seen it yet: a review must never stand alone."""
        if card_id in self._written or card_id in self.ledger().cards:
            return []  # looked up in this order, as every answer makes the ledger out of date
        if card_id not in self._unwritten:
            self._plan_for(self.scan())
        if card_id not in self._unwritten:
            raise UnknownCardError(card_id)
        return [add_line(card_id, self._unwritten[card_id], self._line_maker(now), self._pictures().shown_by)]

    # ---------------------------------------------------------------------------------------------------------- history

    def history(self, *, as_json: bool = False) -> str:
        """All answers that count for the schedule as CSV, or as JSON Lines; also those of cards that have gone."""
        answers = importing.answers_of(told_once(self._journal.read()[0]))
        return histories.as_json_lines(answers) if as_json else histories.as_csv(answers)

    def import_history(self, content: bytes, path: str, now: Now, offset_at: OffsetAt) -> Imported:
        """Add the answers that the file at ``path`` holds; if it has a fault, none. Raises JournalError."""
        rows, problems = histories.read(content, path)
        problems += importing.faults(rows, self.ledger().cards, path, now.time_ms)
        if problems:
            return Imported(tuple(sorted(problems)))
        every = self._journal.read()[0]
        new = importing.new_lines(rows, every, self.config.review.rollover_hour, offset_at)
        again = importing.taken_back(rows, correcting.voids_of_commands(every))
        voids = [self._line_maker(now)(events.Void, event=void) for voids in again.values() for void in voids]
        self._append(correcting.with_command([*new, *voids], f"{importing.COMMAND}{new_id()}"))
        added = len(new) + len(again)
        return Imported(added=added, known=len(rows) - added)
