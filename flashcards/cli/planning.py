"""``reschedule``, ``simulate`` and ``optimize``: what other settings would make of the reviews, and of those to come."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import click

from flashcards.cli.boundary import Context, clock, say
from flashcards.config import Config
from flashcards.fitting import FEWEST_TO_FIT, Comparison, NoOptimizerError, installed_fit
from flashcards.scheduler import ALGORITHMS, Outcome, Outlook, Settings, simulated

_SPANS = (("today", 0, 0), ("tomorrow", 1, 1), ("in 2 to 6 days", 2, 6), ("in 7 to 29 days", 7, 29))

_RETENTION = click.option(
    "--retention",
    type=click.FloatRange(0.7, 0.99),
    metavar="R",
    help="For FSRS: the probability of recall at which a card is due, from 0.7 to 0.99; by default what is set.",
)
_SEED = 1
_MOST_PERIODS = 12
_BAR_WIDTH = 14


@click.command()
@click.option("--algorithm", type=click.Choice(list(ALGORITHMS)), help="By default the one that is set.")
@_RETENTION
@click.option("--apply", "applies", is_flag=True, help="Write these settings into flashcards.toml.")
@click.pass_obj
def reschedule(context: Context, algorithm: str | None, retention: float | None, applies: bool) -> None:
    """Show when cards would be asked next under another algorithm or retention, with the same answers.

    Nothing is written without --apply. Decks with a retention of their own keep it.
    """
    named = {"algorithm": algorithm, "desired_retention": retention}
    chosen = {name: value for name, value in named.items() if value is not None}
    if not chosen:
        raise click.UsageError("Say what to try: --algorithm, --retention, or both.")
    with context.remembering() as collection:
        before = collection.config.scheduling
        after = replace(
            before,
            algorithm=algorithm or before.algorithm,
            desired_retention=retention or before.desired_retention,
        )
        outlook = collection.outlook(after, clock())
        for line in _told(before, after, outlook):
            say(line)
        if applies:
            collection.choose(chosen)
            say(f"written to flashcards.toml: {', '.join(f'{name} = {value}' for name, value in chosen.items())}")


def _told(before: Settings, after: Settings, outlook: Outlook) -> Iterator[str]:
    moved = f"{outlook.earlier} earlier, {outlook.later} later, {outlook.unmoved} on the same day"
    yield f"{_named(before)} → {_named(after)}: {moved}"
    yield ""
    yield f"{'cards asked next':<18} {'before':>8} {'after':>8}"
    spans = [*_SPANS, ("in 30 days", 0, 29), ("after that", 30, None)]
    for name, first_days, last_days in spans:
        workload = outlook.workload(first_days, last_days)
        yield f"{name:<18} {workload.before:>8} {workload.after:>8}"
    yield ""
    yield "Each card counts once, on the day on which it is asked next."


def _named(settings: Settings) -> str:
    return (
        f"{settings.algorithm} at {settings.desired_retention:g}"
        if ALGORITHMS[settings.algorithm].recall
        else settings.algorithm
    )


# ------------------------------------------------------------------------------------------------------------ simulation


@click.command()
@click.option(
    "--new", "new_per_day", type=click.IntRange(0, 1000), default=20, show_default=True, help="New cards a day."
)
@_RETENTION
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long.")
@click.option(
    "--cards", type=click.IntRange(0, 100_000), help="How many cards there are; by default enough for all days."
)
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as one JSON object.")
@click.pass_obj
def simulate(
    context: Context, *, new_per_day: int, retention: float | None, days: int, cards: int | None, as_json: bool
) -> None:
    """Try each algorithm on a made-up learner: how much work it makes, and how much is known at the end.

    The learner forgets as FSRS-6 says, with the parameters of the settings or else those of its authors, so FSRS is at home
    here. Differences of a few per cent mean nothing. There is no limit of reviews; a pass takes 8 seconds, a failure 25.
    """
    collection = context.open_if_any()
    settings = (collection.config if collection else Config()).scheduling
    settings = replace(settings, desired_retention=retention or settings.desired_retention)
    every = new_per_day * days if cards is None else cards
    outcomes = {
        name: simulated(replace(settings, algorithm=name), days, new_per_day, every, random.Random(_SEED).random)
        for name in ALGORITHMS
    }
    if as_json:
        say(json.dumps({"days": days, "algorithms": [_outcome_json(*one) for one in outcomes.items()]}))
        return
    for line in [*_table(outcomes), "", *_plot(outcomes, days)]:
        say(line)


def _outcome_json(name: str, outcome: Outcome) -> dict[str, Any]:
    return {
        "algorithm": name,
        "reviews_per_day": round(outcome.answers_per_day, 2),
        "minutes_per_day": round(outcome.minutes_per_day(), 2),
        "cards": outcome.cards,
        "known": round(outcome.known, 1),
    }


def _table(outcomes: Mapping[str, Outcome]) -> Iterator[str]:
    yield f"{'algorithm':<12} {'reviews a day':>14} {'minutes a day':>14} {'known at the end':>20}"
    for name, outcome in outcomes.items():
        known = f"{outcome.known:.0f} of {outcome.cards}"
        yield f"{name:<12} {outcome.answers_per_day:>14.1f} {outcome.minutes_per_day():>14.1f} {known:>20}"


def _plot(outcomes: Mapping[str, Outcome], days: int) -> Iterator[str]:
    """Bars of minutes a day, in a row for each part of the time."""
    length = -(-days // _MOST_PERIODS)
    starts = range(0, days, length)
    minutes = {name: [one.minutes_per_day(start, start + length) for start in starts] for name, one in outcomes.items()}
    most = max(map(max, minutes.values())) or 1
    yield f"{'minutes on':<12}" + "".join(f" {name:<{_BAR_WIDTH + 6}}" for name in outcomes).rstrip()
    for number, start in enumerate(starts):
        bars = (f" {_bar(of_one[number], most)}" for of_one in minutes.values())
        yield f"{f'{start + 1}-{min(start + length, days)}':<12}" + "".join(bars).rstrip()


def _bar(minutes: float, most: float) -> str:
    return f"{minutes:>5.1f} {'#' * round(minutes / most * _BAR_WIDTH):<{_BAR_WIDTH}}"


# ---------------------------------------------------------------------------------------------------------- optimisation


@click.command()
@click.argument("deck", required=False)
@click.option("--apply", "applies", is_flag=True, help="Write better parameters into flashcards.toml.")
@click.pass_obj
def optimize(context: Context, deck: str | None, applies: bool) -> None:
    """Show how well each algorithm foretells your answers, and fit FSRS's parameters to them; of DECK alone, if it is given.

    Each part of your reviews is foretold from those before it; less is better in both columns. Fitted parameters are offered
    only where they foretell better than those that are set; nothing is written without --apply. Fitting needs the extra
    flashcards[optimize], the table does not.
    """
    try:
        fit, missing = installed_fit(), ""
    except NoOptimizerError as error:
        if applies:
            raise
        fit, missing = None, str(error)
    with context.remembering() as collection:
        found = collection.foresight(fit, deck, clock())
        for line in [*_scores(found), "", missing or _verdict(found)]:
            say(line)
        if found.parameters:
            say(f"parameters = {list(found.parameters)}")
        if found.parameters and applies:
            collection.choose({"parameters": found.parameters}, deck)
            say(f"written to flashcards.toml{f', for {deck}' if deck else ''}")


def _scores(found: Comparison) -> Iterator[str]:
    yield f"{'what foretells':<20} {'log loss':>9} {'RMSE(bins)':>11}"
    for score in found.scores:
        yield f"{score.name:<20} {score.log_loss:>9.4f} {score.rmse_bins:>11.4f}"


def _verdict(found: Comparison) -> str:
    if found.fitted is None:
        return f"{found.answers} answers on later days are too few to fit parameters to: {FEWEST_TO_FIT} are needed."
    return "The fitted parameters foretell better." if found.parameters else "The fitted parameters are no better."
