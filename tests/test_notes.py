"""Notes are found and read whatever their folder is like; what can't be read is one sentence, and the rest is read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flashcards.model import Note
from flashcards.notes import Found, ReadNote, Unreadable, read_all, read_note

SUFFIXES = {".md", ".rst"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    return tmp_path


def write(root: Path, path: str, content: bytes | str = "text") -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def read(root: Path) -> Found:
    return read_all(root, "notes", SUFFIXES)


def paths(root: Path) -> list[str]:
    return [one.note.path for one in read(root).notes]


def the_only_fault(root: Path) -> Unreadable:
    found = read(root)
    assert [one.note.path for one in found.notes] == ["notes/good.md"], "other notes are still read"
    assert len(found.unreadable) == 1
    return found.unreadable[0]


# ---------------------------------------------------------------------------------------------------------- finding


def test_notes_are_found_in_all_folders_sorted(root: Path) -> None:
    for name in ("b.md", "a/z.rst", "a/b/c.MD", "ü.md", "no suffix", "picture.png", "notes.md~"):
        write(root, f"notes/{name}")
    assert paths(root) == ["notes/a/b/c.MD", "notes/a/z.rst", "notes/b.md", "notes/ü.md"]


def test_hidden_files_and_folders_are_skipped(root: Path) -> None:
    for name in (".hidden.md", ".obsidian/plugin.md", ".flashcards/x.md", "a/.git/y.md", "seen.md"):
        write(root, f"notes/{name}")
    assert paths(root) == ["notes/seen.md"]


def test_the_notes_folder_may_be_the_collection_itself(root: Path) -> None:
    write(root, "a.md")
    write(root, ".flashcards/journal/b.md")
    assert [one.note.path for one in read_all(root, ".", SUFFIXES).notes] == ["a.md"]


def test_links_are_followed_but_no_folder_is_read_twice(root: Path) -> None:
    write(root, "notes/z/real.md")
    write(root, "elsewhere/linked.md")
    (root / "notes/a-link-to-z").symlink_to("z")
    (root / "notes/loop").symlink_to("..")
    (root / "notes/z/up").symlink_to("../z")
    (root / "notes/outside").symlink_to(root / "elsewhere")
    (root / "notes/file.md").symlink_to(root / "elsewhere/linked.md")
    found = paths(root)
    assert "notes/z/real.md" in found
    assert "notes/file.md" in found
    assert len([path for path in found if path.endswith("real.md")]) == 1
    assert len([path for path in found if path.endswith("linked.md")]) == 1
    assert read(root).unreadable == []


def test_a_folder_that_is_not_there_is_reported(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.notes == []
    assert [(one.path, "can't be read" in one.message) for one in found.unreadable] == [("notes", True)]


def test_a_note_outside_the_collection_is_named_in_full(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = write(tmp_path_factory.mktemp("elsewhere"), "x.md")
    one = read_note(root, file)
    assert isinstance(one, ReadNote)
    assert one.note.path == str(file)


# ---------------------------------------------------------------------------------------------------------- reading


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_is_read_with_its_mark(root: Path, encoding: str) -> None:
    write(root, "notes/a.md", "naïve – ∑ 😀\n".encode(encoding))
    assert read(root).notes[0].note == Note("notes/a.md", "naïve – ∑ 😀\n")


@pytest.mark.parametrize("mark", [b"\xfe\xff", b"\xff\xfe"])
def test_utf_16_of_either_order(root: Path, mark: bytes) -> None:
    write(root, "notes/a.md", mark + "é".encode("utf-16-be" if mark == b"\xfe\xff" else "utf-16-le"))
    assert read(root).notes[0].note.text == "é"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_alike_and_so_does_the_hash(root: Path, ending: str) -> None:
    write(root, "notes/a.md", ending.join(["one", "two", ""]))
    write(root, "notes/b.md", "one\ntwo\n")
    first, second = read(root).notes
    assert first.note.text == "one\ntwo\n"
    assert first.content_hash == second.content_hash


def test_the_hash_changes_with_the_text(root: Path) -> None:
    write(root, "notes/a.md", "one")
    before = read(root).notes[0].content_hash
    write(root, "notes/a.md", "two")
    assert read(root).notes[0].content_hash != before


def test_an_empty_note_is_a_note(root: Path) -> None:
    write(root, "notes/a.md", "")
    assert read(root).notes[0].note.text == ""


def test_notes_are_never_written(root: Path) -> None:
    file = write(root, "notes/a.md", b"\xef\xbb\xbfone\r\ntwo")
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    read(root)
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


# ------------------------------------------------------------------------------------------------ what can't be read


def test_a_file_that_is_not_utf_8_says_where(root: Path) -> None:
    write(root, "notes/good.md")
    write(root, "notes/latin.md", "fine\nalso fine\ncafé\n".encode("latin-1"))
    fault = the_only_fault(root)
    assert str(fault.problem) == "notes/latin.md:3: this note is not UTF-8 from here on; save it as UTF-8."


def test_half_a_character_of_utf_16_is_no_crash(root: Path) -> None:
    write(root, "notes/good.md")
    write(root, "notes/odd.md", b"\xff\xfea")
    assert "not UTF-8" in the_only_fault(root).message


def test_a_nul_byte_says_where(root: Path) -> None:
    write(root, "notes/good.md")
    write(root, "notes/nul.md", "one\ntwo \0 three\n")
    fault = the_only_fault(root)
    assert (fault.line, "NUL byte" in fault.message) == (2, True)


def test_a_note_of_ten_megabytes_is_refused_and_one_of_four_is_read(root: Path) -> None:
    write(root, "notes/good.md", b"a line of text\n" * 270_000)
    write(root, "notes/huge.md", b"a line of text\n" * 700_000)
    assert "larger than 5 MB; split it" in the_only_fault(root).message


@pytest.mark.parametrize("kind", ["fifo", "dangling", "loop", "device"])
def test_what_is_no_file_is_not_waited_for(root: Path, kind: str) -> None:
    write(root, "notes/good.md")
    path = root / "notes" / "odd.md"
    if kind == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to({"dangling": "nowhere.md", "loop": "odd.md", "device": "/dev/zero"}[kind])
    assert "can't be read" in the_only_fault(root).message


@pytest.mark.parametrize("name", ["linked", "v1.2"])
@pytest.mark.parametrize("target", ["away", "/nowhere/at all", "{name}"])
def test_a_linked_folder_that_is_away_is_reported(root: Path, name: str, target: str) -> None:
    write(root, "notes/good.md")
    (root / "notes" / name).symlink_to(target.format(name=name))
    fault = the_only_fault(root)
    assert str(fault.problem) == (
        f"notes/{name}:1: this link leads nowhere; bring back what it leads to, or remove the link."
    )


def test_links_to_other_files_and_hidden_links_are_not_reported(root: Path) -> None:
    (root / "notes" / "picture.png").symlink_to(write(root, "elsewhere/picture.png"))
    (root / "notes" / ".#locked").symlink_to("somebody@somewhere.42")
    assert read(root).unreadable == []


def test_a_name_that_is_not_unicode(root: Path) -> None:
    write(root, "notes/good.md")
    try:
        Path(os.fsdecode(os.fsencode(root / "notes") + b"/caf\xe9.md")).write_bytes(b"text")
    except OSError:
        pytest.skip("this file system takes no such names")
    fault = the_only_fault(root)
    assert "rename it" in fault.message
    fault.path.encode()


PROBE = """
import os, sys
from pathlib import Path
from flashcards.notes import read_all

if os.getuid() == 0:
    os.setgid(65534), os.setuid(65534)
found = read_all(Path(sys.argv[1]), "notes", {".md"})
print(*(one.note.path for one in found.notes))
print(*(one.path for one in found.unreadable))
print(*(one.message for one in found.unreadable), sep="\\n")
"""


def test_without_permission_other_notes_are_read(root: Path) -> None:
    write(root, "notes/good.md")
    write(root, "notes/secret.md").chmod(0)
    write(root, "notes/closed/inside.md").parent.chmod(0)
    for folder in [root, *root.parents][:3]:
        folder.chmod(folder.stat().st_mode | 0o055)
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", PROBE, str(root)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd="/")
    finally:
        (root / "notes/closed").chmod(0o755)
    good, bad, *messages = done.stdout.splitlines()
    assert good == "notes/good.md"
    assert bad == "notes/closed notes/secret.md"
    assert all("Permission denied" in message and "make it readable" in message for message in messages)
