"""Drafts of a whole collection: what says the same becomes one draft, what asks the same becomes one card."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace

from flashcards.markup import folded, plain, plain_line, words
from flashcards.merging.statement import spoken
from flashcards.merging.twins import TELLING_BACK_WORDS, TELLING_FRONT_WORDS, twins
from flashcards.model import Draft

EXPLICIT_PRIORITY = 0.95
"""What a card has that its author wrote as a card; no other has as much."""

Keys = Callable[[Draft], list[Hashable]]


def merge(drafts: Iterable[Draft]) -> list[Draft]:
    """One draft for each thing asked: the same statement in several places becomes one draft with several sources.

    Drafts that say it in slightly other words are among them: the best of them stays. Drafts that ask the same with
    different answers become one with all their answers. The result is in the order in which each first stands in the
    notes, whatever the order in which the notes are given.
    """
    ordered = sorted(drafts, key=lambda draft: draft.source[0].path)
    told = _Told(ordered)
    said = _without_twins([_joined(group) for group in _connected(ordered, told.keys)])
    return [_with_all_answers(group) for group in _connected(said, lambda draft: [_question(draft)])]


def _question(draft: Draft) -> Hashable:
    return draft.kind, tuple(map(folded, draft.context)), folded(plain(draft.front))


class _Told:
    """What all drafts of the collection say, to tell which of them needs its headings to be understood."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._backs: dict[Hashable, set[str]] = defaultdict(set)
        self._heads: dict[Hashable, set[tuple[str, ...]]] = defaultdict(set)
        for draft in drafts:
            kind, front, back = _said(draft)
            self._backs[kind, front].add(back)
            self._heads[kind, front, back, draft.source[0].path].add(draft.context)

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


def _said(draft: Draft) -> tuple[str, str, str]:
    return draft.kind, _read(draft.front), _read(draft.back)


def _read(markdown: str) -> str:
    return folded(plain_line(markdown)).casefold()


def _connected(drafts: Sequence[Draft], keys_of: Keys) -> list[list[Draft]]:
    """The drafts in groups that shared keys hold together; groups and members in the order given."""
    group_of_key: dict[Hashable, list[Draft]] = {}
    groups: dict[int, list[Draft]] = {}
    place = {id(draft): number for number, draft in enumerate(drafts)}
    for draft in drafts:
        keys = keys_of(draft)
        own = [draft]
        for other in {id(group): group for key in keys if (group := group_of_key.get(key)) is not None}.values():
            own += other
            groups.pop(id(other))
            for member in other:
                group_of_key.update((key, own) for key in keys_of(member))
        group_of_key.update((key, own) for key in keys)
        groups[id(own)] = own
    found = [sorted(group, key=lambda draft: place[id(draft)]) for group in groups.values()]
    return sorted(found, key=lambda group: place[id(group[0])])


def _without_twins(drafts: Sequence[Draft]) -> list[Draft]:
    keys: dict[int, list[Hashable]] = defaultdict(list)
    for number, pair in enumerate(twins(drafts)):
        for draft in pair:
            keys[id(draft)].append(number)
    return [_best_of(group) for group in _connected(drafts, lambda draft: keys[id(draft)])]


def _best_of(group: Sequence[Draft]) -> Draft:
    """The best of the drafts, with what the others add; its answer is the fullest one that begins with it."""
    best = min(group, key=rank)
    told = spoken(best.back)
    longer = [draft.back for draft in group if told and spoken(draft.back)[: len(told)] == told]
    fullest = max(longer, key=words, default=best.back)
    return replace(_joined(group, best), back=fullest) if len(group) > 1 else best


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
    answers: list[str] = []
    for draft in group:
        if draft.back and not any(_holds(other, draft.back) for other in answers):
            answers = [other for other in answers if not _holds(draft.back, other)]
            answers.append(draft.back)
    return replace(_joined(group), back="\n\n".join(answers)) if len(group) > 1 else group[0]


def _holds(longer: str, shorter: str) -> bool:
    """Are the words of ``shorter`` a stretch of those of ``longer``?"""
    return f" {_read(shorter)} " in f" {_read(longer)} "


__all__ = ["merge"]
