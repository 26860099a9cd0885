"""Two clones of one repository, on two machines that both change notes, build and review: git merges what they wrote.

Whoever pulls first, and whatever their clocks say, both have the same cards afterwards, with every review once.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from flashcards.collection import BuildReport, Collection, Now
from flashcards.config import Config
from flashcards.journal import DEVICE_VARIABLE
from flashcards.ledger import Ledger
from flashcards.model import Rating, Review
from flashcards.scheduler import State, replay
from tests.loaded import flashcards_from_disk
from tests.notebook import Notebook, ids_by_key, sailing

T0 = 1_760_000_000_000
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
A_MOMENT_MS = 17_000
"""So that no two answers are given at the very same time."""

LATER = Now(T0 + 200 * HOUR_MS, 60)
"""When everything has happened, whatever the clocks said."""

NOT_IN_GIT = ".flashcards/index.db*\ndecks/\n"

Given = tuple[str, Rating, int]
"""An answer that was given: the card, the rating, the time."""

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git isn't installed")


@dataclass
class Machine:
    """A clone, the device that it is on, and how far that device's clock is ahead."""

    root: Path
    device: str
    ahead_ms: int = 0
    minutes: int = 0
    given: list[Given] = field(default_factory=list)
    """The answers that count, of those that were given here."""

    def now(self) -> Now:
        return Now(T0 + self.minutes * MINUTE_MS + self.ahead_ms, 60)

    @contextmanager
    def opened(self) -> Iterator[Collection]:
        self.minutes += 1
        with pytest.MonkeyPatch.context() as patch, Collection(self.root, Config()) as collection:
            patch.setenv(DEVICE_VARIABLE, self.device)
            yield collection

    def build(self) -> BuildReport:
        with self.opened() as collection:
            return collection.build(self.now())

    def answer(self, cards: Sequence[str], dice: random.Random) -> None:
        with self.opened() as collection:
            for card in cards:
                self.minutes += 1
                review = collection.answer(card, dice.choice(list(Rating)), self.now())
                self.given.append((card, review.rating, review.time_ms))

    def undo(self) -> None:
        with self.opened() as collection:
            review = collection.undo(self.now())
        assert review
        self.given.remove((review.card_id, review.rating, review.time_ms))

    def ids(self, book: Notebook) -> Mapping[str, str]:
        with self.opened() as collection:
            return ids_by_key(book, collection.cards(self.now()))

    def journal(self) -> Path:
        return self.root / ".flashcards" / "journal" / f"{self.device}.jsonl"

    # --------------------------------------------------------------------------------------------------------- git

    def git(self, *words: str) -> None:
        identity = {f"GIT_{who}_{what}": self.device for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", *words], cwd=self.root, env={**os.environ, **identity, **alone},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", f"from {self.device}")

    def pull(self, other: Machine, *options: str) -> None:
        self.git("pull", "--quiet", "--no-rebase", "--no-edit", *options, str(other.root), "main")

    def clone(self, root: Path, device: str, ahead_ms: int = 0) -> Machine:
        self.git("clone", "--quiet", str(self.root), str(root))
        return Machine(root, device, ahead_ms, self.minutes)

    def copied(self, root: Path) -> Machine:
        """The same machine in another course of events."""
        shutil.copytree(self.root, root)
        return Machine(root, self.device, self.ahead_ms, self.minutes, list(self.given))


@pytest.fixture
def desk(tmp_path: Path) -> Machine:
    """A machine that has a repository with notes, a first build and some reviews in it."""
    machine = Machine(tmp_path / "desk" / "study", "desk")
    sailing().write(machine.root)
    (machine.root / ".gitignore").write_text(NOT_IN_GIT)
    machine.git("init", "--quiet", "--initial-branch", "main")
    machine.build()
    ids = machine.ids(sailing())
    machine.answer(sorted(ids.values())[::3], random.Random(1))
    machine.commit()
    return machine


# ----------------------------------------------------------------------------------------------------- what they change


def on_the_desk(book: Notebook) -> None:
    book.entry("Rudder").front = "Steering blade"
    book.entry("Stratus").back = "a low grey sheet from which drizzle falls"
    book.take_out("Cirrus")
    book.section("Canals").entries.append(book.from_stock("Ebb"))
    book.section("Rig").heading = "Sails and rig"


def on_the_laptop(book: Notebook) -> None:
    book.entry("Lock").back = "a chamber between two gates in which boats are lifted or lowered"
    book.entry("Knot").rows.reverse()
    book.take_out("Squall")
    book.section("Hull").entries.append(book.from_stock("Gunwale"))
    book.files[2].path = "sky/weather.md"


def on_both(book: Notebook) -> None:
    """The same on either machine, which know nothing of each other."""
    book.entry("Mouth").back = "a wide delta on the western coast of the Black Sea"
    book.section("Danube").entries.insert(0, book.from_stock("Bilge"))


def changed(*edits: Callable[[Notebook], None]) -> Notebook:
    book = sailing()
    for edit in edits:
        edit(book)
    return book


MERGED = (on_both, on_the_desk, on_the_laptop)
NAMES = ("Steering blade", "Ruder")


def work_apart(desk: Machine, laptop: Machine) -> dict[str, str]:
    """Both change notes, build, and answer cards, some of them the same; the ids of all, by their names."""
    known: dict[str, str] = {}
    for machine, edit in ((desk, on_the_desk), (laptop, on_the_laptop)):
        book, dice = changed(on_both, edit), random.Random(machine.device)
        book.write(machine.root)
        machine.build()
        ids = machine.ids(book)
        assert {key: known.get(key, card) for key, card in ids.items()} == ids
        known |= ids
        machine.answer(dice.sample(sorted(ids.values()), 15), dice)
        machine.undo()
        machine.answer([ids[key] for key in ("Keel", "Rudder", "Lock", "Bilge")], dice)
        machine.commit()
    return known


def exchange(first: Machine, second: Machine) -> None:
    """``first`` merges what ``second`` has, and gives it the outcome."""
    first.pull(second)
    second.pull(first)


def states(machine: Machine) -> dict[str, State]:
    with machine.opened() as collection:
        return {card: collection.state(card, LATER) for card in collection.ledger().cards}


def ledger(machine: Machine) -> Ledger:
    with machine.opened() as collection:
        return collection.ledger()


def assert_each_counts_once(machine: Machine, given: Iterable[Given]) -> None:
    """The answers ``given``, and no others, are what decides where each card stands."""
    reviews: dict[str, list[Review]] = {}
    with machine.opened() as collection:
        for card, rating, time_ms in given:
            day = collection.moment(Now(time_ms, 60)).day
            reviews.setdefault(card, []).append(Review(card, rating, time_ms, day))
        counted = {card: [replace(one, event_id="") for one in found] for card, found in collection.reviews.items()}
        assert counted == {card: sorted(found, key=lambda one: one.time_ms) for card, found in reviews.items()}
        for card in collection.ledger().cards:
            expected = replay(reviews.get(card, ()), collection.config.scheduling, collection.moment(LATER).day)
            assert collection.state(card, LATER) == expected


def assert_nothing_to_do(machine: Machine) -> None:
    with machine.opened() as collection:
        assert collection.plan().plan.changes_nothing


# ----------------------------------------------------------------------------------------------------------- the tests


@pytest.mark.parametrize("ahead_hours", [0, 7, -30])
def test_whoever_pulls_first_both_have_the_same_cards_and_reviews(
    desk: Machine, tmp_path: Path, ahead_hours: int
) -> None:
    laptop = desk.clone(tmp_path / "laptop" / "study", "laptop", ahead_hours * HOUR_MS + A_MOMENT_MS)
    known = work_apart(desk, laptop)
    merged = changed(*MERGED)
    expected = {asked.key: known[asked.key] for asked in merged.cards().values()}
    given = desk.given + laptop.given
    after_the_merge: list[Ledger] = []
    in_the_end: list[dict[str, State]] = []
    for order in ("desk first", "laptop first"):
        pair = [one.copied(tmp_path / order / one.device / "study") for one in (desk, laptop)]
        first, second = pair if order == "desk first" else pair[::-1]
        exchange(first, second)
        after_the_merge += map(ledger, pair)
        for machine in pair:
            assert machine.ids(merged) == expected
            assert_each_counts_once(machine, given)
            plan = machine.build().plan
            assert (plan.added, plan.retired, plan.restored, plan.doubtful) == ((), (), (), ())
            machine.commit()

        exchange(first, second)
        assert ledger(first) == ledger(second)
        for machine in pair:
            assert machine.ids(merged) == expected
            assert_each_counts_once(machine, given)
            assert_nothing_to_do(machine)
        in_the_end += map(states, pair)
    assert all(one == after_the_merge[0] for one in after_the_merge)
    assert all(one == in_the_end[0] for one in in_the_end)


@pytest.mark.parametrize("whose", ["ours", "theirs"])
@pytest.mark.parametrize("ahead_hours", [0, 7, -30])
def test_a_line_that_both_changed_stays_one_card(desk: Machine, tmp_path: Path, ahead_hours: int, whose: str) -> None:
    """Git asks the learner which of the two to keep; the card is the same one either way."""
    laptop = desk.clone(tmp_path / "laptop" / "study", "laptop", ahead_hours * HOUR_MS + A_MOMENT_MS)
    books = [changed(lambda book, front=front: setattr(book.entry("Rudder"), "front", front)) for front in NAMES]
    rudder = desk.ids(sailing())["Rudder"]
    for machine, book in zip((desk, laptop), books, strict=True):
        book.write(machine.root)
        assert [one.card_id for one in machine.build().plan.followed] == [rudder]
        machine.answer([rudder], random.Random(machine.device))
        machine.commit()
    desk.pull(laptop, "--strategy-option", whose)
    laptop.pull(desk)
    kept = books[0] if whose == "ours" else books[1]
    for machine in (laptop, desk):
        assert machine.ids(kept)["Rudder"] == rudder
        assert not machine.build().plan.added
        machine.commit()
    exchange(desk, laptop)
    assert ledger(desk) == ledger(laptop)
    for machine in (desk, laptop):
        assert machine.ids(kept)["Rudder"] == rudder
        assert_nothing_to_do(machine)
        assert_each_counts_once(machine, desk.given + laptop.given)


def test_lines_that_came_twice_or_torn_do_no_harm(desk: Machine, tmp_path: Path) -> None:
    laptop = desk.clone(tmp_path / "laptop" / "study", "laptop", 7 * HOUR_MS + A_MOMENT_MS)
    work_apart(desk, laptop)
    whole = laptop.journal().read_bytes()
    laptop.journal().write_bytes(whole[:-25])
    torn = laptop.given.pop()
    lines = desk.journal().read_bytes().splitlines(keepends=True)
    desk.journal().write_bytes(b"".join([*lines, *lines[::2], lines[0]]))
    laptop.journal().with_name("laptop (a conflicting copy).jsonl").write_bytes(whole[: len(whole) // 2])
    for machine in (desk, laptop):
        machine.commit()
    exchange(desk, laptop)
    assert ledger(desk) == ledger(laptop)
    for machine in (desk, laptop):
        assert_each_counts_once(machine, desk.given + laptop.given)
        with machine.opened() as collection:
            assert any("the last line is torn" in problem.message for problem in collection.journal_problems)

    laptop.answer([torn[0]], random.Random(1))
    laptop.commit()
    exchange(desk, laptop)
    assert ledger(desk) == ledger(laptop)
    for machine in (desk, laptop):
        assert_each_counts_once(machine, desk.given + laptop.given)
        with machine.opened() as collection:
            assert not [one for one in collection.journal_problems if "(a conflicting copy)" not in one.path]


def test_two_machines_that_never_talked_make_the_same_cards(tmp_path: Path) -> None:
    """The real program in two processes that have nothing in common but the notes."""
    machines = [Machine(tmp_path / name / "study", name) for name in ("desk", "laptop")]
    listed = []
    for machine, (seed, zone) in zip(machines, [("1", "UTC"), ("2", "Pacific/Auckland")], strict=True):
        sailing().write(machine.root)
        (machine.root / ".gitignore").write_text(NOT_IN_GIT)
        surroundings = {DEVICE_VARIABLE: machine.device, "PYTHONHASHSEED": seed, "TZ": zone}
        run(machine.root, surroundings, "build")
        listed.append(run(machine.root, surroundings, "cards", "--json"))
    assert listed[0] == listed[1]
    assert len(listed[0].splitlines()) == len(sailing().cards())

    desk, laptop = machines
    ids = desk.ids(sailing())
    for machine, own in ((desk, "Luff"), (laptop, "Leech")):
        machine.git("init", "--quiet", "--initial-branch", "main")
        machine.answer([ids["Keel"], ids[own]], random.Random(own))
        machine.commit()
    desk.pull(laptop, "--allow-unrelated-histories")
    laptop.pull(desk)
    assert ledger(desk) == ledger(laptop)
    for machine in machines:
        assert_nothing_to_do(machine)
        assert machine.ids(sailing()) == ids
        assert_each_counts_once(machine, desk.given + laptop.given)


def run(root: Path, surroundings: Mapping[str, str], *words: str) -> str:
    done = flashcards_from_disk(root, *words, **surroundings)
    assert done.returncode == 0, done.stderr
    return done.stdout
