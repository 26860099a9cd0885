"""Sequences and states computed elsewhere, in a file that FLASHCARDS_VECTORS names: all of them, exactly.

They are ``sm2`` (both readings), ``anki_sm2`` (intervals and eases that Anki gave), ``fsrs6_default`` (memories of the
authors' program, five decimals) and ``fuzz_bounds`` (interval, first and last day).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from flashcards.algorithms import anki_sm2, fsrs, fuzz, sm2

FILE = os.environ.get("FLASHCARDS_VECTORS")
pytestmark = pytest.mark.skipif(not FILE, reason="FLASHCARDS_VECTORS names no file")

SINGLE = 2.0**-23
"""The step between numbers of single precision, in which the authors of FSRS compute, at 1."""


@pytest.fixture(scope="module")
def vectors() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(FILE or "").read_text("utf-8"))
    return found


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("delphi_plugin", sm2.PLUG_IN),
        ("text_literal", sm2.PROSE),
        ("text_ef_always", sm2.Reading(failure_changes_ease=True, grows_by_new_ease=True, rounded=sm2.up)),
    ],
)
def test_sm2(vectors: dict[str, Any], name: str, reading: sm2.Reading) -> None:
    for vector in vectors["sm2"]:
        memory, memories = sm2.START, []
        for quality in vector["q"]:
            memory = sm2.review(memory, quality, reading)
            memories.append(memory)
        assert [each.repetition for each in memories] == vector[name]["n"]
        assert [each.interval_days for each in memories] == vector[name]["interval"]
        assert [each.ease_hundredths for each in memories] == vector[name]["ef_x100"]


def test_anki_sm2(vectors: dict[str, Any]) -> None:
    for vector in vectors["anki_sm2"]:
        given = vector["cfg"]
        config = anki_sm2.Config(
            hard_multiplier=given["hard"],
            easy_multiplier=given["easy"],
            interval_multiplier=given["im"],
            maximum_interval_days=given["max"],
            lapse_multiplier=given["lapse"],
            minimum_lapse_interval_days=given["minlapse"],
        )
        memory = anki_sm2.Memory(vector["ivl"], vector["ease"])
        elapsed_days = vector["ivl"] + vector["days_late"]
        reviewed = [anki_sm2.review(memory, rating, elapsed_days, config) for rating in anki_sm2.RATINGS]
        intervals = [vector[button] for button in ("again", "hard", "good", "easy")]
        assert [each.interval_days for each in reviewed] == intervals, vector
        assert [each.ease_thousandths for each in reviewed] == vector["ease_after"], vector


def test_fsrs(vectors: dict[str, Any]) -> None:
    """To the last decimal that is written, or as near as single precision can be after so many answers."""
    for vector in vectors["fsrs6_default"]:
        memory = None
        for answers, (rating, elapsed_days) in enumerate(vector["reviews"]):
            if memory is None:
                memory = fsrs.first(rating, fsrs.DEFAULT_PARAMETERS)
            else:
                memory = fsrs.next(memory, rating, elapsed_days, fsrs.DEFAULT_PARAMETERS)
            error = 0.000_005 + 16 * SINGLE * answers * memory.stability_days
            assert abs(memory.stability_days - vector["s"][answers]) <= error, vector
            assert abs(memory.difficulty - vector["d"][answers]) <= 0.000_005 + 20 * SINGLE, vector


def test_fuzz(vectors: dict[str, Any]) -> None:
    for interval_days, first, last in vectors["fuzz_bounds"]:
        assert fuzz.bounds(interval_days) == (first, last)
