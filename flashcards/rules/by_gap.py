"""A sentence with a gap, as a question for what is hidden: when, why, how many, which examples, what follows.

Identity goes on by the sentence with its gap. The ways are tried in order (``_WAYS``); where none fits safely, the gap stays.
What needs the order of words is told by parts of speech; what can be asked behind the sentence as it stands, by small words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from flashcards.markup import mask, plain_line, whole_emphasis, words
from flashcards.model import GAP, Draft
from flashcards.rules.bare_name import Name
from flashcards.rules.by_shape import is_date
from flashcards.rules.clause import PHRASES, Clause, Stretch, clause_of_pronoun, clauses
from flashcards.rules.grammar import Reading, read
from flashcards.rules.language import Language
from flashcards.rules.phrases import PHRASES_OF, Phrases
from flashcards.rules.question_forms import Asks, question, with_s
from flashcards.rules.text import is_question, lower_words, sentences, small_first
from flashcards.rules.turning import auxiliary_of

_LONGEST_MAIN_WORDS = 22
"""What is longer reads better as it stands."""

_FEWEST_LEFT_OPEN_WORDS = 3
"""In the sentence before a gap that is asked for behind it."""


@dataclass(frozen=True)
class _Gap:
    """A sentence with a gap, and what stands there."""

    lead: str
    """The sentences before it."""
    before: str
    hidden: str
    after: str
    language: Language
    phrases: Phrases

    @property
    def is_last(self) -> bool:
        """Does the sentence end with it?"""
        return not self.after.strip(" .")

    @cached_property
    def reading(self) -> Reading | None:
        """The sentence with what is hidden; None in a language that no model knows, and for what can't be one sentence."""
        whole = f"{self.before}{self.hidden}{self.after}"
        found = read(whole, self.language) if not self.lead else None
        return found if found and len(found.words) > 1 else None

    @property
    def stretch(self) -> Stretch:
        """The words of ``reading`` that are hidden."""
        assert self.reading
        start, end = len(self.before), len(self.before) + len(self.hidden)
        inside = [number for number, word in enumerate(self.reading.words) if start <= word.start < end]
        return Stretch(inside[0], inside[-1] + 1) if inside else Stretch(0, 0)

    def clauses(self) -> list[Clause]:
        """Those of ``reading``."""
        return list(clauses(self.reading)) if self.reading else []


def for_gap(draft: Draft, language: Language) -> str:
    """``Tides are high when [...].`` as ``When are tides high?``; empty where no such question can be formed."""
    phrases, parts = PHRASES_OF.get(language.name), sentences(draft.front)
    holding = [number for number, part in enumerate(parts) if GAP in part]
    if phrases is None or holding != [len(parts) - 1] or draft.front.count(GAP) > 1 or is_question(draft.front):
        return ""
    before, _, after = parts[-1].partition(GAP)
    gap = _Gap(" ".join(parts[:-1]), before, draft.back, after, language, phrases)
    return next((asked for way in _WAYS if (asked := way(gap))), "")


# -------------------------------------------------------------------------------------- by the order of words


def _when_or_why(gap: _Gap) -> str:
    """A condition or a reason at the end."""
    if not gap.is_last or gap.lead:
        return ""
    found = _opening(gap.before, gap.language)
    if found is None:
        return ""
    asks, said = found
    reading = read(said, gap.language)
    if reading is None or not 1 < len(reading.words) <= _LONGEST_MAIN_WORDS or re.search(r"[.(]", reading.shape):
        return ""
    found_clauses = [*clauses(reading)] or [*clause_of_pronoun(reading)]
    if len(found_clauses) != 1 or found_clauses[0].depends or _is_of_verb(reading, asks, gap.hidden):
        return ""
    verbs = found_clauses[0].verbs
    rest = reading.text(Stretch(verbs.last, len(reading.words)))
    says_nothing = not rest and reading.shape[verbs.last - 1] == "B"
    return "" if says_nothing else question(reading, found_clauses[0], asks, rest=rest)


def _is_of_verb(reading: Reading, asks: Asks, back: str) -> bool:
    """Does what is hidden belong to the last verb (``determine if ..``) or clause, or is it a date (``since 1990``)?"""
    if asks == "reason":
        return back[:1].isdigit()
    return reading.words[-1].base.casefold() in reading.language.grammar.inquiring or "W" in reading.shape


def _opening(main: str, language: Language) -> tuple[Asks, str] | None:
    """What the words before the gap ask for, and the statement before them."""
    kinds: tuple[tuple[Asks, frozenset[str]], ...] = (
        ("reason", frozenset(language.causes)),
        ("time", language.grammar.asked_by_time),
    )
    for asks, openings in kinds:
        for said, word in _before_last(main, openings):
            if not word.isupper():  # 753 BC
                return asks, re.sub(r"(?:,\s+\w+ly|\s+only)$", "", said)
    return None


def _before_last(main: str, openings: frozenset[str]) -> Iterator[tuple[str, str]]:
    """What stands before the last words of ``main``, and these, if they are one of ``openings``."""
    lower = main.casefold().rstrip()
    for opening in sorted(openings, key=len, reverse=True):
        if lower.endswith(f" {opening}"):
            main = main.rstrip()
            yield main[: -len(opening)].rstrip(" ,;"), main[-len(opening) :]


def _which_examples(gap: _Gap) -> str:
    """``Interpretability techniques like [...]``: what they are examples of; also in brackets."""
    before = gap.before.rstrip()
    announcing = gap.language.announcing
    opens = re.search(
        rf"(?P<bracket>\()?(?:(?<!\w)(?P<marker>{'|'.join(map(re.escape, sorted(announcing, key=len, reverse=True)))}),?)?$",
        before,
        re.IGNORECASE,
    )
    if not opens or not (opens["bracket"] or opens["marker"]) or not gap.phrases.examples:
        return ""
    said = before[: opens.start()].rstrip(" ,")
    kind = _kind_before(said, gap.language, in_brackets=bool(opens["bracket"]))
    parts = [part for part in re.split(r",|;|/|\s(?:and|or|&)\s", gap.hidden) if part.strip()]
    if not kind or len(parts) < 2 or max(map(words, parts)) > _LONGEST_EXAMPLE_WORDS:
        return ""
    whole = "" if gap.lead or not gap.is_last else _which_of(said, kind, gap)
    return whole or gap.phrases.examples.format(kind)


def _which_of(said: str, kind: str, gap: _Gap) -> str:
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
    asked = _turned(reading, clause, asking, "")
    return f"{asked.removesuffix('?')}{closing}" if asked else ""


_LONGEST_EXAMPLE_WORDS = 5


def _kind_before(text: str, language: Language, *, in_brackets: bool) -> str:
    """What ``text`` ends with, if that names several things of a kind; brackets may be about what governs it, too."""
    reading = read(text, language)
    found = re.search(rf"(?:{PHRASES})$", reading.shape) if reading else None
    head = re.search(r"[JQEG]*[NMG]+(?:O[DJQEG]*[NMG]+)?$", found[0]) if found else None
    if not reading or not found or not head:
        return ""
    start = found.start() + head.start()
    kind = Name(whole_emphasis(reading.text(Stretch(start, len(reading.words)))), language)
    is_governed = in_brackets and reading.shape[:start].rstrip("DJ").endswith("P")
    is_plural = kind.is_plural or kind.text.endswith(
        "ics"
    )  # several are named, so these are metrics rather than physics
    return kind.inside if is_plural and "Q" not in kind.shape and not is_governed else ""


def _how_many(gap: _Gap) -> str:
    """A number before what is counted: ``Humans have [...] chromosomes``."""
    reading, phrases = gap.reading, gap.phrases
    counted = re.match(r"\s+(?=[^\W\d_])", gap.after)
    if not reading or not counted or not phrases.how_many or not _COUNT.fullmatch(gap.hidden):
        return ""
    stretch = gap.stretch
    clause = next((one for one in gap.clauses() if one.end >= stretch.last), None)
    if not clause or clause.depends or clause != gap.clauses()[0]:
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
            return _as_question(lead, how_many, reading.text(Stretch(things.last, clause.end)))
        return _turned(reading, clause, how_many, reading.text(Stretch(things.last, clause.end)))
    return ""


_COUNT = re.compile(r"[~≈]?\d[\d.,]*")


def _when_or_where(gap: _Gap) -> str:
    """A date or a place with its preposition: ``In [...] France declared war on Spain``."""
    found = re.search(r"(?:^|(?<=\s))(?P<word>\w+)\s+$", gap.before)
    word = found["word"].casefold() if found else ""
    if is_date(gap.hidden):
        asking = dict(gap.phrases.dated).get(word, "")
    else:
        asking = gap.phrases.where_at if word in gap.language.grammar.where and _is_named(gap) else ""
    if not found or not asking or gap.lead:
        return ""
    before, after = gap.before[: found.start()].rstrip(" ,"), gap.after.lstrip()
    said = f"{before} {after}" if after[:1].isalnum() and before else f"{before}{after}"
    reading = read(said.strip(" ,"), gap.language)
    first = next(clauses(reading), None) if reading else None
    if not reading or not first or not first.subject or first.depends or reading.shape[:1] in "SW":
        return ""
    last = _end_of_circumstances(reading, first)
    at = sum(word.end <= len(before) for word in reading.words)
    if at > last or re.search(r"[SW(]", reading.shape[: max(at, first.verbs.last)]):
        return ""
    if last == first.end and reading.word(last) in reading.language.grammar.telling:
        last = len(reading.words)  # decreed that ..
    rest = reading.text(Stretch(first.verbs.last, last)).rstrip(" .")
    asked = question(reading, first, "time", rest=rest) if rest or len(reading.shape[slice(*first.verbs)]) > 1 else ""
    asked = re.sub(r"(?i)(^|, )when\b", lambda one: f"{one[1]}{asking}", asked, count=1)
    return f"{asked[:1].upper()}{asked[1:]}"


def _end_of_circumstances(reading: Reading, clause: Clause) -> int:
    """Where a clause may end inside a question: before a comma, and without a comparison that goes on after it."""
    last = clause.end
    if reading.word(last) == "than":
        last = clause.governed[-1].preposition.first if clause.governed else clause.verbs.last
        last -= reading.shape[last - 1] in "An"
    comma = re.search(",(?!Q)", reading.shape[clause.verbs.last : last])  # 13,000
    return clause.verbs.last + comma.start() if comma else last


def _is_named(gap: _Gap) -> bool:
    """Is what is hidden a proper name?"""
    reading = gap.reading
    return reading is not None and re.fullmatch("M+", reading.shape[slice(*gap.stretch)]) is not None


def _when_was(gap: _Gap) -> str:
    """A date beside what it is of: ``The Edict ([...]) ordered``, ``the Peace of [...]``."""
    beside = re.search(r"\s(?:\(|(?P<of>of)\s)$", gap.before)
    closed = gap.after.startswith(")") or (beside and beside["of"])
    if not beside or not closed or not gap.phrases.when_was or not is_date(gap.hidden):
        return ""
    reading = read(gap.before[: beside.start()], gap.language)
    found = re.search(r"D?[JQEGNM]*[NM](?:s[JQE]*[NM]+)?(?:[OP]D?[JQEGNM]*[NM])*$", reading.shape) if reading else None
    if not reading or not found:
        return ""
    name = Name(reading.text(Stretch(found.start(), len(reading.words))), gap.language)
    starts = reading.words[found.start()].start
    is_cut = reading.sentence[:starts].rstrip().endswith(("'", "’"))  # Hundred Years' War
    is_done = re.search("[XBV]", reading.shape[: found.start()]) and not re.fullmatch("DJ*[NM]+OD?M+", found[0])
    if is_cut or is_done or re.fullmatch("M+", found[0]):  # what is done then; somebody, or somewhere
        return ""
    several = name.is_plural and "M" not in found[0][-1]
    told = small_first(name.text) if found[0][0] == "D" else name.inside
    return gap.phrases.when_was.format(told, aux="were" if several else "was")


def _which_of_a_rank(gap: _Gap) -> str:
    """A name behind what its bearer is: ``Pope [...] protested``."""
    reading, clause = gap.reading, next(iter(gap.clauses()), None)
    if not reading or not clause or not gap.phrases.which_one or clause.lead or clause.beside or not _is_named(gap):
        return ""
    before = Stretch(clause.subject.first, gap.stretch.first)
    is_rank = clause.subject.last == gap.stretch.last and re.fullmatch("D?J*[NM]", reading.shape[slice(*before)])
    if not is_rank or not _goes_on(reading, clause, gap.clauses()):
        return ""
    rank = reading.text(Stretch(before.last - 1, before.last))
    rest = whole_emphasis(reading.sentence[reading.words[clause.verbs.first].start :].rstrip(" ."))
    return gap.phrases.which_one.format(small_first(rank), rest)


def _what_share(gap: _Gap) -> str:
    """A percentage at the start: ``[...] of stars sit on the main sequence``."""
    reading = gap.reading
    is_first = not lower_words(gap.before) or {*lower_words(gap.before)} <= gap.language.grammar.about
    if not reading or not is_first or not re.fullmatch(r"[~≈]?\d[\d.,–-]*\s?%", gap.hidden) or not gap.phrases.share:
        return ""
    return gap.phrases.share.format(gap.after.strip(" .")) if gap.after.startswith(" of ") else ""


def _what(gap: _Gap) -> str:
    """What a verb governs, or who or what does what is said."""
    reading, hidden = gap.reading, gap.stretch if gap.reading else Stretch(0, 0)
    if not reading or not hidden or not reading.names(hidden) or words(gap.hidden) > _LONGEST_MAIN_WORDS:
        return ""
    found = gap.clauses()
    clause = found[0] if found else None
    if not clause or clause.depends or re.search(r"[(]", reading.shape):
        return ""
    if _without_article(reading, clause.object) == _without_article(reading, hidden):
        end = len(reading.words) if _goes_on(reading, clause, found) else clause.end
        return question(reading, clause, "thing", rest=reading.text(Stretch(clause.object.last, end)).rstrip(" ."))
    is_subject = clause.subject and _without_article(reading, clause.subject) == _without_article(reading, hidden)
    stands = is_subject and not clause.beside and _goes_on(reading, clause, found)
    return _who_or_what(gap, reading, clause) if stands else ""


def _goes_on(reading: Reading, clause: Clause, found: list[Clause]) -> bool:
    """Does all that follows belong to ``clause``, the first of those that were ``found``?"""
    return len(found) == 1 or reading.shape[clause.end : clause.end + 1] in ("T", "S", "W")


def _what_is(gap: _Gap) -> str:
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
    return _turned(reading, first, gap.phrases.doing.format("").strip(), gap.after.strip(" ."))


def _who_or_what(gap: _Gap, reading: Reading, clause: Clause) -> str:
    first = clause.verbs.first
    verb = reading.word(first)
    if not gap.phrases.doing or reading.shape[first] == "A" or verb in ("are", "were"):
        return ""
    if reading.shape[first] == "V" and reading.is_base(first):
        verb = with_s(verb)
    joint = re.search(",[S&]", reading.shape[first:])
    end = reading.words[first + joint.start()].start if joint else len(reading.sentence)
    rest = whole_emphasis(reading.sentence[reading.words[first].end : end].rstrip(" ."))
    is_counted = re.search(r"\s[IVX]+$", gap.hidden)  # Nicholas II
    shape = reading.shape[slice(*clause.subject)]
    is_name = re.fullmatch("M+", shape) or (is_counted and re.fullmatch("M+[NQ]", shape))
    may_be_somebody = is_name and not Name(gap.hidden, gap.language).is_of_signs
    asking = gap.phrases.done_by_anybody if may_be_somebody else gap.phrases.doing
    return _as_question(reading.text(clause.lead).rstrip(" ,"), asking.format(f"{verb}{rest}"))


def _without_article(reading: Reading, stretch: Stretch) -> Stretch:
    first = stretch.first
    while first < stretch.last - 1 and reading.shape[first] in "DA":
        first += 1
    return Stretch(first, stretch.last)


def _turned(reading: Reading, clause: Clause, asking: str, rest: str) -> str:
    """The question that begins with ``asking`` and ends with ``rest``: its verb before its subject."""
    grammar = reading.language.grammar
    if not clause.subject or not grammar.negated.isdisjoint(reading.word(number) for number in range(*clause.verbs)):
        return ""
    auxiliary, others = auxiliary_of(reading, clause)
    subject = reading.text(Stretch(clause.subject.first, clause.verbs.first)).rstrip(" ,")
    opens = clause.subject.first == 0 and reading.shape[0] != "M" and not subject[1:2].isupper()
    lead = reading.text(clause.lead).rstrip(" ,")
    return _as_question(
        lead, asking, auxiliary, small_first(subject) if opens else subject, others, rest.rstrip(" .,;")
    )


def _as_question(lead: str, *parts: str) -> str:
    asked = " ".join(part for part in parts if part)
    asked = f"{lead}, {small_first(asked)}" if lead else asked
    return f"{asked[:1].upper()}{asked[1:]}?"


# ------------------------------------------------------------------------------- behind the sentence as it stands


def _left_open(gap: _Gap) -> str:
    """A reason, a condition or a consequence at the end, asked for behind the rest of the sentence."""
    if not gap.is_last or words(gap.before) < _FEWEST_LEFT_OPEN_WORDS or words(gap.hidden) < 2:
        return ""
    language, phrases = gap.language, gap.phrases
    conditions = frozenset(language.conditions) & (language.grammar.asked_by_time or frozenset(language.conditions))
    for openings, asked in (
        (frozenset(language.results), phrases.then_what),
        (frozenset(language.causes), phrases.then_why),
        (conditions, phrases.then_when),
    ):
        for said, word in list(_before_last(gap.before, openings | frozenset(language.conditions)))[:1]:
            if word.casefold() not in openings:
                continue
            condition = read(gap.hidden, language)
            if condition and not re.search("[XBV]", condition.shape):
                continue  # when necessary
            stands = plain_line(said) and not re.search(r"[.:;?!]$", said) and said.count("(") == said.count(")")
            if asked and stands and not word.isupper() and not is_date(gap.hidden) and _is_whole(said, language):
                return asked.format(f"{gap.lead} {said}".strip())
    return ""


def _other_of_two(gap: _Gap) -> str:
    """The second of two things that a name without a verb is about: ``Trade-off between speed and [...]``."""
    between, joint = gap.language.between
    bare = re.search(rf"\s{joint}\s*$", gap.before, re.IGNORECASE) if joint else None
    reading = gap.reading
    is_name = reading is not None and not re.search("[XBV]", reading.shape)
    if not bare or not is_name or not gap.is_last or f" {between} " not in gap.before.casefold():
        return ""
    return gap.phrases.second_of_two.format(gap.before.strip())


def _is_whole(said: str, language: Language) -> bool:
    """Can a sentence end here: not with a small word, and not within another clause?"""
    last = lower_words(said)[-1:]
    reading = read(said, language)
    if not last or mask(said) != said:
        return False
    if reading is None:
        return plain_line(said).lstrip("«¿¡“„\"' ")[:1].isupper() and last[0] not in language.small
    return (
        re.search("[XBV]", reading.shape) is not None
        and reading.words[-1].base.casefold() not in language.grammar.inquiring
        and reading.shape[-1] not in "XBVIPSWDOT&A"
    )


_WAYS: tuple[Callable[[_Gap], str], ...] = (
    _when_or_why,
    _which_examples,
    _when_or_where,
    _when_was,
    _which_of_a_rank,
    _what_share,
    _how_many,
    _what_is,
    _what,
    _other_of_two,
    _left_open,
)
