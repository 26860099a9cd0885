"""Both sides of a push: a collection of ours with a handful of cards, and what Anki itself says of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from anki.collection import Collection as AnkiCollection

from flashcards.anki.exchange.child import collection_open
from flashcards.cli.boundary import at, clock, offset_at
from flashcards.collection import Collection, Now
from flashcards.collection.anki_exchange import AnkiExchange
from flashcards.model import Rating

WORDS = [
    "anvil",
    "bellows",
    "crucible",
    "dross",
    "easel",
    "flux",
    "gimlet",
    "hacksaw",
    "ingot",
    "jig",
    "kiln",
    "lathe",
    "mandrel",
    "nozzle",
    "oilstone",
    "pliers",
]
QUIET = "[review]\nfuzz = false\n"


def make(root: Path, cards: int = 8, settings: str = QUIET) -> Path:
    """A collection of ours with so many cards, at most 64."""
    (root / "notes").mkdir(parents=True)
    names = [
        *map(str.capitalize, WORDS),
        *(f"{size} {word}" for size in ("Small", "Broken", "Borrowed") for word in WORDS),
    ]
    note = "# Workshop\n" + "".join(f"- {name} : the tool number {n}\n" for n, name in enumerate(names[:cards]))
    (root / "notes" / "tools.md").write_text(note, "utf-8")
    (root / "flashcards.toml").write_text(settings, "utf-8")
    with Collection.find(root) as collection:
        collection.build(clock())
    return root


def new_anki(folder: Path) -> Path:
    """A profile's folder, with an empty collection of Anki's."""
    folder.mkdir()
    with opened(folder):
        return folder


@contextmanager
def opened(anki: Path) -> Iterator[Any]:
    """Its collection, as Anki opens it in this process."""
    col = AnkiCollection(str(anki / "collection.anki2"))
    try:
        yield col
    finally:
        col.close()


def card_of(col: Any, guid: str, ordinal: int = 0) -> Any:
    """The card of a note in the collection that Anki has open."""
    query = "SELECT c.id FROM cards c JOIN notes n ON n.id = nid WHERE guid = ? AND ord = ?"
    [card_id] = col.db.list(query, guid, ordinal)
    return col.get_card(card_id)


def answer_there(col: Any, card: Any, rating: Rating) -> None:
    """Answer in Anki, at a ms of its own."""
    card.start_timer()
    states = col._backend.get_scheduling_states(card.id)
    col.sched.answer_card(col.sched.build_answer(card=card, states=states, rating=rating - 1))
    time.sleep(0.002)


def ids(root: Path) -> list[str]:
    """The ids of the cards, in the order of the notes."""
    with Collection.find(root) as collection:
        return [card.id for card in collection.cards(clock())]


def noon(days_ago: int, minutes: float = 0) -> Now:
    """So many minutes after noon of an earlier day, by local time."""
    day = datetime.now() - timedelta(days=days_ago)
    return at(day.replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(minutes=minutes))


def answer(root: Path, card: str, *answers: tuple[float, Rating]) -> None:
    """Answers at noon so many days ago; the fractions are of a day."""
    with Collection.find(root) as collection:
        for ago, rating in answers:
            collection.answer(card, rating, noon(int(ago), (int(ago) - ago) * -24 * 60), duration_ms=4000)


def do(root: Path, act: Callable[[Collection], Any]) -> Any:
    with Collection.find(root) as collection:
        return act(collection)


def journal_of(root: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((root / ".flashcards" / "journal").iterdir()))


def push(root: Path, anki: Path, now: Now | None = None, **options: Any) -> Any:
    with Collection.find(root) as collection:
        exchange = AnkiExchange(collection, offset_at)
        return exchange.push(exchange.file(anki), now or clock(), **options).pushed


@dataclass(frozen=True)
class Seen:
    """What Anki says of its collection: its day, and cards and rows of the log by column, by GUID."""

    today: int
    cards: Mapping[str, Mapping[str, Any]]
    reviews: Mapping[str, Sequence[Mapping[str, Any]]]
    pending: int
    """How many cards, notes and answers would be sent by a sync."""
    changed_ms: int


_COLUMNS = ["id", "type", "queue", "due", "ivl", "factor", "reps", "lapses", "left", "data", "mod"]
_LOG = ["id", "ease", "ivl", "lastIvl", "factor", "time", "type"]


def seen(anki: Path) -> Seen:
    """All of it, read by Anki in this process."""
    with opened(anki) as col:
        cards = {}
        reviews: dict[str, list[dict[str, Any]]] = {}
        for guid, *values in col.db.all(
            f"SELECT guid, {', '.join(f'c.{name}' for name in _COLUMNS)} FROM cards c JOIN notes n ON n.id = nid"
        ):
            cards[guid] = dict(zip(_COLUMNS, values, strict=True))
            cards[guid]["memory"] = json.loads(cards[guid].pop("data") or "{}")
        for guid, *values in col.db.all(
            f"SELECT guid, {', '.join(f'r.{name}' for name in _LOG)}"
            " FROM revlog r JOIN cards c ON c.id = r.cid JOIN notes n ON n.id = nid ORDER BY r.id"
        ):
            reviews.setdefault(guid, []).append(dict(zip(_LOG, values, strict=True)))
        pending = sum(
            col.db.scalar(f"SELECT count(*) FROM {table} WHERE usn = -1") for table in ("cards", "notes", "revlog")
        )
        return Seen(col.sched.today, cards, reviews, pending, col.mod)


def assert_sound(anki: Path) -> None:
    """A check of the database by Anki finds nothing, and changes nothing."""
    before = seen(anki)
    with opened(anki) as col:
        message, sound = col.fix_integrity()
        assert sound, message
    after = seen(anki)
    assert (after.cards, after.reviews) == (before.cards, before.reviews)


def days_of_anki(anki: Path) -> tuple[int, date]:
    """The number of Anki's day, and its date by the clock of the process that Anki runs in."""
    with collection_open(anki / "collection.anki2") as (_, opened):
        last = time.localtime(opened["next_day_s"] - 1 - opened["rollover_hour"] * 3600)
        return opened["today"], date(last.tm_year, last.tm_mon, last.tm_mday)
