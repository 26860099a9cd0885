"""How a bare name is put to a learner, where it doesn't ask for its meaning: as the question that its answer fits.

Notes say ``Offline metrics`` above two bullets. Whoever sees only that name can't tell whether a meaning or a list is
wanted, and of how many things; what stands on the back tells. The card goes on to be known by the name, so that one
more bullet, or another phrase here, makes no other card of it. Where no question fits safely, the name stays as it is.

What is told by parts of speech needs a model for the language (``grammar``); its words stand in ``phrases``. Lists are
asked by ``members``, names that begin like questions by ``turning``, gaps by ``by_gap``, predicates by ``by_predicate``, and
what else is said of a name by ``by_answer``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from flashcards.markup import mask, plain_line, words
from flashcards.model import GAP, Draft
from flashcards.rules.bare_name import LONGEST_NAME_WORDS, Name
from flashcards.rules.by_answer import for_answer
from flashcards.rules.by_brackets import for_both_cases
from flashcards.rules.by_gap import for_gap
from flashcards.rules.by_predicate import for_predicate
from flashcards.rules.by_statement import is_behind_arrow, what_it_ends_with
from flashcards.rules.by_subject import is_command
from flashcards.rules.foreign import is_foreign
from flashcards.rules.grammar import Reading, read
from flashcards.rules.language import Language
from flashcards.rules.listing import without_announcing
from flashcards.rules.members import for_members
from flashcards.rules.phrases import PHRASES_OF, Phrases
from flashcards.rules.put import BRACKETS, FROM_SENTENCES, MARKUP, NamedCard, Put, owner_of
from flashcards.rules.sentence import asks_without_mark
from flashcards.rules.text import (
    alternatives,
    is_question,
    is_subsequence,
    sentences,
    small_first,
    without_marks_around,
)
from flashcards.rules.turning import as_question
from flashcards.rules.vocabulary import ASPECTS, EXAMPLE_MARKERS, LABELS


def phrased(draft: Draft, language: Language, term: str, told_in: str) -> Draft:
    """``draft`` with the question that its front is short for, if one fits.

    ``term`` is what the line itself names: what it says of that is its meaning, however it begins. ``told_in`` is all that
    the line says.
    """
    phrases = PHRASES_OF.get(language.name)
    if draft.question or draft.rule == "commented_code":
        return draft
    if is_thin(draft, language) and draft.context and not MARKUP.search(draft.context[-1]):
        return replace(draft, question=_thin_question(draft, language, phrases))
    lacks_subject = _lacks_subject(draft)
    if phrases and lacks_subject and (asked := _examples_of_owner(draft, language, phrases)):
        return replace(draft, question=asked)
    asked = for_gap(draft, language) if draft.cloze else ""
    is_whole = asked[:1].isupper()  # a question; else the sentence before the gap, and what is asked of it
    if lacks_subject and not is_whole:
        return replace(draft, question=_under(owner_of(draft), asked or draft.front, phrases))
    if asked:
        return replace(draft, question=asked)
    if phrases and draft.kind == "open" and _lacks_only_its_mark(draft.front, language):
        name = Name(draft.front.rstrip(" .:"), language)
        return replace(
            draft, question=as_question(name, phrases, is_open=True) or phrases.asks_itself.format(name.text)
        )
    has_members, explained = draft.kind in ("list", "sequence"), _inner(draft.front, language.what_belongs)
    if phrases is None or not (explained or _is_bare(draft)):
        return draft
    front = explained if has_members and explained else without_announcing(draft.front.rstrip(" .:"), language)
    text = without_marks_around(front)
    if not plain_line(text):
        return draft
    if draft.kind == "definition" and is_foreign(plain_line(text), language):
        return draft  # a word or sentence to translate
    name = Name(text, language)
    asks = as_question(name, phrases) if has_members or len(name.words) > 1 else None  # ``who : wer`` is a word
    if asks is not None:
        return replace(draft, question=asks)
    if has_members:
        asked = for_both_cases(NamedCard(draft, name, told_in, phrases))
        return replace(draft, question=asked or for_members(draft, name, phrases))
    if draft.kind not in ("definition", "fact"):
        return draft
    put = None if plain_line(draft.front) == plain_line(term) else for_predicate(draft, name, told_in, phrases)
    put = put or _single(draft, name, told_in, phrases)
    return replace(draft, question=put.question, answer=put.answer) if put else draft


def _lacks_only_its_mark(front: str, language: Language) -> bool:
    """``How to store honey``: a single question that only lacks its mark."""
    first = plain_line(front).casefold().split()[:1]
    if not first or "?" in front or len(sentences(front)) > 1:
        return False
    reading = read(front, language)
    return first[0] in language.asking or (reading is not None and re.match("[XB][DMNRQJ]", reading.shape) is not None)


def is_thin(draft: Draft, language: Language) -> bool:
    """Does the front say no more than one word? ``What do you ensure?``, ``Usually [...]`` could be anything."""
    if not draft.cloze and not (is_question(draft.front) and draft.rule == FROM_SENTENCES):
        return False
    front = plain_line(draft.front).replace(GAP, " ")
    if sum(word not in language.small for word in _WORD.findall(front.casefold())) > 1:
        return False
    reading = read(front, language)
    return reading is None or not re.search(r"[NMGQY]", reading.shape)


def _lacks_subject(draft: Draft) -> bool:
    """``protects the [...]``, said of what the draft stands under: a gap in a part of a line, which begins in small letters."""
    return (
        draft.cloze and draft.rule != FROM_SENTENCES and plain_line(draft.front)[:1].islower() and bool(owner_of(draft))
    )


def _examples_of_owner(draft: Draft, language: Language, phrases: Phrases) -> str:
    """``a tool that turns, e.g. [...]``, said of what the draft stands under: that is what they are examples of."""
    if not phrases.examples_of:
        return ""
    markers = alternatives((*language.before_examples, *EXAMPLE_MARKERS))
    found = re.search(rf"[,(–-]\s*(?:{markers})\.?[:,]?\s*{re.escape(GAP)}[).\s]*$", draft.front, re.IGNORECASE)
    reading = read(draft.front, language)
    tells_to_do = reading is not None and is_command(draft.front, language)
    owner = owner_of(draft)
    if not found or tells_to_do or owner.split()[0].casefold() in language.small:
        return ""
    several = re.search(r"[,;/]", draft.back) is not None or not phrases.example_of
    return (phrases.examples_of if several else phrases.example_of).format(Name(owner, language).inside)


def _thin_question(draft: Draft, language: Language, phrases: Phrases | None) -> str:
    """The front of a thin draft, after what it is about."""
    asked = draft.front if language.nouns_have_capitals else small_first(draft.front)
    how = read(asked.removesuffix(GAP).strip(" ,"), language)
    if phrases and phrases.usual and how and re.fullmatch("A+", how.shape):
        return phrases.usual.format(how.sentence, owner=draft.context[-1])
    return _under(draft.context[-1], asked, phrases)


def _under(owner: str, asked: str, phrases: Phrases | None) -> str:
    return (phrases.of_owner if phrases else "{owner}: {}").format(asked, owner=owner)


_WORD = re.compile(r"[\w'’-]+")


def _is_bare(draft: Draft) -> bool:
    """Is the front a name, and neither a question already nor a sentence?"""
    name = plain_line(draft.front)
    asks = draft.cloze or draft.kind == "open" or is_question(draft.front) or "![" in draft.front
    first = name.casefold().split()[:1]
    is_label = bool(first) and first[0] in LABELS | ASPECTS | EXAMPLE_MARKERS
    if not name or asks or not draft.back or (is_label and not _OF_SOMETHING.search(name)):
        return False
    return words(name) <= LONGEST_NAME_WORDS and len(sentences(draft.front)) == 1


_OF_SOMETHING = re.compile(r"^\S+\s+of\s", re.IGNORECASE)
"""``Definition of success`` isn't the label of a definition."""


def _inner(front: str, template: str) -> str:
    """The name in a front that the rule for lists made of ``template``; empty if it isn't one."""
    before, _, after = template.partition("{}")
    is_one = before and front.startswith(before) and front.endswith(after)
    return front[len(before) : len(front) - len(after)] if is_one else ""


def _single(draft: Draft, name: Name, told_in: str, phrases: Phrases) -> Put | None:
    if _is_expansion(name.text, draft.back):
        return Put(phrases.stands_for.format(re.sub(r"(?<=[A-Z])s$", "", name.text)))
    said = sentences(draft.back)[0]
    if _asks(said, name.language):
        if put := what_it_ends_with(NamedCard(draft, name, told_in, phrases)):
            return put  # at the start, ask: "What is this?"
        return Put(phrases.asked.format(name.text)) if name.is_phrase or name.tells_to_do else None
    reading = read(said, name.language)
    if reading and reading.words:
        is_strict = name.shape[:1] == "A" and re.match("A+[IV]", name.shape) is not None
        if is_strict and phrases.way and is_command(said, name.language) and not is_behind_arrow(name, told_in):
            adverbs = len(name.shape) - len(name.shape.lstrip("A"))
            return Put(phrases.way.format(_without_words(name, adverbs)))  # always start with the frame
        if name.tells_to_do and draft.rule != FROM_SENTENCES and not is_behind_arrow(name, told_in):
            asks = _deed_done(draft, reading, phrases).format(small_first(name.text))
            return Put(asks) if asks else for_answer(draft, name, told_in, phrases)
        is_end = draft.rule == FROM_SENTENCES and said[:1].islower() and _is_purpose(reading)
        if is_end and name.is_phrase:
            return Put(phrases.purpose.format(name.inside, aux=name.auxiliary))
    return for_answer(draft, name, told_in, phrases)


def _without_words(name: Name, count: int) -> str:
    return name.text[name.reading.words[count].start :] if name.reading else name.text


def _is_purpose(reading: Reading) -> bool:
    """``to mitigate bias``, ``for every house``; but neither ``to the left`` nor ``for three days``."""
    starts = reading.shape[:1] == "P" and reading.word(0) in reading.language.grammar.before_purpose
    return re.match("T[IV]", reading.shape) is not None or (starts and "Q" not in reading.shape)


def _asks(said: str, language: Language) -> bool:
    """Is ``said`` a question, with its mark or without? ``how long it takes`` is none: it may say what something is."""
    bare = said.strip(" \"“”„'‘’") if said[:1] in "\"“”„'‘’" else said  # wrote "What is the third estate?"
    if is_question(bare) or (bare[:1].isupper() and asks_without_mark(bare, language)):
        return True
    asking = language.asking - set(language.conditions)
    parts = [part.split()[:1] for part in plain_line(bare).casefold().split(",")]
    begin = [bool(part) and part[0] in asking for part in parts]
    reading = read(bare, language)
    is_inverted = reading is not None and reading.shape[1:2] in ("X", "B")
    return begin[0] and (is_inverted or sum(begin) > 1)


def _deed_done(draft: Draft, reading: Reading, phrases: Phrases) -> str:
    """The question for what is said of a deed: when, or how; none for a statement of its own."""
    if reading.word(0) in reading.language.conditions:
        return phrases.when
    named = Name(draft.front.rstrip(" .:"), reading.language)
    first, _, several = named.text.partition(" ")
    is_choice = draft.rule == BRACKETS and Name(several, named.language).is_plural
    if is_choice and phrases.which_done and "," in draft.back:
        return phrases.which_done.format(several, small_first(first)).replace("{", "{{").replace("}", "}}")
    is_told = re.match("[IV]W", reading.shape) is not None and reading.is_base(0)  # show how
    tells_how = (
        draft.rule == BRACKETS or reading.shape[0] == "P" or is_told or is_command(reading.sentence, reading.language)
    )
    return phrases.way if tells_how else ""


def _is_expansion(name: str, back: str) -> bool:
    """Are the letters of ``name`` those that the words of ``back`` begin with?"""
    short, said = _without_accents(plain_line(name)), _without_accents(plain_line(back).rstrip("."))
    capitals = "".join(letter for letter in short if letter.isupper()).casefold()
    if (
        len(short.split()) != 1
        or not short[:1].isupper()
        or len(capitals) < 2
        or len(capitals) < len(short.rstrip("s")) - 2
        or mask(back) != back
    ):
        return False
    return (
        is_subsequence(capitals, said.casefold())
        and said[:1].casefold() == capitals[0]
        and len(said.split()) <= len(short) + 2
    )


def _without_accents(text: str) -> str:
    return "".join(
        character for character in unicodedata.normalize("NFD", text) if not unicodedata.combining(character)
    )
