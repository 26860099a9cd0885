"""What Anki's numbers for cards and for rows of its review log mean."""

from __future__ import annotations

from enum import IntEnum


class CardType(IntEnum):
    """How far a card is."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


class Queue(IntEnum):
    """Where a card waits; below 0 it isn't asked."""

    BURIED_BY_HAND = -3
    BURIED_AS_SIBLING = -2
    SUSPENDED = -1
    NEW = 0
    LEARNING = 1
    """Due at a second since 1970, and not on a day."""
    REVIEW = 2
    LEARNING_IN_DAYS = 3
    PREVIEW = 4


class RowKind(IntEnum):
    """What a row of the review log comes from."""

    LEARNING = 0
    REVIEW = 1
    RELEARNING = 2
    FILTERED = 3
    """In a filtered deck, be it beside the schedule."""
    BY_HAND = 4
    RESCHEDULED = 5
    """By Anki's own optimizer."""


BURIED = (Queue.BURIED_BY_HAND, Queue.BURIED_AS_SIBLING)


def is_preview(kind: int, factor: int) -> bool:
    """Whether a row of the review log is an answer beside the schedule."""
    return kind == RowKind.FILTERED and not factor


def is_reset(kind: int, button: int, interval: int, factor: int) -> bool:
    """Whether a row of the review log made its card new by hand."""
    return kind == RowKind.BY_HAND and not (button or interval or factor)
