"""The Markdown reader: what each shape of note becomes, and on which lines."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.model import Image, Item, Paragraph, walk
from flashcards.readers.markdown import read
from tests.outline import outline, reads_back

SHAPES = {
    "sections are nested, whatever their first level": (
        "### Deep\ntext\n# Top\n\nTitle\n-----\nbelow\n",
        """\
        h3 1-2 Deep
          p 2 text
        h1 3-7 Top
          h2 5-7 Title
            p 7 below""",
    ),
    "an item keeps its lines, and its list": (
        "- Computer vision\n  Using a network\n    - Fine tune : freeze\n- NLP\n",
        """\
        ul 1-4
          li 1-3 Computer vision / Using a network
            ul 3
              li 3 Fine tune : freeze
          li 4 NLP""",
    ),
    "a heading with a space before it ends a list, whose successor may be indented by one": (
        "- a\n\n ## Capacity\n - Considerations\n     - Training : data\n  - Analysis\n    - Trees\n",
        """\
        ul 1
          li 1 a
        h2 3-7 Capacity
          ul 4-7
            li 4-5 Considerations
              ul 5
                li 5 Training : data
            li 6-7 Analysis
              ul 7
                li 7 Trees""",
    ),
    "bullets below a number, indented too little or not at all": (
        "1. Foo\n  - a\n2. Bar\n- b\n- c\n3. Baz\n",
        """\
        ol 1-6
          li 1-2 Foo
            ul 2
              li 2 a
          li 3-5 Bar
            ul 4-5
              li 4 b
              li 5 c
          li 6 Baz""",
    ),
    "numbers below a number, indented too little": (
        "1. one\n  1. sub\n  2. sub too\n2. two\n",
        """\
        ol 1-4
          li 1-3 one
            ol 2-3
              li 2 sub
              li 3 sub too
          li 4 two""",
    ),
    "a paragraph indented too little for its number": (
        "1. one\n\n  more of it\n\n2. two\n",
        """\
        ol 1-5
          li 1-3 one
            p 3 more of it
          li 5 two""",
    ),
    "text right below an item goes on with it; text left of its bullet doesn't": (
        "4. Define it\nMethods change\n\n- a\n  - b\nFor example\n- c\n  - d and\nso on\n",
        """\
        ol 1-2
          li 1-2 Define it / Methods change
        ul 4-5
          li 4-5 a
            ul 5
              li 5 b
        p 6 For example
        ul 7-9
          li 7-9 c
            ul 8-9
              li 8-9 d and / so on""",
    ),
    "paragraphs between the lists of one item": (
        "- Item\n\n  How\n   - x\n  What\n   - y\n",
        """\
        ul 1-6
          li 1-6 Item
            p 3 How
            ul 4
              li 4 x
            p 5 What
            ul 6
              li 6 y""",
    ),
    "empty items": ("- a\n  - \n-\n### H\n", "ul 1-3\n  li 1-2 a\n    ul 2\n      li 2\n  li 3\nh3 4 H"),
    "to-do items": ("- [ ] open\n- [X] done\n- [-] odd\n", "ul 1-3\n  li 1 [ ] open\n  li 2 [x] done\n  li 3 [-] odd"),
    "pictures": (
        '- Design\n<img src="a b/c.png" width=500/>\n\n- Data\n\n        <img src=d.png alt="the data">\n\n'
        "![[e f.png|300]]\ntext\n![](g h.jpg)\n",
        """\
        ul 1-6
          li 1-2 Design
            img 2 a b/c.png
          li 4-6 Data
            img 6 d.png the data
        img 8 e f.png e f
        p 9 text
        img 10 g h.jpg""",
    ),
    "indented code is code, indented content is content": (
        "Steps:\n\n    - one\n      more\n    - two\n\n***\n\n    x = f(1);\n\nand\n\n    This is a sentence without any code.\n",
        """\
        p 1 Steps:
        ul 3-5
          li 3-4 one / more
          li 5 two
        code 9 : x = f(1);
        p 11 and
        p 13 This is a sentence without any code.""",
    ),
    "code and math in fences": (
        "```{.python}\nx\n\ny\n```\n```math\na^2\n```\n~~~\nz\n~~~\n",
        "code 1-5 python: x /  / y\nmath 6-8 a^2\ncode 9-11 : z",
    ),
    "math that stands alone": (
        "so\n$$\na = b\n$$\n\\[ c \\]\n$$d$$ is inline\n",
        "p 1 so\nmath 2-4 a = b\nmath 5 c\np 6 $$d$$ is inline",
    ),
    "definition lists": (
        "Recall\n: of all positives\n: a second\n\n    with more\n\nOther term\n~ x\n",
        """\
        dt 1-5 Recall
          p 2 of all positives
          p 3 a second
          p 5 with more
        dt 7-8 Other term
          p 8 x""",
    ),
    "definition lists without empty lines between their terms": (
        "1NF\n: atomic values\n2NF\n: and more\n: than that\n\n```\na\n: b\nc\n: d\n```\n",
        """\
        dt 1-2 1NF
          p 2 atomic values
        dt 3-5 2NF
          p 4 and more
          p 5 than that
        code 7-12 : a / : b / c / : d""",
    ),
    "tables": (
        "| a | b |\n|---|:-:|\n| `x` | [[P\\|alias]] |\n| only<br>two lines |\n",
        "table 1-4 a | b\n  row 3 `x` | alias\n  row 4 only / two lines |",
    ),
    "callouts and quotations": (
        "> [!Question]- What is *recall*?\n> TP / P\n> - x\n\n> said\n> so\n",
        """\
        question! 1-3 What is *recall*?
          p 2 TP / P
          ul 3
            li 3 x
        quote 5-6
          p 5-6 said / so""",
    ),
    "comments": (
        "<!-- off -->\ntext <!-- a\nb --> more\n\n%%\nhidden\n\ntoo\n%%\n\nend %%gone%%\n",
        """\
        comment 1 off
        p 2-3 text  / more
        comment 2-3 a / b
        comment 5-9 hidden /  / too
        p 11 end
        comment 11 gone""",
    ),
    "details and other HTML": (
        "<details>\n<summary>Why?</summary>\nBecause **x**.\n\n- y\n</details>\n\n<p align=center>\n  <b>bold</b>\n</p>\n"
        "\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n\n<pre><code class='language-c'>a &lt; b</code></pre>\n",
        """\
        p 2 Why?
        p 3 Because **x**.
        ul 5
          li 5 y
        p 9 **bold**
        ul 13-14
          li 13 one
          li 14 two
        code 17 c: a < b""",
    ),
    "footnotes stand where they are written": ("a[^n]\n\n[^n]: why\n\nb\n", "p 1 a[^n]\nnote 3 n\n  p 3 why\np 5 b"),
    "several lines above a rule are no heading": ("Q: a\nA: b\n---\n\nHead\n===\n", "p 1-2 Q: a / A: b\nh1 5-6 Head"),
    "cards that are written as such stay as they are": (
        "front :: back\n\nlong\n?\nanswer {{c1::x}} ^anchor\n",
        "p 1 front :: back\np 3-5 long / ? / answer {{c1::x}} ^anchor",
    ),
    "nested quotations of lists with tabs": (
        "> - a\n> \t- b\n-\tc\n\t- d\n",
        "quote 1-2\n  ul 1-2\n    li 1-2 a\n      ul 2\n        li 2 b\nul 3-4\n  li 3-4 c\n    ul 4\n      li 4 d",
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shape(name: str) -> None:
    source, expected = SHAPES[name]
    document, problems = read(source, "note.md")
    assert outline(document) == dedent(expected)
    assert problems == []
    assert reads_back(document, source) == []


INLINE = {
    "[[Page]], [[Page|alias]], [[Page#Part]], [[Page#^id]], [[#Here]]": "Page, alias, Page > Part, Page, Here",
    "see ![[dir/pic one.png|300]] and ![[pic.svg|the curve]]": (
        "see ![pic one](<dir/pic one.png>) and ![the curve](pic.svg)"
    ),
    "`[[code]]` and $[[math]]$ and ``a ` [[b]]``": "`[[code]]` and $[[math]]$ and ``a ` [[b]]``",
    "M = [[1, 2], [3, 4]]": "M = [[1, 2], [3, 4]]",
    "==kept== {{c1::kept}} and \\[[not\\]] ^anchor": "==kept== {{c1::kept}} and \\[[not\\]] ^anchor",
    "H<sub>2</sub>O is 10<sup>6</sup>, <b>bold</b><br/>next": "H2O is 10^6, **bold** next",
    "<span style='x'>red</span> and <name> and a < b > c": "red and \\<name> and a < b > c",
    "in <img src='a.png' alt=\"x > y\"> text": "in ![x > y](a.png) text",
    "\\(x^2\\) but \\(an aside\\)": "$x^2$ but \\(an aside\\)",
    "costs $5 and [[a]] for $6": "costs $5 and a for $6",
    "50 % off %%hidden%%now": "50 % off now",
    "![chart](my chart.png) here": "![chart](<my chart.png>) here",
    "<https://example.org/a_b> and `unclosed": "<https://example.org/a_b> and `unclosed",
}


@pytest.mark.parametrize("source", INLINE)
def test_text_is_plain_markdown(source: str) -> None:
    document, _ = read(source, "note.md")
    assert [block.text for block in walk(document.blocks) if isinstance(block, Paragraph)] == [INLINE[source]]


def test_a_link_label_is_resolved() -> None:
    document, _ = read('See [the Site] and ![x][the\nsite].\n\n[The  site]: http://a.example/b "T"\n', "note.md")
    assert outline(document) == 'p 1-2 See [the Site](http://a.example/b) and ![x](http://a.example/b "T") / .'


def test_front_matter_is_data_and_lines_count_from_the_top() -> None:
    document, problems = read("---\ndeck: ML\ntags: [a, b]\n---\n# Title\n", "note.md")
    assert document.front_matter == {"deck": "ML", "tags": ["a", "b"]}
    assert (outline(document), problems) == ("h1 5 Title", [])


def test_an_item_without_a_value_in_front_matter_is_nothing() -> None:
    document, problems = read("---\ntags:\n  - a\n  -\n  - null\n  - none\n---\n", "note.md")
    assert (document.front_matter, problems) == ({"tags": ["a", "none"]}, [])


BRACKETED = "![p](<my pics/p q.png>)"


@pytest.mark.parametrize(
    ("source", "target", "caption"),
    [
        (BRACKETED, "my pics/p q.png", ""),
        ('![p]( < b pics/p (1).png > "A title" )', "b pics/p (1).png", "A title"),
        ("![p](<b p.png>){width=300}", "b p.png", ""),
    ],
)
def test_the_target_of_a_picture_may_stand_in_angle_brackets(source: str, target: str, caption: str) -> None:
    for text in (source, f"> {source}", f"Heart\n: {source}", f"- {source}"):
        document, problems = read(text, "note.md")
        pictures = [block for block in walk(document.blocks) if isinstance(block, Image)]
        assert [(one.target, one.alt, one.caption) for one in pictures] == [(target, "p", caption)]
        assert problems == []


@pytest.mark.parametrize(
    "line", [f"Heart : {BRACKETED}", f"[{BRACKETED}](http://a.example)", "see [it](<my notes/b c.md>)"]
)
def test_a_target_in_angle_brackets_inside_of_a_line_is_kept(line: str) -> None:
    document, _ = read(line, "note.md")
    assert outline(document) == f"p 1 {line}"
    header, _ = read(f"| a | {line} |\n|---|---|\n| b | {line} |", "note.md")
    assert outline(header).count(line) == 2


def test_a_rule_on_top_is_no_front_matter() -> None:
    document, problems = read("---\nJust a sentence\n\nand more\n\n---\n", "note.md")
    assert document.front_matter == {}
    assert outline(document) == "p 2 Just a sentence\np 4 and more"
    assert [str(problem) for problem in problems] == [
        "note.md:1: the lines between `---` at the top aren't `key: value` lines; read as text"
    ]


def test_other_line_ends_and_a_byte_order_mark() -> None:
    document, problems = read("\ufeff# A\r\n- x\r- y\n", "note.md")
    assert (outline(document), problems) == ("h1 1-3 A\n  ul 2-3\n    li 2 x\n    li 3 y", [])


def test_depth_is_limited_and_nothing_is_lost_beyond_it() -> None:
    source = "\n".join("  " * depth + f"- item{depth}" for depth in range(300)) + "\n\n# After\n- last\n"
    document, problems = read(source, "note.md")
    words = {word for block in walk(document.blocks) for word in str(getattr(block, "text", "")).split()}
    assert words >= {"last", *(f"item{depth}" for depth in range(300))}
    assert [problem.line for problem in problems] == [40]


PIECES = st.sampled_from(
    "# W|## W|- W|  - W|    - W|1. W|  2. W|\t- W|> W|> [!note] W|```|$$|$$W$$|\\[|W\\]|%% W %%|%%|<!-- W -->|<!--|<div>W"
    "|</div>|<summary>W</summary>|<img src=W>|\\| W \\| W \\||\\|---\\|---\\||W|: W|[^W]: W|        W|---|===|||*W* `W|[[x|W]]"
    "|[a]: W|[W][a]|-|- - W|<pre>W|<script>|- [ ] W|?|W :: W|&W; <W>|W\\|$W|==W==|\0".replace("\\|", "\1").split("|")
).map(lambda piece: piece.replace("\1", "|"))
NOTES = st.lists(st.tuples(st.sampled_from(["", "", "", " ", "  ", "    ", "\t"]), PIECES), max_size=20).map(
    lambda pieces: "\n".join(indent + piece for indent, piece in pieces)
)


@settings(deadline=None)
@given(st.one_of(NOTES, st.text()))
def test_any_text_is_read_without_a_fault(source: str) -> None:
    document, problems = read(source, "note.md")
    last = source.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert not [problem for problem in problems if "can't be parsed" in problem.message]
    assert all(1 <= problem.line <= last for problem in problems)
    assert all(1 <= block.lines.start <= block.lines.end <= last for block in walk(document.blocks))


WRITTEN = [
    "# W", "- W", "  - W", "    - W", "1. W", "2. W", "   W", "\t- W", "> W", "> - W", "W", "W W", "    W", "        W",
    "", "", "---", "===", ": W", "- - W", "[ ] W", "W::W", "*W* `W", "<div>W", "</div>", "<b>W", "| W |", "|---|", "```",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(WRITTEN), max_size=14))
def test_every_word_is_kept_once_and_on_its_line(pieces: list[str]) -> None:
    names = iter(range(10_000))
    source = "\n".join("".join(f"w{next(names)}x" if sign == "W" else sign for sign in piece) for piece in pieces)
    if source.startswith("---"):
        source = "\n" + source
    document, _ = read(source, "note.md")
    found = outline(document)
    wanted = [f"w{number}x" for number in range(next(names))]
    assert [word for word in wanted if found.count(word) != 1] == []
    assert reads_back(document, source) == []


def test_items_know_their_own_lines() -> None:
    document, _ = read("- a\n  b\n\n  c\n", "note.md")
    items = [block for block in walk(document.blocks) if isinstance(block, Item)]
    assert [(item.text_lines, item.lines) for item in items] == [((1, 2), (1, 4))]
