"""HTML as people's decks hold it, as a tree; whatever is broken in it, all of its text is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_DOCTYPE = re.compile(r"<!doctype[^<>]*>", re.IGNORECASE)
_DECLARATION = re.compile(r"<!(?!--)")
"""Text, as the parser raises an error for some of them."""
VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
UNSEEN = frozenset(
    ["script", "style", "head", "template", "title", "noscript", "object", "audio", "video", "select", "textarea"]
)
"""Elements of which a reader of the card sees no text."""

_ENDED_BY = {
    "li": frozenset(["li"]),
    "tr": frozenset(["tr", "td", "th"]),
    "td": frozenset(["td", "th"]),
    "th": frozenset(["td", "th"]),
    "dt": frozenset(["dt", "dd"]),
    "dd": frozenset(["dt", "dd"]),
    "p": frozenset(["p"]),
    "rt": frozenset(["rt", "rp"]),
    "rp": frozenset(["rt", "rp"]),
}
"""Which open elements end where another one begins, although nobody has closed them."""
_BOUNDS = frozenset(["ul", "ol", "table", "div", "blockquote", "dl", "ruby"])
"""Elements beyond which an element doesn't end another one."""


@dataclass(eq=False, slots=True)
class Element:
    """An element with what it holds, texts with their entities decoded."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def text(self) -> str:
        """All text in it, as it stands."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def elements(self) -> Iterator[Element]:
        """All elements in it, outer ones first."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.elements()


DEEPEST = 200
"""Elements inside one another; what lies deeper is put beside the last of them."""


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.opened = [Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_those_ended_by(tag)
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.opened[-1].children.append(element)
        if tag not in VOID and len(self.opened) < DEEPEST:
            self.opened.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in VOID or self.opened[-1].name != tag:
            return
        if tag in ("script", "style"):  # as browsers do: what follows would be unseen
            self.opened.pop()

    def handle_endtag(self, tag: str) -> None:
        at = next((n for n in range(len(self.opened) - 1, 0, -1) if self.opened[n].name == tag), 0)
        if at:
            del self.opened[at:]

    def handle_data(self, data: str) -> None:
        self.opened[-1].children.append(data)

    def _end_those_ended_by(self, tag: str) -> None:
        ended = _ENDED_BY.get(tag, frozenset())
        for at in range(len(self.opened) - 1, 0, -1):
            if self.opened[at].name in ended:
                del self.opened[at:]
                return self._end_those_ended_by(tag)
            if self.opened[at].name in _BOUNDS:
                return None
        return None


def parse(html: str) -> Element:
    """The tree of ``html`` below an element without a name."""
    tree = _Tree()
    tree.feed(_DECLARATION.sub("&lt;!", _DOCTYPE.sub("", html)))
    tree.close()
    return tree.opened[0]
