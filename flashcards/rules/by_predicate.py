"""What a name asks for, where its card says a sentence of it: the front is the subject, the back its verb with the rest.

The forms are tried in order (``_WAYS``), by what stands behind the verb.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from flashcards.markup import whole_emphasis
from flashcards.model import Draft
from flashcards.rules.bare_name import Name, as_told
from flashcards.rules.by_answer import says_little
from flashcards.rules.clause import Clause, clauses
from flashcards.rules.grammar import Reading, read
from flashcards.rules.phrases import Phrases
from flashcards.rules.put import FROM_SENTENCES, Put
from flashcards.rules.text import sentences, small_first
from flashcards.rules.turning import auxiliary_of


def for_predicate(draft: Draft, name: Name, told_in: str, phrases: Phrases) -> Put | None:
    """How ``draft``, whose front is ``name``, is put; None where the back doesn't begin with its verb.

    ``told_in`` is the text that both come from: what article the name has there.
    """
    said, *more = sentences(draft.back)
    if not said[:1].islower() or not name.is_phrase:
        return None
    wholes = [sentence for sentence in sentences(told_in) if said in sentence and name.text in sentence]
    wholes += [f"{named} {said}" for named in (draft.front, name.definite)]
    found = next(filter(None, (_read(whole, said, name) for whole in wholes)), None)
    if found is None:
        return None
    reading, first = found
    if put := _of_longer_subject(reading, first, phrases):
        return put
    auxiliary, others = auxiliary_of(reading, first)
    if auxiliary == "do" and not (name.is_plural or name.names_several):
        return None  # no statement, but a command
    form, answer = _form(reading, first, phrases)
    if not form:
        return None
    named = as_told(name, told_in)
    if draft.rule != FROM_SENTENCES and named == name.inside:
        named = name.definite
    asked = re.sub(r" {2,}", " ", form.format(named, aux=auxiliary, verb=others))
    start = reading.words[first.verbs.first].start
    cut = reading.words[answer].start - start
    told = (
        whole_emphasis(said[cut : _end_of_clause(reading, first) - start]).strip(" .,") if answer and not more else ""
    )
    opening, grammar = told.partition(" ")[0].casefold(), name.language.grammar
    if opening in grammar.pointing - grammar.telling:  # the question would make no sense without the note
        return Put(phrases.done.format(named, aux=auxiliary)) if auxiliary not in ("is", "are") else None
    return Put(asked, told)


def _read(whole: str, said: str, name: Name) -> tuple[Reading, Clause] | None:
    """The sentence ``whole`` with the clause whose subject is ``name``, and whose verb begins with ``said``."""
    reading = read(whole, name.language)
    start = whole.find(said)
    for clause in clauses(reading) if reading else ():
        subject = reading.text(clause.subject) if reading and clause.subject else ""
        if (
            reading
            and subject.casefold().endswith(name.text.casefold())
            and reading.words[clause.verbs.first].start == start
        ):
            return reading, clause
    return None


def _end_of_clause(reading: Reading, clause: Clause) -> int:
    """Where in the sentence another subject takes over: ``butter contains water, but oil is pure fat``; else its end."""
    behind = (other for other in clauses(reading) if other.subject.first > clause.end)
    joints = (other.subject.first - 1 for other in behind if reading.shape[other.subject.first - 1] == "&")
    return next((reading.words[joint].start for joint in joints), len(reading.sentence))


def _of_longer_subject(reading: Reading, clause: Clause, phrases: Phrases) -> Put | None:
    """``Genes close together are inherited together``, where ``close`` reads like the verb: what happens to all of them."""
    more = re.match("[^,&SWRT.(]*(?=[XB])", reading.shape[clause.verbs.last :])
    if not more or not phrases.known or not reading.is_base(clause.verbs.last - 1):
        return None
    verb = clause.verbs.last + more.end()
    is_passive = re.match("B[nA]*E", reading.shape[verb:]) is not None
    subject = small_first(reading.text((clause.subject.first, verb)))
    told = reading.sentence[reading.words[verb].start :].strip(" .")
    return Put((phrases.undergone if is_passive and phrases.undergone else phrases.known).format(subject), told)


_Form = tuple[str, int]
"""The form of a question, and the number of the word that its answer begins with; 0 where all that is said answers it."""


def _form(reading: Reading, clause: Clause, phrases: Phrases) -> _Form:
    """The question's form by what stands behind the verb; empty where none fits."""
    if "n" in reading.shape[slice(*clause.verbs)]:
        return "", 0  # what isn't so is no answer to what is
    return next(found for way in _WAYS if (found := way(reading, clause, phrases)) is not None)


def _light(reading: Reading, clause: Clause, phrases: Phrases) -> _Form | None:
    """``went to the other side``, ``take a long time``: a verb that means little alone."""
    shape = reading.shape[slice(*clause.verbs)]
    if "E" in shape or not says_little(reading, clause):
        return None
    is_somebody = reading.shape[clause.subject.last - 1] == "M"
    goes = not clause.object and shape == "V" and reading.word(clause.verbs.last) in reading.language.grammar.questioned
    becomes = goes and not is_somebody and not re.match(",?&A*V", reading.shape[clause.end :])
    is_past = auxiliary_of(reading, clause)[0] == "did"
    return (phrases.done if not becomes else phrases.past_undergone if is_past else phrases.undergone), 0


def _under_condition(reading: Reading, clause: Clause, phrases: Phrases) -> _Form | None:
    """``exists when one firm ..``"""
    conditional = reading.word(clause.verbs.last) in reading.language.grammar.asked_by_time
    alone = not clause.object and reading.shape[slice(*clause.verbs)] == "V"
    return (phrases.whenever, clause.verbs.last + 1) if conditional and alone and phrases.whenever else None


def _with_another_verb(reading: Reading, clause: Clause, phrases: Phrases) -> _Form | None:
    """``comes in degrees & isn't transitive``: too much for one question."""
    behind = reading.shape[clause.verbs.last :]
    is_within = re.match("[^,&SWRT.(]*[XB]", behind)  # happens before the contract is signed
    is_copula = re.fullmatch("A*BA*|A*BG", reading.shape[slice(*clause.verbs)])
    is_beside = not is_copula and not clause.object and re.match("[^,.SW]*[,&][An]*[XB]", behind)
    return (phrases.known, 0) if is_within or is_beside else None


def _with_another_deed(reading: Reading, clause: Clause, phrases: Phrases) -> _Form | None:
    """``avoids battle and wears them down``"""
    does = reading.shape[clause.verbs.last - 1] in ("VtI" if clause.object else "Vt")
    joined = re.match(",?&?A*V" if clause.object else ",?&A*V", reading.shape[clause.end :])
    return (phrases.done, 0) if does and joined else None


def _thing(reading: Reading, clause: Clause, phrases: Phrases) -> _Form | None:
    """What the verb governs, or lacks: ``have no nucleus``."""
    if not clause.object or reading.shape[clause.verbs.last - 1] not in "VtI":
        return None
    negations = reading.language.grammar.negations
    has_none = reading.word(clause.object.first) in negations
    has_none = has_none and not any(
        reading.word(number) in negations for number in range(clause.object.first + 1, len(reading.words))
    )
    if has_none and phrases.lacks and reading.words[clause.verbs.last - 1].base in reading.language.grammar.having:
        return phrases.lacks, clause.object.first + 1
    return phrases.thing, clause.object.first


def _what_is_told(reading: Reading, clause: Clause, phrases: Phrases) -> _Form | None:
    """``found that ..``, ``say they ..``"""
    tells = reading.word(clause.verbs.last) in reading.language.grammar.telling or _tells(reading, clause)
    return (phrases.thing, clause.verbs.last) if tells and reading.shape[clause.verbs.last - 1] in "VI" else None


def _what_it_is(reading: Reading, clause: Clause, phrases: Phrases) -> _Form | None:
    """``are rings of ..``, ``is when ..``, ``are rotating stars``"""
    shape = reading.shape[slice(*clause.verbs)]
    if clause.object and re.fullmatch("A*BG", shape):
        return phrases.what, clause.verbs.last - 1
    says_what = clause.object or reading.word(clause.verbs.last) in reading.language.conditions
    return (phrases.what, clause.verbs.last) if says_what and re.fullmatch("A*BA*", shape) else None


def _undergone(reading: Reading, clause: Clause, phrases: Phrases) -> _Form | None:
    """``is heated``, ``was founded twice``"""
    shape = reading.shape[slice(*clause.verbs)]
    if "E" not in shape:
        return None
    is_past = reading.word(clause.verbs.first).startswith("w")  # was, were
    passive = phrases.past_undergone if is_past else phrases.undergone
    return (passive if re.search("[BI]", shape) else ""), 0


def _anything(reading: Reading, clause: Clause, phrases: Phrases) -> _Form:
    """What it does, or how it is."""
    if reading.shape[clause.verbs.last - 1] in "VtI":
        return phrases.done, 0
    if reading.shape[clause.verbs.last : clause.verbs.last + 1] == "P":
        return phrases.known, 0  # are by the side of ..
    return phrases.likeness, clause.verbs.last if clause.verbs.last < len(reading.words) else 0


def _tells(reading: Reading, clause: Clause) -> bool:
    """Does a clause with a pronoun for its subject follow the verb at once: ``critics say he ..``?"""
    return not clause.object and re.match("RA*[XBV]", reading.shape[clause.verbs.last :]) is not None


def _with_preposition(reading: Reading, clause: Clause, phrases: Phrases) -> _Form | None:
    """``are crucial for ..``, ``can be used in ..``, ``depends on ..``; None where no question can end so."""
    rest = reading.shape[clause.verbs.last :]
    found = re.match(r"(?P<quality>[AJ]*)P(?=[^QYWS]*(?:[WS]|$))", rest)
    is_quality = re.search("[BXE]", reading.shape[slice(*clause.verbs)]) is not None
    if not found or clause.object or ("J" in found["quality"] and not is_quality):
        return None
    at = clause.verbs.last + found.end() - 1
    if at + 1 >= len(reading.words):
        return None  # it breaks off
    said = reading.text((clause.verbs.last, at)).replace("{", "{{").replace("}", "}}")
    quality = f"{{verb}} {said}".rstrip()
    grammar = reading.language.grammar
    is_place = re.match("[DMJ]", reading.shape[at + 1 :]) is not None  # unlike: measured in metres
    if reading.word(at) in grammar.where and is_place:
        return phrases.where.replace("{verb}", quality), at
    by_whom = grammar.means if "E" in reading.shape[slice(*clause.verbs)] else frozenset()
    if reading.word(at) not in grammar.questioned | grammar.placing | by_whom:
        return None
    return phrases.thing.replace("{verb}", f"{quality} {reading.word(at)}"), at + 1


_WAYS: tuple[Callable[[Reading, Clause, Phrases], _Form | None], ...] = (
    _light,
    _under_condition,
    _with_another_verb,
    _with_another_deed,
    _thing,
    _what_is_told,
    _what_it_is,
    _with_preposition,
    _undergone,
    _anything,
)
