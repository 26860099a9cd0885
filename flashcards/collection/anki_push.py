"""Our reviews and the schedule that they give, into a collection of Anki's that is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flashcards import events
from flashcards.anki.exchange import finding
from flashcards.anki.exchange.child import Child
from flashcards.anki.exchange.matching import Answer
from flashcards.anki.exchange.ours_and_theirs import Ours, TakenBack, Theirs, further_cards, guids_of, theirs_of
from flashcards.anki.exchange.pushing import Changes, Circumstances, changes
from flashcards.anki.exchange.suspending import Agreed
from flashcards.apkg.records import deck_name
from flashcards.collection import anki_decided
from flashcards.collection.anki_texts import Said, Texts, cards_of, notes_of, texts
from flashcards.collection.delivering import prefixes
from flashcards.events import Event
from flashcards.ledger import Ledger, Record, counting, in_order
from flashcards.scheduler import CLOCK_TOLERANCE_DAYS, DAY_MS, Moment, Settings, day_of

GONE_CARDS = ("suspend", "delete", "keep")
"""What becomes of cards in Anki whose text has gone from the notes."""

_Aside = events.Suspend | events.Unsuspend | events.Retire | events.Restore


@dataclass(frozen=True, slots=True)
class Pushed:
    """What was done in Anki, or would be."""

    backup: Path | None = None
    """Where the collection was saved first; None if nothing was to be done, or nothing was there yet."""
    new: int = 0
    updated: int = 0
    refused: int = 0
    """Notes of the package that Anki didn't take, as its own note type was changed."""
    others: int = 0
    """Cards whose text changed here, and stays in Anki, as it is of a note type of the learner's own there."""
    changed_on_both: int = 0
    """Those of a note type of the learner's own whose text changed here and there, and stays as it is on either side."""
    deleted_there: int = 0
    """Cards that were deleted in Anki, and stay so."""
    missing: int = 0
    """Cards that Anki hasn't, as no package has them yet."""
    reviews: int = 0
    taken_back: int = 0
    left_there: int = 0
    """Reviews that were taken back here since, and stay there, as a sync server has them already."""
    rescheduled: int = 0
    suspended: int = 0
    unsuspended: int = 0
    buried: int = 0
    unburied: int = 0
    moved: int = 0
    unmoved: int = 0
    """Cards that stay in their deck, as that of the notes has the name of a filtered deck, or of one below it."""
    deleted: int = 0
    decided_there: tuple[tuple[str, bool], ...] = ()
    """Cards that were suspended (or no longer) in Anki since."""
    agreed: Agreed = field(default_factory=Agreed)
    """What is suspended on either side afterwards."""
    rollover_hour: int = 0
    """At which a day begins in Anki."""
    fsrs: bool = False
    """Whether Anki schedules by FSRS."""

    @property
    def changed(self) -> bool:
        """Whether anything was to be done in Anki."""
        numbers = (self.new, self.updated, self.reviews, self.taken_back, self.rescheduled, self.moved, self.deleted)
        return any((*numbers, self.suspended, self.unsuspended, self.buried, self.unburied))

    @property
    def without_backup(self) -> Pushed:
        """The same, where the backup was one of a copy."""
        return replace(self, backup=None)


# ------------------------------------------------------------------------------------------------------------- our side


def ours_of(
    lines: Iterable[Event], ledger: Ledger, settings: Settings, moment: Moment, *, deck_prefix: str, gone: str
) -> list[Ours]:
    """The cards of ``ledger``, which is the fold of ``lines``; ``gone`` is one of GONE_CARDS."""
    every = in_order(lines)
    alive = counting(every)
    dead = _taken_back(every, {line.id for line in alive})
    forgotten = _answers_by_card(line for line in alive if isinstance(line, events.Forget))
    aside_ms = {line.card: line.time_ms for line in alive if isinstance(line, _Aside)}
    buried_ms = anki_decided.buried_ms(every, alive, moment.day)
    decks = _decks(alive, deck_prefix)

    def ours(record: Record) -> Ours:
        counted, earlier, crammed = (
            tuple(one for one in side.get(record.id, ()) if one.day <= moment.day + CLOCK_TOLERANCE_DAYS)
            for side in (ledger.reviews, ledger.earlier, ledger.crammed)
        )
        deck = deck_name(deck_prefix, record.wording.deck)
        return Ours(
            record.id,
            deck,
            frozenset(decks.get(record.id, ())) - {deck.casefold()},
            settings.of(record.wording.deck),
            counted,
            earlier,
            crammed,
            forgotten.get(record.id, ()),
            dead.get(record.id, TakenBack()),
            aside=record.suspended or (record.retired and gone == "suspend"),
            aside_since_ms=aside_ms.get(record.id, 0),
            buried=moment.day < record.buried_until,
            buried_since_ms=buried_ms.get(record.id, 0),
            gone=record.retired,
        )

    return [ours(record) for record in ledger.cards.values()]


_Told = events.Review | events.Import | events.Cram | events.Forget


def _taken_back(every: Iterable[Event], alive: set[str]) -> Mapping[str, TakenBack]:
    dead = [line for line in every if isinstance(line, _Told) and line.id not in alive]
    answers = _answers_by_card(line for line in dead if isinstance(line, events.Review | events.Import))
    crammed = _answers_by_card(line for line in dead if isinstance(line, events.Cram))
    forgotten = _answers_by_card(line for line in dead if isinstance(line, events.Forget))
    return {
        card: TakenBack(answers.get(card, ()), crammed.get(card, ()), forgotten.get(card, ()))
        for card in {line.card for line in dead}
    }


def _answers_by_card(lines: Iterable[_Told]) -> Mapping[str, tuple[Answer, ...]]:
    found: dict[str, list[Answer]] = {}
    for line in lines:
        button = 0 if isinstance(line, events.Forget) else line.rating.value
        found.setdefault(line.card, []).append(Answer(line.time_ms, button))
    return {card: tuple(answers) for card, answers in found.items()}


def _decks(alive: Sequence[Event], deck_prefix: str) -> Mapping[str, set[str]]:
    """The decks that each card was ever in."""
    above = {deck_prefix, *prefixes(alive)}
    decks: dict[str, set[str]] = {}
    for line in alive:
        if isinstance(line, events.Add | events.Edit | events.Follow | events.Unfollow):
            names = {deck_name(prefix, line.wording.deck).casefold() for prefix in above}
            decks.setdefault(line.card, set()).update(names)
    return decks


# ---------------------------------------------------------------------------------------------------------- their side


@dataclass(frozen=True, slots=True)
class Load:
    """What is to stand in Anki."""

    ours: Sequence[Ours]
    package: Path | None
    """With the notes as they were last built."""
    returned: Mapping[str, int] = field(default_factory=dict)
    """When each card that had retired was last restored: it may come in again though its note was deleted in Anki before."""
    edited: Set[str] = frozenset()
    """Cards that say something else than when they came here."""
    said: Callable[[Set[str]], Said] = lambda _: {}
    """What these cards ever said."""
    delete_gone: bool = False


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of pushes to a collection of Anki's, and how."""

    known: Callable[[str], Agreed | None]
    """What was agreed on after the last one, if that is known, given the mark that Anki has of it."""
    about_to: Callable[[Changes, Agreed | None, bool], str]
    """Told what is going to change, what was agreed on before, and whether Anki's collection is going to be marked; gives the
    mark of this push."""


def require_ready(anki: Child) -> bool:
    """Whether Anki's collection has cards. Raises what ``Child.opened`` does, and NoBackupError where it couldn't be saved."""
    with anki.opened() as opened:
        has_cards = bool(opened["cards"])
    if has_cards:
        finding.require_room(anki.path)
    return has_cards


def push(
    anki: Child, load: Load, memory: Memory, moment: Moment, utc_offset_minutes: int, *, done: list[str]
) -> Pushed:
    """Bring the collection of ``anki`` up to date, after a backup; ``done`` gets what can't fail any more.

    Raises what ``Child.opened`` does, and NoBackupError.
    """
    with anki.opened() as opened:
        agreed = memory.known(str(opened["mark"]))
        return _Push(anki, opened, load, memory, agreed, moment.day, utc_offset_minutes, done).done()


def first_day(opened: Mapping[str, Any], utc_offset_minutes: int) -> int:
    """The ordinal of a collection's first day, from what Anki's clock says of it: ``opened`` is what ``Worker.open`` says."""
    midday_ms = opened["next_day_s"] * 1000 - DAY_MS // 2  # far from where summer time may begin or end
    return day_of(midday_ms, utc_offset_minutes, opened["rollover_hour"]) - int(opened["today"])


@dataclass(slots=True)
class _Push:
    anki: Child
    opened: Mapping[str, Any]
    load: Load
    memory: Memory
    agreed: Agreed | None
    day: int
    utc_offset_minutes: int
    told: list[str]
    backup: Path | None = None

    def done(self) -> Pushed:
        package = str(self.load.package) if self.load.package else None
        further = further_cards(one.card_id for one in self.load.ours)
        seen = self._still_seen()
        returned = [card for card in self.load.returned if card not in seen]
        asked = {"package": package, "returned": returned, "seen": list(seen), "further": further}
        news = self.anki.ask("news", **asked) if package else {}
        loaded: dict[str, int] = {}
        if news.get("new") or news.get("newer"):
            self._back_up()
            loaded = self.anki.ask("load", package=package)
            self.told.append("the cards of the last build came into Anki")
        looked = self.anki.ask("look", guids=guids_of(one.card_id for one in self.load.ours))
        pairs, missing = _paired(self.load.ours, theirs_of(looked))
        day_zero = first_day(self.opened, self.utc_offset_minutes)
        filtered = {name.casefold() for name in looked["filtered"]}
        made = changes(pairs, Circumstances(day_zero, self.day, self.agreed, self.load.delete_gone, filtered))
        own = self._own_texts(self.load.edited & set(news.get("others", ())))
        made.texts, made.agreed.written = own.changes, own.written
        self._remember(made, pairs, [*seen, *news.get("deleted", ())])
        to_mark = bool(made or loaded or self._has_more(made.agreed))
        mark = self.memory.about_to(made, self.agreed, to_mark)
        if made:
            self._back_up()
        if to_mark:
            self.anki.ask("apply", **made.for_worker(), mark=mark)
            self.told.append("reviews and schedule went to Anki")
        return self._pushed(made, loaded, news, missing, own)

    def _own_texts(self, edited: Set[str]) -> Texts:
        """What becomes of the texts of these cards, which are of notes of the learner's own."""
        written = self.agreed.written if self.agreed else {}
        notes = self.anki.ask("texts", guids=notes_of(edited)) if edited else []
        return texts(notes, edited, self.load.said(cards_of(notes)) if notes else {}, written)

    def _still_seen(self) -> list[str]:
        """The cards that were there since they were last restored here."""
        seen = self.agreed.seen if self.agreed else {}
        return [card for card, restored_ms in seen.items() if restored_ms >= self.load.returned.get(card, 0)]

    def _has_more(self, agreed: Agreed) -> bool:
        """Whether cards are there that weren't when the collection got its mark: without them it would be an older one."""
        if not self.opened["mark"]:
            return bool(agreed.seen)
        before = self.agreed.seen if self.agreed else {}
        return bool(before and agreed.seen.keys() - before.keys())

    def _remember(self, made: Changes, pairs: Sequence[tuple[Ours, Theirs]], seen: Iterable[str]) -> None:
        """Keep in mind which cards are there now, and which of those ``seen`` there were deleted by the learner."""
        deleted, known = set(made.deleted), {one.card_id for one in self.load.ours}
        away = {ours.card_id for ours, theirs in pairs if theirs.id in deleted}
        there = {*(ours.card_id for ours, _ in pairs), *seen} & known
        made.agreed.seen = {card: self.load.returned.get(card, 0) for card in there - away}
        made.agreed.mark = str(self.opened["mark"])

    def _back_up(self) -> None:
        if self.backup is None and self.opened["cards"]:
            made = self.anki.ask("backup", folder=str(finding.require_room(self.anki.path)))
            self.backup = Path(made) if made else None

    def _pushed(
        self, made: Changes, loaded: Mapping[str, int], news: Mapping[str, Any], missing: int, own: Texts
    ) -> Pushed:
        deleted_there = len(news.get("deleted", ()))
        return Pushed(
            backup=self.backup,
            new=loaded.get("new", 0),
            updated=loaded.get("updated", 0) + len({change.note_id for change in own.changes}),
            refused=loaded.get("refused", news.get("refused", 0)),
            others=len(own.stay),
            changed_on_both=len(own.changed_there),
            deleted_there=deleted_there,
            missing=max(0, missing - deleted_there),
            reviews=sum(row[2] > 0 for row in made.reviews),
            taken_back=len(made.taken_back),
            left_there=len(made.agreed.left - (self.agreed.left if self.agreed else set())),
            rescheduled=len(made.cards),
            suspended=made.set_aside,
            unsuspended=made.asked_again,
            buried=made.buried,
            unburied=made.unburied,
            moved=len(made.decks),
            unmoved=made.unmoved,
            deleted=len(made.deleted),
            decided_there=tuple(made.followed),
            agreed=made.agreed,
            rollover_hour=int(self.opened["rollover_hour"]),
            fsrs=bool(self.opened["fsrs"]),
        )


def _paired(ours: Sequence[Ours], theirs: Mapping[str, Theirs]) -> tuple[list[tuple[Ours, Theirs]], int]:
    """Our cards with those of Anki, and how many of ours, other than retired ones, Anki hasn't."""
    pairs = [(one, theirs[one.card_id]) for one in ours if one.card_id in theirs]
    return pairs, sum(not one.gone for one in ours if one.card_id not in theirs)
