"""What one sentence can be asked for: a table of ways, surest first.

A way looks at the shape of the sentence (``by_shape``), at the closed-class words of its language (``by_words``,
``by_series``), or at its parts of speech (``by_subject``, ``by_clause``), never at its subject matter. It gives a
question with its answer, or the sentence with a gap; a gap leaves enough to tell what kind of thing is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from flashcards.markup import plain_line, words
from flashcards.model import GAP
from flashcards.rules import by_clause, by_series, by_shape, by_subject, by_verb, by_words
from flashcards.rules.asked import Asked
from flashcards.rules.grammar import LONGEST_SENTENCE, has_parts_of_speech
from flashcards.rules.language import Language
from flashcards.rules.text import lower_words, without_marks_around

_FEWEST_WORDS = 4
_FEWEST_WORDS_OF_FRAGMENT = 2
_FEWEST_LEFT = 3
_ENOUGH_LEFT = 4
"""Words beside a gap that tell what is asked for, however long the answer is."""
_LONGER = (8, 16, 25)
"""From how many words on a sentence may give a second card, a third, a fourth."""

_SURE_ENOUGH = 0.68
_LONG_ENOUGH_FOR_BOTH = 12
"""From how many words on a sentence is asked for a long answer and for a particular inside it."""

_LONG_ANSWER = 6
"""From how many words on an answer may hold a particular that is asked for as well."""


class Way(NamedTuple):
    """One way of asking a sentence."""

    find: Callable[[str, Language], Iterator[Asked]]
    worth: float
    """0 to 1, the priority of its cards: how much a learner would miss one, measured on labelled notes."""
    by_words_only: bool = False
    """Only for a language whose parts of speech aren't known, where the grammar finds nothing."""


WAYS: tuple[Way, ...] = (
    Way(by_shape.emphasised, 0.68),
    Way(by_shape.date, 0.4),
    Way(by_shape.number, 0.22),
    Way(by_shape.bracketed, 0.25),
    Way(by_shape.relation, 0.6),
    Way(by_words.pair, 0.4),
    Way(by_words.examples, 0.45),
    Way(by_words.enumeration, 0.5),
    Way(by_series.member, 0.5),
    Way(by_series.case, 0.45),
    Way(by_shape.announced, 0.66),
    Way(by_words.equated, 0.55),
    Way(by_words.the_more, 0.65),
    Way(by_words.what_is, 0.75, by_words_only=True),
    Way(by_verb.what_it_does, 0.52, by_words_only=True),
    Way(by_words.apposition, 0.5),
    Way(by_words.condition, 0.56),
    Way(by_words.cause, 0.56),
    Way(by_words.result, 0.38),
    Way(by_words.purpose, 0.45),
    Way(by_words.naming, 0.4),
    Way(by_words.contrast, 0.45),
    Way(by_words.means, 0.5),
    Way(by_subject.what_it_is, 0.75),
    Way(by_subject.how_it_compares, 0.52),
    Way(by_subject.what_it_says, 0.52),
    Way(by_subject.what_it_is_by_the_way, 0.55),
    Way(by_subject.what_it_is_for, 0.48),
    Way(by_clause.what_it_did, 0.45),
    Way(by_clause.what_then, 0.5),
    Way(by_clause.what_to_do, 0.58),
    Way(by_clause.what_may_happen, 0.45),
    Way(by_clause.in_which_way, 0.35),
    Way(by_clause.by_doing_what, 0.4),
    Way(by_clause.what_it_changes, 0.5),
    Way(by_clause.what_is_done, 0.3),
    Way(by_clause.with_what, 0.38),
    Way(by_clause.where_and_when, 0.3),
    Way(by_clause.who_does_it, 0.25),
    Way(by_words.name, 0.3, by_words_only=True),
    Way(by_words.complement, 0.3, by_words_only=True),
)

GOING_ON: tuple[Way, ...] = (
    Way(by_subject.what_that_is, 0.6),
    Way(by_clause.what_it_does, 0.35),
)
"""Ways for a sentence that is asked together with the one before it, beside the others."""

DETAILS: tuple[Way, ...] = (
    Way(by_shape.emphasised, 0.58),
    Way(by_shape.several_in_brackets, 0.35),
    Way(by_words.cause, 0.55),
    Way(by_words.examples, 0.4),
    Way(by_words.condition, 0.5),
    Way(by_subject.what_else_is_said, 0.5),
)
"""Ways that find a particular inside a meaning, whose whole is asked for by its term."""


def ask(
    sentence: str,
    language: Language,
    ways: Sequence[Way] = WAYS,
    *,
    told: Sequence[str] = (),
    is_fragment: bool = False,
    is_example: bool = False,
    after: str = "",
) -> list[Asked]:
    """The cards that ``sentence`` gives, surest first: one, or a few of a long sentence if they hide different things.

    The names ``told`` are asked for already. A fragment goes on with something: a few words are enough. An
    example doesn't say what a name is. What stands ``after`` another sentence is asked together with it.
    """
    bare = without_marks_around(" ".join(sentence.split()))
    length = words(bare)
    if len(bare) > LONGEST_SENTENCE or asks_without_mark(bare, language) or by_shape.sends_to_a_work(bare):
        return []
    if not after and by_subject.governs_what_stands_elsewhere(bare, language):
        return []
    if length < (_FEWEST_WORDS_OF_FRAGMENT if is_fragment else _FEWEST_WORDS) and not by_shape.FORMULA.match(bare):
        return []
    least = 1 if is_fragment else _FEWEST_LEFT
    ways = (*ways, *GOING_ON) if after else ways
    names = {name.casefold() for name in told}
    found = [asked for asked in _found(bare, language, ways) if _is_sound(asked, language, least, words(after))]
    found = [asked for asked in found if asked.kind != "definition" or not (is_example or _plain_front(asked) in names)]
    found.sort(key=lambda asked: -asked.sureness)
    chosen: list[Asked] = found[:1]
    most = 1 + sum(length >= longer for longer in _LONGER)
    for asked in found[1:]:
        counted = sum(not one.of_series for one in chosen) + any(one.of_series for one in chosen)
        if (counted < most or asked.of_series) and not any(
            _alike(asked, one, bare, language)
            or _turn_round(asked, one)
            or (length < _LONGER[1] and (_mirror(asked, one, language) or _mirror(one, asked, language)))
            or _announces(one, asked, bare)
            for one in chosen
        ):
            chosen.append(asked)
    return chosen


def asks_without_mark(sentence: str, language: Language) -> bool:
    """Is it a question without its mark: ``Are there any gaps, ..``?"""
    first, second = [*plain_line(sentence).casefold().split()[:2], "", ""][:2]
    return first in {*language.copulas, *language.modals} and second in {*language.pronouns, *language.articles}


def _plain_front(asked: Asked) -> str:
    return plain_line(asked.front).casefold()


def _found(sentence: str, language: Language, ways: Sequence[Way]) -> Iterator[Asked]:
    has_grammar = has_parts_of_speech(language)
    for way in ways:
        if not (way.by_words_only and has_grammar):
            yield from (asked._replace(worth=way.worth) for asked in way.find(sentence, language))


def _alike(one: Asked, other: Asked, sentence: str, language: Language) -> bool:
    """Do both hide the same? A particular inside a long answer is another thing to ask for."""
    if _are_apart(one, other, sentence) or not _overlap(one.back, other.back, language):
        return False
    short, long = sorted((one, other), key=lambda asked: words(asked.back))
    if words(short.front) < _LONG_ENOUGH_FOR_BOTH or words(long.back) < _LONG_ANSWER:
        return True
    return not (
        short.cloze and not long.cloze and short.sureness >= _SURE_ENOUGH and words(short.back) * 2 <= words(long.back)
    )


def _turn_round(one: Asked, other: Asked) -> bool:
    """Does one ask for the name that the other asks with, or hide its last words?"""
    hidden = plain_line(one.back).casefold()
    hides_end = other.kind == "definition" and one.cloze and _plain_front(other).endswith(f" {hidden}")
    return hides_end or any(
        _plain_front(asking) == plain_line(asked.back).casefold() for asking, asked in ((one, other), (other, one))
    )


def _mirror(doer: Asked, deed: Asked, language: Language) -> bool:
    """Do they ask who does it, by what is done, and what is done, by who does it?"""
    hidden, done = plain_line(doer.back).casefold(), plain_line(deed.back).casefold()
    opens = doer.cloze and {*lower_words(doer.front.partition(GAP)[0])} <= {*language.all_articles}
    return opens and not deed.cloze and hidden in _plain_front(deed) and done in _plain_front(doer)


def _announces(one: Asked, other: Asked, sentence: str) -> bool:
    """Is the answer to the ``other`` only what announces the answer to ``one``: ``The critics give two reasons: ..``?"""
    before, _, _ = one.front.partition(f": {GAP}")
    announced = sentence.startswith(f"{one.front}:") or before != one.front
    return announced and other.sureness < one.sureness and other.back in before


def _are_apart(one: Asked, other: Asked, sentence: str) -> bool:
    """Are both answered by stretches of the sentence that have no word in common?"""
    if not one.cloze and one.front == other.front:
        return False
    first, second = sorted((_start(asked, sentence), len(asked.back)) for asked in (one, other))
    return first[0] >= 0 and first[0] + first[1] <= second[0]


def _start(asked: Asked, sentence: str) -> int:
    """Where in the sentence the answer begins; less than 0 where it doesn't stand there as it is."""
    return asked.front.index(GAP) if asked.cloze else sentence.find(asked.back)


def _overlap(one: str, other: str, language: Language) -> bool:
    """Have they most of the shorter one's words in common, small words aside?"""
    sets = [set(lower_words(plain_line(text))) for text in (one, other)]
    told = [found - language.small or found for found in sets]
    return len(told[0] & told[1]) * 2 >= min(map(len, told))


_CUT = re.escape(GAP)
_BROKEN = re.compile(rf"[A-Za-zÀ-ÿ0-9°%]{_CUT}|{_CUT}[A-Za-zÀ-ÿ0-9]|\d[–-]{_CUT}|{_CUT}[–-]\d")
"""A gap in the middle of a word, or of a range of numbers."""


def _stands_in(answer: str, front: str) -> bool:
    inside = r"\d" if answer.isdigit() else r"\w"  # SN 1987A
    return re.search(rf"(?<!{inside}){re.escape(answer)}(?!{inside})", front) is not None


def _is_sound(asked: Asked, language: Language, least_left: int, words_before: int) -> bool:
    """Something is asked, something is answered, and neither says the other."""
    if asked.front.startswith("$") and f"$ {GAP}" in asked.front:
        return True  # one side of a formula
    front, back = plain_line(asked.front).casefold(), plain_line(asked.back).casefold()
    if all(word.strip(".,;:") in language.small for word in back.split()):
        return False
    if not any(character.isalnum() for character in back) or _stands_in(back, front.replace(GAP, " ")):
        return False
    if back.endswith(("<", ">", "=", "≤", "≥")):
        return False  # a number goes on behind it
    if back.count("(") != back.count(")") or (asked.cloze and _BROKEN.search(asked.front)):
        return False
    if asked.cloze and back.split()[0] in language.conjunctions:
        return False
    if not asked.cloze:
        return words(asked.front) >= 1 and words(asked.back) >= 1
    if set(lower_words(front.replace(GAP, " "))) >= set(lower_words(back)) - language.small:
        return False  # what is hidden stands there all the same
    if len(back) < 2 and not back.isdigit():
        return False
    left = [word for word in front.replace(GAP, " ").split() if any(map(str.isalnum, word))]
    return (
        len(left) + words_before >= max(least_left, min(words(asked.back) // 2, _ENOUGH_LEFT))
        and words(asked.back) <= asked.longest
    )
