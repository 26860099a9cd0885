"""What is told of an import from Anki: what was written, what was left out, and what is otherwise than it was there."""

from __future__ import annotations

from collections.abc import Iterable

from flashcards.anki.decks.content import Code, Grid, Listing, in_one_line
from flashcards.anki.decks.media import Media
from flashcards.anki.decks.pages import Entry, Page
from flashcards.anki.decks.units import Asked, LeftOut

UNSAID = "can't be written so that they come back as they are"
SAID_ALREADY = "cards say what another card says, and are kept as retired ones"
OTHER_DECK = "decks have another name"
OTHER_TAG = "tags have signs that a tag can't have here"
IN_FOOTNOTE = "remarks to sentences with gaps are footnotes, and not on cards"
ON_ONE_LINE = "questions hold a list, table or code, and stand on one line"
NOT_IN_FILE = "media are not in the file"
NO_PICTURE = "media are no pictures: they lie beside the notes, but packages don't hold them"
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".avif", ".tif", ".tiff", ".ico", ".apng")


def shown(one: Asked) -> str:
    """What a card asks, to name it by."""
    return " ".join(run.text or run.target for run in in_one_line(one.front))


def take_down_differences(pages: Iterable[Page], media: Iterable[Media], altered: LeftOut) -> None:
    """What the notes can't say as Anki does."""
    for page in pages:
        if other := next((one.drafts[0].deck for one in page.entries if one.drafts[0].deck != page.deck), None):
            altered.add(OTHER_DECK, f"{page.deck} is {other}")
        for entry in page.entries:
            _take_down(entry, altered)
    for one in media:
        for name in one.missing:
            altered.add(NOT_IN_FILE, name)
        for name in one.used:
            if not name.lower().endswith(_PICTURES):
                altered.add(NO_PICTURE, name)


def _take_down(entry: Entry, altered: LeftOut) -> None:
    for tag in entry.unit.tags:
        if tag not in entry.drafts[0].tags:
            altered.add(OTHER_TAG, tag)
    if entry.written.footnote:
        altered.add(IN_FOOTNOTE, shown(entry.unit.asked[0]))
    for one in entry.unit.asked:
        if any(isinstance(block, Listing | Grid | Code) for block in one.front):
            altered.add(ON_ONE_LINE, shown(one))
