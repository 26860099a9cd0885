"""A stretch of the outline written as Markdown again, for the back of a card."""

from __future__ import annotations

from collections.abc import Sequence

from flashcards.markup import one_line
from flashcards.model import Code, Image, Math, Table
from flashcards.rules.outline import Entry


def as_markdown(entries: Sequence[Entry]) -> str:
    """``entries`` with all below them: lists with their bullets or numbers, formulas, code, tables, pictures."""
    parts: list[str] = []
    last: Entry | None = None
    number = 0
    for entry in entries:
        number = number + 1 if last is not None and last.run == entry.run else 1
        written = _item(entry, number) if entry.run else _block(entry)
        joined = bool(parts) and entry.run and last is not None and last.run == entry.run
        parts.append(("\n" if joined else "\n\n" if parts else "") + written if written else "")
        last = entry
    return "".join(parts)


def _item(entry: Entry, number: int) -> str:
    mark = f"{number}. " if entry.ordered else "- "
    below = as_markdown(entry.children)
    indented = "".join(f"\n{' ' * len(mark)}{line}" if line else "\n" for line in below.splitlines())
    return f"{mark}{one_line(entry.text)}{indented}"


def _block(entry: Entry) -> str:
    match entry.block:
        case Math(tex=tex):
            return f"$$\n{tex}\n$$"
        case Code(text=text, language=language):
            fence = "````" if "```" in text else "```"
            return f"{fence}{language}\n{text}\n{fence}"
        case Image(target=target, alt=alt):
            return f"![{alt}](<{target}>)" if " " in target else f"![{alt}]({target})"
        case Table():
            return _table(entry.block)
        case _:
            return "\n\n".join(part for part in (one_line(entry.text), as_markdown(entry.children)) if part)


def _table(table: Table) -> str:
    width = max([len(table.header), *(len(row.cells) for row in table.rows)], default=0)
    rows = [_row(table.header, width), "|" + "---|" * width, *(_row(row.cells, width) for row in table.rows)]
    return "\n".join(rows)


def _row(cells: Sequence[str], width: int) -> str:
    filled = [*cells, *[""] * (width - len(cells))]
    return "| " + " | ".join(one_line(cell).replace("|", "\\|") for cell in filled) + " |"
