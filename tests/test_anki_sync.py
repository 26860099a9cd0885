"""The terminal, a collection of Anki's beside it and another one elsewhere, through Anki's own sync server."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keyring
import pytest
from anki.collection import Collection as AnkiCollection
from anki.sync_pb2 import SyncAuth
from click.testing import CliRunner, Result
from keyring.backend import KeyringBackend
from keyring.backends import null

from flashcards.cli import main
from flashcards.cli.boundary import clock
from flashcards.collection import Collection
from flashcards.model import Rating, Review
from tests.anki_sides import answer, answer_there, assert_sound, card_of, ids, make, push, seen

AGAIN, HARD, GOOD, EASY = Rating
USER, PASSWORD = "learner", "a secret of the learner"


@dataclass
class Server:
    """Anki's sync server in a process of its own."""

    base: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        self.base.mkdir(exist_ok=True)
        settings = {"SYNC_USER1": f"{USER}:{PASSWORD}", "SYNC_BASE": str(self.base), "SYNC_HOST": "127.0.0.1"}
        with (self.base.parent / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "anki.syncserver"],
                env={**os.environ, **settings, "SYNC_PORT": str(self.port)},
                stdout=log,
                stderr=log,
            )
        for _ in range(200):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", self.port)):
                    return
            time.sleep(0.05)
        raise TimeoutError

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(20)
            self.process = None


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "server", free_port())
    made.start()
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASHCARDS_ANKI_USER", USER)
    monkeypatch.setenv("FLASHCARDS_ANKI_PASSWORD", PASSWORD)
    keyring.set_keyring(null.Keyring())  # never that of whoever runs the tests


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return make(tmp_path / "ours")


def sync(ours: Path, *words: str, fails: bool = False) -> Result:
    ran = CliRunner().invoke(main, ["-C", str(ours), "anki", "sync", *words])
    assert ran.exit_code == fails, ran.output
    assert ran.exception is None or isinstance(ran.exception, SystemExit)
    return ran


@contextmanager
def phone(server: Server, folder: Path) -> Iterator[Any]:
    """A collection elsewhere, synchronised by Anki itself before and after."""
    folder.mkdir(exist_ok=True)
    col = AnkiCollection(str(folder / "collection.anki2"))
    try:
        _sync_phone(col, server)
        yield col
        _sync_phone(col, server)
    finally:
        col.close()


def _sync_phone(col: Any, server: Server) -> None:
    auth = SyncAuth(hkey=col.sync_login(USER, PASSWORD, server.url).hkey, endpoint=server.url)
    required = col.sync_collection(auth, False)
    if required.required == required.FULL_DOWNLOAD:
        col.close_for_full_sync()
        col.full_upload_or_download(auth=auth, server_usn=required.server_media_usn, upload=False)
        col.reopen(after_full_sync=True)
    else:
        assert required.required == required.NO_CHANGES


def review(col: Any, guid: str, rating: Rating) -> None:
    answer_there(col, card_of(col, guid), rating)


def known_here(ours: Path) -> set[tuple[str, int, int]]:
    with Collection.find(ours) as collection:
        return {(card, one.time_ms, int(one.rating)) for card, every in collection.reviews.items() for one in every}


def known_there(anki: Path) -> set[tuple[str, int, int]]:
    return {(card, row["id"], row["ease"]) for card, rows in seen(anki).reviews.items() for row in rows}


def columns(anki: Path) -> dict[str, tuple[Any, ...]]:
    return {
        guid: (row["type"], row["queue"], row["due"], row["ivl"], row["factor"])
        for guid, row in seen(anki).cards.items()
    }


def test_three_places_know_the_same_though_the_server_was_away(tmp_path: Path, server: Server, ours: Path) -> None:
    desk, pocket = tmp_path / "desk", tmp_path / "pocket"
    first, second, third, fourth, *_ = ids(ours)
    answer(ours, first, (5, GOOD), (4, GOOD))
    sync(ours, server.url, str(desk))
    with phone(server, pocket) as col:
        assert col.card_count() == 8
        review(col, first, GOOD)
        review(col, second, AGAIN)
    answer(ours, second, (1.1, HARD))
    answer(ours, third, (1.2, GOOD))
    sync(ours, server.url, str(desk))
    assert len(known_here(ours)) == 6
    assert known_here(ours) == known_there(desk)

    server.stop()
    answer(ours, fourth, (1.3, EASY))
    refused = sync(ours, server.url, str(desk), fails=True)
    assert re.fullmatch(r"flashcards: The sync server could not be used \(.+\): .+\n", refused.output)
    pocket_col = AnkiCollection(str(pocket / "collection.anki2"))
    review(pocket_col, third, GOOD)
    review(pocket_col, fourth, AGAIN)
    pocket_col.close()
    server.start()

    sync(ours, server.url, str(desk))
    with phone(server, pocket):
        pass
    sync(ours, server.url, str(desk))
    with phone(server, pocket):
        pass
    assert len(known_here(ours)) == 9
    assert known_here(ours) == known_there(desk) == known_there(pocket)
    assert columns(desk) == columns(pocket)
    for anki in (desk, pocket):
        assert_sound(anki)
    before = seen(desk)
    assert sync(ours, server.url, str(desk)).output == "synchronised\n"
    after = seen(desk)
    assert (after.cards, after.reviews, after.pending) == (before.cards, before.reviews, 0)


def test_a_new_collection_takes_what_the_server_has(tmp_path: Path, server: Server, ours: Path) -> None:
    first, second, *_ = ids(ours)
    answer(ours, first, (3, GOOD))
    sync(ours, server.url, str(tmp_path / "old"))
    with phone(server, tmp_path / "pocket") as col:
        review(col, second, GOOD)
    done = sync(ours, server.url, str(tmp_path / "new" / "collection.anki2"))
    assert "the server's collection was taken over as a whole" in done.output
    assert known_there(tmp_path / "new") == known_here(ours)
    assert len(known_here(ours)) == 2


def test_no_side_takes_the_others_place_unless_it_was_said(tmp_path: Path, server: Server, ours: Path) -> None:
    first, second, *_ = ids(ours)
    sync(ours, server.url, str(tmp_path / "one"))
    other = tmp_path / "other"
    other.mkdir()
    with_note = AnkiCollection(str(other / "collection.anki2"))
    note = with_note.new_note(with_note.models.by_name("Basic"))
    note["Front"] = "only here"
    with_note.add_note(note, 1)
    with_note.close()
    answer(ours, first, (2, GOOD))
    push(ours, other)
    with_note = AnkiCollection(str(other / "collection.anki2"))
    review(with_note, second, EASY)
    with_note.close()
    before = known_here(ours)
    refused = sync(ours, server.url, str(other), fails=True).output
    assert known_here(ours) == before, "it was refused before anything was taken over"
    assert "--full download" in refused
    assert "--full upload" in refused
    assert "only here" in texts(other)
    sync(ours, server.url, str(other), "--full", "download")
    assert "only here" not in texts(other)
    assert len(known_here(ours)) == len(before) + 1, "what only this collection had was taken over first"
    assert known_there(other) == known_here(ours), "what the journal has goes there again"
    assert_sound(other)


def test_a_card_that_was_deleted_in_anki_stays_deleted_after_a_full_upload(
    tmp_path: Path, server: Server, ours: Path
) -> None:
    """After that Anki no longer knows what was deleted; another device's mark comes with a sync."""
    first, second, *_ = ids(ours)
    desk = tmp_path / "desk"
    desk.mkdir()
    AnkiCollection(str(desk / "collection.anki2")).close()
    push(ours, desk)
    col = AnkiCollection(str(desk / "collection.anki2"))
    col.remove_notes(col.db.list("SELECT id FROM notes WHERE guid = ?", first))
    col.close()
    done = sync(ours, server.url, str(desk), "--full", "upload")
    assert "1 card deleted in Anki, and left so." in done.output
    assert "new in Anki" not in done.output
    with phone(server, tmp_path / "pocket") as col:
        review(col, second, GOOD)
        col.set_config("flashcardsLastPush", "of another device")
    done = sync(ours, server.url, str(desk))
    assert "new in Anki" not in done.output
    push(ours, desk)
    assert first not in seen(desk).cards


def test_a_review_taken_back_after_a_sync_stays_there_and_counts_no_more_here(
    tmp_path: Path, server: Server, ours: Path
) -> None:
    """Anki's sync tells nobody of a row that has gone; it only finds that the two sides no longer agree."""
    first, second, *_ = ids(ours)
    answer(ours, first, (4, GOOD), (2, GOOD))
    desk = tmp_path / "desk"
    sync(ours, server.url, str(desk))
    answer(ours, second, (1, GOOD))
    for card in (second, first):
        with Collection.find(ours) as collection:
            taken = collection.undo(clock())
            assert isinstance(taken, Review)
            assert taken.card_id == card
    done = sync(ours, server.url, str(desk))
    assert "1 review taken back here stays in Anki, which has synchronised it already." in done.output
    assert [card for card, *_ in known_here(ours)] == [first]
    assert (len(known_there(desk)), columns(desk)[first][3]) == (2, 1), "the row is left, the schedule is not"
    before = seen(desk)
    assert sync(ours, server.url, str(desk)).output == "synchronised\n"
    assert (seen(desk).cards, seen(desk).reviews) == (before.cards, before.reviews)
    with phone(server, tmp_path / "pocket") as col:
        review(col, first, EASY)
    sync(ours, server.url, str(desk))
    assert (len(known_here(ours)), len(known_there(desk))) == (2, 3)
    with phone(server, tmp_path / "pocket"):
        pass
    assert columns(desk) == columns(tmp_path / "pocket")
    assert_sound(desk)


def texts(anki: Path) -> str:
    col = AnkiCollection(str(anki / "collection.anki2"))
    try:
        return "\n".join(col.db.list("SELECT flds FROM notes"))
    finally:
        col.close()


def test_pictures_come_along(tmp_path: Path, server: Server, ours: Path) -> None:
    (ours / "notes" / "dot.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    note = ours / "notes" / "tools.md"
    note.write_text(note.read_text("utf-8") + "- Plumb bob : ![a dot](dot.svg)\n", "utf-8")
    assert CliRunner().invoke(main, ["-C", str(ours), "build"]).exit_code == 0
    sync(ours, server.url, str(tmp_path / "desk"))
    [name] = [path.name for path in (tmp_path / "desk" / "collection.media").iterdir()]
    assert name.startswith("dot-")
    sync(ours, server.url, str(tmp_path / "second"))
    assert (tmp_path / "second" / "collection.media" / name).read_bytes() == (ours / "notes" / "dot.svg").read_bytes()


def test_who_signs_in_is_written_nowhere(
    tmp_path: Path, server: Server, ours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = sync(ours, server.url, str(tmp_path / "desk"))
    told = done.output
    monkeypatch.setenv("FLASHCARDS_ANKI_PASSWORD", f"not {PASSWORD}")
    wrong = sync(ours, server.url, str(tmp_path / "desk"), fails=True).output
    assert re.search("could not be used .*: see to the name and the password", wrong)
    kept = [path for folder in (ours, tmp_path / "desk") for path in folder.rglob("*") if path.is_file()]
    secrets = (PASSWORD.encode(), hkey(server))
    assert not [path for path in kept for secret in secrets if secret in path.read_bytes()]
    assert not [secret for secret in secrets if secret.decode() in told + wrong]
    monkeypatch.setenv("FLASHCARDS_ANKI_KEY", hkey(server).decode())
    monkeypatch.delenv("FLASHCARDS_ANKI_PASSWORD")
    sync(ours, server.url, str(tmp_path / "desk"))
    monkeypatch.delenv("FLASHCARDS_ANKI_KEY")
    assert "FLASHCARDS_ANKI_USER" in sync(ours, server.url, str(tmp_path / "desk"), fails=True).output


def hkey(server: Server) -> bytes:
    col = AnkiCollection(str(server.base.parent / "signs-in.anki2"))
    try:
        return str(col.sync_login(USER, PASSWORD, server.url).hkey).encode()
    finally:
        col.close()


@pytest.mark.parametrize(
    "address",
    ["", "learner", "ftp://x/", "http://", "http://learner:secret@127.0.0.1/", "http://x:99999/", "http://[/"],
)
def test_what_is_no_address_is_refused_before_anything_is_done(tmp_path: Path, ours: Path, address: str) -> None:
    said = sync(ours, address, str(tmp_path / "desk"), fails=True)
    assert said.output.count("\n") == 1
    assert "secret" not in said.output
    assert not (tmp_path / "desk").exists()


class HeldHere(KeyringBackend):
    """A keyring of this process."""

    priority = 1.0  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        return PASSWORD if (service, username) == ("flashcards-anki", USER) else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("a password is never kept")


def test_the_password_may_lie_in_the_keyring(
    tmp_path: Path, server: Server, ours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FLASHCARDS_ANKI_PASSWORD")
    keyring.set_keyring(HeldHere())
    assert "synchronised" in sync(ours, server.url, str(tmp_path / "desk")).output
    monkeypatch.setenv("FLASHCARDS_ANKI_USER", "somebody else")
    assert "keyring set flashcards-anki" in sync(ours, server.url, str(tmp_path / "desk"), fails=True).output
