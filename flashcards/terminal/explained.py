"""A note beside what came of it: its lines at the left, at the right the cards of each line, or why there are none.

On a terminal too narrow for two columns the cards stand below their line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from flashcards.markup import plain_line
from flashcards.model import Draft
from flashcards.parser import Explanation
from flashcards.render import to_terminal
from flashcards.render.terminal import columns, safe, wrap
from flashcards.terminal.plain import NARROWEST, Output

NARROWEST_BESIDE = 70
"""Columns: on a terminal narrower than this, cards stand below their line."""

NO_ANSWER = "(open)"
"""What stands for the back of a card that has none."""

_BAR = " │ "
_TAB = 4
_BOLD, _DIM, _YELLOW, _CYAN = 1, 2, 33, 36

Remark = Draft | str
"""A card that came of a line, or why nothing did."""


class NoteLine(NamedTuple):
    """A line of a note as it was written, and what is to be said of it."""

    number: int
    text: str
    remarks: Sequence[Remark]
    used: bool
    """Whether a card came of it, or says it."""


class _Row(NamedTuple):
    """A line of the left column: its number where it has one, and a text that fits."""

    number: str
    text: str
    used: bool


def note_lines(lines: Sequence[str], told: Sequence[Explanation]) -> list[NoteLine]:
    """Every line of a note, each card at the line where it begins; ``told`` is what came of this note."""
    remarks: dict[int, list[Remark]] = defaultdict(list)
    used: set[int] = set()
    for one in told:
        if not one.drafts:
            remarks[one.lines.start].append(one.reason)
        for draft in one.drafts:
            remarks[draft.source[0].start_line].append(draft)
        if one.is_used:
            used.update(range(one.lines.start, one.lines.end + 1))
    return [NoteLine(number, text, remarks[number], number in used) for number, text in enumerate(lines, 1)]


def explained(lines: Sequence[NoteLine], output: Output) -> str:
    """``lines`` with their cards as text for a terminal, laid out for the width that ``output`` has now."""
    width = max(NARROWEST, output.width())
    rows = _beside(lines, width, output) if width >= NARROWEST_BESIDE else _below(lines, width, output)
    return "".join(f"{row}\n" for row in rows)


def joined_with(draft: Draft) -> str:
    """Which other lines of the note have the same card, in brackets after a space; empty if none has."""
    others = [str(source.start_line) for source in draft.source[1:]]
    return f" (one card with line {', '.join(others)})" if others else ""


# ------------------------------------------------------------------------------------------------------- the columns


def _beside(lines: Sequence[NoteLine], width: int, output: Output) -> Iterator[str]:
    gutter = _gutter(lines)
    room = width - gutter - 1 - len(_BAR)
    left = min(max((columns(_shown(line.text)) for line in lines), default=0), room // 2)
    bar = output.styled(_BAR, _DIM)
    for group in _groups(lines):
        note = [row for line in group for row in _note_rows(line, left)]
        cards = [row for line in group for row in _remark_rows(line.remarks, room - left, output)]
        for row, card in zip_longest(note, cards):
            told = row or _Row("", "", used=True)
            yield _left(told, gutter, output) + " " * (left - columns(told.text)) + bar + (card or "")


def _below(lines: Sequence[NoteLine], width: int, output: Output) -> Iterator[str]:
    gutter = _gutter(lines)
    indent = " " * (gutter + 1 + _TAB)
    for line in lines:
        yield from (_left(row, gutter, output) for row in _note_rows(line, width - gutter - 1))
        yield from (indent + row for row in _remark_rows(line.remarks, width - len(indent), output))


def _gutter(lines: Sequence[NoteLine]) -> int:
    return max((len(str(line.number)) for line in lines), default=1)


def _groups(lines: Sequence[NoteLine]) -> Iterator[list[NoteLine]]:
    """``lines`` cut before each one that has remarks, so that long remarks run on beside lines that have none."""
    group: list[NoteLine] = []
    for line in lines:
        if group and line.remarks:
            yield group
            group = []
        group.append(line)
    yield group


# ----------------------------------------------------------------------------------------------------------- the rows


def _left(row: _Row, gutter: int, output: Output) -> str:
    text = row.text if row.used else output.styled(row.text, _DIM)
    return f"{output.styled(row.number.rjust(gutter), _DIM)} {text}"


def _note_rows(line: NoteLine, width: int) -> list[_Row]:
    """A line of the note in as many rows as it takes; those that go on stand below its text, not below its indentation."""
    text = _shown(line.text)
    rows = [text]
    if columns(text) > width:
        bare = text.lstrip(" ")
        indent = " " * min(len(text) - len(bare), width // 2)
        rows = [indent + row for row in wrap(bare, width - len(indent))]
    numbers = [str(line.number), *[""] * (len(rows) - 1)]
    return [_Row(number, row, line.used) for number, row in zip(numbers, rows, strict=True)]


def _shown(text: str) -> str:
    return safe(text.expandtabs(_TAB)).rstrip()


def _remark_rows(remarks: Sequence[Remark], width: int, output: Output) -> Iterator[str]:
    for remark in remarks:
        if isinstance(remark, Draft):
            yield from _card_rows(remark, width, output)
        else:
            yield from (output.styled(row, _DIM) for row in wrap(f"nothing: {remark}", width))


def _card_rows(draft: Draft, width: int, output: Output) -> Iterator[str]:
    """The rule and what the card asks, then what it answers, as it is shown in a sitting."""
    first, *others = wrap(f"{draft.rule}: {safe(plain_line(draft.shown))}", width)
    named = len(draft.rule) + 1 if first.startswith(f"{draft.rule}:") else 0
    yield output.styled(first[:named], _CYAN) + output.styled(first[named:], _BOLD)
    yield from (output.styled(row, _BOLD) for row in others)
    answer = to_terminal(draft.back, width - 2).splitlines() or [NO_ANSWER]
    yield from (f"{'  ' if number else '→ '}{row}" for number, row in enumerate(answer))
    yield from (output.styled(row, _YELLOW) for row in wrap(joined_with(draft), width))
