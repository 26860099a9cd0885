"""What this device and a collection of Anki's last agreed on: a small file beside the journal for each such collection.

No cache: what the learner has decided since on either side can't be told without it. A push writes what it is going to do
there before it does it, with a mark that Anki's collection is given in the same transaction. So wherever a push was
interrupted, the next one knows whether it was done.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flashcards.anki.exchange.suspending import Agreed
from flashcards.config.writing import replace_file
from flashcards.journal import JournalError

FOLDER = "anki"
"""In the folder of the journal's folder."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is kept in the file ``path`` of one collection of Anki's."""

    path: Path
    place: str
    """Of that collection, for whoever reads the file."""

    @classmethod
    def between(cls, state_folder: Path, device: str, collection: Path) -> Agreement:
        """That of this ``device`` with the ``collection`` of Anki's."""
        place = str(collection.resolve())
        name = hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        return cls(state_folder / FOLDER / f"{device}-{name}.json", place)

    def known(self, mark: str | None) -> Agreed | None:
        """What both sides agreed on last; None if that isn't known. ``mark`` is that of the last push which Anki has seen.

        Without a ``mark`` it isn't known either if a push was interrupted. What was seen there counts only in a collection with
        the mark that it had then, as another may be a new one or an older state.
        """
        found = self._found(mark)
        if found is not None and mark is not None and not (mark and found.mark == mark):
            found.seen.clear()
        return found

    def _found(self, mark: str | None) -> Agreed | None:
        try:
            kept = json.loads(self.path.read_bytes())
            if "mark" not in kept:
                return Agreed.of(kept["agreed"])
            if mark is None:
                return None
            found = kept["planned" if kept["mark"] == mark else "agreed"]
            return None if found is None else Agreed.of(found)
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def plan(self, planned: Agreed, before: Agreed | None, mark: str) -> None:
        """A push is going to bring Anki's collection to ``planned``, and to give it this ``mark``. Raises JournalError."""
        agreed = None if before is None else before.plain()
        self._write({"agreed": agreed, "planned": planned.plain(), "mark": mark}, "nothing was changed in Anki")

    def keep(self, agreed: Agreed) -> None:
        """Both sides agree on this now. Raises JournalError."""
        if self.known(None) != agreed:
            self._write({"agreed": agreed.plain()}, "all else was done")

    def _write(self, content: dict[str, Any], done: str) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self.path, json.dumps({"collection": self.place, **content}, ensure_ascii=True) + "\n")
        except OSError as error:
            remedy = f"{done}; make room or allow writing there, and try again."
            raise JournalError(self.path, "written", error, remedy) from error
