"""Anki's notes as what stands together in a note of ours: one card, a card both ways, or a sentence with its gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flashcards.anki.decks import sides
from flashcards.anki.decks.content import Content
from flashcards.anki.decks.naming import card_id
from flashcards.anki.decks.sides import Sentence
from flashcards.anki.decks.writing import heard
from flashcards.anki.files.snapshot import Card, Note, Snapshot
from flashcards.apkg.records import TAG_ROOT


@dataclass(frozen=True, slots=True)
class Asked:
    """One card as it has to come back from the notes."""

    card_id: str
    guid: str
    ordinal: int
    front: Content
    back: Content


@dataclass(frozen=True, slots=True)
class Unit:
    """Cards of one Anki note that are written together, in the order in which they come back."""

    asked: tuple[Asked, ...]
    tags: tuple[str, ...]
    sentence: Sentence | None = None
    """How the cards are written where they are gaps of one sentence; else two cards are one card both ways."""

    def apart(self) -> Iterator[Unit]:
        """Each card by itself."""
        for one in self.asked:
            yield Unit((one,), self.tags)


@dataclass(slots=True)
class LeftOut:
    """Cards that couldn't be taken over, by why, with what each shows."""

    by_reason: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, reason: str, shown: str) -> None:
        """Take down a card; ``shown`` tells which one."""
        self.by_reason[reason].append(" ".join(shown.split())[:60])


OCCLUSION = "hide parts of a picture, which text can't say"
NO_TYPE = "are of a note type that the file doesn't describe"
NO_QUESTION = "ask nothing"
NO_ANSWER = "have no answer"
SAME_SIDES = "ask what they answer"
TWICE = "belong to a note whose GUID another note has too"


def units(snapshot: Snapshot, left_out: LeftOut, within: str | None = None) -> dict[str, list[Unit]]:
    """What each deck holds, in the order of its notes; with ``within``, of this deck and those below it."""
    cards: Mapping[str, dict[int, Card]] = defaultdict(dict)
    for card in snapshot.cards:
        if within is None or _lies_in(card.deck, within):
            cards[card.guid].setdefault(card.ordinal, card)
    found: dict[str, list[Unit]] = defaultdict(list)
    seen: set[str] = set()
    for note in snapshot.notes:
        own = sorted(cards.get(note.guid, {}).values(), key=lambda card: card.ordinal)
        if note.guid in seen or not note.guid:
            _leave_out(left_out, TWICE, note, own)
            continue
        seen.add(note.guid)
        for deck, of_deck in _by_deck(own).items():
            found[deck] += _of_note(note, of_deck, left_out)
    return {deck: own for deck, own in found.items() if own}


def _lies_in(deck: str, within: str) -> bool:
    deck, within = deck.casefold(), within.casefold()
    return deck == within or deck.startswith(f"{within}::")


def _by_deck(cards: Iterable[Card]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for card in cards:
        found[card.deck].append(card.ordinal)
    return found


def _leave_out(left_out: LeftOut, reason: str, note: Note, cards: Sequence[object]) -> None:
    for _ in cards:
        left_out.add(reason, note.values[0])


def _of_note(note: Note, ordinals: Sequence[int], left_out: LeftOut) -> list[Unit]:
    if sides.hides_parts_of_a_picture(note):
        _leave_out(left_out, OCCLUSION, note, ordinals)
        return []
    asked = [one for ordinal in ordinals if (one := _asked(note, ordinal, left_out))]
    tags = tuple(dict.fromkeys(tag for tag in note.tags if not tag.startswith(f"{TAG_ROOT}::")))
    sentence = sides.sentence(note, [one.ordinal for one in asked]) if asked else None
    if sentence is not None and (len(asked) > 1 or not sentence.remark):
        return [Unit(tuple(asked), tags, sentence)]
    if len(asked) == 2 and not note.note_type.is_cloze and _mirror(*asked):
        return [Unit(tuple(asked), tags)]
    return [Unit((one,), tags) for one in asked]


def _asked(note: Note, ordinal: int, left_out: LeftOut) -> Asked | None:
    found = sides.sides(note, ordinal)
    if found is None:
        left_out.add(NO_TYPE, note.values[0])
        return None
    front, back = (heard(side, str, numbered=False) for side in found)
    reason = (
        NO_QUESTION
        if not front
        else NO_ANSWER
        if not back
        else SAME_SIDES
        if front.casefold() == back.casefold()
        else ""
    )
    if reason:
        left_out.add(reason, note.values[0])
        return None
    return Asked(card_id(note.guid, ordinal), note.guid, ordinal, found.front, found.back)


def _mirror(one: Asked, other: Asked) -> bool:
    return one.front == other.back and one.back == other.front
