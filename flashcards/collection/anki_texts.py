"""The learner's own notes in Anki, which came here by an import: how a text that was changed here goes there.

Only where it is plain which field is which side of a card, where nothing is lost by it, and where Anki's text is still the one
that was known here. Everything else stays as it is there, and is told.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, NamedTuple

from flashcards import events
from flashcards.anki.decks import reading
from flashcards.anki.decks.naming import card_id
from flashcards.anki.exchange.ours_and_theirs import base
from flashcards.collection.conversion import draft_of
from flashcards.events import Event, Wording
from flashcards.ledger import Ledger
from flashcards.render import back_html, front_html

_FIELD = r"\{\{\s*([^{}:#^/\s](?:[^{}:]*[^{}:\s])?)\s*\}\}"
_QUESTION = re.compile(rf"\s*{_FIELD}\s*")
_ANSWER = re.compile(rf"\s*\{{\{{\s*FrontSide\s*\}}\}}\s*(?:<hr[^<>]*>)?\s*{_FIELD}\s*")
_MARKUP = re.compile(r"<[^>]*>|\[latex\]|\[\$|\[sound:|\[anki:", re.IGNORECASE)
_KEPT = re.compile(r"</?(?:b|strong|i|em|br|div|p|ul|ol|li|code|pre)\s*/?>", re.IGNORECASE)
"""What a note can say as well, and so comes back from it."""


class FieldChange(NamedTuple):
    """A field of a note in Anki that is to say something else."""

    note_id: int
    name: str
    html: str


@dataclass(slots=True)
class Texts:
    """What becomes in Anki of the texts that were changed here."""

    changes: list[FieldChange] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    """What the fields that we have written say, as hashes by ``_key``."""
    stay: set[str] = field(default_factory=set)
    """Cards whose text can't be brought there."""
    changed_there: set[str] = field(default_factory=set)
    """Cards whose text was changed on both sides."""


Said = Mapping[str, Sequence[Wording]]
"""All that cards ever said here, the last last."""


def texts(notes: Iterable[Mapping[str, Any]], edited: Set[str], said: Said, written: Mapping[str, str]) -> Texts:
    """What is to change in these ``notes``, which are as ``Worker.texts`` gives them; ``written`` is that of earlier pushes.

    ``edited`` are the cards that were changed here since they came, ``said`` is of all cards of the notes.
    """
    found = Texts(written=dict(written))
    by_guid: dict[str, list[Mapping[str, Any]]] = {}
    for note in notes:
        by_guid.setdefault(note["guid"], []).append(note)
    for of_guid in by_guid.values():
        cards = cards_of(of_guid) & edited
        fields = _fields(of_guid[0], said) if len(of_guid) == 1 else None
        if fields is None:
            found.stay |= cards
        else:
            _compare(of_guid[0], fields, cards, found)
    return found


def notes_of(cards: Iterable[str]) -> list[str]:
    """The GUIDs of the notes that these are cards of."""
    return sorted({base(card) or card for card in cards})


def cards_of(notes: Iterable[Mapping[str, Any]]) -> set[str]:
    """The ids that all cards of these notes would have here."""
    return {card_id(note["guid"], ordinal) for note in notes for ordinal in note["cards"]}


class _Standing(Enum):
    SAME = auto()
    OLD = auto()
    RICHER = auto()
    """What we said of it, with what no note can say: colours, underlining."""
    CHANGED = auto()


def _compare(note: Mapping[str, Any], fields: Mapping[str, Sequence[str]], cards: Set[str], found: Texts) -> None:
    standing = {
        name: _standing(note["fields"][name], known, found.written.get(_key(note["guid"], name)))
        for name, known in fields.items()
    }
    if _Standing.CHANGED in standing.values():
        found.changed_there |= cards
        return
    if _Standing.RICHER in standing.values():
        found.stay |= cards
        return
    for name in (name for name, stands in standing.items() if stands is _Standing.OLD):
        html = fields[name][-1]
        found.changes.append(FieldChange(note["id"], name, html))
        found.written[_key(note["guid"], name)] = _hash(html)


def _standing(html: str, known: Sequence[str], written: str | None) -> _Standing:
    """How Anki's field stands to what we say of it; ``known`` is all that we ever said, the last last."""
    if _same(html, known[-1]) or len(set(known)) == 1:  # nobody has changed it here
        return _Standing.SAME
    if written:
        return _Standing.OLD if _hash(html) == written else _Standing.CHANGED
    if any(_same(html, one) for one in known):
        return _Standing.OLD
    return _Standing.RICHER if any(_reads_like(html, one) for one in known) else _Standing.CHANGED


def _same(html: str, ours: str) -> bool:
    """Whether both say the same, and one in place of the other would lose nothing."""
    return html == ours or (not _MARKUP.search(_KEPT.sub("", html)) and _reads_like(html, ours))


def _reads_like(html: str, ours: str) -> bool:
    return reading.read(html) == reading.read(ours)


# ---------------------------------------------------------------------------------------------------- cards to fields


def _fields(note: Mapping[str, Any], said: Said) -> Mapping[str, Sequence[str]] | None:
    """All that we ever said of each field, as HTML; None where it isn't plain what is to stand there."""
    found: dict[str, Sequence[str]] = {}
    for ordinal in note["cards"]:
        names = _sides(note, ordinal)
        wordings = said.get(card_id(note["guid"], ordinal))
        if names is None or not wordings or any(wording.cloze for wording in wordings):
            return None
        fronts, backs = [wording.front for wording in wordings], [wording.back for wording in wordings]
        for name, said_of_it, html in zip(names, (fronts, backs), (front_html, back_html), strict=True):
            if _shows_pictures(said_of_it):
                if len(set(said_of_it)) > 1:
                    return None
                continue  # nobody has changed it here
            known = [unicodedata.normalize("NFC", html(draft_of(wording))) for wording in wordings]
            if not known[-1] or found.setdefault(name, known)[-1] != known[-1]:
                return None  # its cards don't agree
    return found


def _sides(note: Mapping[str, Any], ordinal: int) -> tuple[str, str] | None:
    """The fields that are the question and the answer of this card, if each is one and nothing else is there."""
    if note["is_cloze"] or not 0 <= ordinal < len(note["templates"]):
        return None
    question, answer = note["templates"][ordinal]
    asks, answers = _QUESTION.fullmatch(question), _ANSWER.fullmatch(answer)
    names = (asks[1], answers[1]) if asks and answers else ("", "")
    return names if names[0] != names[1] and note["fields"].keys() >= {*names} else None


def _shows_pictures(texts: Iterable[str]) -> bool:
    """Whether Anki would have to get a picture too."""
    return any("![" in text for text in texts)


def _key(guid: str, name: str) -> str:
    return f"{guid} {name}"


def _hash(html: str) -> str:
    return hashlib.sha256(html.encode("utf-8", "replace")).hexdigest()[:16]


def all_said(lines: Iterable[Event], ledger: Ledger, cards: Set[str]) -> Mapping[str, Sequence[Wording]]:
    """What those of these cards that the notes hold ever said, also what was taken back since; what they say now is the last."""
    held = {card: ledger.cards[card] for card in cards if card in ledger.cards and not ledger.cards[card].retired}
    found: dict[str, list[Wording]] = {card: [] for card in held}
    for line in lines:
        if isinstance(line, events.Add | events.Edit | events.Follow | events.Unfollow) and line.card in found:
            found[line.card].append(line.wording)
    return {card: [*said, held[card].wording] for card, said in found.items()}
