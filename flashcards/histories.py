"""Answers as a table that other programs read and write: CSV with a header, or JSON Lines, one answer a row.

``card`` is an id, ``time`` ISO 8601 with an offset from UTC, or ms since 1970; ``rating`` 1 to 4, or again to easy. What may be
left out: ``duration_ms``, and ``quality``, what SM-2 was told in place of the rating. Other columns are ignored.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NamedTuple

from flashcards.errors import Problem
from flashcards.events import LATEST_TIME_MS
from flashcards.model import Rating
from flashcards.scheduling.memories import QUALITY_RATINGS

COLUMNS = ("card", "time", "rating")
OPTIONAL_COLUMNS = ("duration_ms", "quality")
LONGEST_DURATION_MS = 10**12

_EPOCH = datetime.fromtimestamp(0, UTC)
_MS = timedelta(milliseconds=1)
_MINUTE = timedelta(minutes=1)
_NAMES = {rating.name.lower(): rating for rating in Rating}
_WANTED = "it has card, time, rating and, if they are known, duration_ms and quality"


class Answer(NamedTuple):
    """One row."""

    card_id: str
    time_ms: int
    utc_offset_minutes: int | None
    """None if only the instant is known: it was given in ms, or in UTC, which is hardly ever where the learner lives."""
    rating: Rating
    duration_ms: int = 0
    quality: int | None = None
    """What SM-2 was told, from 0 to 5, where the learner said it."""


class Row(NamedTuple):
    """An answer and the line of its file."""

    line: int
    answer: Answer


class _FaultError(ValueError):
    """A row can't be used; the message says why."""


# --------------------------------------------------------------------------------------------------------------- writing


def as_csv(answers: Iterable[Answer]) -> str:
    """The answers as CSV with a header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, (*COLUMNS, *OPTIONAL_COLUMNS), lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(_as_row, answers))
    return text.getvalue()


def as_json_lines(answers: Iterable[Answer]) -> str:
    """The answers as JSON Lines."""
    return "".join(f"{json.dumps(_as_row(answer), ensure_ascii=False)}\n" for answer in answers)


def _as_row(answer: Answer) -> dict[str, object]:
    zone = timezone(timedelta(minutes=answer.utc_offset_minutes or 0))
    time = (_EPOCH + answer.time_ms * _MS).astimezone(zone).isoformat(timespec="milliseconds")
    row = {
        "card": answer.card_id,
        "time": time,
        "rating": answer.rating.name.lower(),
        "duration_ms": answer.duration_ms,
    }
    return row if answer.quality is None else {**row, "quality": answer.quality}


# --------------------------------------------------------------------------------------------------------------- reading


def read(content: bytes, path: str) -> tuple[list[Row], list[Problem]]:
    """The answers in a file of either kind, and what is wrong in it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return [], [Problem(path, line, "this file is not UTF-8; save it as UTF-8")]
    rows: list[Row] = []
    problems: list[Problem] = []
    if not text.strip():
        return rows, problems
    for line, read_row in (_json_rows if text.lstrip().startswith("{") else _csv_rows)(text):
        try:
            rows.append(Row(line, _answer(read_row())))
        except _FaultError as fault:
            problems.append(Problem(path, line, str(fault)))
    return rows, problems


_Fields = Mapping[str | None, Any]
_Rows = Iterator[tuple[int, Callable[[], _Fields]]]
"""For each row its line, and what reads its fields, or raises _FaultError."""


def _json_rows(text: str) -> _Rows:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, lambda line=line: _json_fields(line)  # type: ignore[misc]


def _json_fields(line: str) -> _Fields:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        raise _FaultError("this line is not JSON") from None
    if not isinstance(fields, dict):
        raise _FaultError("this line is not a JSON object")
    return fields


def _csv_rows(text: str) -> _Rows:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            yield 1, _faulty(f"the first line names no column {missing[0]}: {_WANTED}")
            return
        line = reader.line_num + 1
        for fields in reader:
            yield line, lambda fields=fields: fields  # type: ignore[misc]
            line = reader.line_num + 1
    except csv.Error as error:
        yield line, _faulty(f"this is not CSV: {error}")


def _faulty(why: str) -> Callable[[], _Fields]:
    def fail() -> _Fields:
        raise _FaultError(why)

    return fail


# ---------------------------------------------------------------------------------------------------------------- fields


def _answer(fields: _Fields) -> Answer:
    if None in fields:
        raise _FaultError("this row has more fields than the first line names")
    for name in COLUMNS:
        if fields.get(name) in (None, ""):
            raise _FaultError(f"{name} is missing: {_WANTED}")
    card_id = fields["card"]
    if not isinstance(card_id, str):
        raise _FaultError(f"card is text, not {_shown(card_id)}")
    time_ms, offset_minutes = _time(fields["time"])
    rating = _rating(fields["rating"])
    duration_ms, quality = _duration_ms(fields.get("duration_ms")), _quality(fields.get("quality"), rating)
    return Answer(card_id, time_ms, offset_minutes, rating, duration_ms, quality)


def _time(given: object) -> tuple[int, int | None]:
    """The instant, and the offset from UTC where one other than none is written."""
    time_ms, offset_minutes = _whole(given), None
    if time_ms is None:
        try:
            moment = datetime.fromisoformat(given if isinstance(given, str) else "")
        except ValueError:
            raise _FaultError(f"{_shown(given)} is no time like 2026-03-01T08:30:00+01:00, or in ms") from None
        offset = moment.utcoffset()
        if offset is None:
            raise _FaultError(f"{_shown(given)} has no offset from UTC, as in 2026-03-01T08:30:00+01:00")
        time_ms, offset_minutes = (moment - _EPOCH) // _MS, offset // _MINUTE or None
    if not 0 <= time_ms <= LATEST_TIME_MS:
        raise _FaultError(f"{_shown(given)} is not between the years 1970 and 9999")
    return time_ms, offset_minutes


def _rating(given: object) -> Rating:
    number = _whole(given)
    found = _NAMES.get(given.strip().lower()) if isinstance(given, str) else None
    if found is None and number in list(Rating):
        found = Rating(number)
    if found is None:
        raise _FaultError(f"a rating is 1 to 4, or again, hard, good or easy, not {_shown(given)}")
    return found


def _duration_ms(given: object) -> int:
    duration_ms = 0 if given in (None, "") else _whole(given)
    if duration_ms is None or not 0 <= duration_ms <= LONGEST_DURATION_MS:
        raise _FaultError(f"duration_ms is a whole number of milliseconds, not {_shown(given)}")
    return duration_ms


def _quality(given: object, rating: Rating) -> int | None:
    if given in (None, ""):
        return None
    quality = _whole(given)
    if quality is None or QUALITY_RATINGS.get(quality) != rating:
        raise _FaultError(
            f"quality is 0 to 2 for again, 3 for hard, 4 for good, 5 for easy, not {_shown(given)} for this"
        )
    return quality


def _whole(given: object) -> int | None:
    """The whole number that is given, as itself or in digits; None for anything else."""
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    try:
        return int(given) if isinstance(given, str) and given.strip().removeprefix("-").isdecimal() else None
    except ValueError:  # more digits than Python reads
        return None


def _shown(given: object) -> str:
    text = given if isinstance(given, str) else json.dumps(given)
    return text if len(text) <= 40 else f"{text[:39]}…"
