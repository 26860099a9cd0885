"""The collection: find, scan, plan, build, answer.

The order of a build makes it safe to stop it anywhere: what happened to the cards is appended to the journal first,
then the package is replaced in one step, and the cache comes last. Whatever is missing, the next build does.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter

from flashcards import config, events, identity, notes, parser
from flashcards.collection.conversion import LineMaker, card_of, draft_of, known_card, lines_of, new_id, within_time
from flashcards.collection.errors import NoCardsError, NoNotesError, UnknownCardError
from flashcards.collection.fingerprint import code_of, file_hash, pictures_of
from flashcards.collection.report import BuildReport, Now, Scan
from flashcards.config import STATE_FOLDER, Config
from flashcards.errors import Problem
from flashcards.events import Event
from flashcards.export import Pictures, write_package
from flashcards.identity import Added, Continued, Plan
from flashcards.index import Index
from flashcards.journal import Journal, device_name
from flashcards.ledger import Ledger, Record, fold
from flashcards.model import Card, Draft, Rating, Review
from flashcards.notes import ReadNote
from flashcards.scheduler import Moment, day_of

_CARDS = TypeAdapter(list[Card])


class Collection:
    """The collection in the folder ``root``. Only ``build``, ``answer``, ``record`` and ``undo`` write, but for the cache."""

    def __init__(self, root: Path, settings: Config) -> None:
        self.root = root
        self.config = settings
        self.state_folder = root / STATE_FOLDER
        self._journal = Journal(self.state_folder / "journal")
        self._index = Index(self.state_folder)
        self._folded: tuple[str, Ledger, list[Problem]] | None = None
        self._written: set[str] = set()
        """Cards that the journal is known to have; it may have more by now."""
        self._unwritten: dict[str, Draft] = {}
        """New cards of the last plan."""

    @classmethod
    def find(cls, start: Path, explicit: Path | None = None) -> Collection:
        """The collection at or above ``start``, or at ``explicit``. Raises NoCollectionError or ConfigError."""
        root = config.find_root(start, explicit)
        return cls(root, config.load(root))

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
        name = self.config.build.name or re.sub(r'[/\\:*?"<>|\x00-\x1f]', "-", self.root.name).strip(". ")
        return (out or self.root / Path(self.config.build.out).expanduser()) / f"{name or 'flashcards'}.apkg"

    def moment(self, now: Now) -> Moment:
        """``now`` with the learner's local day at it."""
        return Moment(now.time_ms, day_of(now.time_ms, now.utc_offset_minutes, self.config.review.rollover_hour))

    # -------------------------------------------------------------------------------------------------- looking

    def scan(self) -> Scan:
        """Read and parse the notes; those that haven't changed come from the cache."""
        found = notes.read_all(self.root, self.config.build.notes, parser.READERS.keys())
        parsed = list(self._parsed(found.notes))
        drafts = parser.merge([draft for drafts, _ in parsed for draft in drafts])
        problems = [problem for _, faults in parsed for problem in faults]
        return Scan(len(found.notes), drafts, problems, found.unreadable)

    def plan(self, out: Path | None = None) -> BuildReport:
        """What ``build`` would do; nothing but the cache is written. Raises NoNotesError, NoCardsError."""
        scan, plan = self._planned()
        cards = self._cards(plan, scan.drafts, day=0)
        pictures = pictures_of((card.draft for card in cards), self.root)
        package = self.package_path(out)
        changed = not plan.changes_nothing or not self._is_up_to_date(package, self._made_of(cards, pictures))
        problems = self._problems(scan, pictures)
        return BuildReport(plan, problems, scan.notes, len(cards), package, changed)

    def problems(self) -> tuple[Problem, ...]:
        """All faults in notes, cards and journal, by place."""
        scan = self.scan()
        return self._problems(scan, pictures_of(scan.drafts, self.root))

    def cards(self, now: Now, *, retired: bool = False) -> list[Card]:
        """The cards of the notes as they are now, in their order, with their status; at the end the retired, if wanted.

        Writes nothing: cards that no build has seen yet are there too, with the ids that they will have.
        """
        scan = self.scan()
        plan = self._plan_for(scan)
        cards = self._cards(plan, scan.drafts, self.moment(now).day)
        if retired:
            present = {card.id for card in cards}
            gone = [record for record in self.ledger().cards.values() if record.id not in present]
            cards += [replace(self._last_seen(record), status="retired") for record in gone]
        return cards

    def ledger(self) -> Ledger:
        """What the journal adds up to."""
        return self._state()[0]

    @property
    def reviews(self) -> Mapping[str, Sequence[Review]]:
        """The reviews that count, by card id."""
        return self.ledger().reviews

    @property
    def journal_problems(self) -> list[Problem]:
        """Lines of the journal that can't be used."""
        return self._state()[1]

    # ------------------------------------------------------------------------------------------------- building

    def build(self, now: Now, out: Path | None = None) -> BuildReport:
        """Bring journal and package up to date with the notes.

        Raises NoNotesError and NoCardsError before anything is written, JournalError, and what ``export`` raises.
        """
        self._make_state_folder()
        scan, plan = self._planned()
        torn = self._append(lines_of(plan, self._line_maker(now)))
        cards = self._cards(plan, scan.drafts, self.moment(now).day)
        pictures = pictures_of((card.draft for card in cards), self.root)
        package = self.package_path(out)
        made_of = self._made_of(cards, pictures)
        changed = not self._is_up_to_date(package, made_of)
        found = self._write_package(package, made_of, cards) if changed else []
        problems = self._problems(scan, pictures, [*torn, *found])
        return BuildReport(plan, problems, scan.notes, len(cards), package, changed)

    def _make_state_folder(self) -> None:
        if not self.state_folder.is_dir() and self.notes_folder.is_dir():
            self.state_folder.mkdir()
            self._index.close()
            self._index = Index(self.state_folder)

    def _write_package(self, package: Path, made_of: str, cards: Sequence[Card]) -> list[Problem]:
        exported = write_package(cards, package, root=self.root, deck_prefix=self.config.build.deck_prefix)
        self._index.save(f"package {package}", made_of, file_hash(package).encode())
        self._index.save_cards(cards)
        return exported.problems

    def _is_up_to_date(self, package: Path, made_of: str) -> bool:
        written = self._index.saved(f"package {package}", made_of)
        return written is not None and package.is_file() and file_hash(package).encode() == written

    def _made_of(self, cards: Sequence[Card], pictures: Pictures) -> str:
        """Changes whenever a package of ``cards`` would: with the cards, their pictures, our settings, our code."""
        parts = (self.config.build.deck_prefix, sorted(pictures.files), code_of("export", "apkg", "render", "markup"))
        content = _CARDS.dump_json([replace(card, status="active") for card in cards])
        return hashlib.sha256(content + repr(parts).encode("utf-8", "replace")).hexdigest()

    # ------------------------------------------------------------------------------------------------ answering

    def answer(self, card_id: str, rating: Rating, now: Now, duration_ms: int = 0) -> Review:
        """Record one answer; when it returns, the answer is on the disk. Raises UnknownCardError, JournalError."""
        moment = self.moment(now)
        return self.record(Review(card_id, rating, moment.time_ms, moment.day, duration_ms=duration_ms), now)

    def record(self, review: Review, now: Now) -> Review:
        """Write ``review`` to the journal, and return it with the id of its line. Raises as ``answer``."""
        line = events.Review(
            id=new_id(),
            time_ms=within_time(review.time_ms),
            utc_offset_minutes=now.utc_offset_minutes,
            day=review.day,
            card=review.card_id,
            rating=review.rating,
            duration_ms=review.duration_ms,
        )
        self._append([*self._first_seen(review.card_id, now), line])
        self._written.add(review.card_id)
        return replace(review, event_id=line.id)

    def undo(self, now: Now, event_id: str | None = None) -> Review | None:
        """Take the review with this id back, by default the last one of this device, or else the latest of all.

        Returns it; None if there is none.
        """
        live = {review.event_id: review for reviews in self.reviews.values() for review in reviews}
        chosen = live.get(event_id or self._last_of(live))
        if chosen:
            self._append([self._line_maker(now)(events.Void, event=chosen.event_id)])
        return chosen

    def _last_of(self, live: Mapping[str, Review]) -> str:
        """The review written last on this device, whatever its clock said; without one, the latest of all."""
        own = reversed(self._own_journal().own()) if live else iter(())
        latest = max(live, key=lambda one: (live[one].time_ms, one), default="")
        return next((line.id for line in own if line.id in live), latest)

    def _first_seen(self, card_id: str, now: Now) -> list[Event]:
        """The line that makes the card known, if no build has seen it yet: a review must never stand alone."""
        if card_id in self._written or card_id in self.ledger().cards:
            return []  # looked up in this order, as every answer makes the ledger out of date
        if card_id not in self._unwritten:
            self._plan_for(self.scan())
        if card_id not in self._unwritten:
            raise UnknownCardError(card_id)
        return [self._line_maker(now)(events.Add, card=card_id, wording=events.wording_of(self._unwritten[card_id]))]

    # --------------------------------------------------------------------------------------- notes against cards

    def _parsed(self, read: Iterable[ReadNote]) -> Iterator[tuple[list[Draft], list[Problem]]]:
        code = code_of("parser", "markup", "model", "errors", "readers", "rules")
        fresh: list[tuple[str, str, list[Draft], list[Problem]]] = []
        paths: list[str] = []
        for one in read:
            paths.append(one.note.path)
            cached = self._index.parsed(one.note.path, one.content_hash, code)
            drafts, problems = cached or parser.parse(one.note)
            if cached is None:
                fresh.append((one.note.path, one.content_hash, drafts, problems))
            yield drafts, problems
        self._index.save_parsed(fresh, code, paths)

    def _planned(self) -> tuple[Scan, Plan]:
        scan = self.scan()
        if not scan.notes:
            raise NoNotesError(self.notes_folder, scan.unreadable)
        plan = self._plan_for(scan)
        if not scan.drafts and not plan.held:
            raise NoCardsError(self.notes_folder)
        return scan, plan

    def _plan_for(self, scan: Scan) -> Plan:
        ledger = self.ledger()
        known = [known_card(record, ledger) for record in ledger.cards.values()]
        plan = identity.plan(known, scan.drafts, {one.path for one in scan.unreadable})
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
        draft = card.draft if card and events.wording_of(card.draft) == record.wording else draft_of(record.wording)
        return Card(record.id, draft, changed_at_ms=record.changed_at_ms)

    def _problems(self, scan: Scan, pictures: Pictures, others: Sequence[Problem] = ()) -> tuple[Problem, ...]:
        unreadable = [one.problem for one in scan.unreadable]
        return tuple(sorted({*scan.problems, *unreadable, *pictures.problems, *self.journal_problems, *others}))

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
        return self._own_journal().append(lines) if lines else []
