"""Ways of asking a sentence for one part of a series whose parts are built alike.

They need a preposition that comes again in each part: ``positive for A, negative for B``, ``under A .., under B ..``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from flashcards.markup import words
from flashcards.model import GAP
from flashcards.rules.asked import LONGEST_HIDDEN_WORDS, Asked, gap
from flashcards.rules.by_words import joining
from flashcards.rules.clause import NOUN_PHRASES
from flashcards.rules.grammar import Reading, read
from flashcards.rules.language import Language
from flashcards.rules.text import blank

_LONGEST_REST_WORDS = 10


@cache
def _joint(language: Language) -> re.Pattern[str]:
    """What stands between two parts."""
    joint = joining(language)
    return re.compile(rf",\s+(?:{joint}\s+)?|;\s+(?:{joint}\s+)?|\s+{joint}\s+")


def member(sentence: str, language: Language) -> Iterator[Asked]:
    """``X is low in A, high in B``: what holds of each, asked without the others."""
    read_as = blank(sentence).rstrip(" .")
    for start in _beginnings(read_as, language):
        heads = _heads(read_as, start, language)
        found = {
            sentence[first + len(head) : last].rstrip(" .,;"): sentence[first:][: len(head)]
            for head, first, last in heads
        }
        if len({head.casefold() for head in found.values()}) < max(len(heads), 2) or _tell_deeds(
            found.values(), language
        ):
            continue
        for rest, head in found.items():
            front = f"{sentence[:start].rstrip()} {GAP}{rest}."
            yield Asked("fact", front, head, True, 0.83, of_series=True)
        return


def _tell_deeds(heads: Iterable[str], language: Language) -> bool:
    """Does one tell what was done: ``signed`` in .. and ``Osnabrück`` in ..? Then no series of qualities is built alike."""
    readings = [read(head, language) for head in heads]
    return any(reading.shape[-1:] in ("E", "V") for reading in readings if reading and reading.words)


def _beginnings(read_as: str, language: Language) -> list[int]:
    """Where a series may begin: after a colon, or after a copula."""
    copulas = "|".join(map(re.escape, language.copulas))
    found = re.finditer(rf":\s+|(?<!\w)(?:{copulas})\s+" if copulas else r":\s+", read_as)
    return [one.end() for one in found][::-1]


def _heads(read_as: str, start: int, language: Language) -> list[tuple[str, int, int]]:
    """What stands in each part before the preposition that all of them share, with where the part begins and ends."""
    prepositions = "|".join(map(re.escape, sorted(language.before_complement)))
    if not prepositions:
        return []
    part = re.compile(rf"(?P<head>[^\s,;:]+(?:\s[^\s,;:]+){{0,2}}?)\s(?P<preposition>{prepositions})\s+\S")
    starts = [start, *(joint.end() for joint in _joint(language).finditer(read_as, start))]
    found: list[tuple[str, int]] = []
    shared = ""
    for position in starts:
        one = part.match(read_as, position)
        if one and (not shared or one["preposition"] == shared) and _is_head(one["head"], language):
            shared = one["preposition"]
            found.append((one["head"], position))
        elif not found or read_as[:position].rstrip().endswith((",", ";")):
            return []  # something else goes on
    ends = [position for _, position in found[1:]] + [len(read_as)]
    heads = [(head, first, _end(read_as, last, language)) for (head, first), last in zip(found, ends, strict=True)]
    return heads if all(words(read_as[first:last]) <= _LONGEST_REST_WORDS for _, first, last in heads) else []


def _is_head(head: str, language: Language) -> bool:
    named = [word for word in head.casefold().split() if word not in language.small]
    return bool(named) and head.casefold().split()[0] not in (*language.all_articles, *language.pronouns)


def _end(read_as: str, last: int, language: Language) -> int:
    """Where a part ends, without the joint to the next."""
    return next((joint.start() for joint in _joint(language).finditer(read_as) if joint.end() == last), last)


def case(sentence: str, language: Language) -> Iterator[Asked]:
    """``Under A it rises, under B it falls``: what holds in each case, beside the others."""
    read_as = blank(sentence)
    opening = re.match(r"(?:[^\W\d_]+:\s+)?(?P<word>[^\W\d_]+)\s", read_as)
    if not opening or opening["word"].casefold() not in language.before_complement:
        return
    joints = re.finditer(
        rf"[,;]\s+(?:{joining(language)}\s+)?(?={re.escape(opening['word'])}\s)", read_as, re.IGNORECASE
    )
    cuts = [opening.start("word"), *(joint.end() for joint in joints), len(read_as.rstrip(" ."))]
    reading = read(sentence, language)
    told = [_what_holds(reading, first, last) for first, last in pairwise(cuts)] if reading else []
    if len(told) > 1 and all(end for _, end in told):
        for start, end in told:
            yield gap(sentence, start, end, 0.775)


def _what_holds(reading: Reading, first: int, last: int) -> tuple[int, int]:
    """Where it stands what holds in the case that a part of the sentence begins with; 0 where that isn't clear."""
    part = [word for word in reading.words if first <= word.start and word.end <= last]
    while part and part[-1].part in ",&.":
        part.pop()
    shape = "".join(word.part for word in part)
    found = re.match(rf"P(?:{NOUN_PHRASES}|DJ*R),?(?=[DNMRJQVXB])", shape)
    if not found or not re.search(r"[VXB]", shape[found.end() :]):
        return 0, 0
    start, end = part[found.end()].start, part[-1].end
    return (start, end) if 2 <= words(reading.sentence[start:end]) <= LONGEST_HIDDEN_WORDS else (0, 0)
