"""A sentence with a gap, as a question for what is hidden: when, why, how many, which examples, what follows.

Identity goes on by the sentence with its gap. The ways are tried in order (``_WAYS``); where none fits safely, the gap stays.
To add one, write a function ``(gap) -> question``, empty where it doesn't fit, beside its like, and give it its place here.
"""

from __future__ import annotations

from collections.abc import Callable

from flashcards.model import Draft
from flashcards.rules.gap import Gap, gap_of
from flashcards.rules.gap_behind import left_open, other_of_two
from flashcards.rules.gap_circumstances import when_or_where, when_or_why, when_was
from flashcards.rules.gap_things import how_many, what, what_is, what_it_is_by, what_share, which_examples
from flashcards.rules.language import Language

_WAYS: tuple[Callable[[Gap], str], ...] = (
    when_or_why,
    which_examples,
    when_or_where,
    when_was,
    what_share,
    how_many,
    what_is,
    what,
    what_it_is_by,
    other_of_two,
    left_open,
)


def for_gap(draft: Draft, language: Language) -> str:
    """``Tides are high when [...].`` as ``When are tides high?``; empty where no such question can be formed."""
    gap = gap_of(draft, language)
    return next((asked for way in _WAYS if gap and (asked := way(gap))), "")
