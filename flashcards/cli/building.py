"""``build``, ``status`` and ``check``: notes to packages, and what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import click

from flashcards.cli.boundary import Context, clock, offset_at, priority_option, say
from flashcards.cli.reporting import report_json, report_lines
from flashcards.cli.telling_anki import progress_line
from flashcards.collection import BuildReport
from flashcards.collection.anki_exchange import AnkiExchange
from flashcards.errors import Problem

_LEAST = priority_option("The minimum priority, from 0 to 1, in place of the settings'; reviewed cards stay.")


_STOPS = (
    "flashcards: `flashcards build` stops for pictures that can't be had, unless the settings have"
    ' missing_pictures = "tell" in the table [anki].'
)


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write the package into this folder.")
@_LEAST
@click.option(
    "--with-progress",
    is_flag=True,
    help="Beside the package, write one with the schedule, for an Anki without the cards.",
)
@click.option("--accept-retired", is_flag=True, help="Go on though more than a fifth of all cards would retire.")
@click.option("--strict", is_flag=True, help="Exit with 1 if there are problems in notes.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@click.pass_obj
def build(
    context: Context,
    *,
    out: Path | None,
    min_priority: float | None,
    with_progress: bool,
    accept_retired: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Make the decks from the notes; only what changed.

    Stops before it writes anything if more than a fifth of the cards would retire, as a folder may not be mounted, and if a
    picture that a card shows can't be had.
    """
    with context.open(min_priority) as collection:
        now = clock()
        report = collection.build(now, out, accept_retired=accept_retired)
        progress = AnkiExchange(collection, offset_at).write_progress(report.package, now) if with_progress else None
    _print(report, as_json, done=True)
    if progress:
        say(progress_line(*progress), err=as_json)
    if strict and report.problems:
        raise SystemExit(1)


@click.command()
@_LEAST
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@click.pass_obj
def status(context: Context, min_priority: float | None, as_json: bool) -> None:
    """Show what build would do; change nothing."""
    with context.open(min_priority) as collection:
        report = collection.plan()
    _print(report, as_json, done=False)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--strict", is_flag=True, help="Exit with 1 if there are problems.")
@click.pass_obj
def check(context: Context, paths: tuple[Path, ...], strict: bool) -> None:
    """Show the problems in notes and cards, one a line: path:line: message."""
    with context.open() as collection:
        lies = collection.within(paths)
        problems = [problem for problem in collection.problems() if not paths or lies(problem.path)]
    for problem in problems:
        say(str(problem))
    if strict and problems:
        raise SystemExit(1)


# -------------------------------------------------------------------------------------------------------- the report


def _print(report: BuildReport, as_json: bool, *, done: bool) -> None:
    if as_json:
        say(json.dumps(report_json(report), ensure_ascii=False))
    else:
        for line in report_lines(report, done=done):
            say(line)
        if report.loss:
            say(f"flashcards: {report.loss}; `flashcards build` stops unless --accept-retired says so.", err=True)
        _warn(report.problems)
        if report.missing_pictures:
            say(_STOPS, err=True)


def _warn(problems: Iterable[Problem]) -> None:
    for problem in problems:
        say(str(problem), err=True)
