"""Why something of Anki's can't be used."""

from __future__ import annotations

from pathlib import Path

from flashcards.errors import FlashcardsError

_LONGEST_REASON = 160


class NotOfAnkiError(FlashcardsError):
    """The file is no package and no collection."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is neither an Anki package (.apkg or .colpkg) nor a collection.anki2: "
            "export one from Anki (File > Export), with scheduling information, and name that."
        )


class NotACollectionError(FlashcardsError):
    """Where a collection is needed, there is something else."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is no collection of Anki's, so nothing was changed: "
            "name the collection.anki2 in the folder of Anki's profile."
        )


class DamagedFileError(FlashcardsError):
    """The file is broken, or was never written by Anki; ``why`` stands in brackets, and may quote the file."""

    def __init__(self, path: Path | str, why: str) -> None:
        quoted = " ".join(why.split())[:_LONGEST_REASON]
        super().__init__(
            f"{path} is damaged or not from Anki ({quoted}), so nothing was taken from it: "
            "export it from Anki again, after Tools > Check Database."
        )


class NewerAnkiError(FlashcardsError):
    """The file has a format that came after this program."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} was written by an Anki that is newer than this program, so nothing was taken from it: "
            'export it with "Support older Anki versions", or install a newer flashcards.'
        )


class AnkiIsOpenError(FlashcardsError):
    """Another program, most likely Anki itself, has the collection open."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is open in Anki: close Anki and try again, or read it from the running Anki.")


class FaultError(Exception):
    """What is wrong with a file, found where nobody knows its name; ``opening`` makes a sentence of it."""


class UnknownFormatError(Exception):
    """A format from the future, found where nobody knows the file's name."""
