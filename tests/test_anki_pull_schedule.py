"""After a pull a card that was only answered stands where the real Anki has it: by FSRS and by Anki's SM-2."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from flashcards.algorithms import anki_sm2, fsrs
from flashcards.cli import main
from flashcards.cli.boundary import clock
from flashcards.collection import Collection
from flashcards.scheduler import Learning, New, Relearning, Reviewing, learned
from tests.anki_files import FORMATS
from tests.anki_lived import Lived, Plan, Stands, live
from tests.notebook import sailing

DAYS = 60
KINDS = {0: New, 1: Learning, 2: Reviewing, 3: Relearning}


def collection(root: Path, algorithm: str) -> Collection:
    sailing().write(root)
    (root / "flashcards.toml").write_text(f'[review]\nalgorithm = "{algorithm}"\nfuzz = false\n', "utf-8")
    return Collection.find(root)


def command(root: Path, *words: str) -> str:
    done = CliRunner().invoke(main, ["-C", str(root), *words], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("algorithm", ["fsrs", "anki-sm2"])
def test_sixty_days_in_anki(tmp_path: Path, algorithm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASHCARDS_DEVICE", "desk")
    root = tmp_path / "sailing"
    collection(root, algorithm).close()
    command(root, "build")
    options = {"fsrsParams6": list(fsrs.DEFAULT_PARAMETERS)}
    package = str(root / "decks" / "sailing.apkg")
    lived: Lived = live(Plan(package, str(tmp_path / "anki"), DAYS, algorithm == "fsrs", options, seed=7))
    assert lived.answers > 200
    assert command(root, "anki", "pull", str(lived.files["new.apkg"])).startswith(f"{lived.answers} new reviews of ")
    for name in FORMATS:
        told = command(root, "anki", "pull", str(lived.files[name]))
        assert told == f"nothing new; {lived.answers} reviews known already\n"
    with Collection.find(root) as found:
        today = found.moment(clock()).day
        moved = sum(differs(found, guid, stands, today) for guid, stands in lived.cards.items())
    reviewing = [stands for stands in lived.cards.values() if stands.type == 2]
    assert len(reviewing) > 20
    assert moved <= 1, "Anki rounds what it stores of a memory, which may tip a rounding to days"


def differs(found: Collection, guid: str, theirs: Stands, today: int) -> bool:
    """Whether a card is due on another day than in Anki; all else must agree."""
    state = found.state(guid, clock())
    assert type(state) is KINDS[theirs.type]
    reached = learned(state)
    if reached is None:
        return False
    if isinstance(reached.memory, fsrs.Memory):
        assert reached.memory.stability_days == pytest.approx(theirs.stability_days, rel=5e-3, abs=2e-3)
        assert reached.memory.difficulty == pytest.approx(theirs.difficulty, abs=5e-3)
    elif theirs.type in (2, 3):
        assert isinstance(reached.memory, anki_sm2.Memory)
        assert reached.memory.ease_thousandths == theirs.ease_thousandths
    if theirs.type in (2, 3):
        assert reached.lapses == theirs.lapses
    return theirs.type == 2 and (reached.interval_days, reached.due_on - today) != (
        theirs.interval_days,
        theirs.due_in_days,
    )
