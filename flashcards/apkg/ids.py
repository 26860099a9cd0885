"""Ids of notes, cards, decks and presets: from their names alone, so that machines agree on them without talking.

Anki's sync takes notes for the same if their ids are, and an import those whose GUIDs are. So the id of a card's note must
be the same in every package, on every machine. It is a hash of its name. That two of 10,000 cards have one hash has a
probability of 1 in 12,000, of 100,000 cards 1 in 120; then the one that was known first keeps it, for ever, and the other
moves. Machines with one journal agree on that too. Only such a pair on machines that have not exchanged their journals
yet can be told apart wrongly, where one of them has both cards and the other the later one only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import count

_FIRST_ID, _IDS = 1_000_000_000_000, 600_000_000_000
"""Anki takes ids for times in ms and rewrites those in the future: these end in 2020."""


def stable_ids(names: Sequence[str], known: Sequence[str] = ()) -> dict[str, int]:
    """An id for each name. Of two with one hash, one of those ``known`` keeps it, the first first, then by the alphabet.

    ``known`` are all the names that ever had an id, whether they are among ``names`` or not.
    """
    ids: dict[str, int] = {}
    taken: set[int] = set()
    for name in dict.fromkeys((*known, *sorted(names))):
        attempts = count()
        while (chosen := _hashed(name, next(attempts))) in taken:
            pass
        ids[name] = chosen
        taken.add(chosen)
    return ids


def _hashed(name: str, attempt: int) -> int:
    digest = hashlib.sha256(f"{attempt}:{name}".encode()).digest()
    return _FIRST_ID + int.from_bytes(digest[:8]) % _IDS
