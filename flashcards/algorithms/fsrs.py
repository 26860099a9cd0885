"""FSRS-6: a memory is a stability (after how many days one card in ten is forgotten) and a difficulty from 1 to 10.

The formulas are those of the algorithm's authors (open-spaced-repetition, *The Algorithm* in the wiki of awesome-fsrs), with
the limits that their program has and Anki uses (fsrs-rs 6.6). The 21 weights are called w0 to w20 there. Days are the
learner's local days, not periods of 24 hours; an answer on the day of the one before is 0 days later.

Nothing is precomputed: to look up what belongs to 21 weights takes longer than to compute it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite, log

AGAIN, HARD, GOOD, EASY = RATINGS = (1, 2, 3, 4)

LOWEST_STABILITY_DAYS = 0.001
HIGHEST_STABILITY_DAYS = 36_500.0
LOWEST_DIFFICULTY = 1.0
HIGHEST_DIFFICULTY = 10.0
LOWEST_RETENTION = 0.0001
HIGHEST_RETENTION = 0.9999
STABLE_RETENTION = 0.9
"""The probability of recall after as many days as the stability."""

# fmt: off
DEFAULT_PARAMETERS: tuple[float, ...] = (
    0.212, 1.2931, 2.3065, 8.2956,  # stability after a first answer: again, hard, good, easy
    6.4133, 0.8334, 3.0194, 0.001,  # difficulty: at first, and how it moves
    1.8722, 0.1666, 0.796,  # stability after a pass
    1.4835, 0.0614, 0.2629, 1.6483,  # stability after a failure
    0.6014, 1.8729,  # hard, easy
    0.5425, 0.0912, 0.0658,  # another answer on the same day
    0.1542,  # how fast is forgotten
)
"""The authors' own defaults (fsrs-rs 6.6), for learners whose answers are too few to fit others."""

LIMITS: tuple[tuple[float, float], ...] = (
    (0.001, 100.0), (0.001, 100.0), (0.001, 100.0), (0.001, 100.0),
    (1.0, 10.0), (0.001, 4.0), (0.001, 4.0), (0.001, 0.75),
    (0.0, 4.5), (0.0, 0.8), (0.001, 3.5),
    (0.001, 5.0), (0.001, 0.25), (0.001, 0.9), (0.0, 4.0),
    (0.0, 1.0), (1.0, 6.0),
    (0.0, 2.0), (0.0, 2.0), (0.0, 0.8),
    (0.1, 0.8),
)
"""Lowest and highest value of each weight, as in fsrs-rs (``clip_parameters``)."""
# fmt: on

FSRS_5_DECAY = 0.5
"""What w20 was when it was no weight yet."""
LOWEST_FSRS_4_5_SPREAD = -1 / 3
"""Where the logarithm that makes w5 of it ends."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What FSRS knows about one card."""

    stability_days: float
    difficulty: float


# --------------------------------------------------------------------------------------------------------- one answer


def first(rating: int, parameters: Sequence[float]) -> Memory:
    """The memory after the first answer to a card; ``rating`` is 1 (again) to 4 (easy)."""
    _check_rating(rating)
    return _within_limits(parameters[rating - 1], _first_difficulty(rating, parameters))


def next(memory: Memory, rating: int, elapsed_days: float, parameters: Sequence[float]) -> Memory:
    """The memory after an answer ``elapsed_days`` after the one before; less than 0, by a clock set back, counts as 0."""
    _check_rating(rating)
    if elapsed_days <= 0:
        stability_days = _stability_same_day(memory, rating, parameters)
    elif rating == AGAIN:
        stability_days = _stability_after_failure(memory, elapsed_days, parameters)
    else:
        stability_days = _stability_after_pass(memory, rating, elapsed_days, parameters)
    return _within_limits(stability_days, _next_difficulty(memory, rating, parameters))


def _check_rating(rating: int) -> None:
    if rating not in RATINGS:
        raise ValueError(f"A rating is a whole number from 1 (again) to 4 (easy), not {rating!r}.")


def _within_limits(stability_days: float, difficulty: float) -> Memory:
    if not LOWEST_STABILITY_DAYS <= stability_days <= HIGHEST_STABILITY_DAYS:
        stability_days = min(max(stability_days, LOWEST_STABILITY_DAYS), HIGHEST_STABILITY_DAYS)
    if not LOWEST_DIFFICULTY <= difficulty <= HIGHEST_DIFFICULTY:
        difficulty = min(max(difficulty, LOWEST_DIFFICULTY), HIGHEST_DIFFICULTY)
    return Memory(stability_days, difficulty)


def _stability_same_day(memory: Memory, rating: int, w: Sequence[float]) -> float:
    growth: float = exp(w[17] * (rating - 3 + w[18])) * memory.stability_days ** -w[19]
    return memory.stability_days * (growth if rating == AGAIN else max(growth, 1.0))


def _stability_after_failure(memory: Memory, elapsed_days: float, w: Sequence[float]) -> float:
    stability_days, forgotten = memory.stability_days, 1 - retrievability(memory, elapsed_days, w)
    size: float = (stability_days + 1) ** w[13] - 1
    stability_left: float = w[11] * memory.difficulty ** -w[12] * size * exp(forgotten * w[14])
    return min(stability_left, stability_days / exp(w[17] * w[18]))


def _stability_after_pass(memory: Memory, rating: int, elapsed_days: float, w: Sequence[float]) -> float:
    stability_days, forgotten = memory.stability_days, 1 - retrievability(memory, elapsed_days, w)
    by_rating = w[15] if rating == HARD else w[16] if rating == EASY else 1.0
    by_memory: float = exp(w[8]) * (11 - memory.difficulty) * stability_days ** -w[9]
    return stability_days * (1 + by_memory * (exp(forgotten * w[10]) - 1) * by_rating)


def _first_difficulty(rating: int, w: Sequence[float]) -> float:
    return w[4] - exp(w[5] * (rating - 1)) + 1


def _next_difficulty(memory: Memory, rating: int, w: Sequence[float]) -> float:
    """Moved by the answer, less the nearer it is to 10, then drawn back a little to what easy cards begin with."""
    moved = memory.difficulty - w[6] * (rating - 3) * (10 - memory.difficulty) / 9
    return w[7] * _first_difficulty(EASY, w) + (1 - w[7]) * moved


# --------------------------------------------------------------------------------------------------- the forgetting curve


def retrievability(memory: Memory, elapsed_days: float, parameters: Sequence[float]) -> float:
    """The probability of recall ``elapsed_days`` after the last answer."""
    decay = -parameters[20]
    probability: float = (1 + _curvature(decay) * max(elapsed_days, 0) / memory.stability_days) ** decay
    return probability


def interval_days(memory: Memory, desired_retention: float, parameters: Sequence[float]) -> float:
    """After how many days, as a real number, the probability of recall has fallen to ``desired_retention``."""
    _check_retention(desired_retention)
    decay = -parameters[20]
    days: float = memory.stability_days / _curvature(decay) * (desired_retention ** (1 / decay) - 1)
    return days


def _curvature(decay: float) -> float:
    curvature: float = STABLE_RETENTION ** (1 / decay) - 1
    return curvature


def _check_retention(retention: float) -> None:
    if not LOWEST_RETENTION <= retention <= HIGHEST_RETENTION:
        raise ValueError(
            f"A retention is a probability from {LOWEST_RETENTION} to {HIGHEST_RETENTION}, not {retention!r}."
        )


def from_sm2(interval_days: float, ease_factor: float, retention: float, parameters: Sequence[float]) -> Memory:
    """The memory of a card of which no answers are known, only what SM-2 made of them.

    ``retention`` is the share of cards that the learner recalled with SM-2, 0.9 if nobody knows.
    """
    _check_retention(retention)
    w, decay = parameters, -parameters[20]
    stability_days = max(interval_days, LOWEST_STABILITY_DAYS) * _curvature(decay) / (retention ** (1 / decay) - 1)
    growth_of_easiest = exp(w[8]) * stability_days ** -w[9] * (exp((1 - retention) * w[10]) - 1)
    return _within_limits(stability_days, 11 - (ease_factor - 1) / growth_of_easiest)


# ------------------------------------------------------------------------------------------------------------- parameters


def checked(weights: Sequence[float]) -> tuple[float, ...]:
    """Weights as ``parameters``: 21, each within its limits; those of FSRS-5 (19) and FSRS-4.5 (17) are converted.

    Raises ValueError for anything else.
    """
    if len(weights) not in (17, 19, 21):
        raise ValueError(f"FSRS has 21 weights (19 in FSRS-5, 17 in FSRS-4.5), not {len(weights)}.")
    if not all(isfinite(weight) for weight in weights):
        raise ValueError("Each of the weights of FSRS is a finite number.")
    if len(weights) == 17 and weights[5] <= LOWEST_FSRS_4_5_SPREAD:
        raise ValueError(f"The sixth weight of FSRS-4.5 is more than -1/3, not {weights[5]!r}.")
    converted = _converted(tuple(map(float, weights)))
    return tuple(min(max(weight, low), high) for weight, (low, high) in zip(converted, LIMITS, strict=True))


def _converted(weights: tuple[float, ...]) -> tuple[float, ...]:
    """As fsrs-rs does it: what did not exist then has no effect, and difficulty was linear in the first rating."""
    if len(weights) == 21:
        return weights
    if len(weights) == 19:
        return (*weights, 0.0, FSRS_5_DECAY)
    w4, w5, w6 = weights[4:7]
    difficulty = (w4 + 2 * w5, log(1 + 3 * w5) / 3, w6 + 0.5)
    return (*weights[:4], *difficulty, *weights[7:], 0.0, 0.0, 0.0, FSRS_5_DECAY)
