"""Circumstances that a gap hides: when, where, why."""

from __future__ import annotations

import re

from flashcards.rules.bare_name import Name
from flashcards.rules.by_shape import is_date
from flashcards.rules.clause import Clause, Stretch, clause_of_pronoun, clauses
from flashcards.rules.gap import Gap, before_last
from flashcards.rules.grammar import Reading, read
from flashcards.rules.language import Language
from flashcards.rules.question_forms import Asks, question
from flashcards.rules.text import large_first, small_first

_LONGEST_MAIN_WORDS = 22
"""What is longer reads better as it stands."""


def when_or_why(gap: Gap) -> str:
    """A condition or a reason at the end."""
    if not gap.is_last or gap.lead:
        return ""
    found = _opening(gap.before, gap.language)
    if found is None:
        return ""
    asks, said = found
    if asks == "time" and is_of_a_part(gap, said):
        return ""
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


def is_of_a_part(gap: Gap, said: str) -> bool:
    """Does a condition belong to the last of several statements or cases only, hold a statement of its own, or tell of a date?

    ``If A, B; if C, D``; ``six years, or twelve if ..``; ``until 1931, when ..``.
    """
    joints = "|".join(map(re.escape, gap.language.conjunctions))
    has_cases = re.search(rf";|,\s+(?:{joints})\s" if joints else ";", said)
    tells_of_date = re.search(r"\d[^\s]*\s*,\s*\w+\s*$", gap.before) is not None
    reading = read(gap.hidden, gap.language)
    goes_on = reading is not None and re.search(",(?!&)[^XBV]*[XBV]", reading.shape) is not None
    return has_cases is not None or tells_of_date or goes_on


def _is_of_verb(reading: Reading, asks: Asks, back: str) -> bool:
    """Does what is hidden belong to the last verb (``determine if ..``) or clause, or is it a date (``since 1990``)?"""
    if asks == "reason":
        return back[:1].isdigit() or ",W" in reading.shape  # it may be of what is said by the way
    inquiring = reading.language.grammar.inquiring
    asks_somebody = reading.shape[0] in "IV" and reading.words[0].base.casefold() in inquiring  # ask the owner when ..
    return asks_somebody or reading.words[-1].base.casefold() in inquiring or "W" in reading.shape


def _opening(main: str, language: Language) -> tuple[Asks, str] | None:
    """What the words before the gap ask for, and the statement before them."""
    kinds: tuple[tuple[Asks, frozenset[str]], ...] = (
        ("reason", frozenset(language.causes)),
        ("time", language.grammar.asked_by_time),
    )
    before_infinitive = frozenset(language.purposes) if re.search(r",\s+\S+$", main.rstrip()) else frozenset()
    for asks, openings in (*kinds, ("reason", before_infinitive)):
        for said, word in before_last(main, openings):
            if not word.isupper():  # 753 BC
                return asks, re.sub(r"(?:,\s+\w+ly|\s+only)$", "", said)
    return None


def when_or_where(gap: Gap) -> str:
    """A date or a place with its preposition: ``In [...] France declared war on Spain``."""
    found = re.search(r"(?:^|(?<=\s))(?P<word>\w+)\s+$", gap.before)
    word = found["word"].casefold() if found else ""
    if is_date(gap.hidden):
        asking = dict(gap.phrases.dated).get(word, "")
    else:
        asking = gap.phrases.where_at if word in gap.language.grammar.where and gap.hides_name else ""
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
    return large_first(asked)


def _end_of_circumstances(reading: Reading, clause: Clause) -> int:
    """Where a clause may end inside a question: before a comma, and without a comparison that goes on after it."""
    last = clause.end
    if reading.word(last) in reading.language.grammar.comparing:
        last = clause.governed[-1].preposition.first if clause.governed else clause.verbs.last
        last -= reading.shape[last - 1] in "An"
    comma = re.search(",(?!Q)", reading.shape[clause.verbs.last : last])  # 13,000
    return clause.verbs.last + comma.start() if comma else last


def when_was(gap: Gap) -> str:
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
    is_any = beside["of"] and not re.search("M|[NJ]N", found[0])  # the law of 1905: which?
    if is_cut and not re.search("[XBVSWPT,&]", reading.shape):
        whole = Name(reading.sentence.strip(), gap.language)
        return gap.phrases.when_was.format(whole.titled_with_article, aux="was")
    if is_cut or is_any or is_done or re.fullmatch("M+", found[0]):  # what is done then; somebody, or somewhere
        return ""
    several = name.is_plural and "M" not in found[0][-1]
    told = small_first(name.text) if found[0][0] == "D" else name.inside
    return gap.phrases.when_was.format(told, aux="were" if several else "was")
