"""A sentence with a gap, as the ways of asking for what is hidden see it, and what they share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from flashcards.model import GAP, Draft
from flashcards.rules.clause import Clause, Stretch, clauses
from flashcards.rules.grammar import Reading, read
from flashcards.rules.language import Language
from flashcards.rules.phrases import PHRASES_OF, Phrases
from flashcards.rules.text import is_question, large_first, sentences, small_first
from flashcards.rules.turning import auxiliary_of


@dataclass(frozen=True)
class Gap:
    """A sentence with a gap, and what stands there."""

    lead: str
    """The sentences before it."""
    before: str
    hidden: str
    after: str
    language: Language
    phrases: Phrases

    @property
    def is_last(self) -> bool:
        """Does the sentence end with it?"""
        return not self.after.strip(" .")

    @cached_property
    def reading(self) -> Reading | None:
        """The sentence with what is hidden; None in a language that no model knows, and for what can't be one sentence."""
        whole = f"{self.before}{self.hidden}{self.after}"
        found = read(whole, self.language) if not self.lead else None
        return found if found and len(found.words) > 1 else None

    @cached_property
    def stretch(self) -> Stretch:
        """The words of ``reading`` that are hidden."""
        start, end = len(self.before), len(self.before) + len(self.hidden)
        all_words = self.reading.words if self.reading else ()
        inside = [number for number, word in enumerate(all_words) if start <= word.start < end]
        return Stretch(inside[0], inside[-1] + 1) if inside else Stretch(0, 0)

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """Those of ``reading``."""
        return tuple(clauses(self.reading)) if self.reading else ()

    @property
    def hides_name(self) -> bool:
        """Is what is hidden a proper name?"""
        reading = self.reading
        return reading is not None and re.fullmatch("M+", reading.shape[slice(*self.stretch)]) is not None


def gap_of(draft: Draft, language: Language) -> Gap | None:
    """The gap of ``draft``, if it is the only one and in the last sentence, and questions of its language are known."""
    phrases, parts = PHRASES_OF.get(language.name), sentences(draft.front)
    holding = [number for number, part in enumerate(parts) if GAP in part]
    if phrases is None or holding != [len(parts) - 1] or draft.front.count(GAP) > 1 or is_question(draft.front):
        return None
    before, _, after = parts[-1].partition(GAP)
    lead = "" if _stands_alone(f"{before}{draft.back}{after}", language) else " ".join(parts[:-1])
    return Gap(lead, before, draft.back, after, language, phrases)


def _stands_alone(sentence: str, language: Language) -> bool:
    """Does it say what it is about, by a subject that is no pronoun, and no word that goes on with what was said before?"""
    reading = read(sentence, language)
    first = next(clauses(reading), None) if reading else None
    if not reading or not first or not first.subject or reading.shape[0] in "&R":
        return False
    pointing = language.grammar.pointing | language.grammar.own
    goes_on = reading.shape[0] == "A" and reading.word(0) in language.grammar.connectives
    return not goes_on and pointing.isdisjoint((reading.word(0), reading.word(first.subject.first)))


def before_last(main: str, openings: frozenset[str]) -> Iterator[tuple[str, str]]:
    """What stands before the last words of ``main``, and these, if they are one of ``openings``."""
    lower = main.casefold().rstrip()
    for opening in sorted(openings, key=len, reverse=True):
        if lower.endswith(f" {opening}"):
            main = main.rstrip()
            yield main[: -len(opening)].rstrip(" ,;"), main[-len(opening) :]


def turned(reading: Reading, clause: Clause, asking: str, rest: str) -> str:
    """The question that begins with ``asking`` and ends with ``rest``: its verb before its subject."""
    grammar = reading.language.grammar
    if not clause.subject or not grammar.negated.isdisjoint(reading.word(number) for number in range(*clause.verbs)):
        return ""
    auxiliary, others = auxiliary_of(reading, clause)
    subject = reading.text(Stretch(clause.subject.first, clause.verbs.first)).rstrip(" ,")
    opens = clause.subject.first == 0 and reading.shape[0] != "M" and not subject[1:2].isupper()
    lead = reading.text(clause.lead).rstrip(" ,")
    return as_question(lead, asking, auxiliary, small_first(subject) if opens else subject, others, rest.rstrip(" .,;"))


def as_question(lead: str, *parts: str) -> str:
    """The ``parts`` as a question, after the circumstances that it begins with."""
    asked = " ".join(part for part in parts if part)
    asked = f"{lead}, {small_first(asked)}" if lead else asked
    return f"{large_first(asked)}?"
