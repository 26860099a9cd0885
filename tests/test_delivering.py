"""What a package tells Anki beside the cards of the notes: what retired, what moved, and the settings that show on cards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flashcards.collection import BuildReport, Collection, Now
from flashcards.collection.delivering import RETIRED_FOR_MS
from flashcards.config import AnkiTable, BuildTable, Config
from flashcards.journal import DEVICE_VARIABLE
from tests.packages import database_of

NOTE = """# Metrics

- Precision : the share of flagged items that are positive
- Recall : the share of positive items that are flagged

# Plots

- ROC curve : plots both rates against each other
"""
RECALL = "- Recall : the share of positive items that are flagged\n"
START_MS = 1_790_000_000_000


class Study:
    """A collection in a folder, built again and again."""

    def __init__(self, root: Path) -> None:
        self.root, self.settings, self.now_ms = root, Config(), START_MS
        self.write(NOTE)

    def write(self, text: str, name: str = "a.md") -> None:
        (self.root / "notes").mkdir(parents=True, exist_ok=True)
        (self.root / "notes" / name).write_text(text, "utf-8")

    def wants(self, **anki: Any) -> None:
        self.settings = Config(anki=AnkiTable(**anki))

    def build(self) -> BuildReport:
        self.now_ms += 60_000
        with Collection(self.root, self.settings) as collection:
            return collection.build(Now(self.now_ms, 0), accept_retired=True)

    def would_change(self) -> bool:
        with Collection(self.root, self.settings) as collection:
            return collection.plan().changed

    def id_of(self, front: str) -> str:
        with Collection(self.root, self.settings) as collection:
            every = collection.cards(Now(self.now_ms, 0), retired=True)
        return next(card.id for card in every if card.draft.front == front)

    def notes(self) -> dict[str, tuple[int, str, str]]:
        """Time, tags and fields of each note of the package, by GUID."""
        with database_of(next((self.root / "decks").glob("*.apkg"))) as database:
            return {guid: rest for guid, *rest in database.execute("SELECT guid, mod, tags, flds FROM notes")}

    def tagged(self) -> set[str]:
        return {guid for guid, (_, tags, _) in self.notes().items() if "flashcards::retired" in tags.split()}

    def journal(self) -> str:
        return "".join(path.read_text("utf-8") for path in (self.root / ".flashcards" / "journal").glob("*.jsonl"))


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Study]:
    monkeypatch.setenv(DEVICE_VARIABLE, "desk")
    yield Study(tmp_path / "study")


def test_what_retires_is_newer_and_so_is_what_comes_back(study: Study) -> None:
    study.build()
    recall, times = study.id_of("Recall"), [study.notes()[study.id_of("Recall")][0]]
    for text in (NOTE.replace(RECALL, ""), NOTE, NOTE.replace(RECALL, "")):
        study.write(text)
        study.build()
        assert (recall in study.tagged()) == (RECALL not in text)
        times.append(study.notes()[recall][0])
    assert times == sorted(set(times))


def test_of_what_retired_nothing_depends_on_the_cache(study: Study) -> None:
    study.build()
    study.write(NOTE.replace(RECALL, ""))
    package = study.build().package
    before = package.read_bytes()
    package.unlink()
    for left in (study.root / ".flashcards").glob("index.db*"):
        left.unlink()
    assert study.build().package.read_bytes() == before


def test_after_a_year_of_changes_what_retired_is_told_no_more(study: Study) -> None:
    study.build()
    study.write(NOTE.replace(RECALL, ""))
    study.build()
    recall = study.id_of("Recall")
    study.now_ms += RETIRED_FOR_MS
    assert not study.build().changed, "time alone changes nothing"
    assert study.tagged() == {recall}
    study.write(NOTE.replace(RECALL, "").replace("flagged", "found"))
    study.build()
    assert study.tagged() == set()


def test_what_retired_can_be_left_alone(study: Study) -> None:
    study.wants(retired="leave")
    study.build()
    recall = study.id_of("Recall")
    study.write(NOTE.replace(RECALL, ""))
    [by_hand] = [one for one in study.build().by_hand if one.what == "retired"]
    assert recall not in study.notes()
    assert recall in by_hand.search
    study.wants(retired="tag")
    study.build()
    assert recall in study.tagged()


def test_another_wish_is_news_about_what_it_is_about_and_is_said_once(study: Study) -> None:
    study.build()
    assert '"choose"' not in study.journal(), "the usual is not worth a line"
    study.write(NOTE.replace(RECALL, ""))
    study.build()
    recall, before = study.id_of("Recall"), study.notes()
    study.wants(retired="empty")
    assert study.would_change()
    study.build()
    assert not study.would_change()
    changed = {guid for guid, (time_s, *_) in study.notes().items() if time_s > before[guid][0]}
    assert changed == {recall}
    assert study.journal().count('"choose"') == 1
    study.wants(retired="empty", links="obsidian")
    study.build()
    assert all(time_s > before[guid][0] for guid, (time_s, *_) in study.notes().items())
    assert not study.build().changed


def test_a_wish_is_news_even_if_the_clock_went_back(study: Study) -> None:
    study.build()
    before = study.notes()
    study.now_ms -= 1_000_000_000
    study.wants(links="file")
    study.build()
    assert all(time_s > before[guid][0] for guid, (time_s, *_) in study.notes().items())


@pytest.mark.parametrize(
    ("vault", "address"),
    [
        ("", "obsidian://open?vault=study&amp;file=notes%2Fa.md"),
        ("study/notes", "obsidian://open?vault=notes&amp;file=a.md"),
        (".", "obsidian://open?vault={top}&amp;file=study%2Fnotes%2Fa.md"),
    ],
)
def test_a_link_leads_into_the_vault_that_the_notes_lie_in(study: Study, vault: str, address: str) -> None:
    top = study.root.parent
    if vault:
        (top / vault / ".obsidian").mkdir()
    study.wants(links="obsidian")
    study.build()
    assert f'"{address.format(top=top.name)}">a.md:3</a>' in study.notes()[study.id_of("Precision")][2]


def test_a_link_to_a_file_is_where_the_file_is(study: Study) -> None:
    study.wants(links="file")
    study.build()
    address = (study.root / "notes" / "a.md").resolve().as_uri()
    assert f'"{address}">a.md:3</a>' in study.notes()[study.id_of("Precision")][2]


def test_who_moves_all_of_a_deck_is_told_the_deck_and_else_the_cards(study: Study) -> None:
    study.build()
    study.write(NOTE.replace("# Plots", "# Curves"))
    [whole] = study.build().by_hand
    assert (whole.what, whole.deck) == ("moved", "a::Curves")
    assert whole.search == '"note:Flashcards from notes" "deck:a::Plots" -"deck:a::Plots::*"'
    study.write(NOTE.replace("# Plots", "# Curves").replace(RECALL, "") + RECALL)
    [part] = [one for one in study.build().by_hand if one.what == "moved"]
    assert part.search.endswith(f' -"deck:a::Metrics::*" "Uid:{study.id_of("Recall")}"')


def test_limits_are_options_of_decks_only_if_wanted(study: Study) -> None:
    def presets() -> str:
        with database_of(study.build().package) as database:
            return str(database.execute("SELECT dconf FROM col").fetchone())

    assert '"study"' not in presets()
    study.wants(preset=True)
    assert study.would_change()
    assert '"study"' in presets()


def test_a_prefix_is_part_of_the_decks_that_are_told(study: Study) -> None:
    study.settings = Config(build=BuildTable(deck_prefix="All"))
    study.build()
    study.write(NOTE.replace("# Plots", "# Curves"))
    [moved] = study.build().by_hand
    assert (moved.deck, "deck:All::a::Plots" in moved.search) == ("All::a::Curves", True)
    assert os.sep not in moved.search
    study.settings = Config(build=BuildTable(deck_prefix="Study"))
    moves = {(one.deck, one.search.split('"')[3]) for one in study.build().by_hand if one.what == "moved"}
    assert moves == {(f"Study::{deck}", f"deck:All::{deck}") for deck in ("a::Metrics", "a::Curves")}, (
        "they are where the last build has put them"
    )
    assert study.build().by_hand == ()
