"""Another algorithm for the same answers: what would change, and the settings written without a scratch to the rest."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from flashcards.cli import main
from flashcards.config import ConfigError, load, set_review
from flashcards.config.writing import UnclearPlaceError, with_deck_settings, with_settings
from flashcards.model import Rating, Review
from flashcards.scheduler import DeckSettings, Outlook, Settings, Turn, outlook
from flashcards.scheduling.outlook import Asked

DAY = 739_000
SM2, FSRS = Settings(), Settings(algorithm="fsrs", fuzz=False)
FILE = """\ufeff# mine
[build]
name = "x"   # a [review] that is none

[ review ]  # what is asked
new_per_day = 5
algorithm = 'sm2'   # for now

[[review.where]]
deck = "Law"
desired_retention = 0.95
"""


def good(*days: int) -> list[Review]:
    return [Review("card", Rating.GOOD, day * 86_400_000, DAY + day, event_id=str(day)) for day in days]


# ------------------------------------------------------------------------------------------------------------- outlook


def test_the_same_settings_move_nothing() -> None:
    found = outlook([("", good(0, 1)), ("", [])], SM2, SM2, DAY + 2)
    assert found.turns == (Turn(5, 5),), "a card that was never answered has no turn"
    assert (found.earlier, found.later, found.unmoved) == (0, 0, 1)


def test_a_card_moves_with_the_algorithm() -> None:
    found = outlook([("", good(0, 1))], SM2, FSRS, DAY + 1)
    assert found.turns[0].before_days == 6
    assert found.earlier + found.later == 1


def test_what_is_overdue_is_asked_today_under_either() -> None:
    assert outlook([("", good(0, 1))], SM2, FSRS, DAY + 900).turns == (Turn(0, 0),)


def test_a_deck_keeps_its_own_retention() -> None:
    own = (DeckSettings("Law", desired_retention=0.9),)
    wanted = Settings(algorithm="fsrs", fuzz=False, desired_retention=0.75, decks=own)
    law, other = outlook([("Law", good(0, 1, 7)), ("Art", good(0, 1, 7))], FSRS, wanted, DAY + 7).turns
    assert law.before_days == law.after_days == other.before_days < other.after_days


def test_workload_counts_each_card_once() -> None:
    found = Outlook((Turn(0, 3), Turn(2, 2), Turn(40, 1)))
    assert found.workload(0, 2) == Asked(2, 2)
    assert found.workload(3) == Asked(1, 1)


# ------------------------------------------------------------------------------------------------------------- the file


def test_values_are_replaced_and_added_and_all_else_stays() -> None:
    written = with_settings(FILE, "review", {"algorithm": "fsrs", "desired_retention": 0.85})
    assert written == FILE.replace("'sm2'", '"fsrs"').replace(
        "# what is asked\n", "# what is asked\ndesired_retention = 0.85\n"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", '[review]\nalgorithm = "fsrs"\n'),
        ("[build]", '[build]\n\n[review]\nalgorithm = "fsrs"\n'),
        ("[review]", '[review]\nalgorithm = "fsrs"\n'),
        ("[review]\r\nfuzz = true\r\n", '[review]\r\nalgorithm = "fsrs"\r\nfuzz = true\r\n'),
        ('[review]\nalgorithm="sm2"#x', '[review]\nalgorithm="fsrs"#x'),
        ('[[review.where]]\ndeck = "a"\n', '[[review.where]]\ndeck = "a"\n\n[review]\nalgorithm = "fsrs"\n'),
    ],
)
def test_files_of_many_shapes(text: str, written: str) -> None:
    assert with_settings(text, "review", {"algorithm": "fsrs"}) == written


def test_a_list_over_several_lines_is_replaced_as_a_whole() -> None:
    text = "[review]\nparameters = [\n  1.0,  # one\n  2.0,\n]  # fitted\nfuzz = true\n"
    written = with_settings(text, "review", {"parameters": (3.5, 4.0)})
    assert written == "[review]\nparameters = [3.5, 4.0]  # fitted\nfuzz = true\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", '[[review.where]]\ndeck = "Law"\nparameters = [1.0]\n'),
        ("[build]\r\n", '[build]\r\n\r\n[[review.where]]\r\ndeck = "Law"\r\nparameters = [1.0]\r\n'),
        (
            '[[review.where]]\ndeck = "law" # mine\nparameters = [\n2.0]\n',
            '[[review.where]]\ndeck = "law" # mine\nparameters = [1.0]\n',
        ),
        (
            '[[review.where]]\ndeck = "Law"\n\n[[review.where]]\ndeck = "Law"\nnew_per_day = 3\n',
            '[[review.where]]\ndeck = "Law"\n\n[[review.where]]\nparameters = [1.0]\ndeck = "Law"\nnew_per_day = 3\n',
        ),
        (
            '[[review.where]]\ndeck = "Lawn"\n[[review.where]]\ndeck = "Law::Tort"\n',
            '[[review.where]]\ndeck = "Lawn"\n\n[[review.where]]\ndeck = "Law"\nparameters = [1.0]\n\n'
            '[[review.where]]\ndeck = "Law::Tort"\n',
        ),
    ],
)
def test_settings_of_a_deck_are_written_where_they_hold(text: str, written: str) -> None:
    assert with_deck_settings(text, "Law", {"parameters": (1.0,)}) == written
    assert with_deck_settings(written, "Law", {"parameters": (1.0,)}) == written


@pytest.mark.parametrize("deck", ["Ärzte", "😀 faces", 'quo"te\\', "del\x7f"])
def test_a_deck_may_have_any_name(tmp_path: Path, deck: str) -> None:
    set_review(tmp_path, {"desired_retention": 0.8}, deck)
    assert load(tmp_path).scheduling.of(deck).desired_retention == 0.8


@pytest.mark.parametrize("text", ['review.where = [{deck = "a"}]\n', "[review]\nx = '''\n[[review.where]]\n'''\n"])
def test_where_decks_are_set_otherwise_nothing_is_written(text: str) -> None:
    with pytest.raises(UnclearPlaceError):
        with_deck_settings(text, "Law", {"parameters": (1.0,)})


@pytest.mark.parametrize(
    "text",
    [
        'review = { algorithm = "sm2" }\n',
        'review.algorithm = "sm2"\n',
        "note = '''\n[review]\n'''\n",
        "[review]\nnote = '''\nalgorithm = 1\n'''\n",
    ],
)
def test_what_only_looks_like_the_place_is_left_alone(text: str) -> None:
    with pytest.raises(UnclearPlaceError):
        with_settings(text, "review", {"algorithm": "fsrs"})


@given(st.lists(st.sampled_from(FILE.splitlines(keepends=True)[1:]), unique=True))
def test_whatever_the_lines_the_meaning_is_right_or_nothing_is_written(lines: list[str]) -> None:
    text = "".join(lines)
    try:
        before = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    if not isinstance(before.get("review", {}), dict):
        return
    try:
        after = tomllib.loads(with_settings(text, "review", {"algorithm": "fsrs"}))
    except UnclearPlaceError:
        return
    assert after.pop("review") == {**before.pop("review", {}), "algorithm": "fsrs"}
    assert after == before


def test_the_file_is_replaced_with_its_mode_and_nothing_is_left_behind(tmp_path: Path) -> None:
    real = tmp_path / "settings.toml"
    real.write_bytes(b"[review]\r\n# mine\r\n")
    real.chmod(0o640)
    (tmp_path / "flashcards.toml").symlink_to(real)
    set_review(tmp_path, {"algorithm": "anki-sm2"})
    assert real.read_bytes() == b'[review]\r\nalgorithm = "anki-sm2"\r\n# mine\r\n'
    assert (real.stat().st_mode & 0o777, (tmp_path / "flashcards.toml").is_symlink()) == (0o640, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["flashcards.toml", "settings.toml"]


def test_a_file_without_a_plain_table_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "flashcards.toml").write_text("review = { new_per_day = 3 }\n")
    with pytest.raises(ConfigError, match="no plain table"):
        set_review(tmp_path, {"algorithm": "fsrs"})
    assert load(tmp_path).review.algorithm == "sm2"


def test_settings_that_do_not_go_together_are_not_written(tmp_path: Path) -> None:
    text = '[review]\nalgorithm = "fsrs"\neasy_days = { sunday = "minimum" }\n'
    (tmp_path / "flashcards.toml").write_text(text)
    with pytest.raises(
        ConfigError, match=r"toml:3: with another algorithm, this doesn't go together: .* or no easy_days"
    ):
        set_review(tmp_path, {"algorithm": "sm2"})
    assert (tmp_path / "flashcards.toml").read_text() == text


def test_a_value_that_no_setting_can_have_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no algorithm sm3"):
        set_review(tmp_path, {"algorithm": "sm3"})
    assert not (tmp_path / "flashcards.toml").exists()


# ------------------------------------------------------------------------------------------------------------- the command


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_DEVICE", "desk")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("- Recall : found of all that there are\n", "utf-8")
    return tmp_path


def run(folder: Path, *words: str) -> str:
    done = CliRunner().invoke(main, ["-C", str(folder), *words])
    assert done.exit_code == 0, done.output
    return done.output


def test_reschedule_shows_and_writes_only_when_told_to(folder: Path) -> None:
    run(folder, "build")
    [card] = [line.split()[0] for line in run(folder, "cards").splitlines()]
    run(folder, "answer", card, "easy")
    journal = (folder / ".flashcards" / "journal" / "desk.jsonl").read_bytes()
    shown = run(folder, "reschedule", "--algorithm", "fsrs", "--retention", "0.8")
    assert shown.startswith("sm2 → fsrs at 0.8: 0 earlier, 1 later, 0 on the same day")
    assert not (folder / "flashcards.toml").exists()
    assert run(folder, "reschedule", "--algorithm", "fsrs", "--retention", "0.8", "--apply").startswith(shown)
    assert (load(folder).review.algorithm, load(folder).review.desired_retention) == ("fsrs", 0.8)
    assert (folder / ".flashcards" / "journal" / "desk.jsonl").read_bytes() == journal
    assert "0 earlier, 0 later, 1 on the same day" in run(folder, "reschedule", "--algorithm", "fsrs")


@pytest.mark.parametrize("words", [[], ["--algorithm", "nosuch"], ["--retention", "0.5"]])
def test_wrong_usage_is_status_2(folder: Path, words: list[str]) -> None:
    assert CliRunner().invoke(main, ["-C", str(folder), "reschedule", *words]).exit_code == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_cannot_be_written_is_one_sentence(folder: Path) -> None:
    folder.chmod(0o500)
    try:
        with pytest.raises(ConfigError, match="can't be written"):
            set_review(folder, {"algorithm": "fsrs"})
    finally:
        folder.chmod(0o700)
