"""The engine below the stages: what is still open on both sides, and what has been decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from flashcards.events import Wording, wording_of
from flashcards.identity.anchors import shared_anchors
from flashcards.identity.compare import derive, identified_by, question
from flashcards.identity.evidence import Evidence, Pair
from flashcards.identity.plan import Added, Change, Continued, Doubt, Known, Plan, change_between
from flashcards.identity.stages import Stage
from flashcards.identity.told import resemblance
from flashcards.model import Draft

_One = TypeVar("_One")

CLOSE = 1.0
"""How much both sides of a card and a draft must be alike, together, where others share a key with them: one side wholly."""

CLOSER = 0.3
"""How much more they must be alike than any of the others."""

MOST_PAIRS_WITH_KEY = 2_500
"""A key that more pairs share tells nothing."""


class Board:
    """What is still open on both sides, and what has been decided."""

    def __init__(self, known: Iterable[Known], drafts: Iterable[Draft], unreadable: frozenset[str]) -> None:
        self.given = {card.id: card for card in sorted(known, key=_rank)}
        self.known = {card.id: replace(card, wording=identified_by(card.wording)) for card in self.given.values()}
        self.drafts = sorted(drafts, key=lambda draft: (draft.source, *_sortable(wording_of(draft)), draft.rule))
        self.wordings = [identified_by(wording_of(draft)) for draft in self.drafts]
        self.given_away = {card.id for card in self.known.values() if _refuses(card, card.wording)}
        self.held = {card.id for card in self.known.values() if not card.retired and _is_hidden(card, unreadable)}
        self.open_cards = dict.fromkeys(self.known)
        self.open_drafts = dict.fromkeys(range(len(self.drafts)))
        self.found: dict[int, tuple[Known, str]] = {}
        self.doubts: list[tuple[str, list[str], list[int]]] = []
        active = [card.wording for card in self.known.values() if not card.retired]
        self.evidence = Evidence(active, self.wordings)

    def apply(self, stage: Stage) -> None:
        """Find cards by ``stage`` among what is still open."""
        cards = [self.known[card_id] for card_id in self.open_cards if self._is_for(stage, card_id)]
        if not cards or not self.open_drafts:
            return
        self.evidence.look_at([card.wording for card in cards], [self.wordings[i] for i in self.open_drafts])
        old = _grouped((card.id, key) for card in cards for key in self._keys_of(card, stage))
        new = _grouped((i, key) for i in self.open_drafts for key in dict.fromkeys(stage.keys(self.wordings[i])))
        shared = [(old[key], new[key]) for key in new if key in old]
        for card_id, index in self._pairs(stage, shared):
            self.found[index] = (self.known[card_id], stage.reason)
            self.evidence.learn(self.known[card_id].wording, self.wordings[index])
            del self.open_cards[card_id], self.open_drafts[index]

    def _is_for(self, stage: Stage, card_id: str) -> bool:
        if card_id in self.given_away:
            return False
        if stage.cards == "retired":
            return self.known[card_id].retired
        return not self.known[card_id].retired and (stage.cards == "active" or card_id not in self.held)

    def _keys_of(self, card: Known, stage: Stage) -> Iterable[Hashable]:
        wordings: Iterable[Wording] = (card.wording,)
        if stage.look_at == "former":
            wordings = card.former
        elif stage.look_at == "moved":
            wordings = self.evidence.moves.of(card.wording)
        elif stage.look_at == "renamed":
            wordings = self.evidence.renames.of(card.wording)
        return dict.fromkeys(key for wording in wordings for key in stage.keys(wording))

    def _pairs(self, stage: Stage, shared: Sequence[tuple[list[str], list[int]]]) -> list[tuple[str, int]]:
        if stage.pairing == "in rank":
            return list(self._pair_in_rank(shared))
        pair_up = self._pair_closest if stage.pairing == "closest" else self._pair_unique
        return pair_up(stage, shared)

    def _pair_in_rank(self, shared: Sequence[tuple[list[str], list[int]]]) -> Iterator[tuple[str, int]]:
        taken: set[str] = set()
        for card_ids, indexes in shared:
            free = [card_id for card_id in card_ids if card_id not in taken]
            for index in indexes:
                place = next((n for n, card_id in enumerate(free) if not self._is_refused(card_id, index)), None)
                if place is not None:
                    taken.add(free[place])
                    yield free.pop(place), index

    def _pair_unique(self, stage: Stage, shared: Sequence[tuple[list[str], list[int]]]) -> list[tuple[str, int]]:
        """Pairs of which neither side shares a key with a third. A wording has several keys, so all are looked at."""
        partners: dict[str, set[int]] = defaultdict(set)
        rivals: dict[int, set[str]] = defaultdict(set)
        for card_ids, indexes in shared:
            for card_id in card_ids:
                partners[card_id].update(indexes[:2])
            for index in indexes:
                rivals[index].update(card_ids[:2])
        pairs = []
        for card_id, of_card in partners.items():
            index = min(of_card)
            if len(of_card) == 1 and len(rivals[index]) == 1 and self._is_sure(stage, card_id, index):
                pairs.append((card_id, index))
            else:
                self.doubts.append((stage.reason, [card_id], sorted(of_card)))
        return pairs

    def _pair_closest(self, stage: Stage, shared: Sequence[tuple[list[str], list[int]]]) -> list[tuple[str, int]]:
        """Pairs of which each side is, by far, the most like the other of all that share a key with it."""
        few = [(cards, indexes) for cards, indexes in shared if len(cards) * len(indexes) <= MOST_PAIRS_WITH_KEY]
        pairs = sorted({(card_id, index) for cards, indexes in few for card_id in cards for index in indexes})
        partners = _grouped((index, card_id) for card_id, index in pairs)
        rivals = _grouped((card_id, index) for card_id, index in pairs)
        self.doubts += [(stage.reason, [card_id], [index]) for card_id, index in pairs if self._is_like(card_id, index)]
        chosen = []
        for card_id, index in pairs:
            others = [(card_id, other) for other in partners[card_id] if other != index]
            others += [(other, index) for other in rivals[index] if other != card_id]
            least = max(CLOSE, CLOSER + max(self._closeness(*other) for other in others)) if others else 0
            if self._closeness(card_id, index) >= least and self._is_sure(stage, card_id, index):
                chosen.append((card_id, index))
        return chosen

    def _is_like(self, card_id: str, index: int) -> bool:
        """Whether a reader would wonder if the two are one card; those that share an anchor always are worth a look."""
        old, new = self.known[card_id].wording, self.wordings[index]
        return (old.anchor is not None and old.anchor == new.anchor) or self._closeness(card_id, index) >= CLOSE

    def _closeness(self, card_id: str, index: int) -> float:
        """From 0 to 2, as each side counts for one."""
        return 2 * resemblance(self.known[card_id].wording, self.wordings[index])

    def _is_sure(self, stage: Stage, card_id: str, index: int) -> bool:
        pair = Pair(self.known[card_id].wording, self.wordings[index], self.evidence)
        return not self._is_refused(card_id, index) and stage.sure(pair)

    def _is_refused(self, card_id: str, index: int) -> bool:
        return _refuses(self.known[card_id], self.wordings[index])

    # ------------------------------------------------------------------------------------------------ the result

    def plan(self) -> Plan:
        """What has been decided; what is still open is new, or gone."""
        continued = [self._continued(index) for index in sorted(self.found)]
        ids = self._new_ids()
        unfound = [self.given[card_id] for card_id in self.open_cards if not self.given[card_id].retired]
        return Plan(
            kept=_of(continued, "kept"),
            edited=_of(continued, "edited"),
            moved=_of(continued, "moved"),
            followed=_of(continued, "followed"),
            restored=tuple(one for one in continued if one.returned),
            added=tuple(Added(card_id, self.drafts[index]) for index, card_id in ids.items()),
            retired=tuple(sorted((card for card in unfound if card.id not in self.held), key=_by_place)),
            held=tuple(sorted((card for card in unfound if card.id in self.held), key=_by_place)),
            doubtful=tuple(self._doubtful(ids)),
            shared_anchors=shared_anchors(self.drafts),
        )

    def _continued(self, index: int) -> Continued:
        found, reason = self.found[index]
        card, draft = self.given[found.id], self.drafts[index]
        change = change_between(card.wording, wording_of(draft))
        return Continued(card.id, draft, card.wording, change, reason, returned=card.retired)

    def _new_ids(self) -> dict[int, str]:
        taken = set(self.known)
        ids: dict[int, str] = {}
        for index in self.open_drafts:
            copy = 0
            while (card_id := derive(self.drafts[index], copy)) in taken:
                copy += 1
            taken.add(card_id)
            ids[index] = card_id
        return ids

    def _doubtful(self, ids: Mapping[int, str]) -> Iterator[Doubt]:
        candidates: dict[int, dict[str, str]] = defaultdict(dict)
        for reason, card_ids, indexes in self.doubts:
            for index in indexes:
                for card_id in card_ids:
                    if index in ids and card_id in self.open_cards:
                        candidates[index].setdefault(card_id, reason)
        for index in sorted(candidates):
            found = candidates[index]
            cards = [self.given[card_id] for card_id in sorted(found)]
            cards.sort(key=lambda card: resemblance(card.wording, wording_of(self.drafts[index])), reverse=True)
            yield Doubt(ids[index], self.drafts[index], tuple(cards), found[cards[0].id])


def _grouped(pairs: Iterable[tuple[_One, Hashable]]) -> dict[Hashable, list[_One]]:
    groups: dict[Hashable, list[_One]] = {}
    for one, key in pairs:
        groups.setdefault(key, []).append(one)
    return groups


def _of(continued: Iterable[Continued], change: Change) -> tuple[Continued, ...]:
    return tuple(one for one in continued if one.change == change and not one.returned)


def _refuses(card: Known, wording: Wording) -> bool:
    """Whether the learner said that what ``wording`` asks is another card's."""
    return bool(card.refused) and question(wording) in map(question, card.refused)


def _is_hidden(card: Known, unreadable: frozenset[str]) -> bool:
    """Whether some note that says the card, or a folder above it, can't be read."""
    return bool(unreadable) and any(not unreadable.isdisjoint(_with_folders(path)) for path in card.wording.paths)


def _with_folders(path: str) -> Iterator[str]:
    yield path
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _rank(card: Known) -> tuple[bool, bool, str]:
    """Of cards that ask the same, the one to go on with comes first."""
    return card.retired, not card.reviewed, card.id


def _by_place(card: Known) -> tuple[object, ...]:
    return *_sortable(card.wording), card.id


def _sortable(wording: Wording) -> tuple[object, ...]:
    rest = (wording.deck, wording.tags, wording.cloze, wording.anchor or "")
    return wording.paths, wording.context, wording.front, wording.kind, wording.back, *rest
