"""The package of a build: what it is made of, and whether it has to be written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from flashcards.collection.fingerprint import code_of, file_hash
from flashcards.errors import Problem
from flashcards.export import Options, Pictures, write_package
from flashcards.index import Index
from flashcards.model import Card

_CARDS = TypeAdapter(list[Card])


@dataclass(frozen=True, slots=True)
class Packing:
    """The ``cards``, also those that retired, and their ``pictures`` on their way to the package at ``path``."""

    path: Path
    cards: Sequence[Card]
    pictures: Pictures
    options: Options
    known: Sequence[str]
    """The ids of all cards that ever were, the first first."""
    made_of: str
    """Changes whenever the package would: with the cards, their pictures, our settings, our code."""

    @classmethod
    def of(
        cls, path: Path, cards: Sequence[Card], pictures: Pictures, options: Options, known: Sequence[str] = ()
    ) -> Packing:
        """These cards; ``pictures`` is asked for what all of them show."""
        shown = [pictures.shown_by(card.draft, told=card.status != "retired") for card in cards]
        parts = (options, pictures.notes, shown, code_of("export", "apkg", "render", "markup"))
        content = _CARDS.dump_json(
            [card if card.status == "retired" else replace(card, status="active") for card in cards]
        )
        made_of = hashlib.sha256(content + repr(parts).encode("utf-8", "replace")).hexdigest()
        return cls(path, cards, pictures, options, known, made_of)

    @property
    def learnt(self) -> Sequence[Card]:
        """The cards that the notes hold."""
        return [card for card in self.cards if card.status != "retired"]

    def is_up_to_date(self, index: Index) -> bool:
        """Whether the file is there as it was written when it was made of the same."""
        written = index.saved(self._name, self.made_of)
        return written is not None and self.path.is_file() and file_hash(self.path).encode() == written

    def write(self, index: Index) -> list[Problem]:
        """Write the package, and keep in mind what it was made of. Raises what ``export`` raises."""
        exported = write_package(self.cards, self.path, self.pictures, self.options, self.known)
        index.save(self._name, self.made_of, file_hash(self.path).encode())
        return exported.problems

    @property
    def _name(self) -> str:
        return f"package {self.path}"
