"""What the author says about the making of cards: front matter, and comments that switch rules off and on.

``<!-- flashcards: off -->``, ``%% flashcards: off %%`` or ``.. flashcards: off`` holds until ``flashcards: on``; rule
names after it switch only those rules.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from flashcards.model import Comment, Lines
from flashcards.rules.outline import Entry, descend

_SWITCH = re.compile(r"^\s*flashcards\s*:\s*(?P<state>on|off)\b(?P<rules>[\w\s,-]*)$", re.IGNORECASE)
_MEANT_AS_SWITCH = re.compile(r"^[ \t]*flashcards?[ \t]*(?::.*|[ \t](?:on|off)[ \t]*)$", re.IGNORECASE)
_OFF, _ON = ("off", "no", "false", "none"), ("on", "yes", "true")


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
        off=_state(front_matter) in _OFF,
        deck=re.sub(r"\s*(?:/|::)\s*", "::", deck.strip()) if isinstance(deck, str) else "",
        tags=tuple(_tags(front_matter.get("tags"))),
    )


def _state(front_matter: Mapping[str, object]) -> str:
    """What ``flashcards:`` says; nothing where it is left blank."""
    value = front_matter.get("flashcards", "on")
    return "" if value is None else str(value).strip().casefold()


def _tags(value: object) -> Iterable[str]:
    listed = value if isinstance(value, list) else value.replace(",", " ").split() if isinstance(value, str) else []
    for tag in listed:
        bare = "" if isinstance(tag, list | dict) else "_".join(str(tag).lstrip("# ").split())
        if bare:
            yield bare.replace("/", "::")


class Fault(NamedTuple):
    """What can't be understood, and what to write in its place."""

    line: int
    message: str


def faults_in_front_matter(front_matter: Mapping[str, object], text: str) -> Iterator[Fault]:
    """What the front matter of the note ``text`` asks for in words that aren't understood."""
    state, deck, tags = _state(front_matter), front_matter.get("deck"), front_matter.get("tags")
    if state not in (*_OFF, *_ON):
        said = f"flashcards: {state}".strip()
        yield Fault(
            _line_of("flashcards", text), f"`{said}` is neither on nor off; write `flashcards: off` for no cards"
        )
    if not isinstance(deck, str | None):
        yield Fault(_line_of("deck", text), "the deck isn't given as text; write its name, in quotes: `deck: '...'`")
    listed = tags if isinstance(tags, list) else []
    if not isinstance(tags, list | str | None) or any(isinstance(tag, list | dict) for tag in listed):
        yield Fault(_line_of("tags", text), "the tags aren't given as a list of words; write `tags: [one, two]`")


def _line_of(key: str, text: str) -> int:
    """The line of the front matter that begins with ``key``."""
    lines = re.split(r"\r\n?|\n", text)
    beginning = re.compile(rf"[:\"']?{key}[\"']?\s*:")
    return next((number for number, line in enumerate(lines, 1) if beginning.match(line)), 1)


def faults_in_switches(entries: Sequence[Entry], rules: Collection[str]) -> Iterator[Fault]:
    """Comments that are meant to switch something, and don't; ``rules`` are the names of all rules."""
    for entry in descend(entries):
        if not isinstance(entry.block, Comment):
            continue
        text, line = entry.block.text, entry.lines.start
        found = _SWITCH.match(text)
        if not found and _MEANT_AS_SWITCH.match(text):
            yield Fault(line, "this comment switches nothing; write `flashcards: off` or `flashcards: on`")
        for name in _names(found["rules"]) if found else ():
            if name not in rules:
                yield Fault(line, f"there is no rule `{name}`; {_remedy(name, rules)}")


def _names(listed: str) -> list[str]:
    return re.findall(r"[\w-]+", listed)


def _remedy(name: str, rules: Collection[str]) -> str:
    near = get_close_matches(name.replace("-", "_").lower(), rules, n=1)
    return f"did you mean `{near[0]}`?" if near else "`flashcards explain` shows the names of rules beside their cards"


class Switches:
    """Which rules are off on which lines."""

    def __init__(self, entries: Sequence[Entry], *, off: bool = False, rules_off: Iterable[str] = ()) -> None:
        """``off`` is what no comment switches on again; the rules ``rules_off``, one that names them does."""
        self._off = off
        self._rules_off = frozenset(rules_off)
        switches = [
            (entry.lines.start, found["state"].casefold() == "off", frozenset(_names(found["rules"])))
            for entry in descend(entries)
            if isinstance(entry.block, Comment) and (found := _SWITCH.match(entry.block.text))
        ]
        self._switches = sorted(switches, key=lambda switch: switch[0])

    def allow(self, rule: str, lines: Lines) -> bool:
        """May the rule of this name make cards of an entry on these lines?"""
        everything, some = self._state(lines.start)
        return not everything and rule not in some

    def are_off(self, lines: Lines) -> bool:
        """Is every rule off on these lines?"""
        return self._state(lines.start)[0]

    def _state(self, line: int) -> tuple[bool, set[str]]:
        everything, some = self._off, set(self._rules_off)
        for start, switched_off, rules in self._switches:
            if start > line:
                break
            if not rules:
                everything, some = switched_off or self._off, set(self._rules_off)
            elif switched_off:
                some |= rules
            else:
                some -= rules
        return everything, some
