"""The settings of a collection, table by table as they are written, each with its default."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import PurePosixPath, PureWindowsPath
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict, ValidationInfo, field_validator

from flashcards.parser import RULES
from flashcards.rules.language import LANGUAGE_NAMES
from flashcards.rules.switches import wishes
from flashcards.rules.wanted import USUAL_DECK, Wanted, deck_pattern_fault
from flashcards.scheduler import (
    ALGORITHMS,
    EASY_DAYS,
    LEECH_ACTIONS,
    SM2_READINGS,
    AnkiSm2Options,
    DeckSettings,
    Settings,
    balances,
    lies_in,
    parameters_fault,
    step_ms,
)
from flashcards.session import ORDERS, USUAL_ASKING, USUAL_LIMITS, Asking, DeckLimits, Limits

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


def _step(written: str) -> str:
    if step_ms(written) is None:
        raise ValueError("it must be a delay as 30s, 10m, 12h or 1d: less than a day, or whole days")
    return written


def _parameters(numbers: tuple[float, ...]) -> tuple[float, ...]:
    if numbers and (fault := parameters_fault(numbers)):
        raise ValueError(fault)
    return numbers


def _steps_ms(written: Iterable[str]) -> tuple[int, ...]:
    return tuple(delay for one in written if (delay := step_ms(one)) is not None)


_Steps = Annotated[tuple[Annotated[str, AfterValidator(_step)], ...], Strict(False)]
_Parameters = Annotated[tuple[float, ...], Strict(False), AfterValidator(_parameters)]
_Retention = Annotated[float, Field(ge=0.7, le=0.99)]


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


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_Weekday = Annotated[str, AfterValidator(_one_of("day", _WEEKDAYS))]
_EasyDay = Annotated[str, AfterValidator(_one_of("easy day", EASY_DAYS))]


class ReviewWhereTable(_Table):
    """``[[review.where]]``: settings for a deck and those below it."""

    deck: str = Field(min_length=1)
    new_per_day: int | None = Field(default=None, ge=0)
    reviews_per_day: int | None = Field(default=None, ge=0)
    desired_retention: _Retention | None = None
    parameters: _Parameters = ()

    def covers(self, deck: str) -> bool:
        """Whether these settings are for this deck."""
        return lies_in(deck, self.deck)

    @property
    def limits(self) -> DeckLimits:
        """The most that is asked on one day in this deck; it holds beside what is asked in all."""
        return DeckLimits(self.deck, self.new_per_day, self.reviews_per_day)

    @property
    def scheduling(self) -> DeckSettings:
        """What the scheduler knows of this deck."""
        return DeckSettings(self.deck, self.desired_retention, self.parameters or None)


class AnkiSm2Table(_Table):
    """``[review.anki_sm2]``: deck options that only Anki's SM-2 has, with Anki's names, defaults and ranges."""

    starting_ease: float = Field(default=2.5, ge=1.31, le=5)
    """By how much an interval of a card grows at first."""
    easy_bonus: float = Field(default=1.3, ge=1, le=5)
    hard_interval: float = Field(default=1.2, ge=0.5, le=1.3)
    interval_modifier: float = Field(default=1.0, ge=0.5, le=2)
    new_interval: float = Field(default=0.0, ge=0, le=1)
    """How much of its interval a card keeps when it is forgotten."""
    graduating_interval_days: int = Field(default=1, ge=1, le=36_500)
    easy_interval_days: int = Field(default=4, ge=1, le=36_500)

    @property
    def options(self) -> AnkiSm2Options:
        """What the scheduler knows of them."""
        return AnkiSm2Options(
            initial_ease_thousandths=round(self.starting_ease * 1000),
            easy_multiplier=self.easy_bonus,
            hard_multiplier=self.hard_interval,
            lapse_multiplier=self.new_interval,
            interval_multiplier=self.interval_modifier,
            graduating_interval_days=self.graduating_interval_days,
            easy_interval_days=self.easy_interval_days,
        )


class ReviewTable(_Table):
    """``[review]``: what is asked, and when."""

    algorithm: _AlgorithmName = _USUAL_SETTINGS.algorithm
    new_per_day: int = Field(default=USUAL_LIMITS.new_per_day, ge=0)
    reviews_per_day: int = Field(default=USUAL_LIMITS.reviews_per_day, ge=0)
    rollover_hour: int = Field(default=4, ge=0, le=23)
    """The local hour at which a new day begins."""
    order: Annotated[str, AfterValidator(_one_of("order", ORDERS))] = USUAL_ASKING.order
    """Of the due reviews."""
    bury_siblings: bool = USUAL_ASKING.bury_siblings
    """Whether on one day only one card of each entry is asked."""
    learn_ahead_minutes: int = Field(default=USUAL_ASKING.learn_ahead_minutes, ge=0)
    """With nothing else left, a card in its learning steps is asked as much too early."""
    minimum_interval_days: int = Field(default=_USUAL_SETTINGS.minimum_interval_days, ge=1)
    maximum_interval_days: int = Field(default=_USUAL_SETTINGS.maximum_interval_days, ge=1, validate_default=True)
    fuzz: bool | None = None
    """Whether intervals are spread over the days around them; by default by all but SM-2."""
    load_balance: bool = _USUAL_SETTINGS.load_balance
    """Whether intervals that are spread rather fall on days on which little is due."""
    easy_days: dict[_Weekday, _EasyDay] = Field(default_factory=dict)
    """How much is wanted on days of the week, where it isn't normal."""
    learning_steps: _Steps = ("1m", "10m")
    """Delays before a new card counts as learned; SM-2 has none."""
    relearning_steps: _Steps = ("10m",)
    """The same for a card that was forgotten."""
    leech_threshold: int = Field(default=_USUAL_SETTINGS.leech_threshold, ge=0)
    """A card that was forgotten so often is a leech; 0: none is."""
    leech_action: Annotated[str, AfterValidator(_one_of("action", LEECH_ACTIONS))] = _USUAL_SETTINGS.leech_action
    rewrite: Annotated[str, AfterValidator(_rewrite)] = "keep"
    """What becomes of a card whose answer is no longer like the old one: it keeps its schedule, or is learnt again."""
    sm2_reading: Annotated[str, AfterValidator(_one_of("reading of SM-2", SM2_READINGS))] = _USUAL_SETTINGS.sm2_reading
    sm2_qualities: bool = False
    """Whether the keys 0 to 5 rate a card, with SM-2's own qualities."""
    anki_sm2: AnkiSm2Table = AnkiSm2Table()
    desired_retention: _Retention = _USUAL_SETTINGS.desired_retention
    """FSRS asks a card when the probability of recall has fallen to it."""
    parameters: _Parameters = ()
    """The 21 weights of FSRS; if empty, those of its authors."""
    where: Annotated[tuple[ReviewWhereTable, ...], Strict(False)] = ()
    """Of several that cover a deck, the later ones win; but a card must be within the limits of all."""

    @field_validator("maximum_interval_days")
    @classmethod
    def _not_below_the_minimum(cls, days: int, given: ValidationInfo) -> int:
        if days < given.data.get("minimum_interval_days", days):
            raise ValueError("it must be at least minimum_interval_days")
        return days

    @field_validator("easy_days")
    @classmethod
    def _only_where_days_are_chosen(cls, days: dict[str, str], given: ValidationInfo) -> dict[str, str]:
        usual = Settings(algorithm=given.data.get("algorithm", _USUAL_SETTINGS.algorithm))
        settings = replace(usual, fuzz=given.data.get("fuzz"), load_balance=given.data.get("load_balance", True))
        if days and not balances(settings):
            raise ValueError("it has no effect without fuzz = true and load_balance = true; set both, or no easy_days")
        return days

    @property
    def takes_qualities(self) -> bool:
        """Whether answers are SM-2's qualities."""
        return self.sm2_qualities and ALGORITHMS[self.algorithm].takes_qualities


class AnkiTable(_Table):
    """``[anki]``: where Anki's collection is, and what a package tells Anki beside the cards."""

    collection: str = ""
    """Its file ``collection.anki2``, or its profile's folder, relative to ours or absolute; if empty, the only profile's."""
    server: str = ""
    """The address of the sync server, or ``ankiweb``."""
    retired: Literal["tag", "empty", "leave"] = "tag"
    """Of a card that retired: a tag; also an empty question, so that Anki's "Empty Cards" removes it; or nothing."""
    links: Literal["none", "obsidian", "file"] = "none"
    """Where the line about the source of a card leads."""
    preset: bool = False
    """Whether the limits and steps of ``[review]`` are options of the decks."""
    missing_pictures: Literal["stop", "tell"] = "stop"
    """Of a picture that can't be had: stop the build before anything is written; or tell it, and do without the picture."""


class Config(_Table):
    """All settings of a collection."""

    build: BuildTable = BuildTable()
    cards: CardsTable = CardsTable()
    review: ReviewTable = ReviewTable()
    anki: AnkiTable = AnkiTable()

    @property
    def scheduling(self) -> Settings:
        """The settings that the scheduler knows."""
        review = self.review
        return Settings(
            algorithm=review.algorithm,
            maximum_interval_days=review.maximum_interval_days,
            minimum_interval_days=review.minimum_interval_days,
            sm2_reading=review.sm2_reading,
            anki_sm2=review.anki_sm2.options,
            desired_retention=review.desired_retention,
            parameters=review.parameters or _USUAL_SETTINGS.parameters,
            learning_steps_ms=_steps_ms(review.learning_steps),
            relearning_steps_ms=_steps_ms(review.relearning_steps),
            fuzz=review.fuzz,
            load_balance=review.load_balance,
            easy_days=tuple(EASY_DAYS[review.easy_days.get(day, "normal")] for day in _WEEKDAYS),
            leech_threshold=review.leech_threshold,
            leech_action=review.leech_action,
            decks=tuple(one.scheduling for one in review.where),
        )

    @property
    def limits(self) -> Limits:
        """The most that is asked on one day."""
        decks = tuple(one.limits for one in self.review.where)
        return Limits(self.review.new_per_day, self.review.reviews_per_day, decks)

    @property
    def asking(self) -> Asking:
        """How a sitting asks."""
        return Asking(self.review.order, self.review.learn_ahead_minutes, self.review.bury_siblings)

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
