"""What a learner is told of two wordings: how much they are alike, and whether more than a slip of the pen parts them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from flashcards.events import Wording
from flashcards.identity.compare import alike, identified_by, likeness, normal
from flashcards.identity.likeness import MOST_SLIPS, SHORTEST_MISSPELT_WORD
from flashcards.merging import is_one_edit, spoken


def resemblance(old: Wording, new: Wording) -> float:
    """How much two wordings are alike, both sides taken together, from 0 to 1; where they stand doesn't matter."""
    one, other = identified_by(old), identified_by(new)
    fronts = likeness(one.front, other.front)
    return (fronts + likeness(one.back, other.back)) / 2 if one.back or other.back else fronts


def answers_alike(old: Wording, new: Wording) -> bool:
    """Whether who knows the old answer may be said to know the new one."""
    return alike(identified_by(old).back, identified_by(new).back)


def only_slips(old: Wording, new: Wording) -> bool:
    """Whether the texts differ, but by marks, case, hyphens and at most a few misspelt words alone."""
    sides = [(old.front, new.front), (old.back, new.back)]
    unlike = [pair for pair in sides if normal(pair[0]) != normal(pair[1])]
    slips = [_slips(*pair) for pair in unlike]
    return bool(unlike) and all(slip is not None for slip in slips) and sum(filter(None, slips)) <= MOST_SLIPS


def _slips(one: str, other: str) -> int | None:
    """How many words one of two texts misspells; None if more than that parts them."""
    before, after = spoken(one), spoken(other)
    if _run_together(before) == _run_together(after):
        return 0
    unlike = [pair for pair in zip_longest(before, after, fillvalue="") if pair[0] != pair[1]]
    return len(unlike) if all(_is_slip(*pair) for pair in unlike) else None


def _run_together(words: Sequence[str]) -> str:
    """``words`` as they are, however they are parted; numbers and signs stay apart."""
    return "".join(word if word.isalpha() else f" {word} " for word in words)


def _is_slip(before: str, after: str) -> bool:
    """One letter too many, too few, wrong or exchanged, but the first; in a short word it makes another word."""
    return all(
        word.isalpha() and len(word) >= SHORTEST_MISSPELT_WORD and word[0] == before[:1] for word in (before, after)
    ) and is_one_edit(before, after)
