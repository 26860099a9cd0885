"""What the review log of an Anki means to us: its answers to our cards, as lines of the journal.

One card of ours is one note of Anki's with one card, and its id is that note's GUID; everything else is somebody else's.
As in Anki, only an answer by a button counts: not what was set by hand, what its optimizer rescheduled, nor a preview, which
is kept as an answer beside the schedule. A card that Anki has made new again is to be learnt again here too.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from flashcards import events
from flashcards.anki.files.errors import FaultError
from flashcards.anki.files.snapshot import Review, Snapshot
from flashcards.anki.numbers import RowKind, is_preview, is_reset
from flashcards.events import ANKI as SOURCE
from flashcards.model import Rating

OUR_ORDINAL = 0

_KINDS = frozenset(RowKind)

_LATEST_DURATION_MS = (1 << 32) - 1
"""What Anki itself can read; of a longer or a negative one it says nothing."""

LeftOut = Literal[
    "set by hand", "rescheduled by Anki", "without a button", "of a kind that is unknown", "still to come"
]
"""Why a row of the log is no answer that could be taken."""


class Answer(NamedTuple):
    """A row of the log that is taken."""

    card_id: str
    time_ms: int
    """Its id there, and the instant of the answer."""
    rating: Rating | None
    """None where the card was made new again."""
    duration_ms: int = 0
    crammed: bool = False
    """Given beside the schedule."""

    @property
    def line_id(self) -> str:
        """The id of its line in the journal: the same on every device, so that it counts once."""
        said = f"{self.card_id} {self.time_ms}"
        return f"{SOURCE}-{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:24]}"

    def line(
        self, utc_offset_minutes: int, day: int, *, another: bool = False
    ) -> events.Import | events.Cram | events.Forget:
        """The line of the journal; ``day`` is the learner's local day of it (``toordinal()``), ``another`` as of an import."""
        about: dict[str, object] = {
            "id": self.line_id,
            "time_ms": self.time_ms,
            "utc_offset_minutes": utc_offset_minutes,
            "day": day,
            "card": self.card_id,
        }
        if self.rating is None:
            return events.Forget.model_validate(about)
        about |= {"rating": self.rating, "duration_ms": self.duration_ms, "source": SOURCE}
        about |= {"another": True} if another else {}
        return (events.Cram if self.crammed else events.Import).model_validate(about)


@dataclass(frozen=True, slots=True)
class Sorted:
    """A review log sorted out."""

    answers: tuple[Answer, ...]
    """Those to our cards, in order of time."""
    left_out: Mapping[LeftOut, int]
    """Rows of our cards that are no answers, by the reason."""
    others: int
    """Answers to cards that aren't ours."""


def sorted_out(snapshot: Snapshot, is_ours: Callable[[str], bool], latest_ms: int) -> Sorted:
    """What the log of ``snapshot`` says of our cards, told by their GUIDs; answers after ``latest_ms`` are still to come.

    Raises FaultError for an answer to our cards that no Anki can have written.
    """
    found = _Sorting(snapshot.is_v1, latest_ms)
    others = 0
    for row in snapshot.reviews:
        if row.ordinal == OUR_ORDINAL and is_ours(row.guid):
            found.take(row)
        else:
            others += 1
    return Sorted(tuple(found.answers), dict(found.left_out), others)


@dataclass(slots=True)
class _Sorting:
    is_v1: bool
    latest_ms: int
    answers: list[Answer] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)

    def take(self, row: Review) -> None:
        if not 0 <= row.id_ms <= events.LATEST_TIME_MS or not 0 <= row.button <= Rating.EASY:
            raise FaultError(f"it has an answer by button {row.button} at {row.id_ms} ms since 1970")
        reason = _reason(row, self.latest_ms)
        if reason:
            self.left_out[reason] += 1
            return
        rating = None if _makes_new(row) else self._rating(row)
        duration_ms = row.time_ms if 0 <= row.time_ms <= _LATEST_DURATION_MS else 0
        self.answers.append(Answer(row.guid, row.id_ms, rating, duration_ms, is_preview(row.kind, row.factor)))

    def _rating(self, row: Review) -> Rating:
        """The first scheduler had no Hard for cards that are learned, so that its 2 and 3 were Good and Easy."""
        shifted = self.is_v1 and row.kind in (RowKind.LEARNING, RowKind.RELEARNING) and row.button in (2, 3)
        return Rating(row.button + shifted)


def _reason(row: Review, latest_ms: int) -> LeftOut | None:
    if row.id_ms > latest_ms:
        return "still to come"
    if _makes_new(row):
        return None
    if row.kind == RowKind.BY_HAND:
        return "set by hand"
    if row.kind == RowKind.RESCHEDULED:
        return "rescheduled by Anki"
    if row.kind not in _KINDS:
        return "of a kind that is unknown"
    return None if row.button else "without a button"


def _makes_new(row: Review) -> bool:
    return is_reset(row.kind, row.button, row.interval, row.factor)
