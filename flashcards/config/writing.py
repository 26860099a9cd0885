"""Settings written into ``flashcards.toml``; all else in the file stays byte for byte, comments too."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

Value = str | float | tuple[float, ...]

_VALUE = r"""(?:"[^"\n]*"|'[^'\n]*'|\[[^\]]*\]|[^\s#"'\[]+)"""
_HEADER = r"^\ufeff?[ \t]*\[[ \t]*{table}[ \t]*\][ \t]*(?:#[^\n]*)?\r?(?:\n|\Z)"
_ANY_HEADER = re.compile(r"^[ \t]*\[{1,2}[^\[\]\n]+\]{1,2}[ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)


class UnclearPlaceError(ValueError):
    """The file is written in a way in which no place for a setting is found."""


def with_settings(text: str, table: str, values: Mapping[str, Value]) -> str:
    """``text``, which is TOML, with these ``values`` in this ``table``. Raises UnclearPlaceError.

    What is found by looks is checked by meaning: the new text must say what the old one said, but for these values.
    """
    wanted = tomllib.loads(text.removeprefix("\ufeff"))
    wanted[table] = {**wanted.get(table, {}), **{key: _plain(value) for key, value in values.items()}}
    for key, value in values.items():
        text = _with_setting(text, table, key, _as_toml(value))
    try:
        said = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError:
        said = {}
    if said != wanted:
        raise UnclearPlaceError
    return text


def _with_setting(text: str, table: str, key: str, written: str) -> str:
    line_end = "\r\n" if "\r\n" in text else "\n"
    header = re.search(_HEADER.format(table=re.escape(table)), text, re.MULTILINE)
    if header is None:
        ended = text if not text or text.endswith("\n") else text + line_end
        gap = line_end if ended.strip("\ufeff\r\n\t ") else ""
        return f"{ended}{gap}[{table}]{line_end}{key} = {written}{line_end}"
    following = _ANY_HEADER.search(text, header.end())
    end = following.start() if following else len(text)
    pattern = re.compile(rf"^([ \t]*{re.escape(key)}[ \t]*=[ \t]*){_VALUE}", re.MULTILINE)
    if found := pattern.search(text, header.end(), end):
        return f"{text[: found.end(1)]}{written}{text[found.end() :]}"
    start = text[: header.end()]
    ended = start if start.endswith("\n") else start + line_end
    return f"{ended}{key} = {written}{line_end}{text[header.end() :]}"


def _plain(value: Value) -> str | float | list[float]:
    return list(value) if isinstance(value, tuple) else value


def _as_toml(value: Value) -> str:
    return json.dumps(value)


def replace_file(path: Path, text: str) -> None:
    """Make the file hold ``text``, in one step: whoever reads it finds the old text or the new one. Raises OSError."""
    place = path.resolve()  # a link stays a link
    unfinished = place.with_name(f".{place.name}.unfinished")
    try:
        with unfinished.open("wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileNotFoundError):
            unfinished.chmod(place.stat().st_mode & 0o777)
        unfinished.replace(place)
    finally:
        unfinished.unlink(missing_ok=True)
