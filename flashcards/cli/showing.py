"""``cards`` and ``explain``: what the notes became."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from flashcards import parser
from flashcards.cli.boundary import Context, clock, say
from flashcards.collection import Collection, loose
from flashcards.errors import FlashcardsError
from flashcards.markup import plain, plain_line
from flashcards.model import Card
from flashcards.parser import Explanation
from flashcards.render import back_html, front_html


class NoSuchLineError(FlashcardsError):
    """A line was asked for that the note doesn't have."""

    def __init__(self, path: Path, line: int, last: int) -> None:
        super().__init__(f"{path} has no line {line}: it has {last} lines.")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one card a line, with all that is known of it.")
@click.option("--retired", is_flag=True, help="Also the cards whose text has gone from the notes.")
@click.pass_obj
def cards(context: Context, paths: tuple[Path, ...], as_json: bool, retired: bool) -> None:
    """List the cards, of all notes or of those named."""
    collection = context.open_if_any() if paths else context.open()
    with collection or nullcontext():
        for card in _chosen(collection, paths, retired):
            say(json.dumps(card_json(card), ensure_ascii=False) if as_json else card_line(card))


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
    inside = [path for path in paths if collection is not None and collection.holds(path)]
    if collection is not None and (inside or not paths):
        yield from collection.cards(clock(), retired=retired, paths=inside)
    found = loose.cards_of([path for path in paths if path not in inside], Path.cwd())
    yield from found.cards
    for problem in found.problems:
        say(str(problem), err=True)


# ------------------------------------------------------------------------------------------------------------ explain


@click.command()
@click.argument("place", metavar="PATH[:LINE]")
def explain(place: str) -> None:
    """Show what each line of a note became, by which rule, or why nothing came of it."""
    path, line = _place(place)
    note = loose.note_at(path, Path.cwd())
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
    say(f"{start}{f'-{end}' if end > start else ''}: {plain_line(explanation.text)}")
    for draft in explanation.drafts:
        told = "; ".join(plain(draft.back).splitlines()) or "(open)"
        say(f"    {draft.rule}: {plain_line(draft.front)} → {told}")
    if not explanation.drafts:
        say(f"    nothing: {explanation.reason}")
