"""Which of our reviews of a card are which rows of its review log in Anki.

A row's id is its time in ms, and no two rows may have one id. So a review that we write there may have to move on by some ms:
the same card, the same answer and nearly the same time is the same review.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from flashcards.ledger import MOVED_AT_MOST_MS


class Answer(NamedTuple):
    """When a card was answered (ms since 1970), and with which button (1 to 4; 0 where it was made new by none)."""

    time_ms: int
    button: int


def matched(reviews: Sequence[Answer], rows: Iterable[Answer]) -> Mapping[int, int]:
    """The time of the row that each review is, by its place among ``reviews``; each row is one review at most.

    Surest first: the same time and button; the same button a little later; the same time, as Anki's first scheduler numbered
    its buttons otherwise.
    """
    free = _Free(rows)
    found: dict[int, int] = {}
    in_order = sorted(enumerate(reviews), key=lambda each: each[1])
    ways: tuple[Callable[[Answer], int | None], ...] = (free.same, free.moved, free.of_the_same_time)
    for row_of in ways:
        for place, one in in_order:
            if place not in found and (time_ms := row_of(one)) is not None:
                found[place] = time_ms
                del free.button_at[time_ms]
    return found


class _Free:
    """The rows that are no review's yet."""

    def __init__(self, rows: Iterable[Answer]) -> None:
        self.button_at = {row.time_ms: row.button for row in rows}
        self._times_ms = sorted(self.button_at)

    def same(self, review: Answer) -> int | None:
        return review.time_ms if self.button_at.get(review.time_ms) == review.button else None

    def moved(self, review: Answer) -> int | None:
        first, last = (bisect_right(self._times_ms, review.time_ms + late_ms) for late_ms in (0, MOVED_AT_MOST_MS))
        near = self._times_ms[first:last]
        return next((time_ms for time_ms in near if self.button_at.get(time_ms) == review.button), None)

    def of_the_same_time(self, review: Answer) -> int | None:
        return review.time_ms if review.time_ms in self.button_at else None
