"""Drafts that say the same, though not in the same words: people's notes overlap, and are not copied letter by letter.

Joining two cards that differ takes one of them from the learner, so everything here is in doubt a difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, combinations, pairwise
from operator import eq

from flashcards.merging.skimming import front_key, near_or_begun, words_of, words_together
from flashcards.merging.statement import Slip, Statement, begins, same_words, slips_between, spoken, statement, stem_of
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
    read = _reader(drafts)
    near = list(map(read, near_or_begun(drafts, _group)))
    judge = _Judge(drafts, near, read)
    alike = [(pair, slips) for pair in _pairs(near) if (slips := _slips(*pair)) is not None]
    likely = [(pair, slips) for pair, slips in alike if judge.are_twins(*pair)]
    spelling = _Spelling(drafts, {word for _, slips in likely for slip in slips for word in (slip.one, slip.other)})
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
        return _headings(self.draft)

    @cached_property
    def paths(self) -> frozenset[str]:
        """The notes that say it."""
        return frozenset(source.path for source in self.draft.source)

    def keys(self) -> Iterator[Hashable]:
        """Twins share one of these."""
        said = self.statement
        for core in chain([said.core, said.beginning()], said.cores_but_one()):
            yield hash((_group(self.draft), core))


def _group(draft: Draft) -> str:
    """What twins have in common beside what they say."""
    kinds = "" if draft.kind in ALIKE_IN_KIND else draft.kind
    return f"{kinds} cloze" if draft.cloze else kinds


def _headings(draft: Draft) -> tuple[tuple[str, ...], ...]:
    return tuple(map(spoken, draft.context))


def _reader(drafts: Sequence[Draft]) -> Callable[[Draft], Told]:
    """Reads one of the ``drafts`` in the language of its note, which is told by all of them."""
    of_note: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        of_note[draft.source[0].path].append(draft)
    language = cache(lambda path: language_of(words_together(of_note[path])))
    known: dict[int, Told] = {}

    def read(draft: Draft) -> Told:
        if id(draft) not in known:
            known[id(draft)] = Told(draft, language(draft.source[0].path))
        return known[id(draft)]

    return read


def _pairs(told: Iterable[Told]) -> Iterable[Pair]:
    """The pairs that may be twins, each once."""
    found: dict[tuple[int, int], Pair] = {}
    for group in _sharing_keys(told):
        pairs = combinations(group, 2) if len(group) <= MOST_DRAFTS_WITH_KEY else pairwise(group)
        found.update(((id(one), id(other)), (one, other)) for one, other in pairs)
    return found.values()


def _sharing_keys(told: Iterable[Told]) -> Iterator[list[Told]]:
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


def _slips(one: Told, other: Told) -> list[Slip] | None:
    """The words that one of the two must have misspelt, if they are twins; None if they can't be."""
    in_one_note = not one.paths.isdisjoint(other.paths)
    if in_one_note and (one.headings != other.headings or _overlap(one.draft.source, other.draft.source)):
        return None
    slips = _differences(one, other)
    is_other_name = in_one_note and slips and slips[0].in_front  # a note that has both means both
    return None if is_other_name else slips


def _differences(one: Told, other: Told) -> list[Slip] | None:
    if one.draft.cloze != other.draft.cloze:
        return None
    if one.draft.kind != other.draft.kind:
        both = {one.draft.kind, other.draft.kind} <= ALIKE_IN_KIND
        return [] if both and same_words(one.statement, other.statement) else None
    shorter, longer = (told.statement for told in _by_length(one, other))
    return [] if begins(shorter, longer) else slips_between(shorter, longer)


def _by_length(one: Told, other: Told) -> list[Told]:
    return sorted((one, other), key=lambda told: len(told.statement.back.words))


class _Judge:
    """Whether two drafts that may be twins are, given all others."""

    def __init__(self, drafts: Sequence[Draft], near: Iterable[Told], read: Callable[[Draft], Told]) -> None:
        """``near`` are those of the ``drafts`` that may be twins; the others are read only where they matter."""
        self._drafts = drafts
        self._read = read
        self._answers: dict[Hashable, set[tuple[str, ...]]] = {}
        self._places: dict[Hashable, set[Hashable]] = defaultdict(set)
        for one in near:
            for path in one.paths:
                self._places[path, one.statement.front.stems, one.statement.back.stems].add(one.headings)

    @cached_property
    def _asking(self) -> Mapping[Hashable, list[Draft]]:
        """The drafts that may ask the same."""
        found: Mapping[Hashable, list[Draft]] = defaultdict(list)
        for draft in self._drafts:
            found[front_key(draft)].append(draft)
        return found

    def _answers_to(self, one: Told) -> set[tuple[str, ...]]:
        """All answers to its question."""
        asked = one.statement.front.stems
        if asked not in self._answers:
            others = [other.statement for other in map(self._read, self._asking[front_key(one.draft)])]
            self._answers[asked] = {said.back.stems for said in others if said.front.stems == asked}
        return self._answers[asked]

    @cached_property
    def _parents(self) -> Mapping[Hashable, set[Hashable]]:
        """What stands above a heading of a note."""
        found: Mapping[Hashable, set[Hashable]] = defaultdict(set)
        for draft in self._drafts:
            headings = _headings(draft)
            for source in draft.source:
                found[source.path, headings[-1:]].add(headings[:-1])
        return found

    def are_twins(self, one: Told, other: Told) -> bool:
        """Whether the two, which say the same by themselves, also do among the others."""
        shorter, longer = _by_length(one, other)
        if len(shorter.statement.back.words) < len(longer.statement.back.words) and not self._is_only_way_on(longer):
            return False
        return not one.paths.isdisjoint(other.paths) or self._speak_of_the_same(one, other)

    def _is_only_way_on(self, longest: Told) -> bool:
        """Whether all answers to this question begin alike: else none of them is the whole answer."""
        return all(all(map(eq, answer, longest.statement.back.stems)) for answer in self._answers_to(longest))

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
        return not self._answers_to(one) | self._answers_to(other) <= {said.back.stems for said in both}


def _overlap(some: Iterable[Source], others: Sequence[Source]) -> bool:
    """Whether both come from one line: a rule that made two cards of it meant two."""
    return any(
        one.path == other.path and one.start_line <= other.end_line and other.start_line <= one.end_line
        for one in some
        for other in others
    )


class _Spelling:
    """Where the words stand of which there are two spellings."""

    def __init__(self, drafts: Sequence[Draft], wanted: set[str]) -> None:
        self._places: Mapping[str, list[Source]] = defaultdict(list)
        forms = {form for word in wanted for form in (word, f"{word}s") if stem_of(form) == word}
        for draft in drafts if wanted else ():
            for form in forms.intersection(words_of(draft)):
                self._places[stem_of(form)] += draft.source

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
