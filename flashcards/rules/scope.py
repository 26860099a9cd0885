"""A question that says what it is about: ``Feature logging: what is meant by “debugging”?``.

What stands above a card is shown above its question, but a question is read first, and on other cards the same words ask for
something else. Where a question shares no word with what stands right above it, that opens it. Identity goes on by the front.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import replace

from flashcards.markup import mask, plain_line, words
from flashcards.model import Draft
from flashcards.rules.bare_name import Name
from flashcards.rules.grammar import read
from flashcards.rules.language import Language
from flashcards.rules.phrases import PHRASES_OF
from flashcards.rules.put import LONGEST_OWNER_WORDS, MARKUP
from flashcards.rules.restraint import is_attribute, is_example_marker, is_practice_name
from flashcards.rules.text import is_question, lower_words, sentences, small_first
from flashcards.rules.vocabulary import ASPECTS, DURATIONS, LABELS, OPEN_ENDS, WEEKDAYS

ASKED_AS_THEY_STAND = frozenset({"acronym", "commented_code", "members_of", "table_cells"})
"""Rules whose questions say what they are about: letters stand for the same words everywhere, a list has its name."""

_PLACES = LABELS | ASPECTS | WEEKDAYS | frozenset(DURATIONS)
"""What a name begins with that only tells where in the note, or when, something stands."""

_STEM_LETTERS = 5
"""Words that begin alike are forms of one."""

_FEWEST_LETTERS = 3
"""What is shorter tells little of what a question is about."""

_FARTHEST = 2
"""How far above a card that may stand which opens its question."""


def scoped(draft: Draft, language: Language, boilerplate: Container[str] = ()) -> Draft:
    """``draft`` with a question that begins with what it is about, where it doesn't say so.

    ``boilerplate`` are titles that the note repeats, in lower case: they say nothing of what stands below them.
    """
    phrases, asked = PHRASES_OF.get(language.name), draft.shown
    if phrases is None or draft.rule in ASKED_AS_THEY_STAND or not is_question(asked):
        return draft
    if _says_of_what(asked, several=draft.kind in ("open", "qa")):
        return draft
    names = map(_bare, reversed(draft.context[-_FARTHEST:]))
    about = next((name for name in names if _tells(name, language, boilerplate)), "")
    if not about:
        return draft
    is_of_term = draft.kind == "definition"
    if _is_told(about, asked, language, any_word=is_of_term) or _gives_away(
        about, draft.answer or draft.back, language
    ):
        return draft
    return replace(draft, question=phrases.of_owner.format(_inside(asked, language), owner=about))


_NUMBER = re.compile(r"^(?:[A-Z]{1,3}\d{1,3}[.:)]?|(?:\d{1,3}|[A-Za-z])[.:)])\s+(?=[^\W\d_]{2})")
"""``L5``, ``3.``, ``B.`` before the title of a lecture or chapter."""


def _bare(name: str) -> str:
    """A name without its number and the remark behind it; ``Second (218-201 BC)`` is nothing without it."""
    bare = re.sub(r"(?<=\S)\s*\([^()]*\)$", "", _NUMBER.sub("", name))
    return bare if words(bare) > 1 or not re.search(r"\d", name) else name


def _says_of_what(asked: str, *, several: bool) -> bool:
    """Does it stand after what it is about, show a picture, or follow a sentence? ``several`` questions may be posed at once."""
    if ": " in mask(asked) or "](" in asked:
        return True
    return len(sentences(asked)) > 1 and not (several and all(map(is_question, sentences(asked))))


def _tells(name: str, language: Language, boilerplate: Container[str]) -> bool:
    """Is what stands above a card a short name of what it is about, rather than its place in the note?"""
    lower = lower_words(name)
    if not lower or words(name) > LONGEST_OWNER_WORDS or MARKUP.search(name) or re.search(r"[?…:]|\d$", name):
        return False
    if plain_line(name).casefold() in boilerplate or is_practice_name(name) or is_example_marker(lower[0]):
        return False
    if lower[-1] in OPEN_ENDS | language.small or lower[0] in _PLACES or is_attribute(name, language):
        return False
    reading = read(name, language)
    if reading is None or Name(name, language).is_phrase:
        return True
    names = re.search("[NMG]", reading.shape.partition("(")[0])
    return names is not None and re.fullmatch("[^XBVSWTP&RAI][^XBVSWT]*", reading.shape) is not None


def _is_told(about: str, asked: str, language: Language, *, any_word: bool) -> bool:
    """Does the question hold what it is about: most of its words, or the last, which says of what kind it is?

    For a term ``any_word`` is enough, as it is one of what stands above it then.
    """
    named, said = _stems(about, language), set(_stems(asked, language))
    shared = sum(stem in said for stem in named)
    return bool(named) and (named[-1] in said or shared * 2 > len(named) or (any_word and shared > 0))


def _gives_away(about: str, answer: str, language: Language) -> bool:
    """Does what a question is about hold half of its answer?"""
    named, told = set(_stems(about, language)), set(_stems(answer, language))
    return len(named & told) * 2 >= len(told) > 1 or bool(told and told <= named)


def _stems(text: str, language: Language) -> list[str]:
    """How the words begin that carry what a text is about, in order."""
    return [
        word[:_STEM_LETTERS]
        for word in re.findall(r"[^\W_]+", plain_line(text).casefold())
        if len(word) >= _FEWEST_LETTERS and word not in language.small and word not in language.asking
    ]


def _inside(asked: str, language: Language) -> str:
    """The question as it goes on after a colon."""
    first = plain_line(asked).split(maxsplit=1)[0].casefold().strip("¿")
    reading = read(asked, language)
    opens = first in language.asking or first in language.small or (reading is not None and reading.shape[:1] == "N")
    return small_first(asked) if opens and not language.nouns_have_capitals else asked
