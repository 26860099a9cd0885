"""``Term : what it means``, in its spellings, and definition lists."""

from __future__ import annotations

import re

from flashcards.markup import mask, one_line, plain_line, take_anchor, words
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
    announces,
    fitting,
    is_finished,
    is_question,
    is_step,
    sentences,
    split_term,
    without_example_marker,
)

_LONGEST_BRACKETED_NAME = 5
_FIRST_BACK_WORDS = 25
"""A short explanation is one thing to learn, even in two sentences; what goes on longer is asked for sentence by sentence."""


def term_definition(entry: Entry, place: Place) -> Made | None:
    """A line that names something and says after a colon, dash, equals sign or in bold what it is."""
    text, anchor = take_anchor(entry.text)
    split = split_term(text)
    if entry.role == "heading" or not split or is_empty(split.meaning) or points_elsewhere(split.meaning):
        return None
    if plain_line(split.term).casefold() in place.speakers or (
        is_practice_name(split.term) and is_question(split.meaning)
    ):
        return None
    if is_step(split.term) or is_schedule(entry) or (place.scheduled and _is_template(split.term, place)):
        return None
    if entry.children and _only_announces(split.meaning, place):
        return None
    meaning, rest = fitting(split.meaning, _FIRST_BACK_WORDS)
    if is_truncated(meaning) and words(meaning) < 4:
        return None
    further = sentence_drafts(sentences(rest), place, entry.lines, (plain_line(split.term),)) if rest else ()
    priority = 0.3 if is_example_marker(split.term) else _priority(place)
    first = place.draft(
        "definition", split.term, one_line(meaning), lines=entry.lines, priority=priority, anchor=anchor
    )
    return Made((first, *further))


_LABEL_WITH_BRACKETS = re.compile(r"^(?P<label>[^()]{2,60}?)\s*\((?P<inner>[^()]{3,})\)\s*\.?$")


def brackets(entry: Entry, place: Place) -> Made | None:
    """``Name (what it is)``, or ``Name (a: one thing; b: another)``: short names that carry their explanation in brackets."""
    found = _LABEL_WITH_BRACKETS.match(mask(entry.text))
    if entry.role not in ("item", "line") or not found or is_schedule(entry):
        return None
    name = entry.text[slice(*found.span("label"))]
    inner = without_example_marker(entry.text[slice(*found.span("inner"))])
    if words(name) > _LONGEST_BRACKETED_NAME or words(inner) < 2 or is_finished(name):
        return None
    pairs = [split_term(part) for part in inner.split(";")]
    if all(pair and pair.meaning for pair in pairs):
        context = (plain_line(name),)
        drafts = [
            place.draft("fact", pair.term, one_line(pair.meaning), lines=entry.lines, priority=0.5, context=context)
            for pair in pairs
            if pair
        ]
        return Made(tuple(drafts))
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
