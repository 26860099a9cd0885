"""``anki push`` and ``anki sync``: progress to Anki, and through its sync servers."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from flashcards.anki.exchange import credentials
from flashcards.cli.boundary import Context, clock, offset_at, say
from flashcards.cli.telling_anki import exchange_lines, push_warnings, sync_lines
from flashcards.collection.anki_exchange import AnkiExchange, Exchanged
from flashcards.collection.anki_push import GONE_CARDS, Pushed
from flashcards.collection.anki_sync import FULL
from flashcards.config import ReviewTable

_COLLECTION = click.argument("file", metavar="[COLLECTION]", required=False, type=click.Path(path_type=Path))
_GONE = click.option(
    "--gone",
    type=click.Choice(GONE_CARDS),
    default=GONE_CARDS[0],
    help="What becomes there of cards whose text has gone from the notes; by default they are suspended.",
)


@click.command()
@_COLLECTION
@_GONE
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.pass_obj
def push(context: Context, *, file: Path | None, gone: str, dry_run: bool) -> None:
    """Bring reviews, the schedule and the last build into Anki.

    COLLECTION is the collection.anki2 of an Anki that is closed, by default that of its only profile. First its reviews are
    pulled, so that no side loses one; then each card stands there where the reviews of both have brought it. A backup is
    made before anything is changed.
    """
    with context.remembering() as collection:
        exchange = AnkiExchange(collection, offset_at)
        done = exchange.push(exchange.file(file), clock(), gone=gone, dry_run=dry_run)
        settings = collection.config.review
    _say_exchanged(done, dry_run=dry_run)
    _warn([done.pushed], settings)


@click.command()
@click.argument("server", required=False, default="")
@_COLLECTION
@_GONE
@click.option(
    "--full", type=click.Choice(FULL), help="Let one side take the other's place, where they can't be joined."
)
@click.pass_obj
def sync(context: Context, *, server: str, file: Path | None, gone: str, full: str | None) -> None:
    """Pull, push, and synchronise with Anki's SERVER, or one's own.

    SERVER is its address; ankiweb is AnkiWeb's. COLLECTION is as for push; if there is none at that place, one is made. Name and
    password come from FLASHCARDS_ANKI_USER and FLASHCARDS_ANKI_PASSWORD, a key from FLASHCARDS_ANKI_KEY, or the password
    from the keyring, where it is called flashcards-anki.
    """
    with context.remembering() as collection:
        exchange = AnkiExchange(collection, offset_at)
        address = server or collection.config.anki.server
        path = exchange.file(file, may_be_new=True)
        exchanged, synchronised = exchange.synchronise(path, address, credentials.find(), clock(), full=full, gone=gone)
        settings = collection.config.review
    for done in exchanged:
        if done.changed:
            _say_exchanged(done)
    for line in sync_lines(synchronised):
        say(line)
    _warn([done.pushed for done in exchanged], settings)


def _say_exchanged(done: Exchanged, *, dry_run: bool = False) -> None:
    for line in exchange_lines(done, dry_run=dry_run):
        say(line)


def _warn(pushed: Iterable[Pushed], settings: ReviewTable) -> None:
    for line in dict.fromkeys(line for one in pushed for line in push_warnings(one, settings)):
        say(f"flashcards: {line}", err=True)
