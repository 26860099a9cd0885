"""The question for the members of a list, by what its name and its members are."""

from __future__ import annotations

import re

from flashcards.markup import words
from flashcards.model import Draft
from flashcards.rules.bare_name import LONGEST_NAME_WORDS, Name
from flashcards.rules.by_subject import is_command, with_subject
from flashcards.rules.clause import PHRASES, clauses
from flashcards.rules.grammar import Reading, read
from flashcards.rules.language import Language
from flashcards.rules.phrases import Phrases
from flashcards.rules.text import is_question, sentences
from flashcards.rules.vocabulary import SETS, STEPS

_MEMBER = re.compile(r"^(?:-|\d+\.)\s+(.*)$", re.MULTILINE)

_LONGEST_KIND_WORDS = 8
"""What is longer is no name of one of several."""


def for_members(draft: Draft, name: Name, phrases: Phrases) -> str:
    """The question for the list on the back of ``draft``, whose front is ``name``; empty if it holds fewer than two."""
    members = [str(member) for member in _MEMBER.findall(draft.back)]
    count = len(members)
    if count < 2:
        return ""
    template = "" if draft.rule == "table_cells" else _list_template(draft, name, members, phrases)
    template = template or phrases.which
    number = phrases.numbers[count - 2] if count - 2 < len(phrases.numbers) else str(count)
    return template.format(_named(draft, name) if template.startswith("{}") else name.inside, n=number)


def _named(draft: Draft, name: Name) -> str:
    """The name, with what it stands under in the place of a pronoun: ``It is used because``."""
    if not name.reading or name.reading.word(0) not in name.language.grammar.stand_ins or not draft.context:
        return name.text
    return with_subject(name.text, draft.context[-1], name.language)


def _list_template(draft: Draft, name: Name, members: list[str], phrases: Phrases) -> str:
    commands = sum(is_command(member, name.language) for member in members)
    if all(is_question(member) for member in members):
        return phrases.questions
    if name.compares:
        return phrases.remarks
    if name.tells_to_do:
        return phrases.way_in_steps if commands * 2 > len(members) else phrases.which
    if name.says_how_many:
        return phrases.members if name.shape[0] == "D" else phrases.counted
    if draft.kind == "sequence" and not STEPS.isdisjoint(name.words):
        return phrases.kinds if name.is_plural else phrases.which
    if draft.kind == "sequence" and commands * 2 > len(members):
        return phrases.steps
    if phrases.deeds and commands == len(members) and name.may_be_occasion:
        return phrases.deeds
    if not name.is_phrase or "(" in name.text:
        return phrases.which
    return _for_phrase(draft, name, members, phrases)


def _for_phrase(draft: Draft, name: Name, members: list[str], phrases: Phrases) -> str:
    """The same where the name is a phrase, and the members are no steps and nothing to do."""
    is_long = max(map(words, members)) > _LONGEST_KIND_WORDS
    if name.is_plural and not (is_long or SETS.isdisjoint(name.words)):
        return phrases.kinds
    if any(_is_statement(member, name.language) for member in members) or _tell(members, name):
        return phrases.remarks
    if name.is_plural:
        return phrases.which if is_long or "s" in name.shape else phrases.kinds  # Mendel's laws
    if all(Name(member, name.language).shape == "J" for member in members) and not name.names_several:
        return phrases.qualities
    if is_long or name.names_several or (name.is_activity and name.shape[1:2] not in ("N", "M", "J")):
        return phrases.remarks
    return phrases.contents if not name.is_activity and _has_parts(draft, name) else phrases.which


def _has_parts(draft: Draft, name: Name) -> bool:
    """Is it one thing, and neither somebody nor itself one of what stands above it in the plural?"""
    is_one = name.is_titled or not re.match(r"P|[^PO]*M(?![^PO]*N)", name.shape)
    return is_one and not (draft.context and Name(draft.context[-1], name.language).is_plural)


def _tell(members: list[str], name: Name) -> bool:
    """Do some members rather say what the name does, how it is or where: ``led by ..``, ``in the nucleus``?"""
    readings = [read(member, name.language) for member in members]
    others = [reading for reading in readings if reading and not re.fullmatch(PHRASES, reading.shape)]
    placed = sum(reading.shape.startswith("P") for reading in others)
    return any(map(_tells, others)) or 0 < placed < len(members)


def _tells(reading: Reading) -> bool:
    """Does it begin with its verb or quality? ``Merge sort`` only reads as if it did."""
    if re.match("[VI][JNM]", reading.shape) and reading.is_base(0) and reading.sentence[:1].isupper():
        return False
    return re.match(r"A*(?:[XB]|[VIE]A*[DNMGRPJQ]|JP)", reading.shape) is not None


def _is_statement(member: str, language: Language) -> bool:
    if words(member) > LONGEST_NAME_WORDS:
        return True
    reading = read(sentences(member)[0], language)
    return reading is not None and any(clause.subject and not clause.depends for clause in clauses(reading))
