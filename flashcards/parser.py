"""Notes to drafts: the readers by suffix, the rules in order, and the walk that applies them.

This file is the table of contents of extraction. A note format is a function in ``READERS``; a way of making cards is
a line in ``RULES``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Literal, NamedTuple

from flashcards.errors import Problem
from flashcards.markup import plain, plain_line
from flashcards.model import Document, Draft, Lines, Note
from flashcards.readers import markdown, rst
from flashcards.rules import explained, explicit, listing, question, statement, table, term
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


class Rule(NamedTuple):
    """One way of making cards. Of the rules for one part of an entry, the first that makes something wins."""

    name: str
    part: Literal["text", "below", "aside"]
    """Whether it asks for what the entry itself says, for what stands below it, or for something beside the point."""
    make: Callable[[Entry, Place], Made | None]


RULES: tuple[Rule, ...] = (
    Rule("question_and_answer", "text", explicit.question_and_answer),
    Rule("two_colons", "text", explicit.two_colons),
    Rule("cloze", "text", explicit.cloze),
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
)


def parse_text(text: str, path: str) -> tuple[list[Draft], list[Problem]]:
    """The drafts of a note whose text is at hand; ``path`` decides the format by its suffix."""
    return parse(Note(path, text))


def parse(note: Note) -> tuple[list[Draft], list[Problem]]:
    """All drafts of ``note`` in its order, and the faults found in it. Never raises for any text."""
    document, problems = _read(note)
    entries = outline(document)
    language = language_of(" ".join(entry.text for entry in descend(entries)))
    start = Place(
        note.path,
        siblings=entries,
        language=language,
        boilerplate=boilerplate(entries),
        speakers=speakers(entries),
    )
    wished, switches = wishes(document.front_matter), Switches(entries)
    if wished.off:
        return [], problems
    decks = _Decks(note.path, entries, wished.deck)
    drafts = [draft for draft in _Walk().visit_all(entries, start) if _is_askable(draft) and switches.allow(draft)]
    return [replace(draft, deck=decks.of(draft), tags=wished.tags) for draft in _told_apart(drafts)], problems


def _read(note: Note) -> tuple[Document, list[Problem]]:
    reader = READERS.get(PurePosixPath(note.path).suffix.lower(), markdown.read)
    return reader(note.text, note.path)


class Explanation(NamedTuple):
    """What a piece of a note became: its drafts, or why there are none."""

    lines: Lines
    text: str
    drafts: tuple[Draft, ...]
    reason: str


def explain(note: Note) -> list[Explanation]:
    """What each entry of a note's outline became, in the order of the note."""
    drafts, _ = parse(note)
    made: dict[int, list[Draft]] = {}
    for draft in drafts:
        made.setdefault(draft.source[0].start_line, []).append(draft)
    document, _ = _read(note)
    covered = {line for draft in drafts for line in range(draft.source[0].start_line, draft.source[0].end_line + 1)}
    return [
        Explanation(
            entry.lines,
            entry.text or f"({entry.role})",
            tuple(made.pop(entry.lines.start, ())),
            "it is part of a card above" if entry.lines.start in covered else why_nothing(entry),
        )
        for entry in descend(outline(document))
    ]


def _told_apart(drafts: Sequence[Draft]) -> list[Draft]:
    """Without what a sentence says of a term that the note defines elsewhere: the bare term asks for its definition."""
    defined = {(draft.context, plain(draft.front)) for draft in drafts if draft.rule not in _FROM_SENTENCES}
    return [
        draft
        for draft in drafts
        if draft.cloze or draft.rule not in _FROM_SENTENCES or (draft.context, plain(draft.front)) not in defined
    ]


_FROM_SENTENCES = frozenset({"statement"})


class _Walk:
    """One pass over the outline; remembers what has been said already."""

    def __init__(self) -> None:
        self.said: set[int] = set()

    def visit_all(self, entries: Sequence[Entry], place: Place) -> Iterator[Draft]:
        for entry in entries:
            yield from self.visit(entry, place)

    def visit(self, entry: Entry, place: Place) -> Iterator[Draft]:
        if is_reference_section(entry):
            return
        if id(entry) not in self.said and not points_elsewhere(entry.text):
            for part in ("text", "below", "aside"):
                yield from self._apply(part, entry, place)
        below = place.below(entry)
        if entry.role in ("heading", "line", "item") and is_practice(entry):
            below = replace(below, practice=True)
        if is_schedule(entry):
            below = replace(below, scheduled=True)
        yield from self.visit_all(entry.children, below)

    def _apply(self, part: str, entry: Entry, place: Place) -> Iterator[Draft]:
        if id(entry) in self.said or (part == "text" and is_empty(entry.text)):
            return
        if part != "text" and is_explicit(entry.text):
            return  # what the author wrote as a card is only that
        for rule in RULES:
            made = rule.make(entry, place) if rule.part == part else None
            if made and made.drafts:
                self.said.update(id(said) for said in made.said)
                yield from (replace(draft, rule=rule.name) for draft in made.drafts)
                return


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


# ------------------------------------------------------------------------------------------------------------- merging

_ONE_STATEMENT_WORDS = 5


def merge(drafts: Iterable[Draft]) -> list[Draft]:
    """One draft for each thing asked: the same statement in several places becomes one draft with several sources.

    Drafts that ask the same with different answers are one card with both answers. The result has the order of the
    first of each, and doesn't depend on which note came first beyond that.
    """
    groups: dict[tuple[object, ...], list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(_statement(draft), []).append(draft)
    asked: dict[tuple[object, ...], list[Draft]] = {}
    for group in groups.values():
        one = _joined(group)
        asked.setdefault((one.kind, one.context, plain(one.front)), []).append(one)
    return [_answers_joined(group) for group in asked.values()]


def _statement(draft: Draft) -> tuple[object, ...]:
    """What makes two drafts the same statement: a whole sentence anywhere, a short answer only under the same heads."""
    front, back = plain_line(draft.front).casefold(), plain_line(draft.back).casefold()
    whole = len(back.split()) >= _ONE_STATEMENT_WORDS or draft.kind == "open"
    return (draft.kind, front, back) if whole else (draft.kind, draft.context, front, back)


def _joined(group: Sequence[Draft]) -> Draft:
    sources = tuple(sorted({source for draft in group for source in draft.source}))
    return replace(group[0], source=sources, priority=max(draft.priority for draft in group))


def _answers_joined(group: Sequence[Draft]) -> Draft:
    if len(group) == 1:
        return group[0]
    answers: list[str] = []
    for draft in group:
        told = plain_line(draft.back).casefold()
        if told and not any(told in plain_line(other).casefold() for other in answers):
            answers = [other for other in answers if plain_line(other).casefold() not in told]
            answers.append(draft.back)
    return replace(_joined(group), back="\n\n".join(answers))


__all__ = ["READERS", "RULES", "Explanation", "Rule", "explain", "merge", "parse", "parse_text"]
