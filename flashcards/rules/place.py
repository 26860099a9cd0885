"""Where an entry stands, and what a rule gives back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flashcards.markup import one_line, plain_line
from flashcards.model import Draft, Kind, Lines, Source
from flashcards.rules.language import UNKNOWN, Language
from flashcards.rules.marks import two_sides
from flashcards.rules.outline import Entry, title_number
from flashcards.rules.text import label, split_term
from flashcards.rules.vocabulary import LABELS

_LONGEST_CONTEXT_CHARACTERS = 90


@dataclass(frozen=True, slots=True)
class Made:
    """The drafts of one rule for one entry.

    ``said`` are the entries whose own text no later rule need say again: those whose whole text stands on a back. The
    entry itself is among them if nothing more is to be asked of it.
    """

    drafts: tuple[Draft, ...]
    said: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """What stands above an entry, and beside it."""

    path: str
    context: tuple[str, ...] = ()
    """Labels of what stands above, outermost first, as plain text."""
    above: tuple[Entry, ...] = ()
    siblings: tuple[Entry, ...] = ()
    practice: bool = False
    """Somewhere above stands that these are questions or exercises to practise on."""
    language: Language = UNKNOWN
    boilerplate: frozenset[str] = frozenset()
    """Titles that the note repeats section after section; they say nothing about their list."""
    elsewhere: bool = False
    """Somewhere above stands that these are works or addresses to look up."""
    scheduled: bool = False
    """Somewhere above stands a period of time: what is below plans the learner's days."""
    is_example: bool = False
    """Somewhere above stands ``Example``: what is said of one case isn't worth learning by itself."""
    speakers: frozenset[str] = frozenset()
    """Terms that only say who speaks, in a dialogue."""
    two_way_tables: bool = False
    """Tables of two columns are asked in both directions."""

    @property
    def parent(self) -> Entry | None:
        """The entry right above, if any."""
        return self.above[-1] if self.above else None

    def of_parent(self) -> Place:
        """The place of the parent itself."""
        name = context_label(self.above[-1]) if self.above else ""
        context = self.context[:-1] if name and self.context[-1:] == (name,) else self.context
        return replace(self, context=context, above=self.above[:-1])

    def is_boilerplate(self, entry: Entry) -> bool:
        """Is ``entry`` a heading that the note repeats section after section?"""
        return entry.role == "heading" and plain_line(label(entry.text)).casefold() in self.boilerplate

    def below(self, entry: Entry) -> Place:
        """The place of the children of ``entry``."""
        name = context_label(entry)
        context = (*self.context, name) if name else self.context
        return replace(self, context=context, above=(*self.above, entry), siblings=entry.children)

    def draft(
        self,
        kind: Kind,
        front: str,
        back: str,
        *,
        lines: Lines,
        priority: float,
        context: tuple[str, ...] = (),
        cloze: bool = False,
    ) -> Draft:
        """A draft that stands here; ``context`` is added below what stands above anyway."""
        return Draft(
            kind=kind,
            front=one_line(front),
            back=back,
            context=(*self.context, *context),
            source=(Source(self.path, lines.start, lines.end),),
            rule="",
            priority=priority,
            cloze=cloze,
        )


def context_label(entry: Entry) -> str:
    """What ``entry`` is called above its children, as plain text; empty where it has no name."""
    if entry.role in ("quote", "table", "code", "math", "image", "comment"):
        return ""
    split = split_term(entry.text)
    says_nothing = split is not None and split.meaning and plain_line(split.term).casefold().rstrip(".") in LABELS
    name = plain_line(entry.text if says_nothing else name_of(entry))
    if len(name) > _LONGEST_CONTEXT_CHARACTERS:
        name = name[:_LONGEST_CONTEXT_CHARACTERS].rsplit(" ", 1)[0] + " …"
    return name


def name_of(entry: Entry) -> str:
    """What ``entry`` is called, as Markdown: its term or its whole text, a heading without its number."""
    sides = two_sides(entry.text)
    name = sides.front if sides else label(entry.text)
    number = title_number(name) if entry.role == "heading" else None
    return name[number.end() :] if number else name


def join_lines(first: Lines, *others: Lines) -> Lines:
    """The smallest stretch of lines that holds all of them."""
    everything = (first, *others)
    return Lines(min(lines.start for lines in everything), max(lines.end for lines in everything))
