"""Markdown laid out as plain text for a terminal of some width; nothing in it can steer the terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from flashcards.render.markdown import clean, parse

NARROWEST_COLUMNS = 8
"""Text is never squeezed narrower than this, however deep its indentation or narrow the terminal."""
BETWEEN_COLUMNS = "  "

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of the text around."""
_TAB = "    "


def to_terminal(markdown: str, width: int) -> str:
    """``markdown`` as lines of at most ``width`` columns (no narrower than NARROWEST_COLUMNS inside an indentation)."""
    layout = _Layout(width)
    tokens = parse(clean(markdown))
    for number, token in enumerate(tokens):
        handle = _HANDLERS.get(token.type)
        if handle:
            handle(layout, token, tokens[number + 1 : number + 2])
    return "\n".join(layout.lines).strip("\n")


# ------------------------------------------------------------------------------------------------------- the layout


@dataclass(slots=True)
class _Indent:
    """What begins the lines inside a list item or a quotation: ``first`` once, then ``rest``."""

    first: str
    rest: str

    def take(self) -> str:
        taken, self.first = self.first, self.rest
        return taken


@dataclass(slots=True)
class _Layout:
    width: int
    lines: list[str] = field(default_factory=list)
    indents: list[_Indent] = field(default_factory=list)
    numbers: list[int | None] = field(default_factory=list)
    """For each open list the number of its next item, or None if it is bulleted."""
    rows: list[list[str]] = field(default_factory=list)
    in_table: bool = False

    @property
    def room(self) -> int:
        return max(NARROWEST_COLUMNS, self.width - sum(columns(indent.rest) for indent in self.indents))

    def write(self, lines: Sequence[str]) -> None:
        for line in lines or [""]:
            lead = "".join(indent.take() for indent in self.indents)
            self.lines.append((lead + line).rstrip())

    def blank(self) -> None:
        """A blank line, unless one is there or this is the beginning, of everything or of an item."""
        fresh = any(indent.first != indent.rest for indent in self.indents)
        if self.lines and self.lines[-1].strip("> ") and not fresh:
            self.write([])


Handler = Callable[[_Layout, Token, Sequence[Token]], None]


def _open_block(layout: _Layout, token: Token, _next: Sequence[Token]) -> None:
    if not token.hidden:
        layout.blank()


def _open_list(layout: _Layout, token: Token, _next: Sequence[Token]) -> None:
    if not layout.numbers:
        layout.blank()
    layout.numbers.append(int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None)


def _close_list(layout: _Layout, _token: Token, _next: Sequence[Token]) -> None:
    layout.numbers.pop()


def _open_item(layout: _Layout, _token: Token, after: Sequence[Token]) -> None:
    if after and after[0].type == "paragraph_open" and not after[0].hidden:
        layout.blank()
    number = layout.numbers[-1]
    marker = "- " if number is None else f"{number}. "
    layout.indents.append(_Indent(marker, " " * len(marker)))
    if number is not None:
        layout.numbers[-1] = number + 1


def _close_item(layout: _Layout, _token: Token, _next: Sequence[Token]) -> None:
    if layout.indents[-1].first != layout.indents[-1].rest:
        layout.write([])
    layout.indents.pop()


def _open_quote(layout: _Layout, _token: Token, _next: Sequence[Token]) -> None:
    layout.blank()
    layout.indents.append(_Indent("> ", "> "))


def _close_quote(layout: _Layout, _token: Token, _next: Sequence[Token]) -> None:
    layout.indents.pop()


def _inline(layout: _Layout, token: Token, _next: Sequence[Token]) -> None:
    text = inline_text(token.children or [])
    if layout.in_table:
        layout.rows[-1].append(" ".join(text.split()))
    else:
        layout.write([line for part in text.split("\n") for line in wrap(part, layout.room)])


def _verbatim(layout: _Layout, token: Token, _next: Sequence[Token]) -> None:
    layout.blank()
    text = safe(token.content).replace("\t", _TAB).strip("\n")
    indent = _TAB if layout.room > NARROWEST_COLUMNS + len(_TAB) else ""
    layout.indents.append(_Indent(indent, indent))
    layout.write([piece for line in text.split("\n") for piece in _cut(line, layout.room)])
    layout.indents.pop()


def _rule(layout: _Layout, _token: Token, _next: Sequence[Token]) -> None:
    layout.blank()
    layout.write(["-" * min(layout.room, 20)])


def _open_table(layout: _Layout, _token: Token, _next: Sequence[Token]) -> None:
    layout.blank()
    layout.in_table, layout.rows = True, []


def _open_row(layout: _Layout, _token: Token, _next: Sequence[Token]) -> None:
    layout.rows.append([])


def _close_table(layout: _Layout, _token: Token, _next: Sequence[Token]) -> None:
    layout.in_table = False
    layout.write(table(layout.rows, layout.room))


_HANDLERS: Mapping[str, Handler] = {
    "paragraph_open": _open_block,
    "heading_open": _open_block,
    "inline": _inline,
    "bullet_list_open": _open_list,
    "ordered_list_open": _open_list,
    "bullet_list_close": _close_list,
    "ordered_list_close": _close_list,
    "list_item_open": _open_item,
    "list_item_close": _close_item,
    "blockquote_open": _open_quote,
    "blockquote_close": _close_quote,
    "fence": _verbatim,
    "code_block": _verbatim,
    "math_block": _verbatim,
    "hr": _rule,
    "table_open": _open_table,
    "tr_open": _open_row,
    "table_close": _close_table,
}

# --------------------------------------------------------------------------------------------------- inside a line


def inline_text(tokens: Sequence[Token]) -> str:
    """What is read inside a line: no markup, math as its LaTeX, pictures as ``[picture: path]``."""
    return safe("".join(_token_text(token) for token in tokens))


def _token_text(token: Token) -> str:
    if token.type == "image":
        return f"[picture: {token.attrGet('src') or token.content}]"
    if token.type == "hardbreak":
        return "\n"
    if token.type == "softbreak":
        return " "
    return " ".join(token.content.split("\n"))


def safe(text: str) -> str:
    """``text`` without anything that steers a terminal; line feeds stay."""
    return _STEERING.sub("", text)


# --------------------------------------------------------------------------------------------------------- columns


def columns(text: str) -> int:
    """How many columns of a terminal ``text`` takes: two for wide characters, none for accents that combine."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


def _columns_of(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` columns, broken at spaces where possible; empty text gives no line."""
    lines: list[str] = []
    taken = 0
    for word in (piece for whole in text.split() for piece in _cut(whole, width)):
        wide = columns(word)
        if lines and taken + 1 + wide <= width:
            lines[-1] += " " + word
            taken += 1 + wide
        else:
            lines.append(word)
            taken = wide
    return lines


def _cut(text: str, width: int) -> Iterator[str]:
    """``text`` in pieces of at most ``width`` columns."""
    piece, taken = "", 0
    for character in text:
        wide = _columns_of(character)
        if piece and taken + wide > width:
            yield piece
            piece, taken = "", 0
        piece += character
        taken += wide
    yield piece


def table(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """``rows``, the first being the head, as aligned columns; cells that don't fit are wrapped inside their column."""
    count = max(map(len, rows), default=0)
    if count == 0:
        return []
    full = [[*row, *[""] * (count - len(row))] for row in rows]
    natural = [max(1, *(columns(row[number]) for row in full)) for number in range(count)]
    room = width - len(BETWEEN_COLUMNS) * (count - 1)
    if room < count * NARROWEST_COLUMNS and sum(natural) > room:
        return _records(full, width)
    widths = _shares(natural, room)
    head, *body = (_table_row(row, widths) for row in full)
    return [*head, BETWEEN_COLUMNS.join("-" * each for each in widths), *(line for row in body for line in row)]


def _shares(natural: Sequence[int], room: int) -> list[int]:
    """Widths of the columns: the narrow ones have what they need, the wide ones share the rest alike."""
    widths = [0] * len(natural)
    for place, number in enumerate(sorted(range(len(natural)), key=natural.__getitem__)):
        widths[number] = max(1, min(natural[number], room // (len(natural) - place)))
        room -= widths[number]
    return widths


def _table_row(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    wrapped = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    height = max(1, *map(len, wrapped))
    filled = [[*lines, *[""] * (height - len(lines))] for lines in wrapped]
    return [
        BETWEEN_COLUMNS.join(text + " " * (width - columns(text)) for text, width in zip(line, widths, strict=True))
        for line in zip(*filled, strict=True)
    ]


def _records(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """A table that is too wide for the terminal: each cell on a line of its own, after the head of its column."""
    head, *body = rows
    texts = [f"{name}: {cell}" if name else cell for row in body for name, cell in zip(head, row, strict=True) if cell]
    return [line for text in texts for line in wrap(text, width)]
