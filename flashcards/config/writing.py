"""Settings written into ``flashcards.toml``; all else in the file stays byte for byte, comments too."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from flashcards.scheduler import lies_in

Value = str | float | tuple[float, ...]

_VALUE = r"""(?:"[^"\n]*"|'[^'\n]*'|\[[^\]]*\]|[^\s#"'\[]+)"""
_HEADER = r"^\ufeff?[ \t]*\[[ \t]*{table}[ \t]*\][ \t]*(?:#[^\n]*)?\r?(?:\n|\Z)"
_HEADER_OF_DECK = _HEADER.format(table=r"\[[ \t]*review[ \t]*\.[ \t]*where[ \t]*\]")
_ANY_HEADER = re.compile(r"^[ \t]*\[{1,2}[^\[\]\n]+\]{1,2}[ \t]*(?:#[^\n]*)?\r?$", re.MULTILINE)


class UnclearPlaceError(ValueError):
    """The file is written in a way in which no place for a setting is found."""


def with_settings(text: str, table: str, values: Mapping[str, Value]) -> str:
    """``text``, which is TOML, with these ``values`` in this ``table``. Raises UnclearPlaceError.

    What is found by looks is checked by meaning: the new text must say what the old one said, but for these values.
    """
    wanted = _meant(text)
    wanted[table] = {**wanted.get(table, {}), **_plain(values)}
    for key, value in values.items():
        header = re.search(_HEADER.format(table=re.escape(table)), text, re.MULTILINE)
        text = _with_setting(text, header, key, value) if header else _with_table(text, f"[{table}]", {key: value})
    return _checked(text, wanted)


def with_deck_settings(text: str, deck: str, values: Mapping[str, Value]) -> str:
    """``text``, which is TOML, with these ``values`` in the last ``[[review.where]]`` of this ``deck``. Raises UnclearPlaceError.

    Without one, a new one comes before those of the decks below it, as the later ones win.
    """
    wanted = _meant(text)
    tables: list[Any] = wanted.setdefault("review", {}).setdefault("where", [])
    headers = list(re.finditer(_HEADER_OF_DECK, text, re.MULTILINE))
    if len(headers) != len(tables):
        raise UnclearPlaceError
    decks = [str(table.get("deck", "")) for table in tables]
    same = [number for number, each in enumerate(decks) if lies_in(each, deck) and lies_in(deck, each)]
    if same:
        tables[same[-1]].update(_plain(values))
        for key, value in values.items():
            text = _with_setting(text, list(re.finditer(_HEADER_OF_DECK, text, re.MULTILINE))[same[-1]], key, value)
        return _checked(text, wanted)
    number = next((number for number, each in enumerate(decks) if lies_in(each, deck)), len(decks))
    tables.insert(number, _plain({"deck": deck, **values}))
    start = headers[number].start() if number < len(headers) else len(text)
    return _checked(_with_table(text[:start], "[[review.where]]", {"deck": deck, **values}, text[start:]), wanted)


def _meant(text: str) -> dict[str, Any]:
    return tomllib.loads(text.removeprefix("\ufeff"))


def _checked(text: str, wanted: Mapping[str, Any]) -> str:
    try:
        said = _meant(text)
    except tomllib.TOMLDecodeError:
        said = {}
    if said != wanted:
        raise UnclearPlaceError
    return text


def _with_table(text: str, header: str, values: Mapping[str, Value], rest: str = "") -> str:
    """``text``, then a new table, then the ``rest``."""
    line_end = "\r\n" if "\r\n" in text + rest else "\n"
    ended = text if not text or text.endswith("\n") else text + line_end
    gap = line_end if ended.strip("\ufeff\r\n\t ") else ""
    table = "".join(f"{line}{line_end}" for line in (header, *(f"{key} = {_as_toml(values[key])}" for key in values)))
    return f"{ended}{gap}{table}{line_end if rest else ''}{rest}"


def _with_setting(text: str, header: re.Match[str], key: str, value: Value) -> str:
    """``text`` with a value in the table that begins with ``header``."""
    line_end, written = "\r\n" if "\r\n" in text else "\n", _as_toml(value)
    following = _ANY_HEADER.search(text, header.end())
    end = following.start() if following else len(text)
    pattern = re.compile(rf"^([ \t]*{re.escape(key)}[ \t]*=[ \t]*){_VALUE}", re.MULTILINE)
    if found := pattern.search(text, header.end(), end):
        return f"{text[: found.end(1)]}{written}{text[found.end() :]}"
    start = text[: header.end()]
    ended = start if start.endswith("\n") else start + line_end
    return f"{ended}{key} = {written}{line_end}{text[header.end() :]}"


def _plain(values: Mapping[str, Value]) -> dict[str, str | float | list[float]]:
    """The values as they are read from a file."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


def _as_toml(value: Value) -> str:
    """TOML writes values as JSON does, but for one character; escapes of halves of a character it doesn't take."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


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
