"""What a statement or a command asks for, by the sign behind it, and what a name does that an arrow or a verb goes on with.

``The sluice is shut → the pond rises`` asks what follows, ``Dry wheels squeak: the axle rubs`` how so.
"""

from __future__ import annotations

import re

from flashcards.markup import mask, words
from flashcards.rules.bare_name import Name
from flashcards.rules.by_meaning import is_law
from flashcards.rules.by_subject import is_command, says_of_pronoun
from flashcards.rules.clause import clauses
from flashcards.rules.grammar import Reading, is_only_verb, may_be_verb
from flashcards.rules.put import NamedCard, Put
from flashcards.rules.text import OPENING_QUOTES, is_question, small_first
from flashcards.rules.turning import auxiliary_of


def what_of_statement(asked: NamedCard) -> Put | None:
    """What is said of a statement: what follows from it behind an arrow, which ones it counts, or how it is meant.

    Behind an arrow after what to do stands the next step.
    """
    name, phrases = asked.name, asked.phrases
    first = next(clauses(name.reading), None) if name.reading else None
    if phrases.way and _is_told_to_do(name) and not is_question(asked.said[0]):
        return _what_of_command(asked)
    is_whole = first is not None and first.subject and not first.depends and name.shape[-1] not in "XBPTDS"
    last = name.text.split()[-1].casefold()
    breaks_off = last in {
        *name.language.conditions,
        *name.language.causes,
        *name.language.asking,
    } or name.text.casefold().endswith((*name.language.links, *name.language.copulas))
    if not is_whole or name.is_phrase or breaks_off or is_question(asked.said[0]):
        return None
    if is_behind_arrow(name, asked.told_in):
        says_all = phrases.then_what and last not in name.language.small
        return Put(phrases.then_what.format(name.text)) if says_all else None
    if re.search("Q[JG]*N$", name.shape) or (name.shape[0] == "Q" and "," in asked.said[0]):
        return Put(phrases.which_ones.format(name.text))
    return Put(phrases.how_so.format(name.text)) if phrases.how_so else None


def when_exactly(asked: NamedCard) -> Put | None:
    """When a statement or a quality holds, which a sign makes equal to something: ``A map is total ⇔ ..``."""
    holds = asked.phrases.then_when and _is_equivalent(asked.name, asked.told_in)
    return Put(asked.phrases.then_when.format(asked.name.text)) if holds else None


def _what_of_command(asked: NamedCard) -> Put | None:
    """The next step behind an arrow, the reason for what is always or never to be done, or how it is done."""
    name, phrases, reading = asked.name, asked.phrases, asked.reading
    if is_behind_arrow(name, asked.told_in):
        return Put(name.language.what_is_next.format(small_first(name.text)))
    tells_to_do = reading is not None and re.match("[IV]", reading.shape) is not None and reading.is_base(0)
    first = next(clauses(reading), None) if reading else None
    is_strict = name.shape[0] == "A" or _forbids(name)
    says_of_it = len(asked.said) == 1 and says_of_pronoun(asked.said[0], name.language)  # check the rope: it wears out
    if says_of_it or (is_strict and first and first.subject and not tells_to_do):
        return Put(phrases.then_why.format(name.text)) if phrases.then_why else None
    says_way = tells_to_do or words(asked.draft.back) >= _FEWEST_WORDS_OF_WAY
    return Put(phrases.way.format(small_first(name.text))) if says_way and not _forbids(name) else None


_FEWEST_WORDS_OF_WAY = 3


def _forbids(name: Name) -> bool:
    return not name.language.grammar.negations.isdisjoint(name.words)


def what_follows(asked: NamedCard) -> Put | None:
    """What stands behind an arrow, where that says something or tells what to do: ``Weak keys → attackers guess them``."""
    name, phrases = asked.name, asked.phrases
    if not phrases.follows or asked.reading is None:
        return None
    first = next(clauses(asked.reading), None)
    if name.shape == "J" and is_behind_arrow(name, asked.told_in) and phrases.then_what:
        return Put(phrases.then_what.format(name.text))
    if not name.is_phrase or not is_behind_arrow(name, asked.told_in):
        return Put(phrases.follows.format(name.inside)) if _compares(name) and first and first.subject else None
    if is_deed(asked.reading) and not is_law(name):
        return Put(phrases.deed.format(name.text)) if phrases.deed else None
    says = first is not None and bool(first.subject) and not first.subject.first and not first.depends
    if is_law(name) or not (says or name.goes_on):
        return None
    is_plain = re.fullmatch("N{1,2}", name.shape) is not None and "-" not in name.text
    return Put(phrases.follows.format(name.definite if is_plain else name.inside))


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
    return _stands_before(r"→|⇒|-+>|=>", name, told_in)


def _is_equivalent(name: Name, told_in: str) -> bool:
    """Does a sign between the name and what is said of it say that one holds exactly when the other does?"""
    return _stands_before("⇔|<=>", name, told_in)


def _stands_before(signs: str, name: Name, told_in: str) -> bool:
    return re.match(rf"[\s*_]*(?:{signs})", told_in.partition(name.text)[2]) is not None


def is_deed(reading: Reading) -> bool:
    """Does the sentence begin with what to do, and is it no formula or code?"""
    said = reading.sentence
    first = len(reading.shape) - len(reading.shape.lstrip("A"))  # only do ..
    begins = reading.shape[first : first + 1] in ("I", "V") and reading.is_base(first)
    return begins and mask(said) == said and is_command(said, reading.language)


def what_it_ends_with(asked: NamedCard) -> Put | None:
    """A name with its verb: ``Going round the pond means``, ``At the start, ask``."""
    name, phrases = asked.name, asked.phrases
    if phrases.thing and name.reading and re.fullmatch("P[^,XBVI]*,[VI]", name.shape):
        lead, _, verb = name.text.rpartition(", ")
        you = name.language.grammar.you
        asks = small_first(phrases.thing.format(you, aux="do", verb=verb))
        return Put(f"{lead}, {asks}") if you and name.reading.is_base(len(name.reading.words) - 1) else None
    reading, last = name.reading, name.text.split()[-1].casefold()
    is_link, is_copula = last in name.language.links, last in name.language.copulas
    if reading and reading.shape[-1:] == "V" and not is_link and not is_copula:
        return _what_the_verb_governs(asked, reading)
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


def _what_the_verb_governs(asked: NamedCard, reading: Reading) -> Put | None:
    """``Wilson wanted: a league``, ``Nietzsche said: "God is dead"``: the name ends with a verb whose object is said."""
    first, said = next(clauses(reading), None), asked.reading
    if not first or not first.subject or first.subject.first or first.depends or first.verbs.last != len(reading.words):
        return None
    counts = reading.shape[0] == "Q" and "," in asked.said[0]  # three stones wore out
    if counts or not may_be_verb(reading.words[-1].base, reading.language):
        return None
    says = said is not None and re.match("[^XBV]*[XBV]", said.shape) is not None
    tells = reading.words[-1].base.casefold() in reading.language.grammar.inquiring or asked.said[0].startswith(
        OPENING_QUOTES
    )
    if says and not tells:
        return None
    auxiliary, others = auxiliary_of(reading, first)
    subject = Name(reading.text((0, first.verbs.first)), asked.name.language).inside
    return Put(asked.phrases.thing.format(subject, aux=auxiliary, verb=others)) if asked.phrases.thing else None
