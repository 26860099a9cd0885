r"""The short way to HTML, for texts whose markup is so simple that there is no doubt what a parser makes of it.

Most sides of cards are one line or a plain list, and a parser of all of Markdown takes many times as long for them.
Whatever this module isn't sure of, it leaves to that parser. A test holds both against each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml

from flashcards.render.markdown import STAND_INS

_LISTS = (("- ", re.compile("- "), "ul"), ("1. ", re.compile(r"[0-9]{1,9}\. "), "ol"))
"""How each begins, the mark of an item, and the tag."""
_NOT_FIRST = r"(?![-+#>\s]|\d+[.)](?!\S))"
"""What may be the mark of a list, a heading or a quotation."""
_SPECIAL = r"*_`\[\]\\$<&=~|\n\t"
_ORDINARY = f"[^{_SPECIAL}]"
_ALONE = r"<(?=[ \d])|&(?= )|(?<!=)=(?!=)|(?<!~)~(?!~)"
"""Signs that mean nothing where they stand."""

_BEFORE, _AFTER = r"(?<![^ (])", r"(?=[ .,;:?!)]|\Z)"
_WORDS = rf"[^\W_](?:{_ORDINARY}*[^\W_])?"
_OTHER = rf"\n\t{STAND_INS[0]}-{STAND_INS[-1]}"
"""Gaps are written otherwise in code and formulas."""
_MARKED = (
    rf"{_BEFORE}\*\*(?P<strong>{_WORDS})\*\*{_AFTER}",
    rf"{_BEFORE}\*(?P<em>{_WORDS})\*{_AFTER}",
    rf"(?<!`)`(?!\s)(?P<code>[^`{_OTHER}]+)(?<!\s)`(?!`)",
    rf"{_BEFORE}\$(?!\s)(?P<math>(?:[^$\\{_OTHER}]|\\[^${_OTHER}])+)(?<!\s)\${_AFTER}",
)
_AROUND = {
    "text": ("", ""),
    **{tag: (f"<{tag}>", f"</{tag}>") for tag in ("strong", "em", "code")},
    "math": (r"\(", r"\)"),
}

_PLAIN = re.compile(rf"{_NOT_FIRST}[^\">{_SPECIAL}]+(?<!\s)")
"""Not even a sign to escape."""
_PIECE = re.compile("|".join((rf"(?P<text>(?:{_ORDINARY}++|{_ALONE})++)", *_MARKED)))
_LINE = re.compile(rf"{_NOT_FIRST}(?:{_PIECE.pattern})++(?<!\s)")


def short_html(text: str) -> str | None:
    """The HTML of cleaned Markdown without blank lines around it; None for what needs the parser."""
    for first, mark, tag in _LISTS:
        if text.startswith(first):
            return _list(text.split("\n"), mark, tag)
    return _line(text)


def _list(lines: Sequence[str], mark: re.Pattern[str], tag: str) -> str | None:
    html = [f"<{tag}>"]
    for line in lines:
        found = mark.match(line)
        item = _line(line[found.end() :]) if found else None
        if item is None:
            return None
        html.append(f"<li>{item}</li>")
    return "\n".join([*html, f"</{tag}>"])


def _line(text: str) -> str | None:
    if _PLAIN.fullmatch(text):
        return text
    return _PIECE.sub(_html, text) if _LINE.fullmatch(text) else None


def _html(piece: re.Match[str]) -> str:
    kind = str(piece.lastgroup)
    before, after = _AROUND[kind]
    return before + escapeHtml(piece[kind]) + after
