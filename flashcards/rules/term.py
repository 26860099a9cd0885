"""``Term : what it means``, in its spellings, and definition lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flashcards.markup import mask, one_line, plain_line, words
from flashcards.rules.outline import Entry
from flashcards.rules.place import Made, Place
from flashcards.rules.restraint import (
    is_empty,
    is_example_marker,
    is_practice_name,
    is_schedule,
    is_truncated,
    points_elsewhere,
)
from flashcards.rules.statement import sentence_drafts
from flashcards.rules.text import (
    LONGEST_TERM_WORDS,
    Term,
    announces,
    blank,
    fitting,
    is_finished,
    is_step,
    sentences,
    split_term,
    without_example_marker,
)
from flashcards.rules.vocabulary import ASIDES, LABELS

_LONGEST_BRACKETED_NAME = 5
_LONGEST_PAIR_NAME = 4
_BETWEEN_PAIRS = re.compile(r"\s*[,;]\s+|\s+/\s+")
_FIRST_BACK_WORDS = 25
"""A short explanation is one thing to learn, even in two sentences; what goes on longer is asked for sentence by sentence."""


def term_definition(entry: Entry, place: Place) -> Made | None:
    """A line that names something and says after a colon, dash, equals sign or in bold what it is."""
    split = split_term(entry.text)
    if entry.role == "heading" or not split or not _names_something(split, entry, place):
        return None
    if labelled := _labelled(split, entry, place):
        return labelled
    if pairs := _pairs(split, entry, place):
        return pairs
    meaning, rest = fitting(split.meaning, _FIRST_BACK_WORDS)
    if is_truncated(meaning) and words(meaning) < 4:
        return None
    further = sentence_drafts(sentences(rest), place, entry, (plain_line(split.term),)) if rest else ()
    priority = 0.3 if is_example_marker(split.term) else _priority(place)
    first = place.draft("definition", split.term, one_line(meaning), lines=entry.lines, priority=priority)
    return Made((first, *further))


def _names_something(split: Term, entry: Entry, place: Place) -> bool:
    """Is the term a name, and its meaning about it: no speaker, step, date, exercise, aside, and no mere lead-in?"""
    name = plain_line(split.term).casefold()
    if is_empty(split.meaning) or points_elsewhere(split.meaning) or name in place.speakers:
        return False
    if is_practice_name(split.term) or is_step(split.term) or set(name.split()) <= ASIDES:
        return False
    if is_schedule(entry) or (place.scheduled and _is_template(split.term, place)):
        return False
    return not (entry.children and _only_announces(split.meaning, place))


_NUMBERED = re.compile(r"^[*_]*(?P<label>[^\W\d_]+)\.?\s*(?:\d+(?:\.\d+)*\.?)?[*_]*\s*(?:\((?P<name>[^()]+)\))?[*_.]*$")


_NAME_FIRST = re.compile(r"^\((?P<name>[^()]+)\)[.:]?\s+(?P<rest>\S.*)$", re.DOTALL)


def _labelled(split: Term, entry: Entry, place: Place) -> Made | None:
    """``Theorem 2.1 (Name): ...``, ``Rule: ...``: the label says what kind of statement follows, not what it is about."""
    found = _NUMBERED.match(split.term)
    if not found or found["label"].casefold() not in LABELS:
        return None
    named = _NAME_FIRST.match(split.meaning)
    name, meaning = (named["name"], named["rest"]) if named else (found["name"], split.meaning)
    if name and words(name) <= LONGEST_TERM_WORDS:
        back = one_line(fitting(meaning)[0])
        return Made((place.draft("definition", name, back, lines=entry.lines, priority=0.8),))
    drafts = sentence_drafts(sentences(meaning), place, entry)
    return Made(drafts) if drafts else None


def _pairs(split: Term, entry: Entry, place: Place) -> Made | None:
    """``Term: too small -> slow, too large -> coarse``: a meaning that only pairs names with what holds for them."""
    masked = blank(split.meaning)
    cuts = [found.span() for found in _BETWEEN_PAIRS.finditer(masked)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(masked)]
    parts = [split_term(split.meaning[start:end]) for start, end in zip(starts, ends, strict=True)]
    pairs = [part for part in parts if part and part.meaning and words(part.term) <= _LONGEST_PAIR_NAME]
    if len(pairs) < 2 or len(pairs) < len(parts):
        return None
    return _asked_apart(split.term, pairs, entry, place, priority=0.6)


def _asked_apart(name: str, pairs: Sequence[Term], entry: Entry, place: Place, priority: float) -> Made:
    """A card for each of the ``pairs`` that are said of ``name``."""
    context = (plain_line(name),)
    return Made(
        tuple(
            place.draft(
                "fact", pair.term, one_line(pair.meaning), lines=entry.lines, priority=priority, context=context
            )
            for pair in pairs
        )
    )


_LABEL_WITH_BRACKETS = re.compile(r"^(?P<label>[^()]{2,60}?)\s*\((?P<inner>[^()]{3,})\)\s*\.?$")


def brackets(entry: Entry, place: Place) -> Made | None:
    """``Name (what it is)``, or ``Name (a: one thing; b: another)``: short names that carry their explanation in brackets."""
    found = _LABEL_WITH_BRACKETS.match(mask(entry.text))
    if entry.role not in ("item", "line") or not found or is_schedule(entry) or place.scheduled:
        return None
    name = entry.text[slice(*found.span("label"))]
    inner = without_example_marker(entry.text[slice(*found.span("inner"))])
    if words(name) > _LONGEST_BRACKETED_NAME or words(inner) < 2 or is_finished(name):
        return None
    parts = [split_term(part) for part in inner.split(";")]
    pairs = [part for part in parts if part and part.meaning]
    if len(pairs) == len(parts):
        return _asked_apart(name, pairs, entry, place, priority=0.5)
    return Made((place.draft("definition", name, one_line(inner), lines=entry.lines, priority=0.5),))


def _is_template(term: str, place: Place) -> bool:
    """In a plan, what stands in a callout of its own (``Objective: ..``) is about the plan."""
    return any(entry.role == "callout" for entry in place.above) or plain_line(term).casefold() in place.boilerplate


def _only_announces(meaning: str, place: Place) -> bool:
    """Does what stands after the term only lead in to what stands below it?"""
    last = plain_line(meaning).casefold()
    return words(meaning) <= 3 or last.endswith(place.language.before_examples) or announces(meaning)


def _priority(place: Place) -> float:
    """The deeper, the more likely an aside."""
    return max(0.5, 0.9 - 0.05 * len(place.above))
