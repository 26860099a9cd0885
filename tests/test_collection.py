"""Whole builds on real folders: notes change, machines crash, caches vanish, and every card keeps its history."""

from __future__ import annotations

import ast
import json
import random
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import flashcards
from flashcards import config
from flashcards.collection import (
    AmbiguousCardError,
    BuildReport,
    Collection,
    MissingPicturesError,
    NoCardsError,
    NoNotesError,
    NoSuchDeckError,
    NoSuchTagError,
    Now,
    UnknownCardError,
    choosing,
    fingerprint,
    packing,
)
from flashcards.collection import holdings as holdings_module
from flashcards.collection.report import Scan
from flashcards.config import CardsTable, Config
from flashcards.index import Index
from flashcards.journal import DEVICE_VARIABLE, Journal
from flashcards.model import Card, Rating, Review
from flashcards.scheduler import Reviewing
from flashcards.session import Counts
from tests.packages import database_of

T0 = 1_760_000_000_000
METRICS = """# Metrics

- Precision: the share of flagged items that are positive
- Recall: the share of positive items that are flagged
- Accuracy: the share of all items that are labelled rightly
"""
TREES = """
Trees
=====

Bagging
    Many trees, each grown on another sample of the data.

Boosting
    Many small trees, each mending the faults of those before it.
"""


@pytest.fixture(autouse=True)
def _device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DEVICE_VARIABLE, "laptop")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    write(folder, "metrics.md", METRICS)
    write(folder, "trees.rst", TREES)
    return folder


def write(root: Path, name: str, text: str) -> None:
    (root / "notes" / name).parent.mkdir(parents=True, exist_ok=True)
    (root / "notes" / name).write_text(text, "utf-8")


def change(root: Path, name: str, old: str, new: str) -> None:
    text = (root / "notes" / name).read_text("utf-8")
    assert old in text
    write(root, name, text.replace(old, new))


def opened(root: Path, settings: Config | None = None) -> Collection:
    return Collection(root, settings or config.load(root))


def now(seconds: float = 0) -> Now:
    return Now(T0 + round(seconds * 1000), 60)


def build(root: Path, seconds: float = 0, out: Path | None = None, *, accept_retired: bool = False) -> BuildReport:
    with opened(root) as collection:
        return collection.build(now(seconds), out, accept_retired=accept_retired)


def cards(root: Path, **options: bool) -> dict[str, Card]:
    """The cards by front."""
    with opened(root) as collection:
        return {card.draft.front: card for card in collection.cards(now(10**6), **options)}


def counts(report: BuildReport) -> dict[str, int]:
    names = ("added", "edited", "moved", "followed", "kept", "restored", "retired", "held", "doubtful")
    return {name: len(getattr(report.plan, name)) for name in names if getattr(report.plan, name)}


def packaged(package: Path) -> dict[str, int]:
    """GUID and modification time of every note in a package that has a card."""
    with database_of(package) as database:
        return dict(database.execute("SELECT guid, notes.mod FROM notes JOIN cards ON nid = notes.id"))


def snapshot(root: Path) -> dict[str, tuple[bytes, int]]:
    """Everything in the collection but the cache."""
    files = [path for path in root.rglob("*") if path.is_file() and not path.name.startswith("index.db")]
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


# ------------------------------------------------------------------------------------------------------- the build


def test_the_first_build_adds_every_card(root: Path) -> None:
    report = build(root)
    assert (counts(report), report.notes, report.changed) == ({"added": report.cards}, 2, True)
    assert report.package == root / "decks" / "study.apkg"
    assert set(packaged(report.package)) == {card.id for card in cards(root).values()}
    assert report.problems == ()


def test_a_build_without_a_change_writes_nothing(root: Path) -> None:
    build(root)
    before = snapshot(root)
    report = build(root, 100)
    assert (counts(report), report.changed) == ({"kept": report.cards}, False)
    assert snapshot(root) == before


def test_status_says_what_build_will_do_and_changes_nothing(root: Path) -> None:
    before = snapshot(root)
    with opened(root) as collection:
        expected = collection.plan()
    assert snapshot(root) == before
    assert not (root / ".flashcards").exists()
    assert counts(build(root)) == counts(expected)

    change(root, "metrics.md", "flagged\n", "found\n")
    before = snapshot(root)
    with opened(root) as collection:
        expected = collection.plan()
        assert (counts(expected)["edited"], expected.changed) == (1, True)
    assert snapshot(root) == before
    assert counts(build(root, 5)) == counts(expected)
    with opened(root) as collection:
        assert not collection.plan().changed


def test_notes_are_never_written(root: Path) -> None:
    before = snapshot(root / "notes")
    build(root)
    change(root, "metrics.md", "Recall", "Recal")
    after_change = snapshot(root / "notes")
    build(root, 5)
    assert before.keys() == after_change.keys()
    assert snapshot(root / "notes") == after_change


def test_only_a_card_that_changed_gets_a_new_modification_time(root: Path) -> None:
    first = packaged(build(root).package)
    recall = cards(root)["Recall"]
    change(root, "metrics.md", "positive items that are flagged", "positives that were found")
    report = build(root, 60)
    assert [one.card_id for one in report.plan.edited] == [recall.id]
    second = packaged(report.package)
    assert second.keys() == first.keys()
    assert {guid for guid in first if first[guid] != second[guid]} == {recall.id}
    assert second[recall.id] == T0 // 1000 + 60


def test_a_line_put_in_above_changes_no_card(root: Path) -> None:
    first = packaged(build(root).package)
    change(root, "metrics.md", "- Precision", "Some words that are no card.\n\n- Precision")
    report = build(root, 60)
    assert counts(report) == {"kept": report.cards}
    assert packaged(report.package) == first


def test_a_reworded_card_keeps_its_id_and_reviews(root: Path) -> None:
    build(root)
    recall = cards(root)["Recall"]
    with opened(root) as collection:
        collection.answer(recall.id, Rating.GOOD, now(10))
    change(root, "metrics.md", "Recall", "Sensitivity")
    report = build(root, 20)
    assert counts(report)["followed"] == 1
    assert cards(root)["Sensitivity"].id == recall.id
    with opened(root) as collection:
        assert len(collection.reviews[recall.id]) == 1
    change(root, "metrics.md", "Sensitivity", "Recall")
    assert build(root, 30).plan.followed[0].reason == "back to a former wording"
    assert cards(root)["Recall"].id == recall.id


def test_a_retired_card_leaves_the_package_and_comes_back_with_its_reviews(root: Path) -> None:
    build(root)
    recall = cards(root)["Recall"]
    with opened(root) as collection:
        collection.answer(recall.id, Rating.GOOD, now(10))
    text = METRICS.replace("- Recall: the share of positive items that are flagged\n", "")
    write(root, "metrics.md", text)
    report = build(root, 20, accept_retired=True)
    assert recall.id in {card.id for card in report.plan.retired}
    assert recall.id not in packaged(report.package)
    assert "Recall" not in cards(root)
    assert cards(root, retired=True)["Recall"].status == "retired"

    write(root, "metrics.md", METRICS)
    report = build(root, 30)
    assert recall.id in {one.card_id for one in report.plan.restored}
    assert recall.id in packaged(report.package)
    with opened(root) as collection:
        assert len(collection.reviews[recall.id]) == 1
    assert cards(root)["Recall"].status == "active"


def test_a_moved_file_moves_its_cards(root: Path) -> None:
    before = {card.id for card in cards(root).values()}
    build(root)
    (root / "notes/sub").mkdir()
    (root / "notes/metrics.md").rename(root / "notes/sub/scores.md")
    report = build(root, 5)
    assert not report.plan.added
    assert not report.plan.retired
    assert {card.id for card in cards(root).values()} == before


def test_the_same_statement_in_two_notes_is_one_card(root: Path) -> None:
    write(root, "again.md", METRICS)
    report = build(root)
    assert len(cards(root)["Recall"].draft.source) == 2
    (root / "notes/again.md").unlink()
    after = build(root, 5)
    assert (len(after.plan.retired), after.cards) == (0, report.cards)


def test_settings_are_followed(root: Path) -> None:
    (root / "vault").mkdir()
    (root / "notes/metrics.md").rename(root / "vault/metrics.md")
    text = '[build]\nnotes = "vault"\nout = "out/here"\nname = "mine"\ndeck_prefix = "Studies"\n'
    (root / "flashcards.toml").write_text(text)
    with Collection.find(root / "vault") as collection:
        report = collection.build(now())
    assert report.package == root / "out/here/mine.apkg"
    assert report.notes == 1
    (root / "flashcards.toml").write_text(text.replace("Studies", "Other"))
    with Collection.find(root) as collection:
        assert collection.build(now(5)).changed


def test_a_build_into_another_folder(root: Path, tmp_path: Path) -> None:
    build(root)
    assert build(root, 5, tmp_path / "elsewhere").changed
    assert (tmp_path / "elsewhere" / "study.apkg").is_file()
    assert not build(root, 6).changed


def test_a_changed_picture_is_packed_anew(root: Path) -> None:
    write(root, "pictures.md", "# Curves\n\nROC curve: plots both rates against each other ![the curve](roc%201.svg)\n")
    (root / "flashcards.toml").write_text('anki.missing_pictures = "tell"\n')
    report = build(root)
    assert [str(problem) for problem in report.problems] == [
        "notes/pictures.md:3: the picture 'roc%201.svg' was not found"
    ]
    assert [str(problem) for problem in build(root, 1).problems] == [str(problem) for problem in report.problems]
    (root / "notes/roc 1.svg").write_text("<svg/>")
    first = build(root, 5)
    assert (first.changed, first.problems, build(root, 6).changed) == (True, (), False)
    (root / "notes/roc 1.svg").write_text("<svg><path/></svg>")
    assert build(root, 7).changed


def everything_kept(root: Path) -> dict[str, bytes]:
    """All files but the cache."""
    files = (path for path in root.rglob("*") if path.is_file() and "index.db" not in path.name)
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def test_a_missing_picture_stops_a_build_before_anything_is_written(root: Path) -> None:
    card = with_picture(root)
    package = build(root).package
    write(
        root,
        "more.md",
        "# More\n\nLift: a ratio ![](none.png)\n\nGain: what is won ![](../../away.png) ![](none.png)\n",
    )
    (root / "notes/metrics.md").write_text((root / "notes/metrics.md").read_text().replace("found", "seen"))
    (root / "notes/roc.svg").unlink()
    before = everything_kept(root)
    with pytest.raises(MissingPicturesError) as stopped:
        build(root, 60)
    assert str(stopped.value) == (
        "notes/more.md:3: the picture 'none.png' was not found, and in 3 other places pictures can't be had either, so nothing"
        " was built: see that each lies where the notes say, within the collection, and can be read, or set missing_pictures ="
        ' "tell" in the table [anki] of flashcards.toml to build without.'
    )
    with opened(root) as collection:
        assert [(one.path, one.line) for one in collection.plan().missing_pictures] == [
            ("notes/more.md", 3),
            ("notes/more.md", 5),
            ("notes/more.md", 5),
            ("notes/pictures.md", 3),
        ]
        assert {one.id for one in collection.cards(now(60))} > {card}
    assert everything_kept(root) == before
    (root / "flashcards.toml").write_text('[anki]\nmissing_pictures = "tell"\n')
    with opened(root) as collection:
        assert collection.plan().missing_pictures == ()
    report = build(root, 120)
    assert (len(report.problems), report.changed, mod_of(report, card)) == (4, True, T0 // 1000 + 120)
    assert report.package == package


def test_a_picture_that_only_a_retired_card_shows_stops_nothing(root: Path) -> None:
    with_picture(root)
    build(root)
    (root / "notes/pictures.md").unlink()
    (root / "notes/roc.svg").unlink()
    report = build(root, 60)
    assert (len(report.plan.retired), report.problems) == (1, ())


def test_a_missing_picture_of_a_note_that_cannot_be_read_stops_a_build(root: Path) -> None:
    with_picture(root)
    build(root)
    (root / "notes/pictures.md").write_bytes(b"\xff")
    (root / "notes/roc.svg").unlink()
    with pytest.raises(MissingPicturesError, match=r"^notes/pictures.md:3: the picture 'roc.svg' was not found, so"):
        build(root, 60)


def mod_of(report: BuildReport, guid: str) -> int:
    return packaged(report.package)[guid]


def draw(root: Path, content: str) -> None:
    (root / "notes/roc.svg").write_text(content)


def with_picture(root: Path) -> str:
    """The id of the card that shows ``roc.svg``."""
    write(root, "pictures.md", "# Curves\n\nROC curve: plots both rates against each other ![the curve](roc.svg)\n")
    draw(root, "<svg/>")
    return next(card.id for card in cards(root).values() if "roc.svg" in card.draft.back)


@pytest.mark.parametrize("vanish", ["decks", ".flashcards/index.db", "nothing"])
def test_a_changed_picture_is_newer_each_time_whatever_was_deleted(root: Path, vanish: str) -> None:
    """Anki has taken the second package, and takes the fourth only if its note is newer than that."""
    card = with_picture(root)
    others = packaged(build(root).package).keys() - {card}
    draw(root, "<svg>2</svg>")
    second = build(root, 60)
    assert [one.card_id for one in second.plan.edited] == [card]
    for left in root.glob(f"{vanish}*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    third = build(root, 120)
    assert not third.plan.edited
    assert mod_of(third, card) == T0 // 1000 + 60
    draw(root, "<svg>3</svg>")
    fourth = packaged(build(root, 180).package)
    assert fourth[card] == T0 // 1000 + 180
    assert {fourth[guid] for guid in others} == {T0 // 1000}


def test_a_changed_picture_is_as_new_in_every_folder_and_on_every_machine(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = with_picture(root)
    build(root)
    draw(root, "<svg>2</svg>")
    here = mod_of(build(root, 60), card)
    assert mod_of(build(root, 120, tmp_path / "elsewhere"), card) == here
    other = tmp_path / "other" / "study"
    shutil.copytree(root / "notes", other / "notes")
    shutil.copytree(root / ".flashcards/journal", other / ".flashcards/journal")
    monkeypatch.setenv(DEVICE_VARIABLE, "desktop")
    assert mod_of(build(other, 180), card) == here
    draw(other, "<svg>3</svg>")
    assert mod_of(build(other, 240), card) > here


def test_a_new_picture_is_told_like_any_change_and_is_no_other_card(root: Path) -> None:
    card = with_picture(root)
    build(root)
    draw(root, "<svg>2</svg>")
    with opened(root) as collection:
        expected = collection.plan()
    assert (expected.changed, [one.card_id for one in expected.plan.edited]) == (True, [card])
    write(root, "curves/pictures.md", (root / "notes/pictures.md").read_text())
    (root / "notes/pictures.md").unlink()
    (root / "notes/roc.svg").rename(root / "notes/curves/roc.svg")
    report = build(root, 60)
    assert (report.plan.added, report.plan.retired) == ((), ())
    assert mod_of(report, card) == T0 // 1000 + 60
    assert not build(root, 120).changed


def test_a_journal_that_knows_no_pictures_yet_is_read(root: Path) -> None:
    card = with_picture(root)
    build(root)
    journal = root / ".flashcards/journal/laptop.jsonl"
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    for line in lines:
        assert len(line["wording"].pop("pictures")) == (line["card"] == card)
    journal.write_text("".join(json.dumps(line) + "\n" for line in lines))
    report = build(root, 60)
    assert not report.problems
    assert {"edited": 1, "kept": report.cards - 1} == counts(report)
    assert counts(build(root, 61)) == {"kept": report.cards}


def test_a_card_with_a_picture_whose_note_cannot_be_read_stays_as_it_was(root: Path) -> None:
    card = with_picture(root)
    build(root)
    before = {one.id: one for one in cards(root).values()}[card]
    (root / "notes/pictures.md").write_bytes(b"\xff")
    assert {one.id: one for one in cards(root).values()}[card] == before
    report = build(root, 5)
    assert card in packaged(report.package)
    assert not report.plan.edited


# ------------------------------------------------------------------------------------------------------ our own code


def test_when_our_code_changed_notes_are_parsed_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    parse = holdings_module.parser.parse
    monkeypatch.setattr(
        holdings_module.parser, "parse", lambda note, *wanted: parsed.append(note.path) or parse(note, *wanted)
    )
    build(root)
    assert sorted(parsed) == ["notes/metrics.md", "notes/trees.rst"]
    build(root, 5)
    assert len(parsed) == 2
    monkeypatch.setattr(holdings_module, "code_of", lambda *names: f"new {names}")
    build(root, 6)
    assert len(parsed) == 4


def test_notes_are_merged_only_when_something_changed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    merged: list[object] = []
    merge = holdings_module.parser.merge
    monkeypatch.setattr(holdings_module.parser, "merge", lambda drafts: merged.append(1) or merge(drafts))
    build(root)
    loaded: list[str] = []
    monkeypatch.setattr(Index, "parsed", lambda _, path, *others: loaded.append(path))
    for _ in range(3):
        with opened(root) as collection:
            collection.plan()
            collection.due(now(5))
    assert (len(merged), loaded) == (1, [])
    change(root, "metrics.md", "Recall", "Sensitivity")
    cards(root)
    assert len(merged) == 2
    monkeypatch.setattr(holdings_module, "code_of", lambda *names: "new" if "merging" in names else "old")
    cards(root)
    assert len(merged) == 3


def _settings(**fields: object) -> Config:
    return Config(cards=CardsTable.model_validate(fields))


CHANGES = (
    lambda root: change(root, "metrics.md", "Recall", "Sensitivity"),
    lambda root: write(root, "more.md", "# More\n\n- Kernel: similarity of two points as an inner product\n"),
    lambda root: write(root, "copy.md", (root / "notes/metrics.md").read_text("utf-8")),
    lambda root: (root / "notes/trees.rst").unlink(),
    lambda root: (root / "notes/metrics.md").rename(root / "notes/measures.md"),
    lambda root: (root / "notes/metrics.md").write_bytes(b"\xff\xff"),
    lambda root: write(root, "faulty.rst", "Faulty\n======\n\n=====  ===\na b  c\n=====  =\n"),
    lambda root: write(root, "open.md", "# Recall\n\nWhat is recall good for?\n"),
)
SETTINGS = (
    Config(),
    _settings(tags=("exam",)),
    _settings(rules={"explained_below": False}),
    _settings(languages=("de",)),
    _settings(two_way_tables=True),
    _settings(deck="Other"),
    _settings(where=({"notes": "trees.rst", "tags": ("wood",)},)),
    _settings(where=({"notes": "nowhere.md", "tags": ("wood",)},)),
)


@pytest.mark.parametrize("settings", SETTINGS)
@pytest.mark.parametrize("happens", CHANGES)
def test_a_scan_says_the_same_with_the_cache_and_without(
    root: Path, tmp_path: Path, happens: Callable[[Path], object], settings: Config
) -> None:
    build(root)

    def scans() -> list[Scan]:
        found: list[Scan] = []
        for state in (root / ".flashcards", tmp_path / "no such folder"):
            with opened(root, settings) as collection:
                collection._index.close()
                collection._index = Index(state)
                found += [collection.scan(), collection.scan()]
        return found

    before = scans()
    assert all(scan == before[0] for scan in before)
    happens(root)
    after = scans()
    assert all(scan == after[0] for scan in after)
    assert after[0] != before[0]


def test_problems_are_told_each_time(root: Path) -> None:
    write(root, "faulty.rst", "Faulty\n======\n\n=====  =====\nterm   meaning\nseveral words here\n=====  =====\n")
    (root / "notes/broken.md").write_bytes(b"\xff\xff")
    first = build(root).problems
    assert {problem.path for problem in first} >= {"notes/faulty.rst", "notes/broken.md"}
    assert build(root, 5).problems == first
    with opened(root) as collection:
        assert collection.plan().problems == first


def test_when_our_code_changed_the_package_is_written_anew(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(root)
    assert not build(root, 5).changed
    monkeypatch.setattr(packing, "code_of", lambda *names: f"new {names}")
    assert build(root, 6).changed
    assert not build(root, 7).changed


@pytest.mark.parametrize(
    ("kept", "made_by"),
    [
        ({"parser", "markup", "model", "errors", "readers", "rules"}, ("parser", "readers", "rules", "markup")),
        (
            {"parser", "markup", "model", "errors", "readers", "rules", "merging", "collection"},
            ("parser", "readers", "rules", "markup", "merging"),
        ),
        ({"export", "apkg", "render", "markup"}, ("export", "apkg", "render", "markup")),
        ({"events", "ledger", "model"}, ("events", "ledger")),
    ],
)
def test_what_is_kept_depends_on_all_the_code_that_makes_it(
    root: Path, monkeypatch: pytest.MonkeyPatch, kept: set[str], made_by: tuple[str, ...]
) -> None:
    named: set[frozenset[str]] = set()
    for module in (holdings_module, packing):
        monkeypatch.setattr(module, "code_of", lambda *names: named.add(frozenset(names)) or repr(names))
    build(root)
    assert kept in named
    imports = {part for name in made_by for part in imported_by(name)}
    not_making = {"merging"} if "parser" in made_by else {"model", "errors"}
    assert imports - not_making <= kept


def imported_by(name: str) -> set[str]:
    """The modules and packages of ours that this one imports."""
    package = Path(flashcards.__file__).parent
    files = [*(package / name).rglob("*.py")] or [package / f"{name}.py"]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    modules = [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return {module.split(".")[1] for module in modules if module.startswith("flashcards.")}


@pytest.mark.parametrize("change", ["a file", "a module", "a library"])
def test_the_fingerprint_of_our_code_changes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    for name in ("collection/fingerprint.py", "rules/term.py", "parser.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x = 1")
    monkeypatch.setattr(fingerprint, "__file__", str(tmp_path / "collection/fingerprint.py"))
    before = fingerprint.code_of.__wrapped__("rules", "parser")
    assert fingerprint.code_of.__wrapped__("rules", "parser") == before
    if change == "a library":
        monkeypatch.setattr(fingerprint, "version", lambda name: f"{name} 99")
    else:
        (tmp_path / {"a file": "rules/term.py", "a module": "parser.py"}[change]).write_text("x = 2")
    assert fingerprint.code_of.__wrapped__("rules", "parser") != before


# ------------------------------------------------------------------------------------------------- nothing is lost


def test_a_collection_without_notes_keeps_its_package(root: Path) -> None:
    package = build(root).package
    before = snapshot(root / ".flashcards"), package.read_bytes()
    for note in (root / "notes").iterdir():
        note.unlink()
    with pytest.raises(NoNotesError, match=r"There are no notes in .*notes: put some there \(.*\.md"):
        build(root, 5)
    (root / "notes").rmdir()
    with pytest.raises(NoNotesError, match="There are no notes in"):
        build(root, 5)
    assert (snapshot(root / ".flashcards"), package.read_bytes()) == before


def test_notes_without_a_card_keep_the_package(root: Path) -> None:
    package = build(root).package
    before = snapshot(root / ".flashcards"), package.read_bytes()
    (root / "notes/trees.rst").unlink()
    write(root, "metrics.md", "Nothing here.\n")
    with pytest.raises(NoCardsError, match="give no cards"):
        build(root, 5)
    assert (snapshot(root / ".flashcards"), package.read_bytes()) == before


def test_when_no_note_can_be_read_it_says_why(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/a.md").write_bytes(b"\xff")
    with pytest.raises(NoNotesError, match=r"None of the notes .*notes/a.md:1: this note is not UTF-8"):
        build(tmp_path)


def test_a_note_that_cannot_be_read_keeps_its_cards(root: Path) -> None:
    first = build(root)
    before = cards(root)
    (root / "notes/metrics.md").write_bytes(METRICS.encode() + b"\xff\xfe")
    report = build(root, 5)
    assert set(counts(report)) == {"kept", "held"}
    assert not report.plan.retired
    assert [(problem.path, problem.line) for problem in report.problems] == [("notes/metrics.md", 6)]
    assert packaged(report.package).keys() == packaged(first.package).keys()
    assert cards(root) == before

    (root / ".flashcards/index.db").unlink()
    assert {front: card.id for front, card in cards(root).items()} == {front: card.id for front, card in before.items()}
    write(root, "metrics.md", METRICS)
    assert not build(root, 6).plan.retired


@pytest.mark.parametrize("damage", ["delete", "corrupt"])
def test_without_the_cache_nothing_is_lost_even_if_the_notes_changed(root: Path, damage: str) -> None:
    first = packaged(build(root).package)
    recall = cards(root)["Recall"].id
    index = root / ".flashcards/index.db"
    if damage == "delete":
        index.unlink()
    else:
        index.write_bytes(b"rubbish" * 1000)
    change(root, "metrics.md", "Recall", "Sensitivity")
    report = build(root, 60)
    assert cards(root)["Sensitivity"].id == recall
    assert not report.plan.added
    second = packaged(report.package)
    assert second.keys() == first.keys()
    assert {guid for guid in first if first[guid] == second[guid]} >= first.keys() - {
        one.card_id for one in (*report.plan.followed, *report.plan.edited, *report.plan.moved)
    }


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"cut off")])
def test_a_package_that_is_gone_or_broken_is_written_again(root: Path, damage: object) -> None:
    package = build(root).package
    before = packaged(package)
    damage(package)  # type: ignore[operator]
    report = build(root, 60)
    assert (counts(report), report.changed) == ({"kept": report.cards}, True)
    assert packaged(package) == before


def test_a_torn_journal_line_is_reported_and_the_build_goes_on(root: Path) -> None:
    build(root)
    journal = root / ".flashcards/journal/laptop.jsonl"
    journal.write_bytes(journal.read_bytes()[:-30])
    report = build(root, 5)
    assert any("torn" in problem.message for problem in report.problems)
    assert len(report.plan.added) == 1
    assert not build(root, 6).problems


def test_after_any_prefix_of_the_journal_the_next_build_completes_it(root: Path, tmp_path: Path) -> None:
    """A crash in the middle of appending leaves a prefix of the lines, and perhaps a torn one."""
    expected = packaged(build(root).package).keys()
    journal = root / ".flashcards/journal/laptop.jsonl"
    whole = journal.read_bytes()
    for cut in random.Random(7).sample(range(len(whole)), 12):
        copy = tmp_path / f"crashed-{cut}"
        shutil.copytree(root / "notes", copy / "notes")
        (copy / ".flashcards/journal").mkdir(parents=True)
        (copy / ".flashcards/journal/laptop.jsonl").write_bytes(whole[:cut])
        report = build(copy, 5)
        assert packaged(report.package).keys() == expected
        assert counts(build(copy, 6)) == {"kept": len(expected)}


def test_a_clock_that_went_back_does_not_hide_a_change(root: Path) -> None:
    first = packaged(build(root, 1000).package)
    recall = cards(root)["Recall"].id
    change(root, "metrics.md", "positive items that are flagged", "positives that were found")
    report = build(root, 0)
    assert len(report.plan.edited) == 1
    assert packaged(report.package)[recall] > first[recall]
    again = build(root, 1)
    assert counts(again) == {"kept": again.cards}


BUILDER = textwrap.dedent("""
    import sys, time
    from pathlib import Path
    from flashcards.collection import Collection, Now
    from flashcards.collection.report import Scan
from flashcards.config import CardsTable, Config
from flashcards.index import Index

    root, texts = Path(sys.argv[1]), sys.argv[2:]
    for turn in range(1000):
        (root / "notes/metrics.md").write_text(texts[turn % len(texts)])
        with Collection(root, Config()) as collection:
            report = collection.build(Now(time.time_ns() // 1_000_000, 0))
        print(report.cards, flush=True)
""")


def test_a_build_that_is_killed_anywhere_is_completed_by_the_next(root: Path) -> None:
    build(root)
    recall = cards(root)["Recall"].id
    with opened(root) as collection:
        collection.answer(recall, Rating.GOOD, now(10))
    texts = [METRICS.replace("Recall", "Sensitivity"), METRICS.replace("# M", "# Our m"), METRICS]
    dice = random.Random(3)
    for _ in range(6):
        builder = subprocess.Popen([sys.executable, "-c", BUILDER, str(root), *texts], stdout=subprocess.PIPE)
        assert builder.stdout
        builder.stdout.readline()
        time.sleep(dice.random() * 0.3)
        builder.kill()
        builder.communicate()

        write(root, "metrics.md", METRICS)
        with opened(root) as collection:
            report = collection.build(Now(time.time_ns() // 1_000_000, 0))
            assert not collection.plan().changed
            assert len(collection.reviews[recall]) == 1
        found = cards(root)
        assert found["Recall"].id == recall
        assert packaged(report.package).keys() == {card.id for card in found.values()}


# ------------------------------------------------------------------------------------------------------ two machines


def test_two_machines_build_the_same_notes_alike_and_merge(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other" / "study"
    shutil.copytree(root, other)
    build(root)
    monkeypatch.setenv(DEVICE_VARIABLE, "desktop")
    build(other, 30)
    assert {card.id for card in cards(root).values()} == {card.id for card in cards(other).values()}

    recall = cards(root)["Recall"].id
    with opened(other) as collection:
        collection.answer(recall, Rating.HARD, now(40))
    monkeypatch.setenv(DEVICE_VARIABLE, "laptop")
    with opened(root) as collection:
        collection.answer(recall, Rating.EASY, now(50))
    change(root, "metrics.md", "Recall", "Sensitivity")
    build(root, 60)

    for one, another in ((root, other), (other, root)):
        for file in (one / ".flashcards/journal").iterdir():
            if not (another / ".flashcards/journal" / file.name).exists():
                shutil.copy(file, another / ".flashcards/journal")
    shutil.copytree(root / "notes", other / "notes", dirs_exist_ok=True)
    for folder in (root, other):
        with opened(folder) as collection:
            assert [review.rating for review in collection.reviews[recall]] == [Rating.HARD, Rating.EASY]
            assert not collection.plan().plan.added
        assert cards(folder)["Sensitivity"].id == recall


# --------------------------------------------------------------------------------------------------------- answering


def test_an_answer_is_on_the_disk_when_it_returns(root: Path) -> None:
    build(root)
    recall = cards(root)["Recall"].id
    with opened(root) as collection:
        given = collection.answer(recall, Rating.HARD, now(3600), duration_ms=2500)
        assert Journal(root / ".flashcards/journal").read()[0][-1].id == given.event_id
        assert collection.reviews[recall] == (given,)
    assert (given.day, given.duration_ms) == (collection.moment(now(3600)).day, 2500)


def test_a_day_begins_at_the_rollover_hour(root: Path) -> None:
    midnight = 1_760_000_400_000 // 86_400_000 * 86_400_000
    with opened(root) as collection:
        days = [collection.moment(Now(midnight + hour * 3_600_000, 60)).day for hour in (2, 3, 26, 27)]
    assert [day - days[0] for day in days] == [0, 1, 1, 2]


def test_a_card_that_no_build_has_seen_can_be_answered(root: Path) -> None:
    recall = cards(root)["Recall"].id
    with opened(root) as collection:
        collection.answer(recall, Rating.GOOD, now(1))
        collection.answer(recall, Rating.GOOD, now(2))
    lines = [json.loads(line) for line in (root / ".flashcards/journal/laptop.jsonl").read_text().splitlines()]
    assert [line["type"] for line in lines] == ["add", "review", "review"]
    change(root, "metrics.md", "Recall", "Sensitivity")
    build(root, 5)
    assert cards(root)["Sensitivity"].id == recall


def test_no_such_card(root: Path) -> None:
    with opened(root) as collection, pytest.raises(UnknownCardError, match="no card nonsense: `flashcards cards`"):
        collection.answer("nonsense", Rating.GOOD, now())
    assert not (root / ".flashcards").exists()


def test_a_card_is_found_by_how_its_id_begins(root: Path) -> None:
    ids = sorted(card.id for card in cards(root).values())
    with opened(root) as collection:
        assert [collection.find_card(card_id[:6], now()) for card_id in ids] == ids
        for begun in ("nonsense", ids[0][:3], ids[0] + "x", ""):
            with pytest.raises(UnknownCardError):
                collection.find_card(begun, now())
    with pytest.raises(AmbiguousCardError, match="2 cards have an id that begins with abcd"):
        choosing.one_id("abcd", ["abcdef", "abcdeg", "b"])


def test_a_sitting_over_a_deck_asks_it_and_those_below_within_the_limits(root: Path) -> None:
    settings = Config.model_validate({"review": {"new_per_day": 2}})
    with opened(root, settings) as collection:
        assert collection.sitting(None, now(), lambda: 0.5).counts == Counts(new=2, learning=0, review=0)
        sitting = collection.sitting("METRICS", now(), lambda: 0.5)
        assert sitting.current and sitting.current.draft.deck == "metrics::Metrics"
        with pytest.raises(
            NoSuchDeckError, match="There is no deck metric: there are metrics, metrics::Metrics, trees"
        ):
            collection.sitting("metric", now(), lambda: 0.5)
        recall = next(card.id for card in collection.cards(now()) if card.draft.front == "Recall")
        collection.answer(recall, Rating.AGAIN, now())
        assert collection.due(now())["metrics::Metrics"].learning == 1
        tomorrow = collection.due(now(86_400))["metrics::Metrics"]
        assert (tomorrow.learning, tomorrow.review) == (0, 1)
        assert isinstance(collection.state(recall, now(86_400)), Reviewing)


def test_a_sitting_can_be_over_a_tag_ahead_or_beside_the_schedule(root: Path) -> None:
    write(root, "tagged.md", "---\ntags: [exam, law]\n---\n# L\n\n- Tort: a civil wrong that causes a loss\n")
    with opened(root) as collection:
        sitting = collection.sitting(None, now(), lambda: 0.5, tag="Exam")
        assert sitting.current and sitting.current.draft.front == "Tort"
        with pytest.raises(NoSuchTagError, match="There is no card with the tag exams: there are exam, law"):
            collection.sitting(None, now(), lambda: 0.5, tag="exams")
        collection.record(sitting.answer(Rating.EASY, collection.moment(now())).review, now())
        tort = sitting.history[0].card_id
        collection.answer(tort, Rating.GOOD, now(86_400))
        on_day_3 = now(3 * 86_400)
        assert collection.sitting(None, on_day_3, lambda: 0.5, tag="law").counts == Counts(0, 0, 0)
        assert collection.sitting(None, on_day_3, lambda: 0.5, tag="law", ahead_days=4).counts == Counts(0, 0, 1)
        cram = collection.sitting(None, now(100), lambda: 0.5, tag="law", cram=True)
        before = collection.state(tort, now(100))
        crammed = collection.record(cram.answer(Rating.AGAIN, collection.moment(now(100))).review, now(100))
        assert collection.state(tort, now(100)) == before
        assert [review.rating for review in collection.reviews[tort]] == [Rating.EASY, Rating.GOOD]
        assert collection.ledger().crammed[tort] == (crammed,)
        assert collection.undo(now(200)) == crammed
        assert not collection.ledger().crammed


def test_a_deck_has_its_own_retention_in_sittings_and_for_each_card(root: Path) -> None:
    where = [{"deck": "metrics", "desired_retention": 0.7}]
    review = {"algorithm": "fsrs", "fuzz": False, "where": where}
    build(root)
    recall, bagging = cards(root)["Recall"].id, cards(root)["Bagging"].id
    with opened(root, Config.model_validate({"review": review})) as collection:
        for card in (recall, bagging):
            collection.answer(card, Rating.EASY, now())
        states = [collection.state(card, now()) for card in (recall, bagging)]
        assert all(isinstance(state, Reviewing) for state in states)
        assert states[0].interval_days > 2 * states[1].interval_days  # type: ignore[union-attr]


def test_a_day_that_was_chosen_in_a_sitting_is_the_same_ever_after(root: Path) -> None:
    settings = Config.model_validate({"review": {"algorithm": "fsrs", "easy_days": {"sunday": "minimum"}}})
    build(root)
    with opened(root, settings) as collection:
        sitting = collection.sitting(None, now(), lambda: 0.5)
        while sitting.current:
            collection.record(sitting.answer(Rating.EASY, collection.moment(now())).review, now())
    assert all(each.review.throw is not None for each in sitting.history)
    (root / ".flashcards" / "index.db").unlink()
    with opened(root, settings) as collection:
        for each in sitting.history:
            assert collection.state(each.card_id, now()) == each.after


@pytest.mark.parametrize("algorithm", ["sm2", "fsrs"])
def test_an_answer_comes_after_one_that_a_clock_ahead_has_dated(root: Path, algorithm: str) -> None:
    build(root)
    card = cards(root)["Recall"].id
    with opened(root, Config.model_validate({"review": {"algorithm": algorithm}})) as collection:
        collection.answer(card, Rating.AGAIN, now(7200))
        for second in range(4):
            collection.answer(card, Rating.GOOD, now(second))
        state = collection.state(card, now(10))
        assert isinstance(state, Reviewing)
        assert state.lapses == 0
        collection.answer(card, Rating.HARD, now(-86_400), dated=True)
        assert [one.rating for one in collection.reviews[card]] == [Rating.HARD, Rating.AGAIN, *[Rating.GOOD] * 4]


def test_answers_of_days_to_come_are_told_and_turn_nothing_around(root: Path) -> None:
    build(root)
    card = cards(root)["Recall"].id
    with opened(root) as collection:
        collection.answer(card, Rating.AGAIN, now(400 * 86_400))
        assert [one.card_id for one in collection.dated_ahead(now())] == [card]
        answered = collection.answer(card, Rating.GOOD, now())
        assert answered.time_ms == now().time_ms
        assert collection.dated_ahead(now(399 * 86_400)) == []


def test_a_deck_of_which_all_cards_are_suspended_is_there_but_asks_nothing(root: Path) -> None:
    build(root)
    with opened(root) as collection:
        for card in cards(root).values():
            collection.suspend(card.id, now(), suspended=True)
        assert collection.sitting("metrics", now(), lambda: 0.5).current is None


def test_a_card_is_put_aside_in_a_sitting_and_by_its_id(root: Path) -> None:
    build(root)
    with opened(root) as collection:
        sitting = collection.sitting(None, now(), lambda: 0.5)
        for suspended, status in ((False, "buried"), (True, "suspended")):
            assert sitting.current
            card = sitting.current.id
            done = sitting.put_aside(collection.moment(now()), suspended=suspended)
            line = collection.put_aside(done, now())
            assert {each.id: each.status for each in collection.cards(now())}[card] == status
            tomorrow = {each.id: each.status for each in collection.cards(now(86_400))}
            assert (tomorrow[card] == "active") == (not suspended)
            collection.ask_again(done, line, now())
            assert {each.id: each.status for each in collection.cards(now())}[card] == "active"
        assert collection.bury(card, now(), buried=True)
        assert not collection.bury(card, now(), buried=True)
        assert collection.due(now())["metrics::Metrics"].new == 2
        assert collection.bury(card, now(), buried=False)
        assert not collection.bury(card, now(), buried=False)
        assert collection.due(now())["metrics::Metrics"].new == 3


@pytest.mark.parametrize("action", ["tag", "suspend"])
def test_a_leech_is_found_by_its_tag_and_suspended_if_so_wanted(root: Path, action: str) -> None:
    build(root)
    recall = cards(root)["Recall"].id
    settings = Config.model_validate({"review": {"leech_threshold": 2, "leech_action": action}})
    with opened(root, settings) as collection:
        for day in range(3):
            with pytest.raises(NoSuchTagError):
                collection.sitting(None, now(86_400 * day), lambda: 0.5, tag="leech")
            collection.answer(recall, Rating.AGAIN if day else Rating.GOOD, now(86_400 * day))
        suspended = action == "suspend"
        assert collection.ledger().cards[recall].suspended == suspended
        later = now(86_400 * 3)
        if not suspended:
            assert collection.sitting(None, later, lambda: 0.5, tag="leech").counts == Counts(0, 0, 1)
        taken = collection.undo(later)
        assert isinstance(taken, Review) and taken.rating == Rating.AGAIN
        assert not collection.ledger().cards[recall].suspended
        assert len(collection.reviews[recall]) == 2


def test_what_was_parsed_and_folded_is_not_made_twice(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(root)
    recall = cards(root)["Recall"].id
    folded: list[object] = []
    fold = holdings_module.fold
    monkeypatch.setattr(holdings_module, "fold", lambda lines: folded.append(1) or fold(lines))
    with opened(root) as collection:
        collection.answer(recall, Rating.GOOD, now(5))
        collection.sitting(None, now(6), lambda: 0.5)
        collection.due(now(6))
    with opened(root) as collection:
        collection.sitting(None, now(7), lambda: 0.5)
    assert len(folded) == 1


def test_a_sitting_folds_no_journal_anew_though_its_answers_stay_in_order(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(root)
    folded: list[object] = []
    fold = holdings_module.fold
    with opened(root) as collection:
        sitting = collection.sitting(None, now(), lambda: 0.5)
        monkeypatch.setattr(holdings_module, "fold", lambda lines: folded.append(1) or fold(lines))
        written = []
        while sitting.current and len(written) < 20:  # a clock that goes back with each answer
            moment = collection.moment(now(-len(written)))
            rating = Rating.AGAIN if len(written) < 7 else Rating.GOOD
            written.append(collection.record(sitting.answer(rating, moment).review, now(-len(written))))
        assert not folded
        taken = collection.take_back(written[-1].event_id, now(1))
        assert taken == written.pop()
        by_card: dict[str, list[str]] = {}
        for one in written:
            by_card.setdefault(one.card_id, []).append(one.event_id)
        assert {card: [one.event_id for one in found] for card, found in collection.reviews.items()} == by_card
        assert any(len(found) > 1 for found in by_card.values())


def test_undo_takes_back_one_review_after_another(root: Path) -> None:
    build(root)
    fronts = cards(root)
    with opened(root) as collection:
        given = [
            collection.answer(fronts[front].id, Rating.GOOD, now(n)) for n, front in enumerate(["Recall", "Precision"])
        ]
        assert [collection.undo(now(9)), collection.undo(now(9)), collection.undo(now(9))] == [*reversed(given), None]
        assert not collection.reviews


def test_undo_takes_back_what_was_answered_here_last_whatever_the_clocks_say(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(root)
    recall = cards(root)["Recall"].id
    monkeypatch.setenv(DEVICE_VARIABLE, "clock-ahead")
    with opened(root) as collection:
        theirs = collection.answer(recall, Rating.EASY, now(99_999))
    monkeypatch.setenv(DEVICE_VARIABLE, "laptop")
    with opened(root) as collection:
        collection.answer(recall, Rating.GOOD, now(50))
        late = collection.answer(recall, Rating.HARD, now(20))
        assert collection.undo(now(60)) == late
        assert collection.take_back(theirs.event_id, now(60)) == theirs
        assert [review.rating for review in collection.reviews[recall]] == [Rating.GOOD]


def test_problems_are_those_of_notes_pictures_and_journal(root: Path) -> None:
    build(root)
    write(root, "bad.md", "# Bad\n\nROC curve: plots both rates against each other ![x](missing.png)\n")
    (root / "notes/latin.md").write_bytes(b"\xe9")
    (root / ".flashcards/journal/phone.jsonl").write_bytes(b"<<<<<<< HEAD\n")
    with opened(root) as collection:
        found = [(problem.path, problem.line) for problem in collection.problems()]
    assert found == [(".flashcards/journal/phone.jsonl", 1), ("notes/bad.md", 3), ("notes/latin.md", 1)]
