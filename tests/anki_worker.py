"""Answers questions about one collection of Anki: JSON lines in, JSON lines out, with no package but ``anki`` of any version.

Run by ``tests.anki_matrix`` with the Python of each version's environment: ``python anki_worker.py FOLDER``.
"""

import json
import re
import sys
from html import unescape
from pathlib import Path

from anki import import_export_pb2
from anki.collection import Collection

Request = getattr(import_export_pb2, "ImportAnkiPackageRequest", None)

SENT_BY_SYNC = ("notes", "cards", "notetypes", "decks", "deck_config", "tags", "graves")


class Worker:
    """One collection; each public method is a question."""

    def __init__(self, folder):
        self.col = Collection(str(Path(folder) / "collection.anki2"))

    def load(self, package):
        """Import as the import window does when nothing in it is changed."""
        chooses = Request is not None and "options" in Request.DESCRIPTOR.fields_by_name  # not before 23.10
        log = self.col.import_anki_package(Request(package_path=package) if chooses else package).log
        counted = (
            "new",
            "updated",
            "duplicate",
            "conflicting",
            "missing_notetype",
            "missing_deck",
            "empty_first_field",
        )
        return {name: len(getattr(log, name)) for name in counted if len(getattr(log, name))}

    def review(self, guid, rating):
        """``rating`` is 0 to 3, again to easy."""
        card = self._card(guid)
        card.start_timer()
        states = self.col._backend.get_scheduling_states(card.id)
        self.col.sched.answer_card(self.col.sched.build_answer(card=card, states=states, rating=rating))

    def suspend(self, guid):
        self.col.sched.suspend_cards([self._card(guid).id])

    def synced(self):
        for table in SENT_BY_SYNC:
            self.col.db.execute(f"UPDATE {table} SET usn = 0")

    def to_sync(self):
        """What a sync would send, by table."""
        counts = {table: self.col.db.scalar(f"SELECT count(*) FROM {table} WHERE usn = -1") for table in SENT_BY_SYNC}
        return {table: count for table, count in counts.items() if count}

    def notes(self):
        """The GUIDs of all notes, with how many cards each has."""
        return dict(self.col.db.all("SELECT guid, (SELECT count() FROM cards WHERE nid = notes.id) FROM notes"))

    def shown(self):
        """What a learner sees on each side, without markup."""
        return {guid: [_text(card.question()), _text(card.answer())] for guid, card in self._cards()}

    def html(self):
        return {guid: [card.question(), card.answer()] for guid, card in self._cards()}

    def schedules(self):
        query = "SELECT guid, type, queue, due, ivl, factor, reps, lapses FROM cards JOIN notes ON nid = notes.id"
        return {guid: numbers for guid, *numbers in self.col.db.all(query)}

    def places(self):
        """The deck of each card."""
        return {guid: self.col.decks.name(card.did) for guid, card in self._cards()}

    def tags(self):
        return dict(self.col.db.all("SELECT guid, trim(tags) FROM notes"))

    def ids(self):
        """The id of each note and of its card."""
        return {guid: [card.nid, card.id] for guid, card in self._cards()}

    def find(self, search):
        return sorted(self.col.get_card(card_id).note().guid for card_id in self.col.find_cards(search))

    def media(self):
        return sorted(path.name for path in Path(self.col.media.dir()).iterdir())

    def note_types(self):
        return sorted(one.name for one in self.col.models.all_names_and_ids())

    def remove_empty(self):
        """What "Empty Cards" does. The GUIDs of the notes that had one."""
        found = [card for note in self.col.get_empty_cards().notes for card in note.card_ids]
        guids = sorted(self.col.get_card(card).note().guid for card in found)
        self.col.remove_cards_and_orphaned_notes(found)
        return guids

    def check(self):
        """What "Check Database" says, which adds and removes nothing; what is missing or superfluous of media."""
        before = self.notes()
        self.col.fix_integrity()  # adds the last review time to cards that Anki itself forgot it for, so run it twice
        message, sound = self.col.fix_integrity()
        media = self.col.media.check()
        changed = "" if self.notes() == before else "it changed notes or cards; "
        return changed + ("" if sound else message) + " ".join([*media.missing, *media.unused])

    def _card(self, guid):
        [card_id] = self.col.db.list("SELECT cards.id FROM cards JOIN notes ON nid = notes.id WHERE guid = ?", guid)
        return self.col.get_card(card_id)

    def _cards(self):
        rows = self.col.db.all("SELECT guid, cards.id FROM cards JOIN notes ON nid = notes.id ORDER BY guid")
        return [(guid, self.col.get_card(card_id)) for guid, card_id in rows]


def _text(html):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL))).split())


def main():
    worker = Worker(sys.argv[1])
    for line in sys.stdin:
        question, *arguments = json.loads(line)
        print(json.dumps(getattr(worker, question)(*arguments)), flush=True)
    worker.col.close()


if __name__ == "__main__":
    main()
