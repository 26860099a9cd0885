"""What docutils gives up is still text: the content of the pieces it couldn't parse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import dedent
from typing import TYPE_CHECKING

from docutils import nodes

from flashcards.model import Block, Heading, Lines, Paragraph
from flashcards.readers.rst_inline import escape, escape_line_starts
from flashcards.readers.rst_lines import is_adornment

if TYPE_CHECKING:
    from flashcards.readers.rst_blocks import Builder

_MISPLACED = re.compile(r"Inconsistent title style|A level \d+ section|Title level inconsistent")
_KEPT_ELSEWHERE = re.compile(
    r"Title (underline|overline) too short|\"(include|raw)\" directive disabled|File and URL access|Substitution|Duplicate"
    r"|Unexpected section title or transition|[Mm]alformed hyperlink target"
)
_FIRST_LINE = re.compile(r"\s*\.\.[ \t]+(?:\|[^|]*\|[ \t]*)?[^\s:][^:]*?[ ]?::[ \t]*")
_OPTION = re.compile(r":[\w-]+:(\s|$)")


def recovered(message: nodes.Element, builder: Builder) -> list[Block]:
    """The content that a system message quotes, as Blocks; nothing where the content is in the tree anyway."""
    quoted = [child for child in message.children if isinstance(child, nodes.literal_block)]
    text = message[0].astext() if len(message) else ""
    if not quoted or _KEPT_ELSEWHERE.search(text):
        return []
    source = quoted[0].astext()
    first = builder.locator.find(source.strip("\n"), message.get("line")).start
    lines = source.strip("\n").split("\n")
    if _MISPLACED.search(text):
        return _title(lines, first, builder)
    if _FIRST_LINE.match(lines[0]):
        return list(builder.read_fragment(*_content(lines, first), builder.level))
    return _text(lines, builder)


def _title(lines: Sequence[str], first: int, builder: Builder) -> list[Block]:
    """A title in the wrong place still is the title of what follows."""
    for offset, line in enumerate(lines):
        if line.strip() and not is_adornment(line):
            place = Lines(first + offset, first + offset)
            return [Heading(escape(line.strip()), builder.level + 1, place)]
    return []


def _content(lines: Sequence[str], first: int) -> tuple[list[str], int]:
    """A directive without its name and options, and the line where that begins."""
    rest = dedent("\n".join(lines[1:])).split("\n")
    while rest and _OPTION.match(rest[0]):
        del rest[0]
    skipped = len(lines) - 1 - len(rest)
    argument = _FIRST_LINE.sub("", lines[0], count=1)
    return [argument, *[""] * skipped, *rest], first


def _text(lines: Sequence[str], builder: Builder) -> list[Block]:
    """Lines that are no markup any more, without the borders of a table."""
    blocks: list[Block] = []
    for line in lines:
        words = " ".join(line.strip().strip("|+").split())
        if words and not re.fullmatch(r"[-=+|\s]+", words):
            place = builder.locator.find(line.strip(), None)
            builder.salvaged.add(place.start)
            blocks.append(Paragraph(escape_line_starts(escape(words)), place))
    return blocks
