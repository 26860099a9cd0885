"""How well each algorithm foretells a learner's own answers, and FSRS's weights fitted to them.

What is fitted is measured as what isn't: each part of the log is foretold from the parts before it alone (``evaluation``).
Fitted weights are taken only if that made the predictions better; then they are fitted once more, to the whole log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flashcards import evaluation
from flashcards.algorithms import fsrs
from flashcards.errors import FlashcardsError
from flashcards.evaluation import Foresight, Prediction, Question
from flashcards.model import Rating, Review
from flashcards.scheduler import SM2_READINGS, Settings
from flashcards.scheduling.memories import anki_config

FEWEST_TO_FIT = 400
"""Answers to be foretold; from fewer, what is fitted is mostly chance."""
FEWEST_TO_MEASURE = 6
"""One for each part of the log."""
_DECIMALS = 4

Parameters = tuple[float, ...]
Fit = Callable[[Sequence[Question]], Parameters]


class NoOptimizerError(FlashcardsError):
    """What fits weights is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "FSRS is fitted to your reviews by fsrs-rs-python, which isn't installed: `pip install 'flashcards[optimize]'`."
        )


class TooFewReviewsError(FlashcardsError):
    """There is next to nothing to measure."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"To measure anything, {FEWEST_TO_MEASURE} answers are needed that a card got on a later day than its first, "
            f"and there are {count}: review for some days, and try again."
        )


@dataclass(frozen=True, slots=True)
class Score:
    """How far the predictions of one algorithm are off; less is better."""

    name: str
    log_loss: float
    rmse_bins: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """All algorithms on the same answers."""

    answers: int
    """How many there are to be foretold, those that are only learned from included."""
    scores: tuple[Score, ...]
    fitted: Score | None = None
    """Also among the ``scores``; None if nothing was fitted."""
    parameters: Parameters | None = None
    """Weights that foretell better than the present ones; None if there are none."""


def installed_fit() -> Fit:
    """What fits weights. Raises NoOptimizerError if it isn't installed."""
    try:
        from fsrs_rs_python import FSRS, FSRSItem, FSRSReview  # noqa: PLC0415 - an extra that few need
    except ImportError:
        raise NoOptimizerError from None

    def item(question: Question) -> Any:
        last = Rating.GOOD if question.known else Rating.AGAIN  # only whether it was known is learned from
        steps = [*((step.rating, step.elapsed_days) for step in question.history), (last, question.elapsed_days)]
        return FSRSItem([FSRSReview(int(rating), elapsed_days) for rating, elapsed_days in steps])

    def fit(questions: Sequence[Question]) -> Parameters:
        weights = FSRS([]).compute_parameters([item(question) for question in questions])
        return fsrs.checked([round(weight, _DECIMALS) for weight in weights])

    return fit


def compare(reviews: Iterable[Review], settings: Settings, fit: Fit | None) -> Comparison:
    """The scores of all algorithms on these reviews, and the weights that ``fit`` finds. Raises TooFewReviewsError."""
    counted = [review for review in reviews if not review.crammed]
    asked = evaluation.questions(counted)
    if len(asked) < FEWEST_TO_FIT:
        asked = evaluation.questions(counted, outliers=True)
    if len(asked) < FEWEST_TO_MEASURE:
        raise TooFewReviewsError(len(asked))
    scores = [_score(name, asked, foresight) for name, foresight in _foresights(settings).items()]
    if fit is None or len(asked) < FEWEST_TO_FIT:
        return Comparison(len(asked), tuple(scores))
    fitted = _score_of("FSRS-6 fitted", _foretold_by_fitted(asked, fit))
    better = fitted.log_loss < scores[-1].log_loss
    return Comparison(len(asked), (*scores, fitted), fitted, fit(asked) if better else None)


def _foresights(settings: Settings) -> dict[str, Foresight]:
    """The present weights of FSRS come last."""
    foresights: dict[str, Foresight] = {
        "SM-2": partial(evaluation.by_sm2, reading=SM2_READINGS[settings.sm2_reading]),
        "Anki's SM-2": partial(evaluation.by_anki_sm2, config=anki_config(settings)),
        "FSRS-6 default": partial(evaluation.by_fsrs, parameters=fsrs.DEFAULT_PARAMETERS),
    }
    if settings.parameters != fsrs.DEFAULT_PARAMETERS:
        foresights["FSRS-6 as it is set"] = partial(evaluation.by_fsrs, parameters=settings.parameters)
    return foresights


def _foretold_by_fitted(asked: Sequence[Question], fit: Fit) -> list[Prediction]:
    return [
        prediction
        for before, fold in evaluation.folds(asked)
        for prediction in evaluation.foretold(fold, partial(evaluation.by_fsrs, parameters=fit(before)))
    ]


def _score(name: str, asked: Sequence[Question], foresight: Foresight) -> Score:
    return _score_of(name, evaluation.predictions(asked, foresight))


def _score_of(name: str, predictions: Sequence[Prediction]) -> Score:
    return Score(name, evaluation.log_loss(predictions), evaluation.rmse_bins(predictions))
