"""The made-up learner: the same dice give the same days, and what must hold of any algorithm holds."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from flashcards.cli import main
from flashcards.scheduler import ALGORITHMS, Outcome, Settings, simulated


def run(settings: Settings, days: int = 60, new: int = 5, cards: int = 200, seed: int = 7) -> Outcome:
    return simulated(settings, days, new, cards, random.Random(seed).random)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_same_dice_give_the_same_days(algorithm: str) -> None:
    settings = Settings(algorithm=algorithm)
    assert run(settings) == run(settings)
    assert run(settings) != run(settings, seed=8)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_new_cards_are_begun_until_there_are_none(algorithm: str) -> None:
    settings = Settings(algorithm=algorithm)
    assert run(settings, days=3).cards == 15
    outcome = run(settings, days=60, cards=12)
    assert (outcome.cards, len(outcome.days)) == (12, 60)
    assert 8 < outcome.known < 12
    assert sum(day.answers for day in outcome.days[:3]) >= 12


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_all_that_is_due_is_answered_on_its_day(algorithm: str) -> None:
    """One card that is never forgotten: the days on which it is asked are its intervals."""
    outcome = simulated(Settings(algorithm=algorithm, fuzz=False), 30, 1, 1, _always(0.5))
    asked = [number for number, day in enumerate(outcome.days) if day.answers]
    assert asked[:3] == {"sm2": [0, 1, 7], "fsrs": [0, 2, 13], "anki-sm2": [0, 1, 4]}[algorithm]
    assert all(day.seconds == 8 * day.answers for day in outcome.days)


def _always(throw: float) -> Callable[[], float]:
    return lambda: throw


def test_a_failure_costs_more_and_is_asked_again_on_its_day() -> None:
    [day] = simulated(Settings(), 1, 1, 1, _always(0.0)).days
    assert (day.answers, day.seconds) == (2, 25 + 8)


def test_more_retention_is_more_work_and_more_known() -> None:
    little, much = (run(Settings(algorithm="fsrs", desired_retention=one), days=150) for one in (0.75, 0.95))
    assert little.answers_per_day < much.answers_per_day
    assert little.known < much.known
    assert little.minutes_per_day() < much.minutes_per_day()


def test_fsrs_asks_at_the_retention_that_is_wanted() -> None:
    """At home here, it must be right: of all answers on later days, about as many fail as it says."""
    settings = Settings(algorithm="fsrs", desired_retention=0.8, relearning_steps_ms=(), learning_steps_ms=())
    outcome = simulated(settings, 400, 3, 300, random.Random(3).random)
    late = outcome.days[150:]
    answers, seconds = sum(day.answers for day in late), sum(day.seconds for day in late)
    failures = (seconds - 8 * answers) / (25 - 8)
    assert failures / answers == pytest.approx(0.2, abs=0.03)


def test_nobody_learns_nothing() -> None:
    outcome = run(Settings(), new=0)
    assert (outcome.cards, outcome.known, outcome.answers_per_day, outcome.minutes_per_day()) == (0, 0, 0, 0)


def test_steps_of_whole_days_end() -> None:
    settings = Settings(algorithm="anki-sm2", learning_steps_ms=(60_000, 86_400_000, 3 * 86_400_000))
    outcome = simulated(replace(settings, fuzz=False), 10, 1, 1, _always(0.5))
    assert [number for number, day in enumerate(outcome.days) if day.answers] == [0, 1, 4, 5, 8]


# ------------------------------------------------------------------------------------------------------------ the command


def shown(*words: str) -> str:
    done = CliRunner().invoke(main, ["simulate", "--new", "2", "--days", "25", *words])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_table_and_the_plot_are_plain_characters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = shown()
    assert text.isascii()
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) < 80
    assert [line.split()[0] for line in text.splitlines()[1:4]] == list(ALGORITHMS)
    assert text.splitlines()[-1].startswith("25-25")
    assert list(tmp_path.iterdir()) == []


def test_json_has_the_same_numbers_and_cards_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = json.loads(shown("--json", "--cards", "7"))
    assert made["days"] == 25
    assert [one["cards"] for one in made["algorithms"]] == [7, 7, 7]
    assert shown("--new", "0").count(" 0 of 0") == 3


def test_the_settings_of_a_collection_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    usual = shown("--json")
    (tmp_path / "flashcards.toml").write_text("[review]\ndesired_retention = 0.97\n")
    assert shown("--json") != usual
    assert shown("--json", "--retention", "0.9") == usual
