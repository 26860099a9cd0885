"""What a template of Anki's makes of the fields of a note: ``{{Field}}``, ``{{filter:Field}}``, ``{{#Field}}``, ``{{^Field}}``.

Only what a learner reads in the end counts here: nothing is played, typed or clicked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_TAG = re.compile(r"\{\{(?P<braces>[^{}]*?)\}\}|<%(?P<percent>.*?)%>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_OTHER_DELIMITERS = "{{=<% %>=}}"
_FURIGANA = re.compile(r" ?([^ >]+?)\[(.+?)\]")
_NOTHING = re.compile(r"(?:[ \t\r\n\f\v]|</?(?:br|div)\s*/?>)*", re.IGNORECASE)
_HTML = re.compile(r"<[^>]*>")

Fill = Callable[[str, Sequence[str]], str]
"""From a field's name and its filters, the one next to it first, to HTML."""


def rendered(template: str, fields: Mapping[str, str], fill: Fill) -> str:
    """The HTML of ``template``; a section that is never closed goes on to the end, what is unknown is left out."""
    if template.lstrip().startswith(_OTHER_DELIMITERS):
        template = template.replace(_OTHER_DELIMITERS, "", 1).replace("<%", "{{").replace("%>", "}}")
    found: list[str] = []
    sections: list[bool] = []
    at = 0
    for tag in _TAG.finditer(_COMMENT.sub("", template)):
        text = tag.string[at : tag.start()]
        at = tag.end()
        shown = all(sections)
        found += [text] if shown else []
        name = (tag["braces"] if tag["braces"] is not None else tag["percent"]).strip()
        if name[:1] in ("#", "^"):
            filled = not is_empty(fields.get(name[1:].strip(), ""))
            sections.append(filled if name[0] == "#" else not filled)
        elif name[:1] == "/":
            del sections[-1:]
        elif shown:
            *filters, field = name.split(":")
            found.append(fill(field.strip(), [one.strip() for one in reversed(filters)]))
    return "".join([*found, _COMMENT.sub("", template)[at:] if all(sections) else ""])


def is_empty(html: str) -> bool:
    """Whether Anki takes a field for empty: white space, line breaks and empty boxes are nothing."""
    return _NOTHING.fullmatch(html) is not None


@dataclass(frozen=True, slots=True)
class Fields:
    """How the fields of a note stand on one side of a card."""

    values: Mapping[str, str]
    is_answer: bool
    cloze: Callable[[str], str] = str
    """What stands for a field with gaps."""

    def fill(self, name: str, filters: Sequence[str]) -> str:
        """The HTML of a field; of the question nothing on the answer, as it stands above it."""
        value = self.values.get(name, "")
        for one in filters:
            value = self._filtered(value, one)
        return value

    def _filtered(self, value: str, name: str) -> str:
        kind = name.partition(" ")[0]
        match kind:
            case "cloze" | "cloze-only":
                return self.cloze(value)
            case "type":
                return value if self.is_answer else ""
            case "hint":
                return f"<div>{value}</div>" if self.is_answer and value else ""
            case "text":
                return _HTML.sub("", value)
            case "furigana":
                return _ruby(value, r"<ruby>\1<rt>\2</rt></ruby>")
            case "kanji":
                return _ruby(value, r"\1")
            case "kana":
                return _ruby(value, r"\2")
            case "tts" | "tts-voices" | "nc":
                return ""
            case _:
                return value


def _ruby(value: str, form: str) -> str:
    def written(found: re.Match[str]) -> str:
        return found[0] if found[2].startswith("sound:") else found.expand(form)

    return _FURIGANA.sub(written, value.replace("&nbsp;", " "))
