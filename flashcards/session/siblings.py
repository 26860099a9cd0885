"""Siblings, the cards of one entry of a note: they give each other away, so they are kept apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from flashcards.model import Card, Review

DRILL_GAP = 4
"""How many other cards come, where there are as many, before a failed one is asked again."""

Entry = tuple[str, int] | str
"""A line of the outline, by its note and where it begins; a card without a source stands alone."""


def entry_of(card: Card) -> Entry:
    """What siblings have in common. Where they end differs: a card about what stands below the entry reaches further."""
    if not card.draft.source:
        return card.id
    first = card.draft.source[0]
    return first.path, first.start_line


def buried_today(cards: Sequence[Card], reviews: Mapping[str, Sequence[Review]], day: int) -> set[str]:
    """Ids of the ``cards`` that wait for tomorrow, as another card of their entry was answered on ``day``."""
    asked = {card.id for card in cards if any(review.day == day for review in reviews.get(card.id, ()))}
    entries = {entry_of(card) for card in cards if card.id in asked}
    return {card.id for card in cards if card.id not in asked and entry_of(card) in entries}


def firsts(cards: Sequence[Card], behind: Sequence[Card] = ()) -> list[Card]:
    """The first card of each entry that has none in ``behind``."""
    seen = {entry_of(card) for card in behind}
    found: list[Card] = []
    for card in cards:
        if entry_of(card) not in seen:
            seen.add(entry_of(card))
            found.append(card)
    return found


def siblings_apart(cards: Sequence[Card], behind: Sequence[Card] = ()) -> list[Card]:
    """``behind`` and then ``cards``: the first card of each entry in its place, the others at the end.

    None stands beside a sibling where that is avoidable.
    """
    waiting = _in_rounds(cards)
    unasked = Counter(map(entry_of, cards))
    largest = max(unasked.values(), default=0)
    queue = list(behind)
    while waiting:
        previous = entry_of(queue[-1]) if queue else None
        crowded = _majority(unasked, len(waiting)) if len(waiting) < 2 * largest else None
        queue.append(waiting.pop(_first_fitting(waiting, previous, crowded)))
        unasked[entry_of(queue[-1])] -= 1
    return queue


def _in_rounds(cards: Sequence[Card]) -> list[Card]:
    """First the first card of each entry, then the second ones, and so on."""
    seen: Counter[Entry] = Counter()
    rounds: list[int] = []
    for card in cards:
        rounds.append(seen[entry_of(card)])
        seen[entry_of(card)] += 1
    return [card for _, card in sorted(zip(rounds, cards, strict=True), key=lambda entry: entry[0])]


def _majority(unasked: Counter[Entry], left: int) -> Entry | None:
    """The entry that must come now, as otherwise too few others would be left to stand between its cards."""
    entry, cards = unasked.most_common(1)[0]
    return entry if cards > left // 2 else None


def _first_fitting(waiting: Sequence[Card], previous: Entry | None, crowded: Entry | None) -> int:
    """Index of the first card that isn't of the entry ``previous``, and is of ``crowded`` where that can be; or 0."""
    for index, card in enumerate(waiting):
        entry = entry_of(card)
        if entry != previous and crowded in (None, previous, entry):
            return index
    return 0


def place_of_drill(queue: Sequence[Card], card: Card) -> int:
    """Where a failed card comes back: after a few others, and not beside a sibling if a place further on avoids it."""
    earliest = min(DRILL_GAP, len(queue))
    entry = entry_of(card)
    for place in range(earliest, len(queue) + 1):
        if all(entry_of(neighbour) != entry for neighbour in queue[place - 1 : place + 1]):
            return place
    return earliest
