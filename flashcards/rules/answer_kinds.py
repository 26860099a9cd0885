"""What an answer is by its shape: a few names beside each other, a value."""

from __future__ import annotations

import re

from flashcards.markup import mask, words
from flashcards.rules.grammar import read
from flashcards.rules.language import Language

_LONGEST_PART_WORDS = 5
"""A longer part of a series is no name of one of several."""

_SURELY_A_NAME_WORDS = 2
"""Where no part is longer, what reads like a verb is none."""


def is_series(said: str, language: Language) -> bool:
    """Are these a few names beside each other, with neither a verb nor a joint of a sentence?"""
    bare = re.sub(r"\([^()]*\)", "", said).strip(" .")
    parts = [part for part in re.split(r"\s*[,;/]\s*(?:(?:and|or)\b)?\s*|\s+(?:and|or|&)\s+", bare) if part]
    longest = max(map(words, parts), default=0)
    if any(part.split()[0].casefold() in language.all_articles for part in parts[1:]):
        return False  # in other words
    reading = read(bare, language)
    if len(parts) < 2 or longest > _LONGEST_PART_WORDS or not reading:
        return False
    told = "BXSWOPT" if longest <= _SURELY_A_NAME_WORDS else "BXSWOPTVI"
    are_names = not re.search(r"[^NMGQYVI)](?:[,&]|$)", reading.shape) and set(told).isdisjoint(reading.shape)
    return are_names and (len(parts) > 2 or longest < _LONGEST_PART_WORDS - 1)


def is_value(said: str) -> bool:
    """``0.5 m``, ``$\\pi r^2$``, ``O(n)``: a number or a formula, and no words?"""
    rest = re.sub(r"\b(?:[\w^]{1,3}|\w*\d\w*)\b", "", mask(said))
    return re.search(r"[^\W\d_]{3}", rest) is None and re.search(r"[\d=<>$()^]", said) is not None
