"""The collection: find, scan, plan, build, answer.

The order of a build makes it safe to stop it anywhere: what happened to the cards is appended to the journal first,
then the package is replaced in one step, and the cache comes last. Whatever is missing, the next build does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from flashcards import checking, config, events, fitting, histories, identity, notes, parser
from flashcards.anki.decks.naming import as_first_cards
from flashcards.anki.exchange import connect
from flashcards.anki.files import snapshot
from flashcards.anki.files.errors import DamagedFileError, FaultError
from flashcards.anki.files.opening import opened
from flashcards.anki.files.snapshot import Snapshot
from flashcards.collection import anki_pull, choosing, correcting, importing
from flashcards.collection.anki_pull import USUAL_PULL, Pulled, PullOptions
from flashcards.collection.anki_states import Here
from flashcards.collection.by_hand import by_hand
from flashcards.collection.conversion import (
    LineMaker,
    add_line,
    card_of,
    draft_of,
    known_card,
    lines_of,
    new_id,
    review_line,
    with_pictures,
)
from flashcards.collection.correcting import Correction
from flashcards.collection.delivering import choice_lines, choices, delivered, known_ids, options_of
from flashcards.collection.errors import (
    NoCardsError,
    NoNotesError,
    NotPlacedError,
    TooManyRetiredError,
    UnknownCardError,
)
from flashcards.collection.fingerprint import code_of, text_hash
from flashcards.collection.importing import Imported, OffsetAt, TakenBack
from flashcards.collection.loss import Loss, loss_of
from flashcards.collection.packing import Packing
from flashcards.collection.priority import without_minor
from flashcards.collection.report import BuildReport, ImportedDeck, Now, Scan
from flashcards.collection.telling import with_passages
from flashcards.config import STATE_FOLDER, Config, as_file_name
from flashcards.errors import Problem
from flashcards.events import Event, Wording
from flashcards.export import Options, Pictures
from flashcards.fitting import Comparison, Fit
from flashcards.identity import Added, Continued, Plan
from flashcards.index import Index
from flashcards.journal import Journal, device_name
from flashcards.ledger import Ledger, Record, counting, fold
from flashcards.model import Card, Draft, Rating, Review, Status
from flashcards.notes import ReadNote
from flashcards.rules.wanted import USUAL, Wanted
from flashcards.scheduler import (
    CLOCK_TOLERANCE_DAYS,
    Moment,
    Outlook,
    Settings,
    State,
    day_of,
    is_leech,
    outlook,
    replay,
    suspends,
)
from flashcards.session import Counts, Dice, PutAside, Session, due_by_deck

if TYPE_CHECKING:
    from flashcards.anki.decks.placing import Staging
    from flashcards.collection.anki_import import DeckImport, Present
    from flashcards.collection.anki_import import Plan as DeckPlan

_MAKING_DRAFTS = ("parser", "markup", "model", "errors", "readers", "rules")
"""The code that makes drafts of one note."""


class Collection:
    """The collection in the folder ``root``.

    Only ``build``, ``answer``, ``record``, ``suspend``, ``bury``, ``put_aside``, ``ask_again``, ``take_back``, ``follow``,
    ``unfollow``, ``undo``, ``import_history``, ``pull``, ``import_deck`` and ``choose`` write, but for the cache.
    """

    def __init__(self, root: Path, settings: Config) -> None:
        self.root = root
        self.config = settings
        self.state_folder = root / STATE_FOLDER
        self._journal = Journal(self.state_folder / "journal")
        self._index = Index(self.state_folder)
        self.set_aside: list[Problem] = []
        """Torn lines of this device's journal that had to be set aside before something could be written to it."""
        self._folded: tuple[str, Ledger, list[Problem]] | None = None
        self._written: set[str] = set()
        """Cards that the journal is known to have; it may have more by now."""
        self._unwritten: dict[str, Draft] = {}
        """New cards of the last plan."""

    @classmethod
    def find(cls, start: Path, explicit: Path | None = None, minimum_priority: float | None = None) -> Collection:
        """The collection at or above ``start``, or at ``explicit``. Raises NoCollectionError or ConfigError.

        ``minimum_priority``, from 0 to 1, takes the place of what its settings say.
        """
        root = config.find_root(start, explicit)
        settings = config.load(root)
        return cls(root, settings if minimum_priority is None else settings.with_minimum_priority(minimum_priority))

    def close(self) -> None:
        """Let go of the cache's file."""
        self._index.close()

    def __enter__(self) -> Collection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def notes_folder(self) -> Path:
        """Where the notes are."""
        return self.root / self.config.build.notes

    def package_path(self, out: Path | None = None) -> Path:
        """Where a build writes the package: in ``out``, or in the folder that the settings name."""
        name = self.config.build.name or as_file_name(self.root.name)
        return (out or self.root / Path(self.config.build.out).expanduser()) / f"{name or 'flashcards'}.apkg"

    def moment(self, now: Now) -> Moment:
        """``now`` with the learner's local day at it."""
        return Moment(now.time_ms, day_of(now.time_ms, now.utc_offset_minutes, self.config.review.rollover_hour))

    # -------------------------------------------------------------------------------------------------- looking

    def scan(self) -> Scan:
        """Read and parse the notes; what came of those that haven't changed, and of all together, is in the cache."""
        found = notes.read_all(self.root, self.config.build.notes, parser.READERS.keys())
        merged, faults = self._extracted(found.notes)
        drafts = with_passages(merged, found.notes, self.config.wanted, self._index)
        paths = [*(one.note.path for one in found.notes), *(one.path for one in found.unreadable)]
        idle = config.idle_tables(self.root, self.config, paths, {draft.deck for draft in drafts})
        present = frozenset(one.note.path for one in found.notes)
        return Scan(len(found.notes), drafts, [*faults, *idle], found.unreadable, present)

    def plan(self, out: Path | None = None) -> BuildReport:
        """What ``build`` would do; nothing but the cache is written. Raises NoNotesError, NoCardsError."""
        scan, plan, pictures = self._planned()
        loss = self._loss(scan, plan)
        packing = self._packing(self._cards(plan, scan.drafts, day=0), pictures, out)
        chosen = choices(self.config, self.ledger())
        changed = bool(chosen) or not plan.changes_nothing or not packing.is_up_to_date(self._index)
        report = _report(scan, plan, packing, self._problems(scan, pictures), changed=changed)
        return replace(report, loss=loss, relearnt=self._relearnt(plan))

    def problems(self) -> tuple[Problem, ...]:
        """All faults in notes, cards and journal, and what could be mended in notes, by place."""
        scan, pictures = self.scan(), self._pictures()
        for draft in scan.drafts:
            pictures.shown_by(draft)
        return self._problems(scan, pictures, self._hints())

    def holds(self, path: Path) -> bool:
        """Whether this file or folder belongs to the notes."""
        return choosing.belongs(path, self.notes_folder)

    def wanted(self, path: Path) -> Wanted:
        """What the settings want of the note in the file ``path``; the usual if it isn't one of the notes."""
        below = choosing.below(path, self.notes_folder)
        if below is None:
            return USUAL
        return self.config.wanted((PurePosixPath(self.config.build.notes) / below).as_posix())

    def within(self, paths: Sequence[Path]) -> Callable[[str], bool]:
        """Whether a path that a card or a Problem names is one of ``paths``, or lies below one of them."""
        return choosing.within(paths, self.root)

    def cards(self, now: Now, *, retired: bool = False, paths: Sequence[Path] = ()) -> list[Card]:
        """The cards of the notes as they are now, in their order, with their status; at the end the retired, if wanted.

        Given ``paths``, only those that come from one of these files, or from below one of these folders.
        Writes nothing: cards that no build has seen yet are there too, with the ids that they will have.
        """
        scan = self.scan()
        plan = self._plan_for(scan)
        cards = self._cards(plan, scan.drafts, self.moment(now).day)
        if retired:
            present = {card.id for card in cards}
            gone = [record for record in self.ledger().cards.values() if record.id not in present]
            cards += [replace(self._last_seen(record), status="retired") for record in gone]
        lies = self.within(paths)
        return [card for card in cards if not paths or any(lies(source.path) for source in card.draft.source)]

    def ledger(self) -> Ledger:
        """What the journal adds up to."""
        return self._state()[0]

    @property
    def reviews(self) -> Mapping[str, Sequence[Review]]:
        """The reviews that count, by card id."""
        return self.ledger().reviews

    def lines(self) -> list[Event]:
        """All lines of the journal that can be used, in the order of the files."""
        return self._journal.read()[0]

    def remember(self, name: str, content: bytes) -> None:
        """Keep ``content`` under ``name`` in the cache, which may be deleted."""
        self._index.save(name, "", content)

    def remembered(self, name: str) -> bytes | None:
        """What was kept under ``name``; None if there is none any more."""
        return self._index.saved(name, "")

    @property
    def journal_problems(self) -> list[Problem]:
        """Lines of the journal that can't be used."""
        return self._state()[1]

    # ------------------------------------------------------------------------------------------------- building

    def build(self, now: Now, out: Path | None = None, *, accept_retired: bool = False) -> BuildReport:
        """Bring journal and package up to date with the notes.

        Raises NoNotesError, NoCardsError and, unless ``accept_retired``, TooManyRetiredError before anything is written,
        JournalError, and what ``export`` raises.
        """
        self._make_state_folder()
        scan, plan, pictures = self._planned()
        if not accept_retired and (loss := self._loss(scan, plan)):
            raise TooManyRetiredError(loss)
        relearnt = self._relearnt(plan)
        make = self._line_maker(now)
        lines = lines_of(plan, make, pictures.shown_by, relearnt)
        chosen = choices(self.config, self.ledger())
        torn = self._append([*lines, *choice_lines(chosen, self.ledger(), make)])
        packing = self._packing(self._cards(plan, scan.drafts, self.moment(now).day), pictures, out)
        changed = not packing.is_up_to_date(self._index)
        found = packing.write(self._index) if changed else []
        if changed:
            self._index.save_cards(packing.learnt)
        report = _report(scan, plan, packing, self._problems(scan, pictures, [*torn, *found]), changed=changed)
        return replace(report, relearnt=relearnt)

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

    def _make_state_folder(self) -> None:
        if not self.state_folder.is_dir() and self.notes_folder.is_dir():
            self.state_folder.mkdir()
            self._index.close()
            self._index = Index(self.state_folder)

    def _packing(self, cards: Sequence[Card], pictures: Pictures, out: Path | None) -> Packing:
        ledger, options = self.ledger(), self._options
        every = delivered(cards, ledger, options)
        return Packing.of(self.package_path(out), every, pictures, options, known_ids(ledger))

    @property
    def _options(self) -> Options:
        return options_of(self.config, self.root)

    # ------------------------------------------------------------------------------------------------ answering

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
        review = Review(card_id, rating, moment.time_ms, moment.day, duration_ms=duration_ms)
        if not dated:
            review = self._after_known(review)
        settings, reviews = self.config.scheduling, self.reviews.get(card_id, ())
        before, after = (replay(found, settings, moment.day) for found in (reviews, [*reviews, review]))
        return self._record(review, now, suspend=suspends(before, after, settings))

    def record(self, review: Review, now: Now, *, suspend: bool = False) -> Review:
        """Write an answer of a sitting to the journal, and return it with the id of its line. Raises as ``answer``.

        If it made the card a leech, the card may be to ``suspend``.
        """
        return self._record(self._after_known(review), now, suspend=suspend)

    def _after_known(self, review: Review) -> Review:
        """The review, later than those of its card: a clock that was ahead, here or elsewhere, must not turn them around."""
        latest_day = review.day + CLOCK_TOLERANCE_DAYS
        known = [one for one in self.reviews.get(review.card_id, ()) if one.day <= latest_day]
        if not known or known[-1].time_ms < review.time_ms:
            return review
        return replace(review, time_ms=known[-1].time_ms + 1, day=max(review.day, known[-1].day))

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
            self._append([make(events.Void, about=getattr(line, "card", ""), event=line.id) for line in lines])
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

    # -------------------------------------------------------------------------------------------------- history

    def history(self, *, as_json: bool = False) -> str:
        """All answers that count for the schedule as CSV, or as JSON Lines; also those of cards that have gone."""
        answers = importing.answers_of(counting(self._journal.read()[0]))
        return histories.as_json_lines(answers) if as_json else histories.as_csv(answers)

    def import_history(self, content: bytes, path: str, now: Now, offset_at: OffsetAt) -> Imported:
        """Add the answers that the file at ``path`` holds; if it has a fault, none. Raises JournalError."""
        rows, problems = histories.read(content, path)
        problems += importing.faults(rows, self.ledger().cards, path, now.time_ms)
        if problems:
            return Imported(tuple(sorted(problems)))
        lines = importing.new_lines(rows, self._journal.read()[0], self.config.review.rollover_hour, offset_at)
        self._append(correcting.with_command(lines, new_id()))
        return Imported(added=len(lines), known=len(rows) - len(lines))

    # ------------------------------------------------------------------------------------------------------ Anki

    def pull(self, file: Path, now: Now, offset_at: OffsetAt, wanted: PullOptions = USUAL_PULL) -> Pulled:
        """Take over the answers that a package, or the collection of a closed Anki, has to our cards.

        Raises what ``snapshot.read`` does, or JournalError; then nothing was written.
        """
        return self._pull(str(file), snapshot.read(file), now, offset_at, wanted)

    def pull_from_running(self, url: str, now: Now, offset_at: OffsetAt, wanted: PullOptions = USUAL_PULL) -> Pulled:
        """Take over the answers that a running Anki has; ``url`` is where AnkiConnect listens. Raises as ``connect.read``."""
        return self._pull(url, connect.read(url), now, offset_at, wanted)

    def _pull(self, place: str, found: Snapshot, now: Now, offset_at: OffsetAt, wanted: PullOptions) -> Pulled:
        ledger, moment = self.ledger(), self.moment(now)
        found = as_first_cards(found, ledger.cards.__contains__)
        here = Here(
            lines=self._journal.read()[0],
            cards=ledger.cards,
            new_cards=self._not_built({note.guid for note in found.notes} - ledger.cards.keys()),
            rollover_hour=self.config.review.rollover_hour,
            time_ms=moment.time_ms,
            day=moment.day,
            offset_at=offset_at,
            make=self._line_maker(now),
        )
        try:
            pulled, lines = anki_pull.pull(found, here, wanted)
        except FaultError as fault:
            raise DamagedFileError(place, str(fault)) from fault
        if not wanted.dry_run:
            new = dict.fromkeys(answer.card_id for answer in (*pulled.reviews, *pulled.forgotten))
            self._append([*(line for card in new for line in self._first_seen(card, now)), *lines])
            self._written.update(new)
        return pulled

    def _not_built(self, guids: Set[str]) -> Set[str]:
        """Those of ``guids`` that are cards of the notes which no build here has seen: another device's has."""
        if guids:
            self._plan_for(self.scan())
        return guids & self._unwritten.keys()

    # ----------------------------------------------------------------------------------------------- Anki's decks

    def import_deck(
        self,
        path: Path,
        now: Now,
        offset_at: OffsetAt,
        *,
        into: Path | None = None,
        deck: str | None = None,
        dry_run: bool = False,
    ) -> ImportedDeck:
        """Write the decks of a package, or of the collection of a closed Anki, as notes, and take over their history.

        ``into``: a folder in that of the notes; ``deck``: only this one and those below it. Raises NoDeckInFileError,
        NotesThereError, OutsideNotesError, JournalError and what ``opening.opened`` does; then nothing was written, as for
        a ``dry_run``. Raises NotPlacedError where that is found out too late; the next import of the file completes it.
        """
        from flashcards.anki.decks.placing import Staging  # noqa: PLC0415 - all this only the import of a deck needs
        from flashcards.collection import anki_import  # noqa: PLC0415

        folder = anki_import.folder_of(into, self.root, self.config.build.notes)
        with opened(path) as file:
            job = anki_import.DeckImport(file, snapshot.of(file), self._present(), now, offset_at)
            made = job.plan(folder, deck)
            if dry_run:
                return job.lines(made, lambda _: ())[1]
            staging = Staging(self.state_folder / "importing", self.root)
            try:
                return self._carried_out(job, made, staging)
            finally:
                staging.clear()

    def _carried_out(self, job: DeckImport, made: DeckPlan, staging: Staging) -> ImportedDeck:
        for page in made.pages:
            staging.note(page.path, page.text())
        for place, name in made.files:
            staging.medium(place, name, job.file)
        lines, told = job.lines(made, Pictures(staging.aside, self.config.build.notes).shown_by)
        places = [*(place for place, _ in made.files), *(page.path for page in made.pages)]
        staging.make_room(places)
        self._append(lines)
        self._written.clear()
        try:
            staging.place(places)
        except OSError as error:
            raise NotPlacedError(error) from error
        return told

    def _present(self) -> Present:
        """What an import from Anki has to know."""
        from flashcards.collection.anki_import import Present  # noqa: PLC0415

        found = notes.read_all(self.root, self.config.build.notes, parser.READERS.keys())
        drafts = [draft for of_note, _ in self._parsed(found.notes) for draft in of_note]
        plan = self._plan_for(self.scan())
        return Present(
            root=self.root,
            ledger=self.ledger(),
            line_ids={line.id for line in self._journal.read()[0]},
            continued={one.card_id: one.draft for one in plan.continued},
            drafts=drafts,
            wanted=self.config.wanted,
            rollover_hour=self.config.review.rollover_hour,
        )

    # ------------------------------------------------------------------------------------------------- planning

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

    # ----------------------------------------------------------------------------------------------- correcting

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

    # --------------------------------------------------------------------------------------- notes against cards

    def _extracted(self, read: Sequence[ReadNote]) -> tuple[list[Draft], list[Problem]]:
        """What came of all these notes together, each question once."""
        code = code_of(*_MAKING_DRAFTS, "merging", "collection")
        made_of = text_hash(repr((code, [(one.note.path, self._content_hash(one)) for one in read])))
        found = self._index.extracted(made_of)
        if found is None:
            parsed = list(self._parsed(read))
            merged = parser.merge([draft for drafts, _ in parsed for draft in drafts])
            found = merged, [problem for _, faults in parsed for problem in faults]
            self._index.save_extracted(made_of, *found)
        return found

    def _content_hash(self, read: ReadNote) -> str:
        """Changes with all that decides what comes of the note by itself, but for our code."""
        return text_hash(f"{read.content_hash} {self.config.wanted(read.note.path)}")

    def _parsed(self, read: Iterable[ReadNote]) -> Iterator[tuple[list[Draft], list[Problem]]]:
        code = code_of(*_MAKING_DRAFTS)
        fresh: list[tuple[str, str, list[Draft], list[Problem]]] = []
        paths: list[str] = []
        for one in read:
            paths.append(one.note.path)
            content_hash = self._content_hash(one)
            cached = self._index.parsed(one.note.path, content_hash, code)
            drafts, problems = cached or parser.parse(one.note, self.config.wanted(one.note.path))
            if cached is None:
                fresh.append((one.note.path, content_hash, drafts, problems))
            yield drafts, problems
        self._index.save_parsed(fresh, code, paths)

    def _planned(self) -> tuple[Scan, Plan, Pictures]:
        scan = self.scan()
        if not scan.notes:
            raise NoNotesError(self.notes_folder, scan.unreadable)
        plan = self._plan_for(scan)
        if not (plan.added or plan.continued or plan.held):
            raise NoCardsError(self.notes_folder, left_out=len(scan.drafts))
        pictures = self._pictures()
        return scan, with_pictures(plan, self.ledger().cards, pictures.shown_by), pictures

    def _hints(self) -> list[Problem]:
        """What could be mended. The notes are parsed anew: the cache keeps no lines that gave no card."""
        found = notes.read_all(self.root, self.config.build.notes, parser.READERS.keys())
        return checking.hints(
            {read.note.path: parser.explain(read.note, self.config.wanted(read.note.path)) for read in found.notes}
        )

    def _pictures(self) -> Pictures:
        return Pictures(self.root, self.config.build.notes)

    def _plan_for(self, scan: Scan, given: Ledger | None = None) -> Plan:
        """What becomes of the cards that the journal has, or of those in another ledger."""
        ledger = given or self.ledger()
        known = [known_card(record, ledger) for record in ledger.cards.values()]
        every = identity.plan(known, scan.drafts, {one.path for one in scan.unreadable})
        plan = without_minor(every, known, self.config.minimum_priority)
        self._unwritten = {added.card_id: added.draft for added in plan.added}
        return plan

    def _cards(self, plan: Plan, drafts: Sequence[Draft], day: int) -> list[Card]:
        """The cards that have a text, in the order of the notes, then those whose note can't be read."""
        records = self.ledger().cards
        found: list[Added | Continued] = [*plan.added, *plan.continued]
        cards = [card_of(one.card_id, one.draft, records.get(one.card_id), day) for one in found]
        place = {id(draft): number for number, draft in enumerate(drafts)}
        cards.sort(key=lambda card: place[id(card.draft)])
        held = [records[known.id] for known in plan.held]
        return cards + [replace(self._last_seen(record), status=record.status_on(day)) for record in held]

    def _last_seen(self, record: Record) -> Card:
        """A card that no readable note gives: as it was in the last build, or else as the journal knows it."""
        card = self._index.card(record.id)
        seen = card is not None and events.wording_of(card.draft) == events.words_of(record.wording)
        draft = card.draft if card and seen else draft_of(record.wording)
        return Card(record.id, draft, changed_at_ms=record.changed_at_ms)

    def _problems(self, scan: Scan, pictures: Pictures, others: Sequence[Problem] = ()) -> tuple[Problem, ...]:
        unreadable = [one.problem for one in scan.unreadable]
        anchors = (shared.problem for shared in identity.shared_anchors(scan.drafts))
        return tuple(
            sorted({*anchors, *scan.problems, *unreadable, *pictures.problems, *self.journal_problems, *others})
        )

    # -------------------------------------------------------------------------------------------------- journal

    def _state(self) -> tuple[Ledger, list[Problem]]:
        """The ledger, folded anew only if the journal has changed since it was kept here or in the cache."""
        fingerprint = f"{self._journal.fingerprint()} {code_of('events', 'ledger', 'model')}"
        if self._folded is None or self._folded[0] != fingerprint:
            ledger, problems = self._index.ledger(fingerprint), list[Problem]()
            if ledger is None:
                lines, problems = self._journal.read()
                ledger = fold(lines)
                if not problems:  # they are to be reported every time
                    self._index.save_ledger(fingerprint, ledger)
            self._folded = (fingerprint, ledger, problems)
            self._written.update(ledger.cards)
        return self._folded[1:]

    def _line_maker(self, now: Now) -> LineMaker:
        return LineMaker(self.ledger(), now, self.moment(now).day)

    def _own_journal(self) -> Journal:
        return Journal(self._journal.folder, device_name(self.root))

    def _append(self, lines: Sequence[Event]) -> list[Problem]:
        torn = self._own_journal().append(lines) if lines else []
        self.set_aside += torn
        return torn


def _report(scan: Scan, plan: Plan, packing: Packing, problems: tuple[Problem, ...], *, changed: bool) -> BuildReport:
    left_out = len(scan.drafts) - len(plan.added) - len(plan.continued)
    cards = packing.learnt
    to_do = by_hand(plan, cards, packing.options)
    return BuildReport(plan, problems, scan.notes, len(cards), packing.path, changed, left_out, by_hand=to_do)
