"""The reStructuredText reader: what each shape of note becomes, and on which lines."""

from __future__ import annotations

from io import StringIO
from textwrap import dedent
from threading import Thread

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import directives, roles
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards.model import Paragraph, walk
from flashcards.readers.rst import read
from tests.outline import outline, reads_back

SHAPES = {
    "sections": (
        "#####\nTop\n#####\n\nSub *one*\n=========\ntext\n\nDeep\n----\n\nSub two\n=======\n",
        """\
        h1 2-12 Top
          h2 5-9 Sub *one*
            p 7 text
            h3 9 Deep
          h2 12 Sub two""",
    ),
    "lists nested by tabs": (
        "* Understanding:\n\n\t- Functional: the key problem\n\t- Non-functional: such as\n\n\t\t- policies\n* Scale:\n",
        """\
        ul 1-7
          li 1-6 Understanding:
            ul 3-6
              li 3 Functional: the key problem
              li 4-6 Non-functional: such as
                ul 6
                  li 6 policies
          li 7 Scale:""",
    ),
    "enumerators of all kinds": (
        "a. Labels\n\n\ti. Options:\n\n\t\t1. Joining.\n\t\t2. Retention.\n\tii. Fairness\nb. Rest\n\n(d) late\n(e) later\n",
        """\
        ol 1-8
          li 1-7 Labels
            ol 3-7
              li 3-6 Options:
                ol 5-6
                  li 5 Joining.
                  li 6 Retention.
              li 7 Fairness
          li 8 Rest
        ol 10-11
          li 10 late
          li 11 later""",
    ),
    "a number with blank line and deeper bullets": (
        "1. Supervised  \n\n\t- regression\n2. Unsupervised\n\n   - clusters\n",
        """\
        ol 1-6
          li 1-3 Supervised
            ul 3
              li 3 regression
          li 4-6 Unsupervised
            ul 6
              li 6 clusters""",
    ),
    "bullets below a number, indented too little for docutils": (
        "10. Foo\n\n  - a\n\n11. Bar\n",
        """\
        ol 1-5
          li 1-3 Foo
            ul 3
              li 3 a
          li 5 Bar""",
    ),
    "a list that is indented below a title or a paragraph": (
        "Title\n=====\n\t#. one\n\t\t#. nested\n\t#. two\n\nPapers\n\n\t- a\nVideos\n\n\t- b\n",
        """\
        h1 1-12 Title
          ol 3-5
            li 3-4 one
              ol 4
                li 4 nested
            li 5 two
          p 7 Papers
          ul 9
            li 9 a
          p 10 Videos
          ul 12
            li 12 b""",
    ),
    "an item that goes on deeper indented": (
        "- Term\n      goes on here\n- Other\n    - x\n",
        """\
        ul 1-4
          li 1-2 Term / goes on here
          li 3-4 Other
            ul 4
              li 4 x""",
    ),
    "a list in the lines of a paragraph": (
        "It is used because:\n- less data\n- less time\n\nNot\n- one item\n",
        """\
        p 1 It is used because:
        ul 2-3
          li 2 less data
          li 3 less time
        p 5-6 Not / \\- one item""",
    ),
    "unknown directives are their content": (
        "#. Task?\n\n\t.. collapse:: Details\n\n\t\t- Understand it\n#. Next?\n\n.. tab:: Python\n   :sync: py\n\n   x **y**\n\n"
        ".. versionadded:: 1.2\n   New here.\n\n.. foo:bar:: Some words\n   go on\n",
        """\
        ol 1-6
          li 1-5 Task?
            ul 5
              li 5 Understand it
          li 6 Next?
        p 8 Python
        p 11 x **y**
        p 14 New here.
        p 16-17 Some words / go on""",
    ),
    "directives that say nothing": (
        ".. contents:: Table of Contents\n   :depth: 2\n   :local:\n\n.. toctree::\n\n   other\n\n.. _label:\n\ntext\n\n----\n",
        "p 11 text",
    ),
    "admonitions": (
        ".. note::\n\tObjective: learn.\n\n.. admonition:: Remember *this*\n\n   - a\n\n.. seealso:: Other\n\n"
        ".. question:: What?\n\n   That.\n\n.. topic:: T\n\n   body\n",
        """\
        note! 1-2
          p 2 Objective: learn.
        admonition! 4-6 Remember *this*
          ul 6
            li 6 a
        seealso! 8
          p 8 Other
        question! 10-12 What?
          p 12 That.
        topic! 14-16 T
          p 16 body""",
    ),
    "definitions of all kinds": (
        "Recall\n    of all positives\n\n    - x\nTerm : class\n    y\n\n:Field: one\n   two\n\n-v, --all  Be loud."
        "\n-q FILE    No.\n",
        """\
        dt 1-4 Recall
          p 2 of all positives
          ul 4
            li 4 x
        dt 5-6 Term : class
          p 6 y
        dt 8-9 Field
          p 8-9 one / two
        dt 11 `-v`, `--all`
          p 11 Be loud.
        dt 12 `-q FILE`
          p 12 No.""",
    ),
    "a csv-table indented by tabs": (
        ".. csv-table:: \n\t:header: Feature, ML Design\n\t:align: wrong\n\t\n\t\tFocus, the model; itself\n"
        '\t\t"Key\n\t\tConcerns", say "so" here\n*****\nTitle\n*****\n',
        """\
        table 1-7 Feature | ML Design
          row 5 Focus | the model; itself
          row 6-7 Key Concerns | say "so" here
        h1 9 Title""",
    ),
    "a list-table": (
        ".. list-table:: Caption\n   :header-rows: 1\n\n   * - A\n     - B\n   * - a1\n     - b1 :math:`x`\n   * - a2\n"
        "       more\n     - - x\n       - y\n",
        """\
        table 1-11 A | B Caption
          row 6-7 a1 | b1 $x$
          row 8-11 a2 more | - x / - y""",
    ),
    "grid and simple tables": (
        "+----+----+\n| H  | I  |\n+====+====+\n| a  | b  |\n|    | c  |\n+----+----+\n| span    |\n+----+----+\n\n"
        "===  ===\nA    B\n===  ===\n1    2\n3\n===  ===\n",
        """\
        table 2-7 H | I
          row 4-5 a | b c
          row 7 span |
        table 11-14 A | B
          row 13 1 | 2
          row 14 3 |""",
    ),
    "pictures": (
        ".. figure:: my dir/pic.png\n   :width: wrong\n   :foo: bar\n\n   The caption\n   goes on.\n\n   Legend.\n\n"
        ".. image:: b.png\n   :alt: the b\n\nsee |i|\n\n.. |i| replace:: i\n",
        """\
        img 1-6 my dir/pic.png  The caption goes on.
        p 8 Legend.
        img 10 b.png the b
        p 13 see i""",
    ),
    "code and math": (
        ".. code-block:: python\n   :linenos:\n\n   x = 1\n\n   y = 2\n\n.. math::\n   :label: e\n\n   a = b\n\nThus::\n\n  z\n\n"
        ">>> 1 + 1\n2\n\n.. mermaid::\n\n   graph TD\n",
        """\
        code 4-6 python: x = 1 /  / y = 2
        math 11 a = b
        p 13 Thus:
        code 15 : z
        code 17-18 python: >>> 1 + 1 / 2
        code 22 mermaid: graph TD""",
    ),
    "quotations and indentation": (
        "para\n\n    Wise words\n    of old.\n\n    -- Author\n\nmore\n\n    only indented\n",
        """\
        p 1 para
        quote 3-6
          p 3-4 Wise words / of old.
          p 6 — Author
        p 8 more
        p 10 only indented""",
    ),
    "footnotes, comments, line blocks": (
        "a [1]_, b [#n]_, [#]_ and [CIT]_\n\n.. [1] one\n.. [#n] named\n.. [#] free\n.. [CIT] cited\n\n.. off: cards\n   here\n\n"
        "| line one\n| line two\n",
        """\
        p 1 a [^1], b [^n], [^#1] and [^CIT]
        note 3 1
          p 3 one
        note 4 n
          p 4 named
        note 5 #1
          p 5 free
        note 6 CIT
          p 6 cited
        comment 8-9 off: cards / here
        p 11-12 line one / line two""",
    ),
    "cards that are written as such stay as they are": (
        "Q: what?\nA: this {{c1::word}}\n\nfront :: back ==x==\n\nlong\n?\nanswer\n",
        "p 1-2 Q: what? / A: this {{c1::word}}\np 4 front :: back ==x==\np 6-8 long / ? / answer",
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shape(name: str) -> None:
    source, expected = SHAPES[name]
    document, problems = read(source, "note.rst")
    assert outline(document) == dedent(expected)
    assert problems == []
    assert reads_back(document, source) == []


INLINE = {
    "*a* **b** ``c`` :math:`x^2` :code:`d` :strong:`e` :unknown:`f <g>`": "*a* **b** `c` $x^2$ `d` **e** f",
    "``a`b`` and `word` and `two words`": "``a`b`` and `word` and *two words*",
    "`text <http://a.example/b_c>`_ and http://x.example/y_z": (
        "[text](http://a.example/b_c) and http://x.example/y_z"
    ),
    "H\\ :sub:`2`\\ O, 10\\ :sup:`6`": "H2O, 10^6",
    "snake_case 2 * 3 a*b x[0] [note] Precision\\@K": "snake_case 2 * 3 a\\*b x[0] [note] Precision@K",
    "costs $5, <b>, &amp; a_ \\`x\\` [a](b) ![c] ____": "costs \\$5, \\<b>, \\&amp; a\\_ \\`x\\` \\[a](b) \\![c] ____",
    "C:\\\\dir\\\\*": "C:\\dir\\\\\\*",
    "\\- dash": "\\- dash",
    "\\1. one": "1\\. one",
    "# no title": "\\# no title",
    "> no quote": "\\> no quote",
}


@pytest.mark.parametrize("source", INLINE)
def test_text_becomes_markdown(source: str) -> None:
    document, _ = read(source, "note.rst")
    assert [block.text for block in walk(document.blocks) if isinstance(block, Paragraph)] == [INLINE[source]]


def test_links_and_substitutions_are_resolved_and_lines_kept() -> None:
    source = dedent("""\
        A named_ link, `one with
        spaces`_, anonymous__, `long text
        <http://l.example>`_ and |it|.
        end

        .. _named: http://n.example
        .. _one with spaces: http://s.example
        .. |it| replace:: *this* thing

        __ http://a.example
        """)
    document, problems = read(source, "note.rst")
    assert outline(document) == (
        "p 1-4 A [named](http://n.example) link, [one with / spaces](http://s.example), [anonymous](http://a.example),"
        " [long text](http://l.example) / and *this* thing. / end"
    )
    assert problems == []


def test_fields_on_top_are_front_matter() -> None:
    for source in (":deck: ML\n:tags: a, b\n\nTitle\n=====\n", "Title\n=====\n\n:deck: ML\n:tags: a, b\n"):
        document, _ = read(source, "note.rst")
        assert document.front_matter == {"deck": "ML", "tags": "a, b"}
        assert outline(document).endswith(" Title")


def test_other_fields_on_top_are_content() -> None:
    document, _ = read(":Recall: of all positives\n", "note.rst")
    assert (document.front_matter, outline(document)) == ({}, "dt 1 Recall\n  p 1 of all positives")


def test_a_picture_by_substitution() -> None:
    document, _ = read("see |i|\n\n|i|\n\n.. |i| image:: c d.png\n", "note.rst")
    assert outline(document) == "p 1 see ![i](<c d.png>)\nimg 3 c d.png i"


def test_files_are_never_read() -> None:
    source = (
        f".. include:: {__file__}\n\n.. csv-table:: x\n   :file: {__file__}\n\n.. raw:: html\n   :file: {__file__}\n"
    )
    document, problems = read(source, "note.rst")
    assert "def " not in outline(document)
    assert [problem.line for problem in problems] == [1, 3]


def test_docutils_is_left_as_it_was() -> None:
    before = dict(directives._directives), dict(roles._roles)  # type: ignore[attr-defined]
    read(".. role:: mine\n.. default-role:: math\n\n:mine:`a` `b` :theirs:`c`\n\n.. collapse:: x\n\n   y\n", "note.rst")
    assert (directives._directives, roles._roles) == before  # type: ignore[attr-defined]
    warnings = StringIO()
    tree = publish_doctree(".. collapse:: x\n\n`b`\n", settings_overrides={"warning_stream": warnings})
    assert "Unknown directive type" in warnings.getvalue()
    assert tree.findall(nodes.title_reference)


def test_notes_read_at_the_same_time_dont_mix() -> None:
    source = ".. default-role:: math\n\n`x`\n\n.. my-box:: inner\n"
    found: list[str] = []

    def work() -> None:
        for _ in range(20):
            found.extend((outline(read(source, "a.rst")[0]), outline(read("`x`\n", "b.rst")[0])))

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {"p 3 $x$\np 5 inner", "p 1 `x`"}


def test_nesting_beyond_the_stack_is_read_as_text() -> None:
    source = "\n\n".join("  " * depth + f"- item{depth}" for depth in range(600))
    document, problems = read(source, "note.rst")
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)][599] == "- item599"
    assert [str(problem) for problem in problems] == [
        "note.rst:1: the reStructuredText can't be parsed (lists or quotations are nested too deep); read as plain text"
    ]


PIECES = (
    'Title|=====|-----|- W|* W|  W|    W|\t- W|1. W|#. W|(a) W|i. W|.. note:: W|.. note::|   W|.. csv-table::|   W, W|   "W'
    "|.. list-table::|   * - W|     - W|+--+--+|====  ====|:field: W|-a  W|.. W|..|.. image:: W|.. figure:: W|   :width: W"
    "|.. math:: W|.. code:: W|.. foo:: W|.. x:: W|`W`_|*W|**W**|``W``|::|W::|> W|>>> W||||    -- W|.. [1] W|.. [#] W|[#]_|[*]_"
    "|.. role:: W|:W:`W`|.. default-role:: math|.. include:: W|.. raw:: W|.. class:: W|.. table::|.. topic:: W|.. sidebar:: W"
    "|.. rubric:: W|.. epigraph::|.. unicode:: 0xffffffffff|.. date::|.. replace:: W|.. meta::|.. header:: W|.. parsed-literal::"
    "|__ W|.. __: W|.. _W: W|W__|\\|.. title::|.. container:: W|.. collapse:: Details|.. todo:: W|.. mermaid::|\0|.. line-block::"
    "|"
)
NOTES = st.lists(
    st.tuples(st.sampled_from(["", "", "", "  ", "   ", "    ", "\t"]), st.sampled_from(PIECES.split("|"))), max_size=16
).map(lambda pieces: "\n".join(indent + piece for indent, piece in pieces))


@settings(deadline=None)
@given(st.one_of(NOTES, st.text()))
def test_any_text_is_read_without_a_fault(source: str) -> None:
    document, problems = read(source, "note.rst")
    last = source.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert not [problem for problem in problems if "can't be parsed" in problem.message]
    assert all(1 <= problem.line <= last for problem in problems)
    assert all(1 <= block.lines.start <= block.lines.end <= last for block in walk(document.blocks))


WRITTEN = [
    "- W", "* W", "  W", "    W", "\t- W", "\t\t- W", "1. W", "2. W", "#. W", "(a) W", "a. W", "W", "W W", "", "", "",
    "   W", "    - W", ".. note:: W", ".. foo:: W", ".. collapse:: Details", "   * - W", ":W: W", "**W**", "*W", "`W", "W_",
    "=====", "-----", "| W", ".. W", "+---+", "| W |", ">>> W", "W::", "    -- W",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(WRITTEN), max_size=14))
def test_every_word_is_kept_once_and_on_its_line(pieces: list[str]) -> None:
    names = iter(range(10_000))
    source = "\n".join("".join(f"w{next(names)}x" if sign == "W" else sign for sign in piece) for piece in pieces)
    document, _ = read(source, "note.rst")
    found = outline(document)
    wanted = [f"w{number}x" for number in range(next(names))]
    assert [word for word in wanted if found.count(word) != 1] == []
    assert reads_back(document, source) == []


def test_half_a_character_is_replaced() -> None:
    document, _ = read("A |x| here.\n\n.. |x| unicode:: 0xD800\n", "notes/x.rst")
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == ["A ? here."]
