"""A new collection of the real Anki in a folder of the test, and what the tests ask of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest


@dataclass(frozen=True)
class Imported:
    """What Anki says that it did with the notes of a package."""

    new: int
    updated: int
    duplicate: int
    conflicting: int


@dataclass(frozen=True)
class Schedule:
    """Where a card stands in Anki."""

    type: int
    queue: int
    due: int
    interval: int
    factor: int
    reps: int
    lapses: int


@dataclass
class AnkiCollection:
    """Wraps Anki's Collection; cards are named by the GUID of their note, of which each has one."""

    col: Collection

    def load(self, package: Path) -> Imported:
        """Import ``package`` as the import window does when nothing in it is changed."""
        options = ImportAnkiPackageOptions(
            merge_notetypes=False, update_notes=0, update_notetypes=0, with_scheduling=False, with_deck_configs=False
        )
        log = self.col.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options)).log
        assert not log.missing_notetype
        assert not log.missing_deck
        assert not log.empty_first_field
        return Imported(len(log.new), len(log.updated), len(log.duplicate), len(log.conflicting))

    def guids(self) -> list[str]:
        return sorted(self.col.db.list("SELECT guid FROM notes"))

    def card(self, guid: str) -> Any:
        (card_id,) = self.col.db.list("SELECT cards.id FROM cards JOIN notes ON nid = notes.id WHERE guid = ?", guid)
        return self.col.get_card(card_id)

    def question(self, guid: str) -> str:
        return _without_style(self.card(guid).question())

    def answer(self, guid: str) -> str:
        return _without_style(self.card(guid).answer())

    def field(self, guid: str, name: str) -> str:
        return str(self.card(guid).note()[name])

    def fields(self, guid: str) -> dict[str, str]:
        return dict(self.card(guid).note().items())

    def deck_of(self, guid: str) -> str:
        return str(self.col.decks.name(self.card(guid).did))

    def decks(self) -> set[str]:
        return {deck.name for deck in self.col.decks.all_names_and_ids()} - {"Default"}

    def tags(self, guid: str) -> set[str]:
        return set(self.card(guid).note().tags)

    def media(self) -> set[str]:
        return {path.name for path in Path(self.col.media.dir()).iterdir()}

    def review(self, guid: str, rating: int) -> None:
        """Answer a card; ``rating`` is 0 to 3, again to easy."""
        card = self.card(guid)
        card.start_timer()
        states = self.col._backend.get_scheduling_states(card.id)
        self.col.sched.answer_card(self.col.sched.build_answer(card=card, states=states, rating=rating))

    def schedules(self) -> Mapping[str, Schedule]:
        rows = self.col.db.all(
            "SELECT guid, type, queue, due, ivl, factor, reps, lapses FROM cards JOIN notes ON nid = notes.id"
        )
        return {guid: Schedule(*numbers) for guid, *numbers in rows}

    def answers_given(self) -> Mapping[str, int]:
        """How often each card that was ever answered was."""
        query = (
            "SELECT guid, count(*) FROM revlog JOIN cards ON cid = cards.id JOIN notes ON nid = notes.id GROUP BY guid"
        )
        return dict(self.col.db.all(query))

    def changes_to_sync(self) -> int:
        """How many notes and cards a sync would send, counted from the last ``all_synced``."""
        return sum(self.col.db.scalar(f"SELECT count(*) FROM {table} WHERE usn = -1") for table in ("notes", "cards"))

    def all_synced(self) -> None:
        for table in ("notes", "cards"):
            self.col.db.execute(f"UPDATE {table} SET usn = 0")

    def assert_sound(self) -> None:
        """No empty card, no medium missing or superfluous, and a database check that finds and adds nothing."""
        assert not self.col.get_empty_cards().notes
        check = self.col.media.check()
        assert not list(check.missing)
        assert not list(check.unused)
        before = (self.col.note_count(), self.col.card_count())
        self.col.fix_integrity()  # adds the last review time to cards that Anki itself forgot it for, so run it twice
        message, sound = self.col.fix_integrity()
        assert sound, message
        assert (self.col.note_count(), self.col.card_count()) == before
        assert before[0] == before[1]


def _without_style(html: str) -> str:
    return html.partition("</style>")[2] if html.startswith("<style>") else html


@contextlib.contextmanager
def new_collection(folder: Path) -> Iterator[AnkiCollection]:
    folder.mkdir(parents=True, exist_ok=True)
    col = Collection(str(folder / "collection.anki2"))
    try:
        yield AnkiCollection(col)
    finally:
        col.close()
