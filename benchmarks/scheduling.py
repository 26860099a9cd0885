"""How fast is scheduling? Reviews a second of each algorithm, beside other packages where they are installed.

python -m pip install fsrs supermemo2      # what to compare with; Anki's backend is there for the tests
python -m benchmarks.scheduling [--reviews N] [--cards M]

All in one run on one core, best of three, so that only the ratios mean something. A line is either single answers, by
formulas alone, or all that a learner is shown before one, of all four buttons. The last lines replay histories as a
collection does it, and say how much memory the process has used at most.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flashcards.algorithms import anki_sm2, fsrs, sm2
from flashcards.model import Rating, Review
from flashcards.scheduler import ALGORITHMS, DAY_MS, Moment, Settings, State, next_states, replay

FIRST_DAY = 738_000
REVIEWS_OF_CARD = 20
ANSWERS_OF_CARD = 8
"""In the lines for formulas; with more, supermemo2 comes to days that have no date."""


def by_formulas(ratings: list[int], days: list[int]) -> Iterator[tuple[str, Callable[[], object]]]:
    """The formulas alone, each card beginning anew after some reviews."""

    def run_sm2() -> None:
        memory = sm2.START
        for number, rating in enumerate(ratings):
            memory = sm2.review(sm2.START if number % ANSWERS_OF_CARD == 0 else memory, rating + 1)

    def run_fsrs() -> None:
        memory = fsrs.first(3, fsrs.DEFAULT_PARAMETERS)
        for number, (rating, elapsed_days) in enumerate(zip(ratings, days, strict=True)):
            if number % ANSWERS_OF_CARD == 0:
                memory = fsrs.first(rating, fsrs.DEFAULT_PARAMETERS)
            else:
                memory = fsrs.next(memory, rating, elapsed_days, fsrs.DEFAULT_PARAMETERS)

    def run_anki() -> None:
        config = anki_sm2.Config()
        memory = anki_sm2.first(3, config)
        for number, rating in enumerate(ratings):
            if number % ANSWERS_OF_CARD == 0:
                memory = anki_sm2.first(rating, config)
            else:
                memory = anki_sm2.review(memory, rating, memory.interval_days, config)

    yield "SM-2, formulas", run_sm2
    yield "FSRS-6, formulas", run_fsrs
    yield "Anki's SM-2, formulas", run_anki


def by_machine(ratings: list[int], days: list[int]) -> Iterator[tuple[str, Callable[[], object]]]:
    """All four buttons of a card with steps, dice and bounds, as they are shown to a learner."""
    card = [Review("c", Rating.GOOD, day * DAY_MS, day) for day in (FIRST_DAY, FIRST_DAY, FIRST_DAY + 3)]
    for algorithm in ALGORITHMS:
        settings = Settings(algorithm=algorithm)
        state = replay(card, settings)

        def run(settings: Settings = settings, state: State = state) -> None:
            for elapsed_days in days[: len(days) // 20]:
                next_states(state, settings, Moment(0, FIRST_DAY + 3 + elapsed_days), "c")

        yield f"{algorithm}, four buttons", run


def by_others(ratings: list[int], days: list[int]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Packages that aren't ours, if they are there."""
    if importlib.util.find_spec("fsrs"):
        yield "py-fsrs", partial(run_py_fsrs, ratings, days)
    if importlib.util.find_spec("supermemo2"):
        yield "supermemo2", partial(run_supermemo2, ratings)
    if importlib.util.find_spec("anki"):
        for name, fsrs_on in (("Anki's SM-2, four buttons", False), ("Anki's FSRS-6, four buttons", True)):
            yield f"{name}, its backend", partial(run_anki_backend, len(ratings) // 20, fsrs_on)


def run_py_fsrs(ratings: list[int], days: list[int]) -> None:
    import fsrs as py_fsrs  # type: ignore[import-not-found]  # noqa: PLC0415

    scheduler, start = py_fsrs.Scheduler(enable_fuzzing=False), datetime(2026, 1, 1, tzinfo=UTC)
    card, now = py_fsrs.Card(card_id=1), start  # without an id it waits for a millisecond
    for number, (rating, elapsed_days) in enumerate(zip(ratings, days, strict=True)):
        if number % ANSWERS_OF_CARD == 0:
            card, now = py_fsrs.Card(card_id=1), start
        now += timedelta(days=elapsed_days)
        card, _ = scheduler.review_card(card, py_fsrs.Rating(rating), now)


def run_supermemo2(ratings: list[int]) -> None:
    import supermemo2  # type: ignore[import-not-found]  # noqa: PLC0415

    now, held = datetime(2026, 1, 1), {"easiness": 2.5, "interval": 0, "repetitions": 0}
    for number, rating in enumerate(ratings):
        if number % ANSWERS_OF_CARD == 0:
            held = supermemo2.first_review(rating + 1, now)
        else:
            held = supermemo2.review(rating + 1, held["easiness"], held["interval"], held["repetitions"], now)


def run_anki_backend(calls: int, fsrs_on: bool) -> None:
    """Called as from a program beside it, through its protocol, with the card looked up in its database."""
    with anki_card(fsrs_on) as (col, card_id):
        for _ in range(calls):
            col._backend.get_scheduling_states(card_id)


@contextmanager
def anki_card(fsrs_on: bool) -> Iterator[tuple[Any, int]]:
    """A collection of Anki's with one learned card."""
    import anki.collection  # noqa: PLC0415 - first, as the other alone can't be imported
    from anki.cards import FSRSMemoryState  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        col = anki.collection.Collection(str(Path(folder) / "collection.anki2"))
        col.set_config("fsrs", fsrs_on)
        note = col.new_note(col.models.by_name("Basic"))
        note.fields[0] = "front"
        col.add_note(note, 1)
        card = note.cards()[0]
        card.type, card.queue, card.ivl, card.due, card.factor = 2, 2, 10, 0, 2500
        card.memory_state = FSRSMemoryState(stability=10.0, difficulty=5.0) if fsrs_on else None
        col.update_card(card)
        try:
            yield col, card.id
        finally:
            col.close()


def best_speed(count: int, run: Callable[[], object], rounds: int = 3) -> float:
    """Calls a second, of the fastest of some rounds."""
    seconds: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return count / min(seconds)


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
    print(f"{'':42}{'a second':>12}{'x SM-2':>9}")
    first = 0.0
    for name, run in (*by_formulas(ratings, days), *by_machine(ratings, days), *by_others(ratings, days)):
        speed = best_speed(len(ratings) // (20 if "buttons" in name else 1), run)
        first = first or speed
        print(f"{name:42}{speed:>12,.0f}{speed / first:>9.3f}")
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
