"""Which old card each new draft continues: old cards and new drafts in, a Plan out. Pure, and blind to any order.

A card's id is derived from what it asks when it is first seen. When the notes change, the stages decide, surest first,
which card goes on under which draft. Doubt ends in a new card and a report, never in another card's history.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from flashcards.identity.anchors import SharedAnchor, shared_anchors
from flashcards.identity.board import Board
from flashcards.identity.compare import derive, question
from flashcards.identity.plan import Added, Change, Continued, Doubt, Known, Plan
from flashcards.identity.stages import STAGES
from flashcards.identity.told import answers_alike
from flashcards.model import Draft

__all__ = [
    "STAGES",
    "Added",
    "Change",
    "Continued",
    "Doubt",
    "Known",
    "Plan",
    "SharedAnchor",
    "answers_alike",
    "derive",
    "plan",
    "question",
    "shared_anchors",
]


def plan(known: Iterable[Known], drafts: Iterable[Draft], unreadable: Collection[str] = ()) -> Plan:
    """What becomes of the ``known`` cards, given all ``drafts`` of the collection.

    ``unreadable`` are the notes (or folders) that couldn't be read: their cards are kept. The plan depends on what is
    given, not on its order.
    """
    board = Board(known, drafts, frozenset(unreadable))
    for stage in STAGES:
        board.apply(stage)
    return board.plan()
