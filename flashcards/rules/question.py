"""Questions in the notes: answered below or beside, or left open for practice."""

from __future__ import annotations

import re
from itertools import pairwise

from flashcards.markup import bullets, mask, numbers, one_line, plain_line, words
from flashcards.rules.by_subject import says_of_pronoun, subjects
from flashcards.rules.outline import Entry, descend, question_label
from flashcards.rules.place import Made, Place
from flashcards.rules.restraint import is_aside, is_practice_name, points_elsewhere
from flashcards.rules.text import (
    LONGEST_BACK_WORDS,
    LONGEST_SET,
    alternatives,
    blank,
    fitting,
    is_finished,
    is_question,
    label,
    sentences,
    split_term,
    without_example_marker,
)
from flashcards.rules.vocabulary import PLACES_IN_BOOKS, POINTING_ELSEWHERE
from flashcards.rules.writing import as_markdown


def answered_question(entry: Entry, place: Place) -> Made | None:
    """A question with its answer right after it, or below it."""
    question, answer = _split_answer(_unlabelled(entry.text))
    if not question or _only_points(answer):
        return None
    if answer and not place.practice and (_answers(answer, place, question) or not _among_open_questions(entry, place)):
        back = fitting(answer)[0]
        return Made((place.draft("qa", question, one_line(back), lines=entry.lines, priority=0.8),))
    if answer or not entry.children or is_question(entry.children[0].text):
        return None
    return _answer_below(entry, question, place)


def _only_points(answer: str) -> bool:
    """``(lecture 4)``, ``see above``: does what stands behind a question only say where its answer is?"""
    says_where = re.search(r"[^\W\d_]", answer) is not None and _PLACE.fullmatch(answer) is not None
    return bool(answer) and (says_where or points_elsewhere(answer.strip("()")))


_PLACE = re.compile(
    rf"\(?(?:{alternatives(POINTING_ELSEWHERE)})?\s*(?:{alternatives(PLACES_IN_BOOKS)})?\.?\s*\d*\)?\.?", re.IGNORECASE
)
_ANSWER_IN_BRACKETS = re.compile(r"(?<!\s)\s*\((?P<inner>[^()]{3,})\)\s*(?P<mark>[?？؟])$")


def answer_in_brackets(entry: Entry, place: Place) -> Made | None:
    """``Which gases are noble (helium, neon)?``: the brackets hold the answer, or examples of it."""
    asked = _unlabelled(entry.text)
    found = _ANSWER_IN_BRACKETS.search(mask(asked))
    if not found or split_term(asked) or is_question(asked[slice(*found.span("inner"))]):
        return None
    front = asked[: found.start()] + found["mark"]
    back = without_example_marker(asked[slice(*found.span("inner"))])
    if words(front) < 3 or not plain_line(back) or _asks_for_one_of_two(front, place):
        return None
    return Made((place.draft("qa", front, one_line(back), lines=entry.lines, priority=0.6),))


def _asks_for_one_of_two(front: str, place: Place) -> bool:
    """``Is it solid or is it hollow (like a pipe)?``: the brackets are about the second alternative."""
    verbs, joints = {*place.language.copulas, *place.language.modals, "does", "do"}, set(place.language.conjunctions)
    told = plain_line(front).casefold().rstrip("?").split()
    return bool(told) and told[0] in verbs and any(one in joints and two in verbs for one, two in pairwise(told))


def open_question(entry: Entry, place: Place) -> Made | None:
    """A question that the notes pose and don't answer."""
    spoken = split_term(entry.text)
    speaks = spoken is not None and plain_line(spoken.term).casefold() in place.speakers
    asked = spoken.meaning if spoken and speaks else _unlabelled(entry.text)
    question, answer = _split_answer(asked)
    if question and _only_points(answer):
        asked = question
    if words(asked) < 3 or entry.role == "heading" or _asks_oneself(asked, place) or (spoken and is_aside(spoken.term)):
        return None
    exercise = place.practice and entry.role in ("item", "line") and not entry.children and not _states(asked, place)
    if not (speaks or exercise or _asks(asked) or _asks_without_mark(asked, entry, place)):
        return None
    return Made((place.draft("open", asked, "", lines=entry.lines, priority=0.35),))


def _asks_oneself(text: str, place: Place) -> bool:
    """``Can I explain ..?`` asks whether the learner is ready, and nothing that can be learnt."""
    opening = plain_line(text).casefold()
    return any(opening.startswith(f"{words} ") for words in place.language.oneself)


def _states(text: str, place: Place) -> bool:
    """Is ``text`` a whole statement, which answers rather than asks?"""
    return is_finished(text) and not _asks(text) and next(subjects(text, place.language), None) is not None


def _asks(text: str) -> bool:
    split = split_term(text)
    if split and split.meaning and not is_question(split.term):
        return is_practice_name(split.term)
    return is_question(text) or is_question(sentences(text)[0])


def _asks_without_mark(text: str, entry: Entry, place: Place) -> bool:
    """An item that begins like a question and has neither an answer below it nor the full stop of a statement."""
    if entry.role != "item" or entry.children or is_finished(text) or split_term(text):
        return False
    first, second, *_ = [*plain_line(text).casefold().split(), ""]
    language = place.language
    inverted = first in (*language.modals, *language.copulas) and second in (
        language.pronouns | set(language.all_articles)
    )
    return (first in language.asking or inverted) and words(text) >= 4


def _unlabelled(text: str) -> str:
    found = question_label(text)
    return text[found.end() :] if found else text


def _split_answer(text: str) -> tuple[str, str]:
    """The question that ``text`` starts with, with what leads in to it or several if they follow each other; and the rest."""
    if split_term(text):
        return "", ""
    parts = [part for sentence in sentences(text) for part in _after_question_marks(sentence)]
    asking = [is_question(part) for part in parts]
    if not any(asking):
        return "", ""
    first, last = asking.index(True), len(asking) - asking[::-1].index(True)
    if first > 1 or not all(asking[first:last]):
        return "", ""  # a paragraph that goes on after its questions
    return " ".join(parts[:last]), _SIGN_FIRST.sub("", " ".join(parts[last:]))


_SIGN_FIRST = re.compile(r"^(?:→|⇒|-+>|=>|[–—-]|=)\s+")


def _after_question_marks(sentence: str) -> list[str]:
    """``sentence`` cut after a question mark, even where what follows begins small, as short answers do."""
    found = re.search(r"(?<=[?？؟])\s+(?=\S)", blank(sentence))
    return [sentence[: found.start()], sentence[found.end() :]] if found else [sentence]


def _among_open_questions(entry: Entry, place: Place) -> bool:
    """In a list of questions of which some stand alone, what follows the mark of another may be a mere remark."""
    others = [other for other in place.siblings if other.run == entry.run and other is not entry]
    asking = [other for other in others if _asks(other.text)]
    bare = [other for other in asking if not _split_answer(_unlabelled(other.text))[1]]
    return bool(entry.run and others and bare) and len(asking) * 2 >= len(others)


def _answers(remark: str, place: Place, question: str) -> bool:
    """Does what follows a question say something, whatever the questions beside it do: a statement, a number, some words?"""
    first = sentences(remark)[0]
    says_words = len(sentences(question)) == 1 and words(first) >= _FEWEST_ANSWERING_WORDS
    says_something = says_words or any(map(str.isdigit, first))
    return says_something or _states(first, place) or says_of_pronoun(first, place.language)


_FEWEST_ANSWERING_WORDS = 4
"""``Go deep here``, behind one of several questions, is rather a remark."""


def _answer_below(entry: Entry, question: str, place: Place) -> Made | None:
    first = entry.children[0]
    members = [child for child in entry.children if child.run == first.run] if first.run else [first]
    if len(members) == 1:
        back, rest = fitting(first.text) if first.text else (as_markdown([first]), "")
        if not plain_line(back) or (rest and entry.role == "heading"):
            return None  # a long text below a heading answers in prose, to be asked sentence by sentence
        back = one_line(back) if first.text else back
        draft = place.draft("qa", question, back, lines=entry.span, priority=0.8)
        return Made((draft,), said=(entry,) if rest else (entry, first))
    names = [one_line(child.text if words(child.text) <= 12 else label(child.text)) for child in members]
    back = (numbers if first.ordered else bullets)(names)
    is_too_long = len(members) > LONGEST_SET or words(back) > LONGEST_BACK_WORDS
    if is_too_long or not all(plain_line(name) for name in names):
        return None
    draft = place.draft("sequence" if first.ordered else "qa", question, back, lines=entry.span, priority=0.8)
    return Made((draft,), said=(entry, *(child for child in descend(members) if not split_term(child.text))))
