"""Who signs in to a sync server: from the environment or the system's keyring, and never kept by us."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from flashcards.anki.exchange.faults import NoCredentialsError

USER, PASSWORD, KEY = "FLASHCARDS_ANKI_USER", "FLASHCARDS_ANKI_PASSWORD", "FLASHCARDS_ANKI_KEY"
SERVICE = "flashcards-anki"
"""The name of the password in the keyring."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A name and a password, or the key that a server gave for them. What is secret isn't shown."""

    user: str = ""
    password: str = field(default="", repr=False)
    key: str = field(default="", repr=False)


def find() -> Credentials:
    """What the environment says, or else the keyring, if there is one. Raises NoCredentialsError."""
    user, password, key = (os.environ.get(name, "") for name in (USER, PASSWORD, KEY))
    if key or (user and password):
        return Credentials(user, password, key)
    found = _from_keyring(user)
    if found is None:
        raise NoCredentialsError(SERVICE)
    return found


def _from_keyring(user: str) -> Credentials | None:
    """The password of ``user``, or of the only name that the keyring has for us. Not every keyring can look for a name."""
    try:
        import keyring  # noqa: PLC0415 - an extra
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        return None
    try:
        found = keyring.get_credential(SERVICE, user or None)
    except KeyringError:  # locked, or none on this system
        return None
    return Credentials(found.username, found.password) if found and found.password else None
