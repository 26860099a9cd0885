"""Finds the source lines of what docutils has read; it often doesn't say, or says the wrong line."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from flashcards.model import Lines

TAB_WIDTH = 8
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*")
_FARTHEST = 2000
"""How many lines ahead a text is looked for where docutils gives no line."""


def is_adornment(line: str) -> bool:
    """Whether ``line`` may be the line below or above a title."""
    return bool(_ADORNMENT.fullmatch(line.strip()))


class Locator:
    """Goes through the lines of a note along with its document tree."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = [line.expandtabs(TAB_WIDTH).strip() for line in lines]
        self._cursor = 0
        self._titles: dict[str, list[int]] = {}
        for index, (line, below) in enumerate(zip(self._lines, self._lines[1:], strict=False)):
            if line and below and is_adornment(below):
                self._titles.setdefault(line, []).append(index)

    def line(self, number: int) -> str:
        """Line ``number`` (from 1) without white space at its ends; empty beyond the end."""
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    def title(self, text: str) -> Lines:
        """The line of the next title that reads ``text``."""
        indices = self._titles.get(text.strip(), [])
        place = bisect_left(indices, self._cursor)
        if place == len(indices):
            return self.find(text, None)
        self._cursor = indices[place]
        return Lines(indices[place] + 1, indices[place] + 1)

    def find(self, text: str, hint: int | None) -> Lines:
        """The lines of ``text``: at line ``hint`` or next to it if it stands there, else the next that hold it."""
        needles = [line.strip() for line in text.strip("\n").split("\n")]
        index = self._search(needles, None if hint is None else hint - 1)
        if index is None:
            index = min(max(self._cursor if hint is None else hint - 1, 0), len(self._lines) - 1)
        self._cursor = index
        return Lines(index + 1, min(index + len(needles), len(self._lines)))

    def _search(self, needles: Sequence[str], hint: int | None) -> int | None:
        near = [] if hint is None else [hint, hint + 1, hint - 1, hint + 2, hint - 2]
        last = min(self._cursor + _FARTHEST, len(self._lines))
        ahead = range(self._cursor, last)
        return next((index for places in (near, ahead) for index in places if self._matches(needles, index)), None)

    def _matches(self, needles: Sequence[str], index: int) -> bool:
        end = index + len(needles) - 1
        if index < 0 or end >= len(self._lines):
            return False
        return needles[0] in self._lines[index] and (end == index or needles[-1] in self._lines[end])
