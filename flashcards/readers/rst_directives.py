"""Directives for docutils that lose nothing: of any name, with any options, right or wrong."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from textwrap import dedent
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive, directives
from docutils.parsers.rst.directives import admonitions, body, tables
from docutils.statemachine import StringList
from docutils.utils import unescape

from flashcards.readers.shared import LIST_MARKER, words

_SAYS_NOTHING = words("details detail more show hide answer solution spoiler click read expand toggle")
_VERSION = re.compile(r"v?\d+(\.\w+)*")
_UNUSABLE = object()


class _Options(dict[str, Callable[[Any], Any]]):
    """Accepts any option; one that can't be read is as good as not given."""

    def __missing__(self, name: str) -> Callable[[Any], Any]:
        return directives.unchanged

    def __bool__(self) -> bool:
        return True


def _tolerant(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def converted(value: Any) -> Any:
        try:
            return convert(value)
        except (ValueError, TypeError):
            return _UNUSABLE

    return converted


class _Content(Directive):
    """Any content, any option, no arguments: what stands on the line of the name is the first line of the content."""

    has_content = True
    option_spec: ClassVar[Any] = _Options()

    def line_of_name(self) -> int:
        _, line = self.state_machine.get_source_and_line(self.lineno)
        return line or self.lineno

    def argument(self) -> str:
        """What stands on the line of the name."""
        if self.content and self.content.offset(0) is not None and self.content.offset(0) + 1 == self.line_of_name():
            return str(self.content[0]).strip()
        return ""

    def parsed(self, content: StringList, offset: int) -> list[nodes.Node]:
        parent = nodes.Element()
        self.state.nested_parse(content, offset, parent)
        return list(parent.children)

    def body(self, first: int) -> list[nodes.Node]:
        """The content parsed from its line ``first`` on."""
        return self.parsed(self.content[first:], self.content_offset + first) if self.content[first:] else []


class InPlace(_Content):
    """An unknown directive: its content stands in its place."""

    def run(self) -> list[nodes.Node]:
        """What stands on the line of the name, unless it says nothing, and the content."""
        argument = self.argument()
        if not argument:
            return self.body(0)
        if _says_nothing(argument):
            return self.body(1)
        rest = self.content[1:]
        if rest and rest[0].strip() and not LIST_MARKER.match(rest[0].strip()):
            return self.body(0)
        return self.parsed(self.content[:1], self.content_offset) + self.body(1)


class Ungrouped(_Content):
    """A directive that styles its content or shows it on a condition: the content stands in its place."""

    def run(self) -> list[nodes.Node]:
        """The content without what stands on the line of the name."""
        return self.body(1 if self.argument() else 0)


def _says_nothing(argument: str) -> bool:
    said = re.findall(r"\w+", argument.lower())
    return bool(_VERSION.fullmatch(argument)) or (0 < len(said) <= 3 and said[0] in _SAYS_NOTHING)


class Titled(_Content):
    """An admonition by another name, its title on the line of the name."""

    def run(self) -> list[nodes.Node]:
        """One admonition of the kind that the directive is named after."""
        argument = self.argument()
        goes_on = len(self.content) > 1 and bool(self.content[1].strip())
        admonition = nodes.admonition(self.block_text, kind=self.name.lower().rpartition(":")[2])
        admonition.line = self.line_of_name()
        if argument and not goes_on and len(self.content) > 1:
            texts, messages = self.state.inline_text(argument, self.lineno)
            admonition += [nodes.title(argument, "", *texts), *messages, *self.body(1)]
        else:
            admonition += self.body(0)
        return [admonition]


class Verbatim(_Content):
    """A directive whose content is shown as it stands."""

    def run(self) -> list[nodes.Node]:
        """One block of code whose language is the directive's name."""
        text = "\n".join(self.content)
        return [nodes.literal_block(text, text, classes=["code", self.name.lower()])] if text.strip() else []


class Nothing(_Content):
    """A directive that says nothing."""

    def run(self) -> list[nodes.Node]:
        """No node."""
        return []


class Hidden(_Content):
    """Raw output for one format: nobody reads it here."""

    def run(self) -> list[nodes.Node]:
        """A comment with the content."""
        text = "\n".join(self.content)
        return [nodes.comment(text, text)] if text.strip() else []


class Image(Directive):
    """An image or figure; its path may hold spaces, and no option of it can go wrong."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[Any] = _Options()

    def run(self) -> list[nodes.Node]:
        """An image; with content a figure, whose first paragraph is its caption."""
        target, *caption = self.arguments[0].split("\n")
        image = nodes.image(self.block_text, uri=unescape(target), alt=self.options.get("alt") or "")
        _, image.line = self.state_machine.get_source_and_line(self.lineno)
        parent = nodes.Element()
        if caption:  # nobody left an empty line above it, so docutils would take it for more of the path
            words, messages = self.state.inline_text("\n".join(caption), self.lineno)
            parent += [nodes.paragraph("\n".join(caption), "", *words), *messages]
        self.state.nested_parse(self.content, self.content_offset, parent)
        return [nodes.figure(self.block_text, image, *parent.children)] if parent.children else [image]


class CsvTable(tables.CSVTable):
    """A CSV table whose cells know their lines, and whose quotes needn't be perfect."""

    def parse_csv_data_into_rows(self, csv_data: Any, dialect: Any, source: Any) -> tuple[list[Any], int]:
        """The rows, each cell with its source lines, and the number of columns of the widest."""
        try:
            records = _records(csv_data, dialect)
        except csv.Error:
            self.reporter.warning("Unbalanced quotes in the rows", line=self.lineno)
            dialect.strict = False
            records = _records(csv_data, dialect)
        inline = isinstance(csv_data, StringList)
        rows = [
            [(0, 0, 0, _cell(cell, csv_data.items[first] if inline else self._header_place(source))) for cell in row]
            for first, row in records
        ]
        return rows, max((len(row) for row in rows), default=0)

    def _header_place(self, source: Any) -> tuple[Any, int]:
        """Where the ``header`` option stands: the source, and the index of the line in it."""
        _, line = self.state_machine.get_source_and_line(self.lineno)
        above = self.block_text.partition(":header:")[0].count("\n")
        return source, (line or self.lineno) - 1 + above


def _records(lines: Iterable[str], dialect: Any) -> list[tuple[int, list[str]]]:
    """The rows that aren't empty, each with the index of its first line."""
    reader = csv.reader((line + "\n" for line in lines), dialect=dialect)
    records = []
    first = 0
    for row in reader:
        records.append((first, row))
        first = reader.line_num
    return [(index, row) for index, row in records if row]


def _cell(text: str, origin: tuple[Any, Any]) -> StringList:
    first, *rest = text.splitlines() or [""]
    lines = [first, *dedent("\n".join(rest)).split("\n")] if rest else [first]
    return StringList(lines, items=[origin] * len(lines))


_OPTIONS_KEPT: Mapping[type[Directive], tuple[str, ...]] = {
    CsvTable: ("header", "header-rows", "stub-columns", "delim", "quote", "escape", "keepspace", "file", "url"),
    tables.ListTable: ("header-rows", "stub-columns"),
    tables.RSTTable: (),
    body.CodeBlock: (),
    body.MathBlock: (),
    body.Rubric: (),
    body.ParsedLiteral: (),
    body.Compound: (),
    admonitions.Admonition: (),
    admonitions.Attention: (),
    admonitions.Caution: (),
    admonitions.Danger: (),
    admonitions.Error: (),
    admonitions.Hint: (),
    admonitions.Important: (),
    admonitions.Note: (),
    admonitions.Tip: (),
    admonitions.Warning: (),
}
"""Directives of docutils' own, with the options that bear on what they say; the others are dropped, right or wrong."""


def _lenient(directive: type[Any], kept: tuple[str, ...]) -> type[Directive]:
    class Lenient(directive):  # type: ignore[misc]
        option_spec = _Options({name: _tolerant(convert) for name, convert in directive.option_spec.items()})

        def run(self) -> list[nodes.Node]:
            self.options: dict[str, Any] = {
                name: self.options[name] for name in kept if self.options.get(name, _UNUSABLE) is not _UNUSABLE
            }
            result: list[nodes.Node] = super().run()
            return result

    return Lenient


_CANONICAL = {CsvTable: "csv-table", tables.ListTable: "list-table", tables.RSTTable: "table", body.CodeBlock: "code"}


def _canonical(directive: type[Directive]) -> str:
    special = {**_CANONICAL, body.MathBlock: "math", body.ParsedLiteral: "parsed-literal"}
    return special.get(directive, directive.__name__.lower())


LENIENT: Mapping[str, type[Directive]] = {
    _canonical(directive): _lenient(directive, kept) for directive, kept in _OPTIONS_KEPT.items()
}
"""Those directives by their names, made to forgive."""
