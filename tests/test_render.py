"""Markdown to HTML and to a terminal: what is shown, what is escaped, and that no text can break out."""

from __future__ import annotations

import unicodedata
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flashcards.model import Draft, Source
from flashcards.render import back_html, clean, code_css, escape, front_html, to_html, to_terminal
from flashcards.render.terminal import NARROWEST_COLUMNS, columns, wrap


def cloze(front: str, back: str) -> Draft:
    return Draft("fact", front, back, (), (Source("notes/a.md", 1, 1),), "cloze", 0.9, cloze=True)


# ------------------------------------------------------------------------------------------------------------ HTML


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("", ""),
        ("plain words.", "plain words."),
        ("one *em* **bold** `code` ~~gone~~", "one <em>em</em> <strong>bold</strong> <code>code</code> <s>gone</s>"),
        ("a ==lit *up*== b", "a <mark>lit <em>up</em></mark> b"),
        ("if a == b or c == d", "if a == b or c == d"),
        ("==a `x==y` b==", "<mark>a <code>x==y</code> b</mark>"),
        ("==not closed", "==not closed"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("two\nlines", "two\nlines"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("[site](https://a.b/c?d=e&f)", '<a href="https://a.b/c?d=e&amp;f">site</a>'),
        ("<https://a.b>", '<a href="https://a.b">https://a.b</a>'),
        ("[x](<a b.md>)", '<a href="a%20b.md">x</a>'),
        ("![the *alt*](p.png)", '<img src="p.png" alt="the alt">'),
        ('say "hi" & go', "say &quot;hi&quot; &amp; go"),
    ],
)
def test_markdown_becomes_html(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        (r"$\frac{1}{\sqrt{x}}$", r"\(\frac{1}{\sqrt{x}}\)"),
        ("$a_1 b_2 *c* \\_ ==d==$", r"\(a_1 b_2 *c* \_ ==d==\)"),
        ("if $a<b \\& c>d$", r"if \(a&lt;b \&amp; c&gt;d\)"),
        ("so $$x^2$$ it is", r"so \[x^2\] it is"),
        ("$$x^2$$", r'<div class="math">\[x^2\]</div>'),
        ("$$\n- a\n- b\n$$", '<div class="math">\\[- a\n- b\\]</div>'),
        ("as in\n$$\n- a\n> b\n$$\nhere", '<p>as in</p>\n<div class="math">\\[- a\n&gt; b\\]</div>\n<p>here</p>'),
        ("costs $5 and then $6 more", "costs $5 and then $6 more"),
        (r"\$5 and \$6", "$5 and $6"),
        ("`$x$`", "<code>$x$</code>"),
        ("$x$ is 5", r"\(x\) is 5"),
        ("$x", "$x"),
        ("$$x", "$$x"),
    ],
)
def test_math_reaches_mathjax_untouched_by_markdown(markdown: str, html: str) -> None:
    assert to_html(markdown) == html


def test_a_formula_between_lines_is_written_once() -> None:
    assert to_html("- a\n  text\n  $$y$$\n- b").count("y") == 1


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a < b & c",
        "vector<int>",
        "<img src=x onerror=alert(1)>",
        "<!-- x -->",
        "&lt;b&gt;",
    ],
)
def test_html_in_a_note_is_text(text: str) -> None:
    assert "<" not in to_html(text)
    assert "<" not in escape(text)
    assert "<" not in to_html(f"`{text}`").removeprefix("<code>").removesuffix("</code>")


def test_addresses_that_run_code_are_no_links() -> None:
    assert "<a" not in to_html("[x](javascript:alert(1)) [y](vbscript:z) [z](<JAVASCRIPT:a>)")
    assert 'href="java%09script:' in to_html("[x](java&#9;script:alert(1))")


def test_quotes_in_addresses_and_alternative_texts_stay_inside_their_attribute() -> None:
    html = to_html('![a" onload="b](<p" onerror="q.png>)')
    assert tags_of(html) == [("img", {"src": "p%22%20onerror=%22q.png", "alt": 'a" onload="b'})]


@pytest.mark.parametrize("text", ["[sound:a.mp3]", "[latex]x[/latex]", "[[type:Front]]", "[anki:play:q:0]", "[$]x"])
def test_commands_of_anki_are_text(text: str) -> None:
    html = to_html(f"see {text} here")
    assert text not in html
    assert unescape(html) == f"see {text} here"


def test_what_is_no_text_is_dropped() -> None:
    assert to_html("a\x00b\x1fc\x1bd\x7fe") == "abcde"
    assert to_html("a&#12;b") == "ab"
    assert to_html("a\ud800b") == "a�b"
    assert clean("a\r\nb\rc\u2028d") == "a\nb\nc\nd"


def test_pictures_are_mapped_by_the_name_that_the_note_gives() -> None:
    asked: list[str] = []

    def image(target: str) -> str | None:
        asked.append(target)
        return None if "missing" in target else "new.png"

    html = to_html("![a](x%20y.png) ![b](<z ü.png>) ![c *d*](missing.png) ![](missing2.png)", image)
    assert asked == ["x%20y.png", "z ü.png", "missing.png", "missing2.png"]
    assert html.count('<img src="new.png"') == 2
    assert '<span class="missing">[c d]</span>' in html
    assert '<span class="missing">[missing2.png]</span>' in html


def test_code_is_coloured_by_classes_that_the_style_knows() -> None:
    html = to_html("```python\ndef f(x):\n    return 'a < b'  # why\n```")
    assert '<pre class="code"><code><span class="k">def</span>' in html
    assert "&lt;" in html
    assert "a < b" not in html
    assert '.code span[class^="k"]' in code_css()
    assert ".nightMode .code span" in code_css()


def test_code_of_an_unknown_language_or_none_stands_as_it_is() -> None:
    assert to_html("```nosuch\na  <b>\n\n  c\n```") == '<pre class="code"><code>a  &lt;b&gt;\n\n  c</code></pre>'
    assert to_html("    a *b*") == '<pre class="code"><code>a *b*</code></pre>'


def test_tables_can_scroll_on_a_narrow_screen() -> None:
    html = to_html("| a | b |\n|---|:-:|\n| `x` | $y$ |")
    assert html.startswith('<div class="table">\n<table>')
    assert '<td style="text-align:center">\\(y\\)</td>' in html


# ------------------------------------------------------------------------------------------------------------ gaps


@pytest.mark.parametrize(
    ("front", "back", "question", "answer"),
    [
        (
            "The capital is [...].",
            "Paris",
            'The capital is <span class="gap">[...]</span>.',
            'The capital is <mark class="filled">Paris</mark>.',
        ),
        (
            "[...] and [...]",
            "a\n\nb",
            '<span class="gap">[...]</span> and <span class="gap">[...]</span>',
            '<mark class="filled">a</mark> and <mark class="filled">b</mark>',
        ),
        (
            "a **[...]**b",
            "_x_ < $y_1$",
            'a <strong><span class="gap">[...]</span></strong>b',
            'a <strong><mark class="filled"><em>x</em> &lt; \\(y_1\\)</mark></strong>b',
        ),
        ("$\\sqrt[...]$", "a<b", r"\(\sqrt{\boxed{\ldots}}\)", r"\(\sqrt{\boxed{a&lt;b}}\)"),
        (
            "`f([...])`",
            "x < y",
            '<code>f(<span class="gap">[...]</span>)</code>',
            '<code>f(<mark class="filled">x &lt; y</mark>)</code>',
        ),
        ("is [...]", "- 1", 'is <span class="gap">[...]</span>', 'is <mark class="filled">- 1</mark>'),
    ],
)
def test_gaps_are_shown_and_filled(front: str, back: str, question: str, answer: str) -> None:
    assert front_html(cloze(front, back)) == question
    assert back_html(cloze(front, back)) == answer


def test_a_gap_in_an_ordinary_card_is_its_own_text() -> None:
    draft = Draft("qa", "What does [...] mean?", "left out", (), (Source("a.md", 1, 1),), "two_colons", 1.0)
    assert front_html(draft) == "What does [...] mean?"
    assert back_html(draft) == "left out"


def test_many_gaps_leave_nothing_behind() -> None:
    html = back_html(cloze(" ".join(["[...]"] * 400), "x"))
    assert not any(unicodedata.category(character) == "Co" for character in html)
    assert html.count("filled") == 256


def test_no_text_can_pass_for_a_gap() -> None:
    assert front_html(cloze("\U0010f000 [...] &#x10F001;", "x")).count("gap") == 1


# -------------------------------------------------------------------------------------------------- laws for any text

ALLOWED = {
    "p",
    "em",
    "strong",
    "code",
    "pre",
    "s",
    "mark",
    "ul",
    "ol",
    "li",
    "a",
    "img",
    "div",
    "span",
    "blockquote",
} | {*("table", "thead", "tbody", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "br")}
VOID = {"img", "hr", "br"}
ATTRIBUTES = {"src", "alt", "href", "class", "start", "style"}
MARKDOWN = st.text(
    alphabet=st.sampled_from("ab1 \n\t*_`~=$[]()<>!|-#&;:.\\\"'{}\x00\x1b\u202eé漢\U0001f600"), max_size=60
)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


def tags_of(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = _Tags()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser.seen


@given(MARKDOWN)
@example("==[a==](b)")
@example("**a ==b** c==")
@example("```<b>\n</code>")
def test_any_text_gives_well_formed_html_of_known_tags(markdown: str) -> None:
    for html in (
        to_html(markdown),
        front_html(cloze(markdown + "[...]", markdown)),
        back_html(cloze("[...]", markdown)),
    ):
        for tag, attributes in tags_of(html):
            assert tag in ALLOWED
            assert set(attributes) <= ATTRIBUTES
        assert not set(html) & {"\x00", "\x1b", "\x1f"}


@given(st.one_of(MARKDOWN, st.text(max_size=60)), st.integers(min_value=1, max_value=50))
@example("> > > - " * 20 + "x", 20)
@example("| a | b |\n|---|---|\n| ccccccccccccccc | d |", 12)
def test_nothing_on_a_terminal_steers_it(markdown: str, width: int) -> None:
    shown = to_terminal(markdown, width)
    assert not [c for c in shown if c != "\n" and unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert "\u202e" not in shown


@given(
    st.text(alphabet=st.sampled_from("ab c.漢é\u0301\U0001f600"), max_size=80), st.integers(min_value=2, max_value=30)
)
def test_wrapped_lines_fit_and_keep_every_character(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(columns(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


# -------------------------------------------------------------------------------------------------------- terminal


@pytest.mark.parametrize(
    ("markdown", "width", "text"),
    [
        ("**bold** `code` [link](https://a.b) ==mark==", 80, "bold code link mark"),
        (r"so $\frac{a}{b} < 1$", 80, r"so \frac{a}{b} < 1"),
        ("see ![the curve](pictures/roc.svg)", 80, "see [picture: pictures/roc.svg]"),
        ("one two three four", 9, "one two\nthree\nfour"),
        ("soft\nbreak", 80, "soft break"),
        ("hard  \nbreak", 80, "hard\nbreak"),
        ("# Head\ntext", 80, "Head\n\ntext"),
        (
            "- a\n- b\n  - c d e f g h\n    1. x\n    2. y\n- ",
            12,
            "- a\n- b\n  - c d e f\n    g h\n    1. x\n    2. y\n-",
        ),
        ("9. a\n10. b\n    c", 80, "9. a\n10. b c"),
        ("text\n\n- a\n\n  more\n\n- b", 80, "text\n\n- a\n\n  more\n\n- b"),
        ("> a b c\n>\n> d", 6, "> a b c\n>\n> d"),
        ("$$\nx^2\n$$", 80, "x^2"),
        ("a\n\n```\nif x:\n\ty\n```", 80, "a\n\n    if x:\n        y"),
        ("| a | long head |\n|--|--|\n| 漢 | x |\n| b |", 80, "a   long head\n--  ---------\n漢  x\nb"),
        (
            "| k | v |\n|--|--|\n| key | some long words here |",
            21,
            "k    v\n---  ----------------\nkey  some long words\n     here",
        ),
        ("| k | v |\n|--|--|\n| key | some long words |", 10, "k: key\nv: some\nlong words"),
    ],
)
def test_markdown_is_laid_out_for_a_terminal(markdown: str, width: int, text: str) -> None:
    assert [line.strip() for line in to_terminal(markdown, width).split("\n")] == [
        line.strip() for line in text.split("\n")
    ]
    if "```" not in markdown and "$$" not in markdown:
        assert to_terminal(markdown, width) == text


def test_escape_sequences_of_a_note_never_reach_the_terminal() -> None:
    note = "\x1b]0;title\x07\x1b[31mred\x9b2J `\x1b[1m` ![](\x1b[2J.png) &#x1b; \u202eabc\rover"
    shown = to_terminal(note, 80)
    assert not set(shown) & set("\x1b\x07\x9b\r\u202e")
    assert "red" in shown


def test_deep_nesting_still_leaves_room_for_text() -> None:
    shown = to_terminal("- " * 15 + "some words that wrap", 20)
    assert max(len(line.strip(" -")) for line in shown.split("\n")) <= NARROWEST_COLUMNS


@pytest.mark.parametrize("piece", ["==a ", "*a **b ", "> ", "- ", "$a ", "[", "`", "$$", "==`", "| ", "![", "[...]"])
def test_long_runs_of_marks_are_only_text(piece: str) -> None:
    markdown = piece * 2000
    assert {tag for tag, _ in tags_of(to_html(markdown))} <= ALLOWED
    assert all(columns(line) <= 60 + 40 for line in to_terminal(markdown, 60).split("\n"))
