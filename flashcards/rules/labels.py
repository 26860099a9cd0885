"""Statements with a label: ``Theorem 2.1 (Name): ...``, ``Def. ...``, ``Rule: ...``, ``Exception: ...``."""

from __future__ import annotations

import re

from flashcards.markup import one_line, plain_line, words
from flashcards.rules.outline import Entry
from flashcards.rules.place import Made, Place, name_of
from flashcards.rules.statement import defining, sentence_drafts
from flashcards.rules.text import LONGEST_TERM_WORDS, Term, fitting, sentences
from flashcards.rules.vocabulary import ASPECTS, DEFINING, LABELS

_NUMBERED = re.compile(
    r"^[*_]*(?P<label>[^\W\d_]+)\.?\s*+(?:\d+(?:\.\d+)*\.?)?[*_]*\s*(?:\((?P<name>[^()]+)\))?[*_.]*$"
)
_NAME_FIRST = re.compile(r"^\((?P<name>[^()]+)\)[.:]?\s+(?P<rest>\S.*)$", re.DOTALL)


def labelled(split: Term, entry: Entry, place: Place) -> Made | None:
    """The label says what kind of statement follows, not what it is about: the name in brackets does, or the parent."""
    found = _NUMBERED.match(split.term)
    label = found["label"].casefold() if found else ""
    if not found or label not in LABELS:
        return None
    named = _NAME_FIRST.match(split.meaning)
    name, meaning = (named["name"], named["rest"]) if named else (found["name"], split.meaning)
    if name and words(name) <= LONGEST_TERM_WORDS:
        back = one_line(fitting(meaning)[0])
        return Made((place.draft("definition", name, back, lines=entry.lines, priority=0.8),))
    if label in DEFINING and (drafts := defining(meaning, place, entry)):
        return Made(drafts)
    if label in DEFINING and place.parent and place.parent.role != "callout" and plain_line(name_of(place.parent)):
        back = one_line(fitting(meaning)[0])
        draft = place.of_parent().draft("definition", name_of(place.parent), back, lines=entry.lines, priority=0.85)
        return Made((draft,))
    drafts = () if label in ASPECTS else sentence_drafts(sentences(meaning), place, entry)
    return Made(drafts) if drafts else None


def names_aspect(term: str, place: Place) -> bool:
    """``Exception 2``: the number of one of several parts of what stands above, if that is no heading."""
    found = _NUMBERED.match(term)
    above = place.parent is not None and place.parent.role != "heading"
    return above and found is not None and found["label"].casefold() in ASPECTS


def says_of_what(term: str) -> bool:
    """Does a label name an aspect of what stands above it, or say what that means?"""
    found = _NUMBERED.match(term)
    return found is not None and found["label"].casefold() in ASPECTS | DEFINING


def is_bare(term: str) -> bool:
    """Is ``term`` only a label, perhaps with a number?"""
    found = _NUMBERED.match(term)
    return found is not None and not found["name"] and found["label"].casefold() in LABELS
