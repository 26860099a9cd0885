"""The HTML of one side of a card as ``Content``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from flashcards.anki.decks import formulas, hypertext
from flashcards.anki.decks.content import (
    Block,
    Code,
    Content,
    Display,
    Grid,
    Item,
    Line,
    Listing,
    Run,
    in_one_line,
    tidy,
)
from flashcards.anki.decks.formulas import CLOSING, GAP, GAP_END, Formula
from flashcards.anki.decks.hypertext import Element

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "html",
        "main",
        "nav",
        "p",
        "section",
        "summary",
        "caption",
    ]
)
_STRONG, _EMPHASIS = frozenset(["b", "strong"]), frozenset(["i", "em", "cite", "dfn", "var"])
_CODE = frozenset(["code", "kbd", "samp", "tt"])
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_SLANTED_STYLE = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:language|lang|brush:)[-: ]?([\w+#-]+)")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_WEB = re.compile(r"(?:https?|mailto|ftp):", re.IGNORECASE)
_SPECIAL = re.compile(
    rf"{formulas.STAND_IN.pattern}|(?P<gap>[{GAP}{GAP_END}])(?P<number>\d+){CLOSING}|\[sound:(?P<sound>[^\]]+)\]"
)
_RAISED = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-=()aeoxhklmnpst", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ")


def read(html: str) -> Content:
    """What a learner sees of ``html``."""
    text, found = formulas.put_aside(_CONTROLS.sub(" ", html))
    reader = _Reader(found)
    reader.all_of(hypertext.parse(text).children)
    return reader.content()


class _Reader:
    """Gathers the blocks of one stretch of HTML."""

    def __init__(self, found: list[Formula], *, strong: bool = False, emphasis: bool = False) -> None:
        self._formulas = found
        self._strong = strong
        self._emphasis = emphasis
        self._blocks: list[Block] = []
        self._runs: list[Run] = []

    def content(self) -> Content:
        """All that was gathered."""
        self._end_line()
        return tuple(self._blocks)

    def all_of(self, nodes: Iterable[Element | str]) -> None:
        for node in nodes:
            if isinstance(node, str):
                self._text(node)
            elif node.name not in hypertext.UNSEEN and not _HIDDEN_STYLE.search(node.attributes.get("style", "")):
                self._element(node)

    def _inside(self, nodes: Iterable[Element | str]) -> Content:
        """Of what stands inside a list or table."""
        reader = _Reader(self._formulas, strong=self._strong, emphasis=self._emphasis)
        reader.all_of(nodes)
        return reader.content()

    def _element(self, element: Element) -> None:
        match element.name:
            case "br" | "hr":
                self._end_line()
            case "ul" | "ol" | "menu":
                self._list(element)
            case "table":
                self._table(element)
            case "pre":
                self._code_block(element)
            case "img":
                self._picture(element)
            case "a":
                self._link(element)
            case "sub" | "sup":
                self._shifted(element)
            case "ruby":
                self._ruby(element)
            case name if name in _CODE:
                self._code(element)
            case name if name in _BLOCKS:
                self._end_line()
                self._marked(element)
                self._end_line()
            case _:
                self._marked(element)

    def _marked(self, element: Element) -> None:
        style = element.attributes.get("style", "")
        before = self._strong, self._emphasis
        self._strong |= element.name in _STRONG or bool(_BOLD_STYLE.search(style))
        self._emphasis |= element.name in _EMPHASIS or bool(_SLANTED_STYLE.search(style))
        self.all_of(element.children)
        self._strong, self._emphasis = before

    def _text(self, text: str) -> None:
        at = 0
        for found in _SPECIAL.finditer(text):
            self._run("text", text[at : found.start()])
            self._special(found)
            at = found.end()
        self._run("text", text[at:])

    def _special(self, found: re.Match[str]) -> None:
        if found["gap"]:
            self._run("gap" if found["gap"] == GAP else "gap_end", found["number"])
        elif found["sound"]:
            self._runs.append(Run("sound", found["sound"], found["sound"]))
        elif int(found[1]) < len(self._formulas):
            tex, displayed = self._formulas[int(found[1])]
            self._runs.append(Run("display" if displayed else "math", tex))

    def _run(self, kind: str, text: str) -> None:
        if text:
            self._runs.append(Run(kind, text, strong=self._strong, emphasis=self._emphasis))  # type: ignore[arg-type]

    def _end_line(self) -> None:
        """What was gathered is a line; a displayed formula has one of its own."""
        line: list[Run] = []
        for run in [*self._runs, None]:
            if run is not None and (run.kind != "display" or self._in_gap(line)):
                line.append(run)
                continue
            if runs := tidy(line):
                self._blocks.append(Line(runs))
            if run is not None:
                self._blocks.append(Display(run.text))
            line = []
        self._runs = []

    @staticmethod
    def _in_gap(line: list[Run]) -> bool:
        return sum((run.kind == "gap") - (run.kind == "gap_end") for run in line) > 0

    # ------------------------------------------------------------------------------------------------------- leaves

    def _picture(self, element: Element) -> None:
        source = element.attributes.get("src", "").strip()
        if source:
            self._runs.append(Run("picture", " ".join(element.attributes.get("alt", "").split()), source))

    def _link(self, element: Element) -> None:
        address, text = element.attributes.get("href", "").strip(), " ".join(element.text().split())
        plain = not any(inner.name in ("img", "br", "div") for inner in element.elements()) and not _SPECIAL.search(
            text
        )
        if _WEB.match(address) and text and plain:
            self._runs.append(Run("link", text, address, self._strong, self._emphasis))
        else:
            self._marked(element)

    def _shifted(self, element: Element) -> None:
        """Raised or lowered text by signs of Unicode; where it has none, by ``^`` or ``_``."""
        text = element.text()
        if _SPECIAL.search(text) or any(inner.name == "img" for inner in element.elements()):
            self._marked(element)
            return
        text = "".join(text.split())
        table, mark = (_RAISED, "^") if element.name == "sup" else (_LOWERED, "_")
        if all(ord(character) in table for character in text):
            self._run("text", text.translate(table))
        else:
            self._run("text", f"{mark}{text}" if len(text) == 1 else f"{mark}({text})")

    def _ruby(self, element: Element) -> None:
        for node in element.children:
            if isinstance(node, str):
                self._text(node)
            elif node.name == "rt" and node.text().strip():
                self._run("text", f"[{node.text().strip()}]")
            elif node.name not in ("rt", "rp"):
                self._element(node)

    def _code(self, element: Element) -> None:
        text = _with_breaks(element).strip("\n")
        if _SPECIAL.search(text):
            self._marked(element)
        elif "\n" in text.strip() or any(inner.name == "br" for inner in element.elements()):
            self._code_block(element)
        else:
            self._run("code", text.strip())

    # ------------------------------------------------------------------------------------------------------- blocks

    def _code_block(self, element: Element) -> None:
        self._end_line()
        text = _with_breaks(element).strip("\n").rstrip()
        if _SPECIAL.search(text):  # a formula, a gap: no longer code
            self._marked(element)
            self._end_line()
        elif text:
            inner = [element, *element.elements()]
            names = (_LANGUAGE.search(one.attributes.get("class", "")) for one in inner)
            self._blocks.append(Code(text, next((name[1] for name in names if name), "")))

    def _list(self, element: Element) -> None:
        self._end_line()
        items: list[Item] = []
        for node in element.children:
            if isinstance(node, str) and not node.strip():
                continue
            below = self._inside(node.children if isinstance(node, Element) and node.name == "li" else [node])
            if isinstance(node, Element) and node.name in ("ul", "ol") and items:
                items[-1] = Item(items[-1].runs, (*items[-1].below, *below))
            elif below:
                items.append(_item(below))
        if items:
            self._blocks.append(Listing(element.name == "ol", tuple(items)))

    def _table(self, element: Element) -> None:
        """A table; one of a single column is there for its look alone."""
        self._end_line()
        rows = [one for one in element.elements() if one.name == "tr" and _table_of(one, element) is element]
        cells = [
            [cell for cell in row.children if isinstance(cell, Element) and cell.name in ("td", "th")] for row in rows
        ]
        width = max(map(len, cells), default=0)
        if width < 2:
            self._marked(Element("", {}, element.children))
            self._end_line()
            return
        for node in element.children:
            if isinstance(node, Element) and node.name == "caption":
                self._element(node)
        filled = [[in_one_line(self._inside(cell.children)) for cell in row] for row in cells if row]
        self._blocks.append(Grid(tuple((*row, *[()] * (width - len(row))) for row in filled)))


def _table_of(row: Element, table: Element) -> Element | None:
    """The innermost table around ``row``."""
    inner = [one for one in table.elements() if one.name == "table" and any(row is each for each in one.elements())]
    return inner[-1] if inner else table


def _item(below: Content) -> Item:
    first, *others = below
    if isinstance(first, Line):
        lines = []
        while others and isinstance(others[0], Line):
            lines.append(others.pop(0))
        return Item(in_one_line((first, *lines)), tuple(others))
    return Item(in_one_line(below)) if not isinstance(first, Listing) else Item((), below)


def _with_breaks(element: Element) -> str:
    """Its text, with the line breaks that it is shown with."""
    found = []
    for child in element.children:
        if isinstance(child, str):
            found.append(child)
        elif child.name == "br":
            found.append("\n")
        else:
            inner = _with_breaks(child)
            found.append(f"{inner}\n" if child.name in ("div", "p") and not inner.endswith("\n") else inner)
    return "".join(found).replace("\r\n", "\n").replace("\xa0", " ")
