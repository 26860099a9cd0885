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
    problem = Problem(path, 1 + fault.line, f"the front matter can't be read as YAML ({fault.reason}); {fault.advice}")
    hidden = Comment("\n".join(lines[1:last]), Lines(1, last + 1))
    return FrontMatter(_line_by_line(lines[1:last]), last + 1, [hidden], [problem])


_ADVICE = "put quotes around a value that holds `: `, `#` or brackets"
_NO_ALIAS = "`*name` stands for a value elsewhere, which isn't understood here"
_ALIAS_ADVICE = "write the value itself, or put quotes around it"


class _Fault(NamedTuple):
    line: int
    reason: str
    advice: str = _ADVICE


class _Loader(yaml.SafeLoader):
    """Refuses aliases: ten lines of them stand for more values than fit into any memory, and front matter needs none."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise _AliasError(None, None, _NO_ALIAS, event.start_mark)
        return super().compose_node(parent, index)


class _AliasError(yaml.MarkedYAMLError):
    pass


def _load(text: str) -> tuple[dict[str, object], _Fault | None]:
    try:
        loaded = yaml.load(text, Loader=_Loader)  # a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        advice = _ALIAS_ADVICE if isinstance(error, _AliasError) else _ADVICE
        return {}, _Fault(line, error.problem or "unknown fault", advice)
    except Exception as error:  # PyYAML lets bare ValueError, IndexError and others out for odd scalars
        return {}, _Fault(1, str(error).split("\n", 1)[0] or "unknown fault")
    if loaded is None:
        return {}, None
    if not isinstance(loaded, dict):
        return {}, _Fault(1, "it isn't a list of `key: value` lines")
    return {str(key): _without_blanks(value) for key, value in loaded.items()}, None


def _without_blanks(value: object) -> object:
    """The value; a list without the items that say nothing (``-``, ``null``)."""
    return [item for item in value if item is not None] if isinstance(value, list) else value


def _line_by_line(lines: Sequence[str]) -> dict[str, object]:
    """Every line that is a readable ``key: value`` on its own."""
    values: dict[str, object] = {}
    for line in lines:
        if _KEY_LINE.match(line):
            loaded, fault = _load(line)
            values.update({} if fault else loaded)
    return values
