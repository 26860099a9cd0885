"""The cache: whatever happens to its file, it is only ever slower, never wrong."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from flashcards import events
from flashcards.errors import Problem
from flashcards.index import FILE_NAME, SCHEMA_VERSION, Index
from flashcards.ledger import fold
from flashcards.model import Card, Rating, Source
from flashcards.passages import Passage, Told
from tests.making import add, draft, line, review, wording

DRAFTS = [
    draft("What is $x < y$?", "“yes”, ünïcode 😀", "H1", "H2", line=7, tags=("a", "b"), deck="d::e"),
    draft("The [...] sat", "cat", kind="fact", cloze=True, anchor="cat"),
]
PROBLEMS = [Problem("notes/a.md", 3, "broken table")]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with closing(Index(tmp_path)) as opened:
        yield opened


def fill(index: Index) -> None:
    index.save_parsed([("notes/a.md", "hash", DRAFTS, PROBLEMS)], "code", ["notes/a.md"])


def is_filled(index: Index) -> bool:
    return index.parsed("notes/a.md", "hash", "code") == (DRAFTS, PROBLEMS)


def reopened(folder: Path, **options: float) -> closing[Index]:
    return closing(Index(folder, **options))


def test_parsed_notes_come_back_as_they_were(index: Index) -> None:
    fill(index)
    assert is_filled(index)


def test_what_notes_tell_comes_back_as_it_was_until_they_are_gone(index: Index) -> None:
    told = Told("notes/a.md", "en", (Passage("Roots drink", Source("notes/a.md", 2, 3), ("root", "drink")),))
    index.save_told([("hash", told)], "code", ["notes/a.md"])
    assert index.told("notes/a.md", "hash", "code") == told
    assert index.told("notes/a.md", "hash", "other code") is None
    fill(index)
    index.save_told([], "code", [])
    assert index.told("notes/a.md", "hash", "code") is None
    assert is_filled(index)


@pytest.mark.parametrize(
    "other", [("notes/b.md", "hash", "code"), ("notes/a.md", "x", "code"), ("notes/a.md", "hash", "x")]
)
def test_another_note_text_or_code_is_a_miss(index: Index, other: tuple[str, str, str]) -> None:
    fill(index)
    assert index.parsed(*other) is None


def test_notes_that_are_gone_are_forgotten(index: Index) -> None:
    fill(index)
    index.save_parsed([("notes/b.md", "hash", [], [])], "code", ["notes/b.md"])
    assert index.parsed("notes/a.md", "hash", "code") is None
    assert index.parsed("notes/b.md", "hash", "code") == ([], [])


def test_cards_of_the_last_build(index: Index) -> None:
    cards = [Card(f"card{n}", one, "suspended", 1_700_000_000_000 + n) for n, one in enumerate(DRAFTS)]
    index.save_cards(cards)
    assert [index.card(card.id) for card in cards] == cards
    index.save_cards(cards[1:])
    assert (index.card("card0"), index.card("card1")) == (None, cards[1])


def test_what_came_of_all_notes_is_kept_until_they_change(index: Index) -> None:
    problems = [Problem("notes/a.md", 3, "a fault")]
    index.save_extracted("notes 1", DRAFTS, problems)
    assert index.extracted("notes 1") == (list(DRAFTS), problems)
    assert index.extracted("notes 2") is None
    index.save_extracted("notes 2", [], [])
    assert (index.extracted("notes 1"), index.extracted("notes 2")) == (None, ([], []))


def test_a_ledger_is_kept_with_the_journal_that_it_was_folded_from(index: Index) -> None:
    follow = line(events.Follow, 3_000, card="c1", old=wording("front", "back"), wording=wording("new"), reason="moved")
    ledger = fold([add("c1"), review("c1", Rating.HARD), follow, line(events.Bury, card="c1", until_day=9)])
    index.save_ledger("journal 1", ledger)
    assert index.ledger("journal 1") == ledger
    assert index.ledger("journal 2") is None


def test_what_was_kept_is_there_next_time(tmp_path: Path) -> None:
    with reopened(tmp_path) as index:
        fill(index)
    with reopened(tmp_path) as index:
        assert is_filled(index)
    assert (tmp_path / ".gitignore").read_text() == "index.db*\n"


def test_without_a_folder_it_works_in_memory(tmp_path: Path) -> None:
    with reopened(tmp_path / "missing") as index:
        fill(index)
        assert is_filled(index)
    assert not (tmp_path / "missing").exists()


# ------------------------------------------------------------------------------------------------- a file that fails


@pytest.mark.parametrize(
    "content", [b"", b"this is not a database, but it is long enough" * 99, b"SQLite format 3\0" + b"x" * 9999]
)
def test_what_is_no_database_is_made_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with reopened(tmp_path) as index:
        fill(index)
    with reopened(tmp_path) as index:
        assert is_filled(index)


@pytest.mark.parametrize("version", [0, SCHEMA_VERSION - 1, SCHEMA_VERSION + 1])
def test_another_schema_is_made_anew(tmp_path: Path, version: int) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as database:
        database.execute("CREATE TABLE parsed (old)")
        database.execute(f"PRAGMA user_version = {version}")
    with reopened(tmp_path) as index:
        fill(index)
    with reopened(tmp_path) as index:
        assert is_filled(index)


@pytest.mark.parametrize("where", range(1, 12))
def test_damage_anywhere_is_a_miss_at_worst(tmp_path: Path, where: int) -> None:
    with reopened(tmp_path) as index:
        fill(index)
        index.save_cards([Card("card", draft("front", "back " * 3000))])
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray((tmp_path / FILE_NAME).read_bytes())
    start = len(content) * where // 12
    content[start : start + 2048] = os.urandom(2048)
    (tmp_path / FILE_NAME).write_bytes(content)
    with reopened(tmp_path) as index:
        assert index.parsed("notes/a.md", "hash", "code") in (None, (DRAFTS, PROBLEMS))
        index.card("card")
        fill(index)
        fill(index)
        assert is_filled(index)


def test_a_table_that_was_dropped_is_a_miss(tmp_path: Path) -> None:
    with reopened(tmp_path) as index:
        fill(index)
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as database:
            database.execute("DROP TABLE parsed")
        assert index.parsed("notes/a.md", "hash", "code") is None
        fill(index)
        assert is_filled(index)


def test_a_row_that_is_not_what_we_write_is_a_miss(tmp_path: Path) -> None:
    with reopened(tmp_path) as index:
        fill(index)
        index.save_cards([Card("card", DRAFTS[0])])
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as database, database:
            database.execute("UPDATE parsed SET drafts = CAST('[{\"front\": 3}]' AS BLOB)")
            database.execute("UPDATE cards SET card = x'00'")
        assert index.parsed("notes/a.md", "hash", "code") is None
        assert index.card("card") is None


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with reopened(tmp_path) as index:
        fill(index)
        assert is_filled(index)


HOLDER = textwrap.dedent("""
    import sqlite3, sys
    database = sqlite3.connect(sys.argv[1], isolation_level=None)
    database.execute(sys.argv[2])
    database.execute("BEGIN IMMEDIATE")
    database.execute("REPLACE INTO saved VALUES ('theirs', 'f', x'00')")
    print("locked", flush=True)
    sys.stdin.readline()
    database.execute("COMMIT")
""")


@pytest.mark.parametrize("mode", ["PRAGMA locking_mode = EXCLUSIVE", "PRAGMA locking_mode = NORMAL"])
def test_a_file_that_another_process_locks_is_left_to_it(tmp_path: Path, mode: str) -> None:
    with reopened(tmp_path) as index:
        fill(index)
    command = [sys.executable, "-c", HOLDER, str(tmp_path / FILE_NAME), mode]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "locked\n"
        with reopened(tmp_path, lock_timeout_seconds=0.1) as index:
            index.save("ours", "f", b"content")
            assert index.parsed("notes/a.md", "hash", "code") in (None, (DRAFTS, PROBLEMS))
        holder.communicate("\n")
        assert holder.returncode == 0
    with reopened(tmp_path) as index:
        assert is_filled(index), "what was there before is still there"
        assert index.saved("theirs", "f") == b"\0"


def test_two_processes_may_make_it_at_once(tmp_path: Path) -> None:
    script = "import sys; from pathlib import Path; from flashcards.index import Index; "
    script += "i = Index(Path(sys.argv[1])); i.save(sys.argv[2], 'f', b'x'); print(i.saved(sys.argv[2], 'f'))"
    makers = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), str(n)], stdout=subprocess.PIPE)
        for n in range(4)
    ]
    assert [maker.communicate()[0] for maker in makers] == [b"b'x'\n"] * 4
    with reopened(tmp_path) as index:
        assert [index.saved(str(n), "f") for n in range(4)] == [b"x"] * 4


def test_all_who_make_it_at_the_same_moment_keep_their_part(tmp_path: Path) -> None:
    number = 4
    for round_ in range(20):
        folder = tmp_path / str(round_)
        folder.mkdir()
        start = threading.Barrier(number)

        def make(name: str, folder: Path = folder, start: threading.Barrier = start) -> None:
            start.wait()
            with reopened(folder) as index:
                index.save(name, "f", b"x")

        with ThreadPoolExecutor(number) as makers:
            list(makers.map(make, "abcd"))
        with reopened(folder) as index:
            assert [index.saved(name, "f") for name in "abcd"] == [b"x"] * number
