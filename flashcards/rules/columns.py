"""How a cell of a table is asked: which side of the table names the things, and which what is said of them.

``Boat | Draught`` has its things in the first column; with nothing above the keys, or ``Criterion``, the heads are
compared. A whole table is asked one way.
"""

from __future__ import annotations

import re

from flashcards.markup import mask, one_line, plain_line
from flashcards.model import Row, Table
from flashcards.rules.bare_name import Name
from flashcards.rules.by_answer import attribute
from flashcards.rules.by_owner import in_short
from flashcards.rules.grammar import has_parts_of_speech, is_common_noun, may_be_verb
from flashcards.rules.language import Language
from flashcards.rules.phrases import PHRASES_OF
from flashcards.rules.restraint import is_attribute, is_example_marker
from flashcards.rules.text import is_question, lower_words
from flashcards.rules.vocabulary import CRITERIA, YES_AND_NO

_COLUMNS_OF_PAIRS = 2
"""A table of two columns is mostly a vocabulary: the word alone asks for the other."""


def for_cell(table: Table, row: Row, column: int, language: Language) -> str:
    """The question for the cell of ``row`` in ``column``; empty if its key or its head is enough."""
    phrases = PHRASES_OF.get(language.name)
    key, head = row.cells[0], table.header[column] if column < len(table.header) else ""
    if phrases is None or not plain_line(key) or not plain_line(head) or "?" in key:
        return ""
    if is_question(plain_line(head)):
        return phrases.of_owner.format(Name(one_line(head), language).inside, owner=one_line(key))
    heads_are_things = compares_heads(table, language)
    owner, said = (head, key) if heads_are_things else (key, head)
    if _is_attribute(said, language):
        return attribute(Name(plain_line(said), language), one_line(owner), phrases)
    if len(table.header) == _COLUMNS_OF_PAIRS:
        return ""
    name = Name(one_line(said), language)
    told = _said_in(table, row, column, by_row=heads_are_things)
    if _says_what(name, told, [*table.header[1:], *_keys(table)]) and "yes" not in told:
        return attribute(name, one_line(owner), phrases)
    return in_short(name, one_line(owner), phrases)


def compares_heads(table: Table, language: Language) -> bool:
    """Do the heads name the things, and the first column what they are compared in?"""
    corner, heads = plain_line(table.header[0]).casefold(), table.header[1:]
    if not CRITERIA.isdisjoint(corner.split()):
        return True
    told_by_head, told_by_key = (
        any(_is_attribute(one, language) or _is_idea(one, language) for one in some) for some in (heads, _keys(table))
    )
    if told_by_head != told_by_key:
        return told_by_key
    if not corner:
        return True
    rows = [{_kind(cell) for cell in row.cells[1:]} for row in table.rows]
    columns = [
        {_kind(row.cells[at]) for row in table.rows if at < len(row.cells)} for at in range(1, len(table.header))
    ]
    tells = any(kinds != {"words"} for kinds in rows)
    return tells and all(len(kinds) == 1 for kinds in rows) and any(len(kinds) > 1 for kinds in columns)


def _keys(table: Table) -> list[str]:
    return [row.cells[0] for row in table.rows if row.cells]


def _is_attribute(text: str, language: Language) -> bool:
    return is_attribute(text, language) or is_example_marker(text)


def _is_idea(text: str, language: Language) -> bool:
    return (
        has_parts_of_speech(language) and not language.nouns_have_capitals and Name(plain_line(text), language).is_idea
    )


def _says_what(name: Name, told: set[str], sides: list[str]) -> bool:
    """``Hardness``; or a noun with nothing but values, that no other head or key is called after: ``Port``."""
    shares = sum(not name.words.isdisjoint(lower_words(plain_line(side))) for side in sides) > 1
    if shares or not name.is_phrase:
        return False
    if _is_idea(name.text, name.language):
        return True
    noun = name.head_word
    is_noun = bool(noun) and is_common_noun(noun, name.language) and not noun.endswith("ing")
    return is_noun and not may_be_verb(noun, name.language) and told == {"value", "other words"}


def _said_in(table: Table, row: Row, column: int, *, by_row: bool) -> set[str]:
    """What stands in the row, or in the column: values, yes or no, words; and ``other words`` where some stand beside it."""
    own = row.cells[1:] if by_row else [one.cells[column] for one in table.rows if column < len(one.cells)]
    others = [
        cell
        for one in table.rows
        for at, cell in enumerate(one.cells[1:], 1)
        if (one is not row if by_row else at != column)
    ]
    return {_kind(cell) for cell in own} | (
        {"other words"} if any(_kind(cell) == "words" for cell in others) else set()
    )


_VALUE = re.compile(r"\d|[∞π]")


def _kind(cell: str) -> str:
    """Is it a ``value``, ``yes`` or no, or are they ``words``?"""
    said = plain_line(cell).casefold().strip(" .")
    if said in YES_AND_NO:
        return "yes"
    return "value" if _VALUE.search(said) or mask(cell) != cell else "words"
