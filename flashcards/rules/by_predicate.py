"""What a name asks for, where its card says a sentence of it: the front is the subject, the back its verb with the rest."""

from __future__ import annotations

import re

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
    cut = reading.words[answer].start - reading.words[first.verbs.first].start
    told = whole_emphasis(said[cut:]).strip(" .") if answer and not more else ""
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


def _of_longer_subject(reading: Reading, clause: Clause, phrases: Phrases) -> Put | None:
    """``Genes close together are inherited together``, where ``close`` reads like the verb: what happens to all of them."""
    more = re.match("[^,&SWRT.(]*(?=[XB])", reading.shape[clause.verbs.last :])
    if not more or not reading.is_base(clause.verbs.last - 1):
        return None
    verb = clause.verbs.last + more.end()
    is_passive = re.match("B[nA]*E", reading.shape[verb:]) is not None
    subject = small_first(reading.text((clause.subject.first, verb)))
    told = reading.sentence[reading.words[verb].start :].strip(" .")
    return Put((phrases.undergone if is_passive and phrases.undergone else phrases.known).format(subject), told)


def _form(reading: Reading, clause: Clause, phrases: Phrases) -> tuple[str, int]:
    """The question's form by what stands behind the verb, and the word that its answer begins with; 0 for all."""
    shape = reading.shape[slice(*clause.verbs)]
    if "n" in shape:
        return "", 0  # what isn't so is no answer to what is
    if "E" not in shape and says_little(reading, clause):
        becomes = not clause.object and shape == "V" and reading.shape[clause.verbs.last : clause.verbs.last + 1] == "P"
        is_past = auxiliary_of(reading, clause)[0] == "did"
        return (phrases.done if not becomes else phrases.past_undergone if is_past else phrases.undergone), 0
    if not clause.object and shape == "V" and reading.word(clause.verbs.last) in reading.language.grammar.asked_by_time:
        return phrases.whenever, clause.verbs.last + 1 if phrases.whenever else 0
    if re.match("[^,&SWRT.(]*[XB]", reading.shape[clause.verbs.last :]):
        return phrases.known, 0  # selection happens before the contract is ..
    if clause.object and shape[-1] in "VtI":
        does_more = re.match(",?&?A*V", reading.shape[clause.end :]) is not None
        return (phrases.done, 0) if does_more else (phrases.thing, clause.object.first)
    if shape[-1] in "VI" and (
        reading.word(clause.verbs.last) in reading.language.grammar.telling or _tells(reading, clause)
    ):
        return phrases.thing, clause.verbs.last  # found that .., say they ..
    says_what = clause.object or reading.word(clause.verbs.last) in reading.language.conditions
    if says_what and re.fullmatch("A*BA*", shape):
        return phrases.what, clause.verbs.last  # is when ..
    if clause.object and re.fullmatch("A*BG", shape):
        return phrases.what, clause.verbs.last - 1  # are rotating stars
    if re.match("[^,.SW]*[,&][An]*[XB]", reading.shape[clause.verbs.last :]):
        return phrases.known, 0  # comes in degrees & isn't transitive
    form, answer = _with_preposition(reading, clause, phrases)
    if form:
        return form, answer
    if "E" in shape:
        is_past = reading.word(clause.verbs.first).startswith("w")  # was, were
        passive = phrases.past_undergone if is_past else phrases.undergone
        return (passive if re.search("[BI]", shape) else ""), 0
    if shape[-1] in "VtI":
        return phrases.done, 0
    return phrases.likeness, clause.verbs.last if clause.verbs.last < len(reading.words) else 0


def _tells(reading: Reading, clause: Clause) -> bool:
    """Does a clause with a pronoun for its subject follow the verb at once: ``critics say he ..``?"""
    return not clause.object and re.match("RA*[XBV]", reading.shape[clause.verbs.last :]) is not None


def _with_preposition(reading: Reading, clause: Clause, phrases: Phrases) -> tuple[str, int]:
    """``are crucial for ..``, ``can be used in ..``, ``depends on ..``; empty where no question can end so."""
    rest = reading.shape[clause.verbs.last :]
    found = re.match(r"(?P<quality>[AJ]*)P(?=[^QYWS]*(?:[WS]|$))", rest)
    is_quality = re.search("[BXE]", reading.shape[slice(*clause.verbs)]) is not None
    if not found or clause.object or ("J" in found["quality"] and not is_quality):
        return "", 0
    at = clause.verbs.last + found.end() - 1
    if at + 1 >= len(reading.words):
        return "", 0  # it breaks off
    said = reading.text((clause.verbs.last, at)).replace("{", "{{").replace("}", "}}")
    quality = f"{{verb}} {said}".rstrip()
    grammar = reading.language.grammar
    is_place = re.match("[DMJ]", reading.shape[at + 1 :]) is not None  # unlike: measured in metres
    if reading.word(at) in grammar.where and is_place:
        return phrases.where.replace("{verb}", quality), at
    by_whom = grammar.means if "E" in reading.shape[slice(*clause.verbs)] else frozenset()
    if reading.word(at) not in grammar.questioned | grammar.placing | by_whom:
        return "", 0
    return phrases.thing.replace("{verb}", f"{quality} {reading.word(at)}"), at + 1
