"""Commands in bad company: odd encodings, closed input, torn journals, hostile text, times that can't be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.loaded import flashcards, flashcards_from_disk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text(
        "- Recall : found of all → there are\n- Miss : \x1b[41mnot found\n", "utf-8"
    )
    assert flashcards(tmp_path, "build").returncode == 0
    return tmp_path


@pytest.mark.parametrize(
    ("command", "encoding"),
    [("cards", "cp1252"), ("cards", "latin-1"), ("cards", "ascii"), ("explain notes/a.md", "ascii"), ("due", "ascii")],
)
def test_an_encoding_that_lacks_a_character_is_no_error(folder: Path, command: str, encoding: str) -> None:
    done = flashcards_from_disk(folder, *command.split(), PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


@pytest.mark.parametrize("command", [["cards"], ["explain", "notes/a.md"], ["check"], ["status"]])
def test_control_characters_of_a_note_stay_off_the_terminal(folder: Path, command: list[str]) -> None:
    assert "\x1b" not in flashcards(folder, *command).stdout


@pytest.mark.parametrize("when", ["0001-01-01", "9999-12-31T23:59", "yesterday"])
def test_a_time_that_cannot_be_is_wrong_usage(folder: Path, when: str) -> None:
    card = flashcards(folder, "cards").stdout.split()[0]
    done = flashcards(folder, "answer", card, "good", "--at", when, TZ="America/New_York")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_review_without_standard_input_says_so(folder: Path) -> None:
    command = f"{sys.executable} -m flashcards review <&-"
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1


def test_a_torn_journal_is_reported_by_whatever_comes_next(folder: Path) -> None:
    card = flashcards(folder, "cards").stdout.split()[0]
    flashcards(folder, "answer", card, "good")
    journal = folder / ".flashcards" / "journal" / "desk.jsonl"
    journal.write_bytes(journal.read_bytes()[:-9])
    assert "desk.jsonl" in flashcards(folder, "due").stderr
    assert "desk.jsonl" in flashcards(folder, "answer", card, "good").stderr
    assert flashcards(folder, "due").stderr == ""


def test_an_anchor_that_stands_twice_is_a_standing_problem(folder: Path) -> None:
    (folder / "notes" / "b.md").write_text("- One : the first thing ^one\n- Two : the second thing ^one\n", "utf-8")
    for command in (["build"], ["build"], ["check"]):
        done = flashcards(folder, *command)
        assert "notes/b.md:2: the anchor ^one also stands at notes/b.md:1" in done.stderr + done.stdout
