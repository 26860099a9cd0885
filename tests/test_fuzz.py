"""Dice: where an interval may fall, how likely, and that it is where Anki lets it fall."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.algorithms import anki_sm2, fuzz
from tests.anki_oracle import Card, Preset, ask

NEARLY_ONE = 1 - 2**-53


@pytest.mark.parametrize(
    ("interval_days", "first", "last"),
    [
        (1, 1, 1),
        (2.49, 2, 2),
        (2.5, 2, 4),
        (3, 2, 4),
        (4, 3, 5),
        (6.9, 5, 9),
        (7, 5, 9),
        (10, 8, 12),
        (19.9, 17, 23),
        (20.1, 17, 23),
        (30, 27, 33),
        (100, 93, 107),
        (1000, 948, 1052),
    ],
)
def test_the_days_over_which_an_interval_is_spread(interval_days: float, first: int, last: int) -> None:
    assert fuzz.bounds(interval_days) == (first, last)


@pytest.mark.parametrize(
    ("interval_days", "minimum", "maximum", "expected"),
    [
        (10, 11, 100, (11, 13)),  # an interval below the minimum counts as the minimum
        (10, 9, 11, (9, 11)),
        (50, 1, 20, (17, 20)),
        (3, 4, 4, (4, 4)),
        (2, 1, 100, (2, 2)),
        (4, 5, 100, (5, 6)),
        (10, 20, 15, (15, 15)),  # the maximum is stronger
        (50, 1, 1, (1, 1)),
    ],
)
def test_bounds_stay_within_bounds(interval_days: float, minimum: int, maximum: int, expected: tuple[int, int]) -> None:
    assert fuzz.bounds(interval_days, minimum, maximum) == expected


@pytest.mark.parametrize(("factor", "expected"), [(0, 8), (0.19, 8), (0.2, 9), (0.5, 10), (0.99, 12), (NEARLY_ONE, 12)])
def test_the_dice_are_handed_in(factor: float, expected: int) -> None:
    assert fuzz.fuzzed(10, factor) == expected


@pytest.mark.parametrize(
    ("interval_days", "expected"), [(0.2, 1), (1.49, 1), (1.5, 2), (2.5, 3), (3.5, 4), (99.6, 36), (-1, 1)]
)
def test_without_dice_halves_go_up(interval_days: float, expected: int) -> None:
    assert fuzz.rounded(interval_days, 1, 36) == expected


INTERVALS = st.floats(0, 50_000)
LIMITS = st.tuples(st.integers(1, 400), st.integers(1, 36_500))
FACTORS = st.floats(0, NEARLY_ONE)


@given(INTERVALS, LIMITS, FACTORS, FACTORS)
def test_intervals_stay_within_bounds_and_follow_the_dice(
    interval_days: float, limits: tuple[int, int], less: float, more: float
) -> None:
    minimum, maximum = limits
    less, more = sorted((less, more))
    first, last = fuzz.bounds(interval_days, minimum, maximum)
    sooner, later = (fuzz.fuzzed(interval_days, factor, minimum, maximum) for factor in (less, more))
    assert min(minimum, maximum) <= first <= sooner <= later <= last <= maximum
    assert first <= fuzz.rounded(interval_days, minimum, maximum) <= last


@given(st.floats(0, 400))
def test_each_day_is_as_likely_as_the_others(interval_days: float) -> None:
    first, last = fuzz.bounds(interval_days)
    days = last - first + 1
    counts = Counter(fuzz.fuzzed(interval_days, (place + 0.5) / (10 * days)) for place in range(10 * days))
    assert counts == dict.fromkeys(range(first, last + 1), 10)


@given(INTERVALS, INTERVALS)
def test_a_longer_interval_is_never_spread_sooner(shorter: float, longer: float) -> None:
    shorter, longer = sorted((shorter, longer))
    assert fuzz.bounds(shorter)[0] <= fuzz.bounds(longer)[0]
    assert fuzz.bounds(shorter)[1] <= fuzz.bounds(longer)[1]


def test_buttons_are_spread_as_widely_as_ankis() -> None:
    """On 30 cards: the soonest and the latest that Anki's dice make of each button, over 300 throws."""
    dice = random.Random(9)
    presets, configs = [], []
    for _ in range(30):
        config = anki_sm2.Config(
            maximum_interval_days=dice.choice((36_500, dice.randrange(2, 40))),
            hard_multiplier=dice.choice((1.2, 1.0, 0.8)),
        )
        interval_days = dice.randrange(1, 25)
        card = Card(interval_days, interval_days + dice.randrange(5), dice.randrange(1300, 2000))
        options = {"rev.maxIvl": config.maximum_interval_days, "rev.hardFactor": config.hard_multiplier}
        presets.append(Preset(options, cards=[card], dice=300))
        configs.append(config)
    for config, preset, answers in zip(configs, presets, ask(presets, fuzz=True), strict=True):
        (card,) = preset.cards
        soonest, latest = (intervals_with_dice(card, config, factor) for factor in (0, NEARLY_ONE))
        seen = list(zip(*([each.interval_days for each in outcomes] for outcomes in answers), strict=True))
        assert [min(days) for days in seen] == list(soonest), card
        assert [max(days) for days in seen] == list(latest), card


def intervals_with_dice(card: Card, config: anki_sm2.Config, factor: float) -> tuple[int, ...]:
    def thrown(interval_days: float, minimum_days: int, maximum_days: int) -> int:
        return fuzz.fuzzed(interval_days, factor, minimum_days, maximum_days)

    memory = anki_sm2.Memory(card.interval_days, card.ease_thousandths)
    return anki_sm2.intervals(memory, card.elapsed_days, config, thrown)
