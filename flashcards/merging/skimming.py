"""A first look at drafts, much faster than to read them: most of them are like no other, and need no second look.

It finds what two drafts have in common for certain if they say, or ask, the same. To tell the words of a draft it needs
no parser, unless there are marks in it that may hide words, or join them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import lru_cache
from itertools import chain

from flashcards.markup import plain
from flashcards.merging.statement import SHORTEST_MISSPELT_WORD, SHORTEST_PLURAL, letters_of
from flashcards.model import GAP, Draft
from flashcards.rules.language import LANGUAGES

Keys = Callable[[Draft], list[Hashable]]

_MOST_TEXTS = 1 << 18

_ARTICLES = frozenset(chain.from_iterable(language.articles for language in LANGUAGES))
_SHORTEST_UNSURE = min(SHORTEST_MISSPELT_WORD, SHORTEST_PLURAL - 1)
"""From how many letters on a word may be written otherwise; its first letter is the same even then."""

_NO_WORDS = "."
"""Stands for a side without words; what has words neither begins with it, nor is the beginning of it."""

_STRESS = str.maketrans("", "", "*_")
_GAP_SIGN = "…"
_IN_WORDS = r"[\w\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]"
"""Letters, digits, and the accents that stand after their letter."""
_NEEDS_PARSING = re.compile(
    rf"[`$\\<\[\]{{|~]|{_GAP_SIGN}[(:]|==|&#?\w+;|{_IN_WORDS}[*_]+{_IN_WORDS}|[*_]['’!]|['’!][*_]"
)
"""Marks that may hide words, or stand between letters of which a parser must say whether they are one word."""


def near(drafts: Sequence[Draft], keys_of: Keys) -> list[Draft]:
    """The drafts that share a key with another one."""
    keys = [keys_of(draft) for draft in drafts]
    counts = Counter(chain.from_iterable(keys))
    return [draft for draft, own in zip(drafts, keys, strict=True) if any(counts[key] > 1 for key in own)]


def front_key(draft: Draft) -> Hashable:
    """Shared by drafts that ask the same, and by drafts that would but for one misspelt word."""
    return skim(draft.front)


def sides_key(draft: Draft) -> Hashable:
    """Shared by drafts that say the same, or would but for one misspelt word."""
    return skim(draft.front), skim(draft.back)


def near_or_begun(drafts: Sequence[Draft], group_of: Callable[[Draft], str]) -> list[Draft]:
    """The drafts of one group that say the same as another one, or answer with the beginning of its answer.

    They are sorted by what they say, so that all that begin with it come right after it.
    """
    told = [f"{group_of(draft)}\n{skim(draft.front)}\n{skim(draft.back)}" for draft in drafts]
    found: set[int] = set()
    beginnings: list[int] = []
    for number in sorted(range(len(drafts)), key=told.__getitem__):
        while beginnings and not told[number].startswith(told[beginnings[-1]]):
            beginnings.pop()
        found.update((beginnings[-1], number) if beginnings else ())
        beginnings.append(number)
    return [drafts[number] for number in sorted(found)]


@lru_cache(maxsize=_MOST_TEXTS)
def skim(markdown: str) -> str:
    """Its words, as far as no two ways to write them differ in them."""
    words = letters_of(with_its_words(markdown))
    telling = (word for word in words if word not in _ARTICLES)
    return " ".join([word if len(word) < _SHORTEST_UNSURE else word[0] for word in telling]) if words else _NO_WORDS


@lru_cache(maxsize=_MOST_TEXTS)
def with_its_words(markdown: str) -> str:
    """A text that has the words of ``markdown`` as a learner reads it; marks between them may be left."""
    text = markdown.replace(GAP, _GAP_SIGN)
    return plain(markdown) if _NEEDS_PARSING.search(text) else text.translate(_STRESS)


def words_of(draft: Draft) -> list[str]:
    """The words of both sides, lower case."""
    return letters_of(f"{with_its_words(draft.front)} {with_its_words(draft.back)}")


def words_together(drafts: Iterable[Draft]) -> str:
    """A text that has the words of all these drafts."""
    return " ".join([with_its_words(side) for draft in drafts for side in (draft.front, draft.back)])
