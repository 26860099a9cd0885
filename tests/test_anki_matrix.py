"""The scenarios of ``make anki-matrix`` with the version of Anki that is installed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from flashcards.journal import DEVICE_VARIABLE
from tests.anki_matrix import SCENARIOS, Case, play
from tests.anki_worker import Worker


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_anki_does_what_the_scenario_says(scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DEVICE_VARIABLE, "desk")
    play(scenario, sys.executable, tmp_path)


def test_a_scenario_can_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asserted of all cards sees a text that is another one."""
    monkeypatch.setenv(DEVICE_VARIABLE, "desk")

    def wrong(case: Case) -> None:
        case.begin()
        case.shows({"Precision": ("", "", "", "")})

    assert hasattr(Worker, "shown")
    with pytest.raises(AssertionError):
        play(wrong, sys.executable, tmp_path)
