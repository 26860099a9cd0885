"""What is said of a name: the one thing that its card is turned over for, and what is better asked apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flashcards.markup import one_line, plain_line, words
from flashcards.model import Draft
from flashcards.rules import rows
from flashcards.rules.by_subject import goes_on, with_subject
from flashcards.rules.by_words import names_it
from flashcards.rules.grammar import read
from flashcards.rules.language import Language
from flashcards.rules.outline import Entry
from flashcards.rules.place import Place
from flashcards.rules.restraint import is_aside, is_example_marker, points_elsewhere
from flashcards.rules.statement import answered_within, details, sentence_drafts
from flashcards.rules.text import LONGEST_BACK_WORDS, Term, blank, lines_of, sentences, split_term

_FIRST_BACK_WORDS = 25
"""A short explanation is one thing to learn, even in two sentences; what goes on longer is asked for sentence by sentence."""

_LONGEST_JOINED_WORDS = 40
"""Up to here what only goes on with the meaning (``Then ..``) stays with it."""

_DASH = re.compile(r"\s+[-–—]+\s+|;\s+")


def apart(meaning: str, name: str, place: Place, entry: Entry) -> tuple[str, tuple[Draft, ...]]:
    """What ``name`` means, and the cards of what else ``meaning`` says.

    Sentences after the first are asked by themselves where they can be; others stay with the meaning as long as it is
    short, so that nothing is lost.
    """
    first, before, further = "", "", list[Draft]()
    parts = list(_parts(meaning))
    answers = answered_within([part for _, part in parts], place) - {0}
    for position, (joint, part) in enumerate(parts):
        if position in answers:
            further += sentence_drafts((part, parts[position + 1][1]), place, entry, (plain_line(name),))
        if position in answers or position - 1 in answers:
            continue
        whole = f"{first}{joint}{part}"
        joined = goes_on(part, place.language) and words(whole) <= _LONGEST_JOINED_WORDS
        named = before if names_it(part, place.language) else ""
        drafts = _further(part, name, place, entry, after=named) if first and not joined else ()
        before = part
        if drafts:
            further += drafts
        elif words(whole) <= (_FIRST_BACK_WORDS if further else LONGEST_BACK_WORDS) or not first:
            first = whole
    return first, (*details(first, place, entry, (plain_line(name),)), *further)


def after_pairs(meaning: str, name: str, place: Place, entry: Entry) -> tuple[Draft, ...]:
    """The cards of what is said of ``name`` after a first sentence that pairs its parts with what holds for them."""
    drafts = list[Draft]()
    for part in sentences(meaning)[1:]:
        if _is_name_for(part, place.language):
            lines = lines_of(part, entry.text, entry.lines)
            drafts.append(place.draft("definition", name, one_line(part.rstrip(" .")), lines=lines, priority=0.55))
        else:
            drafts += _further(part, name, place, entry)
    return tuple(drafts)


def _is_name_for(part: str, language: Language) -> bool:
    """Does a part of a meaning say what something is, without a verb of its own: ``Best choice for dry soils``?"""
    reading = read(part, language)
    return (
        reading is not None
        and re.match("[^XBV]*(?:S|$)", reading.shape) is not None
        and re.match("[JN]+[TP]", reading.shape) is not None
    )


def _parts(meaning: str) -> Iterator[tuple[str, str]]:
    """The sentences, cut again at dashes and semicolons, each with what joins it to the one before."""
    for number, sentence in enumerate(sentences(meaning)):
        start, joint = 0, " " if number else ""
        for found in _DASH.finditer(blank(sentence)):
            yield joint, sentence[start : found.start()]
            start, joint = found.end(), found[0]
        yield joint, sentence[start:]


def _further(part: str, name: str, place: Place, entry: Entry, *, after: str = "") -> tuple[Draft, ...]:
    """The cards of what is said after the meaning: of words of a series, of a name of its own, or of ``name``.

    ``after`` is the sentence before, where the part gives a name to what it says.
    """
    context = (plain_line(name),)
    if series := rows.gloss_drafts(part, entry, place, context):
        return series
    if own := _own_term(part):
        lines = lines_of(part, entry.text, entry.lines)
        return (place.draft("definition", own.term, one_line(own.meaning), lines=lines, priority=0.6, context=context),)
    whole = with_subject(part, context[0], place.language)
    if after:
        return sentence_drafts((part,), place, entry, context, after=after)
    if whole != part:
        return sentence_drafts((whole,), place, entry, told=context)
    return sentence_drafts((part,), place, entry, context)


def _own_term(sentence: str) -> Term | None:
    split = split_term(sentence)
    if not split or words(split.meaning) < 2 or words(split.term) > rows.LONGEST_NAME_WORDS:
        return None
    aside = is_example_marker(split.term) or is_aside(split.term) or points_elsewhere(split.meaning)
    return None if aside else split
