"""The ways in which a note can say a card, from the plainest to the one that holds anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from flashcards.anki.decks.content import Content, in_one_line, is_one_line
from flashcards.anki.decks.escaping import at_start
from flashcards.anki.decks.units import Unit
from flashcards.anki.decks.writing import Address, body, heard, inline
from flashcards.rules.text import announces

LONGEST_LINE = 110
"""Characters up to which both sides stand on one line."""
BLANK = ""
BLOCK, ITEM, BROAD_ITEM, LAST = range(4)
_HASHES_AT_END = re.compile(r"(?:(?:^|(?<=\s))#[\w/-]+\s*)+$")
NUMBER = "\ue014"
"""Stands for the number that a footnote gets in its note."""


@dataclass(frozen=True, slots=True)
class Written:
    """A unit as lines of Markdown, and what has to come back from them."""

    lines: tuple[str, ...]
    expected: tuple[tuple[str, str], ...]
    """The letters of the front and of the back of each card."""
    place: int
    """Those of one place stand together in a note, in this order: a list takes in a quotation below it, and an answer on a
    line of its own takes in a list."""
    footnote: tuple[str, ...] = ()
    """Lines that belong below it."""


Form = Callable[[Unit, str, Address], Written | None]
"""From a unit and the tags behind its line to its lines; None where the form can't hold it."""


def on_one_line(unit: Unit, marks: str, address: Address) -> Written | None:
    """``- front :: back``, for short sides; ``:::`` for a card both ways."""
    [one, *others] = unit.asked
    if unit.sentence or not (is_one_line(one.front) and is_one_line(one.back)):
        return None
    front, back = _line(one.front, address), _line(one.back, address)
    colons = ":::" if others else "::"
    line = _marked(f"- {at_start(front)} {colons} {back}", marks)
    if len(line) > LONGEST_LINE and not others:
        return None
    return Written((line,), _expected(unit, address, in_blocks=False), place=ITEM)


def question_and_answer(unit: Unit, marks: str, address: Address) -> Written | None:
    """``Q:`` and ``A:`` lines."""
    if unit.sentence or len(unit.asked) > 1 or not is_one_line(unit.asked[0].back):
        return None
    written = question_and_answer_flat(unit, marks, address)
    return None if written is None or written.lines[-1].endswith(";") else written


def question_and_answer_flat(unit: Unit, marks: str, address: Address) -> Written | None:
    """``Q:`` and ``A:`` lines, whatever the answer holds."""
    if unit.sentence or len(unit.asked) > 1:
        return None
    [one] = unit.asked
    answer = f"A: {_line(one.back, address)}"
    if announces(answer):  # the colon at its end would take in what stands below
        answer = f"{answer[:-1]}&#{ord(answer[-1])};"
    lines = (_marked(f"Q: {_line(one.front, address)}", marks), answer)
    return Written(lines, _expected(unit, address, in_blocks=False), place=LAST)


def callout(unit: Unit, marks: str, address: Address) -> Written | None:
    """``> [!question] front`` above any blocks."""
    if unit.sentence or len(unit.asked) > 1:
        return None
    [one] = unit.asked
    below = (f"> {line}".rstrip() for line in body(one.back, address))
    lines = (_marked(f"> [!question] {at_start(_line(one.front, address))}", marks), *below)
    return Written(lines, _expected(unit, address, in_blocks=True), place=BLOCK)


def tagged_item(unit: Unit, marks: str, address: Address) -> Written | None:
    """``- front #card`` above any blocks."""
    if unit.sentence or len(unit.asked) > 1:
        return None
    [one] = unit.asked
    front = at_start(_line(one.front, address))
    below = (f"    {line}".rstrip() for line in body(one.back, address))
    lines = (_marked(f"- {front}", marks or " #card"), BLANK, *below)
    return Written(lines, _expected(unit, address, in_blocks=True), place=BROAD_ITEM)


def with_gaps(unit: Unit, marks: str, address: Address) -> Written | None:
    """``- A sentence with {{c1::gaps}}``; what the answers add is a footnote."""
    if unit.sentence is None:
        return None
    note = f"[^{NUMBER}]" if unit.sentence.remark else ""
    line = at_start(inline(unit.sentence.runs, address))
    return Written(
        (_marked(f"- {line}{note}", marks),),
        _expected(unit, address, in_blocks=False, with_remark=False),
        place=BROAD_ITEM if note else ITEM,
        footnote=_footnote(note, unit.sentence.remark, address) if note else (),
    )


def _footnote(label: str, remark: Content, address: Address) -> tuple[str, ...]:
    first, *others = body(remark, address)
    return (f"{label}: {first}", *(f"    {line}".rstrip() for line in others))


FORMS: tuple[Form, ...] = (
    with_gaps,
    on_one_line,
    question_and_answer,
    callout,
    tagged_item,
    question_and_answer_flat,
)


def _marked(line: str, marks: str) -> str:
    """``line`` with the ``marks`` of its card behind it, which its own last words are not among."""
    found = _HASHES_AT_END.search(line)
    if marks and found:
        line = line[: found.start()] + found[0].replace("#", "&#35;")
    return line + marks


def _line(content: Content, address: Address) -> str:
    line = inline(in_one_line(content), address)
    return f"\\{line}" if line.startswith(">") else line


def _expected(
    unit: Unit, address: Address, *, in_blocks: bool, with_remark: bool = True
) -> tuple[tuple[str, str], ...]:
    found = []
    for one in unit.asked:
        back = one.back
        if unit.sentence and not with_remark and unit.sentence.remark:
            back = back[: len(back) - len(unit.sentence.remark)]
        found.append((heard(one.front, address, numbered=True), heard(back, address, numbered=not in_blocks)))
    return tuple(found)
