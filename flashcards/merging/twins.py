"""Drafts that say the same, though not in the same words: people's notes overlap, and are not copied letter by letter.

Joining two cards that differ takes one of them from the learner, so everything here is in doubt a difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations, pairwise
from operator import eq

from flashcards.markup import plain_line
from flashcards.merging.statement import Slip, Statement, begins, same_words, slips_between, spoken, statement
from flashcards.model import Draft, Source
from flashcards.rules.language import Language, language_of

TELLING_BACK_WORDS = 6
"""From how many words on an answer tells what it speaks of, if no other answer stands under the same front."""

TELLING_FRONT_WORDS = 8
"""From how many words on a question, or a sentence with a gap, needs no heading to be understood."""

TELLING_HEADING_WORDS = 2
"""From how many words on a heading tells what it speaks of: ``Pros`` stands above anything."""

TELLING_STATEMENT_WORDS = 6
"""From how many words on both sides together say something, if the heading right above them tells what of."""

MOST_DRAFTS_WITH_KEY = 32
"""What more drafts have in common is a pattern; then each is compared with the next one only."""

ALIKE_IN_KIND = frozenset({"definition", "fact", "qa"})
"""Kinds that ask for the same if their words are the same."""

Pair = tuple["Told", "Told"]


def twins(drafts: Sequence[Draft]) -> list[tuple[Draft, Draft]]:
    """The pairs of ``drafts`` that say, or ask, the same in other words. They depend on no order."""
    languages = _languages(drafts)
    told = [Told(draft, languages[draft.source[0].path]) for draft in drafts]
    judge = _Judge(told)
    likely = [(pair, slips) for pair in _pairs(told) if (slips := judge.slips(*pair)) is not None]
    spelling = _Spelling(told, {word for _, slips in likely for slip in slips for word in (slip.one, slip.other)})
    return [(one.draft, other.draft) for (one, other), slips in likely if all(map(spelling.is_slip, slips))]


@dataclass(eq=False)
class Told:
    """A draft, with what it says as it is read."""

    draft: Draft
    language: Language

    @cached_property
    def statement(self) -> Statement:
        """Both sides, word by word."""
        return statement(self.draft.front, self.draft.back, self.language)

    @cached_property
    def headings(self) -> tuple[tuple[str, ...], ...]:
        """What stands above it."""
        return tuple(map(spoken, self.draft.context))

    @cached_property
    def paths(self) -> frozenset[str]:
        """The notes that say it."""
        return frozenset(source.path for source in self.draft.source)

    def keys(self) -> Iterator[Hashable]:
        """Twins share one of these."""
        said = self.statement
        kinds = "" if self.draft.kind in ALIKE_IN_KIND else self.draft.kind
        for core in chain([said.core, said.beginning()], said.cores_but_one()):
            yield hash((kinds, self.draft.cloze, core))


def _languages(drafts: Sequence[Draft]) -> dict[str, Language]:
    texts: dict[str, list[str]] = defaultdict(list)
    for draft in drafts:
        texts[draft.source[0].path] += [draft.front, draft.back]
    return {path: language_of(plain_line(" ".join(sides))) for path, sides in texts.items()}


def _pairs(told: Sequence[Told]) -> Iterable[Pair]:
    """The pairs that may be twins, each once."""
    found: dict[tuple[int, int], Pair] = {}
    for group in _sharing_keys(told):
        pairs = combinations(group, 2) if len(group) <= MOST_DRAFTS_WITH_KEY else pairwise(group)
        found.update(((id(one), id(other)), (one, other)) for one, other in pairs)
    return found.values()


def _sharing_keys(told: Sequence[Told]) -> Iterator[list[Told]]:
    first: dict[Hashable, Told] = {}
    groups: dict[Hashable, list[Told]] = {}
    for one in told:
        for key in dict.fromkeys(one.keys()):
            other = first.setdefault(key, one)
            if other is not one:
                groups.setdefault(key, [other]).append(one)
    return chain.from_iterable(map(_by_place, groups.values()))


def _by_place(group: list[Told]) -> Iterable[list[Told]]:
    """``group``, or what of it stands under the same two headings, if it is large."""
    if len(group) <= MOST_DRAFTS_WITH_KEY:
        return [group]
    places: dict[Hashable, list[Told]] = defaultdict(list)
    for one in group:
        places[one.headings[-2:]].append(one)
    return places.values()


class _Judge:
    """Whether two drafts are twins, given all others."""

    def __init__(self, told: Iterable[Told]) -> None:
        self._answers: dict[Hashable, set[tuple[str, ...]]] = defaultdict(set)
        self._places: dict[Hashable, set[Hashable]] = defaultdict(set)
        self._parents: dict[Hashable, set[Hashable]] = defaultdict(set)
        for one in told:
            front, back = one.statement.front.stems, one.statement.back.stems
            self._answers[front].add(back)
            for path in one.paths:
                self._places[path, front, back].add(one.headings)
                self._parents[path, one.headings[-1:]].add(one.headings[:-1])

    def slips(self, one: Told, other: Told) -> list[Slip] | None:
        """The words that one of the two must have misspelt, if they are twins; None if they are none."""
        slips = self._differences(one, other)
        if slips is None or _overlap(one.draft.source, other.draft.source):
            return None
        if one.paths & other.paths:
            is_other_name = any(slip.in_front for slip in slips)  # a note that has both means both
            return slips if one.headings == other.headings and not is_other_name else None
        return slips if self._speak_of_the_same(one, other) else None

    def _differences(self, one: Told, other: Told) -> list[Slip] | None:
        if one.draft.cloze != other.draft.cloze:
            return None
        if one.draft.kind != other.draft.kind:
            both = {one.draft.kind, other.draft.kind} <= ALIKE_IN_KIND
            return [] if both and same_words(one.statement, other.statement) else None
        shorter, longer = sorted((one.statement, other.statement), key=lambda said: len(said.back.words))
        if begins(shorter, longer):
            return [] if self._is_only_way_on(longer) else None
        return slips_between(shorter, longer)

    def _is_only_way_on(self, longest: Statement) -> bool:
        """Whether all answers to this question begin alike: else none of them is the whole answer."""
        answers = self._answers[longest.front.stems]
        return all(all(map(eq, answer, longest.back.stems)) for answer in answers)

    def _speak_of_the_same(self, one: Told, other: Told) -> bool:
        """Whether headings, or the words themselves, show that two notes speak of one thing."""
        if one.headings == other.headings:
            return True
        if self._has_many_subjects(one) or self._has_many_subjects(other):
            return False
        if one.headings[-2:] == other.headings[-2:] and len(one.headings) > 1:
            return True
        both = one.statement, other.statement
        front, back = min(len(said.front.words) for said in both), min(len(said.back.words) for said in both)
        if front >= TELLING_FRONT_WORDS:
            return True
        near = self._heading_tells(one, other) and front + back >= TELLING_STATEMENT_WORDS
        return (near or back >= TELLING_BACK_WORDS) and not self._has_rivals(one, other)

    def _has_many_subjects(self, one: Told) -> bool:
        said = one.statement
        return any(len(self._places[path, said.front.stems, said.back.stems]) > 1 for path in one.paths)

    def _heading_tells(self, one: Told, other: Told) -> bool:
        heads = one.headings[-1:]
        if heads != other.headings[-1:] or not heads or len(heads[0]) < TELLING_HEADING_WORDS:
            return False
        return all(len(self._parents[path, heads]) == 1 for path in one.paths | other.paths)

    def _has_rivals(self, one: Told, other: Told) -> bool:
        """Whether the notes answer the same question in a third way."""
        both = one.statement, other.statement
        answers = {answer for said in both for answer in self._answers[said.front.stems]}
        return bool(answers - {said.back.stems for said in both})


def _overlap(some: Iterable[Source], others: Sequence[Source]) -> bool:
    """Whether both come from one line: a rule that made two cards of it meant two."""
    return any(
        one.path == other.path and one.start_line <= other.end_line and other.start_line <= one.end_line
        for one in some
        for other in others
    )


class _Spelling:
    """Where the words stand of which there are two spellings."""

    def __init__(self, told: Iterable[Told], wanted: set[str]) -> None:
        self._places: Mapping[str, list[Source]] = defaultdict(list)
        if wanted:
            for one in told:
                for word in wanted.intersection((*one.statement.front.stems, *one.statement.back.stems)):
                    self._places[word] += one.draft.source

    def is_slip(self, slip: Slip) -> bool:
        """Whether the two are one word: one of them stands nowhere else.

        Where it is a name that differs, or one letter stands for another, the right word must be known from elsewhere:
        nitrate is no slip for nitrite.
        """
        stray = [word for word in (slip.one, slip.other) if self._stands_once(word)]
        is_other_letter = len(slip.one) == len(slip.other) and sorted(slip.one) != sorted(slip.other)
        return len(stray) == 1 or (bool(stray) and not slip.in_front and not is_other_letter)

    def _stands_once(self, word: str) -> bool:
        """Whether all that has the word comes from one place: a line, and the list that it is a part of."""
        places = self._places[word]
        start, end = max(place.start_line for place in places), min(place.end_line for place in places)
        return len({place.path for place in places}) == 1 and start <= end
