"""Answers that were given elsewhere, as lines of the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass

from flashcards import events
from flashcards.errors import Problem
from flashcards.events import Event
from flashcards.histories import Answer, Row
from flashcards.scheduler import day_of

SOURCE = "history"

OffsetAt = Callable[[int], int]
"""The local time's offset from UTC, in minutes, at an instant in ms since 1970."""

_Answered = events.Review | events.Import | events.Cram


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file of answers; if there are ``problems``, nothing was written."""

    problems: tuple[Problem, ...] = ()
    added: int = 0
    known: int = 0
    """How many the journal had already."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An import of reviews that was taken back as a whole; ``pulled`` if they came from Anki."""

    reviews: int
    pulled: bool = False


def undone(lines: Iterable[Event]) -> TakenBack | None:
    """What is taken back with the ``lines`` of one command; None if that was no import."""
    reviews = sum(isinstance(line, events.Import) for line in lines)
    return TakenBack(reviews) if reviews else None


def answers_of(lines: Iterable[Event]) -> list[Answer]:
    """The answers that count for the schedule, of lines of which none is taken back; also of cards since forgotten."""
    return [
        Answer(line.card, line.time_ms, line.utc_offset_minutes, line.rating, line.duration_ms, line.quality)
        for line in lines
        if isinstance(line, events.Review | events.Import)
    ]


def faults(rows: Iterable[Row], cards: Container[str], path: str, now_ms: int) -> Iterator[Problem]:
    """What is wrong with rows that can be read."""
    for line, answer in rows:
        if answer.card_id not in cards:
            yield Problem(path, line, f"there is no card {answer.card_id} in the last build")
        elif answer.time_ms > now_ms:
            yield Problem(path, line, "this time is still to come; a review has been")


def new_lines(rows: Iterable[Row], lines: Iterable[Event], rollover_hour: int, offset_at: OffsetAt) -> list[Event]:
    """A line for each answer that the journal, which has these ``lines``, doesn't know; also what was taken back is known."""
    known = {(one.card, one.time_ms, one.rating) for one in lines if isinstance(one, _Answered)}
    new = {(one.card_id, one.time_ms, one.rating): one for _, one in rows}
    return [_line(new[key], rollover_hour, offset_at) for key in sorted(new.keys() - known)]


def _line(answer: Answer, rollover_hour: int, offset_at: OffsetAt) -> Event:
    offset_minutes = answer.utc_offset_minutes
    if offset_minutes is None:
        offset_minutes = offset_at(answer.time_ms)
    return events.Import(
        id=_id(answer),
        time_ms=answer.time_ms,
        utc_offset_minutes=offset_minutes,
        day=day_of(answer.time_ms, offset_minutes, rollover_hour),
        card=answer.card_id,
        rating=answer.rating,
        duration_ms=answer.duration_ms,
        quality=answer.quality,
        source=SOURCE,
    )


def _id(answer: Answer) -> str:
    """The same for the same answer on every device, so that it counts once."""
    said = f"{answer.card_id} {answer.time_ms} {answer.rating.value}"
    return f"{SOURCE}-{hashlib.sha256(said.encode()).hexdigest()[:24]}"
