"""What comes from Anki: reviews, and whole decks."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flashcards import events, notes, parser
from flashcards.anki.decks.naming import as_first_cards
from flashcards.anki.exchange import connect
from flashcards.anki.files import snapshot
from flashcards.anki.files.errors import DamagedFileError, FaultError
from flashcards.anki.files.opening import opened
from flashcards.anki.files.snapshot import Snapshot
from flashcards.collection import anki_pull
from flashcards.collection.agreements import Agreement
from flashcards.collection.anki_known import COMMAND
from flashcards.collection.anki_pull import USUAL_PULL, Pulled, PullOptions
from flashcards.collection.anki_states import Here, agreed_after
from flashcards.collection.answering import Answering
from flashcards.collection.conversion import new_id
from flashcards.collection.correcting import with_command
from flashcards.collection.errors import NotPlacedError
from flashcards.collection.importing import OffsetAt
from flashcards.collection.report import ImportedDeck, Now
from flashcards.export import Pictures

if TYPE_CHECKING:
    from flashcards.anki.decks.placing import Staging
    from flashcards.collection.anki_import import DeckImport, Present
    from flashcards.collection.anki_import import Plan as DeckPlan


class Exchanging(Answering):
    """What is taken over from Anki."""

    def pull(self, file: Path, now: Now, offset_at: OffsetAt, wanted: PullOptions = USUAL_PULL) -> Pulled:
        """Take over the answers that a package, or the collection of a closed Anki, has to our cards.

        Raises what ``snapshot.read`` does, or JournalError; then nothing was written.
        """
        agreement = self.agreement(file) if wanted.states else None
        return self._pull(str(file), snapshot.read(file), now, offset_at, wanted, agreement=agreement)

    def pull_found(self, file: Path, found: Snapshot, now: Now, offset_at: OffsetAt) -> Pulled:
        """As ``pull``, of what was read from the ``file`` before."""
        return self._pull(str(file), found, now, offset_at, USUAL_PULL)

    def pull_from_running(self, url: str, now: Now, offset_at: OffsetAt, wanted: PullOptions = USUAL_PULL) -> Pulled:
        """Take over the answers that a running Anki has; ``url`` is where AnkiConnect listens. Raises as ``connect.read``."""
        return self._pull(url, connect.read(url), now, offset_at, wanted)

    def _pull(
        self,
        place: str,
        found: Snapshot,
        now: Now,
        offset_at: OffsetAt,
        wanted: PullOptions,
        *,
        agreement: Agreement | None = None,
    ) -> Pulled:
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
            agreed=agreement.known(None) if agreement else None,
        )
        try:
            pulled, said = anki_pull.pull(found, here, wanted)
        except FaultError as fault:
            raise DamagedFileError(place, str(fault)) from fault
        new = dict.fromkeys(answer.card_id for answer in (*pulled.reviews, *pulled.forgotten))
        lines = [*(line for card in new for line in self._first_seen(card, now)), *said]
        if not wanted.dry_run:
            self._append(lines)
            self._written.update(new)
            if agreement and here.agreed is not None:
                agreement.keep(agreed_after(here.agreed, found.cards, self.ledger().cards))
        return replace(pulled, lines=tuple(lines))

    def follow_anki(self, decided: Iterable[tuple[str, bool]], pulled: Pulled, now: Now) -> None:
        """Suspend cards (or ask them again) as in Anki, so that it is taken back together with what was ``pulled`` before."""
        make = self._line_maker(now)
        lines = [make(events.Suspend if suspended else events.Unsuspend, card=card) for card, suspended in decided]
        command = next((line.command for line in pulled.lines if line.command), f"{COMMAND}{new_id()}")
        self._append(with_command(lines, command))

    def _not_built(self, guids: Set[str]) -> Set[str]:
        """Those of ``guids`` that are cards of the notes which no build here has seen: another device's has."""
        if guids:
            self._plan_for(self.scan())
        return guids & self._unwritten.keys()

    # ----------------------------------------------------------------------------------------------------- Anki's decks

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
        pictures = Pictures(staging.aside, self.config.build.notes)
        lines, told = job.lines(made, pictures.shown_by)
        places = [*(place for place, _ in made.files), *(page.path for page in made.pages)]
        staging.make_room(places)
        self._append(lines)
        self._written.clear()
        try:
            staging.place(places)
        except OSError as error:
            raise NotPlacedError(error) from error
        return replace(told, missing_pictures=len(pictures.missing))

    def _present(self) -> Present:
        """What an import from Anki has to know."""
        from flashcards.collection.anki_import import Present  # noqa: PLC0415

        found = notes.read_all(self.root, self.config.build.notes, parser.READERS.keys())
        drafts = [draft for of_note, _ in self._parsed(found.notes) for draft in of_note]
        plan = self._plan_for(self.scan())
        return Present(
            root=self.root,
            ledger=self.ledger(),
            lines=self._journal.read()[0],
            continued={one.card_id: one.draft for one in plan.continued},
            drafts=drafts,
            wanted=self.config.wanted,
            rollover_hour=self.config.review.rollover_hour,
        )
