"""What a learner types into Anki's browser to find cards of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flashcards.apkg.note_type import NAME
from flashcards.apkg.records import RETIRED_TAG

RETIRED = f"tag:{RETIRED_TAG}"
"""Cards whose text has gone from the notes."""

_MEANING = re.compile(r'[\\"*_:]')


def in_deck(name: str) -> str:
    """Our cards that lie in this deck itself, and not in one below it."""
    escaped = "::".join(map(literal, name.split("::")))
    return f'"note:{NAME}" "deck:{escaped}" -"deck:{escaped}::*"'


def one_of_these(ids: Iterable[str]) -> str:
    """The cards with these ids."""
    every = [f'"Uid:{literal(one)}"' for one in ids]
    return every[0] if len(every) == 1 else f"({' OR '.join(every)})"


def literal(text: str) -> str:
    """``text`` for a search in quotes, where no sign of it means anything else."""
    return _MEANING.sub(r"\\\g<0>", text)
