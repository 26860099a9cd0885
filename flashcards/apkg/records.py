"""Cards as Anki will hold them: fields, tags and deck names, all derived from the cards alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from flashcards.apkg.media import Pictures
from flashcards.apkg.note_type import FIELDS
from flashcards.apkg.options import Options
from flashcards.model import Card, Draft, Source
from flashcards.render import back_html, clean, escape, front_html

TAG_ROOT = "flashcards"
RETIRED_TAG = f"{TAG_ROOT}::retired"
DECK_WITHOUT_NAME = "Notes"

RENDERING = 0
"""How often another text has come out for one and the same card, since the first version. It is added to the time of every
note, in seconds: Anki leaves a note alone that is no newer than its own."""

_SPARE = tuple("" for name in FIELDS if name.startswith("Spare"))
_TAG_BREAKS = re.compile(r"[\s\"]+")
_TAGS_OF_HTML = re.compile(r"<(?!img\b)[^>]*>")


class Record(NamedTuple):
    """One Anki note with its one card."""

    guid: str
    deck: str
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    """HTML, in the order of ``note_type.FIELDS``."""
    changed_s: int
    retired: bool = False
    """It comes without a card, so that only who has the note learns what became of it."""


def records(cards: Iterable[Card], pictures: Pictures, options: Options) -> list[Record]:
    """The notes of a package in order; ``pictures`` gathers what they show, and the problems found."""
    made: list[Record] = []
    for card in cards:
        retired = card.status == "retired"
        if retired and options.retired == "leave":
            continue
        record = _record(card, pictures, options)
        if _shows_something(record.fields[0]):
            made.append(record)
        elif not retired:
            message = "the question of this card shows nothing, so it was left out; write what it asks"
            pictures.report(card.draft, message)
    spelling = _one_spelling({record.deck for record in made})
    return [
        record if record.deck == spelling[record.deck] else record._replace(deck=spelling[record.deck])
        for record in made
    ]


def _record(card: Card, pictures: Pictures, options: Options) -> Record:
    draft, retired = card.draft, card.status == "retired"
    image = pictures.of(draft, told=not retired)
    fields = (
        _composed(front_html(draft, image)),
        _composed(back_html(draft, image)),
        _context(draft.above),
        " · ".join([_place(source, pictures.notes, options) for source in draft.source]),
        draft.kind,
        "1" if draft.cloze else "",
        "",  # Hint
        "1" if retired and options.retired == "empty" else "",
        card.id,
        *_SPARE,
    )
    tags = tags_of(draft) + ((RETIRED_TAG,) if retired else ())
    deck = deck_name(options.deck_prefix, draft.deck)
    return Record(card.id, deck, tags, fields, card.changed_at_ms // 1000 + RENDERING, retired)


@lru_cache(maxsize=4096)
def _context(names: tuple[str, ...]) -> str:
    return _composed(escape(" › ".join(names)))


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _place(source: Source, notes: str, options: Options) -> str:
    """Where a card comes from; of what has gone from the notes, and so has no line, the note."""
    line = f":{source.start_line}" if source.start_line else ""
    place = _path(source.path.removeprefix(notes + "/")) + line
    return f'<a href="{escape(options.links.to(source))}">{place}</a>' if options.links else place


@lru_cache(maxsize=4096)
def _path(path: str) -> str:
    return _composed(escape(path))


def _shows_something(html: str) -> bool:
    if "<" not in html:
        return not html.isspace() and html != ""
    return bool(_TAGS_OF_HTML.sub("", html).strip())


# ---------------------------------------------------------------------------------------------------- tags and decks


def tags_of(draft: Draft) -> tuple[str, ...]:
    """The tags of a card's note, as Anki takes them."""
    return _tags(draft.tags, draft.kind, draft.rule)


@lru_cache(maxsize=4096)
def _tags(own: tuple[str, ...], kind: str, rule: str) -> tuple[str, ...]:
    made = (f"{TAG_ROOT}::{sort}::{_tag(name)}" for sort, name in (("kind", kind), ("rule", rule)) if name)
    return tuple(sorted({_composed(tag) for tag in (*map(_tag, own), *made) if tag}))


@lru_cache(maxsize=4096)
def _tag(text: str) -> str:
    parts = (_TAG_BREAKS.sub("_", clean(part).strip()) for part in text.split("::"))
    return "::".join(part for part in parts if part)


@lru_cache(maxsize=4096)
def deck_name(*names: str) -> str:
    """``names`` as one deck path, without the empty levels and the white space that Anki would rewrite."""
    parts = (" ".join(clean(part).replace('"', "'").split()) for name in names for part in name.split("::"))
    path = "::".join(part for part in parts if part)
    return unicodedata.normalize("NFC", path) or DECK_WITHOUT_NAME


def _one_spelling(decks: Iterable[str]) -> Mapping[str, str]:
    """Each deck as it is to be written: Anki renames a deck (``ml_``) that differs from another only in upper case."""
    chosen: dict[str, str] = {}
    for deck in sorted(decks):
        path = ""
        for part in deck.split("::"):
            path = f"{path}::{part}" if path else part
            path = chosen.setdefault(path.casefold(), path)
    return {deck: chosen[deck.casefold()] for deck in decks}


def with_parents(decks: Iterable[str]) -> list[str]:
    """``decks`` and every deck above one of them, parents first."""
    levels = [deck.split("::") for deck in set(decks)]
    return sorted({"::".join(parts[: depth + 1]) for parts in levels for depth in range(len(parts))})
