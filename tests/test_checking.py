"""Hints about notes: each is one sentence with its place and a remedy, and sound notes get none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from flashcards.checking import hints
from flashcards.model import Note
from flashcards.parser import explain
from tests.test_parser import NOTES, PATHS

LONG = " ".join(["word"] * 51)


def said(*texts: str, suffix: str = "md") -> list[str]:
    """The hints about these notes, which are called ``a``, ``b`` and so on."""
    notes = {f"notes/{name}.{suffix}": text for name, text in zip("abcdef", texts, strict=False)}
    return [str(one) for one in hints({path: explain(Note(path, text)) for path, text in notes.items()})]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Q: why?\nA: because\n\nQ: how?\n", "notes/a.md:4: this question has no answer; "),
        ("Q: why?\nA: because\n\nQ: how?\nA:\n", "notes/a.md:4: this question has no answer; "),
        ("a :: b\n\nfront ::\n", "notes/a.md:3: nothing stands after the colons; "),
        ("a :: b\n\nfront :::\n", "notes/a.md:3: nothing stands after the colons; "),
        (":: back\n", "notes/a.md:1: nothing stands before the colons; "),
        ("It is {{c1::}} here.\n", "notes/a.md:1: this cloze hides nothing, or is not closed; "),
        ("It is {{c1::hidden} here.\n", "notes/a.md:1: this cloze hides nothing, or is not closed; "),
        ("- Recall : share found\n- Precision :\n", "notes/a.md:2: nothing stands after “Precision :”; "),
        ("- Recall - share found\n- Precision -\n", "notes/a.md:2: nothing stands after “Precision -”; "),
        ("- Precision :\n- Recall : share found\n", "notes/a.md:1: nothing stands after “Precision :”; "),
        ("Recall : share found\nPrecision :\n", "notes/a.md:2: nothing stands after “Precision :”; "),
        ("# A\n- b : c d\n# A\n- e : f g\n", "notes/a.md:3: the heading “A” also stands at notes/a.md:1; "),
        (f"Why so long? {LONG}.\n", "notes/a.md:1: the answer to “Why so long?” has 51 words; "),
        ("- b : one of them\n- b : another thing\n", "notes/a.md:2: “b” has another answer at notes/a.md:1; tell "),
        ("a :: b\n\na :: b\n", "notes/a.md:3: this card also stands at notes/a.md:1; keep one of them"),
    ],
)
def test_what_could_be_mended_is_named_with_its_place(text: str, expected: str) -> None:
    [one] = said(text)
    assert one.startswith(expected)


@pytest.mark.parametrize(
    "text",
    [
        "# Exercises\nQ: why?\n\nQ: how?\n",  # who never answers leaves them open on purpose
        "Q: why?\nA: because\n\nQ: how?\n- so\n",
        "Write `{{c1::}}` around what is hidden, or `front ::` before it.\n",
        "It is {{c1::$\\frac{1}{2}$}} here.\n",
        "see std::vector for it\n",
        "- Kinds :\n    - a thing\n    - another\n",
        "The following holds:\n\n$$\nx = 1\n$$\n",
        "Consider this:\n\n> a quotation of some words\n",
        "- Types:\n- red\n- blue\n",
        "à revoir :\n",
        "- Autoprotolysis: into H3O+ and OH-\n",
        "# A\n## Pros\n- cheap : costs less\n# B\n## Pros\n- cheap : it is quick\n",
        "# A\n- b : c d\n# Links\nhttps://example.org\n# Links\nhttps://example.com\n",
        "- b : one of them\n- b : one of them all\n",  # merging shows the longer one
        "| | x | y |\n|---|---|---|\n| a | 1 | 2 |\n| b | 3 | 4 |\n",
        "<!-- flashcards: off -->\nQ: why?\n\nfront ::\n\n- b :\n<!-- flashcards: on -->\n",
    ],
)
def test_sound_notes_get_no_hint(text: str) -> None:
    assert said(text) == []


def test_restructured_text_is_checked_alike() -> None:
    [one] = said("A\n=\n\n- Recall : share found\n- Precision :\n", suffix="rst")
    assert one.startswith("notes/a.rst:5: nothing stands after “Precision :”; ")


def test_cards_of_two_notes_that_nobody_can_tell_apart() -> None:
    [one] = said("# Scores\n- Recall : share found\n", "# Scores\n- Recall : memory of the past\n")
    assert one == ("notes/b.md:2: “Recall” has another answer at notes/a.md:2; name in the headings what each is about")


def test_headings_tell_cards_apart() -> None:
    assert said("# Scores\n- Recall : share found\n", "# Memory\n- Recall : bringing back what was learnt\n") == []


def test_one_definition_in_almost_the_same_words_on_two_cards() -> None:
    first, second = "found of all that there are, as a share of 1", "found of all that there are, as a share of 100"
    [one] = said(f"# Scores\n- Recall : {first}\n", f"# Search\n- Recall : {second}\n")
    assert one == "notes/b.md:2: “Recall” says almost the same as notes/a.md:2; word them alike for one card"
    assert said(f"# Scores\n- Recall : {first}\n", f"# Search\n- Recall : {first}\n") == []


def test_what_merging_takes_for_one_card_is_no_hint() -> None:
    for heading in ("Scores", "Search"):
        first, second = "found of all that there are in a collection", "found of all that there are in the collection"
        assert said(f"# Scores\n- Recall : {first}\n", f"# {heading}\n- Recall : {second}\n") == []


def test_a_long_front_is_quoted_by_its_beginning() -> None:
    [one] = said(f"Why does it take so very long to say what could be said at once? {LONG}.\n")
    assert "“Why does it take so very long to say wh…”" in one


@settings(max_examples=150, deadline=None)
@given(NOTES, PATHS)
def test_no_note_raises_and_each_hint_has_a_line_of_it(text: str, path: str) -> None:
    told = {path: explain(Note(path, text))}
    for one in hints(told):
        assert one.path == path
        assert 1 <= one.line <= text.count("\n") + text.count("\r") + 1
        assert "\n" not in one.message
