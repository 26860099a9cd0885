"""A collection of Anki's and a sync server: all that the server's other devices know, and all that we know."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from flashcards.anki.exchange.child import collection_open
from flashcards.anki.exchange.credentials import Credentials
from flashcards.anki.exchange.faults import FullSyncError

FULL = ("upload", "download")


@dataclass(frozen=True, slots=True)
class Synchronised:
    """What a server and a collection have exchanged."""

    who: Credentials
    """With the key that the server gave, so that the password has to be sent once only."""
    full: str = ""
    """Which side took the place of the other, if one did: upload or download."""
    message: str = ""
    """What the server wants to be told."""


def is_empty(path: Path) -> bool:
    """Whether there is no collection at ``path`` yet, or one without a card, which is then left closed."""
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
    with collection_open(path) as (_, opened):
        return not opened["cards"]


def synchronise(path: Path, url: str | None, who: Credentials, full: str | None) -> Synchronised:
    """Exchange what is new, texts, cards, answers and pictures. ``full`` is one of FULL, or None.

    Raises FullSyncError where one side would take the other's place and ``full`` doesn't say which, SyncRefusedError, and what
    ``collection_open`` does.
    """
    with collection_open(path) as (anki, _):
        key = who.key or anki.ask("login", url=url, user=who.user, password=who.password)
        done = anki.ask("sync", url=url, key=key, full=full)
    if "needs" in done:
        raise FullSyncError(path)
    return Synchronised(replace(who, key=key), done["full"], done["message"])
