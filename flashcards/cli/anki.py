"""``anki``: progress and decks out of Anki, and progress into it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from flashcards.anki.exchange.connect import DEFAULT_URL
from flashcards.cli.anki_import import import_
from flashcards.cli.boundary import Context, clock, counted, offset_at, say
from flashcards.cli.exchanging import push, sync
from flashcards.collection import Pulled, PullOptions


@click.group()
def anki() -> None:
    """Bring reviews and decks from Anki here, reviews and the schedule to Anki, and both to its sync servers."""


for command in (push, sync, import_):
    anki.add_command(command)


@anki.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--connect",
    "url",
    is_flag=False,
    flag_value=DEFAULT_URL,
    metavar="[URL]",
    help=f"In place of FILE, ask the Anki that runs on this machine, through AnkiConnect; by default at {DEFAULT_URL}.",
)
@click.option("--states", is_flag=True, help="Also suspend and bury what is suspended and buried in Anki.")
@click.option("--tags", is_flag=True, help="Also tell which tags cards have in Anki only: leech, marked.")
@click.option("--dry-run", is_flag=True, help="Say what would come, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what came as one JSON object.")
@click.pass_obj
def pull(
    context: Context, *, file: Path | None, url: str | None, states: bool, tags: bool, dry_run: bool, as_json: bool
) -> None:
    """Take over the reviews that were given in Anki.

    FILE is a package (.apkg with scheduling information, or .colpkg), or the collection.anki2 of an Anki that is closed;
    it is never changed. A review that is known counts once, also one that was given here. What was only set by hand in Anki,
    as a due date, is left out. `flashcards undo` takes a pull back.
    """
    options = PullOptions(states, tags, dry_run)
    with context.remembering() as collection:
        if file and not url:
            done = collection.pull(file, clock(), offset_at, options)
        elif url and not file:
            done = collection.pull_from_running(url, clock(), offset_at, options)
        else:
            raise click.UsageError("Name either a FILE, or --connect for the Anki that runs.")
    if as_json:
        say(json.dumps(_as_json(done, dry_run=dry_run), ensure_ascii=False))
        return
    for line in _told(done, dry_run=dry_run):
        say(line)


# --------------------------------------------------------------------------------------------------------- what is told


def _told(done: Pulled, *, dry_run: bool) -> Iterator[str]:
    yield _headline(done) + (" (nothing was written)" if dry_run and not done.changes_nothing else "")
    details = (
        ("beside the schedule", sum(one.crammed for one in done.reviews)),
        ("to be learnt again", len(done.forgotten)),
        ("suspended", len(done.suspended)),
        ("asked again", len(done.unsuspended)),
        ("buried", len(done.buried)),
    )
    for name, count in details:
        if count:
            yield f"  {name}: {count}"
    if not done.our_cards:
        yield "  none of its cards is ours"
    elif done.has_no_answers:
        hint = "" if done.is_whole else "; an .apkg has them if it is exported with scheduling information"
        yield f"  our cards have no reviews in it{hint}"
    for reason, count in done.left_out.items():
        yield f"  left out, {reason}: {count}"
    if done.other_cards:
        yield f"  not ours: {counted(done.other_cards, 'card')} with {counted(done.other_answers, 'review')}"
    for tag, count in done.tag_counts.most_common():
        yield f"  tagged {tag} in Anki: {counted(count, 'card')}"


def _headline(done: Pulled) -> str:
    known = f"{counted(done.known, 'review')} known already" if done.known else ""
    if done.days is None:
        new = "nothing new" if done.changes_nothing else "no new reviews"
        return f"{new}; {known}" if known else new
    first, last = map(_shown, done.days)
    when = f"on {first}" if first == last else f"from {first} to {last}"
    cards = len({answer.card_id for answer in done.reviews})
    new = f"{counted(len(done.reviews), 'new review')} of {counted(cards, 'card')}, {when}"
    return f"{new}; {known}" if known else new


def _shown(day: int) -> str:
    return datetime.fromordinal(day).date().isoformat()


def _as_json(done: Pulled, *, dry_run: bool) -> dict[str, Any]:
    first, last = map(_shown, done.days) if done.days else (None, None)
    return {
        "dry_run": dry_run,
        "reviews": len(done.reviews),
        "cards": len({answer.card_id for answer in done.reviews}),
        "first_day": first,
        "last_day": last,
        "crammed": sum(one.crammed for one in done.reviews),
        "forgotten": len(done.forgotten),
        "known": done.known,
        "left_out": dict(done.left_out),
        "not_ours": {"cards": done.other_cards, "reviews": done.other_answers},
        "suspended": list(done.suspended),
        "unsuspended": list(done.unsuspended),
        "buried": list(done.buried),
        "tags": {card: list(tags) for card, tags in done.tags.items()},
    }
