"""Where the program meets the machine: the clock, the one place that catches errors, and what all commands share."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from flashcards.collection import Collection, Now
from flashcards.errors import FlashcardsError

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Commands(click.Group):
    """The error boundary: what a command can't do becomes one sentence on standard error and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; our own bugs are not caught here and show their traceback."""
        for stream in (sys.stdout, sys.stderr):
            if reconfigure := getattr(stream, "reconfigure", None):
                reconfigure(errors="replace")  # a terminal of another encoding shows ? for what it can't show
        try:
            return super().invoke(ctx)
        except FlashcardsError as error:
            fail(str(error))
        except BrokenPipeError:  # whoever read our output has read enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except OSError as error:
            place = f" {error.filename}" if error.filename else ""
            fail(f"The system refused{place}: {error.strerror or error}. Nothing was lost; mend that and try again.")


_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def say(text: str, *, err: bool = False) -> None:
    """Print ``text``; control characters that a note or a file name holds never reach the terminal."""
    click.echo(_CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text), err=err)


def fail(sentence: str) -> None:
    """Print ``sentence`` on standard error and leave with status 1."""
    say(f"flashcards: {sentence}", err=True)
    sys.exit(1)


_DATED_AHEAD = (
    "an answer that is dated in days to come, and doesn't count before then: a clock was ahead. "
    "`flashcards undo` takes it back where it was the last, `flashcards history export` shows them all."
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the options before the command say."""

    folder: Path | None

    def open(self, minimum_priority: float | None = None) -> Collection:
        """The collection that the command works on. Raises NoCollectionError or ConfigError.

        ``minimum_priority``, from 0 to 1, takes the place of what its settings say.
        """
        return Collection.find(Path.cwd(), self.folder, minimum_priority)

    @contextmanager
    def remembering(self) -> Iterator[Collection]:
        """The collection for a command that reads or writes reviews: lines of the journal that can't be used are shown."""
        with self.open() as collection:
            unusable, ahead = collection.journal_problems, collection.dated_ahead(clock())
            yield collection
        for problem in dict.fromkeys([*unusable, *collection.set_aside]):
            say(str(problem), err=True)
        if ahead:
            say(f"{'1 card has' if len(ahead) == 1 else f'{len(ahead)} cards have'} {_DATED_AHEAD}", err=True)

    def open_if_any(self) -> Collection | None:
        """The collection, or None where there is none; a folder that was named must be one."""
        from flashcards.config import NoCollectionError  # noqa: PLC0415 - only this command may do without

        try:
            return self.open()
        except NoCollectionError:
            if self.folder:
                raise
            return None


def counted(count: int, one: str, several: str = "") -> str:
    """``1 card``, ``2 cards``; ``several`` where it isn't made with an s."""
    return f"{count} {one if count == 1 else several or one + 's'}"


def priority_option(explained: str, default: float | None = None) -> Callable[[_Command], _Command]:
    """The option ``--min-priority``, from 0 to 1, of several commands."""
    return click.option("--min-priority", type=click.FloatRange(0, 1), metavar="X", default=default, help=explained)


def clock() -> Now:
    """This instant, and the local time's offset from UTC."""
    return at(datetime.now().astimezone(), round(time.time() * 1000))


def at(moment: datetime, time_ms: int | None = None) -> Now:
    """An instant that was named; without an offset it is local time."""
    local = moment.astimezone()
    offset = local.utcoffset()
    return Now(
        round(local.timestamp() * 1000) if time_ms is None else time_ms,
        round(offset.total_seconds() / 60) if offset else 0,
    )


def offset_at(time_ms: int) -> int:
    """The local time's offset from UTC, in minutes, at an instant in ms since 1970."""
    return at(datetime.fromtimestamp(time_ms / 1000)).utc_offset_minutes
