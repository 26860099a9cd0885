"""What the learner has to do in Anki by hand, as a package can neither delete nor suspend nor move a card."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from flashcards.export import RETIRED as RETIRED_SEARCH
from flashcards.export import Options, deck_name, in_deck, one_of_these
from flashcards.identity import Continued, Plan
from flashcards.model import Card


@dataclass(frozen=True, slots=True)
class ByHand:
    """What a package can't do: the cards that it is about, how to find them in Anki, and what is to be done there."""

    what: str
    """``retired``, ``emptied`` (retired, and "Empty Cards" removes it), ``moved`` or ``returned``."""
    cards: tuple[str, ...]
    search: str
    deck: str = ""
    """Where the cards are to go."""


def by_hand(plan: Plan, cards: Iterable[Card], options: Options, known_prefix: str) -> tuple[ByHand, ...]:
    """What the learner has to do in Anki after this ``plan``, which left these ``cards``; all were under ``known_prefix``."""
    found: list[ByHand] = []
    if plan.retired:
        ids = tuple(one.id for one in plan.retired)
        what = "emptied" if options.retired == "empty" else "retired"
        found.append(ByHand(what, ids, one_of_these(ids) if options.retired == "leave" else RETIRED_SEARCH))
    decks = {deck_name(options.deck_prefix, card.draft.deck) for card in cards}
    found += _moved(plan.continued, decks, known_prefix, options.deck_prefix)
    if plan.restored:
        ids = tuple(one.card_id for one in plan.restored)
        found.append(ByHand("returned", ids, f"is:suspended {one_of_these(ids)}"))
    return tuple(found)


def _moved(continued: Iterable[Continued], decks: Collection[str], known_prefix: str, prefix: str) -> Iterator[ByHand]:
    leaving: Mapping[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in continued:
        old, new = deck_name(known_prefix, one.before.deck), deck_name(prefix, one.draft.deck)
        if old != new:
            leaving[old][new].append(one.card_id)
    for old, by_deck in leaving.items():
        for new, ids in by_deck.items():
            whole = len(by_deck) == 1 and old not in decks
            found = in_deck(old) if whole else f"{in_deck(old)} {one_of_these(ids)}"
            yield ByHand("moved", tuple(ids), found, new)
