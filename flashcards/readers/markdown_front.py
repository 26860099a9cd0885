"""The front matter of a Markdown note: YAML between ``---`` lines at its very top."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import yaml

from flashcards.errors import Problem
from flashcards.model import Block, Comment, Lines

_KEY_LINE = re.compile(r"[A-Za-z_][\w .-]*:(\s|$)")


class FrontMatter(NamedTuple):
    """What the top of a note says, and how many lines of it are no content."""

    values: dict[str, object]
    line_count: int
    blocks: list[Block]
    problems: list[Problem]


def read_front_matter(lines: Sequence[str], path: str) -> FrontMatter:
    """The front matter of a note; where it can't be read, its readable lines and a Problem."""
    nothing = FrontMatter({}, 0, [], [])
    if not lines or lines[0].rstrip() != "---" or len(lines) < 2:
        return nothing
    has_keys = bool(_KEY_LINE.match(next((line for line in lines[1:] if line.strip()), "")))
    last = next((index for index, line in enumerate(lines) if index and line.rstrip() in ("---", "...")), None)
    if last is None:
        problem = Problem(path, 1, "the front matter is never closed; put a line `---` after its last line")
        return FrontMatter({}, 0, [], [problem]) if has_keys else nothing
    values, fault = _load("\n".join(lines[1:last]))
    if fault is None:
        return FrontMatter(values, last + 1, [], [])
    if not has_keys:
        problem = Problem(path, 1, "the lines between `---` at the top aren't `key: value` lines; read as text")
        return FrontMatter({}, 0, [], [problem])
    problem = Problem(path, 1 + fault.line, f"the front matter can't be read as YAML ({fault.reason}); {_ADVICE}")
    hidden = Comment("\n".join(lines[1:last]), Lines(1, last + 1))
    return FrontMatter(_line_by_line(lines[1:last]), last + 1, [hidden], [problem])


_ADVICE = "put quotes around a value that holds `: `, `#` or brackets"


class _Fault(NamedTuple):
    line: int
    reason: str


def _load(text: str) -> tuple[dict[str, object], _Fault | None]:
    try:
        loaded = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return {}, _Fault(line, error.problem or "unknown fault")
    except Exception as error:  # PyYAML lets bare ValueError, IndexError and others out for odd scalars
        return {}, _Fault(1, str(error).split("\n", 1)[0] or "unknown fault")
    if loaded is None:
        return {}, None
    if not isinstance(loaded, dict):
        return {}, _Fault(1, "it isn't a list of `key: value` lines")
    return {str(key): value for key, value in loaded.items()}, None


def _line_by_line(lines: Sequence[str]) -> dict[str, object]:
    """Every line that is a readable ``key: value`` on its own."""
    values: dict[str, object] = {}
    for line in lines:
        if _KEY_LINE.match(line):
            loaded, fault = _load(line)
            values.update({} if fault else loaded)
    return values
