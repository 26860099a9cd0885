"""Reads Markdown, as people write it, into Blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flashcards.errors import Problem
from flashcards.model import Block, Document
from flashcards.readers.lists import Regrouper
from flashcards.readers.markdown_blocks import Fragment
from flashcards.readers.markdown_front import read_front_matter
from flashcards.readers.markdown_inline import References
from flashcards.readers.markdown_syntax import block_tokens
from flashcards.readers.shared import doubtful_indentation, nest_sections, plain_paragraphs, split_lines


def read(text: str, path: str) -> tuple[Document, list[Problem]]:
    """The Blocks of a Markdown note and what is wrong with it; never raises."""
    lines, problems = split_lines(text, path)
    front = read_front_matter(lines, path)
    problems += front.problems + doubtful_indentation(lines, path)
    note = MarkdownNote(path, lines, Regrouper(lines), problems)
    try:
        numbers = range(front.line_count + 1, len(lines) + 1)
        blocks = note.read(lines[front.line_count :], numbers, html=True)
    except Exception as error:  # a fault in a library, or nesting beyond Python's stack, must not lose the note
        problems.append(Problem(path, 1, f"the Markdown can't be parsed ({type(error).__name__}); read as plain text"))
        blocks = plain_paragraphs(lines[front.line_count :], front.line_count + 1)
    return Document(nest_sections([*front.blocks, *blocks]), front.values), sorted(problems)


class MarkdownNote:
    """What all fragments of a note share."""

    def __init__(self, path: str, lines: list[str], regrouper: Regrouper, problems: list[Problem]) -> None:
        self.path = path
        self.lines = lines
        self.regrouper = regrouper
        self.problems = problems
        self._said_too_deep = False
        self.environment: dict[str, Any] = {}

    def read(self, lines: Sequence[str], numbers: Sequence[int], *, html: bool) -> list[Block]:
        """Blocks of a fragment, whose line k is line ``numbers[k]`` of the note; headings are not nested yet."""
        lines, numbers = _with_terms_apart(lines, numbers)
        tokens = block_tokens("\n".join(lines), self.environment, html=html)
        return Fragment(self, tokens, lines, numbers, html).blocks("")

    def problem(self, line: int, message: str) -> None:
        """Take down what is wrong in a line."""
        self.problems.append(Problem(self.path, line, message))

    def too_deep(self, line: int) -> None:
        """Say once a note that it isn't opened any deeper."""
        if not self._said_too_deep:
            self.problem(line, "lists and quotations are nested too deep here; read as plain paragraphs")
        self._said_too_deep = True

    def references(self) -> References:
        """Where the link labels of the note lead."""
        found: References = self.environment.get("references", {})
        return found


_MEANING = re.compile(r" {0,3}:[ \t]+\S")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")


def _with_terms_apart(lines: Sequence[str], numbers: Sequence[int]) -> tuple[Sequence[str], Sequence[int]]:
    """An empty line before each term of a definition list that stands right below the meaning of another.

    Without it the term would only go on with that meaning.
    """
    apart: list[int] = []
    fenced = False
    for at, line in enumerate(lines[:-1]):
        fenced ^= bool(_FENCE.match(line))
        above, below = lines[at - 1] if at else "", lines[at + 1]
        is_term = bool(line.strip()) and not line[0].isspace() and not _MEANING.match(line)
        if is_term and not fenced and _MEANING.match(above) and _MEANING.match(below):
            apart.append(at)
    if not apart:
        return lines, numbers
    places = [(at, gap) for at in range(len(lines)) for gap in ([True, False] if at in apart else [False])]
    return ["" if gap else lines[at] for at, gap in places], [numbers[at] for at, _ in places]
