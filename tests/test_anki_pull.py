"""Answers that were given in the real Anki count here: each once, whatever file they come in and however often."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from flashcards import events
from flashcards.cli import main
from flashcards.collection import Collection
from flashcards.events import Event
from flashcards.journal import DEVICE_VARIABLE, Journal
from flashcards.ledger import Ledger, counting, fold
from flashcards.model import Rating, Review
from tests.anki_collection import AnkiCollection, new_collection
from tests.anki_files import FORMATS, edit, export, open_in_anki, run, with_parts
from tests.making import line, review

NOTE = """
- Keel : the long beam at the bottom
- Rudder : a hinged blade at the stern
- Bulkhead : a wall that parts the inside
"""
DAY_MS = 86_400_000


class Sailor:
    """A collection of three cards, and an Anki that has its package."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "sailing"
        (self.root / "notes").mkdir(parents=True)
        (self.root / "notes" / "boats.md").write_text(NOTE, "utf-8")
        assert self("build").exit_code == 0
        self.package = self.root / "decks" / "sailing.apkg"
        with Collection.find(self.root) as collection:
            self.keel, self.rudder, self.bulkhead = collection.ledger().cards

    def __call__(self, *words: str) -> Result:
        return CliRunner().invoke(main, ["-C", str(self.root), *words], catch_exceptions=False)

    def pull(self, file: Path, *options: str) -> dict[str, Any]:
        done = self("anki", "pull", str(file), "--json", *options)
        assert done.exit_code == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    def ledger(self) -> Ledger:
        with Collection.find(self.root) as collection:
            return collection.ledger()

    def ratings(self, card: str) -> list[Rating]:
        return [one.rating for one in self.ledger().reviews.get(card, ())]

    def lines(self) -> list[Event]:
        return Journal(self.root / ".flashcards" / "journal").read()[0]

    def journal(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted((self.root / ".flashcards/journal").iterdir()))


@pytest.fixture
def sailor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sailor:
    monkeypatch.setenv(DEVICE_VARIABLE, "desk")
    return Sailor(tmp_path)


@pytest.fixture
def anki(tmp_path: Path, sailor: Sailor) -> Iterator[AnkiCollection]:
    with new_collection(tmp_path / "anki") as collection:
        collection.load(sailor.package)
        yield collection


@pytest.fixture
def files(anki: AnkiCollection, tmp_path: Path) -> Callable[[], dict[str, Path]]:
    """Everything that Anki writes of its collection as it is then; it is opened again afterwards."""

    def written() -> dict[str, Path]:
        folder = tmp_path / f"files-{time.monotonic_ns()}"
        found = dict(export(anki, folder))
        copied = folder / "collection.anki2"
        copied.write_bytes(found["collection.anki2"].read_bytes())
        anki.col.reopen()
        return found | {"collection.anki2": copied}

    return written


AGAIN, HARD, GOOD, EASY = range(4)

# --------------------------------------------------------------------------------------------------------- what comes


@pytest.mark.parametrize("name", FORMATS)
def test_answers_come_from_every_format(sailor: Sailor, anki: AnkiCollection, files: Any, name: str) -> None:
    for card, rating in ((sailor.keel, GOOD), (sailor.keel, EASY), (sailor.rudder, AGAIN), (sailor.rudder, HARD)):
        anki.review(card, rating)
    rows = anki.col.db.all("SELECT id, time FROM revlog ORDER BY id")
    told = sailor.pull(files()[name])
    assert (told["reviews"], told["cards"], told["known"], told["left_out"]) == (4, 2, 0, {})
    assert told["not_ours"] == {"cards": 0, "reviews": 0}
    assert sailor.ratings(sailor.keel) == [Rating.GOOD, Rating.EASY]
    assert sailor.ratings(sailor.rudder) == [Rating.AGAIN, Rating.HARD]
    imports = sorted((each for each in sailor.lines() if isinstance(each, events.Import)), key=lambda one: one.time_ms)
    assert [[one.time_ms, one.duration_ms] for one in imports] == rows
    assert {one.source for one in imports} == {"anki"}


def test_pulling_twice_changes_nothing(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    anki.review(sailor.keel, GOOD)
    written = files()
    sailor.pull(written["new.apkg"])
    before = sailor.journal()
    for name in FORMATS:
        told = sailor.pull(written[name], "--states", "--tags")
        assert (told["reviews"], told["known"]) == (0, 1)
    assert sailor.journal() == before
    assert sailor("anki", "pull", str(written["new.colpkg"])).stdout == "nothing new; 1 review known already\n"


def test_older_answers_that_come_later_are_taken(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    """A phone that was not synchronised for a while: what is known is a set, and no date up to which all is known."""
    anki.review(sailor.keel, GOOD)
    anki.review(sailor.rudder, GOOD)
    file = files()["new.colpkg"]
    kept = file.read_bytes()
    edit(file, run("DELETE FROM revlog WHERE id = (SELECT min(id) FROM revlog)"))
    assert sailor.pull(file)["reviews"] == 1
    file.write_bytes(kept)
    told = sailor.pull(file)
    assert (told["reviews"], told["known"]) == (1, 1)
    assert (sailor.ratings(sailor.keel), sailor.ratings(sailor.rudder)) == ([Rating.GOOD], [Rating.GOOD])


def test_what_is_told(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    basic = anki.col.models.by_name("Basic")
    assert basic
    other = anki.col.new_note(basic)
    other["Front"] = "somebody else's"
    anki.col.add_note(other, 1)
    anki.review(other.guid or "", GOOD)
    anki.review(sailor.keel, GOOD)
    anki.review(sailor.rudder, EASY)
    anki.col.sched.set_due_date([anki.card(sailor.rudder).id], "5")
    file = files()["new.colpkg"]
    dry = sailor("anki", "pull", str(file), "--dry-run")
    assert "(nothing was written)" in dry.stdout
    assert not sailor.ledger().reviews
    done = sailor("anki", "pull", str(file))
    today = sailor.ledger().reviews[sailor.keel][0].day
    assert done.stdout.splitlines() == [
        f"2 new reviews of 2 cards, on {date.fromordinal(today).isoformat()}",
        "  left out, set by hand: 1",
        "  not ours: 1 card with 1 review",
    ]
    assert dry.stdout.replace(" (nothing was written)", "") == done.stdout


def test_a_package_without_the_schedule_has_nothing(sailor: Sailor) -> None:
    told = sailor("anki", "pull", str(sailor.package)).stdout.splitlines()
    assert told[0] == "nothing new"
    assert "exported with scheduling information" in told[1]


def test_cards_of_others_are_left_alone(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    """Also a second card of one of our notes, which somebody has made a template for."""
    anki.review(sailor.keel, GOOD)
    anki.review(sailor.rudder, GOOD)
    keel = f"(SELECT id FROM notes WHERE guid = '{sailor.keel}')"
    file = edit(files()["new.colpkg"], run(f"UPDATE cards SET ord = 1 WHERE nid = {keel}"))
    told = sailor.pull(file)
    assert (told["reviews"], told["not_ours"]) == (1, {"cards": 1, "reviews": 1})
    edit(file, run("UPDATE notes SET guid = upper(guid)"))
    assert "none of its cards is ours" in sailor("anki", "pull", str(file)).stdout


def test_the_day_begins_when_it_does_in_that_anki(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    anki.review(sailor.keel, GOOD)
    written = files()["new.colpkg"]
    at_five = datetime.now().replace(hour=5, minute=0, second=0, microsecond=0) - timedelta(days=2)

    def rollover(hour: int) -> Callable[[sqlite3.Connection], Any]:
        value = str(hour).encode()
        return lambda db: (
            db.execute("DELETE FROM config WHERE KEY = 'rollover'"),
            db.execute("INSERT INTO config VALUES ('rollover', 0, 0, ?)", (value,)),
            db.execute("UPDATE revlog SET id = ?", (round(at_five.timestamp() * 1000),)),
        )

    days = {}
    for hour in (2, 7):
        told = sailor.pull(edit(written, rollover(hour)), "--dry-run")
        days[hour] = told["first_day"]
    assert days[7] < days[2]


# ------------------------------------------------------------------------------------------ what is none, or is another


def test_undo_in_anki_deletes_the_row_so_that_it_never_comes(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    anki.review(sailor.keel, AGAIN)
    anki.col.undo()
    assert sailor.pull(files()["new.colpkg"])["reviews"] == 0


def test_what_was_pulled_stays_though_anki_has_it_no_more(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    anki.review(sailor.keel, GOOD)
    file = files()["new.colpkg"]
    sailor.pull(file)
    told = sailor.pull(edit(file, run("DELETE FROM revlog", "UPDATE cards SET type = 0, queue = 0, reps = 0")))
    assert (told["reviews"], told["known"]) == (0, 0)
    assert sailor.ratings(sailor.keel) == [Rating.GOOD]


@pytest.mark.parametrize("name", FORMATS)
def test_a_card_that_anki_forgot_is_to_be_learnt_again(
    sailor: Sailor, anki: AnkiCollection, files: Any, name: str
) -> None:
    anki.review(sailor.keel, EASY)
    time.sleep(0.002)
    anki.col.sched.schedule_cards_as_new([anki.card(sailor.keel).id])
    told = sailor.pull(files()[name])
    assert (told["reviews"], told["forgotten"]) == (1, 1)
    assert sailor.ratings(sailor.keel) == []
    assert [one.rating for one in sailor.ledger().earlier[sailor.keel]] == [Rating.EASY]
    anki.review(sailor.keel, GOOD)
    assert sailor.pull(files()[name])["reviews"] == 1
    assert sailor.ratings(sailor.keel) == [Rating.GOOD]


def test_what_anki_only_made_new_again_is_told(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    anki.review(sailor.keel, EASY)
    sailor.pull(files()["new.colpkg"])
    anki.col.sched.schedule_cards_as_new([anki.card(sailor.keel).id])
    file = files()["new.colpkg"]
    done = sailor("anki", "pull", str(file))
    assert done.stdout.splitlines() == ["no new reviews; 1 review known already", "  to be learnt again: 1"]
    assert sailor("anki", "pull", str(file)).stdout == "nothing new; 1 review known already\n"
    assert sailor("undo").exit_code == 0
    assert sailor.ratings(sailor.keel) == [Rating.EASY]


def test_previews_leave_the_schedule_alone(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    anki.review(sailor.keel, EASY)
    deck = anki.col.sched.get_or_create_filtered_deck(0)
    deck.config.search_terms[0].search = ""
    deck.config.reschedule = False
    anki.col.sched.add_or_update_filtered_deck(deck)
    anki.review(sailor.keel, AGAIN)
    kinds = anki.col.db.list("SELECT type FROM revlog WHERE factor = 0 ORDER BY id DESC LIMIT 1")
    assert kinds == [3]
    told = sailor.pull(files()["new.colpkg"])
    assert (told["reviews"], told["crammed"]) == (2, 1)
    assert sailor.ratings(sailor.keel) == [Rating.EASY]
    assert [one.rating for one in sailor.ledger().crammed[sailor.keel]] == [Rating.AGAIN]


def test_early_answers_in_a_filtered_deck_count(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    anki.review(sailor.keel, EASY)
    deck = anki.col.sched.get_or_create_filtered_deck(0)
    deck.config.search_terms[0].search = ""
    anki.col.sched.add_or_update_filtered_deck(deck)
    anki.review(sailor.keel, HARD)
    assert anki.col.db.list("SELECT type FROM revlog ORDER BY id") == [0, 3]
    sailor.pull(files()["legacy.colpkg"])
    assert sailor.ratings(sailor.keel) == [Rating.EASY, Rating.HARD]


def test_rescheduled_rows_and_unknown_kinds_are_left_out(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    for card in (sailor.keel, sailor.rudder, sailor.bulkhead):
        anki.review(card, GOOD)
        time.sleep(0.002)
    first, second, third = anki.col.db.list("SELECT id FROM revlog ORDER BY id")
    changes = run(
        f"UPDATE revlog SET type = 5, ease = 0 WHERE id = {first}",
        f"UPDATE revlog SET type = 9 WHERE id = {second}",
        f"UPDATE revlog SET ease = 0 WHERE id = {third}",
    )
    told = sailor.pull(edit(files()["new.colpkg"], changes))
    assert (told["reviews"], told["left_out"]) == (
        0,
        {"rescheduled by Anki": 1, "of a kind that is unknown": 1, "without a button": 1},
    )


def test_an_answer_from_the_future_is_not_taken_yet(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    anki.review(sailor.keel, GOOD)
    told = sailor.pull(edit(files()["new.colpkg"], run(f"UPDATE revlog SET id = id + {9 * DAY_MS}")))
    assert (told["reviews"], told["left_out"]) == (0, {"still to come": 1})


def first_scheduler(file: Path) -> Path:
    """The file as one that the first scheduler wrote, which had three buttons for cards that are learned."""

    def change(db: sqlite3.Connection) -> None:
        if db.execute("SELECT ver FROM col").fetchone()[0] > 11:
            db.execute("DELETE FROM config WHERE KEY = 'schedVer'")
            return
        [conf] = db.execute("SELECT conf FROM col").fetchone()
        settings = {name: value for name, value in json.loads(conf).items() if name != "schedVer"}
        db.execute("UPDATE col SET conf = ?", (json.dumps(settings),))

    return edit(file, change)


@pytest.mark.parametrize("name", FORMATS)
def test_buttons_of_the_first_scheduler_are_shifted(
    sailor: Sailor, anki: AnkiCollection, files: Any, name: str
) -> None:
    for card in (sailor.keel, sailor.rudder, sailor.bulkhead):
        for _ in range(4):
            anki.review(card, GOOD)
            time.sleep(0.002)
    rows = [
        f"UPDATE revlog SET type = {kind}, ease = {ease}, factor = 2500 WHERE id ="
        f" (SELECT revlog.id FROM revlog JOIN cards ON cards.id = cid JOIN notes ON notes.id = nid"
        f" WHERE guid = '{card}' ORDER BY revlog.id LIMIT 1 OFFSET {ease - 1})"
        for card, kind in ((sailor.keel, 0), (sailor.rudder, 1), (sailor.bulkhead, 2))
        for ease in (1, 2, 3, 4)
    ]
    sailor.pull(edit(first_scheduler(files()[name]), run(*rows)))
    shifted = [Rating.AGAIN, Rating.GOOD, Rating.EASY, Rating.EASY]
    assert sailor.ratings(sailor.keel) == shifted
    assert sailor.ratings(sailor.rudder) == list(Rating)
    assert sailor.ratings(sailor.bulkhead) == shifted


def test_anki_itself_reads_the_buttons_of_its_first_scheduler_so(
    sailor: Sailor, anki: AnkiCollection, files: Any, tmp_path: Path
) -> None:
    for _ in range(3):
        anki.review(sailor.keel, GOOD)
        time.sleep(0.002)
    ids = anki.col.db.list("SELECT id FROM revlog ORDER BY id")
    rows = [f"UPDATE revlog SET type = {kind}, ease = 2 WHERE id = {row}" for kind, row in enumerate(ids)]
    file = edit(first_scheduler(files()["legacy.apkg"]), run(*rows))
    with new_collection(tmp_path / "other") as other:
        from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest  # noqa: PLC0415

        options = ImportAnkiPackageOptions(with_scheduling=True)
        other.col.import_anki_package(ImportAnkiPackageRequest(package_path=str(file), options=options))
        buttons = other.col.db.list("SELECT ease FROM revlog ORDER BY id")
    sailor.pull(file)
    assert [int(rating) for rating in sailor.ratings(sailor.keel)] == buttons == [3, 2, 3]


# ------------------------------------------------------------------------------------------------------- once, and once


def give(sailor: Sailor, card: str) -> int:
    """Answer a card here; when that was."""
    assert sailor("answer", card, "good").exit_code == 0
    return max(one.time_ms for one in sailor.ledger().reviews[card])


def pushed(anki: AnkiCollection, card: str, time_ms: int, button: int = 3) -> None:
    """A row of the log, as an answer of ours stands in Anki."""
    values = (time_ms, anki.card(card).id, -1, button, 1, 0, 2500, 1000, 1)
    anki.col.db.execute("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", *values)


@pytest.mark.parametrize("moved_ms", [0, 1, 7])
def test_our_own_answers_do_not_come_back(sailor: Sailor, anki: AnkiCollection, files: Any, moved_ms: int) -> None:
    pushed(anki, sailor.keel, give(sailor, sailor.keel) + moved_ms)
    told = sailor.pull(files()["new.apkg"])
    assert (told["reviews"], told["known"]) == (0, 1)
    assert sailor.ratings(sailor.keel) == [Rating.GOOD]


def test_nor_do_they_if_they_were_taken_back_here(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    pushed(anki, sailor.keel, give(sailor, sailor.keel))
    assert sailor("undo").exit_code == 0
    assert sailor.pull(files()["new.apkg"])["reviews"] == 0
    assert sailor.ratings(sailor.keel) == []


def test_one_answer_here_hides_only_one_there(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    given_ms = give(sailor, sailor.keel)
    pushed(anki, sailor.keel, given_ms)
    pushed(anki, sailor.keel, given_ms + 400)
    assert sailor.pull(files()["new.apkg"])["reviews"] == 1
    assert sailor.pull(files()["new.apkg"])["reviews"] == 0
    assert len(sailor.ratings(sailor.keel)) == 2


def test_another_rating_at_nearly_the_same_time_is_another_answer(
    sailor: Sailor, anki: AnkiCollection, files: Any
) -> None:
    pushed(anki, sailor.keel, give(sailor, sailor.keel) + 5, button=1)
    assert sailor.pull(files()["new.apkg"])["reviews"] == 1


def test_two_devices_write_the_same_line(
    sailor: Sailor, anki: AnkiCollection, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    anki.review(sailor.keel, GOOD)
    file = files()["new.apkg"]
    journal = sailor.root / ".flashcards" / "journal"
    sailor.pull(file)
    desk = journal / "desk.jsonl"
    away = desk.rename(sailor.root / "desk.jsonl")
    monkeypatch.setenv(DEVICE_VARIABLE, "laptop")
    assert sailor.pull(file)["reviews"] == 1
    away.rename(desk)
    imports = [one.id for one in sailor.lines() if isinstance(one, events.Import)]
    assert len(imports) == 2
    assert len(set(imports)) == 1
    assert sailor.ratings(sailor.keel) == [Rating.GOOD]


def test_an_answer_that_goes_round_by_anki_to_another_device_counts_once(
    sailor: Sailor, anki: AnkiCollection, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The laptop pulls it before the line of the desk has come."""
    pushed(anki, sailor.keel, give(sailor, sailor.keel))
    file = files()["new.apkg"]
    desk = sailor.root / ".flashcards" / "journal" / "desk.jsonl"
    away = desk.rename(sailor.root / "desk.jsonl")
    monkeypatch.setenv(DEVICE_VARIABLE, "laptop")
    assert sailor.pull(file)["reviews"] == 1
    assert {type(one) for one in sailor.lines()} >= {events.Add, events.Import}, "the card is made known with it"
    away.rename(desk)
    assert sailor.ratings(sailor.keel) == [Rating.GOOD]
    monkeypatch.setenv(DEVICE_VARIABLE, "desk")
    assert sailor("undo").exit_code == 0
    assert sailor.ratings(sailor.keel) == []


def test_of_two_lines_that_tell_one_answer_one_counts() -> None:
    given = review("a", time_ms=5_000)
    told = [line(events.Import, 5_000, card="a", rating=Rating.GOOD, source=source, id=source) for source in ("x", "y")]
    assert [one.event_id for one in fold([*told, given]).reviews["a"]] == [given.id]
    assert [one.event_id for one in fold(told).reviews["a"]] == ["x"]
    void = line(events.Void, 6_000, event=given.id)
    assert not fold([*told, given, void]).reviews
    other = line(events.Import, 5_000, card="b", rating=Rating.GOOD, source="x")
    found: tuple[Review, ...] = fold([*told, given, other]).reviews["b"]
    assert [one.event_id for one in found] == [other.id]


# ------------------------------------------------------------------------------------------------------------ the way back


def test_undo_takes_a_whole_pull_back_and_the_same_pull_brings_it_again(
    sailor: Sailor, anki: AnkiCollection, files: Any
) -> None:
    anki.review(sailor.keel, GOOD)
    anki.review(sailor.rudder, GOOD)
    anki.col.sched.suspend_cards([anki.card(sailor.bulkhead).id])
    file = files()["new.colpkg"]
    for _ in range(3):
        told = sailor.pull(file, "--states")
        assert (told["reviews"], told["known"], told["suspended"]) == (2, 0, [sailor.bulkhead])
        assert sailor.ledger().cards[sailor.bulkhead].suspended
        assert sailor.ratings(sailor.keel) == sailor.ratings(sailor.rudder) == [Rating.GOOD]
        done = sailor("undo")
        assert done.stdout == "took back: a pull from Anki of 2 reviews; the same pull brings them again\n"
        assert not sailor.ledger().reviews
        assert not sailor.ledger().cards[sailor.bulkhead].suspended
    assert sailor("undo").exit_code == 1


def test_after_an_undo_an_older_file_brings_its_part_and_the_newer_one_the_rest(
    sailor: Sailor, anki: AnkiCollection, files: Any
) -> None:
    anki.review(sailor.keel, GOOD)
    older = files()["new.colpkg"]
    anki.review(sailor.rudder, GOOD)
    anki.review(sailor.bulkhead, GOOD)
    newer = files()["new.colpkg"]
    assert sailor.pull(newer)["reviews"] == 3
    sailor("undo")
    for _ in range(2):
        assert sailor.pull(older)["reviews"] == 1
        assert sailor.pull(newer)["reviews"] == 2
        assert sum(map(len, sailor.ledger().reviews.values())) == 3
        assert "a pull from Anki of 2 reviews" in sailor("undo").stdout
        assert "a pull from Anki of 1 review;" in sailor("undo").stdout
        assert not sailor.ledger().reviews


def test_an_answer_after_the_pull_is_taken_back_before_it(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    anki.review(sailor.keel, GOOD)
    sailor.pull(files()["new.colpkg"])
    give(sailor, sailor.rudder)
    assert sailor.rudder in sailor("undo").stdout
    assert "a pull from Anki of 1 review;" in sailor("undo").stdout


def test_one_answer_of_a_pull_that_was_taken_back_stays_so(
    sailor: Sailor, anki: AnkiCollection, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    anki.review(sailor.keel, GOOD)
    time.sleep(0.002)
    anki.review(sailor.rudder, GOOD)
    anki.col.sched.suspend_cards([anki.card(sailor.rudder).id])
    file = files()["new.colpkg"]
    sailor.pull(file, "--states")
    monkeypatch.setenv(DEVICE_VARIABLE, "laptop")
    assert sailor.rudder in sailor("undo").stdout, "the latest review of all, as the laptop has none"
    assert sailor.ratings(sailor.keel) == [Rating.GOOD]
    assert sailor.ratings(sailor.rudder) == []
    assert sailor.pull(file)["reviews"] == 0
    assert sailor.ratings(sailor.rudder) == []


# ------------------------------------------------------------------------------------------------------ states and tags


def test_states_come_when_they_are_asked_for(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    anki.col.sched.suspend_cards([anki.card(sailor.keel).id])
    anki.col.sched.bury_cards([anki.card(sailor.rudder).id])
    file = files()["new.colpkg"]
    assert sailor("anki", "pull", str(file)).stdout == "nothing new\n  our cards have no reviews in it\n"
    done = sailor("anki", "pull", str(file), "--states")
    assert done.stdout.splitlines()[:3] == ["no new reviews", "  suspended: 1", "  buried: 1"]
    cards = sailor.ledger().cards
    today = next(one for one in sailor.lines() if isinstance(one, events.Bury)).day
    assert cards[sailor.keel].suspended
    assert cards[sailor.rudder].buried_until == today + 1
    assert sailor("anki", "pull", str(file), "--states").stdout.startswith("nothing new\n")


def test_what_a_pull_suspended_follows_anki_and_what_the_learner_did_here_stays(
    sailor: Sailor, anki: AnkiCollection, files: Any
) -> None:
    keel = anki.card(sailor.keel).id
    anki.col.sched.suspend_cards([keel])
    sailor.pull(files()["new.colpkg"], "--states")
    assert sailor("suspend", sailor.rudder).exit_code == 0
    anki.col.sched.unsuspend_cards([keel])
    told = sailor.pull(files()["new.colpkg"], "--states")
    assert told["unsuspended"] == [sailor.keel]
    cards = sailor.ledger().cards
    assert (cards[sailor.keel].suspended, cards[sailor.rudder].suspended) == (False, True)


def test_a_burial_of_yesterday_is_over(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    anki.col.sched.bury_cards([anki.card(sailor.rudder).id])
    file = edit(files()["new.colpkg"], run("UPDATE cards SET mod = mod - 2 * 86400"))
    assert sailor.pull(file, "--states")["buried"] == []


def test_tags_are_told(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    note = anki.card(sailor.keel).note()
    note.tags += ["leech", "marked"]
    anki.col.update_note(note)
    file = files()["new.colpkg"]
    assert sailor.pull(file)["tags"] == {}
    assert sailor.pull(file, "--tags")["tags"] == {sailor.keel: ["leech", "marked"]}
    done = sailor("anki", "pull", str(file), "--tags")
    assert done.stdout.splitlines()[-2:] == ["  tagged leech in Anki: 1 card", "  tagged marked in Anki: 1 card"]


# ------------------------------------------------------------------------------------------------------------ hostile


ABSURD = {
    "button 7": "UPDATE revlog SET ease = 7",
    "a negative button": "UPDATE revlog SET ease = -1",
    "before 1970": "UPDATE revlog SET id = -5",
    "after 9999": "UPDATE revlog SET id = 253402300800000",
    "a blob": "UPDATE revlog SET ease = x'03'",
    "text": "UPDATE revlog SET time = 'long'",
}


@pytest.mark.parametrize("absurd", ABSURD)
def test_absurd_values_are_one_sentence_and_nothing_changes(
    sailor: Sailor, anki: AnkiCollection, files: Any, absurd: str
) -> None:
    anki.review(sailor.keel, GOOD)
    before = sailor.journal()
    file = edit(files()["new.colpkg"], run(ABSURD[absurd]))
    done = sailor("anki", "pull", str(file), "--states", "--tags")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "is damaged or not from Anki" in done.stderr
    assert sailor.journal() == before


@pytest.mark.parametrize("time_ms", [-1, 1 << 40, -(1 << 62)])
def test_an_absurd_duration_is_none(sailor: Sailor, anki: AnkiCollection, files: Any, time_ms: int) -> None:
    anki.review(sailor.keel, GOOD)
    sailor.pull(edit(files()["new.colpkg"], run(f"UPDATE revlog SET time = {time_ms}")))
    assert [one.duration_ms for one in sailor.ledger().reviews[sailor.keel]] == [0]


def test_a_pipe_is_no_file_and_a_package_is_nothing_to_push_to(
    sailor: Sailor, tmp_path: Path, anki: AnkiCollection, files: Any
) -> None:
    os.mkfifo(tmp_path / "pipe.apkg")
    anki.review(sailor.keel, GOOD)
    before, package = sailor.journal(), files()["new.apkg"]
    pulled, pushed = sailor("anki", "pull", str(tmp_path / "pipe.apkg")), sailor("anki", "push", str(package))
    assert (pulled.exit_code, pushed.exit_code, sailor.journal()) == (1, 1, before)
    assert "is neither an Anki package" in pulled.stderr
    assert "is no collection of Anki's, so nothing was changed" in pushed.stderr


def test_broken_and_foreign_files_are_one_sentence(
    sailor: Sailor, tmp_path: Path, anki: AnkiCollection, files: Any
) -> None:
    anki.review(sailor.keel, GOOD)
    before = sailor.journal()
    written = files()
    cut = tmp_path / "cut.apkg"
    cut.write_bytes(written["new.apkg"].read_bytes()[:3000])
    text = tmp_path / "notes.apkg"
    text.write_text("no package")
    bomb = with_parts(written["legacy.apkg"], {"collection.anki21": bytes(80 << 20)})
    future = with_parts(written["new.apkg"], {"meta": b"\x08\x09"})
    with open_in_anki(tmp_path / "open.anki2"):
        for file in (cut, text, bomb, future, tmp_path / "open.anki2"):
            done = sailor("anki", "pull", str(file))
            assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1), file
            assert str(file) in done.stderr
    assert sailor.journal() == before
    assert sailor("anki", "pull", str(tmp_path / "missing.apkg")).exit_code == 2


def test_twenty_thousand_answers_to_our_cards(sailor: Sailor, anki: AnkiCollection, files: Any) -> None:
    card = anki.card(sailor.keel).id
    start = round(time.time() * 1000) - 300 * DAY_MS

    def grow(db: sqlite3.Connection) -> None:
        rows = ((start + number * 60_000, card, 0, 3, 1, 1, 2500, 1000, 1) for number in range(20_000))
        db.executemany("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    file = edit(files()["new.apkg"], grow)
    assert sailor.pull(file)["reviews"] == 20_000
    assert sailor.pull(file)["known"] == 20_000
    assert len(list(counting(sailor.lines()))) == 20_000 + 3
