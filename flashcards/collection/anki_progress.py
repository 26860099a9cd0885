"""How far cards are learned, for a package that takes it along to an Anki that doesn't have them yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from flashcards.anki.exchange import schedule
from flashcards.anki.exchange.ours_and_theirs import Ours
from flashcards.anki.numbers import Queue
from flashcards.apkg.progress import DAY_ZERO, Progress, write_with_progress
from flashcards.scheduler import replay

SUFFIX = "-with-progress"


def write(package: Path, ours: Iterable[Ours], today: int) -> tuple[Path, int]:
    """Write the package beside ``package`` that has the progress too; where, and how many cards have some.

    Raises PackageNotWrittenError.
    """
    path = package.with_name(f"{package.stem}{SUFFIX}{package.suffix}")
    progress = {one.card_id: _progress(one, today) for one in ours if one.reviews or one.earlier or one.aside}
    return path, write_with_progress(package, path, progress)


def _progress(ours: Ours, today: int) -> Progress:
    columns = schedule.columns(replay(ours.reviews, ours.settings, today), ours.settings, DAY_ZERO)
    memory = columns.memory
    known = {} if memory is None else schedule.short_names(memory)
    factor = schedule.USUAL_EASE_THOUSANDTHS if columns.factor is None else columns.factor
    return Progress(
        columns.type,
        Queue.SUSPENDED if ours.aside else columns.queue,
        columns.due,
        columns.interval,
        factor,
        len(ours.earlier) + len(ours.reviews),
        columns.lapses,
        columns.left,
        known,
        tuple(_rows(ours)),
    )


def _rows(ours: Ours) -> Iterator[tuple[int, ...]]:
    for reviews in (ours.earlier, ours.reviews):
        for row in schedule.rows(reviews, ours.settings, range(len(reviews))):
            yield row.id_ms, *row.values
        if reviews is ours.earlier and reviews:
            yield schedule.reset(ours.forgotten[-1].time_ms)
