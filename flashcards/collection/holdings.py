"""What a collection holds: its notes, the cards that come of them, its journal and its cache, and how these are kept together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Self

from flashcards import checking, config, events, identity, notes, parser
from flashcards.collection import choosing
from flashcards.collection.agreements import Agreement
from flashcards.collection.conversion import LineMaker, card_of, draft_of, known_card, with_pictures
from flashcards.collection.delivering import delivered, known_ids, options_of
from flashcards.collection.errors import NoCardsError, NoNotesError
from flashcards.collection.fingerprint import code_of, text_hash
from flashcards.collection.packing import Packing
from flashcards.collection.priority import without_minor
from flashcards.collection.report import Now, Scan
from flashcards.collection.telling import with_passages
from flashcards.config import STATE_FOLDER, Config, as_file_name
from flashcards.errors import Problem
from flashcards.events import Event
from flashcards.export import Options, Pictures
from flashcards.identity import Added, Continued, Plan
from flashcards.index import Index
from flashcards.journal import Journal, device_name
from flashcards.ledger import Ledger, Record, fold
from flashcards.model import Card, Draft, Review
from flashcards.notes import ReadNote
from flashcards.rules.wanted import USUAL, Wanted
from flashcards.scheduler import Moment, day_of

_MAKING_DRAFTS = ("parser", "markup", "model", "errors", "readers", "rules")
"""The code that makes drafts of one note."""


class Holdings:
    """The notes, the journal and the cache of the collection in the folder ``root``."""

    def __init__(self, root: Path, settings: Config) -> None:
        self.root = root
        self.config = settings
        self.state_folder = root / STATE_FOLDER
        self._journal = Journal(self.state_folder / "journal")
        self._index = Index(self.state_folder)
        self.set_aside: list[Problem] = []
        """Torn lines of this device's journal that had to be set aside before something could be written to it."""
        self._folded: tuple[str, Ledger, list[Problem]] | None = None
        self._given: dict[str, list[Review]] = {}
        """The answers that were written since, by card id."""
        self._written: set[str] = set()
        """Cards that the journal is known to have; it may have more by now."""
        self._unwritten: dict[str, Draft] = {}
        """New cards of the last plan."""

    @classmethod
    def find(cls, start: Path, explicit: Path | None = None, minimum_priority: float | None = None) -> Self:
        """The collection at or above ``start``, or at ``explicit``. Raises NoCollectionError or ConfigError.

        ``minimum_priority``, from 0 to 1, takes the place of what its settings say.
        """
        root = config.find_root(start, explicit)
        settings = config.load(root)
        return cls(root, settings if minimum_priority is None else settings.with_minimum_priority(minimum_priority))

    def close(self) -> None:
        """Let go of the cache's file."""
        self._index.close()

    def __enter__(self) -> Self:
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

    # ---------------------------------------------------------------------------------------------------------- looking

    def scan(self) -> Scan:
        """Read and parse the notes; what came of those that haven't changed, and of all together, is in the cache."""
        found = notes.read_all(self.root, self.config.build.notes, parser.READERS.keys())
        merged, faults = self._extracted(found.notes)
        drafts = with_passages(merged, found.notes, self.config.wanted, self._index)
        paths = [*(one.note.path for one in found.notes), *(one.path for one in found.unreadable)]
        idle = config.idle_tables(self.root, self.config, paths, {draft.deck for draft in drafts})
        present = frozenset(one.note.path for one in found.notes)
        return Scan(len(found.notes), drafts, [*faults, *idle], found.unreadable, present)

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

    def agreement(self, anki: Path) -> Agreement:
        """What this device keeps of pushes to the collection of Anki's at ``anki``."""
        return Agreement.between(self.state_folder, self._own_journal().path.stem, anki)

    @property
    def journal_problems(self) -> list[Problem]:
        """Lines of the journal that can't be used."""
        return self._state()[1]

    # ---------------------------------------------------------------------------------------------- notes against cards

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

    def _packing(self, cards: Sequence[Card], pictures: Pictures, out: Path | None) -> Packing:
        ledger, options = self.ledger(), self._options
        every = delivered(cards, ledger, options)
        return Packing.of(self.package_path(out), every, pictures, options, known_ids(ledger))

    @property
    def _options(self) -> Options:
        return options_of(self.config, self.root)

    # ---------------------------------------------------------------------------------------------------------- journal

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
            self._given.clear()
            self._written.update(ledger.cards)
        return self._folded[1:]

    def _line_maker(self, now: Now) -> LineMaker:
        return LineMaker(self.ledger(), now, self.moment(now).day)

    def _own_journal(self) -> Journal:
        return Journal(self._journal.folder, device_name(self.root))

    def _append(self, lines: Sequence[Event]) -> list[Problem]:
        torn = self._own_journal().append(lines) if lines else []
        if any(isinstance(line, events.Void) for line in lines):
            self._folded = None  # what was taken back is known no more
        self.set_aside += torn
        return torn

    def _make_state_folder(self) -> None:
        if not self.state_folder.is_dir() and self.notes_folder.is_dir():
            self.state_folder.mkdir()
            self._index.close()
            self._index = Index(self.state_folder)
