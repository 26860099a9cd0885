"""Weeks with the real Anki in seconds, in a program of its own: ``python -m tests.anki_lived < plan > outcome``.

Every day the cards that are due are answered, and then everything is made a day older, the review log with it. In the end
the collection is exported, as a learner would do it, and where Anki then has each card is told.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from anki.collection import Collection

from tests.anki_collection import AnkiCollection
from tests.anki_files import export
from tests.anki_oracle import DAY_SECONDS, set_options

_MOST_ANSWERS_A_DAY = 6


@dataclass(frozen=True)
class Plan:
    """``days`` with the cards of ``package``, in a ``folder``; the dice decide the answers, and when new cards come."""

    package: str
    folder: str
    days: int
    fsrs: bool
    options: dict[str, Any]
    seed: int


@dataclass(frozen=True)
class Stands:
    """Where a card is in Anki on the day after the last."""

    type: int
    interval_days: int
    due_in_days: int
    ease_thousandths: int
    lapses: int
    stability_days: float
    difficulty: float


@dataclass(frozen=True)
class Lived:
    """What came of it: the exported files by their names, and the cards by their GUIDs."""

    files: dict[str, Path]
    cards: dict[str, Stands]
    answers: int


def live(plan: Plan) -> Lived:
    """Live through ``plan`` in a process of its own, without Anki's fuzz."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "ANKI_TEST_MODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.anki_lived"],
        input=json.dumps(asdict(plan)),
        env=environment,
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    files = {name: Path(path) for name, path in told["files"].items()}
    return Lived(files, {guid: Stands(**card) for guid, card in told["cards"].items()}, told["answers"])


# ------------------------------------------------------------------------------------------------ in the other process


def main() -> None:
    plan = Plan(**json.load(sys.stdin))
    path = Path(plan.folder) / "collection.anki2"
    path.parent.mkdir(parents=True)
    dice = random.Random(plan.seed)
    with _opened(path) as anki:
        anki.load(Path(plan.package))
        set_options(anki.col, plan.options, anki.col.decks.get_config(1), fsrs=plan.fsrs)
    _grow_older(path, 400)
    starts = {}
    for day in range(plan.days):
        with _opened(path) as anki:
            starts = starts or {guid: dice.randrange(plan.days // 2) for guid in anki.guids()}
            for guid in anki.guids():
                if starts[guid] <= day:
                    _answer(anki, guid, dice)
        _grow_older(path, 1)
    with _opened(path) as anki:
        cards = dict(_standing(anki))
        answers = anki.col.db.scalar("SELECT count(*) FROM revlog")
        files = {name: str(file) for name, file in export(anki, path.parent / "files").items()}
        anki.col.reopen()
    json.dump(
        {"files": files, "cards": {guid: asdict(card) for guid, card in cards.items()}, "answers": answers}, sys.stdout
    )


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[AnkiCollection]:
    col = Collection(str(path))
    try:
        yield AnkiCollection(col)
    finally:
        col.close()


def _answer(anki: AnkiCollection, guid: str, dice: random.Random) -> None:
    """Answer the card as often as it is due today; now and then it is left for a later day."""
    for _ in range(_MOST_ANSWERS_A_DAY):
        card = anki.card(guid)
        if card.queue in (2, 3) and card.due > anki.col.sched.today:
            return
        if dice.random() < 0.15:
            return
        anki.review(guid, dice.choices(range(4), (2, 2, 7, 1))[0])


def _grow_older(path: Path, days: int) -> None:
    """Make all that the collection knows so many days older."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        seconds = days * DAY_SECONDS
        database.execute("UPDATE col SET crt = crt - ?", (seconds,))
        database.execute("UPDATE revlog SET id = id - ?", (seconds * 1000,))
        database.execute("UPDATE cards SET due = due - ? WHERE queue = 1", (seconds,))
        for card, data in database.execute("SELECT id, data FROM cards WHERE data LIKE '%lrt%'").fetchall():
            stored = json.loads(data)
            stored["lrt"] -= seconds
            database.execute("UPDATE cards SET data = ? WHERE id = ?", (json.dumps(stored), card))
        database.commit()


def _standing(anki: AnkiCollection) -> Iterator[tuple[str, Stands]]:
    rows = anki.col.db.all(
        "SELECT guid, type, ivl, due, factor, lapses, cards.data FROM cards JOIN notes ON nid = notes.id"
    )
    for guid, kind, interval_days, due, ease, lapses, data in rows:
        stored = json.loads(data or "{}")
        due_in_days = due - anki.col.sched.today if kind == 2 else 0
        yield guid, Stands(kind, interval_days, due_in_days, ease, lapses, stored.get("s", 0.0), stored.get("d", 0.0))


if __name__ == "__main__":
    main()
