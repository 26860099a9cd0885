"""What the author says about the making of cards: front matter, and comments that switch rules off and on.

``<!-- flashcards: off -->`` or ``.. flashcards: off`` holds until ``flashcards: on``; rule names after it switch only
those rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flashcards.model import Comment, Lines
from flashcards.rules.outline import Entry, descend

_SWITCH = re.compile(r"^\s*flashcards\s*:\s*(?P<state>on|off)\b(?P<rules>[\w\s,]*)$", re.IGNORECASE)
_OFF = ("off", "no", "false", "none")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the front matter asks for."""

    off: bool = False
    deck: str = ""
    tags: tuple[str, ...] = ()


def wishes(front_matter: Mapping[str, object]) -> Wishes:
    """``flashcards: off``, ``deck:`` and ``tags:`` of a note; anything else in its front matter is not ours."""
    deck = front_matter.get("deck")
    return Wishes(
        off=str(front_matter.get("flashcards", "on")).casefold() in _OFF,
        deck=re.sub(r"\s*(?:/|::)\s*", "::", deck.strip()) if isinstance(deck, str) else "",
        tags=tuple(_tags(front_matter.get("tags"))),
    )


def _tags(value: object) -> Iterable[str]:
    listed = value if isinstance(value, list) else re.split(r"[,\s]+", value) if isinstance(value, str) else []
    for tag in listed:
        bare = re.sub(r"\s+", "_", str(tag).strip().lstrip("#"))
        if bare:
            yield bare.replace("/", "::")


class Switches:
    """Which rules are off on which lines."""

    def __init__(self, entries: Sequence[Entry], *, off: bool = False) -> None:
        self._off = off
        self._switches = [
            (entry.lines.start, found["state"].casefold() == "off", frozenset(re.findall(r"\w+", found["rules"])))
            for entry in descend(entries)
            if isinstance(entry.block, Comment) and (found := _SWITCH.match(entry.block.text))
        ]

    def allow(self, rule: str, lines: Lines) -> bool:
        """May the rule of this name make cards of an entry on these lines?"""
        everything, some = self._state(lines.start)
        return not everything and rule not in some

    def are_off(self, lines: Lines) -> bool:
        """Is every rule off on these lines?"""
        return self._state(lines.start)[0]

    def _state(self, line: int) -> tuple[bool, set[str]]:
        everything, some = self._off, set[str]()
        for start, switched_off, rules in self._switches:
            if start > line:
                break
            if not rules:
                everything, some = switched_off or self._off, set()
            elif switched_off:
                some |= rules
            else:
                some -= rules
        return everything, some
