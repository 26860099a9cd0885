"""Faulty notes: each gives all that can be read in it, and one problem, with its line, for each thing that can't."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashcards.errors import Problem
from flashcards.model import Document
from flashcards.readers import markdown, rst
from tests.outline import outline

FOLDER = Path(__file__).parent / "malformed"

FAULTS: dict[str, list[tuple[int, str]]] = {
    "directives.rst": [
        (5, "the directive image can't be read"),
        (7, "this is a comment that nobody sees; for the directive write `note::`"),
        (9, "other files aren't included"),
        (16, "`|nowhere|` is defined nowhere"),
        (16, "markup that starts in this paragraph doesn't end in it"),
        (20, "`::` at the end of a paragraph asks for an indented block of code"),
    ],
    "front_matter.md": [(2, "the front matter can't be read as YAML")],
    "front_matter_alias.md": [(4, "the front matter can't be read as YAML (`*name` stands for a value elsewhere")],
    "front_matter_list.md": [(1, "the lines between `---` at the top aren't `key: value` lines")],
    "front_matter_open.md": [(1, "the front matter is never closed")],
    "indentation.rst": [
        (5, "this line isn't indented like the list item above it"),
        (7, "this line is indented deeper than the text above it"),
        (11, "this line is indented deeper than the text above it"),
    ],
    "mixed_tabs.md": [(3, "this line and the one above mix tabs and spaces")],
    "mixed_tabs.rst": [(3, "this line and the one above mix tabs and spaces")],
    "never_closed.md": [(3, "this formula is never closed"), (10, "this comment is never closed")],
    "nul.md": [(3, "a NUL byte stands in this line (and in 1 more)")],
    "nul.rst": [(4, "a NUL byte stands in this line and was replaced")],
    "open_fence.md": [(3, "this block of code is never closed; end it with a line ````")],
    "tables.rst": [
        (5, "the borders or columns of this table don't fit together"),
        (11, "the borders or columns of this table don't fit together"),
        (13, "the rows of this list-table differ in length"),
        (19, "the quotes in this csv-table don't match"),
    ],
    "titles.rst": [
        (5, "this line is too short to make the text above it a title"),
        (10, "a title can't stand inside a list"),
        (20, "this title skips a level"),
        (23, "this title skips a level"),
    ],
}

KEPT = {
    "directives.rst": ["p 3 Kept content", "code 14 : print()", "knows this role", "p 18 front", "p 20 The end."],
    "front_matter.md": ["h1 7-9 Recall", "p 9 The end."],
    "front_matter_alias.md": ["h1 14-16 Recall", "p 16 The end."],
    "front_matter_list.md": ["li 2 only", "p 6 The end."],
    "front_matter_open.md": ["h1 4-6 Recall", "p 6 The end."],
    "indentation.rst": [
        "li 4-5 First item / goes on at the margin",
        "li 6-7 Second item / has two lines",
        "li 9-11 Third item / has two lines / and a deeper one",
        "li 15 four",
        "p 17 After the lists.",
    ],
    "mixed_tabs.md": ["li 2-3 eight or four or two", "li 3 deeper or not"],
    "mixed_tabs.rst": ["li 2 eight or four or two", "li 3 deeper or not"],
    "never_closed.md": ["p 6 An ordinary paragraph.", "p 8 %% a comment", "p 14 [[never closed", "p 20 The end."],
    "nul.md": ["p 3 A \ufffd in a line.", "li 5 item\ufffd"],
    "nul.rst": ["p 4 A \ufffd in a line."],
    "open_fence.md": ["code 3-7 python: x = 1", "h2 9-11 The next section", "li 11 an item that must not be lost"],
    "tables.rst": ["p 4 ab | cd", "p 10 left right", "li 16 two", "li 17 three", "row 22-23", "p 25 The end."],
    "titles.rst": ["h2 4-12 Short title", "p 9 Inner", "p 12 below", "h2 14 Third", "h2 20 Deeper", "h2 23 Fourth"],
}


def read(name: str) -> tuple[Document, list[Problem]]:
    reader = markdown.read if name.endswith(".md") else rst.read
    return reader((FOLDER / name).read_bytes().decode("utf-8"), name)


def test_every_faulty_note_is_tested() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(FAULTS) == sorted(KEPT)


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_reported_where_it_is(name: str) -> None:
    _, problems = read(name)
    assert [(problem.path, problem.line) for problem in problems] == [(name, line) for line, _ in FAULTS[name]]
    for problem, (_, sentence) in zip(problems, FAULTS[name], strict=True):
        assert problem.message.startswith(sentence)


@pytest.mark.parametrize("name", KEPT)
def test_what_can_be_read_is_kept(name: str) -> None:
    document, _ = read(name)
    found = outline(document)
    assert [text for text in KEPT[name] if text not in found] == []


def test_what_can_be_read_of_front_matter_is_kept() -> None:
    document, _ = read("front_matter.md")
    assert document.front_matter == {"deck": "Metrics"}


def test_aliases_in_front_matter_are_never_followed() -> None:
    """Followed, ten lines of them would be 43 million values."""
    document, _ = read("front_matter_alias.md")
    assert document.front_matter == {"deck": "Metrics", "a": ["x"] * 9}
