"""Reads reStructuredText, as people write it, into Blocks."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.utils import new_document

from flashcards.errors import Problem
from flashcards.model import Block, Definition, Document, Heading, Paragraph
from flashcards.readers.lists import Regrouper
from flashcards.readers.rst_blocks import Builder
from flashcards.readers.rst_extension import extended
from flashcards.readers.rst_inline import Inline
from flashcards.readers.rst_lines import TAB_WIDTH, Locator
from flashcards.readers.rst_problems import advice
from flashcards.readers.shared import doubtful_indentation, nest_sections, plain_paragraphs, split_lines, words

_OTHER_LINE_BREAKS = str.maketrans(dict.fromkeys("\v\f\x1c\x1d\x1e\x85\u2028\u2029", " "))
"""docutils would begin a new line at these."""

_NEVER = 5
"""One above the highest level of docutils' messages."""

METADATA = words(
    "author authors organization contact address version revision status date copyright dedication abstract deck tags"
    " title aliases category lang language keywords orphan tocdepth flashcards"
)
"""Field names that say something about the note, where they open it."""


def read(text: str, path: str) -> tuple[Document, list[Problem]]:
    """The Blocks of a reStructuredText note and what is wrong with it; never raises."""
    lines, problems = split_lines(text, path)
    lines = [line.translate(_OTHER_LINE_BREAKS) for line in lines]
    problems += doubtful_indentation(lines, path)
    note = _Note(path, lines, problems)
    try:
        with extended("\n".join(lines)):
            blocks = note.read(lines, 1, 0)
    except Exception as error:  # a fault in docutils, or nesting beyond Python's stack, must not lose the note
        fault = f"the reStructuredText can't be parsed ({_reason(error)}); read as plain text"
        problems.append(Problem(path, 1, fault))
        blocks = nest_sections(plain_paragraphs(lines))
    blocks, front_matter = _without_metadata(blocks)
    return Document(blocks, front_matter), sorted(set(problems))


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "lists or quotations are nested too deep"
    return f"docutils stopped with {type(error).__name__}"


class _Note:
    """What all fragments of a note share."""

    def __init__(self, path: str, lines: Sequence[str], problems: list[Problem]) -> None:
        self._path = path
        self._problems = problems
        self._line_count = len(lines)
        self._locator = Locator(lines)
        self._regrouper = Regrouper([line.expandtabs(TAB_WIDTH) for line in lines], lazy=True)

    def read(self, lines: Sequence[str], first_line: int, level: int) -> tuple[Block, ...]:
        """Blocks of a fragment that begins at ``first_line`` of the note and at an outline level."""
        document = self._parse("\n".join(lines), first_line - 1)
        builder = Builder(Inline(document), self._locator, self._regrouper, self.read, self._report)
        builder.base = first_line - 1
        builder.level = level
        return builder.children(document)

    def _parse(self, text: str, base: int) -> nodes.document:
        document = new_document(self._path, _settings())
        document.reporter.attach_observer(lambda message: self._note(message, base))
        Parser().parse(text, document)
        _replace_lone_surrogates(document)
        return document

    def _note(self, message: nodes.system_message, base: int) -> None:
        sentence = advice(message, lambda line: self._locator.line(line + base))
        if sentence:
            self._report(message.get("line", 1) + base, sentence)

    def _report(self, line: int, sentence: str) -> None:
        self._problems.append(Problem(self._path, min(max(1, line), self._line_count), sentence))


def _replace_lone_surrogates(document: nodes.document) -> None:
    """``.. |x| unicode:: 0xD800`` makes half a character, which no file can hold."""
    for text in list(document.findall(nodes.Text)):
        whole = text.encode("utf-8", "replace").decode("utf-8")
        if whole != str(text):
            text.parent.replace(text, nodes.Text(whole))


def _settings() -> Any:
    settings = get_default_settings(Parser)
    settings.report_level = settings.halt_level = _NEVER
    settings.warning_stream = False
    settings.file_insertion_enabled = settings.raw_enabled = False
    settings.line_length_limit = sys.maxsize
    settings.tab_width = TAB_WIDTH
    settings.syntax_highlight = "none"
    return settings


def _without_metadata(blocks: tuple[Block, ...]) -> tuple[tuple[Block, ...], dict[str, object]]:
    """The fields that open a note, before or below its title, and the blocks without them."""
    if blocks and isinstance(blocks[0], Heading):
        inner, below_title = _without_metadata(blocks[0].children)
        title = Heading(blocks[0].title, blocks[0].level, blocks[0].lines, inner)
        return (title, *blocks[1:]), below_title
    count = 0
    values: dict[str, object] = {}
    for block in blocks:
        if not isinstance(block, Definition) or block.term.lower() not in METADATA:
            break
        values[block.term.lower()] = " ".join(
            re.sub(r"\s+", " ", child.text) for child in block.children if isinstance(child, Paragraph)
        )
        count += 1
    return blocks[count:], values
