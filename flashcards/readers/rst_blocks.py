"""The document tree of docutils as Blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from docutils import nodes

from flashcards.model import (
    Block,
    Callout,
    Code,
    Comment,
    Definition,
    Footnote,
    Heading,
    Image,
    Item,
    Lines,
    List,
    Math,
    Paragraph,
    Quote,
)
from flashcards.readers.lists import Regrouper
from flashcards.readers.markdown_text import block_of_line
from flashcards.readers.rst_extension import directive_names
from flashcards.readers.rst_inline import Inline, escape_line_starts
from flashcards.readers.rst_lines import Locator
from flashcards.readers.rst_lists import with_lists
from flashcards.readers.rst_recovery import recovered
from flashcards.readers.rst_tables import table
from flashcards.readers.shared import nest_sections

ReadFragment = Callable[[Sequence[str], int, int], tuple[Block, ...]]
"""Reads lines as a text of their own: (lines, the line of the note that the first of them is, outline level)."""

Report = Callable[[int, str], None]
"""Takes down a problem: its line, and what to do."""

_UNDERLINE = re.compile(r"([=~^\"'#*+`:.-])\1\1")
_MISSPELT = re.compile(r"([\w-]+):(?=\s)")


class Builder:
    """Builds the Blocks of one document tree; ``base`` is how many lines of the note stand above it."""

    def __init__(
        self, inline: Inline, locator: Locator, regrouper: Regrouper, read_fragment: ReadFragment, report: Report
    ) -> None:
        self.inline = inline
        self.report = report
        self.locator = locator
        self._regrouper = regrouper
        self.read_fragment = read_fragment
        self.salvaged: set[int] = set()
        self.base = 0
        self.level = 0
        self._above: Block | None = None

    def children(self, node: nodes.Element) -> tuple[Block, ...]:
        """The Blocks of everything in ``node``, nested by sections and lists."""
        return nest_sections(self._flat(node.children))

    def _flat(self, children: Sequence[nodes.Node]) -> list[Block]:
        blocks: list[Block] = []
        for child in children:
            if isinstance(child, nodes.Element):
                self._above = blocks[-1] if blocks else None
                blocks += _HANDLERS.get(type(child), Builder._transparent)(self, child)
        return self._regrouper.siblings(blocks)

    def find(self, node: nodes.Element, text: str | None = None) -> Lines:
        """The source lines of ``node``, which is searched by its source text."""
        hint = None if node.line is None else node.line + self.base
        return self.locator.find(node.rawsource if text is None else text, hint)

    def directive_line(self, node: nodes.Element) -> int | None:
        """The line with the two dots that ``node`` begins with, if docutils says so rightly."""
        number = (node.line or 0) + self.base
        return number if self.locator.line(number).find("..") >= 0 else None

    def _around(self, node: nodes.Element, children: Sequence[Block], first: Lines | None = None) -> Lines:
        """The lines from the first line of ``node`` to the last of its children."""
        start = first or (children[0].lines if children else self.find(node, ""))
        return Lines(start.start, max([start.end, *(child.lines.end for child in children)]))

    # ----------------------------------------------------------------------------------------- sections

    def _section(self, node: nodes.Element) -> list[Block]:
        self.level += 1
        level = self.level
        title = node[0] if len(node) and isinstance(node[0], nodes.title) else nodes.title("", "")
        lines = self.locator.title(title.rawsource)
        text = " ".join(self.inline.text(title).split())
        children = self._flat(node.children[1:])
        self.level -= 1
        return list(nest_sections([Heading(text, level, lines), *_deeper(children, level)]))

    def _transparent(self, node: nodes.Element) -> list[Block]:
        """A node that only groups: what is in it."""
        return self._flat(node.children)

    def _nothing(self, _node: nodes.Element) -> list[Block]:
        return []

    def _message(self, node: nodes.Element) -> list[Block]:
        return recovered(node, self)

    # --------------------------------------------------------------------------------------------- text

    def _paragraph(self, node: nodes.Element) -> list[Block]:
        lines = self.find(node)
        text = "\n".join(line.lstrip(" ") for line in self.inline.text(node).strip("\n").split("\n"))
        for name in self.inline.undefined:
            self.report(
                lines.start, f"`|{name}|` is defined nowhere in this note; define it, or write `\\|` for the sign"
            )
        self.inline.undefined.clear()
        lines = Lines(lines.start, lines.start + text.count("\n"))  # without a last line that is only `::`
        alone = block_of_line(text.strip(), lines.start)
        if alone:
            return [alone]
        if not text.strip():
            return []
        if title := self._short_title(text, lines):
            return [title]
        below_list = isinstance(self._above, List) and self._above.lines.end + 1 == lines.start
        return [self._safe(block) for block in with_lists(Paragraph(text, lines), below_list=below_list)]

    def _short_title(self, text: str, lines: Lines) -> Heading | None:
        """A title whose underline is too short for docutils, which takes both for text."""
        if lines.end != lines.start + 1 or not _UNDERLINE.fullmatch(self.locator.line(lines.end)):
            return None
        self.report(lines.end, "this line is too short to make the text above it a title; make it as long as that")
        return Heading(text.partition("\n")[0], self.level + 1, lines)

    @staticmethod
    def _safe(block: Block) -> Block:
        return replace(block, text=escape_line_starts(block.text)) if isinstance(block, Paragraph) else block

    def _line_block(self, node: nodes.Element) -> list[Block]:
        rows = list(node.findall(nodes.line))
        texts = [self.inline.text(row) for row in rows]
        filled = [(row, text) for row, text in zip(rows, texts, strict=True) if text.strip()]
        if not filled:
            return []
        start = self.find(filled[0][0], filled[0][0].rawsource or filled[0][0].astext()).start
        if start in self.salvaged:
            return []
        text = "\n".join(texts).strip("\n")
        return [Paragraph(text, Lines(start, start + text.count("\n")))]

    def _rubric(self, node: nodes.Element) -> list[Block]:
        return [Paragraph(f"**{self.inline.text(node)}**", self.find(node))]

    def _code(self, node: nodes.Element) -> list[Block]:
        text = node.astext().rstrip()
        classes: list[str] = node.get("classes", [])
        language = next((name for name in classes if name != "code"), "")
        return [Code(text, language, self.find(node, text))] if text.strip() else []

    def _doctest(self, node: nodes.Element) -> list[Block]:
        return [Code(node.astext(), "python", self.find(node, node.astext()))]

    def _math(self, node: nodes.Element) -> list[Block]:
        return [Math(node.astext().strip(), self.find(node, node.astext()))] if node.astext().strip() else []

    def _comment(self, node: nodes.Element) -> list[Block]:
        text = node.astext()
        if not text.strip():
            return []
        lines = self.find(node, text)
        if (match := _MISSPELT.match(text)) and match[1].lower() in directive_names():
            self.report(lines.start, f"this is a comment that nobody sees; for the directive write `{match[1]}::`")
        return [Comment(text, lines)]

    def _image(self, node: nodes.Element) -> list[Block]:
        lines = self.find(node, node["uri"].split("\n")[0])
        return [Image(node["uri"], node.get("alt", ""), Lines(lines.start, lines.start))]

    def _figure(self, node: nodes.Element) -> list[Block]:
        picture = self._image(next(iter(node.findall(nodes.image))))[0]
        blocks = self._flat([child for child in node.children if not isinstance(child, nodes.image)])
        if not isinstance(picture, Image) or not blocks or not isinstance(blocks[0], Paragraph):
            return [picture, *blocks]
        caption = blocks[0]
        lines = Lines(picture.lines.start, caption.lines.end)
        return [replace(picture, caption=" ".join(caption.text.split()), lines=lines), *blocks[1:]]

    # -------------------------------------------------------------------------------------------- lists

    def _list(self, node: nodes.Element) -> list[Block]:
        items = [self._item(child) for child in node.children if isinstance(child, nodes.list_item)]
        if not items:
            return []
        lines = Lines(items[0].lines.start, items[-1].lines.end)
        return [List(isinstance(node, nodes.enumerated_list), tuple(items), lines)]

    def _item(self, node: nodes.Element) -> Item:
        marker = self.find(node, "")
        blocks = self._flat(node.children)
        term_first = bool(len(node)) and isinstance(node[0], nodes.definition_list)
        blocks = _term_as_text(blocks) if term_first else blocks
        if not blocks or not isinstance(blocks[0], Paragraph):
            return Item("", self._around(node, blocks, marker), marker, nest_sections(blocks))
        text, rest = _joined(blocks)
        lines = self._around(node, blocks, Lines(min(marker.start, text.lines.start), text.lines.end))
        return Item(text.text, lines, text.lines, nest_sections(rest))

    def _definitions(self, node: nodes.Element) -> list[Block]:
        return [self._definition(child) for child in node.children if isinstance(child, nodes.definition_list_item)]

    def _definition(self, node: nodes.Element) -> Definition:
        terms = [child for child in node.children if isinstance(child, nodes.term | nodes.classifier)]
        term = " : ".join(self.inline.text(part) for part in terms).strip()
        lines = self.find(terms[0]) if terms else self.find(node, "")
        body = [child for child in node.children if isinstance(child, nodes.definition)]
        children = nest_sections(self._flat([grandchild for child in body for grandchild in child.children]))
        return Definition(term, self._around(node, children, lines), lines, children)

    def _fields(self, node: nodes.Element) -> list[Block]:
        return [self._field(child) for child in node.children if isinstance(child, nodes.field)]

    def _field(self, node: nodes.Element) -> Definition:
        name, body = _elements(node)
        lines = self.find(node, f":{name.rawsource}:")
        children = self.children(body)
        return Definition(self.inline.text(name), self._around(node, children, lines), lines, children)

    def _options(self, node: nodes.Element) -> list[Block]:
        return [self._option(child) for child in node.children if isinstance(child, nodes.option_list_item)]

    def _option(self, node: nodes.Element) -> Definition:
        group, body = _elements(node)
        names = ", ".join(f"`{option.astext()}`" for option in group.children)
        lines = self.find(node, group[0].astext().split()[0])
        children = self.children(body)
        return Definition(names, self._around(node, children, lines), lines, children)

    # --------------------------------------------------------------------------------------- containers

    def _quote(self, node: nodes.Element) -> list[Block]:
        """Indentation is not quotation in notes: only with an attribution, or by a directive, is a quote one."""
        if not node.get("classes") and not any(isinstance(child, nodes.attribution) for child in node.children):
            return self._flat(node.children)
        children = self.children(node)
        return [Quote(children, self._around(node, children))] if children else []

    def _attribution(self, node: nodes.Element) -> list[Block]:
        return [Paragraph("— " + self.inline.text(node).strip(), self.find(node))]

    def _callout(self, node: nodes.Element) -> list[Block]:
        start = self.directive_line(node)
        name: str = node.get("kind") or str(type(node).__name__)
        titles = [child for child in node.children if isinstance(child, nodes.title)]
        title = " ".join(self.inline.text(titles[0]).split()) if titles else ""
        children = self.children(node)
        if start is None:
            start = children[0].lines.start if children else self.find(node, "").start
        return [Callout(name, title, children, self._around(node, children, Lines(start, start)))]

    def _footnote(self, node: nodes.Element) -> list[Block]:
        label = self.inline.label(node, "note")
        body = [child for child in node.children if not isinstance(child, nodes.label)]
        start = self.directive_line(node)
        children = nest_sections(self._flat(body))
        return [Footnote(label, children, self._around(node, children, Lines(start, start) if start else None))]

    def _table(self, node: nodes.Element) -> list[Block]:
        return table(node, self)


def _elements(node: nodes.Element) -> list[nodes.Element]:
    return [child for child in node.children if isinstance(child, nodes.Element)]


def _deeper(blocks: Sequence[Block], level: int) -> list[Block]:
    """Headings that were recovered from faulty titles stand at least one level below the section they stand in."""
    return [
        replace(block, level=max(block.level, level + 1)) if isinstance(block, Heading) else block for block in blocks
    ]


def _joined(blocks: Sequence[Block]) -> tuple[Paragraph, Sequence[Block]]:
    """The first paragraph with those right below it, which docutils parts where the indentation changes; and the rest."""
    text = blocks[0]
    assert isinstance(text, Paragraph)
    for count, block in enumerate(blocks[1:], 1):
        if not isinstance(block, Paragraph) or block.lines.start != text.lines.end + 1:
            return text, blocks[count:]
        text = Paragraph(f"{text.text}\n{block.text}", Lines(text.lines.start, block.lines.end))
    return text, ()


def _term_as_text(blocks: list[Block]) -> list[Block]:
    """The first term in a list item is the text of the item: what is below it was indented only to show that."""
    first, *rest = blocks
    if not isinstance(first, Definition):
        return blocks
    text, lines, children = first.term, first.term_lines, list(first.children)
    if children and isinstance(children[0], Paragraph):
        more = children.pop(0)
        assert isinstance(more, Paragraph)
        text, lines = f"{text}\n{more.text}", Lines(lines.start, more.lines.end)
    return [Paragraph(text, lines), *children, *rest]


_ADMONITIONS: tuple[type[nodes.Element], ...] = (
    nodes.admonition,
    nodes.attention,
    nodes.caution,
    nodes.danger,
    nodes.error,
    nodes.hint,
    nodes.important,
    nodes.note,
    nodes.tip,
    nodes.warning,
)
_SILENT: tuple[type[nodes.Element], ...] = (
    nodes.substitution_definition,
    nodes.target,
    nodes.pending,
    nodes.transition,
    nodes.decoration,
    nodes.meta,
    nodes.raw,
    nodes.title,
)

_HANDLERS: Mapping[type[nodes.Element], Callable[[Builder, nodes.Element], list[Block]]] = {
    nodes.section: Builder._section,
    nodes.paragraph: Builder._paragraph,
    nodes.caption: Builder._paragraph,
    nodes.line_block: Builder._line_block,
    nodes.rubric: Builder._rubric,
    nodes.literal_block: Builder._code,
    nodes.doctest_block: Builder._doctest,
    nodes.math_block: Builder._math,
    nodes.comment: Builder._comment,
    nodes.image: Builder._image,
    nodes.figure: Builder._figure,
    nodes.bullet_list: Builder._list,
    nodes.enumerated_list: Builder._list,
    nodes.definition_list: Builder._definitions,
    nodes.field_list: Builder._fields,
    nodes.option_list: Builder._options,
    nodes.block_quote: Builder._quote,
    nodes.attribution: Builder._attribution,
    nodes.footnote: Builder._footnote,
    nodes.citation: Builder._footnote,
    nodes.table: Builder._table,
    nodes.system_message: Builder._message,
    nodes.topic: Builder._callout,
    nodes.sidebar: Builder._callout,
    **dict.fromkeys(_ADMONITIONS, Builder._callout),
    **dict.fromkeys(_SILENT, Builder._nothing),
}
"""What is not here only groups other nodes."""
