"""Cards that the author wrote as cards: ``Q:``/``A:``, ``front :: back``, ``{{c1::cloze}}``, ``==cloze==``.

They win over every other rule, and what they say is never extracted a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from flashcards.markup import CLOZE, mask, mask_code, one_line, plain_line
from flashcards.model import BETWEEN_HIDDEN, GAP
from flashcards.rules.outline import Entry, answer_label, descend, question_label
from flashcards.rules.place import Made, Place
from flashcards.rules.writing import as_markdown

_TWO_COLONS = re.compile(r"(?<![:\w])\s*(:{2,3})(?!:)\s+(?=\S)|\s+(:{2,3})(?!:)(?=\S)|(?<=[^\s:])(:{2,3})(?=\s+\S)")
_HIGHLIGHT = re.compile(r"==(?=[^\s=])(.+?)(?<=[^\s=])==", re.DOTALL)
_PRIORITY = 0.95


def is_explicit(text: str) -> bool:
    """Did the author write a card of his own into this line?"""
    masked = mask(text)
    return bool(
        question_label(text) or CLOZE.search(mask_code(text)) or _TWO_COLONS.search(masked) or _HIGHLIGHT.search(masked)
    )


def question_and_answer(entry: Entry, place: Place) -> Made | None:
    """``Q: ...`` with ``A: ...`` below it, and whatever goes on after the answer."""
    asked = question_label(entry.text)
    if not asked or not entry.children or not answer_label(entry.children[0].text):
        return None
    first, *others = entry.children
    told = answer_label(first.text)
    answer = [one_line(first.text[told.end() if told else 0 :]), as_markdown(first.children), as_markdown(others)]
    back = "\n\n".join(part for part in answer if part)
    draft = place.draft("qa", entry.text[asked.end() :], back, lines=entry.span, priority=_PRIORITY)
    return Made((draft,), said=(entry, *descend(entry.children)))


def two_colons(entry: Entry, place: Place) -> Made | None:
    """``front :: back``, and ``front ::: back`` for a card each way."""
    found = _TWO_COLONS.search(mask(entry.text))
    if not found:
        return None
    front, back = entry.text[: found.start()].strip(), entry.text[found.end() :].strip()
    if not plain_line(front) or not plain_line(back):
        return None
    sides = [(front, back), (back, front)] if ":::" in found[0] else [(front, back)]
    return Made(
        tuple(
            place.draft("qa", one, " ".join(other.split()), lines=entry.lines, priority=_PRIORITY)
            for one, other in sides
        )
    )


def cloze(entry: Entry, place: Place) -> Made | None:
    """A card for each hidden part of a sentence: parts of one number are hidden together, highlights one by one."""
    text = entry.text
    numbered = CLOZE.search(mask_code(text))
    gaps = list(_numbered_gaps(text)) if numbered else list(_highlighted_gaps(text, mask(text)))
    drafts = tuple(
        place.draft("fact", front, back, lines=entry.lines, priority=_PRIORITY, cloze=True)
        for front, back in gaps
        if plain_line(back)
    )
    return Made(drafts) if drafts else None


def _numbered_gaps(text: str) -> Iterator[tuple[str, str]]:
    for number in sorted({int(found["number"]) for found in CLOZE.finditer(text)}):
        hidden = [found["hidden"] for found in CLOZE.finditer(text) if int(found["number"]) == number]
        yield CLOZE.sub(partial(_gap_or_text, number), text), BETWEEN_HIDDEN.join(hidden)


def _gap_or_text(number: int, found: re.Match[str]) -> str:
    return _gap(found) if int(found["number"]) == number else found["hidden"]


def _gap(found: re.Match[str]) -> str:
    return f"{GAP} ({found['hint']})" if found["hint"] else GAP


def _highlighted_gaps(text: str, masked: str) -> Iterator[tuple[str, str]]:
    places = [found.span() for found in _HIGHLIGHT.finditer(masked)]
    for start, end in places:
        before, after = _HIGHLIGHT.sub(r"\1", text[:start]), _HIGHLIGHT.sub(r"\1", text[end:])
        yield f"{before}{GAP}{after}", text[start + 2 : end - 2]
