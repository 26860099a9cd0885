"""Sentences that no other rule has asked: statements, rules, numbers, causes, conditions."""

from __future__ import annotations

import re

from flashcards.markup import mask, plain_line, words
from flashcards.model import Draft, Lines
from flashcards.rules.outline import Entry
from flashcards.rules.place import Made, Place
from flashcards.rules.restraint import explains, is_empty, is_schedule, is_truncated
from flashcards.rules.sentence import Asked, ask
from flashcards.rules.text import announces, is_finished, is_question, lines_of, sentences

_LONGEST_SENTENCE_WORDS = 45


def statement(entry: Entry, place: Place) -> Made | None:
    """A card for each sentence of a line that can be asked for something."""
    text = entry.text
    says = entry.role in ("item", "line") or (entry.role == "heading" and is_finished(text))
    if (
        not says
        or (entry.children and not is_finished(text))
        or announces(text)
        or explains(entry)
        or is_schedule(entry)
    ):
        return None
    drafts = sentence_drafts(sentences(text), place, entry)
    return Made(drafts) if drafts else None


def sentence_drafts(
    parts: tuple[str, ...], place: Place, entry: Entry, context: tuple[str, ...] = ()
) -> tuple[Draft, ...]:
    """The cards of some sentences of ``entry``; ``context`` is what they are said of."""
    drafts: list[Draft] = []
    for part in parts:
        if is_question(part) or is_empty(part) or is_truncated(part) or words(part) > _LONGEST_SENTENCE_WORDS:
            continue
        drafts += [
            _draft(asked, place, lines_of(part, entry.text, entry.lines), context)
            for asked in ask(part, place.language)
            if not _is_told(asked.back, (*place.context, *context))
        ]
    return tuple(drafts)


def _draft(asked: Asked, place: Place, lines: Lines, context: tuple[str, ...]) -> Draft:
    priority = 0.3 + 0.3 * asked.sureness
    return place.draft(
        asked.kind, asked.front, asked.back, lines=lines, priority=priority, context=context, cloze=asked.cloze
    )


def _is_told(back: str, context: tuple[str, ...]) -> bool:
    """Does what stands above the card give the answer away?"""
    told = plain_line(back).casefold()
    return any(told in name.casefold() for name in context)


_ACRONYM = re.compile(r"(?P<open>\()(?P<short>[A-Z][A-Za-z]*[A-Z][A-Za-z]*s?)\)")
_EXPANSION = re.compile(r"(?<![\w-])(?P<short>[A-Z][A-Za-z]*[A-Z])s?\s*\((?P<long>[^()]{4,80})\)")


def acronym(entry: Entry, place: Place) -> Made | None:
    """``Learning-to-Rank (LTR)`` or ``LTR (Learning-to-Rank)``: letters are asked for the words they begin."""
    masked = mask(entry.text)
    drafts = []
    for found in _ACRONYM.finditer(masked):
        long = _words_of(found["short"], entry.text[: found.start()])
        if long:
            drafts.append(place.draft("definition", found["short"], long, lines=entry.lines, priority=0.5))
    for found in _EXPANSION.finditer(masked):
        if _initials(found["long"]).startswith(found["short"].casefold()[:3]):
            drafts.append(place.draft("definition", found["short"], found["long"], lines=entry.lines, priority=0.5))
    return Made(tuple(drafts)) if drafts else None


def _initials(text: str) -> str:
    return "".join(word[0] for word in re.findall(r"[^\W\d_]+", text)).casefold()


def _words_of(short: str, before: str) -> str:
    """The last words of ``before`` that begin with the letters of ``short``, in order; empty where they don't."""
    letters = short.rstrip("s").casefold()
    found = list(re.finditer(r"[^\W\d_]+", before))
    for start in range(len(found) - 1, max(-1, len(found) - 2 * len(letters) - 2), -1):
        stretch = before[found[start].start() :].strip()
        initials = _initials(stretch)
        if initials == letters or (initials[0] == letters[0] and _is_subsequence(letters, initials)):
            return stretch
    return ""


def _is_subsequence(short: str, long: str) -> bool:
    rest = iter(long)
    return all(letter in rest for letter in short)
