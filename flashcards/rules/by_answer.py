"""What a name asks for, by what stands on its back: a list, a value, a word for it, what to do, what it does, its meaning.

``Fairness : Ensure that small groups are in the data`` doesn't ask what fairness is, but what is ensured. The ways are
tried in order (``_WAYS``), each for one kind of answer; where none fits safely, the name stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile

from flashcards.markup import mask, whole_emphasis, words
from flashcards.model import Draft
from flashcards.rules.answer_kinds import is_quantity, is_series, is_value
from flashcards.rules.bare_name import Name, as_told
from flashcards.rules.by_brackets import (
    case_in_brackets,
    date_in_brackets,
    example_in_brackets,
    several_in_brackets,
    what_it_includes,
)
from flashcards.rules.by_clause import what_then
from flashcards.rules.by_meaning import (
    SHORTEST_MEANING_WORDS,
    is_law,
    what_is_meant,
    what_is_named,
    what_it_says,
)
from flashcards.rules.by_owner import behind_lead, beside_owner, in_short
from flashcards.rules.by_statement import is_deed, what_follows, what_it_ends_with, what_of_statement, when_exactly
from flashcards.rules.by_subject import with_subject
from flashcards.rules.by_words import condition
from flashcards.rules.clause import NOUN_PHRASES, Clause, Stretch, clauses, main_after_condition
from flashcards.rules.grammar import Reading, is_common_noun, read
from flashcards.rules.language import Language
from flashcards.rules.members import way_of
from flashcards.rules.phrases import Phrases
from flashcards.rules.put import BELOW, FROM_SENTENCES, NamedCard, Put, of_owner
from flashcards.rules.question_forms import question
from flashcards.rules.restraint import end_of_attribute, is_attribute, is_example_marker
from flashcards.rules.text import OPENING_QUOTES, alternatives, lower_words, small_first
from flashcards.rules.vocabulary import ERAS, MONTHS, PARTS_OF_LAWS


def for_answer(draft: Draft, name: Name, told_in: str, phrases: Phrases) -> Put | None:
    """What ``name``, the front of ``draft``, is short for; None where no question fits safely.

    ``told_in`` is the text that both sides come from.
    """
    asked = NamedCard(draft, name, told_in, phrases)
    put = next((put for way in _WAYS if (put := way(asked)) and put.question), None)
    return put._replace(answer=what_is_named(asked)) if put and not put.answer else put


def attribute(name: Name, owner: str, phrases: Phrases) -> str:
    """The question for what something has: ``Water: what is the boiling point?``"""
    if is_attribute(name.text, name.language) and not name.language.nouns_have_capitals:
        name = Name(_in_small_letters(name.text, name.language), name.language)
    if owner and phrases.example and is_example_marker(name.text) and not name.is_plural:
        of_what = Name(owner, name.language)
        is_thing = of_what.is_phrase and of_what.shape[-1:] in ("N", "M", "G")
        return phrases.example_of.format(of_what.inside) if is_thing else phrases.example.format(owner=owner)
    is_thing = name.is_phrase or (len(name.words) == 1 and is_attribute(name.text, name.language))
    if not phrases.attribute or not is_thing or is_example_marker(name.text):
        return in_short(name, owner, phrases) if owner else ""
    return of_owner(phrases.attribute.format(name.with_article, aux=name.auxiliary), owner, phrases)


def _in_small_letters(attribute: str, language: Language) -> str:
    """Everyday words, whatever capitals a title has; what it is of may be a name: ``Causes of the Civil War``."""
    said = attribute.split(" ")
    end = end_of_attribute(said, language)
    return " ".join([*(word.lower() for word in said[:end]), *said[end:]])


# ---------------------------------------------------------------------------------------------------------- the ways


def _what_then(asked: NamedCard) -> Put | None:
    """What holds under a condition, where that is all that is said: ``Pipes : If water freezes, they burst``."""
    name, phrases = asked.name, asked.phrases
    is_whole = asked.draft.rule != FROM_SENTENCES and len(asked.said) == 1
    if not is_whole or not phrases.occasion or not name.shape or is_law(name):
        return None
    found = [*condition(asked.said[0], name.language), *what_then(asked.said[0], name.language)]
    asks = [one for one in found if one.kind == "qa"]
    if not asks and name.is_phrase and _is_condition(asked):
        return Put(phrases.spoken_of.format(name.inside))
    if len(asks) != 1 or name.shape[0] == "P":
        return None
    told = name.words & set(lower_words(asks[0].back)) - name.language.small
    if told and len(name.words) == 1:
        return Put(phrases.spoken_of.format(name.inside)) if name.is_phrase else None
    if told or name.tells_to_do or "D" in name.shape:
        return Put(phrases.occasion.format(name.text))
    return Put(of_owner(asks[0].front, name.text, phrases), asks[0].back)


def _what_it_is_called(asked: NamedCard) -> Put | None:
    """Another name, in quotation marks: ``new variant : 'treatment'``."""
    is_quoted = _QUOTED.fullmatch(asked.draft.back.strip(" ."))
    name = asked.name
    if not is_quoted or not name.is_phrase or name.shape[0] == "P" or not asked.phrases.called:
        return None
    if words(asked.draft.back) > _LONGEST_QUOTED_WORDS or _SAID.search(asked.draft.back):
        return None  # a motto
    called = asked.phrases.called.format(name.with_article, aux=asked.name.auxiliary)
    return Put(of_owner(called, asked.owner, asked.phrases))


_LONGEST_QUOTED_WORDS = 6
_SAID = re.compile(r"[.!?…][\"”“»'’]")
"""``"What an artist dies in me!"``: a sentence in quotation marks is no name."""
_ONE_QUOTED = r"[\"“„«'‘][^\"”“»'’]{2,40}[\"”“»'’]"
_QUOTED = re.compile(rf"{_ONE_QUOTED}(?:,?\s+(?:\w{{1,4}}\s+)?{_ONE_QUOTED})*")


def _what_its_owner_has(asked: NamedCard) -> Put | None:
    """An attribute: ``Causes``, ``Function``."""
    name = asked.name
    is_most = bool(name.shape) and name.is_phrase and not name.is_plural and _is_superlative(name)
    if is_most and asked.phrases.attribute:
        the = name.language.grammar.definite[0] if name.language.grammar.definite else ""
        asks = asked.phrases.attribute.format(f"{the} {small_first(name.text)}", aux=name.auxiliary)
        return Put(of_owner(asks, asked.owner, asked.phrases))
    is_one = (asked.owner or name.goes_on) and is_attribute(name.text, name.language)
    return Put(attribute(name, asked.owner, asked.phrases)) if is_one else None


_FEWEST_OF_MOST = 2


def _is_superlative(name: Name) -> bool:
    """``Most common cause in adults``: does it name what only one thing can be?"""
    reading = name.reading
    if (
        not reading
        or len(reading.words) < _FEWEST_OF_MOST
        or re.search(r"[\d(]", name.text)
        or mask(name.text) != name.text
    ):
        return False
    is_ending = reading.shape[0] == "J" and reading.word(0).endswith("est") and reading.words[0].base != reading.word(0)
    return is_ending or reading.word(0) in name.language.grammar.superlatives


def _is_condition(asked: NamedCard) -> bool:
    """Is all that is said a condition, with nothing that holds then: ``When it can't be learnt``?"""
    reading, said = asked.reading, asked.said[0]
    if reading is None or mask(said) != said or main_after_condition(reading):
        return False
    return reading.word(0) in reading.language.grammar.asked_by_time and "," not in reading.shape


def _what_happened(asked: NamedCard) -> Put | None:
    """``30 July``, ``c. 1450``, ``58-50 BC`` in a course of events."""
    in_a_year, on_a_day = asked.phrases.happened
    parts = [part.strip("., ").casefold() for part in re.split(r"\s+[-–]\s+|\s+", asked.name.text)]
    kinds = "".join(map(_part_of_date, parts))
    if not _DATE.fullmatch(kinds) or not in_a_year or asked.draft.rule == FROM_SENTENCES:
        return None
    asks = (on_a_day if {*"md"} <= {*kinds} else in_a_year).format(asked.name.text)
    return Put(of_owner(asks, asked.owner, asked.phrases))


_DATE = re.compile("e?(?:(?:d?m|md)?y|d?m|md|s|de|ye|se)(?:(?:d?m)?[yd]e?|ed)?|e[dy]")
"""A day or a span of days, a month, a year, a span of years, an era, each by the letter of ``_part_of_date``."""


def _part_of_date(part: str) -> str:
    span = re.fullmatch(r"(\d{1,3})[-–](\d{1,3})", part)
    if part in MONTHS:
        return "m"
    if part in ERAS:
        return "e"
    if span and int(span[1]) > int(span[2]):
        return "s"  # 58-50, before our era
    if re.fullmatch(r"\d{3,4}s?(?:[-–/]\d{1,4})?", part):
        return "y"
    return "d" if re.fullmatch(r"\d{1,2}(?:[-–]\d{1,2})?", part) else "x"


_STUDY = re.compile(r"[A-Z][\w'’-]+(?:,? (?:&|and) [A-Z][\w'’-]+|,? et al\.?),? \(?(?:1[5-9]|20)\d\d\)?")


def _what_law_or_case(asked: NamedCard) -> Put | None:
    """``Art. 5``, ``Rylands v Fletcher``, ``Hubel & Wiesel 1959``: what it says, what it is about, what they found."""
    name, phrases = asked.name, asked.phrases
    if not phrases.law or asked.draft.rule == FROM_SENTENCES:
        return None
    first_clause = next(clauses(asked.reading), None) if asked.reading else None
    if _STUDY.fullmatch(name.text) and first_clause and first_clause.subject:
        return Put(phrases.found.format(name.text))
    first, _, number = name.text.partition(" ")
    if first.casefold() in PARTS_OF_LAWS and re.fullmatch(r"(?:\d[\w.()-]*|[IVXLC]+)(?: [A-Z]\w*)?", number):
        return Put(phrases.law.format(name.text))
    is_case = name.language.grammar.parties and re.search(
        rf"\s(?:{alternatives(name.language.grammar.parties)})\s+[^\W\d_a-z]", name.text
    )
    told = re.sub(r"^\([^()]*\)[,:]?\s*", "", asked.draft.back)  # its year
    is_reported = "v. " in name.text or re.search(r"\b1[5-9]\d\d\b|\b20\d\d\b", f"{name.text} {asked.draft.back}")
    says = words(told) >= SHORTEST_MEANING_WORDS and name.text[:1].isupper()
    return Put(phrases.case.format(name.text), told) if is_case and is_reported and says else None


def _what_value(asked: NamedCard) -> Put | None:
    """A number, a formula."""
    name = asked.name
    if not is_value(asked.draft.back) and not is_quantity(asked.draft.back, name.language):
        return None
    head = name.head_word
    has_values = name.is_idea or is_attribute(name.text, name.language)  # unlike: aspirin
    is_thing = is_common_noun(head, name.language) and not head.endswith("ing") and (len(name.words) > 1 or has_values)
    is_unclear = not name.is_phrase or ((len(name.words) == 1 or "P" in name.shape) and not is_thing)
    if asked.owner and is_unclear:
        return beside_owner(asked)
    asks = attribute(name, asked.owner, asked.phrases) if name.is_phrase else ""
    return Put(asks) if asks else None


def _which_ones(asked: NamedCard) -> Put | None:
    """A series of names: ``gold, silver, platinum``."""
    name, phrases = asked.name, asked.phrases
    is_quality = re.match("[JE][PT].", name.shape) is not None and len(asked.said) == 1 and phrases.what
    if is_quality and is_series(asked.draft.back, name.language):
        return Put(phrases.what.format(small_first(name.text), aux="is"))  # private to each thread
    is_name = name.is_phrase and name.shape[0] not in "DP"
    if not phrases.several or len(asked.said) > 1 or not is_name:
        return None
    is_one = is_series(asked.draft.back, name.language)
    if not is_one and not (name.is_plural and (_are_qualities(asked) or _COUNTED.match(asked.draft.back))):
        return None
    if name.reading and name.reading.word(0).endswith("ing") and " " in name.text and name.is_plural:
        return Put(phrases.which_ones.format(name.text))  # cutting the costs
    if name.is_plural and "Q" not in name.shape:
        return Put(phrases.several.format(name.inside))
    if len(name.words) == 1 or _ALTERNATIVE.search(asked.draft.back):
        return beside_owner(asked)
    if re.search("[GN]$", name.shape) and name.text.endswith("s"):
        return beside_owner(asked)  # limiting factors
    return what_it_includes(asked)


_COUNTED = re.compile(r"\(?1[.)]\s.*\s\(?2[.)]\s")
"""``(1) speed (2) cost``"""


def _are_qualities(asked: NamedCard) -> bool:
    """``closed, open, half-open``: words for how each of several is, and no more?"""
    return asked.reading is not None and re.fullmatch("[JE](?:,[JE])*[,&]+[JE]", asked.reading.shape) is not None


_ALTERNATIVE = re.compile(r"\sor\s|/")


def _what_to_do(asked: NamedCard) -> Put | None:
    """A command: what its verb governs, or all that is to be done."""
    name, reading = asked.name, asked.reading
    if not asked.phrases.deed or not reading or not is_deed(reading) or asked.said[0].startswith(OPENING_QUOTES):
        return None
    if not name.is_phrase and not name.compares and not name.is_activity:
        return None
    if is_law(name):
        return what_it_says(asked)
    is_told_of_them = re.match(r"[IV](?:R|\.?$)", reading.shape) is not None  # disable them; ignore
    is_told = name.may_be_occasion or name.is_several_deeds or is_told_of_them
    if not is_told and (done := _what_they_do(asked)):
        return done
    if not is_told and not asked.said[0][:1].isupper():
        return None
    if not name.is_activity and not name.is_doing and what_is_meant(asked):
        return Put(asked.phrases.meaning.format(name.text))  # ``Success: Define ..`` asks for little by its verb alone
    found = list(clauses(reading))
    is_one = len(found) == len(asked.said) == 1 and not re.search("&A*[IV]", reading.shape)
    if is_one and not (first := found[0]).lead:
        means = name.language.grammar.means
        if first.purpose or any(reading.word(one.preposition.first) in means for one in first.governed):
            return what_is_meant(asked)
        if thing := thing_done(reading, first):
            return thing._replace(question=_of_deed(asked, thing.question))
    return Put(way_of(name, asked.phrases) or asked.phrases.deed.format(name.text))


def _of_deed(asked: NamedCard, asks: str) -> str:
    """What a command governs, asked of what it is done for: ``What does data cleaning remove?``"""
    name, phrases = asked.name, asked.phrases
    auxiliary, deed = phrases.command_turned
    does_it_itself = name.is_doing and not re.match("G[tDRP]", name.shape)
    if does_it_itself and f" {auxiliary} " in asks:
        return asks.replace(f" {auxiliary} ", f" {deed.format(name.inside)} ", 1)
    return of_owner(asks, name.text, phrases)


def says_little(reading: Reading, clause: Clause) -> bool:
    """Does the verb of ``clause`` mean nothing without what it governs: ``take``, ``keep``?"""
    return reading.words[clause.verbs.last - 1].base.casefold() in reading.language.grammar.light


def thing_done(reading: Reading, clause: Clause) -> Put | None:
    """The question for what the verb of ``clause`` governs; the answer is that, with all that follows."""
    if says_little(reading, clause):
        return None
    asks_somebody = reading.words[clause.verbs.last - 1].base.casefold() in reading.language.grammar.inquiring
    if asks_somebody and reading.shape[clause.object.last : clause.object.last + 1] == "W":
        return None  # ask the doctor how ..
    if clause.object:
        is_plain = (
            clause.object.last in (clause.end, len(reading.shape)) or reading.shape[clause.object.last] in "PATt,.(SW"
        )
        asks, answer = question(reading, clause, "thing"), clause.object.first
    else:
        governed = clause.governed[0] if clause.governed else None
        is_plain = governed is not None and governed.preposition.first == clause.verbs.last
        if governed is None or reading.word(governed.preposition.first) not in reading.language.grammar.questioned:
            return None
        asks, answer = (
            question(reading, clause, "thing", rest=reading.text(governed.preposition)),
            governed.phrases.first,
        )
    return (
        Put(asks, whole_emphasis(reading.sentence[reading.words[answer].start :]).strip(" ."))
        if is_plain and asks
        else None
    )


def _what_it_does(asked: NamedCard) -> Put | None:
    """What is said of the name with its verb, and without the name: ``Measures how far ..``."""
    reading, said = asked.reading, asked.said[0]
    if not reading or not re.match("A*[XBV]", reading.shape):
        return None
    if said[:1].islower() and (put := _what_is_done(asked, reading)):
        return put
    whole = with_subject(said, asked.name.text, asked.name.language)
    return _thing_of(asked, whole) if whole != said else None


def _what_is_done(asked: NamedCard, reading: Reading) -> Put | None:
    """A deed in small letters, of several (``Dreams : happen ..``) or of somebody (``Marius : reformed ..``)."""
    name = asked.name
    if not asked.phrases.done or asked.draft.rule == FROM_SENTENCES:
        return None
    if name.is_plural and reading.shape[0] == "V" and reading.is_base(0):
        return _what_they_do(asked) or Put(asked.phrases.done.format(name.inside, aux="do"))
    did = reading.word(0).endswith("ed") and re.match("V[DJNMQ]", reading.shape) is not None
    return Put(asked.phrases.done.format(name.text, aux="did")) if did and name.shape[-1:] == "M" else None


def _what_they_do(asked: NamedCard) -> Put | None:
    """The same for several, whose verb looks like a command: ``Ribosomes : make proteins``."""
    is_plural = asked.name.is_plural and asked.name.language.grammar.negations.isdisjoint(asked.name.words)
    said = asked.said[0]
    return _thing_of(asked, f"{asked.name.text} {small_first(said)}") if is_plural else None


def _thing_of(asked: NamedCard, sentence: str) -> Put | None:
    """The question for what the verb of ``sentence`` governs, if its subject is the name that it begins with."""
    name = asked.name
    reading = read(sentence, name.language)
    first = next(clauses(reading), None) if reading else None
    if not reading or not first or not name.reading or not name.is_phrase:
        return None
    subject = Stretch(0, len(name.reading.words))
    if first.subject != subject or first.verbs.first != subject.last or not (thing := thing_done(reading, first)):
        return None
    told = re.escape(small_first(name.text))
    named = as_told(name, asked.told_in) if asked.draft.rule == FROM_SENTENCES else name.definite
    asks = re.sub(rf"(?<!\w)(?:{told}|{re.escape(name.text)})(?!\w)", lambda _: named, thing.question, count=1)
    return Put(asks, thing.answer if len(asked.said) == 1 else "")


def _what_it_does_itself(asked: NamedCard) -> Put | None:
    """``fork : fork() returns 0 in the child``: what a whole sentence says of the name, by its verb."""
    reading, name = asked.reading, asked.name
    first = next(clauses(reading), None) if reading else None
    if (
        not reading
        or not first
        or not first.object
        or first.depends
        or first.lead
        or "V" not in reading.shape[slice(*first.verbs)]
    ):
        return None
    subject = lower_words(reading.text(first.subject))
    is_name = (
        asked.phrases.thing
        and subject[-len(name.words) :] == lower_words(name.text)
        and len(subject) <= len(name.words) + 1
    )
    says_what = reading.word(first.verbs.last - 1) in name.language.links
    if not is_name or says_what or asked.draft.rule == FROM_SENTENCES:
        return None
    thing = thing_done(reading, first)
    return thing._replace(answer=thing.answer if len(asked.said) == 1 else "") if thing else None


def _what_it_is_said_to_be(asked: NamedCard) -> Put | None:
    """What is said of the name by a pronoun: ``It is an old method``."""
    reading, name = asked.reading, asked.name
    is_said = reading is not None and re.match("RA*B(?=A*[DJ])", reading.shape)
    if not reading or not is_said or not asked.phrases.likeness or len(asked.said) > 1 or not name.is_phrase:
        return None
    if reading.word(0) not in name.language.grammar.stand_ins:
        return None
    told = asked.said[0][reading.words[is_said.end()].start :].strip(" .")
    after = reading.shape[is_said.end() :]
    if re.fullmatch("A*DA*J+N[.]?", after):
        return Put(asked.phrases.likeness.format(name.inside, aux=name.auxiliary), told)  # it is an expensive method
    form = asked.phrases.what if re.match("A*D", after) else asked.phrases.likeness
    return Put(form.format(name.definite, aux=name.auxiliary), told)


def _what_it_is_like(asked: NamedCard) -> Put | None:
    """A quality with what it is for: ``Useful for ..``, ``Optimized for ..``."""
    name, reading = asked.name, asked.reading
    found = re.match(r"(?:A*[JE]|JN)(?=[PT][^QY]*$)", reading.shape) if reading else None
    is_said_of_name = asked.name.is_phrase and asked.draft.rule != FROM_SENTENCES
    if not reading or not found or not is_said_of_name or not asked.phrases.thing:
        return None
    at, grammar = found.end(), reading.language.grammar
    if not reading.shape[at + 1 :].strip("."):
        return None  # it breaks off
    may_end = (grammar.questioned | grammar.placing | grammar.before_purpose) - set(reading.language.purposes)
    if reading.shape[at] == "P" and reading.word(at) not in may_end:
        return None
    serves = reading.shape[at] == "T" or reading.word(at) in grammar.before_purpose
    is_deed = reading.shape[at - 1] == "E" and (re.fullmatch("MM+", name.shape) or name.is_proper or not serves)
    if is_deed or (reading.shape[at - 1] == "J" and reading.word(at) in grammar.beside_something):
        return None  # refused to, sailed on: somebody did so; minor with a raised sixth
    articles = name.language.grammar.definite if reading.shape[at - 1] == "N" else ()
    is_word = len(reading.word(at - 1)) > 1  # smallest n with ..
    if reading.shape[at - 1] == "N" and not (articles and is_word and reading.word(0).endswith("est")):
        return None  # only one thing can be the best choice
    after = reading.word(at) if reading.shape[at] == "P" else asked.phrases.before_purpose
    quality = reading.text((0, at))
    verb = " ".join((*articles[:1], small_first(quality), after))
    asks = asked.phrases.thing.format(asked.name.definite, aux=asked.name.auxiliary, verb=verb)
    answer = reading.words[at + (reading.shape[at] == "P")].start
    more = list(takewhile(lambda said: _goes_on(said, asked.name.language), asked.said[1:]))
    told = " ".join((asked.said[0][answer:], *more))
    is_all = 1 + len(more) == len(asked.said) or words(asked.draft.back) > _LONGEST_WHOLE_WORDS
    return Put(asks, whole_emphasis(told).strip(" .") if is_all else "")


_LONGEST_WHOLE_WORDS = 40
"""What is longer is shown only as far as it answers the question."""


def _goes_on(sentence: str, language: Language) -> bool:
    """``And to know ..``: does it only add to the sentence before?"""
    reading = read(sentence, language)
    return reading is not None and re.match("&[TP]", reading.shape) is not None


def _what_of_it(asked: NamedCard) -> Put | None:
    """Anything else that is said of a name under another."""
    name = asked.name
    is_known = name.is_phrase and is_common_noun(name.text.split()[-1], name.language)
    is_told = asked.draft.rule != "term_definition" or is_known or words(asked.draft.back) >= SHORTEST_MEANING_WORDS
    is_name = len(name.words) == 1 or name.tells_to_do or not re.search("[NMR].*[VBX]", name.shape)
    if not asked.phrases.attribute or not is_told or not is_name:
        return None
    if asked.draft.rule == FROM_SENTENCES:
        return _what_is_known(asked)
    if name.tells_to_do and name.shape[1:2] == "D":
        return Put(asked.phrases.way.format(small_first(name.text)))
    if asked.draft.rule == BELOW and asked.phrases.any_belonging and _is_one_of_it(asked):
        return Put(of_owner(asked.phrases.any_belonging.format(name.inside), asked.owner, asked.phrases))
    return beside_owner(asked)


_LONGEST_ONE_WORDS = 5


def _is_one_of_it(asked: NamedCard) -> bool:
    """Does a bare name stand below the name: ``Structured prediction`` below ``Generative modeling``?"""
    is_name = asked.reading is not None and re.fullmatch(f"{NOUN_PHRASES}[.]?", asked.reading.shape) is not None
    is_deed = asked.name.is_phrase and (asked.name.is_activity or asked.name.is_doing)
    return is_deed and is_name and words(asked.draft.back) <= _LONGEST_ONE_WORDS


_FEWEST_LETTERS = 4
"""A shorter name is rather a sign, of which a formula says what it is."""


def _what_is_known(asked: NamedCard) -> Put | None:
    """What a sentence says of its subject, with its verb."""
    name, reading = asked.name, asked.reading
    says = reading is not None and re.match("A*X", reading.shape) is not None
    is_name = (name.is_phrase or name.is_activity) and len(name.text) >= _FEWEST_LETTERS
    return Put(asked.phrases.known.format(name.inside)) if is_name and says else None


_WAYS: tuple[Callable[[NamedCard], Put | None], ...] = (
    when_exactly,
    _what_happened,
    _what_it_is_called,
    _what_then,
    behind_lead,
    _what_its_owner_has,
    _what_law_or_case,
    date_in_brackets,
    _what_value,
    case_in_brackets,
    several_in_brackets,
    _which_ones,
    what_it_ends_with,
    what_follows,
    _what_to_do,
    _what_it_does,
    _what_it_does_itself,
    _what_it_is_said_to_be,
    _what_it_is_like,
    what_of_statement,
    example_in_brackets,
    what_is_meant,
    _what_of_it,
)
