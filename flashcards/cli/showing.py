"""``cards`` and ``explain``: what the notes became."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from flashcards import parser
from flashcards.cli.boundary import Context, clock, counted, priority_option, say
from flashcards.collection import Collection, loose
from flashcards.errors import FlashcardsError
from flashcards.markup import plain, plain_line
from flashcards.model import Card, Draft, Note
from flashcards.parser import Explanation
from flashcards.render import back_html, front_html
from flashcards.terminal.explained import NO_ANSWER, NoteLine, explained, joined_with, note_lines
from flashcards.terminal.plain import output_to


class NoSuchLineError(FlashcardsError):
    """A line was asked for that the note doesn't have."""

    def __init__(self, path: Path, line: int, last: int) -> None:
        super().__init__(f"{path} has no line {line}: it has {last} lines.")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="JSON Lines: one card a line, with all that is known of it.")
@click.option("--retired", is_flag=True, help="Also the cards whose text has gone from the notes.")
@priority_option("Only the cards with at least this priority, from 0 to 1.", default=0)
@click.pass_obj
def cards(context: Context, paths: tuple[Path, ...], as_json: bool, retired: bool, min_priority: float) -> None:
    """List the cards, of all notes or of those named."""
    collection = context.open_if_any() if paths else context.open()
    with collection or nullcontext():

        def kept(card: Card) -> int:
            return len(collection.ledger().every_review(card.id)) if collection and card.status == "retired" else 0

        for card in _chosen(collection, paths, retired):
            if card.draft.priority >= min_priority:
                say(json.dumps(card_json(card), ensure_ascii=False) if as_json else card_line(card, kept(card)))


def card_json(card: Card) -> dict[str, Any]:
    """A card in the public shape that other programs rely on."""
    draft = card.draft
    return {
        "id": card.id,
        "kind": draft.kind,
        "front": plain(draft.shown),
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


def card_line(card: Card, reviews: int = 0) -> str:
    """A card for a person, on one line; of one that has retired, also how many ``reviews`` are kept."""
    asked = " › ".join([*card.draft.above, plain_line(card.draft.shown)])
    kept = f", {counted(reviews, 'review')} kept" if reviews and card.status == "retired" else ""
    mark = "" if card.status == "active" else f" [{card.status}{kept}]"
    return f"{card.id}  {asked} → {_answer(card.draft)}{mark}"


def _answer(draft: Draft) -> str:
    """The back of a card on one line, for a person."""
    return "; ".join(plain(draft.back).splitlines()) or NO_ANSWER


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
@click.pass_obj
def explain(context: Context, place: str) -> None:
    """Show what each line of a note became, by which rule, or why nothing came of it.

    On a terminal in colour, with the note at the left.
    """
    path, line = _place(place)
    note = loose.note_at(path, Path.cwd())
    lines = note.text.removesuffix("\n").split("\n")
    if line is not None and not 1 <= line <= len(lines):
        raise NoSuchLineError(path, line, len(lines))
    told = _explanations(context, note, path)
    output = output_to(sys.stdout, os.environ)
    if output.colour:
        output.write(explained(_of_line(lines, told, line) if line else note_lines(lines, told), output))
        return
    shown = _about(told, line) if line else told
    for explanation in shown:
        _print_explanation(explanation)
    if line and not shown:
        say(f"{line}: {lines[line - 1]}".rstrip())
        say(f"    nothing: {_why_untold(lines[line - 1])}")


def _explanations(context: Context, note: Note, path: Path) -> list[Explanation]:
    """What became of the note at ``path``, with the settings of the collection that it belongs to."""
    with context.open_if_any() or nullcontext() as collection:
        return parser.explain(note, collection.wanted(path)) if collection else parser.explain(note)


def _about(told: Sequence[Explanation], line: int) -> list[Explanation]:
    """What came of one line: the cards of its entry that come from this very line, or else all; or the card that says it."""
    own = [one for one in told if one.lines.start <= line <= one.lines.end]
    around = [narrowed for one in told if (narrowed := _narrowed(one, line)).drafts]
    if around and own and all(one.is_used and not one.drafts for one in own):
        return [max(around, key=lambda one: one.lines.start)]
    return [narrowed if (narrowed := _narrowed(one, line)).drafts else one for one in own]


def _narrowed(one: Explanation, line: int) -> Explanation:
    drafts = (draft for draft in one.drafts if draft.source[0].start_line <= line <= draft.source[0].end_line)
    return one._replace(drafts=tuple(drafts))


def _of_line(lines: Sequence[str], told: Sequence[Explanation], line: int) -> list[NoteLine]:
    """This line alone, with all that came of it."""
    found = _about(told, line)
    remarks = [remark for one in found for remark in one.drafts or (one.reason,)]
    used = any(one.is_used for one in found)
    return [NoteLine(line, lines[line - 1], remarks or [_why_untold(lines[line - 1])], used)]


def _why_untold(line: str) -> str:
    return "there is no text to learn in it" if line.strip() else "it is blank"


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
        say(f"    {draft.rule}: {plain_line(draft.shown)} → {_answer(draft)}{joined_with(draft)}")
    if not explanation.drafts:
        say(f"    nothing: {explanation.reason}")
