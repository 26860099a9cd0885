"""Lists as their author indented them, where CommonMark sees siblings: nesting by columns.

CommonMark asks that a nested list begins right of the text of its parent; below ``1.`` people indent by two columns, or by
none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from flashcards.model import Block, Callout, Comment, Heading, Item, Lines, List, Paragraph, Quote

_ORDINAL = re.compile(r"[\s>]*+\(?(\d{1,9}|#|[A-Za-z])[.)]")


@dataclass(slots=True)
class _OpenList:
    """A list that may still grow: its items but the last, and what its last item is given beside its own children."""

    first: List
    grown: list[Item]
    last: Item
    adopted: list[Block] = field(default_factory=list)

    @classmethod
    def of(cls, block: List) -> _OpenList:
        return cls(block, list(block.items[:-1]), block.items[-1])

    def extend(self, more: List, regrouper: Regrouper) -> None:
        self._close_last(regrouper)
        self.grown += more.items[:-1]
        self.last = more.items[-1]

    def continue_last(self, more: Paragraph) -> None:
        last = self.last
        text = f"{last.text}\n{more.text}" if last.text else more.text
        text_lines = Lines(last.text_lines.start, more.lines.end)
        self.last = replace(last, text=text, text_lines=text_lines, lines=_span(last, more))

    def closed(self, regrouper: Regrouper) -> List:
        self._close_last(regrouper)
        items = tuple(self.grown)
        return replace(self.first, items=items, lines=_span(self.first, items[-1]))

    def _close_last(self, regrouper: Regrouper) -> None:
        if self.adopted:
            children = tuple(regrouper.siblings([*self.last.children, *self.adopted]))
            self.last = replace(self.last, children=children, lines=_span(self.last, children[-1]))
        self.grown.append(self.last)
        self.adopted = []


class Regrouper:
    """Moves what stands right of a list's markers into the list."""

    def __init__(self, lines: Sequence[str], *, lazy: bool = False) -> None:
        """``lazy``: text right below an item, and items right below that, still belong to the list."""
        self._lines = lines
        self._lazy = lazy

    def siblings(self, blocks: Iterable[Block]) -> list[Block]:
        """Blocks of one container, those put into the list before them that are indented below it."""
        result: list[Block | _OpenList] = []
        for block in blocks:
            above = result[-1] if result else None
            if not isinstance(above, _OpenList) or not self._taken(above, block):
                result.append(_OpenList.of(block) if isinstance(block, List) else block)
        return [block.closed(self) if isinstance(block, _OpenList) else block for block in result]

    def _taken(self, above: _OpenList, block: Block) -> bool:
        """Put ``block`` into the list above where it belongs to it; False where it doesn't."""
        if isinstance(block, List) and self._continues(above, block):
            above.extend(block, self)
        elif isinstance(block, Paragraph) and self._goes_on(above, block):
            above.continue_last(block)
        elif self._belongs_below(above, block):
            above.adopted.append(block)
        else:
            return False
        return True

    def items(self, items: Sequence[Item]) -> tuple[Item, ...]:
        """Items of one list, those put below the item before them that stand two columns or more right of it."""
        if len({self._column(item.lines.start) for item in items}) < 2:
            return tuple(items)
        open_items: list[tuple[int, Item, list[Item]]] = []
        result: list[Item] = []

        def close(column: int) -> None:
            while open_items and open_items[-1][0] > column:
                _, item, nested = open_items.pop()
                (open_items[-1][2] if open_items else result).append(self._with_nested(item, nested))

        for item in items:
            column = self._column(item.lines.start)
            close(column - 2)
            open_items.append((column, item, []))
        close(-1)
        return tuple(result)

    def _belongs_below(self, above: _OpenList, block: Block) -> bool:
        """Whether ``block`` is to be a child of the last item above."""
        column = self._sign_column if isinstance(block, Quote | Callout) else self._column
        indent = column(block.lines.start) - self._column(above.last.lines.start)
        if isinstance(block, List):
            numbers_then_bullets = above.first.ordered and not block.ordered and indent == 0
            return indent >= 1 or (numbers_then_bullets and block.lines.start == above.last.lines.end + 1)
        return indent >= 2 and not isinstance(block, Heading | Comment)

    def _continues(self, above: _OpenList, block: List) -> bool:
        """A list that goes on: by its numbers, after something of its last item, or at once, with another bullet."""
        if block.ordered != above.first.ordered:
            return False
        if self._lazy and self._touches(above, block) == 0:
            return True
        if not (block.ordered and above.adopted):
            return False
        columns = {self._column(above.last.lines.start), self._column(block.lines.start)}
        before, after = self._ordinal(above.last), self._ordinal(block.items[0])
        return len(columns) == 1 and bool(before) and after == _successor(before)

    def _goes_on(self, above: _OpenList, block: Paragraph) -> bool:
        """Text that goes on with the item right above it, at its margin or deeper."""
        return self._lazy and self._touches(above, block) >= 0 and not (above.last.children or above.adopted)

    def _touches(self, above: _OpenList, block: Block) -> int:
        """How far right of its margin ``block`` begins on the line below the list; -1 if it doesn't begin there."""
        end = max(block.lines.end for block in (above.last, *above.adopted[-1:]))
        indent = self._column(block.lines.start) - self._column(above.last.lines.start)
        return indent if block.lines.start == end + 1 else -1

    def _with_nested(self, item: Item, nested: list[Item]) -> Item:
        if not nested:
            return item
        ordered = bool(self._ordinal(nested[0]))
        inner = List(ordered, tuple(nested), Lines(nested[0].lines.start, nested[-1].lines.end))
        return replace(item, children=(*item.children, inner), lines=_span(item, inner))

    def _column(self, line: int) -> int:
        text = self._lines[line - 1]
        return len(text[: len(text) - len(text.lstrip(" \t>"))].expandtabs(4))

    def _sign_column(self, line: int) -> int:
        """Where the innermost ``>`` stands that a quotation begins with, or its text where there is none."""
        opening = self._lines[line - 1][: len(self._lines[line - 1]) - len(self._lines[line - 1].lstrip(" \t>"))]
        return len(opening[: opening.rindex(">")].expandtabs(4)) if ">" in opening else self._column(line)

    def _ordinal(self, item: Item) -> str:
        """The number or letter of a numbered item, or nothing."""
        match = _ORDINAL.match(self._lines[item.lines.start - 1])
        return match[1] if match else ""


def _successor(ordinal: str) -> str:
    if ordinal == "#":
        return "#"
    return str(int(ordinal) + 1) if ordinal.isdecimal() else chr(ord(ordinal) + 1)


def _span(first: Block, last: Block) -> Lines:
    return Lines(first.lines.start, max(first.lines.end, last.lines.end))
