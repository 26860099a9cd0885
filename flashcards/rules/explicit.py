"""Cards that the author wrote as cards: tags and callouts, ``Q:``/``A:``, ``front :: back``, clozes.

They win over every other rule, and what they say is never extracted a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from flashcards.markup import clozes, highlights, one_line, plain_line, replaced
from flashcards.model import BETWEEN_HIDDEN, GAP, Callout, Draft, Kind, Lines
from flashcards.rules.marks import ASKING, DEFINING, is_field, is_written_out, two_sides
from flashcards.rules.outline import Entry, answer_label, descend, question_label
from flashcards.rules.place import Made, Place
from flashcards.rules.text import split_term
from flashcards.rules.writing import as_markdown

_PRIORITY = 0.95


def is_explicit(text: str) -> bool:
    """Did the author write a card of his own into this line?"""
    highlighted = (leaves_words(front) for front, _ in _highlighted_gaps(text))
    return bool(question_label(text)) or is_written_out(text) or any(highlighted)


def holds_card(entry: Entry) -> bool:
    """Did the author write a card of his own into this line, or mark it as one?"""
    return entry.card is not None or is_explicit(entry.text)


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
    sides = two_sides(entry.text)
    if not sides or is_field(entry.text):
        return None
    both_ways = sides.both_ways or _asks_both_ways(entry)
    return _card(place, sides.front, one_line(sides.back), entry.lines, both_ways=both_ways)


def front_and_back(entry: Entry, place: Place) -> Made | None:
    """A line that is marked as the front of a card (``#card``, or a line ``?`` below it), with what stands below it.

    A section's card ends where its first subsection begins. What holds cards of its own isn't the back of one.
    """
    if entry.card is None:
        return None
    below = _until_heading(entry.children)
    if not below:
        return _term_and_meaning(entry, place)
    if _hold_cards(below):
        return None
    lines = Lines(entry.lines.start, max(child.span.end for child in below))
    made = _card(place, entry.text, _body(below), lines, both_ways=entry.card.both_ways)
    return made and Made(made.drafts, said=(entry, *descend(below)))


def callout(entry: Entry, place: Place) -> Made | None:
    """``> [!question] Front``, ``.. definition:: Term``: the title is the front, the body the back."""
    name = entry.block.name if isinstance(entry.block, Callout) else ""
    if name not in ASKING | DEFINING or not entry.children or _hold_cards(entry.children):
        return None
    kind: Kind = "qa" if name in ASKING else "definition"
    made = _card(place, entry.text, _body(entry.children), entry.span, kind=kind)
    return made and Made(made.drafts, said=(entry, *descend(entry.children)))


def _card(
    place: Place, front: str, back: str, lines: Lines, *, kind: Kind = "qa", both_ways: bool = False
) -> Made | None:
    if not plain_line(front) or not plain_line(back):
        return None
    forth = place.draft(kind, front, back, lines=lines, priority=_PRIORITY)
    if not both_ways:
        return Made((forth,))
    # one_line would spoil a list, which may stand on a front too
    return Made((forth, replace(forth, front=back if "\n" in back else one_line(back), back=one_line(front))))


def _asks_both_ways(entry: Entry) -> bool:
    return entry.card is not None and entry.card.both_ways


def _body(entries: Sequence[Entry]) -> str:
    """What stands on the back; a single item is no list."""
    [first, *others] = entries
    return one_line(first.text) if first.run and not others and not first.children else as_markdown(entries)


def _until_heading(entries: Sequence[Entry]) -> Sequence[Entry]:
    end = next((number for number, entry in enumerate(entries) if entry.role == "heading"), len(entries))
    return entries[:end]


def _hold_cards(entries: Sequence[Entry]) -> bool:
    """Does any line hold a card that isn't a mere highlight? Highlights in an answer are only emphasis."""
    return any(other.card or question_label(other.text) or is_written_out(other.text) for other in descend(entries))


def _term_and_meaning(entry: Entry, place: Place) -> Made | None:
    """``Term : meaning #card``: both sides stand on the line itself."""
    split = None if is_explicit(entry.text) else split_term(entry.text)
    if not split:
        return None
    made = _card(place, split.term, one_line(split.meaning), entry.lines, both_ways=_asks_both_ways(entry))
    return made and Made(made.drafts, said=(entry,))


# --------------------------------------------------------------------------------------------------- parts that are hidden


def cloze(entry: Entry, place: Place) -> Made | None:
    """A card for each hidden part of a sentence: parts of one number are hidden together, highlights one by one."""
    drafts = tuple(gap_drafts(entry.text, entry.lines, place))
    return Made(drafts) if drafts else None


def gap_drafts(text: str, lines: Lines, place: Place, context: tuple[str, ...] = ()) -> Iterator[Draft]:
    """A draft for each gap of ``text``."""
    for front, back in gaps(text):
        if plain_line(back):
            yield place.draft("fact", front, back, lines=lines, priority=_PRIORITY, context=context, cloze=True)


def gaps(text: str) -> list[tuple[str, str]]:
    """The fronts and backs of the cards about the hidden parts of ``text``: by number, or else highlight by highlight.

    A highlight that leaves no words around it is only emphasis.
    """
    return list(_numbered_gaps(text)) or [gap for gap in _highlighted_gaps(text) if leaves_words(gap[0])]


def _numbered_gaps(text: str) -> Iterator[tuple[str, str]]:
    found = clozes(text)
    for number in sorted({int(one["number"]) for one in found}):
        hidden = [one["hidden"] for one in found if int(one["number"]) == number]
        shown = [(one.span(), _gap(one) if int(one["number"]) == number else one["hidden"]) for one in found]
        yield replaced(text, shown), BETWEEN_HIDDEN.join(hidden)


def _gap(found: re.Match[str]) -> str:
    return f"{GAP} ({found['hint']})" if found["hint"] else GAP


def _highlighted_gaps(text: str) -> Iterator[tuple[str, str]]:
    places = highlights(text)
    for hidden in places:
        parts = [(place, GAP if place == hidden else text[place[0] + 2 : place[1] - 2]) for place in places]
        yield replaced(text, parts), " ".join(text[hidden[0] + 2 : hidden[1] - 2].split())


def leaves_words(front: str) -> bool:
    """Does ``front`` say anything beside its gap?"""
    return any(character.isalnum() for character in front.replace(GAP, ""))
