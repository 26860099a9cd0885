"""Pictures with a caption, and formulas that nothing leads in to."""

from __future__ import annotations

from flashcards.markup import one_line, words
from flashcards.model import Image, Math
from flashcards.rules import by_shape
from flashcards.rules.outline import Entry
from flashcards.rules.place import Made, Place
from flashcards.rules.writing import as_markdown

_FEWEST_WORDS = 3


def captioned(entry: Entry, place: Place) -> Made | None:
    """The picture asks for what its caption says."""
    picture = entry.block
    if not isinstance(picture, Image) or words(picture.caption) < _FEWEST_WORDS:
        return None
    front = as_markdown([entry])
    return Made((place.draft("fact", front, one_line(picture.caption), lines=entry.lines, priority=0.4),))


_LONGEST_LEFT = 20
"""In characters of LaTeX: more than a name is a step of a calculation."""


def formula(entry: Entry, place: Place) -> Made | None:
    """A displayed formula that stands alone between sentences: its left side asks for its right side."""
    shown = entry.block
    alone = sum(isinstance(other.block, Math) for other in place.siblings) == 1
    below_heading = place.parent is not None and place.parent.role == "heading"
    if not isinstance(shown, Math) or not alone or "\\\\" in shown.tex or not below_heading or place.is_example:
        return None
    asked = next(by_shape.relation(f"${' '.join(shown.tex.split())}$", place.language), None)
    if asked is None or len(asked.front.partition("$ ")[0]) > _LONGEST_LEFT:
        return None
    return Made((place.draft("fact", asked.front, asked.back, lines=entry.lines, priority=0.5, cloze=True),))
