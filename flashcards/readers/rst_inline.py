"""The inline nodes of docutils as Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

from docutils import nodes

from flashcards.readers.markdown_inline import image

_MARKUP = re.compile(
    r"""
      (?P<backslash>\\)(?=[!-/:-@\[-`{-~])
    | (?P<stars>\*+)
    | (?P<underscores>(?<![^\W_])_+|_+(?![^\W_]))
    | (?P<backtick>`)
    | (?P<dollar>\$(?=\S)|(?<=\S)\$)
    | (?P<bracket>\[(?=[\[^]|[^\[\]]{0,500}\]\())
    | (?P<bang>!(?=\[))
    | (?P<angle><(?=[A-Za-z/!?]))
    | (?P<entity>&(?=\#?\w{1,32};))
    """,
    re.VERBOSE,
)
_BLOCK_START = re.compile(r"^(\#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|\d{1,9}(?=[.)]\s))", re.MULTILINE)
_ROLE_MARK = re.compile(r"\s")
_NEEDS_BRACKETS = re.compile(r"[\s*`_<>]")


def escape(text: str) -> str:
    """``text`` such that Markdown reads it as it stands, with as few backslashes as that takes."""
    return _MARKUP.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    run = match[0]
    if match.lastgroup in ("stars", "underscores"):
        before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
        if (not before or before.isspace()) and (not after or after.isspace()) and (before or after):
            return run
    return "".join("\\" + character for character in run)


def escape_line_starts(text: str) -> str:
    """``text`` such that none of its lines starts a list, heading or quotation in Markdown."""
    return _BLOCK_START.sub(lambda match: _line_start(match[1]), text)


def _line_start(mark: str) -> str:
    return f"{mark}\\" if mark.isdecimal() else f"\\{mark}"


class Inline:
    """Writes inline nodes as Markdown; knows the substitutions and link targets of one document."""

    def __init__(self, document: nodes.document) -> None:
        self._substitutions = dict(document.substitution_defs)
        self._targets: dict[str, str] = {}
        self._anonymous: list[str] = []
        self._names = set(document.nameids)
        self._expanding: set[str] = set()
        self.undefined: list[str] = []
        self._given_out: Counter[tuple[str, str]] = Counter()
        for target in document.findall(nodes.target):
            address = target.get("refuri", "")
            self._targets.update({name: address for name in target["names"] if address})
            if target.get("anonymous"):
                self._anonymous.append(address)
        self._anonymous.reverse()

    def text(self, node: nodes.Element) -> str:
        """The Markdown of everything in ``node``; line breaks are those of the source."""
        return "".join(self._piece(child) for child in node.children)

    def _piece(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Text):
            return escape(node.replace("\0\n", "\n").replace("\0 ", "").replace("\0", ""))
        if not isinstance(node, nodes.Element):
            return ""
        written = _WRITERS.get(type(node), Inline.text)(self, node)
        if isinstance(node, nodes.target):
            return written
        return written + "\n" * (node.rawsource.count("\n") - written.count("\n"))

    def _emphasis(self, node: nodes.Element) -> str:
        return _around("*", self.text(node))

    def _strong(self, node: nodes.Element) -> str:
        return _around("**", self.text(node))

    def _literal(self, node: nodes.Element) -> str:
        return code(node.astext())

    def _interpreted(self, node: nodes.Element) -> str:
        """Text in single backticks: code, if it is one word, for that is what most people mean; else emphasis."""
        text = node.astext()
        return _around("*", self.text(node)) if _ROLE_MARK.search(text) else code(text)

    def _math(self, node: nodes.Element) -> str:
        return f"${node.astext().strip()}$"

    def _superscript(self, node: nodes.Element) -> str:
        return "^" + self.text(node)

    def _reference(self, node: nodes.Element) -> str:
        text = self.text(node)
        address = node.get("refuri") or self._address(node)
        if not address:
            return text + (
                "" if self._is_known(node) else "\\_" * (len(node.rawsource) - len(node.rawsource.rstrip("_")))
            )
        if address in (node.astext(), f"mailto:{node.astext()}"):
            return f"<{node.astext()}>" if _NEEDS_BRACKETS.search(address.replace("_", "")) else node.astext()
        if text.count("[") != text.count("]"):
            text = text.replace("[", "\\[").replace("]", "\\]")
        return f"[{text}](<{address}>)" if re.search(r"[\s()<>]", address) else f"[{text}]({address})"

    def _is_known(self, node: nodes.Element) -> bool:
        """Whether a reference leads somewhere in the note, or is written so that it can't be anything else."""
        return node.rawsource.startswith("`") or node.get("refname", "") in self._names

    def _address(self, node: nodes.Element) -> str:
        if node.get("anonymous"):
            return self._anonymous.pop() if self._anonymous else ""
        return self._targets.get(node.get("refname", ""), "")

    def _note_reference(self, node: nodes.Element) -> str:
        return f"[^{self.label(node, 'reference')}]"

    def label(self, node: nodes.Element, role: str) -> str:
        """The label of a footnote (``role`` is "note") or of a reference to one; numbers as they are given out."""
        if mark := str(node.get("auto", "")):
            if name := node.get("refname") or next(iter(node.get("names", ())), ""):
                return str(name)
            self._given_out[role, mark] += 1
            return f"{'#' if mark == '1' else mark}{self._given_out[role, mark]}"
        return str(node.astext() if role == "reference" else node[0].astext())

    def _image(self, node: nodes.Element) -> str:
        return image(node.get("alt", ""), node["uri"])

    def _substitution(self, node: nodes.Element) -> str:
        name = node.get("refname", "")
        definition = self._substitutions.get(name) or self._substitutions.get(name.lower())
        if definition is None and name not in self.undefined:
            self.undefined.append(name)
        if definition is None or name in self._expanding:
            return "|" + escape(node.astext()) + "|"
        self._expanding.add(name)
        try:
            return " ".join(self.text(definition).split())
        finally:
            self._expanding.discard(name)

    def _nothing(self, _node: nodes.Element) -> str:
        return ""


def _around(mark: str, text: str) -> str:
    """``text`` between marks, white space at its ends outside of them."""
    body = text.strip()
    if not body:
        return text
    start = text.index(body)
    return text[:start] + mark + body + mark + text[start + len(body) :]


def code(text: str) -> str:
    """A code span: its fence is longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {text} {fence}" if text.startswith("`") or text.endswith("`") else f"{fence}{text}{fence}"


_WRITERS: Mapping[type[nodes.Element], Callable[[Inline, nodes.Element], str]] = {
    nodes.emphasis: Inline._emphasis,
    nodes.strong: Inline._strong,
    nodes.literal: Inline._literal,
    nodes.title_reference: Inline._interpreted,
    nodes.math: Inline._math,
    nodes.superscript: Inline._superscript,
    nodes.reference: Inline._reference,
    nodes.footnote_reference: Inline._note_reference,
    nodes.citation_reference: Inline._note_reference,
    nodes.image: Inline._image,
    nodes.substitution_reference: Inline._substitution,
    nodes.raw: Inline._nothing,
    nodes.system_message: Inline._nothing,
}
