"""Twenty honest edits one after another, each with a build, an import into the real Anki, and reviews there.

Whatever becomes of a card's wording and place, Anki has one note for it, with the newest text and the learner's schedule.
"""

from __future__ import annotations

import json
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
        assert all(name in question for name in asked.context)  # the last may open the question itself
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


LIST = "# Ships and what they are built of\n\n- Kinds of planks:\n    - garboard\n    - sheer strake\n"


def without_questions(root: Path) -> None:
    """What an older version would have left: a journal that doesn't say how names are asked."""
    for path in (root / ".flashcards" / "journal").glob("*.jsonl"):
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        assert any(line.get("wording", {}).pop("question", "") for line in lines)
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    (root / ".flashcards" / "index.db").unlink()


@pytest.mark.parametrize("was_older", [False, True])
def test_a_list_that_grows_or_shrinks_is_the_same_card_with_another_question(
    was_older: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DEVICE_VARIABLE, "desk")
    note = tmp_path / "notes" / "ships.md"
    note.parent.mkdir()
    with new_collection(tmp_path / "anki") as anki:
        for number, (counted, members) in enumerate(
            [("two", ""), ("two", ""), ("three", "    - bilge plank\n"), ("two", "")]
        ):
            note.write_text(f"{LIST}{members}", "utf-8")
            now = Now(T0 + number * MINUTE_MS, 60)
            with Collection(tmp_path, Config()) as collection:
                report = collection.build(now)
                [card] = collection.cards(now)
            asked = f"Which {counted} kinds of planks are there?"
            assert (card.draft.front, card.draft.shown) == ("Kinds of planks", asked)
            imported = anki.load(report.package)
            is_news = number > 1 or (number == 1 and was_older)
            assert (imported.new, imported.updated) == (not number, is_news)
            assert anki.guids() == [card.id]
            assert asked in text(anki.question(card.id))
            assert anki.answers_given() == ({card.id: number} if number else {})
            anki.review(card.id, 2)
            if was_older and not number:
                without_questions(tmp_path)
        anki.assert_sound()
