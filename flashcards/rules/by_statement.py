"""What a statement or a command asks for, by the sign behind it, and what a name does that an arrow or a verb goes on with.

``The sluice is shut → the pond rises`` asks what follows, ``Dry wheels squeak: the axle rubs`` how so.
"""

from __future__ import annotations

import re

from flashcards.markup import mask
from flashcards.rules.bare_name import Name
from flashcards.rules.by_meaning import is_law
from flashcards.rules.by_subject import is_command
from flashcards.rules.clause import clauses
from flashcards.rules.grammar import Reading, is_only_verb
from flashcards.rules.put import NamedCard, Put
from flashcards.rules.text import is_question, small_first


def what_of_statement(asked: NamedCard) -> Put | None:
    """What is said of a statement: what follows from it behind an arrow, which ones it counts, or how it is meant.

    Behind an arrow after what to do stands the next step.
    """
    name, phrases = asked.name, asked.phrases
    first = next(clauses(name.reading), None) if name.reading else None
    if phrases.way and _is_told_to_do(name) and not is_question(asked.said[0]):
        next_one = name.language.what_is_next
        return Put((next_one if is_behind_arrow(name, asked.told_in) else phrases.way).format(small_first(name.text)))
    is_whole = first is not None and first.subject and not first.depends and name.shape[-1] not in "XBPTDS"
    last = name.text.split()[-1].casefold()
    breaks_off = name.text.casefold().endswith((*name.language.links, *name.language.copulas))
    if not is_whole or name.is_phrase or breaks_off or is_question(asked.said[0]):
        return None
    if is_behind_arrow(name, asked.told_in):
        says_all = phrases.then_what and last not in name.language.small
        return Put(phrases.then_what.format(name.text)) if says_all else None
    if re.search("Q[JG]*N$", name.shape) or (name.shape[0] == "Q" and "," in asked.said[0]):
        return Put(phrases.which_ones.format(name.text))
    return Put(phrases.how_so.format(name.text)) if phrases.how_so else None


def what_follows(asked: NamedCard) -> Put | None:
    """What stands behind an arrow, where that says something or tells what to do: ``Weak keys → attackers guess them``."""
    name, phrases = asked.name, asked.phrases
    if not phrases.follows or asked.reading is None:
        return None
    first = next(clauses(asked.reading), None)
    if not name.is_phrase or not is_behind_arrow(name, asked.told_in):
        return Put(phrases.follows.format(name.inside)) if _compares(name) and first and first.subject else None
    if is_deed(asked.reading) and not is_law(name):
        return Put(phrases.deed.format(name.text)) if phrases.deed else None
    says = first is not None and bool(first.subject) and not first.subject.first and not first.depends
    return Put(phrases.follows.format(name.inside)) if says else None


def _compares(name: Name) -> bool:
    """``A weight greater than one``: is it a case, by what is more or less than something?"""
    is_case = re.fullmatch("D?[JNM]*[NM][AJ][PS].*[^XBV]", name.shape) is not None
    return is_case and not name.language.grammar.comparing.isdisjoint(name.words)


def _is_told_to_do(name: Name) -> bool:
    """Is it a command, perhaps after an adverb: ``Always start with the frame``?"""
    adverbs = len(name.shape) - len(name.shape.lstrip("A"))
    is_verb = re.match("[IV][DJNMPT]", name.shape[adverbs:]) is not None
    if adverbs:
        return is_verb and name.reading is not None and name.reading.is_base(adverbs)
    first, *others = name.text.split()
    is_title = any(other[:1].isupper() and other[1:].islower() for other in others)
    return name.tells_to_do and (not is_title or is_only_verb(first, name.language))


def is_behind_arrow(name: Name, told_in: str) -> bool:
    """Does an arrow stand in ``told_in`` between the name and what is said of it?"""
    after = told_in.partition(name.text)[2]
    return re.match(r"[\s*_]*(?:→|⇒|-+>|=>)", after) is not None


def is_deed(reading: Reading) -> bool:
    """Does the sentence begin with what to do, and is it no formula or code?"""
    said = reading.sentence
    first = len(reading.shape) - len(reading.shape.lstrip("A"))  # only do ..
    begins = reading.shape[first : first + 1] in ("I", "V") and reading.is_base(first)
    return begins and mask(said) == said and is_command(said, reading.language)


def what_it_ends_with(asked: NamedCard) -> Put | None:
    """A name with its verb: ``Going round the pond means``."""
    name, phrases = asked.name, asked.phrases
    reading, last = name.reading, name.text.split()[-1].casefold()
    is_link, is_copula = last in name.language.links, last in name.language.copulas
    if not reading or not (is_link or is_copula) or not phrases.thing:
        return None
    at = len(reading.shape[:-1].rstrip("A"))
    subject = Name(reading.text((0, at)), name.language)
    if not subject.text or not (subject.is_phrase or subject.is_activity):
        return None
    if is_copula:
        return Put(phrases.what.format(subject.inside, aux=last)) if last in ("is", "are") else None
    adverbs = reading.text((at, len(reading.words) - 1))
    base = last.removesuffix("s")
    verb = f"{adverbs} {base if base in name.language.links else reading.words[-1].base}".strip()
    return Put(phrases.thing.format(subject.inside, aux="do" if subject.is_plural else "does", verb=verb))
