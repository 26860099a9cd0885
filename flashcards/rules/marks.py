"""The signs by which an author says what is a card: a tag that ends a line, two colons, a line ``?``, a callout's kind.

Nothing here knows what stands above or below a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from flashcards.markup import clozes, highlights, mask, take_anchor
from flashcards.rules.vocabulary import EXAMPLE_MARKERS, LABELS, METADATA, QUESTION_LABELS


@dataclass(frozen=True, slots=True)
class CardMark:
    """That a line is the front of a card, and what its tag says about the card."""

    both_ways: bool = False
    deck: str = ""
    tags: tuple[str, ...] = ()


# ----------------------------------------------------------------------------------------------------- tags and anchors


class Marked(NamedTuple):
    """A line without the marks at its end, and those marks."""

    text: str
    card: CardMark | None = None
    anchor: str | None = None


_TAG = r"\\?#(?!\d+(?:\s|$))[\w/-]+"
_TAGS_AT_END = re.compile(rf"(?:^|(?<=\s)){_TAG}(?:\s+{_TAG})*\s*$")
_CARD_TAG = re.compile(r"(?:card|flashcards?)(?P<both>[-/]reversed?)?(?:/(?P<deck>[\w/-]+))?", re.IGNORECASE)
_TAG_ABOVE = re.compile(r"\\?#card\b", re.IGNORECASE)
_ANCHOR_ALONE = re.compile(r"\^[A-Za-z0-9][A-Za-z0-9-]*")


def take_marks(text: str) -> Marked:
    """Split off what an author writes behind a line: its tags, if one makes it a card, and its anchor, in any order."""
    bare, anchor = take_anchor(text)
    bare, card = _take_tags(bare)
    if card and not anchor:
        bare, anchor = take_anchor(bare)
    return Marked(_emphasised(bare), card, anchor)


def _emphasised(text: str) -> str:
    """A line that is highlighted as a whole hides no part of itself: its highlight is only emphasis."""
    return f"**{text[2:-2]}**" if highlights(text) == [(0, len(text))] else text


def _take_tags(text: str) -> tuple[str, CardMark | None]:
    found = _TAGS_AT_END.search(text) if "#" in text else None
    if not found:
        return text, None
    names = [tag.lstrip("\\").removeprefix("#").strip("/") for tag in found[0].split()]
    asking = [tag for name in names if (tag := _CARD_TAG.fullmatch(name))]
    if not asking:
        return text, None
    deck = next((tag["deck"] for tag in asking if tag["deck"]), "")
    others = tuple(as_path(name) for name in names if name and not _CARD_TAG.fullmatch(name))
    mark = CardMark(any(tag["both"] for tag in asking), as_path(deck), others)
    return text[: found.start()].rstrip(), mark


def as_path(name: str) -> str:
    """A name with its levels parted as Anki parts them."""
    return "::".join(part for part in name.split("/") if part)


def is_mark_alone(line: str) -> bool:
    """Is ``line`` no text, but a tag or an anchor with a line of its own?"""
    bare, card = _take_tags(line)
    return bool(_ANCHOR_ALONE.fullmatch(line)) or (card is not None and not bare)


def marks_above(line: str) -> bool:
    """Does such a line belong to what stands right above it? ``#flashcards`` alone only files the note under a deck."""
    return bool(_ANCHOR_ALONE.fullmatch(line) or _TAG_ABOVE.match(line))


# ------------------------------------------------------------------------------------------------ between front and back

_COLONS_APART = re.compile(r"(?<=\S)\s+(?P<mark>:{2,3})\s+(?=\S)")
_COLONS_TOUCHING = re.compile(
    r"(?<=[^\s:\\])(?P<before>:{2,3})\s+(?=\S)|(?<=\S)\s+(?P<after>:{2,3})(?=[^\W\d_a-z]|[\ue000\"“(\[*])"
)
SIDES = {"?": False, "??": True}
"""A line between front and back, and whether both are asked."""


class TwoSides(NamedTuple):
    """A line cut at its two or three colons."""

    front: str
    back: str
    both_ways: bool


def two_sides(text: str) -> TwoSides | None:
    """``front :: back`` or ``front ::: back``; no scope of a program (``std::sort``), and nothing in code or math."""
    masked = mask(text) if "::" in text else ""
    found = _COLONS_APART.search(masked) or _COLONS_TOUCHING.search(masked)
    if not found:
        return None
    return TwoSides(text[: found.start()].strip(), text[found.end() :].strip(), ":::" in found[0])


def is_field(text: str) -> bool:
    """``up:: [[Page]]``: a field of the page, as programs for notes have them."""
    sides = two_sides(text)
    return sides is not None and sides.front.casefold() in METADATA and text.startswith(f"{sides.front}::")


def is_written_out(text: str) -> bool:
    """Does ``text`` hold both sides of a card: two colons, or a numbered gap?"""
    return two_sides(text) is not None or bool(clozes(text))


# ------------------------------------------------------------------------------------------------------------- callouts

ASKING = frozenset(["question", "faq", "help", "card", "flashcard", "flashcards", "anki", "quiz"])
"""Callouts whose title asks for what they hold."""

DEFINING = frozenset(["definition", "def", "theorem", "lemma", "corollary", "proposition", "axiom", "postulate"])
"""Callouts whose title names what they state."""

_OTHER_KINDS = (
    "note notes abstract summary tldr info todo tip hint important success check done warning caution attention failure"
    " fail missing danger error bug quote cite seealso admonition topic sidebar box callout"
)
_WORDS_FOR_KINDS = frozenset(_OTHER_KINDS.split()) | ASKING | DEFINING | LABELS | EXAMPLE_MARKERS | QUESTION_LABELS
_KIND_FIRST = re.compile(
    r"^[*_]*(?P<word>[^\W\d_]{2,})(?:\s+\d+(?:\.\d+)*)?[*_]*\s*"
    r"(?:\((?P<name>[^()]+)\)|[:.–—-]\s+(?P<rest>\S.*))?[.:]?[*_]*$",
    re.DOTALL,
)


def callout_title(title: str) -> str:
    """The title of a callout without what only repeats its kind: nothing of ``Note`` or ``Theorem 2``, else the name."""
    found = _KIND_FIRST.match(title)
    if not found or found["word"].casefold() not in _WORDS_FOR_KINDS:
        return title
    return found["name"] or found["rest"] or ""
