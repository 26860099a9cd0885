"""What the settings want of one note. Plain data, so that a note's cards depend on its text and on this alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flashcards.rules.language import LANGUAGE_NAMES

USUAL_DECK = "{folder}::{file}::{heading}"
DECK_PARTS = ("folder", "file", "heading")
"""What a pattern of decks may name in braces."""

_PART = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The settings of one note; the defaults are those of a collection without settings."""

    notes: str = ""
    """The folder of the notes as note paths name it, for decks begin below it; if empty, a path's first part."""
    rules_off: tuple[str, ...] = ()
    """Names of rules, in order; comments in the note may switch them on again."""
    deck: str = USUAL_DECK
    """The pattern of the deck's name, for notes that name none themselves."""
    tags: tuple[str, ...] = ()
    """Tags that are added to those of the note."""
    languages: tuple[str, ...] = LANGUAGE_NAMES
    """Names of the languages that the note may be in; a single one is taken at its word."""
    two_way_tables: bool = False
    """Ask tables of two columns in both directions."""


USUAL = Wanted()


def deck_pattern_fault(pattern: str) -> str:
    """Why ``pattern`` can't name decks; empty if it can."""
    known = ", ".join(f"{{{name}}}" for name in DECK_PARTS)
    for name in _PART.findall(pattern):
        if name not in DECK_PARTS:
            return f"there is no {{{name}}}, but there is {known}"
    if re.search(r"[{}]", _PART.sub("", pattern)):
        return f"braces hold the name of a part, as in {known}"
    return "" if pattern.strip(": ") else "it must name a deck"


def deck_name(pattern: str, parts: Mapping[str, str]) -> str:
    """The deck that ``pattern`` makes of these ``parts``; a level of it that stays empty is left out."""
    levels = (_PART.sub(lambda part: parts[part[1]], level).strip() for level in pattern.split("::"))
    return "::".join(level for level in levels if level)
