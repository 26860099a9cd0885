"""``flashcards.toml``, and where a collection is found. Everything has a default; without the file all of them hold."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from pydantic import ValidationError

from flashcards.config.faults import line_of, toml_fault, value_fault
from flashcards.config.tables import (
    NOTES_FOLDER,
    AnkiTable,
    BuildTable,
    CardsTable,
    Config,
    NoteSettings,
    ReviewTable,
    ReviewWhereTable,
    WhereTable,
    as_file_name,
)
from flashcards.config.writing import UnclearPlaceError, Value, replace_file, with_settings
from flashcards.errors import FlashcardsError, Problem

FILE_NAME = "flashcards.toml"
STATE_FOLDER = ".flashcards"


class ConfigError(FlashcardsError):
    """``flashcards.toml`` can't be used; the sentence begins with the place of the fault."""

    def __init__(self, path: Path, line: int | None, why: str) -> None:
        place = f"{path}:{line}" if line else f"{path}"
        super().__init__(f"{place}: {why}")


class NoCollectionError(FlashcardsError):
    """There is no collection where one was looked for."""

    def __init__(self, looked_in: Path, *, and_above: bool) -> None:
        above = " or above it" if and_above else ""
        super().__init__(
            f"There is no collection in {looked_in}{above}: put your notes into a folder {NOTES_FOLDER}/, "
            f"or name another folder in {FILE_NAME}."
        )


def load(root: Path) -> Config:
    """The settings of the collection at ``root``. Raises ConfigError, with the line where it is known."""
    path = root / FILE_NAME
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return Config()
    except UnicodeDecodeError:
        raise ConfigError(path, None, "this file is not UTF-8; save it as UTF-8.") from None
    except OSError as error:
        raise ConfigError(path, None, f"this file can't be read ({error.strerror}); make it readable.") from error
    try:
        return Config.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, *toml_fault(text, str(error))) from None
    except ValidationError as error:
        raise ConfigError(path, *value_fault(text, error)) from None


def set_review(root: Path, values: Mapping[str, Value]) -> None:
    """Write these values of ``[review]`` into the file of the collection at ``root``; all else in it stays as it is.

    Raises ConfigError, and then nothing was written.
    """
    load(root)
    path = root / FILE_NAME
    try:
        text = path.read_bytes().decode() if path.exists() else ""
        text = with_settings(text, "review", values)
        Config.model_validate(tomllib.loads(text.removeprefix("\ufeff")))
        replace_file(path, text)
    except UnclearPlaceError:
        wanted = " and ".join(values)
        raise ConfigError(path, None, f"there is no plain table [review] to write to; set {wanted} by hand.") from None
    except ValidationError as error:
        raise ConfigError(path, *value_fault(text, error)) from None
    except OSError as error:
        why = f"this file can't be written ({error.strerror}); allow writing there, and try again."
        raise ConfigError(path, None, why) from error


def idle_tables(root: Path, settings: Config, paths: Iterable[str]) -> list[Problem]:
    """A problem for each ``[[cards.where]]`` that covers none of the notes at ``paths``: it may name them wrongly."""
    notes = [settings.below_notes(path) for path in paths]
    idle = [n for n, one in enumerate(settings.cards.where) if not any(map(one.covers, notes))]
    text = ""
    if idle:
        with suppress(OSError, UnicodeDecodeError):  # without it the places are less exact
            text = (root / FILE_NAME).read_text("utf-8-sig")
    return [_idle_table(text, number, settings.cards.where[number].notes) for number in idle]


def _idle_table(text: str, number: int, pattern: str) -> Problem:
    line = line_of(text, ["cards", "where", str(number), "notes"])
    return Problem(
        FILE_NAME, line, f"no note is {pattern}, or in it; name a file or folder in the folder of the notes."
    )


def find_root(start: Path, explicit: Path | None = None) -> Path:
    """The folder of the collection: ``explicit`` if given, else the nearest at or above ``start``.

    Raises NoCollectionError if there is none.
    """
    first = (explicit or start).absolute()
    candidates = [first] if explicit else [first, *first.parents]
    for folder in candidates:
        if _is_collection(folder):
            return folder.resolve()
    raise NoCollectionError(first, and_above=explicit is None)


def _is_collection(folder: Path) -> bool:
    return (folder / NOTES_FOLDER).is_dir() or (folder / FILE_NAME).is_file() or (folder / STATE_FOLDER).is_dir()


__all__ = [
    "FILE_NAME",
    "NOTES_FOLDER",
    "STATE_FOLDER",
    "AnkiTable",
    "BuildTable",
    "CardsTable",
    "Config",
    "ConfigError",
    "NoCollectionError",
    "NoteSettings",
    "ReviewTable",
    "ReviewWhereTable",
    "WhereTable",
    "as_file_name",
    "find_root",
    "idle_tables",
    "load",
    "set_review",
]
