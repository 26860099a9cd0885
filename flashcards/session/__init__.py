"""Sittings: which cards are asked on a day, in which order, and what an answer does. No files, no clock, no screen."""

from __future__ import annotations

from flashcards.session.limits import (
    USUAL_LIMITS,
    Counts,
    DeckLimits,
    Done,
    Limits,
    done_today,
    due_by_deck,
)
from flashcards.session.queue import ORDERS, USUAL_ASKING, Asking, Dice
from flashcards.session.siblings import DRILL_GAP
from flashcards.session.sitting import Answered, NextDue, PutAside, Session

__all__ = [
    "DRILL_GAP",
    "ORDERS",
    "USUAL_ASKING",
    "USUAL_LIMITS",
    "Answered",
    "Asking",
    "Counts",
    "DeckLimits",
    "Dice",
    "Done",
    "Limits",
    "NextDue",
    "PutAside",
    "Session",
    "done_today",
    "due_by_deck",
]
