"""Cards as Anki will hold them: fields, tags, deck names and ids, all derived from the cards alone."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from flashcards.apkg.media import Pictures
from flashcards.apkg.note_type import FIELDS
from flashcards.model import Card, Draft, Source
from flashcards.render import back_html, clean, escape, front_html

TAG_ROOT = "flashcards"
DECK_WITHOUT_NAME = "Notes"

RENDERING = 0
"""How often another text has come out for one and the same card, since the first version. It is added to the time of every
note, in seconds: Anki leaves a note alone that is no newer than its own."""

_FIRST_ID, _IDS = 1_000_000_000_000, 600_000_000_000
"""Anki takes ids for times in ms and rewrites those in the future: these end in 2020."""
_TAG_BREAKS = re.compile(r"[\s\"]+")
_TAGS_OF_HTML = re.compile(r"<(?!img\b)[^>]*>")


@dataclass(frozen=True, slots=True)
class Record:
    """One Anki note with its one card."""

    guid: str
    deck: str
    tags: tuple[str, ...]
    fields: tuple[str, ...]
    """HTML, in the order of ``note_type.FIELDS``."""
    changed_s: int


def records(cards: Iterable[Card], pictures: Pictures, deck_prefix: str) -> list[Record]:
    """The notes of a package in order; ``pictures`` gathers what they show, and the problems found."""
    made: list[Record] = []
    for card in cards:
        record = _record(card, pictures, deck_prefix)
        if _shows_something(record.fields[0]):
            made.append(record)
        else:
            message = "the question of this card shows nothing, so it was left out; write what it asks"
            pictures.report(card.draft, message)
    spelling = _one_spelling({record.deck for record in made})
    return [replace(record, deck=spelling[record.deck]) for record in made]


def _record(card: Card, pictures: Pictures, deck_prefix: str) -> Record:
    draft, image = card.draft, pictures.of(card.draft)
    values = {
        "Front": front_html(draft, image),
        "Back": back_html(draft, image),
        "Context": escape(" › ".join(draft.context)),
        "Source": escape(" · ".join(_place(source, pictures.notes) for source in draft.source)),
        "Kind": draft.kind,
        "Cloze": "1" if draft.cloze else "",
        "Uid": card.id,
    }
    fields = tuple(unicodedata.normalize("NFC", values.get(name, "")) for name in FIELDS)
    deck = deck_name(deck_prefix, draft.deck)
    return Record(card.id, deck, tuple(tags_of(draft)), fields, card.changed_at_ms // 1000 + RENDERING)


def _place(source: Source, notes: str) -> str:
    return f"{source.path.removeprefix(notes + '/')}:{source.start_line}"


def _shows_something(html: str) -> bool:
    return bool(_TAGS_OF_HTML.sub("", html).strip())


# ---------------------------------------------------------------------------------------------------- tags and decks


def tags_of(draft: Draft) -> list[str]:
    """The tags of a card's note, as Anki takes them."""
    own = map(_tag, draft.tags)
    made = (f"{TAG_ROOT}::{sort}::{_tag(name)}" for sort, name in (("kind", draft.kind), ("rule", draft.rule)) if name)
    return sorted({unicodedata.normalize("NFC", tag) for tag in (*own, *made) if tag})


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
    levels = [deck.split("::") for deck in decks]
    return sorted({"::".join(parts[: depth + 1]) for parts in levels for depth in range(len(parts))})


# --------------------------------------------------------------------------------------------------------------- ids


def stable_ids(names: Sequence[str]) -> dict[str, int]:
    """An id for each name, the same on every machine; of two names with one hash, the later in the alphabet moves."""
    ids: dict[str, int] = {}
    taken: set[int] = set()
    for name in sorted(names):
        ids[name] = next(candidate for candidate in _candidates(name) if candidate not in taken)
        taken.add(ids[name])
    return ids


def _candidates(name: str) -> Iterator[int]:
    for attempt in range(1_000_000):
        digest = hashlib.sha256(f"{attempt}:{name}".encode()).digest()
        yield _FIRST_ID + int.from_bytes(digest[:8]) % _IDS
