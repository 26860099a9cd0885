"""The measures against worked examples, and the protocol against figures known for a real log."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache, partial
from math import log
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards import evaluation
from flashcards.algorithms import anki_sm2, fsrs, sm2
from flashcards.evaluation import Prediction, Question, Step
from flashcards.model import Rating, Review
from flashcards.scheduler import day_of

AGAIN, HARD, GOOD, EASY = Rating
LOG = Path(__file__).parent / "data" / "py-fsrs-josh-reviews.csv"
ROLLOVER_HOUR = 4
BY_ANKI_SM2 = partial(evaluation.by_anki_sm2, config=anki_sm2.Config())
BY_FSRS = partial(evaluation.by_fsrs, parameters=fsrs.DEFAULT_PARAMETERS)
BY_PROSE = partial(evaluation.by_sm2, reading=sm2.PROSE)


def review(day: int, rating: Rating = GOOD, *, card: str = "card", minute: int = 0) -> Review:
    return Review(card, rating, time_ms=day * 86_400_000 + minute * 60_000, day=day)


# ------------------------------------------------------------------------------------------------------------ a real log


@cache
def josh() -> list[Review]:
    """12,580 reviews of 1,205 cards. Nobody wrote down the zone; he slept when it was night in New York."""
    zone = ZoneInfo("America/New_York")
    with LOG.open(newline="") as file:
        return [review_of_row(row, zone) for row in csv.DictReader(file)]


def review_of_row(row: dict[str, str], zone: ZoneInfo) -> Review:
    time = datetime.fromisoformat(row["review_time"])
    time_ms = round(time.timestamp() * 1000)
    offset_minutes = (time.astimezone(zone).utcoffset() or timedelta()) // timedelta(minutes=1)
    return Review(
        row["card_id"], Rating(int(row["review_rating"])), time_ms, day_of(time_ms, offset_minutes, ROLLOVER_HOUR)
    )


def by_loose_anki_sm2(history: evaluation.History, elapsed_days: int) -> float:
    """Anki's SM-2 as the field's benchmark has it: halves are rounded to even, and the buttons aren't kept apart.

    Anki rounds halves up. That alone turns the second interval of a card, 2.5 days, from 3 days into 2.
    """
    first, *later = (step for number, step in enumerate(history) if number == 0 or step.elapsed_days > 0)
    interval_days, ease = (4.0 if first.rating == EASY else 1.0), 2.5
    for step in later:
        late_days = step.elapsed_days - interval_days
        if late_days < 0:
            passed = max(step.elapsed_days * ease, interval_days)
            wanted_days = {HARD: max(step.elapsed_days * 1.2, interval_days * 0.6), GOOD: passed, EASY: passed * 1.15}
        else:
            good_days, easy_days = (interval_days + late_days / 2) * ease, (interval_days + late_days) * ease * 1.3
            wanted_days = {HARD: interval_days * 1.2, GOOD: good_days, EASY: easy_days}
        interval_days = max(round(wanted_days.get(step.rating, 0)), 1)
        ease = max(1.3, ease + {AGAIN: -0.2, HARD: -0.15, GOOD: 0, EASY: 0.15}[step.rating])
    return float(0.9 ** (elapsed_days / interval_days))


@pytest.mark.parametrize(
    ("foresight", "log_loss", "rmse_bins", "auc"),
    [
        pytest.param(BY_FSRS, 0.4401, 0.065, 0.675, id="FSRS-6 default"),
        pytest.param(evaluation.by_sm2, 0.5108, 0.089, 0.518, id="SM-2"),
        pytest.param(BY_PROSE, 0.5228, 0.091, 0.522, id="SM-2, prose"),
        pytest.param(BY_ANKI_SM2, 0.5020, 0.0985, 0.542, id="Anki's SM-2"),
        pytest.param(by_loose_anki_sm2, 0.4954, 0.094, 0.534, id="Anki's SM-2, rounded otherwise"),
    ],
)
def test_a_real_log(foresight: evaluation.Foresight, log_loss: float, rmse_bins: float, auc: float) -> None:
    predictions = evaluation.predictions(evaluation.questions(josh()), foresight)
    assert len(predictions) == 5020
    assert evaluation.log_loss(predictions) == pytest.approx(log_loss, abs=0.001)
    assert evaluation.rmse_bins(predictions) == pytest.approx(rmse_bins, abs=0.001)
    assert evaluation.auc(predictions) == pytest.approx(auc, abs=0.001)


def test_the_order_of_a_log_is_that_of_its_times() -> None:
    assert evaluation.questions(reversed(josh())) == evaluation.questions(josh())


# -------------------------------------------------------------------------------------------------------------- questions


def test_the_first_answer_of_each_later_day_is_foretold() -> None:
    log_ = [
        review(10, AGAIN),
        review(10, GOOD, minute=5),
        review(13, HARD),
        review(13, AGAIN, minute=5),
        review(12, GOOD, minute=2000),  # a clock set back: counts as the 13th
        review(20, AGAIN),
    ]
    others = [review(day, card=f"{card}") for card in range(30) for day in (10, 13)]
    beginning = (Step(0, AGAIN), Step(0, GOOD))
    then = (*beginning, Step(3, HARD), Step(0, AGAIN), Step(0, GOOD))
    mine = [Question(beginning, 3, True, 2), Question(then, 7, False, 3)]
    found = evaluation.questions([*log_, *others])
    assert [question for question in found if question.history[0].rating == AGAIN] == []  # few begin so
    found = evaluation.questions([*log_, *(twin(each, f"twin {i}") for i in range(40) for each in log_)])
    assert found[:2] == [mine[0]] * 2
    assert {question.day_of_card: question for question in found} == {2: mine[0], 3: mine[1]}


def twin(original: Review, card: str) -> Review:
    return Review(card, original.rating, original.time_ms, original.day)


def cards_with_first_interval(days: int, number: int, rating: Rating = GOOD) -> list[Review]:
    cards = [f"{rating}, {days} days, {i}" for i in range(number)]
    return [review(day, rating, card=card) for card in cards for day in (0, days, 2 * days)]


@pytest.mark.parametrize(
    ("groups", "kept"),
    [
        ({1: 100}, {1}),
        ({1: 100, 2: 6}, {1}),  # the rarest go until 20 are gone
        ({1: 100, 2: 15, 3: 6}, {1, 2}),
        ({1: 100, 2: 20, 3: 5}, {1, 2}),
        ({1: 1000, 2: 30, 3: 30}, {1, 2}),  # or one in twenty; of equals the longest first
        ({1: 100, 100: 50, 101: 60}, {1, 100}),  # and the very long
        ({1: 19}, set()),
    ],
)
def test_unusual_first_intervals_are_left_out(groups: dict[int, int], kept: set[int]) -> None:
    log_ = [each for days, number in groups.items() for each in cards_with_first_interval(days, number)]
    found = evaluation.questions(log_)
    assert {question.elapsed_days for question in found} == kept
    assert len(found) == 2 * sum(groups[days] for days in kept)


def test_easy_cards_may_wait_longer() -> None:
    log_ = [each for days in (1, 365, 366) for each in cards_with_first_interval(days, 30, EASY)]
    assert {question.elapsed_days for question in evaluation.questions(log_)} == {1, 365}


@pytest.mark.parametrize(("number", "sizes"), [(12, [2] * 5), (17, [2] * 5), (6, [1] * 5), (5, []), (0, [])])
def test_the_log_is_folded_in_time(number: int, sizes: list[int]) -> None:
    log_ = [Question((), day, True, 2) for day in range(number)]
    folds = list(evaluation.folds(log_))
    assert [len(later) for _, later in folds] == sizes
    for earlier, later in folds:
        assert log_[: len(earlier) + len(later)] == [*earlier, *later]
    assert not folds or folds[-1][1][-1] == log_[-1]


# ------------------------------------------------------------------------------------------------------------ algorithms


def test_what_the_algorithms_foretell() -> None:
    history = (Step(0, GOOD), Step(0, AGAIN), Step(1, GOOD), Step(0, HARD))
    assert evaluation.by_sm2(history, 6) == pytest.approx(0.9)
    assert evaluation.by_sm2(history, 12) == pytest.approx(0.81)
    assert BY_ANKI_SM2(history, 3) == pytest.approx(0.9)
    memory = fsrs.first(GOOD, fsrs.DEFAULT_PARAMETERS)
    for step in history[1:]:
        memory = fsrs.next(memory, step.rating, step.elapsed_days, fsrs.DEFAULT_PARAMETERS)
    assert BY_FSRS(history, 9) == fsrs.retrievability(memory, 9, fsrs.DEFAULT_PARAMETERS)


# -------------------------------------------------------------------------------------------------------------- measures


def test_log_loss() -> None:
    assert evaluation.log_loss([Prediction(0.5, True), Prediction(0.5, False)]) == pytest.approx(log(2))
    assert evaluation.log_loss([Prediction(0.8, True), Prediction(0.8, False)]) == pytest.approx(-log(0.16) / 2)
    assert evaluation.log_loss([Prediction(1, True), Prediction(0, False)]) == pytest.approx(0)
    assert evaluation.log_loss([Prediction(1, False)]) == pytest.approx(15 * log(10), rel=0.01)


def test_rmse_of_bins() -> None:
    one, other = (1, 2, 0), (9, 2, 0)
    right = [Prediction(0.75, known, one) for known in (True, True, True, False)]
    wrong = [Prediction(0.9, False, other), Prediction(0.7, False, other)]
    assert evaluation.rmse_bins(right) == 0
    assert evaluation.rmse_bins(wrong) == pytest.approx(0.8)
    assert evaluation.rmse_bins([*right, *wrong]) == pytest.approx((0.8**2 * 2 / 6) ** 0.5)


def test_auc() -> None:
    assert evaluation.auc([Prediction(0.9, True), Prediction(0.1, False)]) == 1
    assert evaluation.auc([Prediction(0.1, True), Prediction(0.9, False)]) == 0
    assert evaluation.auc([Prediction(0.5, True), Prediction(0.5, False)]) == 0.5
    assert evaluation.auc([Prediction(0.9, True)]) == 0.5


@pytest.mark.parametrize(
    ("elapsed_days", "day_of_card", "lapses", "expected"),
    [(1, 2, 0, (2.48, 4, 0)), (3, 3, 1, (2.48, 4, 2)), (4, 4, 2, (8.98, 7, 3)), (400, 50, 9, (425.88, 91, 15))],
)
def test_the_bin_of_a_prediction(
    elapsed_days: int, day_of_card: int, lapses: int, expected: tuple[float, float, float]
) -> None:
    assert evaluation.bin_of(elapsed_days, day_of_card, lapses) == expected


PREDICTIONS = st.lists(st.builds(Prediction, st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


@given(PREDICTIONS)
def test_auc_counts_pairs(predictions: Sequence[Prediction]) -> None:
    known = [each.probability for each in predictions if each.known]
    forgotten = [each.probability for each in predictions if not each.known]
    wins = sum((a > b) + (a == b) / 2 for a in known for b in forgotten)
    expected = wins / (len(known) * len(forgotten)) if known and forgotten else 0.5
    assert evaluation.auc(predictions) == pytest.approx(expected)


@given(PREDICTIONS)
def test_the_share_that_was_known_is_the_best_constant(predictions: Sequence[Prediction]) -> None:
    share = sum(each.known for each in predictions) / len(predictions)
    best, other = ([Prediction(constant, each.known) for each in predictions] for constant in (share, share / 2 + 0.25))
    assert evaluation.log_loss(best) <= evaluation.log_loss(other) + 1e-12
    assert evaluation.rmse_bins(best) == pytest.approx(0, abs=1e-9)
