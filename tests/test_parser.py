"""Laws of extraction: whatever the text, nothing raises, and cards say only what the note says."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flashcards.markup import plain
from flashcards.model import GAP, Draft, Note, Source
from flashcards.parser import RULES, explain, merge, parse, parse_text
from flashcards.rules.language import LANGUAGES, UNKNOWN

FRAGMENTS = st.sampled_from(
    [
        "# Heading\n", "## Sub 2.1\n", "- Term : meaning of it\n", "    - deeper - one\n", "\t- tabbed : two\n", "\n", "\n\n",
        "Q: why?\n", "A: because\n", "a :: b\n", "{{c1::x}} is {{c2::$\\frac{1}{2}$}}\n", "==high== light\n",
        "| a | b |\n|---|---|\n| c | d |\n", "$$\nx^2\n$$\n", "```\ncode : x\n```\n", "What is it? It is that.\n",
        "1. one\n2. two\n", "Step 1: do\nStep 2: undo\n", "If it rains, the road gets wet.\n", "**Bold** Text here\n",
        "> quote : said\n", "> [!note] Title\n> body\n", "* x\n\n  y (a, b)\n", "X (XY)\n", ".. note:: hm\n", "   indented\n",
        "Title\n=====\n", "term\n    definition\n", ":field: value\n", "<!-- flashcards: off -->\n", "[^1]: foot\n",
        "![](a.png)\n", "Front #card\n", "## Asked #flashcard/deck\n", "?\n", "??\n", "#card\n", "#flashcards\n", " ^name\n",
        "> [!question] Why\n> since\n", "> [!definition]\n", "a ::: b #card-reverse #tag\n", ".. question:: Who\n\n   me\n",
        "The value is 42 for now, of course.\n", "such as a, b and c\n", "\x00", "\u202e", "ß→∑",
        "日本語：説明\n", "\\", "`", "*", "$",
        "- a : ; b ; ;\n", "- mRNA : trägt die Information\n",
    ]
)  # fmt: skip
NOTES = st.lists(st.one_of(FRAGMENTS, st.text(max_size=12)), max_size=25).map("".join)
PATHS = st.sampled_from(["notes/a.md", "notes/a.rst"])


def letters(text: str) -> str:
    """Only what is read: no marks, no white space, no case."""
    return re.sub(r"[\W_]+", "", text).casefold()


@settings(max_examples=300, deadline=None)
@given(NOTES, PATHS)
@example("-\n  ```\n  x = 1\n  ```\n", "notes/a.md")  # an item without a text of its own
@example("- $$x^2$$\n  : y\n", "notes/a.md")
@example("- a term - what it means; e.g. \n", "notes/a.md")
@example("Die grüne Pflanze braucht Licht und Wasser zum Leben.", "notes/a.md")
def test_no_text_raises_and_drafts_are_sound(text: str, path: str) -> None:
    drafts, problems = parse_text(text, path)
    last = text.count("\n") + text.count("\r") + 1
    for draft in drafts:
        assert plain(draft.front)
        assert plain(draft.back) or draft.kind == "open"
        assert 0 <= draft.priority <= 1
        assert draft.rule in {rule.name for rule in RULES}
        for source in draft.source:
            assert 1 <= source.start_line <= source.end_line <= last
    assert all(problem.path == path for problem in problems)
    explain(Note(path, text))


@settings(max_examples=200, deadline=None)
@given(NOTES)
@example("Q: why?\n??\nStep 1: do\nStep 2: undo\n")  # a list for a front
@example("Le foie stocke le glucose sous une forme de la chaleur.")  # a question that turns the sentence round
@example("# Heading\n# Heading\n0 ^name\nX (XY)\n")  # an anchor inside a paragraph
def test_cards_say_what_the_note_says(text: str) -> None:
    shown = re.sub(r"\{\{c\d+::", "", text)
    bare = re.sub(r"<!--.*?-->|\[\^[^\]\s]+\]|\s\^[\w-]+\s*$|#(?:flash)?cards?[\w/-]*", "", shown, flags=re.MULTILINE)
    said = "".join(letters(plain(part)) + letters(part) for part in (text, shown, bare))
    for draft in parse_text(text, "notes/a.md")[0]:
        for line in plain(draft.back).splitlines():
            assert is_said(letters(line), said)
        for line in unasked(plain(draft.front)).splitlines():
            for part in line.split(GAP):
                assert is_said(letters(part), said)


def is_said(letters_of_card: str, said: str) -> bool:
    """Whether the card's letters stand in the note together, or in two stretches.

    Two, since a sentence may begin with the name that its "it" stands for, and what is asked on a card of its own is left
    out of the passage around it.
    """
    end = len(letters_of_card)
    while letters_of_card[:end] not in said:
        end -= 1
    return letters_of_card[end:] in said


def unasked(front: str) -> str:
    """``front`` without the words of a question that is formed around the note's own."""
    for language in (*LANGUAGES, UNKNOWN):
        for question in (language.what_if, language.what_belongs):
            before, _, after = question.partition("{}")
            if question and front.startswith(before) and front.endswith(after):
                return front[len(before) : len(front) - len(after)]
        for question in language.what_does or ():
            before, after = question.partition("{verb}")[0], question.partition("{subject}")[2]
            if front.startswith(before) and front.endswith(after):
                return front[len(before) : len(front) - len(after)]
    return front


def draft(front: str, back: str, path: str = "notes/a.md", context: tuple[str, ...] = ("A",)) -> Draft:
    return Draft("definition", front, back, context, (Source(path, 1, 1),), "term_definition", 0.5)


def test_the_same_statement_in_two_notes_is_one_card_with_two_sources() -> None:
    one = draft("Recall", "of all that are there the share found", "notes/a.md", ("A",))
    other = draft("Recall", "of all that are there the share found", "notes/b.md", ("B",))
    [merged] = merge([one, other])
    assert [source.path for source in merged.source] == ["notes/a.md", "notes/b.md"]


def test_a_short_answer_under_another_heading_is_another_statement() -> None:
    assert (
        len(
            merge(
                [draft("Population", "10 million", context=("A",)), draft("Population", "10 million", context=("B",))]
            )
        )
        == 2
    )


def test_two_answers_to_one_question_stand_on_one_card() -> None:
    [merged] = merge([draft("Pros", "cheap"), draft("Pros", "quick to build")])
    assert plain(merged.back) == "cheap\nquick to build"


def test_a_longer_answer_that_holds_the_shorter_one_stands_alone() -> None:
    [merged] = merge([draft("Pros", "cheap"), draft("Pros", "cheap and quick")])
    assert plain(merged.back) == "cheap and quick"


@pytest.mark.parametrize(
    ("text", "decks"),
    [
        ("# One\n- a : b c\n# Two\n- d : e f\n", ["x::One", "x::Two"]),
        ("# Title\n- a : b c\n## Part\n- d : e f\n", ["x::Title"]),
        ("- a : b c\n", ["x"]),
        ("---\ndeck: Mine/Own\ntags: [p, q r]\n---\n- a : b c\n", ["Mine::Own"]),
    ],
)
def test_decks_follow_the_file_and_its_top_headings(text: str, decks: list[str]) -> None:
    assert list(dict.fromkeys(d.deck for d in parse_text(text, "notes/x.md")[0] if d.kind == "definition")) == decks


def test_tags_come_from_the_front_matter() -> None:
    [made] = parse(Note("notes/x.md", "---\ntags: [p, q r, '#s/t']\n---\n- a : b c\n"))[0]
    assert made.tags == ("p", "q_r", "s::t")


def test_explain_says_what_each_line_became_or_why_not() -> None:
    told = {
        one.lines.start: one for one in explain(Note("notes/x.md", "# Top\n- a : b c\n- see https://example.org\n"))
    }
    assert told[2].drafts[0].rule == "term_definition"
    assert "address" in told[3].reason


def test_explain_says_which_lines_stand_on_a_card_above() -> None:
    top, kinds, one, two = explain(Note("notes/x.md", "# Top\n\nKinds:\n- one of them\n- two of them\n"))
    assert [part.is_used for part in (top, kinds, one, two)] == [False, True, True, True]
    assert one.reason == "a card above says it"


def test_explain_says_where_the_note_has_the_same_card() -> None:
    first, _, other = explain(Note("notes/x.md", "- Pros : cheap\n- Other : thing\n- Pros : quick to build\n"))
    assert [source.start_line for source in first.drafts[0].source] == [1, 3]
    assert [source.start_line for source in other.drafts[0].source] == [3, 1]


def test_a_sentence_of_a_paragraph_is_found_on_its_own_lines() -> None:
    text = "The first of them began in 1618 and\nwent on for thirty years. The last\ntreaty was signed in 1648 at Münster.\n"
    made, _ = parse_text(text, "notes/x.md")
    assert {(d.source[0].start_line, d.source[0].end_line) for d in made if d.back == "1618"} == {(1, 2)}
    assert {(d.source[0].start_line, d.source[0].end_line) for d in made if d.back == "1648"} == {(2, 3)}


def test_a_tag_behind_a_line_names_its_deck_and_adds_its_tags() -> None:
    made, _ = parse_text(
        "---\ntags: [all]\n---\n- a :: b #flashcard/own/deck #exam ^name\n- c :: d #card\n", "notes/x.md"
    )
    assert [(one.deck, one.tags, one.anchor) for one in made] == [
        ("own::deck", ("all", "exam"), "name"),
        ("x", ("all",), None),
    ]


@pytest.mark.parametrize(
    "text",
    ["front #card ^name\nback\n", "front #card\nback ^name\n", "front\n?\nback ^name\n", "front ^name #card\nback\n"],
)
def test_the_anchor_of_a_card_may_stand_behind_either_side(text: str) -> None:
    [made] = parse_text(text, "notes/x.md")[0]
    assert (made.front, made.back, made.anchor) == ("front", "back", "name")


def test_an_anchor_with_a_line_of_its_own_is_no_text() -> None:
    [made] = parse_text("front #card\nback\n^name\n\n^other\n", "notes/x.md")[0]
    assert (made.back, made.anchor) == ("back", "name")


FAULTS = {
    "---\ntitle: x\nflashcards: of\n---\n": "3: `flashcards: of` is neither on nor off; write `flashcards: off` for no cards",
    "---\nflashcards:\n---\n": "2: `flashcards:` is neither on nor off; write `flashcards: off` for no cards",
    "---\ndeck: [a, b]\n---\n": "2: the deck isn't given as text; write its name, in quotes: `deck: '...'`",
    "---\nother: 1\ntags:\n  a: b\n---\n": "3: the tags aren't given as a list of words; write `tags: [one, two]`",
    "---\ntags: [a, {b: c}]\n---\n": "2: the tags aren't given as a list of words; write `tags: [one, two]`",
    "\n<!-- flashcards: off members_off -->\n": "2: there is no rule `members_off`; did you mean `members_of`?",
    "- a\n    - b %% flashcards: off zzz %%\n": (
        "2: there is no rule `zzz`; `flashcards explain` shows the names of rules beside their cards"
    ),
    "<!-- flashcards: of -->\n": "1: this comment switches nothing; write `flashcards: off` or `flashcards: on`",
    "%% flashcards off %%\n": "1: this comment switches nothing; write `flashcards: off` or `flashcards: on`",
}


@pytest.mark.parametrize("text", FAULTS)
def test_what_is_asked_for_in_words_that_are_not_understood_is_reported(text: str) -> None:
    assert [str(problem) for problem in parse_text(text, "notes/x.md")[1]] == [f"notes/x.md:{FAULTS[text]}"]


def test_it_is_reported_for_restructuredtext_too() -> None:
    _, problems = parse_text("Title\n=====\n\n:flashcards: of\n\n.. flashcards: off statements\n", "notes/x.rst")
    assert [str(problem) for problem in problems] == [
        "notes/x.rst:4: `flashcards: of` is neither on nor off; write `flashcards: off` for no cards",
        "notes/x.rst:6: there is no rule `statements`; did you mean `statement`?",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "---\nflashcards: off\ndeck: a/b\ntags: a, b\n---\n", "---\nflashcards: yes\ndeck:\ntags:\n---\n",
        "<!-- flashcards: on -->\n", "<!-- flashcards: off members_of, statement -->\n", "<!-- flashcards on trains -->\n",
    ],
)  # fmt: skip
def test_what_is_understood_is_no_problem(text: str) -> None:
    assert parse_text(text, "notes/x.md")[1] == []


@pytest.mark.parametrize("path", ["notes/a.md", "notes/a.rst"])
@pytest.mark.parametrize("word", ["a" * 50_000, "Ab" * 25_000, "1" * 50_000, "ä" * 50_000])
def test_a_word_without_end_holds_nothing_up(word: str, path: str) -> None:
    for text in (word, f"- x : {word}", f"This is {word} of a thing."):
        drafts, problems = parse_text(f"{text}\n", path)
        assert len(drafts) <= 3
        assert problems == []
