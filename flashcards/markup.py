"""Inline Markdown as a learner and as a rule see it: ``plain`` takes the markup off, ``mask`` hides what is not prose.

Everything after a reader is Markdown, so this is the only place that knows how its marks look inside a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePosixPath

from markdown_it import MarkdownIt
from markdown_it.token import Token

MASKED = "\ue000"
"""Stands in masked text for every character of code, math or an address; a private-use character, so no rule matches it."""

STASHED = "\ue001"
"""Stands for one formula while a Markdown parser reads the rest."""

_OPAQUE = re.compile(
    r"""
      (?P<code>(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))
    | (?P<math>
        (?<!\\)\$\$.+?\$\$
      | (?<![\\$\w])\$(?![\s$])(?:\\.|[^$\\])+?(?<!\s)\$(?![\w$])
      | \\\(.+?\\\)
      | \\\[.+?\\\]
      )
    | !\[[^\]]*\]\((?:\s*<[^<>\n]*>|[^)])*\)
    | (?<=\])\((?:<[^<>\n]*>|[^)\s]*)\)
    | <?\b[a-z][a-z0-9+.-]*://[^\s>)]+>?
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_NEEDS_PARSING = re.compile(r"[*_`{\[\]<>$\\!&|~=#]|^\s*(?:[-+*>]|\d+[.)])\s|^ {4}|\n\s*\n", re.MULTILINE)
CLOZE = re.compile(
    r"\{\{c(?P<number>\d+)::(?P<hidden>(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})+?)"
    r"(?:::(?P<hint>(?:[^{}]|\{[^{}]*\})+?))?\}\}",
    re.DOTALL,
)
"""A part of a sentence that the author hides: ``{{c1::hidden}}`` or ``{{c1::hidden::hint}}``, braces of formulas inside."""

_BLOCK_START = re.compile(r"^(\s*)(?:([-+*>#|=~])|(\d+)([.)]))(?=\s|$|[#>=~`-])")
_HIGHLIGHT_MARK = re.compile(r"(?<![\\=])==(?!=)|\n[ \t]*(?=\n)")
_ANCHOR = re.compile(r"(?<!\s)\s+\^([A-Za-z0-9][A-Za-z0-9-]*)\s*$")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


@lru_cache(maxsize=65536)
def plain(markdown: str) -> str:
    """``markdown`` as a learner reads it: no markup, math as LaTeX without dollars, one line for each block.

    Pictures are read as their alternative text (or the name of their file), links as their text; white space inside a
    line is collapsed.
    """
    if not _NEEDS_PARSING.search(markdown):
        return "\n".join(" ".join(line.split()) for line in markdown.strip().splitlines())
    text, formulas = stash_math(without_highlights(without_clozes(markdown)))
    lines: list[str] = []
    for token in _parser().parse(text):
        if token.type == "inline":
            lines.extend(_inline_text(token.children or []).split("\n"))
        elif token.type in ("fence", "code_block"):
            lines.extend(token.content.strip("\n").split("\n"))
    folded = (" ".join(restore_math(line, formulas).split()) for line in lines)
    return "\n".join(line for line in folded if line)


def _inline_text(tokens: Iterable[Token]) -> str:
    return "".join(_token_text(token) for token in tokens)


def _token_text(token: Token) -> str:
    if token.type == "image":
        return token.content or PurePosixPath(str(token.attrs.get("src", ""))).stem
    return "\n" if token.type in ("softbreak", "hardbreak") else token.content


def stash_math(markdown: str) -> tuple[str, list[str]]:
    """Put a one-character stand-in for each formula, so that no Markdown parser looks into it; ``restore_math`` undoes it.

    The list holds the formulas' LaTeX source without its dollars, displayed ones with a leading newline.
    """
    formulas: list[str] = []

    def stash(found: re.Match[str]) -> str:
        if not found["math"]:
            return found[0]
        formula = found["math"]
        wide = formula.startswith(("$$", "\\"))
        tex = formula[2:-2] if wide else formula[1:-1]
        formulas.append(("\n" if formula.startswith(("$$", "\\[")) else "") + tex.strip())
        return STASHED

    return _OPAQUE.sub(stash, markdown.replace(STASHED, "")), formulas


def restore_math(text: str, formulas: list[str]) -> str:
    """Put the ``formulas`` back in the place of their stand-ins, in order, consuming them."""
    return re.sub(STASHED, lambda _: formulas.pop(0).lstrip("\n"), text)


def plain_line(markdown: str) -> str:
    """Like ``plain``, on one line."""
    return " ".join(plain(markdown).split())


def folded(text: str) -> str:
    """``text`` on one line, its accents always written the same way."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def reading_key(markdown: str) -> str:
    """What is the same for two texts that read the same, whatever their markup, capitals and line breaks."""
    return folded(plain(markdown)).casefold()


def mask(markdown: str) -> str:
    """``markdown`` with every character of code, math, pictures and addresses replaced by MASKED; same length."""
    return _OPAQUE.sub(lambda found: MASKED * len(found[0]), markdown)


def mask_code(markdown: str) -> str:
    """``markdown`` with only its code masked; same length."""
    return _OPAQUE.sub(lambda found: MASKED * len(found[0]) if found["code"] else found[0], markdown)


_EMPHASIS_MARK = re.compile(r"(?<!\w)(?P<opens>\*{1,3}|_{1,3})(?=\S)|(?<=\S)(?P<closes>\*{1,3}|_{1,3})(?!\w)")


def whole_emphasis(markdown: str) -> str:
    """A piece of Markdown without the marks of emphasis whose other half it has lost; code and math stay as they are."""
    opened: list[re.Match[str]] = []
    lost: list[re.Match[str]] = []
    for found in _EMPHASIS_MARK.finditer(mask(markdown)):
        if opened and opened[-1][0] == found[0]:
            opened.pop()
        elif found["opens"]:
            opened.append(found)
        else:
            lost.append(found)
    return replaced(markdown, ((found.span(), "") for found in sorted((*opened, *lost), key=re.Match.start)))


def clozes(markdown: str) -> list[re.Match[str]]:
    """The numbered gaps of ``markdown``, those outside code; a formula may hold some."""
    if "{{c" not in markdown:
        return []
    masked = mask_code(markdown)
    return [found for found in CLOZE.finditer(markdown) if masked[found.start()] != MASKED]


def without_clozes(markdown: str) -> str:
    """``markdown`` with what its numbered gaps hide in their place."""
    return replaced(markdown, [(found.span(), found["hidden"]) for found in clozes(markdown)])


def highlights(markdown: str) -> list[tuple[int, int]]:
    """Where ``==highlights==`` stand in ``markdown``, with their marks; code, math and addresses hold none."""
    found: list[tuple[int, int]] = []
    opened: int | None = None
    masked = mask(markdown) if "==" in markdown else ""
    for mark in _HIGHLIGHT_MARK.finditer(masked):
        start, end = mark.span()
        if mark[0] != "==":
            opened = None  # a highlight ends with its paragraph
        elif opened is None:
            opened = None if masked[end : end + 1].isspace() else start
        elif not masked[start - 1].isspace():
            found.append((opened, end))
            opened = None
    return found


def without_highlights(markdown: str) -> str:
    """``markdown`` without the marks of its highlights."""
    return replaced(markdown, [((start, end), markdown[start + 2 : end - 2]) for start, end in highlights(markdown)])


def replaced(text: str, parts: Iterable[tuple[tuple[int, int], str]]) -> str:
    """``text`` with other words for some stretches of it, which are given in order."""
    pieces, done = list[str](), 0
    for (start, end), words_instead in parts:
        pieces += [text[done:start], words_instead]
        done = end
    return "".join([*pieces, text[done:]])


def bullets(members: Iterable[str]) -> str:
    """A Markdown list of ``members``."""
    return "\n".join(f"- {one_line(member)}" for member in members)


def numbers(members: Iterable[str]) -> str:
    """A numbered Markdown list of ``members``."""
    return "\n".join(f"{number}. {one_line(member)}" for number, member in enumerate(members, 1))


def one_line(markdown: str) -> str:
    """Inline ``markdown`` on one line, safe at the start of a block: what would open a list or heading is escaped."""
    folded = " ".join(markdown.split())
    return _BLOCK_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4]}", folded)


def take_anchor(markdown: str) -> tuple[str, str | None]:
    """Split an explicit anchor (`` ^name`` at the end of a line) off: the text without it, and its name."""
    found = _ANCHOR.search(markdown)
    return (markdown[: found.start()], found[1]) if found else (markdown, None)


def words(markdown: str) -> int:
    """How many words a learner reads in ``markdown``; in scripts without spaces, two characters count as one word."""
    text = plain(markdown)
    wide = sum(1 for character in text if "\u3040" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7a3")
    return len(text.split()) + wide // 2
