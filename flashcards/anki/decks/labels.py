"""Decks and tags as notes write them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from flashcards.rules.marks import take_marks

_PLAIN_VALUE = re.compile(r"[^\W\d_][\w ().+-]*(?:::[\w ().+-]+)*")
_YAML_WORDS = frozenset(["true", "false", "yes", "no", "on", "off", "null", "y", "n"])
_NOT_IN_TAG = re.compile(r"[^\w/-]+")


def front_matter(deck: str, tags: Sequence[str]) -> Iterator[str]:
    """The lines at the top of a note."""
    yield "---"
    yield f"deck: {_value(deck)}"
    if tags:
        yield f"tags: [{', '.join(map(_value, tags))}]"
    yield "---"


def _value(text: str) -> str:
    is_plain = _PLAIN_VALUE.fullmatch(text) and text == text.strip() and text.casefold() not in _YAML_WORDS
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def marks(tags: Iterable[str]) -> str:
    """What stands behind the line of a card for these tags; signs that a tag there can't have become hyphens."""
    names = dict.fromkeys(name for tag in tags if (name := _name(tag)))
    return "".join(f" #{name}" for name in ["card", *names]) if names else ""


def _name(tag: str) -> str:
    name = _NOT_IN_TAG.sub("-", "/".join(tag.split("::"))).strip("/")
    if not name.strip("-_/"):
        return ""
    if name.isdigit():
        name = f"n{name}"
    marked = take_marks(f"x #card #{name}")
    return name if marked.card and marked.card.tags and not marked.card.both_ways else f"_{name}"
