"""The shape of one line of notes: a term with its explanation, sentences, questions, labels.

Nothing here hangs on what the words mean. The few words that matter (abbreviations that end in a full stop) are data
of ``vocabulary``. All offsets are into the Markdown text itself; code, math and addresses are never looked into.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from flashcards.markup import MASKED, mask, plain_line, words
from flashcards.model import Lines
from flashcards.rules.vocabulary import (
    ABBREVIATIONS,
    ANSWER_LABELS,
    BEFORE_ORDINALS,
    EXAMPLE_MARKERS,
    QUESTION_LABELS,
    STEPS,
)

LONGEST_TERM_WORDS = 9
LONGEST_BACK_WORDS = 50
"""More than this on a back is more than one thing to remember."""

LONGEST_SET = 7
"""As many as can be recited at once."""

OPENING_QUOTES = tuple('"“„«')
_BALANCED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SEPARATOR = re.compile(
    r"""
      (?<!\s)\s*(?<!:):(?![:/)(])(?=\s|[*_]{1,3}\s|$)[*_]{0,3}\s*  # Term: meaning, **Term:** meaning, Term :
    | (?<!\s)\s+[-–—]{1,3}\s+                               # Term - meaning
    | (?<=[\w)*`])\s*—\s*(?=\S)                             # Term—meaning
    | (?<!\s)\s+(?:=|:=|≈|≡)\s+ | (?<=\w)=\s | \s=(?=\w)           # Term = meaning, Term= meaning
    | (?<!\s)\s*(?:→|⇒|-->|==>)\s* | (?<!\s)\s+(?:->|=>)\s* | (?<![\s<])(?:->|=>)\s+   # cause -> effect, unlike a->b
    """,
    re.VERBOSE,
)
_EQUIVALENCE = re.compile(r"(?<!\s)\s*(?:⇔|(?<=\s)<=>(?=\s))\s*")
"""``Term <=> meaning``, whatever equals something else in the term."""
_BOLD_LEAD = re.compile(r"^(\*\*|__)(?=\S)(?P<term>.+?)(?<=\S)\1(?P<rest>.*)$", re.DOTALL)
_TRAILING_MARK = re.compile(r"(?<!\s)\s*(?:[:：]|\s[-–—]+|(?<=[\w)*`\"”])[-–—]{1,2}|=|→|->)[*_]*\s*$")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’')\]*_]*\s+(?=[\"“„«'(\[*_$`]*[^\W_a-zà-öø-ÿа-яё])|(?<=[。！？])\s*(?=\S)")
_TERMINAL = re.compile(r"[.!?…。！？؟][\"”’')\]*_]*$")
_QUESTION = re.compile(r"[?？؟;][\"”’')\]*_]*$")


def alternatives(phrases: Iterable[str]) -> str:
    """The pattern of any of ``phrases``; where one begins another, the longer is tried first."""
    return "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))


def small_first(text: str) -> str:
    """``text`` as it reads inside a sentence: with a small first letter, unless it is a word in capitals."""
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"


def large_first(text: str) -> str:
    """``text`` with a capital at its start."""
    return f"{text[:1].upper()}{text[1:]}"


class Term(NamedTuple):
    """A line that explains a term: ``mark`` is the sign between the two."""

    term: str
    mark: str
    meaning: str


def blank(text: str) -> str:
    """``text`` with opaque parts, and all that stands in brackets or quotation marks, masked; same length."""
    masked = mask(text)
    return _BALANCED.sub(lambda found: MASKED * len(found[0]), masked)


@lru_cache(maxsize=16384)
def split_term(text: str) -> Term | None:
    """The term and its explanation, if the line has that shape; the explanation is empty after a bare ``Term:``."""
    line = " ".join(text.split())
    found, bold = _sign(blank(line)), _BOLD_LEAD.match(line)
    if found and bold and found.start() > bold.end("term") + 2 and _split_bold(line):
        found = None  # what is set off comes before any sign in what is said of it
    split = Term(line[: found.start()], found[0].strip(" *_"), line[found.end() :]) if found else _split_bold(line)
    if split is None:
        return None
    term, mark, meaning = split.term.strip(), split.mark, split.meaning.strip()
    term, meaning = _balance_emphasis(term, meaning)
    if mark in ("=", "≈", "≡") and sentences(meaning)[0].endswith(("?", "？", "؟")):
        return None  # ``Why is x = 1? Since ..``
    return Term(term, mark, meaning) if _is_term(term, mark) else None


def _sign(line: str) -> re.Match[str] | None:
    """What stands between a term and its explanation; ``x = y <=> z`` explains an equation."""
    found, equivalent = _SEPARATOR.search(line), _EQUIVALENCE.search(line)
    if not found or not equivalent:
        return found or equivalent
    is_inside = (found.start() < equivalent.start() and "=" not in found[0]) or ". " in line[: equivalent.start()]
    return found if is_inside else equivalent


def _split_bold(line: str) -> Term | None:
    found = _BOLD_LEAD.match(line)
    if not found or not found["rest"].strip() or not re.match(r"\s*[(:–—-]|\s+[^\W\d_a-z]", found["rest"]):
        return None
    rest = found["rest"].strip()
    beside = _BRACKET_FIRST.match(rest)
    if beside and words(beside["bracket"]) <= _LONGEST_BRACKET_WORDS:
        return Term(f"{found['term']} {beside['bracket']}", "**", rest[beside.end() :])
    return Term(found["term"], "**", rest.lstrip(" :–—-"))


_BRACKET_FIRST = re.compile(r"(?P<bracket>\([^()]+\))\s*(?:[:,]|[–—-]+(?=\s))\s*(?=\S)")
"""``**Gallipoli** (1915): a landing``: what stands between a name and what is said of it belongs to the name."""

_LONGEST_BRACKET_WORDS = 4


def _balance_emphasis(term: str, meaning: str) -> tuple[str, str]:
    """``**Term: meaning**`` is cut inside its emphasis; take the halves of the marks off both sides."""
    for sign in ("***", "**", "__", "*", "_"):
        if term.startswith(sign) and term.count(sign) % 2:
            term = term.removeprefix(sign)
            meaning = meaning.removesuffix(sign) if meaning.count(sign) % 2 else meaning
    for sign in ("**", "__"):
        if meaning.startswith(sign) and meaning.count(sign) % 2:
            meaning = meaning.removeprefix(sign).lstrip()
    return term.strip(), meaning.strip()


def _is_term(term: str, mark: str) -> bool:
    longest = LONGEST_TERM_WORDS if mark in (":", "**") else LONGEST_TERM_WORDS - 3
    read = plain_line(term)
    if not any(character.isalnum() for character in read) or read.isdigit():
        return False
    if (
        read.casefold() if len(read) > 1 else read.lower() if read.isupper() else ""
    ) in QUESTION_LABELS | ANSWER_LABELS:
        return False
    if len(sentences(term)) > 1 or _QUESTION.search(read):
        return False
    return words(term) <= longest


_WHOLLY_SET_OFF = re.compile(r"^(\*\*|__|\*|_)(?=\S)((?:(?!\1).)+)(?<=\S)\1$")


def without_marks_around(text: str) -> str:
    """``text`` without emphasis that is set on all of it."""
    return _WHOLLY_SET_OFF.sub(r"\2", text)


def lower_words(text: str) -> list[str]:
    """The words of plain ``text`` in its order, in lower case, without any sign between them."""
    return re.findall(r"\w+", text.casefold())


def is_subsequence(short: str, long: str) -> bool:
    """Do the letters of ``short`` stand in ``long`` in their order, whatever stands between them?"""
    rest = iter(long)
    return all(letter in rest for letter in short)


@lru_cache(maxsize=16384)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of ``text``, abbreviations and initials not taken for ends; of an empty text a single empty one."""
    line = " ".join(text.split())
    masked = _BRACKETED.sub(lambda found: MASKED * len(found[0]), mask(line))
    parts, start = [], 0
    for found in _SENTENCE_END.finditer(masked):
        if not _is_abbreviation(masked[start : found.start()], masked[found.end() :]):
            parts.append(line[start : found.end()].strip())
            start = found.end()
    parts.append(line[start:].strip())
    return tuple(part for part in parts if part) or ("",)


def _is_abbreviation(before: str, after: str) -> bool:
    last = before.rsplit(None, 1)[-1].lstrip("(\"“'*_[").casefold() if before.split() else ""
    if not last.endswith("."):
        return False
    bare = last.rstrip(".")
    if bare.isdigit() and len(bare) <= 2:
        return before.split()[-2:-1] != [] and before.split()[-2].casefold() in BEFORE_ORDINALS
    if len(bare) == 1 and bare.isalpha():
        return after[:1].isdigit() or not _is_unit(before)
    return ("." in bare and len(bare) <= 5) or bare in ABBREVIATIONS


def _is_unit(before: str) -> bool:
    """``5800 K.`` ends a sentence, ``In 1905 A.`` doesn't: what looks like a year has an initial behind it, or kelvins."""
    counted = re.search(r"(?:^|[^\d.,])(?P<year>1\d{3}|20\d\d)\s+\S+$|\d\s+\S+$", before)
    return counted is not None and (counted["year"] is None or before.endswith("K."))


def lines_of(part: str, text: str, lines: Lines) -> Lines:
    """On which of its ``lines`` the stretch ``part`` of ``text`` stands; all of them where it isn't found."""
    placed = [(word, number) for number, line in enumerate(text.split("\n"), lines.start) for word in line.split()]
    said, wanted = [word for word, _ in placed], part.split()
    for start in range(len(said) - len(wanted) + 1) if wanted else ():
        if said[start] == wanted[0] and said[start : start + len(wanted)] == wanted:
            return Lines(placed[start][1], min(placed[start + len(wanted) - 1][1], lines.end))
    return lines


def is_question(text: str) -> bool:
    """Does ``text`` end as a question?"""
    read = plain_line(text)
    whole = re.fullmatch(r"[\"“„«'(](.*)[\"”“»')]\.?", read)
    asked = blank(whole[1] if whole else read).rstrip(" .")
    return asked.endswith(("?", "？", "؟")) and any(character.isalpha() for character in read)


def is_finished(text: str) -> bool:
    """Does ``text`` end like a sentence?"""
    return bool(_TERMINAL.search(plain_line(text)))


def announces(text: str) -> bool:
    """Does ``text`` end in a mark that announces what follows (a colon, a dash)?"""
    return bool(_TRAILING_MARK.search(text)) and not is_finished(text)


def label(text: str) -> str:
    """What a line is called: its term where it has one, else the line without the mark that announces something."""
    split = split_term(text)
    if split and is_step(split.term) and split.meaning:
        return split.meaning
    return split.term if split else strip_mark(text)


def is_step(term: str) -> bool:
    """``Step 3``: a term that only counts; what follows it is the name."""
    found = re.fullmatch(r"([^\W\d]+)\s?\d+", plain_line(term))
    return found is not None and found[1].casefold() in STEPS


@lru_cache(maxsize=16384)
def strip_mark(text: str) -> str:
    """``text`` without a trailing colon or dash, with its emphasis kept whole."""
    line = " ".join(text.split())
    bare = _TRAILING_MARK.sub("", line)
    for sign in ("**", "__", "*", "_"):
        if bare.count(sign) % 2:
            bare = bare + sign if line.rstrip().endswith(sign) else bare
    return bare.strip()


def fitting(text: str, longest_words: int = LONGEST_BACK_WORDS) -> tuple[str, str]:
    """As many whole sentences from the start of ``text`` as fit, at least one; and what is left."""
    parts = sentences(text)
    taken = 1
    while taken < len(parts) and words(" ".join(parts[: taken + 1])) <= longest_words:
        taken += 1
    return " ".join(parts[:taken]), " ".join(parts[taken:])


_EXAMPLE_LEAD = re.compile(
    r"^(?:e\.\s?g\.?|i\.\s?e\.?|z\.\s?B\.?|p\.\s?ex\.?|t\.\s?ex\.?|p\.\s?ej\.?|ex\.|eg\.?)[,:]?\s+", re.IGNORECASE
)


_EXAMPLE_OPENING = re.compile(
    rf"^(?:for\s+)?(?:e[.,]\s?g|{alternatives(EXAMPLE_MARKERS)})[.,:]+\s+(?=\S)",
    re.IGNORECASE,
)


def without_example_opening(sentence: str) -> str:
    """``sentence`` without the ``For example,`` that it begins with."""
    return _EXAMPLE_OPENING.sub("", sentence)


def opens_as_example(text: str) -> bool:
    """``Ex. Image segmentation``: is it the name of an example?"""
    said = plain_line(text)
    return words(said) <= _LONGEST_EXAMPLE_WORDS and without_example_opening(said) != said


_LONGEST_EXAMPLE_WORDS = 5


def without_example_marker(text: str) -> str:
    """``text`` without the ``e.g.`` that it begins with."""
    return _EXAMPLE_LEAD.sub("", text.strip())


def has_content(text: str) -> bool:
    """Is there anything to learn in ``text``: a letter, digit, formula or picture sign outside addresses?"""
    return any(map(_says_something, mask(text))) or bool(re.search(r"[$`]", text))


def _says_something(character: str) -> bool:
    """Letters, digits, emoji and mathematical signs do; what lists and separates doesn't."""
    is_sign = not character.isascii() and unicodedata.category(character) in ("So", "Sm") and character not in "→⇒⇔↔←"
    return character.isalnum() or is_sign
