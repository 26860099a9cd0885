"""What an answer is by its shape: a few names beside each other, a value."""

from __future__ import annotations

import re

from flashcards.markup import mask, words
from flashcards.rules.grammar import is_only_verb, read
from flashcards.rules.language import Language

_LONGEST_PART_WORDS = 5
"""A longer part of a series is no name of one of several."""

_SURELY_A_NAME_WORDS = 2
"""Where no part is longer, what reads like a verb is none."""


def is_series(said: str, language: Language) -> bool:
    """Are these a few names beside each other, with neither a verb nor a joint of a sentence?"""
    bare = re.sub(r"\([^()]*\)", "", said).strip(" .")
    parts = [
        part for part in re.split(r"\s*(?:,(?!\d{3}\b)|[;/])\s*(?:(?:and|or)\b)?\s*|\s+(?:and|or|&)\s+", bare) if part
    ]
    longest = max(map(words, parts), default=0)
    if any(part.split()[0].casefold() in language.all_articles for part in parts[1:]):
        return False  # in other words
    first_words = [part.split()[0].casefold() for part in parts]
    if any(word in language.small and is_only_verb(word, language) for word in first_words):
        return False  # lay eggs, have feathers
    if ";" in bare and longest <= _SURELY_A_NAME_WORDS:
        return len(parts) > 1 and all(_is_name(part, language) for part in parts)  # unlike: lazy; use yield
    reading = read(bare, language)
    if len(parts) < 2 or longest > _LONGEST_PART_WORDS or not reading:
        return False
    told = "BXSWOPT" if longest <= _SURELY_A_NAME_WORDS else "BXSWOPTVI"
    are_names = not re.search(r"[^NMGQYVI)](?:[,&]|$)", reading.shape) and set(told).isdisjoint(reading.shape)
    return are_names and (len(parts) > 2 or longest < _LONGEST_PART_WORDS - 1)


def _is_name(part: str, language: Language) -> bool:
    reading = read(part, language)
    return reading is not None and re.fullmatch("[JG]*[NM]+", reading.shape) is not None


_LONGEST_QUANTITY_WORDS = 5


def is_quantity(said: str, language: Language) -> bool:
    """``about 40 hours``: a number with its unit, and no more?"""
    first, *others = said.strip(" .").casefold().split() or [""]
    if others and first in language.grammar.about:
        first, *others = others
    reading = read(said, language)
    is_short = (
        len(others) < _LONGEST_QUANTITY_WORDS and reading is not None and not re.search("[XBVSW,&(]", reading.shape)
    )
    return is_short and re.fullmatch(r"[~≈]?\d[\d.,–-]*[%°]?\w{0,3}", first) is not None


def is_value(said: str) -> bool:
    """``0.5 m``, ``$\\pi r^2$``, ``O(n)``: a number or a formula, and no words?"""
    rest = re.sub(r"\b(?:[\w^]{1,3}|\w*\d\w*)\b", "", mask(said))
    return re.search(r"[^\W\d_]{3}", rest) is None and re.search(r"[\d=<>$()^]", said) is not None
