"""Tables: each cell is asked by the key of its row and the head of its column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from flashcards.markup import bullets, one_line, plain_line, reading_key, without_clozes, words
from flashcards.model import Draft, Table
from flashcards.rules.columns import Columns
from flashcards.rules.explicit import gap_drafts, gaps, leaves_words
from flashcards.rules.outline import Entry
from flashcards.rules.place import Made, Place
from flashcards.rules.restraint import is_empty, is_example_marker, points_elsewhere
from flashcards.rules.text import LONGEST_BACK_WORDS

LONGEST_WORD_WORDS = 6
"""A longer cell explains what stands before it; it isn't the word for it in another language."""


def cells(entry: Entry, place: Place) -> Made | None:
    """A card for each cell that says something; the first column holds the keys."""
    table = entry.block
    if not isinstance(table, Table) or _columns(table) < 2 or _points_elsewhere(table):
        return None
    forwards = _cells(table, place)
    backwards = _backwards(table, place) if place.two_way_tables and _columns(table) == 2 else ()
    return Made((*_keys(table, entry, place), *forwards, *backwards))


def _columns(table: Table) -> int:
    return max([len(table.header), *(len(row.cells) for row in table.rows)], default=0)


def _points_elsewhere(table: Table) -> bool:
    linking = sum(any(points_elsewhere(cell) for cell in row.cells) for row in table.rows)
    return linking * 2 > len(table.rows)


def _cells(table: Table, place: Place) -> Iterator[Draft]:
    asked = Columns(table, place.language)
    for number, row in enumerate(table.rows):
        if row.cells and plain_line(row.cells[0]):
            yield from _row(table, number, asked, place)


def _keys(table: Table, entry: Entry, place: Place) -> Iterator[Draft]:
    """What the rows are about, as a list: a table of a few things compares all of their kind."""
    keys = [row.cells[0] for row in table.rows if row.cells and plain_line(row.cells[0])]
    head = table.header[0] if table.header else ""
    few = _FEWEST_KEYS <= len(keys) <= _MOST_KEYS and len(set(map(reading_key, keys))) == len(keys)
    if few and _columns(table) > 2 and plain_line(head) and all(_is_name(key) for key in keys):
        yield place.draft("list", head, bullets(keys), lines=entry.lines, priority=0.5, context=_label(table.caption))


_FEWEST_KEYS, _MOST_KEYS = 3, 7


def _is_name(key: str) -> bool:
    return words(key) <= LONGEST_WORD_WORDS and any(map(str.isalpha, plain_line(key))) and not is_example_marker(key)


def _label(text: str) -> tuple[str, ...]:
    """``text`` as a part of a context: nothing where it is empty."""
    return (plain_line(text),) if plain_line(text) else ()


def _row(table: Table, number: int, asked: Columns, place: Place) -> Iterator[Draft]:
    row, caption = table.rows[number], _label(table.caption)
    key = row.cells[0]
    for column, cell in enumerate(row.cells[1:], 1):
        head = table.header[column] if column < len(table.header) else ""
        if any(leaves_words(front) for front, _ in gaps(cell)):
            yield from gap_drafts(cell, row.lines, place, (*caption, plain_line(key), *_label(head)))
            continue
        if is_empty(cell) or words(cell) > LONGEST_BACK_WORDS or plain_line(cell) == plain_line(key):
            continue
        if _columns(table) == 2:
            context, front = (*caption, *_label(head)), key
        else:
            context, front = (*caption, plain_line(key)), head or key
        front, back = without_clozes(front), one_line(without_clozes(cell))
        draft = place.draft("table", front, back, lines=row.lines, priority=0.7, context=context)
        yield replace(draft, question=asked.question(number, column))


def _backwards(table: Table, place: Place) -> Iterator[Draft]:
    """The first cell of each row of a vocabulary, asked by the second where only this row has it."""
    pairs = [(row, *row.cells) for row in table.rows if len(row.cells) == 2 and not any(map(is_empty, row.cells))]
    if sum(words(second) > LONGEST_WORD_WORDS for _, _, second in pairs) * 4 > len(pairs):
        return  # its second column explains the first
    seen = Counter(
        reading_key(cell) for _, first, second in pairs for cell in {reading_key(first), reading_key(second)}
    )
    head = _label(table.header[0]) if table.header else ()
    for row, first, second in pairs:
        if (
            words(second) <= LONGEST_WORD_WORDS
            and seen[reading_key(second)] == 1
            and reading_key(first) != reading_key(second)
        ):
            context = (*_label(table.caption), *head)
            yield place.draft("table", second, one_line(first), lines=row.lines, priority=0.7, context=context)
