"""How a bare name is put to a learner, where it doesn't ask for its meaning: as the question that its answer fits.

Notes say ``Offline metrics`` above two bullets. Whoever sees only that name can't tell whether a meaning or a list is
wanted, and of how many things; what stands on the back tells. The card goes on to be known by the name, so that one
more bullet, or another phrase here, makes no other card of it. Where no question fits safely, the name stays as it is;
and so it does where its meaning is asked for, which is what a name by itself asks.

What is told by parts of speech needs a model for the language (``grammar``); its words stand in ``phrases``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from flashcards.markup import mask, plain_line, words
from flashcards.model import GAP, Draft
from flashcards.rules.by_subject import is_command, with_subject
from flashcards.rules.clause import PHRASES, Clause, Stretch, clauses
from flashcards.rules.grammar import Reading, read
from flashcards.rules.language import Language
from flashcards.rules.phrases import PHRASES_OF, Phrases
from flashcards.rules.sentence import asks_without_mark
from flashcards.rules.text import is_question, sentences
from flashcards.rules.vocabulary import ASPECTS, EXAMPLE_MARKERS, LABELS, SETS, STEPS

_LONGEST_NAME_WORDS = 12
FROM_SENTENCES = "statement"
"""The rule whose cards come from sentences."""


def phrased(draft: Draft, language: Language, term: str) -> Draft:
    """``draft`` with the question that its front is short for, if one fits.

    ``term`` is what the line itself names: what it says of that is its meaning, however it begins.
    """
    phrases = PHRASES_OF.get(language.name)
    if is_thin(draft, language) and draft.context and not _MARKUP.search(draft.context[-1]):
        asked = draft.front if language.nouns_have_capitals else f"{draft.front[0].lower()}{draft.front[1:]}"
        return replace(draft, question=f"{draft.context[-1]}: {asked}")
    if phrases is None or not (_is_bare(draft) or _inner(draft.front, language.what_belongs)):
        return draft
    asks_for_members = _inner(draft.front, language.what_belongs) if draft.kind in ("list", "sequence") else ""
    name = _WHOLLY_SET_OFF.sub(r"\2", asks_for_members or _without_opening(draft.front.rstrip(" .:"), language))
    if not plain_line(name):
        return draft
    named = _Name(name, language)
    if (asks := _asking(named, phrases)) is not None:
        return replace(draft, question=asks)
    if draft.kind in ("list", "sequence"):
        return replace(draft, question=_list(draft, named, phrases))
    if draft.kind != "definition":
        return draft
    asked = "" if plain_line(draft.front) == plain_line(term) else _half(draft, named, phrases)
    return replace(draft, question=asked or _single(draft, named, phrases))


def is_thin(draft: Draft, language: Language) -> bool:
    """Does the front say no more than one word? ``What do you ensure?``, ``Usually [...]`` could be anything."""
    if not draft.cloze and not (is_question(draft.front) and draft.rule == FROM_SENTENCES):
        return False
    front = plain_line(draft.front).replace(GAP, " ")
    reading = read(front, language)
    if reading and re.search(r"[NMGQY]", reading.shape):
        return False
    return sum(word not in language.small for word in _WORD.findall(front.casefold())) <= 1


_WORD = re.compile(r"[\w'’-]+")
_MARKUP = re.compile(r"[*_`$<>\[\]\\&!~=#|^]")
"""What may mean something in Markdown; a context is plain text."""


def _is_bare(draft: Draft) -> bool:
    """Is the front a name, and neither a question already nor a sentence?"""
    name = plain_line(draft.front)
    asks = draft.cloze or draft.kind == "open" or is_question(draft.front) or "![" in draft.front
    first = name.casefold().split()[:1]
    if not name or asks or not draft.back or (first and first[0] in LABELS | ASPECTS | EXAMPLE_MARKERS):
        return False
    return words(name) <= _LONGEST_NAME_WORDS and len(sentences(draft.front)) == 1


def _inner(front: str, template: str) -> str:
    """The name in a front that the rule for lists made of ``template``; empty if it isn't one."""
    before, _, after = template.partition("{}")
    is_one = before and front.startswith(before) and front.endswith(after)
    return front[len(before) : len(front) - len(after)] if is_one else ""


_WHOLLY_SET_OFF = re.compile(r"^(\*\*|__|\*|_)(?=\S)((?:(?!\1).)+)(?<=\S)\1$")


def _without_opening(name: str, language: Language) -> str:
    for opening in language.announcing:
        if name.casefold().endswith(f" {opening}"):
            return name[: -len(opening)].rstrip(" ,;:") or name
    return name


@dataclass(frozen=True, slots=True)
class _Name:
    """The front of a card without its final mark, and how its words read."""

    text: str
    language: Language

    @property
    def reading(self) -> Reading | None:
        return read(self.text, self.language)

    @property
    def shape(self) -> str:
        """As ``Reading.shape``; empty in a language that no model knows."""
        return self.reading.shape if self.reading else ""

    @property
    def is_phrase(self) -> bool:
        """Does it name something, and go on with nothing?"""
        return self.shape[:1] not in ("Q", "Y") and bool(_PHRASE.fullmatch(self.shape))

    @property
    def is_activity(self) -> bool:
        return self.shape[:1] == "G"

    @property
    def names_several(self) -> bool:
        """``Features and labels``: two things beside each other, and no activity on both."""
        return not self.is_activity and bool(re.search(r"[NMGJ][&,]", self.shape))

    @property
    def is_plural(self) -> bool:
        """Is its head in the plural: the last noun before a preposition?"""
        reading = self.reading
        head = re.match(r"[^POW(]*[NM](?![^POW(]*[NM])", reading.shape) if reading else None
        is_phrase = _PHRASE.fullmatch(self.shape) is not None
        if reading is None or head is None or not is_phrase or self.names_several or self.is_activity:
            return False
        number = head.end() - 1
        word, may_be_base = reading.word(number), reading.is_base(number) or reading.shape[number] == "M"
        if not word.endswith("s"):
            return word.isalpha() and not may_be_base  # criteria
        return not (word.endswith(("ss", "is")) or (may_be_base and word.endswith(("us", "ics"))))  # a virus, physics

    @property
    def says_how_many(self) -> bool:
        """``The three phases``, ``Drei Arten``: is it asked with its own number, or as what is known?"""
        if self.language.nouns_have_capitals:
            return re.match("D?QJ*N", self.shape) is not None
        return self.is_plural and self.shape[0] in "DQ"

    @property
    def compares(self) -> bool:
        """Does it set two things against each other: ``Merge vs rebase``?"""
        return not self.language.grammar.against.isdisjoint(plain_line(self.text).casefold().split())

    @property
    def tells_to_do(self) -> bool:
        """Is it a command: ``Complete one cycle``? A capital hides it where the tagger takes it for a name."""
        reading, lower = self.reading, read(self.text.lower(), self.language)
        if not reading or not lower or not reading.words or self.is_activity:
            return False
        return reading.is_base(0) and lower.shape[:1] in ("I", "V") and is_command(self.text, self.language)

    def _keeps_capital(self, reading: Reading) -> bool:
        """Does the first word have its capital for itself, and not for its place?"""
        if self.language.nouns_have_capitals:
            return reading.shape[0] not in "DQ"
        lower = read(self.text.lower(), self.language)
        return reading.shape[0] == "M" and not (lower and lower.shape[:1] in ("E", "J"))

    @property
    def inside(self) -> str:
        """As it reads inside a sentence: without a capital that only opens it."""
        reading = self.reading
        if reading is None or not reading.words or self._keeps_capital(reading):
            return self.text
        first, *others = (reading.text((number, number + 1)) for number in range(len(reading.words)))
        titled = any(other[:1].isupper() and not other.isupper() for other in others)
        opens = first[1:].islower() and (self.language.nouns_have_capitals or not titled)
        start = reading.words[0].start
        return f"{self.text[:start]}{first[0].lower()}{self.text[start + 1 :]}" if opens else self.text


_PHRASE = re.compile(rf"G?t?P?{PHRASES}(?:[PO&,]+{PHRASES})*|Gt?")


# ------------------------------------------------------------------------------------------------- names that ask


def _asking(name: _Name, phrases: Phrases) -> str | None:
    """The question that a name is by its first word, ``Why Rome fell``; empty if it can't be built, None if it is none."""
    first = plain_line(name.text).casefold().split()[0]
    if first not in name.language.asking:
        return None
    reading = name.reading
    may_be_condition = first in name.language.conditions
    if reading is None:
        return None if may_be_condition else phrases.asks_itself.format(name.text)
    verb = re.search("[XBV]", reading.shape)
    if verb is None or verb.start() == 1:
        return phrases.asks_itself.format(name.text)
    if may_be_condition:
        return None
    if name.language.nouns_have_capitals:  # where the verb comes last, the question is part of a sentence
        return "" if verb.end() == len(reading.shape) else phrases.asks_itself.format(name.text)
    return _turned(name, reading, phrases)


def _turned(name: _Name, reading: Reading, phrases: Phrases) -> str:
    """``How enzymes work`` with its verb before its subject; as it is where what asks may be the subject itself."""
    if reading.word(0) not in name.language.grammar.circumstances:
        return "" if reading.shape[-1] in "XBV" else phrases.asks_itself.format(name.text)
    if reading.shape[1] in "AJQ" or (reading.shape[1] == "D" and reading.word(1) not in name.language.all_articles):
        return phrases.asks_itself.format(name.text) if re.search("[XB]", reading.shape) else ""  # how many, how long
    said = read(name.text[reading.words[1].start :], name.language)
    clause = next(clauses(said), None) if said else None
    if not said or not clause or clause.subject.first or not clause.subject or clause.depends:
        return ""
    auxiliary, others = _auxiliary(said, clause)
    subject = said.text((0, clause.verbs.first))
    rest = said.sentence[said.words[clause.verbs.last - 1].end :].strip()
    asked = " ".join(part for part in (reading.text((0, 1)), auxiliary, subject, others, rest) if part)
    return phrases.asks_itself.format(asked)


def _auxiliary(reading: Reading, clause: Clause) -> tuple[str, str]:
    """The verb that goes before the subject in a question, and what stays behind it."""
    shape = reading.shape[slice(*clause.verbs)]
    at = clause.verbs.last - len(shape.lstrip("A"))
    is_short = reading.word(at + 1) in ("not", "n't", "n’t") and reading.words[at].end == reading.words[at + 1].start
    after = at + 1 + is_short  # can't
    before, others = reading.text((clause.verbs.first, at)), reading.text((after, clause.verbs.last))
    if reading.shape[at] != "V":
        return reading.text((at, after)), f"{before} {others}".strip()
    verb = reading.word(at)
    auxiliary = "do" if reading.is_base(at) else "does" if verb.endswith("s") else "did"
    return auxiliary, f"{before} {reading.words[at].base} {others}".strip()


# ------------------------------------------------------------------------------------------------------------- lists

_MEMBER = re.compile(r"^(?:-|\d+\.)\s+(.*)$", re.MULTILINE)


def _list(draft: Draft, name: _Name, phrases: Phrases) -> str:
    members = [str(member) for member in _MEMBER.findall(draft.back)]
    count = len(members)
    if count < 2:
        return ""
    template = "" if draft.rule == "table_cells" else _list_template(draft, name, members, phrases)
    template = template or phrases.which
    number = phrases.numbers[count - 2] if count - 2 < len(phrases.numbers) else str(count)
    return template.format(_named(draft, name) if template.startswith("{}") else name.inside, n=number)


def _named(draft: Draft, name: _Name) -> str:
    """The name, with what it stands under in the place of a pronoun: ``It is used because``."""
    if not name.reading or name.reading.word(0) not in name.language.grammar.stand_ins or not draft.context:
        return name.text
    return with_subject(name.text, draft.context[-1], name.language)


def _list_template(draft: Draft, name: _Name, members: list[str], phrases: Phrases) -> str:
    commands = sum(is_command(member, name.language) for member in members)
    said = {*plain_line(name.text).casefold().split()}
    if all(is_question(member) for member in members):
        return phrases.questions
    if name.compares:
        return phrases.remarks
    if name.tells_to_do:
        return phrases.way_in_steps if commands * 2 > len(members) else phrases.which
    if name.says_how_many:
        return phrases.members if name.shape[0] == "D" else phrases.counted
    if draft.kind == "sequence" and not STEPS.isdisjoint(said):
        return phrases.kinds if name.is_plural else phrases.which
    if draft.kind == "sequence" and commands * 2 > len(members):
        return phrases.steps
    if phrases.deeds and commands == len(members) and not (name.is_plural or name.names_several):
        return phrases.deeds
    if not name.is_phrase or "(" in name.text:
        return phrases.which
    is_long = max(map(words, members)) > _LONGEST_KIND_WORDS
    if name.is_plural and not (is_long or SETS.isdisjoint(said)):
        return phrases.kinds
    if any(_is_statement(member, name.language) for member in members) or _tell(members, name):
        return phrases.remarks
    if name.is_plural:
        return phrases.which if is_long or "s" in name.shape else phrases.kinds  # Mendel's laws
    if all(_Name(member, name.language).shape == "J" for member in members) and not name.names_several:
        return phrases.qualities
    return phrases.remarks if is_long else phrases.contents if _has_parts(draft, name) else phrases.which


def _has_parts(draft: Draft, name: _Name) -> bool:
    """Is it one thing, and neither an activity, nor somebody, nor itself one of what stands above it in the plural?"""
    is_one = not (name.is_activity or name.names_several or re.match(r"P|[^PO]*M(?![^PO]*N)", name.shape))
    return is_one and not (draft.context and _Name(draft.context[-1], name.language).is_plural)


def _tell(members: list[str], name: _Name) -> bool:
    """Do some members rather say what the name does, how it is or where: ``led by ..``, ``in the nucleus``?"""
    readings = [read(member, name.language) for member in members]
    others = [reading for reading in readings if reading and not re.fullmatch(PHRASES, reading.shape)]
    placed = sum(reading.shape.startswith("P") for reading in others)
    return any(map(_tells, others)) or 0 < placed < len(members)


def _tells(reading: Reading) -> bool:
    is_name = (
        reading.sentence[:1].isupper() and reading.is_base(0) and re.match("[VI][JNM]", reading.shape)
    )  # Merge sort
    return not is_name and re.match(r"A*(?:[XB]|[VIE]A*[DNMGRPJQ]|JP)", reading.shape) is not None


_LONGEST_KIND_WORDS = 8
"""What is longer is no name of one of several."""


def _is_statement(member: str, language: Language) -> bool:
    if words(member) > _LONGEST_NAME_WORDS:
        return True
    reading = read(sentences(member)[0] if member.strip() else "", language)
    return reading is not None and any(clause.subject and not clause.depends for clause in clauses(reading))


# ---------------------------------------------------------------------------------------------------- single answers


def _single(draft: Draft, name: _Name, phrases: Phrases) -> str:
    if _is_expansion(name.text, draft.back):
        return phrases.stands_for.format(re.sub(r"(?<=[A-Z])s$", "", name.text))
    said = sentences(draft.back)[0]
    if _asks(said, name.language):
        return phrases.asked.format(name.text) if name.is_phrase or name.tells_to_do else ""
    reading = read(said, name.language)
    if reading is None or not reading.words:
        return ""
    if name.tells_to_do and draft.rule != FROM_SENTENCES:
        return _deed_done(draft, reading, phrases).format(f"{name.text[0].lower()}{name.text[1:]}")
    if not name.is_phrase:
        return ""
    if draft.rule == FROM_SENTENCES and said[:1].islower() and re.match(r"T[IV]|P(?!.*Q)", reading.shape):
        return phrases.purpose.format(name.inside, aux="are" if name.is_plural or name.names_several else "is")
    if name.is_plural or name.names_several:
        return ""  # ``Lysosomes : break down waste`` is what they do, and no command
    if mask(said) == said and is_command(said, name.language) and reading.shape[0] in "IV" and reading.is_base(0):
        return phrases.deed.format(name.text)
    return ""


def _asks(said: str, language: Language) -> bool:
    """Is ``said`` a question, with its mark or without? ``how long it takes`` is none: it may say what something is."""
    bare = said.strip(" \"“”„'‘’")
    if is_question(bare) or (bare[:1].isupper() and asks_without_mark(bare, language)):
        return True
    asking = language.asking - set(language.conditions)
    parts = [part.split()[:1] for part in plain_line(bare).casefold().split(",")]
    begin = [bool(part) and part[0] in asking for part in parts]
    return begin[0] and (bare[0].isupper() or sum(begin) > 1)


def _deed_done(draft: Draft, reading: Reading, phrases: Phrases) -> str:
    """The question for what is said of a deed: when, or how; none for a statement of its own."""
    if reading.word(0) in reading.language.conditions:
        return phrases.when
    tells_how = draft.rule == "brackets" or reading.shape[0] == "P" or is_command(reading.sentence, reading.language)
    return phrases.way if tells_how else ""


def _half(draft: Draft, name: _Name, phrases: Phrases) -> str:
    """The question of a statement whose subject is the front, and what it says of it the back."""
    said = sentences(draft.back)[0]
    predicate, reading = read(said, name.language), read(f"{draft.front} {said}", name.language)
    if not predicate or not name.is_phrase or not said[0].islower() or not re.match("A*[XBV]", predicate.shape):
        return ""
    first = next(clauses(reading), None) if reading else None
    length = len(name.reading.words) if name.reading else 0
    if not reading or not first or first.verbs.first != length or first.subject != Stretch(0, length):
        return ""
    shape = reading.shape[slice(*first.verbs)]
    auxiliary, others = _auxiliary(reading, first)
    if auxiliary == "do" and not (name.is_plural or name.names_several):
        return ""  # no statement, but a command
    if "n" not in shape and first.object and shape[-1] in "VtI":
        return phrases.thing.format(name.inside, aux=auxiliary, verb=others)
    asked = _circumstance(reading, first, phrases).format(name.inside, aux=auxiliary, verb=others)
    return re.sub(r" {2,}", " ", asked)


def _circumstance(reading: Reading, clause: Clause, phrases: Phrases) -> str:
    """The question for what a predicate without an object says more: ``are crucial for ..``, ``can be used in ..``."""
    rest = reading.shape[clause.verbs.last :]
    found = re.match(r"(?P<quality>[AJ]*)P(?=[^QY]*$)", rest)
    shape = reading.shape[slice(*clause.verbs)]
    if not found or "n" in shape or clause.object or not re.search("[BEI]", shape):
        return phrases.truth
    at = clause.verbs.last + found.end() - 1
    quality = f"{{verb}} {reading.text((clause.verbs.last, at))}".rstrip()
    grammar = reading.language.grammar
    if reading.word(at) in grammar.where:
        return phrases.where.replace("{verb}", quality)
    ends_question = reading.word(at) in grammar.questioned | grammar.placing
    return phrases.thing.replace("{verb}", f"{quality} {reading.word(at)}") if ends_question else phrases.truth


def _is_expansion(name: str, back: str) -> bool:
    """Are the letters of ``name`` those that the words of ``back`` begin with?"""
    short, said = plain_line(name), plain_line(back).rstrip(".")
    capitals = "".join(letter for letter in short if letter.isupper()).casefold()
    if len(short.split()) != 1 or len(capitals) < 2 or len(capitals) < len(short.rstrip("s")) - 2 or mask(back) != back:
        return False
    rest = iter(said.casefold())
    fits = all(letter in rest for letter in capitals)
    return fits and said[:1].casefold() == capitals[0] and len(said.split()) <= len(short) + 2
