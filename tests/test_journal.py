"""The journal on a real disk: torn lines, killed writers, two writers at once, files that a sync brought."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashcards import events
from flashcards.events import write_line
from flashcards.journal import DEVICE_VARIABLE, Journal, JournalError, device_name
from tests.making import add, review

WRITER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from flashcards.events import Review
    from flashcards.journal import Journal
    from flashcards.model import Rating

    folder, device, name, number = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    journal = Journal(folder, device)
    for n in range(number):
        journal.append([
            Review(id=f"{name}-{n}-{part}", time_ms=n, utc_offset_minutes=0, day=739000, card="c" * 300, rating=Rating.GOOD)
            for part in "ab"
        ])
        print(n, flush=True)
""")


def start_writer(folder: Path, device: str, name: str, number: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), device, name, str(number)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def ids(journal: Journal) -> list[str]:
    return [event.id for event in journal.read()[0]]


def test_what_was_appended_is_read(tmp_path: Path) -> None:
    journal = Journal(tmp_path / ".flashcards" / "journal", "laptop")
    lines = [add("c1"), review("c1")]
    assert journal.read() == ([], [])
    assert journal.append(lines) == []
    assert journal.read() == (lines, [])
    assert journal.own() == lines
    assert journal.path.name == "laptop.jsonl"


def test_appending_nothing_makes_no_file(tmp_path: Path) -> None:
    Journal(tmp_path / "journal", "laptop").append([])
    assert not (tmp_path / "journal").exists()


def test_all_devices_are_read_and_only_our_own_file_is_written(tmp_path: Path) -> None:
    Journal(tmp_path, "phone").append([add("c1")])
    before = (tmp_path / "phone.jsonl").read_bytes()
    laptop = Journal(tmp_path, "laptop")
    laptop.append([review("c1")])
    assert len(ids(laptop)) == 2
    assert len(laptop.own()) == 1
    assert (tmp_path / "phone.jsonl").read_bytes() == before


def test_what_was_appended_is_on_the_disk_when_it_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a file its content, and of a new file its name in the folder as well."""
    journal = Journal(tmp_path / "journal", "laptop")
    synced: list[tuple[str, int]] = []

    def observe(descriptor: int) -> None:
        stats = os.fstat(descriptor)
        found = [path for path in (journal.path, journal.folder) if os.path.samestat(path.stat(), stats)]
        synced.append((found[0].name, journal.path.stat().st_size))

    monkeypatch.setattr(os, "fsync", observe)
    journal.append([add("c1")])
    size = journal.path.stat().st_size
    assert synced == [("laptop.jsonl", size), ("journal", size)]
    journal.append([review("c1"), review("c1")])
    assert synced[2:] == [("laptop.jsonl", journal.path.stat().st_size)]


def test_the_name_of_a_device_is_on_the_disk_before_it_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DEVICE_VARIABLE, raising=False)
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_size))
    name = device_name(tmp_path / "c", tmp_path / "devices")
    assert synced == [len(name)]


@pytest.mark.skipif(sys.platform == "win32", reason="knows no such locks")
def test_writers_have_the_file_for_themselves_and_readers_share_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl  # noqa: PLC0415

    taken: list[tuple[str, int, int]] = []
    real = fcntl.flock

    def observe(file: IO[bytes], operation: int) -> None:
        taken.append((Path(file.name).name, operation, os.fstat(file.fileno()).st_size))
        real(file, operation)

    monkeypatch.setattr(fcntl, "flock", observe)
    journal = Journal(tmp_path, "laptop")
    journal.append([add("c1")])
    size = journal.path.stat().st_size
    journal.append([review("c1")])
    assert taken == [("laptop.jsonl", fcntl.LOCK_EX, 0), ("laptop.jsonl", fcntl.LOCK_EX, size)]
    taken.clear()
    assert len(journal.read()[0]) == 2
    assert [(name, operation) for name, operation, _ in taken] == [("laptop.jsonl", fcntl.LOCK_SH)]


def test_copies_that_a_sync_program_made_are_read(tmp_path: Path) -> None:
    Journal(tmp_path, "laptop").append([add("c1")])
    (tmp_path / "laptop.sync-conflict-20261101-101010.jsonl").write_bytes(write_line(review("c1", id="r1")))
    assert "r1" in ids(Journal(tmp_path, "laptop"))


@pytest.mark.parametrize("kept", range(1, 40, 7))
def test_a_torn_last_line_is_reported_then_set_aside(tmp_path: Path, kept: int) -> None:
    journal = Journal(tmp_path, "laptop")
    journal.append([add("c1"), review("c1", id="torn")])
    whole = journal.path.read_bytes()
    torn = whole[whole.rindex(b"\n", 0, -1) + 1 :][:kept]
    journal.path.write_bytes(whole[: whole.rindex(b"\n", 0, -1) + 1] + torn)

    read, problems = journal.read()
    assert len(read) == 1
    assert [(one.path.endswith("laptop.jsonl"), one.line, "torn" in one.message) for one in problems] == [
        (True, 2, True)
    ]

    reported = journal.append([review("c1", id="next")])
    assert ["torn" in one.message and one.line == 2 for one in reported] == [True]
    assert ids(journal)[1:] == ["next"]
    assert journal.read()[1] == []
    assert journal.path.with_name("laptop.jsonl.torn").read_bytes() == torn + b"\n"


def test_a_last_line_that_lacks_only_its_line_feed_counts(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "laptop")
    journal.append([review("c1", id="first")])
    journal.path.write_bytes(journal.path.read_bytes().rstrip(b"\n"))
    assert ids(journal) == ["first"]
    journal.append([review("c1", id="second")])
    assert ids(journal) == ["first", "second"]
    assert not list(tmp_path.glob("*.torn"))


def test_a_torn_line_longer_than_a_block_is_set_aside_whole(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "laptop")
    journal.append([review("c1", id="first")])
    torn = b'{"v": 1, "front": "' + b"x" * 200_000
    with journal.path.open("ab") as file:
        file.write(torn)
    journal.append([review("c1", id="second")])
    assert ids(journal) == ["first", "second"]
    assert journal.path.with_name("laptop.jsonl.torn").stat().st_size == len(torn) + 1


def test_the_torn_line_of_another_device_is_left_to_it(tmp_path: Path) -> None:
    (tmp_path / "phone.jsonl").write_bytes(write_line(add("c1")) + b'{"v": 1, "ty')
    before = (tmp_path / "phone.jsonl").read_bytes()
    laptop = Journal(tmp_path, "laptop")
    assert len(laptop.read()[1]) == 1
    laptop.append([review("c1")])
    assert (tmp_path / "phone.jsonl").read_bytes() == before


def test_bad_lines_are_reported_with_their_place_and_the_rest_is_read(tmp_path: Path) -> None:
    good = [write_line(review("c1", id=f"r{n}")) for n in range(3)]
    lines = [good[0], b"<<<<<<< HEAD\n", good[1], b'{"v": 9, "type": "hologram"}\n', b"\n", b"\0\0\0\n", good[2]]
    path = tmp_path / ".flashcards" / "journal" / "laptop.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"\xef\xbb\xbf" + b"".join(lines).replace(b"\n", b"\r\n"))
    read, problems = Journal(path.parent, "laptop").read()
    assert [event.id for event in read] == ["r0", "r1", "r2"]
    assert [(one.path, one.line) for one in problems] == [(".flashcards/journal/laptop.jsonl", n) for n in (2, 4, 6)]
    assert "newer version" in problems[1].message


@given(st.binary(max_size=200))
@settings(max_examples=50)
def test_reading_survives_any_bytes(tmp_path_factory: pytest.TempPathFactory, rubbish: bytes) -> None:
    folder = tmp_path_factory.mktemp("journal")
    (folder / "laptop.jsonl").write_bytes(write_line(review("c1", id="before")) + rubbish)
    journal = Journal(folder, "laptop")
    journal.append([review("c1", id="after")])
    assert ids(journal) == ["before", "after"]


# --------------------------------------------------------------------------------------------------- real processes


def test_what_a_killed_writer_had_acknowledged_is_there(tmp_path: Path) -> None:
    writer = start_writer(tmp_path, "laptop", "w", 1_000_000)
    assert writer.stdout
    acknowledged = [writer.stdout.readline() for _ in range(200)]
    writer.kill()
    rest, _ = writer.communicate()
    numbers = [int(number) for number in [*acknowledged, *rest.split()]]

    journal = Journal(tmp_path, "laptop")
    before = ids(journal)
    assert {f"w-{number}-{part}" for number in numbers for part in "ab"} <= set(before)
    journal.append([review("c1", id="next")])
    assert ids(journal) == [*before, "next"]
    assert journal.read()[1] == []


def test_two_writers_at_once_do_not_mix_their_lines(tmp_path: Path) -> None:
    writers = [start_writer(tmp_path, "laptop", name, 150) for name in ("one", "two", "three")]
    for writer in writers:
        writer.communicate()
        assert writer.returncode == 0
    read, problems = Journal(tmp_path, "laptop").read()
    assert problems == []
    written = [event.id for event in read]
    assert sorted(written) == sorted(
        f"{w}-{n}-{part}" for w in ("one", "two", "three") for n in range(150) for part in "ab"
    )
    assert [one.removesuffix("-a") for one in written[::2]] == [one.removesuffix("-b") for one in written[1::2]]


def test_a_full_disk_is_one_sentence_and_leaves_no_half_line(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk: the system refuses the write in the middle of a line."""
    script = textwrap.dedent("""
        import resource, signal, sys
        from pathlib import Path
        from flashcards.events import Review
        from flashcards.journal import Journal, JournalError
        from flashcards.model import Rating

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        journal = Journal(Path(sys.argv[1]), "laptop")
        written = 0
        try:
            for n in range(100):
                line = Review(id=f"r{n}", time_ms=n, utc_offset_minutes=0, day=739000, card="c", rating=Rating.GOOD)
                journal.append([line])
                written += 1
        except JournalError as error:
            print(written)
            print(error)
    """)
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    written, sentence = done.stdout.splitlines()
    assert "File too large" in sentence
    assert "nothing was saved" in sentence
    read, problems = Journal(tmp_path, "laptop").read()
    assert (len(read), problems) == (int(written), [])


# ----------------------------------------------------------------------------------------------------- hard places


def test_a_journal_that_cannot_be_read_stops_everything(tmp_path: Path) -> None:
    (tmp_path / "phone.jsonl").mkdir()
    with pytest.raises(JournalError, match=r"phone\.jsonl can't be read .*make it readable"):
        Journal(tmp_path, "laptop").read()


def test_a_journal_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("a file where the folder should be")
    with pytest.raises(JournalError, match=r"can't be written .*nothing was saved"):
        Journal(tmp_path / "journal", "laptop").append([review("c1")])


def test_the_fingerprint_changes_with_every_append(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "laptop")
    seen = [journal.fingerprint()]
    for device in ("laptop", "laptop", "phone"):
        Journal(tmp_path, device).append([review("c1")])
        seen.append(journal.fingerprint())
    assert len(set(seen)) == 4


# ---------------------------------------------------------------------------------------------------- device names


@pytest.fixture(autouse=True)
def _no_device_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DEVICE_VARIABLE, raising=False)


def test_a_machine_keeps_its_name_for_a_collection(tmp_path: Path) -> None:
    remembered_in = tmp_path / "home"
    name = device_name(tmp_path / "collection", remembered_in)
    assert name == device_name(tmp_path / "collection", remembered_in)
    assert name != device_name(tmp_path / "other collection", remembered_in)
    assert name != device_name(tmp_path / "collection", tmp_path / "another machine's home")
    assert not (tmp_path / "collection").exists()


def test_the_environment_overrides_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DEVICE_VARIABLE, "../My Phone!")
    assert device_name(tmp_path, tmp_path / "home") == "my-phone"
    assert not (tmp_path / "home").exists()


def test_where_the_name_cannot_be_remembered_the_way_out_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    with pytest.raises(JournalError, match=f"set {DEVICE_VARIABLE}"):
        device_name(tmp_path, tmp_path / "home")


def test_two_processes_that_ask_first_get_one_name(tmp_path: Path) -> None:
    script = "import sys; from pathlib import Path; from flashcards.journal import device_name; "
    script += "print(device_name(Path(sys.argv[1]), Path(sys.argv[2])))"
    command = [sys.executable, "-c", script, str(tmp_path), str(tmp_path / "home")]
    environment = {name: value for name, value in os.environ.items() if name != DEVICE_VARIABLE}
    asking = [subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) for _ in range(4)]
    assert len({process.communicate()[0] for process in asking}) == 1


def test_an_event_of_another_device_with_the_same_name_is_not_lost(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "laptop")
    journal.append([review("c1", id="mine")])
    with journal.path.open("ab") as file:
        file.write(write_line(review("c1", id="theirs")))
    journal.append([events.Void(id="v", time_ms=1, utc_offset_minutes=0, day=1, event="theirs")])
    assert ids(journal) == ["mine", "theirs", "v"]
