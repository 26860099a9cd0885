"""A name with its explanation below it: an item with one line under it, a heading with its first paragraph."""

from __future__ import annotations

from flashcards.markup import mask, one_line, plain_line, words
from flashcards.model import Code, Math
from flashcards.rules.by_subject import has_subject
from flashcards.rules.code import is_sheet
from flashcards.rules.explicit import is_explicit
from flashcards.rules.grammar import has_parts_of_speech
from flashcards.rules.language import Language
from flashcards.rules.meaning import apart
from flashcards.rules.outline import Entry
from flashcards.rules.place import Made, Place, join_lines, name_of
from flashcards.rules.restraint import explains, is_empty, is_schedule, is_truncated, points_elsewhere
from flashcards.rules.statement import without_label
from flashcards.rules.text import (
    LONGEST_BACK_WORDS,
    LONGEST_TERM_WORDS,
    announces,
    fitting,
    is_question,
    lower_words,
    sentences,
    strip_mark,
)
from flashcards.rules.writing import as_markdown


def explained_below(entry: Entry, place: Place) -> Made | None:
    """What stands alone below a short name explains it: a line, a paragraph, a formula."""
    if not entry.children:
        return None
    first = entry.children[0]
    if _is_shown(first) and (shown := _shown_by(entry, first, place)):
        return shown
    if not _is_name(entry, place):
        return None
    paragraph = _explanation(entry)
    if not paragraph:
        return None
    back, rest = fitting(" ".join(one_line(line.text) for line in paragraph))
    if rest and entry.role == "heading":
        return None  # a longer text below a heading is prose, to be asked sentence by sentence
    is_clear = len(sentences(back)) > 1 or (has_parts_of_speech(place.language) and mask(back) == back)
    if entry.role == "heading" and is_clear and _speaks_of_another(sentences(back)[0], entry, place.language):
        return None
    if words(back) > LONGEST_BACK_WORDS * 2 or (is_truncated(back) and words(back) < 6):
        return None
    lines = join_lines(entry.lines, *(line.lines for line in paragraph))
    meaning, further = apart(back, name_of(entry), place, paragraph[0])
    priority = 0.75 if entry.role == "heading" else 0.7
    draft = place.draft("definition", name_of(entry), one_line(meaning), lines=lines, priority=priority)
    return Made((draft, *further), said=() if rest else tuple(paragraph))


def _speaks_of_another(sentence: str, entry: Entry, language: Language) -> bool:
    """Has the sentence a subject of its own, and less than half of the words of the name? Then that only stands above it."""
    if has_parts_of_speech(language) and not has_subject(sentence, language):
        return False
    named, said = (
        {word[:_STEM_LETTERS] for word in lower_words(plain_line(text))} for text in (name_of(entry), sentence)
    )
    telling = [word for word in named if len(word) > _SHORTEST_WORD] or [*named]
    return sum(word in said for word in telling) * 2 < len(telling)


_STEM_LETTERS = 5
_SHORTEST_WORD = 3


_LONGEST_CODE_LINES = 12


def _is_shown(entry: Entry) -> bool:
    """A formula, or a piece of code that can be taken in at a glance."""
    if isinstance(entry.block, Code):
        return not is_sheet(entry.block) and entry.block.text.strip("\n").count("\n") < _LONGEST_CODE_LINES
    return isinstance(entry.block, Math)


def _shown_by(entry: Entry, first: Entry, place: Place) -> Made | None:
    """A formula or code, asked by the heading above it or by what leads in to it: ``The speed of sound is``."""
    asked = entry.text if entry.role == "heading" else without_label(sentences(entry.text)[-1])
    name = plain_line(asked).rstrip(" :").casefold()
    if not name or _is_title(entry, place) or place.is_boilerplate(entry) or words(asked) > _LONGEST_LEAD_WORDS:
        return None
    last = name.split()[-1]
    front = asked.rstrip(" :")[: -len(last)] if last in place.language.copulas else strip_mark(asked)
    if entry.role == "heading":
        front = name_of(entry)
    if words(front) < 1 or all(word in place.language.small for word in plain_line(front).casefold().split()):
        return None
    lines = join_lines(entry.lines, first.lines)
    return Made((place.draft("fact", front, as_markdown([first]), lines=lines, priority=0.72),), said=(first,))


_LONGEST_LEAD_WORDS = 16


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
        or without_label(text) != text
        or text.startswith(("**", "__"))
        or is_explicit(text)
        or is_question(text)
        or is_empty(text)
        or points_elsewhere(text)
        or announces(text)
        or bool(line.children)
    )
