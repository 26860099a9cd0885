"""The line-by-line sitting in a real pseudo-terminal and in real pipes."""

import json
import os
import re
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from types import MappingProxyType

import pexpect
import pytest

from tests.sitting_program import clock

ROOT = Path(__file__).parent.parent
PROGRAM = [sys.executable, "-m", "tests.sitting_program"]
STYLE = re.compile(r"\x1b\[\d+m")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")

FRONT = "Enter: show answer"
BACK = "1 again"
NONE: Mapping[str, str] = MappingProxyType({})


def environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "TERM")}
    return kept | {"PYTHONIOENCODING": "utf-8", "TERM": "xterm"} | changes


@contextmanager
def terminal(
    journal: Path, *options: str, columns: int = 80, variables: Mapping[str, str] = NONE
) -> Iterator["pexpect.spawn[str]"]:
    child = pexpect.spawn(
        PROGRAM[0],
        [*PROGRAM[1:], str(journal), *options],
        cwd=str(ROOT),
        env=environment(**variables),
        dimensions=(24, columns),
        encoding="utf-8",
        timeout=30,
        echo=True,
    )
    try:
        yield child
    finally:
        child.close(force=True)


def piped(journal: Path, keys: str, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, str(journal), *options],
        input=keys,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env=environment(**variables),
        check=False,
        timeout=30,
    )


def saved(journal: Path) -> list[str]:
    """What the journal holds: ``card rating`` for each answer, else ``bury card`` and so on."""
    lines = [json.loads(line) for line in journal.read_text().splitlines()] if journal.exists() else []
    return [
        f"{line['card']} {line['rating']}" if line["type"] == "review" else f"{line['type']} {line['card']}"
        for line in lines
    ]


def end(child: "pexpect.spawn[str]") -> str:
    """Whatever the program still says; it must then leave by itself, with status 0."""
    child.expect(pexpect.EOF)
    text = child.before or ""
    child.wait()
    assert (child.exitstatus, child.signalstatus) == (0, None)
    return text


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


# ---------------------------------------------------------------------------------------------------------- terminal


def test_a_whole_sitting_with_single_keys(journal: Path) -> None:
    with terminal(journal) as child:
        child.expect_exact("5 new   0 learning   0 to review")
        for key, reply in (("1", "Again: today."), ("2", "Hard: today."), ("3", "Good: 1 d."), ("4", "Easy: 1 d.")):
            child.expect_exact(FRONT)
            child.send(" ")
            child.expect_exact("1 again today   2 hard today   3 good 1 d   4 easy 1 d")
            child.send(key)
            child.expect_exact(reply)
        child.expect_exact("1 new   2 learning   0 to review")
        for _ in range(3):
            child.expect_exact(FRONT)
            child.send("\r")
            child.expect_exact(BACK)
            child.send("\r")
        farewell = end(child)
    assert "Reviewed 5 cards, 7 answers, 1 again." in farewell
    assert "Next: 5 cards in 1 d." in farewell
    assert saved(journal)[:5] == ["card-1 1", "card-2 2", "card-3 3", "card-4 4", "card-5 3"]
    assert sorted(saved(journal)[5:]) == ["card-1 3", "card-2 3"]


def test_question_context_answer_and_source_are_shown(journal: Path) -> None:
    with terminal(journal) as child:
        child.expect_exact("Evaluating classifiers > Metrics")
        child.expect_exact("What is term 1")
        assert "Explanation 1" not in (child.before or "")
        child.send(" ")
        child.expect_exact("Explanation 1")
        child.expect_exact("notes/classifiers.md:1")
        child.send("q")
        end(child)


def test_undo_takes_answers_back_and_shows_the_card_again(journal: Path) -> None:
    with terminal(journal) as child:
        child.expect_exact(FRONT)
        child.send("u")
        child.expect_exact("Nothing was answered in this sitting yet.")
        child.send(" ")
        child.expect_exact(BACK)
        child.send("4")
        child.expect_exact("What is term 2")
        child.send(" ")
        child.expect_exact(BACK)
        child.send("u")
        child.expect_exact("Taken back.")
        child.expect_exact("What is term 1")
        child.send(" ")
        child.expect_exact(BACK)
        child.send("1")
        child.expect_exact("What is term 2")
        child.send("q")
        end(child)
    assert saved(journal) == ["card-1 4", "void card-1", "card-1 1"]


def test_cards_are_buried_and_suspended_and_that_is_taken_back(journal: Path) -> None:
    with terminal(journal) as child:
        child.expect_exact(FRONT)
        child.send("b")
        child.expect_exact("Buried until tomorrow.")
        child.expect_exact("What is term 2")
        child.send(" ")
        child.expect_exact(BACK)
        child.send("s")
        child.expect_exact("Suspended: asked no more, until `flashcards unsuspend`.")
        child.expect_exact("What is term 3")
        child.send("u")
        child.expect_exact("Taken back.")
        child.expect_exact("What is term 2")
        child.send("q")
        assert "4 cards left" in end(child)
    assert saved(journal) == ["bury card-1", "suspend card-2", "void card-2"]


def test_a_rating_before_the_answer_was_seen_is_not_taken(journal: Path) -> None:
    with terminal(journal) as child:
        child.expect_exact(FRONT)
        child.send("3")
        child.expect_exact("Enter shows the answer first")
        child.send("q")
        assert "Explanation" not in end(child)
    assert saved(journal) == []


def test_help_lists_the_keys_and_asks_on(journal: Path) -> None:
    with terminal(journal) as child:
        child.expect_exact(FRONT)
        child.send("?")
        child.expect_exact("4 or e: easy")
        child.send(" ")
        child.expect_exact(BACK)
        child.send("e")
        child.expect_exact("Easy: 1 d.")
        child.send("q")
        end(child)
    assert saved(journal) == ["card-1 4"]


def test_arrow_keys_and_letters_of_other_alphabets_answer_nothing(journal: Path) -> None:
    with terminal(journal) as child:
        child.expect_exact(FRONT)
        child.send(" ")
        child.expect_exact(BACK)
        for key in ("\x1b[A", "\x1bOQ", "\x1b[1;3D", "\x1b[3~", "ш", "あ"):
            child.send(key)
            child.expect_exact("1 to 4 rate it")
        child.send("2")
        child.expect_exact("Hard: today.")
        child.send("q")
        end(child)
    assert saved(journal) == ["card-1 2"]


def test_keys_typed_ahead_are_all_used(journal: Path) -> None:
    with terminal(journal) as child:
        child.expect_exact(FRONT)
        child.send(" 3 4 3q")
        end(child)
    assert saved(journal) == ["card-1 3", "card-2 4", "card-3 3"]


@pytest.mark.parametrize("leave", ["\x03", "\x04"], ids=["ctrl-c", "ctrl-d"])
def test_leaving_by_ctrl_c_or_ctrl_d_says_what_was_done(journal: Path, leave: str) -> None:
    with terminal(journal) as child:
        child.expect_exact(FRONT)
        child.send(" 4")
        child.expect_exact("What is term 2")
        child.expect_exact(FRONT)
        child.send(leave)
        farewell = end(child)
    assert "Reviewed 1 card, 1 answer, 0 again." in farewell
    assert "4 cards left for today." in farewell
    assert "Traceback" not in farewell


def test_killed_in_the_middle_and_everything_answered_is_saved(journal: Path) -> None:
    with terminal(journal) as child:
        child.expect_exact(FRONT)
        child.send(" 1 3")
        child.expect_exact("What is term 3")
        child.send(" ")
        child.expect_exact(BACK)
        child.kill(signal.SIGKILL)
        child.expect(pexpect.EOF)
    assert saved(journal) == ["card-1 1", "card-2 3"]
    with terminal(journal) as child:
        child.expect_exact("3 new   1 learning   0 to review")
        child.expect_exact("What is term 1")
        child.send("q")
        end(child)


def test_a_terminal_window_that_is_closed_ends_the_program_quietly(journal: Path, tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    command = f"{' '.join(PROGRAM)} {journal} 2>{errors}; echo $? >{tmp_path / 'status'}"
    child = pexpect.spawn("/bin/sh", ["-c", f"trap '' HUP; {command}"], cwd=str(ROOT), env=environment(), timeout=30)
    child.expect_exact(FRONT)
    child.send(" 4")
    child.expect_exact("What is term 2")
    os.close(child.fileno())
    child.wait()
    assert (tmp_path / "status").read_text().strip() == "0"
    assert errors.read_text() == ""
    assert saved(journal) == ["card-1 4"]


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_request_to_end_is_followed(journal: Path, number: int) -> None:
    with terminal(journal) as child:
        child.expect_exact(FRONT)
        child.send(" 4")
        child.expect_exact("What is term 2")
        child.expect_exact(FRONT)
        child.kill(number)
        assert "Reviewed 1 card" in end(child)


def test_ctrl_c_in_the_middle_of_saving_lets_the_answer_be_saved_whole(journal: Path) -> None:
    with terminal(journal, "--interrupt-saving") as child:
        child.expect_exact(FRONT)
        child.send(" 4")
        assert "Reviewed 1 card" in end(child)
    assert saved(journal) == ["card-1 4"]


def test_the_terminal_is_left_as_it_was(journal: Path) -> None:
    command = f"stty -a; {' '.join(PROGRAM)} {journal}; echo; echo MARK; stty -a"
    child = pexpect.spawn("/bin/sh", ["-c", command], cwd=str(ROOT), env=environment(), timeout=30, encoding="utf-8")
    child.expect_exact(FRONT)
    before = (child.before or "").split("5 new")[0]
    child.send("q")
    child.expect_exact("MARK")
    child.expect(pexpect.EOF)
    after = child.before or ""
    assert "icanon" in after and "-icanon" not in after
    assert STYLE.sub("", before).split() == after.split()


def test_after_the_program_was_stopped_and_continued_keys_still_work_without_enter(journal: Path) -> None:
    with terminal(journal) as child:
        child.expect_exact(FRONT)
        modes = termios.tcgetattr(child.child_fd)
        modes[3] |= termios.ICANON
        termios.tcsetattr(child.child_fd, termios.TCSANOW, modes)  # as a shell does at Ctrl-Z
        child.kill(signal.SIGCONT)
        child.send(" ")
        child.expect_exact(BACK)
        child.send("q")
        end(child)


# ------------------------------------------------------------------------------------------------------------- layout


@pytest.mark.parametrize(("columns", "widest"), [(20, 20), (50, 50), (300, 100)])
def test_no_line_is_wider_than_the_terminal_or_than_can_be_read(journal: Path, columns: int, widest: int) -> None:
    with terminal(journal, columns=columns) as child:
        child.logfile_read = StringIO()
        child.expect_exact("? help")
        child.send(" ?1")
        child.expect_exact("term 2")
        child.send("q")
        end(child)
        on_terminal = child.logfile_read.getvalue()
    through_pipe = piped(journal.with_name("other"), "\n?\n1\nq\n", COLUMNS=str(columns)).stdout
    for text in (on_terminal, through_pipe):
        lines = [STYLE.sub("", line) for line in text.splitlines()]
        assert widest - 12 < max(map(len, lines)) <= widest


def test_colours_on_a_terminal_only_and_only_if_wanted(journal: Path) -> None:
    def shown(**variables: str) -> str:
        with terminal(journal, variables=variables) as child:
            child.expect_exact(FRONT)
            text = child.before or ""
            child.send("q\n")
            return text + end(child)

    assert STYLE.search(shown())
    assert not STYLE.search(shown(NO_COLOR="1"))
    assert not STYLE.search(shown(TERM="dumb"))
    assert not STYLE.search(piped(journal, "q\n").stdout)


def test_control_characters_of_a_note_do_not_reach_the_terminal(journal: Path) -> None:
    with terminal(journal, variables={"NO_COLOR": "1"}) as child:
        child.expect_exact(FRONT)
        text = (child.before or "").replace("\r\n", "\n")
        child.send("q")
        end(child)
    assert "that count" in text
    assert not CONTROL.search(text)


# -------------------------------------------------------------------------------------------------------------- pipes


def test_a_sitting_through_a_pipe(journal: Path) -> None:
    done = piped(journal, "\n3\n\n1\nq\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert saved(journal) == ["card-1 3", "card-2 1"]
    assert "Reviewed 2 cards, 2 answers, 1 again." in done.stdout


@pytest.mark.parametrize(("word", "rating"), [("again", 1), ("H", 2), ("good", 3), (" Easy ", 4), ("", 3), ("2", 2)])
def test_ratings_as_words(journal: Path, word: str, rating: int) -> None:
    piped(journal, f"\n{word}\nquit\n")
    assert saved(journal) == [f"card-1 {rating}"]


@pytest.mark.parametrize("keys", ["", "\n", "\n3\n\n", "\n3\n\n4"])
def test_the_end_of_input_is_a_way_to_leave(journal: Path, keys: str) -> None:
    done = piped(journal, keys)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(saved(journal)) == keys.count("3") + keys.count("4")


def test_lines_that_are_no_keys_are_answered_with_a_hint(journal: Path) -> None:
    done = piped(journal, "banana\n\n7\n3\nq\n")
    assert "Enter shows the answer first" in done.stdout
    assert "1 to 4 rate it" in done.stdout
    assert saved(journal) == ["card-1 3"]


def test_bytes_that_are_no_text_are_only_a_wrong_key(journal: Path) -> None:
    command = [*PROGRAM, str(journal)]
    done = subprocess.run(command, input=b"\n\xff\xfe\n3\nq\n", capture_output=True, cwd=ROOT, check=True, timeout=30)
    assert done.stderr == b""
    assert saved(journal) == ["card-1 3"]


def test_a_reader_that_went_away_is_no_error(journal: Path) -> None:
    command = f"yes '' | {' '.join(PROGRAM)} {journal} | head -n 1; echo ${{PIPESTATUS[1]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=True, timeout=30)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert done.stdout.splitlines()[-1] == "0"


def test_a_terminal_that_knows_no_letter_of_the_answer_still_shows_the_rest(journal: Path) -> None:
    done = piped(journal, "\nq\n", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "that was found. ?" in done.stdout


def test_a_dumb_terminal_is_read_by_lines(journal: Path) -> None:
    with terminal(journal, variables={"TERM": "dumb"}) as child:
        child.expect_exact(FRONT)
        child.sendline("")
        child.expect_exact(BACK)
        child.sendline("2")
        child.expect_exact("Hard: today.")
        child.expect_exact("What is term 2")
        child.expect_exact(FRONT)
        child.sendline("q")
        end(child)
    assert saved(journal) == ["card-1 2"]


def test_when_nothing_is_due_it_says_so(journal: Path) -> None:
    assert "Reviewed 5 cards" in piped(journal, "\n4\n" * 5).stdout
    assert piped(journal, "").stdout.strip() == "Next: 5 cards in 1 d."


# ------------------------------------------------------------------------------------------------- ways of scheduling


def test_learning_steps_say_when_a_card_comes_again(journal: Path) -> None:
    shown = piped(journal, "\n1\n\n4\nq\n", "--algorithm", "fsrs").stdout
    assert "1 again 1 min   2 hard 5.5 min   3 good 10 min   4 easy" in shown
    assert "Again: 1 min." in shown
    assert "3 new   1 learning   0 to review" in shown


def test_a_card_that_waits_for_its_step_is_told(journal: Path) -> None:
    shown = piped(journal, "\n4\n" * 4 + "\n3\n", "--algorithm", "anki-sm2", "--steps", "1,120").stdout
    assert "Good: 2 h." in shown
    assert "1 card left for today." in shown
    assert re.search(r"The next one in (?:2 h|119\.\d min|1\.9 h)\.", shown), shown
    assert piped(journal, "", "--algorithm", "anki-sm2", "--steps", "1,120").stdout.startswith(
        "\n1 card left for today."
    )


def test_with_nothing_else_left_a_step_is_cut_short(journal: Path) -> None:
    shown = piped(journal, "\n4\n" * 4 + "\n3\n\n3\n", "--algorithm", "anki-sm2").stdout
    assert "Reviewed 5 cards, 6 answers, 0 again." in shown
    assert "left for today" not in shown


@pytest.mark.parametrize(
    ("key", "rating", "quality"),
    [("0", 1, 0), ("1", 1, 1), ("2", 1, 2), ("3", 2, 3), ("4", 3, 4), ("5", 4, 5), ("", 3, 4), ("a", 1, None)],
)
def test_qualities_can_be_keys(journal: Path, key: str, rating: int, quality: int | None) -> None:
    shown = piped(journal, f"\n7\n?\n{key}\nq\n", "--qualities", COLUMNS="100").stdout
    assert "0 blackout today   1 wrong today   2 nearly today   3 hard today   4 good 1 d   5 easy 1 d" in shown
    assert "0 to 5 rate it" in shown
    assert "0: blackout, I had no idea" in shown
    line = json.loads(journal.read_text().splitlines()[0])
    assert (line["rating"], line["quality"]) == (rating, quality)


def test_to_cram_shows_no_intervals_and_changes_no_schedule(journal: Path) -> None:
    shown = piped(journal, "\n1\n" + "\n3\n" * 3 + "q\n", "--cram").stdout
    assert "5 left   the schedule stays as it is" in shown
    assert "1 again   2 hard   3 good   4 easy\n" in shown
    assert "Again.\n" in shown and "Good.\n" in shown
    assert "2 cards left." in shown
    assert "5 new   0 learning" in piped(journal, "q\n").stdout
    assert "Nothing is due" not in piped(journal.with_name("all"), "\n3\n" * 5, "--cram").stdout


def test_a_leech_is_told(journal: Path) -> None:
    day = clock().day
    line = {"type": "review", "card": "card-1", "rating": 3, "quality": None, "crammed": False}
    entries = [{**line, "time_ms": days, "day": day - 99 + days} for days in (0, 1)]
    journal.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    shown = piped(journal, "\n4\n\n4\n\n1\nq\n", "--leeches").stdout
    assert "Again: today.\nThis card was forgotten many times, it is a leech; it is suspended." in shown
    assert "0 learning" in shown.rpartition("new")[2]
