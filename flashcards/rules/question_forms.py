"""Questions built from the parts of a clause, in the languages whose word order is known here.

To add a language, add a function to ``FORMS``: it gets the clause and what is asked for, and gives the question, or
nothing where it can't be built safely.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from flashcards.markup import mask, replaced
from flashcards.rules.bare_name import Name
from flashcards.rules.clause import Clause, Stretch
from flashcards.rules.english import form_of_do
from flashcards.rules.grammar import Reading
from flashcards.rules.text import large_first, small_first
from flashcards.rules.vocabulary import WEEKDAYS

Asks = Literal["thing", "name", "way", "deed", "past deed", "change", "event", "time", "reason"]
"""What is asked for: a thing (``what``), what may be somebody (``who or what``), how it is done (``how``), all that is done
(``what .. do``), only if it is past, or to a thing (``what .. do to``), what comes of it (``what .. happen``), or when and why
it is so (``when``, ``why``)."""

Form = Callable[[Reading, Clause, Asks, str], str]


def question(reading: Reading, clause: Clause, asks: Asks, *, rest: str = "") -> str:
    """The question for a part of ``clause``, which ``rest`` says more about; empty where none can be built."""
    form = FORMS.get(reading.language.name)
    before = range(clause.lead.first, clause.subject.first or clause.verbs.first)
    turned = any(reading.word(number) in reading.language.grammar.negations for number in before)
    if turned and asks != "deed":
        return ""  # the question would turn the meaning round
    if asks != "deed" and _narrows(reading, before):
        return ""  # only, almost: the question would leave out what narrows the subject
    is_year = clause.object and re.fullmatch("[QY]+", reading.shape[slice(*clause.object)])
    if asks in ("thing", "name") and clause.object and (is_year or _is_time(reading, clause.object)):
        return ""  # it lasted three days, it was decided 1995
    return form(reading, clause, asks, rest) if form else ""


def _narrows(reading: Reading, before: range) -> bool:
    """Does an adverb right before the subject say of how much of it something holds?"""
    last = before.stop - 1
    return (
        last in before and reading.shape[last] == "A" and reading.word(last) not in reading.language.grammar.connectives
    )


def _is_time(reading: Reading, things: Stretch) -> bool:
    head = reading.word(things.last - 1)
    return head in reading.language.grammar.times or head in WEEKDAYS


_ENGLISH_ASKING: Mapping[Asks, str] = MappingProxyType(
    {"name": "who or what", "way": "how", "time": "when", "reason": "why"}
)


def _english(reading: Reading, clause: Clause, asks: Asks, rest: str) -> str:
    asking = _ENGLISH_ASKING.get(asks, "what")
    refers = any(reading.word(number) in reading.language.grammar.referring for number in range(*clause.lead))
    placed = not refers and re.search(r"[PTS]", reading.shape[slice(*clause.lead)])
    lead = reading.text(_without_connectives(reading, clause.lead)).rstrip(" ,") if placed else ""
    opening = f"{lead}, {asking}" if lead else asking
    if not clause.subject:
        return _english_command(reading, clause, asks, opening, rest)
    verbs = _english_verbs(reading, clause.verbs, is_one_name=_is_one_name(reading, clause.subject))
    if not verbs and asks in ("time", "reason"):
        verbs = reading.text(clause.verbs), ""  # is
    if not verbs:
        return ""
    auxiliary, others = verbs
    if auxiliary == "do" and reading.shape[clause.subject.first] == "G":
        auxiliary = "does"  # planting trees does
    elif auxiliary == "does" and "M" not in reading.shape[slice(*clause.subject)] and _are_several(reading, clause):
        auxiliary = "do"  # the tagger doesn't know every plural
    verbs_are_negated = not reading.language.grammar.negated.isdisjoint(
        reading.word(number) for number in range(*clause.verbs)
    )
    if asks != "event" and verbs_are_negated:
        return ""
    if re.search(r"n['’]t\b|['’](?:ll|ve|re|d)\b", f"{auxiliary} {others} {_subject(reading, clause)}"):
        return ""
    if asks == "event":
        return _asked(opening, auxiliary, "happen")
    if asks == "change":
        return _asked(opening, auxiliary, _subject(reading, clause), "do to", rest) if auxiliary in _DO else ""
    if asks in ("deed", "past deed"):
        fits = auxiliary == "did" or (asks == "deed" and auxiliary in _DO)
        return _asked(opening, auxiliary, _subject(reading, clause), "do") if fits else ""
    return _asked(opening, auxiliary, _subject(reading, clause), others, rest)


def _without_connectives(reading: Reading, lead: Stretch) -> Stretch:
    """``Then at noon``: circumstances without what only goes on with the sentence before."""
    first = lead.first
    while (
        first < lead.last
        and reading.shape[first] == "A"
        and reading.word(first) in reading.language.grammar.connectives
    ):
        first += 1
    return Stretch(first, lead.last)


def _english_command(reading: Reading, clause: Clause, asks: Asks, opening: str, rest: str) -> str:
    verb = reading.words[clause.verbs.first]
    if verb.part != "G" and not reading.is_base(clause.verbs.first):
        return ""
    if asks == "deed":
        return _asked(opening, "do you do")
    return _asked(opening, "do you", verb.base, reading.text(Stretch(clause.verbs.first + 1, clause.verbs.last)), rest)


_DO = {"do", "does", "did"}


def _are_several(reading: Reading, clause: Clause) -> bool:
    return Name(reading.text(clause.subject), reading.language).is_plural


def _is_one_name(reading: Reading, subject: Stretch) -> bool:
    """Is the subject a single proper name, of a form that isn't plural?"""
    return bool(re.fullmatch(r"D?M+", reading.shape[slice(*subject)])) and not reading.text(subject).endswith("s")


def _english_verbs(reading: Reading, verbs: Stretch, *, is_one_name: bool) -> tuple[str, str] | None:
    """The auxiliary that goes before the subject, and what stays behind it."""
    numbers = [number for number in range(*verbs) if reading.word(number) not in reading.language.grammar.connectives]
    parts = "".join(reading.shape[number] for number in numbers)
    texts = [reading.text(Stretch(number, number + 1)) for number in numbers]
    at = next(number for number, part in enumerate(parts) if part in "XBV")
    if parts[at] in "XB":
        return (texts[at], " ".join([*texts[:at], *texts[at + 1 :]])) if len(parts.replace("A", "")) > 1 else None
    if "E" in parts:
        return texts[at], " ".join([*texts[:at], *texts[at + 1 :]])
    base = reading.words[numbers[at]].base
    if is_one_name and texts[at].casefold() == base:
        return "did", " ".join(texts)  # Tilly beat
    return form_of_do(texts[at].casefold(), base), " ".join([*texts[:at], base, *texts[at + 1 :]])


def _german(reading: Reading, clause: Clause, asks: Asks, rest: str) -> str:
    simple = clause.subject and not clause.lead and reading.shape[slice(*clause.verbs)] == "V"
    simple = simple and "t" not in reading.shape[clause.verbs.last :]  # setzt .. voraus
    if asks not in ("thing", "name") or not simple or reading.text(clause.verbs)[:1].isupper():
        return ""
    return _asked("was", reading.text(clause.verbs), _subject(reading, clause), rest)


FORMS: Mapping[str, Form] = MappingProxyType({"en": _english, "de": _german})


_EMPHASIS = re.compile(r"(?<!\w)(?:\*\*|__|\*|_)(?=\S)|(?<=\S)(?:\*\*|__|\*|_)(?!\w)")


def _asked(*parts: str) -> str:
    text = " ".join(_without_emphasis(" ".join(part for part in parts if part)).split()).rstrip(" .,;:")
    return f"{large_first(text)}?"


def _without_emphasis(text: str) -> str:
    """``text`` without the marks of emphasis; what stands in formulas and code is none."""
    return replaced(text, ((found.span(), "") for found in _EMPHASIS.finditer(mask(text))))


def _subject(reading: Reading, clause: Clause) -> str:
    """The subject with what stands beside it, as it reads inside a sentence, and without what is said of it by the way."""
    by_the_way = re.match(r",W", reading.shape[clause.beside.first :]) is not None
    last = clause.beside.last if clause.beside and not by_the_way else clause.subject.last
    return _small_first(reading.text(Stretch(clause.subject.first, last)), reading, clause.subject.first)


def _small_first(text: str, reading: Reading, word: int) -> str:
    """A stretch that begins the sentence, without the capital that it has for that."""
    if reading.language.nouns_have_capitals and reading.words[word].part not in "DAJQ":
        return text
    if reading.words[word].part == "D" and text[1:2].islower():
        return small_first(text)
    opens = word == 0 and reading.words[word].part != "M" and (text[1:2].islower() or text[1:2] == " ")
    return small_first(text) if opens else text
