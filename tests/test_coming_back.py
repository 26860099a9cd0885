"""What has retired is listed with its history, and is back with its schedule when its text is, whatever was done before."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.test_correcting import NEW, OLD, Run, assert_stable, build, folder, ids, recall, reviewed, run, write

__all__ = ["folder", "recall", "run"]  # fixtures


def due(run: Run) -> dict[str, int]:
    total: dict[str, int] = json.loads(run("due", "--json").stdout)["total"]
    return total


def git(folder: Path, *words: str) -> None:
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", *identity, *words], cwd=folder / "notes", check=True, capture_output=True)


def test_what_has_retired_is_listed_with_its_reviews(folder: Path, run: Run, recall: str) -> None:
    run("answer", recall, "good")
    write(folder)
    line = f"{recall}  What is meant by “Recall”? → found of all that there are [retired, 2 reviews kept]"
    assert line in run("cards", "--retired").stdout.splitlines(), "no build has seen yet that it has gone"
    run("build")
    assert line in run("cards", "--retired").stdout.splitlines()
    assert "retired" not in run("cards").stdout
    assert "kept]" not in run("cards", "--retired", "notes/cells.md").stdout


def test_a_note_that_is_moved_out_and_back_in(folder: Path, run: Run, recall: str) -> None:
    before, todo = ids(run), due(run)
    (folder / "notes" / "cells.md").rename(folder / "cells.md")
    (folder / "notes" / "scores.md").rename(folder / "scores.md")
    write_other = folder / "notes" / "other.md"
    write_other.write_text("- Quark : a part of a hadron\n", "utf-8")
    assert "11 of 11 cards would retire" in run("build", fails=True).stderr
    run("build", "--accept-retired")
    assert list(ids(run)) == ["Quark"]
    write_other.unlink()
    for name in ("cells.md", "scores.md"):
        (folder / name).rename(folder / "notes" / name)
    run("build")
    assert (ids(run), due(run), reviewed(run, folder)) == (before, todo, {"Recall": 1})
    assert_stable(run)


@pytest.mark.parametrize("correction", ["none", "follow", "unfollow", "undo"])
def test_branches_that_are_switched_to_and_fro(folder: Path, run: Run, recall: str, correction: str) -> None:
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "old")
    git(folder, "checkout", "-q", "-b", "new")
    write(folder, NEW)
    git(folder, "commit", "-qam", "new")
    run("build")
    own = ids(run)["Sensitivity"]
    if correction != "none":
        run("follow", recall, own)
    if correction in ("unfollow", "undo"):
        run(*{"unfollow": ("unfollow", recall), "undo": ("undo",)}[correction])
    on_new = ids(run)
    for _ in range(2):
        git(folder, "checkout", "-q", "main")
        run("build")
        assert (ids(run)["Recall"], reviewed(run, folder)) == (recall, {"Recall": 1})
        assert_stable(run)
        git(folder, "checkout", "-q", "new")
        run("build")
        assert ids(run) == on_new
        assert_stable(run)
    assert (on_new["Sensitivity"] == recall) == (correction == "follow")
    assert reviewed(run, folder) == ({"Sensitivity": 1} if correction == "follow" else {})


def test_a_followed_text_that_is_back_in_another_note(folder: Path, run: Run, recall: str) -> None:
    """The card that gave the text away has retired too, and says the same: it must not make a doubt of it."""
    write(folder, NEW)
    run("build")
    run("follow", recall, ids(run)["Sensitivity"])
    write(folder)
    run("build")
    (folder / "notes" / "tests.md").write_text(f"# Tests\n{NEW}\n", "utf-8")
    report = build(run)
    assert (report["restored"], report["doubtful"]) == (1, 0)
    assert ids(run)["Sensitivity"] == recall
    assert reviewed(run, folder) == {"Sensitivity": 1}
    assert OLD not in (folder / "notes" / "tests.md").read_text("utf-8")
