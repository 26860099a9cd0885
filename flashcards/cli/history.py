"""``history``: reviews out to other programs, and in from them."""

from __future__ import annotations

from typing import IO

import click

from flashcards.cli.boundary import Context, clock, offset_at, say
from flashcards.errors import FlashcardsError

_JSON_SUFFIXES = (".jsonl", ".ndjson", ".json")


class NothingImportedError(FlashcardsError):
    """Rows of a file have faults."""

    def __init__(self, count: int) -> None:
        rows = f"{count} rows have faults" if count > 1 else "a row has a fault"
        super().__init__(f"Nothing was imported, as {rows}: mend that, and import again.")


@click.group()
def history() -> None:
    """Write all reviews to a file, or read reviews from one.

    A row is one review: card, time, rating, duration_ms and quality, in CSV or in JSON Lines.
    """


@history.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8", atomic=True), default="-")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines; by default if the file's name ends in .jsonl.")
@click.pass_obj
def export_(context: Context, file: IO[str], as_json: bool) -> None:
    """Write all reviews that were not taken back, but for those of --cram, by default to standard output."""
    with context.remembering() as collection:
        text = collection.history(as_json=as_json or _name(file).endswith(_JSON_SUFFIXES))
    click.echo(text, file=file, nl=False)


@history.command("import")
@click.argument("file", type=click.File("rb"))
@click.pass_obj
def import_(context: Context, file: IO[bytes]) -> None:
    """Add the reviews in FILE, in CSV or JSON Lines; those that are known already change nothing.

    time is ISO 8601 with an offset from UTC, or ms since 1970; rating is 1 to 4, or again, hard, good or easy. duration_ms
    may be left out, and so may quality, what SM-2 was told from 0 to 5. Of a time in ms or in UTC the day is that of this
    computer's time zone. With a fault in any row nothing is written.
    """
    with context.remembering() as collection:
        done = collection.import_history(file.read(), _name(file), clock(), offset_at)
    for problem in done.problems:
        say(str(problem), err=True)
    if done.problems:
        raise NothingImportedError(len(done.problems))
    say(f"{done.added} imported, {done.known} known already")


def _name(file: IO[str] | IO[bytes]) -> str:
    return str(getattr(file, "name", "-"))  # a stream that stands in for a file may have none
