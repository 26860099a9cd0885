"""What the notes themselves say about their open questions: passages, found again by their words.

A passage is one statement of a note, or a name with the short lines below it. It goes on the back of an open card only
where it has most of the words that tell the question from others; better no passage than one beside the point.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from flashcards.markup import CLOZE, bullets, one_line, reading_key, stash_math, words
from flashcards.model import Document, Draft, Lines, Source
from flashcards.rules.language import LANGUAGE_NAMES, LANGUAGES, UNKNOWN, Language, language_of
from flashcards.rules.outline import Entry, answer_label, outline, question_label, text_of
from flashcards.rules.place import name_of
from flashcards.rules.restraint import (
    explains,
    is_empty,
    is_practice,
    is_reference_section,
    is_schedule,
    is_truncated,
    points_elsewhere,
)
from flashcards.rules.switches import Switches, wishes
from flashcards.rules.text import LONGEST_BACK_WORDS, announces, is_question, lines_of, sentences

MOST_PASSAGES = 3

LONGEST_PASSAGE_WORDS = 40
"""Longer statements are looked at sentence by sentence."""

FEWEST_NEW_STEMS = 2
"""With fewer words that the question hasn't, a passage says nothing about it."""

FEWEST_SHARED_STEMS = 2
"""So many telling words in common are enough only if they stand together; a single word must be what the passage is about."""

NEAR_STEMS = 4
"""How many words on one word may stand from another to be together with it."""

LEAST_STRENGTH = 0.3
"""Which share of a question, its words weighed by how rare they are, a passage of average length must have."""

LEAST_OF_BEST = 0.6
"""How strong a further passage must be beside the strongest."""

KEY_SHARE, TELLING_SHARE = 0.82, 0.5
"""How rare key words and telling words are beside the rarest word that question and notes share; a passage needs both."""

FEWEST_TEXTS = 100
"""In a smaller collection, words weigh as if there were so many texts."""

NEARLY_ALL = 0.7
"""From which share of the shorter one's words on two passages say the same."""

_SATURATION, _LENGTH_SHARE = 1.5, 0.5
"""BM25's k1 and b: how soon a repeated word stops to count, and how much a long passage is held back."""

_STEMMERS: Mapping[str, str] = MappingProxyType(
    {
        "en": "english",
        "de": "german",
        "fr": "french",
        "es": "spanish",
        "it": "italian",
        "sv": "swedish",
        "pt": "portuguese",
        "nl": "dutch",
    }
)
_WORD = re.compile(r"[^\W_]{2,}")


@dataclass(frozen=True, slots=True)
class Passage:
    """A statement of a note that can stand on a back: its Markdown, where it stands, the stems of its words in order."""

    text: str
    source: Source
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The passages of one note, and the name of its language."""

    path: str
    language: str
    passages: tuple[Passage, ...]


# ------------------------------------------------------------------------------------------------ passages of a note


def passages_of(path: str, document: Document, languages: tuple[str, ...] = LANGUAGE_NAMES) -> Told:
    """What the note at ``path`` tells, which is in one of these ``languages``; no questions, plans, links or comments."""
    entries = outline(document)
    language = language_of(text_of(entries), languages)
    switches = Switches(entries, off=wishes(document.front_matter).off)
    told = (one for one in _statements(entries, _Above()) if not switches.are_off(one.lines))
    made = (_passage(one, path, language) for one in told)
    return Told(path, language.name, tuple(passage for passage in made if passage.stems))


class _Above(NamedTuple):
    """What stands above some entries: that they are to be done or looked up, that they are exercises."""

    elsewhere: bool = False
    practice: bool = False

    def below(self, entry: Entry) -> _Above:
        outside = entry.role == "todo" or is_reference_section(entry) or is_schedule(entry)
        exercises = entry.role in ("heading", "line", "item") and is_practice(entry)
        return _Above(self.elsewhere or outside, (self.practice or exercises) and not _asks(entry.text))


class _Statement(NamedTuple):
    text: str
    lines: Lines


def _statements(entries: Sequence[Entry], above: _Above) -> Iterator[_Statement]:
    for entry in entries:
        below = above.below(entry)
        if not (below.elsewhere or above.practice):
            yield from _own(entry)
            yield from _with_children(entry)
        yield from _statements(entry.children, below)


def _own(entry: Entry) -> Iterator[_Statement]:
    """What ``entry`` itself says, whole or, where it is long, by its sentences."""
    if not _says_something(entry) or announces(entry.text):
        return
    text = _unmarked(entry.text)
    if words(text) <= LONGEST_PASSAGE_WORDS:
        yield _Statement(text, entry.lines)
        return
    for sentence in sentences(text):
        if words(sentence) <= LONGEST_PASSAGE_WORDS and not is_question(sentence):
            yield _Statement(sentence, lines_of(sentence, entry.text, entry.lines))


def _with_children(entry: Entry) -> Iterator[_Statement]:
    """The name of ``entry`` with the few short lines below it, as one statement."""
    short = all(_says_something(child) and not child.children for child in entry.children)
    if not entry.children or not entry.text or not short or _is_junk(entry) or explains(entry):
        return
    name, told = one_line(name_of(entry)), [_unmarked(child.text).rstrip(" .;,") for child in entry.children]
    text = f"{name}{'' if is_question(name) else ':'} {'; '.join(told)}"
    if words(text) <= LONGEST_PASSAGE_WORDS:
        yield _Statement(text, entry.span)


def _says_something(entry: Entry) -> bool:
    speaks = entry.role in ("item", "line") and not is_truncated(entry.text)
    return speaks and not _is_junk(entry) and not _asks(entry.text)


def _is_junk(entry: Entry) -> bool:
    """Nothing to learn, or nothing that can be shown elsewhere: a picture's path holds in its own note only."""
    return is_empty(entry.text) or points_elsewhere(entry.text) or is_schedule(entry) or "![" in entry.text


def _asks(text: str) -> bool:
    return is_question(text) or question_label(text) is not None


def _unmarked(text: str) -> str:
    """``text`` without what makes it a card: a label of an answer, the marks of a hidden part."""
    label = answer_label(text)
    return one_line(CLOZE.sub(lambda found: found["hidden"], text[label.end() :] if label else text))


def _passage(told: _Statement, path: str, language: Language) -> Passage:
    return Passage(told.text, Source(path, *told.lines), stems(told.text, language))


# ------------------------------------------------------------------------------------------------------------- words


def stems(markdown: str, language: Language) -> tuple[str, ...]:
    """The words of ``markdown`` that carry its subject, as stems, in order; formulas aside."""
    text = reading_key(stash_math(markdown)[0])
    stem = _stemmer(language.name)
    return tuple(stem(word) for word in _WORD.findall(text) if word not in language.small)


@lru_cache(maxsize=8)
def _stemmer(language: str) -> Callable[[str], str]:
    """From a word of this language to its stem; words of other languages stay as they are."""
    if language not in _STEMMERS:
        return str
    from snowballstemmer import stemmer  # noqa: PLC0415 - only notes with open questions need it

    stem: Callable[[str], str] = stemmer(_STEMMERS[language]).stemWord
    return lru_cache(maxsize=65536)(stem)


# ------------------------------------------------------------------------------------------------------------ search


def with_passages(drafts: Sequence[Draft], notes: Sequence[Told]) -> list[Draft]:
    """``drafts``, in which open questions have on their back what ``notes`` tell about them; whatever the order of the notes."""
    questions = [draft for draft in drafts if draft.kind == "open"]
    if not questions:
        return list(drafts)
    search = _Search(questions, notes)
    return [replace(draft, back=search.back_of(draft)) if draft.kind == "open" else draft for draft in drafts]


class _Search:
    """All passages of a collection, by their words; how rare a word is, its open questions say as well."""

    def __init__(self, questions: Sequence[Draft], notes: Sequence[Told]) -> None:
        by_name = {language.name: language for language in LANGUAGES}
        self._languages = {note.path: by_name.get(note.language, UNKNOWN) for note in notes}
        asked = {(source.path, line) for draft in questions for source in draft.source for line in _lines(source)}
        told = (one for note in sorted(notes, key=lambda note: note.path) for one in note.passages)
        self._passages = [
            one for one in told if not any((one.source.path, line) in asked for line in _lines(one.source))
        ]
        texts = _padded([*(one.stems for one in self._passages), *(self._stems(draft) for draft in questions)])
        self._known = {stem for one in self._passages for stem in one.stems}
        self._weights = _weights(texts)
        self._scores = _scorer(texts, len(self._passages))

    def back_of(self, draft: Draft) -> str:
        """The passages that bear on the question, best first, as a list with their sources; empty if there are none."""
        chosen: list[Passage] = []
        for passage in self._found(draft):
            back = _back([*chosen, passage])
            if words(back) <= LONGEST_BACK_WORDS and not any(_says_the_same(passage, other) for other in chosen):
                chosen.append(passage)
            if len(chosen) == MOST_PASSAGES:
                break
        return _back(chosen)

    def _found(self, draft: Draft) -> list[Passage]:
        """The passages that are strong enough for the question, strongest first."""
        asked = sorted(set(self._stems(draft)))
        known = [stem for stem in asked if stem in self._known]
        if not known or not self._passages:
            return []
        whole = sum(self._weights[stem] for stem in asked) / (1 + _SATURATION)
        strong = [
            (
                -round(score / whole, 3),
                passage.source.path != draft.source[0].path,
                passage.source,
                passage.text,
                passage,
            )
            for place, score in self._scores(known, LEAST_STRENGTH * whole)
            if self._bears_on(passage := self._passages[place], asked, known)
        ]
        return [found[-1] for found in sorted(strong, key=lambda found: found[:-1])]

    def _bears_on(self, passage: Passage, asked: Sequence[str], known: Sequence[str]) -> bool:
        """Whether ``passage`` has a key word of the question, another that tells, and something to say besides."""
        own = set(passage.stems)
        rarest = max(self._weights[stem] for stem in known)
        shared = {stem for stem in known if stem in own and self._weights[stem] >= TELLING_SHARE * rarest}
        is_key = any(self._weights[stem] >= KEY_SHARE * rarest for stem in shared)
        if not is_key or len(own.difference(known)) < FEWEST_NEW_STEMS:
            return False
        if len(asked) == 1:
            return passage.stems[0] == asked[0]
        return len(shared) > FEWEST_SHARED_STEMS or _stand_together(shared, passage.stems)

    def _stems(self, draft: Draft) -> tuple[str, ...]:
        return stems(draft.front, self._languages.get(draft.source[0].path, UNKNOWN))


def _padded(texts: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """``texts``, with blank ones of average length where they are few, as every word would be frequent among them."""
    average = max(1, round(sum(map(len, texts)) / len(texts)))
    return texts + [("",) * average] * (FEWEST_TEXTS - len(texts))


def _weights(texts: Sequence[Sequence[str]]) -> dict[str, float]:
    """How much each stem tells, by BM25's inverse document frequency."""
    counts = Counter(stem for text in texts for stem in set(text))
    return {stem: math.log(1 + (len(texts) - count + 0.5) / (count + 0.5)) for stem, count in counts.items()}


_Scores = Callable[[list[str], float], list[tuple[int, float]]]


def _scorer(texts: Sequence[Sequence[str]], passages: int) -> _Scores:
    """From some stems and a least BM25 score to those of the first ``passages`` of the ``texts`` that reach it, by place.

    They must stand out as well: what scores far less than the best is left out.
    """
    from bm25s import BM25  # noqa: PLC0415 - it loads numpy, which only notes with open questions need

    numbers = {stem: number for number, stem in enumerate(sorted({stem for text in texts for stem in text}))}
    index = BM25(k1=_SATURATION, b=_LENGTH_SHARE)
    index.index(([[numbers[stem] for stem in text] for text in texts], numbers), show_progress=False)

    def scores(asked: list[str], least: float) -> list[tuple[int, float]]:
        found = index.get_scores(asked)[:passages]
        reached = (found >= max(least, LEAST_OF_BEST * found.max())).nonzero()[0]
        return [(int(place), float(found[place])) for place in reached]

    return scores


def _stand_together(shared: set[str], told: Sequence[str]) -> bool:
    """Whether two different words of ``shared`` stand near one another in ``told``."""
    places = [(place, stem) for place, stem in enumerate(told) if stem in shared]
    return any(one != other and place - before <= NEAR_STEMS for (before, one), (place, other) in pairwise(places))


def _says_the_same(one: Passage, other: Passage) -> bool:
    """Whether one of them has nearly all words of the other, or they share lines."""
    lines = set(_lines(one.source)) & set(_lines(other.source)) if one.source.path == other.source.path else ()
    shorter, longer = sorted((set(one.stems), set(other.stems)), key=len)
    return bool(lines) or len(shorter & longer) >= NEARLY_ALL * len(shorter)


def _lines(source: Source) -> range:
    return range(source.start_line, source.end_line + 1)


def _back(passages: Sequence[Passage]) -> str:
    return bullets(f"{passage.text} (`{passage.source.path}:{passage.source.start_line}`)" for passage in passages)


__all__ = ["Passage", "Told", "passages_of", "with_passages"]
