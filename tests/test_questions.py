"""What holds of every question that a card is put as, whatever the note."""

from __future__ import annotations

import pytest

from flashcards.parser import RULES, parse_text
from flashcards.rules.language import LANGUAGES, Language
from flashcards.rules.phrases import PHRASES_OF
from flashcards.rules.put import BELOW, BRACKETS, FROM_SENTENCES, IN_BRACKETS, MEMBERS
from flashcards.rules.scope import ASKED_AS_THEY_STAND
from tests.test_cases import ALL_CASES

LINES = sorted({line for case in ALL_CASES if case.file == "phrasing.txt" for line in case.note.splitlines() if line})


def test_rules_that_are_asked_as_they_stand_are_rules() -> None:
    assert {rule.name for rule in RULES} >= ASKED_AS_THEY_STAND | {
        BELOW,
        BRACKETS,
        FROM_SENTENCES,
        IN_BRACKETS,
        MEMBERS,
    }


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one.name in PHRASES_OF], ids=lambda one: one.name)
def test_what_follows_is_asked_where_it_is_known(language: Language) -> None:
    phrases = PHRASES_OF[language.name]
    assert bool(phrases.then_what) == bool(language.results)
    assert bool(phrases.then_why) == bool(language.causes)


@pytest.mark.parametrize("start", range(0, len(LINES), 40))
def test_a_line_may_break_off_anywhere(start: int) -> None:
    """Half-written lines are the rule while somebody writes: each gives cards, or none, and never an error."""
    for line in LINES[start : start + 40]:
        words = line.split(" ")
        note = "\n\n".join(["# Half a thought", *(" ".join(words[:count]) for count in range(1, len(words)))])
        for draft in parse_text(note, "half.md")[0]:
            assert "{" not in draft.question.replace("{{", "") or "{" in line
