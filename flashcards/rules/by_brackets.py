"""What a name with brackets behind it asks for: what belongs to it, what is chosen in a case, what is an example of it."""

from __future__ import annotations

import re

from flashcards.rules.bare_name import Name
from flashcards.rules.by_meaning import ends_in_noun
from flashcards.rules.by_shape import is_date
from flashcards.rules.put import BRACKETS, NamedCard, Put
from flashcards.rules.text import without_example_marker

_PARTS = re.compile("[^,XBVSW.(PT]+(?:[,.][^,XBVSW.(]+)+")
"""Between commas or semicolons, with nothing that says more of them."""


def case_in_brackets(asked: NamedCard) -> Put | None:
    """A case behind what is chosen for it: ``Fabric (e.g. summer: linen; winter: wool)``, ``Tax (firms: corporate tax)``."""
    owner, phrases = Name(asked.owner, asked.name.language), asked.phrases
    inside = re.match(rf"[*_]*{re.escape(owner.text)}[*_]*\s*\((?P<inner>.*)", asked.told_in) if owner.text else None
    chosen = asked.draft.back.rstrip(" .").rpartition(" ")[2].casefold() == owner.text.rpartition(" ")[2].casefold()
    is_case = inside is not None and (chosen or _begins_with_example(inside["inner"]))
    is_one = owner.is_phrase and not owner.is_plural and ends_in_noun(owner.text, owner.language)
    is_thing = is_one or owner.shape == "J"  # metric
    says = asked.reading is not None and re.search("[XBV]", asked.reading.shape) is not None
    if not phrases.for_case or not is_case or not is_thing or says:
        return None
    return Put(phrases.for_case.format(owner.with_article, asked.name.inside))


def for_both_cases(asked: NamedCard) -> str:
    """The question for two such cases together; empty where the list on the back is none."""
    name, phrases = asked.name, asked.phrases
    cases = [found[1] for found in _CASE.finditer(asked.draft.back)]
    is_choice = asked.draft.rule == BRACKETS and len(cases) == _TWO and _are_examples(asked)
    is_thing = (name.is_phrase and not name.text.endswith("s")) or name.shape == "J"
    if not is_choice or not phrases.for_cases or not is_thing:
        return ""
    one, other = (Name(case, name.language).inside for case in cases)
    return phrases.for_cases.format(name.with_article, one, other)


_CASE = re.compile(r"^-\s+([^:]+):\s", re.MULTILINE)
_TWO = 2


def date_in_brackets(asked: NamedCard) -> Put | None:
    """When it was: ``Treaty of the bridge (28 June 1719)``."""
    name, phrases = asked.name, asked.phrases
    is_dated = asked.draft.rule == BRACKETS and phrases.when_was and is_date(asked.draft.back) and name.is_phrase
    if not is_dated:
        return None
    told = name.with_article if re.search("N$", name.shape) and not name.is_plural else name.text
    return Put(phrases.when_was.format(told, aux="were" if name.is_plural else "was"))


def several_in_brackets(asked: NamedCard) -> Put | None:
    """Several things: ``Evening work (knitting, mending)``."""
    name, phrases = asked.name, asked.phrases
    is_name = (name.is_phrase and name.shape[0] not in "DP") or name.shape == "J"
    if asked.draft.rule != BRACKETS or not phrases.includes or len(asked.said) > 1 or not is_name or name.is_plural:
        return None
    if not asked.reading or not _PARTS.fullmatch(asked.reading.shape) or "Y" in asked.reading.shape:
        return None  # Hamlet (Shakespeare, 1601)
    if _are_examples(asked):
        return Put(phrases.examples.format(name.inside))
    return what_it_includes(asked)


def what_it_includes(asked: NamedCard) -> Put:
    """The question for what belongs to the name."""
    return Put(asked.phrases.includes.format(asked.name.inside, aux="do" if asked.name.names_several else "does"))


def example_in_brackets(asked: NamedCard) -> Put | None:
    """Anything else that is an example, or several: ``Loss (e.g. ..)``."""
    phrases, name = asked.phrases, asked.name
    if asked.draft.rule != BRACKETS or not phrases.example or not _are_examples(asked):
        return None
    is_several = "," in asked.draft.back and name.is_phrase
    return Put(phrases.examples.format(name.inside) if is_several else phrases.example.format(owner=name.text))


def _are_examples(asked: NamedCard) -> bool:
    return _begins_with_example(asked.told_in.partition(asked.name.text)[2].lstrip(" *_").removeprefix("("))


def _begins_with_example(inner: str) -> bool:
    return without_example_marker(inner) != inner
