"""A note laid out beside what came of it: two columns, or one below the other on a narrow terminal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.model import Note
from flashcards.parser import explain
from flashcards.render.terminal import columns
from flashcards.terminal.explained import explained, note_lines
from flashcards.terminal.plain import NARROWEST, Output
from tests.test_parser import NOTES, PATHS

STYLE = re.compile(r"\x1b\[\d+m")
NOTE = """# Scores

Recall : found of all that there are

Kinds:
- one
- two

https://example.org
"""


def laid_out(text: str, width: int, path: str = "notes/a.md", *, colour: bool = False) -> str:
    def ignore(_: str) -> None: ...

    lines = text.removesuffix("\n").split("\n")
    return explained(note_lines(lines, explain(Note(path, text))), Output(ignore, lambda: width, colour))


def test_the_note_stands_at_the_left_and_its_cards_at_the_right() -> None:
    assert laid_out(NOTE, 100).splitlines() == [
        "1 # Scores                             │ nothing: it is a heading; it stands above its cards",
        "2                                      │ ",
        "3 Recall : found of all that there are │ term_definition: Scores: what is meant by “Recall”?",
        "4                                      │ → found of all that there are",
        "5 Kinds:                               │ members_of: Scores: which two kinds are there?",
        "                                       │ → - one",
        "                                       │   - two",
        "6 - one                                │ nothing: a card above says it",
        "7 - two                                │ nothing: a card above says it",
        "8                                      │ ",
        "9 https://example.org                  │ ",
    ]


def test_on_a_narrow_terminal_the_cards_stand_below_their_line() -> None:
    assert laid_out(NOTE, 40).splitlines()[:8] == [
        "1 # Scores",
        "      nothing: it is a heading; it",
        "      stands above its cards",
        "2 ",
        "3 Recall : found of all that there are",
        "      term_definition: Scores: what is",
        "      meant by “Recall”?",
        "      → found of all that there are",
    ]


def test_a_long_line_goes_on_below_its_own_text() -> None:
    text = f"- Some scores\n    - Recall : {'found of all ' * 5}\n\n- https://example.org\n"
    rows = laid_out(text, 70).splitlines()
    [number] = [number for number, row in enumerate(rows) if row.startswith("2     - Recall : found of")]
    assert rows[number + 1].startswith("      found of all")
    assert all(row.index("│") == rows[0].index("│") for row in rows)


def test_colour_says_which_lines_were_used_and_names_the_rule() -> None:
    first, _, third, *_ = laid_out(NOTE, 100, colour=True).splitlines()
    assert "\x1b[2m# Scores\x1b[0m" in first
    assert " Recall : found" in third
    assert "\x1b[2mRecall" not in third
    assert "\x1b[36mterm_definition:\x1b[0m\x1b[1m Scores: what is meant by “Recall”?\x1b[0m" in third
    assert STYLE.sub("", laid_out(NOTE, 100, colour=True)) == laid_out(NOTE, 100)


def test_lines_that_share_a_card_say_so() -> None:
    shown = laid_out("- Pros : cheap\n- Other : thing\n- Pros : quick to build\n", 100)
    assert shown.count("(one card with line 3)") == shown.count("(one card with line 1)") == 1


def test_wide_characters_keep_the_columns_apart() -> None:
    rows = laid_out("- 再現率 : 見つけたものの割合\n- Recall : share found\n", 90).splitlines()
    assert len({columns(row[: row.index("│")]) for row in rows}) == 1


def test_what_steers_a_terminal_is_left_out() -> None:
    assert "\x1b" not in laid_out("- a\x1b[31m : b\x1b]0;c\x07 d\n", 80)


@settings(max_examples=150, deadline=None)
@given(NOTES, PATHS, st.sampled_from([NARROWEST, 40, 70, 80, 140]), st.booleans())
def test_no_note_is_wider_than_the_terminal_and_no_line_is_missing(
    text: str, path: str, width: int, colour: bool
) -> None:
    rows = STYLE.sub("", laid_out(text, width, path, colour=colour)).split("\n")[:-1]
    assert all(columns(row) <= width for row in rows)
    numbered = [int(found[1]) for row in rows if (found := re.match(r" *(\d+)( |$)", row[: row.find("│")] or row))]
    lines = text.removesuffix("\n").count("\n") + 1
    assert [number for number in range(1, lines + 1) if number not in numbered] == []


@pytest.mark.parametrize("text", ["", "\n", "\n\n"])
def test_a_note_without_text_has_its_lines(text: str) -> None:
    assert laid_out(text, 80).startswith("1 ")
