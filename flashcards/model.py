"""The nouns of the project, all frozen: what a note holds, what a rule proposes, what a learner keeps.

Everything here is plain data. Text fields are Markdown unless they say otherwise, whatever format the note was
written in; math stands in them as ``$..$`` or ``$$..$$``, images as ``![caption](path)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal, NamedTuple

Kind = Literal["definition", "qa", "list", "sequence", "table", "fact", "open"]
Status = Literal["active", "suspended", "buried", "retired"]

GAP = "[...]"
"""What stands in the front of a cloze card where the hidden part was."""


class Lines(NamedTuple):
    """First and last line of a piece of a note; lines count from 1, both ends belong to it."""

    start: int
    end: int


BETWEEN_HIDDEN = "\n\n"
"""What stands in the back of a cloze card between parts that are hidden together."""


# --------------------------------------------------------------------------------------------------- a note, read


@dataclass(frozen=True, slots=True)
class Note:
    """A file that the user writes. ``path`` is relative to the collection, with forward slashes."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A section: its title, and everything up to the next heading of its level or above (subsections nested)."""

    title: str
    level: int
    lines: Lines
    children: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. Line breaks of the source are kept, so that line k of ``text`` is line ``lines.start + k``."""

    text: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: the text of its first paragraph (may be empty), and whatever else it holds.

    ``lines`` spans the whole item, children included; ``text_lines`` only its own text.
    """

    text: str
    lines: Lines
    text_lines: Lines
    children: tuple[Block, ...] = ()
    checked: bool | None = None
    """For a to-do item (``[ ]`` or ``[x]``) whether it is done; None for an ordinary item."""


@dataclass(frozen=True, slots=True)
class List:
    """A bulleted or numbered list."""

    ordered: bool
    items: tuple[Item, ...]
    lines: Lines


@dataclass(frozen=True, slots=True)
class Definition:
    """A term with its explanation, written as such: a definition list entry, or one field of a field list."""

    term: str
    lines: Lines
    term_lines: Lines
    children: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, the cells in order; short rows are filled with empty cells."""

    cells: tuple[str, ...]
    lines: Lines


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``header`` is empty where the note gives none."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    lines: Lines
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code, shown as it stands."""

    text: str
    language: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class Math:
    """A displayed formula: its LaTeX source without dollars."""

    tex: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that stands alone. ``target`` is the path or address as the note writes it."""

    target: str
    alt: str
    lines: Lines
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quotation."""

    children: tuple[Block, ...]
    lines: Lines


@dataclass(frozen=True, slots=True)
class Callout:
    """An admonition or callout: ``name`` is its kind in lower case (note, warning, question), ``title`` may be empty."""

    name: str
    title: str
    children: tuple[Block, ...]
    lines: Lines


@dataclass(frozen=True, slots=True)
class Footnote:
    """The text of a footnote."""

    label: str
    children: tuple[Block, ...]
    lines: Lines


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of the note, which no reader of it sees; rules can be switched in one."""

    text: str
    lines: Lines


Block = (
    Heading | Paragraph | List | Item | Definition | Table | Code | Math | Image | Quote | Callout | Footnote | Comment
)


@dataclass(frozen=True, slots=True)
class Document:
    """A note after its reader: its blocks in order, and its front matter (``deck``, ``tags``, ...) as plain data."""

    blocks: tuple[Block, ...]
    front_matter: dict[str, object] = field(default_factory=dict)


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block below ``blocks``, parents before their children, in the order of the note."""
    for block in blocks:
        yield block
        if isinstance(block, List):
            yield from walk(block.items)
        elif isinstance(block, Heading | Item | Definition | Quote | Callout | Footnote):
            yield from walk(block.children)


# ---------------------------------------------------------------------------------------------- what notes become


class Source(NamedTuple):
    """Where in the notes a card comes from; lines count from 1."""

    path: str
    start_line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What a rule proposes: a card without an identity yet."""

    kind: Kind
    front: str
    """What the card asks for in the note's own words; its identity goes by them."""
    back: str
    context: tuple[str, ...]
    """What stands above the front, outermost first, as plain text."""
    source: tuple[Source, ...]
    rule: str
    priority: float
    """0 to 1: how much a learner of this note would miss the card."""
    deck: str = ""
    tags: tuple[str, ...] = ()
    cloze: bool = False
    """The front is a sentence with GAP in it, and the back is what stood there."""
    anchor: str | None = None
    """An identity that the user wrote into the note, e.g. ``^precision`` at the end of a line."""
    question: str = ""
    """The front as a question, where it is only a name; a list grows without its question making another card of it."""
    answer: str = ""
    """The part of the back that answers ``question``; empty where that is all of it, and in a draft that ``merge`` gave."""

    @property
    def shown(self) -> str:
        """What the learner reads on the front."""
        return self.question or self.front

    @property
    def above(self) -> tuple[str, ...]:
        """What the learner reads above it: the context, without what the question begins with anyway."""
        opening, mark, _ = self.question.partition(":")
        told = bool(self.context and mark) and self.context[-1].casefold() == opening.strip().casefold()
        return self.context[:-1] if told else self.context


@dataclass(frozen=True, slots=True)
class Card:
    """A draft with an identity that lasts; the id is also the GUID of its Anki note."""

    id: str
    draft: Draft
    status: Status = "active"
    changed_at_ms: int = 0
    """When its content last changed, in ms since 1970 UTC: the modification time of its Anki note."""


# ------------------------------------------------------------------------------------------------------ reviewing


class Rating(IntEnum):
    """The four answers, numbered like the keys and like Anki's buttons."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Review:
    """One answered card."""

    card_id: str
    rating: Rating
    time_ms: int
    """Instant of the answer, ms since 1970 UTC."""
    day: int
    """The learner's local day of the answer (the date's ``toordinal()``), the rollover hour already applied."""
    event_id: str = ""
    duration_ms: int = 0
    quality: int | None = None
    """What SM-2 is told, from 0 (blackout) to 5 (perfect), where the learner said it."""
    throw: float | None = None
    """Where the dice fell that spread the card's interval, from 0 to below 1, if what is due on other days decided it."""
    crammed: bool = False
    """Whether the learner asked for it beside the schedule, which such an answer leaves alone."""
