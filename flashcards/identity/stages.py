"""The ways of finding a card again, surest first."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Iterator
from typing import Literal, NamedTuple, Protocol

from flashcards.events import Wording
from flashcards.identity.compare import Move, alike, context_of, move_between, normal, question

TELLING_CHARACTERS = 12
"""How long an answer must be to point to one card at its own place."""

TELLING_ELSEWHERE_CHARACTERS = 40
"""How long an answer must be to point to one card at another place."""

Keys = Iterable[Hashable]


class Stage(NamedTuple):
    """One way of finding a card again: where exactly one old and one new wording share a key, and it is ``sure``."""

    reason: str
    cards: Literal["active", "not held", "retired"]
    """Which old cards may be found by it. Cards are held if one of their notes can't be read."""
    keys: Callable[[Wording], Keys]
    sure: Callable[[Pair], bool] = lambda _: True
    former: bool = False
    """Look at the old cards' former wordings instead of the latest."""
    in_rank: bool = False
    """Where several share a key, pair them by rank: for keys that leave no doubt that they ask the same."""


class Board(Protocol):
    """What a stage may ask about all other cards."""

    @property
    def moves(self) -> Container[Move]:
        """How the contexts of cards found so far have changed."""

    def only_card_with_back(self, pair: Pair) -> bool:
        """Whether no second old card, and no second draft, has this answer."""

    def only_card_with_sides(self, pair: Pair) -> bool:
        """Whether no second old card, and no second draft, has this front and back."""


class Pair(NamedTuple):
    """An old and a new wording that may belong to one card."""

    old: Wording
    new: Wording
    board: Board


def _anchored_here(wording: Wording) -> Keys:
    return [(path, wording.anchor) for path in wording.paths] if wording.anchor else ()


def _anchored(wording: Wording) -> Keys:
    return [wording.anchor] if wording.anchor else ()


def _unchanged(wording: Wording) -> Keys:
    return [wording]


def _same_text(wording: Wording) -> Keys:
    return [(wording.kind, wording.context, wording.front, wording.back)]


def _same_wording(wording: Wording) -> Keys:
    return [question(wording)]


def _same_answer_here(wording: Wording) -> Keys:
    back = normal(wording.back)
    return [(path, wording.kind, context_of(wording), back) for path in wording.paths] if back else ()


def _same_sides_nearby(wording: Wording) -> Keys:
    sides = (wording.kind, normal(wording.front), normal(wording.back))
    return [(*sides, place) for place in _nearby(wording)]


def _same_sides(wording: Wording) -> Keys:
    return [(wording.kind, normal(wording.front), normal(wording.back))]


def _same_front_nearby(wording: Wording) -> Keys:
    return [(wording.kind, normal(wording.front), place) for place in _nearby(wording)]


def _same_front(wording: Wording) -> Keys:
    return [(wording.kind, normal(wording.front))]


def _same_back_nearby(wording: Wording) -> Keys:
    back = normal(wording.back)
    return [(wording.kind, back, place) for place in _nearby(wording)] if back else ()


def _same_back(wording: Wording) -> Keys:
    back = normal(wording.back)
    return [(wording.kind, back)] if back else ()


def _nearby(wording: Wording) -> Iterator[Hashable]:
    """The places that differ by one heading from the wording's: one renamed, put in or taken out; or by the file."""
    context = context_of(wording)
    yield context
    for path in wording.paths:
        yield path, context
        for index in range(len(context)):
            yield path, context[:index] + context[index + 1 :]
            yield path, (*context[:index], None, *context[index + 1 :])


def _tells_here(pair: Pair) -> bool:
    return _tells(pair, TELLING_CHARACTERS) or alike(pair.old.front, pair.new.front)


def _tells_elsewhere(pair: Pair) -> bool:
    alike_fronts = alike(pair.old.front, pair.new.front)
    return _tells(pair, TELLING_CHARACTERS if alike_fronts else TELLING_ELSEWHERE_CHARACTERS)


def _tells(pair: Pair, characters: int) -> bool:
    """Whether no other card has this answer, and nobody would give it by chance."""
    return len(normal(pair.new.back)) >= characters and pair.board.only_card_with_back(pair)


def _both_sides_tell(pair: Pair) -> bool:
    sides = normal(pair.new.front) + normal(pair.new.back)
    return len(sides) >= TELLING_CHARACTERS and pair.board.only_card_with_sides(pair)


def _with_its_section(pair: Pair) -> bool:
    """Whether other cards have moved the same way, or the headings that differ are versions of one another."""
    move = move_between(pair.old, pair.new)
    return move in pair.board.moves or not (move.old and move.new) or alike(" ".join(move.old), " ".join(move.new))


def _alike_backs(pair: Pair) -> bool:
    return len(normal(pair.new.back)) >= TELLING_CHARACTERS and alike(pair.old.back, pair.new.back)


STAGES: tuple[Stage, ...] = (
    Stage("same anchor", "active", _anchored_here),
    Stage("same anchor", "active", _anchored),
    Stage("same wording", "active", _unchanged, in_rank=True),
    Stage("same wording", "active", _same_text, in_rank=True),
    Stage("same wording", "active", _same_wording, in_rank=True),
    Stage("same anchor", "retired", _anchored_here),
    Stage("same anchor", "retired", _anchored),
    Stage("same wording", "retired", _same_text, in_rank=True),
    Stage("same wording", "retired", _same_wording, in_rank=True),
    Stage("back to a former wording", "active", _same_wording, former=True),
    Stage("back to a former wording", "retired", _same_wording, former=True),
    Stage("question changed, same answer at the same place", "not held", _same_answer_here, _tells_here),
    Stage("moved", "not held", _same_sides_nearby, _both_sides_tell),
    Stage("moved", "not held", _same_sides_nearby, _with_its_section),
    Stage("moved", "not held", _same_sides, _both_sides_tell),
    Stage("moved, answer changed", "not held", _same_front_nearby, _alike_backs),
    Stage("moved, answer changed", "not held", _same_front, _alike_backs),
    Stage("moved, question changed", "not held", _same_back_nearby, _tells_elsewhere),
    Stage("moved, question changed", "not held", _same_back, _tells_elsewhere),
    Stage("moved while it was away", "retired", _same_sides, _both_sides_tell),
)
"""Surest first. A later way of finding cards (by likeness, say) is one more line."""
