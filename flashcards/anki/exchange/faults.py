"""Why something can't be done to an Anki collection."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flashcards.errors import FlashcardsError


class NoAnkiPackageError(FlashcardsError):
    """The package ``anki`` isn't installed."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f'This needs the Python package anki ({why}): install it with pip install "flashcards[anki]", and try again.'
        )


class NotAnAnkiCollectionError(FlashcardsError):
    """The file is something else, or damaged."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{path} is not a sound collection of Anki's ({why}), so nothing was changed: name another, or open a backup of it in"
            " Anki (File > Switch Profile > Open Backup)."
        )


class NewerAnkiError(FlashcardsError):
    """The collection was last opened by an Anki that is newer than the package ``anki`` here."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} was written by an Anki that is newer than the Python package anki here, so nothing was changed: bring that"
            " up to date (pip install --upgrade anki), and try again."
        )


class AnkiFailedError(FlashcardsError):
    """Anki's own code refused or crashed."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"Anki's own program failed on {path} ({why}); what was not finished was not done, so try again, and if it fails"
            " again, let Anki check the collection (Tools > Check Database)."
        )


class NoBackupError(FlashcardsError):
    """There is no place for a backup, and without one nothing is changed in Anki."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"No backup of Anki's collection can be written into {folder} ({error.strerror or error}), so nothing was changed:"
            " make it a folder that you may write to, or make room, and try again."
        )


class NoCollectionFileError(FlashcardsError):
    """The collection that was named isn't there."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no collection of Anki's at {path}: name the file collection.anki2 of your profile.")


class WhichCollectionError(FlashcardsError):
    """Anki has no profile here, or several."""

    def __init__(self, folder: Path, found: Sequence[Path]) -> None:
        say = "name its collection.anki2 after the command, or as collection in the table [anki] of flashcards.toml"
        if found:
            super().__init__(f"Anki has several profiles here ({', '.join(map(str, found))}): {say}.")
        else:
            super().__init__(f"No profile of Anki's was found in {folder}: {say}.")


class SyncRefusedError(FlashcardsError):
    """The server, or the way to it."""

    def __init__(self, why: str, *, signing_in: bool) -> None:
        remedy = "see to the name and the password" if signing_in else "see to the address and the network"
        super().__init__(f"The sync server could not be used ({why}): {remedy}, and try again; nothing was lost.")


class FullSyncError(FlashcardsError):
    """The two sides have nothing in common any more, so that one would take the other's place."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} and the server have gone ways that can't be joined, so one must replace the other: --full download"
            " loses what only this collection has, --full upload what only the server and your other devices have. Your"
            " cards and their reviews in the journal are kept either way, and go to Anki again afterwards."
        )


class NoCredentialsError(FlashcardsError):
    """Nobody says who signs in."""

    def __init__(self, service: str) -> None:
        super().__init__(
            "No name and password for the sync server were found: set FLASHCARDS_ANKI_USER and FLASHCARDS_ANKI_PASSWORD"
            f" (or FLASHCARDS_ANKI_KEY), or keep the password in the keyring (keyring set {service} NAME, with"
            " FLASHCARDS_ANKI_USER set to that name)."
        )


class NoServerError(FlashcardsError):
    """Nobody says with which server."""

    def __init__(self) -> None:
        super().__init__(
            "No sync server was named: give its address after the command, or as server in the table [anki] of"
            ' flashcards.toml; "ankiweb" stands for AnkiWeb.'
        )


class BadServerError(FlashcardsError):
    """What was named is no address of a server."""

    def __init__(self) -> None:
        super().__init__(
            "The address of a sync server begins with http:// or https://, and holds neither a name nor a password, which"
            " come from the environment or the keyring."
        )
