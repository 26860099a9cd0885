"""Answers come from a running Anki as well. AnkiConnect needs Anki's windows, so its four calls are played by a server here;
what they do is done by the real Anki.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from anki.collection import DeckIdLimit, ExportAnkiPackageOptions
from click.testing import CliRunner, Result

from flashcards.anki.exchange import connect
from flashcards.anki.exchange.connect import NoRunningAnkiError, NotThisMachineError, RefusedByAnkiError
from flashcards.cli import main
from flashcards.collection import Collection
from flashcards.errors import FlashcardsError
from flashcards.journal import DEVICE_VARIABLE
from tests.anki_collection import AnkiCollection, new_collection

NOTHING = "nothing new\n  none of its cards is ours\n"
Answering = Callable[[dict[str, Any]], bytes]


@contextmanager
def listening(answer: Answering) -> Iterator[str]:
    """The address of a server that answers so."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            content = answer(asked)
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def add_on(anki: AnkiCollection) -> Answering:
    """What AnkiConnect answers for this collection."""

    def answer(asked: dict[str, Any]) -> bytes:
        assert asked["version"] == 6
        parameters = asked["params"]
        match asked["action"]:
            case "version":
                result: Any = 6
            case "deckNames":
                result = [deck.name for deck in anki.col.decks.all_names_and_ids()]
            case "findCards":
                result = list(anki.col.find_cards(parameters["query"]))
            case "exportPackage":
                result = exported(anki, **parameters)
            case other:
                return json.dumps({"result": None, "error": f"unsupported action {other}"}).encode()
        return json.dumps({"result": result, "error": None}).encode()

    return answer


def exported(anki: AnkiCollection, deck: str, path: str, includeSched: bool) -> bool:  # noqa: N803 - its name there
    found = anki.col.decks.id_for_name(deck)
    if found is None:
        return False
    options = ExportAnkiPackageOptions(
        with_scheduling=includeSched, with_deck_configs=includeSched, with_media=True, legacy=True
    )
    anki.col.export_anki_package(out_path=path, options=options, limit=DeckIdLimit(found))
    return True


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(DEVICE_VARIABLE, "desk")
    notes = tmp_path / "sea" / "notes"
    notes.mkdir(parents=True)
    (notes / "a_b.md").write_text("- Keel : the long beam\n", "utf-8")
    (notes / "rivers.md").write_text("- Lock : a chamber for boats\n", "utf-8")
    assert command(tmp_path / "sea", "build").exit_code == 0
    return tmp_path / "sea"


def command(root: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), *words], catch_exceptions=False)


@pytest.fixture
def anki(root: Path, tmp_path: Path) -> Iterator[AnkiCollection]:
    with new_collection(tmp_path / "anki") as collection:
        collection.load(root / "decks" / "sea.apkg")
        yield collection


def test_answers_come_from_a_running_anki(root: Path, anki: AnkiCollection) -> None:
    basic = anki.col.models.by_name("Basic")
    assert basic
    other = anki.col.new_note(basic)
    other["Front"] = "somebody else's"
    anki.col.add_note(other, anki.col.decks.add_normal_deck_with_name("Other").id)
    with Collection.find(root) as found:
        keel, lock = found.ledger().cards
    anki.review(keel, 2)
    time.sleep(0.002)
    anki.review(lock, 3)
    anki.review(other.guid or "", 2)
    with listening(add_on(anki)) as url:
        done = command(root, "anki", "pull", "--connect", url)
        assert (done.exit_code, done.stderr) == (0, "")
        assert done.stdout.startswith("2 new reviews of 2 cards, on ")
        assert "not ours" not in done.stdout, "their deck isn't asked for"
        again = command(root, "anki", "pull", "--connect", url)
        assert again.stdout == "nothing new; 2 reviews known already\n"
    with Collection.find(root) as found:
        assert {card: len(reviews) for card, reviews in found.reviews.items()} == {keel: 1, lock: 1}


def test_an_anki_without_our_notes_has_nothing(root: Path, tmp_path: Path) -> None:
    with new_collection(tmp_path / "empty") as anki, listening(add_on(anki)) as url:
        assert command(root, "anki", "pull", "--connect", url).stdout == NOTHING


@pytest.mark.parametrize("deck", ['a"b', "a_b", "a*b", "a\\b", "a:b", "ä b", "Ænder"])
def test_decks_of_any_name_are_found(root: Path, anki: AnkiCollection, deck: str) -> None:
    cards = anki.col.find_cards("")
    anki.col.set_deck(cards, anki.col.decks.add_normal_deck_with_name(deck).id)
    with listening(add_on(anki)) as url:
        found = connect.read(url)
    assert len(found.cards) == len(cards)


# ------------------------------------------------------------------------------------------------------ what goes wrong


def sentence(error: type[FlashcardsError], answer: bytes) -> str:
    with listening(lambda _: answer) as url, pytest.raises(error) as raised:
        connect.read(url)
    assert "\n" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize("answer", [b"", b"AnkiConnect v.6", b"[]", b"null", b"{}", b"\xff", b"[" * 200_000])
def test_something_else_answers(answer: bytes) -> None:
    assert "something else" in sentence(NoRunningAnkiError, answer)


def test_it_refuses() -> None:
    answer = json.dumps({"result": None, "error": "valid api key must be provided"}).encode()
    assert "refused version (valid api key must be provided)" in sentence(RefusedByAnkiError, answer)


def test_an_export_that_fails(anki: AnkiCollection) -> None:
    honest = add_on(anki)

    def answer(asked: dict[str, Any]) -> bytes:
        return b'{"result": false, "error": null}' if asked["action"] == "exportPackage" else honest(asked)

    with listening(answer) as url, pytest.raises(RefusedByAnkiError, match="exportPackage"):
        connect.read(url)


def test_nothing_answers(root: Path) -> None:
    with listening(lambda _: b"") as url:
        pass
    done = command(root, "anki", "pull", "--connect", url)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "start Anki with that add-on" in done.stderr


@pytest.mark.parametrize(
    "url",
    ["http://example.org:8765", "http://192.168.1.5:8765", "https://127.0.0.1", "file:///etc", "x", "http://[", ""],
)
def test_only_this_machine(url: str) -> None:
    with pytest.raises(NotThisMachineError):
        connect.read(url)


def test_a_file_or_the_running_anki(root: Path) -> None:
    assert command(root, "anki", "pull").exit_code == 2
    assert command(root, "anki", "pull", str(root / "decks" / "sea.apkg"), "--connect").exit_code == 2
