"""A name with its explanation below it: an item with one line under it, a heading with its first paragraph."""

from __future__ import annotations

from flashcards.markup import one_line, plain_line, words
from flashcards.model import Draft, Kind, Lines, Math
from flashcards.rules.explicit import is_explicit
from flashcards.rules.outline import Entry
from flashcards.rules.place import Made, Place, join_lines, name_of
from flashcards.rules.restraint import explains, is_empty, is_schedule, is_truncated, points_elsewhere
from flashcards.rules.text import LONGEST_BACK_WORDS, LONGEST_TERM_WORDS, announces, fitting, is_question
from flashcards.rules.writing import as_markdown


def explained_below(entry: Entry, place: Place) -> Made | None:
    """What stands alone below a short name explains it: a line, a paragraph, a formula."""
    if not _is_name(entry, place) or not entry.children:
        return None
    first = entry.children[0]
    if first.role == "math" and isinstance(first.block, Math):
        draft = _draft(entry, place, as_markdown([first]), "fact", join_lines(entry.lines, first.lines))
        return Made((draft,), said=(first,))
    paragraph = _explanation(entry)
    if not paragraph:
        return None
    back, rest = fitting(" ".join(one_line(line.text) for line in paragraph))
    if rest and entry.role == "heading":
        return None  # a longer text below a heading is prose, to be asked sentence by sentence
    if words(back) > LONGEST_BACK_WORDS * 2 or (is_truncated(back) and words(back) < 6):
        return None
    lines = join_lines(entry.lines, *(line.lines for line in paragraph))
    draft = _draft(entry, place, one_line(back), "definition", lines)
    return Made((draft,), said=() if rest else tuple(paragraph))


def _draft(entry: Entry, place: Place, back: str, kind: Kind, lines: Lines) -> Draft:
    return place.draft(kind, name_of(entry), back, lines=lines, priority=0.75 if entry.role == "heading" else 0.7)


def _is_name(entry: Entry, place: Place) -> bool:
    if explains(entry) or not plain_line(entry.text) or is_schedule(entry) or _is_title(entry, place):
        return False
    if place.is_boilerplate(entry):
        return False
    return words(name_of(entry)) <= LONGEST_TERM_WORDS + 3


def _is_title(entry: Entry, place: Place) -> bool:
    """The paragraph below the title of a whole note says what the note is for, not what its subject is."""
    return entry.role == "heading" and not place.above and sum(other.role == "heading" for other in place.siblings) == 1


def _explanation(entry: Entry) -> list[Entry]:
    """The lines right below the name that say what it is, up to the first that says something of its own."""
    if len(entry.children) == 1 and entry.children[0].role == "item" and entry.role != "heading":
        return [] if _speaks_for_itself(entry.children[0]) else [entry.children[0]]
    lines: list[Entry] = []
    for child in entry.children:
        if child.role != "line" or (lines and child.lines.start > lines[-1].lines.end + 1) or _speaks_for_itself(child):
            break
        lines.append(child)
    return lines


def _speaks_for_itself(line: Entry) -> bool:
    text = line.text
    return (
        explains(line)
        or is_explicit(text)
        or is_question(text)
        or is_empty(text)
        or points_elsewhere(text)
        or announces(text)
        or bool(line.children)
    )
