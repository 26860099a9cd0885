"""Ways of asking a sentence that know common verbs of its language, where no model tells its parts of speech."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flashcards.markup import mask, replaced, words
from flashcards.rules.asked import Asked
from flashcards.rules.language import Language
from flashcards.rules.text import small_first

_LONGEST_SUBJECT_WORDS = 7
_LONGEST_OBJECT_WORDS = 25
_FEWEST_CLAUSE_WORDS = 3
_FEWEST_LETTERS = 3
_SEMICOLON = re.compile(r"\s*;\s+")
_QUANTITY = re.compile(r"(?:\S+\s)?\S*\d")
"""A number is asked for by itself."""
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\S+")
_APOSTROPHE = re.compile(r"^\w{1,4}['’]")
_VOWELS = "aeiouyhàâäéèêëîïôöùûü"


def what_it_does(sentence: str, language: Language) -> Iterator[Asked]:
    """``Le noyau contient l'ADN``: what stands after the verb is asked for by the verb and its subject."""
    for clause in _SEMICOLON.split(sentence) if language.what_does else ():
        blank = _BRACKETS.sub(lambda found: " " * len(found[0]), mask(clause))
        found = first_verb(blank, language)
        if found is None or not _is_subject(blank[: found.start()], language):
            continue
        subject = _without_brackets(clause[: found.start()]).strip()
        told = _object(clause[found.end() :].strip(" ."), language)
        if told and words(told) <= _LONGEST_OBJECT_WORDS and not _QUANTITY.match(told):
            yield Asked("qa", _question(subject, found[0], language), told, False, 0.81)


def _without_brackets(text: str) -> str:
    """``text`` without what stands in brackets; those of formulas, code and links stay."""
    return replaced(text, [(found.span(), "") for found in _BRACKETS.finditer(mask(text))])


def first_verb(text: str, language: Language) -> re.Match[str] | None:
    """The first common verb of ``text``; what an article or a preposition stands before is a noun that looks like one."""
    before = ""
    for found in _WORD.finditer(text):
        word = found[0].casefold()
        if word in language.verbs and before and before not in language.small and not _APOSTROPHE.match(word):
            return found
        before = word
    return None


def _is_subject(text: str, language: Language) -> bool:
    """Does a stretch name something, with no other small words than names hold: no clause, no pronoun, no adverb?"""
    if re.search(r"[,;:.?!–—]", text) or not 0 < len(text.split()) <= _LONGEST_SUBJECT_WORDS:
        return False
    names = [_APOSTROPHE.sub("", word).casefold() for word in text.split()]
    holding = {*language.all_articles, *language.before_complement, *language.conjunctions}
    named = any(word not in language.small and any(map(str.isalpha, word)) for word in names)
    opens = text.split(maxsplit=1)[0].casefold()
    return (
        named
        and all(word not in language.small or word in holding for word in names)
        and (opens not in {*language.before_complement, *language.conditions} or opens in language.all_articles)
        and names[-1] not in language.small
    )


def _object(rest: str, language: Language) -> str:
    """What is told: nothing where it isn't an object, else up to what goes on in a clause of its own."""
    first, *others = rest.split() or [""]
    if not others and len(first) < _FEWEST_LETTERS:
        return ""
    if clause := next((one for one in map(re.compile, language.clauses) if one.match(rest)), None):
        said = clause.sub("", rest, count=1)
        return said if words(said) >= _FEWEST_CLAUSE_WORDS else ""
    bare = _APOSTROPHE.sub("", first).casefold()
    if (
        first.casefold() in language.small
        and first.casefold() not in language.all_articles
        and bare == first.casefold()
    ):
        return ""
    return _before_clause(rest, language)


def _before_clause(said: str, language: Language) -> str:
    """``la toux, ce qui ..``: up to a comma that a small word follows, but an article; or to a reason or examples."""
    blank = _BRACKETS.sub(lambda found: "x" * len(found[0]), mask(said))
    ends = [
        found.start()
        for found in re.finditer(r"(?:\s*,|\s[–—-])\s+(?P<next>[^\W\d_]+)", blank)
        if found["next"].casefold() in (language.small - set(language.all_articles)) | language.grammar.connectives
    ]
    openings = "|".join(map(re.escape, (*language.causes, *language.before_examples)))
    ends += [found.start() for found in re.finditer(rf",?\s(?:{openings})(?=\s|(?<=['’]))", blank)]
    joints = "|".join(sorted(language.conjunctions))
    goes_on = "|".join(map(re.escape, (*language.copulas, *language.modals, *language.verbs)))
    ends += [found.start() for found in re.finditer(rf"\s(?:{joints})\s(?=(?:{goes_on})\s)", blank)]
    ends += [found.start() for found in re.finditer(rf",?\s(?:{joints})$", said[: min(ends, default=len(said))])]
    return said[: min(ends)] if ends else said


def _question(subject: str, verb: str, language: Language) -> str:
    """The question for an object: the verb comes before its subject."""
    first, *others = subject.split()
    begins_small = _APOSTROPHE.match(first) or first.casefold() in language.small
    if begins_small or (others and others[0].islower() and not first.isupper()):
        subject = small_first(subject)
    before_consonant, before_vowel = language.what_does or ("", "")
    template = before_vowel if verb[0].casefold() in _VOWELS else before_consonant
    return template.format(verb=verb.lower(), subject=subject)
