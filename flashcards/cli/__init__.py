"""The command line. Commands choose, call and print; what they decide is decided elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

from flashcards import __version__
from flashcards.cli.anki import anki
from flashcards.cli.boundary import Commands, Context
from flashcards.cli.building import build, check, status
from flashcards.cli.correcting import follow, undo, unfollow
from flashcards.cli.history import history
from flashcards.cli.planning import optimize, reschedule, simulate
from flashcards.cli.reviewing import answer, due, review, suspend, unsuspend
from flashcards.cli.showing import cards, explain


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="flashcards")
@click.option(
    "-C",
    "collection",
    metavar="DIR",
    envvar="FLASHCARDS_COLLECTION",
    type=click.Path(path_type=Path),
    help="The collection's folder; by default the nearest one at or above the current folder.",
)
@click.pass_context
def main(context: click.Context, collection: Path | None) -> None:
    """Turn study notes into flashcards, review them here or in Anki, and keep every review when the notes change."""
    context.obj = Context(collection)


_COMMANDS = (
    *(build, status, cards, explain, check),
    *(review, answer, due, suspend, unsuspend),
    *(follow, unfollow, undo),
    *(reschedule, simulate, optimize, history),
    anki,
)
for command in _COMMANDS:
    main.add_command(command)

__all__ = ["main"]
