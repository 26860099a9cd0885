"""SM-2 against an independent reference in exact fractions, and against published sequences."""

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import NamedTuple

import pytest

from flashcards.algorithms import sm2

VECTORS = json.loads((Path(__file__).parent / "data" / "sm2_vectors.json").read_text())


class Reference(NamedTuple):
    """What was published, in fractions instead of Delphi's reals."""

    repetition: int = 0
    interval: Fraction = Fraction(0)
    ease: Fraction = Fraction(5, 2)

    def plug_in(self, grade: int) -> "Reference":
        if grade < 3:
            repetition, interval = 0, Fraction(1)
        else:
            by_repetition = {0: Fraction(1), 1: Fraction(6)}
            interval = by_repetition.get(self.repetition, Fraction(round(self.interval * self.ease)))
            repetition = self.repetition + 1
        return Reference(repetition, interval, self.changed_ease(grade))

    def prose(self, grade: int) -> "Reference":
        if grade < 3:
            return Reference(0, Fraction(1), self.ease)
        ease = self.changed_ease(grade)
        by_repetition = {0: Fraction(1), 1: Fraction(6)}
        interval = by_repetition.get(self.repetition, Fraction(ceil(self.interval * ease)))
        return Reference(self.repetition + 1, interval, ease)

    def changed_ease(self, grade: int) -> Fraction:
        step = Fraction(1, 10) - (5 - grade) * (Fraction(8, 100) + (5 - grade) * Fraction(2, 100))
        return max(Fraction(13, 10), self.ease + step)


Rule = Callable[[Reference, int], Reference]
READINGS = [
    pytest.param(sm2.PLUG_IN, Reference.plug_in, id="plug-in"),
    pytest.param(sm2.PROSE, Reference.prose, id="prose"),
]


def sequences(length: int, reading: sm2.Reading, rule: Rule) -> Iterator[tuple[tuple[int, ...], sm2.Memory, Reference]]:
    """Every sequence of up to ``length`` qualities, with what both make of it."""
    level: list[tuple[tuple[int, ...], sm2.Memory, Reference]] = [((), sm2.START, Reference())]
    for _ in range(length):
        level = [
            ((*qualities, quality), sm2.review(memory, quality, reading), rule(reference, quality))
            for qualities, memory, reference in level
            for quality in range(6)
        ]
        yield from level


@pytest.mark.parametrize(("reading", "rule"), READINGS)
def test_every_sequence_of_six_qualities_is_exact(reading: sm2.Reading, rule: Rule) -> None:
    longest = 0
    for qualities, memory, reference in sequences(6, reading, rule):
        longest += len(qualities) == 6
        found = (memory.repetition, memory.interval_days, Fraction(memory.ease_hundredths, 100))
        assert found == tuple(reference), qualities
    assert longest == 46_656


@pytest.mark.parametrize(
    ("qualities", "plug_in", "prose", "ease_in_prose"),
    [
        ("444444", "1 6 15 38 95 238", "1 6 15 38 95 238", 250),
        ("555555", "1 6 16 45 130 390", "1 6 17 50 150 465", 310),
        ("33333333333", "1 6 13 27 52 94 156 237 327 425 552", "1 6 13 26 47 79 121 167 218 284 370", 130),
        ("4442444", "1 6 15 1 1 6 13", "1 6 15 1 1 6 15", 250),
        ("5550555", "1 6 16 1 1 6 13", "1 6 17 1 1 6 19", 310),
        ("000444", "1 1 1 1 6 8", "1 1 1 1 6 15", 250),
        ("443451444", "1 6 15 35 83 1 1 6 12", "1 6 15 36 89 1 1 6 15", 246),
        ("5432103455", "1 6 16 1 1 1 1 6 8 11", "1 6 15 1 1 1 1 6 15 38", 252),
    ],
)
def test_where_the_two_readings_part(qualities: str, plug_in: str, prose: str, ease_in_prose: int) -> None:
    assert intervals(qualities, sm2.PLUG_IN) == [int(days) for days in plug_in.split()]
    assert intervals(qualities, sm2.PROSE) == [int(days) for days in prose.split()]
    assert memories(qualities, sm2.PROSE)[-1].ease_hundredths == ease_in_prose


def intervals(qualities: str, reading: sm2.Reading) -> list[int]:
    return [memory.interval_days for memory in memories(qualities, reading)]


def memories(qualities: str, reading: sm2.Reading) -> list[sm2.Memory]:
    memory, found = sm2.START, []
    for quality in qualities:
        memory = sm2.review(memory, int(quality), reading)
        found.append(memory)
    return found


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: "".join(map(str, vector["quality"])))
def test_published_sequences(vector: dict[str, list[int]]) -> None:
    memory, memories = sm2.START, []
    for quality in vector["quality"]:
        memory = sm2.review(memory, quality)
        memories.append(memory)
    assert [memory.repetition for memory in memories] == vector["repetition"]
    assert [memory.interval_days for memory in memories] == vector["interval_days"]
    assert [memory.ease_hundredths for memory in memories] == vector["ease_hundredths"]


def test_an_interval_that_binary_floats_get_wrong() -> None:
    memory, in_floats, ease = sm2.START, 0.0, 2.5
    for repetition, quality in enumerate((3, 3, 3, 5, 3, 4, 3, 3, 3)):
        memory = sm2.review(memory, quality)
        in_floats = {0: 1, 1: 6}.get(repetition, round(in_floats * ease))
        ease += 0.1 - (5 - quality) * (0.08 + (5 - quality) * 0.02)
    assert (memory.interval_days, in_floats) == (820, 818)


@pytest.mark.parametrize(
    ("interval_days", "ease_hundredths", "expected"),
    [(15, 250, 38), (5, 250, 12), (7, 250, 18), (25, 130, 32), (35, 130, 46), (1, 149, 1), (1, 151, 2)],
)
def test_halves_go_to_the_even_number(interval_days: int, ease_hundredths: int, expected: int) -> None:
    assert sm2.review(sm2.Memory(2, interval_days, ease_hundredths), 4).interval_days == expected


def test_a_card_starts_with_the_ease_of_the_source() -> None:
    assert (sm2.START.repetition, sm2.START.interval_days, sm2.START.ease_factor) == (0, 0, 2.5)


def test_ease_never_falls_below_its_floor_and_has_no_ceiling() -> None:
    low = high = sm2.START
    for _ in range(50):
        low, high = sm2.review(low, 0), sm2.review(high, 5)
    assert (low.ease_factor, high.ease_factor) == (1.3, 7.5)


@pytest.mark.parametrize("quality", [-1, 6, 9, 2.5, float("nan")])
def test_a_quality_out_of_range_is_refused_with_a_sentence(quality: float) -> None:
    with pytest.raises(ValueError, match=r"whole number from 0 to 5, not"):
        sm2.review(sm2.START, quality)  # type: ignore[arg-type]
