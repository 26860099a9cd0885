"""What becomes of cards that Anki itself is answered: ``python -m tests.anki_answers < questions > answers``.

Where ``anki_oracle`` asks about one answer to a card that was written into the database, here each card is new, and goes
through a whole history of answers. Time is made to pass by moving the card back.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.anki_oracle import BUTTONS, DAY_SECONDS, answers_of, old_collection, set_options


@dataclass(frozen=True)
class Preset:
    """Deck options by the names of Anki's own JSON, as ``rev.maxIvl``, with the histories to go through under them.

    An answer of a history is a rating and by how many days it is late; to be learned, a card is late from its last answer.
    """

    options: dict[str, Any] = field(default_factory=dict)
    fsrs: bool = False
    histories: Sequence[Sequence[tuple[int, int]]] = ()


@dataclass(frozen=True)
class Reached:
    """Where a card stands after an answer that came ``days`` after the one before."""

    days: int
    kind: str
    """Anki's name: learning, review or relearning."""
    delay_seconds: int
    interval_days: int
    ease_thousandths: int
    lapses: int
    stability_days: float
    difficulty: float


def ask(presets: Sequence[Preset]) -> list[list[list[Reached]]]:
    """For each preset, for each of its histories, where the card stands after each answer; fuzz is off."""
    answered = answers_of("tests.anki_answers", presets)
    return [[[Reached(**each) for each in card] for card in preset] for preset in answered]


# ------------------------------------------------------------------------------------------------ in the other process


def main() -> None:
    presets = [Preset(**preset) for preset in json.load(sys.stdin)]
    with old_collection() as col:
        defaults = json.dumps(col.decks.get_config(1))
        answers = [[list(_lived(col, each)) for each in _with_options(col, one, defaults)] for one in presets]
    json.dump(answers, sys.stdout)


def _with_options(col: Any, preset: Preset, defaults: str) -> Sequence[Sequence[tuple[int, int]]]:
    set_options(col, preset.options, json.loads(defaults), fsrs=preset.fsrs)
    return preset.histories


def _lived(col: Any, history: Sequence[tuple[int, int]]) -> Iterator[dict[str, Any]]:
    note = col.new_note(col.models.by_name("Basic"))
    note["Front"] = "front"
    col.add_note(note, 1)
    [card_id] = note.card_ids()
    interval_days = 0
    for rating, late_days in history:
        days = interval_days + late_days
        _pass_days(col, card_id, days)
        reached = _answered(col, card_id, rating, days)
        interval_days = reached.interval_days if reached.kind == "review" else 0
        yield asdict(reached)


def _pass_days(col: Any, card_id: int, days: int) -> None:
    queue, due, data = col.db.first("SELECT queue, due, data FROM cards WHERE id = ?", card_id)
    if queue == 0 or not days:
        return
    stored = json.loads(data or "{}")
    if "lrt" in stored:
        stored["lrt"] -= days * DAY_SECONDS
    earlier = due - days * (DAY_SECONDS if queue == 1 else 1)
    col.db.execute("UPDATE cards SET due = ?, data = ? WHERE id = ?", earlier, json.dumps(stored), card_id)


def _answered(col: Any, card_id: int, rating: int, days: int) -> Reached:
    card = col.get_card(card_id)
    card.start_timer()
    states = col._backend.get_scheduling_states(card_id)
    col.sched.answer_card(col.sched.build_answer(card=card, states=states, rating=rating - 1))
    after = col.get_card(card_id)
    normal = getattr(states, BUTTONS[rating - 1]).normal
    kind = normal.WhichOneof("kind")
    learning = normal.relearning.learning if kind == "relearning" else normal.learning
    stored = json.loads(col.db.scalar("SELECT data FROM cards WHERE id = ?", card_id) or "{}")
    return Reached(
        days=days,
        kind=kind,
        delay_seconds=learning.scheduled_secs,
        interval_days=after.ivl,
        ease_thousandths=after.factor,
        lapses=after.lapses,
        stability_days=stored.get("s", 0.0),
        difficulty=stored.get("d", 0.0),
    )


if __name__ == "__main__":
    main()
