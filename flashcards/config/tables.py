"""The settings of a collection, table by table as they are written, each with its default."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from pathlib import PurePosixPath, PureWindowsPath
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict

from flashcards.parser import RULES
from flashcards.rules.language import LANGUAGE_NAMES
from flashcards.rules.switches import wishes
from flashcards.rules.wanted import USUAL_DECK, Wanted, deck_pattern_fault
from flashcards.scheduler import ALGORITHMS, Settings
from flashcards.session import USUAL_LIMITS, Limits

NOTES_FOLDER = "notes"

_USUAL_SETTINGS = Settings()


def _inside_collection(folder: str) -> str:
    if not folder or PurePosixPath(folder).is_absolute() or PureWindowsPath(folder).drive:
        raise ValueError("it must be a folder inside the collection")
    if ".." in PurePosixPath(folder.replace("\\", "/")).parts:
        raise ValueError("it must be a folder inside the collection, without '..'")
    return PurePosixPath(folder.replace("\\", "/")).as_posix()


def as_file_name(name: str) -> str:
    """``name`` with what no file's name may hold replaced, and without what it may not begin or end with."""
    return re.sub(r'[/\\:*?"<>|\x00-\x1f]', "-", name).strip(". ")


def _file_name(name: str) -> str:
    if as_file_name(name) != name:
        raise ValueError("it must be usable as the name of a file")
    return name


def _one_of(kind: str, names: Iterable[str]) -> Callable[[str], str]:
    """A validator that takes these ``names`` only; ``kind`` is what they name."""
    known = tuple(names)

    def check(name: str) -> str:
        if name not in known:
            raise ValueError(f"there is no {kind} {name}{_nearest(name, known)}")
        return name

    return check


def _nearest(name: str, known: Sequence[str]) -> str:
    """The end of a sentence about a ``name`` that isn't among those ``known``."""
    close = get_close_matches(name, known, n=1, cutoff=0.4)
    return f"; did you mean {close[0]}?" if close else f", but there is {', '.join(known)}"


def _deck_pattern(pattern: str) -> str:
    if fault := deck_pattern_fault(pattern):
        raise ValueError(fault)
    return wishes({"deck": pattern}).deck  # written as in front matter


def _tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    return wishes({"tags": list(tags)}).tags


_RuleName = Annotated[str, AfterValidator(_one_of("rule", (rule.name for rule in RULES)))]
_LanguageName = Annotated[str, AfterValidator(_one_of("language", LANGUAGE_NAMES))]
_AlgorithmName = Annotated[str, AfterValidator(_one_of("algorithm", ALGORITHMS))]


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


class NoteSettings(_Table):
    """What becomes of notes."""

    rules: dict[_RuleName, bool] = Field(default_factory=dict)
    """Whether a rule makes cards, by its name; those that aren't named do."""
    deck: Annotated[str, AfterValidator(_deck_pattern)] = USUAL_DECK
    """The pattern of the deck's name, for notes that don't name their deck themselves."""
    tags: Annotated[tuple[str, ...], Strict(False), AfterValidator(_tags)] = ()
    languages: Annotated[tuple[_LanguageName, ...], Strict(False)] = LANGUAGE_NAMES
    """The languages that the notes may be in; a single one isn't guessed, but taken at its word."""
    minimum_priority: float = Field(default=0.0, ge=0, le=1)
    """Cards with a lower priority are not made, unless they have been reviewed."""
    two_way_tables: bool = False
    """Ask tables of two columns in both directions."""

    def overridden(self, others: NoteSettings) -> NoteSettings:
        """These, with those of ``others`` that were given in place of them; tags and rules add up."""
        given = {name: getattr(others, name) for name in others.model_fields_set & NoteSettings.model_fields.keys()}
        added = {"rules": {**self.rules, **others.rules}, "tags": tuple(dict.fromkeys((*self.tags, *others.tags)))}
        return self.model_copy(update={**given, **added})


class WhereTable(NoteSettings):
    """``[[cards.where]]``: settings for some notes."""

    notes: str = Field(min_length=1)
    """A file or folder, from the folder of the notes; ``*`` stands for any part of a name, ``**`` for any folders."""

    def covers(self, path: str) -> bool:
        """Whether these settings are for the note at ``path``, which is given from the folder of the notes."""
        parts = re.split(r"(\*\*/|\*\*|\*|\?)", _composed(self.notes).strip("/"))
        pattern = "".join(_WILDCARDS.get(part) or re.escape(part) for part in parts)
        return re.fullmatch(f"{pattern}(?:/.*)?", _composed(path), re.DOTALL) is not None


_WILDCARDS = MappingProxyType({"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"})


def _composed(path: str) -> str:
    """``path`` with its accents always written the same way: file systems differ in it."""
    return unicodedata.normalize("NFC", path.replace("\\", "/").removeprefix("./"))


class CardsTable(NoteSettings):
    """``[cards]``: what becomes of the notes, and of some of them in particular."""

    where: Annotated[tuple[WhereTable, ...], Strict(False)] = ()
    """Of several that cover a note, the later ones win."""


def _rewrite(wanted: str) -> str:
    if wanted not in ("keep", "relearn"):
        raise ValueError('it must be "keep" or "relearn"')
    return wanted


class ReviewTable(_Table):
    """``[review]``: what is asked, and when."""

    algorithm: _AlgorithmName = _USUAL_SETTINGS.algorithm
    new_per_day: int = Field(default=USUAL_LIMITS.new_per_day, ge=0)
    reviews_per_day: int = Field(default=USUAL_LIMITS.reviews_per_day, ge=0)
    rollover_hour: int = Field(default=4, ge=0, le=23)
    """The local hour at which a new day begins."""
    maximum_interval_days: int = Field(default=_USUAL_SETTINGS.maximum_interval_days, ge=1)
    rewrite: Annotated[str, AfterValidator(_rewrite)] = "keep"
    """What becomes of a card whose answer is no longer like the old one: it keeps its schedule, or is learnt again."""


class Config(_Table):
    """All settings of a collection."""

    build: BuildTable = BuildTable()
    cards: CardsTable = CardsTable()
    review: ReviewTable = ReviewTable()

    @property
    def scheduling(self) -> Settings:
        """The settings that the scheduler knows."""
        return Settings(self.review.algorithm, self.review.maximum_interval_days)

    @property
    def limits(self) -> Limits:
        """The most that is asked on one day."""
        return Limits(self.review.new_per_day, self.review.reviews_per_day)

    def wanted(self, path: str) -> Wanted:
        """What becomes of the note at ``path``, which is given from the collection's folder."""
        settings = self._settings_of(path)
        return Wanted(
            notes=self.build.notes,
            rules_off=tuple(sorted(name for name, on in settings.rules.items() if not on)),
            deck=settings.deck,
            tags=settings.tags,
            languages=settings.languages,
            two_way_tables=settings.two_way_tables,
        )

    def minimum_priority(self, path: str) -> float:
        """The least priority of the cards of the note at ``path``, which is given from the collection's folder."""
        return self._settings_of(path).minimum_priority

    def with_minimum_priority(self, priority: float) -> Config:
        """These settings with another minimum priority for all notes."""
        everywhere = {"minimum_priority": priority}
        where = tuple(one.model_copy(update=everywhere) for one in self.cards.where)
        return self.model_copy(update={"cards": self.cards.model_copy(update={**everywhere, "where": where})})

    def below_notes(self, path: str) -> str:
        """``path``, which is given from the collection's folder, from the folder of the notes."""
        whole, notes = PurePosixPath(path), PurePosixPath(self.build.notes)
        return (whole.relative_to(notes) if whole.is_relative_to(notes) else whole).as_posix()

    def _settings_of(self, path: str) -> NoteSettings:
        below = self.below_notes(path)
        settings: NoteSettings = self.cards
        for one in self.cards.where:
            settings = settings.overridden(one) if one.covers(below) else settings
        return settings
