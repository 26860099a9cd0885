"""The lines of the journal: one model for each kind of line, and how a line is read and written.

Unknown fields are ignored, so that a newer version may add some. A line is never rewritten, so nothing is lost by it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from flashcards.model import Draft, Kind, Rating

VERSION: Literal[1] = 1
ANKI = "anki"
"""The source of an answer that was given in Anki."""
LATEST_TIME_MS = 253_402_300_799_999
"""The last millisecond of the year 9999."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a card says, and where: everything of a draft that a learner sees, or that helps to find the card again."""

    kind: Kind
    context: tuple[str, ...]
    front: str
    back: str
    paths: tuple[str, ...]
    """The notes that say it, sorted, each once."""
    deck: str = ""
    tags: tuple[str, ...] = ()
    cloze: bool = False
    anchor: str | None = None
    pictures: tuple[str, ...] = ()
    """The pictures that it shows, by names that change with what the files hold: a picture drawn anew is a change."""
    question: str = ""
    """What the learner is shown in place of the front, if anything."""


def wording_of(draft: Draft, pictures: tuple[str, ...] = ()) -> Wording:
    """The part of ``draft`` that the journal keeps: all but the lines, the rule and the priority.

    What the ``pictures`` are is no part of a draft, as the note says only where they are.
    """
    paths = tuple(sorted({source.path for source in draft.source}))
    return Wording(
        kind=draft.kind,
        context=draft.context,
        front=draft.front,
        back=draft.back,
        paths=paths,
        deck=draft.deck,
        tags=draft.tags,
        cloze=draft.cloze,
        anchor=draft.anchor,
        pictures=pictures,
        question=draft.question,
    )


def words_of(wording: Wording) -> Wording:
    """``wording`` without its pictures: what it says by itself."""
    return replace(wording, pictures=()) if wording.pictures else wording


# ------------------------------------------------------------------------------------------------ the kinds of lines


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")

    v: Literal[1] = VERSION
    id: str = Field(min_length=1)
    """Unique among all lines of all devices; a line that arrives twice counts once."""
    time_ms: int = Field(ge=0, le=LATEST_TIME_MS)
    """Instant, ms since 1970 UTC."""
    utc_offset_minutes: int = Field(ge=-1440, le=1440)
    day: int = Field(ge=date.min.toordinal(), le=date.max.toordinal())
    """The learner's local day (``toordinal()``), the rollover hour already applied."""
    command: str = ""
    """The same in all lines that one command or answer of the learner wrote, so that they are taken back together."""


class _CardLine(_Line):
    card: str = Field(min_length=1)


class Add(_CardLine):
    """A card was built for the first time."""

    type: Literal["add"] = "add"
    wording: Wording


class Edit(_CardLine):
    """A card's content changed; what it asks, and so its identity, did not."""

    type: Literal["edit"] = "edit"
    wording: Wording


class Follow(_CardLine):
    """A card goes on under a new wording."""

    type: Literal["follow"] = "follow"
    old: Wording
    wording: Wording
    reason: str


class Unfollow(_CardLine):
    """A follow was wrong: the card goes back to ``wording``, and never again continues as ``refused``.

    Where both ask the same, the card's very text is another card's, so that it stays retired.
    """

    type: Literal["unfollow"] = "unfollow"
    refused: Wording
    wording: Wording


class Retire(_CardLine):
    """The card's text has gone from the notes."""

    type: Literal["retire"] = "retire"


class Restore(_CardLine):
    """The text of a retired card is back."""

    type: Literal["restore"] = "restore"


class Review(_CardLine):
    """One answer of the learner."""

    type: Literal["review"] = "review"
    rating: Rating
    duration_ms: int = Field(default=0, ge=0)
    quality: int | None = Field(default=None, ge=0, le=5)
    """What SM-2 is told, where the learner said it in place of the rating."""
    throw: float | None = Field(default=None, ge=0, lt=1)
    """The dice for the card's interval, if what was due on other days loaded them: a replay can't know that any more."""


class Cram(_CardLine):
    """One answer that the learner gave beside the schedule; it never counts for it.

    A kind of its own, so that a version that doesn't know it leaves it out instead of counting it.
    """

    type: Literal["cram"] = "cram"
    rating: Rating
    duration_ms: int = Field(default=0, ge=0)
    source: str = ""
    """The other program that it was given in, as of an import; nothing if it was given here."""
    another: Literal[True] | None = None
    """As of an import."""


class Import(_CardLine):
    """One answer that was given in another program; its ``id`` comes from there, so that it counts once."""

    type: Literal["import"] = "import"
    rating: Rating
    duration_ms: int = Field(default=0, ge=0)
    quality: int | None = Field(default=None, ge=0, le=5)
    """As of a review."""
    source: str
    another: Literal[True] | None = None
    """Whether Anki has it beside the same answer of ours, given less than a second before, which it might be taken for."""


class Forget(_CardLine):
    """The card is to be learnt again: its reviews up to now are history, and count no more."""

    type: Literal["forget"] = "forget"
    because: str = ""
    """The id of the line with the wording that has to be learnt."""


class Void(_Line):
    """The line whose id is ``event`` doesn't count; voiding a void makes it count again."""

    type: Literal["void"] = "void"
    event: str


class Suspend(_CardLine):
    """The learner doesn't want to be asked this card."""

    type: Literal["suspend"] = "suspend"


class Unsuspend(_CardLine):
    """The learner wants to be asked this card again."""

    type: Literal["unsuspend"] = "unsuspend"


class Bury(_CardLine):
    """The card is not asked before ``until_day``."""

    type: Literal["bury"] = "bury"
    until_day: int = Field(ge=date.min.toordinal(), le=date.max.toordinal())


class Choose(_Line):
    """A setting that decides what Anki shows got another value: what it is about is news for Anki from this time on."""

    type: Literal["choose"] = "choose"
    setting: str = Field(min_length=1)
    value: str


_Any = (
    Add
    | Edit
    | Follow
    | Unfollow
    | Retire
    | Restore
    | Review
    | Cram
    | Import
    | Forget
    | Void
    | Suspend
    | Unsuspend
    | Bury
    | Choose
)
Event = Annotated[_Any, Field(discriminator="type")]

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
_TYPES = {kind.model_fields["type"].default for kind in get_args(_Any)}

# ------------------------------------------------------------------------------------------------ a line as text


class LineError(ValueError):
    """A line can't be used; the message says why, as the end of a sentence that begins with "this line"."""


def read_line(line: bytes) -> Event:
    """The event that ``line`` holds. Raises LineError for anything else."""
    try:
        return _EVENT.validate_json(line)
    except ValidationError as error:
        raise LineError(_why(line, error)) from None


def write_line(event: Event) -> bytes:
    """``event`` as one line of UTF-8 JSON with its line feed."""
    unsaid = {
        name
        for name in ("command", "quality", "throw", "source", "another")
        if getattr(event, name, None) in ("", None)
    }
    return event.model_dump_json(exclude=unsaid).encode() + b"\n"


def _why(line: bytes, error: ValidationError) -> str:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return "is not JSON"
    if not isinstance(data, dict):
        return "is not a JSON object"
    if data.get("v") != VERSION or str(data.get("type")) not in _TYPES:
        return "is of a kind that this version doesn't know; a newer version of flashcards will"
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"][1:])
    return f"has a fault in {field!r}: {first['msg'][:1].lower()}{first['msg'][1:]}"
