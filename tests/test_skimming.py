"""The first look at drafts misses none that reading them closely would find."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flashcards.markup import plain_line
from flashcards.merging.skimming import near_or_begun, with_its_words
from flashcards.merging.statement import begins, letters_of, slips_between, statement
from flashcards.model import GAP
from flashcards.rules.language import ENGLISH, GERMAN, UNKNOWN, Language
from tests.making import draft

PIECES = [
    *"aB1é -*_`$[](){}<>|~=#&;:!'’.\\\n",
    GAP,
    "word",
    "l'eau",
    "e\u0301",
    "&amp;",
    "==",
    "{{c1::x}}",
    "](",
    "1. ",
]
MARKDOWN = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)

SMALL = ["the", "a", "die", "cell", "cells", "plant", "plants", "nitrogen", "nitrogne", "Nitrogen", "4", "%", "l'eau"]
SENTENCES = st.lists(st.sampled_from(SMALL), min_size=1, max_size=9).map(" ".join)
LANGUAGES = st.sampled_from([ENGLISH, GERMAN, UNKNOWN])


@given(MARKDOWN)
@example("e\u0301*a")
def test_words_are_told_without_a_parser_only_where_it_tells_the_same(markdown: str) -> None:
    assert letters_of(with_its_words(markdown)) == letters_of(plain_line(markdown))


@pytest.mark.parametrize(
    "markdown", ["**don**'t", "**W**ord", f"{GAP}(x)", "[a](b)", "![a](b.png)", "a `b` c", "~~~x\na\n~~~"]
)
def test_marks_that_hide_or_join_words_are_parsed(markdown: str) -> None:
    assert letters_of(with_its_words(markdown)) == re.findall(
        r"[^\W\d_]+", plain_line(markdown).replace("'", "").lower()
    )


@given(st.tuples(SENTENCES, SENTENCES), st.tuples(SENTENCES, SENTENCES), LANGUAGES, LANGUAGES)
def test_what_may_be_a_twin_is_near(
    first: tuple[str, str], second: tuple[str, str], language: Language, other_language: Language
) -> None:
    (front, back), (other_front, other_back) = first, second
    for fronts, backs in (
        ((front, other_front), (back, other_back)),
        ((front, front), (back, other_back)),
        ((front, front), (back, f"{back} {other_back}")),
    ):
        one, other = (draft(*sides, line=line) for line, sides in enumerate(zip(fronts, backs, strict=True), 1))
        said = statement(one.front, one.back, language), statement(other.front, other.back, other_language)
        if slips_between(*said) is not None or begins(*said) or begins(*reversed(said)):
            assert near_or_begun([one, other], lambda _: "") == [one, other]
