"""A collection of Anki's and a sync server: all that the server's other devices know, and all that we know."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flashcards.anki.exchange.child import Child
from flashcards.anki.exchange.credentials import Credentials
from flashcards.anki.exchange.faults import FullSyncError

FULL = ("upload", "download")


@dataclass(frozen=True, slots=True)
class Synchronised:
    """What a server and a collection have exchanged."""

    who: Credentials
    """With the key that the server gave, so that the password has to be sent once only."""
    mark: str
    """Which push the collection had seen last, before what others have pushed came with it."""
    full: str = ""
    """Which side took the place of the other, if one did: upload or download."""
    message: str = ""
    """What the server wants to be told."""


def synchronise(anki: Child, url: str | None, who: Credentials, full: str | None) -> Synchronised:
    """Exchange what is new, texts, cards, answers and pictures. ``full`` is one of FULL, or None.

    Raises FullSyncError where one side would take the other's place and ``full`` doesn't say which, SyncRefusedError, and what
    ``Child.opened`` does.
    """
    with anki.opened() as opened:
        key = who.key or anki.ask("login", url=url, user=who.user, password=who.password)
        done = anki.ask("sync", url=url, key=key, full=full)
    if "needs" in done:
        raise FullSyncError(anki.path)
    return Synchronised(replace(who, key=key), str(opened["mark"]), done["full"], done["message"])
