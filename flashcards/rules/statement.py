"""Sentences that no other rule has asked: statements, rules, numbers, causes, conditions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from flashcards.markup import mask, one_line, plain_line, words
from flashcards.model import Draft, Lines
from flashcards.rules import by_shape, by_subject, by_words
from flashcards.rules.asked import Asked
from flashcards.rules.by_shape import is_set_off_within
from flashcards.rules.by_subject import with_subject
from flashcards.rules.grammar import read
from flashcards.rules.language import Language
from flashcards.rules.outline import Entry
from flashcards.rules.place import Made, Place, join_lines
from flashcards.rules.restraint import (
    explains,
    is_aside,
    is_empty,
    is_example_marker,
    is_schedule,
    is_title_line,
    is_truncated,
)
from flashcards.rules.sentence import DETAILS, WAYS, Way, ask
from flashcards.rules.text import (
    LONGEST_BACK_WORDS,
    announces,
    fitting,
    is_finished,
    is_question,
    is_subsequence,
    lines_of,
    lower_words,
    sentences,
    split_term,
    without_example_opening,
    without_marks_around,
)
from flashcards.rules.vocabulary import DEFINING, IFS, LABELS

_LONGEST_SENTENCE_WORDS = 45
_FEWEST_DETAILED_WORDS = 6
_EXAMPLE_SHARE = 0.6
"""Of the worth of a statement, if it is an example."""


def statement(entry: Entry, place: Place) -> Made | None:
    """A card for each sentence of a line that can be asked for something."""
    text = entry.text
    says = entry.role in ("item", "line") or (entry.role == "heading" and is_finished(text))
    if not says or explains(entry) or is_schedule(entry) or place.is_example:
        return None
    if len(place.siblings) > 1 and is_title_line(entry, place.above, place.siblings):
        return None
    told = without_label(text)
    if told != text and _label_of(text) in DEFINING and (drafts := defining(told, place, entry)):
        return Made(drafts)
    said = sentences(told)
    leads_in = announces(text) or (entry.children and not is_finished(text))
    drafts = sentence_drafts(said[:-1] if leads_in else said, place, entry, ways=DETAILS if place.scheduled else WAYS)
    return Made(drafts) if drafts else None


_LABEL = re.compile(r"^[*_]*(?P<label>[^\W\d_]+)(?:\.\s*\d*(?:\.\d+)*|\s+\d+(?:\.\d+)*)\.?[*_]*\s+(?=\S)")


def _label_of(text: str) -> str:
    found = _LABEL.match(text)
    return found["label"].casefold() if found else ""


def defining(text: str, place: Place, entry: Entry) -> tuple[Draft, ...]:
    """What a definition states: terms that it sets off, or when something is so (``f is continuous at c if ..``)."""
    said = sentences(text)
    drafts = sentence_drafts(said, place, entry) if any(map(is_set_off_within, said)) else ()
    if defined := tuple(draft for draft in drafts if draft.kind == "definition"):
        return defined
    openings = "|".join(word for word in place.language.conditions if word in IFS)
    found = re.search(rf"\s(?:{openings})\s", mask(said[0])) if openings and len(said) == 1 else None
    if not found or not _FEWEST_DEFINED_WORDS <= words(text[: found.start()]) <= _LONGEST_DEFINED_WORDS:
        return ()
    front, back = text[: found.end()].strip(), text[found.end() :].strip(" .")
    if words(back) < _FEWEST_DEFINED_WORDS or words(back) > LONGEST_BACK_WORDS:
        return ()
    return (place.draft("definition", front, one_line(back), lines=entry.lines, priority=0.8),)


_FEWEST_DEFINED_WORDS, _LONGEST_DEFINED_WORDS = 2, 15


def without_label(text: str) -> str:
    """``Def 4.1 f is continuous if ..`` without its label."""
    found = _LABEL.match(text)
    return text[found.end() :] if found and found["label"].casefold() in LABELS else text


_TO_DO = re.compile(r"[*_]*(?:TODO|FIXME|TBD)\b")


def sentence_drafts(
    parts: Sequence[str],
    place: Place,
    entry: Entry,
    context: tuple[str, ...] = (),
    *,
    told: tuple[str, ...] = (),
    ways: Sequence[Way] = WAYS,
    after: str = "",
) -> tuple[Draft, ...]:
    """The cards of some sentences of ``entry``, which stand ``after`` another.

    ``context`` is what they are said of, ``told`` names asked for already.
    """
    drafts: list[Draft] = []
    named: dict[str, str] = {}
    answers = answered_within(parts, place)
    for position, (previous, part) in enumerate(zip((after, *parts), parts, strict=False)):
        if position in answers or position - 1 in answers:
            if position in answers:
                drafts.append(_answered(part, parts[position + 1], place, entry, context))
            continue
        before = named.get(previous, previous)
        told_of = without_example_opening(part)
        if _TO_DO.match(part) or not told_of.strip():
            continue
        if is_question(part) or is_empty(part) or is_truncated(part) or words(part) > _LONGEST_SENTENCE_WORDS:
            continue
        if announced := _announced(part, before, place, entry, context):
            drafts.append(announced)
            continue
        said = _with_name(told_of, before, place.language)
        if said != told_of:
            named[part] = said
        goes_on = _is_told_of(said, before, place) or by_words.names_it(said, place.language)
        beside = before if _fits(before, part) and goes_on else ""
        is_example = told_of != part
        share = _EXAMPLE_SHARE if is_example else 1.0
        drafts += [
            _draft(
                _understood(asked, before, said, place), share, place, lines_of(part, entry.text, entry.lines), context
            )
            for asked in ask(
                said,
                place.language,
                ways,
                after=beside,
                told=told,
                is_fragment=bool(context or told),
                is_example=is_example,
            )
            if not _is_told(asked.back, (*place.context, *context))
        ]
    return tuple(drafts)


def _announced(part: str, before: str, place: Place, entry: Entry, context: tuple[str, ...]) -> Draft | None:
    """``The theory explains .. Arguments: a, b, c``: a single word announces what belongs to the sentence before it."""
    split = split_term(part) if before else None
    if not split or split.mark != ":" or words(split.term) > 1 or words(split.meaning) < _FEWEST_ANNOUNCED_WORDS:
        return None
    name = plain_line(split.term).casefold()
    points = is_example_marker(split.term) or is_aside(split.term) or name in LABELS | place.speakers
    front = f"{before} {split.term}"
    if points or not _is_series(split.meaning) or is_question(before) or words(front) > _LONGEST_FRONT_WORDS:
        return None
    lines = lines_of(part, entry.text, entry.lines)
    return place.draft("list", front, one_line(split.meaning), lines=lines, priority=0.6, context=context)


_FEWEST_ANNOUNCED_WORDS = 3
_FEWEST_MEMBERS, _LONGEST_MEMBER_WORDS = 3, 6


def _is_series(text: str) -> bool:
    members = re.split(r"[,;]\s", mask(text))
    return len(members) >= _FEWEST_MEMBERS and all(words(member) <= _LONGEST_MEMBER_WORDS for member in members)


def answered_within(parts: Sequence[str], place: Place) -> frozenset[int]:
    """Which of some sentences are questions that the sentence after them answers: ``Why so hot? It would be too slow.``"""
    return frozenset(
        position
        for position, (part, following) in enumerate(pairwise(parts))
        if is_question(part) and _stands_alone(part, place.language) and _states(following)
    )


_FEWEST_ASKING_WORDS = 4


def _stands_alone(question: str, language: Language) -> bool:
    """Does a question say what it is about: enough words, two that aren't small, and no pronoun?"""
    asked = lower_words(plain_line(question))
    telling = [word for word in asked if word not in language.small]
    points = {*language.pronouns, *language.grammar.stand_ins, *language.grammar.pointing} - set(language.all_articles)
    return bool(language.name) and len(asked) >= _FEWEST_ASKING_WORDS and len(telling) > 1 and points.isdisjoint(asked)


def _states(sentence: str) -> bool:
    return not (is_question(sentence) or is_empty(sentence) or is_truncated(sentence)) and words(sentence) > 1


def _answered(question: str, answer: str, place: Place, entry: Entry, context: tuple[str, ...]) -> Draft:
    lines = join_lines(*(lines_of(part, entry.text, entry.lines) for part in (question, answer)))
    return place.draft("qa", question, one_line(fitting(answer)[0]), lines=lines, priority=0.6, context=context)


def _with_name(sentence: str, before: str, language: Language) -> str:
    """``It arises because ..`` with the name that the sentence before defines, in place of the pronoun."""
    first = sentence.split(maxsplit=1)[0].casefold()
    if first not in language.grammar.stand_ins:
        return sentence
    defined = [asked.front for asked in by_subject.what_it_is(before, language)]
    defined += [asked.front for asked in by_shape.emphasised(before, language) if asked.kind == "definition"]
    return with_subject(sentence, plain_line(defined[0]), language) if defined else sentence


_LONGEST_FRONT_WORDS = 45


def _understood(asked: Asked, before: str, sentence: str, place: Place) -> Asked:
    """A sentence that points back (``He was ..``, ``This is ..``) is asked together with the one before it."""
    is_name = asked.kind == "definition"
    if before and is_name and not is_question(before) and by_words.names_it(sentence, place.language):
        return asked._replace(back=before.rstrip(" ."))
    first = sentence.split(maxsplit=1)[0].strip("*_\"'“„(").casefold()
    is_article = asked.kind == "qa" and first in place.language.all_articles  # ``la`` is a pronoun, too
    if is_name or is_article or not _points_back(sentence, place) or not _fits(before, asked.front):
        return asked
    if plain_line(asked.back) in plain_line(before):
        return asked
    return asked._replace(front=f"{before} {asked.front}")


def _points_back(sentence: str, place: Place) -> bool:
    """Does the sentence begin with a word that stands for something before it?"""
    reading = read(sentence, place.language)
    if reading and reading.shape[:1] == "D" and reading.word(0) not in place.language.grammar.pointing:
        return False  # an article that looks like a pronoun
    behind = _PRONOUN_BEHIND.match(reading.shape) if reading else None
    if reading and behind and reading.word(behind.end("lead")) in place.language.grammar.stand_ins:
        return True
    return sentence.split(maxsplit=1)[0].strip("*_\"'“„(").casefold() in place.language.pronouns


_PRONOUN_BEHIND = re.compile("(?P<lead>P[DJ]*[NMGQY]+,?)R(?=A*[XBV])")
"""``In practice it often fails``"""


def _is_told_of(sentence: str, before: str, place: Place) -> bool:
    """Does the sentence go on about what the one ``before`` it begins with?"""
    about = by_subject.subject_of(before, place.language)
    person = sentence.split(maxsplit=1)[0].casefold() in place.language.grammar.stand_ins_for_people
    reading = read(about, place.language) if about else None
    return _points_back(sentence, place) and reading is not None and ("M" in reading.shape or not person)


def _fits(before: str, front: str) -> bool:
    """Is there a sentence ``before``, and can it stand before a front on its card?"""
    return 0 < words(before) <= _LONGEST_FRONT_WORDS - words(front) and not is_question(before)


def details(meaning: str, place: Place, entry: Entry, term: tuple[str, ...]) -> tuple[Draft, ...]:
    """What a learner asks of a meaning besides the whole of it: the name, number or example that it holds."""
    if words(meaning) < _FEWEST_DETAILED_WORDS:
        return ()
    lines = lines_of(meaning, entry.text, entry.lines)
    return tuple(
        _draft(asked, 1.0, place, lines, term)
        for asked in ask(meaning, place.language, DETAILS)
        if (not asked.cloze or words(asked.back) * 2 <= words(meaning))
        and not _is_told(asked.back, (*place.context, *term))
    )


def _draft(asked: Asked, share: float, place: Place, lines: Lines, context: tuple[str, ...]) -> Draft:
    return place.draft(
        asked.kind,
        asked.front,
        one_line(asked.back) if asked.cloze else asked.back,
        lines=lines,
        priority=asked.worth * share,
        context=context,
        cloze=asked.cloze,
    )


def _is_told(back: str, context: tuple[str, ...]) -> bool:
    """Does what stands above the card give the answer away?"""
    told = re.compile(rf"(?<!\w){re.escape(plain_line(back).casefold())}(?!\w)")
    return any(told.search(name.casefold()) for name in context)


_ACRONYM = re.compile(r"(?P<open>\()(?P<short>[A-Z][A-Za-z]*[A-Z][A-Za-z]*s?)\)")
_EXPANSION = re.compile(r"(?<![\w-])(?P<short>[A-Z][A-Za-z]*[A-Z])s?\s*\((?P<long>[^()]{4,80})\)")


def acronym(entry: Entry, place: Place) -> Made | None:
    """``Learning-to-Rank (LTR)`` or ``LTR (Learning-to-Rank)``: letters are asked for the words they begin."""
    masked = mask(entry.text)
    drafts = []
    for found in _ACRONYM.finditer(masked):
        long = _words_of(found["short"], entry.text[: found.start()])
        if long:
            drafts.append(place.draft("definition", found["short"], long, lines=entry.lines, priority=0.2))
    for found in _EXPANSION.finditer(masked):
        if _initials(found["long"]).startswith(found["short"].casefold()[:3]):
            drafts.append(place.draft("definition", found["short"], found["long"], lines=entry.lines, priority=0.2))
    return Made(tuple(drafts)) if drafts else None


_MARK_AT_END = re.compile(r"[*_]+$")
"""That of an emphasis which opens before the words, or closes behind the letters."""


def _initials(text: str) -> str:
    return "".join(word[0] for word in re.findall(r"[^\W\d_]+", text)).casefold()


def _words_of(short: str, before: str) -> str:
    """The last words of ``before`` that begin with the letters of ``short``, in order; empty where they don't."""
    letters = short.rstrip("s").casefold()
    found = list(re.finditer(r"[^\W\d_]+", before))
    for start in range(len(found) - 1, max(-1, len(found) - 2 * len(letters) - 2), -1):
        stretch = before[found[start].start() :].strip()
        initials = _initials(stretch)
        if initials == letters or (initials[0] == letters[0] and is_subsequence(letters, initials)):
            return without_marks_around(_MARK_AT_END.sub("", stretch))
    return ""
