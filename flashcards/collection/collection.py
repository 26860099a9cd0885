"""The collection: what a build does, what other settings would, and what the learner corrects; on top of all the rest.

The order of a build makes it safe to stop it anywhere: what happened to the cards is appended to the journal first,
then the package is replaced in one step, and the cache comes last. Whatever is missing, the next build does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from flashcards import config, events, fitting, identity
from flashcards.collection import choosing, correcting
from flashcards.collection.by_hand import ByHand, by_hand
from flashcards.collection.conversion import LineMaker, known_card, lines_of, new_id
from flashcards.collection.correcting import Correction
from flashcards.collection.delivering import choice_lines, choices, known_prefix
from flashcards.collection.errors import MissingPicturesError, TooManyRetiredError
from flashcards.collection.exchanging import Exchanging
from flashcards.collection.loss import Loss, loss_of
from flashcards.collection.packing import Packing
from flashcards.collection.report import BuildReport, Now, Scan
from flashcards.errors import Problem
from flashcards.events import Wording
from flashcards.export import Pictures
from flashcards.fitting import Comparison, Fit
from flashcards.identity import Added, Continued, Plan
from flashcards.ledger import counting, fold
from flashcards.scheduler import Outlook, Settings, outlook


class Collection(Exchanging):
    """The collection in the folder ``root``.

    Only ``build``, ``answer``, ``record``, ``suspend``, ``bury``, ``put_aside``, ``ask_again``, ``take_back``, ``follow``,
    ``unfollow``, ``undo``, ``import_history``, ``pull``, ``import_deck`` and ``choose`` write, but for the cache.
    """

    # --------------------------------------------------------------------------------------------------------- building

    def plan(self, out: Path | None = None) -> BuildReport:
        """What ``build`` would do; nothing but the cache is written. Raises NoNotesError, NoCardsError."""
        scan, plan, pictures = self._planned()
        loss, missing = self._loss(scan, plan), self._missing(plan, pictures)
        packing = self._packing(self._cards(plan, scan.drafts, day=0), pictures, out)
        chosen = choices(self.config, self.ledger())
        changed = bool(chosen) or not plan.changes_nothing or not packing.is_up_to_date(self._index)
        to_do = by_hand(plan, packing.learnt, packing.options, known_prefix(self.ledger()))
        report = _report(scan, plan, packing, self._problems(scan, pictures), to_do, changed=changed)
        return replace(report, loss=loss, missing_pictures=missing, relearnt=self._relearnt(plan))

    def build(self, now: Now, out: Path | None = None, *, accept_retired: bool = False) -> BuildReport:
        """Bring journal and package up to date with the notes.

        Raises NoNotesError, NoCardsError, unless ``accept_retired`` TooManyRetiredError, and as the settings say
        MissingPicturesError before anything is written; JournalError, and what ``export`` raises.
        """
        self._make_state_folder()
        scan, plan, pictures = self._planned()
        if not accept_retired and (loss := self._loss(scan, plan)):
            raise TooManyRetiredError(loss)
        if missing := self._missing(plan, pictures):
            raise MissingPicturesError(missing)
        relearnt = self._relearnt(plan)
        make = self._line_maker(now)
        lines = lines_of(plan, make, pictures.shown_by, relearnt)
        chosen, prefix = choices(self.config, self.ledger()), known_prefix(self.ledger())
        torn = self._append([*lines, *choice_lines(chosen, self.ledger(), make)])
        packing = self._packing(self._cards(plan, scan.drafts, self.moment(now).day), pictures, out)
        changed = not packing.is_up_to_date(self._index)
        found = packing.write(self._index) if changed else []
        if changed:
            self._index.save_cards(packing.learnt)
        to_do = by_hand(plan, packing.learnt, packing.options, prefix)
        report = _report(scan, plan, packing, self._problems(scan, pictures, [*torn, *found]), to_do, changed=changed)
        return replace(report, relearnt=relearnt)

    def _missing(self, plan: Plan, pictures: Pictures) -> tuple[Problem, ...]:
        """The pictures of cards to come that can't be had, by place, if a build is to stop for them."""
        if self.config.anki.missing_pictures == "tell":
            return ()
        found: list[Added | Continued] = [*plan.added, *plan.continued]
        held = (self._last_seen(self.ledger().cards[known.id]) for known in plan.held)
        for draft in (*(one.draft for one in found), *(card.draft for card in held)):
            pictures.shown_by(draft)
        return tuple(sorted(pictures.missing))

    def _relearnt(self, plan: Plan) -> tuple[Continued, ...]:
        """The cards of ``plan`` that were learnt with an answer that is no longer like theirs, if the settings ask for it."""
        changed = (one for one in plan.continued if one.change != "kept")
        return tuple(one for one in changed if self._is_to_relearn(one.card_id, one.before, one.after))

    def _is_to_relearn(self, card_id: str, before: Wording, after: Wording) -> bool:
        wanted = self.config.review.rewrite == "relearn" and card_id in self.reviews
        return wanted and not identity.answers_alike(before, after)

    def _loss(self, scan: Scan, plan: Plan) -> Loss | None:
        """Whether the text of so many cards is gone that it may be a mistake; what has a low priority only is there."""
        if not plan.retired:
            return None
        ledger = self.ledger()
        asked = {identity.question(events.wording_of(draft)) for draft in scan.drafts}
        gone = [one for one in plan.retired if identity.question(one.wording) not in asked]
        return loss_of(gone, [known_card(record, ledger) for record in ledger.cards.values()], scan.paths)

    # --------------------------------------------------------------------------------------------------------- planning

    def outlook(self, other: Settings, now: Now) -> Outlook:
        """When the cards would be asked next under ``other`` settings, with the same answers."""
        reviews = self.reviews
        histories = ((card.draft.deck, reviews.get(card.id, ())) for card in self._askable(now))
        return outlook(histories, self.config.scheduling, other, self.moment(now).day)

    def foresight(self, fit: Fit | None, deck: str | None, now: Now) -> Comparison:
        """How well each algorithm foretells the answers given so far, to the cards of a deck and those below it, or to all.

        Raises TooFewReviewsError or NoSuchDeckError.
        """
        settings, reviews = self.config.scheduling, self.reviews
        if deck is not None:
            of_deck = choosing.in_deck(self.cards(now, retired=True), deck)
            settings, reviews = settings.of(deck), {card.id: reviews.get(card.id, ()) for card in of_deck}
        return fitting.compare((review for of_card in reviews.values() for review in of_card), settings, fit)

    def choose(self, chosen: Mapping[str, str | float | tuple[float, ...]], deck: str | None = None) -> None:
        """Write these settings of ``[review]`` into the file of the settings; this object keeps those that it has.

        Given a ``deck``, they are for it and those below it.

        Raises ConfigError, and then nothing was written.
        """
        config.set_review(self.root, chosen, deck)

    # ------------------------------------------------------------------------------------------------------- correcting

    def follow(self, card_id: str, new_id: str, now: Now) -> Correction:
        """The card goes on, with its reviews, under the wording of the card ``new_id``, which retires.

        Raises SameCardError, UnbuiltCardError, GoneTextError, OwnReviewsError or JournalError; then nothing is written.
        """
        scan = self.scan()
        plan, shown_by = self._plan_for(scan), self._pictures().shown_by
        said = correcting.follow(self.ledger(), plan, card_id, new_id, shown_by)
        relearnt = self._is_to_relearn(card_id, said.before, said.after)
        return self._correct(replace(said, relearnt=relearnt), scan, plan, now)

    def unfollow(self, card_id: str, now: Now) -> Correction:
        """The last follow of the card was wrong: it goes back to its former wording, and is never followed there again.

        Raises UnbuiltCardError, NeverFollowedError or JournalError; then nothing is written.
        """
        scan = self.scan()
        plan = self._plan_for(scan)
        return self._correct(correcting.unfollow(self.ledger(), plan, card_id), scan, plan, now)

    def _correct(self, correction: Correction, scan: Scan, before: Plan, now: Now) -> Correction:
        every, make = self._journal.read()[0], self._line_maker(now)
        lines = correcting.lines_of(correction, self.ledger().cards, counting(every), make)
        then = fold([*every, *lines])
        effects = correcting.effects(self._plan_for(scan, then), before)
        make_then = LineMaker(then, now, self.moment(now).day)
        lines += lines_of(effects, make_then, self._pictures().shown_by)
        self._append(correcting.with_command(lines, new_id()))
        self._written.clear()
        return replace(correction, effects=effects)


def _report(
    scan: Scan, plan: Plan, packing: Packing, problems: tuple[Problem, ...], to_do: tuple[ByHand, ...], *, changed: bool
) -> BuildReport:
    left_out = len(scan.drafts) - len(plan.added) - len(plan.continued)
    cards = len(packing.learnt)
    return BuildReport(plan, problems, scan.notes, cards, packing.path, changed, left_out, by_hand=to_do)
