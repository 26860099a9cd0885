"""``flashcards.toml``, and where a collection is found. Everything has a default; without the file all of them hold."""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from flashcards.errors import FlashcardsError
from flashcards.scheduler import ALGORITHMS, Settings
from flashcards.session import USUAL_LIMITS, Limits

FILE_NAME = "flashcards.toml"
STATE_FOLDER = ".flashcards"
NOTES_FOLDER = "notes"

_USUAL_SETTINGS = Settings()


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


def _inside_collection(folder: str) -> str:
    if not folder or PurePosixPath(folder).is_absolute() or PureWindowsPath(folder).drive:
        raise ValueError("it must be a folder inside the collection")
    if ".." in PurePosixPath(folder.replace("\\", "/")).parts:
        raise ValueError("it must be a folder inside the collection, without '..'")
    return PurePosixPath(folder.replace("\\", "/")).as_posix()


def _file_name(name: str) -> str:
    if re.search(r'[/\\:*?"<>|\x00-\x1f]', name) or name.strip(". ") != name:
        raise ValueError("it must be usable as the name of a file")
    return name


def _algorithm(name: str) -> str:
    if name not in ALGORITHMS:
        raise ValueError(f"there is no algorithm {name!r}, but there is {', '.join(ALGORITHMS)}")
    return name


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class BuildTable(_Table):
    """``[build]``: notes to packages."""

    notes: Annotated[str, AfterValidator(_inside_collection)] = NOTES_FOLDER
    """The folder of the notes, relative to the collection."""
    out: str = Field(default="decks", min_length=1)
    """The folder of the packages, relative to the collection or absolute."""
    name: Annotated[str, AfterValidator(_file_name)] = ""
    """The package's file name without ``.apkg``; if empty, the name of the collection's folder."""
    deck_prefix: str = ""
    """The deck that all decks are put under; none if empty."""


class ReviewTable(_Table):
    """``[review]``: what is asked, and when."""

    algorithm: Annotated[str, AfterValidator(_algorithm)] = _USUAL_SETTINGS.algorithm
    new_per_day: int = Field(default=USUAL_LIMITS.new_per_day, ge=0)
    reviews_per_day: int = Field(default=USUAL_LIMITS.reviews_per_day, ge=0)
    rollover_hour: int = Field(default=4, ge=0, le=23)
    """The local hour at which a new day begins."""
    maximum_interval_days: int = Field(default=_USUAL_SETTINGS.maximum_interval_days, ge=1)


class Config(_Table):
    """All settings of a collection."""

    build: BuildTable = BuildTable()
    review: ReviewTable = ReviewTable()

    @property
    def scheduling(self) -> Settings:
        """The settings that the scheduler knows."""
        return Settings(self.review.algorithm, self.review.maximum_interval_days)

    @property
    def limits(self) -> Limits:
        """The most that is asked on one day."""
        return Limits(self.review.new_per_day, self.review.reviews_per_day)


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
        raise ConfigError(path, *_toml_fault(text, str(error))) from None
    except ValidationError as error:
        raise ConfigError(path, *_value_fault(text, error)) from None


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


# ------------------------------------------------------------------------------------------------- faults in the file


def _toml_fault(text: str, message: str) -> tuple[int, str]:
    line = re.search(r"at line (\d+)", message)
    why = re.sub(r" \(at .*\)$", "", message)
    return int(line[1]) if line else text.count("\n") + 1, f"this is not TOML: {why[:1].lower()}{why[1:]}."


def _value_fault(text: str, error: ValidationError) -> tuple[int, str]:
    first = error.errors()[0]
    place = [str(part) for part in first["loc"]]
    name = ".".join(place)
    line = _line_of(text, place)
    if first["type"] == "extra_forbidden":
        return line, f"there is no setting {name}{_suggestion(place)}"
    why = str(first.get("ctx", {}).get("error") or first["msg"])
    return line, f"{name} can't be {first['input']!r}: {why[:1].lower()}{why[1:]}."


def _suggestion(place: list[str]) -> str:
    table = Config.model_fields.get(place[0]) if len(place) > 1 else None
    fields: dict[str, Any] = table.annotation.model_fields if table and table.annotation else Config.model_fields
    close = get_close_matches(place[-1], fields, n=1, cutoff=0.4)
    if close:
        return f"; did you mean {'.'.join([*place[:-1], close[0]])}?"
    return f"; there are {', '.join(fields)}."


def _line_of(text: str, place: list[str]) -> int:
    """The line on which the setting stands, or at least its table; 1 if it is written in a way that isn't seen."""
    table: list[str] = []
    best = 1
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line):
            table = [part.strip(" \"'") for part in header[1].split(".")]
            best = number if table == place[: len(table)] else best
        elif key := re.match(r"\s*([\w.\"' -]+?)\s*=", line):
            written = [*table, *(part.strip(" \"'") for part in key[1].split("."))]
            if written == place[: len(written)]:
                return number
    return best
