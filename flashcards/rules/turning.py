"""Names that are questions by their first word: with their mark, and with their verb before their subject."""

from __future__ import annotations

import re
from itertools import chain

from flashcards.markup import plain_line
from flashcards.rules.bare_name import Name
from flashcards.rules.clause import Clause, clause_of_pronoun, clauses
from flashcards.rules.english import form_of_do
from flashcards.rules.grammar import Reading, read
from flashcards.rules.language import Language
from flashcards.rules.phrases import Phrases
from flashcards.rules.sentence import asks_without_mark
from flashcards.rules.text import alternatives


def as_question(name: Name, phrases: Phrases, *, is_open: bool = False) -> str | None:
    """The question that a name is by its first word, ``Why Rome fell``; empty if it can't be built, None if it is none.

    An open ``How to ..`` keeps its words.
    """
    if asks_without_mark(name.text, name.language):
        return phrases.asks_itself.format(name.text)
    first = plain_line(name.text).casefold().split()[0].lstrip("¿")
    if first not in name.language.asking:
        return None
    reading = name.reading
    may_be_condition = first in name.language.conditions
    if reading is None:
        return None if may_be_condition else phrases.asks_itself.format(name.text.lstrip("¿"))
    tells_to_do = re.match(".TI.*[^P]$", reading.shape) is not None
    if tells_to_do and phrases.command_turned[0] and not is_open:  # how to store honey
        done = f"{reading.text((0, 1))} {phrases.command_turned[0]} {name.text[reading.words[2].start :]}"
        return phrases.asks_itself.format(done)
    verb = re.search("[XBV]", reading.shape)
    if verb is None or verb.start() == 1:
        return phrases.asks_itself.format(name.text)
    if may_be_condition:
        return None
    if name.language.nouns_have_capitals:  # where the verb comes last, the question is part of a sentence
        return "" if verb.end() == len(reading.shape) else phrases.asks_itself.format(name.text)
    return _turned(name, reading, phrases)


def _turned(name: Name, reading: Reading, phrases: Phrases) -> str:
    """``How enzymes work`` with its verb before its subject; as it is where what asks may be the subject itself."""
    if reading.word(0) not in name.language.grammar.circumstances:
        return "" if reading.shape[-1] in "XBV" else phrases.asks_itself.format(name.text)
    if reading.shape[1] in "AJQ" or (reading.shape[1] == "D" and reading.word(1) not in name.language.all_articles):
        return phrases.asks_itself.format(name.text) if re.search("[XB]", reading.shape) else ""  # how many, how long
    said = read(name.text[reading.words[1].start :], name.language)
    clause = next(chain(clause_of_pronoun(said), clauses(said)), None) if said else None
    if not said or not clause or clause.subject.first or not clause.subject or clause.depends:
        return ""
    auxiliary, others = auxiliary_of(said, clause)
    subject = said.text((0, clause.verbs.first))
    rest = _with_second_turned(said.sentence[said.words[clause.verbs.last - 1].end :].strip(), name.language)
    asked = " ".join(part for part in (reading.text((0, 1)), auxiliary, subject, others, rest) if part)
    return phrases.asks_itself.format(asked)


def _with_second_turned(rest: str, language: Language) -> str:
    """``.. and where they are used`` with the verb of the second question before its pronoun, too."""
    joints, asking, pronouns, verbs = (
        alternatives(words)
        for words in (
            language.conjunctions,
            language.asking,
            language.grammar.stand_ins | language.grammar.stand_ins_for_several,
            (*language.copulas, *language.modals),
        )
    )
    return re.sub(rf"\b({joints}) ({asking}) ({pronouns}) ({verbs})\b", r"\1 \2 \4 \3", rest)


def auxiliary_of(reading: Reading, clause: Clause) -> tuple[str, str]:
    """The verb that goes before the subject in a question, and what stays behind it."""
    shape = reading.shape[slice(*clause.verbs)]
    at = clause.verbs.last - len(shape.lstrip("A"))
    is_short = reading.word(at + 1) in ("not", "n't", "n’t") and reading.words[at].end == reading.words[at + 1].start
    after = at + 1 + is_short  # can't
    before, others = reading.text((clause.verbs.first, at)), reading.text((after, clause.verbs.last))
    if reading.shape[at] != "V":
        return reading.text((at, after)), f"{before} {others}".strip()
    base = reading.words[at].base
    return form_of_do(reading.word(at), base.casefold()), f"{before} {base} {others}".strip()
