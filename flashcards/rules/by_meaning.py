"""Whether a name asks for its meaning, and how: by what it is, what it is a kind of, or what is meant by it."""

from __future__ import annotations

import re

from flashcards.markup import mask, plain_line, words
from flashcards.rules.bare_name import Name, as_told
from flashcards.rules.clause import clauses
from flashcards.rules.english import indefinite
from flashcards.rules.grammar import Reading, is_common_noun, read
from flashcards.rules.language import Language
from flashcards.rules.put import FROM_SENTENCES, NamedCard, Put
from flashcards.rules.restraint import is_aside, is_attribute, is_example_marker
from flashcards.rules.text import alternatives, lower_words, small_first
from flashcards.rules.vocabulary import KINDS, LABELS, LAWS, STEPS

_LONGEST_NAME_WORDS = 4
"""Up to here the last word may tell a name whose other words read like a sentence's."""

SHORTEST_MEANING_WORDS = 3
"""Fewer are rather another word for the name, or one of its kind."""


def what_is_meant(asked: NamedCard) -> Put | None:
    """Its meaning."""
    name, back = asked.name, plain_line(asked.draft.back)
    is_name = mask(name.text) == name.text and not is_attribute(name.text, name.language)
    if not asked.phrases.meaning or not is_name or words(back) < SHORTEST_MEANING_WORDS:
        return None
    is_predicate = asked.reading is not None and re.match("A*[XVB]", asked.reading.shape) is not None
    if asked.draft.rule == FROM_SENTENCES and is_predicate:
        return None
    if name.shape == "J" and asked.reading and re.fullmatch("M(?:[,&]+M)+", asked.reading.shape):
        return None  # those that are so
    if name.reading is None or not asked.phrases.one:
        asks = asked.phrases.meaning if _defines(asked, back) else asked.phrases.said_of
        return Put(asks.format(name.text)) if _is_explained(name, back) else None
    return Put(_english_meaning(asked, back.casefold().split()[0])) if _is_term(asked) else None


def _english_meaning(asked: NamedCard, first: str) -> str:
    """The question for the meaning of a term, whose explanation begins with the word ``first``."""
    name, phrases = asked.name, asked.phrases
    if phrases.happens and _stands_below_steps(asked) and _speaks_of_another(asked):
        return phrases.happens.format(name.inside)
    if kind := _as_kind(name, asked.owner):
        return phrases.what.format(kind, aux="is")
    if is_law(name) and _states(asked):
        return what_it_says(asked).question
    if name.is_proper and name.is_of_signs:
        return phrases.what.format(name.text, aux="is")
    if name.is_proper and len(name.words) > 1 and phrases.known and _states(asked):
        return phrases.known.format(name.text)
    if name.is_proper and (len(name.words) > 1 or _speaks_of_names(asked.reading)):
        return phrases.who.format(name.text)
    if asked.draft.rule == FROM_SENTENCES:
        told = as_told(name, asked.told_in)
        return (phrases.what if told != name.inside or name.is_plural else phrases.meaning).format(
            told, aux=asked.name.auxiliary
        )
    if name.is_plural and phrases.known and _speaks_of_another(asked):
        return phrases.known.format(name.inside)
    if name.is_plural and not (asked.reading and asked.reading.shape[0] in "PS"):
        is_ordinal = re.match("J?Q", name.shape) is not None and name.language.grammar.definite
        told = f"{name.language.grammar.definite[0]} {name.inside}" if is_ordinal else name.inside
        return phrases.what.format(told, aux="are")
    is_counted = "s" not in name.shape and not name.is_idea and (name.inside[:1].islower() or len(name.words) > 1)
    if first in ("a", "an") and is_counted and not _begins_with_clause(asked.reading):
        return phrases.one.format(name.inside, article=indefinite(name.inside))
    return phrases.meaning.format(name.text)


def what_is_named(asked: NamedCard) -> str:
    """What a sentence on the back says before it gives it the name: ``This balance is called ..``; empty if it doesn't."""
    language, said = asked.name.language, asked.said[0]
    naming, copulas, articles = (
        alternatives(some) for some in (language.naming, language.copulas, language.all_articles)
    )
    if not naming or not articles or len(asked.said) > 1:
        return ""
    named = rf"(?:(?:{articles})\s+)?[*_\"“„«‘']*{re.escape(asked.name.text)}[*_\"”“»’']*"
    found = re.match(
        rf"(?P<what>.+?)\s+(?:(?P<naming>{naming})\s+{named}(?=[\s,;.(]|$)|(?:{copulas})\s+(?=(?:{articles})\s){named}\s*(?:[;(]|\.?$))",
        said,
        re.IGNORECASE,
    )
    reading = read(found["what"], language) if found else None
    says_more = reading is None or re.search("[XBVR&]", reading.shape) is not None
    return "" if not found or (says_more and not found["naming"]) else found["what"]


def what_it_says(asked: NamedCard) -> Put:
    """What a law says."""
    return Put(asked.phrases.law.format(_the_law(asked.name)))


def _the_law(name: Name) -> str:
    """``the third law (Nernst)``, ``Ohm's law``."""
    titled = re.search(r"\s[^\W\d_a-z]", name.text.partition("(")[0])
    is_named = name.shape[0] == "D" or "s" in name.shape
    articles = name.language.grammar.definite
    keeps_capital = titled or is_named or name.shape[0] == "M"
    inside = name.text if keeps_capital else small_first(name.text)
    return f"{articles[0]} {inside}" if articles and not is_named else inside


def is_law(name: Name) -> bool:
    """Is it a law, a rule, a theorem, by the last noun before a preposition?"""
    return name.head_word in LAWS


def _states(asked: NamedCard) -> bool:
    """Does the back say something, with a subject and its verb, rather than name what the name stands for?"""
    first = next(clauses(asked.reading), None) if asked.reading else None
    opens = asked.reading is not None and asked.reading.word(0) in asked.name.language.conditions
    return opens or (first is not None and bool(first.subject) and not first.depends)


def _stands_below_steps(asked: NamedCard) -> bool:
    """Does the name stand below steps, stages or phases, and isn't a remark?"""
    if asked.name.text.casefold() in LABELS or is_aside(asked.name.text):
        return False
    return Name(asked.owner, asked.name.language).head_word.removesuffix("s") in STEPS


def _speaks_of_another(asked: NamedCard) -> bool:
    """``Losses: the empire lost a fifth of its people``: has the back a subject of its own, and says nothing by a pronoun?"""
    first = next(clauses(asked.reading), None) if asked.reading else None
    if not asked.reading or not first or not first.subject or first.depends:
        return False
    told = set(lower_words(asked.reading.text(first.subject)))
    is_counted = asked.reading.word(first.subject.first)[:1].isdigit()  # 2xx success, 3xx ..
    return not is_counted and first.subject.first <= 1 and told.isdisjoint(lower_words(asked.name.text))


def _speaks_of_names(reading: Reading | None) -> bool:
    """Are there other names or years in it? Then the name is rather somebody or some place than a term."""
    return reading is not None and re.search("M|Y", reading.shape[1:]) is not None


def _begins_with_clause(reading: Reading | None) -> bool:
    """Does it begin with a subject and its verb: a statement rather than a name for the same thing?"""
    first = next(clauses(reading), None) if reading else None
    return first is not None and bool(first.subject) and first.subject.first == 0


def _defines(asked: NamedCard, back: str) -> bool:
    """May it say what the name is a kind of? It doesn't where it begins with its verb, a place or a number.

    Where parts of speech aren't known, an article tells the verb before it (``ouvre la porte``): hardly a noun has one there.
    """
    language, said = asked.name.language, lower_words(back)
    if asked.reading:
        return re.match("[DJNMQGSW]", asked.reading.shape) is not None and not _begins_with_clause(asked.reading)
    if not said or said[0][0].isdigit():
        return False
    if said[0] in language.small:
        return said[0] not in language.before_complement
    return len(said) == 1 or said[1] not in language.articles or said[1] in language.grammar.contracted


def _is_explained(name: Name, back: str) -> bool:
    """In a language whose phrases aren't known: is a short name explained in the language of the note?"""
    said, bare = back.casefold().split(), re.sub(r"\s*\([^()]*\)", "", name.text)
    names_something = name.is_phrase if name.reading else True
    first = bare.casefold().partition(" ")[0]
    is_short = words(bare) < _LONGEST_NAME_WORDS and bool(first) and first not in name.language.small
    is_told = said[0] in name.language.articles or not name.language.small.isdisjoint(said)
    return is_short and is_told and names_something and re.search(r"[\d<>=]", bare) is None


_SHORT_AT_END = re.compile(r"\([A-Z][A-Z0-9@&./-]+\)$")
"""``Mean Average Precision (MAP)``: what has a short form is a term, however its words read."""


def _is_term(asked: NamedCard) -> bool:
    """May the name have a meaning of its own, and the back be it?"""
    name = asked.name
    if asked.draft.rule == FROM_SENTENCES and not _is_said_to_be(asked):
        return False
    is_example = is_example_marker(name.text.split()[-1]) and not name.is_plural
    if name.words & (name.language.asking | name.language.grammar.negations) == name.words:
        return False  # How: .., Never: ..
    if _SHORT_AT_END.search(name.text) and words(name.text) <= _LONGEST_NAME_WORDS + 1:
        return True
    if name.shape[:1] in ("D", "Q", "P") or name.compares or name.tells_to_do or is_example:
        return False
    if re.match("GD", name.shape) and asked.draft.rule != FROM_SENTENCES:
        return True  # cutting the oats with long scythes
    is_way = name.reading is not None and name.shape in ("AJ", "AE") and name.reading.word(0).endswith("ly")
    if is_way and asked.draft.rule != FROM_SENTENCES:
        return True  # uniformly continuous
    if len(name.words) == 1:
        return (len(name.text) > 1 or asked.draft.rule == FROM_SENTENCES) and (
            name.shape in ("N", "M", "J", "G") or name.text[0].isupper()
        )
    is_short = words(name.text) <= _LONGEST_NAME_WORDS and re.match("[VIQ]?[JNMQEG]*[NM]", name.shape) is not None
    return name.is_phrase or (
        is_short and not re.search("[DAXB]", name.shape) and ends_in_noun(name.text, name.language)
    )


def _is_said_to_be(asked: NamedCard) -> bool:
    """Does a sentence say what the name is, by an article or by its copula right before that: ``Pulsars are stars that ..``?"""
    language, name = asked.name.language, asked.name
    if asked.reading and asked.reading.word(0) in language.all_articles:
        return True
    copulas, said = alternatives(language.copulas), re.escape(asked.draft.back)
    is_one = name.is_plural and asked.reading is not None and re.match("J*N", asked.reading.shape) is not None
    return is_one and re.search(rf"{re.escape(name.text)}\W+(?:{copulas})\s+{said}", asked.told_in) is not None


def _as_kind(name: Name, owner: str) -> str:
    """``smooth`` under ``Types of muscles``: smooth muscle; empty where the name doesn't stand under its kind."""
    above = read(owner, name.language)
    if not above or len(name.words) > 1:
        return ""
    if name.shape == "J" and above.shape == "N":
        kind = above.words[0].base if Name(owner, name.language).is_plural else Name(owner, name.language).inside
        return f"{name.inside} {kind.lower()}" if ends_in_noun(owner, name.language) else ""
    found = re.fullmatch(r"D?[QJ]*NO(?P<kind>J*N+)", above.shape)
    if not found or KINDS.isdisjoint(owner.casefold().split()):
        return ""
    kind = above.text(found.span("kind"))
    last = above.words[found.end("kind") - 1]
    is_plural = Name(kind, name.language).is_plural
    singular = f"{kind[: len(kind) - (last.end - last.start)]}{last.base}" if is_plural else kind
    return f"{name.inside} {singular.lower()}"


def ends_in_noun(text: str, language: Language) -> bool:
    """Is its last word an everyday noun?"""
    return is_common_noun(text.rsplit(maxsplit=1)[-1], language)
