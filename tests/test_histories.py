"""Reviews out and in: what is written is read again, what is known counts once, and a fault anywhere writes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from flashcards import histories
from flashcards.cli import main
from flashcards.collection import Collection
from flashcards.histories import Answer
from flashcards.model import Rating
from flashcards.scheduler import QUALITY_RATINGS

T0 = 1_760_000_000_000
HEADER = "card,time,rating,duration_ms\n"

EXPORTED_HEADER = "card,time,rating,duration_ms,quality\n"


def answer(rating_and_quality: tuple[Rating, int | None], **fields: Any) -> Answer:
    rating, quality = rating_and_quality
    return Answer(rating=rating, quality=quality, **fields)


answers = st.lists(
    st.builds(
        answer,
        card_id=st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1),
        time_ms=st.integers(10**8, 253_402_000_000_000),
        utc_offset_minutes=st.one_of(st.none(), st.integers(1, 14 * 60), st.integers(-12 * 60, -1)),
        rating_and_quality=st.sampled_from(
            [
                *((rating, None) for rating in Rating),
                *((rating, quality) for quality, rating in QUALITY_RATINGS.items()),
            ]
        ),
        duration_ms=st.integers(0, 10**9),
    )
)


@given(answers)
def test_what_is_written_is_read_again(given: list[Answer]) -> None:
    for text in (histories.as_csv(given), histories.as_json_lines(given)):
        rows, problems = histories.read(text.encode(), "x")
        assert problems == []
        assert [row.answer for row in rows] == given


@given(st.binary() | st.text().map(str.encode) | st.text().map(lambda text: (HEADER + text).encode()))
def test_no_file_is_too_strange(content: bytes) -> None:
    histories.read(content, "x")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,2026-03-01T08:30,good,", "has no offset from UTC"),
        ("a,yesterday,good,", "is no time like"),
        ("a,-5,good,", "not between the years"),
        ("a,1,5,", "a rating is 1 to 4"),
        ("a,1,perfect,", "a rating is 1 to 4"),
        ("a,1,good,-1", "duration_ms is a whole number"),
        ("a,1,good,1.5", "duration_ms is a whole number"),
        (",1,good,1", "card is missing"),
        ("a,1", "rating is missing"),
        ("a,1,good,1,2", "more fields than"),
        ('a,1,"good', "this is not CSV"),
        (f"a,{'9' * 5000},good,", "is no time like"),
    ],
)
def test_a_fault_has_its_line(row: str, said: str) -> None:
    rows, [problem] = histories.read(f"{HEADER}a,1,good,\n{row}\n".encode(), "f.csv")
    assert (len(rows), problem.path, problem.line) == (1, "f.csv", 3)
    assert said in problem.message


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"card": "a", "time": 1}', "rating is missing"),
        ('{"card": 1, "time": 1, "rating": 3}', "card is text"),
        ('{"card": "a", "time": true, "rating": 3}', "is no time like"),
        ('{"card": "a", "time": [1], "rating": 3}', "is no time like"),
        ('{"card": "a", "time": 1, "rating": {}}', "a rating is"),
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
    ],
)
def test_a_fault_in_json_lines_has_its_line(line: str, said: str) -> None:
    good = '{"card": "a", "time": 1, "rating": "Easy", "more": 1}'
    [row], [problem] = histories.read(f"{good}\n\n{line}\n".encode(), "f")
    assert row.answer == Answer("a", 1, None, Rating.EASY)
    assert problem.line == 3
    assert said in problem.message


def test_columns_come_in_any_order_and_others_are_ignored() -> None:
    [row], [] = histories.read("\ufeffrating,x,time,card\r\n2,?,2026-03-01T08:30:00.5+01:00,a\r\n".encode(), "f")
    assert row == (2, Answer("a", 1_772_350_200_500, 60, Rating.HARD))


def test_a_file_without_the_columns_or_of_another_encoding_is_one_problem() -> None:
    _, [problem] = histories.read(b"card,when\na,1\n", "f")
    assert (problem.line, problem.message[:33]) == (1, "the first line names no column ti")
    _, [problem] = histories.read(HEADER.encode() + b"a,1,good,\n\xff", "f")
    assert (problem.line, problem.message) == (3, "this file is not UTF-8; save it as UTF-8")


# ------------------------------------------------------------------------------------------------------------ the command


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FLASHCARDS_DEVICE", "desk")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.md").write_text("- Recall : found of all that there are\n", "utf-8")
    assert run(tmp_path, "build").exit_code == 0
    return tmp_path


def run(folder: Path, *words: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, ["-C", str(folder), *words], input=stdin)


def card_of(folder: Path) -> str:
    return run(folder, "cards").output.split()[0]


def journal(folder: Path) -> bytes:
    return (folder / ".flashcards" / "journal" / "desk.jsonl").read_bytes()


def test_importing_twice_changes_nothing(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text(f"{HEADER}{card_of(folder)},{T0},3,1200\n{card_of(folder)},2025-10-10T10:00:00+02:00,again,\n")
    assert run(folder, "history", "import", str(file)).output == "2 imported, 0 known already\n"
    written = journal(folder)
    assert run(folder, "history", "import", str(file)).output == "0 imported, 2 known already\n"
    assert journal(folder) == written
    with Collection.find(folder) as collection:
        [(first, second)] = collection.reviews.values()
    assert (first.rating, first.duration_ms, second.rating) == (Rating.GOOD, 1200, Rating.AGAIN)
    assert second.day == first.day + 1


def test_an_export_comes_back_as_known_and_elsewhere_as_the_same_days(folder: Path, tmp_path: Path) -> None:
    run(folder, "answer", card_of(folder), "good", "--at", "2026-03-01T02:00+09:00")
    for name in ("r.csv", "r.jsonl"):
        assert run(folder, "history", "export", str(tmp_path / name)).exit_code == 0
        assert run(folder, "history", "import", str(tmp_path / name)).output == "0 imported, 1 known already\n"
    [row] = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    assert (row["card"], row["rating"]) == (card_of(folder), "good")
    assert run(folder, "history", "export").output == (tmp_path / "r.csv").read_text()
    with Collection.find(folder) as collection:
        before = collection.reviews
    (folder / ".flashcards" / "journal" / "desk.jsonl").unlink()
    run(folder, "build")
    run(folder, "history", "import", "-", stdin=(tmp_path / "r.csv").read_text())
    with Collection.find(folder) as collection:
        [[was]], [[now]] = before.values(), collection.reviews.values()
    assert (now.time_ms, now.day, now.rating) == (was.time_ms, was.day, was.rating)


def test_an_import_that_was_taken_back_is_not_exported_but_comes_again(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text(f"{HEADER}{card_of(folder)},{T0},3,\n")
    run(folder, "history", "import", str(file))
    for _ in range(3):
        run(folder, "undo")
        assert run(folder, "history", "export").output == EXPORTED_HEADER
        assert run(folder, "history", "import", str(file)).output == "1 imported, 0 known already\n"
        assert run(folder, "history", "import", str(file)).output == "0 imported, 1 known already\n"
        assert run(folder, "history", "export").output.count("\n") == 2


def test_an_answer_that_was_taken_back_alone_does_not_come_again(folder: Path, tmp_path: Path) -> None:
    run(folder, "answer", card_of(folder), "good")
    (tmp_path / "r.csv").write_text(run(folder, "history", "export").output)
    run(folder, "undo")
    assert run(folder, "history", "import", str(tmp_path / "r.csv")).output == "0 imported, 1 known already\n"


def test_an_import_is_taken_back_as_a_whole_and_a_review_after_it_alone(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text(f"{HEADER}{card_of(folder)},{T0},3,\n{card_of(folder)},{T0 + 10**9},3,\n")
    run(folder, "history", "import", str(file))
    run(folder, "answer", card_of(folder), "good")
    assert run(folder, "undo").output.endswith(", good\n")
    assert run(folder, "undo").output == "took back: an import of 2 reviews; the same import brings them again\n"
    assert run(folder, "history", "export").output.count("\n") == 1
    assert run(folder, "undo").exit_code == 1


def test_the_qualities_of_sm2_go_out_and_come_in(folder: Path, tmp_path: Path) -> None:
    card, file = card_of(folder), tmp_path / "r.jsonl"
    row = {"card": card, "time": T0, "rating": "again", "quality": 0}
    file.write_text(json.dumps(row))
    assert run(folder, "history", "import", str(file)).output == "1 imported, 0 known already\n"
    [exported] = [json.loads(line) for line in run(folder, "history", "export", "--json").output.splitlines()]
    assert (exported["rating"], exported["quality"]) == ("again", 0)
    assert run(folder, "history", "export").output.splitlines()[1].endswith(",again,0,0")
    with Collection.find(folder) as collection:
        assert collection.reviews[card][0].quality == 0
    file.write_text(json.dumps({**row, "rating": "good"}))
    done = run(folder, "history", "import", str(file))
    assert "1: quality is 0 to 2 for again, 3 for hard, 4 for good, 5 for easy, not 0 for this" in done.stderr


def test_with_one_fault_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    written = journal(folder)
    file = tmp_path / "r.csv"
    file.write_text(f"{HEADER}{card_of(folder)},{T0},3,\nnosuch,{T0},3,\n{card_of(folder)},{10**14},3,\n,1,3,\n")
    done = run(folder, "history", "import", str(file))
    assert (done.exit_code, done.stdout, journal(folder)) == (1, "", written)
    first, second, third, sentence = done.stderr.splitlines()
    assert first == f"{file}:3: there is no card nosuch in the last build"
    assert second == f"{file}:4: this time is still to come; a review has been"
    assert third.startswith(f"{file}:5: card is missing")
    assert sentence == "flashcards: Nothing was imported, as 3 rows have faults: mend that, and import again."
