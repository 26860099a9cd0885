"""Which days are likely to get a card, by what is due on them."""

from __future__ import annotations

import pytest

from flashcards.algorithms.load import MINIMUM, REDUCED, Day, weights


def week(*cards_due: int, first: int = 1) -> list[Day]:
    return [Day(interval_days, cards) for interval_days, cards in enumerate(cards_due, first)]


def test_the_weight_of_a_day_falls_with_its_cards_and_its_distance() -> None:
    assert weights(week(1, 2, 0, 100, first=10)) == pytest.approx([10**-3, 2**-2.15 * 11**-3, 1, 100**-2.15 * 13**-3])


def test_a_day_on_which_a_sibling_is_due_is_avoided() -> None:
    days = [Day(10, 1, sibling_days=distance) for distance in (0, 1, 2, 5, 9)]
    assert [weight * 10**3 for weight in weights(days)] == pytest.approx([0.000_001, 0.2, 0.4, 1, 1])


def test_an_easy_day_takes_hardly_any_cards_even_if_it_has_none() -> None:
    days = [Day(1, 1, MINIMUM), Day(2, 0, MINIMUM), Day(3, 1)]
    assert weights(days) == pytest.approx([0.0001, 0.0001 * 2**-3, 3**-3])


@pytest.mark.parametrize(("cards", "share"), [(4, 1), (5, 1), (6, 0.0001)])
def test_a_reduced_day_takes_cards_until_it_has_half_as_many_as_others(cards: int, share: float) -> None:
    days = [Day(1, cards, REDUCED), Day(2, 10), Day(3, 10)]
    assert weights(days)[0] == pytest.approx(share * cards**-2.15)


def test_a_reduced_day_alone_is_a_normal_one() -> None:
    assert weights([Day(2, 3, REDUCED)]) == weights([Day(2, 3)])
