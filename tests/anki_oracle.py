"""What Anki's own backend makes of cards: a program of its own, ``python -m tests.anki_oracle < questions > answers``.

Anki leaves its fuzz out when ANKI_TEST_MODE is set, but looks at that once in the life of a process, so the tests that
compare formulas start a process of their own (``ask``).

Questions are a JSON list of presets, each with its cards, whose state is written straight into the database; the answer is
a list like it, for each card what the four buttons lead to. Nothing here is taken from Anki but what it answers.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from anki.collection import Collection

BUTTONS = ("again", "hard", "good", "easy")
DAY_SECONDS = 86_400
FIRST_ID = 1_000_000
AGE_DAYS = 1000
"""Of the collection: in a new one today is day 0, and a due date of 0 means none."""


@dataclass(frozen=True)
class Card:
    """A card as it lies in the database before it is answered."""

    interval_days: int = 0
    elapsed_days: int = 0
    ease_thousandths: int = 2500
    stability_days: float | None = None
    difficulty: float | None = None
    learning: bool = False
    """On its last learning step."""
    in_filtered_deck: bool = False
    """Where alone Anki lets one answer a card before it is due."""


@dataclass(frozen=True)
class Preset:
    """Deck options by the names of Anki's own JSON, as ``rev.maxIvl``, with the cards to answer under them."""

    options: dict[str, Any] = field(default_factory=dict)
    fsrs: bool = False
    cards: Sequence[Card] = ()
    dice: int = 1
    """How often each card is there; they differ in their ids, which are the seeds of Anki's dice."""


@dataclass(frozen=True)
class Outcome:
    """What one button leads to."""

    interval_days: int
    ease_thousandths: int
    stability_days: float = 0.0
    difficulty: float = 0.0


def ask(presets: Sequence[Preset], *, fuzz: bool = False) -> list[list[list[Outcome]]]:
    """For each preset, for each of its cards, what again, hard, good and easy lead to."""
    answered = answers_of("tests.anki_oracle", presets, fuzz=fuzz)
    return [[[Outcome(**each) for each in card] for card in preset] for preset in answered]


def answers_of(module: str, presets: Sequence[Any], *, fuzz: bool = False) -> Any:
    """What the program ``module`` answers to ``presets``, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("ANKI_TEST_MODE", None)
    if not fuzz:
        environment["ANKI_TEST_MODE"] = "1"
    answered = subprocess.run(
        [sys.executable, "-m", module],
        input=json.dumps([asdict(preset) for preset in presets]),
        env=environment,
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(answered.stdout)


# ------------------------------------------------------------------------------------------------ in the other process


def main() -> None:
    presets = [
        Preset(**{**preset, "cards": [Card(**card) for card in preset["cards"]]}) for preset in json.load(sys.stdin)
    ]
    with old_collection() as col:
        defaults = json.dumps(col.decks.get_config(1))
        answers = [list(_outcomes(col, preset, json.loads(defaults))) for preset in presets]
    json.dump(answers, sys.stdout)


@contextmanager
def old_collection() -> Iterator[Any]:
    """A collection that is AGE_DAYS old."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "collection.anki2")
        col = Collection(path)
        col.db.execute("UPDATE col SET crt = crt - ?", AGE_DAYS * DAY_SECONDS)
        col.close()
        col = Collection(path)
        try:
            yield col
        finally:
            col.close()


def _outcomes(col: Any, preset: Preset, options: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    set_options(col, preset.options, options, fsrs=preset.fsrs)
    filtered_deck = col.decks.id_for_name("filtered") or col.decks.new_filtered("filtered")
    today, next_day_at = col.sched.today, col.sched.day_cutoff
    rows = [_row(card, today, next_day_at, filtered_deck) for card in preset.cards for _ in range(preset.dice)]

    def replace_all_cards() -> None:
        col.db.execute("DELETE FROM cards")
        col.db.executemany(INSERT, [(card_id, *row) for card_id, row in enumerate(rows, FIRST_ID)])

    col.db.transact(replace_all_cards)
    for card_id in range(FIRST_ID, FIRST_ID + len(rows)):
        states = col._backend.get_scheduling_states(card_id)
        yield [asdict(_outcome(getattr(states, button), preset.fsrs)) for button in BUTTONS]


def set_options(col: Any, wanted: Mapping[str, Any], options: dict[str, Any], *, fsrs: bool) -> None:
    """Make ``options``, with the ``wanted`` ones in them, those of all decks."""
    for name, value in wanted.items():
        *groups, key = name.split(".")
        place = options
        for group in groups:
            place = place[group]
        place[key] = value
    col.decks.update_config(options)
    col.set_config("fsrs", fsrs)
    col.set_config("loadBalancerEnabled", False)


INSERT = (
    "INSERT INTO cards (id, nid, ord, mod, usn, reps, lapses, flags,"
    " did, type, queue, due, ivl, factor, left, odue, odid, data)"
    " VALUES (?, 1, 0, 0, -1, 3, 0, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
LEARNING, REVIEWING = 1, 2


def _row(card: Card, today: int, next_day_at: int, filtered_deck: int) -> tuple[Any, ...]:
    due = today + card.interval_days - card.elapsed_days
    data = {}
    if card.stability_days is not None:
        last_review = next_day_at - DAY_SECONDS // 2 - card.elapsed_days * DAY_SECONDS
        data = {"s": card.stability_days, "d": card.difficulty, "lrt": last_review}
    kind = LEARNING if card.learning else REVIEWING
    deck, due, original_due, original_deck = (filtered_deck, -1, due, 1) if card.in_filtered_deck else (1, due, 0, 0)
    due, left = (next_day_at - DAY_SECONDS, 1) if card.learning else (due, 0)
    schedule = (due, card.interval_days, card.ease_thousandths, left, original_due, original_deck)
    return (deck, kind, kind, *schedule, json.dumps(data))


def _outcome(state: Any, fsrs: bool) -> Outcome:
    normal = state.normal if state.HasField("normal") else state.filtered.rescheduling.original_state
    kind = normal.WhichOneof("kind")
    assert kind in ("review", "relearning", "learning"), state
    if kind == "learning":
        return Outcome(0, 0)
    review = normal.relearning.review if kind == "relearning" else normal.review
    ease = round(review.ease_factor * 1000)
    if not fsrs:
        return Outcome(review.scheduled_days, ease)
    return Outcome(review.scheduled_days, ease, review.memory_state.stability, review.memory_state.difficulty)


if __name__ == "__main__":
    main()
