"""Things that a gap hides: what, who, how many, which examples of a kind."""

from __future__ import annotations

import re
from itertools import chain

from flashcards.markup import whole_emphasis, words
from flashcards.rules.bare_name import Name
from flashcards.rules.clause import NOUN_PHRASES, Clause, Stretch, clause_of_pronoun, clauses
from flashcards.rules.english import with_s
from flashcards.rules.gap import Gap, as_question, turned
from flashcards.rules.grammar import Reading, read
from flashcards.rules.language import Language
from flashcards.rules.question_forms import question
from flashcards.rules.text import alternatives, lower_words

_LONGEST_EXAMPLE_WORDS = 5
_LONGEST_HIDDEN_WORDS = 22
_COUNT = re.compile(r"[~≈]?\d[\d.,]*")


def which_examples(gap: Gap) -> str:
    """``Interpretability techniques like [...]``: what they are examples of; also in brackets."""
    before = gap.before.rstrip()
    announcing = gap.language.announcing
    opens = re.search(
        rf"(?P<bracket>\()?(?:(?<!\w)(?P<marker>{alternatives(announcing)}),?)?$",
        before,
        re.IGNORECASE,
    )
    if not opens or not (opens["bracket"] or opens["marker"]) or not gap.phrases.examples:
        return ""
    said = before[: opens.start()].rstrip(" ,")
    kind = _kind_before(said, gap.language, in_brackets=bool(opens["bracket"]))
    parts = [part for part in re.split(r",|;|/|\s(?:and|or|&)\s", gap.hidden) if part.strip()]
    if not kind and not opens["bracket"] and gap.is_last and not gap.lead:
        kind = _governed_by_verb(said, gap.language)
    if not kind or len(parts) < 2 or max(map(words, parts)) > _LONGEST_EXAMPLE_WORDS:
        return ""
    whole = "" if gap.lead or not gap.is_last else _which_of(said, kind, gap)
    return whole or gap.phrases.examples.format(kind)


def _which_of(said: str, kind: str, gap: Gap) -> str:
    """``Keepers plant flowers``: the question for examples of what a clause ends with, by the clause."""
    reading = read(said, gap.language)
    found = list(clauses(reading)) if reading else []
    if not reading or len(found) != 1 or not gap.phrases.which_for_example[0] or found[0].depends:
        return ""
    clause, last = found[0], len(reading.words)
    things, preposition = clause.object, ""
    if clause.governed and clause.governed[-1].phrases.last == last and not clause.object:
        things = clause.governed[-1].phrases
        preposition = reading.text(clause.governed[-1].preposition)
    if not clause.subject or things.last != last or clause.beside or len(clause.governed) > bool(preposition):
        return ""
    opening, closing = gap.phrases.which_for_example
    asking = " ".join(part for part in (preposition, opening.format(kind)) if part)
    asked = turned(reading, clause, asking, "")
    return f"{asked.removesuffix('?')}{closing}" if asked else ""


def _governed_by_verb(said: str, language: Language) -> str:
    """``fodder grown on hills`` in ``We use fodder grown on hills``; empty where the verb governs more or something else."""
    reading = read(said, language)
    clause = next(chain(clauses(reading), clause_of_pronoun(reading)), None) if reading else None
    if not reading or not clause or clause.depends or reading.shape[clause.verbs.last - 1] not in "VI":
        return ""
    things = Stretch(clause.verbs.last, len(reading.words))
    is_one = re.fullmatch(rf"{NOUN_PHRASES}(?:[EP][^.,(XSW]*)?", reading.shape[slice(*things)])
    return reading.text(things) if is_one else ""


def _kind_before(text: str, language: Language, *, in_brackets: bool) -> str:
    """What ``text`` ends with, if that names several things of a kind; brackets may be about what governs it, too."""
    reading = read(text, language)
    found = re.search(rf"(?:{NOUN_PHRASES})$", reading.shape) if reading else None
    head = re.search(r"[JQEG]*[NMG]+(?:O[DJQEG]*[NMG]+)?$", found[0]) if found else None
    if not reading or not found or not head:
        return ""
    start = found.start() + head.start()
    kind = Name(whole_emphasis(reading.text(Stretch(start, len(reading.words)))), language)
    is_governed = in_brackets and reading.shape[:start].rstrip("DJ").endswith("P")
    is_plural = kind.is_plural or kind.text.endswith("ics")  # as several are named, metrics rather than physics
    return kind.inside if is_plural and "Q" not in kind.shape and not is_governed else ""


def how_many(gap: Gap) -> str:
    """A number before what is counted: ``Humans have [...] chromosomes``."""
    reading, phrases = gap.reading, gap.phrases
    counted = re.match(r"\s+(?=[^\W\d_])", gap.after)
    if not reading or not counted or not phrases.how_many or not _COUNT.fullmatch(gap.hidden):
        return ""
    stretch = gap.stretch
    clause = next((one for one in gap.clauses if one.end >= stretch.last), None)
    if not clause or clause.depends or clause != gap.clauses[0]:
        return ""
    for things, is_subject in ((clause.subject, True), (clause.object, False)):
        if not (things.first <= stretch.first < stretch.last < things.last) or re.search(
            "[^ADP]", reading.shape[things.first : stretch.first]
        ):
            continue
        several = reading.text(Stretch(stretch.last, things.last))
        head = Name(several, gap.language)
        if not head.is_plural or "," in reading.shape[slice(*things)] or "&" in reading.shape[slice(*things)]:
            return ""
        how_many = phrases.how_many.format(several)
        if is_subject:
            lead = reading.text(clause.lead).rstrip(" ,")
            return as_question(lead, how_many, reading.text(Stretch(things.last, clause.end)))
        return turned(reading, clause, how_many, reading.text(Stretch(things.last, clause.end)))
    return ""


def what_share(gap: Gap) -> str:
    """A percentage at the start: ``[...] of stars sit on the main sequence``."""
    reading = gap.reading
    is_first = not lower_words(gap.before) or {*lower_words(gap.before)} <= gap.language.grammar.about
    if not reading or not is_first or not re.fullmatch(r"[~≈]?\d[\d.,–-]*\s?%", gap.hidden) or not gap.phrases.share:
        return ""
    return gap.phrases.share.format(gap.after.strip(" .")) if gap.after.startswith(" of ") else ""


def what_is(gap: Gap) -> str:
    """What follows a copula: ``The ratio is [...] for a gas``."""
    reading = read(gap.before, gap.language) if not gap.lead else None
    first = next(clauses(reading), None) if reading else None
    hidden = read(gap.hidden, gap.language)
    if not reading or not first or not first.subject or first.depends or first.verbs.last != len(reading.words):
        return ""
    is_quality = hidden is not None and "," not in hidden.shape and re.match("A*[JE][PT]", hidden.shape)
    names = hidden is not None and re.search("[NMQG]", hidden.shape) and not is_quality
    is_plain = reading.shape[slice(*first.verbs)] == "B" and re.fullmatch(r"\s*|\s+for [^.,;]*", gap.after.rstrip(" ."))
    if not names or not is_plain or not gap.phrases.doing:
        return ""
    return turned(reading, first, gap.phrases.doing.format("").strip(), gap.after.strip(" ."))


def what(gap: Gap) -> str:
    """What a verb governs, or who or what does what is said."""
    reading, hidden = gap.reading, gap.stretch
    if not reading or not hidden or not reading.names(hidden) or words(gap.hidden) > _LONGEST_HIDDEN_WORDS:
        return ""
    found = gap.clauses
    clause = found[0] if found else None
    if not clause or clause.depends or re.search(r"[(]", reading.shape):
        return ""
    if _without_article(reading, clause.object) == _without_article(reading, hidden):
        end = len(reading.words) if _goes_on(reading, clause, found) else clause.end
        return question(reading, clause, "thing", rest=reading.text(Stretch(clause.object.last, end)).rstrip(" ."))
    is_subject = clause.subject and _without_article(reading, clause.subject) == _without_article(reading, hidden)
    is_apart = len(found) > 1 and reading.shape[clause.end] == "&" and found[1].subject.first > clause.end
    stands = is_subject and not clause.beside and (is_apart or _goes_on(reading, clause, found))
    return _who_or_what(gap, reading, clause) if stands else ""


def what_it_is_by(gap: Gap) -> str:
    """What a preposition behind a quality governs: ``Losses are due to [...]``."""
    reading, clause = gap.reading, next(iter(gap.clauses), None)
    if (
        not reading
        or not clause
        or not gap.is_last
        or gap.lead
        or clause.depends
        or clause.object
        or len(gap.clauses) > 1
    ):
        return ""
    governed = clause.governed[0] if clause.governed else None
    is_quality = governed is not None and re.fullmatch(
        "A*J", reading.shape[clause.verbs.last : governed.preposition.first]
    )
    if not governed or not is_quality or _without_article(reading, governed.phrases).first != gap.stretch.first:
        return ""
    if reading.word(governed.preposition.first) not in gap.language.grammar.questioned:
        return ""
    return turned(reading, clause, "what", reading.text((clause.verbs.last, governed.preposition.last)))


def _who_or_what(gap: Gap, reading: Reading, clause: Clause) -> str:
    first = clause.verbs.first
    verb = reading.word(first)
    if clause.lead and "P" not in reading.shape[slice(*clause.lead)]:
        return ""  # neither .. nor
    if not gap.phrases.doing or reading.shape[first] == "A" or verb in ("are", "were"):
        return ""
    if reading.shape[first] == "V" and reading.is_base(first):
        verb = with_s(verb)
    joints = [first + found.start() for found in re.finditer(",[S&]", reading.shape[first:])]
    joints += [clause.end] if reading.shape[clause.end : clause.end + 1] == "&" else []
    end = reading.words[min(joints)].start if joints else len(reading.sentence)
    rest = whole_emphasis(reading.sentence[reading.words[first].end : end].rstrip(" ."))
    is_counted = re.search(r"\s[IVX]+$", gap.hidden)  # Nicholas II
    shape = reading.shape[slice(*clause.subject)]
    is_name = re.fullmatch("M+", shape) or (is_counted and re.fullmatch("M+[NQ]", shape))
    may_be_somebody = is_name and not Name(gap.hidden, gap.language).is_of_signs
    asking = gap.phrases.done_by_anybody if may_be_somebody else gap.phrases.doing
    return as_question(reading.text(clause.lead).rstrip(" ,"), asking.format(f"{verb}{rest}"))


def _goes_on(reading: Reading, clause: Clause, found: tuple[Clause, ...]) -> bool:
    """Does all that follows belong to ``clause``, the first of those that were ``found``?"""
    return len(found) == 1 or reading.shape[clause.end : clause.end + 1] in ("T", "S", "W")


def _without_article(reading: Reading, stretch: Stretch) -> Stretch:
    first = stretch.first
    while first < stretch.last - 1 and reading.shape[first] in "DA":
        first += 1
    return Stretch(first, stretch.last)
