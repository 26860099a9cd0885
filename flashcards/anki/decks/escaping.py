"""Plain text as Markdown that means just this text, with as few signs of escape as can be."""

from __future__ import annotations

import re

from flashcards.rules.outline import answer_label, question_label

_CARD_TAG = re.compile(r"#(?=(?:card|flashcard)s?\b)", re.IGNORECASE)
_INLINE = re.compile(
    r"""
      \\(?=[()\[\]])                                     (?# as an entity: escaped, it would begin a formula)
    | \\(?=[!-/:-@\[-`{-~\n]|$)
    | [`$]
    | (?<![\s])\*|\*(?!\s)
    | (?<![^\W_])_|_(?![^\W_])
    | (?<=_)_|_(?=_)
    | <(?=[A-Za-z/!?])
    | &(?=\#?\w+;)
    | \[(?=[\[!]|[\sxX]\])|\[(?=[^\]]*\][(\[:])
    | !(?=\[)
    | (?<![~\\])~(?=~)|(?<![=\\])=(?==)|%(?=%)
    | (?<![:\\]):(?=:)
    | \{(?=\{)
    | (?<!\S)\^(?=[A-Za-z0-9][A-Za-z0-9-]*\s*$)
    | (?<=\[)\^
    """,
    re.VERBOSE,
)
_START = re.compile(r"(?:[-+](?=\s|$|[-+])|[>|]|\#(?=\#*(?:\s|$))|=(?==*\s*$)|~(?=~~)|:(?=\s))")
_NUMBERED = re.compile(r"\d+(?=[.)](?:\s|$))")
_MARK_ALONE = re.compile(r"\?{1,2}")


def escaped(text: str) -> str:
    """``text`` for the middle of a line."""
    return _CARD_TAG.sub("&#35;", _INLINE.sub(_sign, text))


def _sign(found: re.Match[str]) -> str:
    sign = found[0]
    if sign == "\\" and found.string[found.end() : found.end() + 1] in tuple("()[]"):
        return "&#92;"
    return f"\\{sign}"


def at_start(markdown: str) -> str:
    """A line of ``markdown`` for the start of a block, where it opens none, and bears no label."""
    if _START.match(markdown) or _MARK_ALONE.fullmatch(markdown):
        return f"\\{markdown}"
    if number := _NUMBERED.match(markdown):
        return f"{number[0]}\\{markdown[number.end() :]}"
    if label := question_label(markdown) or answer_label(markdown):
        sign = next(at for at in range(label.end() - 1, -1, -1) if markdown[at] in ":.)")
        return f"{markdown[:sign]}\\{markdown[sign:]}"
    return markdown
