"""A plan without the cards that matter too little to a learner. What has been reviewed stays, whatever its priority."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

from flashcards.identity import Continued, Known, Plan
from flashcards.model import Draft


def without_minor(plan: Plan, known: Iterable[Known], least_of: Callable[[str], float]) -> Plan:
    """``plan``, in which minor cards that nobody has reviewed are not made, not brought back, or retired.

    A card is minor if its priority is less than ``least_of`` each note that says it, which is given by its path. The
    plan is for all drafts and cut down only here, so that a reviewed card is still followed to a minor one.
    """
    by_id = {card.id: card for card in known}
    least = cache(least_of)

    def is_minor(draft: Draft) -> bool:
        return all(draft.priority < least(source.path) for source in draft.source)

    def stays(one: Continued) -> bool:
        return by_id[one.card_id].reviewed or not is_minor(one.draft)

    added = tuple(one for one in plan.added if not is_minor(one.draft))
    added_ids = {one.card_id for one in added}
    gone = (one for one in plan.continued if not stays(one) and not one.returned)
    return replace(
        plan,
        kept=tuple(filter(stays, plan.kept)),
        edited=tuple(filter(stays, plan.edited)),
        moved=tuple(filter(stays, plan.moved)),
        followed=tuple(filter(stays, plan.followed)),
        restored=tuple(filter(stays, plan.restored)),
        added=added,
        retired=(*plan.retired, *(by_id[one.card_id] for one in gone)),
        doubtful=tuple(one for one in plan.doubtful if one.card_id in added_ids),
    )
