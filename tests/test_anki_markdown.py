"""The HTML of Anki's cards as Markdown: it reads as a person would have written it, and comes back as it was."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flashcards import parser
from flashcards.anki.decks import reading, writing
from flashcards.anki.decks.formulas import spans
from flashcards.anki.decks.media import Media
from flashcards.anki.decks.pages import Page, settled
from flashcards.anki.decks.units import Asked, Unit
from flashcards.markup import plain, plain_line
from flashcards.model import Draft
from flashcards.render import back_html
from flashcards.rules.wanted import USUAL, Wanted

PATH = "notes/deck.md"


def usual(_path: str) -> Wanted:
    return USUAL


def address(name: str) -> str:
    return f"media/{name}"


def unit(front: str, back: str, name: str = "guid", tags: tuple[str, ...] = ()) -> Unit:
    return Unit((Asked(name, name, 0, reading.read(front), reading.read(back)),), tags)


def page_of(*units: Unit, tags: tuple[str, ...] = ()) -> Page:
    page = Page(PATH, "A deck", address, tags)
    page.add(units)
    page.settle(usual)
    return page


def note_of(*units: Unit) -> str:
    """The note without its front matter."""
    return page_of(*units).text().partition("---\ndeck: A deck\n---\n\n")[2]


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("two<br>lines", ["two", "", "lines"]),
        ("<div>one</div><div>two</div>", ["one", "", "two"]),
        ("a&nbsp;b &lt;c&gt; &amp; d", [r"a b \<c> & d"]),
        ("some <b>bold</b>, <i>slanted </i>and <b><i>both</i></b>", ["some **bold**, *slanted* and ***both***"]),
        ("<b>wholly bold</b>", ["wholly bold"]),
        ('a <span style="font-weight: 700">word</span>', ["a **word**"]),
        ("an <u>underlined</u> <font color=red>word</font>", ["an underlined word"]),
        ("H<sub>2</sub>O, x<sup>2</sup>, e<sup>iπ</sup>, a<sub>max</sub>", ["H₂O, x², e^(iπ), aₘₐₓ"]),
        ("<ul><li>one</li><li>two<ul><li>deep</li></ul></li></ul>", ["- one", "- two", "    - deep"]),
        ("<ol><li>first<li>second</ol>", ["1. first", "2. second"]),
        ("<ul><li>one</li><ul><li>deep</li></ul></ul>", ["- one", "    - deep"]),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td></tr></table>", ["| a | b |", "|---|---|", r"| 1\|2 |  |"]),
        ("<table><tr><td>for its look</td></tr></table>", ["for its look"]),
        ('<pre><code class="language-py">x = 1<br>y</code></pre>', ["```py", "x = 1", "y", "```"]),
        ("call <code>f(x)</code> or <code>`</code>", ["call `f(x)` or `` ` ``"]),
        (r"\(x^2\) and \(a &lt; b\)", ["$x^2$ and $a < b$"]),
        (r"so \[\frac{a}{b}\] follows", ["so", "", r"$$\frac{a}{b}$$", "", "follows"]),
        ("[$]x[/$], [$$]y[/$$]", ["$x$,", "", "$$y$$"]),
        (r"[latex]\begin{align}a&amp;=b\\<br>c&amp;=d\end{align}[/latex]", [r"$$\begin{align}a&=b\\ c&=d\end{align}$$"]),
        ("[latex]$z$[/latex]", ["$z$"]),
        ('<anki-mathjax block="true">w</anki-mathjax>', ["$$w$$"]),
        (r"the n\(x\)th", ["the n $x$ th"]),
        ('<img src="a.png"> <img alt="a dog" src="b c.png">', ["![](media/a.png) ![a dog](<media/b c.png>)"]),
        ("[sound:dog.mp3]", ["[dog.mp3](media/dog.mp3)"]),
        ('<a href="https://x.org/a_b">there</a> <a href="javascript:x">here</a>', ["[there](https://x.org/a_b) here"]),
        ("<ruby>漢字<rt>かんじ</rt></ruby>を", ["漢字[かんじ]を"]),
        ("<style>.a{}</style><script>x</script>seen<span style='display:none'>not</span>", ["seen"]),
        ("<!-- a remark -->", []),
        ("<!DOCTYPE html>a <![ # b <!c", [r"a \<\![ # b \<!c"]),
        ("a <b <i>c</i> < d <", ["a c < d <"]),
        ("مرحبا بالعالم", ["مرحبا بالعالم"]),
        ("snake_case, 2 * 3, _x_, *y*", [r"snake_case, 2 * 3, \_x\_, \*y\*"]),
        ("1. no list<br># no heading", [r"1\. no list", "", r"\# no heading"]),
        ("- no bullet<br>> no quote", [r"\- no bullet", "", r"\> no quote"]),
        ("Q: a label", [r"Q\: a label"]),
        ("a :: b, {{c1::x}}, ==y==, %%z%%, $5 [[w]]", [r"a \:: b, \{{c1\::x}}, \==y\==, \%%z\%%, \$5 \[[w]]"]),
        ("https://x.org/a_b?c=d*e", [r"https://x.org/a_b?c=d\*e"]),
        ("never <b>closed<br>and on", ["never **closed**", "", "and on"]),
    ],
)  # fmt: skip
def test_html_reads_as_plain_text(html: str, markdown: list[str]) -> None:
    assert writing.body(reading.read(html), address) == markdown


def test_short_cards_stand_on_a_line_long_ones_as_questions_and_the_rest_as_callouts() -> None:
    answer = "It says with how much certainty a value lies in an interval, if the experiment is done again and again."
    assert note_of(
        unit("hund", "dog", "1"),
        unit("What does confidence mean?", answer, "2"),
        unit("Which are there?", "<ul><li>one<li>two</ul>", "3"),
        unit("katt", "cat", "4"),
    ) == (
        "> [!question] Which are there?\n> - one\n> - two\n"
        "\n"
        "- hund :: dog\n"
        "- katt :: cat\n"
        "\n"
        f"Q: What does confidence mean?\nA: {answer}\n"
    )


def test_cards_both_ways_are_one_line() -> None:
    front, back = reading.read("hund"), reading.read("dog")
    both = Unit((Asked("a", "a", 0, front, back), Asked("a.1", "a", 1, back, front)), ())
    page = page_of(both)
    assert "- hund ::: dog\n" in page.text()
    assert [(draft.front, draft.back) for draft in page.entries[0].drafts] == [("hund", "dog"), ("dog", "hund")]


def test_tags_of_some_stand_behind_their_line() -> None:
    page = page_of(
        unit("hund", "dog", tags=("all", "animals::tame")), unit("1", "a", tags=("all", "2024", "C++")), tags=("all",)
    )
    assert "tags: [all]" in page.text()
    assert "- hund :: dog #card #animals/tame\n- 1 :: a #card #n2024 #C-\n" in page.text()
    assert [entry.drafts[0].tags for entry in page.entries] == [("all", "animals::tame"), ("all", "n2024", "C-")]


@pytest.mark.parametrize("tag", ["card", "flashcard", "card-reverse", "flashcards::x", "a::b", "ö", "x/y", "&", "1::2"])
def test_no_tag_takes_a_card_away(tag: str) -> None:
    page = page_of(unit("hund", "dog", tags=(tag,)), unit("katt", "cat"))
    assert [len(entry.drafts) for entry in page.entries] == [1, 1]
    assert not page.unsaid


def test_what_asks_or_says_the_same_stays_a_card_of_its_own() -> None:
    units = [
        unit("bank", "Geldhaus", "1"),
        unit("bank", "Ufer", "2"),
        unit("la casa", "house", "3"),
        unit("una casa", "house", "4"),
        unit("bank", "Geldhaus", "5"),
    ]
    page = Page(PATH, "A deck", address)
    page.add(units)
    merged = settled([page], [], usual)
    assert len(merged) == 5
    assert {draft.deck for draft in merged} == {"A deck"}
    assert "**More**\n\n- bank :: Ufer\n" in page.text()
    assert "**More (2)**\n\n- bank :: Geldhaus\n" in page.text()


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("a b.png", "a-b.png"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\x.png", "x.png"),
        ("/etc/x.png", "x.png"),
        (".hidden.png", "hidden.png"),
        ("..", "file"),
        ("evil.md", "evil.md.txt"),
        ("evil.RST", "evil.RST.txt"),
        ("bild å.PNG", "bild-å.PNG"),
        ("a<b>|c?.png", "a-b-c-.png"),
        ("x" * 300 + ".png", "x" * 150 + ".png"),
        ("a\x00b\n.png", "a-b-.png"),
    ],
)
def test_names_of_media_are_safe(name: str, file: str) -> None:
    assert Media({name}, {".md", ".rst"}).address(name) == f"media/{file}"


def test_media_whose_names_become_the_same_are_kept_apart() -> None:
    media = Media({"a b.png", "A-b.png", "c.png"}, is_free=lambda safe, _: safe != "c.png")
    assert [media.address(name) for name in ("a b.png", "A-b.png", "c.png", "c.png")] == [
        "media/a-b.png",
        "media/A-b-2.png",
        "media/c-2.png",
        "media/c-2.png",
    ]
    assert media.address("a%20b.png") == "media/a-b.png"
    assert media.address("gone.png") == "media/gone.png"
    assert media.address("https://x.org/a.png") == "https://x.org/a.png"
    assert list(media.missing) == ["gone.png"]


# ------------------------------------------------------------------------------------------------------------ property

BITS = """
hund|two words|<b>x</b>|<i>y z</i>|<br>|<div>d</div>|<ul><li>p<li>q</ul>|<ol><li>p</li><li>q<ul><li>r</li></ul></li></ol>
\\(x_1^2\\)|\\[\\sum_{i}^n i\\]|[$]a[/$]|*|_|**|__|`|``|#|##|1.|2)|-|+|>|<|:|::|:::|{{c1::x}}|{{|}}|~|~~|=|==|===|$|$$|\\
&|&amp;|&lt;b&gt;|&nbsp;|[|]|[[|]]|[^1]|(|)|!|![|?|??|%%|%|^a|^|#card|#tag|Q:|A:|Frage:|Note:|Example|Term : x|x - y|a = b
http://a.b/c_d|<sup>2</sup>|<sub>ab</sub>|<img src='p q.png'>|<a href='http://x'>l</a>|<code>c`d</code>|<u>u</u>|<hr>
<pre>x = 1\n\ny</pre>|<table><tr><td>1</td><td>2</td></tr></table>|漢字|שלום|عربي|Å|…|–|“q”|'s|e.g.|5 kg|100%|---|***|```|~~~
$5|a_b_c|2*3*4|<!-- c -->|TODO|•|(a)|Step 1:|[ ]|[x]|[!note]|\\alpha|\\\\|&copy;|\N{PARTY POPPER}|<p>para</p>|<h1>H</h1>
<blockquote>bq</blockquote>|flashcards: off|<span style='font-weight:bold'>s</span>|References|Day 1:|TBD
"""
EVERY_BIT = [bit.replace("\\n", "\n") for line in BITS.strip().split("\n") for bit in line.split("|")]
bits = st.sampled_from(EVERY_BIT)
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Co"]), max_size=8)
html_sides = st.lists(st.one_of(bits, texts, st.just(" ")), min_size=1, max_size=6).map("".join)


def heard(html: str) -> str:
    return writing.heard(reading.read(html), address, numbered=False)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(html_sides, html_sides), min_size=1, max_size=8), st.booleans())
def test_whatever_cards_hold_each_comes_back_once_and_says_the_same(sides: list[tuple[str, str]], tagged: bool) -> None:
    units = [
        unit(f"{number} {front}", back, str(number), ("tag",) if tagged and number % 2 else ())
        for number, (front, back) in enumerate(sides)
        if heard(back) and heard(f"{number} {front}") != heard(back)
    ]
    page = page_of(*units)
    drafts, _ = parser.parse_text(page.text(), PATH)
    said = [draft for entry in page.entries for draft in entry.drafts]
    assert len(drafts) == len(said) == len(units) - len(page.unsaid), "no card more than there were"
    for entry in page.entries:
        [draft], [asked] = entry.drafts, entry.unit.asked
        assert draft.tags == entry.unit.tags
        assert draft.context == ()
        assert said_by(draft.front) == writing.heard(asked.front, address, numbered=True)
        wanted = {writing.heard(asked.back, address, numbered=numbered) for numbered in (True, False)}
        assert said_by(draft.back) in wanted


def said_by(markdown: str) -> str:
    return writing.letters(plain_line(markdown))


@pytest.mark.parametrize("seed", [1, 2])
def test_of_a_thousand_odd_cards_in_one_note_none_is_left_out(seed: int) -> None:
    dice = random.Random(seed)

    def side() -> str:
        return "".join(dice.choice(EVERY_BIT) + dice.choice(["", " "]) for _ in range(dice.randint(1, 6)))

    units = []
    for number in range(1_000):
        front, back = f"{side()} {number}", side()
        if heard(back) and heard(front) != heard(back):
            units.append(unit(front, back, str(number), ("tag",) * (number % 2)))
    page = page_of(*units)
    assert len(units) > 950
    assert [one.card_id for one in page.unsaid] == []
    assert len({draft for entry in page.entries for draft in entry.drafts}) == len(units)


@example("%%%%%% a")
@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30))
def test_plain_text_is_always_said(text: str) -> None:
    html = text.replace("&", "&amp;").replace("<", "&lt;")
    repeats = heard(html).casefold() == "front"  # a card whose sides say the same asks nothing
    if heard(html) and not spans(html) and not repeats:
        page = page_of(unit("front", html))
        assert not page.unsaid, page.entries
        assert said_by(page.entries[0].drafts[0].back) == heard(html)


@pytest.mark.parametrize(("html", "tex"), [(r"\([^0]\)", "[^0]"), (r"\(a\\)", "a"), (r"\(\\)", "")])
def test_a_formula_is_said_whatever_it_looks_like(html: str, tex: str) -> None:
    """As a footnote; with a last backslash, which no note can say."""
    page = page_of(unit("front", f"x {html}"))
    assert not page.unsaid
    assert plain(page.entries[0].drafts[0].back) == f"x {tex}".strip()


def test_what_was_said_is_shown_again() -> None:
    html = "<b>Paris</b> &lt;3 \\(x^2\\)<ul><li>a</li></ul><table><tr><td>1</td><td>2</td></tr></table>"
    page = page_of(unit("France?", html))
    draft: Draft = page.entries[0].drafts[0]
    shown = back_html(draft)
    for part in ("<strong>Paris</strong> &lt;3", r"\(x^2\)", "<li>a</li>", "<th>1</th>"):
        assert part in shown
