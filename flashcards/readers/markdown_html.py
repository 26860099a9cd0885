"""A block of HTML in a Markdown note, as Markdown: the few tags that shape a text, the rest dropped around its content."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from flashcards.readers.markdown_inline import HTML_TAGS, TAG, TAG_TEXT

_HIDING_TAG = re.compile(r"<(/?)(script|style|template)\b[^<>]*>", re.IGNORECASE)
_DECLARATION = re.compile(r"<[?!](?!--)[^<>]*>")
_PREFORMATTED = re.compile(r"\s*<pre\b[^>]*>(.*?)</pre\s*>\s*", re.DOTALL | re.IGNORECASE)
_CODE_TAG = re.compile(r"</?code\b[^>]*>", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:language|lang)-([\w+#-]+)")
_HEADING = re.compile(r"<h([1-6])\b[^<>]*>\s*", re.IGNORECASE)
_ITEM = re.compile(r"<li\b[^<>]*>\s*", re.IGNORECASE)
_CELL_END = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
_INLINE_TAGS = frozenset([*TAG_TEXT, "img", "sup", "br"])
_PART_END = re.compile(r"</(?:summary|figcaption|p|h[1-6]|li|div)\s*>", re.IGNORECASE)


class Preformatted(NamedTuple):
    """The content of a ``pre`` element."""

    text: str
    language: str


def preformatted(html: str) -> Preformatted | None:
    """The code of a block that is one ``pre`` element and nothing else."""
    match = _PREFORMATTED.fullmatch(html)
    if match is None:
        return None
    language = _LANGUAGE.search(html[: match.start(1) + 80])
    text = unescape(re.sub(r"<[^<>]*>", "", _CODE_TAG.sub("", match[1])))
    return Preformatted(text.strip("\n"), language[1] if language else "")


def markdown_lines(html: str) -> list[tuple[int, str]]:
    """Lines of Markdown for a block of HTML, each with the number (from 0) of the line of HTML it comes from.

    Tags that Markdown text may hold are left for the inline stage. Where a part ends in the middle of a line, an empty
    line is put in between.
    """
    html = _DECLARATION.sub(_line_breaks, _without_hidden(html))
    html = _HEADING.sub(lambda match: "#" * int(match[1]) + " " + _line_breaks(match), html)
    html = _ITEM.sub(lambda match: "- " + _line_breaks(match), html)
    html = _CELL_END.sub(" ", html)
    result: list[tuple[int, str]] = []
    for number, line in enumerate(html.split("\n")):
        markup_first = line.lstrip().startswith("<")
        for index, part in enumerate(_PART_END.sub("\0", line).split("\0")):
            text = TAG.sub(_without_block_tag, part).rstrip()
            result += [(number, "")] * (index > 0) + [(number, text.lstrip() if markup_first else text)]
    return result


def _line_breaks(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _without_block_tag(match: re.Match[str]) -> str:
    name = match[2].lower()
    return match[0] if name in _INLINE_TAGS or name not in HTML_TAGS else ""


def _without_hidden(html: str) -> str:
    """``html`` without its scripts and styles, their line breaks kept."""
    pieces: list[str] = []
    position, hidden = 0, ""
    for match in _HIDING_TAG.finditer(html):
        name, closing = match[2].lower(), bool(match[1])
        if not hidden and not closing:
            pieces.append(html[position : match.start()])
            position, hidden = match.start(), name
        elif hidden == name and closing:
            pieces.append("\n" * html.count("\n", position, match.end()))
            position, hidden = match.end(), ""
    return "".join([*pieces, html[position:]])
