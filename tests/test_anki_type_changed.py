"""Our own note type, changed by the learner in Anki: Anki then takes no new text, and a push doesn't try in vain each time."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from flashcards.apkg.note_type import MODEL_ID
from flashcards.cli.boundary import clock
from flashcards.collection import Collection
from tests.anki_sides import assert_sound, make, new_anki, opened, push, seen


def change_type(anki: Path, name: str) -> None:
    with opened(anki) as col:
        kind = col.models.get(MODEL_ID)
        if name:
            field = col.models.new_field(name)
            col.models.add_field(kind, field)
        else:
            col.models.remove_field(kind, kind["flds"][-1])
        col.models.update_dict(kind)
    time.sleep(1.1)  # Anki has touched all notes now, and what comes next is later


def edit(ours: Path, old: str, new: str) -> None:
    note = ours / "notes" / "tools.md"
    note.write_text(note.read_text("utf-8").replace(old, new), "utf-8")
    with Collection.find(ours) as collection:
        collection.build(clock())


def said(anki: Path) -> str:
    with opened(anki) as col:
        return "\n".join(col.db.list("SELECT flds FROM notes"))


def outcome(done: Any) -> tuple[int, int, int, bool]:
    return (done.new, done.updated, done.refused, done.backup is not None)


def test_a_note_type_that_was_changed_there_costs_no_backup_each_time(tmp_path: Path) -> None:
    ours, anki = make(tmp_path / "ours", cards=3), new_anki(tmp_path / "anki")
    push(ours, anki)
    change_type(anki, "Mine")
    edit(ours, "number 0", "number nought")
    before = seen(anki)
    for _ in range(2):
        assert outcome(push(ours, anki)) == (0, 0, 1, False)
    assert seen(anki) == before
    edit(ours, "- Bellows", "- Tongs : hold what is hot\n- Bellows")
    assert outcome(push(ours, anki))[::3] == (1, True), "what is new comes in all the same"
    assert outcome(push(ours, anki))[::3] == (0, False)
    change_type(anki, "")
    assert "nought" not in said(anki)
    edit(ours, "nought", "nought.")
    assert outcome(push(ours, anki)) == (0, 1, 0, True)
    assert "nought" in said(anki)
    assert_sound(anki)
