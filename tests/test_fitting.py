"""What is fitted to a learner: measured on what it hasn't seen, and taken only if it is better."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from flashcards import fitting
from flashcards.algorithms import fsrs
from flashcards.cli import main
from flashcards.config import load
from flashcards.evaluation import Question, Step
from flashcards.fitting import NoOptimizerError, TooFewReviewsError, compare
from flashcards.model import Rating, Review
from flashcards.scheduler import Settings

DAY = 739_000
FORGETFUL = (0.1, 0.3, 0.6, 2.0, *fsrs.DEFAULT_PARAMETERS[4:])
"""The weights of a learner who forgets much sooner than most."""


def log_of(parameters: Sequence[float], cards: int = 150) -> list[Review]:
    """Reviews of a learner with these weights, in intervals that double."""
    dice = random.Random(5)
    reviews = []
    for number in range(cards):
        day, memory, interval = number % 60, fsrs.first(Rating.GOOD, parameters), 1
        reviews.append(review(number, day, Rating.GOOD))
        for _ in range(5):
            day += interval
            known = dice.random() < fsrs.retrievability(memory, interval, parameters)
            rating = Rating.GOOD if known else Rating.AGAIN
            memory = fsrs.next(memory, rating, interval, parameters)
            reviews.append(review(number, day, rating))
            interval = interval * 2 if known else 1
    return reviews


def review(card: int, day: int, rating: Rating) -> Review:
    return Review(f"card {card}", rating, day * 86_400_000 + card, DAY + day, event_id=f"{card} {day}")


def test_better_weights_are_taken() -> None:
    seen: list[int] = []

    def fit(questions: Sequence[Question]) -> tuple[float, ...]:
        seen.append(len(questions))
        return FORGETFUL

    found = compare(log_of(FORGETFUL), Settings(), fit)
    names = [score.name for score in found.scores]
    assert names == ["SM-2", "Anki's SM-2", "FSRS-6 default", "FSRS-6 fitted"]
    assert found.parameters == FORGETFUL
    assert found.scores[-1].log_loss < found.scores[-2].log_loss
    assert seen == [*sorted(seen[:5]), found.answers], "each part from those before it, and at last from all"
    assert seen[4] < found.answers


def test_worse_weights_are_not_taken() -> None:
    never_forgets = (50.0, 60.0, 80.0, 100.0, *fsrs.DEFAULT_PARAMETERS[4:])
    found = compare(log_of(FORGETFUL), Settings(), lambda _: never_forgets)
    assert found.fitted is not None
    assert found.parameters is None


def test_what_is_set_is_to_be_beaten() -> None:
    found = compare(log_of(FORGETFUL), Settings(parameters=FORGETFUL), lambda _: fsrs.DEFAULT_PARAMETERS)
    assert [score.name for score in found.scores][2:] == ["FSRS-6 default", "FSRS-6 as it is set", "FSRS-6 fitted"]
    assert found.parameters is None
    assert compare(log_of(FORGETFUL), Settings(parameters=FORGETFUL), lambda _: FORGETFUL).parameters is None


def test_few_reviews_are_measured_but_not_fitted() -> None:
    found = compare(log_of(FORGETFUL, cards=30), Settings(), lambda _: pytest.fail("too few to fit"))
    assert (found.answers < fitting.FEWEST_TO_FIT, len(found.scores), found.fitted) == (True, 3, None)


def test_hardly_any_reviews_are_a_sentence() -> None:
    with pytest.raises(TooFewReviewsError, match="there are 0"):
        compare([review(0, 0, Rating.GOOD)], Settings(), None)


# ------------------------------------------------------------------------------------------------------- what is installed


@dataclass
class Library:
    """Stands in for the extra."""

    items: list[list[tuple[int, int]]]

    def FSRS(self, _: list[float]) -> SimpleNamespace:  # noqa: N802
        return SimpleNamespace(compute_parameters=self.computed)

    def FSRSItem(self, reviews: list[tuple[int, int]]) -> list[tuple[int, int]]:  # noqa: N802
        return reviews

    def FSRSReview(self, rating: int, delta_t: int) -> tuple[int, int]:  # noqa: N802
        return rating, delta_t

    def computed(self, items: list[list[tuple[int, int]]]) -> list[float]:
        self.items += items
        return [weight + 0.00000001 for weight in FORGETFUL]


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    made = Library([])
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", made)  # type: ignore[arg-type]
    return made


def test_each_answer_is_learned_from_with_all_before_it(library: Library) -> None:
    history = (Step(0, Rating.HARD), Step(0, Rating.GOOD), Step(2, Rating.AGAIN))
    questions = [Question(history[:2], 2, False, 2), Question(history, 1, True, 3)]
    assert fitting.installed_fit()(questions) == FORGETFUL, "rounded"
    assert library.items == [[(2, 0), (3, 0), (1, 2)], [(2, 0), (3, 0), (1, 2), (3, 1)]]


def test_without_the_extra_a_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)
    with pytest.raises(NoOptimizerError, match=r"flashcards\[optimize\]"):
        fitting.installed_fit()


def test_the_real_one_finds_what_the_learner_is_like() -> None:
    pytest.importorskip("fsrs_rs_python")
    found = compare(log_of(FORGETFUL, cards=400), Settings(), fitting.installed_fit())
    assert found.parameters is not None
    assert found.scores[-1].log_loss < found.scores[-2].log_loss


# ------------------------------------------------------------------------------------------------------------ the command


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A collection with the history of a forgetful learner."""
    monkeypatch.setenv("FLASHCARDS_DEVICE", "desk")
    (tmp_path / "notes").mkdir()
    terms = "".join(f"- Term{number} : meaning of number {number}\n" for number in range(150))
    (tmp_path / "notes" / "a.md").write_text(terms, "utf-8")
    assert run(tmp_path, "build").exit_code == 0
    ids = [line.split()[0] for line in run(tmp_path, "cards").output.splitlines()]
    rows = [
        f"{ids[int(one.card_id.split()[1])]},{one.time_ms + 1_700_000_000_000},{one.rating.value}"
        for one in log_of(FORGETFUL)
    ]
    (tmp_path / "r.csv").write_text("card,time,rating\n" + "\n".join(rows) + "\n")
    done = run(tmp_path, "history", "import", str(tmp_path / "r.csv"))
    assert done.exit_code == 0, done.output
    return tmp_path


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(folder), *words])


def test_the_table_is_shown_without_the_extra_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)
    done = run(folder, "optimize")
    assert done.exit_code == 0
    assert [line[:14].strip() for line in done.output.splitlines()[1:4]] == ["SM-2", "Anki's SM-2", "FSRS-6 default"]
    assert "pip install 'flashcards[optimize]'" in done.output
    refused = run(folder, "optimize", "--apply")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "isn't installed" in refused.stderr


def test_answers_to_few_cards_are_measured_and_counted_all() -> None:
    reviews = [Review(f"c{card}", Rating.GOOD, day * 86_400_000, day) for card in range(5) for day in (1, 2, 9, 30)]
    assert compare(reviews, Settings(), None).answers == 15


def test_a_deck_is_measured_and_fitted_alone(folder: Path, library: Library) -> None:
    (folder / "notes" / "b.md").write_text("- Other : of another note\n", "utf-8")
    run(folder, "build")
    assert "and there are 0" in run(folder, "optimize", "b").stderr
    assert "There is no deck c" in run(folder, "optimize", "c").stderr
    assert run(folder, "optimize", "a", "--apply").output.endswith("written to flashcards.toml, for a\n")
    scheduling = load(folder).scheduling
    assert (scheduling.of("a").parameters, scheduling.of("b").parameters) == (FORGETFUL, Settings().parameters)


def test_better_weights_are_written_when_told_to(folder: Path, library: Library) -> None:
    shown = run(folder, "optimize")
    assert "FSRS-6 fitted" in shown.output
    assert not (folder / "flashcards.toml").exists()
    assert run(folder, "optimize", "--apply").exit_code == 0
    assert load(folder).review.parameters == FORGETFUL
    again = run(folder, "optimize", "--apply")
    assert "no better" in again.output
    assert library.items
