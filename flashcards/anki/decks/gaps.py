"""Anki's clozes: ``{{c1::hidden::hint}}``, also inside one another and for several cards (``{{c1,2::..}}``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flashcards.anki.decks import formulas
from flashcards.model import GAP

_MARK = re.compile(r"\{\{c(?P<numbers>\d+(?:,\d+)*)::|\}\}")
DEEPEST = 8
"""Gaps inside one another, as in Anki; deeper ones are text."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A hidden part of a sentence."""

    numbers: tuple[int, ...]
    parts: tuple[Part, ...]
    hint: str = ""


Part = str | Gap


@dataclass(slots=True)
class _Open:
    numbers: tuple[int, ...]
    mark: str
    parts: list[Part]


def read(html: str) -> tuple[Part, ...]:
    """``html`` with its gaps; what is never closed is text."""
    opened = [_Open((), "", [])]
    at = 0
    for found in _MARK.finditer(html):
        opened[-1].parts.append(html[at : found.start()])
        at = found.end()
        if found["numbers"] and len(opened) <= DEEPEST:
            opened.append(_Open(tuple(int(one) for one in found["numbers"].split(",")), found[0], []))
        elif not found["numbers"] and len(opened) > 1:
            closed = opened.pop()
            opened[-1].parts.append(_gap(closed))
        else:
            opened[-1].parts.append(found[0])
    opened[-1].parts.append(html[at:])
    while len(opened) > 1:
        unclosed = opened.pop()
        opened[-1].parts += [unclosed.mark, *unclosed.parts]
    return tuple(opened[0].parts)


def _gap(closed: _Open) -> Gap:
    """The hint stands behind the last two colons of the gap's own text."""
    last = closed.parts[-1] if closed.parts else ""
    hint = ""
    if isinstance(last, str) and "::" in last:
        hidden, _, hint = last.partition("::")
        return Gap(closed.numbers, (*closed.parts[:-1], hidden), hint)
    return Gap(closed.numbers, tuple(closed.parts), hint)


def numbers(parts: Sequence[Part]) -> set[int]:
    """The numbers of all gaps."""
    found: set[int] = set()
    for gap in _gaps(parts):
        found.update(gap.numbers)
    return found


def _gaps(parts: Sequence[Part]) -> Iterator[Gap]:
    for part in parts:
        if isinstance(part, Gap):
            yield part
            yield from _gaps(part.parts)


def can_be_written(parts: Sequence[Part]) -> bool:
    """Whether a note can hold the sentence as it is: no gap in another one, none for several cards, none in a formula."""
    inside = any(isinstance(one, Gap) for part in parts if isinstance(part, Gap) for one in part.parts)
    if inside or any(len(gap.numbers) > 1 for gap in _gaps(parts)):
        return False
    html = marked(parts)[0]
    return not any(formulas.GAP in html[start:end] for start, end in formulas.spans(html))


def marked(parts: Sequence[Part]) -> tuple[str, list[str]]:
    """The HTML with signs where gaps begin and end, and the hints, by the number that stands at each end."""
    html, hints = "", list[str]()
    for part in parts:
        if isinstance(part, str):
            html += part
            continue
        inner, inner_hints = marked(part.parts)
        opening = f"{formulas.GAP}{part.numbers[0]}{formulas.CLOSING}"
        html += f"{opening}{inner}{formulas.GAP_END}{len(hints)}{formulas.CLOSING}"
        hints += [part.hint, *inner_hints]
    return html, hints


def whole(parts: Sequence[Part]) -> str:
    """The HTML with nothing hidden."""
    return "".join(part if isinstance(part, str) else whole(part.parts) for part in parts)


def asked(parts: Sequence[Part], number: int) -> str:
    """The HTML with the gaps of this number in place of what they hide."""
    found = ""
    for part in parts:
        if isinstance(part, str):
            found += part
        elif number in part.numbers:
            found += f"{GAP} ({part.hint})" if part.hint.strip() else GAP
        else:
            found += asked(part.parts, number)
    return found


def hidden(parts: Sequence[Part], number: int) -> list[str]:
    """The HTML that each gap of this number hides; a part of a formula is one."""
    found: list[str] = []
    _gather(parts, number, found, whole(parts), [0])
    return found


def _gather(parts: Sequence[Part], number: int, found: list[str], html: str, at: list[int]) -> None:
    for part in parts:
        if isinstance(part, str):
            at[0] += len(part)
            continue
        start = at[0]
        if number not in part.numbers:
            _gather(part.parts, number, found, html, at)
            continue
        text = whole(part.parts)
        at[0] += len(text)
        in_formula = any(one < start and at[0] < end for one, end in formulas.spans(html))
        found.append(f"\\({text}\\)" if in_formula else text)
