"""FSRS-6 against figures of its authors' program, against Anki itself, and against the laws that it should keep."""

from __future__ import annotations

import random
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.algorithms import fsrs
from tests.anki_oracle import Card, Outcome, Preset, ask

AGAIN, HARD, GOOD, EASY = fsrs.RATINGS
DEFAULT = fsrs.DEFAULT_PARAMETERS

# ----------------------------------------------------------------------------------------------------- published figures


def after(*ratings_and_days: tuple[int, int]) -> fsrs.Memory:
    (rating, _), *rest = ratings_and_days
    memory = fsrs.first(rating, DEFAULT)
    for rating, elapsed_days in rest:
        memory = fsrs.next(memory, rating, elapsed_days, DEFAULT)
    return memory


@pytest.mark.parametrize(
    ("answers", "stability_days", "difficulty"),
    [
        ("1:0", 0.212, 6.4133),
        ("2:0", 1.2931, 5.11217),
        ("3:0", 2.3065, 2.11810),
        ("4:0", 8.2956, 1.0),
        ("1:0 3:0 3:1 3:3 3:8 3:21", 53.62691, 6.35749),
        ("3:0 3:0 1:90", 1.06724, 7.39224),
        ("1:0 1:7 1:30 3:0 3:400 3:7 3:7", 7.72965, 9.5355),
        ("1:0 1:90 2:0 3:0 2:90 3:400 1:2 3:400 4:400 3:0", 38.56927, 9.67985),
    ],
)
def test_histories_as_the_authors_program_computes_them(answers: str, stability_days: float, difficulty: float) -> None:
    pairs = (answer.split(":") for answer in answers.split())
    memory = after(*((int(rating), int(days)) for rating, days in pairs))
    assert memory.stability_days == pytest.approx(stability_days, rel=5e-6)
    assert memory.difficulty == pytest.approx(difficulty, abs=6e-6)


def test_the_interval_for_a_desired_retention() -> None:
    memory = fsrs.Memory(stability_days=100, difficulty=5)
    intervals = [fsrs.interval_days(memory, retention, DEFAULT) for retention in (0.7, 0.8, 0.85, 0.9, 0.95, 0.97)]
    assert [round(days) for days in intervals] == [929, 332, 191, 100, 40, 22]


@pytest.mark.parametrize(
    ("interval_days", "ease_factor", "retention", "stability_days", "difficulty"),
    [(100, 2.5, 0.9, 100, 5.0036), (100, 1.3, 0.9, 100, 9.8007), (10, 2.5, 0.8, 3.0157, 9.3934)],
)
def test_a_card_of_which_only_sm2s_state_is_known(
    interval_days: float, ease_factor: float, retention: float, stability_days: float, difficulty: float
) -> None:
    memory = fsrs.from_sm2(interval_days, ease_factor, retention, DEFAULT)
    assert memory.stability_days == pytest.approx(stability_days, abs=5e-5)
    assert memory.difficulty == pytest.approx(difficulty, abs=5e-5)


# ------------------------------------------------------------------------------------------------------------ parameters


def test_weights_of_older_versions_are_converted() -> None:
    fsrs_5 = fsrs.checked(DEFAULT[:19])
    assert fsrs_5 == (*DEFAULT[:19], 0.0, 0.5)
    weights = (0.4, 0.6, 2.4, 5.8, 4.93, 0.94, 0.86, 0.01, 1.49, 0.14, 0.94, 2.18, 0.05, 0.34, 1.26, 0.29, 2.61)
    fsrs_4_5 = fsrs.checked(weights)
    assert fsrs_4_5[4:7] == pytest.approx((6.81, 0.44675013, 1.36))
    assert fsrs_4_5[:4] + fsrs_4_5[7:] == (*weights[:4], *weights[7:], 0.0, 0.0, 0.0, 0.5)


def test_weights_are_brought_within_their_limits() -> None:
    assert fsrs.checked(DEFAULT) == DEFAULT
    assert fsrs.checked([-1000.0] * 21) == tuple(low for low, _ in fsrs.LIMITS)
    assert fsrs.checked([1000] * 21) == tuple(high for _, high in fsrs.LIMITS)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([], "not 0."),
        ([1.0] * 20, "not 20."),
        ([1.0] * 22, "not 22."),
        ([float("nan")] * 21, "finite number"),
        ([*DEFAULT[:20], float("inf")], "finite number"),
        ([1.0] * 5 + [-1.0] * 12, "FSRS-4.5"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(weights: list[float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fsrs.checked(weights)


@pytest.mark.parametrize("rating", [0, 5, -1, 2.5])
def test_a_rating_out_of_range_is_refused_with_a_sentence(rating: int) -> None:
    with pytest.raises(ValueError, match=r"whole number from 1 \(again\) to 4 \(easy\), not"):
        fsrs.first(rating, DEFAULT)
    with pytest.raises(ValueError, match=r"whole number from 1 \(again\) to 4 \(easy\), not"):
        fsrs.next(fsrs.Memory(1, 5), rating, 1, DEFAULT)


@pytest.mark.parametrize("retention", [0, 1, -0.5, 1.5, float("nan")])
def test_a_retention_out_of_range_is_refused_with_a_sentence(retention: float) -> None:
    with pytest.raises(ValueError, match="is a probability from"):
        fsrs.interval_days(fsrs.Memory(1, 5), retention, DEFAULT)
    with pytest.raises(ValueError, match="is a probability from"):
        fsrs.from_sm2(10, 2.5, retention, DEFAULT)


# ------------------------------------------------------------------------------------------------------------------ laws

PARAMETERS = st.tuples(*(st.floats(low, high) for low, high in fsrs.LIMITS))
MEMORIES = st.builds(fsrs.Memory, st.floats(0.001, 36_500), st.floats(1, 10))
RATINGS = st.sampled_from(fsrs.RATINGS)
DAYS = st.integers(0, 40_000)
RETENTIONS = st.floats(0.7, 0.99)


@given(MEMORIES, RETENTIONS, PARAMETERS)
def test_a_card_comes_when_its_retrievability_is_the_desired_one(
    memory: fsrs.Memory, retention: float, parameters: tuple[float, ...]
) -> None:
    days = fsrs.interval_days(memory, retention, parameters)
    assert fsrs.retrievability(memory, days, parameters) == pytest.approx(retention)


@given(MEMORIES, PARAMETERS)
def test_nine_cards_in_ten_are_known_after_the_stability(memory: fsrs.Memory, parameters: tuple[float, ...]) -> None:
    assert fsrs.retrievability(memory, memory.stability_days, parameters) == pytest.approx(0.9)
    assert fsrs.retrievability(memory, 0, parameters) == 1
    assert fsrs.retrievability(memory, -3, parameters) == 1


@given(MEMORIES, DAYS, DAYS, PARAMETERS)
def test_memories_fade(memory: fsrs.Memory, sooner: int, later: int, parameters: tuple[float, ...]) -> None:
    sooner, later = sorted((sooner, later))
    assert 0 < fsrs.retrievability(memory, later, parameters) <= fsrs.retrievability(memory, sooner, parameters) <= 1


@given(MEMORIES, RETENTIONS, RETENTIONS, PARAMETERS)
def test_who_wants_to_know_more_is_asked_sooner(
    memory: fsrs.Memory, less: float, more: float, parameters: tuple[float, ...]
) -> None:
    less, more = sorted((less, more))
    assert fsrs.interval_days(memory, more, parameters) <= fsrs.interval_days(memory, less, parameters)


@given(MEMORIES, st.integers(1, 40_000), PARAMETERS)
def test_again_never_lengthens(memory: fsrs.Memory, elapsed_days: int, parameters: tuple[float, ...]) -> None:
    failed = fsrs.next(memory, AGAIN, elapsed_days, parameters)
    assert failed.stability_days <= memory.stability_days
    assert failed.difficulty >= fsrs.next(memory, GOOD, elapsed_days, parameters).difficulty


@given(MEMORIES, DAYS, PARAMETERS)
def test_no_pass_shortens(memory: fsrs.Memory, elapsed_days: int, parameters: tuple[float, ...]) -> None:
    for rating in (HARD, GOOD, EASY):
        assert fsrs.next(memory, rating, elapsed_days, parameters).stability_days >= memory.stability_days


@given(MEMORIES, DAYS, PARAMETERS)
def test_the_better_the_rating_the_longer(
    memory: fsrs.Memory, elapsed_days: int, parameters: tuple[float, ...]
) -> None:
    hard, good, easy = (fsrs.next(memory, rating, elapsed_days, parameters) for rating in (HARD, GOOD, EASY))
    assert hard.stability_days <= good.stability_days <= easy.stability_days
    assert hard.difficulty >= good.difficulty >= easy.difficulty


@given(st.lists(st.tuples(RATINGS, st.integers(-5, 40_000)), min_size=1, max_size=30), PARAMETERS)
def test_a_memory_stays_within_bounds(answers: list[tuple[int, int]], parameters: tuple[float, ...]) -> None:
    memory = fsrs.first(answers[0][0], parameters)
    for rating, elapsed_days in answers[1:]:
        memory = fsrs.next(memory, rating, elapsed_days, parameters)
        assert 0.001 <= memory.stability_days <= 36_500
        assert 1 <= memory.difficulty <= 10


@given(MEMORIES, RATINGS, st.integers(-40_000, -1), PARAMETERS)
def test_a_clock_set_back_counts_as_the_same_day(
    memory: fsrs.Memory, rating: int, elapsed_days: int, parameters: tuple[float, ...]
) -> None:
    assert fsrs.next(memory, rating, elapsed_days, parameters) == fsrs.next(memory, rating, 0, parameters)


@given(st.floats(0, 36_500), st.floats(1.3, 7), RETENTIONS, PARAMETERS)
def test_the_interval_of_sm2_is_kept_at_the_retention_it_had(
    interval_days: float, ease_factor: float, retention: float, parameters: tuple[float, ...]
) -> None:
    memory = fsrs.from_sm2(interval_days, ease_factor, retention, parameters)
    assert 1 <= memory.difficulty <= 10
    if 0.001 < memory.stability_days < 36_500:
        assert fsrs.interval_days(memory, retention, parameters) == pytest.approx(max(interval_days, 0.001))


# ------------------------------------------------------------------------------------------------------------------ Anki

SINGLE = 2.0**-23
"""The step between numbers of single precision, in which Anki computes, at 1."""


def single_precision_noise(memory: fsrs.Memory, rating: int, elapsed_days: int, parameters: tuple[float, ...]) -> float:
    """How far single precision may put the new stability off, as a share of it.

    Mostly a few steps; but where two numbers near 1 are taken from each other (1 - R, e^x - 1, (S + 1)^w13 - 1), what is
    left is as inexact as they were.
    """
    w, noise = parameters, 16 * SINGLE
    new = fsrs.next(memory, rating, elapsed_days, parameters).stability_days
    if elapsed_days == 0:
        return noise
    forgotten = 1 - fsrs.retrievability(memory, elapsed_days, parameters)
    if rating == AGAIN:
        left = w[11] * memory.difficulty ** -w[12] * exp(forgotten * w[14])
        return noise + 2 * SINGLE * (w[14] + left * (memory.stability_days + 1) ** w[13] / new)
    growth = exp(w[8]) * (11 - memory.difficulty) * memory.stability_days ** (1 - w[9])
    by_rating = {HARD: w[15], GOOD: 1.0, EASY: w[16]}[rating]
    return noise + 2 * SINGLE * growth * by_rating * exp(forgotten * w[10]) * (w[10] + 1) / new


def random_cards(dice: random.Random, number: int) -> list[Card]:
    cards = []
    for _ in range(number):
        stability_days = round(10 ** dice.uniform(-2, 4), 4)
        interval_days = min(max(round(stability_days * dice.choice((1, dice.uniform(0.3, 5)))), 1), 36_500)
        elapsed_days = dice.choice((0, 1, interval_days, interval_days, dice.randrange(3 * interval_days)))
        difficulty = round(dice.uniform(1, 10), 3)
        cards.append(Card(interval_days, min(elapsed_days, 30_000), 2500, stability_days, difficulty))
    return cards


def random_weights(dice: random.Random, number: int, beyond: float) -> list[float]:
    """Weights that may lie a little beyond their limits."""
    return [
        dice.uniform(low - beyond * (high - low), high + beyond * (high - low)) for low, high in fsrs.LIMITS[:number]
    ]


def test_memories_are_ankis() -> None:
    """5,000 cards, half of them with the default weights, half with others, of all three versions."""
    dice = random.Random(6)
    weights = [("fsrsParams6", list(DEFAULT), 2500)]
    weights += [("fsrsParams6", random_weights(dice, 21, beyond), 100) for beyond in (0, 0.5) for _ in range(7)]
    weights += [("fsrsParams5", random_weights(dice, 19, 0), 100) for _ in range(6)]
    weights += [("fsrsWeights", random_weights(dice, 17, 0), 100) for _ in range(5)]
    presets = [Preset({name: list(each)}, True, random_cards(dice, number)) for name, each, number in weights]
    assert sum(len(preset.cards) for preset in presets) == 5000
    for (_, each, _), preset, answers in zip(weights, presets, ask(presets), strict=True):
        parameters = fsrs.checked(each)
        for card, outcomes in zip(preset.cards, answers, strict=True):
            for rating, outcome in zip(fsrs.RATINGS, outcomes, strict=True):
                assert_like_anki(card, rating, outcome, parameters)


def assert_like_anki(card: Card, rating: int, outcome: Outcome, parameters: tuple[float, ...]) -> None:
    assert card.stability_days is not None
    assert card.difficulty is not None
    memory = fsrs.Memory(card.stability_days, card.difficulty)
    found = fsrs.next(memory, rating, card.elapsed_days, parameters)
    noise = single_precision_noise(memory, rating, card.elapsed_days, parameters)
    assert abs(found.stability_days - outcome.stability_days) <= noise * found.stability_days
    assert abs(found.difficulty - outcome.difficulty) <= 20 * SINGLE
