"""Twenty honest edits one after another, each with a build, an import into the real Anki, and reviews there.

Whatever becomes of a card's wording and place, Anki has one note for it, with the newest text and the learner's schedule.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pytest

from flashcards.collection import BuildReport, Collection, Now
from flashcards.config import Config
from flashcards.journal import DEVICE_VARIABLE
from tests.anki_collection import AnkiCollection, new_collection
from tests.notebook import EDITS, Asked, Edit, bring_back, delete, ids_by_key, sailing

T0 = 1_760_000_000_000
MINUTE_MS = 60_000
STEPS = 20
REVIEWS_A_STEP = 4


class Learner:
    """Somebody who writes in a notebook, and reviews in Anki what comes of it."""

    def __init__(self, root: Path, anki: AnkiCollection) -> None:
        self.root = root
        self.anki = anki
        self.book = sailing()
        self.ids: dict[str, str] = {}
        """The card id of everything that ever stood in the notebook, by its name there."""
        self.present: set[str] = set()
        """The ids of what stands there now."""
        self.builds = 0

    def build(self) -> tuple[BuildReport, Mapping[str, str]]:
        """A build, and the ids of the cards by their names in the notebook."""
        self.book.write(self.root)
        now = Now(T0 + self.builds * MINUTE_MS, 60)
        self.builds += 1
        with Collection(self.root, Config()) as collection:
            report = collection.build(now)
            return report, ids_by_key(self.book, collection.cards(now))

    def bring_to_anki(self) -> None:
        """Build and import, and see that nothing but texts changed, and notes of new cards came."""
        report, ids = self.build()
        assert {key: self.ids.get(key, card_id) for key, card_id in ids.items()} == ids
        gone, new = self.present - set(ids.values()), set(ids.values()) - set(self.ids.values())
        assert {card.id for card in report.plan.retired} == gone
        assert {one.card_id for one in report.plan.added} == new
        self.ids |= ids
        self.present = set(ids.values())

        schedules, answers = self.anki.schedules(), self.anki.answers_given()
        imported = self.anki.load(report.package)
        assert (imported.new, imported.conflicting) == (len(new), 0)
        assert self.anki.guids() == sorted(self.ids.values()), "one note for each card that ever was"
        later = self.anki.schedules()
        assert {guid: later[guid] for guid in schedules} == schedules
        assert {later[guid].reps for guid in new} <= {0}
        assert self.anki.answers_given() == answers
        for asked in self.book.cards().values():
            self.assert_shown(asked)

    def assert_shown(self, asked: Asked) -> None:
        guid = self.ids[asked.key]
        question, answer = text(self.anki.question(guid)), text(self.anki.answer(guid))
        assert asked.front.casefold() in question.casefold()  # a list asks with its name inside a question
        assert " › ".join(asked.context) in question
        assert " ".join((asked.back or "").split()) in answer

    def review(self, dice: random.Random) -> None:
        for guid in dice.sample(sorted(self.present), REVIEWS_A_STEP):
            self.anki.review(guid, dice.choice([0, 1, 2, 3, 3]))


def text(html: str) -> str:
    """What a learner reads on a page."""
    in_lines = re.sub(r"<br>|</?(?:div|li|p)\b[^>]*>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", in_lines)).split())


def without_line(fields: Mapping[str, str]) -> dict[str, str]:
    """A card whose line alone is another is left alone in Anki."""
    return {**fields, "Source": fields["Source"].rpartition(":")[0]}


def edits(dice: random.Random) -> list[Edit]:
    """Every edit at least once, in some order; something is deleted before it can be brought back."""
    chosen = [*EDITS, *dice.choices(EDITS, k=STEPS - len(EDITS))]
    dice.shuffle(chosen)
    chosen.remove(delete)
    chosen.insert(dice.randrange(chosen.index(bring_back) + 1), delete)
    return chosen


@pytest.mark.parametrize("seed", [1, 2])
def test_twenty_edits_keep_every_note_and_every_schedule(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DEVICE_VARIABLE, "desk")
    dice = random.Random(seed)
    with new_collection(tmp_path / "anki") as anki, new_collection(tmp_path / "another's anki") as other:
        learner = Learner(tmp_path / "study", anki)
        learner.bring_to_anki()
        assert len(learner.present) >= 40
        learner.review(dice)
        for edit in edits(dice):
            edit(learner.book, dice)
            learner.bring_to_anki()
            learner.review(dice)

        kinds_of_schedule = {schedule.type for schedule in anki.schedules().values()}
        assert {0, 1, 2} <= kinds_of_schedule, "new, in learning and in review: there was something to lose"
        other.load(learner.build()[0].package)
        assert other.guids() == sorted(learner.present)
        for guid in learner.present:
            assert without_line(anki.fields(guid)) == without_line(other.fields(guid)), (
                "as if imported for the first time"
            )
        anki.assert_sound()
