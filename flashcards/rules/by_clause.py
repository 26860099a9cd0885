"""Ways of asking a sentence for a part of a clause: what is done, with what, where, by whom.

They need the parts of speech of its language (``grammar``), and questions also its word order (``question_forms``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flashcards.markup import words
from flashcards.rules.asked import Asked, gap
from flashcards.rules.bare_name import Name
from flashcards.rules.by_subject import (
    has_contrast_behind,
    is_contrast,
    is_term,
    names_something,
    only_says_several,
    says_of_another,
)
from flashcards.rules.by_words import conditional_parts, what_holds
from flashcards.rules.clause import Clause, Governed, Stretch, clauses, main_after_condition, said_of_pronoun
from flashcards.rules.grammar import Reading, may_be_verb, read
from flashcards.rules.language import Language
from flashcards.rules.question_forms import question
from flashcards.rules.text import small_first

_LONGEST_ANSWER_WORDS = 16
_LONGEST_DEED_WORDS = 25


def _clauses(sentence: str, language: Language) -> Iterator[tuple[Reading, Clause]]:
    """The clauses that say something by themselves, and not of anybody, each with the reading."""
    reading = read(sentence, language)
    found = list(clauses(reading)) if reading else []
    for position, clause in enumerate(found):
        assert reading
        set_against = has_contrast_behind(reading, clause, found[position + 1 :])
        if not clause.depends and not set_against and _says_of_something(reading, clause):
            yield reading, clause


def _says_of_something(reading: Reading, clause: Clause) -> bool:
    """Has it a subject that isn't anybody's and doesn't run on into the next clause, or is it a command?"""
    grammar, subject = reading.language.grammar, clause.subject
    if not subject:
        return reading.word(0) not in grammar.about  # about half of them sit ..
    runs_on = any(is_contrast(reading, number) for number in range(*subject))
    anybody = reading.word(subject.last - 1) in grammar.anybody | grammar.pointing
    return not runs_on and not anybody and reading.word(subject.first) not in grammar.own


# ------------------------------------------------------------------------------------------------------- questions


def what_it_did(sentence: str, language: Language) -> Iterator[Asked]:
    """``On 3 May the nobles threw two governors out of a window``: a deed with all its circumstances."""
    found = list(_clauses(sentence, language))
    for position, (reading, clause) in enumerate(found):
        goes_on = any(other.subject == clause.subject for _, other in found[position + 1 :])
        told = Stretch(clause.verbs.first, reading.end_with_relative_clause(_end(reading, clause)))
        named = clause.lead or "M" in reading.shape[slice(*clause.subject)]
        if reading.word(clause.verbs.first) in language.grammar.past:
            continue  # the senate had 300 members: no deed
        if named and clause.subject and clause.object and clause.governed and 4 <= told.length <= _LONGEST_ANSWER_WORDS:
            asked = question(reading, clause, "past deed")
            if asked:
                yield Asked("fact", asked, reading.text(told), False, 0.755 if goes_on else 0.77)


def _end(reading: Reading, clause: Clause) -> int:
    """Where a clause ends, without the half of a comparison that goes on behind it: ``in not much more than an hour``."""
    if reading.word(clause.end) not in reading.language.grammar.comparing:
        return clause.end
    before = re.search("P[nAJ]*$", reading.shape[clause.verbs.last : clause.end])
    return clause.verbs.last + before.start() if before else clause.end


def what_then(sentence: str, language: Language) -> Iterator[Asked]:
    """``If A it is B``: a condition whose end no comma shows, but the subject that opens what holds then."""
    for part in conditional_parts(sentence, language):
        reading = read(part, language)
        main = main_after_condition(reading) if reading else 0
        if reading and main:
            start = reading.words[main].start
            condition = part[reading.words[1].start : start].strip()
            yield Asked("qa", what_holds(part, condition, language), part[start:].rstrip(" .,"), False, 0.77)


def what_to_do(sentence: str, language: Language) -> Iterator[Asked]:
    """``Before you cut, measure twice``: what to do under some circumstance."""
    for reading, clause in _clauses(sentence, language):
        if clause.subject or clause.lead.length < 2 or reading.word(0) in language.grammar.about:
            return
        told = sentence[reading.words[clause.lead.last].start :].rstrip(" .")
        asked = question(reading, clause, "deed")
        if asked and 2 <= words(told) <= _LONGEST_DEED_WORDS:
            yield Asked("fact", asked, told, False, 0.75)
        return


def what_may_happen(sentence: str, language: Language) -> Iterator[Asked]:
    """``After mending the roof, the beams might sink``: what may become of something that is done."""
    deed, _, told = sentence.partition(", ")
    opening = read(deed, language)
    is_deed = opening is not None and re.match("P[GN]", opening.shape) is not None and opening.word(1).endswith("ing")
    reading = read(told, language) if is_deed and language.grammar.possible else None
    first = next(clauses(reading), None) if reading else None
    if not reading or not first or first.depends or first.lead or not first.subject:
        return
    if reading.word(first.verbs.first) in language.grammar.possible and words(told) <= _LONGEST_DEED_WORDS:
        asked = question(reading, first, "event")
        if asked:
            yield Asked("fact", f"{deed}, {small_first(asked)}", told.rstrip(" ."), False, 0.76)


def in_which_way(sentence: str, language: Language) -> Iterator[Asked]:
    """``Pour the batter slowly``: the manner in which something is to be done."""
    for reading, clause in _clauses(sentence, language):
        manner = clause.end - 1
        is_last = clause.end >= len(reading.shape) or reading.shape[clause.end] in ".,"
        if clause.subject or clause.lead or not is_last or not clause.object:
            return
        if not re.search(r"[NM)]A$", reading.shape[: clause.end]):
            return
        asked = question(reading, clause, "way", rest=reading.text((clause.verbs.last, manner)))
        if asked and reading.word(manner) not in language.small:
            rest = sentence[reading.words[manner].start :].rstrip(" .")
            told = rest if words(rest) <= _LONGEST_ANSWER_WORDS else reading.text((manner, clause.end))
            yield Asked("fact", asked, told, False, 0.73)
        return


def by_doing_what(sentence: str, language: Language) -> Iterator[Asked]:
    """``Using a strong lens find the mark``, without its comma: how something is to be done."""
    for reading, clause in _clauses(sentence, language):
        verb = clause.verbs.first
        opens = clause.subject.first == 0 and reading.shape[0] == "G" and clause.verbs.length == 1
        if not opens or not clause.object or not reading.is_base(verb) or reading.word(verb) == "be":
            return
        command = clause._replace(subject=Stretch(0, 0), lead=Stretch(0, 0))
        rest = sentence[reading.words[clause.object.first].start :].rstrip(" .")
        asked = question(reading, command, "way", rest=rest)
        if asked and words(asked) <= _LONGEST_DEED_WORDS:
            yield Asked("fact", asked, reading.text(clause.subject), False, 0.76)
        return


def what_is_done(sentence: str, language: Language) -> Iterator[Asked]:
    """``Glutamate binds AMPA receptors``: what the verb governs, things or a clause."""
    for reading, clause in _clauses(sentence, language):
        if clause.subject and reading.shape[clause.subject.first] == "G" and reading.is_base(clause.verbs.last - 1):
            continue  # what is done by doing something
        answer, rest = _thing_and_rest(reading, clause)
        if answer and f"{reading.word(answer.last - 1)} {reading.word(answer.last)}" in language.before_examples:
            answer = Stretch(answer.first, answer.last - 1)  # flowers such as
        names = not clause.object or (reading.names(answer) and not _breaks_off(reading, answer))
        several = _are_several(reading.shape[slice(*answer)])
        if not answer or answer.length > _LONGEST_ANSWER_WORDS or not names:
            continue
        is_name = re.fullmatch("M+(?:[,&]+M+)*", reading.shape[slice(*answer)]) is not None
        is_somebody = is_name and clause.subject and not Name(reading.text(answer), language).is_of_signs
        asked = question(reading, clause, "name" if is_somebody else "thing", rest=_without_pronoun(reading, rest))
        asked = _behind_contrast(reading, clause, asked)
        if clause.subject and says_of_another(reading, clause):
            continue
        if not clause.subject and reading.words[clause.verbs.last - 1].base.casefold() in language.grammar.weighing:
            continue  # consider X as Y
        if asked and (clause.subject or _is_specific(reading, clause, rest, several=several)):
            yield Asked("fact", asked, reading.text(answer), False, 0.76 if several and not clause.subject else 0.74)


def what_it_changes(sentence: str, language: Language) -> Iterator[Asked]:
    """``Storing herbs reduces their scent``: what becomes of a thing, where the verb says little else."""
    for reading, clause in _clauses(_VICE_VERSA.sub("", sentence), language):
        changes = reading.words[clause.verbs.last - 1].base.casefold() in language.grammar.changing
        things, goes_on = clause.object, reading.shape[clause.end :].strip(".")
        if not changes or not clause.subject or clause.lead or goes_on or things.last != clause.end:
            continue
        asked = question(reading, clause, "change", rest=reading.text(things))
        turns = _VICE_VERSA.search(sentence) is not None
        told = sentence[reading.words[clause.verbs.first].start :].rstrip(" .") if turns else reading.text(clause.verbs)
        if asked and 0 < things.length <= _LONGEST_CHANGED_WORDS and words(told) <= _LONGEST_ANSWER_WORDS:
            yield Asked("fact", asked, told, False, 0.77)


_LONGEST_CHANGED_WORDS = 3
_VICE_VERSA = re.compile(r",?\s+\w{1,3}\s+vice[- ]?versa(?=\.?$)", re.IGNORECASE)
"""Latin in all languages, with their word for ``and`` before it."""


def _breaks_off(reading: Reading, answer: Stretch) -> bool:
    """``deadlock for``, ``the sum of the two``, ``two abuses: ..``: does it go on, or only point to something?"""
    grammar, shape = reading.language.grammar, reading.shape[slice(*answer)]
    announces = shape == "QN" and reading.sentence[reading.words[answer.last - 1].end :][:1] in (
        ":",
        ",",
    )  # two abuses: ..
    if announces or only_says_several(reading, answer):
        return True
    points = shape[-2:] == "DQ" and reading.word(answer.last - 2) in {*grammar.definite, *grammar.pointing}
    return points or shape[-1:] in "PTS"


def _behind_contrast(reading: Reading, clause: Clause, asked: str) -> str:
    """A question for what a clause sets against the one before it begins with that: ``The test is short, but what ..?``"""
    joint = clause.subject.first - 1
    if not asked or not is_contrast(reading, joint):
        return asked
    before = reading.text((0, joint + 1))
    if not re.search("[XBV]", reading.shape[:joint]):
        return ""  # the tagger has missed its verb
    return f"{before} {small_first(asked)}" if words(before) <= _LONGEST_CONTRASTED_WORDS else asked


_LONGEST_CONTRASTED_WORDS = 15


def _without_pronoun(reading: Reading, rest: Stretch) -> str:
    """``Keep the key at hand and show it``: what the question asks for is left out behind the second verb, too."""
    also = re.search("&[IV]R", reading.shape[slice(*rest)])
    if not also:
        return reading.text(rest)
    pronoun = rest.first + also.end() - 1
    return f"{reading.text((rest.first, pronoun))} {reading.text((pronoun + 1, rest.last))}".strip()


def _is_specific(reading: Reading, clause: Clause, rest: Stretch, *, several: bool) -> bool:
    """Can a command be asked for what it governs? ``What do you use?`` alone could be anything.

    It is asked for several things, for what serves a purpose, or with a circumstance that nothing else asks for.
    """
    asked_elsewhere = any(_is_questioned(reading, one) for one in clause.governed)
    return bool(clause.purpose) or (not asked_elsewhere and (several or bool(rest and clause.governed)))


def _are_several(shape: str) -> bool:
    return not {",", "&"}.isdisjoint(shape)


def _has_number(shape: str) -> bool:
    return not {"Q", "Y"}.isdisjoint(shape)


def _thing_and_rest(reading: Reading, clause: Clause) -> tuple[Stretch, Stretch]:
    """What the verb governs with what belongs to it, and the circumstances after that."""
    nothing = Stretch(clause.end, clause.end)
    if not clause.object:
        return (
            Stretch(clause.end, len(reading.shape.rstrip(".")))
            if _tells(reading, clause) or _asks_if(reading, clause)
            else nothing
        ), nothing
    cut = next((one.preposition.first for one in clause.governed if _is_circumstance(reading, clause, one)), clause.end)
    end = cut if cut < clause.end else reading.end_with_relative_clause(cut)
    if clause.purpose.first == end and reading.word(end - 1) in reading.language.grammar.before_infinitive:
        return Stretch(clause.object.first, clause.purpose.last), Stretch(end, end)
    while reading.shape[end - 1] in "At" and reading.shape[end - 2] != "E":
        end -= 1
    return Stretch(clause.object.first, end), Stretch(end, max(end, _end(reading, clause), clause.purpose.last))


def _tells(reading: Reading, clause: Clause) -> bool:
    """Does the verb govern a clause: ``says that ..``, ``decides whether ..``?"""
    alone = not clause.object and not clause.governed and clause.end == clause.verbs.last
    alone = alone and "B" not in reading.shape[slice(*clause.verbs)]
    return alone and reading.word(clause.end) in reading.language.grammar.telling


def _asks_if(reading: Reading, clause: Clause) -> bool:
    """Does the verb govern what is asked: ``determines if ..``?"""
    grammar, alone = reading.language.grammar, not clause.object and clause.end == clause.verbs.last
    inquires = reading.words[clause.verbs.last - 1].base.casefold() in grammar.inquiring
    return alone and inquires and reading.word(clause.end) in grammar.asked_by_time


def _is_circumstance(reading: Reading, clause: Clause, one: Governed) -> bool:
    if reading.shape[one.preposition.first - 1] not in "NMQY)A":
        return False
    placed = reading.text(one.preposition).casefold() in reading.language.grammar.placing
    return placed or not clause.subject or _has_number(reading.shape[slice(*one.phrases)])


def with_what(sentence: str, language: Language) -> Iterator[Asked]:
    """``Compare the result with the benchmark``, ``win by waiting``: what a preposition governs, which ends the question."""
    for reading, clause in _clauses(sentence, language):
        doing = [one for one in clause.governed if _is_doing(reading, one)]
        last = clause.governed[-1:] if clause.object else clause.governed[:1]
        for one in doing[:1] or last:
            told = Stretch(one.phrases.first, clause.end)
            goes_on = not clause.subject and _may_go_on(reading, clause)
            if goes_on and doing:
                continue
            usable = bool(doing) or (_is_questioned(reading, one) and not _has_number(reading.shape[slice(*told)]))
            if not usable or told.length > _LONGEST_ANSWER_WORDS or not reading.names(one.phrases):
                continue
            if only_says_several(reading, one.phrases):
                continue
            if doing:
                asked = question(reading, clause, "way", rest=reading.text((clause.verbs.last, one.preposition.first)))
                answer = Stretch(one.preposition.first, clause.end)
            else:
                asked = _by_preposition(reading, clause, one.preposition, by_second_verb=goes_on)
                answer = Stretch(told.first, reading.end_with_relative_clause(told.last))
            if asked:
                yield Asked("fact", asked, reading.text(answer), False, 0.75 if doing or not clause.subject else 0.7)


def _by_preposition(reading: Reading, clause: Clause, preposition: Stretch, *, by_second_verb: bool) -> str:
    """The question that ends with ``preposition``, by the verb of the clause, or by the second one, which governs the same."""
    if not by_second_verb:
        return question(reading, clause, "thing", rest=reading.text((clause.verbs.last, preposition.last)))
    verb = Stretch(clause.object.last - 1, clause.object.last)
    rest = f"{reading.text((clause.object.first, verb.first - 1))} {reading.text(preposition)}"
    return question(reading, clause._replace(verbs=verb), "thing", rest=rest)


def _may_go_on(reading: Reading, clause: Clause) -> bool:
    """``Identify the problem and map to a task``: may the last word of what the verb governs be a second verb?"""
    shape = reading.shape[slice(*clause.object)]
    return shape[-2:-1] == "&" and may_be_verb(reading.word(clause.object.last - 1), reading.language)


def _is_questioned(reading: Reading, one: Governed) -> bool:
    grammar, preposition = reading.language.grammar, reading.text(one.preposition).casefold()
    follows_verb = reading.shape[one.preposition.first - 1] == "V" and "M" not in reading.shape[slice(*one.phrases)]
    return preposition in grammar.questioned or (follows_verb and preposition in grammar.questioned_after_verb)


def _is_doing(reading: Reading, one: Governed) -> bool:
    return (
        reading.word(one.preposition.first) in reading.language.grammar.means
        and reading.shape[one.phrases.first] == "G"
    )


# ------------------------------------------------------------------------------------------------------------ gaps


def who_does_it(sentence: str, language: Language) -> Iterator[Asked]:
    """The subject, hidden: a proper name, what decides something, or a name of which little else is said."""
    for reading, clause in _clauses(sentence, language):
        told = reading.shape[clause.verbs.first : clause.end]
        told_of = reading.text(Stretch(clause.verbs.first, clause.end))
        only_points = not re.search(r"[NMQYJG]", told) and bool(re.search(r"P[DR]", told))
        is_named = _opens_with_name(reading, clause.subject) and names_something(told_of, language)
        asked = only_points or _tells(reading, clause) or is_named
        if says_of_another(reading, clause):
            continue
        if clause.subject and asked and reading.names(clause.subject):
            decides = _tells(reading, clause) and reading.word(clause.end) in language.grammar.deciding
            yield _hidden(reading, clause.subject, 0.77 if decides else 0.7 if only_points else 0.5)


def _opens_with_name(reading: Reading, subject: Stretch) -> bool:
    """Is it a proper name, or called after one, and not somebody's (``his brother Gaius``, ``the king's envoy``)?"""
    shape = reading.shape[slice(*subject)]
    is_article = reading.word(subject.first) in reading.language.all_articles
    return re.fullmatch(r"M.*", shape) is not None or (is_article and re.fullmatch(r"DM+([^sM].*)?", shape) is not None)


def what_it_does(sentence: str, language: Language) -> Iterator[Asked]:
    """``It alienated the bishops``, after a sentence that tells who or what it is: what is said of it, hidden."""
    reading = read(sentence, language)
    if not reading or reading.word(0) not in language.grammar.stand_ins | language.grammar.stand_ins_for_several:
        return
    told = said_of_pronoun(reading)
    told = Stretch(told.first, reading.end_with_relative_clause(told.last))
    if told.length >= _FEWEST_TOLD_WORDS and reading.names(told):
        yield gap(sentence, *reading.span(told), 0.6)


_FEWEST_TOLD_WORDS = 2


def where_and_when(sentence: str, language: Language) -> Iterator[Asked]:
    """What a preposition governs, hidden: a proper name, or several words."""
    for reading, clause in _clauses(sentence, language):
        for one in clause.governed:
            if only_says_several(reading, one.phrases) or reading.shape[one.preposition.first - 1] == "G":
                continue  # depending on ..
            if not clause.subject and reading.shape[one.preposition.first - 1] != "E":
                continue  # a command is asked with a question; ``based on ..`` makes none
            last = one.phrases.last
            stretch = Stretch(one.phrases.first, reading.end_with_relative_clause(last) if last == clause.end else last)
            shape = reading.shape[slice(*stretch)]
            clear = not clause.subject or is_term(reading, clause.subject) or "M" in shape
            is_asked_for = reading.word(one.preposition.last - 1) in language.grammar.questioned_after_verb
            if not clause.subject and not clause.lead and is_asked_for and reading.names(stretch):
                asked = question(reading, clause, "thing", rest=reading.text((clause.verbs.last, one.preposition.last)))
                if asked:
                    yield Asked("fact", asked, reading.text(stretch), False, 0.53)
                    continue
            if clear and reading.names(stretch) and _is_telling(shape):
                yield _hidden(reading, stretch, 0.53)


def _is_telling(shape: str) -> bool:
    """A proper name, or several words that name something."""
    return "M" in shape or len(re.findall(r"[NGQYJE]", shape)) > 1


def _hidden(reading: Reading, stretch: Stretch, sureness: float) -> Asked:
    brackets = reading.shape.find("(", stretch.first, stretch.last)
    stretch = Stretch(stretch.first, brackets) if brackets > stretch.first else stretch
    first = stretch.first
    while first < stretch.last - 1 and reading.shape[first] in "DA":
        first += 1
    return gap(reading.sentence, *reading.span((first, stretch.last)), sureness)
