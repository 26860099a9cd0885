"""Notes that a test can change as a learner does: it always knows which cards they should give, and which entry each is of.

A ``Notebook`` holds files, sections and entries. What it writes is ordinary Markdown; what an edit does to it is what a
learner would do in an editor, so that each card's entry, by its name here, can be told through any number of edits.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from flashcards.markup import plain
from flashcards.model import Card

Shape = Literal["term", "question", "pair", "gap", "open", "list", "steps", "table"]
ANSWERED: tuple[Shape, ...] = ("term", "question", "pair", "gap", "list", "steps")
"""An open question has nothing but its own words to be known by."""

Place = tuple[tuple[str, ...], str]
"""The headings above a card, and what it asks: no two cards of a notebook agree in it."""


class Asked(NamedTuple):
    """A card that the notes should give. ``key`` names it through all edits; ``back`` is None where others decide it."""

    key: str
    context: tuple[str, ...]
    front: str
    back: str | None


@dataclass
class Row:
    """A line of a table."""

    name: str
    cells: list[str]
    key: str = ""

    def __post_init__(self) -> None:
        self.key = self.key or self.name


@dataclass
class Entry:
    """Something written down: one card, or for a table one for each cell and one for its rows."""

    shape: Shape
    front: str
    back: str = ""
    members: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    key: str = ""

    def __post_init__(self) -> None:
        self.key = self.key or self.front

    def text(self) -> str:
        match self.shape:
            case "term":
                return f"- {self.front}: {self.back}\n"
            case "question":
                return f"- {self.front}\n    - {self.back}\n"
            case "open":
                return f"- {self.front}\n"
            case "pair":
                return f"- {self.front} :: {self.back}\n"
            case "gap":
                return f"- {self.front.replace('[...]', f'=={self.back}==')}\n"
            case "list":
                return f"- {self.front}:\n" + "".join(f"    - {member}\n" for member in self.members)
            case "steps":
                numbered = (f"    {number}. {member}\n" for number, member in enumerate(self.members, 1))
                return f"- {self.front}:\n" + "".join(numbered)
            case "table":
                lines = [[self.front, *self.columns], ["---"] * (len(self.columns) + 1)]
                lines += [[row.name, *row.cells] for row in self.rows]
                return "\n" + "".join(f"| {' | '.join(cells)} |\n" for cells in lines) + "\n"

    def cards(self, context: tuple[str, ...]) -> Iterator[Asked]:
        match self.shape:
            case "open":
                yield Asked(self.key, context, self.front, None)
            case "list" | "steps":
                yield Asked(self.key, context, self.front, "\n".join(self.members))
            case "table":
                yield Asked(self.key, context, self.front, "\n".join(row.name for row in self.rows))
                for row in self.rows:
                    for number, (column, cell) in enumerate(zip(self.columns, row.cells, strict=True)):
                        yield Asked(f"{self.key} / {row.key} / {number}", (*context, row.name), column, cell)
            case _:
                yield Asked(self.key, context, self.front, self.back)


@dataclass
class Section:
    """A heading with what stands below it."""

    heading: str
    entries: list[Entry]


@dataclass
class File:
    """A note."""

    path: str
    title: str
    sections: list[Section]

    def text(self) -> str:
        parts = (f"## {one.heading}\n\n{''.join(entry.text() for entry in one.entries)}" for one in self.sections)
        return f"# {self.title}\n\n" + "\n".join(parts)


@dataclass
class Notebook:
    """All notes of a learner; ``stock`` is what they will write down one day, ``away`` what they have deleted."""

    files: list[File]
    stock: list[Entry]
    names: list[str]
    """Other names that they may come to call a thing by."""
    away: list[tuple[Section, Entry]] = field(default_factory=list)

    def write(self, root: Path) -> None:
        """Make the folder ``notes`` in ``root`` hold this, and nothing else."""
        shutil.rmtree(root / "notes", ignore_errors=True)
        for file in self.files:
            path = root / "notes" / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text(), "utf-8")

    def cards(self) -> dict[Place, Asked]:
        """The cards that the notes should give, by what they ask."""
        found = [
            card
            for file in self.files
            for section in file.sections
            for entry in section.entries
            for card in entry.cards((file.title, section.heading))
        ]
        by_place = {(card.context, card.front): card for card in found}
        assert len(by_place) == len(found), "the notebook asks one question twice"
        return by_place

    def sections(self) -> list[Section]:
        return [section for file in self.files for section in file.sections]

    def lists(self) -> list[Section]:
        """The sections that hold no table: those have several entries, of which each is a line of its own."""
        return [section for section in self.sections() if section.entries and section.entries[0].shape != "table"]

    def entries(self, *shapes: Shape) -> list[Entry]:
        return [
            entry for section in self.sections() for entry in section.entries if not shapes or entry.shape in shapes
        ]

    def entry(self, key: str) -> Entry:
        [found] = [one for one in self.entries() if one.key == key]
        return found

    def section(self, heading: str) -> Section:
        [found] = [one for one in self.sections() if one.heading == heading]
        return found

    def take_out(self, key: str) -> None:
        for section in self.sections():
            section.entries = [one for one in section.entries if one.key != key]

    def from_stock(self, key: str) -> Entry:
        [found] = [one for one in self.stock if one.key == key]
        self.stock.remove(found)
        return found


def ids_by_key(book: Notebook, cards: Iterable[Card]) -> Mapping[str, str]:
    """The ids of the real ``cards``, by their names in the notebook; they must be just those that it should give."""
    real = {(card.draft.context, plain(card.draft.front)): card for card in cards}
    expected = book.cards()
    assert real.keys() == expected.keys()
    for place, asked in expected.items():
        assert asked.back is None or plain(real[place].draft.back) == asked.back
    return {asked.key: real[place].id for place, asked in expected.items()}


# ------------------------------------------------------------------------------------------------------ honest edits

Edit = Callable[[Notebook, random.Random], None]


def slip_in_answer(book: Notebook, dice: random.Random) -> None:
    entry = dice.choice(book.entries("term", "question", "pair"))
    entry.back = dice.choice(_slips(entry.back))


def slip_in_question(book: Notebook, dice: random.Random) -> None:
    entry = dice.choice([one for one in book.entries(*ANSWERED) if _slips(one.front)])
    entry.front = dice.choice(_slips(entry.front))


def slip_in_cell(book: Notebook, dice: random.Random) -> None:
    row = dice.choice(dice.choice(book.entries("table")).rows)
    row.cells[0] = dice.choice(_slips(row.cells[0]))


def reword_answer(book: Notebook, dice: random.Random) -> None:
    entry = dice.choice(book.entries("term", "question", "pair"))
    entry.back = f"in other words, {entry.back}"


def rename_term(book: Notebook, dice: random.Random) -> None:
    """Another name for a thing: what is said of it tells that it is the same."""
    if book.names:
        dice.choice(book.entries("term")).front = book.names.pop(dice.randrange(len(book.names)))


def rename_row(book: Notebook, dice: random.Random) -> None:
    row = dice.choice(dice.choice(book.entries("table")).rows)
    row.name = dice.choice(_slips(row.name))


def reorder_members(book: Notebook, dice: random.Random) -> None:
    entry = dice.choice(book.entries("list", "steps"))
    entry.members.append(entry.members.pop(0))


def reorder_rows(book: Notebook, dice: random.Random) -> None:
    table = dice.choice(book.entries("table"))
    table.rows.append(table.rows.pop(0))


def reorder_entries(book: Notebook, dice: random.Random) -> None:
    dice.shuffle(dice.choice(book.sections()).entries)


def move_entry(book: Notebook, dice: random.Random) -> None:
    """To another section, be it of another file."""
    section = dice.choice([one for one in book.lists() if len(one.entries) > 1])
    entry = section.entries.pop(dice.randrange(len(section.entries)))
    _put(dice.choice([one for one in book.lists() if one is not section]), entry, dice)


def move_section(book: Notebook, dice: random.Random) -> None:
    """To another place, be it in another file."""
    file = dice.choice([one for one in book.files if len(one.sections) > 1])
    section = file.sections.pop(dice.randrange(len(file.sections)))
    other = dice.choice(book.files)
    other.sections.insert(dice.randint(0, len(other.sections)), section)


def rename_section(book: Notebook, dice: random.Random) -> None:
    section = dice.choice(book.sections())
    section.heading = f"On {section.heading.lower()}"


def rename_title(book: Notebook, dice: random.Random) -> None:
    file = dice.choice(book.files)
    file.title = f"About {file.title.lower()}"


def rename_file(book: Notebook, dice: random.Random) -> None:
    file = dice.choice(book.files)
    file.path = re.sub(r"(\w+)\.md$", lambda found: f"{found[1]}x.md", file.path)


def move_file(book: Notebook, dice: random.Random) -> None:
    """Into a folder of its own."""
    file = dice.choice(book.files)
    file.path = f"shelf/{file.path}"


def delete(book: Notebook, dice: random.Random) -> None:
    section = dice.choice([one for one in book.lists() if len(one.entries) > 1])
    entry = section.entries.pop(dice.randrange(len(section.entries)))
    book.away.append((section, entry))


def bring_back(book: Notebook, dice: random.Random) -> None:
    if book.away:
        section, entry = book.away.pop(dice.randrange(len(book.away)))
        _put(section, entry, dice)


def add(book: Notebook, dice: random.Random) -> None:
    if book.stock:
        _put(dice.choice(book.lists()), book.stock.pop(dice.randrange(len(book.stock))), dice)


def add_on_top(book: Notebook, dice: random.Random) -> None:
    if book.stock:
        book.lists()[0].entries.insert(0, book.stock.pop(dice.randrange(len(book.stock))))


EDITS: tuple[Edit, ...] = (
    slip_in_answer, slip_in_question, slip_in_cell, reword_answer, rename_term, rename_row, reorder_members,
    reorder_rows, reorder_entries, move_entry, move_section, rename_section, rename_title, rename_file, move_file,
    delete, bring_back, add, add_on_top,
)  # fmt: skip


def _put(section: Section, entry: Entry, dice: random.Random) -> None:
    section.entries.insert(dice.randint(0, len(section.entries)), entry)


def _slips(text: str) -> list[str]:
    """``text`` with two letters exchanged inside one of its longer words, in all ways."""
    found = []
    for word in re.finditer(r"[A-Za-z]{4,}", text):
        for at in range(word.start() + 1, word.end() - 2):
            if text[at] != text[at + 1]:
                found.append(text[:at] + text[at + 1] + text[at] + text[at + 2 :])
    return found


# ---------------------------------------------------------------------------------------------------------- the notes


def sailing() -> Notebook:
    """Three notes about boats, rivers and weather: 40 cards of several kinds."""
    names = ["Garboard", "Whipstaff", "Thwart", "Transom", "Scupper", "Strake"]
    return Notebook([_boats(), _rivers(), _weather()], _stock(), names)


def _boats() -> File:
    hull = [
        Entry("term", "Keel", "the long beam at the bottom that holds the frames together"),
        Entry("term", "Rudder", "a hinged blade at the stern that steers"),
        Entry("term", "Bulkhead", "a wall that parts the inside into watertight rooms"),
        Entry("pair", "how deep a hull lies in the water", "its draught"),
        Entry("gap", "The [...] heaves the anchor.", "windlass"),
        Entry("question", "What does a fender do?", "It keeps the hull off the quay."),
        Entry("open", "Why do wooden planks swell when a boat is launched?"),
    ]
    knots = [
        Entry(
            "table", "Knot", columns=["Use", "Weakness"],
            rows=[
                Row("Bowline", ["a loop that does not slip", "shakes loose without load"]),
                Row("Reef knot", ["ties a furled canvas down", "capsizes under a jerk"]),
                Row("Clove hitch", ["holds a fender on a rail", "creeps along a smooth spar"]),
                Row("Sheet bend", ["joins two ropes of unequal thickness", "needs a steady pull"]),
            ],
        ),
    ]  # fmt: skip
    sails = [
        Entry("steps", "Setting the jib", members=["Hank it on", "Tie the sheets", "Hoist", "Trim until it is quiet"]),
        Entry("list", "Sails of a sloop", members=["mainsail", "jib", "spinnaker"]),
        Entry("term", "Luff", "the forward edge, the first one to flutter"),
        Entry("term", "Leech", "the edge at the back, from which the wind leaves"),
        Entry("gap", "A [...] turns the bow through the wind.", "tack"),
        Entry("question", "When is canvas reefed?", "Before it is needed, as soon as somebody thinks of it."),
    ]
    return File("boats.md", "Boats", [Section("Hull", hull), Section("Knots", knots), Section("Rig", sails)])


def _rivers() -> File:
    danube = [
        Entry("term", "Mouth", "a wide delta on the coast of the Black Sea"),
        Entry("list", "Capitals on its banks", members=["Vienna", "Bratislava", "Budapest", "Belgrade"]),
        Entry("question", "Where does the Danube leave Germany?", "It crosses the border below the town of Passau."),
        Entry("open", "Which fish of the Danube did Linnaeus describe?"),
        Entry("pair", "the narrow gorge between Serbia and Romania", "the Iron Gates"),
    ]
    locks = [
        Entry("term", "Lock", "a chamber in which boats are lifted or lowered"),
        Entry("term", "Sluice", "a small gate that lets water in or out"),
        Entry("term", "Towpath", "the way beside a canal on which horses walked"),
        Entry("gap", "Leonardo is said to have drawn the first [...] gates.", "mitre"),
        Entry("steps", "Locking upstream", members=["Enter", "Shut the lower gates", "Fill", "Open the upper gates"]),
    ]
    return File("water/rivers.md", "Rivers", [Section("Danube", danube), Section("Canals", locks)])


def _weather() -> File:
    wind = [
        Entry("term", "Sea breeze", "cool air that flows ashore while the land is warm"),
        Entry("term", "Squall", "a sudden strong blow that lasts some minutes"),
        Entry("question", "Why does wind back at night?", "The surface cools and friction slows the lowest layer."),
        Entry("pair", "the wind scale from calm to hurricane", "the Beaufort scale"),
    ]
    clouds = [
        Entry("list", "Clouds that bring rain", members=["nimbostratus", "cumulonimbus"]),
        Entry("term", "Cirrus", "thin white threads of ice at a great height"),
        Entry("term", "Stratus", "a grey sheet that hangs low and drizzles"),
        Entry("gap", "A ring around the moon tells of a coming [...].", "warm front"),
        Entry("open", "How does fog over a cold current come about?"),
    ]
    return File("weather.md", "Weather", [Section("Wind", wind), Section("Clouds", clouds)])


def _stock() -> list[Entry]:
    return [
        Entry("term", "Gunwale", "the upper rim along each side, where oarlocks sit"),
        Entry("term", "Bilge", "the lowest room aboard, in which leaking water collects"),
        Entry("question", "What is a spring line for?", "It stops a moored vessel from surging fore and aft."),
        Entry("pair", "a buoy that marks safe water all around", "a fairway mark"),
        Entry("gap", "The [...] divides a chart into squares of degrees.", "graticule"),
        Entry("list", "Lights of a sailing yacht under way", members=["red", "green", "white at the stern"]),
        Entry("open", "Who first measured longitude with a chronometer at sea?"),
        Entry("term", "Ebb", "the outgoing tide between high and low stand"),
    ]
