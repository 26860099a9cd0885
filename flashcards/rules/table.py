"""Tables: each cell is asked by the key of its row and the head of its column."""

from __future__ import annotations

from collections.abc import Iterator

from flashcards.markup import one_line, plain_line, words
from flashcards.model import Draft, Row, Table
from flashcards.rules.outline import Entry
from flashcards.rules.place import Made, Place
from flashcards.rules.restraint import is_empty, points_elsewhere
from flashcards.rules.text import LONGEST_BACK_WORDS


def cells(entry: Entry, place: Place) -> Made | None:
    """A card for each cell that says something; the first column holds the keys."""
    table = entry.block
    if not isinstance(table, Table) or _columns(table) < 2 or _points_elsewhere(table):
        return None
    return Made(tuple(_cells(table, place))) or None


def _columns(table: Table) -> int:
    return max([len(table.header), *(len(row.cells) for row in table.rows)], default=0)


def _points_elsewhere(table: Table) -> bool:
    linking = sum(any(points_elsewhere(cell) for cell in row.cells) for row in table.rows)
    return linking * 2 > len(table.rows)


def _cells(table: Table, place: Place) -> Iterator[Draft]:
    caption = (plain_line(table.caption),) if plain_line(table.caption) else ()
    for row in table.rows:
        if row.cells and plain_line(row.cells[0]):
            yield from _row(table, row, caption, place)


def _row(table: Table, row: Row, caption: tuple[str, ...], place: Place) -> Iterator[Draft]:
    key = row.cells[0]
    for column, cell in enumerate(row.cells[1:], 1):
        head = table.header[column] if column < len(table.header) else ""
        if is_empty(cell) or words(cell) > LONGEST_BACK_WORDS or plain_line(cell) == plain_line(key):
            continue
        if _columns(table) == 2:
            context = (*caption, *([plain_line(head)] if plain_line(head) else []))
            front = key
        else:
            context, front = (*caption, plain_line(key)), head or key
        yield place.draft("table", front, one_line(cell), lines=row.lines, priority=0.6, context=context)
