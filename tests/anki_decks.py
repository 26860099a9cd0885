"""Collections of the real Anki with decks as people have them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from anki.collection import ExportAnkiPackageOptions

from tests.anki_collection import AnkiCollection

PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def add(anki: AnkiCollection, note_type: str, deck: str, *values: str, tags: Iterable[str] = ()) -> str:
    """A new note; its GUID."""
    note = anki.col.new_note(anki.col.models.by_name(note_type))
    note.fields[: len(values)] = values
    note.tags = list(tags)
    anki.col.add_note(note, anki.col.decks.id(deck))
    return str(note.guid)


def add_medium(anki: AnkiCollection, name: str, content: bytes = PICTURE) -> None:
    Path(anki.col.media.dir(), name).write_bytes(content)


def answer(anki: AnkiCollection, guid: str, ordinal: int, button: int) -> None:
    """Answer a card by button 1 to 4."""
    card = anki.col.get_card(card_number(anki, guid, ordinal))
    card.start_timer()
    states = anki.col._backend.get_scheduling_states(card.id)
    anki.col.sched.answer_card(anki.col.sched.build_answer(card=card, states=states, rating=button - 1))


def card_number(anki: AnkiCollection, guid: str, ordinal: int) -> int:
    query = "SELECT cards.id FROM cards JOIN notes ON nid = notes.id WHERE guid = ? AND ord = ?"
    return int(anki.col.db.scalar(query, guid, ordinal))


def cards(anki: AnkiCollection) -> dict[tuple[str, int], Any]:
    """All cards by GUID and ordinal."""
    rows = anki.col.db.all("SELECT guid, ord, cards.id FROM cards JOIN notes ON nid = notes.id")
    return {(guid, ordinal): anki.col.get_card(number) for guid, ordinal, number in rows}


def export(anki: AnkiCollection, path: Path, *, legacy: bool = False) -> Path:
    options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy)
    anki.col.export_anki_package(out_path=str(path), options=options, limit=None)
    return path


def fill(anki: AnkiCollection) -> None:
    """Decks of all kinds of notes that Anki has from the start, with pictures, formulas, code and several scripts."""
    basic, both, optional, typed, cloze = (
        "Basic",
        "Basic (and reversed card)",
        "Basic (optional reversed card)",
        "Basic (type in the answer)",
        "Cloze",
    )
    add_medium(anki, "bild å.png")
    add_medium(anki, "日本.svg", b"<svg/>")
    add_medium(anki, "ljud.mp3", b"sound")
    add(anki, basic, "Språk", "hund", "dog", tags=["svenska"])
    add(anki, basic, "Språk", "en katt", "a cat", tags=["svenska", "djur::tama"])
    add(anki, basic, "Språk", "katten", "the cat", tags=["svenska"])
    add(anki, both, "Språk::Verb", "att vara", "to be")
    add(anki, both, "Språk::Verb", "att bli", "to be")
    add(anki, optional, "Språk::Verb", "att gå", "to go", "y")
    add(anki, optional, "Språk::Verb", "att se", "to see", "")
    add(anki, typed, "Språk::Verb", "att höra", "to hear")
    add(anki, basic, "日本語", "<ruby>犬<rt>いぬ</rt></ruby>", "dog <img src='日本.svg'>")
    add(anki, basic, "عربي", "كلب", "dog <b>(m.)</b>")
    add(anki, basic, "Maths", r"Solve \(x^2 = 4\)", r"\[x = \pm 2\]<br>by roots", tags=["algebra"])
    add(anki, basic, "Maths", r"[latex]$e^{i\pi}$[/latex]", "&minus;1", tags=["algebra"])
    add(anki, basic, "Code", "What does it print?<pre>print(1 &lt; 2)</pre>", "<pre><code>True\n# so</code></pre>")
    add(anki, basic, "Code", "std::vector", "a :: b, *x*, _y_, {{c1::no}}, #card")
    add(anki, basic, "Code", "Steps?", "<ol><li>one</li><li>two<ul><li>deep</li></ul></li></ol>after")
    add(anki, basic, "Code", "Table?", "<table><tr><td>a</td><td>b|c</td></tr><tr><td>1</td><td>2</td></tr></table>")
    add(anki, cloze, "Gaps", "The {{c1::keel}} holds the {{c2::frames::wood}}.", "")
    add(anki, cloze, "Gaps", "A <b>{{c1::rudder}}</b> steers.", "See <img src='bild å.png'>")
    add(anki, cloze, "Gaps", "{{c1::Red}} is port, {{c2::green}} starboard.", "Not in<br>America")
    add(anki, cloze, "Gaps", "Nested {{c1::outer {{c2::inner}} end}}.", "")
    add(anki, cloze, "Gaps", r"\({{c1::a}}^2 + {{c2::b}}^2 = c^2\)", "")
    add(anki, basic, "Sounds", "[sound:ljud.mp3]", "a sound")
    own = anki.col.models.copy(anki.col.models.by_name(basic))
    own = anki.col.models.get(own["id"]) | {"name": "Countries"}
    anki.col.models.add_field(own, anki.col.models.new_field("Capital"))
    template = anki.col.models.new_template("Capital")
    template |= {
        "qfmt": "{{#Capital}}Capital of {{Front}}?{{/Capital}}",
        "afmt": "{{FrontSide}}<hr id=answer>{{Capital}}",
    }
    anki.col.models.add_template(own, template)
    anki.col.models.update_dict(own)
    add(anki, "Countries", "World", "Sweden", "a kingdom", "Stockholm")
    add(anki, "Countries", "World", "Nauru", "a republic", "")
