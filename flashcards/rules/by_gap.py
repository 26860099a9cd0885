"""A sentence whose end is hidden, as a question for it: when, or why. Identity goes on by the sentence with its gap."""

from __future__ import annotations

import re

from flashcards.model import GAP, Draft
from flashcards.rules.clause import Stretch, clauses
from flashcards.rules.grammar import Reading, read
from flashcards.rules.language import Language
from flashcards.rules.question_forms import Asks, question
from flashcards.rules.text import sentences

_LONGEST_MAIN_WORDS = 22
"""What is longer reads better as it stands."""


def for_gap(draft: Draft, language: Language) -> str:
    """``Tides are high when [...].`` as ``When are tides high?``; empty where no such question can be formed."""
    main, gap, after = draft.front.rpartition(GAP)
    if not gap or after.strip(" .") or main.count(GAP) or len(sentences(main)) > 1:
        return ""
    found = _opening(main, language)
    if found is None:
        return ""
    asks, said = found
    reading = read(said, language)
    if reading is None or not 1 < len(reading.words) <= _LONGEST_MAIN_WORDS or re.search(r"[.(]", reading.shape):
        return ""
    found_clauses = list(clauses(reading))
    if len(found_clauses) != 1 or found_clauses[0].depends or _is_of_verb(reading, asks, draft.back):
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
    lower = main.casefold().rstrip()
    kinds: tuple[tuple[Asks, frozenset[str]], ...] = (
        ("reason", frozenset(language.causes)),
        ("time", language.grammar.asked_by_time),
    )
    for asks, openings in kinds:
        for words in sorted(openings, key=len, reverse=True):
            said, word = main.rstrip()[: -len(words)].rstrip(" ,;"), main.rstrip()[-len(words) :]
            if lower.endswith(f" {words}") and not word.isupper():  # 753 BC
                return asks, re.sub(r"(?:,\s+\w+ly|\s+only)$", "", said)
    return None
