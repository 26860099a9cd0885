"""Answers that were given elsewhere, as lines of the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from flashcards import events
from flashcards.errors import Problem
from flashcards.events import Event
from flashcards.histories import Answer, Row
from flashcards.ledger import Answer as Answered
from flashcards.scheduler import day_of

SOURCE = "history"

OffsetAt = Callable[[int], int]
"""The local time's offset from UTC, in minutes, at an instant in ms since 1970."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file of answers; if there are ``problems``, nothing was written."""

    problems: tuple[Problem, ...] = ()
    added: int = 0
    known: int = 0
    """How many the journal had already."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Reviews from elsewhere that were taken back as a whole."""

    reviews: int
    kind: Literal["import", "pull", "deck"] = "import"
    """From a table of reviews, from Anki, or with a deck of Anki's that became notes."""
    states: int = 0
    """How often a card was suspended, asked again, put off or made new as in Anki."""


COMMAND = "import-"
DECK_COMMAND = "deck-"
"""How the marks begin that all lines of one import bear."""


def undone(lines: Sequence[Event]) -> TakenBack | None:
    """What is taken back with the ``lines`` of one command; None if that was no import."""
    reviews = sum(isinstance(line, events.Import | events.Void) for line in lines)
    if lines[0].command.startswith(DECK_COMMAND):
        return TakenBack(reviews, "deck")
    return TakenBack(reviews) if lines[0].command.startswith(COMMAND) else None


def taken_back(rows: Iterable[Row], voids: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Of the answers in ``rows`` that were imported before and taken back as a whole: what takes each back."""
    return {line_id: voids[line_id] for _, answer in rows if (line_id := _id(answer)) in voids}


def answers_of(lines: Iterable[Event]) -> list[Answer]:
    """The answers that count for the schedule, of lines that each count; also of cards since forgotten."""
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
    known = {(one.card, one.time_ms, one.rating) for one in lines if isinstance(one, Answered)}
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
