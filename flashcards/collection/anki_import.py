"""A deck of Anki's as notes: what is written, and what the journal has to know so that its cards go on here.

The way to the same GUID is the journal, not the notes: each card is journalled with the wording that the new notes give it,
so that the next build finds it as it was. The journal comes first, then the files: an import that was interrupted is
completed by the next one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from flashcards import events, parser
from flashcards.anki.decks import shelf
from flashcards.anki.decks.media import Media
from flashcards.anki.decks.naming import as_first_cards, card_id
from flashcards.anki.decks.pages import Page, settled
from flashcards.anki.decks.placing import holds
from flashcards.anki.decks.units import Asked, LeftOut, Unit, units
from flashcards.anki.exchange.answers import sorted_out
from flashcards.anki.files.opening import Opened
from flashcards.anki.files.snapshot import Snapshot
from flashcards.anki.numbers import Queue
from flashcards.collection.anki_known import Journalled
from flashcards.collection.anki_told import SAID_ALREADY, UNSAID, shown, take_down_differences
from flashcards.collection.conversion import LATER_MS, LineMaker, ShownBy, add_line, new_id
from flashcards.collection.correcting import with_command
from flashcards.collection.errors import NoDeckInFileError, NotesThereError, OutsideNotesError
from flashcards.collection.importing import DECK_COMMAND, OffsetAt
from flashcards.collection.report import ImportedDeck, Now
from flashcards.events import Event
from flashcards.ledger import Ledger
from flashcards.model import Draft
from flashcards.rules.wanted import Wanted
from flashcards.scheduler import CLOCK_TOLERANCE_DAYS, DAY_MS, day_of

Card = tuple[Asked, Draft]
"""A card of Anki's with what the notes make of it."""


@dataclass(frozen=True, slots=True)
class Present:
    """What an import has to know of the collection."""

    root: Path
    ledger: Ledger
    lines: Sequence[Event]
    """All lines of the journal."""
    continued: Mapping[str, Draft]
    """The cards that the notes hold and the journal knows."""
    drafts: Sequence[Draft]
    """Of all notes, before they are merged."""
    wanted: Callable[[str], Wanted]
    rollover_hour: int


@dataclass(frozen=True, slots=True)
class Plan:
    """All that an import is going to do."""

    pages: Sequence[Page]
    media: Mapping[str, Media]
    """By the folder of the notes that show them."""
    active: Sequence[Card]
    retired: Sequence[Card]
    """Cards whose text is another card's."""
    known: int
    left_out: LeftOut
    altered: LeftOut

    @property
    def files(self) -> Iterator[tuple[str, str]]:
        """The media: where each goes, and its name in the package."""
        for folder, media in self.media.items():
            for name, safe in media.used.items():
                yield shelf.media_path(folder, safe), name


@dataclass(frozen=True, slots=True)
class DeckImport:
    """The import of a file of Anki's, while it is open, into the collection as it is now."""

    file: Opened
    found: Snapshot
    present: Present
    at: Now
    offset_at: OffsetAt

    def plan(self, folder: str, deck: str | None) -> Plan:
        """What becomes of all decks, or of one and those below it; ``folder`` is where the notes go.

        Raises NoDeckInFileError or NotesThereError.
        """
        left_out, altered = LeftOut(), LeftOut()
        decks = units(self.found, left_out, deck)
        if not decks and not left_out.by_reason:
            raise NoDeckInFileError(deck, sorted({card.deck for card in self.found.cards}))
        asked = {one.card_id for own in decks.values() for unit in own for one in unit.asked}
        known = asked & {*self.present.continued, *self._said_by_another()}
        here = {source.path for one, draft in self.present.continued.items() if one in known for source in draft.source}
        new = {name: kept for name, own in decks.items() if (kept := list(_unknown(own, known)))}
        media: dict[str, Media] = {}

        def media_of(place: str) -> Media:
            return media.setdefault(place, Media(self.found.media, parser.READERS, self._is_free(place)))

        pages = list(shelf.pages(new, folder, media_of, here))
        if there := next((page.path for page in pages if (self.present.root / page.path).exists()), None):
            raise NotesThereError(there)
        merged = settled(pages, self.present.drafts, self.present.wanted)
        for page in pages:
            for one in page.unsaid:
                left_out.add(UNSAID, shown(one))
        pages = [page for page in pages if page.entries]
        active, retired = self._assigned(pages, merged)
        for one, _ in retired:
            altered.add(SAID_ALREADY, shown(one))
        take_down_differences(pages, media.values(), altered)
        return Plan(pages, media, active, retired, len(known), left_out, altered)

    def _said_by_another(self) -> Iterator[str]:
        """The cards that an earlier import kept as retired ones, as another card says what they said; it still does."""
        said = {(draft.front, draft.back) for draft in self.present.continued.values()}
        for one in self.present.ledger.cards.values():
            if one.retired and (one.wording.front, one.wording.back) in said:
                yield one.id

    def _is_free(self, place: str) -> Callable[[str, str], bool]:
        """Whether a medium can have a name in the folder ``place``: nothing is there, or the same already."""

        def is_free(safe: str, name: str) -> bool:
            path = self.present.root / shelf.media_path(place, safe)
            return not path.exists() or holds(path, name, self.file)

        return is_free

    def _assigned(self, pages: Iterable[Page], merged: Sequence[Draft]) -> tuple[list[Card], list[Card]]:
        """Which cards go on here, and which say what another one says: of these, the one goes on that was reviewed most."""
        reviews = Counter(card_id(row.guid, row.ordinal) for row in self.found.reviews)
        owned = {source for draft in self.present.continued.values() for source in draft.source}
        active, retired = list[Card](), list[Card]()
        for draft, asked in _by_draft(pages, merged):
            first, *others = sorted(asked, key=lambda one: -reviews[one.card_id])
            (active if owned.isdisjoint(draft.source) else retired).append((first, draft))
            retired += [(one, draft) for one in others]
        return active, retired

    # --------------------------------------------------------------------------------------------------- the lines

    def lines(self, made: Plan, shown_by: ShownBy) -> tuple[list[Event], ImportedDeck]:
        """What the journal has to know, and what is told. Raises FaultError for answers that no Anki has written."""
        now, ledger = self.at, self.present.ledger
        day = day_of(now.time_ms, now.utc_offset_minutes, self.present.rollover_hour)
        make = LineMaker(ledger, now, day)
        after = LineMaker(ledger, now._replace(time_ms=now.time_ms + LATER_MS), day)
        cards = {one.card_id: draft for one, draft in [*made.active, *made.retired]}
        new = [one for one in cards if one not in ledger.cards]
        retired = [one.card_id for one, _ in made.retired if one.card_id in new]
        answers = list(self._answers(cards))
        suspended = list(self._suspended(cards))
        lines = [
            *(add_line(one, cards[one], make, shown_by) for one in new),
            *self._back([one.card_id for one, _ in made.active], cards, make, shown_by),
            *(after(events.Retire, card=one) for one in retired),
            *with_command(
                [*answers, *(after(events.Suspend, card=one) for one in suspended)], f"{DECK_COMMAND}{new_id()}"
            ),
        ]
        told = ImportedDeck(
            notes=tuple(page.path for page in made.pages),
            media=sum(len(one.used) for one in made.media.values()),
            cards=len(made.active),
            anki_notes=len({one.guid for one, _ in made.active}),
            further=sum(one.ordinal > 0 for one, _ in made.active),
            reviews=sum(isinstance(line, events.Import) for line in answers),
            suspended=len(suspended),
            known=made.known,
            left_out=dict(made.left_out.by_reason),
            altered=dict(made.altered.by_reason),
        )
        return lines, told

    def _back(
        self, active: Iterable[str], cards: Mapping[str, Draft], make: LineMaker, shown_by: ShownBy
    ) -> Iterator[Event]:
        """Cards that were here before, and whose notes have gone since: they go on with what Anki says now."""
        for one in active:
            record = self.present.ledger.cards.get(one)
            if record is None:
                continue
            if record.retired:
                yield make(events.Restore, card=one)
            if record.wording != (wording := events.wording_of(cards[one], shown_by(cards[one]))):
                yield make(events.Edit, card=one, wording=wording)

    def _answers(self, cards: Mapping[str, Draft]) -> Iterator[Event]:
        """The answers to these cards that the journal doesn't know."""
        found = as_first_cards(self.found, cards.__contains__)
        latest_ms = self.at.time_ms + CLOCK_TOLERANCE_DAYS * DAY_MS
        hour = self.found.rollover_hour
        rollover_hour = self.present.rollover_hour if hour is None else hour
        journalled = Journalled(self.present.lines)
        for answer in journalled.new(sorted_out(found, cards.__contains__, latest_ms).answers):
            offset_minutes = self.offset_at(answer.time_ms)
            day = day_of(answer.time_ms, offset_minutes, rollover_hour)
            yield answer.line(offset_minutes, day, another=journalled.is_another(answer))

    def _suspended(self, cards: Mapping[str, Draft]) -> Iterator[str]:
        for card in self.found.cards:
            name = card_id(card.guid, card.ordinal)
            record = self.present.ledger.cards.get(name)
            if card.queue == Queue.SUSPENDED and name in cards and not (record and record.suspended):
                yield name


def _unknown(own: Iterable[Unit], known: Set[str]) -> Iterator[Unit]:
    for unit in own:
        if not any(one.card_id in known for one in unit.asked):
            yield unit
        else:
            yield from (one for one in unit.apart() if one.asked[0].card_id not in known)


def _by_draft(pages: Iterable[Page], merged: Sequence[Draft]) -> Iterator[tuple[Draft, list[Asked]]]:
    """Each draft of the collection that new notes say, with the cards that it stands for."""
    by_source: dict[object, list[Draft]] = {}
    for draft in merged:
        for source in draft.source:
            by_source.setdefault(source, []).append(draft)
    found: dict[int, tuple[Draft, list[Asked]]] = {}
    for page in pages:
        for entry in page.entries:
            for one, draft in zip(entry.unit.asked, entry.drafts, strict=True):
                into = _the_same(draft, by_source[draft.source[0]])
                found.setdefault(id(into), (into, []))[1].append(one)
    return iter(found.values())


def _the_same(draft: Draft, merged: Sequence[Draft]) -> Draft:
    """Of the cards that come from one place, the one that ``draft`` became."""
    both = (one for one in merged if (one.front, one.back) == (draft.front, draft.back))
    front = (one for one in merged if one.front == draft.front)
    return next(both, next(front, merged[0]))


def folder_of(into: Path | None, root: Path, notes: str) -> str:
    """The folder that notes go to, from ``root``: ``into``, which lies in the folder of the notes, or that folder itself.

    Raises OutsideNotesError where it lies elsewhere.
    """
    top = (root / notes).resolve()
    if into is None:
        return PurePosixPath(notes).as_posix()
    found = into.resolve() if into.resolve().is_relative_to(top) else (top / into).resolve()
    if not found.is_relative_to(top):
        raise OutsideNotesError(into, top)
    return (PurePosixPath(notes) / found.relative_to(top).as_posix()).as_posix()
