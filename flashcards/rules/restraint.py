"""What gives no cards: lines that point elsewhere, plan the learner's week, or only hold a place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from flashcards.markup import MASKED, mask, plain_line, words
from flashcards.rules.language import Language
from flashcards.rules.marks import is_field
from flashcards.rules.outline import Entry, descend
from flashcards.rules.text import alternatives, has_content, is_finished, is_question, is_step, label, split_term
from flashcards.rules.vocabulary import (
    ASIDES,
    ATTRIBUTES,
    DURATIONS,
    EXAMPLE_MARKERS,
    OPEN_ENDS,
    PLACES_IN_BOOKS,
    PRACTICE,
    QUALIFIERS,
    REFERENCES,
    WEEKDAYS,
)

_LINK = re.compile(r"(?<!!)\[[^\]]*\](?:\([^)]*\)|\ue000+)|https?://|www\.", re.IGNORECASE)
_QUOTED_TITLE = re.compile(
    r"^[\"“„«][^\"”“»]{7,}[^?\"”“»][\"”“»]\s*[-–—(,]|\((?:Chapters?|Ch\.|Kap\.|pp?\.)\s*\d", re.IGNORECASE
)
_CLIP = re.compile(r"\((?:YouTube|video|podcast|pdf|slides|blog|paper)\)\s*$", re.IGNORECASE)
_ADDRESS_FIRST = re.compile(
    r"<?(?:https?://|www\.)|\S+\.(?:jpe?g|png|gif|svg|pdf|pptx?|docx?|mp[34]|mov)$", re.IGNORECASE
)
_FILE_FIRST = re.compile(r"\S+\.(?:pdf|pptx?|docx?|epub|djvu)\b(?!\()", re.IGNORECASE)
_LONGEST_POINTER_WORDS = 8
"""In what names a file first; more say something of it."""
_PLACE_IN_BOOK = re.compile(
    rf"^[^\W\d_a-z][^:;=()]{{1,60}}?[\s,](?i:{alternatives(PLACES_IN_BOOKS)})"
    r"\.?\s*\d[\w.–-]*(?:\s*(?:$|[,;(+&])|\s+(?:\w+\.?\s+)?\d)"
)
_LONGEST_WORK_WORDS = 5
_DURATION = re.compile(rf"\(\s*\d[\d\s–-]*\+?\s*(?:{'|'.join(DURATIONS)})\b", re.IGNORECASE)
_PERIOD = re.compile(rf"^(?:{'|'.join(DURATIONS)})\s+\d+", re.IGNORECASE)
_SERIES = re.compile(r"^\S+\s+\d+(?:\s*[-–]\s*\d+)?\s*(?:\([^)]*\))?\s*[:–-]")


def points_elsewhere(text: str) -> bool:
    """Is ``text`` there for a link, a book or a film, rather than for what it says?"""
    if _QUOTED_TITLE.search(text) or _CLIP.search(text) or _ADDRESS_FIRST.match(text.strip()) or _names_pages(text):
        return True
    if _FILE_FIRST.match(text.strip()) and words(text) <= _LONGEST_POINTER_WORDS:
        return True
    if not _LINK.search(text):
        return False
    rest = re.sub(r"!?\[[^\]]*\](?:\([^)]*\))?|<?https?://\S+|[\ue000]", " ", text)
    return words(rest) <= max(4, words(text) // 3)


def _names_pages(text: str) -> bool:
    """``Campbell ch. 3-5, 7``: a work with its chapters or pages, and nothing said of it."""
    found = _PLACE_IN_BOOK.match(plain_line(text)) if any(map(str.isdigit, text)) else None
    return found is not None and not _ENDS_SENTENCE.search(text) and words(found[0]) <= _LONGEST_WORK_WORDS


_ENDS_SENTENCE = re.compile(r"[^\W\d_]{3,}[.!?]$")


def is_reading_list(entries: Sequence[Entry]) -> bool:
    """Do most of these entries point elsewhere?"""
    texts = [entry.text for entry in entries if entry.text]
    return bool(texts) and sum(points_elsewhere(text) for text in texts) * 2 >= len(texts)


def is_schedule(entry: Entry) -> bool:
    """Does ``entry`` give out time (``Day 1: ...``, a name that ends in ``(4-5 hours)``) rather than knowledge?"""
    read = plain_line(entry.text).casefold()
    if _PERIOD.match(read) or (split_term(entry.text) and read.split()[0].rstrip(":,.") in WEEKDAYS):
        return True
    names_a_task = (entry.role == "heading" or bool(entry.children)) and not explains(entry)
    return names_a_task and bool(_DURATION.search(entry.text))


def is_reference_section(entry: Entry) -> bool:
    """Is ``entry`` called ``References`` or the like, with works or addresses below it?"""
    named = plain_line(entry.text).casefold().replace("&", " ").rstrip(" :").split()
    if not 0 < len(named) <= 4 or not {named[0], named[-1]} & REFERENCES:
        return False
    below = [other for other in descend(entry.children) if other.text and not other.children]
    works = [
        other for other in below if points_elsewhere(other.text) or (not explains(other) and _is_title(other.text))
    ]
    return bool(works) and len(works) * 2 >= len(below)


_LINK_WITHIN = re.compile(r"\[[^\]]*\]\(#[^)]*\)")


def follows_contents(entry: Entry, above: Sequence[Entry]) -> bool:
    """Does ``entry`` stand after a table of contents, a list of links within the note, as the first text of the note?"""
    listed = [other for other in above[-1].children if other.run] if above else []
    linked = bool(listed) and all(_LINK_WITHIN.match(other.text) for other in listed)
    return linked and not entry.run and entry.lines.start > listed[-1].span.end


def names_reading(term: str) -> bool:
    """Does a term announce works to read or places to look (``Reading: ..``), instead of being explained?"""
    named = plain_line(term).casefold().split()
    return 0 < len(named) <= 4 and bool({named[0], named[-1]} & REFERENCES)


def is_aside(name: str) -> bool:
    """Is ``name`` made up of words that only say where something belongs (``to do``, ``see also``)?"""
    named = [word for word in plain_line(name).casefold().rstrip(" :").split() if word not in WEEKDAYS]
    return len(named) > 0 and (set(named) <= ASIDES or "".join(named) in ASIDES)


def _is_title(text: str) -> bool:
    """Is nearly every word capitalised, as in the title of a work?"""
    read = [word for word in plain_line(text).split() if len(word) > 3]
    return len(read) >= 2 and sum(word[0].isupper() for word in read) * 5 >= len(read) * 4


def is_practice(entry: Entry) -> bool:
    """Does the name of ``entry`` say that questions or exercises stand below it?"""
    if not is_practice_name(entry.text):
        return False
    alone = len(plain_line(entry.text).split()) == 1
    return alone or any(is_question(other.text) for other in descend(entry.children))


def is_practice_name(text: str) -> bool:
    """Is ``text`` a short name that begins or ends with a word for questions or exercises?"""
    named = plain_line(text).casefold().rstrip(" :").split()
    return 0 < len(named) <= 6 and (named[-1] in PRACTICE or named[0] in PRACTICE)


def is_series(entries: Sequence[Entry]) -> bool:
    """``Day 1: ..``, ``Week 2: ..``: members that only number periods, unlike ``Stage 1: ..``."""
    return len(entries) > 1 and all(
        _SERIES.match(plain_line(entry.text)) and not tells_step(entry) for entry in entries
    )


def tells_step(entry: Entry) -> bool:
    """``Step 1: mix``: does the entry say what a counted step is?"""
    split = split_term(entry.text)
    return split is not None and is_step(split.term)


_BLANK = re.compile(r"(?<!\w)_{2,}(?!\w)")


def has_blank(text: str) -> bool:
    """``Yesterday I ___ to the cinema``: a blank to fill in, as exercises have it."""
    return bool(_BLANK.search(mask(text)))


_DAY = re.compile(r"(?<![\d.,/])(?:[012]?\d|3[01])(?:\.(?:0?\d|1[0-2])\.|/(?:0?\d|1[0-2])(?![\d/]))")


def is_about_the_note(entry: Entry, above: Sequence[Entry]) -> bool:
    """Does ``entry`` stand below the title of a note and above its sections, with a day, a link or a to-do beside it?

    There stands when the note was written, or what for.
    """
    titles = [one for one in above if one.role == "heading"]
    if len(titles) != 1 or any(one.role not in ("heading", "quote") for one in above) or entry.role == "heading":
        return False
    sections = [one.lines.start for one in titles[0].children if one.role == "heading"]
    if not sections or entry.lines.end >= sections[0]:
        return False
    return any(_DAY.search(mask(one.text)) or _is_errand(one.text) for one in _paragraph(entry, above[-1].children))


_ERRAND = re.compile(r"[*_]*(?:TODO|to[ -]?do|FIXME|TBD)\b", re.IGNORECASE)


def _is_errand(text: str) -> bool:
    split = split_term(text)
    return bool(_ERRAND.match(text)) or points_elsewhere(text) or bool(split and points_elsewhere(split.meaning))


def _paragraph(entry: Entry, siblings: Sequence[Entry]) -> list[Entry]:
    """``entry`` with the lines right above and below it."""
    found = [entry]
    for one in sorted(siblings, key=lambda other: other.lines.start):
        if one is not entry and one.role == "line" and one.lines.start == found[-1].lines.end + 1:
            found.append(one)
    for one in sorted(siblings, key=lambda other: -other.lines.start):
        if one is not entry and one.role == "line" and one.lines.end == found[0].lines.start - 1:
            found.insert(0, one)
    return found


def is_title_line(entry: Entry, above: Sequence[Entry], siblings: Sequence[Entry]) -> bool:
    """Is ``entry`` the first line of a note, and no sentence?"""
    return not above and entry.role == "line" and siblings[:1] == (entry,) and not is_finished(entry.text)


def is_beside_the_point(entry: Entry, above: Sequence[Entry]) -> bool:
    """Is the text of ``entry`` there to point elsewhere, to link the page or to date it?"""
    return points_elsewhere(entry.text) or is_field(entry.text) or is_about_the_note(entry, above)


def is_example_marker(term: str) -> bool:
    """``Ex.``, ``For example``: words that announce an example instead of naming something."""
    return plain_line(term).casefold().strip(" .,:") in EXAMPLE_MARKERS


def end_of_attribute(said: Sequence[str], language: Language) -> int:
    """How many of the words are no more than the attribute: ``Causes`` of ``Causes of the Civil War``."""
    return next((number for number, word in enumerate(said) if number and word.casefold() in language.small), len(said))


def is_attribute(name: str, language: Language) -> bool:
    """Is it what something else has, ``Causes`` or ``Main effect on prices``, rather than a thing of its own?"""
    said = plain_line(name).casefold().rstrip(" :.").split()
    *before, head = said[: end_of_attribute(said, language)] or [""]
    return head in ATTRIBUTES.get(language.name, ()) and set(before) <= QUALIFIERS


def is_empty(text: str) -> bool:
    """Nothing to learn: no letters, a marker with nothing after it, or an aside that stands in brackets as a whole."""
    masked = re.sub(r"~~.+?~~", "", mask(text).replace(MASKED, "x")).strip()
    aside = re.fullmatch(r"\([^()]*\)\.?|n\.?/?a\.?|[-–—?.…]+|to-?do|tb[ad]", masked, re.IGNORECASE)
    return bool(aside) or _TO_DO.match(masked) is not None or not has_content(masked) or is_example_marker(masked)


_TO_DO = re.compile(r"[*_]*(?:TODO|FIXME|TB[AD])\b(?=[*_]*\s*(?:[:(–-]|[^\W\d_]*$|(?:[^\W\d_A-Z]\S*\s+){0,5}\S+$))")


def is_truncated(text: str) -> bool:
    """Does the text break off: an open bracket, or a last word that can't end a phrase?"""
    read = plain_line(text)
    return read.count("(") > read.count(")") or read.endswith((",", "…")) or read.split(" ")[-1] in OPEN_ENDS


def boilerplate(entries: Sequence[Entry]) -> frozenset[str]:
    """Names of parents that stand again and again in one note (``Pros``, ``Examples``): a template of the author's.

    A heading counts from the third time, an item from the second.
    """
    parents = [entry for entry in descend(entries) if entry.children and entry.text]
    times = Counter((entry.role == "heading", plain_line(label(entry.text)).casefold()) for entry in parents)
    return frozenset(name for (heading, name), count in times.items() if count >= (3 if heading else 2))


def speakers(entries: Sequence[Entry]) -> frozenset[str]:
    """Terms that stand before several lines of one section (``PS: ..``, ``Probe: ..``) and only say who speaks.

    Their lines are questions, or quotations; a term that is merely explained twice is none.
    """
    found: set[str] = set()
    for group in [list(entries), *(list(entry.children) for entry in descend(entries))]:
        lines: dict[str, list[bool]] = {}
        for entry, quoted in _open(group):
            if split := split_term(entry.text):
                lines.setdefault(plain_line(split.term).casefold(), []).append(quoted or is_question(split.meaning))
        found.update(term for term, spoken in lines.items() if len(spoken) > 1 and sum(spoken) * 2 >= len(spoken))
    return frozenset(found)


def _open(entries: Sequence[Entry], quoted: bool = False) -> Iterator[tuple[Entry, bool]]:
    """The entries, with what stands inside quotations and callouts among them, and whether it is quoted."""
    for entry in entries:
        if entry.role in ("quote", "callout"):
            yield from _open(entry.children, quoted or entry.role == "quote")
        else:
            yield entry, quoted


def explains(entry: Entry) -> bool:
    """Has ``entry`` a term with a meaning of its own?"""
    split = split_term(entry.text)
    return bool(split and split.meaning)


REASONS: tuple[tuple[Callable[[Entry], bool], str], ...] = (
    (lambda entry: entry.role == "comment", "it is a comment"),
    (lambda entry: entry.role == "todo", "it is to be done, not to be learnt"),
    (lambda entry: bool(entry.text) and is_reference_section(entry), "it is a list of works or links"),
    (lambda entry: bool(entry.text) and points_elsewhere(entry.text), "it points to a work or an address"),
    (lambda entry: is_field(entry.text), "it links or files the page"),
    (lambda entry: bool(entry.text) and is_schedule(entry), "it plans time"),
    (lambda entry: entry.role == "heading", "it is a heading; it stands above its cards"),
    (lambda entry: bool(entry.text) and is_empty(entry.text), "there is nothing to learn in it"),
    (lambda entry: bool(entry.text) and is_truncated(entry.text), "it breaks off"),
    (lambda entry: entry.role in ("code", "table", "image", "math"), "nothing near it says what it shows"),
    (lambda entry: bool(entry.children), "it leads in to what stands below it"),
)


def why_nothing(entry: Entry) -> str:
    """Why ``entry`` gave no card, as the end of a sentence."""
    return next((why for holds, why in REASONS if holds(entry)), "no rule found in it a question with a short answer")
