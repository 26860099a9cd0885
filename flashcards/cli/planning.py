"""``reschedule``: what other settings would make of the reviews."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import click

from flashcards.cli.boundary import Context, clock, say
from flashcards.scheduler import ALGORITHMS, Outlook, Settings

_SPANS = (("today", 0, 0), ("tomorrow", 1, 1), ("in 2 to 6 days", 2, 6), ("in 7 to 29 days", 7, 29))


@click.command()
@click.option("--algorithm", type=click.Choice(list(ALGORITHMS)), help="By default the one that is set.")
@click.option(
    "--retention",
    type=click.FloatRange(0.7, 0.99),
    metavar="R",
    help="For FSRS: the probability of recall at which a card is due, from 0.7 to 0.99.",
)
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
        if settings.algorithm == "fsrs"
        else settings.algorithm
    )
