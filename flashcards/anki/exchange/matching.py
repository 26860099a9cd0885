"""Which of our reviews of a card are which rows of its review log in Anki.

A row's id is its time in ms, and no two rows may have one id. So a review that we write there may have to move on by some ms:
the same card, the same answer and nearly the same time is the same review.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from flashcards.ledger import MOVED_AT_MOST_MS


class Answer(NamedTuple):
    """When a card was answered (ms since 1970), and with which button (1 to 4)."""

    time_ms: int
    button: int


def matched(reviews: Sequence[Answer], rows: Iterable[Answer]) -> Mapping[int, int]:
    """The time of the row that each review is, by its place among ``reviews``; each row is one review at most.

    Surest first: the same time and button; the same button a little later; the same time, as Anki's first scheduler numbered
    its buttons otherwise.
    """
    free = {row.time_ms: row.button for row in sorted(rows)}
    found: dict[int, int] = {}
    in_order = sorted(enumerate(reviews), key=lambda each: each[1])
    for row_of in (_same, _moved, _of_the_same_time):
        for place, one in in_order:
            if place not in found and (time_ms := row_of(one, free)) is not None:
                found[place] = time_ms
                del free[time_ms]
    return found


def _same(review: Answer, free: Mapping[int, int]) -> int | None:
    return review.time_ms if free.get(review.time_ms) == review.button else None


def _moved(review: Answer, free: Mapping[int, int]) -> int | None:
    times = (time_ms for time_ms, button in free.items() if button == review.button)
    return next((time_ms for time_ms in times if 0 < time_ms - review.time_ms <= MOVED_AT_MOST_MS), None)


def _of_the_same_time(review: Answer, free: Mapping[int, int]) -> int | None:
    return review.time_ms if review.time_ms in free else None
