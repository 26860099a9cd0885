"""The Markdown that cards are written in, parsed: CommonMark, tables, ``~~struck~~``, ``$math$`` and ``==highlights==``.

HTML is never let through: it is text like any other.
"""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath.index import math_block_dollar, math_inline_dollar

STAND_INS = tuple(chr(0x10F000 + number) for number in range(256))
"""Private-use characters that stand for the gaps of a sentence; to every parser they are letters. ``clean`` keeps them
out of notes."""

_NO_TEXT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{STAND_INS[0]}-{STAND_INS[-1]}]")
_UNCLEAN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{STAND_INS[0]}-{STAND_INS[-1]}]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029]")
_HALVES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """``text`` without control characters other than tab and line feed; half characters become U+FFFD."""
    if not _UNCLEAN.search(text):
        return text
    return _HALVES.sub("\ufffd", _NO_TEXT.sub("", _LINE_ENDS.sub("\n", text)))


def without_controls(text: str) -> str:
    """Like ``clean``, for what was rendered: an entity (``&#12;``) can bring a control character back."""
    return _CONTROL.sub("", text)


def parse(cleaned: str) -> list[Token]:
    """The tokens of ``cleaned`` Markdown; link and image addresses in them stand as the note writes them."""
    return parser().parse(cleaned)


def parse_inline(cleaned: str) -> list[Token]:
    """The tokens of ``cleaned`` Markdown that stands inside a line, so that ``- a`` is no list."""
    return parser().parseInline(cleaned)


@cache
def parser() -> MarkdownIt:
    """The parser, set up once."""
    markdown = _Parser("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.inline.ruler.before("escape", "math_inline", _math_inline)
    interrupts = ["paragraph", "reference", "blockquote", "list"]
    markdown.block.ruler.before("fence", "math_block", _math_block, {"alt": interrupts})
    markdown.inline.ruler.before("emphasis", "mark", _mark)
    return markdown


class _Parser(MarkdownIt):
    def normalizeLink(self, url: str) -> str:  # noqa: N802 - overrides
        """Kept as it stands: a picture is looked for by the name that the note gives it."""
        return url


_dollars = math_inline_dollar(allow_space=False, allow_digits=False, allow_double=True)


def _math_inline(state: StateInline, silent: bool) -> bool:
    """``$`` in a line. The plugin's rule takes the last sign of a text for the one before a formula at its beginning."""
    written = state.src
    if state.pos == 0:
        state.src += "\n"
    found = _dollars(state, silent)
    state.src = written
    return found


_dollar_block = math_block_dollar(allow_labels=False, allow_blank_lines=False)


def _math_block(state: StateBlock, begin: int, end: int, silent: bool) -> bool:
    """``$$`` on lines of its own. The plugin's rule writes its token even when it is only asked whether it fits."""
    written, line = len(state.tokens), state.line
    found = _dollar_block(state, begin, end, silent)
    if silent:
        del state.tokens[written:]
        state.line = line
    return found


def _mark(state: StateInline, silent: bool) -> bool:
    """``==text==``: both marks touch the text that they highlight."""
    start, end = state.pos, state.posMax
    if not state.src.startswith("==", start) or start + 4 >= end or state.src[start + 2] in " \t\n=":
        return False
    closing = _closing_mark(state, start + 2)
    if closing is None:
        return False
    if not silent:
        state.push("mark_open", "mark", 1).markup = "=="
        state.pos, state.posMax = start + 2, closing
        state.md.inline.tokenize(state)
        state.push("mark_close", "mark", -1).markup = "=="
    state.pos, state.posMax = closing + 2, end
    return True


def _closing_mark(state: StateInline, begin: int) -> int | None:
    """Where the closing ``==`` stands, code, math and links skipped; leaves ``state.pos`` as it was."""
    before, found = state.pos, None
    state.pos = begin
    while state.pos < state.posMax - 1:
        if state.pos > begin and state.src.startswith("==", state.pos) and not state.src[state.pos - 1].isspace():
            found = state.pos
            break
        state.md.inline.skipToken(state)
    state.pos = before
    return found
