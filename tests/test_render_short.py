"""The short way to HTML comes to the same as the parser, and most texts of cards take it."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flashcards.model import Draft, Source
from flashcards.render import back_html, front_html, html, to_html
from flashcards.render.short import short_html

SIGNS = [*"ab5² .,:;!?()-+*_`$=~<>&|#\\[]{}^/\"'é漢\xa0\u3000😀\n\t"]
MARKUP = ["[...]", "$x$", r"$\alpha_1$", "*é*", "`c`", "**", "==", "~~", "---", "3)", "&amp;", "<b>", r"\$", "](u)"]
PIECES = st.sampled_from([*SIGNS, *MARKUP, "**a b**", "- ", "\n- ", "1. ", "2. ", "\n2. ", "    "])
LINES = st.lists(PIECES, max_size=8).map("".join)
ITEMS = st.lists(st.lists(PIECES, min_size=1, max_size=4).map("".join), min_size=1, max_size=4)
TEXTS = st.one_of(
    LINES,
    ITEMS.map(lambda items: "\n".join(f"- {item}" for item in items)),
    ITEMS.map(lambda items: "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))),
)


def every_html(markdown: str) -> list[str]:
    """Alone, and as both sides of a sentence with hidden parts."""
    draft = Draft("fact", markdown, markdown, (), (Source("notes/a.md", 1, 1),), "cloze", 0.9, cloze=True)
    return [to_html(markdown), front_html(draft), back_html(draft)]


@given(TEXTS)
@example("- a | b\n- | -:")
@example("- - -")
@example("    a *b*")
@example("$x$ is 5")
@example("`[...]` and $[...]$ and **a [...]**")
@example("[sound:a.mp3]")
@settings(max_examples=400)
def test_the_short_way_comes_to_the_same_as_the_parser(markdown: str) -> None:
    with patch.object(html, "short_html", return_value=None):
        parsed = every_html(markdown)
    assert every_html(markdown) == parsed


@pytest.mark.parametrize(
    "markdown",
    [
        'say "hi" & go (a = b, 3 < 4, ~5)',
        "**Control group** of an *experiment*",
        r"the rate $\alpha = 0.05$ of `git log`",
        "- one\n- **two**",
        "1. one\n2. two",
        "0.5",
    ],
)
def test_what_most_cards_say_takes_it(markdown: str) -> None:
    assert short_html(markdown) is not None
