"""``cards`` and ``explain``: what the notes became."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from flashcards import notes, parser
from flashcards.cli.boundary import Context, clock
from flashcards.collection import Collection
from flashcards.errors import FlashcardsError, Problem
from flashcards.identity import derive
from flashcards.markup import plain, plain_line
from flashcards.model import Card, Note
from flashcards.notes import Unreadable
from flashcards.parser import Explanation
from flashcards.render import back_html, front_html


class NoSuchLineError(FlashcardsError):
    """A line was asked for that the note doesn't have."""

    def __init__(self, path: Path, line: int, last: int) -> None:
        super().__init__(f"{path} has no line {line}: it has {last} lines.")


class UnreadableNoteError(FlashcardsError):
    """A note that was named can't be read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))


class NotANoteError(FlashcardsError):
    """A file was named that isn't one of the note formats."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is not a note: notes end in {', '.join(parser.READERS)}.")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one card a line, with all that is known of it.")
@click.option("--retired", is_flag=True, help="Also the cards whose text has gone from the notes.")
@click.pass_obj
def cards(context: Context, paths: tuple[Path, ...], as_json: bool, retired: bool) -> None:
    """List the cards, of all notes or of those named."""
    collection = context.open_if_any()
    if collection is None and not paths:
        context.open()
    for card in _chosen(collection, [path.resolve() for path in paths], retired):
        click.echo(json.dumps(card_json(card), ensure_ascii=False) if as_json else card_line(card))


def card_json(card: Card) -> dict[str, Any]:
    """A card in the public shape that other programs rely on."""
    draft = card.draft
    return {
        "id": card.id,
        "kind": draft.kind,
        "front": plain(draft.front),
        "back": plain(draft.back),
        "context": list(draft.context),
        "source": [source._asdict() for source in draft.source],
        "rule": draft.rule,
        "priority": round(draft.priority, 3),
        "deck": draft.deck,
        "tags": list(draft.tags),
        "front_html": front_html(draft),
        "back_html": back_html(draft),
        "status": card.status,
    }


def card_line(card: Card) -> str:
    """A card for a person, on one line."""
    asked = " › ".join([*card.draft.context, plain_line(card.draft.front)])
    told = "; ".join(plain(card.draft.back).splitlines()) or "(open)"
    mark = "" if card.status == "active" else f" [{card.status}]"
    return f"{card.id}  {asked} → {told}{mark}"


def _chosen(collection: Collection | None, paths: Sequence[Path], retired: bool) -> Iterator[Card]:
    outside = [path for path in paths if collection is None or not path.is_relative_to(collection.notes_folder)]
    if collection is not None and (not paths or len(outside) < len(paths)):
        with collection:
            for card in collection.cards(clock(), retired=retired):
                if not paths or _is_from(card, collection.root, paths):
                    yield card
    yield from _alone(outside)


def _is_from(card: Card, root: Path, paths: Sequence[Path]) -> bool:
    return any((root / source.path).is_relative_to(path) for source in card.draft.source for path in paths)


def _alone(paths: Sequence[Path]) -> Iterator[Card]:
    """The cards of notes that belong to no collection: parsed together, with the ids that they would get."""
    drafts = [draft for note in _notes(paths) for draft in parser.parse(note)[0]]
    for draft in parser.merge(drafts):
        yield Card(derive(draft), draft)


def _notes(paths: Sequence[Path]) -> Iterator[Note]:
    for path in paths:
        if not path.is_dir():
            yield _note(path)
            continue
        found = notes.read_all(Path.cwd(), str(path), parser.READERS.keys())
        yield from (read.note for read in found.notes)
        for unreadable in found.unreadable:
            click.echo(str(unreadable.problem), err=True)


def _note(path: Path) -> Note:
    if path.suffix.lower() not in parser.READERS:
        raise NotANoteError(path)
    read = notes.read_note(Path.cwd(), path.resolve())
    if isinstance(read, Unreadable):
        raise UnreadableNoteError(read.problem)
    return read.note


# ------------------------------------------------------------------------------------------------------------ explain


@click.command()
@click.argument("place", metavar="PATH[:LINE]")
def explain(place: str) -> None:
    """Show what each line of a note became, by which rule, or why nothing came of it."""
    path, line = _place(place)
    note = _note(path)
    last = note.text.count("\n") + 1
    if line is not None and not 1 <= line <= last:
        raise NoSuchLineError(path, line, last)
    for explanation in parser.explain(note):
        if line is None or explanation.lines.start <= line <= explanation.lines.end:
            _print_explanation(explanation)


def _place(place: str) -> tuple[Path, int | None]:
    path, colon, line = place.rpartition(":")
    if colon and line.isdigit() and not Path(place).exists():
        return _existing(Path(path)), int(line)
    return _existing(Path(place)), None


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise click.UsageError(f"there is no note {path}")
    return path


def _print_explanation(explanation: Explanation) -> None:
    start, end = explanation.lines
    click.echo(f"{start}{f'-{end}' if end > start else ''}: {plain_line(explanation.text)}")
    for draft in explanation.drafts:
        told = "; ".join(plain(draft.back).splitlines()) or "(open)"
        click.echo(f"    {draft.rule}: {plain_line(draft.front)} → {told}")
    if not explanation.drafts:
        click.echo(f"    nothing: {explanation.reason}")
