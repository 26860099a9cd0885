"""An answer counts once, by however many ways it comes to a device: our journal, a pull from Anki, a table of reviews."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from anki.collection import Collection as AnkiCollection
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from flashcards import events
from flashcards.anki.exchange.answers import Answer
from flashcards.cli import main
from flashcards.cli.boundary import clock, offset_at
from flashcards.collection import Collection
from flashcards.collection.anki_known import Journalled
from flashcards.collection.importing import answers_of, new_lines
from flashcards.events import Event
from flashcards.histories import Row
from flashcards.journal import DEVICE_VARIABLE, Journal
from flashcards.ledger import MOVED_AT_MOST_MS, fold, told_once
from flashcards.model import Rating, Review
from tests.anki_sides import answer, ids, make, noon, push, seen
from tests.making import DAY, line

LAW_MS = 1_000_000


# --------------------------------------------------------------------------------------------------- with the real Anki


@dataclass
class Devices:
    """A desk and a laptop with the same notes, and an Anki that both push into."""

    desk: Path
    laptop: Path
    anki: Path
    patch: pytest.MonkeyPatch

    def at(self, root: Path) -> Path:
        """Sit down at one of them."""
        self.patch.setenv(DEVICE_VARIABLE, root.name)
        return root

    def push(self, root: Path) -> None:
        push(self.at(root), self.anki)

    def meet(self, *in_turn: Path) -> None:
        """They push in this order, then each gets the other's journal."""
        for root in in_turn:
            self.push(root)
        self.join()

    def join(self) -> None:
        """Each gets the other's journal."""
        for one, other in ((self.desk, self.laptop), (self.laptop, self.desk)):
            journal = one / ".flashcards" / "journal" / f"{one.name}.jsonl"
            if journal.exists():
                shutil.copy(journal, other / ".flashcards" / "journal")

    def answers(self) -> list[tuple[Mapping[str, int], Mapping[str, int]]]:
        """How many answers to each card both know, and how many that were given beside the schedule."""
        found = []
        for root in (self.desk, self.laptop):
            with Collection.find(root) as collection:
                ledger = collection.ledger()
            found.append(tuple({card: len(of) for card, of in by.items()} for by in (ledger.reviews, ledger.crammed)))
        return found  # type: ignore[return-value]


@pytest.fixture
def devices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Devices:
    monkeypatch.setenv(DEVICE_VARIABLE, "desk")
    desk = make(tmp_path / "desk", 3)
    shutil.copytree(desk, tmp_path / "laptop")
    (tmp_path / "anki").mkdir()
    AnkiCollection(str(tmp_path / "anki" / "collection.anki2")).close()
    return Devices(desk, tmp_path / "laptop", tmp_path / "anki", monkeypatch)


def cram(root: Path, card: str, rating: Rating) -> None:
    with Collection.find(root) as collection:
        now = noon(1)
        collection.record(Review(card, rating, now.time_ms, collection.moment(now).day, crammed=True), now)


def test_a_cram_that_two_devices_know_never_grows(devices: Devices) -> None:
    card = ids(devices.desk)[0]
    answer(devices.at(devices.desk), card, (5, Rating.GOOD))
    cram(devices.desk, card, Rating.GOOD)
    devices.meet(devices.desk, devices.laptop)
    for _ in range(3):
        devices.meet(devices.laptop, devices.desk)
        assert devices.answers() == [({card: 1}, {card: 1})] * 2
        assert len(seen(devices.anki).reviews[card]) == 2


def test_an_answer_that_anki_moved_and_another_device_pulled_counts_once(devices: Devices) -> None:
    """Three cards answered at one time: two of the answers stand in Anki some ms later."""
    cards = ids(devices.desk)
    for card in cards:
        answer(devices.at(devices.desk), card, (3, Rating.GOOD))
        cram(devices.desk, card, Rating.HARD)
    devices.meet(devices.desk, devices.laptop)
    for _ in range(2):
        devices.meet(devices.laptop, devices.desk)
        assert devices.answers() == [(dict.fromkeys(cards, 1), dict.fromkeys(cards, 1))] * 2
        assert {card: len(rows) for card, rows in seen(devices.anki).reviews.items()} == dict.fromkeys(cards, 2)


def flashcards(root: Path, *words: str) -> Result:
    done = CliRunner().invoke(main, ["-C", str(root), *words], catch_exceptions=False)
    assert done.exit_code == 0, done.stderr
    return done


def test_a_table_of_reviews_and_then_the_journal_itself_is_each_review_once(devices: Devices) -> None:
    cards = ids(devices.desk)
    for card in cards:
        answer(devices.at(devices.desk), card, (5, Rating.GOOD), (3, Rating.HARD))
    table = devices.anki / "reviews.csv"
    flashcards(devices.desk, "history", "export", str(table))
    devices.at(devices.laptop)
    told = flashcards(devices.laptop, "history", "import", str(table)).stdout
    assert told == f"{2 * len(cards)} imported, 0 known already\n"
    devices.join()
    assert devices.answers() == [(dict.fromkeys(cards, 2), {})] * 2


def test_a_review_that_stands_here_in_two_ways_is_one_row_of_the_table(devices: Devices) -> None:
    cards = ids(devices.desk)
    for card in cards:
        answer(devices.at(devices.desk), card, (3, Rating.GOOD))
    devices.meet(devices.desk, devices.laptop)
    assert len(Journal(devices.laptop / ".flashcards" / "journal").read()[0]) == len(cards) * 3, "and one more of each"
    assert len(flashcards(devices.laptop, "history", "export").stdout.splitlines()) == 1 + len(cards)


def test_a_deck_that_is_imported_brings_no_answer_that_is_here(devices: Devices) -> None:
    """Its cards retired here meanwhile, and Anki has moved two of the three answers."""
    cards = ids(devices.desk)[:3]
    for card in cards:
        answer(devices.at(devices.desk), card, (3, Rating.GOOD))
    devices.push(devices.desk)
    (devices.desk / "notes" / "tools.md").rename(devices.anki / "tools.md")
    (devices.desk / "notes" / "other.md").write_text("- Foo : a thing that is kept\n", "utf-8")
    with Collection.find(devices.desk) as collection:
        collection.build(clock(), accept_retired=True)
        done = collection.import_deck(devices.anki / "collection.anki2", clock(), offset_at)
    assert (done.cards, done.reviews) == (len(cards) + 1, 0)
    with Collection.find(devices.desk) as collection:
        assert {card: len(collection.reviews[card]) for card in cards} == dict.fromkeys(cards, 1)


# ---------------------------------------------------------------------------------------------------------------- the law


@dataclass
class Side:
    """The journal of a device, in a world without files."""

    own: list[Event] = field(default_factory=list)
    arrived: list[Event] = field(default_factory=list)

    @property
    def lines(self) -> list[Event]:
        return [*self.arrived, *self.own]

    def pull(self, log: Iterable[Answer]) -> None:
        journalled = Journalled(self.lines)
        self.own += [one.line(0, DAY) for one in journalled.new(log)]

    def read_table(self, other: Side) -> None:
        rows = [Row(1, one) for one in answers_of(told_once(other.lines))]
        self.own += new_lines(rows, self.lines, 4, lambda _: 0)


def in_anki(lines: Sequence[Event]) -> list[Answer]:
    """What Anki's log says after a push: no two answers have one time, so some stand later."""
    taken: set[int] = set()
    for one in sorted(lines, key=lambda event: (event.time_ms, event.id)):
        time_ms = next(ms for ms in range(one.time_ms, one.time_ms + len(lines)) if ms not in taken)
        taken.add(time_ms)
    free = iter(sorted(taken))
    found = []
    for one in sorted(lines, key=lambda event: (event.time_ms, event.id)):
        assert isinstance(one, events.Review | events.Cram)
        found.append(Answer(one.card, next(free), one.rating, 0, isinstance(one, events.Cram)))
    return found


GIVEN = st.lists(
    st.tuples(
        st.sampled_from(["c1", "c2", "c3"]), st.integers(0, 4), st.sampled_from([Rating.AGAIN, Rating.GOOD]), st.booleans()
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda one: (one[0], one[1]),
)  # fmt: skip
"""Answers: to which card, when (in steps that are too long for one to be taken for another), how, and whether it counts."""
STEPS = st.lists(st.tuples(st.sampled_from(["pull", "arrive", "table"]), st.booleans()), max_size=8)


@given(GIVEN, STEPS)
def test_each_answer_counts_once_however_it_came(
    answers: Sequence[tuple[str, int, Rating, bool]], steps: Sequence[tuple[str, bool]]
) -> None:
    kinds = {True: events.Cram, False: events.Review}
    made: list[Event] = [
        line(kinds[is_cram], LAW_MS + step * (MOVED_AT_MOST_MS + 100), card=card, rating=rating)
        for card, step, rating, is_cram in answers
    ]
    log = in_anki(made)
    sides = (Side(own=made), Side())
    for what, is_first in [*steps, ("pull", True), ("pull", False), ("arrive", True), ("arrive", False)]:
        own, other = sides if is_first else sides[::-1]
        if what == "pull":
            own.pull(log)
        elif what == "table":
            own.read_table(other)
        else:
            own.arrived = list(other.own)
        ledger = fold(own.lines)
        for by_card, is_cram in ((ledger.reviews, False), (ledger.crammed, True)):
            for card, reviews in by_card.items():
                given_to = [one for one in answers if (one[0], one[3]) == (card, is_cram)]
                assert len(reviews) <= len(given_to), what
    for side in sides:
        ledger = fold(side.lines)
        assert ledger == fold([*side.lines[::-1], *side.lines])
        counted = sorted(
            (card, one.rating, one.crammed)
            for by_card in (ledger.reviews, ledger.crammed)
            for card, reviews in by_card.items()
            for one in reviews
        )
        assert counted == sorted((card, rating, is_cram) for card, _, rating, is_cram in answers)


def test_an_answer_that_anki_moved_to_where_the_next_one_was_given_counts_once() -> None:
    """The first ms is another card's, so Hard stands where Good was given, and Good is moved too."""
    given_here = [
        line(events.Review, LAW_MS, card="c", rating=Rating.HARD),
        line(events.Review, LAW_MS + 1, card="c", rating=Rating.GOOD),
    ]
    log = [Answer("c", LAW_MS + 1, Rating.HARD), Answer("c", LAW_MS + 3, Rating.GOOD)]
    assert Journalled(given_here).new(log) == []
    told = [one.line(0, DAY) for one in Journalled([]).new(log)]
    assert [one.event_id for one in fold([*told, *given_here]).reviews["c"]] == [one.id for one in given_here]


def test_the_law_has_moved_answers_to_look_at() -> None:
    at_once = [line(events.Review, LAW_MS, card=card, rating=Rating.GOOD) for card in ("c1", "c2", "c3")]
    assert [one.time_ms - LAW_MS for one in in_anki(at_once)] == [0, 1, 2]
