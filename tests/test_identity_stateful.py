"""Random days of a learner: edits, builds, answers, undo, a lost cache, a second device. What must hold, holds after each.

Hypothesis chooses what happens, and looks for the shortest story that breaks a law.
"""

from __future__ import annotations

import copy
import random
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from flashcards.collection import Collection, Now
from flashcards.config import Config
from flashcards.journal import DEVICE_VARIABLE, Journal
from flashcards.ledger import fold
from flashcards.model import Card, Rating, Review
from flashcards.scheduler import replay
from tests.notebook import EDITS, Edit, bring_back, delete, ids_by_key, sailing

T0 = 1_760_000_000_000
MINUTE_MS = 60_000
HOURS_AHEAD = 5
MOST_EDITS_AT_ONCE = 3
ONE_CARD_OF = 8
"""Only one card of so many is ever answered, so that it is answered often."""

MOST_EDITS_APART = 6
"""So few that no build, on either device, finds that a large part of the cards has gone."""

EDIT = st.sampled_from(EDITS) | st.sampled_from((delete, bring_back))
DICE = st.integers(0, 2**16).map(random.Random)
RATINGS = st.sampled_from(list(Rating))


@dataclass
class Device:
    """A folder with notes and a journal, and what has been answered and taken back as far as it has heard."""

    root: Path
    name: str
    ahead_ms: int = 0
    answered: dict[str, Review] = field(default_factory=dict)
    own: list[str] = field(default_factory=list)
    """The answers of this device, in the order in which they were given, whatever its clock said."""
    taken_back: set[str] = field(default_factory=set)

    @property
    def journal(self) -> Path:
        return self.root / ".flashcards" / "journal"

    def hear(self, other: Device) -> None:
        """Get the other's journal file, as a file sync brings it."""
        self.journal.mkdir(parents=True, exist_ok=True)
        for file in other.journal.glob(f"{other.name}.jsonl"):
            shutil.copy(file, self.journal)
        self.answered |= other.answered
        self.taken_back |= other.taken_back

    def last_answer(self) -> str | None:
        """What undo takes back."""
        own = [event_id for event_id in self.own if event_id not in self.taken_back]
        live = [review.event_id for found in self.reviews().values() for review in found]
        return own[-1] if own else max(live, key=lambda one: self.answered[one].time_ms, default=None)

    def reviews(self) -> dict[str, list[Review]]:
        """The answers that count here, by card."""
        found: dict[str, list[Review]] = {}
        for event_id, review in sorted(self.answered.items(), key=lambda one: one[1].time_ms):
            if event_id not in self.taken_back:
                found.setdefault(review.card_id, []).append(review)
        return found


class Days(RuleBasedStateMachine):
    """A learner's notebook at home, and a second device that sometimes hears of it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.patch = pytest.MonkeyPatch()
        self.home = Device(self.folder / "home" / "study", "home")
        self.away = Device(self.folder / "away" / "study", "away", HOURS_AHEAD * 60 * MINUTE_MS + 17_000)
        self.book = sailing()
        self.synchronised = sailing()
        self.minutes = 0
        self.edits_apart = 0
        self.said: dict[object, str] = {}
        """The ids of the cards of all builds at home, by what they said and where."""

    def teardown(self) -> None:
        self.patch.undo()
        shutil.rmtree(self.folder)

    # ----------------------------------------------------------------------------------------------- what happens

    @initialize()
    def begin(self) -> None:
        self.change_notes_and_build([], random.Random(0))
        self.meet()

    @precondition(lambda self: self.edits_apart + MOST_EDITS_AT_ONCE <= MOST_EDITS_APART)
    @rule(edits=st.lists(EDIT, max_size=MOST_EDITS_AT_ONCE), dice=DICE)
    def change_notes_and_build(self, edits: list[Edit], dice: random.Random) -> None:
        for edit in edits:
            edit(self.book, dice)
        self.edits_apart += len(edits)
        self.build_at_home(dice)

    @rule(dice=DICE)
    def take_edits_back(self, dice: random.Random) -> None:
        """As with ``git checkout``: the notes are again what they were when all was synchronised."""
        self.book = copy.deepcopy(self.synchronised)
        self.edits_apart = 0
        self.build_at_home(dice)

    @rule(dice=DICE)
    def build_away_with_old_notes(self, dice: random.Random) -> None:
        """The journals are synchronised, the notes aren't yet; and then this is undone at home."""
        self.hear_of_one_another()
        self.build_on(self.away)
        self.hear_of_one_another()
        self.build_at_home(dice)

    @rule(dice=DICE, rating=RATINGS)
    def answer_at_home(self, dice: random.Random, rating: Rating) -> None:
        self.answer_on(self.home, dice, rating)

    @rule(dice=DICE, rating=RATINGS)
    def answer_away(self, dice: random.Random, rating: Rating) -> None:
        self.answer_on(self.away, dice, rating)

    @rule(at_home=st.booleans())
    def undo(self, at_home: bool) -> None:
        device = self.home if at_home else self.away
        with self.opened(device) as collection:
            review = collection.undo(self.now(device))
        assert (review and review.event_id) == device.last_answer()
        device.taken_back |= {review.event_id} if review else set()

    @rule()
    def lose_the_cache(self) -> None:
        for file in (self.home.root / ".flashcards").glob("index.db*"):
            file.unlink()

    @rule()
    def meet(self) -> None:
        """All is synchronised."""
        self.hear_of_one_another()
        self.book.write(self.away.root)
        self.synchronised = copy.deepcopy(self.book)
        self.edits_apart = 0

    # ------------------------------------------------------------------------------------------------ how it is done

    def now(self, device: Device) -> Now:
        self.minutes += 1
        return Now(T0 + self.minutes * MINUTE_MS + device.ahead_ms, 60)

    def hear_of_one_another(self) -> None:
        self.home.hear(self.away)
        self.away.hear(self.home)

    def opened(self, device: Device) -> Collection:
        self.patch.setenv(DEVICE_VARIABLE, device.name)
        return Collection(device.root, Config())

    def build_at_home(self, dice: random.Random) -> None:
        self.book.write(self.home.root)
        self.build_on(self.home)
        self.check_home(dice)

    def build_on(self, device: Device) -> None:
        with self.opened(device) as collection:
            collection.build(self.now(device))
        before = {path: path.read_bytes() for path in device.journal.iterdir()}
        with self.opened(device) as collection:
            again = collection.build(self.now(device))
        assert (again.plan.changes_nothing, again.changed) == (True, False)
        assert {path: path.read_bytes() for path in device.journal.iterdir()} == before

    def answer_on(self, device: Device, dice: random.Random, rating: Rating) -> None:
        with self.opened(device) as collection:
            now = self.now(device)
            card = dice.choice(sorted(card.id for card in collection.cards(now))[::ONE_CARD_OF])
            review = collection.answer(card, rating, now)
        device.answered[review.event_id] = review
        device.own.append(review.event_id)

    # --------------------------------------------------------------------------------------------------- what must hold

    def check_home(self, dice: random.Random) -> None:
        lines, problems = Journal(self.home.journal).read()
        assert not problems
        with self.opened(self.home) as collection:
            ledger, now = collection.ledger(), Now(T0 + 1000 * 60 * MINUTE_MS, 60)
            cards = collection.cards(now)
            states = {card: collection.state(card, now) for card in ledger.cards}
            day, scheduling = collection.moment(now).day, collection.config.scheduling

        ids = [card.id for card in cards]
        assert len(set(ids)) == len(ids), "no two cards have one id"
        assert {card for card, record in ledger.cards.items() if not record.retired} == set(ids)
        ids_by_key(self.book, cards)

        reviews = self.home.reviews()
        assert {card: list(found) for card, found in ledger.reviews.items()} == reviews, "each answer counts once"
        assert reviews.keys() <= ledger.cards.keys(), "of a card that is known"
        assert states == {card: replay(reviews.get(card, ()), scheduling, day) for card in ledger.cards}

        arrived = [*lines, *dice.choices(lines, k=len(lines) // 2)]
        dice.shuffle(arrived)
        assert fold(arrived) == fold(lines) == ledger, "whatever the order, and however often"

        for card in cards:
            card_id = self.said.setdefault(what_is_said(card), card.id)
            assert card.id == card_id, "what stands unchanged in the notes, or is back, keeps its id"


def what_is_said(card: Card) -> object:
    draft = card.draft
    return draft.kind, draft.context, draft.front, "" if draft.kind == "open" else draft.back


TestDays = Days.TestCase
TestDays.settings = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=15,
    stateful_step_count=20,
    suppress_health_check=[HealthCheck.too_slow],
)
