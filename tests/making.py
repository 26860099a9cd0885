"""Short ways of making drafts, wordings and lines of the journal for tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from typing import Any

from flashcards import events
from flashcards.events import Wording, wording_of
from flashcards.model import Draft, Kind, Rating, Source

_ids = count()
DAY = 739_000


def draft(
    front: str,
    back: str = "",
    *context: str,
    path: str = "notes/a.md",
    line: int = 1,
    kind: Kind = "definition",
    anchor: str | None = None,
    **fields: Any,
) -> Draft:
    source = fields.pop("source", (Source(path, line, line),))
    return Draft(kind, front, back, context, source, "term_definition", 0.8, anchor=anchor, **fields)


def wording(front: str, back: str = "", *context: str, **fields: Any) -> Wording:
    return wording_of(draft(front, back, *context, **fields))


def asks_for(card: Mapping[str, object], name: str) -> bool:
    """Does a card of ``cards --json`` show this name on its front, in whatever question?"""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", str(card["front"]), re.IGNORECASE) is not None


def line(kind: type[Any], time_ms: int = 1_000, **fields: Any) -> Any:
    fields.setdefault("id", f"event-{next(_ids)}")
    return kind(time_ms=time_ms, utc_offset_minutes=60, day=fields.pop("day", DAY), **fields)


def add(card: str, front: str = "front", back: str = "back", *, time_ms: int = 1_000) -> events.Add:
    made: events.Add = line(events.Add, time_ms, card=card, wording=wording(front, back))
    return made


def review(card: str, rating: Rating = Rating.GOOD, *, time_ms: int = 5_000, **fields: Any) -> events.Review:
    made: events.Review = line(events.Review, time_ms, card=card, rating=rating, **fields)
    return made
