"""The commands as a user types them: real processes, real files, what is printed where, and the exit status."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pexpect
import pytest

from tests.loaded import flashcards
from tests.making import asks_for

NOTE = """# Kinds of scores
- Recall : found of all that there are
- Precision : right of all that were found
"""
RECALL = "What is recall score?"
"""How the first of its terms is put."""

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "c" / "notes").mkdir(parents=True)
    (tmp_path / "c" / "notes" / "scores.md").write_text(NOTE, "utf-8")
    return tmp_path / "c"


@pytest.fixture
def run(folder: Path) -> Run:
    def run(*words: str, cwd: Path = folder, **more: str) -> subprocess.CompletedProcess[str]:
        return flashcards(cwd, *words, **{"COLUMNS": "80", **more})

    return run


def report(run: Run, command: str = "build") -> dict[str, object]:
    done = run(command, "--json")
    assert done.returncode == 0, done.stderr
    made: dict[str, object] = json.loads(done.stdout)
    return made


def test_build_status_and_build_again(folder: Path, run: Run) -> None:
    assert report(run, "status")["added"] == 3
    assert not (folder / ".flashcards" / "journal").exists()
    assert report(run)["added"] == 3
    again = report(run)
    assert (again["added"], again["kept"], again["written"]) == (0, 3, False)


def test_a_typo_mended_keeps_the_review(folder: Path, run: Run) -> None:
    run("build")
    [card] = [c for c in cards(run) if asks_for(c, "Recall")]
    assert run("answer", str(card["id"])[:8], "good").returncode == 0
    (folder / "notes" / "scores.md").write_text(NOTE.replace("- Recall", "- Recal"), "utf-8")
    done = report(run)
    assert (done["changed"], done["added"], done["retired"]) == (2, 0, 0)
    [after] = [c for c in cards(run) if asks_for(c, "Recal")]
    assert after["id"] == card["id"]
    assert json.loads(run("due", "--json").stdout)["total"] == {"new": 2, "learning": 0, "review": 0}


def cards(run: Run, *words: str) -> list[dict[str, object]]:
    done = run("cards", "--json", *words)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_cards_have_the_public_shape(run: Run) -> None:
    one = next(card for card in cards(run) if card["kind"] == "definition")
    assert one == {
        "id": one["id"], "kind": "definition", "front": RECALL, "back": "found of all that there are",
        "context": ["Kinds of scores"], "source": [{"path": "notes/scores.md", "start_line": 2, "end_line": 2}],
        "rule": "term_definition", "priority": one["priority"], "deck": "scores::Kinds of scores", "tags": [],
        "front_html": RECALL,
        "back_html": "found of all that there are", "status": "active",
    }  # fmt: skip


def test_cards_of_a_note_outside_any_collection(tmp_path: Path, run: Run) -> None:
    (tmp_path / "alone.rst").write_text("Mitosis\n    division of a cell\n", "utf-8")
    [card] = [json.loads(line) for line in run("cards", "--json", "alone.rst", cwd=tmp_path).stdout.splitlines()]
    assert (card["front"], card["source"][0]["path"]) == ("What is meant by “Mitosis”?", "alone.rst")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alone.rst", "c"]


def test_a_collection_is_found_above_by_option_and_by_environment(folder: Path, tmp_path: Path, run: Run) -> None:
    assert len(run("cards", cwd=folder / "notes").stdout.splitlines()) == 3
    assert len(run("-C", str(folder), "cards", cwd=tmp_path).stdout.splitlines()) == 3
    assert len(run("cards", cwd=tmp_path, FLASHCARDS_COLLECTION=str(folder)).stdout.splitlines()) == 3


def test_due_answer_and_undo(run: Run) -> None:
    run("build")
    card = str(cards(run)[0]["id"])
    assert run("answer", card, "good", "--at", "2026-01-05T10:00").stdout.strip() == f"{card}: good, next today"
    assert json.loads(run("due", "--json").stdout)["total"] == {"new": 2, "learning": 0, "review": 1}
    assert run("undo").stdout.startswith(f"took back: {card}")
    assert json.loads(run("due", "--json").stdout)["total"] == {"new": 3, "learning": 0, "review": 0}


def test_review_through_a_pipe_saves_each_answer(run: Run) -> None:
    run("build")
    done = run("review", "--plain", stdin="\n3\n\n4\n\n1\nu\nq\n")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert json.loads(run("due", "--json").stdout)["total"] == {"new": 1, "learning": 0, "review": 0}


def test_a_sitting_can_be_asked_for_more_or_less(folder: Path, run: Run) -> None:
    run("build")
    first = str(cards(run)[0]["id"])
    run("answer", first, "good")
    assert "2 new" in run("review", "--plain", "--ahead", "3", stdin="q\n").stdout
    crammed = run("review", "--plain", "--cram", stdin="\n1\nq\n").stdout
    assert "3 left   the schedule stays as it is" in crammed
    assert json.loads(run("due", "--json").stdout)["total"] == {"new": 2, "learning": 0, "review": 0}
    assert run("review", "--tag", "nosuch").returncode == 1
    assert run("undo").stdout.rstrip().endswith("again")
    assert first in run("undo").stdout


def test_answer_says_when_a_card_is_not_asked_at_all(run: Run) -> None:
    run("build")
    first = str(cards(run)[0]["id"])
    run("suspend", first)
    assert run("answer", first, "good").stdout == f"{first}: good, next in 1 d, but it is suspended\n"


def test_an_answer_dated_ahead_is_told(folder: Path, run: Run) -> None:
    run("build")
    run("answer", str(cards(run)[0]["id"]), "good")
    journal = folder / ".flashcards" / "journal" / "desk.jsonl"
    *others, last = journal.read_text("utf-8").splitlines()
    line = json.loads(last)
    ahead = {**line, "time_ms": line["time_ms"] + 400 * 86_400_000, "day": line["day"] + 400}
    journal.write_text("\n".join([*others, json.dumps(ahead)]) + "\n", "utf-8")
    assert run("due").stderr.startswith("1 card has an answer that is dated in days to come")


def test_a_buried_card_waits_for_tomorrow_or_for_the_learner_and_cards_can_be_put_aside_in_a_sitting(run: Run) -> None:
    run("build")
    first = str(cards(run)[0]["id"])
    assert run("bury", first).stdout == f"{first}: buried until tomorrow\n"
    assert run("bury", first).stdout == f"{first}: buried until tomorrow, as before\n"
    assert "2 new" in run("review", "--plain", stdin="q\n").stdout
    assert run("unbury", first).stdout == f"{first}: not buried\n"
    run("review", "--plain", stdin="b\ns\nu\ns\nq\n")
    assert sorted(str(card["status"]) for card in cards(run)) == ["active", "buried", "suspended"]


def test_a_suspended_card_is_asked_no_more_until_it_is_wanted_again(run: Run) -> None:
    run("build")
    first = str(cards(run)[0]["id"])
    assert run("unsuspend", first).stdout == f"{first}: not suspended, as before\n"
    assert run("suspend", first).stdout == f"{first}: suspended\n"
    assert run("suspend", first[:6]).stdout == f"{first}: suspended, as before\n"
    assert json.loads(run("due", "--json").stdout)["total"]["new"] == 2
    assert run("unsuspend", first).stdout == f"{first}: not suspended\n"
    assert json.loads(run("due", "--json").stdout)["total"]["new"] == 3


def test_qualities_are_kept_where_the_settings_want_them(folder: Path, run: Run) -> None:
    (folder / "flashcards.toml").write_text("[review]\nsm2_qualities = true\n", "utf-8")
    assert "0 blackout today" in run("review", "--plain", stdin="\n0\nq\n").stdout
    [journal] = (folder / ".flashcards" / "journal").glob("*.jsonl")
    assert json.loads(journal.read_text().splitlines()[-1])["quality"] == 0
    (folder / "flashcards.toml").write_text('[review]\nsm2_qualities = true\nalgorithm = "fsrs"\n', "utf-8")
    assert "1 again 1 min" in run("review", "--plain", stdin="\nq\n").stdout


def test_retired_cards_are_listed_and_come_back(folder: Path, run: Run) -> None:
    run("build")
    (folder / "notes" / "scores.md").rename(folder / "scores.md")
    (folder / "notes" / "other.md").write_text("- Mitosis : division of a cell\n", "utf-8")
    assert json.loads(run("build", "--accept-retired", "--json").stdout)["retired"] == 3
    assert {card["status"] for card in cards(run, "--retired")} == {"active", "retired"}
    (folder / "scores.md").rename(folder / "notes" / "scores.md")
    assert report(run)["restored"] == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["review", "nosuch"], "There is no deck nosuch"),
        (["answer", "nosuch", "good"], "There is no card nosuch"),
        (["undo"], "There is no review to take back"),
        (["explain", "notes/scores.md:99"], "has no line 99"),
        (["-C", "/nonexistent", "build"], "There is no collection"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_status_1(run: Run, words: list[str], said: str) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words", [["nosuch"], ["build", "--nosuch"], ["answer", "x", "perfect"], ["explain", "none.md"]]
)
def test_wrong_usage_is_status_2(run: Run, words: list[str]) -> None:
    assert run(*words).returncode == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"- a : b\n- caf\xe9 : c\n", "bad.md:2: this note is not UTF-8"),
        (b"- a : b\n\0\n", "bad.md:2: this note holds a NUL byte"),
        (b"- Term : meaning of it\n" * 450_000, "bad.md:1: this note is larger than"),
    ],
)
def test_a_bad_note_is_one_sentence_and_the_others_are_built(folder: Path, run: Run, content: bytes, said: str) -> None:
    (folder / "notes" / "bad.md").write_bytes(content)
    done = run("build")
    assert done.returncode == 0
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "added 3" in done.stdout
    assert run("build", "--strict").returncode == 1


def test_a_note_that_turns_bad_keeps_its_cards(folder: Path, run: Run) -> None:
    (folder / "notes" / "other.md").write_text("- Mitosis : division of a cell\n", "utf-8")
    run("build")
    (folder / "notes" / "scores.md").write_bytes(NOTE.encode() + b"\xff")
    done = report(run)
    assert (done["retired"], done["held"], done["cards"]) == (0, 3, 4)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_note_without_permission_keeps_its_cards(folder: Path, run: Run) -> None:
    run("build")
    (folder / "notes" / "scores.md").chmod(0)
    assert "can't be read" in run("build").stderr


def test_a_folder_without_notes(folder: Path, run: Run) -> None:
    (folder / "notes" / "scores.md").unlink()
    done = run("build")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "There are no notes in" in done.stderr


def test_check_shows_problems_by_place(folder: Path, run: Run) -> None:
    (folder / "notes" / "faulty.md").write_text("- Term : see ![](gone.png) there\n\n```\nnever closed\n", "utf-8")
    lines = run("check").stdout.splitlines()
    assert any(line.startswith("notes/faulty.md:3: ") for line in lines)
    assert any(line.startswith("notes/faulty.md:1: ") and "gone.png" in line for line in lines)
    assert run("check", "notes/scores.md").stdout == ""


def test_notes_may_be_a_link_to_another_folder(folder: Path, run: Run) -> None:
    (folder / "notes").rename(folder.parent / "vault")
    (folder / "notes").symlink_to(folder.parent / "vault")
    (folder / "notes" / "faulty.md").write_text("- Term : see ![](gone.png) there\n", "utf-8")
    run("build")
    known = {card["id"] for card in cards(run, "--retired")}
    for named in ("notes/scores.md", str(folder.parent / "vault" / "scores.md"), "notes"):
        found = cards(run, named)
        assert {card["id"] for card in found} <= known
        assert {card["source"][0]["path"] for card in found} >= {"notes/scores.md"}  # type: ignore[index]
    assert len(run("check").stdout.splitlines()) == 1
    assert run("check", "notes/faulty.md").stdout == run("check").stdout
    assert run("check", str(folder.parent / "vault")).stdout == run("check").stdout
    assert run("check", "notes/scores.md").stdout == ""


def test_a_note_behind_a_link_in_the_notes_belongs_to_them(folder: Path, run: Run) -> None:
    (folder.parent / "vault").mkdir()
    (folder.parent / "vault" / "cells.md").write_text("- Mitosis : division of a cell\n", "utf-8")
    (folder / "notes" / "linked").symlink_to(folder.parent / "vault")
    (folder.parent / "vault" / "bad.md").write_bytes(b"\xff")
    [card] = cards(run, "notes/linked/cells.md")
    assert card["source"] == [{"path": "notes/linked/cells.md", "start_line": 1, "end_line": 1}]
    assert run("check", "notes/linked").stdout.startswith("notes/linked/bad.md:1: ")


def test_a_note_outside_is_parsed_alone_beside_those_of_the_collection(folder: Path, run: Run) -> None:
    outside = folder.parent / "outside"
    outside.mkdir()
    (outside / "cells.md").write_text("- Mitosis : division of a cell\n", "utf-8")
    (outside / "bad.md").write_bytes(b"\xff")
    done = run("cards", "--json", str(outside), "notes/scores.md")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    for card, name in zip(found[-3:], ["Recall", "Precision", "Mitosis"], strict=True):
        assert asks_for(card, name)
    assert Path(found[-1]["source"][0]["path"]) == outside / "cells.md"
    assert "bad.md:1: this note is not UTF-8" in done.stderr
    assert not (folder / ".flashcards").exists()
    (outside / "a.txt").write_text("x")
    done = run("cards", str(outside / "a.txt"))
    assert (done.returncode, done.stdout) == (1, "")
    assert "is not a note: notes end in .md, .markdown, .rst" in done.stderr


def test_a_card_failed_yesterday_is_due_today_and_no_longer_learning(run: Run) -> None:
    run("build")
    card = str(cards(run)[0]["id"])
    yesterday = (datetime.now() - timedelta(days=1)).isoformat()
    assert run("answer", card, "again", "--at", yesterday).stdout == f"{card}: again, next today\n"
    assert json.loads(run("due", "--json").stdout)["total"] == {"new": 2, "learning": 0, "review": 1}
    assert "2 new   0 learning   1 to review" in run("review", "--plain", stdin="q\n").stdout
    assert run("answer", card, "again").stdout == f"{card}: again, next today\n"
    assert json.loads(run("due", "--json").stdout)["total"] == {"new": 2, "learning": 1, "review": 0}


def test_due_is_told_by_deck(folder: Path, run: Run) -> None:
    (folder / "notes" / "cells.md").write_text("- Mitosis : division of a cell\n", "utf-8")
    told = json.loads(run("due", "--json").stdout)
    decks = [one["deck"] for one in told["decks"]]
    assert (decks[0], decks) == ("cells", sorted({card["deck"] for card in cards(run)}))
    assert told["decks"][0] == {"deck": "cells", "new": 1, "learning": 0, "review": 0}
    assert told["total"] == {"new": 4, "learning": 0, "review": 0}
    lines = run("due").stdout.splitlines()
    assert lines[0] == "    0 due    0 learning     1 new  cells"
    assert lines[-1] == "    0 due    0 learning     4 new  all"


def test_a_new_picture_is_told_as_such(folder: Path, run: Run) -> None:
    (folder / "notes" / "cells.md").write_text("- Mitosis : division of a cell ![](p.png)\n", "utf-8")
    (folder / "notes" / "p.png").write_bytes(b"1")
    run("build")
    (folder / "notes" / "p.png").write_bytes(b"2")
    assert "  picture changed: Mitosis" in run("status").stdout
    assert report(run)["changed"] == 1
    assert report(run)["changed"] == 0


def test_notes_are_never_written(folder: Path, run: Run) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (folder / "notes").iterdir()}
    for words in (["build"], ["status"], ["cards"], ["check"], ["explain", "notes/scores.md"], ["due"]):
        run(*words)
    assert before == {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in (folder / "notes").iterdir()}


def test_explain_names_the_rule_and_says_why_nothing_came(run: Run) -> None:
    told = run("explain", "notes/scores.md").stdout
    assert f"term_definition: {RECALL} → found of all that there are" in told
    assert "nothing" not in run("explain", "notes/scores.md:2").stdout


def test_explain_of_one_line_shows_the_cards_of_that_line(folder: Path, run: Run) -> None:
    (folder / "notes" / "scores.md").write_text(
        "# Scores\n\nSome text of it.\n\nKinds:\n- one of them\n- two of them\n", "utf-8"
    )
    assert run("explain", "notes/scores.md:2").stdout == "2:\n    nothing: it is blank\n"
    assert run("explain", "notes/scores.md:7").stdout.splitlines() == [
        "5: Kinds:",
        "    members_of: Scores: which two kinds are there? → one of them; two of them",
    ]
    assert "has no line 8: it has 7 lines" in run("explain", "notes/scores.md:8").stderr


def on_a_terminal(folder: Path, *words: str, columns: int = 100, **variables: str) -> str:
    """What the command shows in a real pseudo-terminal, line ends as Python writes them."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FLASHCARDS_COLLECTION")}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "flashcards", *words],
        cwd=str(folder),
        env={**kept, "TERM": "xterm", "PYTHONUTF8": "1", **variables},
        dimensions=(24, columns),
        encoding="utf-8",
        timeout=30,
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    return (child.before or "").replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [50, 80, 140])
def test_explain_shows_every_line_in_colour_on_a_terminal(folder: Path, columns: int) -> None:
    shown = on_a_terminal(folder, "explain", "notes/scores.md", columns=columns)
    bare = re.sub(r"\x1b\[\d+m", "", shown)
    assert f"\x1b[36mterm_definition:\x1b[0m\x1b[1m {RECALL}\x1b[0m" in shown
    assert ("│" in bare) == (columns >= 70)
    assert all(" ".join(line.split()[:4]) in bare for line in NOTE.splitlines())
    assert max(map(len, bare.splitlines())) <= columns


def test_explain_of_one_line_in_colour(folder: Path) -> None:
    shown = on_a_terminal(folder, "explain", "notes/scores.md:2")
    assert "Recall : found of all that there are" in shown
    assert "precision" not in shown.casefold()


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_explain_without_colour_is_plain_on_a_terminal_too(folder: Path, run: Run, variables: dict[str, str]) -> None:
    shown = on_a_terminal(folder, "explain", "notes/scores.md", **variables)
    assert shown == run("explain", "notes/scores.md").stdout


def test_check_shows_what_could_be_mended_and_build_does_not(folder: Path, run: Run) -> None:
    (folder / "notes" / "twice.md").write_text(NOTE.replace("found of all that there are", "memory"), "utf-8")
    hint = "notes/twice.md:2: “Recall” has another answer at notes/scores.md:2; name in the headings what each is about"
    assert run("check").stdout.splitlines() == [hint]
    assert run("check", "notes/scores.md").stdout == ""
    assert run("check", "--strict").returncode == 1
    built = run("build", "--strict")
    assert (built.returncode, built.stderr) == (0, "")


def test_a_reader_that_closes_early_is_no_error(folder: Path) -> None:
    command = f"{sys.executable} -m flashcards cards | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_cards_stand_in_the_order_of_the_notes(folder: Path, run: Run) -> None:
    table = "| Cell | Nucleus | DNA | Size |\n|---|---|---|---|\n| eukaryote | yes | linear | large |\n"
    (folder / "notes" / "scores.md").write_text(
        f"- Zeta : comes first here\n\n{table}\n- Alpha : comes last here\n", "utf-8"
    )
    for _ in range(2):
        for card, name in zip(cards(run), ["Zeta", "Nucleus", "DNA", "Size", "Alpha"], strict=True):
            assert asks_for(card, name)
        run("build")


def test_the_minimum_priority_on_the_command_line(folder: Path, run: Run) -> None:
    every, wanted = cards(run), cards(run, "--min-priority", "0.62")
    assert [card["front"] for card in every if card not in wanted] == ["Which two kinds of scores are there?"]
    (folder / "flashcards.toml").write_text("[cards]\nminimum_priority = 0.62\n")
    assert cards(run) == wanted
    assert "  below the minimum priority, so left out: 1\n" in run("status").stdout
    done = json.loads(run("build", "--min-priority", "0", "--json").stdout)
    assert (done["added"], done["left_out"]) == (3, 0)
    done = json.loads(run("status", "--json").stdout)
    assert (done["retired"], done["left_out"]) == (1, 1)
    assert "2 new" in run("review", "--plain", "--min-priority", "0.62", stdin="q\n").stdout
    assert run("cards", "--min-priority", "2").returncode == 2


def test_settings_for_notes_that_do_not_exist_are_told(folder: Path, run: Run) -> None:
    (folder / "flashcards.toml").write_text('[[cards.where]]\nnotes = "*.md"\n\n[[cards.where]]\nnotes = "nosuch/*"\n')
    said = "flashcards.toml:5: no note is nosuch/*, or in it; name a file or folder in the folder of the notes.\n"
    assert run("check").stdout == said
    assert run("build").stderr == said


def test_settings_for_decks_that_do_not_exist_are_told(folder: Path, run: Run) -> None:
    deck = json.loads(run("due", "--json").stdout)["decks"][0]["deck"]
    tables = [f'[[review.where]]\ndeck = "{name}"\nnew_per_day = 3\n' for name in (deck.upper(), "nosuch")]
    (folder / "flashcards.toml").write_text("\n".join(tables))
    said = "flashcards.toml:6: there is no deck nosuch; name one as `flashcards due` does, or one above it.\n"
    assert run("check").stdout == said
    assert run("build").stderr == said


def test_explain_heeds_the_settings_of_the_collection(folder: Path, run: Run) -> None:
    assert " members_of: " in run("explain", "notes/scores.md").stdout
    (folder / "flashcards.toml").write_text("[cards.rules]\nmembers_of = false\n")
    assert " members_of: " not in run("explain", "notes/scores.md").stdout
    assert " members_of: " not in run("explain", "scores.md", cwd=folder / "notes").stdout
    (folder / "flashcards.toml").write_text("[cards.rules]\nmember_of = false\n")
    done = run("explain", "notes/scores.md")
    assert done.returncode == 1
    assert done.stderr.endswith("flashcards.toml:2: there is no rule member_of; did you mean members_of?\n")
