"""The parts of a simple clause: who does what, where and when.

The patterns are over the letters of ``grammar.Reading.shape``, so they hold for every language with a model whose clauses
put the subject before the verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from flashcards.rules.grammar import Reading

_NAME = r"D*(?:A?[JQEG](?:[,&](?=A?[JQE]+[NMG]))?)*(?:[NMG](?:s[JQE]*)?)*[NMGQY](?:\([^()]*\))?"
_PHRASE = rf"{_NAME}(?:O{_NAME})*"
NOUN_PHRASES = rf"{_PHRASE}(?:,{_PHRASE})*(?:,?&{_PHRASE})?"
"""What names something, with what belongs to it, or several such things in a row."""

_SUBJECT_FOLLOWS = rf"(?:,(?>{_PHRASE}))*(?:,?&(?>{_PHRASE}))?A*[XVB]"
_THINGS = rf"{_PHRASE}(?:,(?>{_PHRASE})(?!{_SUBJECT_FOLLOWS}))*(?:,?&(?>{_PHRASE})(?!A*[XVB]))?"
"""The same where it isn't the subject: what a verb follows begins a clause of its own."""

_GOVERNED = rf"P+{_THINGS}"
_VERBS = r"A*[XVB](?:[nA]*[IEBG])*t?"
_CLAUSE = re.compile(
    rf"(?P<lead>(?:(?:[A&]|{_GOVERNED})*,?|TI[^,.VBX]*,))??(?P<subject>{NOUN_PHRASES})(?P<beside>(?:{_GOVERNED})*(?:,W[^,.]*,|,[^,.VBX]*,)?)"
    rf"(?P<verbs>{_VERBS})"
)
_COMMAND = re.compile(
    rf"(?P<lead>(?:(?:{_GOVERNED}|TI[^,.VBX]*),|[SP]{NOUN_PHRASES},?|S[^,.]*,)?)A*(?P<verbs>[VI]t?|(?<=,)G|^G)(?=[DJQEGNMPAR])"
)
_GOES_ON = re.compile(rf"(?P<lead>)(?P<verbs>{_VERBS})")
_OBJECT = re.compile(rf"A*(?:{_THINGS})(?:\([^()]*\))?")
_MORE = re.compile(rf"(?:[tAEJ]|{_GOVERNED})*")
_END = re.compile(rf",?&(?=(?:{NOUN_PHRASES}|R)?(?:{_VERBS}|E))|,?[SW]|T(?=I)|,|\.|$")
_NEXT = re.compile(r"[,.]?[&S]|[,.]")
_PURPOSE = re.compile(r"TI[^,.]*")
_PREPOSITION = re.compile(rf"(?P<prepositions>P+)(?P<phrases>{_THINGS})")


class Stretch(NamedTuple):
    """The words ``first`` up to but without ``last`` of a reading; empty if they are the same."""

    first: int
    last: int

    def __bool__(self) -> bool:
        return self.last > self.first

    @property
    def length(self) -> int:
        """How many words."""
        return self.last - self.first


_NOTHING = Stretch(0, 0)


class Governed(NamedTuple):
    """A preposition (or several) with what it governs."""

    preposition: Stretch
    phrases: Stretch


class Clause(NamedTuple):
    """A clause by its parts; a stretch is empty where the clause has no such part."""

    lead: Stretch
    """What stands before the subject: circumstances."""
    subject: Stretch
    """Empty in a command."""
    beside: Stretch
    """What stands between the subject and its verb."""
    verbs: Stretch
    object: Stretch
    """What the verb governs without a preposition."""
    governed: tuple[Governed, ...]
    end: int
    """The first word after the clause, and before its purpose."""
    depends: bool
    """Does it say when or why something else holds, and not something by itself?"""
    purpose: Stretch
    """What it is done for: ``to ..``, right after it."""


_OF_PRONOUN = re.compile(rf"RA*(?P<verbs>{_VERBS})")


def said_of_pronoun(reading: Reading) -> Stretch:
    """What a sentence that begins with a pronoun and its verb says after them, up to the next clause."""
    shape = reading.shape
    found = _OF_PRONOUN.match(shape)
    if not found:
        return _NOTHING
    things = _OBJECT.match(shape, found.end())
    more = _MORE.match(shape, things.end() if things else found.end())
    ends = _END.search(shape, more.end() if more else found.end())
    return Stretch(found.end(), ends.start() if ends else len(shape))


def clause_of_pronoun(reading: Reading) -> Iterator[Clause]:
    """The clause of a sentence that begins with a pronoun for somebody and its verb, ``we speak of ..``; it has no end."""
    found = _OF_PRONOUN.match(reading.shape)
    if found and reading.word(0) not in reading.language.grammar.stand_ins:
        verbs, end = Stretch(*found.span("verbs")), len(reading.shape)
        yield Clause(_NOTHING, Stretch(0, 1), _NOTHING, verbs, _NOTHING, (), end, depends=False, purpose=_NOTHING)


_MAIN = re.compile(r"[SW][^,.]*?[XVB](?:[^,.WS&]|S(?=Q))*?(?P<main>R|D[JQE]*[NM]+|(?<=[JNEQAIY])[NM])(?=[XVB])")


def main_after_condition(reading: Reading) -> int:
    """Where, in ``If A it is B``, the main clause begins that no comma shows; 0 where there is none."""
    found = _MAIN.match(reading.shape)
    return found.start("main") if found and reading.word(0) in reading.language.conditions else 0


def clauses(reading: Reading) -> Iterator[Clause]:
    """The clauses of a sentence whose parts are clear, in order: statements, or one command at its start."""
    shape = reading.shape
    found = _CLAUSE.match(shape) or _COMMAND.match(shape)
    subject, depends = _NOTHING, False
    while found:
        made = _clause(shape, found)
        if not made.subject and subject:
            made = made._replace(subject=subject, depends=depends or made.depends)
        subject, depends = made.subject, made.depends
        yield made
        found = _following(shape, made.end, goes_on=bool(subject))


def _following(shape: str, start: int, *, goes_on: bool) -> re.Match[str] | None:
    """The next clause that begins at a joint; a clause that ``goes_on`` shares the subject of the one before."""
    for joint in _NEXT.finditer(shape, start):
        shares = goes_on and joint.start() == start
        found = _CLAUSE.match(shape, joint.end()) or (shares and _GOES_ON.match(shape, joint.end())) or None
        if found:
            return found
    return None


def _clause(shape: str, found: re.Match[str]) -> Clause:
    after = found.end("verbs")
    things = _OBJECT.match(shape, after)
    past = things.end() if things else after
    more = _MORE.match(shape, past)
    ends = _END.search(shape, more.end() if more else past)
    end = ends.start() if ends else len(shape)
    names = found.groupdict()
    return Clause(
        lead=Stretch(*found.span("lead")) if names["lead"] else _NOTHING,
        subject=Stretch(*found.span("subject")) if "subject" in names else _NOTHING,
        beside=Stretch(*found.span("beside")) if names.get("beside") else _NOTHING,
        verbs=Stretch(*found.span("verbs")),
        object=Stretch(*things.span()) if things else Stretch(after, after),
        governed=tuple(
            Governed(Stretch(*one.span("prepositions")), Stretch(*one.span("phrases")))
            for one in _PREPOSITION.finditer(shape, past, end)
        ),
        end=end,
        depends=shape[found.start() - 1 : found.start()] == "S",
        purpose=Stretch(*purposes.span()) if (purposes := _PURPOSE.match(shape, end)) else _NOTHING,
    )
