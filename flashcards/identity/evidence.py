"""What all cards and drafts together say about one pair of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from flashcards.events import Wording
from flashcards.identity.compare import (
    Move,
    alike,
    below,
    context_of,
    folded_sides,
    move_between,
    normal,
    question,
    said,
)
from flashcards.identity.likeness import Vocabulary, is_version, nearly_equal, same_name, same_pattern
from flashcards.markup import folded

MOST_CARDS_WITH_FRONT = 500
"""A front that more cards have than this tells nothing."""

MOST_MOVES_OF_A_SECTION = 20
"""A section whose cards went more ways than this has been given up, not moved."""

CARDS_OF_A_SECTION = 2
"""How many cards must have moved the same way for their section to have moved."""


_Groups = dict[Hashable, list[Wording]]


class Pair(NamedTuple):
    """An old and a new wording that may belong to one card."""

    old: Wording
    new: Wording
    evidence: Evidence


class Evidence:
    """Questions about all old cards and all drafts; each answer is prepared when it is first asked for."""

    def __init__(self, old: Sequence[Wording], new: Sequence[Wording]) -> None:
        """``old``: the wordings of the cards that aren't retired; ``new``: those of all drafts."""
        self._old = old
        self._new = new
        self.moves = Moves()
        self.renames = Renames()
        self._open = Open((), ())

    def look_at(self, cards: Iterable[Wording], drafts: Iterable[Wording]) -> None:
        """From now on these are the cards and drafts that aren't decided."""
        self._open = Open(cards, drafts)

    def learn(self, old: Wording, new: Wording) -> None:
        """Take down that one card had the old wording and has the new one."""
        self.moves.add(old, new)
        self.renames.add(old, new)

    def renamed_with_others(self, pair: Pair) -> bool:
        """Whether the front has changed as that of other cards, as where the head of a column is renamed.

        Each stands below another name, with the answer that it had; and nothing has, or had, the other front there.
        """
        here = (pair.new.paths, pair.old.kind)
        rename = (normal(pair.old.front), normal(pair.new.front))
        others = self._open.renamed_alike[*here, *rename]
        return others >= CARDS_OF_A_SECTION and not self._has_front(pair)

    def _has_front(self, pair: Pair) -> bool:
        """Whether a draft still has the old front, or an old card had the new one, in the same note."""
        old, new = self._with_front
        before, after = new.get(_asked(pair.old), []), old.get(_asked(pair.new), [])
        return any(not set(pair.old.paths).isdisjoint(one.paths) for one in (*before, *after))

    def only_card_with_back(self, pair: Pair) -> bool:
        """Whether no second old card, and no second draft, has this answer."""
        old, new = self._backs
        return old[folded(pair.old.back)] <= 1 and new[folded(pair.new.back)] <= 1

    def only_card_with_sides(self, pair: Pair) -> bool:
        """Whether no second old card, and no second draft, has this front and back."""
        old, new = self._sides
        return old[folded_sides(pair.old)] <= 1 and new[folded_sides(pair.new)] <= 1

    def lost_its_notes(self, old: Wording) -> bool:
        """Whether no draft comes from a note that said this: it has been renamed, or deleted."""
        return self._paths.isdisjoint(old.paths)

    def only_version(self, pair: Pair) -> bool:
        """Whether the answers are versions of one another, and no other card of this front has such an answer."""
        if not nearly_equal(pair.old.back, pair.new.back):
            return False
        if not is_version(pair.old.back, pair.new.back, self._vocabulary):
            return False
        old, new = (cards.get(_asked(pair.old), []) for cards in self._with_front)
        if len(old) + len(new) > MOST_CARDS_WITH_FRONT:
            return False
        rivals = [one for one in (*old, *new) if one is not pair.old and one is not pair.new]
        return not any(same_pattern(one.back, pair.old.back) or same_pattern(one.back, pair.new.back) for one in rivals)

    def headings_shifted(self, pair: Pair) -> bool:
        """Whether a card went along when headings shifted: it asks what another card asked, or another asks its question.

        Its text is the same, and the only one, and either other cards of its section went the same way, or all cards
        whose questions follow upon one another did.
        """
        still = self._open
        if not self.only_card_with_sides(pair) or not (still.asking(pair.old) or still.asked(pair.new)):
            return False
        if still.moved_alike[move_between(pair.old, pair.new)] >= CARDS_OF_A_SECTION:
            return not any(is_version(pair.old.back, one.back, self._vocabulary) for one in still.asking(pair.old))
        return said(pair.old) in still.shifted

    @cached_property
    def _backs(self) -> tuple[Counter[str], Counter[str]]:
        return Counter(folded(one.back) for one in self._old), Counter(folded(one.back) for one in self._new)

    @cached_property
    def _sides(self) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
        return Counter(map(folded_sides, self._old)), Counter(map(folded_sides, self._new))

    def left_its_question(self, pair: Pair) -> bool:
        """Whether a question that nobody asked before has got the answer of an old one, which is answered otherwise now."""
        answers = [one.back for one in self._open.asking(pair.old)]
        return (
            bool(answers) and not self._open.asked(pair.new) and not any(alike(pair.old.back, back) for back in answers)
        )

    def keeps_subject(self, pair: Pair) -> bool:
        """Whether what stands above a card is still what its question is about.

        Where another heading has taken the place of one, at least half of what stood there must have gone along; else
        another subject has come, which shares an answer with it. The key of a row in a table is the subject of its cells.
        """
        if is_same_section(pair):
            return True
        if pair.old.kind == "table" and context_of(pair.old)[-1:] != context_of(pair.new)[-1:]:
            return False
        move = move_between(pair.old, pair.new)
        before, after = move.above + move.old, move.above + move.new
        old, new = self._sections
        if new.get(before) or old.get(after):
            return True  # both stand in the notes: the card has gone from the one to the other
        there = set(map(said, new.get(after, ())))
        here = old.get(before, ())
        return 2 * sum(one is pair.old or said(one) in there for one in here) >= len(here)

    @cached_property
    def _sections(self) -> tuple[_Groups, _Groups]:
        """The old cards, and the drafts, below each heading with all that stands above it."""
        return _by_section(self._old), _by_section(self._new)

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(path for one in self._new for path in one.paths)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._old, self._new)

    @cached_property
    def _with_front(self) -> tuple[_Groups, _Groups]:
        return _grouped(self._old, _asked), _grouped(self._new, _asked)


def is_same_section(pair: Pair) -> bool:
    """Whether the headings above a card are the same, but for one more or less, or for slightly other words."""
    move = move_between(pair.old, pair.new)
    return not (move.old and move.new) or same_name(" ".join(move.old), " ".join(move.new))


def _by_section(wordings: Iterable[Wording]) -> _Groups:
    sections: _Groups = {}
    for one in wordings:
        context = context_of(one)
        for length in range(1, len(context) + 1):
            sections.setdefault(context[:length], []).append(one)
    return sections


class Moves:
    """How the contexts of the cards found so far have changed."""

    def __init__(self) -> None:
        self._all: set[Move] = set()
        self._by_place: dict[tuple[str, ...], set[Move]] = {}

    def __contains__(self, move: Move) -> bool:
        return move in self._all

    def add(self, old: Wording, new: Wording) -> None:
        """Take down that one card had the old wording and has the new one; what stands below it in its note goes along."""
        if old.context != new.context:
            self._add(move_between(old, new))
        if old.front != new.front:
            self._add(move_between(below(old), below(new)))

    def _add(self, move: Move) -> None:
        self._all.add(move)
        self._by_place.setdefault(move.above + move.old, set()).add(move)

    def of(self, wording: Wording) -> Iterator[Wording]:
        """The wording as it is where the moves of its sections lead it."""
        context = context_of(wording)
        for length in range(1, len(context) + 1):
            moves = self._by_place.get(context[:length], ())
            if len(moves) <= MOST_MOVES_OF_A_SECTION:
                for move in moves:
                    if move.old:
                        yield replace(wording, context=move.above + move.new + context[length:])


class Renames:
    """How the fronts of the cards found so far have changed, where their place and their answer are the same."""

    def __init__(self) -> None:
        self._by_front: dict[Hashable, dict[str, set[tuple[str, ...]]]] = {}

    def add(self, old: Wording, new: Wording) -> None:
        """Take down that one card had the old wording and has the new one."""
        same_place = old.context == new.context and old.paths == new.paths
        if same_place and old.front != new.front and normal(old.back) == normal(new.back):
            of_front = self._by_front.setdefault((old.paths, old.kind, normal(old.front)), {})
            of_front.setdefault(new.front, set()).add(context_of(new))

    def of(self, wording: Wording) -> Iterator[Wording]:
        """The wording with the new front that several others of its note with the same front have got, if they agree."""
        of_front = self._by_front.get((wording.paths, wording.kind, normal(wording.front)), {})
        for front, contexts in of_front.items():
            if len(of_front) == 1 and len(contexts) >= CARDS_OF_A_SECTION:
                yield replace(wording, front=front)


class Open:
    """The cards and drafts that aren't decided, by what they ask and by what they say."""

    def __init__(self, cards: Iterable[Wording], drafts: Iterable[Wording]) -> None:
        self._cards = cards
        self._drafts = drafts

    def asking(self, old: Wording) -> list[Wording]:
        """The drafts that ask what the card asked."""
        return self._questions[1].get(question(old), [])

    def asked(self, new: Wording) -> list[Wording]:
        """The cards that asked what the draft asks."""
        return self._questions[0].get(question(new), [])

    @cached_property
    def moved_alike(self) -> Counter[Move]:
        """How many cards, of those with a text of their own, went each way."""
        return Counter(move_between(old, new) for old, new in self._moved.values())

    @cached_property
    def renamed_alike(self) -> Counter[Hashable]:
        """How many contexts have a card whose front alone has changed, by note, kind, old and new front."""
        drafts = _grouped(self._drafts, _answered)
        found = {
            (one.paths, card.kind, normal(card.front), normal(one.front), context_of(card))
            for card in self._cards
            for one in drafts.get(_answered(card), ())
            if card.back
        }
        return Counter(key[:-1] for key in found)

    @cached_property
    def shifted(self) -> set[Hashable]:
        """What the cards say whose questions follow upon one another: the first has left its own, no other card has."""
        found: set[Hashable] = set()
        for first, pair in self._moved.items():
            if not self.asking(pair[0]):
                found.update(self._chain(first))
        return found

    def _chain(self, text: Hashable) -> list[Hashable]:
        """The texts from this one on of which each takes the question of the next; nothing for one alone."""
        chain = {text: None}
        last = text
        while before := self.asked(self._moved[last][1]):
            follower = said(before[0])
            if len(before) > 1 or follower not in self._moved:
                return list(chain)[:-1]
            if follower in chain:  # two drafts ask the same
                return []
            chain[follower] = None
            last = follower
        return list(chain) if len(chain) > 1 else []

    @cached_property
    def _moved(self) -> dict[Hashable, tuple[Wording, Wording]]:
        """The cards, with their drafts, that alone say what they say, and ask something else than before."""
        cards, drafts = _grouped(self._cards, said), _grouped(self._drafts, said)
        single = (text for text in cards if text in drafts and len(cards[text]) == len(drafts[text]) == 1)
        pairs = {text: (cards[text][0], drafts[text][0]) for text in single}
        return {text: (old, new) for text, (old, new) in pairs.items() if question(old) != question(new)}

    @cached_property
    def _questions(self) -> tuple[_Groups, _Groups]:
        return _grouped(self._cards, question), _grouped(self._drafts, question)


def _asked(wording: Wording) -> tuple[str, str]:
    return wording.kind, normal(wording.front)


def _answered(wording: Wording) -> Hashable:
    """What a card of this kind answers at its place."""
    return wording.kind, wording.paths, context_of(wording), normal(wording.back)


def _grouped(wordings: Iterable[Wording], key: Callable[[Wording], Hashable]) -> _Groups:
    groups: _Groups = {}
    for one in wordings:
        groups.setdefault(key(one), []).append(one)
    return groups
