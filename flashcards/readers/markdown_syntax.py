"""The Markdown that the reader understands: CommonMark with tables, definition lists, footnotes, math and comments.

Only blocks are parsed; the text in them stays source.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.lheading import lheading
from markdown_it.rules_block.paragraph import paragraph
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from flashcards.readers.shared import width_of_indent

DEEPEST_LEVEL = 80
"""Containers inside one another (a list counts twice); what lies deeper is read as paragraphs."""

CORE_RULES = ["normalize", "block"]
_INTERRUPTS: Any = {"alt": ["paragraph", "reference", "blockquote", "list"]}
_BULLETS = ("-", "*", "+")
_MATH = {"$$": "$$", "\\[": "\\]"}


def block_tokens(text: str, environment: MutableMapping[str, Any], *, html: bool) -> list[Token]:
    """The block tokens of ``text``; with ``html`` false, HTML in it is ordinary text."""
    return _parser(html).parse(text, environment)


@lru_cache
def _parser(html: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST_LEVEL + 20})
    parser.enable("table").use(deflist_plugin).use(footnote_plugin, move_to_end=False)
    parser.core.ruler.enableOnly(CORE_RULES)
    ruler = parser.block.ruler
    ruler.before("table", "too_deep", _too_deep)
    ruler.before("fence", "display_math", _display_math, _INTERRUPTS)
    ruler.before("fence", "percent_comment", _percent_comment, _INTERRUPTS)
    ruler.at("lheading", _setext)
    ruler.before("paragraph", "empty_item", _empty_item, {"alt": ["paragraph"]})
    ruler.before("paragraph", "dedent", _dedent, {"alt": ["paragraph"]})
    ruler.before("paragraph", "table_below_item", _table_below_item, {"alt": ["paragraph"]})
    if not html:
        parser.disable("html_block")
    return parser


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Beyond the deepest level containers aren't opened any more (the parser would drop the rest of the note)."""
    if silent or state.level < DEEPEST_LEVEL:
        return False
    first_token = len(state.tokens)
    paragraph(state, start, end, False)
    state.tokens[first_token].info = "too deep"
    return True


def _display_math(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``$$`` or ``\\[`` at the start of a line, up to the line that ends with its counterpart; no blank lines."""
    first = _line(state, start)
    closing = _MATH.get(first[:2])
    if closing is None or state.is_code_block(start):
        return False
    last = _last_line_of_math(state, first, closing, start, end)
    if last is None:
        return False
    if not silent:
        _push(state, "display_math", start, last, closing)
    return True


def _last_line_of_math(state: StateBlock, first: str, closing: str, start: int, end: int) -> int | None:
    if closing in first[2:]:
        return start if first.index(closing, 2) == len(first) - 2 and len(first) > 4 else None
    for line in range(start + 1, end):
        text = _line(state, line)
        if not text or state.sCount[line] < state.blkIndent:
            return None
        if closing in text:
            return line if text.endswith(closing) else None
    return None


def _percent_comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """``%%`` at the start of a line, up to the next ``%%``, which must end its line."""
    first = _line(state, start)
    if not first.startswith("%%") or state.is_code_block(start):
        return False
    last = _last_line_of_comment(state, first, start, end)
    if last is None:
        return False
    if not silent:
        _push(state, "percent_comment", start, last, "%%")
    return True


def _last_line_of_comment(state: StateBlock, first: str, start: int, end: int) -> int | None:
    if "%%" in first[2:]:
        return start if len(first) > 4 and first.index("%%", 2) == len(first) - 2 else None
    nowhere_from = state.env.get("no_percent_from", len(state.src) + 1)
    if state.bMarks[start] >= nowhere_from:
        return None
    for line in range(start + 1, end):
        if "%%" in (text := _line(state, line)):
            return line if text.endswith("%%") else None
    state.env["no_percent_from"] = state.bMarks[start]
    return None


def _push(state: StateBlock, kind: str, start: int, last: int, closing: str) -> None:
    token = state.push(kind, "", 0)
    text = state.getLines(start, last + 1, state.blkIndent, False).strip()
    token.content = text[2 : -len(closing)].strip()
    token.map = [start, last + 1]
    state.line = last + 1


def _setext(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A title with a line below it; one dash is no line, but an item that its author hasn't filled yet."""
    before = len(state.tokens)
    if not lheading(state, start, end, silent):
        return False
    if _line(state, state.line - 1) != "-":
        return True
    del state.tokens[before:]
    state.line = start
    return False


def _empty_item(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Within a list a bullet alone begins an item, although CommonMark lets no empty item end a paragraph."""
    return silent and state.level > 0 and state.listIndent >= 0 and _line(state, start) in _BULLETS


def _dedent(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line left of the bullet above it isn't the bullet's text, unless it goes on with a small letter.

    CommonMark lets any paragraph go on there; people who write so begin something new.
    """
    if not silent or state.blkIndent == 0 or state.sCount[start] >= state.blkIndent:
        return False
    if _line(state, start)[:1].islower():
        return False
    for token in reversed(state.tokens[-40:]):
        if token.type == "list_item_open" and token.level == state.level - 1 and token.map:
            return state.sCount[start] < _indent(state, token.map[0])
    return False


def _table_below_item(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table left of the text of the item above it isn't the item's text, as CommonMark's paragraphs would have it."""
    if not silent or state.blkIndent == 0 or state.sCount[start] >= state.blkIndent or start + 1 >= end:
        return False
    return "|" in _line(state, start) and _BELOW_HEADS.fullmatch(_line(state, start + 1)) is not None


_BELOW_HEADS = re.compile(r"\|[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?|:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?")
"""``|---|:--:|``: what stands below the heads of a table."""


def _indent(state: StateBlock, line: int) -> int:
    return width_of_indent(state.src[state.bMarks[line] : state.eMarks[line]], 4)
