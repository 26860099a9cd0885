"""What cards that came from Anki are called here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flashcards.anki.files.snapshot import Snapshot


def card_id(guid: str, ordinal: int) -> str:
    """The id of the card that stands for card ``ordinal`` of the note: the GUID itself for its first card.

    Here one card is one note, so the others have an id of their own, which is the same on every machine.
    """
    return guid if ordinal == 0 else f"{guid}.{ordinal}"


def as_first_cards(found: Snapshot, is_ours: Callable[[str], bool]) -> Snapshot:
    """``found``, in which further cards of notes that are ours are the first ones of notes with their own ids."""

    def is_further(guid: str, ordinal: int) -> bool:
        return ordinal > 0 and is_ours(card_id(guid, ordinal))

    return replace(
        found,
        cards=tuple(
            one._replace(guid=card_id(one.guid, one.ordinal), ordinal=0) if is_further(one.guid, one.ordinal) else one
            for one in found.cards
        ),
        reviews=tuple(
            one._replace(guid=card_id(one.guid, one.ordinal), ordinal=0) if is_further(one.guid, one.ordinal) else one
            for one in found.reviews
        ),
    )
