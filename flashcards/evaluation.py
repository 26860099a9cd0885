"""How well an algorithm foretells what a learner will know: its predictions for a log of reviews, and three measures of them.

The protocol is that of srs-benchmark (open-spaced-repetition), so that figures can be compared with those published there:

* What is foretold is the first answer of a card on each of its days but the first; anything but again counts as known.
* Cards whose second day came after an unusual time are left out from there on (``_outliers``).
* The log is cut into six equal parts in order of time, and all but the first are measured together: what is fitted to a
  learner may see the parts before only, and what isn't is measured on the same answers (``folds``).

SM-2 never claimed a probability; the one taken for it, as in srs-benchmark, is 0.9 when a card is due, and falls
exponentially.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import floor, log, sqrt
from operator import attrgetter

from flashcards.algorithms import anki_sm2, fsrs, sm2
from flashcards.model import Rating, Review
from flashcards.scheduling.memories import SM2_QUALITY

# ------------------------------------------------------------------------------------------------------------ histories


@dataclass(frozen=True, slots=True)
class Step:
    """An answer in a card's history."""

    elapsed_days: int
    """Since the answer before; 0 on the same day, and at first."""
    rating: Rating


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was foretold of one answer, and what came."""

    probability: float
    known: bool
    bin: tuple[float, float, float] = (0, 0, 0)
    """Predictions of like age, number of answers and lapses: see ``bin_of``."""


History = tuple[Step, ...]
Foresight = Callable[[History, int], float]
"""The probability of recall so many days after the last answer of a history."""


@dataclass(frozen=True, slots=True)
class Question:
    """An answer to foretell, and all that came before it."""

    history: History
    elapsed_days: int
    known: bool
    day_of_card: int
    """2 on the second day on which the card was asked, and so on."""

    @property
    def bin(self) -> tuple[float, float, float]:
        """What it is compared with."""
        lapses = sum(step.rating == Rating.AGAIN and step.elapsed_days > 0 for step in self.history)
        return bin_of(self.elapsed_days, self.day_of_card, lapses)


def questions(reviews: Iterable[Review], *, outliers: bool = False) -> list[Question]:
    """What is to be foretold in a log, in order of time; without ``outliers``, which of a few cards are most."""
    histories: defaultdict[str, list[Step]] = defaultdict(list)
    last_days: dict[str, int] = {}
    days_of_cards: Counter[str] = Counter()
    found: list[tuple[str, Question]] = []
    for review in sorted(reviews, key=attrgetter("time_ms", "event_id")):
        card_id, history = review.card_id, histories[review.card_id]
        day = max(review.day, last_days.get(card_id, review.day))
        elapsed_days = day - last_days.get(card_id, day)
        days_of_cards[card_id] += elapsed_days > 0 or not history
        if elapsed_days > 0:
            known = review.rating != Rating.AGAIN
            found.append((card_id, Question(tuple(history), elapsed_days, known, days_of_cards[card_id])))
        history.append(Step(elapsed_days, review.rating))
        last_days[card_id] = day
    left_out = set() if outliers else _outliers(found)
    return [question for card_id, question in found if card_id not in left_out]


SMALL_GROUP = 6
SHARE_LEFT_OUT = 0.05
FEWEST_LEFT_OUT = 20
LONGEST_FIRST_INTERVAL_DAYS = 100
LONGEST_FIRST_INTERVAL_OF_EASY_DAYS = 365


def _outliers(found: Sequence[tuple[str, Question]]) -> set[str]:
    """Cards whose first interval is rare among those of one first rating, or very long.

    Of each first rating, the rarest intervals (of equally rare ones the longest) go first, as long as fewer than 20 cards or one
    in twenty have gone, whichever is more; then only those that fewer than six cards share or that are very long.
    """
    groups: defaultdict[int, defaultdict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for card_id, question in found:
        if question.day_of_card == 2:
            groups[question.history[0].rating][question.elapsed_days].append(card_id)
    return {card_id for rating, cards in groups.items() for card_id in _outliers_of_rating(rating, cards)}


def _outliers_of_rating(rating: int, cards_by_interval: dict[int, list[str]]) -> Iterator[str]:
    longest_days = LONGEST_FIRST_INTERVAL_OF_EASY_DAYS if rating == Rating.EASY else LONGEST_FIRST_INTERVAL_DAYS
    enough = max(SHARE_LEFT_OUT * sum(map(len, cards_by_interval.values())), FEWEST_LEFT_OUT)
    left_out = 0
    for interval_days, cards in sorted(cards_by_interval.items(), key=lambda item: (len(item[1]), -item[0])):
        if left_out + len(cards) < enough or len(cards) < SMALL_GROUP or interval_days > longest_days:
            left_out += len(cards)
            yield from cards


def folds(asked: Sequence[Question], number: int = 5) -> Iterator[tuple[Sequence[Question], Sequence[Question]]]:
    """Pairs of what comes before and what is foretold from it, in order of time; the parts foretold are of one size.

    Fewer questions than parts give none.
    """
    size = len(asked) // (number + 1)
    for start in range(len(asked) - number * size, len(asked), size or 1):
        yield asked[:start], asked[start : start + size]


def predictions(asked: Sequence[Question], foresight: Foresight) -> list[Prediction]:
    """What is foretold by something that needs no training, of all that is measured."""
    return [one for _, fold in folds(asked) for one in foretold(fold, foresight)]


def foretold(asked: Iterable[Question], foresight: Foresight) -> Iterator[Prediction]:
    """What is foretold of each of these answers."""
    for question in asked:
        yield Prediction(foresight(question.history, question.elapsed_days), question.known, question.bin)


# ----------------------------------------------------------------------------------------------------------- algorithms


def by_sm2(history: History, elapsed_days: int, reading: sm2.Reading = sm2.PLUG_IN) -> float:
    """SM-2, for which the first answer of a day counts."""
    memory = sm2.START
    for step in _first_of_days(history):
        memory = sm2.review(memory, SM2_QUALITY[step.rating], reading)
    return _probability_when_due_in(memory.interval_days, elapsed_days)


def by_anki_sm2(history: History, elapsed_days: int, config: anki_sm2.Config) -> float:
    """Anki's SM-2, for which the first answer of a day counts; to the day as Anki has it.

    srs-benchmark rounds halves to even and doesn't keep the buttons apart, which gives other figures (0.4954 in place of
    0.5020 on the log that the tests have).
    """
    start, *steps = _first_of_days(history)
    memory = anki_sm2.first(start.rating, config)
    for step in steps:
        memory = anki_sm2.review(memory, step.rating, step.elapsed_days, config)
    return _probability_when_due_in(memory.interval_days, elapsed_days)


def by_fsrs(history: History, elapsed_days: int, parameters: Sequence[float]) -> float:
    """FSRS, for which every answer counts."""
    memory = fsrs.first(history[0].rating, parameters)
    for step in history[1:]:
        memory = fsrs.next(memory, step.rating, step.elapsed_days, parameters)
    return fsrs.retrievability(memory, elapsed_days, parameters)


def _first_of_days(history: History) -> list[Step]:
    return [history[0], *(step for step in history[1:] if step.elapsed_days > 0)]


PROBABILITY_WHEN_DUE = 0.9


def _probability_when_due_in(interval_days: int, elapsed_days: int) -> float:
    return float(PROBABILITY_WHEN_DUE ** (elapsed_days / interval_days))


# ------------------------------------------------------------------------------------------------------------- measures

LOWEST_PROBABILITY = 1e-15
"""What is certain, and doesn't come, must not cost infinitely much."""

# Each measure wants one prediction at least.


def log_loss(predictions: Sequence[Prediction]) -> float:
    """The mean of -log(probability of what came): 0 at best, 0.693 for a coin."""
    return sum(map(_surprise, predictions)) / len(predictions)


def _surprise(prediction: Prediction) -> float:
    likely = prediction.probability if prediction.known else 1 - prediction.probability
    return -log(min(max(likely, LOWEST_PROBABILITY), 1 - LOWEST_PROBABILITY))


def rmse_bins(predictions: Sequence[Prediction]) -> float:
    """How far the mean prediction of a bin is off the share that was known in it; big bins count more."""
    by_bin = sorted(predictions, key=attrgetter("bin"))
    squares = (_squared_error(list(bin_)) for _, bin_ in groupby(by_bin, key=attrgetter("bin")))
    return sqrt(sum(squares) / len(predictions))


def _squared_error(bin_: Sequence[Prediction]) -> float:
    """Of one bin, times the number of predictions in it."""
    return sum(each.probability - each.known for each in bin_) ** 2 / len(bin_)


def auc(predictions: Sequence[Prediction]) -> float:
    """How often something known was thought likelier than something forgotten, ties half: 0.5 by chance, 1 at best."""
    in_order = sorted(predictions, key=attrgetter("probability"))
    wins = 0.0
    forgotten_before = 0
    for _, tied in groupby(in_order, key=attrgetter("probability")):
        known = [each.known for each in tied]
        wins += sum(known) * (forgotten_before + known.count(False) / 2)
        forgotten_before += known.count(False)
    pairs = forgotten_before * (len(in_order) - forgotten_before)
    return wins / pairs if pairs else 0.5


def bin_of(elapsed_days: int, day_of_card: int, lapses: int) -> tuple[float, float, float]:
    """The bin of a prediction; each of its three sides is cut at powers of a number."""
    return (
        round(2.48 * 3.62 ** floor(log(elapsed_days) / log(3.62)), 2),
        round(1.99 * 1.89 ** floor(log(day_of_card) / log(1.89))),
        round(1.65 * 1.73 ** floor(log(lapses) / log(1.73))) if lapses else 0,
    )
