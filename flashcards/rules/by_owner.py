"""A name under another one, where nothing says what is asked of it: ``Offline metrics: ranking?``

The ways are tried in order (``_WAYS``), by what both names are and what stands on the back; the last one just puts the two
beside each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from flashcards.markup import words
from flashcards.model import Draft
from flashcards.rules.answer_kinds import is_series, is_value
from flashcards.rules.bare_name import Name
from flashcards.rules.phrases import Phrases
from flashcards.rules.put import IN_BRACKETS, MARKUP, NamedCard, Put, of_owner
from flashcards.rules.restraint import is_attribute
from flashcards.rules.text import lower_words, small_first
from flashcards.rules.vocabulary import SETS

_LONGEST_ABOVE_WORDS = 4
"""In what opens a question beside its owner."""

_LONGEST_LEAD_WORDS = 10
"""In a line that breaks off before what stands below it."""

_FEWEST_ABOVE = 3
"""The title of a note says little of a name deep inside it."""


def beside_owner(asked: NamedCard) -> Put | None:
    """The question for what is said of a name after what it stands under, if that is short and says something else."""
    owner, name = set(lower_words(asked.owner)), set(lower_words(asked.name.text))
    if not owner or owner <= name or name <= owner:
        return None
    return next((Put(question) for way in _WAYS if (question := way(asked))), None)


def in_short(name: Name, owner: str, phrases: Phrases) -> str:
    """``Water: boiling point?``"""
    return phrases.of_owner.format(phrases.asks_itself.format(name.inside), owner=owner)


def behind_lead(asked: NamedCard) -> Put | None:
    """``The price depends on``, and for each case a sentence: the name goes on with what leads in to it."""
    lead = asked.draft.context[-1] if asked.draft.context else ""
    goes_on = words(lead) <= _LONGEST_LEAD_WORDS and Name(lead, asked.name.language).breaks_off and asked.name.is_phrase
    says = (
        bool(lead)
        and asked.reading is not None
        and re.search("[XB]", asked.reading.shape) is not None
        and not MARKUP.search(lead)
    )
    asks = asked.phrases.how_so.format(f"{lead} {asked.name.inside}") if goes_on and says else ""
    return Put(asks) if asks else None


def _behind_preposition(asked: NamedCard) -> str:
    """``What to consider during``: the name goes on with it."""
    owner = Name(asked.owner, asked.name.language)
    goes_on = owner.breaks_off and asked.name.is_phrase
    return asked.phrases.which_ones.format(f"{owner.text} {asked.name.inside}") if goes_on else ""


def _of_several(asked: NamedCard) -> str:
    """Some of what there is several of: ``Causes of fever: infections``, unlike ``Diuretics: furosemide``."""
    owner, name = Name(asked.owner, asked.name.language), asked.name
    is_set = is_attribute(owner.text, name.language) or not SETS.isdisjoint(owner.words)
    is_one = name.is_phrase and not name.text.endswith("s")
    fits = is_set and owner.is_plural and is_one and is_series(asked.draft.back, name.language)
    return asked.phrases.several_for.format(owner.inside, name.inside) if fits else ""


def _of_a_kind_in_brackets(asked: NamedCard) -> str:
    """``soils (heavy: clay, loam; light: sand)``: which ones are of a kind."""
    fits = (
        asked.draft.rule == IN_BRACKETS and asked.phrases.examples and is_series(asked.draft.back, asked.name.language)
    )
    if fits and asked.name.shape == "J" and Name(asked.owner, asked.name.language).is_plural:
        return asked.phrases.several.format(f"{asked.name.inside} {asked.owner}")
    return of_owner(asked.phrases.examples.format(asked.name.inside), asked.owner, asked.phrases) if fits else ""


def _of_a_place(asked: NamedCard) -> str:
    """What is so somewhere: ``In research``."""
    says = asked.reading is not None and re.search("[XBV]", asked.reading.shape) is not None
    first = asked.name.reading.word(0) if asked.name.reading else ""
    is_place = first in asked.name.language.grammar.placing and says and asked.phrases.holds
    return asked.phrases.holds.format(small_first(asked.name.text)) if is_place else ""


def _of_two(asked: NamedCard) -> str:
    """Two things that are set against each other."""
    phrases = asked.phrases
    if not asked.name.compares or not phrases.differ:
        return ""
    tells_deed = asked.reading is not None and asked.reading.shape[:1] == "G"  # looking for one that ..
    return (phrases.known if tells_deed and phrases.known else phrases.differ).format(asked.name.text)


def _beside(asked: NamedCard) -> str:
    owner = asked.owner
    is_word = len(asked.name.words) == 1 and is_value(asked.draft.back)
    if is_word and (above := _owner_of_owner(asked.draft)):
        owner = f"{above}, {owner}"  # a word before a formula says little
    if is_word and asked.phrases.formula and _FORMULA.search(asked.draft.back):
        return asked.phrases.of_owner.format(asked.phrases.formula.format(asked.name.inside), owner=owner)
    return in_short(asked.name, owner, asked.phrases)


_FORMULA = re.compile(r"[^\W\d]\(|\\[a-z]")
"""``O(n)``, ``\\lim a_n``: a number alone is none."""


def _owner_of_owner(draft: Draft) -> str:
    above = draft.context[-2] if len(draft.context) >= _FEWEST_ABOVE else ""
    return above if above and words(above) <= _LONGEST_ABOVE_WORDS and not MARKUP.search(above) else ""


_WAYS: tuple[Callable[[NamedCard], str], ...] = (
    _behind_preposition,
    _of_several,
    _of_a_kind_in_brackets,
    _of_a_place,
    _of_two,
    _beside,
)
