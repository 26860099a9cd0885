"""Whole histories of answers, in the real Anki and in our machine: steps, graduation, lapses and lateness."""

from __future__ import annotations

import random
from typing import Any

import pytest

from flashcards.algorithms import anki_sm2, fsrs
from flashcards.model import Rating
from flashcards.scheduler import Learning, New, Relearning, Reviewing, Settings, State, answered, learned
from tests.anki_answers import Preset, Reached, ask

HISTORIES = 40
ANSWERS = 14
DAY_MS = 86_400_000
TODAY = 739_000


def histories(seed: int) -> list[list[tuple[int, int]]]:
    """Answers as a learner gives them: mostly good, often in time, seldom late, and now and then left in a step."""
    dice = random.Random(seed)
    return [
        [(dice.choices((1, 2, 3, 4), (3, 2, 6, 1))[0], dice.choices((0, 1, 9), (8, 2, 1))[0]) for _ in range(ANSWERS)]
        for _ in range(HISTORIES)
    ]


def minutes(*steps: float) -> dict[str, Any]:
    return {"learning_steps_ms": tuple(round(step * 60_000) for step in steps)}


def again(*steps: float) -> dict[str, Any]:
    return {"relearning_steps_ms": tuple(round(step * 60_000) for step in steps)}


LEAST_2 = {"lapse.minInt": 2, "new.ints": [2, 4, 0], "rev.maxIvl": 30}
"""In Anki the least interval is that of forgotten cards only; here it is that of all."""

CASES = [
    ("anki-sm2", {}, {}),
    ("anki-sm2", minutes(15) | again(), {"new.delays": [15], "lapse.delays": []}),
    ("anki-sm2", minutes(1, 10, 1440) | again(10, 2880), {"new.delays": [1, 10, 1440], "lapse.delays": [10, 2880]}),
    ("anki-sm2", {"minimum_interval_days": 2, "maximum_interval_days": 30}, LEAST_2),
    ("anki-sm2", minutes() | again(5), {"new.delays": [], "lapse.delays": [5]}),
    ("fsrs", {}, {}),
    ("fsrs", minutes(15) | again(1, 10), {"new.delays": [15], "lapse.delays": [1, 10]}),
    ("fsrs", minutes(10, 4320) | again(10), {"new.delays": [10, 4320], "lapse.delays": [10]}),
    ("fsrs", {"desired_retention": 0.8}, {"desiredRetention": 0.8}),
]


@pytest.fixture(scope="module")
def in_anki() -> list[list[list[Reached]]]:
    presets = [
        Preset({"fsrsParams6": list(fsrs.DEFAULT_PARAMETERS), **options}, algorithm == "fsrs", histories(number))
        for number, (algorithm, _, options) in enumerate(CASES)
    ]
    return ask(presets)


@pytest.mark.parametrize("number", range(len(CASES)))
def test_a_history_leads_where_it_leads_in_anki(in_anki: list[list[list[Reached]]], number: int) -> None:
    algorithm, ours, _ = CASES[number]
    settings = Settings(algorithm, fuzz=False, **ours)
    answers = other_days = 0
    for history, reached in zip(histories(number), in_anki[number], strict=True):
        state: State = New()
        day, time_ms = TODAY, TODAY * DAY_MS
        for (rating, _), theirs in zip(history, reached, strict=True):
            day, time_ms = day + theirs.days, time_ms + theirs.days * DAY_MS + 1
            state = answered(state, Rating(rating), settings, day, time_ms=time_ms)
            answers += 1
            other_days += agrees(state, theirs, algorithm)
    assert answers == HISTORIES * ANSWERS
    assert other_days <= answers // 100, "Anki rounds what it stores of a memory, which may tip a rounding to days"


KINDS = {"learning": Learning, "review": Reviewing, "relearning": Relearning}


def agrees(state: State, theirs: Reached, algorithm: str) -> bool:
    """Whether only the interval is another, and by no more than Anki's rounding explains."""
    assert isinstance(state, KINDS[theirs.kind]), theirs
    reached = learned(state)
    assert reached
    assert reached.lapses == theirs.lapses
    if isinstance(state, Learning | Relearning) and state.step:
        assert (state.step.due_ms - state.step.answered_ms) // 1000 == theirs.delay_seconds
    memory = reached.memory
    if isinstance(memory, fsrs.Memory):
        assert memory.stability_days == pytest.approx(theirs.stability_days, rel=5e-3, abs=2e-3)
        assert memory.difficulty == pytest.approx(theirs.difficulty, abs=5e-3)
    if isinstance(state, Learning) or (algorithm == "fsrs" and isinstance(state, Relearning)):
        return False
    if isinstance(memory, anki_sm2.Memory):
        assert memory.ease_thousandths == theirs.ease_thousandths
        assert reached.interval_days == theirs.interval_days
    assert reached.interval_days == pytest.approx(theirs.interval_days, rel=2e-3, abs=1)
    return reached.interval_days != theirs.interval_days < 200
