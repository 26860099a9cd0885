"""What our cards show of Anki's notes, beside what the real Anki shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from flashcards.anki.decks import gaps, reading, sides, writing
from flashcards.anki.decks.units import LeftOut, units
from flashcards.anki.files.snapshot import Card, Note, NoteType, Snapshot, Template
from tests.anki_collection import AnkiCollection, new_collection

FIELDS = ("Front", "Back", "Extra")


@pytest.fixture(scope="module")
def anki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnkiCollection]:
    with new_collection(tmp_path_factory.mktemp("anki")) as collection:
        yield collection


def letters(html: str) -> str:
    return writing.heard(reading.read(html), str, numbered=False)


def shown(card: Any) -> tuple[str, str]:
    """Both sides as Anki renders them; of a card with a blank front nothing."""
    rendered = card.render_output(reload=True)
    sides = (rendered.question_text, rendered.answer_text)
    return ("", "") if "card_blank" in sides[0] or "front of this card is blank" in sides[0] else sides


def as_ours(note: Any, template: Template, *, is_cloze: bool = False) -> Note:
    kind = NoteType("a type", tuple(note.keys()), (template,), is_cloze)
    return Note("guid", kind, tuple(note.values()), (), 0)


def shown_by_anki(anki: AnkiCollection, base: str, front: str, back: str, values: dict[str, str]) -> Any:
    """A note of a new type with this one template; its cards in order."""
    kind = anki.col.models.copy(anki.col.models.by_name(base))
    kind = anki.col.models.get(kind["id"])
    for name in set(values) - {field["name"] for field in kind["flds"]}:
        anki.col.models.add_field(kind, anki.col.models.new_field(name))
    kind["tmpls"][0] |= {"qfmt": front, "afmt": back}
    anki.col.models.update_dict(kind)
    note = anki.col.new_note(anki.col.models.get(kind["id"]))
    for name, value in values.items():
        note[name] = value
    anki.col.add_note(note, anki.col.decks.id("Default"))
    return note


TEMPLATES = [
    "{{Front}}",
    "What is <i>{{Front}}</i> of {{Back}}?",
    "{{#Extra}}with {{Extra}}{{/Extra}}{{^Extra}}without{{/Extra}} {{Front}}",
    "{{^Front}}none{{/Front}}{{#Front}}{{#Back}}both {{Back}}{{/Back}}{{^Back}}one{{/Back}}{{/Front}}!",
    "{{furigana:Front}} | {{kanji:Front}} | {{kana:Front}}",
    "{{text:Front}} {{Extra}}",
    "<!-- {{Back}} -->{{Front}}<style>.a{}</style>",
    "{{ Front }} {{Back}}",
    "{{=<% %>=}}<%Front%> and <% Back %>",
    "fixed words {{Front}}",
]
VALUES = [
    {"Front": "hund", "Back": "dog", "Extra": ""},
    {"Front": "", "Back": "dog &amp; cat", "Extra": "<b>more</b>"},
    {"Front": "日本語[にほんご]を 話[はな]す", "Back": "", "Extra": "<br>"},
    {"Front": "a<br>b <img src='x.png'>", "Back": "\\(x_1\\)", "Extra": "&nbsp;<div></div>"},
]


@pytest.mark.parametrize("values", VALUES, ids=range(len(VALUES)))
@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_show_what_anki_shows(anki: AnkiCollection, template: str, values: dict[str, str]) -> None:
    note = shown_by_anki(anki, "Basic", template, "{{FrontSide}}<hr id=answer>{{Back}}", values)
    cards = note.cards()
    question, answer = shown(cards[0])
    found = sides.sides(as_ours(note, Template("one", template, "{{FrontSide}}<hr id=answer>{{Back}}")), 0)
    assert found
    assert writing.heard(found.front, str, numbered=False) == letters(question)
    if not question:
        return  # to Anki, the card is blank
    both = writing.heard((*found.front, *found.back), str, numbered=False)
    assert both == letters(answer) or letters(values["Back"]) in letters(question)


SENTENCES = [
    "The {{c1::keel}} holds {{c2::frames}}.",
    "Both {{c1::one}} and {{c1::two}}",
    "A {{c1::hint::animal}} and {{c2::b::<i>c</i>}}",
    "Nested {{c1::outer {{c2::inner}} end}} done",
    "{{c1::std::vector}} and {{c2::a::b::c}}",
    "Only {{c2::two}}",
    "Math \\({{c1::a}}^2\\) and {{c2::\\(b^2\\)}}",
    "Ends {{c1::early}} }} and {{c2::x}}",
    "{{c1::two<br>lines}} {{c2::<b>bold</b>}}",
    "{{c1,2::shared}} and {{c2::own}}",
    "{{c1::}} empty {{c2::x}}",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_gaps_are_those_of_anki(anki: AnkiCollection, sentence: str) -> None:
    values = {"Text": sentence, "Back Extra": "the rest"}
    front, back = "{{cloze:Text}}", "{{cloze:Text}}<br>{{Back Extra}}"
    note = shown_by_anki(anki, "Cloze", front, back, values)
    ours = as_ours(note, Template("Cloze", front, back), is_cloze=True)
    cards = {card.ord: card for card in note.cards()}
    assert {ordinal + 1 for ordinal in cards} == gaps.numbers(gaps.read(sentence))
    for ordinal, card in cards.items():
        found = sides.sides(ours, ordinal)
        assert found
        question, answer = shown(card)
        # Anki shows a hint in place of the dots; we show it behind them
        with_dots = re.sub(r'<span class="cloze"[^>]*>\[(.*?)\]</span>', _gap, question)
        assert writing.heard(found.front, str, numbered=False) == letters(with_dots)
        filled = "".join(re.findall(r'(?s)<span class="cloze"[^>]*>(.*?)</span>', answer))
        hidden = writing.heard(found.back[:-1], str, numbered=False)
        if "\\(" not in sentence and "{{c2::inner" not in sentence:
            assert hidden == letters(filled)
        assert writing.heard(found.back[-1:], str, numbered=False) == "therest"


def _gap(found: re.Match[str]) -> str:
    return "[...]" if found[1] == "..." else f"[...] ({found[1]})"


def test_answers_leave_out_what_the_question_says() -> None:
    def back(front: str, back: str) -> str:
        kind = NoteType("a type", FIELDS, (Template("one", front, back),))
        found = sides.sides(Note("guid", kind, ("hund", "dog", "extra"), (), 0), 0)
        assert found
        return writing.heard(found.back, str, numbered=False)

    assert back("{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}") == "dog"
    assert back("{{Front}}", "{{Front}}<hr id=answer>{{Back}}<br>{{Extra}}") == "dogextra"
    assert back("{{Front}}", "{{Back}} is {{Front}}") == "dogishund"
    assert back("{{Front}} {{type:Back}}", "{{Front}}<hr id=answer>{{type:Back}}") == "dog"
    assert back("{{Front}} {{hint:Extra}}", "{{FrontSide}}<hr id=answer>{{Back}} {{hint:Extra}}") == "dogextra"
    assert back("{{Front}}", "{{Back}}{{Tags}}{{Deck}}{{tts en_US:Back}}") == "dog"


def test_sentences_are_kept_where_a_note_can_say_them() -> None:
    def kept(sentence: str, *ordinals: int, remark: str = "") -> bool:
        kind = NoteType(
            "Cloze", ("Text", "More"), (Template("Cloze", "{{cloze:Text}}", "{{cloze:Text}} {{More}}"),), True
        )
        found = sides.sentence(Note("guid", kind, (sentence, remark), (), 0), ordinals)
        return found is not None

    assert kept("The {{c1::keel}} holds {{c2::frames}}.", 0, 1)
    assert kept("The {{c1::keel}} holds {{c2::frames}}.", 0, 1, remark="more")
    assert not kept("The {{c1::keel}} holds {{c2::frames}}.", 0), "its other card isn't there"
    assert not kept("{{c1::outer {{c2::inner}}}}", 0, 1)
    assert not kept("\\({{c1::a}}\\)", 0)
    assert not kept("{{c1,2::a}}", 0, 1)


def test_picture_occlusion_and_unknown_types_are_left_out() -> None:
    kind = NoteType("Image Occlusion", ("Occlusion", "Image"), (Template("one", "{{cloze:Occlusion}}", ""),), True)
    notes = (
        Note("a", kind, ("{{c1::image-occlusion:rect:left=.1}}", "<img src='x.png'>"), (), 0),
        Note("b", NoteType(), ("alone",), (), 0),
    )
    cards = tuple(Card(guid, 0, "Deck", 0, 0, 0, 0, 0, 0, 0, False, 0) for guid in "ab")
    left_out = LeftOut()
    assert units(Snapshot(notes, cards, (), 0, None, False, False, ()), left_out) == {}
    assert {reason: len(shown) for reason, shown in left_out.by_reason.items()} == {
        "hide parts of a picture, which text can't say": 1,
        "are of a note type that the file doesn't describe": 1,
    }
