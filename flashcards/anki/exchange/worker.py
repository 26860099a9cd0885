"""The program that works on an Anki collection with the ``anki`` package; ``child`` starts it and talks to it.

One JSON object a line comes in, ``{"do": name, ...}``, and one goes out: ``{"done": ...}`` or ``{"failed": [kind, message]}``.
It knows nothing else of us and imports nothing of ours, as that package has another licence. When its input ends, it closes
the collection and ends; all that ``apply`` changes is one transaction.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

MEDIA_WAIT_S = 0.05
_AT_ONCE = 500
"""Values in one query; SQLite takes no more than a thousand everywhere."""


class Worker:
    """The collection that is open, and what can be done to it; each public method is a request."""

    def __init__(self) -> None:
        self.col: Any = None
        self.deleted: set[str] = set()
        """GUIDs of the package that ``news`` looked at, of notes that were deleted here."""

    def open(self, path: str) -> dict[str, Any]:
        """Open the collection, or make a new one; what Anki's clock says of it."""
        from anki.collection import Collection  # noqa: PLC0415 - takes a while, and may be missing

        self.col = Collection(path)
        timing = self.col._backend.sched_timing_today()
        return {
            "today": timing.days_elapsed,
            "next_day_s": timing.next_day_at,
            "rollover_hour": self.col.get_config("rollover", 4),
            "fsrs": bool(self.col.get_config("fsrs", False)),
            "cards": self.col.card_count(),
        }

    def close(self) -> None:
        """Let go of the collection."""
        if self.col is not None:
            col, self.col = self.col, None
            col.close()

    # ------------------------------------------------------------------------------------------------- looking

    def look(self, guids: Sequence[str]) -> dict[str, Any]:
        """The cards of the notes with these GUIDs, their rows of the review log, and the names of all decks by their ids."""
        cards = list(self._of(guids, _CARDS))
        ids = [card[2] for card in cards]
        return {
            "cards": cards,
            "reviews": list(self._of(ids, _REVIEWS)),
            "decks": {one.id: one.name for one in self.col.decks.all_names_and_ids(include_filtered=True)},
        }

    def _of(self, wanted: Sequence[Any], query: str) -> Iterator[Any]:
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            yield from self.col.db.all(query.format(", ".join("?" * len(some))), *some)

    def news(self, package: str, returned: Sequence[str]) -> dict[str, int]:
        """How many notes of a package the collection hasn't, or has in an older version, and how many were deleted from it.

        Those that were deleted count as missing only if they have ``returned``.
        """
        import sqlite3  # noqa: PLC0415
        import tempfile  # noqa: PLC0415
        import zipfile  # noqa: PLC0415

        with zipfile.ZipFile(package) as archive, tempfile.TemporaryDirectory() as folder:
            path = archive.extract("collection.anki2", folder)
            with closing(sqlite3.connect(path)) as database:
                notes = database.execute(
                    "SELECT guid, id, mod FROM notes WHERE id IN (SELECT nid FROM cards)"
                ).fetchall()
                (models,) = database.execute("SELECT models FROM col").fetchone()
        here = dict(self._of([guid for guid, *_ in notes], "SELECT guid, mod FROM notes WHERE guid IN ({})"))
        graves = set(self.col.db.list("SELECT oid FROM graves WHERE type = 1"))
        deleted = {guid for guid, note_id, _ in notes if note_id in graves and guid not in here} - set(returned)
        new = sum(guid not in here and guid not in deleted for guid, *_ in notes)
        newer = sum(guid in here and changed_s > here[guid] for guid, _, changed_s in notes)
        newer += sum(int(one["mod"]) > self._model_changed_s(one["id"]) for one in json.loads(models).values())
        self.deleted = deleted
        return {"new": new, "newer": newer, "deleted": len(deleted)}

    def _model_changed_s(self, model_id: int) -> int:
        model = self.col.models.get(int(model_id))
        return model["mod"] if model else 0

    # ------------------------------------------------------------------------------------------------- changing

    def backup(self, folder: str) -> str | None:
        """Make a backup in ``folder`` as Anki itself does; its path."""
        Path(folder).mkdir(parents=True, exist_ok=True)
        before = set(Path(folder).iterdir())
        self.col.create_backup(backup_folder=folder, force=True, wait_for_completion=True)
        made = sorted(set(Path(folder).iterdir()) - before)
        return str(made[-1]) if made else None

    def load(self, package: str) -> dict[str, int]:
        """Import a package as Anki's window does when nothing in it is changed."""
        from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest  # noqa: PLC0415

        options = ImportAnkiPackageOptions(with_scheduling=False)  # and with all else as it is at first
        log = self.col.import_anki_package(ImportAnkiPackageRequest(package_path=package, options=options)).log
        unwanted = [note for (note,) in self._of(sorted(self.deleted), "SELECT id FROM notes WHERE guid IN ({})")]
        if unwanted:
            self.col.remove_notes(unwanted)
        refused = len(log.conflicting) + len(log.missing_notetype) + len(log.missing_deck)
        return {"new": len(log.new) - len(unwanted), "updated": len(log.updated), "refused": refused}

    def apply(
        self,
        *,
        cards: Sequence[Mapping[str, Any]],
        queues: Sequence[tuple[int, int]],
        reviews: Sequence[Sequence[int]],
        taken_back: Sequence[int],
        decks: Sequence[tuple[int, str]],
        deleted: Sequence[int],
    ) -> None:
        """Bring cards and answers up to date, all or nothing."""

        def change() -> None:
            for review_id in taken_back:
                self.col.db.execute("DELETE FROM revlog WHERE id = ?", review_id)
            moved = self._add_reviews(reviews)
            self.col.update_cards([self._changed(card, moved) for card in cards], skip_undo_entry=True)
            self.col.update_cards([self._queued(*each) for each in queues], skip_undo_entry=True)
            for card_id, deck in decks:
                self.col.set_deck([card_id], self.col.decks.id(deck))
            if deleted:
                self.col.remove_cards_and_orphaned_notes(list(deleted))

        self.col.db.transact(change)

    def _add_reviews(self, reviews: Sequence[Sequence[int]]) -> dict[tuple[int, int], int]:
        """Insert these rows; where an id is taken, the next one that is free. The ids by card and wanted id."""
        moved: dict[tuple[int, int], int] = {}
        for wanted, card_id, *values in reviews:
            row_id = wanted
            while self.col.db.scalar("SELECT 1 FROM revlog WHERE id = ?", row_id):
                row_id += 1
            self.col.db.execute("INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)", row_id, card_id, *values)
            moved[card_id, wanted] = row_id
        return moved

    def _changed(self, wanted: Mapping[str, Any], moved: Mapping[tuple[int, int], int]) -> Any:
        from anki.cards import FSRSMemoryState  # noqa: PLC0415

        card = self.col.get_card(wanted["id"])
        if card.odid:  # as Anki does with a card that is answered in a filtered deck
            card.did, card.odid, card.odue = card.odid, 0, 0
        card.type, card.queue, card.due, card.ivl = (wanted[name] for name in ("type", "queue", "due", "interval"))
        card.factor, card.reps, card.lapses, card.left = (wanted[name] for name in ("factor", "reps", "lapses", "left"))
        last_id = wanted["last_review_id"]
        card.last_review_time = moved.get((card.id, last_id), last_id) // 1000 if last_id else None
        memory = wanted["memory"]
        if memory is None and last_id and self.col.get_config("fsrs", False):
            memory = self._memory_by_anki(card.id)
        card.memory_state = None
        card.desired_retention = card.decay = None
        if memory:
            card.memory_state = FSRSMemoryState(stability=memory["stability_days"], difficulty=memory["difficulty"])
            card.desired_retention, card.decay = memory["desired_retention"], memory["decay"]
        return card

    def _queued(self, card_id: int, queue: int) -> Any:
        card = self.col.get_card(card_id)
        card.queue = queue
        return card

    def _memory_by_anki(self, card_id: int) -> dict[str, float] | None:
        """What Anki's FSRS makes of the answers, where we schedule by another algorithm."""
        found = self.col.compute_memory_state(card_id)
        if found.stability is None:
            return None
        return {
            "stability_days": found.stability,
            "difficulty": found.difficulty,
            "desired_retention": found.desired_retention,
            "decay": found.decay,
        }

    # ----------------------------------------------------------------------------------------------- synchronising

    def login(self, url: str | None, user: str, password: str) -> str:
        """The key that the server gives for a name and a password."""
        return str(self.col.sync_login(user, password, url).hkey)

    def sync(self, url: str | None, key: str, full: str | None) -> dict[str, str]:
        """Synchronise with the server; a full sync that would lose something only if ``full`` says which way."""
        from anki.sync_pb2 import SyncAuth, SyncCollectionResponse  # noqa: PLC0415

        auth = SyncAuth(hkey=key, endpoint=url)
        output = self.col.sync_collection(auth, False)
        if output.new_endpoint:
            auth.endpoint = output.new_endpoint
        required = SyncCollectionResponse.ChangesRequired.Name(output.required)
        way = {"FULL_UPLOAD": "upload", "FULL_DOWNLOAD": "download"}.get(required)
        if required == "FULL_SYNC":
            if full is None:
                return {"needs": "full"}
            way = full
        if way:
            self.col.close_for_full_sync()
            self.col.full_upload_or_download(auth=auth, server_usn=output.server_media_usn, upload=way == "upload")
            self.col.reopen(after_full_sync=True)
        self._sync_media(auth)
        return {"full": way or "", "message": output.server_message}

    def _sync_media(self, auth: Any) -> None:
        self.col.sync_media(auth)
        while self.col.media_sync_status().active:
            time.sleep(MEDIA_WAIT_S)


_CARDS = """
SELECT n.guid, c.ord, c.id, c.type, c.queue, CASE WHEN c.odid AND c.odue THEN c.odue ELSE c.due END, c.ivl, c.factor,
    c.reps, c.lapses, c.left, CASE WHEN c.odid THEN c.odid ELSE c.did END, c.odid, c.mod, c.data
FROM cards c JOIN notes n ON n.id = c.nid WHERE n.guid IN ({}) ORDER BY c.id
"""
_REVIEWS = "SELECT id, cid, ease, ivl, factor, type FROM revlog WHERE cid IN ({}) ORDER BY id"

# ------------------------------------------------------------------------------------------------------- the conversation


def converse(requests: Iterator[str], answer: Callable[[dict[str, Any]], None]) -> None:
    """Do what each line asks for, until they end; then close the collection."""
    worker = Worker()
    try:
        for line in requests:
            request = json.loads(line)
            do = getattr(worker, request.pop("do"))
            try:
                answer({"done": do(**request)})
            except Exception as error:
                answer({"failed": [_kind(error), str(error)]})
    finally:
        worker.close()


def _kind(error: Exception) -> str:
    """The kind of a failure; of those of the network and of signing in, what Anki calls it."""
    if isinstance(error, ImportError):
        return "missing"
    kind = getattr(error, "kind", None)
    return f"{type(error).__name__} {kind}" if kind is not None else type(error).__name__


def main() -> None:
    """Answer on what was standard output; whatever else is printed goes to standard error."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as channel:
        os.dup2(2, 1)

        def answer(message: dict[str, Any]) -> None:
            channel.write(json.dumps(message) + "\n")
            channel.flush()

        sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        converse(iter(sys.stdin), answer)


if __name__ == "__main__":
    main()
