"""Blocks as a short outline, so that a test shows what it expects next to the note that it reads.

One line a block: its kind, its first and last line, its text. ``reads_back`` checks that every text stands on its lines.
"""

from __future__ import annotations

import re

from flashcards.model import (
    Block,
    Callout,
    Code,
    Comment,
    Definition,
    Document,
    Footnote,
    Heading,
    Image,
    Item,
    Lines,
    List,
    Math,
    Paragraph,
    Quote,
    Table,
    walk,
)


def outline(document: Document) -> str:
    """The blocks of a note, indented as they are nested."""
    return "\n".join(_lines(document.blocks, 0))


def _lines(blocks: tuple[Block, ...], depth: int) -> list[str]:
    result: list[str] = []
    for block in blocks:
        result.append("  " * depth + f"{_head(block)}".replace("\n", " / "))
        result += _rows(block, depth + 1) if isinstance(block, Table) else _lines(_children(block), depth + 1)
    return result


def _rows(table: Table, depth: int) -> list[str]:
    return [
        "  " * depth + f"row {_span(row.lines)} {' | '.join(row.cells)}".replace("\n", " / ").rstrip()
        for row in table.rows
    ]


def _children(block: Block) -> tuple[Block, ...]:
    return block.items if isinstance(block, List) else getattr(block, "children", ())


def _span(lines: Lines) -> str:
    return str(lines.start) if lines.start == lines.end else f"{lines.start}-{lines.end}"


def _head(block: Block) -> str:  # noqa: PLR0912 - one branch for each kind of block
    span = _span(block.lines)
    match block:
        case Heading():
            return f"h{block.level} {span} {block.title}"
        case Paragraph():
            return f"p {span} {block.text}"
        case List():
            return f"{'ol' if block.ordered else 'ul'} {span}"
        case Item():
            box = "" if block.checked is None else f"[{'x' if block.checked else ' '}] "
            return f"li {span} {box}{block.text}".rstrip()
        case Definition():
            return f"dt {span} {block.term}"
        case Table():
            return f"table {span} {' | '.join(block.header)} {block.caption}".rstrip()
        case Code():
            return f"code {span} {block.language}: {block.text}"
        case Math():
            return f"math {span} {block.tex}"
        case Image():
            return f"img {span} {block.target} {block.alt} {block.caption}".rstrip()
        case Quote():
            return f"quote {span}"
        case Callout():
            return f"{block.name}! {span} {block.title}".rstrip()
        case Footnote():
            return f"note {span} {block.label}"
        case Comment():
            return f"comment {span} {block.text}"


def reads_back(document: Document, source: str) -> list[str]:
    """Texts whose words don't all stand on the lines that their block claims; nothing, if all is well."""
    lines = source.split("\n")
    wrong = []
    for block in walk(document.blocks):
        for text, span in _claims(block):
            there = " ".join(lines[span.start - 1 : span.end])
            if any(word not in there for word in re.findall(r"\w+", text)):
                wrong.append(f"{span}: {text}")
    return wrong


def _claims(block: Block) -> list[tuple[str, Lines]]:
    match block:
        case Heading():
            return [(block.title, Lines(block.lines.start, block.lines.start))]
        case Paragraph():
            return _line_by_line(block.text, block.lines)
        case Item():
            return _line_by_line(block.text, block.text_lines)
        case Definition():
            return [(block.term, block.term_lines)]
        case Table():
            return [(" ".join(row.cells), row.lines) for row in block.rows]
        case Code() | Comment():
            return [(block.text, block.lines)]
        case Math():
            return [(block.tex, block.lines)]
        case Image():
            return [(f"{block.target} {block.caption}", block.lines)]
        case _:
            return []


def _line_by_line(text: str, span: Lines) -> list[tuple[str, Lines]]:
    return [(line, Lines(span.start + k, span.start + k)) for k, line in enumerate(text.split("\n"))]
