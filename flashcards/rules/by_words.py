"""Ways of asking a sentence that know the closed-class words of its language: conjunctions, prepositions, copulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from flashcards.markup import mask, words
from flashcards.rules.asked import LONGEST_HIDDEN_WORDS, LONGEST_REASON_WORDS, Asked, gap
from flashcards.rules.by_subject import subject_of, what_that_is, with_subject
from flashcards.rules.by_verb import first_verb
from flashcards.rules.clause import main_after_condition
from flashcards.rules.english import with_s
from flashcards.rules.grammar import read
from flashcards.rules.language import LANGUAGES, Language

_CONJUNCTIONS = frozenset(word for language in LANGUAGES for word in language.conjunctions)


@cache
def joining(language: Language) -> str:
    """What joins equals: words of any language, as notes quote others, but those that say something else in this one."""
    known = {word for word in _CONJUNCTIONS if word in language.conjunctions or word not in language.small}
    return "(?:" + "|".join(sorted(known | {"&"})) + ")"


def _has_verb(text: str, language: Language) -> bool:
    """Does a stretch that should only name things run over a verb?"""
    reading = read(text, language)
    return reading is not None and bool(re.search(r"[VBX]", reading.shape))


def _phrase(phrases: tuple[str, ...]) -> str:
    return "(?:" + "|".join(re.escape(phrase) for phrase in phrases) + ")"


def pair(sentence: str, language: Language) -> Iterator[Asked]:
    """``A trade-off between size and speed``: the second of two things that are set against each other."""
    before, joint = language.between
    found = (
        re.search(rf"\b{before}\s+(?P<one>[^,;.]+?)\s+{joint}\s+(?P<other>[^,;.]+?)\.?$", mask(sentence))
        if before
        else None
    )
    if found and found.start() > 0 and not _has_verb(found["other"], language):
        yield gap(sentence, *found.span("other"), 0.6)


def examples(sentence: str, language: Language) -> Iterator[Asked]:
    """What stands at the end after ``e.g.`` or ``such as``."""
    if not language.before_examples:
        return
    found = re.search(
        rf"(?<=\w)[,;(]?\s+\(?{_phrase(language.before_examples)}:?\s+(?P<examples>[^.;()]+?)(?P<end>\)?[.\s]*)$",
        mask(sentence),
        re.IGNORECASE,
    )
    if found and _has_verb(found["examples"], language):
        return
    if found and _goes_on_after(sentence, found.start(), found["examples"], language):
        return
    if found and found["examples"].split()[0].casefold() in language.before_complement:
        return
    if found and words(sentence[slice(*found.span("examples"))]) <= LONGEST_HIDDEN_WORDS:
        yield gap(sentence, *found.span("examples"), 0.76)


def _goes_on_after(sentence: str, start: int, examples: str, language: Language) -> bool:
    """``Metals, such as copper, conduct heat``: does the sentence, which has no verb before its examples, go on after them?"""
    before, after = read(sentence[:start], language), read(examples.rpartition(",")[2], language)
    has_no_verb = before is not None and not re.search("[XBV]", before.shape)
    return has_no_verb and "," in examples and after is not None and re.match("[IVXB]", after.shape) is not None


_PART = r"[^,;:.()]+?"
_LONGEST_PART_WORDS = 6


@cache
def _enumeration(language: Language) -> re.Pattern[str]:
    joint = joining(language)
    return re.compile(rf"(?P<parts>{_PART}(?:,\s+{_PART})+(?:,?\s+{joint}\s+{_PART})?)\s*(?:,?\s*etc\.?)?[.!]?$")


def enumeration(sentence: str, language: Language) -> Iterator[Asked]:
    """The members that a sentence ends with, after a colon, ``such as``, a preposition or a copula."""
    masked = mask(sentence)
    found = _enumeration(language).search(masked)
    if not found:
        return
    start = found.start("parts")
    first = masked[start:].split(",")[0]
    cut = _after_last_break(first, language)
    if cut is None and start == 0:
        return
    begin = start + (cut or 0)
    parts = re.split(r",\s+", masked[begin : found.end("parts")])
    announced = masked[:begin].rstrip(" :").casefold().endswith(language.announcing)
    closed = len(parts) > 2 or announced or bool(re.search(rf"\s{joining(language)}\s", parts[-1]))
    if _has_verb(masked[begin : found.end("parts")], language):
        return
    if not closed or any(words(part) > _LONGEST_PART_WORDS or _is_clause(part, language) for part in parts[1:]):
        return
    yield gap(sentence, begin, found.end("parts"), 0.825, "list")


def _is_clause(part: str, language: Language) -> bool:
    """A part that starts with a small word (``which was ..``, ``and with ..``) goes on with the sentence."""
    names = re.sub(rf"^{joining(language)}\s+", "", part.strip()).casefold().split()
    return bool(names) and names[0] in language.small and names[0] not in language.articles


def _after_last_break(text: str, language: Language) -> int | None:
    """Where the members begin: after what announces examples, else after the copula, else after the last preposition."""
    found = [(m[0].casefold(), m.end()) for m in re.finditer(r"[^\W\d_]+(?:\.[^\W\d_]+\.)?", text)]
    for breaks in (language.announcing, language.copulas, language.before_complement):
        if ends := [end for word, end in found if word in breaks]:
            return ends[-1]
    return None


def what_is(sentence: str, language: Language) -> Iterator[Asked]:
    """``X is a Y``: the subject is asked, if it can stand alone."""
    if not language.links:
        return
    with_article = rf"{_phrase(language.copulas)}(?=\s+{_phrase(language.articles)}\b)"
    link = rf"(?:{_phrase((*language.links, *language.present_copulas))}|{with_article})"
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
    names = [word.casefold() for word in subject.split()]
    if any(word in language.pronouns for word in names) or names[-1] in language.conjunctions:
        return
    if first_verb(subject, language):
        return  # the copula is that of a second clause
    sureness = 0.82 if words(subject) <= 4 else 0.6
    yield Asked("definition", subject, found["rest"].rstrip(" ."), False, sureness)


def the_more(sentence: str, language: Language) -> Iterator[Asked]:
    """``The smaller the value, the stronger the acid``: the second half is hidden."""
    first, second = language.the_more
    found = re.match(
        rf"(?:{first})\s[^,;:]{{3,}},\s+(?:{second})\s+(?P<rest>[^,;:]{{3,}}?)[.!]?$", mask(sentence), re.IGNORECASE
    )
    if first and found and words(found["rest"]) <= LONGEST_HIDDEN_WORDS:
        yield gap(sentence, *found.span("rest"), 0.84)


_SIGN = re.compile(r"\s(?:→|⇒|⟹|->|=>|-->|==>|=)\s")
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|“[^”]*”|\"[^\"]*\"")
_LONGEST_BEFORE_SIGN_WORDS, _LONGEST_AFTER_SIGN_WORDS = 9, 30


def equated(sentence: str, language: Language) -> Iterator[Asked]:
    """``Blood groups = codominance of A and B``, ``What is it? -> a base``: what stands right of the only sign."""
    found = list(_SIGN.finditer(_IN_BRACKETS.sub(lambda one: "x" * len(one[0]), mask(sentence))))
    before, after = (
        (sentence[: found[0].start()].strip(), sentence[found[0].end() :].strip(" .")) if found else ("", "")
    )
    asks = before.endswith("?")
    if len(found) != 1 or not after or re.search(r"[.;:,]\s", before) or not (asks or _is_name(before, language)):
        return
    if words(before) <= _LONGEST_BEFORE_SIGN_WORDS and words(after) <= _LONGEST_AFTER_SIGN_WORDS:
        yield Asked("qa" if asks else "definition", before, after, False, 0.83)


def _is_name(text: str, language: Language) -> bool:
    """Does a stretch name something, with no verb and no other small words than names hold?"""
    holding = {*language.all_articles, *language.before_complement, *language.conjunctions, "of"}
    small = [word for word in text.casefold().split() if word in language.small and word not in holding]
    return words(text) > 0 and not small and not _has_verb(text, language)


_APPOSITION = re.compile(
    r"(?P<name>(?:[*_]{1,2}[^*_]{3,50}[*_]{1,2})|(?:[^\W\d_a-zà-öø-ÿ]\w+(?:\s(?:\w{1,3}\s)?[^\W\d_a-zà-öø-ÿ]\w+)*)),\s+"
    r"(?P<what>(?P<article>\w+)\s[^,;:()]{10,110})(?:,|\.?$|;)"
)


def apposition(sentence: str, language: Language) -> Iterator[Asked]:
    """``Wallenstein, a nobleman who ..,``: what stands between commas after a name says who or what it is."""
    for found in _APPOSITION.finditer(mask(sentence)):
        plain_name = language.nouns_have_capitals and not found["name"].startswith(("*", "_"))
        reading = read(found["what"], language)
        several = found["name"].startswith(("*", "_")) and reading and re.match(r"J*NW", reading.shape)
        is_what = found["article"].casefold() in language.articles or several
        if plain_name or not is_what or words(found["what"]) < 3:
            continue
        if reading and re.search(r"[VBX]", re.sub(r"[SW].*", "", reading.shape)):
            continue  # what follows the comma is a clause, not a name for the same
        who = sentence[slice(*found.span("name"))].strip("*_ ")
        if who.split()[0].casefold() not in language.small:
            sureness = 0.86 if found["name"].startswith(("*", "_")) else 0.77
            what = sentence[slice(*found.span("what"))].rstrip(" .")
            yield Asked("definition", who, what, False, sureness)


def _opening(language: Language) -> str:
    return _phrase(tuple(word for word in language.conditions if word not in ("for", "with")))


def conditional_parts(sentence: str, language: Language) -> list[str]:
    """``If A, B, if C, D`` in its two halves; what the first is about stands in the second in the place of a pronoun."""
    if not language.conditions:
        return [sentence]
    joint = rf",\s+(?:{joining(language)}\s+)?(?={_opening(language)}\s)"
    parts = re.split(joint, sentence, flags=re.IGNORECASE)
    opens = re.match(rf"{_opening(language)}\s", sentence, re.IGNORECASE)
    if not opens:
        return [sentence]
    about = subject_of(_without_first_word(parts[0]), language)
    return [parts[0], *(_with_subject_of_condition(part, about, language) for part in parts[1:])]


def _with_subject_of_condition(part: str, about: str, language: Language) -> str:
    condition = _without_first_word(part)
    said = with_subject(condition, about, language) if about and condition else condition
    return f"{part[: len(part) - len(condition)]}{said}"


def _without_first_word(text: str) -> str:
    return text.split(maxsplit=1)[-1]


def _says_no_more_than_how(clause: str, language: Language) -> bool:
    """``if necessary by force``: has what stands after ``if`` neither a subject nor a verb?"""
    reading = read(clause, language)
    return reading is not None and re.match("J[^XBVE]*$", reading.shape) is not None


def what_holds(sentence: str, clause: str, language: Language) -> str:
    """The question for what ``sentence`` says to be so under a condition, or to have happened when something was."""
    is_story = bool(language.what_then) and _opens_story(sentence, clause, language)
    return (language.what_then if is_story else language.what_if).format(clause)


def _opens_story(sentence: str, clause: str, language: Language) -> bool:
    """``When the king died, ..``: does it tell when something was, rather than under which condition it is?"""
    reading = read(clause, language)
    verb = re.search("[XBV]", reading.shape) if reading else None
    if not reading or not verb or sentence.split(maxsplit=1)[0].casefold() not in language.grammar.opening_story:
        return False
    word, base = reading.word(verb.start()), reading.words[verb.start()].base.casefold()
    return word.endswith("ed") or word in language.grammar.past or (verb[0] == "V" and base != word != with_s(base))


def condition(sentence: str, language: Language) -> Iterator[Asked]:
    """``If A, B``: what holds then; ``B when A``: when it holds."""
    if not language.conditions:
        return
    opening = _opening(language)
    parts = conditional_parts(sentence, language)
    if len(parts) > 1:
        for part in parts:
            yield from condition(part, language)
        return
    reading = read(sentence, language)
    if reading and main_after_condition(reading):
        return  # its first comma isn't where the condition ends
    found = re.match(
        rf"(?:{opening}\s+)+(?P<clause>[^,;]+?)(?:,|\s[-–—]+)\s+(?:then\s+|dann\s+|so\s+)?(?P<main>.+)$",
        mask(sentence),
        re.IGNORECASE,
    )
    opens = found["clause"].split()[0].casefold() if found else ""
    if found and opens not in language.before_complement and words(found["clause"]) >= 3 and words(found["main"]) >= 2:
        first, second = [*str(found["main"]).casefold().split(), "", ""][:2]
        if first in (*language.modals, *language.copulas) and second in language.pronouns:
            return  # it asks, though without its mark
        if first in language.conjunctions:
            return  # one more case: the clause before it leaves out what holds then
        clause, main = sentence[slice(*found.span("clause"))], sentence[slice(*found.span("main"))]
        yield Asked("qa", what_holds(sentence, clause, language), main.rstrip(" ."), False, 0.78)
    trailing = re.search(
        rf"^(?P<main>.{{6,}}?)\s+(?P<word>{opening})\s+(?P<clause>[^;]+?)\.?$", mask(sentence), re.IGNORECASE
    )
    if trailing and trailing["clause"].split()[0].casefold() in language.before_complement:
        return
    if not trailing or words(trailing["main"]) < 2 or _says_no_more_than_how(trailing["clause"], language):
        return
    start, end = trailing.span("clause")
    beside = re.search(rf",\s+{joining(language)}\s", trailing["clause"])
    if words(trailing["clause"]) > LONGEST_HIDDEN_WORDS and beside:
        end = start + beside.start()
    if 3 <= words(sentence[start:end]) <= LONGEST_HIDDEN_WORDS:
        yield gap(sentence, start, end, 0.7)


def cause(sentence: str, language: Language) -> Iterator[Asked]:
    """``B because A``: the reason is hidden."""
    if not language.causes:
        return
    found = re.search(
        rf"^.{{6,}}?,?\s+{_phrase(language.causes)}\s+(?P<reason>[^;]+?)\.?$", mask(sentence), re.IGNORECASE
    )
    if not found:
        return
    start, end = found.span("reason")
    if found["reason"][0].isdigit():
        return  # since when, and not since what
    if words(found["reason"]) > LONGEST_HIDDEN_WORDS and (comma := mask(sentence).find(",", start)) > 0:
        end = comma
    if words(sentence[start:end]) >= 2:
        yield gap(sentence, start, end, 0.775)._replace(longest=LONGEST_REASON_WORDS)


def result(sentence: str, language: Language) -> Iterator[Asked]:
    """``A, so B``: the consequence is hidden."""
    if not language.results:
        return
    masked = mask(sentence)
    found = re.search(
        rf"^.{{6,}}?,\s+(?:{joining(language)}\s+)?{_phrase(language.results)}\s+(?P<result>[^;:]+?)\.?$",
        masked,
        re.IGNORECASE,
    )
    if not found or not _says_something(found["result"], language):
        return
    start, end = found.span("result")
    if words(found["result"]) > LONGEST_HIDDEN_WORDS and (comma := masked.find(",", start)) > 0:
        end = comma
    yield gap(sentence, start, end, 0.765)._replace(longest=LONGEST_REASON_WORDS)


def _says_something(text: str, language: Language) -> bool:
    """Does ``text`` begin with a subject, as far as that can be told, and go on with a verb?"""
    reading = read(text, language)
    if reading is None:
        return words(text) >= _FEWEST_WORDS_OF_CLAUSE
    return re.match(r"[DNMRJQPGW].*[VBXIE]", reading.shape) is not None


_FEWEST_WORDS_OF_CLAUSE = 3


def purpose(sentence: str, language: Language) -> Iterator[Asked]:
    """``A, to reach B``, ``A in order to reach B``: what it is done for is hidden."""
    clear = tuple(phrase for phrase in language.purposes if " " in phrase)
    openings = [rf",\s+{_phrase(language.purposes)}"] if language.purposes else []
    openings += [rf",?\s+{_phrase(clear)}"] if clear else []
    for opening in openings:
        found = re.search(rf"^[^:;]{{12,}}?{opening}\s+(?P<end>[^,;:()]+?)\.?$", mask(sentence))
        if not found or words(found["end"]) < _FEWEST_WORDS_OF_CLAUSE:
            continue
        reading = read(f"{language.purposes[-1]} {found['end']}", language)
        if reading is None or language.name != "en" or re.match(r"TA*I", reading.shape):
            yield gap(sentence, *found.span("end"), 0.776)
            return


_LONGEST_NAME_WORDS = 5


def naming(sentence: str, language: Language) -> Iterator[Asked]:
    """``Such a surplus is called unemployment``: the name is hidden."""
    if not language.naming:
        return
    for found in re.finditer(
        rf"(?<!\w){_phrase(language.naming)}\s+(?P<name>[^,;:.()]+)", mask(sentence), re.IGNORECASE
    ):
        after = {*language.conditions, *language.causes, *language.asking, *language.conjunctions, *language.pronouns}
        names = found["name"].split()
        skip = 1 if names[0].casefold() in language.all_articles else 0
        last = next((at for at, word in enumerate(names) if at and word.casefold() in after), len(names))
        hidden = names[skip:last]
        if not 0 < len(hidden) <= _LONGEST_NAME_WORDS or hidden[0].casefold() in language.small:
            continue
        reading = read(" ".join(hidden), language)
        if reading and not re.match(r"\.?[NMJEG]", reading.shape):
            continue  # called back
        start = found.start("name") + _start_of_word(found["name"], skip)
        yield gap(sentence, start, start + len(" ".join(hidden)), 0.755)


def names_it(sentence: str, language: Language) -> bool:
    """Does the sentence only give a name to what was said before: ``This is called ..``, ``That is the ..``?"""
    if next(what_that_is(sentence, language), None):
        return True
    if not sentence.strip() or sentence.split(maxsplit=1)[0].casefold() not in language.pronouns or not language.naming:
        return False
    what = rf"\w+(?:\s\w+){{0,{_LONGEST_POINTER_WORDS}}}?"
    return re.match(rf"{what}\s{_phrase(language.naming)}\s+[^,;:.()]+\.?$", mask(sentence), re.IGNORECASE) is not None


_LONGEST_POINTER_WORDS = 3
"""After its first: ``this first section``."""


def contrast(sentence: str, language: Language) -> Iterator[Asked]:
    """``It is not A but B``: what is put in the place of another is hidden."""
    denied, instead = language.instead
    if not denied:
        return
    found = re.search(
        rf"\s{denied}\s+(?P<one>[^,;:.()]{{3,60}}?),?\s+{instead}\s+(?P<other>[^,;:.()]+?)\.?$", mask(sentence)
    )
    if found and not _has_verb(found["one"], language) and not _has_verb(found["other"], language):
        yield gap(sentence, *found.span("other"), 0.765)


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
    reading, named = read(sentence, language), len(before)
    if not reading or reading.shape[named : named + 1] != "T":
        return
    if named > 1 and re.fullmatch(r"[DJNMQEG]+", reading.shape[:named]):
        yield Asked(
            "definition", sentence[: found.end("before")], sentence[found.end("before") :].strip(" .,"), False, 0.7
        )
        return
    skip = 1
    if named == 1 or not re.fullmatch(r"[VI]?[DJNMQEGVI]+", reading.shape[:named]):
        return  # ``Fail to ..``
    while skip < len(before) - 1 and before[skip].casefold() in language.small:
        skip += 1
    start = _start_of_word(mask(sentence), skip)
    if not any(word.casefold() in language.small for word in before[skip:]):
        yield gap(sentence, start, found.end("before"), 0.6)


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
        if not any(word.casefold() in language.small for word in hidden if not re.fullmatch(joining(language), word)):
            begin = masked.rindex(text)
            yield gap(sentence, begin, begin + len(text), 0.45)


def _start_of_word(sentence: str, position: int) -> int:
    return [found.start() for found in re.finditer(r"\S+", sentence)][position]


_FEWEST_SMALL_WORDS = 3
_WITHIN_NAMES = "of|de|van|von|der|the|du|des|la|le|di|del|della|dei|delle|do|da|dos|das|af|av"
_CAPITAL = r"[^\W\d_a-zà-öø-ÿ]"
_NAME = re.compile(
    rf"(?<=[^\s.!?:\"“„(] )(?P<name>{_CAPITAL}\w*[^\W\d_A-Z]\w*(?:\s(?:(?:{_WITHIN_NAMES})\s)?"
    rf"{_CAPITAL}\w+)*)(?=[\s,.;:)]|$)"
)


def name(sentence: str, language: Language) -> Iterator[Asked]:
    """A proper name inside the sentence; not in a language that writes every noun with a capital."""
    if language.nouns_have_capitals or sentence.split(maxsplit=1)[0].casefold() in language.pronouns:
        return
    masked = mask(sentence)
    if sum(word.casefold() in language.small for word in masked.split()) < _FEWEST_SMALL_WORDS:
        return  # a list of names, not a sentence about one
    for found in _NAME.finditer(masked):
        hidden, after = found["name"], masked[found.end() :].split(maxsplit=1)[:1]
        modifies = after and after[0][0].islower() and after[0].strip(",.;").casefold() not in language.small
        listed = masked[found.end() :].startswith((",", " (")) or re.match(
            rf"\s{joining(language)}\s", masked[found.end() :]
        )
        if len(hidden) > 3 and not modifies and not listed and hidden.split()[0].casefold() not in language.small:
            yield gap(sentence, *found.span("name"), 0.52 + 0.04 * (len(hidden.split()) > 1))
