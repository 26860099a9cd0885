"""What overlapping notes say twice becomes one card; what differs in what it asks or answers never does."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.events import wording_of
from flashcards.identity import Known, plan
from flashcards.markup import plain_line
from flashcards.merging import merge
from flashcards.merging.joining import EXPLICIT_PRIORITY, rank
from flashcards.merging.statement import is_one_edit
from flashcards.model import Draft
from flashcards.notes import read_all
from flashcards.parser import RULES, parse, parse_text
from tests.making import draft

LANGUAGE = "It is the task of a note like this one to be in a language, and that is one of its sentences."
"""Gives a note enough small words to tell its language by."""


def merged(*notes: str, heading: str = "Metrics") -> list[Draft]:
    """The drafts of notes that each hold one line below the same heading."""
    texts = [f"# {heading}\n- {note}\n" for note in notes]
    return merge(draft for path, text in zip("abcdefgh", texts, strict=False) for draft in drafts_of(path, text))


def drafts_of(name: str, text: str) -> list[Draft]:
    return parse_text(text, f"notes/{name}.md")[0]


def asked(drafts: Sequence[Draft]) -> list[tuple[str, str]]:
    return [(plain_line(draft.front), plain_line(draft.back)) for draft in drafts]


# ------------------------------------------------------------------------------------------------------- what is one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Recall : the share of relevant items that were found", "Recall: The share of relevant items, that were found."),
        ("Recall : the share of the relevant items that were found", "Recall : share of relevant items that were found"),
        ("Recall : a share of all relevant items that were found", "Recall : the share of all relevant items that were found"),
        ("Recall : the share of relevant items that were found", "Recall : the share of relevnt items that were found"),
        ("Recall : the share of relevant matters that were found", "Recall : the share of relevant matter that were found"),
        ("Kernel trick : a way to work in many more dimensions", "Kernel-Trick : a way to work in many more dimensions"),
        ("Classifier : a function that gives a class to each item", "Classifiers : function that gives a class to each item"),
        ("War : it began at Prague in {{c1::1618}}, by a fall", "War: it began, at Prague, in {{c1::1618}} by a fall."),
        ("Loss : the formula of it is $-\\log p$ for each item", "Loss : formula of it is $-\\log p$ for each item"),
    ],
)  # fmt: skip
def test_the_same_in_slightly_other_words_is_one_card(one: str, other: str) -> None:
    [card] = merged(one, other)
    assert [source.path for source in card.source] == ["notes/a.md", "notes/b.md"]
    assert " ".join(asked([card])[0]) in {" ".join(asked(merged(text))[0]) for text in (one, other)}


def test_headings_may_be_written_in_two_ways() -> None:
    one = drafts_of("a", "# Machine learning\n## Learning to rank\n- Pointwise : each item gets a score by itself\n")
    other = drafts_of("b", "# Search\n## Learning-to-Rank\n- Pointwise : each item gets a score by itself.\n")
    assert len(merge(one + other)) == 1


def test_kinds_may_differ_where_the_words_do_not() -> None:
    one = drafts_of("a", "# M\n- Recall : share of relevant items found\n")
    other = drafts_of("b", "# M\n- Recall :: share of relevant items, found\n")
    [card] = merge(one + other)
    assert card.kind == "qa"


def test_the_fuller_answer_stays() -> None:
    one = draft("Recall", "share of relevant items.", "Maths", "Search", "Metrics", path="notes/a.md")
    fuller = draft("Recall", "share of relevant items that were found", "Search", "Metrics", path="notes/b.md")
    [card] = merge([replace(one, priority=0.9), fuller])
    assert card.context == one.context
    assert card.back == fuller.back


# ---------------------------------------------------------------------------------------------------- what is not one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("War : it began in the year 1618 and went on for years", "War : it began in the year 1648 and went on for years"),
        ("Effect : the contract is void for the other party", "Effect : the contract is not void for the other party"),
        ("Heat : the rate of the reaction increases very much", "Heat : the rate of the reaction decreases very much"),
        ("Water : it boils at about 100 °C at the level of the sea", "Water : it boils at about 100 °F at the level of the sea"),
        ("Variance : the formula that they gave us is $a+b$", "Variance : the formula that they gave us is $a-b$"),
        ("Variance : the formula that they gave us is a + b", "Variance : the formula that they gave us is a - b"),
        ("Bacteria : in the soil they make ammonia to nitrate", "Bacteria : in the soil they make ammonia to nitrite"),
        ("Roots : the equation has one real root in the interval", "Roots : the equation has any real root in the interval"),
        ("Roots : the equation has one real root in the interval", "Roots : the equation has a real root in the interval"),
        ("der See : the large body of water in question", "die See : the large body of water in question"),
        ("ship : what people in Britain like very much indeed", "sheep : what people in Britain like very much indeed"),
        ("Type I error : rejecting what is true by mistake", "Type II error : rejecting what is true by mistake"),
        ("Synchronous call : one of which all happens in time", "Asynchronous call : one of which all happens in time"),
        ("Sulfate : salt of an acid of sulfur and oxygen", "Sulfite : salt of an acid of sulfur and oxygen"),
        ("Vitamin A : what one needs to see well at night", "Vitamin : what one needs to see well at night"),
        ("Jensen : he showed what the function of a mean is like", "Jenson : he showed what the function of a mean is like"),
        ("Left ventricle : the one that pumps the blood", "Right ventricle : the one that pumps the blood"),
        ("Population : 10", "Populations : 10"),
        ("C++ : a language that many of the programs are in", "C : a language that many of the programs are in"),
    ],
)  # fmt: skip
def test_what_differs_in_meaning_keeps_both_answers(one: str, other: str) -> None:
    told = merged(one, other)
    shown = " ".join(" ".join(sides) for sides in asked(told))
    for side in {side for text in (one, other) for side in asked(merged(text))[0]}:
        assert side in shown


@pytest.mark.parametrize("headings", [("Bagging", "Boosting"), ("Bagging\n## Pros", "Boosting\n## Pros")])
def test_a_short_answer_under_other_headings_is_another_statement(headings: tuple[str, str]) -> None:
    one, other = (
        drafts_of(name, f"# {head}\n- Variance : low{end}\n")
        for name, head, end in zip("ab", headings, " .", strict=True)
    )
    assert len(merge(one + other)) == 2


def test_a_word_that_stands_elsewhere_is_no_slip() -> None:
    one, other = (f"Idea : the theory that looks for {word} links between things" for word in ("casual", "causal"))
    assert len(asked(merged(one, other))[0][1].split()) == 9
    both = merged(one, other, "Use : casual links are not causal links")[0]
    assert len(asked([both])[0][1].split()) == 18


def test_several_ways_to_go_on_are_several_answers() -> None:
    backs = ["share of relevant items", "share of relevant items found", "share of relevant items lost"]
    notes = [
        draft("Recall", back, name, "Metrics", path=f"notes/{name}.md") for name, back in zip("abc", backs, strict=True)
    ]
    assert {one.back for one in merge(notes)} == set(backs)


def test_two_cards_of_one_line_are_meant() -> None:
    line = "Defaults are {{c1::very small steps}} and then again {{c2::very small step}} and so on and on"
    assert len(merged(line)) == 2


# --------------------------------------------------------------------------------------------------- which one stays

VARIANTS = (
    draft("Recall", "the share of relevant answers that were found", "A", "Metrics", path="notes/a.md"),
    draft("Recall", "share of relevant answers that were found", "B", "Metrics", path="notes/b.md"),
    draft("recall", "the share of relevant answer that were found.", "C", "Metrics", path="notes/c.md", anchor="r"),
    replace(draft("Recall", "a share of the relevant answers that were found", "D", "metrics", path="notes/d.md"), priority=0.95),
    draft("Recall", "the share of relevant answers, that were found", "E", "Metrics", path="notes/e.md"),
    draft("Precision", LANGUAGE, "A", "Metrics", path="notes/a.md", line=2),
    draft("Precision", LANGUAGE.removesuffix("."), "E", "Metrics", path="notes/e.md", line=2),
    *(draft(f"Language {name}", LANGUAGE, "X", path=f"notes/{name}.md", line=9) for name in "abcde"),
)  # fmt: skip


@given(st.sets(st.sampled_from(VARIANTS)), st.sets(st.sampled_from(VARIANTS)), st.randoms(use_true_random=False))
def test_a_card_stays_as_long_as_its_text_is_there_and_no_better_one(
    some: set[Draft], more: set[Draft], dice: random.Random
) -> None:
    chosen, then = merge(shuffled(some, dice)), merge(shuffled(some | more, dice))
    assert then == merge(shuffled(some | more, dice))
    for card in chosen:
        own = draft_behind(card)
        new = next(draft_behind(one) for one in then if set(own.source) <= set(one.source))
        assert own == new or (rank(new), new.source) < (rank(own), own.source)


def draft_behind(card: Draft) -> Draft:
    return next(one for one in VARIANTS if (one.context, one.front, one.back) == (card.context, card.front, card.back))


def shuffled(drafts: set[Draft], dice: random.Random) -> list[Draft]:
    ordered = sorted(drafts, key=lambda draft: (draft.source, draft.front))
    dice.shuffle(ordered)
    return sorted(ordered, key=lambda draft: draft.source[0].start_line)


@given(st.permutations(VARIANTS))
def test_the_order_of_the_notes_tells_nothing(drafts: list[Draft]) -> None:
    by_line = sorted(drafts, key=lambda draft: draft.source[0].start_line)
    assert merge(by_line) == merge(VARIANTS)


def test_the_authors_own_card_is_better_than_any_other() -> None:
    explicit = {rule.name for rule in RULES if rule.explicit}
    found = read_all(Path(__file__).parent.parent, "notes", (".md", ".rst")).notes
    drafts = [draft for read in found for draft in parse(read.note)[0]]
    assert explicit & {draft.rule for draft in drafts}
    for one in drafts:
        assert (one.priority >= EXPLICIT_PRIORITY) == (one.rule in explicit), one.rule


# ---------------------------------------------------------------------------------------------------------- identity


@given(st.sets(st.sampled_from(VARIANTS[:5]), min_size=1), st.sets(st.sampled_from(VARIANTS[:5]), min_size=1))
def test_a_card_goes_on_when_its_twin_comes_or_goes(before: set[Draft], after: set[Draft]) -> None:
    if not {source for one in before for source in one.source} & {source for one in after for source in one.source}:
        return
    old, new = (merge([*VARIANTS[7:], *sorted(notes, key=lambda one: one.source)]) for notes in (before, after))
    cards = [Known(added.card_id, wording_of(added.draft)) for added in plan([], old).added]
    now = plan(cards, new)
    assert not now.added
    assert not now.retired


# ------------------------------------------------------------------------------------------------------------- words


@pytest.mark.parametrize(("one", "other"), [("abcd", "abd"), ("abcd", "abcde"), ("abcd", "abxd"), ("abcd", "acbd")])
def test_one_edit(one: str, other: str) -> None:
    assert is_one_edit(one, other)
    assert is_one_edit(other, one)


@pytest.mark.parametrize(("one", "other"), [("abcd", "ad"), ("abcd", "dbca"), ("abcd", "badc"), ("abcd", "bcda")])
def test_more_than_one_edit(one: str, other: str) -> None:
    assert not is_one_edit(one, other)
