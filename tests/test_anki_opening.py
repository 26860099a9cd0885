"""What Anki has written is read alike in all of its formats, and a file that was tampered with is one sentence."""

from __future__ import annotations

import contextlib
import io
import json
import random
import sqlite3
import struct
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flashcards.anki.files import snapshot
from flashcards.anki.files.errors import AnkiIsOpenError, DamagedFileError, NewerAnkiError, NotOfAnkiError
from flashcards.anki.files.opening import opened
from flashcards.anki.files.snapshot import Snapshot
from flashcards.errors import FlashcardsError
from tests.anki_collection import AnkiCollection, new_collection
from tests.anki_files import FORMATS, edit, export, open_in_anki, parts_of, run, with_parts, write_parts, zstd

PICTURE = b"\x89PNG of a boat"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of a collection with two notes, one of them in two cards and with a picture, and with three answers."""
    folder = tmp_path_factory.mktemp("anki")
    with new_collection(folder / "profile") as anki:
        fill(anki)
        export(anki, folder)
        anki.col.reopen()
    (folder / "collection.anki2").write_bytes((folder / "profile" / "collection.anki2").read_bytes())
    (folder / "collection.media").symlink_to(folder / "profile" / "collection.media")
    return folder


def fill(anki: AnkiCollection) -> None:
    col = anki.col
    col.set_config("rollover", 2)
    col.media.write_data("böät.png", PICTURE)
    reversed_type = col.models.by_name("Basic (and reversed card)")
    assert reversed_type
    note = col.new_note(reversed_type)
    note["Front"], note["Back"], note.tags = "keel", '<img src="böät.png">', ["sea::hull", "marked"]
    col.add_note(note, col.decks.add_normal_deck_with_name("Sea::Hull").id)
    cloze_type = col.models.by_name("Cloze")
    assert cloze_type
    cloze = col.new_note(cloze_type)
    cloze["Text"] = "The {{c1::windlass}} heaves."
    col.add_note(cloze, 1)
    for card, rating in ((note.cards()[0], 2), (note.cards()[0], 2), (cloze.cards()[0], 0)):
        card.load()
        card.start_timer()
        states = col._backend.get_scheduling_states(card.id)
        col.sched.answer_card(col.sched.build_answer(card=card, states=states, rating=rating))
    col.sched.suspend_cards([note.cards()[1].id])


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place of the test's own for what is unpacked."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))


@pytest.fixture
def file_of(written: Path, tmp_path: Path) -> Callable[[str], Path]:
    """A copy of one of the files, to tamper with."""

    def copied(name: str) -> Path:
        target = tmp_path / name
        target.write_bytes((written / name).read_bytes())
        return target

    return copied


# ------------------------------------------------------------------------------------------------------ honest files


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_the_same(written: Path, name: str) -> None:
    found = snapshot.read(written / name)
    assert [(note.note_type.name, note.values[0], note.tags) for note in found.notes] == [
        ("Basic (and reversed card)", "keel", ("marked", "sea::hull")),
        ("Cloze", "The {{c1::windlass}} heaves.", ()),
    ]
    two_sided, cloze = (note.note_type for note in found.notes)
    assert two_sided.fields == ("Front", "Back")
    assert [(one.name, one.front) for one in two_sided.templates] == [("Card 1", "{{Front}}"), ("Card 2", "{{Back}}")]
    assert (two_sided.is_cloze, cloze.is_cloze) == (False, True)
    keel, windlass = (note.guid for note in found.notes)
    assert [(card.guid, card.ordinal, card.deck, card.queue) for card in found.cards] == [
        (keel, 0, "Sea::Hull", 2),
        (keel, 1, "Sea::Hull", -1),
        (windlass, 0, "Default", 1),
    ]
    assert [(row.guid, row.ordinal, row.button, row.kind) for row in found.reviews] == [
        (keel, 0, 3, 0),
        (keel, 0, 3, 0),
        (windlass, 0, 1, 0),
    ]
    assert abs(found.reviews[0].id_ms - time.time() * 1000) < 3_600_000
    assert found.media == ("böät.png",)
    assert not found.is_v1
    assert found.is_whole == (not name.endswith(".apkg"))
    assert found.rollover_hour == (2 if found.is_whole else None)
    assert found.deleted_reviews == 0


@pytest.mark.parametrize("name", FORMATS)
def test_media_can_be_copied(written: Path, name: str) -> None:
    with opened(written / name) as file:
        target = io.BytesIO()
        file.copy_medium("böät.png", target)
        assert target.getvalue() == PICTURE
        with pytest.raises(KeyError):
            file.copy_medium("../collection.anki2", target)


def test_our_own_packages_can_be_read(tmp_path: Path) -> None:
    from flashcards.export import Pictures, write_package  # noqa: PLC0415
    from flashcards.model import Card, Draft  # noqa: PLC0415

    cards = [Card(f"id{number}", Draft("qa", f"q{number}", "a", (), (), "r", 0.5, "Deck")) for number in range(3)]
    write_package(cards, tmp_path / "our.apkg", Pictures(tmp_path, "notes"))
    found = snapshot.read(tmp_path / "our.apkg")
    assert sorted(note.guid for note in found.notes) == ["id0", "id1", "id2"]
    assert {(card.ordinal, card.deck, card.queue) for card in found.cards} == {(0, "Deck", 0)}
    assert (found.reviews, found.is_v1) == ((), False)


def test_reviews_of_deleted_cards_are_only_counted(file_of: Callable[[str], Path]) -> None:
    found = snapshot.read(edit(file_of("new.colpkg"), run("DELETE FROM cards WHERE type = 1")))
    assert (len(found.reviews), found.deleted_reviews) == (2, 1)


def test_a_card_in_a_filtered_deck_is_at_home(tmp_path: Path) -> None:
    with new_collection(tmp_path / "profile") as anki:
        fill(anki)
        deck = anki.col.sched.get_or_create_filtered_deck(0)
        deck.config.search_terms[0].search = "deck:Sea"
        anki.col.sched.add_or_update_filtered_deck(deck)
        found = snapshot.read(export(anki, tmp_path)["new.colpkg"])
        anki.col.reopen()
    assert {(card.deck, card.is_filtered) for card in found.cards if card.queue >= 0} == {
        ("Sea::Hull", True),
        ("Default", False),
    }


def test_fractions_that_old_versions_wrote_are_rounded(file_of: Callable[[str], Path]) -> None:
    path = edit(file_of("legacy.apkg"), run("UPDATE cards SET ivl = 2.5", "UPDATE revlog SET ivl = 3.6"))
    found = snapshot.read(path)
    assert {card.interval for card in found.cards} == {2}
    assert {row.interval for row in found.reviews} == {4}


# ------------------------------------------------------------------------------------------------- the collection


def listed(folder: Path) -> dict[str, tuple[int, int]]:
    return {each.name: (each.stat().st_size, each.stat().st_mtime_ns) for each in folder.iterdir() if each.is_file()}


def test_a_closed_collection_is_not_touched(tmp_path: Path) -> None:
    with new_collection(tmp_path) as anki:
        fill(anki)
    before = listed(tmp_path)
    assert len(snapshot.read(tmp_path / "collection.anki2").reviews) == 3
    assert listed(tmp_path) == before


def test_a_link_to_a_collection_is_as_good(tmp_path: Path) -> None:
    path = tmp_path / "profile" / "collection.anki2"
    path.parent.mkdir()
    with open_in_anki(path) as anki:
        anki.kill()
        anki.wait()
    (tmp_path / "link.anki2").symlink_to(path)
    assert [note.values[0] for note in snapshot.read(tmp_path / "link.anki2").notes] == ["unsaved"]


def test_an_open_collection_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "collection.anki2"
    with open_in_anki(path):
        before = listed(tmp_path)
        with pytest.raises(AnkiIsOpenError, match=r"collection\.anki2 is open in Anki: close Anki"):
            snapshot.read(path)
        assert listed(tmp_path) == before
    assert len(snapshot.read(path).notes) == 1


def test_what_a_killed_anki_has_left_beside_its_collection_counts(tmp_path: Path) -> None:
    path = tmp_path / "collection.anki2"
    with open_in_anki(path) as anki:
        anki.kill()
        anki.wait()
    before = listed(tmp_path)
    assert "collection.anki2-wal" in before
    assert [note.values[0] for note in snapshot.read(path).notes] == ["unsaved"]
    assert listed(tmp_path) == before


# ------------------------------------------------------------------------------------------------------ hostile files


def refused(path: Path, error: type[FlashcardsError], *words: str) -> None:
    """Reading is one sentence with these words, and leaves neither a file behind nor the file changed."""
    content = path.read_bytes()
    with pytest.raises(error) as raised:
        snapshot.read(path)
    sentence = str(raised.value)
    assert "\n" not in sentence
    assert str(path) in sentence
    for word in words:
        assert word in sentence
    assert path.read_bytes() == content
    assert not list(Path(tempfile.gettempdir()).iterdir())


@pytest.mark.parametrize("content", [b"", b"PDF-1.4 something", b"\x1f\x8b\x08", b"SQLite format 2\0"])
def test_what_is_nothing_of_anki(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "deck.apkg"
    path.write_bytes(content)
    refused(path, NotOfAnkiError, "neither an Anki package", "File > Export")


@pytest.mark.parametrize(
    ("name", "part"),
    [*((name, part) for name in FORMATS for part in (0.2, 0.5, 0.9)), *((name, 0.999) for name in FORMATS[:-1])],
)
def test_truncated(file_of: Callable[[str], Path], name: str, part: float) -> None:
    path = file_of(name)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    refused(path, DamagedFileError, "damaged or not from Anki", "Check Database")


@pytest.mark.parametrize("name", ["new.apkg", "legacy.apkg", "legacy.colpkg"])
def test_no_flipped_byte_ends_in_anything_but_a_sentence(file_of: Callable[[str], Path], name: str) -> None:
    path = file_of(name)
    content = path.read_bytes()
    for at in range(0, len(content), max(1, len(content) // 150)):
        path.write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
        try:
            found = snapshot.read(path)
        except FlashcardsError as error:
            assert "\n" not in str(error)
        else:
            assert len(found.reviews) == 3


@pytest.mark.parametrize("seed", range(6))
def test_no_broken_page_ends_in_anything_but_a_sentence(file_of: Callable[[str], Path], seed: int) -> None:
    path, dice = file_of("collection.anki2"), random.Random(seed)
    content = path.read_bytes()
    for _ in range(60):
        broken = bytearray(content)
        for _ in range(dice.choice((1, 2, 4, 10, 40))):
            page = dice.randrange(len(content)) // 4096 * 4096
            broken[page + dice.choice((dice.randrange(12), dice.randrange(4096)))] = dice.choice((0, 2, 5, 13, 255))
        path.write_bytes(bytes(broken))
        try:
            snapshot.read(path)
        except FlashcardsError as error:
            assert "\n" not in str(error)


def test_a_zip_without_a_collection(tmp_path: Path) -> None:
    refused(write_parts(tmp_path / "a.apkg", {"readme.txt": b"hi"}), DamagedFileError, "no part collection.anki2")


def test_a_version_from_the_future(file_of: Callable[[str], Path]) -> None:
    refused(with_parts(file_of("new.apkg"), {"meta": b"\x08\x04"}), NewerAnkiError, "newer", "Support older Anki")
    refused(with_parts(file_of("new.colpkg"), {"meta": b"\x08\x00"}), DamagedFileError, "no format")
    refused(with_parts(file_of("legacy.apkg"), {"meta": b"\xff" * 40}), DamagedFileError)


@pytest.mark.parametrize("name", ["new.apkg", "legacy.apkg", "collection.anki2"])
def test_an_unknown_schema(file_of: Callable[[str], Path], name: str) -> None:
    refused(edit(file_of(name), run("UPDATE col SET ver = 19")), NewerAnkiError, "newer")
    for schema in (-1, 3, 12, 14):
        refused(edit(file_of(name), run(f"UPDATE col SET ver = {schema}")), DamagedFileError, "version")
    refused(edit(file_of(name), run("UPDATE col SET ver = 'x'")), DamagedFileError, "version")


def test_the_dummy_for_old_versions_is_never_read(file_of: Callable[[str], Path]) -> None:
    for name in ("new.apkg", "legacy.apkg"):
        assert len(snapshot.read(with_parts(file_of(name), {"meta": None})).reviews) == 3
        kept = {"collection.anki21": None, "collection.anki21b": None}
        refused(with_parts(file_of(name), kept), DamagedFileError, "it has no part collection.anki21")


def test_a_bomb_of_zip(file_of: Callable[[str], Path]) -> None:
    path = with_parts(file_of("legacy.apkg"), {"collection.anki21": bytes(80 << 20)})
    assert path.stat().st_size < 1 << 20
    refused(path, DamagedFileError, "unpacks to far more")


def test_a_bomb_of_zstandard(file_of: Callable[[str], Path]) -> None:
    frame = zstd.compress(bytes(32 << 20))
    path = with_parts(file_of("new.apkg"), {"collection.anki21b": frame * 3})
    assert path.stat().st_size < 1 << 20
    refused(path, DamagedFileError, "unpacks to far more")


def test_a_bomb_in_the_list_of_media(file_of: Callable[[str], Path]) -> None:
    refused(with_parts(file_of("new.apkg"), {"media": zstd.compress(bytes(80 << 20))}), DamagedFileError, "far more")
    refused(with_parts(file_of("legacy.apkg"), {"media": b" " * (80 << 20)}), DamagedFileError, "far more")


def test_frames_of_zstandard_that_hold_nothing(file_of: Callable[[str], Path]) -> None:
    """They unpack to nothing for ever, as what holds them is packed once more."""
    empty = struct.pack("<II", 0x184D2A50, 1 << 20) + bytes(1 << 20)
    refused(with_parts(file_of("new.apkg"), {"collection.anki21b": empty * 80}), DamagedFileError)


def test_media_are_not_unpacked(file_of: Callable[[str], Path]) -> None:
    path = with_parts(file_of("legacy.apkg"), {"0": bytes(80 << 20)})
    assert len(snapshot.read(path).reviews) == 3
    with pytest.raises(DamagedFileError, match="far more"), opened(path) as file:
        file.copy_medium(file.media[0], io.BytesIO())


BAD_NAMES = ["../evil", "/etc/passwd", "..\\evil", "C:\\evil", "C:evil", "a/b", "..", ".", "", "nul\0byte"]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_names_of_media_that_lead_elsewhere(file_of: Callable[[str], Path], name: str) -> None:
    path = with_parts(file_of("legacy.apkg"), {"media": json.dumps({"0": name}).encode()})
    refused(path, DamagedFileError, "no plain file")
    encoded = name.encode()
    entry = bytes([10, len(encoded)]) + encoded
    path = with_parts(file_of("new.apkg"), {"media": zstd.compress(bytes([10, len(entry)]) + entry)})
    refused(path, DamagedFileError, "no plain file")


@pytest.mark.parametrize("name", ["../evil", "/evil", "..\\evil", "a/../../evil"])
def test_names_of_parts_that_lead_elsewhere(file_of: Callable[[str], Path], name: str) -> None:
    path = with_parts(file_of("new.apkg"), {name: b"evil"})
    refused(path, DamagedFileError, "outside itself")
    assert not list(path.parent.parent.glob("evil"))


@pytest.mark.parametrize(
    "listed", [b"[]", b"{", b'{"0": 1}', b"\xff\xfe", b"[" * 100_000, b'{"0": ' + b"9" * 5000 + b"}"]
)
def test_lists_of_media_that_are_none(file_of: Callable[[str], Path], listed: bytes) -> None:
    refused(with_parts(file_of("legacy.apkg"), {"media": listed}), DamagedFileError)


def test_a_part_under_lock(file_of: Callable[[str], Path]) -> None:
    path = file_of("legacy.apkg")
    content = bytearray(path.read_bytes())
    for at in (0, content.index(b"PK\x01\x02")):
        content[at + (6 if at == 0 else 8)] |= 1
    path.write_bytes(bytes(content))
    refused(path, DamagedFileError)


def test_a_part_packed_as_anki_never_does(file_of: Callable[[str], Path]) -> None:
    path = file_of("legacy.apkg")
    parts = parts_of(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    refused(path, DamagedFileError, "packed as Anki never does")


def as_view(table: str) -> Callable[[sqlite3.Connection], Any]:
    return run(f"ALTER TABLE {table} RENAME TO other", f"CREATE VIEW {table} AS SELECT * FROM other")


def rebuilt(table: str, found: str, put: str) -> Callable[[sqlite3.Connection], Any]:
    """The same table, with something else in its description."""

    def change(database: sqlite3.Connection) -> None:
        [sql] = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        assert found in sql
        database.execute(f"DROP TABLE {table}")
        database.execute(sql.replace(found, put))

    return change


BOTTOMLESS = (
    "ALTER TABLE revlog RENAME TO other",
    "CREATE VIEW revlog AS WITH RECURSIVE x(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM x)"
    " SELECT id, 1 cid, 0 usn, 1 ease, 1 ivl, 1 lastIvl, 1 factor, 1 time, 1 type FROM x",
)


def no_settings(database: sqlite3.Connection) -> None:
    """Whether they are in the table of the collection or have one of their own."""
    has_own = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'config'").fetchone()
    database.execute("UPDATE config SET val = 'x'" if has_own else "UPDATE col SET conf = 'x'")


SCHEMAS: dict[str, Callable[[sqlite3.Connection], Any]] = {
    "a view": as_view("revlog"),
    "a view of notes": as_view("notes"),
    "a bottomless view": run(*BOTTOMLESS),
    "no table": run("DROP TABLE revlog"),
    "an index in its place": run("DROP TABLE revlog", "CREATE INDEX revlog ON cards (id)"),
    "a virtual table": run("DROP TABLE revlog", "CREATE VIRTUAL TABLE revlog USING fts5(cid, ease, ivl)"),
    "too few columns": run("DROP TABLE revlog", "CREATE TABLE revlog (id, cid)"),
    "a made column": rebuilt("revlog", "time integer NOT NULL", "time integer AS (length(zeroblob(99999999)))"),
    "one more column, which is made": rebuilt(
        "revlog", "time integer NOT NULL", "time integer, more integer AS (length(hex(zeroblob(90000000)))) NOT NULL"
    ),
    "a check": rebuilt("revlog", "time integer NOT NULL", "time integer CHECK (length(randomblob(999999)))"),
    "no rows in col": run("DELETE FROM col"),
    "settings that are none": no_settings,
    "a blob for a time": run("UPDATE revlog SET id = id, time = x'0011'"),
    "text for a button": run("UPDATE revlog SET ease = 'good'"),
    "a blob for a guid": run("UPDATE notes SET guid = x'ff00'"),
    "a blob for fields": run("UPDATE notes SET flds = x'ff00'"),
    "infinity": run("UPDATE revlog SET ivl = 9e999"),
}


@pytest.mark.parametrize("name", ["new.apkg", "legacy.apkg", "collection.anki2"])
@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_database_that_anki_never_wrote(file_of: Callable[[str], Path], name: str, schema: str) -> None:
    refused(edit(file_of(name), SCHEMAS[schema]), DamagedFileError)


def test_triggers_and_other_views_do_nothing(file_of: Callable[[str], Path]) -> None:
    path = edit(
        file_of("new.apkg"),
        run(
            "CREATE VIEW more AS SELECT load_extension('evil')",
            "CREATE TRIGGER evil AFTER UPDATE ON cards BEGIN DELETE FROM revlog; END",
        ),
    )
    assert len(snapshot.read(path).reviews) == 3


def test_a_database_whose_pages_go_in_circles(file_of: Callable[[str], Path]) -> None:
    def grow(database: sqlite3.Connection) -> None:
        rows = ((number, 1, 0, 3, 1, 1, 2500, 1000, 1) for number in range(1, 30_000))
        database.executemany("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    path = edit(file_of("collection.anki2"), grow)
    with contextlib.closing(sqlite3.connect(path)) as database:
        [root] = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'revlog'").fetchone()
        [size] = database.execute("PRAGMA page_size").fetchone()
    content = bytearray(path.read_bytes())
    page = (root - 1) * size
    assert content[page] == 5, "the root should be an interior page"
    content[page + 8 : page + 12] = struct.pack(">I", root)
    path.write_bytes(bytes(content))
    refused(path, DamagedFileError)


def test_text_that_is_no_utf8_is_read(file_of: Callable[[str], Path]) -> None:
    path = edit(file_of("new.apkg"), run("UPDATE notes SET flds = CAST(x'41ff1f42' AS TEXT)"))
    assert {note.values for note in snapshot.read(path).notes} == {("A\N{REPLACEMENT CHARACTER}", "B")}


def test_a_hundred_thousand_answers(file_of: Callable[[str], Path]) -> None:
    def grow(database: sqlite3.Connection) -> None:
        [card] = database.execute("SELECT min(id) FROM cards").fetchone()
        rows = ((number, card, 0, 3, 1, 1, 2500, 1000, 1) for number in range(1, 100_001))
        database.executemany("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    found: Snapshot = snapshot.read(edit(file_of("new.colpkg"), grow))
    assert len(found.reviews) == 100_003
