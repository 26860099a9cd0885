"""Which texts that were changed here go into the learner's own notes in Anki, and which stay as they are there."""

from __future__ import annotations

from typing import Any

import pytest

from flashcards.collection.anki_texts import FieldChange, Texts, texts
from flashcards.events import Wording

GUID = "abc"
FRONT, BACK = "{{Front}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}"


def note(front: str = "dog", back: str = "hund", *templates: tuple[str, str], **more: Any) -> dict[str, Any]:
    every = templates or ((FRONT, BACK),)
    found = {"guid": GUID, "id": 1, "fields": {"Front": front, "Back": back, "Extra": ""}, "is_cloze": False}
    return {**found, "cards": list(range(len(every))), "templates": every, **more}


def wording(front: str, back: str, **more: Any) -> Wording:
    return Wording("qa", (), front, back, ("notes/d.md",), **more)


def of(there: dict[str, Any], *said: tuple[str, str], **more: Any) -> Texts:
    return texts([there], {GUID}, {GUID: [wording(*one) for one in said]}, more.get("written", {}))


def test_only_the_side_that_was_changed_here_goes_there() -> None:
    found = of(note("dog", "my own"), ("dog", "hund"), ("dogs", "hund"))
    assert found.changes == [FieldChange(1, "Front", "dogs")]
    assert (found.stay, found.changed_there) == (set(), set())
    assert of(note("dogs", "hund"), ("dog", "hund"), ("dogs", "hund")).changes == []


@pytest.mark.parametrize(
    ("there", "becomes"),
    [
        ("dog &amp; <b>cat</b>", "new"),
        ("<div>dog &amp; <strong>cat</strong></div>", "new"),
        ("dog &amp; cat", "changed there"),
        ("dog &amp; <b class='x'>cat</b>", "stays"),
        ('dog &amp; <b>cat</b><span style="color: red"></span>', "stays"),
        ("<font color=red>dog</font> &amp; <b>cat</b>", "stays"),
        ("dog &amp; <b>cat</b> [sound:x.mp3]", "changed there"),
        ("dog &amp; <b>CAT</b>", "changed there"),
    ],
)
def test_what_looks_otherwise_there_is_not_overwritten(there: str, becomes: str) -> None:
    found = of(note(there), ("dog & **cat**", "hund"), ("dog & **cats**", "hund"))
    assert [change.html for change in found.changes] == ["dog &amp; <strong>cats</strong>"] * (becomes == "new")
    assert found.changed_there == ({GUID} if becomes == "changed there" else set())
    assert found.stay == ({GUID} if becomes == "stays" else set())


def test_who_gives_a_text_of_ours_a_colour_has_changed_it_there() -> None:
    first = of(note("dog"), ("dog", "hund"), ("dogs", "hund"))
    coloured = note("<span style='color: red'>dogs</span>")
    assert of(coloured, ("dog", "hund"), ("dogs", "hund"), ("hounds", "hund"), written=first.written).changed_there


def test_what_was_put_back_there_after_a_push_is_a_change() -> None:
    said = (("dog", "hund"), ("dogs", "hund"), ("hounds", "hund"))
    first = of(note("dog"), *said[:2])
    assert first.changes
    assert of(note("dogs"), *said, written=first.written).changes == [FieldChange(1, "Front", "hounds")]
    assert of(note("dog"), *said, written=first.written).changed_there == {GUID}


@pytest.mark.parametrize(
    "template",
    [
        ("{{Front}} {{Extra}}", BACK),
        ("What is {{Front}}?", BACK),
        ("{{type:Front}}", BACK),
        ("{{#Front}}{{Front}}{{/Front}}", BACK),
        ("{{Nowhere}}", BACK),
        ("{{Back}}", BACK),
        (FRONT, "{{Back}}"),
        (FRONT, "{{FrontSide}}<hr id=answer>{{Back}} {{Extra}}"),
        (FRONT, "{{FrontSide}}<hr id=answer>{{hint:Back}}"),
    ],
)
def test_a_template_that_does_not_tell_the_sides_keeps_its_text(template: tuple[str, str]) -> None:
    found = of(note("dog", "hund", template), ("dog", "hund"), ("dogs", "hund"))
    assert (found.changes, found.stay) == ([], {GUID})


def test_cards_of_one_note_have_to_agree() -> None:
    both = note("dog", "hund", (FRONT, BACK), ("{{Back}}", "{{FrontSide}}<hr id=answer>{{Front}}"))
    there = [wording("dog", "hund"), wording("dogs", "hund")]
    back_again = [wording("hund", "dog"), wording("hund", "dogs")]
    said = {GUID: there, f"{GUID}.1": back_again}
    assert texts([both], set(said), said, {}).changes == [FieldChange(1, "Front", "dogs")]
    assert texts([both], {GUID}, {GUID: there, f"{GUID}.1": back_again[:1]}, {}).stay == {GUID}
    assert texts([both], {GUID}, {GUID: there}, {}).stay == {GUID}, "a card of it isn't ours any more"


@pytest.mark.parametrize(
    "now", [wording("dogs ![](x.png)", "hund"), wording("[...] barks", "dog", cloze=True), wording("dogs", "")]
)
def test_more_than_text_stays_here(now: Wording) -> None:
    found = texts([note()], {GUID}, {GUID: [wording("dog", "hund"), now]}, {})
    assert (found.changes, found.stay) == ([], {GUID})


def test_a_picture_on_the_other_side_stays_as_it_is_there() -> None:
    pictured = note('dog <img src="x.png">')
    assert of(pictured, ("dog ![](m/x.png)", "hund"), ("dog ![](m/x.png)", "Hund")).changes == [
        FieldChange(1, "Back", "Hund")
    ]
    assert of(pictured, ("dog ![](m/x.png)", "hund"), ("dogs ![](m/x.png)", "hund")).stay == {GUID}


def test_of_two_notes_with_one_guid_none_is_touched() -> None:
    twins = [note(), note(id=2)]
    assert texts(twins, {GUID}, {GUID: [wording("dog", "hund"), wording("dogs", "hund")]}, {}).stay == {GUID}


def test_letters_that_are_put_together_otherwise_are_the_same() -> None:
    found = of(note("\u00e5"), ("a\u030a", "hund"), ("a\u030a!", "hund"))
    assert [change.html for change in found.changes] == ["\u00e5!"]
