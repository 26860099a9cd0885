"""Whether one text is a version of another: stricter than ``alike``, for cards that stand at different places.

Two facts of one subject are said in much the same words, so a share of equal characters tells nothing. Here every word
must agree but a slip of the pen, or one word that says nothing; numbers, names and signs must agree always.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from flashcards.events import Wording
from flashcards.identity.compare import normal
from flashcards.merging import is_one_edit

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\s.,;:\"“”„]")

FEWEST_EQUAL_WORDS = 3
MOST_SLIPS = 2
LEAST_EQUAL_SHARE = 0.8
LONGEST_SMALL_WORD = 3
SHORTEST_MISSPELT_WORD = 4
MOST_REWORDED_SHARE = 0.45
"""Up to which share of its words a text may have lost or gained, and still be the same in other words."""

MOST_REWORDED_BESIDE_SAME = 0.5
"""The same where the other side is nearly the same."""

LONGEST_NAME_WORDS = 2
"""A text of so few words is a name: another word in it makes it that of another thing."""

FEWEST_TELLING_WORDS = 5
MOST_CHANGED_SHARE = 0.25
"""How long a text must be, and how little of it may have changed, to be nearly the same."""

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


def is_rewording(old: Wording, new: Wording) -> bool:
    """Whether a card says what another said in partly other words: weaker than ``is_version``, for one place alone.

    Where about half of the words that carry the meaning of a side are new, or a number is another, something else is said;
    a bit more may be new where hardly anything of a long other side has changed. A name of a word or two may be misspelt,
    or get a word more or less; with another word in it, it is that of another thing, unless its long answer is the same.
    """
    front, back = (changed_words(*sides) for sides in ((old.front, new.front), (old.back, new.back)))
    most = MOST_REWORDED_BESIDE_SAME if front.is_nearly_same or back.is_nearly_same else MOST_REWORDED_SHARE
    if max(front.share, back.share) > most:
        return False
    other_name = front.lost and front.gained and max(front.words) <= LONGEST_NAME_WORDS
    return not other_name or back.is_nearly_same


class Changed(NamedTuple):
    """How two texts differ, in words that carry their meaning; one that is misspelt in the other is in both."""

    lost: int
    gained: int
    words: tuple[int, int]
    """How many such words each of them has."""

    @property
    def is_nearly_same(self) -> bool:
        """Whether so little of so long a text has changed that it tells what it speaks of."""
        return max(self.words) >= FEWEST_TELLING_WORDS and self.share <= MOST_CHANGED_SHARE

    @property
    def share(self) -> float:
        """From 0, the same, to 1, another text (one less Dice's coefficient)."""
        return (self.lost + self.gained) / sum(self.words) if any(self.words) else 0.0


def changed_words(old: str, new: str) -> Changed:
    """How ``old`` and ``new`` differ; where their numbers do, or only one is empty, as if no word were the same."""
    before, after = _carrying(old), _carrying(new)
    both = len(before), len(after)
    if normal(old) == normal(new):
        return Changed(0, 0, both)
    if not before or not after or not _same_labels(old, new):
        return Changed(max(1, both[0]), max(1, both[1]), (max(1, both[0]), max(1, both[1])))
    return Changed(*_exchanged(before, after), both)


def _carrying(markdown: str) -> tuple[str, ...]:
    """The words that carry the meaning of a text: the longer ones and the numbers; all of them where there is none."""
    words = tuple(word for word in words_of(markdown) if word[0].isalnum())
    return tuple(word for word in words if len(word) > LONGEST_SMALL_WORD or word[0].isdigit()) or words


def _same_labels(old: str, new: str) -> bool:
    """Whether the same numbers, and short names like the II of ``type II error``, stand in both, or one has some more."""
    first, second = (Counter(_labels(words_of(text))) for text in (old, new))
    return first <= second or second <= first


def _labels(words: Sequence[str]) -> list[str]:
    names = [word for word in words[1:] if len(word) <= LONGEST_SMALL_WORD and word.isalpha() and not word.islower()]
    return names + [word for word in words if any(map(str.isdigit, word))]


def _exchanged(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many words only the one and only the other text has; one that is misspelt in the other is in both."""
    first, second = (Counter(word.casefold() for word in words) for words in (before, after))
    lost, gained = list((first - second).elements()), list((second - first).elements())
    for word in list(lost):
        slip = next((other for other in gained if word[0] == other[0] and is_one_edit(word, other)), None)
        if slip is not None:
            lost.remove(word)
            gained.remove(slip)
    return len(lost), len(gained)


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
