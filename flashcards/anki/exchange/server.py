"""The address of a sync server."""

from __future__ import annotations

from urllib.parse import urlsplit

from flashcards.anki.exchange.faults import BadServerError, NoServerError

ANKIWEB = "ankiweb"
"""In place of an address: Anki's own server."""


def endpoint(server: str) -> str | None:
    """The address as Anki wants it; None is AnkiWeb's. Raises NoServerError or BadServerError."""
    if not server:
        raise NoServerError
    if server.casefold() == ANKIWEB:
        return None
    try:
        parts = urlsplit(server)
        port_is_good = parts.port is None or parts.port > 0
    except ValueError:
        raise BadServerError from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_good or "@" in parts.netloc:
        raise BadServerError
    return server if server.endswith("/") else f"{server}/"
