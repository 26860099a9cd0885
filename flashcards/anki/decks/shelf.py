"""Where the notes of each deck go: names of files for decks, and the notes themselves, still unsettled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from flashcards.anki.decks.media import FOLDER, Media
from flashcards.anki.decks.pages import Page
from flashcards.anki.decks.units import Unit

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*#^\[\]]+')
_LONGEST_NAME_BYTES = 100
MOST_CARDS = 2_000
"""How many units a note holds; what a deck has more goes into further notes."""
NO_NAME = "Deck"


def pages(
    decks: Mapping[str, Sequence[Unit]], folder: str, media: Callable[[str], Media], here: Iterable[str] = ()
) -> Iterator[Page]:
    """A note for each deck, below ``folder``; ``media`` gives those that the notes in a folder show.

    ``here`` are the notes that have cards of these decks already: what is left of a deck goes into a further one.
    """
    taken = {path.casefold() for path in here}
    for deck, units in decks.items():
        whole = _path(folder, deck)
        shared = set(units[0].tags).intersection(*(unit.tags for unit in units))
        tags = tuple(tag for tag in units[0].tags if tag in shared)
        for start in range(0, len(units), MOST_CARDS):
            path = _free(whole, taken)
            page = Page(path, deck or NO_NAME, media(str(PurePosixPath(path).parent)).address, tags)
            page.add(units[start : start + MOST_CARDS])
            yield page


def media_path(folder: str, name: str) -> str:
    """Where a medium of the notes in ``folder`` lies."""
    return str(PurePosixPath(folder) / FOLDER / name)


def _path(folder: str, deck: str) -> str:
    *above, last = [_name(level) for level in deck.split("::")]
    return str(PurePosixPath(folder, *above, last))


def _name(level: str) -> str:
    safe = _UNSAFE.sub("-", unicodedata.normalize("NFC", level)).strip(" .-")
    short = safe.encode("utf-8", "ignore")[:_LONGEST_NAME_BYTES].decode("utf-8", "ignore").strip(" .")
    return short or NO_NAME


def _free(whole: str, taken: set[str]) -> str:
    """``whole`` with the suffix of a note, and a number where a file system may take it for another one."""
    number, found = 2, f"{whole}.md"
    while found.casefold() in taken:
        found = f"{whole} {number}.md"
        number += 1
    taken.add(found.casefold())
    return found
