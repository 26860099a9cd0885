"""Several names with their meanings in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from flashcards.markup import bullets, mask, one_line, plain_line, words
from flashcards.model import Draft
from flashcards.rules.outline import Entry
from flashcards.rules.place import Made, Place
from flashcards.rules.restraint import is_example_marker, is_schedule
from flashcards.rules.text import Term, blank, is_question, lines_of, sentences, split_term
from flashcards.rules.vocabulary import LABELS

LONGEST_NAME_WORDS = 4
_BETWEEN_PAIRS = re.compile(r"(?:(?<!\s)\s+)?[,;]\s+|(?<!\s)\s+/\s+")
_BETWEEN_TERMS = re.compile(r"(?:(?<=[.;!])|,)\s+|(?<!\s)\s+[/|]\s+")


def pairs(split: Term, entry: Entry, place: Place) -> Made | None:
    """``Term: too small -> slow, too large -> coarse``: a meaning that only pairs names with what holds for them."""
    if is_example_marker(split.term):
        return None
    cut = _cut(split.meaning, _BETWEEN_PAIRS)
    parts = [split_term(part) for part, _ in cut]
    found = [part for part in parts if part and part.meaning and words(part.term) <= LONGEST_NAME_WORDS]
    if len(found) < 2 or found != parts[: len(found)] or len(parts) > len(found) + 1:
        return None
    found[-1] = found[-1]._replace(meaning=sentences(found[-1].meaning)[0])
    made = asked_apart(split.term, found, entry, place, priority=0.6)
    if len(parts) == len(found):
        return made
    remark = place.draft("definition", split.term, one_line(cut[-1][0]), lines=entry.lines, priority=0.55)
    return Made((remark, *made.drafts))


def pairs_within(inner: str) -> list[Term]:
    """``a: one thing; b: another``: what stands between the semicolons of brackets; nothing unless all are such pairs."""
    parts = [split_term(part) for part in inner.split(";")]
    found = [part for part in parts if part and part.meaning]
    return found if len(found) == len(parts) else []


def asked_apart(name: str, found: Sequence[Term], entry: Entry, place: Place, priority: float) -> Made:
    """A card for each of the pairs ``found`` that are said of ``name``."""
    context = (plain_line(name),)
    return Made(
        tuple(
            place.draft("fact", one.term, one_line(one.meaning), lines=entry.lines, priority=priority, context=context)
            for one in found
        )
    )


def terms(entry: Entry, place: Place) -> Made | None:
    """``A = one thing. B = another``: one line that explains several names, all with the same sign."""
    parts = _cut(entry.text, _BETWEEN_TERMS)
    split = [split_term(part) for part, _ in parts]
    heads = [at for at, one in enumerate(split) if one and one.meaning and words(one.term) <= LONGEST_NAME_WORDS]
    if any(_is_no_name(one.term, place) for at in heads if (one := split[at])):
        return None
    joined_by_commas = any(entry.text[parts[at][1] - 2 : parts[at][1]].strip() == "," for at in heads[1:])
    if joined_by_commas and any(one.mark == ":" for one in split if one):
        return None  # ``Costs: time, money: a little``: the second colon belongs to the first meaning
    if len(heads) < 2 or heads[0] or len({one.mark for one in split if one} - {"**"}) != 1:
        return None
    found = [_whole(entry.text, parts[first][1], parts[last - 1]) for first, last in pairwise([*heads, len(parts)])]
    if not all(found):
        return None
    return Made(
        tuple(
            place.draft("definition", one.term, one_line(one.meaning), lines=entry.lines, priority=0.7)
            for one in found
            if one
        )
    )


def _is_no_name(term: str, place: Place) -> bool:
    """``Exception``, ``Examples``, ``He said``: words that lead in to something instead of naming it."""
    read = plain_line(term).casefold()
    return read in LABELS or is_example_marker(term) or read.split()[0] in place.language.pronouns


_INITIAL = re.compile(r"(?<!\w)(?:[^\W\d_]|vs)\.$")


def _cut(text: str, between: re.Pattern[str]) -> list[tuple[str, int]]:
    """The parts of ``text``, each with where it begins; nothing is cut inside brackets, quotation marks or formulas."""
    masked = blank(text)
    found = (one.span() for one in between.finditer(masked))
    cuts = [(start, end) for start, end in found if not _INITIAL.search(masked, max(start - 4, 0), start)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(masked)]
    return [(text[start:end], start) for start, end in zip(starts, ends, strict=True)]


def _whole(text: str, start: int, last: tuple[str, int]) -> Term | None:
    return split_term(text[start : last[1] + len(last[0])].rstrip(" ,;"))


_GLOSS = re.compile(r"(?P<name>[^\W\d_][^,;:()/|.!?=^]{0,40}?)\s\((?P<meaning>[^()\d]{2,60})\)")
_BETWEEN_GLOSSES = re.compile(r"\s*[,;]?\s*(?:(?:and|or|und|oder|et|ou|y|o|e|och|eller)\s+)?")
_LEAD = re.compile(r"^[^():]{2,}?:\s+(?=\S)")


def glosses(entry: Entry, place: Place) -> Made | None:
    """``Same pattern: encantar (to love), doler (to hurt)``: a series of words, each with what it means in brackets."""
    if entry.role not in ("item", "line") or is_schedule(entry) or place.scheduled or is_question(entry.text):
        return None
    drafts = gloss_drafts(entry.text, entry, place)
    return Made(drafts) if drafts else None


def gloss_series(entry: Entry, place: Place) -> Made | None:
    """``Interphase has three phases, G1 (growth), S (copying) and G2 (rest)``: a series that a sentence ends with."""
    if entry.role not in ("item", "line") or is_schedule(entry) or place.scheduled or place.is_example:
        return None
    if glosses(entry, place):
        return None
    split = split_term(entry.text)
    apart = split is not None and not terms(entry, place)  # then each sentence but the first had its turn
    drafts = [
        draft
        for number, part in enumerate(sentences(entry.text))
        if not (apart and number and gloss_drafts(part, entry, place))
        for draft in _at_end(part, entry, place, (plain_line(split.term),) if split and number else ())
    ]
    return Made(tuple(drafts)) if drafts else None


_JOINT = re.compile(r"[,;:=]\s+|\s[–—-]\s+|\s*(?:→|⇒|->|=>)\s*")
_LONGEST_SERIES_MEANING_WORDS = 13
_LONGEST_LEAD_WORDS = 14
_FEWEST_IN_SERIES = 2
_ENDING_SERIES = re.compile(r"(?P<name>[^\W_][^,;:()/|.!?=^]{0,40}?)\s\((?P<meaning>[^()]{2,90})\)")


def _at_end(sentence: str, entry: Entry, place: Place, context: tuple[str, ...]) -> Iterator[Draft]:
    """The cards of the series of names with brackets that ``sentence`` ends with, under what stands before it."""
    masked = mask(sentence).rstrip(" .")
    for joint in _JOINT.finditer(masked):
        found = list(_ending_series(masked, joint.end()))
        if not found:
            continue
        lead = plain_line(sentence[: joint.start()])
        fits = len(found) >= _FEWEST_IN_SERIES and words(lead) <= _LONGEST_LEAD_WORDS
        if fits and all(_glosses(one, place) for one in found):
            for one in found:
                name, meaning = sentence[slice(*one.span("name"))], sentence[slice(*one.span("meaning"))]
                lines = lines_of(sentence, entry.text, entry.lines)
                yield place.draft(
                    "definition", name.strip(), one_line(meaning), lines=lines, priority=0.55, context=(*context, lead)
                )
        return


def _ending_series(masked: str, start: int) -> Iterator[re.Match[str]]:
    """Names with brackets one right after the other, up to the end; nothing where anything else follows them."""
    found: list[re.Match[str]] = []
    while start < len(masked):
        one = _ENDING_SERIES.match(masked, start)
        between = _BETWEEN_GLOSSES.match(masked, one.end()) if one else None
        if not one or not between or (between.end() == one.end() and one.end() < len(masked)):
            return
        found.append(one)
        start = between.end()
    yield from found


def _glosses(one: re.Match[str], place: Place) -> bool:
    """Is it a short name with what it means, rather than a remark, a page or a year?"""
    name, meaning = one["name"].split(), one["meaning"]
    says = sum(map(str.isalpha, meaning)) >= _FEWEST_LETTERS and not (meaning.isupper() or re.search(r"\d{3}", meaning))
    small = [word for word in name[1:] and name if word in place.language.small]
    return says and not small and len(name) <= LONGEST_NAME_WORDS and words(meaning) <= _LONGEST_SERIES_MEANING_WORDS


_FEWEST_LETTERS = 3


def gloss_drafts(text: str, entry: Entry, place: Place, context: tuple[str, ...] = ()) -> tuple[Draft, ...]:
    """A card for each word of a series in ``text``, under what leads in to it; none if there is more than a series."""
    masked = mask(text)
    lead = _LEAD.match(masked)
    start = lead.end() if lead else 0
    found = list(_series(masked, start))
    if len(found) < 2 or not _is_mostly(found, masked[start:]):
        return ()
    named = (plain_line(text[: lead.end()].rstrip(" :")),) if lead else ()
    return tuple(
        place.draft(
            "definition",
            text[slice(*one.span("name"))].strip(),
            one_line(text[slice(*one.span("meaning"))]),
            lines=entry.lines,
            priority=0.55,
            context=(*context, *named),
        )
        for one in found
    )


def _series(masked: str, start: int) -> Iterator[re.Match[str]]:
    """Words with brackets, one right after the other."""
    while found := _GLOSS.match(masked, start):
        if len(found["name"].split()) > LONGEST_NAME_WORDS or len(found["meaning"].split()) > LONGEST_NAME_WORDS + 2:
            return
        if re.search(r"\s[–—-]\s", found["name"]):
            return  # ``transport - segment (TCP)``: a term, and what it is
        if found["name"].split()[-1].isdigit():
            return  # ``from 1 (talc) to 10 (diamond)``: a scale
        yield found
        between = _BETWEEN_GLOSSES.match(masked, found.end())
        start = between.end() if between else len(masked)


def _is_mostly(found: Sequence[re.Match[str]], text: str) -> bool:
    """Is the text little more than the series?"""
    return sum(len(one[0]) for one in found) * 5 >= len(text) * 3


_BRACKETS = re.compile(r"(?<![\w'’-])(?P<name>[\w'’-]{1,40})\s*\((?P<inner>[^()]*:[^()]*;[^()]*:[^()]*)\)")


def bracketed_pairs(entry: Entry, place: Place) -> Made | None:
    """``.. a structure (sequence: language, time; locality: image, graph)``: names with what belongs to them, in brackets."""
    found = _BRACKETS.search(mask(entry.text))
    if not found or entry.role not in ("item", "line") or found.end() >= len(entry.text.rstrip(" .")):
        return None  # a name with its brackets and nothing else has a rule of its own
    inner = entry.text[slice(*found.span("inner"))]
    named = pairs_within(inner)
    if not named or any(words(one.term) > LONGEST_NAME_WORDS for one in named):
        return None
    name = entry.text[slice(*found.span("name"))]
    whole = place.draft("list", name, bullets([one.term for one in named]), lines=entry.lines, priority=0.45)
    return Made((whole, *asked_apart(name, named, entry, place, priority=0.45).drafts))
