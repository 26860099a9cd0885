"""What the readers of all formats have in common: clean lines, nested sections, doubtful indentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flashcards.errors import Problem
from flashcards.model import Block, Heading, Lines, Paragraph

LIST_MARKER = re.compile(r"(?:[-*+•]|(?:\d{1,9}|#|[A-Za-z])[.)]|\((?:\d{1,9}|#|[A-Za-z])\))(?=\s|$)")
"""The start of a list item, in either format, without its indentation."""

TAB_WIDTHS = (2, 4, 8)
"""The widths at which people look at their tabs."""


def words(text: str) -> frozenset[str]:
    """A set of names, written as one text."""
    return frozenset(text.split())


def split_lines(text: str, path: str) -> tuple[list[str], list[Problem]]:
    """The lines of a note without their ends; NUL bytes are replaced by U+FFFD, and reported once."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    faulty = [number for number, line in enumerate(lines, 1) if "\0" in line]
    more = f" (and in {len(faulty) - 1} more)" if len(faulty) > 1 else ""
    sentence = f"a NUL byte stands in this line{more} and was replaced; save the note as plain UTF-8 text"
    problems = [Problem(path, number, sentence) for number in faulty[:1]]
    return [line.replace("\0", "\ufffd") for line in lines], problems


def width_of_indent(line: str, tab_width: int) -> int:
    """Columns of white space at the start of ``line``."""
    return len(line[: len(line) - len(line.lstrip(" \t"))].expandtabs(tab_width))


@dataclass(slots=True)
class _Section:
    heading: Heading
    children: list[Block]

    def close(self) -> Heading:
        end = max(self.heading.lines.end, *(child.lines.end for child in self.children), 0)
        return replace(self.heading, lines=Lines(self.heading.lines.start, end), children=tuple(self.children))


def nest_sections(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Put every block below the heading above it, and every heading below the last one of a higher rank."""
    top: list[Block] = []
    open_sections: list[_Section] = []

    def close(level: int) -> None:
        while open_sections and open_sections[-1].heading.level >= level:
            heading = open_sections.pop().close()
            (open_sections[-1].children if open_sections else top).append(heading)

    for block in blocks:
        if isinstance(block, Heading):
            close(block.level)
            open_sections.append(_Section(block, list(block.children)))
        else:
            (open_sections[-1].children if open_sections else top).append(block)
    close(0)
    return tuple(top)


def plain_paragraphs(lines: Sequence[str], first_line: int = 1) -> list[Block]:
    """The last resort: every run of lines that aren't blank is a paragraph."""
    blocks: list[Block] = []
    run: list[str] = []
    for number, line in enumerate([*lines, ""], first_line):
        if line.strip():
            run.append(line.strip())
        elif run:
            blocks.append(Paragraph("\n".join(run), Lines(number - len(run), number - 1)))
            run = []
    return blocks


def doubtful_indentation(lines: Sequence[str], path: str) -> list[Problem]:
    """The first list line whose depth depends on how wide a tab is, given the list line above it."""
    above: str | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if not LIST_MARKER.match(line.lstrip(" \t")):
            above = above if line[0] in " \t" else None
            continue
        if above is not None and _order_depends_on_tabs(above, line):
            return [
                Problem(
                    path,
                    number,
                    "this line and the one above mix tabs and spaces, so that which is deeper depends on the width of"
                    " a tab; indent the list with one of them only",
                )
            ]
        above = line
    return []


def _order_depends_on_tabs(above: str, line: str) -> bool:
    if ("\t" in above[: len(above) - len(above.lstrip())]) == ("\t" in line[: len(line) - len(line.lstrip())]):
        return False
    widths = [(width_of_indent(above, tab), width_of_indent(line, tab)) for tab in TAB_WIDTHS]
    return len({(b > a) - (b < a) for a, b in widths}) > 1
