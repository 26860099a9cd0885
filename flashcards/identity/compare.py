"""How two wordings are compared: as a learner reads them, without markup, and with white space and accents made alike."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from flashcards.events import Wording, wording_of
from flashcards.markup import folded, plain
from flashcards.model import Draft

ALIKE = 0.5
"""From which likeness on (0 to 1) two fronts, or two backs, may be versions of one another."""

SHORT_TEXT_CHARACTERS = 200
"""Up to which length texts are compared by characters; longer ones by words."""

LONGEST_COMPARED_WORDS = 400


def question(wording: Wording) -> tuple[str, tuple[str, ...], str]:
    """What a card asks: the natural key, from which its id is derived."""
    return wording.kind, context_of(wording), normal(wording.front)


def derive(draft: Draft, copy: int = 0) -> str:
    """The id of a new card: 16 characters of a-z and 2-7, the same on every machine.

    ``copy`` counts up where the id is another card's, which asked this once and has since been followed elsewhere.
    """
    asked: list[object] = list(question(wording_of(draft)))
    text = json.dumps([*asked, copy] if copy else asked, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest[:10]).decode("ascii").lower()


def identified_by(wording: Wording) -> Wording:
    """``wording`` as far as a card is known by it: the back of an open question comes from other notes, and goes with them."""
    return replace(wording, back="") if wording.kind == "open" and wording.back else wording


def context_of(wording: Wording) -> tuple[str, ...]:
    """What stands above the card, outermost first."""
    return _folded_all(wording.context)


def below(wording: Wording) -> Wording:
    """The wording of what stands below the card in its note: a name above others is a part of their context."""
    return replace(wording, context=(*wording.context, folded(plain(wording.front))))


@lru_cache(maxsize=65536)
def _folded_all(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(folded(part) for part in parts)


class Move(NamedTuple):
    """How two contexts differ: what they begin with alike, and what stands below it, less what they end with alike."""

    above: tuple[str, ...]
    old: tuple[str, ...]
    new: tuple[str, ...]


def move_between(before: Wording, after: Wording) -> Move:
    """The difference between the contexts of two wordings."""
    old, new = context_of(before), context_of(after)
    start = _alike_at_start(old, new)
    end = _alike_at_start(old[start:][::-1], new[start:][::-1])
    return Move(old[:start], old[start : len(old) - end], new[start : len(new) - end])


def _alike_at_start(one: Sequence[str], other: Sequence[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@lru_cache(maxsize=131_072)
def normal(markdown: str) -> str:
    """``markdown`` as a learner reads it, on one line; as it is written where there is nothing to read (a picture)."""
    return folded(plain(markdown)) or folded(markdown)


def folded_sides(wording: Wording) -> tuple[str, str]:
    """Front and back, their markup left as it is."""
    return folded(wording.front), folded(wording.back)


def said(wording: Wording) -> tuple[str, str, str]:
    """What a card says, wherever it stands."""
    return wording.kind, normal(wording.front), normal(wording.back)


def alike(one: str, other: str) -> bool:
    """Whether two pieces of Markdown at one place may be versions of one another; at two places it tells nothing."""
    return likeness(one, other) >= ALIKE


@lru_cache(maxsize=4096)
def likeness(one: str, other: str) -> float:
    """How much two pieces of Markdown are alike as a learner reads them, from 0 to 1."""
    sides = [normal(side).casefold() for side in (one, other)]
    if max(map(len, sides)) <= SHORT_TEXT_CHARACTERS:
        return _ratio(*sides)
    return _ratio(*(side.split()[:LONGEST_COMPARED_WORDS] for side in sides))


def _ratio(one: Sequence[str], other: Sequence[str]) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
