"""The block tokens of markdown-it as Blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from markdown_it.token import Token

from flashcards.model import (
    Block,
    Callout,
    Code,
    Comment,
    Definition,
    Footnote,
    Heading,
    Item,
    Lines,
    List,
    Math,
    Paragraph,
    Quote,
    Row,
    Table,
)
from flashcards.readers.markdown_html import markdown_lines, preformatted
from flashcards.readers.markdown_inline import normalise
from flashcards.readers.markdown_text import paragraph_blocks
from flashcards.readers.shared import (
    LIST_MARKER,
    nest_sections,
)

if TYPE_CHECKING:
    from flashcards.readers.markdown import MarkdownNote

_CALLOUT = re.compile(r"\[!([\w-]+)\][+-]?[ \t]*(.*)")
_TASK = re.compile(r"\[([ xX])\](?:[ \t]+|$)")
_HEADING_LINE = re.compile(r"#{1,6}\s")
_SUBHEADING_LINE = re.compile(r"#{2,6}\s")
_INLINE_HTML = re.compile(r"\s*<(img|a|span|br)\b", re.IGNORECASE)
_BREAK_AT_END = re.compile(r"<br\s*/?>", re.IGNORECASE)


class Fragment:
    """Turns the flat tokens of one fragment into Blocks."""

    def __init__(
        self, note: MarkdownNote, tokens: Sequence[Token], lines: Sequence[str], numbers: Sequence[int], html: bool
    ) -> None:
        self._note = note
        self._tokens = tokens
        self._lines = lines
        self._numbers = numbers
        self._html = html
        self._next = 0
        self._last_filled = _last_filled(lines)

    def blocks(self, closing: str) -> list[Block]:
        """The blocks up to the token ``closing``, which is consumed, or up to the end."""
        result: list[Block] = []
        run: list[Block] = []
        while self._next < len(self._tokens):
            token = self._take()
            if token.type == closing:
                break
            if token.type == "html_block" and not _INLINE_HTML.match(token.content):
                result += self._note.regrouper.siblings(run)
                run = []
            handler = _HANDLERS.get(token.type)
            run += handler(self, token) if handler else []
        return result + self._note.regrouper.siblings(run)

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _span(self, token: Token) -> Lines:
        """The lines of a token, without the empty ones that the parser counts in at its end."""
        first, end = token.map or [0, 1]
        last = max(first, self._last_filled[max(first, end - 1)])
        return Lines(self._numbers[first], self._numbers[last])

    def _inline(self, closing: str) -> Token:
        """The inline token of a paragraph, heading, term or cell, of which everything is consumed."""
        token = self._take()
        while self._take().type != closing:
            pass
        return token

    def _text(self, token: Token) -> str:
        return normalise(token.content, self._note.references())[0].strip()

    def _fragment(self, lines: Sequence[str], numbers: Sequence[int], *, html: bool) -> list[Block]:
        return self._note.read(lines, numbers, html=html) if any(line.strip() for line in lines) else []

    # ------------------------------------------------------------------------------------------- leaves

    def _paragraph(self, token: Token) -> list[Block]:
        inline = self._inline("paragraph_close")
        first, end = inline.map or [0, 1]
        if token.info == "too deep":
            self._note.too_deep(self._numbers[first])
        opened = next((k for k, line in enumerate(inline.content.split("\n")) if line.lstrip().startswith("$$")), None)
        if opened is not None and inline.content.count("$$") % 2:
            self._note.problem(self._numbers[first + opened], "this formula is never closed; end it with `$$`")
        return paragraph_blocks(inline.content, self._numbers[first:end], self._note.references())

    def _heading(self, token: Token) -> list[Block]:
        inline = self._inline("heading_close")
        first, _ = inline.map or [0, 1]
        if "\n" in inline.content:  # several lines above `---` are a paragraph and a rule, whatever CommonMark says
            numbers = self._numbers[first : first + inline.content.count("\n") + 1]
            return paragraph_blocks(inline.content, numbers, self._note.references())
        lines = Lines(self._numbers[first], self._span(token).end)
        text, remarks = normalise(inline.content, self._note.references())
        heading = Heading(text.strip(), int(token.tag[1]), lines)
        return [*([heading] if heading.title else []), *(Comment(remark.text, lines) for remark in remarks)]

    def _fence(self, token: Token) -> list[Block]:
        span = self._span(token)
        first, end = token.map or [0, 1]
        language = token.info.strip().strip("{}").lstrip(".").split()
        name = language[0].rstrip(",}") if language else ""
        if not self._is_closed(token, first, end):
            self._note.problem(span.start, f"this block of code is never closed; end it with a line `{token.markup}`")
            return self._open_fence(token, first, name)
        if name.lower() == "math":
            return [Math(token.content.strip(), span)]
        return [Code(token.content.removesuffix("\n"), name, span)]

    def _is_closed(self, token: Token, first: int, end: int) -> bool:
        mark = re.escape(token.markup[0])
        closing = re.compile(rf"[\s>]*{mark}{{{len(token.markup)},}}\s*")
        return end - first > 1 and bool(closing.fullmatch(self._lines[end - 1]))

    def _open_fence(self, token: Token, first: int, language: str) -> list[Block]:
        """Code up to the next heading after an empty line; the rest of the note isn't swallowed.

        Where the language is named, one ``#`` may be its comment.
        """
        heading = _SUBHEADING_LINE if language else _HEADING_LINE
        lines = token.content.removesuffix("\n").split("\n")
        stop = next(
            (k for k, line in enumerate(lines) if k and heading.match(line) and not lines[k - 1].strip()),
            len(lines),
        )
        code = "\n".join(lines[:stop]).rstrip()
        numbers = self._numbers[first + 1 : first + 1 + len(lines)]
        last = first + code.count("\n") + (1 if code else 0)
        block = Code(code, language, Lines(self._numbers[first], self._numbers[last]))
        return [block, *self._fragment(lines[stop : len(numbers)], numbers[stop:], html=self._html)]

    def _indented(self, token: Token) -> list[Block]:
        """Indented code; or, by its shape, content that was only indented to nest it."""
        lines = token.content.removesuffix("\n").split("\n")
        first, _ = token.map or [0, 1]
        if not _is_prose(lines):
            return [Code("\n".join(lines), "", self._span(token))]
        margin = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
        numbers = self._numbers[first : first + len(lines)]
        return self._fragment([line[margin:] for line in lines], numbers, html=self._html)

    def _html_block(self, token: Token) -> list[Block]:
        first, end = token.map or [0, 1]
        if token.content.count("<!--") > token.content.count("-->"):
            self._note.problem(self._numbers[first], "this comment is never closed; end it with `-->`")
        code = preformatted(token.content)
        if code:
            return [Code(code.text, code.language, self._span(token))]
        numbered = [(first + k, line) for k, line in markdown_lines(token.content.rstrip("\n")) if first + k < end]
        return self._fragment([line for _, line in numbered], [self._numbers[k] for k, _ in numbered], html=False)

    def _math(self, token: Token) -> list[Block]:
        return [Math(token.content, self._span(token))]

    def _comment(self, token: Token) -> list[Block]:
        return [Comment(token.content, self._span(token))]

    # --------------------------------------------------------------------------------------- containers

    def _list_of_items(self, token: Token) -> list[Block]:
        items: list[Item] = []
        closing = token.type.replace("open", "close")
        while (inner := self._take()).type != closing:
            items.append(self._item(inner))
        nested = self._note.regrouper.items(items)
        end = max(item.lines.end for item in nested)
        return [List(token.type == "ordered_list_open", nested, Lines(nested[0].lines.start, end))]

    def _item(self, token: Token) -> Item:
        span = self._span(token)
        children = self.blocks("list_item_close")
        text, text_lines = "", Lines(span.start, span.start)
        if children and isinstance(children[0], Paragraph):
            text, text_lines = children[0].text, children[0].lines
            del children[0]
        task = _TASK.match(text)
        checked = None if task is None else task[1] in "xX"
        end = max([span.end, *(child.lines.end for child in children)])
        nested = nest_sections(children)
        return Item(text[task.end() if task else 0 :], Lines(span.start, end), text_lines, nested, checked)

    def _quote(self, token: Token) -> list[Block]:
        span = self._span(token)
        children = self.blocks("blockquote_close")
        first = children[0] if children else None
        if isinstance(first, Paragraph) and (match := _CALLOUT.match(first.text)):
            rest = _without_first_line(first)
            nested = nest_sections([*rest, *children[1:]])
            return [Callout(match[1].lower(), match[2].strip(), nested, span)]
        return [Quote(nest_sections(children), span)] if children else []

    def _definitions(self, token: Token) -> list[Block]:
        result: list[Block] = []
        while (inner := self._take()).type != "dl_close":
            if inner.type == "dt_open":
                lines = self._span(inner)
                result.append(Definition(self._text(self._inline("dt_close")), lines, lines))
                continue
            above = result[-1]
            assert isinstance(above, Definition)
            span = self._span(inner)
            children = (*above.children, *nest_sections(self.blocks("dd_close")))
            result[-1] = replace(above, children=children, lines=Lines(above.lines.start, span.end))
        return result

    def _footnote(self, token: Token) -> list[Block]:
        span = self._span(token)
        children = nest_sections(self.blocks("footnote_reference_close"))
        return [Footnote(str(token.meta.get("label", "")), children, span)]

    def _table(self, token: Token) -> list[Block]:
        rows: list[Row] = []
        while (inner := self._take()).type != "table_close":
            if inner.type == "tr_open":
                rows.append(Row((), self._span(inner)))
            elif inner.type == "inline":
                cell = self._text(replace(inner, content=_BREAK_AT_END.sub("\n", inner.content)))
                rows[-1] = replace(rows[-1], cells=(*rows[-1].cells, cell))
        width = max(len(row.cells) for row in rows)
        filled = [replace(row, cells=row.cells + ("",) * (width - len(row.cells))) for row in rows]
        return [Table(filled[0].cells, tuple(filled[1:]), self._span(token))]


_HANDLERS: Mapping[str, Callable[[Fragment, Token], list[Block]]] = {
    "paragraph_open": Fragment._paragraph,
    "heading_open": Fragment._heading,
    "fence": Fragment._fence,
    "code_block": Fragment._indented,
    "html_block": Fragment._html_block,
    "display_math": Fragment._math,
    "percent_comment": Fragment._comment,
    "bullet_list_open": Fragment._list_of_items,
    "ordered_list_open": Fragment._list_of_items,
    "blockquote_open": Fragment._quote,
    "dl_open": Fragment._definitions,
    "footnote_reference_open": Fragment._footnote,
    "table_open": Fragment._table,
}


def _last_filled(lines: Sequence[str]) -> list[int]:
    """For every line the index of the last line at or above it that holds more than white space and ``>``."""
    result: list[int] = []
    last = 0
    for index, line in enumerate(lines):
        last = index if line.strip(" \t>") else last
        result.append(last)
    return result


def _without_first_line(paragraph: Paragraph) -> list[Block]:
    _, _, rest = paragraph.text.partition("\n")
    if not rest.strip():
        return []
    return [Paragraph(rest, Lines(paragraph.lines.start + 1, paragraph.lines.end))]


_PICTURE = re.compile(r"!\[|<img\b|\$\$|^\s*[|>]|^\s*#{2,6}\s")
_CODE_CHARACTERS = re.compile(r"[{}=;<>\\|]|\w\(|^\s*[$#%]\s|\w\.\w+\(|--\w")
_WORD = re.compile(r"[^\W\d_]{2,}")


def _is_prose(lines: Sequence[str]) -> bool:
    """Whether an indented block looks like a list, a picture or sentences rather than like code."""
    filled = [line for line in lines if line.strip()]
    if LIST_MARKER.match(filled[0].lstrip()) or any(_PICTURE.search(line) for line in filled):
        return True
    if any(_CODE_CHARACTERS.search(line) for line in filled):
        return False
    return sum(len(_WORD.findall(line)) for line in filled) >= 4 * len(filled)
