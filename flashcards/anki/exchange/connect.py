"""A running Anki, asked through its add-on AnkiConnect.

No call of it tells the GUID of a note, so it is asked to export the decks that hold our notes: they bear our ids in a field
of their own. The packages stay in a temporary folder, which is why Anki must run on this machine.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import SplitResult, urlsplit

from flashcards.anki.files import snapshot
from flashcards.anki.files.snapshot import Snapshot
from flashcards.apkg.searches import literal
from flashcards.errors import FlashcardsError

DEFAULT_URL = "http://127.0.0.1:8765"
VERSION = 6
_DEFAULT_PORT = 8765
_OUR_NOTES = '"Uid:_*"'
"""Anki's search for notes with something in the field of our ids; their note type may have been renamed."""
_MOST_BYTES = 64 << 20
_TIMEOUT_S = 600
"""Of an export, while Anki does nothing else."""


class NotThisMachineError(FlashcardsError):
    """The address is not one of this machine."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"{url} is no address of AnkiConnect on this machine, like {DEFAULT_URL}: Anki hands its answers over in a "
            "file, so export a package where it runs, and pull that."
        )


class NoRunningAnkiError(FlashcardsError):
    """Nothing that is AnkiConnect answers."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(
            f"No AnkiConnect answers at {url} ({why}): start Anki with that add-on (its code is 2055492159), "
            "or close Anki and name its collection.anki2."
        )


class RefusedByAnkiError(FlashcardsError):
    """AnkiConnect answered, and refused."""

    def __init__(self, action: str, why: str) -> None:
        super().__init__(f"AnkiConnect refused {action} ({why}): export a package in Anki, and name that.")


def read(url: str = DEFAULT_URL) -> Snapshot:
    """What a running Anki says of all decks that hold notes of ours. Raises one of the errors above, or as ``snapshot.read``.

    Cards of other notes in these decks are there too; what time a day begins is not known.
    """
    address = _address(url)
    _ask(url, address, "version")
    decks = sorted({str(name).partition("::")[0] for name in _ask(url, address, "deckNames")})
    with TemporaryDirectory(prefix="flashcards-", ignore_cleanup_errors=True) as folder:
        found = [
            _exported(url, address, deck, Path(folder) / f"{number}.apkg")
            for number, deck in enumerate(decks)
            if _ask(url, address, "findCards", query=f'"deck:{literal(deck)}" {_OUR_NOTES}')
        ]
    return together(found)


def together(found: Iterable[Snapshot]) -> Snapshot:
    """Several packages of one collection as one; a note that is in two of them counts once."""
    every = tuple(found)
    if not every:
        return snapshot.NOTHING
    reviews = {review for one in every for review in one.reviews}
    return replace(
        every[0],
        notes=tuple(dict.fromkeys(note for one in every for note in one.notes)),
        cards=tuple(dict.fromkeys(card for one in every for card in one.cards)),
        reviews=tuple(sorted(reviews)),
        media=tuple(dict.fromkeys(name for one in every for name in one.media)),
    )


def _exported(url: str, address: SplitResult, deck: str, path: Path) -> Snapshot:
    if not _ask(url, address, "exportPackage", deck=deck, path=str(path), includeSched=True) or not path.is_file():
        raise RefusedByAnkiError("exportPackage", f"of the deck {deck}")
    return snapshot.read(path)


def _address(url: str) -> SplitResult:
    try:
        address = urlsplit(url)
        host, _ = address.hostname or "", address.port
        is_ours = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_ours = False
    if not is_ours or address.scheme != "http":
        raise NotThisMachineError(url)
    return address


def _ask(url: str, address: SplitResult, action: str, **parameters: Any) -> Any:
    """What AnkiConnect answers to this action."""
    from http.client import HTTPConnection, HTTPException  # noqa: PLC0415 - brings cryptography, which nobody else needs

    question = json.dumps({"action": action, "version": VERSION, "params": parameters}).encode()
    connection = HTTPConnection(address.hostname or "", address.port or _DEFAULT_PORT, timeout=_TIMEOUT_S)
    try:
        connection.request("POST", "/", question, {"Content-Type": "application/json"})
        content = connection.getresponse().read(_MOST_BYTES)
        answer = json.loads(content)
    except (OSError, HTTPException) as error:
        raise NoRunningAnkiError(url, getattr(error, "strerror", None) or type(error).__name__) from error
    except (ValueError, RecursionError) as error:
        raise NoRunningAnkiError(url, "what answers there is something else") from error
    finally:
        connection.close()
    if not isinstance(answer, dict) or not {"result", "error"} <= answer.keys():
        raise NoRunningAnkiError(url, "what answers there is something else")
    if answer["error"]:
        raise RefusedByAnkiError(action, str(answer["error"])[:200])
    return answer["result"]
