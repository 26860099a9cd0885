"""What is wrong with ``flashcards.toml``, as a line and a sentence: what was given, and what is wanted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from flashcards.config.tables import Config

_LONGEST_VALUE_CHARACTERS = 60

_WANTED: Mapping[str, str] = MappingProxyType(
    {
        "bool_type": "it must be true or false",
        "dict_type": "it must be a table",
        "finite_number": "it must be a number",
        "float_type": "it must be a number",
        "greater_than_equal": "it must be at least {ge:g}",
        "int_from_float": "it must be a whole number",
        "int_type": "it must be a whole number",
        "less_than_equal": "it must be at most {le:g}",
        "literal_error": "it must be {expected}",
        "model_type": "it must be a table",
        "string_too_short": "it must not be empty",
        "string_type": "it must be text in quotation marks",
        "tuple_type": "it must be a list in square brackets",
        "value_error": "{error}",
    }
)
"""What is wanted where pydantic finds this type of error."""


def toml_fault(text: str, message: str) -> tuple[int, str]:
    """The line and the sentence for what ``tomllib`` says of ``text``."""
    line = re.search(r"at line (\d+)", message)
    why = re.sub(r" \(at .*\)$", "", message)
    return int(line[1]) if line else text.count("\n") + 1, f"this is not TOML: {why[:1].lower()}{why[1:]}."


def value_fault(text: str, error: ValidationError) -> tuple[int, str]:
    """The line and the sentence for the first of the faults in the values of ``text``."""
    first = error.errors()[0]
    place = [str(part) for part in first["loc"] if part != "[key]"]
    name = ".".join(_without_numbers(place))
    line = line_of(text, place)
    if first["type"] == "extra_forbidden":
        return line, f"there is no setting {name}{_suggestion(place)}"
    if first["type"] == "missing":
        return line, f"{name} is missing here."
    why = _WANTED[first["type"]].format(**first.get("ctx", {}))
    said = why if "[key]" in first["loc"] else f"{name} can't be {_as_toml(first['input'])}: {why}"
    return line, said if said.endswith("?") else f"{said}."


def _without_numbers(place: Sequence[str]) -> list[str]:
    """``place`` without the numbers of the members of lists."""
    return [part for part in place if not part.isdigit()]


def _as_toml(value: object) -> str:
    """``value`` about as it is written in the file."""
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written if len(written) <= _LONGEST_VALUE_CHARACTERS else f"{written[: _LONGEST_VALUE_CHARACTERS - 1]}…"


def _suggestion(place: Sequence[str]) -> str:
    """The end of a sentence about a setting that doesn't exist."""
    *above, last = _without_numbers(place)
    table: type[BaseModel] = Config
    for part in above:
        table = next(_tables_in(table.model_fields[part].annotation))
    if close := get_close_matches(last, table.model_fields, n=1, cutoff=0.4):
        return f"; did you mean {'.'.join([*above, close[0]])}?"
    return f"; there are {', '.join(table.model_fields)}."


def _tables_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The tables that a setting with this type is, or is a list of."""
    for one in (annotation, *get_args(annotation)):
        if isinstance(one, type) and issubclass(one, BaseModel):
            yield one


def line_of(text: str, place: Sequence[str]) -> int:
    """The line on which the setting stands, or at least its table; 1 if it is written in a way that isn't seen."""
    table: list[str] = []
    members: dict[str, int] = {}
    best = 1
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*(\[{1,2})\s*([^\[\]]+?)\s*\]", line):
            table = _path(header[2])
            if header[1] == "[[":
                members[".".join(table)] = members.get(".".join(table), -1) + 1
            table = _numbered(table, members)
            best = number if table == place[: len(table)] else best
        elif key := re.match(r"\s*([\w.\"' -]+?)\s*=", line):
            written = [*table, *_path(key[1])]
            if written == place[: len(written)]:
                return number
    return best


def _path(written: str) -> list[str]:
    return [part.strip(" \"'") for part in written.split(".")]


def _numbered(table: Sequence[str], members: Mapping[str, int]) -> list[str]:
    """``table`` with the number of the latest member after each list of tables in it."""
    numbered: list[str] = []
    for end, part in enumerate(table, 1):
        member = members.get(".".join(table[:end]))
        numbered += [part] if member is None else [part, str(member)]
    return numbered
