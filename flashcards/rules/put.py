"""A card whose front is a name, as the ways of asking see it, and how it is put to a learner."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from flashcards.markup import words
from flashcards.model import Draft
from flashcards.rules.bare_name import Name
from flashcards.rules.grammar import Reading, read
from flashcards.rules.phrases import Phrases
from flashcards.rules.text import lower_words, sentences, small_first

FROM_SENTENCES = "statement"
"""The rule whose cards come from sentences."""

IN_BRACKETS = "bracketed_pairs"
"""The rule whose cards come from kinds in brackets, each with its members."""

BRACKETS = "brackets"
"""The rule whose cards come from a name with brackets behind it."""

BELOW = "explained_below"
"""The rule whose cards come from a name with a line below it."""

MEMBERS = "members_of"
"""The rule whose cards are lists."""

LONGEST_OWNER_WORDS = 6
"""What is longer is no name to begin a question with; the breadcrumb says it."""


class Put(NamedTuple):
    """How a card is put to a learner."""

    question: str
    answer: str = ""
    """The part of the back that answers it; empty where that is all of it."""


@dataclass(frozen=True)
class NamedCard:
    """A card whose front is a name, as the ways of asking see it."""

    draft: Draft
    name: Name
    told_in: str
    """The text that both sides come from."""
    phrases: Phrases

    @property
    def owner(self) -> str:
        """As ``owner_of`` its draft, and of what it is one: ``First Punic War`` for ``First`` below ``Punic Wars``."""
        owner, context = owner_of(self.draft), self.draft.context
        bare = Name(owner.partition("(")[0].strip(), self.name.language)
        is_ordinal = bare.text.casefold() in self.name.language.grammar.ordinals
        several = Name(context[-2], self.name.language) if len(context) > 1 and is_ordinal else None
        return f"{bare.text} {several.one_of_them}" if several and several.one_of_them else owner

    @cached_property
    def said(self) -> tuple[str, ...]:
        """The sentences of the back."""
        return sentences(self.draft.back)

    @cached_property
    def reading(self) -> Reading | None:
        """The first of them; None in a language that no model knows."""
        found = read(self.said[0], self.name.language)
        return found if found and found.words else None


MARKUP = re.compile(r"[*_`$<>\[\]\\~=#|^]")
"""What may mean something in Markdown; a context is plain text."""


def owner_of(draft: Draft) -> str:
    """What the name of ``draft`` stands under, where that is short; else empty."""
    above = draft.context[-1] if draft.context else ""
    return above if words(above) <= LONGEST_OWNER_WORDS and not MARKUP.search(above) else ""


def of_owner(asked: str, owner: str, phrases: Phrases) -> str:
    """The question ``asked``, after the ``owner`` that it is about, if there is one and it isn't named in it."""
    told = set(lower_words(owner))
    if not owner or (told and told <= set(lower_words(asked))):
        return asked
    return phrases.of_owner.format(small_first(asked), owner=owner)
