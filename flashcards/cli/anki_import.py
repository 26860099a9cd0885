"""``anki import``: a deck of Anki's becomes notes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from flashcards.cli.boundary import Context, clock, counted, offset_at, say
from flashcards.collection import ImportedDeck

_EXAMPLES = 3


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", metavar="FOLDER", type=click.Path(path_type=Path), help="A folder in that of the notes.")
@click.option("--deck", metavar="NAME", help="Only this deck, and those below it.")
@click.option("--dry-run", is_flag=True, help="Say what would come, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what came as one JSON object.")
@click.pass_obj
def import_(context: Context, *, file: Path, into: Path | None, deck: str | None, dry_run: bool, as_json: bool) -> None:
    """Turn decks of Anki's into notes, for those who move to plain text.

    FILE is a package (.apkg or .colpkg; with scheduling information, for the history), or the collection.anki2 of an Anki
    that is closed; it is never changed. Each deck becomes a Markdown note with its media beside it, and the reviews come
    along: the next build finds the same cards. No note is ever overwritten. `flashcards undo` takes the reviews
    back and leaves the notes: to be rid of them, delete them.
    """
    with context.remembering() as collection:
        done = collection.import_deck(file, clock(), offset_at, into=into, deck=deck, dry_run=dry_run)
        algorithm, stops = collection.config.review.algorithm, collection.config.anki.missing_pictures == "stop"
    if as_json:
        say(json.dumps(_as_json(done, dry_run=dry_run), ensure_ascii=False))
        return
    for line in _told(done, dry_run=dry_run):
        say(line)
    for line in _advice(done, algorithm, dry_run=dry_run):
        say(line, err=True)
    if done.missing_pictures and stops:
        say(_pictures_missing(done.missing_pictures), err=True)


# --------------------------------------------------------------------------------------------------------- what is told


def _told(done: ImportedDeck, *, dry_run: bool) -> Iterator[str]:
    yield _headline(done) + (" (nothing was written)" if dry_run and done.notes else "")
    yield from (f"  {path}" for path in done.notes)
    if done.media:
        yield f"  {counted(done.media, 'medium', 'media')}"
    if done.further:
        yield f"  {done.further} of the cards stand beside others of one Anki note, and have an id of their own"
    if done.suspended:
        yield f"  {counted(done.suspended, 'card')} suspended, as in Anki"
    if done.known and done.notes:
        yield f"  {counted(done.known, 'card')} here already"
    yield from _reasons("left out, as they", done.left_out)
    yield from _reasons("otherwise here:", done.altered)


def _headline(done: ImportedDeck) -> str:
    if not done.notes:
        known = f": {counted(done.known, 'card')} of the file are here already" if done.known else ""
        return f"nothing to import{known}"
    cards, notes = counted(done.cards, "card"), counted(done.anki_notes, "Anki note")
    return f"{cards} of {notes} in {counted(len(done.notes), 'new note')}, with {counted(done.reviews, 'review')}"


def _reasons(opening: str, found: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for reason, shown in found.items():
        examples = "; ".join(list(dict.fromkeys(shown))[:_EXAMPLES])
        more = " .." if len(set(shown)) > _EXAMPLES else ""
        yield f"  {opening} {reason}: {len(shown)} ({examples}{more})"


def _advice(done: ImportedDeck, algorithm: str, *, dry_run: bool) -> Iterator[str]:
    if not done.notes:
        if done.known:
            yield "`flashcards anki pull FILE` takes over new reviews of them."
        return
    if dry_run:
        return
    yield "Read the notes, then `flashcards build`. To be rid of them, delete them, and `flashcards build --accept-retired`."
    if done.reviews and algorithm == "sm2":
        yield 'Schedules follow from the reviews; `algorithm = "fsrs"` or "anki-sm2" in [review] schedules as Anki does.'


def _pictures_missing(count: int) -> str:
    subject = f"{count} pictures that cards show are" if count > 1 else "1 picture that cards show is"
    return (
        f"{subject} not in the file, and `flashcards build` stops for that: put what is missing where the notes say,"
        ' or set missing_pictures = "tell" in the table [anki] of flashcards.toml.'
    )


def _as_json(done: ImportedDeck, *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "notes": list(done.notes),
        "media": done.media,
        "cards": done.cards,
        "anki_notes": done.anki_notes,
        "further_cards": done.further,
        "reviews": done.reviews,
        "suspended": done.suspended,
        "missing_pictures": done.missing_pictures,
        "known": done.known,
        "left_out": {reason: list(shown) for reason, shown in done.left_out.items()},
        "altered": {what: list(shown) for what, shown in done.altered.items()},
    }
