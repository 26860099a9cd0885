"""Ways of asking a sentence that look at its shape: emphasis, numbers, dates, brackets, formulas, a colon."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flashcards.markup import mask, words
from flashcards.model import GAP
from flashcards.rules.asked import Asked, gap
from flashcards.rules.foreign import is_foreign
from flashcards.rules.grammar import read
from flashcards.rules.language import Language
from flashcards.rules.text import blank, split_term, without_example_marker
from flashcards.rules.vocabulary import MONTHS

_EMPHASIS = re.compile(r"(?<![\w*_])(\*\*|__|\*|_)(?=[^\s*_])(.+?)(?<=[^\s*_])\1(?![\w*_])")
_BRACKETS = re.compile(r"(?<![\w/])\(([^()]{2,120})\)")
"""Not those of a function or a unit, which stand right behind it."""
_NUMBER = re.compile(
    r"(?<![\w.\-/])[<>≤≥~≈±]?\s?[$€£]?\d(?:[\d.,:/–×^]*\d)?\s?(?:%|‰|°[CF]?)?(?:\s?(?:k|M|ms|s|kg|g|mg|km|m|cm|mm|nm|Hz|V|GB|MB|kB)\b)?(?![\w])"
)


def _defines(before: str, term: str, after: str, language: Language) -> bool:
    """A common noun that is set off beside a copula or a condition is being defined there."""
    defining = {*language.copulas, *language.links, *language.conditions}
    left = [word for word in before.casefold().split() if word not in language.all_articles][-2:]
    marks = not defining.isdisjoint([*left, *after.casefold().split()[:1]])
    return (
        marks
        and not any(map(str.isdigit, term))
        and (term[:1].islower() or re.fullmatch(r"\w+ [a-zà-öø-ÿ]\w*", term) is not None)  # also ``Pareto efficient``
        and words(term) <= 4
        and not language.nouns_have_capitals
        and not _compares(term, language)
    )


def _compares(term: str, language: Language) -> bool:
    """``smaller``: an adjective in another form than that of the dictionary; or an adverb, ``highly``."""
    reading = read(term, language)
    if reading and re.fullmatch("A+", reading.shape):
        return True
    return (
        reading is not None
        and re.fullmatch("A*J", reading.shape) is not None
        and not reading.is_base(len(reading.words) - 1)
    )


def _stresses(term: str, after: str, language: Language) -> bool:
    """``the best for *hot* pans``: is it a quality of what follows, set off for its stress alone?"""
    reading, following = read(term, language), read(after.split(maxsplit=1)[0] if after.strip() else "", language)
    is_quality = reading is not None and reading.shape in ("J", "A", "n", "D") and after[:1] == " "
    return is_quality and following is not None and following.shape[:1] in ("N", "J")


_TERM_THAT_OPENS = 0.735
"""A sentence that begins with a term is rather asked for what it says of it."""


def emphasised(sentence: str, language: Language) -> Iterator[Asked]:
    """What the author set in bold, italics or quotation marks inside the sentence."""
    masked = mask(sentence)
    for found in _EMPHASIS.finditer(masked):
        if _stresses(found[2], masked[found.end() :], language):
            continue
        if len(found[2].strip("*_")) == 1 and language.name:
            continue  # a sign in a formula
        before, after = masked[: found.start()], masked[found.end() :]
        if before and not is_foreign(found[2], language) and _defines(before, found[2], after, language):
            yield Asked("definition", found[2], _EMPHASIS.sub(r"\2", sentence).rstrip(" ."), False, 0.86)
        elif found.start() > 0:
            opens = masked[: found.start()].strip().casefold() in language.all_articles
            yield gap(sentence, found.start(), found.end(), _TERM_THAT_OPENS if opens else 0.85)
        elif words(found[2]) <= 4:  # a sentence that begins with a term says what it is or does
            yield Asked("definition", found[2], sentence[found.end() :].strip(" .,;:"), False, 0.84)


def is_set_off_within(sentence: str) -> bool:
    """Does the author set something off inside the sentence?"""
    return any(found.start() > 0 for found in _EMPHASIS.finditer(mask(sentence)))


_REFERENCE = re.compile(
    r"(?:§+|\b(?:pp?|ch|chap|no|nr|fig|kap|abb|art|sec|s|n|vol|eq|q|wk|week|set|op|bk|par|sect)\.?)\s*$", re.IGNORECASE
)
"""What stands before the number of a page, paragraph or figure."""
_PLACE_IN_A_WORK = re.compile(r"(?<![\w.])(?:pp?|ch|chap|kap|cap|fig|abb|bd|s|pág|pag|sid)\.\s*\d", re.IGNORECASE)


def sends_to_a_work(sentence: str) -> bool:
    """Does the sentence itself, and not only its brackets, name a page, chapter or figure? Then it tells where to look."""
    return _PLACE_IN_A_WORK.search(blank(sentence)) is not None


_DATE = re.compile(
    r"(?<![\w.\-/])(?:(?:\d{1,2}(?:\.|°|º|er|st|nd|rd|th)?\s+(?:de\s+)?)?(?P<month>[^\W\d_]{3,10})\.?\s+(?:de\s+|\d{1,2},\s+)?)?(?P<year>(?:[12]\d{3}(?:s|[-–/]\d{2,4}(?![\w\-/]))?|\d{1,3}(?=\s?(?:BC|AD|CE|v\.\s?Chr|n\.\s?Chr|av\.\s?J|[fe]\.\s?Kr|[ad]\.\s?C\.)))"
    r"(?:\s?(?:BCE?|AD|CE|v\.\s?Chr\.|n\.\s?Chr\.|av\.\s?J\.-C\.|[fe]\.\s?Kr\.|[ad]\.\s?C\.)(?!\w))?)(?![\w%])"
)


def is_date(text: str) -> bool:
    """Is all of it a date: a year, perhaps with its day and month?"""
    found = _DATE.fullmatch(text.strip(" *_"))
    return found is not None and (not found["month"] or found["month"].casefold() in MONTHS)


def date(sentence: str, _: Language) -> Iterator[Asked]:
    """A year, with its day and month where they stand."""
    masked = mask(sentence)
    for found in _DATE.finditer(masked):
        if _REFERENCE.search(masked[: found.start()]) or _is_cited(masked, found):
            continue
        has_month = (found["month"] or "").casefold() in MONTHS
        start = found.start() if has_month else found.start("year")
        yield gap(sentence, start, found.end(), 0.78)


_CITED = re.compile(r"\((?:[^()]*[^\W\d_][.,]\s*)$")


def _is_cited(masked: str, found: re.Match[str]) -> bool:
    """``(Margulis, 1967)``, ``(Va. 1954)``: a year that ends brackets after a name says where something is from."""
    year = found.start("year")
    return masked[found.end() :].startswith(")") and _CITED.search(masked[:year]) is not None


def number(sentence: str, _: Language) -> Iterator[Asked]:
    """The only number of the sentence, with its unit."""
    masked = _DATE.sub(lambda m: "x" * len(m[0]), mask(sentence))
    found = list(_NUMBER.finditer(masked))
    if (
        len(found) == 1
        and not _NUMBERS_ITS_LINE.match(masked)
        and not _REFERENCE.search(masked[: found[0].start()])
        and re.search(r"\d{2}|\d\D*[^\W\d_]|[%‰°$€£]|\d[.,:]\d", found[0][0])
    ):
        yield gap(sentence, *found[0].span(), 0.745 if found[0][0].strip().isdigit() else 0.77)


_NUMBERS_ITS_LINE = re.compile(r"\d{1,2}\s*[:.)]\s")
"""``12: ..``: a clause of a treaty, a rule of a game; what is longer may be a year."""


def bracketed(sentence: str, _: Language) -> Iterator[Asked]:
    """Examples or particulars in brackets after what they belong to."""
    found = list(_BRACKETS.finditer(mask(sentence)))
    if len(found) == 1 and found[0].start() > 0:
        start, end = found[0].span(1)
        inner = sentence[start:end]
        if sentence[found[0].start() - 1].isalnum():
            return  # ``min(a, b)``
        if ":" in inner and ";" in inner:
            return  # pairs of their own
        if re.fullmatch(r"[A-Z][A-Za-z]*[A-Z]s?", inner):
            return  # an acronym stands for what precedes it, and has a rule of its own
        lead = len(inner) - len(without_example_marker(inner))
        if not _SEVERAL.search(inner[lead:]) and (lead or not _SPAN.search(inner)):
            return  # one example of many; an aside, or another word for what stands before it
        if not lead and any(map(str.isdigit, inner)) and len(inner.split()) > 1:
            return  # a page, a court with its year, a quantity: not what the sentence is about
        yield gap(sentence, start + lead, end, 0.8)


_SPAN = re.compile(r"\d\s?[-–]\s?\d")
"""``91-87``: from when to when."""

FORMULA = re.compile(r"^\$(?P<tex>[^$]+)\$(?P<rest>.*)$")
"""A sentence that begins with a formula."""

_RELATION = re.compile(
    r"\\(?:to|rightarrow|longrightarrow|Rightarrow|iff|approx|sim|equiv|le|ge|leq|geq|propto)\b|(?<![<>!:=])=(?!=)"
)


def relation(sentence: str, language: Language) -> Iterator[Asked]:
    """``$x^n \\to 0$``: what stands on the right of a formula's sign."""
    found = FORMULA.match(sentence)
    remark = found["rest"].split() if found else []
    governed = {*language.before_complement, *language.conditions}
    if (
        not found
        or len(remark) > _LONGEST_REMARK_WORDS
        or (remark and language.name and remark[0].casefold() not in governed)
    ):
        return
    tex = found["tex"]
    sign = next((one for one in _RELATION.finditer(tex) if _is_balanced(tex[: one.start()])), None)
    if sign and tex[: sign.start()].strip() and tex[sign.end() :].strip(" .,"):
        left, right = tex[: sign.end()].strip(), tex[sign.end() :].strip(" .,")
        yield Asked("fact", f"${left}$ {GAP}{found['rest']}", f"${right}$", True, 0.8)


_LONGEST_REMARK_WORDS = 8


def _is_balanced(tex: str) -> bool:
    return all(tex.count(one) == tex.count(other) for one, other in ("{}", "()", "[]")) and tex.count(
        "\\left"
    ) == tex.count("\\right")


_SEVERAL = re.compile(r",|;|/|\+|\s(?:and|und|et|y|och|e)\s")


def several_in_brackets(sentence: str, language: Language) -> Iterator[Asked]:
    """Brackets that list several things."""
    return (asked for asked in bracketed(sentence, language) if _SEVERAL.search(asked.back))


def announced(sentence: str, language: Language) -> Iterator[Asked]:
    """``Three motives are given: ...``: what stands before a colon asks for what stands after it."""
    split = split_term(sentence)
    if split and split.term.split()[0].casefold() in language.pronouns:
        return
    if split and split.mark == ":" and words(split.term) >= 2 and 3 <= words(split.meaning) <= 30:
        yield Asked("definition", split.term, split.meaning.rstrip(" ."), False, 0.775)
