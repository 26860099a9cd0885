"""What one sentence can be asked for: a table of ways, surest first.

A way looks at the shape of the sentence (a number, brackets, emphasis, an enumeration at its end) or at the closed-class
words of its language (a copula, a condition, a preposition), never at its subject. It gives a question with its answer,
or the sentence with a gap; a gap leaves enough to tell what kind of thing is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from flashcards.markup import mask, plain_line, words
from flashcards.model import GAP, Kind
from flashcards.rules.language import Language
from flashcards.rules.text import split_term, without_example_marker

LONGEST_HIDDEN_WORDS = 12
_FEWEST_WORDS = 5
_FEWEST_LEFT = 3
_LONG_SENTENCE_WORDS = 13
_FEWEST_SMALL_WORDS = 3


class Asked(NamedTuple):
    """One card that a sentence gives."""

    kind: Kind
    front: str
    back: str
    cloze: bool
    sureness: float
    """0 to 1: how likely a learner would have asked the same."""


Way = Callable[[str, Language], Iterator[Asked]]


def ask(sentence: str, language: Language) -> list[Asked]:
    """The cards that ``sentence`` gives, surest first: one, or a few of a long sentence if they hide different things."""
    bare = " ".join(sentence.split())
    length = words(bare)
    if length < _FEWEST_WORDS:
        return []
    found = [asked for way in WAYS for asked in way(bare, language) if _is_sound(asked, language)]
    found.sort(key=lambda asked: -asked.sureness)
    chosen: list[Asked] = found[:1]
    most = 1 + (length >= _LONG_SENTENCE_WORDS) + (length >= 2 * _LONG_SENTENCE_WORDS)
    for asked in found[1:]:
        alike = any(_overlap(asked.back, other.back) for other in chosen)
        if len(chosen) < most and not alike and asked.cloze and chosen[0].cloze:
            chosen.append(asked)
    return chosen


def _overlap(one: str, other: str) -> bool:
    one_words, other_words = (set(re.findall(r"\w+", plain_line(text).casefold())) for text in (one, other))
    return bool(one_words & other_words)


def _is_sound(asked: Asked, language: Language) -> bool:
    """Something is asked, something is answered, and neither says the other."""
    front, back = plain_line(asked.front).casefold(), plain_line(asked.back).casefold()
    if all(word.strip(".,;:") in language.small for word in back.split()):
        return False
    if not any(character.isalnum() for character in back) or back in front.replace(GAP, " "):
        return False
    if not asked.cloze:
        return words(asked.front) >= 1 and words(asked.back) >= 2
    if len(back) < 2 and not back.isdigit():
        return False
    left = [word for word in front.replace(GAP, " ").split() if any(map(str.isalnum, word))]
    return len(left) >= max(_FEWEST_LEFT, words(asked.back) // 2) and words(asked.back) <= LONGEST_HIDDEN_WORDS


def _gap(sentence: str, start: int, end: int, sureness: float, kind: Kind = "fact") -> Asked:
    hidden = sentence[start:end]
    stripped = hidden.strip(" ,;.")
    offset = start + hidden.index(stripped) if stripped else start
    return Asked(kind, f"{sentence[:offset]}{GAP}{sentence[offset + len(stripped) :]}", stripped, True, sureness)


# ---------------------------------------------------------------------------------------------------------- by shape

_EMPHASIS = re.compile(r"(?<![\w*_])(\*\*|__|\*|_)(?=[^\s*_])(.+?)(?<=[^\s*_])\1(?![\w*_])")
_QUOTED = re.compile(r"[“„«\"](?=\S)([^”“»\"]{2,80}?)[”“»\"]")
_BRACKETS = re.compile(r"\(([^()]{2,120})\)")
_NUMBER = re.compile(
    r"(?<![\w.\-/])[<>≤≥~≈±]?\s?[$€£]?\d[\d.,:/–×^]*\d?\s?(?:%|‰|°[CF]?)?(?:\s?(?:k|M|ms|s|kg|g|mg|km|m|cm|mm|nm|Hz|V|GB|MB|kB)\b)?(?![\w])"
)


def _defines(before: str, term: str, after: str, language: Language) -> bool:
    """A common noun that is set off beside a copula or a condition is being defined there."""
    near = before.casefold().split()[-3:] + after.casefold().split()[:6]
    marks = not {*language.copulas, *language.links, *language.conditions}.isdisjoint(near)
    return marks and term[:1].islower() and words(term) <= 4 and not language.nouns_have_capitals


def emphasised(sentence: str, language: Language) -> Iterator[Asked]:
    """What the author set in bold, italics or quotation marks inside the sentence."""
    masked = mask(sentence)
    for found in _EMPHASIS.finditer(masked):
        if found.start() > 0 and _defines(masked[: found.start()], found[2], masked[found.end() :], language):
            yield Asked("definition", found[2], _EMPHASIS.sub(r"\2", sentence).rstrip(" ."), False, 0.86)
        elif found.start() > 0:
            yield _gap(sentence, found.start(), found.end(), 0.85)
        elif words(found[2]) <= 4:  # a sentence that begins with a term says what it is or does
            yield Asked("definition", found[2], sentence[found.end() :].strip(" .,;"), False, 0.84)


_DATE = re.compile(
    r"(?<![\w.\-/])(?P<day>\d{1,2}\.?\s+)?(?:(?P<month>[^\W\d_a-z]\w{2,9}\.?)\s+)?(?P<year>[12]\d{3}s?)(?![\w%])"
)


def date(sentence: str, language: Language) -> Iterator[Asked]:
    """A year, with its day and month where they stand."""
    for found in _DATE.finditer(mask(sentence)):
        month = found["month"]
        no_month = month and not found["day"] and month.casefold().rstrip(".") in language.small
        start = found.start("year") if no_month else found.start()
        yield _gap(sentence, start, found.end(), 0.78)


def number(sentence: str, _: Language) -> Iterator[Asked]:
    """The only number of the sentence, with its unit."""
    masked = _DATE.sub(lambda m: "x" * len(m[0]), mask(sentence))
    found = list(_NUMBER.finditer(masked))
    if len(found) == 1 and re.search(r"\d", found[0][0]):
        yield _gap(sentence, *found[0].span(), 0.75)


def bracketed(sentence: str, _: Language) -> Iterator[Asked]:
    """Examples or particulars in brackets after what they belong to."""
    found = list(_BRACKETS.finditer(mask(sentence)))
    if len(found) == 1 and found[0].start() > 0:
        start, end = found[0].span(1)
        inner = sentence[start:end]
        if re.fullmatch(r"[A-Z][A-Za-z]*[A-Z]s?", inner):
            return  # an acronym stands for what precedes it, and has a rule of its own
        lead = len(inner) - len(without_example_marker(inner))
        yield _gap(sentence, start + lead, end, 0.8)


_AND = r"(?:and|or|und|oder|et|ou|y|o|e|och|eller|&)"
_NAME = re.compile(
    r"(?<=[^\s.!?:\"“„(] )(?P<name>[^\W\d_a-zà-öø-ÿ]\w*[^\W\d_A-Z]\w*(?:\s(?:(?:of|de|van|von|der|the|du|la|le|di|af)\s)?"
    r"[^\W\d_a-zà-öø-ÿ]\w+)*)(?=[\s,.;:)]|$)"
)


def name(sentence: str, language: Language) -> Iterator[Asked]:
    """A proper name inside the sentence; not in a language that writes every noun with a capital."""
    if language.nouns_have_capitals:
        return
    masked = mask(sentence)
    if sum(word.casefold() in language.small for word in masked.split()) < _FEWEST_SMALL_WORDS:
        return  # a list of names, not a sentence about one
    for found in _NAME.finditer(masked):
        hidden, after = found["name"], masked[found.end() :].split(maxsplit=1)[:1]
        modifies = after and after[0][0].islower() and after[0].strip(",.;").casefold() not in language.small
        listed = masked[found.end() :].startswith((",", " (")) or re.match(rf"\s{_AND}\s", masked[found.end() :])
        if len(hidden) > 3 and not modifies and not listed and hidden.split()[0].casefold() not in language.small:
            yield _gap(sentence, *found.span("name"), 0.52 + 0.04 * (len(hidden.split()) > 1))


_PART = r"[^,;:.()]+?"
_LONGEST_PART_WORDS = 6
_ENUMERATION = re.compile(rf"(?P<parts>{_PART}(?:,\s+{_PART})+(?:,?\s+{_AND}\s+{_PART})?)\s*(?:,?\s*etc\.?)?[.!]?$")


def enumeration(sentence: str, language: Language) -> Iterator[Asked]:
    """The members that a sentence ends with, after a colon, ``such as``, a preposition or a copula."""
    masked = mask(sentence)
    found = _ENUMERATION.search(masked)
    if not found:
        return
    start = found.start("parts")
    first = masked[start:].split(",")[0]
    cut = _after_last_break(first, language)
    if cut is None and start == 0:
        return
    begin = start + (cut or 0)
    parts = re.split(r",\s+", masked[begin : found.end("parts")])
    announced = masked[:begin].rstrip(" :").casefold().endswith(language.before_examples or ("\0",))
    closed = len(parts) > 2 or announced or bool(re.search(rf"\s{_AND}\s", parts[-1]))
    if not closed or any(words(part) > _LONGEST_PART_WORDS or _is_clause(part, language) for part in parts[1:]):
        return
    yield _gap(sentence, begin, found.end("parts"), 0.8, "list")


def _is_clause(part: str, language: Language) -> bool:
    """A part that starts with a small word (``which was ..``, ``and with ..``) goes on with the sentence."""
    names = re.sub(rf"^{_AND}\s+", "", part.strip()).casefold().split()
    return bool(names) and names[0] in language.small and names[0] not in language.articles


def _after_last_break(text: str, language: Language) -> int | None:
    """Where the members begin: after what announces examples, else after the copula, else after the last preposition."""
    found = [(m[0].casefold(), m.end()) for m in re.finditer(r"[^\W\d_]+(?:\.[^\W\d_]+\.)?", text)]
    for breaks in (language.before_examples, language.copulas, language.before_complement):
        if ends := [end for word, end in found if word in breaks]:
            return ends[-1]
    return None


def announced(sentence: str, _: Language) -> Iterator[Asked]:
    """``Three motives are given: ...``: what stands before a colon asks for what stands after it."""
    split = split_term(sentence)
    if split and split.mark == ":" and words(split.term) >= 2 and 3 <= words(split.meaning) <= 30:
        yield Asked("definition", split.term, split.meaning.rstrip(" ."), False, 0.72)


# ------------------------------------------------------------------------------------------------------- by language


def _phrase(phrases: tuple[str, ...]) -> str:
    return "(?:" + "|".join(re.escape(phrase) for phrase in phrases) + ")"


def what_is(sentence: str, language: Language) -> Iterator[Asked]:
    """``X is a Y``: the subject is asked, if it can stand alone."""
    if not language.links:
        return
    link = rf"(?:{_phrase(language.links)}|{_phrase(language.copulas)}(?=\s+{_phrase(language.articles)}\b))"
    found = re.match(rf"(?P<subject>[^,;:()]{{2,60}}?)\s+{link}\s+(?P<rest>.+)$", sentence, re.IGNORECASE)
    if not found:
        return
    subject = found["subject"]
    first = subject.split()[0].casefold()
    if words(subject) > 6 or words(found["rest"]) < 3:
        return
    if first in language.small and first not in language.articles:
        return
    if not any(word.casefold() not in language.small for word in subject.split()):
        return
    if any(word.casefold() in language.pronouns for word in subject.split()):
        return
    sureness = 0.82 if words(subject) <= 4 else 0.6
    yield Asked("definition", subject, found["rest"].rstrip(" ."), False, sureness)


_APPOSITION = re.compile(
    r"(?P<name>(?:[*_]{1,2}[^*_]{3,50}[*_]{1,2})|(?:[^\W\d_a-zà-öø-ÿ]\w+(?:\s(?:\w{1,3}\s)?[^\W\d_a-zà-öø-ÿ]\w+)*)),\s+"
    r"(?P<what>(?P<article>\w+)\s[^,;:()]{10,110})(?:,|\.$|;)"
)


def apposition(sentence: str, language: Language) -> Iterator[Asked]:
    """``Wallenstein, a nobleman who ..,``: what stands between commas after a name says who or what it is."""
    for found in _APPOSITION.finditer(mask(sentence)):
        plain_name = language.nouns_have_capitals and not found["name"].startswith(("*", "_"))
        if plain_name or found["article"].casefold() not in language.articles or words(found["what"]) < 3:
            continue
        who = sentence[slice(*found.span("name"))].strip("*_ ")
        if who.split()[0].casefold() not in language.small:
            yield Asked("definition", who, sentence[slice(*found.span("what"))], False, 0.77)


def condition(sentence: str, language: Language) -> Iterator[Asked]:
    """``If A, B``: what holds then; ``B when A``: when it holds."""
    if not language.conditions:
        return
    opening = _phrase(tuple(word for word in language.conditions if word not in ("for", "with")))
    found = re.match(
        rf"{opening}\s+(?P<clause>[^,;]+?),\s*(?:then\s+|dann\s+|so\s+)?(?P<main>.+)$", mask(sentence), re.IGNORECASE
    )
    if found and words(found["clause"]) >= 3 and words(found["main"]) >= 3:
        clause, main = sentence[slice(*found.span("clause"))], sentence[slice(*found.span("main"))]
        yield Asked("qa", language.what_if.format(clause), main.rstrip(" ."), False, 0.78)
    trailing = re.search(
        rf"^(?P<main>.{{6,}}?)\s+(?P<word>{opening})\s+(?P<clause>[^,;]+?)\.?$", mask(sentence), re.IGNORECASE
    )
    if trailing and words(trailing["clause"]) >= 3 and words(trailing["main"]) >= 2:
        yield _gap(sentence, *trailing.span("clause"), 0.7)


def cause(sentence: str, language: Language) -> Iterator[Asked]:
    """``B because A``: the reason is hidden."""
    if not language.causes:
        return
    found = re.search(
        rf"^.{{12,}}?,?\s+{_phrase(language.causes)}\s+(?P<reason>[^;]+?)\.?$", mask(sentence), re.IGNORECASE
    )
    if found and words(found["reason"]) >= 2:
        yield _gap(sentence, *found.span("reason"), 0.68)


def means(sentence: str, language: Language) -> Iterator[Asked]:
    """``Use A to reach B``: what is used is hidden; without a verb before it, what serves the purpose."""
    if not language.purposes:
        return
    found = re.match(
        rf"(?P<before>[^,;:()]{{3,60}}?),?\s+{_phrase(language.purposes)}\s+(?P<end>\S+\s+\S.+)$", mask(sentence)
    )
    if not found or words(found["end"]) < 3:
        return
    before = found["before"].split()
    if len(before) > 6 or before[0].casefold() in language.small:
        return
    skip = 0 if len(before) == 1 else 1
    while skip < len(before) - 1 and before[skip].casefold() in language.small:
        skip += 1
    start = _start_of_word(mask(sentence), skip)
    if not any(word.casefold() in language.small for word in before[skip:]):
        yield _gap(sentence, start, found.end("before"), 0.6)


def complement(sentence: str, language: Language) -> Iterator[Asked]:
    """What the last preposition governs, where that is a short phrase and the rest of the sentence says enough."""
    masked = mask(sentence)
    starts = [m.end() for m in re.finditer(r"[^\W\d_]+", masked) if m[0].casefold() in language.before_complement]
    for start in starts[-1:]:
        hidden = masked[start:].strip(" .").split()
        while hidden and hidden[0].casefold() in language.small:
            hidden = hidden[1:]
        text = " ".join(hidden)
        if not 2 <= len(hidden) <= 4 or words(masked[:start]) < 5 or re.search(r"[,;:()]", text):
            continue
        if not any(word.casefold() in language.small for word in hidden if not re.fullmatch(_AND, word)):
            begin = masked.rindex(text)
            yield _gap(sentence, begin, begin + len(text), 0.45)


def subject(sentence: str, language: Language) -> Iterator[Asked]:
    """``A can lead to B``: the subject before a modal, or before a verb that governs a clause."""
    if not language.modals:
        return
    masked = mask(sentence)
    governs = rf"(?P<verb>\S+)\s+{_phrase(language.complementizers)}"
    found = re.match(
        rf"(?P<subject>[^,;:()]{{3,60}}?)\s+(?:{_phrase(language.modals)}|{governs})\s+(?P<rest>.+)$", masked
    )
    if not found or words(found["rest"]) < 4 or (found["verb"] or "").casefold() in language.small:
        return
    names = found["subject"].split()
    start = 1 if len(names) > 1 and names[0].casefold() in language.articles else 0
    hidden = names[start:]
    if not 1 <= len(hidden) <= 5 or hidden[0].casefold() in language.small or (len(hidden) == 1 and len(hidden[0]) < 4):
        return
    yield _gap(sentence, _start_of_word(masked, start), found.end("subject"), 0.58)


def thing_done(sentence: str, language: Language) -> Iterator[Asked]:
    """``Freeze the first layers in ..``: a verb that an article follows at once governs what is hidden."""
    masked = mask(sentence)
    names = masked.split()
    if len(names) < 6 or names[0].casefold() in language.small or names[1].casefold() not in language.articles:
        return
    end = 2
    while end < len(names) and names[end].casefold() not in language.small:
        end += 1
    rest = names[end:]
    if (
        not 1 <= end - 2 <= 4
        or len(rest) < 3
        or rest[0].casefold() not in language.before_complement
        or rest[0] == "of"
    ):
        return
    if any(name.endswith((",", ";", ":", ".")) for name in names[2:end]):
        return
    first = _start_of_word(masked, 2)
    yield _gap(sentence, first, _start_of_word(masked, end), 0.5)


def _start_of_word(sentence: str, position: int) -> int:
    return [found.start() for found in re.finditer(r"\S+", sentence)][position]


WAYS: tuple[Way, ...] = (
    emphasised,
    date,
    number,
    bracketed,
    enumeration,
    announced,
    what_is,
    apposition,
    condition,
    cause,
    means,
    subject,
    thing_done,
    name,
    complement,
)
