"""How a cell of a table is asked: which side of the table names the things, and which what is said of them.

``Boat | Draught`` has its things in the first column; with nothing above the keys, or ``Criterion``, the heads are
compared. A whole table is asked one way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from flashcards.markup import mask, one_line, plain_line, words
from flashcards.model import Table
from flashcards.rules.bare_name import Name
from flashcards.rules.by_answer import attribute
from flashcards.rules.by_owner import in_short
from flashcards.rules.foreign import is_foreign
from flashcards.rules.grammar import has_parts_of_speech, is_common_noun, may_be_verb, read
from flashcards.rules.language import Language
from flashcards.rules.phrases import PHRASES_OF
from flashcards.rules.restraint import is_attribute, is_example_marker
from flashcards.rules.text import is_question, lower_words
from flashcards.rules.vocabulary import CRITERIA, YES_AND_NO

Kind = Literal["value", "yes or no", "words"]
"""What stands in a cell."""

_COLUMNS_OF_PAIRS = 2
"""A table of two columns is mostly a vocabulary: the word alone asks for the other."""


class Columns:
    """How the cells of one table are asked; what is true of all of it is worked out once."""

    def __init__(self, table: Table, language: Language) -> None:
        self._table, self._language = table, language
        self._kinds = [[_kind(cell) for cell in row.cells[1:]] for row in table.rows]
        self._keys = [row.cells[0] for row in table.rows if row.cells]
        self._heads_are_things = bool(table.header) and self._compares_heads()
        self._sides = [*table.header[1:], *self._keys]
        self._sides_with = Counter(word for side in self._sides for word in set(lower_words(plain_line(side))))
        self._asked_alike = self._rows_or_columns()
        qualities = [self._is_quality(key) for key in self._keys]
        self._keys_only_tell_which = bool(qualities) and all(qualities)
        self._words_cells = sum(kinds.count("words") for kinds in self._kinds)

    def question(self, row: int, column: int) -> str:
        """The question for the cell in the ``row`` and ``column`` of these numbers; empty if its key or its head is enough."""
        table, language = self._table, self._language
        phrases = PHRASES_OF.get(language.name)
        key, head = table.rows[row].cells[0], table.header[column] if column < len(table.header) else ""
        if phrases is None or not plain_line(key) or not plain_line(head) or "?" in key:
            return ""
        if is_question(plain_line(head)):
            return phrases.of_owner.format(Name(one_line(head), language).inside, owner=one_line(key))
        owner, said = (head, key) if self._heads_are_things else (self._key_with_kind(key), head)
        if phrases.about_owner and (preposition := _asking_preposition(said, language)):
            return phrases.about_owner.format(Name(one_line(owner), language).definite, preposition)
        if turned := _verb_before_pronoun(said, language):
            return phrases.of_owner.format(phrases.asks_itself.format(turned), owner=one_line(owner))
        if _is_attribute(said, language):
            return attribute(Name(plain_line(said), language), one_line(owner), phrases)
        if len(table.header) == _COLUMNS_OF_PAIRS:
            return ""
        is_joint = plain_line(said).casefold() in language.small - language.asking
        if phrases.second_of_two and is_joint:  # but, not
            return phrases.of_owner.format(phrases.second_of_two.format(one_line(said)), owner=one_line(owner))
        name = Name(one_line(said), language)
        is_evaluated = name.text.casefold() in language.grammar.evaluating
        alike = self._asked_alike[row if self._heads_are_things else column - 1]
        if phrases.about_it and is_evaluated and "yes or no" not in alike.kinds:
            return phrases.of_owner.format(phrases.about_it.format(name.inside), owner=one_line(owner))
        if self._says_what(name, alike.kinds):
            return attribute(name, one_line(owner), phrases)
        if not self._is_foreign_to_note and _is_thing(name) and "yes or no" not in alike.kinds:
            if not alike.are_names:
                return attribute(name, one_line(owner), phrases)
            if phrases.which_one_of:
                return phrases.of_owner.format(phrases.which_one_of.format(name.inside), owner=one_line(owner))
        return in_short(name, one_line(owner), phrases)

    def _key_with_kind(self, key: str) -> str:
        """A key that only says which one it is, with what it is one of by the head of its column: ``First crusade``."""
        kind = Name(plain_line(self._table.header[0]), self._language)
        is_kind = kind.shape == "N" and not kind.is_plural
        return f"{one_line(key)} {kind.inside}" if is_kind and self._keys_only_tell_which else key

    def _is_quality(self, key: str) -> bool:
        """``First``, ``isothermal``"""
        said = plain_line(key)
        return said.casefold() in self._language.grammar.ordinals or Name(said, self._language).shape in ("J", "AJ")

    @cached_property
    def _is_foreign_to_note(self) -> bool:
        return any(is_foreign(plain_line(side), self._language) for side in self._sides)

    def _rows_or_columns(self) -> list[_Alike]:
        """The cells that are asked alike: those below the same head, or of the same row where the heads are compared."""
        rows = [row.cells[1:] for row in self._table.rows]
        if self._heads_are_things:
            return [_Alike(cells, self._language) for cells in rows]
        width = max(map(len, rows), default=0)
        columns = ([cells[at] for cells in rows if at < len(cells)] for at in range(width))
        return [_Alike(cells, self._language) for cells in columns]

    def _compares_heads(self) -> bool:
        """Do the heads name the things, and the first column what they are compared in?"""
        corner, heads = plain_line(self._table.header[0]).casefold(), self._table.header[1:]
        if not CRITERIA.isdisjoint(corner.split()):
            return True
        language = self._language
        head_has, key_has = (any(_is_attribute(one, language) for one in some) for some in (heads, self._keys))
        if head_has != key_has:
            return key_has
        if not corner:
            return True
        heads_are_ideas, keys_are_ideas = (
            any(_is_idea(one, language) for one in heads),
            all(_is_idea(key, language) for key in self._keys),
        )
        if heads_are_ideas != keys_are_ideas:
            return keys_are_ideas
        rows = [set(kinds) for kinds in self._kinds]
        columns = [{kinds[at] for kinds in self._kinds if at < len(kinds)} for at in range(len(self._table.header) - 1)]
        tells = any(kinds != {"words"} for kinds in rows)
        return tells and all(len(kinds) == 1 for kinds in rows) and any(len(kinds) > 1 for kinds in columns)

    def _says_what(self, name: Name, own: Sequence[Kind]) -> bool:
        """``Hardness``; or a noun with nothing but values, beside words elsewhere, that nothing else is called after: ``Port``.

        ``own`` are the kinds of what it is said of. What is answered by yes or no isn't asked for.
        """
        shares = any(self._sides_with[word] > 1 for word in name.words)
        if shares or not name.is_phrase or "yes or no" in own:
            return False
        if _is_idea(name.text, name.language):
            return True
        has_words_beside = self._words_cells > own.count("words")
        noun = name.head_word
        is_noun = bool(noun) and is_common_noun(noun, name.language) and not noun.endswith("ing")
        return is_noun and not may_be_verb(noun, name.language) and set(own) == {"value"} and has_words_beside


class _Alike:
    """Cells that are asked alike."""

    def __init__(self, cells: Sequence[str], language: Language) -> None:
        self._cells, self._language = cells, language
        self.kinds = [_kind(cell) for cell in cells]

    @cached_property
    def are_names(self) -> bool:
        return all(_is_name(cell, self._language) for cell in self._cells)


_LONGEST_NAME_WORDS = 3


def _is_name(cell: str, language: Language) -> bool:
    """``TCP``, ``sea water``: a few words that tell which one it is, rather than a number, ``three men`` or ``high``?"""
    reading = read(plain_line(cell), language)
    tells_how = reading is not None and re.match("[DQ]|A*J$", reading.shape) is not None
    return words(cell) <= _LONGEST_NAME_WORDS and _kind(cell) == "words" and not tells_how


def _is_thing(name: Name) -> bool:
    """``Group``, ``Means of transport``: one thing by an everyday noun?"""
    noun = name.head_word
    if not name.is_phrase or name.is_plural or name.names_several or not is_common_noun(noun, name.language):
        return False
    return not noun.endswith("ing")


def _is_attribute(text: str, language: Language) -> bool:
    return is_attribute(text, language) or is_example_marker(text)


def _is_idea(text: str, language: Language) -> bool:
    return (
        has_parts_of_speech(language) and not language.nouns_have_capitals and Name(plain_line(text), language).is_idea
    )


def _verb_before_pronoun(head: str, language: Language) -> str:
    """``what am I`` for ``What I am``: a head that is half a question with its verb before its pronoun."""
    reading = read(plain_line(head), language)
    if reading is None or reading.shape != "WRB":
        return ""
    asking, pronoun, verb = (reading.text((number, number + 1)) for number in range(3))
    return f"{asking.lower()} {verb} {pronoun}"


def _asking_preposition(head: str, language: Language) -> str:
    """``for`` in ``For what``; empty where the head asks nothing so."""
    first, *others = [*plain_line(head).casefold().rstrip(" ?").split(), ""]
    asks = len(others) > 1 and others[0] in language.asking and not others[1]
    is_thing = asks and others[0] in language.grammar.asking_thing
    return first if is_thing and first in language.before_complement else ""


_VALUE = re.compile(r"\d|[∞π]")


def _kind(cell: str) -> Kind:
    said = plain_line(cell).casefold().strip(" .")
    if said in YES_AND_NO:
        return "yes or no"
    return "value" if _VALUE.search(said) or mask(cell) != cell else "words"
