"""The two sides of Anki's cards as ``Content``, each as a card of its own or as a sentence with gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flashcards.anki.decks import formulas, gaps, reading, templates
from flashcards.anki.decks.content import Content, Line, Run, Runs, in_one_line
from flashcards.anki.files.snapshot import Note, Template
from flashcards.apkg.note_type import FIELDS

_SHOWN = "\0"
_OCCLUSION = "image-occlusion:"


class Sides(NamedTuple):
    """What one card asks and answers; the answer doesn't repeat the question."""

    front: Content
    back: Content


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that asks for several of its parts, as a note can hold it."""

    runs: Runs
    remark: Content
    """What stands on the answers beside it."""


def hides_parts_of_a_picture(note: Note) -> bool:
    """Whether it is a note of image occlusion, which no text can say."""
    return any(_OCCLUSION in value for value in note.values)


def sides(note: Note, ordinal: int) -> Sides | None:
    """The sides of the card; None if the note type has no such card."""
    template = _template(note, ordinal)
    if template is None:
        return None
    values = _values(note)
    if note.note_type.fields == FIELDS:  # of a package of ours: what else it shows stands elsewhere in notes
        return Sides(*(reading.read(values.get(name, "")) for name in ("Front", "Back")))
    number = ordinal + 1
    asking = templates.Fields(values, False, lambda html: gaps.asked(gaps.read(html), number))
    front = _read(template.front, asking) if _shows_a_field(template.front, values) else ()
    if not note.note_type.is_cloze:
        return Sides(front, _without_question(_read(template.back, templates.Fields(values, True)), front))
    hidden = [reading.read(html) for html in _hidden(template, values, number)]
    return Sides(front, (*(block for part in hidden for block in part), *remark(note, ordinal)))


def remark(note: Note, ordinal: int) -> Content:
    """What the answer of a sentence with gaps says beside it."""
    template = _template(note, ordinal)
    if template is None:
        return ()
    values = _values(note)
    front = _read(template.front, templates.Fields(values, False, lambda _: ""))
    return _without_question(_read(template.back, templates.Fields(values, True, lambda _: "")), front)


def sentence(note: Note, ordinals: Sequence[int]) -> Sentence | None:
    """The sentence of which these are the cards; None if a note can't say it so, or not all of it is on a line."""
    template = _template(note, 0) if note.note_type.is_cloze else None
    if template is None:
        return None
    values = _values(note)
    found: list[tuple[gaps.Part, ...]] = []

    def marked(html: str) -> str:
        found.append(gaps.read(html))
        return gaps.marked(found[-1])[0]

    runs = in_one_line(_read(template.front, templates.Fields(values, False, marked)))
    is_one = len(found) == 1 and gaps.can_be_written(found[0])
    if not is_one or gaps.numbers(found[0]) != {ordinal + 1 for ordinal in ordinals}:
        return None
    return Sentence(_with_hints(runs, gaps.marked(found[0])[1]), remark(note, ordinals[0]))


def _with_hints(runs: Runs, hints: Sequence[str]) -> Runs:
    """``runs`` whose ends of gaps bear their hints."""
    return tuple(
        Run("gap_end", _text(hints[int(run.text)])) if run.kind == "gap_end" and int(run.text) < len(hints) else run
        for run in runs
    )


def _text(html: str) -> str:
    return " ".join(run.text for run in in_one_line(reading.read(html)))


def _hidden(template: Template, values: dict[str, str], number: int) -> list[str]:
    found: list[str] = []

    def gather(html: str) -> str:
        found.extend(gaps.hidden(gaps.read(html), number))
        return ""

    templates.rendered(template.front, values, templates.Fields(values, False, gather).fill)
    return found


def _shows_a_field(template: str, values: dict[str, str]) -> bool:
    """Whether anything but fixed words stands there; else Anki takes the card for blank."""
    shown = templates.rendered(
        template, values, lambda name, _: "" if templates.is_empty(values.get(name, "")) else _SHOWN
    )
    return _SHOWN in shown


def _template(note: Note, ordinal: int) -> Template | None:
    every = note.note_type.templates
    at = 0 if note.note_type.is_cloze else ordinal
    return every[at] if 0 <= at < len(every) else None


def _values(note: Note) -> dict[str, str]:
    values = map(formulas.without_ours, note.values)
    return dict(zip(note.note_type.fields, values, strict=False))


def _read(template: str, fields: templates.Fields) -> Content:
    return reading.read(templates.rendered(template, fields.values, fields.fill))


def _without_question(back: Content, front: Content) -> Content:
    """``back`` from where it stops to say what stands on the front."""
    start = 0
    asked = {_spoken(block) for block in front}
    while start < len(back) and _spoken(back[start]) in asked:
        start += 1
    return back[start:]


def _spoken(block: object) -> object:
    return tuple((run.kind, run.text, run.target) for run in block.runs) if isinstance(block, Line) else block
