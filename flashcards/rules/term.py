"""``Term : what it means``, in its spellings, and definition lists."""

from __future__ import annotations

import re

from flashcards.markup import bullets, mask, one_line, plain_line, words
from flashcards.rules import labels, rows
from flashcards.rules.bare_name import Name
from flashcards.rules.grammar import read
from flashcards.rules.language import Language
from flashcards.rules.meaning import after_pairs, apart
from flashcards.rules.outline import Entry
from flashcards.rules.place import Made, Place
from flashcards.rules.restraint import (
    has_blank,
    is_aside,
    is_attribute,
    is_empty,
    is_example_marker,
    is_practice_name,
    is_schedule,
    is_title_line,
    is_truncated,
    names_reading,
    points_elsewhere,
)
from flashcards.rules.statement import sentence_drafts
from flashcards.rules.text import (
    Term,
    announces,
    is_finished,
    is_question,
    is_step,
    opens_as_example,
    sentences,
    split_term,
    without_example_marker,
)
from flashcards.rules.vocabulary import LABELS

_LONGEST_BRACKETED_NAME = 5


def term_definition(entry: Entry, place: Place) -> Made | None:
    """A line that names something and says after a colon, dash, equals sign or in bold what it is."""
    split = split_term(entry.text)
    if entry.role == "heading" or not split or not _names_something(split, entry, place):
        return None
    if is_example_marker(split.term) and not place.context:
        return None  # ``NB: ..`` asks nothing
    if opens_as_example(split.term) and entry.children and not is_example_marker(split.term):
        return None  # what an example is about, whose parts stand below it
    if labelled := labels.labelled(split, entry, place):
        return labelled
    if _asks_nothing(split.term, place):
        drafts = sentence_drafts(sentences(split.meaning), place, entry)
        return Made(drafts) if drafts else None
    counted = any(map(str.isdigit, split.term)) and not labels.names_aspect(split.term, place)
    if labels.is_bare(split.term) and (not place.context or counted):
        return None  # ``Theorem 5: ..`` alone is no question
    if row := rows.pairs(split, entry, place):
        return Made((*row.drafts, *after_pairs(split.meaning, split.term, place, entry)))
    if row := rows.terms(entry, place):
        return row
    meaning, further = apart(split.meaning, split.term, place, entry)
    if is_truncated(meaning) and words(meaning) < 4:
        return None
    priority = 0.3 if is_example_marker(split.term) else _priority(place)
    first = place.draft("definition", split.term, one_line(meaning), lines=entry.lines, priority=priority)
    return Made((first, *further))


def _names_something(split: Term, entry: Entry, place: Place) -> bool:
    """Is the term a name, and its meaning about it: no speaker, step, date, exercise, aside, and no mere lead-in?"""
    name = plain_line(split.term).casefold()
    if is_empty(split.meaning) or points_elsewhere(split.meaning) or name in place.speakers or has_blank(split.meaning):
        return False
    if split.mark == "=" and _is_sentence(split.term, place):
        return False
    if is_practice_name(split.term) or is_step(split.term) or is_aside(split.term) or names_reading(split.term):
        return False
    if is_schedule(entry) or (place.scheduled and _is_template(split.term, place)):
        return False
    return not (entry.children and _only_announces(split.meaning, place))


def _is_sentence(term: str, place: Place) -> bool:
    """``Firms produce where MR``: the sign stands inside a sentence."""
    reading = read(term, place.language)
    return reading is not None and re.search("[XBV].*[SW]", reading.shape) is not None


def _asks_nothing(term: str, place: Place) -> bool:
    """``Ex: ..``, ``Remark: ..`` right below a heading: neither says of what."""
    below_heading = place.parent is None or place.parent.role == "heading"
    bare = labels.is_bare(term) and not labels.says_of_what(term)
    return below_heading and (is_example_marker(term) or bare)


_LABEL_WITH_BRACKETS = re.compile(r"^(?P<label>[^()]{2,60}?)\s*\((?P<inner>[^()]{3,})\)\s*(?P<leads>:|\.)?$")


def brackets(entry: Entry, place: Place) -> Made | None:
    """``Name (what it is)``, or ``Name (a: one thing; b: another)``: short names that carry their explanation in brackets."""
    found = _LABEL_WITH_BRACKETS.match(mask(entry.text))
    if entry.role not in ("item", "line") or not found or is_schedule(entry) or place.scheduled:
        return None
    split = split_term(entry.text)
    if is_title_line(entry, place.above, place.siblings) or (split and is_example_marker(split.term)):
        return None
    name = entry.text[slice(*found.span("label"))]
    written = entry.text[slice(*found.span("inner"))]
    inner = without_example_marker(written)
    if words(name) > _LONGEST_BRACKETED_NAME or words(inner) < 2 or is_finished(name) or is_question(inner):
        return None
    if found["leads"] == ":" and (not re.search(r"[,;]", inner) or inner[0].isdigit()):
        return None  # how many, or a remark
    pairs = rows.pairs_within(inner)
    if len(pairs) == 1 and _is_case(pairs[0], name, is_example=inner != written, language=place.language):
        return rows.asked_apart(name, pairs, entry, place, priority=0.5)
    if len(pairs) > 1:
        whole = place.draft("list", name, bullets(inner.split(";")), lines=entry.lines, priority=0.5)
        return Made((whole, *rows.asked_apart(name, pairs, entry, place, priority=0.5).drafts))
    return Made((place.draft("definition", name, one_line(inner), lines=entry.lines, priority=0.5),))


def _is_case(pair: Term, name: str, *, is_example: bool, language: Language) -> bool:
    """``clay`` in ``Soil additive (e.g. clay: lime)``: is it a case of the name, or an attribute, and not only a remark?"""
    is_remark = plain_line(pair.term).casefold() in LABELS or is_aside(pair.term) or is_example_marker(pair.term)
    last_word, chosen = (plain_line(text).rstrip(" .").rpartition(" ")[2].casefold() for text in (name, pair.meaning))
    bare = Name(pair.term, language)
    is_name = bare.is_phrase and "Q" not in bare.shape and not any(map(str.isdigit, pair.term))
    fits = is_example or last_word == chosen or is_attribute(pair.term, language) or is_name
    return fits and not is_remark and words(pair.term) <= rows.LONGEST_NAME_WORDS


def _is_template(term: str, place: Place) -> bool:
    """In a plan, what stands in a callout of its own (``Objective: ..``) is about the plan."""
    return any(entry.role == "callout" for entry in place.above) or plain_line(term).casefold() in place.boilerplate


def _only_announces(meaning: str, place: Place) -> bool:
    """Does what stands after the term only lead in to what stands below it?"""
    last = plain_line(meaning).casefold()
    return words(meaning) <= 3 or last.endswith(place.language.announcing) or announces(meaning)


def _priority(place: Place) -> float:
    """The deeper, the more likely an aside."""
    return max(0.5, 0.9 - 0.05 * len(place.above))
