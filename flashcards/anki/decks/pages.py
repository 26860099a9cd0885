"""Notes made of units, settled by reading them as a build will: each card comes back, once, and says the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from flashcards import parser
from flashcards.anki.decks.forms import FORMS, ITEM, NUMBER, Written
from flashcards.anki.decks.labels import front_matter, marks
from flashcards.anki.decks.units import Asked, Unit
from flashcards.anki.decks.writing import Address, letters
from flashcards.markup import plain_line
from flashcards.model import Draft, Note
from flashcards.rules.wanted import Wanted

_MORE = "More"


@dataclass(slots=True)
class Entry:
    """A unit at its place in a note."""

    unit: Unit
    written: Written
    form: int
    section: int = 0
    lines: range = range(0)
    drafts: tuple[Draft, ...] = ()
    """What the note gives for it, in the order of the unit's cards."""


@dataclass(slots=True)
class Page:
    """A note to be: the cards of one deck."""

    path: str
    """From the collection's folder, with forward slashes."""
    deck: str
    address: Address
    tags: tuple[str, ...] = ()
    """What all its cards have."""
    entries: list[Entry] = field(default_factory=list)
    unsaid: list[Asked] = field(default_factory=list)
    """Cards that no form can say."""

    def add(self, units: Iterable[Unit]) -> None:
        """Put units at the end, each in its plainest form."""
        for unit in units:
            self.entries += self._entries(unit, 0)

    def _entries(self, unit: Unit, first_form: int, section: int = 0) -> list[Entry]:
        """``unit`` in the plainest form from the given one on; its cards apart where no form has all of them."""
        own = marks(tag for tag in unit.tags if tag not in self.tags)
        for number in range(first_form, len(FORMS)):
            if written := FORMS[number](unit, own, self.address):
                return [Entry(unit, written, number, section)]
        if len(unit.asked) > 1 or unit.sentence:
            return [entry for one in unit.apart() for entry in self._entries(one, 0, section)]
        self.unsaid += unit.asked
        return []

    def _in_order(self) -> list[Entry]:
        return sorted(self.entries, key=lambda one: (one.section, one.written.place))

    def text(self) -> str:
        """The whole note; says of each entry on which lines it stands."""
        lines = list(front_matter(self.deck, self.tags))
        notes, section, above = 0, 0, None
        for entry in self._in_order():
            if entry.section != section:
                section, above = entry.section, None
                lines += ["", f"**{_heading(section)}**"]
            lines += _gap(above, entry)
            notes += bool(entry.written.footnote)
            start = len(lines) + 1
            lines += [line.replace(NUMBER, str(notes)) for line in entry.written.lines]
            entry.lines = range(start, len(lines) + 1)
            if entry.written.footnote:
                lines += ["", *(line.replace(NUMBER, str(notes)) for line in entry.written.footnote)]
            above = entry
        return "\n".join(lines) + "\n"

    def settle(self, wanted: Callable[[str], Wanted]) -> None:
        """Write what doesn't come back as it should in another form, until all does.

        One that breaks what stands beside it is told from the others by itself.
        """
        while failed := self._unlike(wanted):
            guilty = [entry for entry in failed if not self._fits_alone(entry, wanted)] or self._first_of(failed)
            changed = set(map(id, guilty))
            self.entries = [
                new
                for entry in self.entries
                for new in (
                    self._entries(entry.unit, entry.form + 1, entry.section) if id(entry) in changed else [entry]
                )
            ]

    def move_down(self, merged: Iterable[Draft]) -> bool:
        """Put what became one card with another entry of this page below the next heading; whether there was any."""
        at = {line: entry for entry in self.entries for line in entry.lines}
        joined: set[int] = set()
        for draft in merged:
            own = [at[one.start_line] for one in draft.source if one.path == self.path and one.start_line in at]
            joined.update(id(entry) for entry in own if entry is not own[0])
        for entry in self.entries:
            entry.section += id(entry) in joined
        return bool(joined)

    def _first_of(self, failed: Sequence[Entry]) -> list[Entry]:
        """Of entries that fail together, the first of each row, and the one above it: one of the two takes in the others."""
        ids = set(map(id, failed))
        order = self._in_order()
        pairs = zip([None, *order], order, strict=False)
        firsts = [
            (above, entry) for above, entry in pairs if id(entry) in ids and (above is None or id(above) not in ids)
        ]
        return [entry for pair in firsts for entry in pair if entry is not None]

    def _fits_alone(self, entry: Entry, wanted: Callable[[str], Wanted]) -> bool:
        alone = replace(self, entries=[replace(entry, section=0)], unsaid=[])
        return not alone._unlike(wanted)

    def _unlike(self, wanted: Callable[[str], Wanted]) -> list[Entry]:
        """The entries that give other cards than they should."""
        drafts, _ = parser.parse(Note(self.path, self.text()), wanted(self.path))
        at = {line: entry for entry in self.entries for line in entry.lines}
        found: dict[int, list[Draft]] = {id(entry): [] for entry in self.entries}
        for draft in drafts:
            if entry := at.get(draft.source[0].start_line):
                found[id(entry)].append(draft)
        for entry in self.entries:
            entry.drafts = tuple(found[id(entry)])
        return [entry for entry in self.entries if not _fits(entry)]


def _gap(above: Entry | None, entry: Entry) -> Iterator[str]:
    """Empty lines between two entries; items of a list have none."""
    if above is None or above.written.place != ITEM or entry.written.place != ITEM:
        yield ""


def _heading(section: int) -> str:
    return f"{_MORE} ({section})" if section > 1 else _MORE


def _fits(entry: Entry) -> bool:
    above = (_heading(entry.section),) if entry.section else ()
    if any(draft.context != above for draft in entry.drafts):
        return False
    said = tuple((letters(plain_line(draft.shown)), letters(plain_line(draft.back))) for draft in entry.drafts)
    return said == entry.written.expected


def settled(pages: Sequence[Page], others: Sequence[Draft], wanted: Callable[[str], Wanted]) -> list[Draft]:
    """All drafts of the collection once every page gives its cards, and none of a page is taken for another of it.

    ``others`` are the drafts of the notes that are there already. What asks the same as another card of its page goes below
    a heading, which makes it a question of its own.
    """
    for page in pages:
        page.settle(wanted)
    while True:
        merged = parser.merge([*others, *(draft for page in pages for entry in page.entries for draft in entry.drafts)])
        changed = [page for page in pages if page.move_down(merged)]
        if not changed:
            return merged
        for page in changed:
            page.settle(wanted)
