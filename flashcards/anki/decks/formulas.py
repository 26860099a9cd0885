r"""Formulas in the HTML of a card: ``\(..\)``, ``\[..\]``, ``[latex]``, ``[$]``, ``[$$]`` and ``<anki-mathjax>``.

They are put aside before the HTML is read, as Anki finds them in its text, and tags may stand in the middle of one.
"""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

OPENING, CLOSING = "\ue010", "\ue011"
"""Around the number of a formula that was put aside; private-use characters, which are taken out of the text first."""
GAP, GAP_END = "\ue012", "\ue013"
"""Before the number of a gap of a sentence (and CLOSING) where it begins, and where it ends."""
STAND_IN = re.compile(f"{OPENING}(\\d+){CLOSING}")

_OURS = re.compile("[\ue000-\ue014]")
_FORMULA = re.compile(
    r"""
      \\\((?P<inline>.+?)\\\)
    | \\\[(?P<display>.+?)\\\]
    | \[\$\$\](?P<latex_display>.+?)\[/\$\$\]
    | \[\$\](?P<latex_inline>.+?)\[/\$\]
    | \[latex\](?P<latex>.+?)\[/latex\]
    | <anki-mathjax(?P<attributes>[^>]*)>(?P<element>.*?)</anki-mathjax\s*>
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_BREAK = re.compile(r"<(?:br|/?div|/?p)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")
_DOLLARS = re.compile(r"(\$\$?)(?P<tex>(?:\\.|[^$\\])+)\1|\\\[(?P<square>.+)\\\]|\\\((?P<round>.+)\\\)", re.DOTALL)


class Formula(NamedTuple):
    """A formula without its delimiters."""

    tex: str
    displayed: bool


def without_ours(html: str) -> str:
    """``html`` without the characters that have a meaning here."""
    return _OURS.sub("", html)


def put_aside(html: str) -> tuple[str, list[Formula]]:
    """``html`` with stand-ins for its formulas, and these in the order of their numbers."""
    formulas: list[Formula] = []

    def stand_in(found: re.Match[str]) -> str:
        formula = _formula(found)
        if not formula.tex:
            return " "
        formulas.append(formula)
        return f"{OPENING}{len(formulas) - 1}{CLOSING}"

    return _FORMULA.sub(stand_in, html), formulas


def spans(html: str) -> list[tuple[int, int]]:
    """Where formulas stand in ``html``."""
    return [found.span() for found in _FORMULA.finditer(html)]


def _formula(found: re.Match[str]) -> Formula:
    kind = found.lastgroup or ""
    tex = _as_text(found["element"] if kind == "element" else found[kind])
    if kind != "latex":
        is_block = "block" in (found["attributes"] or "") and "false" not in (found["attributes"] or "")
        return Formula(tex, kind in ("display", "latex_display") or (kind == "element" and is_block))
    inner = _DOLLARS.fullmatch(tex)
    if inner is None:
        return Formula(tex, "\\begin" in tex)
    return Formula(
        (inner["tex"] or inner["square"] or inner["round"]).strip(), inner[1] == "$$" or bool(inner["square"])
    )


def _as_text(html: str) -> str:
    """A formula as it is typeset: without tags and entities, on one line, and without a last backslash before nothing."""
    text = " ".join(unescape(_TAG.sub("", _BREAK.sub(" ", html))).split())
    backslashes = len(text) - len(text.rstrip("\\"))
    return text[:-1].rstrip() if backslashes % 2 else text
