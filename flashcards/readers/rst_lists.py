"""Lists in the middle of a paragraph, which docutils doesn't see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from flashcards.model import Block, Item, Lines, List, Paragraph

_BULLET = re.compile(r"([-*+•])[ \t]+(?=\S)")
_NUMBER = re.compile(r"(?:(\d{1,2}|#)[.)]|\((\d{1,2})\))[ \t]+(?=\S)")


def with_lists(paragraph: Paragraph, *, below_list: bool = False) -> list[Block]:
    """The paragraph; or, where its lines are those of a list, what stands before the list, and the list.

    Right below a list one such line is enough.
    """
    lines = paragraph.text.split("\n")
    for pattern in (_BULLET, _NUMBER):
        starts = [index for index, line in enumerate(lines) if pattern.match(line)]
        if starts and (below_list or len(starts) > 1 or _leads_in(lines, starts[0])):
            first = starts[0]
            head = replace(paragraph, text="\n".join(lines[:first]), lines=_lines(paragraph, 0, first))
            items = _items(paragraph, lines, starts, pattern)
            found = List(pattern is _NUMBER, items, Lines(items[0].lines.start, items[-1].lines.end))
            return [head, found] if first else [found]
    return [paragraph]


def _leads_in(lines: Sequence[str], start: int) -> bool:
    return lines[start - 1].rstrip().endswith(":") if start else len(lines) > 1


def _items(
    paragraph: Paragraph, lines: Sequence[str], starts: Sequence[int], pattern: re.Pattern[str]
) -> tuple[Item, ...]:
    ends = [*starts[1:], len(lines)]
    items = []
    for start, end in zip(starts, ends, strict=True):
        text = "\n".join([pattern.sub("", lines[start], count=1), *lines[start + 1 : end]])
        span = _lines(paragraph, start, end)
        items.append(Item(text, span, span))
    return tuple(items)


def _lines(paragraph: Paragraph, start: int, end: int) -> Lines:
    return Lines(paragraph.lines.start + start, paragraph.lines.start + max(start, end - 1))
