"""Ways of asking a sentence for what it says of a name. They need the parts of speech of its language (``grammar``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from flashcards.markup import MASKED, mask, words
from flashcards.rules.asked import Asked
from flashcards.rules.clause import NOUN_PHRASES, Clause, Stretch, clauses
from flashcards.rules.grammar import Reading, read
from flashcards.rules.language import Language
from flashcards.rules.phrases import PHRASES_OF
from flashcards.rules.text import blank, lower_words, small_first
from flashcards.rules.vocabulary import EXAMPLE_MARKERS, OTHERS

_LONGEST_NAME_WORDS = 6
_LONGEST_PREDICATE_WORDS = 25
_FEWEST_PREDICATE_WORDS = 4


def what_it_is(sentence: str, language: Language) -> Iterator[Asked]:
    """``Osteoblasts are cells that build bone``: what follows the copula says what the subject is."""
    reading, first = _first_clause(sentence, language)
    if not reading or not first or not first.object or not first.subject or not _opens(reading, first):
        return
    if not is_term(reading, first.subject):
        return
    named = Stretch(first.subject.first, first.verbs.first)
    said = sentence[reading.words[first.verbs.first].end :].strip(" .")
    fits = words(reading.text(named)) <= _LONGEST_NAME_WORDS and 2 <= words(said) <= _LONGEST_PREDICATE_WORDS
    if fits and re.fullmatch(r"A*BA*n?A*", reading.shape[slice(*first.verbs)]):
        yield Asked("definition", bare(reading, named).strip(" ,"), said, False, 0.8)


def how_it_compares(sentence: str, language: Language) -> Iterator[Asked]:
    """``Iron is denser than water``: what is said of a thing beside another."""
    phrases = PHRASES_OF.get(language.name)
    reading, first = _first_clause(sentence, language)
    if (
        not phrases
        or not phrases.comparison
        or not reading
        or not first
        or not first.subject
        or not _opens(reading, first)
    ):
        return
    found = _QUALITY_AND_OTHER.match(reading.shape, first.verbs.last)
    is_so = re.fullmatch("A*BA*", reading.shape[slice(*first.verbs)]) is not None and is_term(reading, first.subject)
    if not found or not is_so or reading.word(found.start("than")) not in language.grammar.comparing:
        return
    joints = (number for number in range(*found.span("other")) if is_contrast(reading, number))
    end = next(joints, found.end("other"))
    other, named = reading.text((found.start("other"), end)), reading.text(first.subject)
    points = reading.word(found.start("other")) in language.grammar.pointing
    said = sentence[reading.words[first.verbs.last].start :].strip(" .")
    if words(said) <= _LONGEST_PREDICATE_WORDS and not points:
        named = small_first(named) if reading.shape[first.subject.first] != "M" else named
        auxiliary = "do" if reading.word(first.verbs.first) in ("are", "were") else "does"
        asked = phrases.comparison.format(named, aux=auxiliary, other=other)
        yield Asked("fact", asked, said, False, 0.77)


_QUALITY_AND_OTHER = re.compile(rf"A*J(?P<than>[SP])(?P<other>{NOUN_PHRASES})(?=[&,.]|$)")


def what_that_is(sentence: str, language: Language) -> Iterator[Asked]:
    """``That is the boiling point of the water``, after the sentence that says it: the name is asked for that sentence."""
    reading = read(sentence, language)
    found = (
        re.fullmatch(rf"[DR]B(?P<name>{NOUN_PHRASES}(?:[EPT][^XBVSW,]*)?)", reading.shape.rstrip("."))
        if reading
        else None
    )
    if not reading or not found or reading.word(0) not in language.grammar.pointing:
        return
    named = Stretch(*found.span("name"))
    is_known = reading.word(named.first) in language.grammar.definite and named.length > _FEWEST_WORDS_OF_KNOWN_NAME
    phrases = PHRASES_OF.get(language.name)
    if is_known and phrases and phrases.what and reading.word(1) in language.copulas:
        asked = phrases.what.format(reading.text(named), aux=reading.word(1))
        yield Asked("definition", asked, sentence, False, 0.82)


_FEWEST_WORDS_OF_KNOWN_NAME = 2


def _opens(reading: Reading, clause: Clause) -> bool:
    """Does the clause begin with its subject, or after words that name nothing: ``by far``, ``in general``?"""
    return clause.subject.first == clause.lead.last and not re.search(r"[^PAJ,]", reading.shape[: clause.subject.first])


def _first_clause(sentence: str, language: Language) -> tuple[Reading | None, Clause | None]:
    reading = read(sentence, language)
    return reading, next(clauses(reading), None) if reading else None


def what_it_says(sentence: str, language: Language) -> Iterator[Asked]:
    """``Adverse selection happens before ..``: a name that opens a clause asks for what is said of it."""
    reading = read(sentence, language)
    found = list(clauses(reading)) if reading else []
    for position, clause in enumerate(found):
        if reading and _is_plain(reading, clause) and is_term(reading, clause.subject):
            following = found[position + 1 :]
            stands_alone = any(_are_parallel(reading, clause, other) for other in following)
            if says_of_another(reading, clause) or (
                has_contrast_behind(reading, clause, following) and not stands_alone
            ):
                continue
            if any(
                only_says_several(reading, things)
                for things in (clause.object, *(one.phrases for one in clause.governed))
            ):
                continue
            said = _said(reading, clause, following)
            told = _unlinked(said, language)
            enough = _says_enough(told, language) or any(_are_parallel(reading, clause, other) for other in found)
            long_enough = told != said or (enough and names_something(told, language))
            if long_enough and words(told) <= _LONGEST_PREDICATE_WORDS:
                yield Asked("definition", bare(reading, clause.subject), told, False, 0.76)


def only_says_several(reading: Reading, things: Stretch) -> bool:
    """``different ways``, ``other things``: is it a mere word for there being several, and what it is about?"""
    ends = re.match(r"JN(?:[,.]|$)", reading.shape[things.first :]) is not None
    return ends and reading.word(things.first) in reading.language.grammar.several | OTHERS


def what_else_is_said(sentence: str, language: Language) -> Iterator[Asked]:
    """What a sentence says of a second name, in a clause beside its first."""
    first = next(subjects(sentence, language), None)
    return (asked for asked in what_it_says(sentence, language) if first and asked.front.casefold() != first)


def _is_plain(reading: Reading, clause: Clause) -> bool:
    """Does the clause begin with its subject, and its subject stand before its verb, at most an aside between?

    What begins with an article there says what the subject is, and is asked for itself.
    """
    opens = clause.subject.first == 0 or _stands_beside(reading, clause)
    follows = clause.subject.last == clause.verbs.first or re.match(",[^D]", reading.shape[clause.beside.first :])
    return bool(clause.subject) and opens and not clause.lead and bool(follows)


def _are_parallel(reading: Reading, one: Clause, other: Clause) -> bool:
    """Do two clauses say the same of two names, and another thing of each: ``A carry C and B carry D``?"""
    same = reading.text(one.verbs).casefold() == reading.text(other.verbs).casefold()
    differ = one.subject.last <= other.subject.first or other.subject.last <= one.subject.first
    return same and differ and bool(one.object) == bool(other.object) and not (one.depends or other.depends)


def _said(reading: Reading, clause: Clause, others: list[Clause]) -> str:
    """What the sentence says of the subject: up to a clause beside it, or else to its end if that isn't long."""
    start = reading.words[clause.verbs.first].start
    beside = [other for other in others if other.subject.first > clause.verbs.last and _stands_beside(reading, other)]
    last = others[-1:]
    beside = [
        other
        for other in beside
        if (len(reading.shape) if other in last else other.end) - other.verbs.first >= _FEWEST_PREDICATE_WORDS
        or _are_parallel(reading, clause, other)
    ]
    end = reading.words[beside[0].subject.first].start if beside else len(reading.sentence)
    said = _without_joint(reading.sentence[start:end].rstrip(" ."), reading.language)
    if words(said) <= _LONGEST_PREDICATE_WORDS:
        return said
    short = reading.text(Stretch(clause.verbs.first, clause.end))
    return short if words(short) >= _FEWEST_PREDICATE_WORDS else _up_to_a_comma(said)


def _up_to_a_comma(said: str) -> str:
    """What is said up to the last comma before it gets too long; all of it where no comma is."""
    cuts = [found.start() for found in re.finditer(r"[,;:]\s|\s[–—-]\s", blank(said))]
    return next((said[:cut] for cut in reversed(cuts) if words(said[:cut]) <= _LONGEST_PREDICATE_WORDS), said)


def has_contrast_behind(reading: Reading, clause: Clause, following: Sequence[Clause]) -> bool:
    """Does the next clause set another name against what is done: ``Grain is taken from the north, but the feed contains ..``?"""
    return "E" in reading.shape[slice(*clause.verbs)] and any(
        other.object and is_contrast(reading, other.subject.first - 1) for other in following[:1]
    )


def is_contrast(reading: Reading, joint: int) -> bool:
    """Does the word numbered ``joint`` join what is set against what stands before it: ``but``?"""
    return joint > 0 and reading.shape[joint] == "&" and reading.word(joint) in reading.language.grammar.connectives


def _without_joint(said: str, language: Language) -> str:
    joints = "|".join(sorted(language.conjunctions | language.grammar.beside))
    return re.sub(rf"[\s,;:–—-]+(?:(?:{joints})[\s,;:–—-]*)?$", "", f"{said} ")


def _stands_beside(reading: Reading, clause: Clause) -> bool:
    """Is the clause joined to the one before it as its equal: by a comma, a semicolon, ``and``, ``while``?"""
    before = clause.subject.first - 1
    return before >= 0 and (reading.shape[before] in ",.&" or reading.word(before) in reading.language.grammar.beside)


def is_term(reading: Reading, subject: Stretch) -> bool:
    """A short name that needs nothing before it: no pointer, no possessive, no number, no ``the man``."""
    shape, first = reading.shape[slice(*subject)], reading.word(subject.first)
    before, *after = re.split(r"['’]", first)
    if after and before in reading.language.small:
        return False  # "you'll"
    if reading.word(subject.last - 1) in reading.language.grammar.anybody | EXAMPLE_MARKERS:
        return False
    definite = first in reading.language.grammar.definite
    if (shape[0] == "D" and first not in reading.language.all_articles) or (definite and re.fullmatch(r"D[NG]", shape)):
        return False
    if any(reading.word(number) in reading.language.grammar.pointing for number in range(*subject)):
        return False
    named = reading.names(subject) and re.search(r"[^\W\d_]", mask(reading.text(subject)).replace(MASKED, ""))
    return len(shape) <= _LONGEST_NAME_WORDS and "," not in shape and shape[0] not in "QY" and bool(named)


def _says_enough(told: str, language: Language) -> bool:
    """Are there words enough, and more than one that isn't small?"""
    telling = [word for word in lower_words(told) if word not in language.small]
    return words(told) >= _FEWEST_PREDICATE_WORDS and len(telling) > 1


def names_something(text: str, language: Language) -> bool:
    """Does a stretch of a sentence name anything, and not only point (``in this way``)?"""
    reading = read(text, language)
    if not reading:
        return False
    shape = "".join(
        "R" if word in language.grammar.pointing else part
        for word, part in zip(_small(reading), reading.shape, strict=True)
    )
    return re.search(r"[NMQYJG]", re.sub(r"R[JN]+", "R", shape)) is not None


def _small(reading: Reading) -> list[str]:
    return [reading.word(number) for number in range(len(reading.words))]


def says_of_another(reading: Reading, clause: Clause) -> bool:
    """Does a clause beside the first tell what is thought of something there: ``and critics found that it was long``?"""
    opens = re.match(r"[AXVBIEnt]+SR", reading.shape[clause.verbs.first :])
    return clause.subject.first > 0 and opens is not None


def points_to_another(reading: Reading, told: Stretch) -> bool:
    """Does a pronoun stand in what is told, for something that another part of the sentence names?"""
    grammar = reading.language.grammar
    pronouns = grammar.stand_ins | grammar.stand_ins_for_several
    return any(reading.shape[number] == "R" and reading.word(number) in pronouns for number in range(*told))


def bare(reading: Reading, named: Stretch) -> str:
    """A name without its article, and without what stands in brackets after it."""
    skip = named.length > 1 and reading.word(named.first) in reading.language.all_articles
    brackets = reading.shape.find("(", named.first + skip, named.last)
    return reading.text(Stretch(named.first + skip, brackets if brackets > named.first + skip else named.last))


def _unlinked(said: str, language: Language) -> str:
    """What is said, without a verb that only links it to the name (``means``, ``refers to``)."""
    links = "|".join(map(re.escape, language.links))
    found = re.match(rf"(?:{links})\s+", said, re.IGNORECASE) if links else None
    last = found[0].split()[-1].casefold() if found else ""
    if not found or (last in language.before_complement and last not in language.grammar.naming):
        return said  # ``consists of``: what follows is a part, not the whole
    return said[found.end() :] or said


_RELATIVE = re.compile(rf"(?P<name>{NOUN_PHRASES}),(?P<relative>W)(?P<said>[^,.]*[XVB][^,.]*)")


def what_it_is_by_the_way(sentence: str, language: Language) -> Iterator[Asked]:
    """``.. the Letter of Majesty, which granted ..``: a proper name with a clause that says more of it."""
    reading = read(sentence, language)
    for found in _RELATIVE.finditer(reading.shape) if reading else ():
        assert reading
        dated = re.search(r"[OP]M?Y$", found["name"])
        named = Stretch(found.start("name"), found.end("name") - (len(dated[0]) if dated else 0))
        shape = reading.shape[slice(*named)]
        said = reading.text(Stretch(*found.span("said")))
        is_aside = re.match(r",A*[XVB]", reading.shape[found.end() :])  # the sentence goes on about the name
        relates = reading.word(found.start("relative")) in language.grammar.relatives and not is_aside
        if (
            relates
            and "M" in shape
            and {"Q", "Y", ",", "&"}.isdisjoint(shape)
            and words(said) >= _FEWEST_PREDICATE_WORDS
            and not points_to_another(reading, Stretch(*found.span("said")))
        ):
            is_set_off = sentence[: reading.span(named)[0]].endswith(("*", "_"))
            yield Asked("definition", bare(reading, named), said, False, 0.86 if is_set_off else 0.77)


_WITH_PURPOSE = re.compile(rf"(?P<name>{NOUN_PHRASES})(?P<mark>[PT])(?P<rest>.+)")


def what_it_is_for(sentence: str, language: Language) -> Iterator[Asked]:
    """``Fairness-aware learning to mitigate biases``: a thing with its purpose, and no verb."""
    reading = read(sentence, language)
    found = _WITH_PURPOSE.fullmatch(reading.shape.rstrip(".")) if reading else None
    if not reading or not found or re.search(r"[VBX]|^[QY]", reading.shape):
        return
    is_several = not reading.is_base(found.end("name") - 1)
    names_deed = found["name"] == "GN" and found["mark"] == "P"  # baking loaves for the feast
    if is_several and (names_deed or re.fullmatch("D?N", found["name"])):  # ways to bake
        return
    mark = reading.word(found.start("mark"))
    if mark in language.purposes and re.match("P[Q.]", reading.shape[found.start("mark") :]):
        return  # a rise to 5 mm
    if mark in language.purposes or mark in language.grammar.before_purpose:
        name = bare(reading, Stretch(*found.span("name")))
        purpose = sentence[reading.words[found.start("mark")].start :].rstrip(" .")
        yield Asked("definition", name, purpose, False, 0.81)


def governs_what_stands_elsewhere(sentence: str, language: Language) -> bool:
    """``Online tests check this claim``: does it say something of what only another sentence names?"""
    reading, first = _first_clause(sentence, language)
    if not reading or not first or not first.object or not first.subject:
        return False
    return reading.word(first.object.first) in language.grammar.pointing - language.grammar.telling


def subjects(sentence: str, language: Language) -> Iterator[str]:
    """What the first clause of the sentence is about, in lower case and without its article; nothing if that isn't clear."""
    reading, first = _first_clause(sentence, language)
    if reading and first and first.subject and first.subject.first == 0:
        yield bare(reading, first.subject).casefold()


def has_subject(sentence: str, language: Language) -> bool:
    """Does its first clause say something of somebody or something, perhaps behind circumstances?"""
    _, first = _first_clause(sentence, language)
    return first is not None and bool(first.subject)


def subject_of(sentence: str, language: Language) -> str:
    """What the first clause of the sentence is about, as it is written; empty if that isn't clear."""
    reading, first = _first_clause(sentence, language)
    return reading.text(first.subject) if reading and first and first.subject and first.subject.first == 0 else ""


def is_command(sentence: str, language: Language) -> bool:
    """Does the sentence tell what to do?"""
    reading, first = _first_clause(sentence, language)
    if not reading or not first or first.subject:
        return False
    return first.verbs.first > 0 or not reading.word(0).endswith("s") or reading.is_base(0)  # caps rents


def says_of_pronoun(sentence: str, language: Language) -> bool:
    """Does the sentence begin with a pronoun and its verb: ``It is less dense``?"""
    reading = read(sentence, language)
    return reading is not None and re.match(r"RA*[XVB]", reading.shape) is not None


def goes_on(sentence: str, language: Language) -> bool:
    """Does the sentence go on with the one before it, by its first word (``then``, ``but``, ``hence``)?"""
    reading = read(sentence, language)
    if not reading or reading.shape[:1] not in ("A", "&", "P"):
        return False
    return reading.shape[0] == "&" or reading.word(0) in language.grammar.connectives


def with_subject(sentence: str, name: str, language: Language) -> str:
    """A sentence that leaves its subject out, or only points to it, with the ``name`` of what it is said of."""
    reading = read(sentence, language)
    if not reading or len(reading.words) < 2 or not sentence.startswith(reading.text((0, 1))):
        return sentence  # quoted words have no subject to give
    rest = sentence[reading.words[1].start :]
    if re.match(r"A*[XVB]", reading.shape[1:]) and reading.word(0) in language.grammar.stand_ins:
        return f"{name} {rest}"
    verb = reading.text((0, 1))
    if reading.shape[0] in "XVB" and not reading.is_base(0) and sentence.startswith(verb):
        return f"{name} {small_first(verb)} {rest}"
    return sentence
