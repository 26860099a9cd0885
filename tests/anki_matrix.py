"""Packages of a small notebook, imported again and again into real collections of Anki, in any of its versions.

``python -m tests.anki_matrix [VERSION...]`` (``make anki-matrix``) makes an environment for each version in
``.anki-matrix/``, plays all scenarios there, and prints a table. ``test_anki_matrix`` plays them with the version that is
installed. Each scenario says what every card shows, where it lies, and that schedules stay.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import traceback
import venv
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from flashcards.collection import BuildReport, Collection, Now
from flashcards.config import AnkiTable, Config
from flashcards.journal import DEVICE_VARIABLE
from tests.anki_time import next_second

VERSIONS = ("2.1.66", "23.10.1", "24.11", "25.9.5", "26.9.3")
FOLDER = Path(__file__).parent.parent / ".anki-matrix"
MINUTE_MS = 60_000


@dataclass
class Anki:
    """A collection of some version of Anki, in a process of its own; a method of ``anki_worker.Worker`` is a question."""

    process: subprocess.Popen[str]

    def __getattr__(self, question: str) -> Callable[..., Any]:
        return partial(self._ask, question)

    def _ask(self, *question: object) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([*map(_plain, question)]) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"no answer to {question}"
        return json.loads(answer)


def _plain(argument: object) -> object:
    return str(argument) if isinstance(argument, Path) else argument


@contextmanager
def anki_of(python: str, folder: Path) -> Iterator[Anki]:
    """A new collection in ``folder``, kept by the Anki that this Python has."""
    folder.mkdir(parents=True)
    worker = str(Path(__file__).with_name("anki_worker.py"))
    process = subprocess.Popen(
        [python, worker, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        yield Anki(process)
    finally:
        process.communicate(timeout=60)


@dataclass
class Study:
    """Notes, and what is built of them, a minute later each time, or, if it ``waits``, when the clock says so.

    Until 24.11, Anki takes the time of an import for that of a change; a time to come is then no good.
    """

    root: Path
    settings: Config = field(default_factory=Config)
    waits: bool = False
    turn: int = 0

    def write(self, name: str, content: str | bytes) -> None:
        path = self.root / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.root / "notes" / name).read_text("utf-8")
        assert text.count(old) == 1, (old, text)
        self.write(name, text.replace(old, new))

    def build(self) -> BuildReport:
        if self.waits:
            next_second()
        else:
            self.turn += 1
        with Collection(self.root, self.settings) as collection:
            now = Now(time.time_ns() // 1_000_000 + self.turn * MINUTE_MS, 0)
            return collection.build(now, accept_retired=True)

    def ids(self) -> dict[str, str]:
        """The id of each card by its front as the note has it; of a hidden part by that."""
        with Collection(self.root, self.settings) as collection:
            cards = collection.cards(Now(0, 0))
        return {card.draft.front if "[...]" not in card.draft.front else card.draft.back: card.id for card in cards}

    def wants(self, **anki: Any) -> None:
        """These settings of ``[anki]``, and the usual ones beside them."""
        self.settings = Config(anki=AnkiTable(**anki))


# ------------------------------------------------------------------------------------------------------- the notebook

METRICS = """# Metrics

- Precision : the share of flagged items that are positive
- Recall : the share of positive items that are flagged
- ROC curve : plots both rates against each other ![the curve](plot.png)
- F1 score : $\\frac{2pr}{p+r}$

## Names

{{c1::Grace Hopper}} wrote the first compiler in {{c2::1952}}.
"""
CODE = """# Programs

| command | does |
|---|---|
| `ls` | lists files |
| `cd` | changes the folder |

Q: How does a loop look?
A: So:

    for x in y: pass
"""
PICTURES = {"plot.png": b"\x89PNG one", "other/plot.png": b"\x89PNG two"}
OTHER = "# Others\n\n- Lift curve : plots gain ![](plot.png)\n"

Shown = Mapping[str, tuple[str, str, str, str]]
"""Of each card, by its front in the note or its hidden part: what stands above it, both sides, and the line below."""

ABOVE = "Metrics › Names"
HOPPER = "Grace Hopper wrote the first compiler in 1952"
MEANT = "Metrics: what is meant by “{}”?"
SHOWN: Shown = {
    "Metrics": ("", "Which four things belong to Metrics?", "Precision Recall ROC curve F1 score", "metrics.md:1"),
    "Precision": ("", MEANT.format("Precision"), "the share of flagged items that are positive", "metrics.md:3"),
    "Recall": ("", MEANT.format("Recall"), "the share of positive items that are flagged", "metrics.md:4"),
    "ROC curve": ("", MEANT.format("ROC curve"), "plots both rates against each other", "metrics.md:5"),
    "F1 score": ("", "Metrics: what is F1 score?", r"\(\frac{2pr}{p+r}\)", "metrics.md:6"),
    "Grace Hopper": (ABOVE, "[...] wrote the first compiler in 1952.", f"{HOPPER}.", "metrics.md:10"),
    "1952": (ABOVE, "Grace Hopper wrote the first compiler in [...] .", f"{HOPPER} .", "metrics.md:10"),
    "`ls`": ("Programs › does", "ls", "lists files", "code.md:5"),
    "`cd`": ("Programs › does", "cd", "changes the folder", "code.md:6"),
    "How does a loop look?": ("Programs", "How does a loop look?", "So: for x in y: pass", "code.md:8"),
    "Lift curve": ("Others", "Lift curve", "plots gain", "other/lift.md:3"),
}
REPEATED = {"Grace Hopper", "1952"}
"""Of these the answer repeats the question."""
MEDIA = ["plot-0f910e78.png", "plot-4ce1f444.png"]


@dataclass
class Case:
    """A scenario's notebook and collection; what holds for every card is asserted here."""

    study: Study
    anki: Anki
    folder: Path
    python: str
    ids: dict[str, str] = field(default_factory=dict)
    """Of every card that ever was, by its front in the note or its hidden part."""

    def begin(self) -> None:
        """The notebook is built and imported, some of it is learnt, and synchronised."""
        for name, content in {"metrics.md": METRICS, "code.md": CODE, "other/lift.md": OTHER, **PICTURES}.items():
            self.study.write(name, content)
        assert self.load() == {"new": len(SHOWN)}
        for number, name in enumerate(("Precision", "Recall", "Grace Hopper", "ROC curve", "`ls`")):
            self.anki.review(self.ids[name], number % 4)
        self.anki.review(self.ids["Recall"], 3)
        self.anki.suspend(self.ids["F1 score"])
        self.anki.synced()

    def load(self) -> dict[str, int]:
        """Build, and import; what Anki says that it did, but for notes that it left as they were."""
        report = self.study.build()
        self.ids |= self.study.ids()
        done: dict[str, int] = self.anki.load(report.package)
        return {what: count for what, count in done.items() if what != "duplicate"}

    def shows(self, shown: Shown) -> None:
        """Each of these cards is there, and nothing else; Anki's own checks find nothing."""
        self.seen(shown)
        assert self.anki.check() == ""

    def seen(self, shown: Shown) -> None:
        said = {self.ids[name]: _both_sides(*texts, repeated=name in REPEATED) for name, texts in shown.items()}
        assert self.anki.shown() == said
        assert set(self.anki.notes().values()) == {1}
        assert self.anki.note_types().count("Flashcards from notes") == 1
        assert not [name for name in self.anki.note_types() if name.endswith("+")]

    def keeps(self, before: Mapping[str, object], now: Mapping[str, object]) -> None:
        """What was there before is so now, whatever has come."""
        assert {guid: now[guid] for guid in before} == before


def _both_sides(above: str, front: str, back: str, source: str, *, repeated: bool) -> list[str]:
    question = f"{above} {front}".strip()
    answer = f"{above} {back}" if repeated else f"{question} {back}"
    return [question, f"{answer} {source}"]


def but(shown: Shown, **changes: tuple[str, str, str, str] | None) -> dict[str, tuple[str, str, str, str]]:
    """``shown`` with these changes; with ``_`` for a space in a name, and None for what isn't there."""
    named = {name.replace("_", " "): texts for name, texts in changes.items()}
    return {name: texts for name, texts in {**shown, **named}.items() if texts}


# ---------------------------------------------------------------------------------------------------------- scenarios


def first_import(case: Case) -> None:
    case.begin()
    assert case.anki.media() == MEDIA
    assert case.anki.places()[case.ids["Lift curve"]] == "other::lift::Others"
    assert case.anki.places()[case.ids["`ls`"]] == "code::Programs"
    case.shows(SHOWN)


def unchanged(case: Case) -> None:
    case.begin()
    before = case.anki.schedules(), case.anki.ids()
    assert case.load() == {}
    assert case.anki.to_sync() == {}
    assert (case.anki.schedules(), case.anki.ids()) == before
    case.shows(SHOWN)


def edited(case: Case) -> None:
    case.begin()
    before = case.anki.schedules()
    for text in ("the part of flagged items that are right", "how many flagged items are right"):  # twice
        case.study.write("metrics.md", METRICS.replace("the share of flagged items that are positive", text))
        assert case.load() == {"updated": 1}
        assert case.anki.to_sync() == {"notes": 1}
        assert case.anki.schedules() == before
        case.seen(but(SHOWN, Precision=("", MEANT.format("Precision"), text, "metrics.md:3")))
    case.study.change("metrics.md", "- Recall :", "- Recal :")
    assert case.load()["updated"] >= 1
    case.keeps(before, case.anki.schedules())


def moved(case: Case) -> None:
    """The card keeps its deck; a search finds what has to be moved by hand, and nothing once that is done."""
    case.begin()
    before = case.anki.schedules(), case.anki.places()
    (case.study.root / "notes" / "code.md").rename(case.study.root / "notes" / "shell.md")
    report = case.study.build()
    case.anki.load(report.package)
    assert (case.anki.schedules(), case.anki.places()) == before
    [by_hand] = report.by_hand
    there = sorted(case.ids[name] for name in ("`ls`", "`cd`", "How does a loop look?"))
    assert (by_hand.what, by_hand.deck, sorted(by_hand.cards)) == ("moved", "shell::Programs", there)
    assert case.anki.find(by_hand.search) == there
    case.study.change("metrics.md", "## Names", "# Names")
    report = case.study.build()
    case.anki.load(report.package)
    [by_hand] = report.by_hand
    assert case.anki.find(by_hand.search) == sorted(case.ids[name] for name in REPEATED)
    assert by_hand.deck == "metrics::Names"
    shown = {name: (*texts[:3], texts[3].replace("code.md", "shell.md")) for name, texts in SHOWN.items()}
    case.shows(shown | {name: ("Names", *SHOWN[name][1:]) for name in REPEATED})


def retired(case: Case) -> None:
    """It gets a tag, and is learnt on until its learner does something."""
    case.begin()
    before = case.anki.schedules()
    case.study.change("metrics.md", "- Precision : the share of flagged items that are positive\n", "")
    assert case.load() == {"updated": 2}
    assert case.anki.find("tag:flashcards::retired") == [case.ids["Precision"]]
    assert case.anki.schedules() == before
    members = ("", "Which three things belong to Metrics?", "Recall ROC curve F1 score", "metrics.md:1")
    gone = ("", MEANT.format("Precision"), "the share of flagged items that are positive", "metrics.md")
    case.seen(but(SHOWN, Precision=gone, Metrics=members))
    case.anki.synced()
    assert case.load() == {}
    assert case.anki.to_sync() == {}
    case.shows(but(SHOWN, Precision=gone, Metrics=members))


def retired_and_emptied(case: Case) -> None:
    """Its question is empty, so that "Empty Cards" removes it, and later packages don't bring it back to be learnt."""
    case.study.wants(retired="empty")
    case.begin()
    before = case.anki.schedules()
    case.study.change("metrics.md", "- Precision : the share of flagged items that are positive\n", "")
    case.load()
    assert case.anki.schedules() == before
    assert "blank" in case.anki.html()[case.ids["Precision"]][0]
    assert case.anki.remove_empty() == [case.ids["Precision"]]
    case.anki.load(case.study.build().package)
    assert case.anki.notes()[case.ids["Precision"]] == 0, "the note alone comes again"
    assert case.ids["Precision"] not in case.anki.schedules()
    case.keeps({guid: one for guid, one in before.items() if guid != case.ids["Precision"]}, case.anki.schedules())
    case.study.write("metrics.md", METRICS)
    case.load()
    assert case.anki.schedules()[case.ids["Precision"]][:2] == [0, 0], "learnt anew, as its card was removed"
    case.shows(SHOWN)


def emptied_by_another_wish(case: Case) -> None:
    """What retired is emptied though it had its tag long before, as the settings want it otherwise now."""
    case.begin()
    case.study.change("metrics.md", "- Precision : the share of flagged items that are positive\n", "")
    case.load()
    case.anki.synced()
    case.study.wants(retired="empty")
    assert case.load() == {"updated": 1}
    assert case.anki.to_sync() == {"notes": 1}
    assert case.anki.remove_empty() == [case.ids["Precision"]]


def retired_for_a_stranger(case: Case) -> None:
    """Who never had the card doesn't get it."""
    case.begin()
    case.study.change("metrics.md", "- Precision : the share of flagged items that are positive\n", "")
    package = case.study.build().package
    with anki_of(case.python, case.folder / "stranger") as other:
        other.load(package)
        assert case.ids["Precision"] not in other.schedules()
        assert set(other.schedules()) == {case.ids[name] for name in SHOWN} - {case.ids["Precision"]}


def returned(case: Case) -> None:
    """Tag and empty question are gone again, and the schedule is the old one."""
    for wish in ("tag", "empty"):
        case.study.wants(retired=wish)
        if wish == "tag":
            case.begin()
        before = case.anki.schedules()
        case.study.change("metrics.md", "- Precision : the share of flagged items that are positive\n", "")
        case.load()
        assert case.anki.find("tag:flashcards::retired") == [case.ids["Precision"]]
        case.study.write("metrics.md", METRICS)
        report = case.study.build()
        case.anki.load(report.package)
        assert [one.what for one in report.by_hand] == ["returned"]
        assert case.anki.find("tag:flashcards::retired") == []
        assert case.anki.schedules() == before
        case.seen(SHOWN)
    case.shows(SHOWN)


def kind_changed(case: Case) -> None:
    """A term's meaning becomes a list: one note type for all kinds, so that the card goes on."""
    case.begin()
    before, kinds = case.anki.schedules(), case.anki.tags()
    case.study.change("code.md", "A: So:\n\n    for x in y: pass\n", "A: 1. begin\n2. end\n")
    case.load()
    case.keeps(before, case.anki.schedules())
    assert case.anki.notes().keys() == before.keys()
    assert case.anki.tags().keys() == kinds.keys()
    case.shows(
        {**SHOWN, "How does a loop look?": ("Programs", "How does a loop look?", "1. begin 2. end", "code.md:8")}
    )


def hidden_part_removed(case: Case) -> None:
    """One note for each hidden part: the other keeps its place, its text and its schedule; nothing is renumbered."""
    case.begin()
    before = case.anki.schedules()
    case.study.change("metrics.md", "{{c1::Grace Hopper}} wrote", "Grace Hopper wrote")
    case.load()
    assert case.anki.schedules() == before
    assert case.anki.find("tag:flashcards::retired") == [case.ids["Grace Hopper"]]
    gone = (*SHOWN["Grace Hopper"][:3], "metrics.md")
    case.shows(but(SHOWN, Grace_Hopper=gone))


def media_changed(case: Case) -> None:
    case.begin()
    before = case.anki.schedules()
    case.study.write("plot.png", b"\x89PNG drawn anew")
    assert case.load() == {"updated": 1}
    assert case.anki.schedules() == before
    [name] = set(case.anki.media()) - set(MEDIA)
    assert f'<img src="{name}"' in case.anki.html()[case.ids["ROC curve"]][1]
    case.seen(SHOWN)


def links_wanted(case: Case) -> None:
    case.begin()
    before = case.anki.schedules()
    case.study.wants(links="obsidian")
    assert case.load() == {"updated": len(SHOWN)}
    assert (
        '<a href="obsidian://open?vault=study&amp;file=notes%2Fcode.md">code.md:5</a>'
        in case.anki.html()[case.ids["`ls`"]][1]
    )
    case.study.wants()
    assert case.load() == {"updated": len(SHOWN)}
    assert case.anki.schedules() == before
    case.shows(SHOWN)


def two_machines(case: Case) -> None:
    """Sync takes notes and cards for the same by their ids, and these are the same whatever else a machine has."""
    case.begin()
    elsewhere = Study(case.folder / "elsewhere" / "study")
    elsewhere.write("metrics.md", METRICS)
    elsewhere.write("plot.png", PICTURES["plot.png"])
    with anki_of(case.python, case.folder / "anki elsewhere") as other:
        assert list(other.load(elsewhere.build().package)) == ["new"]
        case.keeps(other.ids(), case.anki.ids())
        assert len(other.ids()) == 7


SCENARIOS = (
    first_import,
    unchanged,
    edited,
    moved,
    retired,
    retired_and_emptied,
    emptied_by_another_wish,
    retired_for_a_stranger,
    returned,
    kind_changed,
    hidden_part_removed,
    media_changed,
    links_wanted,
    two_machines,
)


def play(scenario: Callable[[Case], None], python: str, folder: Path, *, waits: bool = False) -> None:
    """In ``folder``, with the Anki of this Python. Raises what the scenario finds wrong."""
    with anki_of(python, folder / "anki") as anki:
        scenario(Case(Study(folder / "study", waits=waits), anki, folder, python))


# -------------------------------------------------------------------------------------------------------- all versions


def python_with(version: str) -> str:
    """The Python of an environment with this version of Anki, which is made if it isn't there."""
    folder = FOLDER / version
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        venv.create(folder, clear=True, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"anki=={version}"]
        subprocess.run(command, check=True, stdout=sys.stderr)
        (folder / "complete").touch()
    return str(python)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("versions", nargs="*", default=VERSIONS, metavar="VERSION")
    versions = parser.parse_args().versions
    os.environ[DEVICE_VARIABLE] = "desk"
    pythons = [python_with(version) for version in versions]
    failed = False
    print(f"{'':24}" + "".join(f"{version:>10}" for version in versions))
    for scenario in SCENARIOS:
        print(f"{scenario.__name__.replace('_', ' '):24}", end="", flush=True)
        for python in pythons:
            said = _outcome(scenario, python)
            failed = failed or said != "ok"
            print(f"{said:>10}", end="", flush=True)
        print()
    raise SystemExit(failed)


def _outcome(scenario: Callable[[Case], None], python: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        try:
            play(scenario, python, Path(folder), waits=True)
        except Exception:
            traceback.print_exc()
            return "FAILED"
    return "ok"


if __name__ == "__main__":
    main()
