"""What one side of a card holds: lines, lists, tables, code and formulas, as far as Markdown can say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

RunKind = Literal["text", "code", "math", "display", "picture", "link", "sound", "gap", "gap_end"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line that is all of one kind."""

    kind: RunKind
    text: str
    """Plain text; of a formula its LaTeX without delimiters, of a picture its description, of a gap its number or hint."""
    target: str = ""
    """Of a picture or sound the medium's name or address, of a link its address."""
    strong: bool = False
    emphasis: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, or a paragraph."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, with what stands below its first line."""

    runs: Runs
    below: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    ordered: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; all rows are of one length."""

    rows: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Code on lines of its own."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Display:
    """A formula on a line of its own: its LaTeX without delimiters."""

    tex: str


Block = Line | Listing | Grid | Code | Display
Content = tuple[Block, ...]

_SPACE = Run("text", " ")


def is_one_line(content: Content) -> bool:
    """Whether it can stand on one line without a loss."""
    return all(isinstance(block, Line) for block in content) and len(content) <= 1


def in_one_line(content: Content, *, numbered: bool = True) -> Runs:
    """All of it on one line: items keep a mark or, if ``numbered``, their number; cells are parted by strokes."""
    found: list[Run] = []
    for block in content:
        found += [_SPACE] if found else []
        found += _flat(block, numbered)
    return tidy(found)


def _flat(block: Block, numbered: bool) -> Iterator[Run]:
    match block:
        case Line(runs=runs):
            yield from runs
        case Code(text=text):
            yield Run("code", " ".join(text.split()))
        case Display(tex=tex):
            yield Run("display", tex)
        case Listing(ordered=ordered, items=items):
            for number, item in enumerate(items, 1):
                yield Run("text", f" {number}. " if ordered and numbered else " • ")
                yield from item.runs
                yield _SPACE
                yield from in_one_line(item.below, numbered=numbered)
        case Grid(rows=rows):
            for row in rows:
                for number, cell in enumerate(row):
                    yield Run("text", " | " if number else " • " if len(rows) > 1 else " ")
                    yield from cell


def tidy(runs: Iterable[Run]) -> Runs:
    """``runs`` with like texts joined, white space folded, and none of it at the ends."""
    found: list[Run] = []
    for run in runs:
        if run.kind != "text":
            found.append(run)
        elif found and found[-1].kind == "text" and _look_alike(found[-1], run):
            found[-1] = replace(found[-1], text=_folded(found[-1].text + run.text))
        elif run.text:
            found.append(replace(run, text=_folded(run.text)))
    for number, run in enumerate(found[1:], 1):
        if run.kind == "text" and found[number - 1].kind == "text" and found[number - 1].text.endswith(" "):
            found[number] = replace(run, text=run.text.lstrip(" "))
    return _without_space_at_ends([run for run in found if run.text or run.kind != "text"])


def _without_space_at_ends(runs: list[Run]) -> Runs:
    if runs and runs[0].kind == "text":
        runs[0] = replace(runs[0], text=runs[0].text.lstrip())
    if runs and runs[-1].kind == "text":
        runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip())
    kept = [run for run in runs if run.text or run.kind != "text"]
    return tuple(kept) if len(kept) == len(runs) else _without_space_at_ends(kept)


def _folded(text: str) -> str:
    start, end = text[:1].isspace(), text[-1:].isspace()
    words = " ".join(text.split())
    return f"{' ' * start}{words}{' ' * end}" if words else " "


def _look_alike(one: Run, other: Run) -> bool:
    return (one.strong, one.emphasis) == (other.strong, other.emphasis)


def runs_of(content: Content) -> Iterator[Run]:
    """Every run of it."""
    for block in content:
        match block:
            case Line(runs=runs):
                yield from runs
            case Listing(items=items):
                for item in items:
                    yield from item.runs
                    yield from runs_of(item.below)
            case Grid(rows=rows):
                for row in rows:
                    for cell in row:
                        yield from cell
            case _:
                pass
