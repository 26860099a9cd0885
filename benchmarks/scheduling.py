"""How fast is scheduling? Reviews a second of each algorithm, beside other packages where they are installed.

python -m benchmarks.scheduling [--reviews N] [--cards M]

All in one run on one core, so that only the ratios mean something. The last lines replay N histories as a collection
does it, and say how much memory the process has used at most.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from flashcards.algorithms import anki_sm2, fsrs, sm2
from flashcards.model import Rating, Review
from flashcards.scheduler import ALGORITHMS, DAY_MS, Settings, replay

FIRST_DAY = 738_000
REVIEWS_OF_CARD = 20


def by_formulas(ratings: list[int], days: list[int]) -> Iterator[tuple[str, Callable[[], object]]]:
    """The formulas alone, each card beginning anew after some reviews."""

    def run_sm2() -> None:
        memory = sm2.START
        for number, rating in enumerate(ratings):
            memory = sm2.review(sm2.START if number % REVIEWS_OF_CARD == 0 else memory, rating + 1)

    def run_fsrs() -> None:
        memory = fsrs.first(3, fsrs.DEFAULT_PARAMETERS)
        for number, (rating, elapsed_days) in enumerate(zip(ratings, days, strict=True)):
            if number % REVIEWS_OF_CARD == 0:
                memory = fsrs.first(rating, fsrs.DEFAULT_PARAMETERS)
            else:
                memory = fsrs.next(memory, rating, elapsed_days, fsrs.DEFAULT_PARAMETERS)

    def run_anki() -> None:
        config = anki_sm2.Config()
        memory = anki_sm2.first(3, config)
        for number, rating in enumerate(ratings):
            if number % REVIEWS_OF_CARD == 0:
                memory = anki_sm2.first(rating, config)
            else:
                memory = anki_sm2.review(memory, rating, memory.interval_days, config)

    yield "SM-2, formulas", run_sm2
    yield "FSRS-6, formulas", run_fsrs
    yield "Anki's SM-2, formulas", run_anki


def by_others(ratings: list[int], days: list[int]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Packages that aren't ours, if they are there."""
    if importlib.util.find_spec("fsrs"):
        import fsrs as py_fsrs  # type: ignore[import-not-found]  # noqa: PLC0415

        def run_py_fsrs() -> None:
            scheduler, card, now = (
                py_fsrs.Scheduler(enable_fuzzing=False),
                py_fsrs.Card(),
                datetime(2026, 1, 1, tzinfo=UTC),
            )
            for number, (rating, elapsed_days) in enumerate(zip(ratings, days, strict=True)):
                now += timedelta(days=elapsed_days)
                card = py_fsrs.Card() if number % REVIEWS_OF_CARD == 0 else card
                card, _ = scheduler.review_card(card, py_fsrs.Rating(rating), now)

        yield "py-fsrs", run_py_fsrs


def histories(cards: int, dice: random.Random) -> list[list[Review]]:
    """That many cards with some reviews each, on later and later days."""
    found: list[list[Review]] = []
    for number in range(cards):
        day, of_card = FIRST_DAY + number % 300, []
        for count in range(REVIEWS_OF_CARD):
            rating = Rating(dice.choices((1, 2, 3, 4), (1, 1, 7, 1))[0])
            of_card.append(Review(f"c{number}", rating, day * DAY_MS, day, f"{number}-{count}"))
            day += dice.randrange(1, 3 + 2 * count)
        found.append(of_card)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reviews", type=int, default=200_000, help="reviews for the formulas")
    parser.add_argument("--cards", type=int, default=50_000, help="cards of the replay, with 20 reviews each")
    options = parser.parse_args()
    dice = random.Random(1)
    ratings = dice.choices((1, 2, 3, 4), (1, 1, 7, 1), k=options.reviews)
    days = [dice.randrange(1, 60) for _ in ratings]
    print(f"{'':28}{'reviews/s':>12}{'x SM-2':>9}")
    first = 0.0
    for name, run in (*by_formulas(ratings, days), *by_others(ratings, days)):
        start = time.perf_counter()
        run()
        speed = len(ratings) / (time.perf_counter() - start)
        first = first or speed
        print(f"{name:28}{speed:>12,.0f}{speed / first:>9.2f}")
    collection = histories(options.cards, dice)
    count = sum(map(len, collection))
    for algorithm in ALGORITHMS:
        settings = Settings(algorithm=algorithm)
        start = time.perf_counter()
        for of_card in collection:
            replay(of_card, settings)
        seconds = time.perf_counter() - start
        print(
            f"replay of {count:,} reviews of {options.cards:,} cards, {algorithm}: {seconds:.1f} s, {count / seconds:,.0f}/s"
        )
    print(f"peak memory of all of it: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
