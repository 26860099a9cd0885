"""What the settings want of a note: which rules make cards, their decks and tags, the language, both directions."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashcards.collection import Collection, Now
from flashcards.config import load
from flashcards.journal import DEVICE_VARIABLE
from flashcards.markup import plain
from flashcards.model import Draft, Note
from flashcards.parser import explain, parse, parse_text
from flashcards.rules.language import language_of
from flashcards.rules.wanted import Wanted

KINDS = """# Kinds of errors
- Type I : a false alarm
- Type II : a miss
"""


def made(text: str, wanted: Wanted, path: str = "notes/x.md") -> list[Draft]:
    return parse(Note(path, text), wanted)[0]


def fronts(text: str, wanted: Wanted) -> list[str]:
    return [plain(draft.front) for draft in made(text, wanted)]


# --------------------------------------------------------------------------------------------------------------- rules

NO_LISTS = Wanted(rules_off=("members_of",))


def test_a_rule_that_is_off_makes_no_cards() -> None:
    assert {draft.rule for draft in made(KINDS, Wanted())} == {"term_definition", "members_of"}
    assert {draft.rule for draft in made(KINDS, NO_LISTS)} == {"term_definition"}


@pytest.mark.parametrize(
    ("comment", "rules"),
    [
        ("on members_of", {"term_definition", "members_of"}),
        ("on", {"term_definition"}),
        ("off term_definition", set()),
        ("off", set()),
    ],
)
def test_a_comment_that_names_a_rule_switches_it_on_again(comment: str, rules: set[str]) -> None:
    text = f"<!-- flashcards: {comment} -->\n\n{KINDS}"
    assert {draft.rule for draft in made(text, NO_LISTS)} == rules


def test_after_a_passage_without_cards_the_settings_hold_again() -> None:
    text = f"<!-- flashcards: off -->\n- a : the first thing\n<!-- flashcards: on -->\n\n{KINDS}"
    assert {draft.rule for draft in made(text, NO_LISTS)} == {"term_definition"}


def test_front_matter_that_wants_no_cards_wins() -> None:
    assert made(f"---\nflashcards: off\n---\n<!-- flashcards: on members_of -->\n\n{KINDS}", NO_LISTS) == []


def test_explain_knows_the_settings() -> None:
    assert not any(draft.rule == "members_of" for one in explain(Note("x.md", KINDS), NO_LISTS) for draft in one.drafts)


# ------------------------------------------------------------------------------------------------------ decks and tags

TERM = "# Top\n## Sub\n- a : b c\n"


@pytest.mark.parametrize(
    ("notes", "path", "deck"),
    [
        ("notes", "notes/x.md", "x::Top"),
        ("notes", "notes/math/x.md", "math::x::Top"),
        ("study/notes", "study/notes/x.md", "x::Top"),
        ("study/notes", "study/notes/math/x.md", "math::x::Top"),
        (".", "math/x.md", "math::x::Top"),
        ("", "notes/math/x.md", "math::x::Top"),
        ("", "x.md", "x::Top"),
        ("notes", "/elsewhere/x.md", "x::Top"),
    ],
)
def test_decks_begin_below_the_folder_of_the_notes(notes: str, path: str, deck: str) -> None:
    assert [draft.deck for draft in made(TERM, Wanted(notes=notes), path)] == [deck]


@pytest.mark.parametrize(
    ("pattern", "text", "deck"),
    [
        ("{folder}::{file}", TERM, "math::week 1::x"),
        ("{file}", TERM, "x"),
        ("Study::{heading}", TERM, "Study::Top"),
        ("Study::{heading}", "- a : b c\n", "Study"),
        ("{folder} ({heading})", TERM, "math::week 1 (Top)"),
        ("All", TERM, "All"),
        ("{heading}", "- a : b c\n", "x"),
        ("{file}::{heading}", "# One::two {file}\n- a : b c\n", "x::One:two {file}"),
        ("{folder}::{file}::{heading}", f"---\ndeck: My/{{own}}\n---\n{TERM}", "My::{own}::Top"),
        ("{file}", f"---\ndeck: Mine\n---\n{TERM}", "Mine"),
    ],
)
def test_a_pattern_names_the_decks(pattern: str, text: str, deck: str) -> None:
    assert {draft.deck for draft in made(text, Wanted("notes", deck=pattern), "notes/math/week 1/x.md")} == {deck}


def test_tags_of_the_settings_are_added_to_those_of_the_note() -> None:
    [draft] = made("---\ntags: [own, both]\n---\n- a : b c\n", Wanted(tags=("both", "all")))
    assert draft.tags == ("own", "both", "all")


# ----------------------------------------------------------------------------------------------------------- languages


def test_a_language_is_one_of_those_wanted() -> None:
    swedish = "Det är en av de vanligaste metoderna som vi har för att lösa det."
    assert language_of(swedish).name == "sv"
    assert language_of(swedish, ("en", "de")).name == ""
    assert language_of(swedish, ("en", "sv")).name == "sv"
    assert language_of(swedish, ()).name == ""


def test_a_single_language_is_taken_at_its_word() -> None:
    assert language_of("Enzyme", ("de",)).name == "de"


# ---------------------------------------------------------------------------------------------------------- both ways

BOTH_WAYS = Wanted(two_way_tables=True)


def backwards(text: str) -> list[str]:
    """What is asked only if tables are asked both ways, with its context and its answer."""
    once = made(text, Wanted())
    return [
        " | ".join([*draft.context, plain(draft.front), plain(draft.back)])
        for draft in made(text, BOTH_WAYS)
        if draft not in once
    ]


def test_a_vocabulary_is_asked_both_ways() -> None:
    text = "| French | English |\n|---|---|\n| le pain | bread |\n| l'eau | water |\n"
    assert fronts(text, Wanted()) == ["le pain", "l'eau"]
    assert backwards(text) == ["French | bread | le pain", "French | water | l'eau"]


def test_what_two_rows_say_is_not_asked_back() -> None:
    text = "| French | English |\n|---|---|\n| le pain | bread |\n| changer | change |\n| la monnaie | *Change* |\n"
    assert backwards(text) == ["French | bread | le pain"]


def test_a_word_that_both_columns_have_is_not_asked_back() -> None:
    text = "| German | English |\n|---|---|\n| die | the |\n| Würfel | die |\n| gift | gift |\n"
    assert backwards(text) == ["German | the | die"]


def test_explanations_are_not_asked_back() -> None:
    text = "| Part | Task |\n|---|---|\n| Heart | pumps blood |\n| Lung | takes up oxygen from the air that is breathed |\n"
    assert backwards(text) == []


def test_one_long_cell_of_many_is_not_asked_back() -> None:
    rows = "".join(f"| mot {word} | {word} |\n" for word in ("bread", "water", "milk", "salt"))
    text = f"| French | English |\n|---|---|\n{rows}| si | if it is so that one may say it |\n"
    assert [line.split(" | ")[1] for line in backwards(text)] == ["bread", "water", "milk", "salt"]


def test_other_tables_and_empty_cells_are_not_asked_back() -> None:
    assert backwards("| a | b | c |\n|---|---|---|\n| one | two | three |\n") == []
    assert backwards("| Year | Event |\n|---|---|\n| 1848 |  |\n| 1871 | unification |\n") == [
        "Year | unification | 1871"
    ]


# ------------------------------------------------------------------------------------------------------- collections


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(DEVICE_VARIABLE, "laptop")
    (tmp_path / "notes" / "lectures").mkdir(parents=True)
    (tmp_path / "notes" / "kinds.md").write_text(KINDS, "utf-8")
    (tmp_path / "notes" / "lectures" / "kinds.md").write_text(KINDS.replace("errors", "mistakes"), "utf-8")
    return tmp_path


def rules_by_note(root: Path) -> dict[str, set[str]]:
    with Collection(root, load(root)) as collection:
        collection.build(Now(1_760_000_000_000, 0))
        found: dict[str, set[str]] = {}
        for draft in collection.scan().drafts:
            found.setdefault(draft.source[0].path, set()).add(draft.rule)
    return found


def test_a_changed_setting_reaches_notes_that_have_been_parsed_before(root: Path) -> None:
    both = {"term_definition", "members_of"}
    assert rules_by_note(root) == {"notes/kinds.md": both, "notes/lectures/kinds.md": both}
    (root / "flashcards.toml").write_text('[[cards.where]]\nnotes = "lectures"\nrules.members_of = false\n', "utf-8")
    assert rules_by_note(root) == {"notes/kinds.md": both, "notes/lectures/kinds.md": {"term_definition"}}
    (root / "flashcards.toml").write_text("[cards.rules]\nmembers_of = false\n", "utf-8")
    assert set.union(*rules_by_note(root).values()) == {"term_definition"}
    (root / "flashcards.toml").unlink()
    assert rules_by_note(root)["notes/kinds.md"] == both


def test_only_the_notes_whose_settings_changed_are_parsed_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def counting(note: Note, wanted: Wanted) -> object:
        parsed.append(note.path)
        return parse(note, wanted)

    monkeypatch.setattr("flashcards.parser.parse", counting)
    rules_by_note(root)
    assert len(parsed) == 2
    (root / "flashcards.toml").write_text(
        '[cards]\nminimum_priority = 0.1\n[[cards.where]]\nnotes = "lectures"\ntags = ["new"]\n', "utf-8"
    )
    rules_by_note(root)
    assert parsed[2:] == ["notes/lectures/kinds.md"]


def test_the_text_alone_is_parsed_as_usual() -> None:
    assert parse_text(KINDS, "notes/x.md") == parse(Note("notes/x.md", KINDS), Wanted(notes="notes"))
