"""What a sentence is asked for."""

from __future__ import annotations

import re
from typing import NamedTuple

from flashcards.model import GAP, Kind

LONGEST_HIDDEN_WORDS = 12
LONGEST_REASON_WORDS = 15


class Asked(NamedTuple):
    """One card that a sentence gives."""

    kind: Kind
    front: str
    back: str
    cloze: bool
    sureness: float
    """0 to 1: how likely a learner would have asked the same."""
    longest: int = LONGEST_HIDDEN_WORDS
    """Of how many words at most what is hidden may be."""
    of_series: bool = False
    """Is it one of several that are asked alike? They count as one."""
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
    stripped, offset = _with_both_marks(sentence, stripped, offset)
    back = re.sub(r"^(\d+)([.)])(?=\s)", r"\1\\\2", stripped)  # ``9. May`` is no list
    return Asked(kind, f"{sentence[:offset]}{GAP}{sentence[offset + len(stripped) :]}", back, True, sureness)


def _with_both_marks(sentence: str, hidden: str, start: int) -> tuple[str, int]:
    """What is hidden and where it starts, with the other half of a mark of emphasis that would be left beside the gap."""
    for mark in ("**", "__"):
        if hidden.count(mark) % 2:
            end = start + len(hidden)
            if sentence.endswith(mark, 0, start):
                return f"{mark}{hidden}", start - len(mark)
            if sentence.startswith(mark, end):
                return f"{hidden}{mark}", start
    return hidden, start
