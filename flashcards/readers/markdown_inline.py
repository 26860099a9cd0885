"""The text of a Markdown paragraph, made uniform: HTML, wikilinks and the like become plain Markdown.

Code spans and math are left as they are, and so is the number of lines: what spans lines leaves its line breaks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

from flashcards.readers.shared import words

IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".avif", ".tif", ".tiff")

HTML_TAGS = words(
    "a abbr address article aside audio b bdi bdo big blockquote body br button caption center cite code col colgroup"
    " data dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6"
    " head header hr html i iframe img input ins kbd label legend li link main map mark menu meta nav noscript object"
    " ol optgroup option output p param picture pre progress q rp rt ruby s samp script section select small source"
    " span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track"
    " tt u ul var video wbr"
)
"""What counts as a tag; anything else in angle brackets is the author's own text (``<name>``)."""

TAG_TEXT = {
    "b": "**",
    "strong": "**",
    "i": "*",
    "em": "*",
    "code": "`",
    "tt": "`",
    "kbd": "`",
    "samp": "`",
    "s": "~~",
    "del": "~~",
    "mark": "==",
}
"""Tags that Markdown can write: the same text stands for the opening and the closing tag."""

_SPECIAL = re.compile(r"[\\`$\[!<%]")
_BACKTICKS = re.compile(r"`+")
_BRACKET_MATH = re.compile(
    r"\\\((?P<round>(?:[^$\\]|\\(?![()]))+)\\\)|\\\[(?P<square>(?:[^$\\]|\\(?![\[\]]))+)\\\]", re.DOTALL
)
_LOOKS_LIKE_MATH = re.compile(r"\\[A-Za-z]|[\^_=<>+]|^\s*[A-Za-z0-9]\s*$")
_DOUBLE_DOLLAR = re.compile(r"\$\$[^$]+\$\$")
_SINGLE_DOLLAR = re.compile(r"\$(?![\s$])(?:\\.|[^$\\])*(?<!\s)\$(?!\d)", re.DOTALL)
_WIKILINK = re.compile(r"!?\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]*))?\]\](?!\()")
_IMAGE = re.compile(r"!\[((?:[^\[\]\\]|\\.)*)\]\(([^()<>\n\"']*)\)")
_BRACKETED_TARGET = re.compile(r"<[^<>\n]*>(?=\s*(?:\"[^\"]*\"|'[^']*'|\([^()]*\))?\s*\))")
_REFERENCE = re.compile(r"(!?)\[((?:[^\[\]\\]|\\.)+)\](?:\[([^\[\]]*)\])?(?![(:\[])")
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s|/)(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*'){0,2000})?>")
_ATTRIBUTE = re.compile(r"(?<![\w-])([A-Za-z][\w-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_SIZE = re.compile(r"\d+(?:x\d+)?")


class Remark(NamedTuple):
    """A comment found in a text: its words, and its first and last line, counted from 0 at the start of that text."""

    text: str
    first: int
    last: int


References = Mapping[str, Mapping[str, str]]
"""Where link labels lead: ``href`` and ``title`` by ``label_key``."""


@dataclass(slots=True)
class _Scan:
    text: str
    references: References
    remarks: list[Remark] = field(default_factory=list)
    backticks: dict[int, list[int]] | None = None
    no_more: set[str] = field(default_factory=set)
    """Closing marks that don't occur any more, so that they are looked for once only."""
    counted: tuple[int, int] = (0, 0)
    """How far line breaks are counted, and how many there are up to there."""

    def find(self, mark: str, position: int) -> int:
        if mark in self.no_more:
            return -1
        found = self.text.find(mark, position)
        if found < 0:
            self.no_more.add(mark)
        return found

    def line_of(self, position: int) -> int:
        """The number of line breaks before ``position``, which never goes back."""
        counted, lines = self.counted
        self.counted = position, lines + self.text.count("\n", counted, position)
        return self.counted[1]

    def closing_backticks(self, length: int, position: int) -> int:
        """Where the next run of exactly ``length`` backticks starts, or -1."""
        if self.backticks is None:
            self.backticks = {}
            for match in _BACKTICKS.finditer(self.text):
                self.backticks.setdefault(len(match[0]), []).append(match.start())
        starts = self.backticks.get(length, [])
        index = bisect_left(starts, position)
        return starts[index] if index < len(starts) else -1


class Span(NamedTuple):
    """What a piece of the text becomes, and where the text goes on."""

    text: str
    end: int


Handler = Callable[[_Scan, int], Span | None]


def normalise(text: str, references: References) -> tuple[str, list[Remark]]:
    """``text`` as plain Markdown with as many lines as before, and the comments that stood in it."""
    scan = _Scan(text, references)
    pieces: list[str] = []
    position = 0
    while match := _SPECIAL.search(text, position):
        start = match.start()
        pieces.append(text[position:start])
        span = next((span for handler in _HANDLERS[match[0]] if (span := handler(scan, start))), None)
        if span is None:
            span = Span(text[start], start + 1)
        pieces.append(span.text)
        position = span.end
    pieces.append(text[position:])
    return "\n".join(line.lstrip(" \t") for line in "".join(pieces).split("\n")), scan.remarks


def image(alt: str, target: str, title: str = "") -> str:
    """Markdown for an image; a target that has spaces or parentheses goes into angle brackets."""
    if re.search(r"[\s()<>]", target):
        target = "<" + re.sub(r"[<>\n]", "", target) + ">"
    alt = alt.replace("[", "(").replace("]", ")").replace("\n", " ").strip()
    return f'![{alt}]({target} "{title}")' if title else f"![{alt}]({target})"


def attributes(text: str) -> dict[str, str]:
    """The attributes of an HTML tag, names in lower case."""
    return {
        name.lower(): unescape(double or single or bare.rstrip("/"))
        for name, double, single, bare in _ATTRIBUTE.findall(text)
    }


def _kept(scan: _Scan, start: int, end: int) -> Span:
    return Span(scan.text[start:end], end)


def _escape(scan: _Scan, start: int) -> Span:
    return _kept(scan, start, min(start + 2, len(scan.text)))


def _bracket_math(scan: _Scan, start: int) -> Span | None:
    match = _BRACKET_MATH.match(scan.text, start)
    if match is None:
        return None
    tex = match["round"] if match["round"] is not None else match["square"]
    if not _LOOKS_LIKE_MATH.search(tex):
        return None
    dollars = "$" if match["round"] is not None else "$$"
    blank_before, blank_after = _blank_ends(tex)
    return Span(f"{blank_before}{dollars}{tex.strip()}{dollars}{blank_after}", match.end())


def _blank_ends(tex: str) -> tuple[str, str]:
    """The line breaks at both ends of ``tex``: no line may get lost, but math begins and ends with its own text."""
    body = tex.strip()
    start = tex.index(body)
    return "\n" * tex.count("\n", 0, start), "\n" * tex.count("\n", start + len(body))


def _code(scan: _Scan, start: int) -> Span:
    match = _BACKTICKS.match(scan.text, start)
    assert match is not None
    closing = scan.closing_backticks(len(match[0]), match.end())
    return _kept(scan, start, match.end() if closing < 0 else closing + len(match[0]))


def _dollar_math(scan: _Scan, start: int) -> Span | None:
    match = _DOUBLE_DOLLAR.match(scan.text, start) or _SINGLE_DOLLAR.match(scan.text, start)
    return match and _kept(scan, start, match.end())


def _wikilink(scan: _Scan, start: int) -> Span | None:
    match = _WIKILINK.match(scan.text, start)
    if match is None:
        return None
    target, alias = match[1].strip(), (match[2] or "").strip()
    if scan.text[start] == "!" and target.lower().endswith(IMAGE_SUFFIXES):
        name = target.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        return Span(image(name if not alias or _SIZE.fullmatch(alias) else alias, target), match.end())
    return Span(alias or _page_name(target), match.end())


def _page_name(target: str) -> str:
    page, _, place = target.partition("#")
    if place.startswith("^"):
        place = ""
    return " > ".join(part.strip() for part in [page, *place.split("#")] if part.strip())


def _image(scan: _Scan, start: int) -> Span | None:
    """An image is kept; one whose target has bare spaces, which Markdown doesn't allow, is repaired."""
    match = _IMAGE.match(scan.text, start)
    if match is None:
        return None
    target = match[2].strip()
    return Span(image(match[1], target), match.end()) if " " in target else _kept(scan, start, match.end())


def _reference(scan: _Scan, start: int) -> Span | None:
    match = _REFERENCE.match(scan.text, start) if scan.references else None
    if match is None:
        return None
    found = scan.references.get(label_key(match[3] or match[2]))
    if found is None:
        return None
    missing = "\n" * match[3].count("\n") if match[3] else ""
    if match[1]:
        return Span(image(match[2], found["href"], found.get("title", "")) + missing, match.end())
    href = f"<{found['href']}>" if re.search(r"[\s()]", found["href"]) else found["href"]
    return Span(f"[{match[2]}]({href}){missing}", match.end())


def label_key(label: str) -> str:
    """A link label as its definition is filed: case and white space don't count."""
    return " ".join(label.split()).lower().upper()


def _bracketed_target(scan: _Scan, start: int) -> Span | None:
    """The target of a link or an image, which may hold spaces inside of its angle brackets; it is no tag."""
    if not scan.text[max(0, start - 8) : start].rstrip().endswith("]("):
        return None
    match = _BRACKETED_TARGET.match(scan.text, start)
    return match and _kept(scan, start, match.end())


def _html_comment(scan: _Scan, start: int) -> Span | None:
    return _remark(scan, start, "<!--", "-->") if scan.text.startswith("<!--", start) else None


def _percent_comment(scan: _Scan, start: int) -> Span | None:
    return _remark(scan, start, "%%", "%%") if scan.text.startswith("%%", start) else None


def _remark(scan: _Scan, start: int, opening: str, closing: str) -> Span | None:
    end = scan.find(closing, start + len(opening))
    if end < 0:
        return None
    text = scan.text[start + len(opening) : end]
    first = scan.line_of(start)
    scan.remarks.append(Remark(text.strip(), first, first + text.count("\n")))
    return Span("\n" * text.count("\n"), end + len(closing))


def _tag(scan: _Scan, start: int) -> Span | None:
    match = TAG.match(scan.text, start)
    if match is None:
        return None
    name = match[2].lower()
    if name not in HTML_TAGS:
        return Span("\\<", start + 1)
    return Span(_tag_text(name, bool(match[1]), match[3] or "") + "\n" * match[0].count("\n"), match.end())


def _tag_text(name: str, closing: bool, rest: str) -> str:
    if name == "img":
        values = attributes(rest)
        return image(values.get("alt", ""), values["src"], values.get("title", "")) if values.get("src") else ""
    if name == "sup" and not closing:
        return "^"
    if name == "br":
        return " "
    return TAG_TEXT.get(name, "")


_HANDLERS: Mapping[str, tuple[Handler, ...]] = {
    "\\": (_bracket_math, _escape),
    "`": (_code,),
    "$": (_dollar_math,),
    "!": (_wikilink, _image, _reference),
    "[": (_wikilink, _reference),
    "<": (_bracketed_target, _html_comment, _tag),
    "%": (_percent_comment,),
}
"""What may begin at each special character; the first that fits wins."""
