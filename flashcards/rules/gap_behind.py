"""What a gap at the end of a sentence hides, asked for behind the sentence as it stands; it needs no order of words."""

from __future__ import annotations

import re

from flashcards.markup import mask, plain_line, words
from flashcards.rules.by_shape import is_date
from flashcards.rules.gap import Gap, before_last
from flashcards.rules.gap_circumstances import is_of_a_part
from flashcards.rules.grammar import read
from flashcards.rules.language import Language
from flashcards.rules.text import lower_words

_FEWEST_WORDS = 3
"""In the sentence before the gap."""


def other_of_two(gap: Gap) -> str:
    """The second of two things that a name without a verb is about: ``Trade-off between speed and [...]``."""
    between, joint = gap.language.between
    bare = re.search(rf"\s{joint}\s*$", gap.before, re.IGNORECASE) if joint else None
    reading = gap.reading
    is_name = reading is not None and not re.search("[XBV]", reading.shape)
    if not bare or not is_name or not gap.is_last or f" {between} " not in gap.before.casefold():
        return ""
    return gap.phrases.second_of_two.format(gap.before.strip())


def left_open(gap: Gap) -> str:
    """A reason, a condition or a consequence at the end, asked for behind the rest of the sentence."""
    if not gap.is_last or words(gap.before) < _FEWEST_WORDS or words(gap.hidden) < 2:
        return ""
    language, phrases = gap.language, gap.phrases
    conditions = frozenset(language.conditions) & (language.grammar.asked_by_time or frozenset(language.conditions))
    for openings, asked in (
        (frozenset(language.results), phrases.then_what),
        (frozenset(language.causes), phrases.then_why),
        (conditions, phrases.then_when),
    ):
        for said, word in list(before_last(gap.before, openings | frozenset(language.conditions)))[:1]:
            if word.casefold() not in openings:
                continue
            condition = read(gap.hidden, language)
            if condition and not re.search("[XBV]", condition.shape):
                continue  # when necessary
            if openings is conditions and is_of_a_part(gap, said):
                continue
            stands = plain_line(said) and not re.search(r"[.:;?!]$", said) and said.count("(") == said.count(")")
            if asked and stands and not word.isupper() and not is_date(gap.hidden) and _is_whole(said, language):
                return asked.format(f"{gap.lead} {said}".strip())
    return ""


def _is_whole(said: str, language: Language) -> bool:
    """Can a sentence end here: not with a small word, and not within another clause?"""
    last = lower_words(said)[-1:]
    reading = read(said, language)
    if not last or mask(said) != said:
        return False
    if reading is None:
        return plain_line(said).lstrip("«¿¡“„\"' ")[:1].isupper() and last[0] not in language.small
    return (
        re.search("[XBV]", reading.shape) is not None
        and reading.words[-1].base.casefold() not in language.grammar.inquiring
        and reading.shape[-1] not in "XBVIPSWDOT&A"
    )
