"""Anki's SM-2 against Anki itself, against figures that it gave, and against the laws that it should keep."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.algorithms import anki_sm2
from flashcards.algorithms.anki_sm2 import Config, Memory
from tests.anki_oracle import Card, Outcome, Preset, ask

AGAIN, HARD, GOOD, EASY = anki_sm2.RATINGS
DEFAULT = Config()
STRICT = Config(
    easy_multiplier=1.5,
    hard_multiplier=1.0,
    lapse_multiplier=0.3,
    interval_multiplier=0.9,
    minimum_lapse_interval_days=2,
    maximum_interval_days=365,
)

# ------------------------------------------------------------------------------------------------------- single figures


@pytest.mark.parametrize(
    ("config", "interval_days", "late_days", "ease", "expected"),
    [
        (DEFAULT, 1, 0, 1300, (1, 2, 3, 4)),
        (DEFAULT, 2, 7, 2500, (1, 3, 14, 29)),
        (DEFAULT, 3, 1, 1850, (1, 4, 6, 10)),
        (DEFAULT, 5, 60, 1300, (1, 6, 46, 110)),
        (DEFAULT, 180, 1, 1850, (1, 216, 334, 435)),
        (DEFAULT, 400, 7, 2500, (1, 480, 1009, 1323)),
        (STRICT, 1, 1, 1850, (2, 1, 2, 5)),
        (STRICT, 10, 7, 2500, (3, 9, 30, 57)),
        (STRICT, 37, 60, 1300, (11, 33, 78, 170)),
        (STRICT, 180, 1, 2500, (54, 162, 365, 365)),
    ],
)
def test_intervals_that_anki_gave(
    config: Config, interval_days: int, late_days: int, ease: int, expected: tuple[int, ...]
) -> None:
    assert anki_sm2.intervals(Memory(interval_days, ease), interval_days + late_days, config) == expected


@pytest.mark.parametrize(
    ("elapsed_days", "expected"), [(0, (1, 60, 100, 115)), (50, (1, 60, 125, 144)), (99, (1, 119, 248, 285))]
)
def test_an_early_answer_counts_what_has_passed(elapsed_days: int, expected: tuple[int, ...]) -> None:
    assert anki_sm2.intervals(Memory(100, 2500), elapsed_days, DEFAULT) == expected


def test_a_clock_set_back_counts_as_the_same_day() -> None:
    memory = Memory(100, 2500)
    assert anki_sm2.intervals(memory, -5, DEFAULT) == anki_sm2.intervals(memory, 0, DEFAULT)


@pytest.mark.parametrize(
    ("config", "memory", "elapsed_days", "single", "double"),
    [
        (Config(hard_multiplier=0.65, interval_multiplier=0.5), Memory(11_260, 1310), 11_261, ("hard", 3659), 3660),
        (Config(easy_multiplier=1.6), Memory(175, 2500), 67, ("easy", 227), 228),
        (Config(lapse_multiplier=0.58), Memory(25, 2500), 26, ("again", 15), 14),
    ],
)
def test_single_precision_matters(
    config: Config, memory: Memory, elapsed_days: int, single: tuple[str, int], double: int
) -> None:
    button, expected = single
    assert getattr(anki_sm2.intervals(memory, elapsed_days, config), button) == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(anki_sm2, "_single", lambda number: number)
        assert getattr(anki_sm2.intervals(memory, elapsed_days, config), button) == double


def test_each_button_moves_the_ease() -> None:
    eases = [anki_sm2.review(Memory(10, 2500), rating, 10, DEFAULT).ease_thousandths for rating in anki_sm2.RATINGS]
    assert eases == [2300, 2350, 2500, 2650]
    eases = [anki_sm2.review(Memory(10, 1300), rating, 10, DEFAULT).ease_thousandths for rating in anki_sm2.RATINGS]
    assert eases == [1300, 1300, 1300, 1450]


def test_the_first_day_of_a_card() -> None:
    config = Config(initial_ease_thousandths=2300, graduating_interval_days=2, easy_interval_days=7)
    memories = [anki_sm2.first(rating, config) for rating in anki_sm2.RATINGS]
    assert memories == [Memory(2, 2300), Memory(2, 2300), Memory(2, 2300), Memory(7, 2300)]
    assert anki_sm2.first(EASY, Config(maximum_interval_days=3)).interval_days == 3


def test_the_dice_are_asked_for_passes_in_time_only() -> None:
    asked: list[tuple[float, int, int]] = []

    def chosen(interval_days: float, minimum_days: int, maximum_days: int) -> int:
        asked.append((interval_days, minimum_days, maximum_days))
        return round(interval_days) + 1

    assert anki_sm2.intervals(Memory(10, 2500), 10, DEFAULT, chosen) == (1, 13, 26, 33)
    assert asked == [(12, 11, 36_500), (25, 14, 36_500), (32.5, 27, 36_500)]
    assert anki_sm2.intervals(Memory(10, 2500), 9, DEFAULT, chosen)
    assert len(asked) == 3


# --------------------------------------------------------------------------------------------------------------- faults


@pytest.mark.parametrize("name", anki_sm2.RANGES)
def test_an_option_out_of_range_is_refused_with_a_sentence(name: str) -> None:
    lowest, highest = anki_sm2.RANGES[name]
    for value in (lowest, highest):
        assert getattr(Config(**{name: value}), name) == value  # type: ignore[arg-type]
    for value in (lowest - 0.01, highest + 0.01, float("nan")):
        with pytest.raises(ValueError, match=f"{name} is a number from"):
            Config(**{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("rating", [0, 5, 2.5])
def test_a_rating_out_of_range_is_refused_with_a_sentence(rating: int) -> None:
    with pytest.raises(ValueError, match=r"whole number from 1 \(again\) to 4 \(easy\), not"):
        anki_sm2.review(Memory(1, 2500), rating, 1, DEFAULT)
    with pytest.raises(ValueError, match=r"whole number from 1 \(again\) to 4 \(easy\), not"):
        anki_sm2.first(rating, DEFAULT)


# ----------------------------------------------------------------------------------------------------------------- laws

CONFIGS = st.builds(
    Config,
    easy_multiplier=st.floats(1, 5),
    hard_multiplier=st.floats(0.5, 1.3),
    lapse_multiplier=st.floats(0, 1),
    interval_multiplier=st.floats(0.5, 2),
    minimum_lapse_interval_days=st.integers(1, 40),
    maximum_interval_days=st.integers(1, 36_500),
)
MEMORIES = st.builds(Memory, st.integers(0, 36_500), st.integers(1300, 9000))


@given(MEMORIES, st.integers(0, 40_000), CONFIGS)
def test_intervals_are_in_order_and_within_bounds(memory: Memory, elapsed_days: int, config: Config) -> None:
    again, hard, good, easy = anki_sm2.intervals(memory, elapsed_days, config)
    assert all(1 <= days <= config.maximum_interval_days for days in (again, hard, good, easy))
    if elapsed_days >= memory.interval_days:
        assert good > memory.interval_days or good == config.maximum_interval_days
        assert easy > good or easy == config.maximum_interval_days
        if config.hard_multiplier > 1:
            assert good > hard > memory.interval_days or good == config.maximum_interval_days


@given(MEMORIES, CONFIGS)
def test_again_never_lengthens(memory: Memory, config: Config) -> None:
    again = anki_sm2.lapse_interval(memory, config)
    assert again <= max(memory.interval_days, config.minimum_lapse_interval_days)


@given(MEMORIES, st.integers(0, 40_000), st.integers(0, 40_000), CONFIGS)
def test_who_knew_it_after_longer_waits_longer(memory: Memory, sooner: int, later: int, config: Config) -> None:
    sooner, later = sorted(max(days, memory.interval_days) for days in (sooner, later))
    pairs = zip(anki_sm2.intervals(memory, sooner, config), anki_sm2.intervals(memory, later, config), strict=True)
    assert all(before <= after for before, after in pairs)


# ----------------------------------------------------------------------------------------------------------------- Anki


def random_config(dice: random.Random) -> Config:
    def one_of(low: float, high: float, *special: float) -> float:
        return dice.choice((*special, round(dice.uniform(low, high), 2)))

    return Config(
        initial_ease_thousandths=dice.randrange(1310, 5001),
        easy_multiplier=one_of(1, 5, 1, 1.3, 1.5),
        hard_multiplier=one_of(0.5, 1.3, 0.5, 1, 1.2, 1.3),
        lapse_multiplier=one_of(0, 1, 0, 0.5, 1),
        interval_multiplier=one_of(0.5, 2, 0.5, 1, 2),
        minimum_lapse_interval_days=dice.choice((1, 2, 30)),
        maximum_interval_days=dice.choice((36_500, 36_500, 365, 20, 2, 1)),
        graduating_interval_days=dice.randrange(1, 20),
        easy_interval_days=dice.randrange(1, 20),
    )


def random_card(dice: random.Random) -> Card:
    interval_days = dice.choice((dice.randrange(12), dice.randrange(1, 400), int(10 ** dice.uniform(0, 4.5))))
    ease = dice.choice((1300, 1310, 2500, dice.randrange(1300, 4000)))
    if interval_days and dice.random() < 0.35:
        return Card(interval_days, dice.randrange(interval_days + 1), ease, in_filtered_deck=True)
    late_days = dice.choice((0, 0, 1, 2, dice.randrange(60), dice.randrange(3 * interval_days + 1)))
    return Card(interval_days, interval_days + late_days, ease)


def options(config: Config) -> dict[str, Any]:
    """As Anki's own JSON has them."""
    return {
        "new.initialFactor": config.initial_ease_thousandths,
        "new.ints": [config.graduating_interval_days, config.easy_interval_days, 0],
        "rev.ease4": config.easy_multiplier,
        "rev.hardFactor": config.hard_multiplier,
        "rev.ivlFct": config.interval_multiplier,
        "rev.maxIvl": config.maximum_interval_days,
        "lapse.mult": config.lapse_multiplier,
        "lapse.minInt": config.minimum_lapse_interval_days,
    }


def test_all_buttons_are_ankis() -> None:
    """6,000 cards, in time, late and early, a third with the default options: not one interval or ease differs."""
    dice = random.Random(2)
    configs = [DEFAULT] * 20 + [random_config(dice) for _ in range(40)]
    presets = [Preset(options(config), cards=[random_card(dice) for _ in range(100)]) for config in configs]
    for config, preset, answers in zip(configs, presets, ask(presets), strict=True):
        for card, outcomes in zip(preset.cards, answers, strict=True):
            memory = Memory(card.interval_days, card.ease_thousandths)
            reviewed = [anki_sm2.review(memory, rating, card.elapsed_days, config) for rating in anki_sm2.RATINGS]
            found = [Outcome(each.interval_days, each.ease_thousandths) for each in reviewed]
            assert found == outcomes, (config, card)


def test_the_first_interval_is_ankis() -> None:
    dice = random.Random(3)
    configs = [random_config(dice) for _ in range(200)]
    presets = [Preset(options(config), cards=[Card(learning=True)]) for config in configs]
    for config, [[_, _, good, easy]] in zip(configs, ask(presets), strict=True):
        assert [good.interval_days, easy.interval_days] == [
            anki_sm2.first(GOOD, config).interval_days,
            anki_sm2.first(EASY, config).interval_days,
        ]
