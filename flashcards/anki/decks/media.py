"""Names of media as notes write them: plain file names in a folder beside the note, whatever a package calls them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote

from flashcards.apkg.media import is_elsewhere

FOLDER = "media"
_UNSAFE = re.compile(r'[\s\x00-\x1f\x7f<>:"|?*#%^\[\](){}\\]+')
_LONGEST_BYTES = 150


@dataclass(slots=True)
class Media:
    """Gathers which media the notes show, and what their files are called there."""

    names: Collection[str]
    """All media of the package."""
    notes: Collection[str] = ()
    """Suffixes of notes, which no medium may have: it would be read as one."""
    is_free: Callable[[str, str], bool] = lambda _safe, _name: True
    """Whether a file of the notes can have a name: nothing else is there yet. Given that name, and the medium's own."""
    used: dict[str, str] = field(default_factory=dict)
    """The name of each file in the notes, by its name in the package."""
    missing: dict[str, None] = field(default_factory=dict)
    """Media that notes show and the package doesn't hold."""
    _taken: dict[str, str] = field(default_factory=dict)

    def address(self, name: str) -> str:
        """What a note writes for the medium that a field calls so."""
        if is_elsewhere(name):
            return name
        spellings = [name, unquote(name), *(unicodedata.normalize(form, unquote(name)) for form in ("NFC", "NFD"))]
        known = next((spelling for spelling in spellings if spelling in self.names), None)
        if known is None:
            self.missing[name] = None
            return f"{FOLDER}/{self._safe(unquote(name))}"
        if known not in self.used:
            self.used[known] = self._free(self._safe(known), known)
        return f"{FOLDER}/{self.used[known]}"

    def _safe(self, name: str) -> str:
        base = PurePosixPath(name.replace("\\", "/")).name
        base = _UNSAFE.sub("-", unicodedata.normalize("NFC", base)).strip(" .") or "file"
        path = PurePosixPath(base)
        if path.suffix.lower() in self.notes:
            path = path.with_name(f"{path.name}.txt")
        stem = path.stem.encode("utf-8", "ignore")[:_LONGEST_BYTES].decode("utf-8", "ignore")
        return stem + path.suffix[:20]

    def _free(self, name: str, known: str) -> str:
        """``name``, or with a number; also a file system that knows no capitals keeps the two apart."""
        path, number, found = PurePosixPath(name), 2, name
        while self._taken.setdefault(found.casefold(), known) != known or not self.is_free(found, known):
            found = f"{path.stem}-{number}{path.suffix}"
            number += 1
        return found
