"""Drafts of a whole collection: what says the same becomes one draft, what asks the same becomes one card."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from itertools import chain

from flashcards.markup import folded, plain, reading_key, words
from flashcards.merging.skimming import Keys, front_key, near, sides_key
from flashcards.merging.statement import spoken
from flashcards.merging.twins import TELLING_BACK_WORDS, TELLING_FRONT_WORDS, twins
from flashcards.model import Draft

EXPLICIT_PRIORITY = 0.95
"""What a card has that its author wrote as a card; no other has as much."""


def merge(drafts: Iterable[Draft]) -> list[Draft]:
    """One draft for each thing asked: the same statement in several places becomes one draft with several sources.

    Drafts that say it in slightly other words are among them: the best of them stays. Drafts that ask the same with
    different answers become one with all their answers. The result is in the order in which each first stands in the
    notes, whatever the order in which the notes are given.
    """
    ordered = sorted(drafts, key=lambda draft: draft.source[0].path)
    said = _without_twins([_joined(group) for group in _saying_the_same(ordered)])
    return [put(_with_all_answers(group)) for group in _asking_the_same(said)]


def put(draft: Draft) -> Draft:
    """``draft`` with what answers its question on its back."""
    return replace(draft, back=draft.answer, answer="") if draft.answer else draft


def _saying_the_same(drafts: Sequence[Draft]) -> list[list[Draft]]:
    likely = near(drafts, lambda draft: [(draft.kind, sides_key(draft))])
    return _connected(drafts, likely, _Told(drafts, likely).keys)


def _asking_the_same(drafts: Sequence[Draft]) -> list[list[Draft]]:
    return _connected(drafts, near(drafts, lambda draft: [front_key(draft)]), lambda draft: [_question(draft)])


def _question(draft: Draft) -> Hashable:
    return draft.kind, tuple(map(folded, draft.context)), folded(plain(draft.front))


class _Told:
    """What all drafts of the collection say, to tell which of them needs its headings to be understood."""

    def __init__(self, drafts: Sequence[Draft], likely: Sequence[Draft]) -> None:
        """``likely`` are those of the ``drafts`` of which another one may say the same."""
        self._backs: dict[Hashable, set[str | None]] = defaultdict(set)
        self._heads: dict[Hashable, set[tuple[str, ...]]] = defaultdict(set)
        for draft in likely:
            kind, front, back = _said(draft)
            self._backs[kind, front].add(back)
            self._heads[kind, front, back, draft.source[0].path].add(draft.context)
        for draft in _others_asking_like(likely, drafts):
            self._backs[draft.kind, reading_key(draft.front)].add(None)  # it is like no other, so it needs no reading

    def keys(self, draft: Draft) -> list[Hashable]:
        """Keys of what ``draft`` says; two drafts that share one say the same.

        They share one under the same heads; and in two notes, where the two innermost heads are the same, or the
        front, or an answer that no other rivals, tells by itself what it speaks of.
        """
        said, heads = _said(draft), tuple(map(folded, draft.context))
        keys: list[Hashable] = [(*said, heads)]
        if len(self._heads[*said, draft.source[0].path]) > 1:
            return keys  # one note says it of several things
        if len(heads) > 1:
            keys.append((*said, heads[-2:]))
        _, front, back = said
        specific = len(back.split()) >= TELLING_BACK_WORDS and len(self._backs[draft.kind, front]) == 1
        if specific or len(front.split()) >= TELLING_FRONT_WORDS:
            keys.append(said)
        return keys


def _others_asking_like(likely: Sequence[Draft], drafts: Iterable[Draft]) -> list[Draft]:
    fronts, known = set(map(front_key, likely)), set(map(id, likely))
    return [draft for draft in drafts if id(draft) not in known and front_key(draft) in fronts]


def _said(draft: Draft) -> tuple[str, str, str]:
    return draft.kind, reading_key(draft.front), reading_key(draft.back)


def _connected(drafts: Sequence[Draft], likely: Iterable[Draft], keys_of: Keys) -> list[list[Draft]]:
    """The drafts in groups that shared keys hold together; groups and members in the order given.

    Only those that are ``likely`` to share a key are asked for theirs.
    """
    may_share = set(map(id, likely))
    leader = list(range(len(drafts)))
    first_with_key: dict[Hashable, int] = {}
    for number, draft in enumerate(drafts):
        for key in keys_of(draft) if id(draft) in may_share else ():
            other = first_with_key.setdefault(key, number)
            if other != number:
                first, second = sorted((_leader_of(number, leader), _leader_of(other, leader)))
                leader[second] = first
    groups: dict[int, list[Draft]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        groups[_leader_of(number, leader)].append(draft)
    return list(groups.values())


def _leader_of(number: int, leader: list[int]) -> int:
    while leader[number] != number:
        leader[number] = number = leader[leader[number]]
    return number


def _without_twins(drafts: Sequence[Draft]) -> list[Draft]:
    pairs = twins(drafts)
    keys: dict[int, list[Hashable]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        for draft in pair:
            keys[id(draft)].append(number)
    return [_best_of(group) for group in _connected(drafts, chain.from_iterable(pairs), lambda draft: keys[id(draft)])]


def _best_of(group: Sequence[Draft]) -> Draft:
    """The best of the drafts, with what the others add; its answer is the fullest one that begins with it."""
    if len(group) == 1:
        return group[0]
    best = min(group, key=rank)
    told = spoken(best.back)
    longer = [draft.back for draft in group if told and spoken(draft.back)[: len(told)] == told]
    fullest = max(longer, key=words, default=best.back)
    return _answered(_joined(group, best), fullest)


def rank(draft: Draft) -> tuple[bool, bool, float, int]:
    """Of drafts that say the same, the one to keep comes first: the author's own card, then what is worth most.

    It depends on the drafts alone, so that no change elsewhere makes another one the best.
    """
    return draft.priority < EXPLICIT_PRIORITY, not draft.anchor, -draft.priority, -words(draft.back)


def _joined(group: Sequence[Draft], main: Draft | None = None) -> Draft:
    """One draft for all: the first, or the one that the author gave an anchor, with what the others add."""
    if len(group) == 1:
        return group[0]
    main = main or next((draft for draft in group if draft.anchor), group[0])
    return replace(
        main,
        source=tuple(sorted({source for draft in group for source in draft.source})),
        tags=tuple(dict.fromkeys(tag for draft in (main, *group) for tag in draft.tags)),
        priority=max(draft.priority for draft in group),
    )


def _with_all_answers(group: Sequence[Draft]) -> Draft:
    if len(group) == 1:
        return group[0]
    answers: list[str] = []
    for draft in group:
        if draft.back and not any(_holds(other, draft.back) for other in answers):
            answers = [other for other in answers if not _holds(draft.back, other)]
            answers.append(draft.back)
    return _answered(_joined(group), "\n\n".join(answers))


def _answered(draft: Draft, back: str) -> Draft:
    """``draft`` with another back; its question may say how many things were to be named, or ask for a part of it."""
    return draft if back == draft.back else replace(draft, back=back, question="", answer="")


def _holds(longer: str, shorter: str) -> bool:
    """Are the words of ``shorter`` a stretch of those of ``longer``?"""
    return f" {reading_key(shorter)} " in f" {reading_key(longer)} "


__all__ = ["merge", "put"]
