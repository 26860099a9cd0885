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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

if sys.version_info >= (3, 14):
    from compression.zstd import compress, decompress
else:
    from backports.zstd import compress, decompress

MEDIA_WAIT_S = 0.05
MARK = "flashcardsLastPush"
"""Under which name the collection's settings hold the mark of the last ``apply``."""
_CLOZE = 1
_BACKUP = ".colpkg"
_AT_ONCE = 500
"""Values in one query; SQLite takes no more than a thousand everywhere."""


class Worker:
    """The collection that is open, and what can be done to it; each public method is a request."""

    def __init__(self) -> None:
        self.col: Any = None
        self.unwanted: set[str] = set()
        """GUIDs of the package that ``news`` looked at, of notes that are not to come in."""

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
            "mark": self.col.get_config(MARK, ""),
        }

    def close(self) -> None:
        """Let go of the collection."""
        if self.col is not None:
            col, self.col = self.col, None
            col.close()

    # ------------------------------------------------------------------------------------------------- looking

    def look(self, guids: Sequence[str]) -> dict[str, Any]:
        """The cards of the notes with these GUIDs, their rows of the review log, and the names of all decks by their ids.

        The last number of a row says whether a sync server has it. ``filtered`` are the names of filtered decks.
        """
        cards = list(self._of(guids, _CARDS))
        ids = [card[2] for card in cards]
        decks = {one.id: one.name for one in self.col.decks.all_names_and_ids(include_filtered=True)}
        usual = {one.id for one in self.col.decks.all_names_and_ids(include_filtered=False)}
        return {
            "cards": cards,
            "reviews": list(self._of(ids, _REVIEWS)),
            "decks": decks,
            "filtered": [name for deck_id, name in decks.items() if deck_id not in usual],
        }

    def _of(self, wanted: Sequence[Any], query: str) -> Iterator[Any]:
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            yield from self.col.db.all(query.format(", ".join("?" * len(some))), *some)

    def news(
        self, package: str, returned: Sequence[str], seen: Sequence[str], further: Mapping[str, tuple[str, int]]
    ) -> dict[str, int | list[str]]:
        """How many notes of a package the collection hasn't, or has in an older version, and which were deleted from it.

        Those that were deleted count as missing only if they have ``returned``. Anki doesn't always say which were: what was
        ``seen`` in the collection and isn't there was deleted too. ``refused`` are those that Anki wouldn't update, as their
        note type was changed there. ``others`` are the notes that the collection has
        under another note type, or as the ``further`` card of one (its GUID and ordinal): these are the learner's own.
        """
        notes, models = _in_package(package)
        guids = [one.guid for one in notes]
        here = {guid: rest for guid, *rest in self._of(guids, "SELECT guid, mid, mod FROM notes WHERE guid IN ({})")}
        cards = {(guid, ordinal) for guid, ordinal in self._of([guid for guid, _ in further.values()], _ORDINALS)}
        others = {one.guid for one in notes if one.guid in here and here[one.guid][0] != one.model_id}
        others |= {guid for guid in guids if guid in further and tuple(further[guid]) in cards}
        graves = set(self.col.db.list("SELECT oid FROM graves WHERE type = 1"))
        away = [one for one in notes if one.has_card and one.guid not in here and one.guid not in others]
        deleted = {one.guid for one in away if one.id in graves} - set(returned)
        deleted |= {one.guid for one in away} & set(seen)
        gone = {one.guid for one in notes if not one.has_card and one.guid not in here}
        self.unwanted = others | deleted | gone
        wanted = [one for one in notes if one.guid not in self.unwanted]
        newer = [one for one in wanted if one.guid in here and one.changed_s > here[one.guid][1]]
        taken = [one for one in models if self._is_taken(one)]
        refused = len(newer) - sum(one.model_id in {int(model["id"]) for model in taken} for one in newer)
        return {
            "new": sum(one.guid not in here for one in wanted),
            "newer": len(newer) - refused + (sum(map(self._is_newer, taken)) if wanted else 0),
            "refused": refused,
            "deleted": sorted(deleted),
            "others": sorted(others),
        }

    def _is_taken(self, model: Mapping[str, Any]) -> bool:
        """Whether Anki updates notes of this type: none whose fields or templates were added, taken away or put in another
        order there.
        """
        here = self.col.models.get(int(model["id"]))
        return not here or all(
            [one["id"] for one in here[parts]] == [one["id"] for one in model[parts]] for parts in ("flds", "tmpls")
        )

    def texts(self, guids: Sequence[str]) -> list[dict[str, Any]]:
        """What the notes with these GUIDs say in their fields, and the templates of their cards: question and answer."""
        found = self._of(guids, "SELECT guid, id FROM notes WHERE guid IN ({}) ORDER BY id")
        return [{"guid": guid, **self._text(note_id)} for guid, note_id in found]

    def _text(self, note_id: int) -> dict[str, Any]:
        note = self.col.get_note(note_id)
        kind = note.note_type()
        return {
            "id": note_id,
            "fields": dict(note.items()),
            "cards": self.col.db.list("SELECT ord FROM cards WHERE nid = ? ORDER BY ord", note_id),
            "templates": [(one["qfmt"], one["afmt"]) for one in kind["tmpls"]],
            "is_cloze": kind["type"] == _CLOZE,
        }

    def _is_newer(self, model: Mapping[str, Any]) -> bool:
        """Whether this is the newer version of a note type that is here. One that isn't comes with its notes."""
        here = self.col.models.get(int(model["id"]))
        return bool(here) and int(model["mod"]) > here["mod"]

    # ------------------------------------------------------------------------------------------------- changing

    def backup(self, folder: str) -> str | None:
        """Make a backup in ``folder`` as Anki itself does; its path.

        Anki names it after the second, so that it would take the place of one that was just made: that one then serves.
        """
        Path(folder).mkdir(parents=True, exist_ok=True)
        before = set(Path(folder).iterdir())
        just_made = [one for one in before if 0 <= time.time() - one.stat().st_mtime < 1 and one.suffix == _BACKUP]
        if just_made:
            return str(min(just_made))
        self.col.create_backup(backup_folder=folder, force=True, wait_for_completion=True)
        made = sorted(set(Path(folder).iterdir()) - before)
        return str(made[-1]) if made else None

    def load(self, package: str) -> dict[str, int]:
        """Import a package as Anki's window does when nothing in it is changed, but for its notes that are unwanted."""
        import tempfile  # noqa: PLC0415

        from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest  # noqa: PLC0415

        options = ImportAnkiPackageOptions(with_scheduling=False)  # and with all else as it is at first
        with tempfile.TemporaryDirectory() as folder:
            path = _without(package, self.unwanted, Path(folder)) if self.unwanted else package
            log = self.col.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options)).log
        refused = len(log.conflicting) + len(log.missing_notetype) + len(log.missing_deck)
        return {"new": len(log.new), "updated": len(log.updated), "refused": refused}

    def apply(
        self,
        *,
        cards: Sequence[Mapping[str, Any]],
        queues: Sequence[tuple[int, int]],
        reviews: Sequence[Sequence[int]],
        taken_back: Sequence[int],
        decks: Sequence[tuple[int, str]],
        deleted: Sequence[int],
        texts: Sequence[tuple[int, str, str]] = (),
        mark: str = "",
    ) -> None:
        """Bring cards and answers up to date, all or nothing; ``mark`` then tells that it was done."""

        def change() -> None:
            for review_id in taken_back:
                self.col.db.execute("DELETE FROM revlog WHERE id = ?", review_id)
            moved = self._add_reviews(reviews)
            for card_id, deck in decks:
                self._move(card_id, deck)
            self.col.update_cards([self._changed(card, moved) for card in cards], skip_undo_entry=True)
            self.col.update_cards([self._queued(*each) for each in queues], skip_undo_entry=True)
            for note_id, name, html in texts:
                self._say(note_id, name, html)
            if deleted:
                self.col.remove_cards_and_orphaned_notes(list(deleted))
            self.col.set_config(MARK, mark)

        self.col.db.transact(change)

    def _say(self, note_id: int, name: str, html: str) -> None:
        note = self.col.get_note(note_id)
        note[name] = html
        self.col.update_note(note, skip_undo_entry=True)

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

    def _move(self, card_id: int, deck: str) -> None:
        """Anki forgets what FSRS knows of a card that it moves, at least while its own FSRS is off."""
        before = self.col.get_card(card_id)
        self.col.set_deck([card_id], self.col.decks.id(deck))
        card = self.col.get_card(card_id)
        card.memory_state, card.desired_retention = before.memory_state, before.desired_retention
        card.decay = before.decay
        self.col.update_card(card, skip_undo_entry=True)

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
_REVIEWS = """
SELECT id, cid, ease, ivl, factor, type, usn <> -1 AND (SELECT ls FROM col) <> 0 FROM revlog WHERE cid IN ({}) ORDER BY id
"""

_ORDINALS = "SELECT n.guid, c.ord FROM cards c JOIN notes n ON n.id = c.nid WHERE n.guid IN ({})"

# ------------------------------------------------------------------------------------------------------------- packages


class PackageNote(NamedTuple):
    """A note of a package; one that retired has no card there."""

    guid: str
    id: int
    model_id: int
    changed_s: int
    has_card: bool


_DATABASE = "collection.anki21b"
"""Packed with Zstandard."""


def _unpacked(archive: Any, folder: Path) -> Path:
    """The database of an open package, in ``folder``."""
    path = folder / "collection.db"
    path.write_bytes(decompress(archive.read(_DATABASE)))
    return path


def _in_package(package: str) -> tuple[list[PackageNote], list[dict[str, Any]]]:
    """The notes of a package of ours, and its note types."""
    import sqlite3  # noqa: PLC0415
    import tempfile  # noqa: PLC0415
    import zipfile  # noqa: PLC0415

    with (
        zipfile.ZipFile(package) as archive,
        tempfile.TemporaryDirectory() as folder,
        closing(sqlite3.connect(_unpacked(archive, Path(folder)))) as database,
    ):
        rows = database.execute("SELECT guid, id, mid, mod, id IN (SELECT nid FROM cards) FROM notes").fetchall()
        (models,) = database.execute("SELECT models FROM col").fetchone()
    return [PackageNote(*row) for row in rows], list(json.loads(models).values())


def _without(package: str, guids: Iterable[str], folder: Path) -> str:
    """A copy of a package in ``folder`` that lacks the notes with these GUIDs."""
    import shutil  # noqa: PLC0415
    import sqlite3  # noqa: PLC0415
    import zipfile  # noqa: PLC0415

    copy = folder / "wanted.apkg"
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(copy, "w") as target:
        database_path = _unpacked(source, folder)
        with closing(sqlite3.connect(database_path)) as database, database:
            database.executemany("DELETE FROM notes WHERE guid = ?", [(guid,) for guid in guids])
            database.execute("DELETE FROM cards WHERE nid NOT IN (SELECT id FROM notes)")
        for name in source.namelist():
            if name == _DATABASE:
                target.writestr(name, compress(database_path.read_bytes()))
                continue
            with source.open(name) as content, target.open(name, "w") as member:
                shutil.copyfileobj(content, member, 1 << 20)
    return str(copy)


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
