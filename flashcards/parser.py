"""Notes to drafts: the readers by suffix, the rules in order, and the walk that applies them.

This file is the table of contents of extraction. A note format is a function in ``READERS``; a way of making cards is
a line in ``RULES``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Literal, NamedTuple

from flashcards.errors import Problem
from flashcards.markup import plain, plain_line, reading_key, words
from flashcards.merging import merge, put
from flashcards.model import Document, Draft, Lines, Note
from flashcards.readers import markdown, rst
from flashcards.rules import code, explained, explicit, figure, listing, question, rows, statement, table, term
from flashcards.rules.explicit import holds_card, is_explicit
from flashcards.rules.language import Language, language_of
from flashcards.rules.outline import Entry, outline, text_of
from flashcards.rules.phrasing import is_thin, phrased
from flashcards.rules.place import Made, Place, context_label, name_of
from flashcards.rules.put import FROM_SENTENCES
from flashcards.rules.restraint import (
    boilerplate,
    follows_contents,
    is_aside,
    is_beside_the_point,
    is_empty,
    is_example_marker,
    is_practice,
    is_reference_section,
    is_schedule,
    speakers,
    why_nothing,
)
from flashcards.rules.scope import scoped
from flashcards.rules.switches import Switches, faults_in_front_matter, faults_in_switches, wishes
from flashcards.rules.wanted import USUAL, Wanted, deck_name

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
    Rule("front_and_back", "text", explicit.front_and_back, explicit=True),
    Rule("callout", "text", explicit.callout, explicit=True),
    Rule("cloze", "text", explicit.cloze, explicit=True),
    Rule("answered_question", "text", question.answered_question),
    Rule("answer_in_brackets", "text", question.answer_in_brackets),
    Rule("glosses", "text", rows.glosses),
    Rule("term_definition", "text", term.term_definition),
    Rule("brackets", "text", term.brackets),
    Rule("open_question", "text", question.open_question),
    Rule("statement", "text", statement.statement),
    Rule("acronym", "aside", statement.acronym),
    Rule("bracketed_pairs", "aside", rows.bracketed_pairs),
    Rule("gloss_series", "aside", rows.gloss_series),
    Rule("table_cells", "below", table.cells),
    Rule("members_of", "below", listing.members_of),
    Rule("explained_below", "below", explained.explained_below),
    Rule("figure", "below", figure.captioned),
    Rule("formula", "below", figure.formula),
    Rule("commented_code", "below", code.commented),
)


_WRITTEN_AS_CARDS = frozenset(rule.name for rule in RULES if rule.explicit)


def parse_text(text: str, path: str) -> tuple[list[Draft], list[Problem]]:
    """The drafts of a note whose text is at hand; ``path`` decides the format by its suffix."""
    return parse(Note(path, text))


def read(note: Note) -> tuple[Document, list[Problem]]:
    """The blocks of ``note`` by the reader of its format, and the faults found in it. Never raises for any text."""
    reader = READERS.get(PurePosixPath(note.path).suffix.lower(), markdown.read)
    return reader(note.text, note.path)


def parse(note: Note, wanted: Wanted = USUAL) -> tuple[list[Draft], list[Problem]]:
    """All drafts of ``note`` in its order, and the faults found in it. Never raises for any text."""
    visited, problems = _visited(note, wanted)
    return [draft for visit in visited for draft in visit.drafts], problems


class Explanation(NamedTuple):
    """What an entry of a note became: its drafts, or why there are none.

    The first source of a draft is its own; the others are where this note says the same, or asks the same, for one card.
    """

    entry: Entry
    drafts: tuple[Draft, ...]
    reason: str
    """Why the entry gave no card, also where it gave some."""

    @property
    def is_used(self) -> bool:
        """Whether a card came of the entry, or says it."""
        return bool(self.drafts) or self.reason == _TOLD

    @property
    def lines(self) -> Lines:
        """Where the entry's own text stands."""
        return self.entry.lines

    @property
    def text(self) -> str:
        """The entry's own text, or what it is in brackets where it has none."""
        return self.entry.text or f"({self.entry.role})"


def explain(note: Note, wanted: Wanted = USUAL) -> list[Explanation]:
    """What each entry of a note's outline became, in the order of the note."""
    visited, _ = _visited(note, wanted)
    drafts = [draft for visit in visited for draft in visit.drafts]
    joined = [card for card in merge(drafts) if len(card.source) > 1]
    return [
        Explanation(
            visit.entry,
            tuple(put(_with_all_sources(draft, joined)) for draft in visit.drafts),
            visit.why_nothing if visit.drafts or not _is_said(visit.entry, drafts) else _TOLD,
        )
        for visit in visited
    ]


def _is_said(entry: Entry, drafts: Sequence[Draft]) -> bool:
    """Whether the text of ``entry`` stands on the back of a card whose lines it belongs to."""
    read = plain_line(entry.text)
    around = (
        draft
        for draft in drafts
        if draft.source[0].start_line <= entry.lines.start and entry.lines.end <= draft.source[0].end_line
    )
    return bool(read) and any(read in plain_line(draft.back) for draft in around)


def _with_all_sources(draft: Draft, joined: Sequence[Draft]) -> Draft:
    """``draft`` with the places of the card among ``joined`` that it became a part of, its own place first."""
    own = draft.source
    places = (card.source for card in joined if own[0] in card.source and _asked(card) == _asked(draft))
    return replace(draft, source=(*own, *(place for place in next(places, ()) if place not in own)))


def _asked(draft: Draft) -> tuple[str, str]:
    return draft.kind, reading_key(draft.front)


class _Visit(NamedTuple):
    entry: Entry
    drafts: list[Draft]
    why_nothing: str


def _visited(note: Note, wanted: Wanted) -> tuple[list[_Visit], list[Problem]]:
    document, problems = read(note)
    entries = outline(document)
    wished = wishes(document.front_matter)
    names = [rule.name for rule in RULES]
    faults = [*faults_in_front_matter(document.front_matter, note.text), *faults_in_switches(entries, names)]
    problems = sorted([*problems, *(Problem(note.path, fault.line, fault.message) for fault in faults)])
    language = language_of(text_of(entries), wanted.languages)
    start = Place(
        note.path,
        siblings=entries,
        language=language,
        boilerplate=boilerplate(entries),
        speakers=speakers(entries),
        two_way_tables=wanted.two_way_tables,
    )
    walk = _Walk(Switches(entries, off=wished.off, rules_off=wanted.rules_off))
    decks = _Decks(note.path, entries, wished.deck, wanted, start.language.open_questions)
    tags = tuple(dict.fromkeys((*wished.tags, *wanted.tags)))
    visited = _told_apart(list(walk.visit_all(entries, start)), language)
    for visit in visited:
        visit.drafts[:] = [
            replace(
                draft
                if draft.rule in _WRITTEN_AS_CARDS
                else scoped(
                    phrased(draft, language, name_of(visit.entry), visit.entry.text), language, start.boilerplate
                ),
                deck=draft.deck or decks.of(draft),
                tags=tuple(dict.fromkeys((*tags, *draft.tags))),
            )
            for draft in visit.drafts
        ]
        visit.drafts[:] = _asked_once(visit.drafts)
    return visited, problems


def _asked_once(drafts: Sequence[Draft]) -> list[Draft]:
    """Without a detail that the question for the whole asks for already, with the same answer."""
    asked = {(draft.question.rpartition(": ")[2].casefold(), draft.answer) for draft in drafts if draft.answer}
    return [draft for draft in drafts if draft.answer or (draft.front.casefold(), draft.back) not in asked]


def _told_apart(visited: list[_Visit], language: Language) -> list[_Visit]:
    """Without what other cards of the note ask better than a sentence does.

    A bare term asks for the definition that stands elsewhere; a line that is learnt as one of a list is asked by itself
    only where the question says more than a verb; and a step only by a question, or for what something is for.
    """
    drafts = [draft for visit in visited for draft in visit.drafts]
    defined = {(draft.context, plain(draft.front)) for draft in drafts if draft.rule != FROM_SENTENCES}
    members = {_member(line) for draft in drafts if draft.kind == "list" for line in plain(draft.back).splitlines()}
    steps = {_member(line) for draft in drafts if draft.kind == "sequence" for line in plain(draft.back).splitlines()}
    for visit in visited:
        is_member = _member(plain_line(visit.entry.text)) in members
        is_step = visit.entry.ordered and _member(plain_line(visit.entry.text)) in steps
        visit.drafts[:] = [
            draft
            for draft in visit.drafts
            if draft.rule != FROM_SENTENCES
            or not (
                _is_defined(draft, defined)
                or _says_too_little(draft, language, is_member=is_member)
                or (is_step and not _asks_for_purpose(draft, language))
            )
        ]
    return visited


def _is_defined(draft: Draft, defined: Container[tuple[tuple[str, ...], str]]) -> bool:
    return not draft.cloze and (draft.context, plain(draft.front)) in defined


def _says_too_little(draft: Draft, language: Language, *, is_member: bool) -> bool:
    if draft.cloze and draft.front.startswith("$"):
        return False  # one side of a formula
    return (is_member or words(draft.back) < _FEWEST_WORDS_FOR_THIN) and is_thin(draft, language)


def _asks_for_purpose(draft: Draft, language: Language) -> bool:
    """Is it a question, or a name with what it is for? Anything else about a step is learnt with the steps."""
    if draft.kind == "qa" or (draft.kind == "fact" and not draft.cloze):
        return True
    purposes = {*language.purposes, *language.grammar.before_purpose}
    return not draft.cloze and plain(draft.back).split(maxsplit=1)[0].casefold() in purposes


_FEWEST_WORDS_FOR_THIN = 3
"""In the answer to a question that asks by its verb alone."""


def _member(line: str) -> str:
    return line.strip(" .;").casefold()


_TOLD = "a card above says it"
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
        if is_reference_section(entry) or (entry.role == "heading" and is_aside(entry.text)):
            place = replace(place, elsewhere=True)
        elif place.elsewhere and follows_contents(entry, place.above):
            place = replace(place, elsewhere=False)
        told = id(entry) in self.said
        drafts = [draft for part in _PARTS for draft in self._apply(part, entry, place)]
        yield _Visit(entry, _anchored(_filed(drafts, entry), entry), self._why_nothing(entry, place, told))
        below = place.below(entry)
        if entry.role in ("heading", "line", "item") and is_practice(entry):
            below = replace(below, practice=True)
        if is_example_marker(name_of(entry)):
            below = replace(below, is_example=True)
        if is_schedule(entry):
            below = replace(below, scheduled=True)
        yield from self.visit_all(entry.children, below)

    def _apply(self, part: Part, entry: Entry, place: Place) -> tuple[Draft, ...]:
        if (
            (id(entry) in self.said and part != "aside")
            or entry.role == "todo"
            or (part == "text" and is_empty(entry.text))
        ):
            return ()
        written_as_card = is_explicit(entry.text)
        if part != "text" and written_as_card:
            return ()  # what the author wrote as a card is only that
        held_back = place.elsewhere or is_beside_the_point(entry, place.above)
        for rule in RULES:
            if (
                rule.part != part
                or (held_back and not rule.explicit)
                or not self.switches.allow(rule.name, entry.lines)
            ):
                continue
            made = rule.make(entry, place)
            drafts = (
                tuple(replace(draft, rule=rule.name) for draft in made.drafts if _is_askable(draft, rule))
                if made
                else ()
            )
            if made and drafts:
                if not rule.explicit and _repeats(drafts, entry):
                    if part == "text":
                        return ()  # what a card below answers is no open question
                    continue
                self.said.update(id(one) for one in made.said if rule.explicit or one is entry or not holds_card(one))
                return drafts
        return ()

    def _why_nothing(self, entry: Entry, place: Place, told: bool) -> str:
        if told:
            return _TOLD
        if self.switches.are_off(entry.lines):
            return "the rules are switched off here"
        return "it stands in a list of works or links" if place.elsewhere else why_nothing(entry)


def _repeats(drafts: Sequence[Draft], entry: Entry) -> bool:
    """Do the drafts say what a line below ``entry`` says, which is written as a card?"""
    written = [child.lines.start for child in entry.children if holds_card(child)]
    return any(draft.source[0].start_line <= line <= draft.source[0].end_line for draft in drafts for line in written)


def _filed(drafts: list[Draft], entry: Entry) -> list[Draft]:
    """The drafts with the deck and the tags that stand behind the line itself."""
    if entry.card is None:
        return drafts
    return [replace(draft, deck=entry.card.deck, tags=entry.card.tags) for draft in drafts]


def _anchored(drafts: list[Draft], entry: Entry) -> list[Draft]:
    """The first draft of an entry takes the anchor that its author gave it, the others the anchor with their rule."""
    if not entry.anchor:
        return drafts
    names: list[str] = []
    for number, draft in enumerate(drafts):
        name = entry.anchor if number == 0 else f"{entry.anchor}-{draft.rule}"
        names.append(name if name not in names else f"{name}-{number}")
    return [replace(draft, anchor=name) for draft, name in zip(drafts, names, strict=True)]


_NO_ANSWER = re.compile(r"n\.?/?a\.?|[-–—?.…]+", re.IGNORECASE)


def _is_askable(draft: Draft, rule: Rule) -> bool:
    """A card asks something, answers it (an open one needn't), and doesn't give the answer away."""
    front, back = plain_line(draft.front), plain_line(draft.back)
    answered = draft.kind == "open" or (bool(back) and (rule.explicit or not _NO_ANSWER.fullmatch(back)))
    return bool(front) and answered and front.casefold() != back.casefold()


class _Decks:
    """Decks by folder, file and top heading, with one beside the headings for open questions.

    A name depends on nothing else but the note's language, so that other edits never move its cards.
    """

    def __init__(self, path: str, entries: Sequence[Entry], wished: str, wanted: Wanted, open_questions: str) -> None:
        below = _below(PurePosixPath(path), wanted.notes)
        self.parts = {"folder": "::".join(below.parent.parts), "file": below.stem, "own": wished}
        self.pattern = wanted.deck
        if wished:  # a note's own deck stands in place of folder and file
            self.pattern = "{own}::{heading}" if "{heading}" in wanted.deck else "{own}"
        self.headings = {context_label(entry) for entry in entries if entry.role == "heading"}
        self.open_questions = open_questions

    def of(self, draft: Draft) -> str:
        if draft.kind == "open":
            return f"{self._under('')}::{self.open_questions}"
        top = draft.context[0] if draft.context else ""
        heading = top.replace("::", ":") if top in self.headings else ""
        return self._under(heading)

    def _under(self, heading: str) -> str:
        return deck_name(self.pattern, {**self.parts, "heading": heading}) or self.parts["file"]


def _below(path: PurePosixPath, notes: str) -> PurePosixPath:
    """``path`` from the folder of the notes: ``notes`` if it lies there, else its first part; or its name alone."""
    if notes and path.is_relative_to(notes):
        return path.relative_to(notes)
    return PurePosixPath(*(path.parts[-1:] if path.is_absolute() else path.parts[1:] or path.parts))


__all__ = ["READERS", "RULES", "Explanation", "Rule", "explain", "merge", "parse", "parse_text", "read"]
