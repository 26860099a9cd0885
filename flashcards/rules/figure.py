"""Pictures with a caption."""

from __future__ import annotations

from flashcards.markup import one_line, words
from flashcards.model import Image
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
