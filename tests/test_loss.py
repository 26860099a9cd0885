"""A build that would retire many cards stops before it writes anything; a few may always go."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flashcards.collection import Collection, Now, TooManyRetiredError
from flashcards.collection.loss import LosingNote, Loss, loss_of
from flashcards.config import CardsTable, Config
from flashcards.identity import Known
from tests.making import wording
from tests.test_collection import snapshot
from tests.test_correcting import Run, build, folder, run, write

__all__ = ["folder", "run"]  # fixtures


def test_a_missing_note_stops_the_build_before_it_writes(folder: Path, run: Run) -> None:
    run("build")
    with Collection(folder, Config()) as collection:
        kept = [collection._index.card(card.id) for card in collection.cards(Now(0, 0))]
    (folder / "notes" / "cells.md").rename(folder / "cells.md")
    before = snapshot(folder)
    done = run("build", fails=True)
    assert done.stdout == ""
    assert done.stderr == (
        "flashcards: 10 of 11 cards would retire, as their text is gone from notes/cells.md (missing); "
        "mend that, or if it is meant, build with --accept-retired.\n"
    )
    assert snapshot(folder) == before
    with Collection(folder, Config()) as collection:
        assert [collection._index.card(card.id) for card in kept if card] == kept
    (folder / "cells.md").rename(folder / "notes" / "cells.md")
    assert build(run)["kept"] == 11


def test_it_goes_on_where_that_is_meant(folder: Path, run: Run) -> None:
    run("build")
    (folder / "notes" / "cells.md").write_text("- Lysis : a cell bursts open\n", "utf-8")
    assert "from notes/cells.md (changed); mend" in run("build", fails=True).stderr
    assert json.loads(run("build", "--accept-retired", "--json").stdout)["retired"] == 9
    assert build(run)["kept"] == 2


def test_status_warns(folder: Path, run: Run) -> None:
    run("build")
    assert json.loads(run("status", "--json").stdout)["loss"] is None
    (folder / "notes" / "cells.md").unlink()
    done = run("status")
    assert "10 of 11 cards would retire, as their text is gone from notes/cells.md (missing)" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    loss = json.loads(run("status", "--json").stdout)["loss"]
    assert loss.pop("message").startswith("10 of 11 cards would retire")
    assert loss == {
        "retired": 10,
        "active": 11,
        "notes": [{"path": "notes/cells.md", "cards": 10, "missing": True}],
    }


def test_a_single_card_never_stops_a_build(folder: Path, run: Run) -> None:
    (folder / "notes" / "cells.md").write_text("- Lysis : a cell bursts open\n", "utf-8")
    run("build")
    write(folder)
    assert build(run)["retired"] == 1


def test_cards_of_a_note_that_cannot_be_read_do_not_count(folder: Path, run: Run) -> None:
    run("build")
    (folder / "notes" / "cells.md").write_bytes(b"\xff")
    report = build(run)
    assert (report["held"], report["retired"], report["loss"]) == (10, 0, None)


def test_a_higher_minimum_priority_does_not_count(folder: Path, run: Run) -> None:
    write(folder, "# Cell parts", "- Wall : the outer layer of it", "- Lipid : the fat of it")
    run("build")
    with Collection(folder, Config(cards=CardsTable(minimum_priority=0.87))) as collection:
        report = collection.plan()
    assert (len(report.plan.retired), report.loss) == (3, None)
    (folder / "notes" / "scores.md").unlink()
    with Collection(folder, Config()) as collection, pytest.raises(TooManyRetiredError, match="3 of 13 cards"):
        collection.build(Now(1_900_000_000_000, 0))


@pytest.mark.parametrize(
    ("gone", "active", "stops"), [(1, 2, False), (2, 10, False), (2, 9, True), (4, 20, False), (5, 20, True)]
)
def test_more_than_a_fifth_is_too_much(gone: int, active: int, stops: bool) -> None:
    known = [Known(f"c{number}", wording(f"front {number}")) for number in range(active)]
    away = [Known(f"r{number}", wording("gone"), retired=True) for number in range(90)]
    assert (loss_of(known[:gone], [*known, *away], set()) is not None) == stops


def test_the_notes_with_most_cards_are_named_first() -> None:
    cards = [Known(f"{path}{n}", wording("x", path=path)) for n in range(5) for path in "abcde"[: n + 1]]
    loss = loss_of(cards, cards, {"a", "c"})
    assert loss
    assert loss.notes[0] == LosingNote("a", 5, missing=False)
    assert str(loss) == (
        "15 of 15 cards would retire, as their text is gone from a (changed), b (missing), c (changed) and 2 others"
    )
    assert "a (missing) and b (missing)" in str(Loss(2, 3, (LosingNote("a", 1, True), LosingNote("b", 1, True))))
