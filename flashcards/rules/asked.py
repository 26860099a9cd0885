"""What a sentence is asked for."""

from __future__ import annotations

import re
from typing import NamedTuple

from flashcards.model import GAP, Kind

LONGEST_HIDDEN_WORDS = 12


class Asked(NamedTuple):
    """One card that a sentence gives."""

    kind: Kind
    front: str
    back: str
    cloze: bool
    sureness: float
    """0 to 1: how likely a learner would have asked the same."""
    worth: float = 0.0
    """0 to 1: how much a learner would miss it."""


def gap(sentence: str, start: int, end: int, sureness: float, kind: Kind = "fact") -> Asked:
    """The sentence with a gap from ``start`` to ``end``, as offsets in it; marks at the ends of what is hidden stay."""
    hidden = sentence[start:end]
    stripped = hidden.strip(" ,;.")
    for opening, closing in (("«", "»"), ("“", "”"), ("„", "“"), ("(", ")")):
        if stripped.endswith(closing) and opening not in stripped:
            stripped = stripped[: -len(closing)].rstrip()
    offset = start + hidden.index(stripped) if stripped else start
    back = re.sub(r"^(\d+)([.)])(?=\s)", r"\1\\\2", stripped)  # ``9. May`` is no list
    return Asked(kind, f"{sentence[:offset]}{GAP}{sentence[offset + len(stripped) :]}", back, True, sureness)
