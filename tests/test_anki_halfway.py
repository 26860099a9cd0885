"""What stands in the way of a push is found before anything is taken over, and otherwise what was done is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from flashcards.anki.exchange.child import collection_open
from flashcards.anki.exchange.faults import NoAnkiPackageError, NoBackupError
from flashcards.anki.files.errors import AnkiIsOpenError
from flashcards.collection.errors import UnfinishedError
from flashcards.model import Rating
from tests.anki_sides import answer, ids, make, new_anki, opened, push

AGAIN, HARD, GOOD, EASY = Rating


def journal(ours: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((ours / ".flashcards" / "journal").iterdir()))


@pytest.mark.usefixtures("worker_from_disk")
def test_what_stands_in_the_way_of_a_push_is_found_before_anything_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, anki = make(tmp_path / "ours"), new_anki(tmp_path / "anki")
    first, *_ = ids(ours)
    answer(ours, first, (3, GOOD))
    push(ours, anki)
    with opened(anki) as col:
        card = col.get_card(col.db.scalar("SELECT c.id FROM cards c JOIN notes n ON n.id = nid WHERE guid = ?", first))
        card.start_timer()
        states = col._backend.get_scheduling_states(card.id)
        col.sched.answer_card(col.sched.build_answer(card=card, states=states, rating=2))
    before = journal(ours)

    shutil.rmtree(anki / "backups", ignore_errors=True)
    (anki / "backups").write_text("in the way")
    with pytest.raises(NoBackupError, match=r"anki/backups \(.+\), so nothing was changed: make it a folder"):
        push(ours, anki)
    assert journal(ours) == before
    (anki / "backups").unlink()

    with collection_open(anki / "collection.anki2"), pytest.raises(AnkiIsOpenError):
        push(ours, anki)
    assert journal(ours) == before

    with monkeypatch.context() as without:
        hidden = tmp_path / "hidden" / "anki"
        hidden.mkdir(parents=True)
        (hidden / "__init__.py").write_text("raise ModuleNotFoundError(\"No module named 'anki'\")\n", "utf-8")
        without.setenv("PYTHONPATH", str(hidden.parent))
        with pytest.raises(NoAnkiPackageError):
            push(ours, anki)
    assert journal(ours) == before

    agreements = (ours / ".flashcards" / "anki").rename(ours / "elsewhere")
    (ours / ".flashcards" / "anki").write_text("in the way")
    told = (
        r"nothing was changed in Anki; .+ Done before that, and kept: what was new in Anki came here \(reviews: 1\)\.$"
    )
    with pytest.raises(UnfinishedError, match=told):
        push(ours, anki)
    assert journal(ours).startswith(before)
    assert journal(ours) != before
    (ours / ".flashcards" / "anki").unlink()
    agreements.rename(ours / ".flashcards" / "anki")
    assert push(ours, anki).rescheduled == 1
