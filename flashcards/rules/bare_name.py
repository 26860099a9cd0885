"""A bare name as its words read: one thing or several, an activity, a command, and how it stands inside a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flashcards.markup import mask, plain_line
from flashcards.rules.by_subject import is_command
from flashcards.rules.clause import NOUN_PHRASES
from flashcards.rules.grammar import Reading, is_common_noun, is_known_name, is_only_verb, read
from flashcards.rules.language import Language

LONGEST_NAME_WORDS = 12
"""What is longer is a statement, however its words read."""

_PHRASE = re.compile(rf"G?t?P?{NOUN_PHRASES}(?:[PO&,]+{NOUN_PHRASES})*|Gt?")
_ENDINGS_OF_IDEAS = (
    "tion", "sion", "ment", "ness", "ity", "ism", "sis", "logy", "ics", "nce", "ncy", "ing", "ship", "gy", "phy", "sense", "age",
    "dom", "hood",
)  # fmt: skip
"""English nouns that end so name no person, no place and nothing that is counted, even where the model doesn't know them."""

_WRITTEN_IN_NAMES = re.compile(r"\b[IVXLC]+\b|\b(?:Mc|Mac|De|Di|Van|La|Le|O['’])(?=[A-Z])")
"""What kings are counted with, and what stands before a second capital in names of families."""

_LONGEST_COMPOUND = 2
"""In words: ``Use cases``, ``Duck typing``."""

_ENDINGS_OF_DEEDS = ("tion", "sion", "ment", "ing", "val")
"""Those of what is done."""

_PARTICIPLE_INSIDE = re.compile(r"(?<=[NM])E(?=[JNM])")
"""``Time based split``: what stands before the participle belongs to it."""


@dataclass(frozen=True, slots=True)
class Name:
    """The front of a card without its final mark, and how its words read."""

    text: str
    language: Language

    @property
    def reading(self) -> Reading | None:
        """None in a language that no model knows."""
        return read(self.text, self.language)

    @property
    def shape(self) -> str:
        """As ``Reading.shape``; empty in a language that no model knows."""
        return self.reading.shape if self.reading else ""

    @property
    def is_phrase(self) -> bool:
        """Does it name something, and go on with nothing?"""
        return self.shape[:1] not in ("Q", "Y") and self._reads_as_phrase

    @property
    def goes_on(self) -> bool:
        """Does a preposition say of what: ``size of the market``?"""
        return re.search("[PO]", self.shape) is not None

    @property
    def _reads_as_phrase(self) -> bool:
        shape = _PARTICIPLE_INSIDE.sub("J", self.shape)
        if re.match("VM", shape) and not is_only_verb(self.text.split()[0], self.language):
            shape = f"J{shape[1:]}"  # Cross Sections
        return _PHRASE.fullmatch(shape) is not None

    @property
    def is_activity(self) -> bool:
        """``Storing herbs``; perhaps also ``Sorting algorithms``."""
        return self.shape[:1] == "G"

    @property
    def is_titled(self) -> bool:
        """``Study Framework``: a name only by the capitals of a title, which end in a common noun."""
        return " " in self.text and is_common_noun(self.text.split()[-1], self.language)

    @property
    def is_idea(self) -> bool:
        """``Distillation``: does its ending tell that it can't be counted?"""
        return self.text.partition("(")[0].strip().endswith(_ENDINGS_OF_IDEAS)

    @property
    def is_several_deeds(self) -> bool:
        """``Fairness considerations``: do the endings tell the same of one of them?"""
        return self.is_plural and self.text.partition("(")[0].strip().removesuffix("s").endswith(_ENDINGS_OF_DEEDS)

    @property
    def is_of_signs(self) -> bool:
        """``BERT``, ``Word2vec``: is it written as no name of a person or a place is? ``Charles XII`` and ``McCarthy`` are."""
        bare = _WRITTEN_IN_NAMES.sub("", self.text.partition("(")[0])
        return re.search(r"\d|[^\W\d_][A-Z]|[@/]|[A-Z]-[A-Z]", bare) is not None

    @property
    def is_doing(self) -> bool:
        """``Feature selection``: does its ending tell that it is something done?"""
        return self.text.partition("(")[0].strip().endswith(_ENDINGS_OF_DEEDS)

    @property
    def definite(self) -> str:
        """As ``inside``, with the article of what is known, where it takes one."""
        bare = (
            not self.reading or self.shape[0] in "DMQG" or self.is_plural or self.is_idea or self.inside[:1].isupper()
        )
        articles = self.language.grammar.definite
        bare = bare or mask(self.text) != self.text
        return self.inside if bare or not articles else f"{articles[0]} {self.inside}"

    @property
    def with_article(self) -> str:
        """As ``inside``, as the name of what something has: with the article, unless it begins with another such word."""
        articles = self.language.grammar.definite
        return f"{articles[0]} {self.inside}" if articles and self.shape[:1] not in ("D", "M", "Q") else self.inside

    @property
    def titled_with_article(self) -> str:
        """As it is written, with the article of what is known if it ends in an everyday noun: ``the Hundred Years' War``."""
        articles = self.language.grammar.definite
        return f"{articles[0]} {self.text}" if articles and self.is_titled and self.shape[:1] != "D" else self.text

    @property
    def one_of_them(self) -> str:
        """One of several: ``Punic War`` for ``Punic Wars``."""
        reading = self.reading
        if not reading or not self.is_plural or self.head != len(reading.words) - 1:
            return ""
        last = reading.words[-1]
        base = last.base.capitalize() if self.text[last.start].isupper() else last.base
        return f"{self.text[: last.start]}{base}"

    @property
    def is_proper(self) -> bool:
        """``Fabius Maximus``; a single word may as well be one that the model doesn't know."""
        names = self.shape.partition("(")[0]
        is_idea = self.is_titled or self.is_plural or self.is_idea
        return re.fullmatch("J?M+", names) is not None and self.inside[:1].isupper() and not is_idea

    @property
    def names_several(self) -> bool:
        """``Features and labels``: two things beside each other, and no activity on both."""
        return not self.is_activity and bool(re.match(r"[^PO]*[NMGJ][&,]", self.shape))

    @property
    def head(self) -> int | None:
        """The number of its last noun before a preposition."""
        found = re.match(r"[^POW(]*[NM](?![^POW(]*[NM])", self.shape)
        return found.end() - 1 if found else None

    @property
    def head_word(self) -> str:
        """That noun, in lower case; empty where there is none."""
        return self.reading.word(self.head) if self.reading and self.head is not None else ""

    @property
    def breaks_off(self) -> bool:
        """``What to consider during``: does it end with a preposition that governs nothing?"""
        if re.fullmatch("[^WS]*P", self.shape) is not None:
            return True
        last = self.text.rpartition(" ")[2].casefold()
        return self.shape[-2:] == "Vt" and last in self.language.before_complement  # depends on

    @property
    def is_plural(self) -> bool:
        """Is its head in the plural: the last noun before a preposition?"""
        reading, number = self.reading, self.head
        if reading is None or number is None or not self._reads_as_phrase or self.names_several or self.is_activity:
            return False
        word, may_be_base = reading.word(number), reading.is_base(number)
        written = reading.text((number, number + 1))
        if reading.shape[number] == "M" and not re.search(r"[A-Z]s$", written):  # a capital of a title, or Athens
            lower = read(self.text.lower(), self.language)
            if is_known_name(word, self.language):
                return False
            is_known = is_common_noun(word, self.language) and lower is not None and len(lower.words) > number
            may_be_base = not is_known or (lower is not None and lower.is_base(number))
        if re.search(r"[a-z][A-Z]|[A-Z]S$", written):
            return False  # RecSys, FCFS
        if len(word) < 3 or not word.endswith("s"):
            return not may_be_base and is_common_noun(word, self.language)  # criteria
        is_known = reading.shape[number] == "N" and reading.is_base(number) and is_common_noun(word, self.language)
        looks_so = word.endswith(("ss", "is", "us")) or (may_be_base and word.endswith(("as", "ics"))) or is_known
        return not looks_so  # a virus, physics, measles

    @property
    def says_how_many(self) -> bool:
        """``The three phases``, ``Drei Arten``: is it asked with its own number, or as what is known?"""
        if self.language.nouns_have_capitals:
            return re.match("D?QJ*N", self.shape) is not None
        return self.is_plural and self.shape[0] in "DQ"

    @property
    def words(self) -> frozenset[str]:
        """In lower case, as plain text."""
        return frozenset(plain_line(self.text).casefold().split())

    @property
    def compares(self) -> bool:
        """Does it set two things against each other: ``Merge vs rebase``?"""
        return not self.language.grammar.against.isdisjoint(self.words)

    @property
    def auxiliary(self) -> str:
        """``is`` or ``are``, as it wants after it."""
        return "are" if self.is_plural or self.names_several else "is"

    @property
    def may_be_occasion(self) -> bool:
        """May commands be for it? What several do reads like a command, and ``Don't`` turns what it says."""
        return not self.is_plural and not self.names_several and self.language.grammar.negations.isdisjoint(self.words)

    @property
    def tells_to_do(self) -> bool:
        """Is it a command: ``Complete one cycle``? A capital hides it where the tagger takes it for a name."""
        reading = self.reading
        if not reading or not reading.words or self.is_activity or not reading.is_base(0):
            return False
        if len(self.text.split()[0]) > 1 and self.text.split()[0].isupper():
            return False  # PEP 8
        lower = read(self.text.lower(), self.language)
        if lower is None or lower.shape[:1] not in ("I", "V") or not is_command(self.text, self.language):
            return False
        may_be_compound = len(reading.words) <= _LONGEST_COMPOUND and lower.shape[1:2] not in ("D", "J", "T")
        return not may_be_compound or is_only_verb(reading.word(0), self.language)  # use cases

    @property
    def inside(self) -> str:
        """As it reads inside a sentence: without a capital that only opens it."""
        reading = self.reading
        if reading is None or not reading.words or self._keeps_capital(reading):
            return self.text
        first, *others = (reading.text((number, number + 1)) for number in range(len(reading.words)))
        titled = any(other[:1].isupper() and not other.isupper() for other in others)
        opens = ((first[1:].islower() and first[1] != "-") or first.lower() in self.language.all_articles) and (
            self.language.nouns_have_capitals or not titled
        )
        start = reading.words[0].start
        return f"{self.text[:start]}{first[0].lower()}{self.text[start + 1 :]}" if opens else self.text

    def _keeps_capital(self, reading: Reading) -> bool:
        """Does the first word have its capital for itself, and not for its place?"""
        if self.language.nouns_have_capitals:
            return reading.shape[0] not in "DQ"
        if reading.word(0).partition("-")[0] in self.language.grammar.proper:
            return True
        lower = read(self.text.lower(), self.language)
        return reading.shape[0] == "M" and not (lower and lower.shape[:1] in ("E", "J"))


def as_told(name: Name, text: str) -> str:
    """The name with the article that it has in ``text``."""
    articles = "|".join(map(re.escape, name.language.all_articles))
    found = re.search(rf"(?<!\w)({articles})\s+[*_]*{re.escape(name.text)}(?!\w)", text, re.IGNORECASE)
    return f"{found[1].lower()} {name.inside}" if found else name.inside
