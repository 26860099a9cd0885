"""The one Anki note type that all cards have, clozes too: its fields, its template, its looks.

Anki matches note types by id and refuses every note of a package whose fields differ, so fields are never added,
removed or reordered: a new use takes one of the spare fields, and the ids let it have a new name.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from flashcards.render import code_css

MODEL_ID = 1_836_471_905
NAME = "Flashcards from notes"
CHANGED_S = 1_795_219_200
"""When template, style or a field's name last changed, s since 1970 UTC. Anki takes a change over only if this is newer."""

FIELDS = (
    "Front",
    "Back",
    "Context",
    "Source",
    "Kind",
    "Cloze",
    "Hint",
    "Retired",
    "Uid",
    "Spare 1",
    "Spare 2",
    "Spare 3",
    "Spare 4",
)
"""``Cloze`` is 1 where the answer side repeats the question. Whatever stands in ``Retired`` empties the question, so that
Anki's "Empty Cards" removes the card. ``Uid`` is the card's id, which Anki can't find otherwise."""

_SEEN_WHEN_EDITING = frozenset({"Front", "Back", "Context", "Hint"})
_FIRST_FIELD_ID = 4_719_236_001
_TEMPLATE_ID = 4_719_235_001


def note_type() -> Any:
    """The genanki Model."""
    import genanki  # noqa: PLC0415 - takes longer to import than most commands run

    model = genanki.Model(MODEL_ID, NAME, fields=_fields(), templates=[_template()], css=style())
    # What genanki works out from the template is wrong for a condition ({{^Retired}}): it would ask for every field.
    model._req = [[0, "any", [FIELDS.index("Front")]]]
    return model


def style() -> str:
    """The CSS of all cards."""
    return _read("card.css") + "\n" + code_css()


def _fields() -> list[dict[str, Any]]:
    return [
        {"name": name, "id": _FIRST_FIELD_ID + number, "collapsed": name not in _SEEN_WHEN_EDITING}
        for number, name in enumerate(FIELDS)
    ]


def _template() -> dict[str, Any]:
    return {
        "name": "Card",
        "id": _TEMPLATE_ID,
        "qfmt": _read("front.html"),
        "afmt": _read("back.html"),
        "bqfmt": "{{Front}}",
        "bafmt": "{{Back}}",
    }


def _read(name: str) -> str:
    return (files("flashcards.apkg") / "templates" / name).read_text("utf-8")
