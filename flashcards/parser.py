"""Notes to drafts: the readers by suffix, the rules in order, and the walk that applies them.

This file is the table of contents of extraction. A note format is a function in ``READERS``; a way of making cards is
a line in ``RULES``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Literal, NamedTuple

from flashcards.errors import Problem
from flashcards.markup import plain, plain_line
from flashcards.merging import merge
from flashcards.model import Document, Draft, Lines, Note
from flashcards.readers import markdown, rst
from flashcards.rules import explained, explicit, figure, listing, question, statement, table, term
from flashcards.rules.explicit import is_explicit
from flashcards.rules.language import language_of
from flashcards.rules.outline import Entry, descend, outline
from flashcards.rules.place import Made, Place, context_label
from flashcards.rules.restraint import (
    boilerplate,
    is_empty,
    is_practice,
    is_reference_section,
    is_schedule,
    points_elsewhere,
    speakers,
    why_nothing,
)
from flashcards.rules.switches import Switches, wishes

Reader = Callable[[str, str], tuple[Document, list[Problem]]]

READERS: Mapping[str, Reader] = MappingProxyType({".md": markdown.read, ".markdown": markdown.read, ".rst": rst.read})


Part = Literal["text", "below", "aside"]
"""What a rule asks for: what an entry itself says, what stands below it, or something beside the point."""


class Rule(NamedTuple):
    """One way of making cards. For each part of an entry the rules are tried in order, and the first that makes one wins."""

    name: str
    part: Part
    make: Callable[[Entry, Place], Made | None]
    explicit: bool = False
    """The author wrote the card as a card: nothing holds it back."""


RULES: tuple[Rule, ...] = (
    Rule("question_and_answer", "text", explicit.question_and_answer, explicit=True),
    Rule("two_colons", "text", explicit.two_colons, explicit=True),
    Rule("cloze", "text", explicit.cloze, explicit=True),
    Rule("answered_question", "text", question.answered_question),
    Rule("answer_in_brackets", "text", question.answer_in_brackets),
    Rule("term_definition", "text", term.term_definition),
    Rule("brackets", "text", term.brackets),
    Rule("open_question", "text", question.open_question),
    Rule("statement", "text", statement.statement),
    Rule("acronym", "aside", statement.acronym),
    Rule("table_cells", "below", table.cells),
    Rule("members_of", "below", listing.members_of),
    Rule("explained_below", "below", explained.explained_below),
    Rule("figure", "below", figure.captioned),
)


def parse_text(text: str, path: str) -> tuple[list[Draft], list[Problem]]:
    """The drafts of a note whose text is at hand; ``path`` decides the format by its suffix."""
    return parse(Note(path, text))


def parse(note: Note) -> tuple[list[Draft], list[Problem]]:
    """All drafts of ``note`` in its order, and the faults found in it. Never raises for any text."""
    visited, problems = _visited(note)
    return [draft for visit in visited for draft in visit.drafts], problems


class Explanation(NamedTuple):
    """What an entry of a note became: its drafts, or why there are none."""

    lines: Lines
    text: str
    drafts: tuple[Draft, ...]
    reason: str


def explain(note: Note) -> list[Explanation]:
    """What each entry of a note's outline became, in the order of the note."""
    visited, _ = _visited(note)
    return [
        Explanation(entry.lines, entry.text or f"({entry.role})", tuple(drafts), why) for entry, drafts, why in visited
    ]


class _Visit(NamedTuple):
    entry: Entry
    drafts: list[Draft]
    why_nothing: str


def _visited(note: Note) -> tuple[list[_Visit], list[Problem]]:
    reader = READERS.get(PurePosixPath(note.path).suffix.lower(), markdown.read)
    document, problems = reader(note.text, note.path)
    entries = outline(document)
    wished = wishes(document.front_matter)
    start = Place(
        note.path,
        siblings=entries,
        language=language_of(" ".join(entry.text for entry in descend(entries))),
        boilerplate=boilerplate(entries),
        speakers=speakers(entries),
    )
    walk = _Walk(Switches(entries, off=wished.off))
    decks = _Decks(note.path, entries, wished.deck)
    visited = _told_apart(list(walk.visit_all(entries, start)))
    for visit in visited:
        visit.drafts[:] = [replace(draft, deck=decks.of(draft), tags=wished.tags) for draft in visit.drafts]
    return visited, problems


def _told_apart(visited: list[_Visit]) -> list[_Visit]:
    """Without what a sentence says of a term that the note defines elsewhere: the bare term asks for its definition."""
    drafts = [draft for visit in visited for draft in visit.drafts]
    defined = {(draft.context, plain(draft.front)) for draft in drafts if draft.rule != _FROM_SENTENCES}
    for visit in visited:
        visit.drafts[:] = [
            draft
            for draft in visit.drafts
            if draft.cloze or draft.rule != _FROM_SENTENCES or (draft.context, plain(draft.front)) not in defined
        ]
    return visited


_FROM_SENTENCES = "statement"
_PARTS: tuple[Part, ...] = ("text", "below", "aside")


class _Walk:
    """One pass over the outline; remembers what has been said already."""

    def __init__(self, switches: Switches) -> None:
        self.switches = switches
        self.said: set[int] = set()

    def visit_all(self, entries: Sequence[Entry], place: Place) -> Iterator[_Visit]:
        for entry in entries:
            yield from self.visit(entry, place)

    def visit(self, entry: Entry, place: Place) -> Iterator[_Visit]:
        if is_reference_section(entry):
            place = replace(place, elsewhere=True)
        told = id(entry) in self.said
        drafts = [draft for part in _PARTS for draft in self._apply(part, entry, place)]
        yield _Visit(entry, _anchored(drafts, entry), self._why_nothing(entry, place, told))
        below = place.below(entry)
        if entry.role in ("heading", "line", "item") and is_practice(entry):
            below = replace(below, practice=True)
        if is_schedule(entry):
            below = replace(below, scheduled=True)
        yield from self.visit_all(entry.children, below)

    def _apply(self, part: Part, entry: Entry, place: Place) -> tuple[Draft, ...]:
        if id(entry) in self.said or entry.role == "todo" or (part == "text" and is_empty(entry.text)):
            return ()
        written_as_card = is_explicit(entry.text)
        if part != "text" and written_as_card:
            return ()  # what the author wrote as a card is only that
        held_back = place.elsewhere or points_elsewhere(entry.text)
        for rule in RULES:
            if (
                rule.part != part
                or (held_back and not rule.explicit)
                or not self.switches.allow(rule.name, entry.lines)
            ):
                continue
            made = rule.make(entry, place)
            drafts = (
                tuple(replace(draft, rule=rule.name) for draft in made.drafts if _is_askable(draft)) if made else ()
            )
            if made and drafts:
                self.said.update(id(said) for said in made.said)
                return drafts
        return ()

    def _why_nothing(self, entry: Entry, place: Place, told: bool) -> str:
        if told:
            return "a card above says it"
        if self.switches.are_off(entry.lines):
            return "the rules are switched off here"
        return "it stands in a list of works or links" if place.elsewhere else why_nothing(entry)


def _anchored(drafts: list[Draft], entry: Entry) -> list[Draft]:
    """The first draft of an entry takes the anchor that its author gave it, the others the anchor with their rule."""
    if not entry.anchor:
        return drafts
    names: list[str] = []
    for number, draft in enumerate(drafts):
        name = entry.anchor if number == 0 else f"{entry.anchor}-{draft.rule}"
        names.append(name if name not in names else f"{name}-{number}")
    return [replace(draft, anchor=name) for draft, name in zip(drafts, names, strict=True)]


def _is_askable(draft: Draft) -> bool:
    """A card asks something, answers it (an open one needn't), and doesn't give the answer away."""
    front, back = plain_line(draft.front), plain_line(draft.back)
    return bool(front) and (bool(back) or draft.kind == "open") and front.casefold() != back.casefold()


class _Decks:
    """Sub-decks by file and top heading. A deck's name depends on nothing else, so that other edits never move its cards."""

    def __init__(self, path: str, entries: Sequence[Entry], wished: str) -> None:
        parts = PurePosixPath(path).with_suffix("").parts
        below = parts[1:] if len(parts) > 1 and not PurePosixPath(path).is_absolute() else parts[-1:]
        self.file = wished or "::".join(below)
        self.headings = {context_label(entry) for entry in entries if entry.role == "heading"}

    def of(self, draft: Draft) -> str:
        heading = draft.context[0] if draft.context else ""
        return f"{self.file}::{heading.replace('::', ':')}" if heading in self.headings and heading else self.file


__all__ = ["READERS", "RULES", "Explanation", "Rule", "explain", "merge", "parse", "parse_text"]
