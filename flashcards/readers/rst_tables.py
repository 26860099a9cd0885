"""The tables of docutils as Blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from docutils import nodes

from flashcards.model import Block, Code, Definition, Image, Item, Lines, List, Math, Paragraph, Row, Table
from flashcards.readers.markdown_inline import image

if TYPE_CHECKING:
    from flashcards.readers.rst_blocks import Builder


def table(node: nodes.Element, builder: Builder) -> list[Block]:
    """The table, and nothing for one without cells."""
    captions = [child for child in node.children if isinstance(child, nodes.title)]
    caption = " ".join(builder.inline.text(captions[0]).split()) if captions else ""
    start = builder.directive_line(node)
    header: list[Row] = []
    body: list[Row] = []
    for group in node.children:
        if isinstance(group, nodes.tgroup):
            header += _rows(_part(group, nodes.thead), builder)
            body += _rows(_part(group, nodes.tbody), builder)
    if not header and not body:
        return []
    first = start or (header or body)[0].lines.start
    width = max(len(row.cells) for row in [*header, *body])
    body = [Row(row.cells + ("",) * (width - len(row.cells)), row.lines) for row in body]
    end = max([first, *(row.lines.end for row in [*header, *body])])
    return [Table(_merged(header, width), tuple(body), Lines(first, end), caption)]


def _part(group: nodes.Element, kind: type[nodes.Element]) -> list[nodes.Element]:
    return [
        row
        for part in group.children
        if isinstance(part, kind)
        for row in part.children
        if isinstance(row, nodes.Element)
    ]


def _merged(header: Sequence[Row], width: int) -> tuple[str, ...]:
    """One header row: the cells of several, one below the other, are joined."""
    columns = [[row.cells[index] for row in header if index < len(row.cells)] for index in range(width)]
    return tuple(" ".join(cell for cell in column if cell) for column in columns) if header else ()


def _rows(rows: Iterable[nodes.Element], builder: Builder) -> list[Row]:
    result: list[Row] = []
    hanging: dict[int, int] = {}
    for row in rows:
        cells: list[str] = []
        lines: list[Lines] = []
        for entry in row.children:
            if not isinstance(entry, nodes.Element):
                continue
            _skip(cells, hanging)
            blocks = builder.children(entry)
            lines += [block.lines for block in blocks]
            for column in range(len(cells), len(cells) + entry.get("morecols", 0) + 1):
                hanging[column] = entry.get("morerows", 0)
            cells += [as_markdown(blocks), *[""] * entry.get("morecols", 0)]
        _skip(cells, hanging)
        result.append(Row(tuple(cells), _span(lines, result)))
    return result


def _skip(cells: list[str], hanging: dict[int, int]) -> None:
    """Put empty cells where cells of the rows above hang down."""
    while hanging.get(len(cells), 0) > 0:
        hanging[len(cells)] -= 1
        cells.append("")


def _span(lines: Sequence[Lines], above: Sequence[Row]) -> Lines:
    if lines:
        return Lines(min(line.start for line in lines), max(line.end for line in lines))
    return Lines(above[-1].lines.end, above[-1].lines.end) if above else Lines(1, 1)


def as_markdown(blocks: Iterable[Block]) -> str:
    """The Blocks of a cell as the text of a cell: one line for each paragraph or item."""
    return "\n".join(text for block in blocks if (text := _block(block)))


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return " ".join(block.text.split())
        case List():
            return "\n".join(f"{f'{n}.' if block.ordered else '-'} {_block(i)}" for n, i in enumerate(block.items, 1))
        case Item():
            return " ".join([" ".join(block.text.split()), as_markdown(block.children)]).strip()
        case Definition():
            return f"{block.term}: {as_markdown(block.children)}"
        case Code():
            return "\n".join(f"`{line}`" for line in block.text.split("\n") if line.strip())
        case Math():
            return f"${' '.join(block.tex.split())}$"
        case Image():
            return image(block.alt, block.target)
        case _:
            return as_markdown(getattr(block, "children", ()))
