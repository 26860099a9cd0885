"""What Anki is told beside the cards of the notes: which retired, and the settings that show on cards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from flashcards import events
from flashcards.collection.conversion import LATER_MS, LineMaker, draft_of
from flashcards.config import Config, as_file_name
from flashcards.export import Links, Options, Preset
from flashcards.ledger import Ledger
from flashcards.model import Card

RETIRED_FOR_MS = 365 * 86_400_000
"""For how long a package tells of a card that it retired: a year, counted to the last change of any card."""

_RETIRED, _LINKS, _PREFIX = "retired", "links", "deck_prefix"
_USUAL = {_RETIRED: "tag", _LINKS: "none", _PREFIX: ""}


# ----------------------------------------------------------------------------------------------------------- settings


def options_of(settings: Config, root: Path) -> Options:
    """How the package of the collection at ``root`` is made."""
    return Options(
        deck_prefix=settings.build.deck_prefix,
        retired=settings.anki.retired,
        links=_links(settings, root),
        presets=tuple(_presets(settings, root)) if settings.anki.preset else (),
    )


def _links(settings: Config, root: Path) -> Links | None:
    if settings.anki.links == "none":
        return None
    notes = (root / settings.build.notes).resolve()
    if settings.anki.links == "file":
        return Links(settings.build.notes, PurePosixPath(notes.as_posix()))
    vault = next((folder for folder in (notes, *notes.parents) if (folder / ".obsidian").is_dir()), root.resolve())
    start = notes.relative_to(vault) if notes.is_relative_to(vault) else Path(settings.build.notes)
    return Links(settings.build.notes, PurePosixPath(start.as_posix()), vault.name)


def _presets(settings: Config, root: Path) -> Iterator[tuple[str, Preset]]:
    name = settings.build.name or as_file_name(root.name) or "flashcards"
    review, scheduling = settings.review, settings.scheduling
    usual = Preset(
        name,
        review.new_per_day,
        review.reviews_per_day,
        scheduling.learning_steps_ms,
        scheduling.relearning_steps_ms,
        review.minimum_interval_days,
        review.maximum_interval_days,
        review.leech_threshold,
        review.leech_action == "suspend",
        review.bury_siblings,
        review.desired_retention,
        review.parameters,
    )
    yield "", usual
    for one in review.where:
        yield (
            one.deck,
            replace(
                usual,
                name=f"{name}: {one.deck}",
                new_per_day=usual.new_per_day if one.new_per_day is None else one.new_per_day,
                reviews_per_day=usual.reviews_per_day if one.reviews_per_day is None else one.reviews_per_day,
                desired_retention=one.desired_retention or usual.desired_retention,
                parameters=one.parameters or usual.parameters,
            ),
        )


def choices(settings: Config, ledger: Ledger) -> dict[str, str]:
    """The settings that show on cards or decks, and aren't what the journal says any more; nothing that differs by machine."""
    now = {_RETIRED: settings.anki.retired, _LINKS: settings.anki.links, _PREFIX: settings.build.deck_prefix}
    return {name: value for name, value in now.items() if _chosen(ledger, name) != value}


def known_prefix(ledger: Ledger) -> str:
    """The deck that all decks were under in the last build."""
    return _chosen(ledger, _PREFIX)


def prefixes(lines: Iterable[events.Event]) -> set[str]:
    """Every deck that all decks were ever under."""
    return {_USUAL[_PREFIX]} | {
        line.value for line in lines if isinstance(line, events.Choose) and line.setting == _PREFIX
    }


def choice_lines(chosen: Mapping[str, str], ledger: Ledger, make: LineMaker) -> list[events.Event]:
    """What the journal has to know of the settings ``chosen``: it is news about cards that were built at any time before."""
    earliest_ms = _latest_ms(ledger) + LATER_MS
    lines = [make(events.Choose, setting=name, value=value) for name, value in chosen.items()]
    return [line.model_copy(update={"time_ms": max(line.time_ms, earliest_ms)}) for line in lines]


def _latest_ms(ledger: Ledger) -> int:
    return max((record.changed_at_ms for record in ledger.cards.values()), default=0)


def _chosen(ledger: Ledger, name: str) -> str:
    return ledger.choices[name].value if name in ledger.choices else _USUAL[name]


# -------------------------------------------------------------------------------------------------------------- cards


def delivered(cards: Sequence[Card], ledger: Ledger, options: Options) -> list[Card]:
    """``cards``, and those that retired, each with the time since when Anki has to be told that it is so."""
    present = {card.id for card in cards}
    gone = list(_retired(ledger, present)) if options.retired != "leave" else []
    links, retirement = (_since(ledger, name) for name in (_LINKS, _RETIRED))
    told = [_told(card, links) for card in cards] if links else list(cards)
    return told + [_told(card, max(links, retirement)) for card in gone]


def _retired(ledger: Ledger, present: Collection[str]) -> Iterator[Card]:
    """Cards as the journal knows them, so that every machine tells the same of them; their lines are no longer known."""
    latest_ms = _latest_ms(ledger)
    for record in ledger.cards.values():
        if record.retired and record.id not in present and record.changed_at_ms > latest_ms - RETIRED_FOR_MS:
            draft = draft_of(record.wording)
            places = tuple(source._replace(start_line=0, end_line=0) for source in draft.source)
            yield Card(record.id, replace(draft, source=places), "retired", record.changed_at_ms)


def _since(ledger: Ledger, name: str) -> int:
    return ledger.choices[name].since_ms if name in ledger.choices else 0


def _told(card: Card, since_ms: int) -> Card:
    return replace(card, changed_at_ms=max(card.changed_at_ms, since_ms))


def known_ids(ledger: Ledger) -> list[str]:
    """All cards that ever were, the first first, and those of one build by the alphabet."""
    return sorted(ledger.cards, key=lambda card_id: (ledger.cards[card_id].added_at_ms, card_id))
