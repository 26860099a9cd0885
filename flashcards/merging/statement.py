"""What a front and a back say, read word by word, so that two ways of writing it can be held against each other.

Marks that only part words or sentences are not read, nor are hyphens and case. Numbers, signs, brackets, formulas and
code are: they are never a matter of style.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import compress
from operator import ne

from flashcards.markup import MASKED, folded, mask, plain_line
from flashcards.model import GAP
from flashcards.rules.language import Language, language_of

LEAST_SHARED_WORDS = 5
"""With how many equal words beside it, in the same text, a word may be written otherwise."""

TELLING_ANSWER_WORDS = 6
"""From how many words on an answer shows that two names for it are one name, written in two ways."""

SHORTEST_BEGINNING_WORDS = 4
"""From how many words on an answer may be the beginning of a fuller one; a number that goes on is another number."""

SHORTEST_PLURAL = 6
SHORTEST_MISSPELT_WORD = 6

COUNTING = frozenset({"one", "any"})
"""Articles that also count: ``one cell`` is not ``the cell``."""

_OPAQUE = re.compile(f"{MASKED}+")
_MAY_BE_OPAQUE = re.compile(rf"[`$\\{MASKED}]|\]\(|://")
_GAP_SIGN = "\ue002"
_SILENT = re.compile(r"(?<=[^\W\d_]{2})['’!]")
_HYPHEN = re.compile(r"(?<=[^\W\d_]{2})[-\u2010\u2011](?=[^\W\d_])|(?<=[^\W\d_])[-\u2010\u2011](?=[^\W\d_]{2})")
_DASH = str.maketrans("–—", "--")
_MARK = re.compile("[-\u2010\u2011–—'’!]")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"\.?\d+(?:[.,:]\d+)*|[^\W\d_]+|[^\s.,;:?\"“”„«»…]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word, number or sign, with the article before it."""

    text: str
    article: str = ""
    is_name: bool = field(default=False, compare=False)
    """It has a capital that the beginning of a text doesn't explain."""

    @property
    def stem(self) -> str:
        """The word without the ``s`` of many a plural."""
        return stem_of(self.text)


def stem_of(word: str) -> str:
    """``word`` without the ``s`` of many a plural."""
    is_plural = len(word) >= SHORTEST_PLURAL and word[-1] == "s" and word[-2] != "s"
    return word[:-1] if is_plural else word


@dataclass(frozen=True)
class Side:
    """A front or a back as it is read."""

    words: tuple[Word, ...]
    opaque: tuple[str, ...]
    """Its formulas, code, pictures and addresses, as they are written."""

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Its words, less what may be a matter of style."""
        return tuple([stem_of(word.text) for word in self.words])


@dataclass(frozen=True)
class Statement:
    """Both sides of a card."""

    front: Side
    back: Side

    @cached_property
    def core(self) -> tuple[object, ...]:
        """What two ways of writing it have in common, if no word is misspelt."""
        return self.front.stems, self.front.opaque, self.back.stems, self.back.opaque

    def beginning(self) -> tuple[object, ...]:
        """What it has in common with a fuller answer."""
        return self.front.stems, self.front.opaque, self.back.stems[:SHORTEST_BEGINNING_WORDS]

    def cores_but_one(self) -> Iterator[tuple[object, ...]]:
        """What it has in common with others of which one long word is written otherwise."""
        front, back = self.front, self.back
        told = len(back.words) >= TELLING_ANSWER_WORDS
        for place in _long(front) if told or len(front.words) > LEAST_SHARED_WORDS else ():
            rest = (*front.stems[:place], None, *front.stems[place + 1 :])
            yield rest, front.opaque, back.stems, back.opaque
        for place in _long(back) if len(back.words) > LEAST_SHARED_WORDS else ():
            rest = (*back.stems[:place], None, *back.stems[place + 1 :])
            yield front.stems, front.opaque, rest, back.opaque


def _long(side: Side) -> list[int]:
    return [place for place, word in enumerate(side.words) if len(word.text) >= SHORTEST_MISSPELT_WORD]


def statement(front: str, back: str, language: Language) -> Statement:
    """What these two pieces of Markdown say."""
    return Statement(_side(front, language.articles), _side(back, language.articles))


@lru_cache(maxsize=65536)
def spoken(markdown: str) -> tuple[str, ...]:
    """All words, numbers and signs, whatever their case."""
    return tuple(word.casefold() for word in _words(markdown))


@lru_cache(maxsize=65536)
def _side(markdown: str, articles: tuple[str, ...]) -> Side:
    return Side(tuple(_with_articles(_words(markdown), frozenset(articles) - COUNTING)), _opaque(markdown))


def _opaque(markdown: str) -> tuple[str, ...]:
    if not _MAY_BE_OPAQUE.search(markdown):
        return ()
    return tuple(folded(markdown[found.start() : found.end()]) for found in _OPAQUE.finditer(mask(markdown)))


def _words(markdown: str) -> list[str]:
    text = folded(plain_line(markdown)).replace(GAP, _GAP_SIGN)
    if _MARK.search(text):
        text = _HYPHEN.sub(" ", _SILENT.sub("", text.translate(_DASH)))
    return _WORD.findall(text)


def letters_of(text: str) -> list[str]:
    """Those of the words in a text without markup that have letters, lower case."""
    text = folded(text)
    silent = "'" in text or "’" in text or "!" in text
    return [word.casefold() for word in _LETTERS.findall(_SILENT.sub("", text) if silent else text)]


def _with_articles(words: list[str], articles: Container[str]) -> Iterator[Word]:
    article = ""
    for place, word in enumerate(words):
        follower = words[place + 1] if place + 1 < len(words) else ""
        is_bare = word.islower() or place == 0  # ``Vitamin A`` has no article
        if not article and is_bare and follower[:1].isalpha() and word.casefold() in articles:
            article = word.casefold()
        else:
            is_first = place == (1 if article else 0)
            yield Word(word.casefold(), article, is_name=not word.islower() and not (is_first and word.istitle()))
            article = ""


# ------------------------------------------------------------------------------------------------------ two of them


@dataclass(frozen=True, slots=True)
class Slip:
    """A word of which one of two statements has another spelling, without its plural."""

    one: str
    other: str
    in_front: bool


def same_words(one: Statement, other: Statement) -> bool:
    """Whether they differ in nothing but marks, hyphens and case."""
    return one.front == other.front and one.back == other.back


def slips_between(one: Statement, other: Statement) -> list[Slip] | None:
    """The words that one of them misspells, if they say the same but for at most one; None if they don't.

    Articles and plurals may differ where enough else is the same: a vocabulary lives on them.
    """
    if one.front.opaque != other.front.opaque or one.back.opaque != other.back.opaque:
        return None
    told = len(one.back.words) >= TELLING_ANSWER_WORDS
    front = _differences(one.front, other.front, in_front=True, told=told)
    back = _differences(one.back, other.back, in_front=False, told=False)
    if front is None or back is None or len(front) + len(back) > 1:
        return None
    return front + back


def begins(shorter: Statement, longer: Statement) -> bool:
    """Whether they ask the same, and the answer of ``longer`` begins with the one of ``shorter``."""
    length = len(shorter.back.words)
    if not SHORTEST_BEGINNING_WORDS <= length < len(longer.back.words) or not shorter.back.words[-1].text.isalpha():
        return False
    pieces = longer.back.opaque[: len(shorter.back.opaque)]
    return slips_between(shorter, Statement(longer.front, Side(longer.back.words[:length], pieces))) == []


def _differences(one: Side, other: Side, *, in_front: bool, told: bool) -> list[Slip] | None:
    if len(one.words) != len(other.words):
        return None
    pairs = list(zip(one.words, other.words, strict=True))
    unlike = list(compress(pairs, map(ne, one.stems, other.stems)))
    if len(unlike) > 1 or not all(_may_be_misspelt(first, second) for first, second in unlike):
        return None
    equal = sum(first.text == second.text for first, second in pairs)
    exchanged = any(first.article and second.article and first.article != second.article for first, second in pairs)
    styled = equal < len(pairs) or any(first.article != second.article for first, second in pairs)
    if styled and equal < LEAST_SHARED_WORDS and (exchanged or not told):
        return None
    return [Slip(first.stem, second.stem, in_front) for first, second in unlike]


def _may_be_misspelt(one: Word, other: Word) -> bool:
    """One letter too many, too few, wrong or exchanged, but the first, in a long word that isn't a name."""
    for word in (one, other):
        if word.is_name or not word.text.isalpha() or len(word.text) < SHORTEST_MISSPELT_WORD:
            return False
    return one.text[0] == other.text[0] and is_one_edit(one.text, other.text)


def is_one_edit(one: str, other: str) -> bool:
    """Whether one letter more, less, other, or two exchanged make ``other`` of ``one``."""
    shorter, longer = sorted((one, other), key=len)
    start = next((n for n, letter in enumerate(shorter) if letter != longer[n]), len(shorter))
    left, right = shorter[start:], longer[start:]
    if len(left) < len(right):
        return left == right[1:]
    return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])


# ------------------------------------------------------------------------------- two of them, at one place of the notes


def likely_keys(front: str, back: str) -> tuple[tuple[object, ...], ...]:
    """One of these is shared by two statements that ``may_be_one``."""
    said = _alone(front, back)
    return (said.core, said.beginning())


def may_be_one(old: tuple[str, str], new: tuple[str, str]) -> bool:
    """Whether two fronts with their backs say the same, no word misspelt, or one of them begins like the other."""
    one, other = _alone(*old), _alone(*new)
    return slips_between(one, other) == [] or begins(one, other) or begins(other, one)


def _alone(front: str, back: str) -> Statement:
    return statement(front, back, language_of(plain_line(f"{front} {back}")))
