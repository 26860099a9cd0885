"""Whether one text is a version of another: stricter than ``alike``, for cards that stand at different places.

Two facts of one subject are said in much the same words, so a share of equal characters tells nothing. Here every word
must agree but a slip of the pen, or one word that says nothing; numbers, names and signs must agree always.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from flashcards.events import Wording
from flashcards.identity.compare import normal
from flashcards.merging import is_one_edit

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\s.,;:\"“”„]")

FEWEST_EQUAL_WORDS = 3
MOST_SLIPS = 2
LEAST_EQUAL_SHARE = 0.8
LONGEST_SMALL_WORD = 3
SHORTEST_MISSPELT_WORD = 4
COMMON_SHARE = 0.1
"""From which share of all answers on a word that they have says nothing about one of them."""

RIVAL_SHARE = 0.6
"""From which share of equal words on an answer is of the same pattern as another."""


@lru_cache(maxsize=65536)
def words_of(markdown: str) -> tuple[str, ...]:
    """The words, numbers and signs that a learner reads, without the marks that only part sentences."""
    return tuple(_WORD.findall(normal(markdown)))


class Vocabulary:
    """How the words of the old cards and of the new drafts are used."""

    def __init__(self, old: Sequence[Wording], new: Sequence[Wording]) -> None:
        self._answers = len(old)
        self._old_answers = Counter(word for one in old for word in _lower(one.back))
        self._old_texts = Counter(word for text in _texts(old) for word in _lower(text))
        self._new = frozenset(word for text in _texts(new) for word in _lower(text))

    def says_nothing(self, word: str) -> bool:
        """Whether so many other old answers have ``word`` that it tells none of them apart."""
        others = self._old_answers[word] - 1
        return others >= 2 and others >= COMMON_SHARE * (self._answers - 1)

    def stood_once(self, word: str) -> bool:
        """Whether ``word`` stood in one old text alone, and stands nowhere now: so it may have been misspelt."""
        return self._old_texts[word] <= 1 and word not in self._new


def _texts(wordings: Iterable[Wording]) -> set[str]:
    return {text for one in wordings for text in (one.front, one.back, *one.context)}


def _lower(markdown: str) -> frozenset[str]:
    return frozenset(word.lower() for word in words_of(markdown))


def nearly_equal(old: str, new: str) -> bool:
    """Whether ``old`` and ``new`` may differ by slips alone; quick, and right whenever it says no."""
    before, after = words_of(old), words_of(new)
    equal = sum(one == other for one, other in zip(before, after, strict=False))
    return len(before) == len(after) and equal >= FEWEST_EQUAL_WORDS


def is_version(old: str, new: str, vocabulary: Vocabulary) -> bool:
    """Whether ``new`` is ``old`` with at most a word misspelt, or a word that says nothing exchanged."""
    if not nearly_equal(old, new):
        return False
    slips = small = 0
    pairs = list(zip(words_of(old), words_of(new), strict=True))
    for place, (before, after) in enumerate(pairs):
        if before == after or (place == 0 and before.lower() == after.lower()):
            continue
        if _is_slip(before, after, vocabulary):
            slips += 1
        elif _is_small(before, after) and vocabulary.says_nothing(before):
            small += 1
        else:
            return False
    return slips <= MOST_SLIPS and small <= (1 - LEAST_EQUAL_SHARE) * len(pairs)


def same_pattern(one: str, other: str) -> bool:
    """Whether two texts share so many words that they may say the same thing of two subjects."""
    first, second = Counter(words_of(one)), Counter(words_of(other))
    return 2 * (first & second).total() >= RIVAL_SHARE * (first.total() + second.total())


def _is_small(before: str, after: str) -> bool:
    return all(word.isalpha() and word.islower() and len(word) <= LONGEST_SMALL_WORD for word in (before, after))


def _is_slip(before: str, after: str, vocabulary: Vocabulary) -> bool:
    """One letter too many, too few, wrong or exchanged, in a word that isn't a name and is used nowhere else."""
    if not all(word.isalpha() and word.islower() and len(word) >= SHORTEST_MISSPELT_WORD for word in (before, after)):
        return False
    return before[0] == after[0] and is_one_edit(before, after) and vocabulary.stood_once(before)
