"""What the real Anki makes of our packages: first import, unchanged, changed, and what its learner sees on every card."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from string import ascii_letters, digits

import pytest
from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

from flashcards.apkg import note_type, records
from flashcards.collection import Collection, Now
from flashcards.config import Config
from flashcards.errors import Problem
from flashcards.export import Options, Pictures, Preset, deck_name, in_deck, one_of_these, write_package
from flashcards.journal import DEVICE_VARIABLE
from flashcards.model import Card, Draft, Kind, Source
from tests.anki_collection import AnkiCollection, Imported, new_collection

CHANGED_MS = 1_700_000_000_000
MINUTE_MS = 60_000


def card(
    identity: str,
    front: str,
    back: str = "",
    *,
    kind: Kind = "qa",
    deck: str = "notes of mine::Heading",
    tags: tuple[str, ...] = (),
    cloze: bool = False,
    path: str = "notes/sub/a.md",
) -> Card:
    context = ("Transfer Learning", "A < B")
    source = (Source(path, 98, 99),)
    draft = Draft(kind, front, back, context, source, "two_colons", 0.5, deck, tags, cloze)
    return Card(identity, draft, changed_at_ms=CHANGED_MS)


def reworded(one: Card, *, back: str, later_ms: int = MINUTE_MS) -> Card:
    return replace(one, draft=replace(one.draft, back=back), changed_at_ms=one.changed_at_ms + later_ms)


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[AnkiCollection]:
    with new_collection(tmp_path / "anki") as collection:
        yield collection


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return tmp_path / "decks" / "deck.apkg"


CARDS = [
    card("plain", "What is precision?", "The share of flagged items that are positive", kind="definition"),
    card("list", "Steps?", "1. one\n   - inner\n2. two", kind="sequence", tags=("ml", "two words")),
    card("table", "Table?", "| a | b |\n|---|---|\n| 1 | $x$ |", kind="table"),
    card("code", "Code?", "```python\nfor x in range(3):\n    print(x < 2)\n```"),
    card("math", r"$\frac{1}{\sqrt{x}}$ and $$a<b$$", r"$\text{a}_{b_{c}}}$ closes }}"),
    card("gap", "Paris is the [...] of [...]", "capital\n\nFrance", kind="fact", cloze=True),
    card("gap in math", r"$\frac{[...]}{2}$", r"\sqrt{{x}}", kind="fact", cloze=True),
    card("open", "Why is that?", kind="open", deck=""),
    card("picture", "![the curve](ROC%20Kurve.PNG)", "![](../größe.svg)", deck="pictures"),
    card("same name", "![](p.png)", "x", path="notes/other/b.md", deck="pictures"),
]


def with_pictures(root: Path) -> Path:
    for path in ("notes/sub/ROC Kurve.PNG", "notes/größe.svg", "notes/other/p.png", "notes/sub/p.png"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(path.encode())
    return root


def build(cards: list[Card], package: Path, root: Path) -> list[Problem]:
    exported = write_package(cards, package, Pictures(root, "notes"))
    assert exported.notes == len(cards)
    return exported.problems


def test_a_new_collection_takes_everything(anki: AnkiCollection, package: Path, tmp_path: Path) -> None:
    assert build([*CARDS, card("its p", "![](p.png)", "y")], package, with_pictures(tmp_path)) == []
    assert anki.load(package) == Imported(new=11, updated=0, duplicate=0, conflicting=0)
    assert anki.guids() == sorted([*(each.id for each in CARDS), "its p"])
    assert anki.decks() == {"notes of mine", "notes of mine::Heading", "pictures", "Notes"}
    assert anki.deck_of("open") == "Notes"
    assert "Built from your notes" in anki.col.decks.by_name("notes of mine")["desc"]
    assert anki.tags("list") == {"ml", "two_words", "flashcards::kind::sequence", "flashcards::rule::two_colons"}
    assert len(anki.media()) == 4
    assert anki.col.find_notes('"tag:flashcards::kind"') == anki.col.find_notes("")
    assert anki.col.find_notes('"Uid:gap in math"') == [anki.card("gap in math").nid]
    anki.assert_sound()


SHOWN: dict[str, tuple[list[str], list[str]]] = {
    "plain": (["What is precision?", "Transfer Learning › A &lt; B"], ["The share of flagged", "sub/a.md:98"]),
    "list": (["Steps?"], ["<ol>", "<li>inner</li>"]),
    "table": (["Table?"], ["<table>", r"<td>\(x\)</td>"]),
    "code": (["Code?"], ['<span class="k">for</span>', "&lt;"]),
    "math": ([r"\(\frac{1}{\sqrt{x}}\)", r"\[a&lt;b\]"], [r"\(\text{a}_{b_{c}}}\) closes }}"]),
    "gap": (['Paris is the <span class="gap">[...]</span> of'], ['the <mark class="filled">capital</mark> of <mark']),
    "gap in math": ([r"\(\frac{{\boxed{\ldots}}}{2}\)"], [r"\(\frac{{\boxed{\sqrt{{x}}}}}{2}\)"]),
    "open": (["Why is that?"], ["The notes give no answer."]),
    "picture": (['<img src="roc-kurve-'], ['<img src="roc-kurve-', '<img src="gro']),
    "same name": (['<img src="p-'], ["x"]),
}
"""What each card must have on its question side, and on its answer side."""


def test_what_a_learner_sees(anki: AnkiCollection, package: Path, tmp_path: Path) -> None:
    build(CARDS, package, with_pictures(tmp_path))
    anki.load(package)
    assert set(SHOWN) == set(anki.guids())
    for identity, (on_front, on_back) in SHOWN.items():
        question, answer = anki.question(identity), anki.answer(identity)
        assert [text for text in on_front if text not in question] == []
        assert [text for text in on_back if text not in answer] == []
        assert "98" not in question
        assert set(re.findall(r'src="([^"]*)"', question + answer)) <= anki.media()


NASTY = {
    "html": ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    "operators": ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
    "generics": ("vector<int>", "vector&lt;int&gt;"),
    "include": ("#include <stdio.h>", "#include &lt;stdio.h&gt;"),
    "field": ("{{Front}} {{FrontSide}} {{^Retired}}", "{{Front}} {{FrontSide}} {{^Retired}}"),
    "cloze": ("{{c1::x}} {{c2::y::hint}}", "{{c1::x}} {{c2::y::hint}}"),
    "sound": ("[sound:x.mp3]", "&#91;sound:x.mp3]"),
    "latex": ("[latex]x[/latex]", "&#91;latex]x&#91;/latex]"),
    "typed": ("[[type:Back]]", "&#91;[type:Back]]"),
    "emoji": ("family 👨‍👩‍👧 🇫🇷", "family 👨‍👩‍👧 🇫🇷"),
    "right to left": ("מה זה? ما هذا؟", "מה זה? ما هذا؟"),
    "accents": ("e\u0301", "é"),
    "separators": ("a\x00b\x1fc\ud800", "abc�"),
    "entities": ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
    "comment": ("<!-- x --> -->", "&lt;!-- x --&gt; --&gt;"),
    "very long": ("x" * 200_000, "x" * 200_000),
}


def test_no_text_of_a_note_means_anything_to_anki(anki: AnkiCollection, package: Path, tmp_path: Path) -> None:
    cards = [
        card(name, f"Q {text}", f"A {text}", tags=(text[:50],), deck=text[:50]) for name, (text, _) in NASTY.items()
    ]
    build(cards, package, tmp_path)
    assert anki.load(package) == Imported(new=len(cards), updated=0, duplicate=0, conflicting=0)
    for name, (_, shown) in NASTY.items():
        assert f"Q {shown}</div>" in anki.question(name)
        assert f"A {shown}</div>" in anki.answer(name)
        assert not anki.card(name).render_output().answer_av_tags
        assert not anki.card(name).render_output().question_av_tags
    anki.assert_sound()


def test_importing_again_unchanged_changes_nothing(anki: AnkiCollection, package: Path, tmp_path: Path) -> None:
    build(CARDS, package, with_pictures(tmp_path))
    anki.load(package)
    anki.all_synced()
    build(CARDS, package, tmp_path)
    assert anki.load(package) == Imported(new=0, updated=0, duplicate=10, conflicting=0)
    assert anki.changes_to_sync() == 0
    assert len(anki.media()) == 3
    anki.assert_sound()


def test_changed_text_arrives_and_every_schedule_stays(anki: AnkiCollection, package: Path, tmp_path: Path) -> None:
    build(CARDS, package, with_pictures(tmp_path))
    anki.load(package)
    for number, identity in enumerate(["plain", "list", "table", "code", "gap"]):
        anki.review(identity, number % 4)
    anki.review("list", 3)
    anki.col.sched.suspend_cards([anki.card("math").id])
    before, notes = anki.schedules(), {guid: anki.field(guid, "Back") for guid in anki.guids()}
    anki.all_synced()

    changed = [reworded(each, back="New words") if each.id in ("plain", "list", "open") else each for each in CARDS]
    build(changed[::-1], package, tmp_path)
    assert anki.load(package) == Imported(new=0, updated=3, duplicate=7, conflicting=0)
    assert anki.schedules() == before
    assert len(set(before.values())) > 5
    arrived = {guid for guid in anki.guids() if anki.field(guid, "Back") != notes[guid]}
    assert arrived == {"plain", "list", "open"}
    assert "New words" in anki.answer("plain")
    assert anki.changes_to_sync() == 3
    anki.assert_sound()


def test_what_the_learner_wrote_in_anki_stays_until_the_note_changes(
    anki: AnkiCollection, package: Path, tmp_path: Path
) -> None:
    one = CARDS[0]
    build([one], package, tmp_path)
    anki.load(package)
    note = anki.card("plain").note()
    note["Back"] = "mine"
    anki.col.update_note(note)
    build([one], package, tmp_path)
    assert anki.load(package).duplicate == 1
    assert anki.field("plain", "Back") == "mine"


def test_a_changed_picture_arrives_though_no_word_changed_and_decks_are_deleted(
    anki: AnkiCollection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DEVICE_VARIABLE, "desk")
    root = tmp_path / "study"
    (root / "notes").mkdir(parents=True)
    (root / "notes" / "a.md").write_text(
        "- ROC curve : plots both rates ![](p.png)\n- Recall : found of all\n", "utf-8"
    )
    came: list[Imported] = []
    for turn, content in enumerate((b"one", b"two", b"two", b"three")):
        (root / "notes" / "p.png").write_bytes(content)
        with Collection(root, Config()) as collection:
            package = collection.build(Now(CHANGED_MS + turn * MINUTE_MS, 0)).package
        if turn != 2:
            came.append(anki.load(package))
        shutil.rmtree(package.parent)
    assert [(one.new, one.updated, one.duplicate) for one in came] == [(2, 0, 0), (0, 1, 1), (0, 1, 1)]
    [guid] = [guid for guid in anki.guids() if "<img" in anki.field(guid, "Back")]
    [name] = re.findall(r'src="([^"]+)"', anki.field(guid, "Back"))
    assert (Path(anki.col.media.dir()) / name).read_bytes() == b"three"


def test_what_our_code_shows_otherwise_arrives(
    anki: AnkiCollection, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(CARDS[:3], package, tmp_path)
    anki.load(package)
    anki.review("plain", 2)
    before = anki.schedules()
    monkeypatch.setattr(records, "RENDERING", records.RENDERING + 1)
    monkeypatch.setattr(records, "back_html", lambda draft, image: f"<p>{draft.back}</p>")
    build(CARDS[:3], package, tmp_path)
    assert anki.load(package) == Imported(new=0, updated=3, duplicate=0, conflicting=0)
    assert anki.field("plain", "Back").startswith("<p>")
    assert anki.schedules() == before


def test_new_cards_join_and_a_moved_card_keeps_its_deck(anki: AnkiCollection, package: Path, tmp_path: Path) -> None:
    build([CARDS[0]], package, tmp_path)
    anki.load(package)
    moved = replace(CARDS[0], draft=replace(CARDS[0].draft, deck="NOTES OF MINE::heading::deeper"))
    build([card("new", "New?", "Yes", deck="Notes of Mine"), moved], package, tmp_path)
    assert anki.load(package) == Imported(new=1, updated=0, duplicate=1, conflicting=0)
    assert anki.deck_of("plain") == "notes of mine::Heading"
    assert anki.deck_of("new") == "notes of mine"


def test_new_cards_come_in_the_order_of_the_build(anki: AnkiCollection, package: Path, tmp_path: Path) -> None:
    build([card(name, name, "x") for name in ("z", "a", "m")], package, tmp_path)
    anki.load(package)
    due = {guid: schedule.due for guid, schedule in anki.schedules().items()}
    assert sorted(due, key=due.__getitem__) == ["z", "a", "m"]


def test_two_machines_that_build_apart_give_the_same_notes_and_cards(tmp_path: Path) -> None:
    """Anki's sync merges notes by id: with other ids, each machine's import would arrive as a second note."""
    held = []
    for machine, cards in (("one", CARDS[:4]), ("two", CARDS[3::-1])):
        build(cards, tmp_path / machine / "d.apkg", tmp_path)
        with new_collection(tmp_path / machine / "anki") as anki:
            anki.load(tmp_path / machine / "d.apkg")
            held.append({guid: (anki.card(guid).nid, anki.card(guid).id) for guid in anki.guids()})
    assert held[0] == held[1]


def test_the_spare_fields_can_get_a_name_and_the_looks_can_change(
    anki: AnkiCollection, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(CARDS[:3], package, tmp_path)
    anki.load(package)
    fields = tuple("Audio" if name == "Spare 1" else name for name in note_type.FIELDS)
    monkeypatch.setattr(note_type, "FIELDS", fields)
    monkeypatch.setattr(note_type, "CHANGED_S", note_type.CHANGED_S + 1)
    monkeypatch.setattr("flashcards.apkg.database.CHANGED_S", note_type.CHANGED_S)
    monkeypatch.setattr(note_type, "style", lambda: ".card { color: teal; }")
    build(CARDS[:3], package, tmp_path)
    assert anki.load(package) == Imported(new=0, updated=0, duplicate=3, conflicting=0)
    types = [each.name for each in anki.col.models.all_names_and_ids() if each.name.startswith(note_type.NAME)]
    assert types == [note_type.NAME]
    assert anki.field("plain", "Audio") == ""
    assert "teal" in anki.card("plain").question()
    anki.assert_sound()


def test_a_retired_field_empties_the_question_so_that_anki_removes_the_card(
    anki: AnkiCollection, package: Path, tmp_path: Path
) -> None:
    build(CARDS[:2], package, tmp_path)
    anki.load(package)
    note = anki.card("plain").note()
    note["Retired"] = "1"
    anki.col.update_note(note)
    [empty] = anki.col.get_empty_cards().notes
    assert empty.note_id == note.id
    assert empty.will_delete_note


PRESET = Preset("Mine", 7, 77, (60_000, 86_400_000), (300_000,), 2, 300, 0, True, False, 0.85)


def test_limits_and_steps_come_along_if_they_are_wanted_on_both_sides(package: Path, tmp_path: Path) -> None:
    law = replace(PRESET, name="Mine: Law", new_per_day=3)
    cards = [card("a", "a?", "a", deck="Law::Torts"), card("b", "b?", "b", deck="Lawns")]
    write_package(
        cards, package, Pictures(tmp_path, "notes"), Options(deck_prefix="All", presets=(("", PRESET), ("Law", law)))
    )
    for wanted in (False, True):
        with new_collection(tmp_path / f"anki {wanted}") as anki:
            options = ImportAnkiPackageOptions(with_deck_configs=wanted)
            anki.col.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options))
            held = {
                name: anki.col.decks.config_dict_for_deck_id(anki.col.decks.id_for_name(name)) for name in anki.decks()
            }
        if not wanted:
            assert {one["name"] for one in held.values()} == {"Default"}
            continue
        names = {"All": "Mine", "All::Law": "Mine: Law", "All::Law::Torts": "Mine: Law", "All::Lawns": "Mine"}
        assert {name: one["name"] for name, one in held.items()} == names
        one = held["All::Law::Torts"]
        assert (one["new"]["perDay"], one["rev"]["perDay"], one["rev"]["maxIvl"]) == (3, 77, 300)
        assert (one["new"]["delays"], one["lapse"]["delays"]) == ([1.0, 1440.0], [5.0])
        assert (one["lapse"]["minInt"], one["lapse"]["leechFails"], one["lapse"]["leechAction"]) == (2, 9999, 0)
        assert one["desiredRetention"] == pytest.approx(0.85)


@pytest.mark.parametrize("deck", ["plain", 'with "quotes" and_more*', "a:b", "back\\slash", "ö (x) OR y -z", "50 %"])
def test_searches_find_what_they_name(anki: AnkiCollection, package: Path, tmp_path: Path, deck: str) -> None:
    cards = [card("in", "1?", "1", deck=f"top::{deck}"), card("below", "2?", "2", deck=f"top::{deck}::deeper")]
    others = [card("beside", "3?", "3", deck=f"top::{deck} else"), card("with more", "4?", "4", deck="top")]
    build([*cards, *others], package, tmp_path)
    anki.load(package)

    def found(search: str) -> set[str]:
        return {anki.col.get_card(one).note().guid for one in anki.col.find_cards(search)}

    assert found(in_deck(deck_name("", f"top::{deck}"))) == {"in"}
    assert found(in_deck("top")) == {"with more"}


def test_a_search_may_name_very_many_cards(anki: AnkiCollection, package: Path, tmp_path: Path) -> None:
    ids = [f"{number:016d}" for number in range(900)]
    build([card(one, f"{one}?", "x") for one in ids], package, tmp_path)
    anki.load(package)
    assert len(anki.col.find_cards(one_of_these(ids[:800]))) == 800
    assert len(anki.col.find_cards(one_of_these(ids[:1]))) == 1


GUID_SIGNS = ascii_letters + digits + "!#$%&()*+,-./:;<=>?@[]^_`{|}~"
"""Of which Anki makes the GUIDs of its own notes, that imported cards keep."""


def test_a_search_finds_cards_by_whatever_guid_anki_gave_them(
    anki: AnkiCollection, package: Path, tmp_path: Path
) -> None:
    dice = random.Random(7)
    made = {"".join(dice.choices(GUID_SIGNS, k=dice.randint(3, 10))) for _ in range(400)}
    meaning = {
        "dyC)pk)mK^",
        "a(b*c_d:e",
        "re:a.c",
        "nc:abc",
        "w:abc",
        "_*",
        "a_c",
        "abc",
        "-abc",
        "(abc",
        "a&amp;c",
        "a&c",
    }
    ids = sorted(made | meaning)
    build([card(one, f"{number}?", "x") for number, one in enumerate(ids)], package, tmp_path)
    anki.load(package)
    for one in ids:
        assert [anki.col.get_card(found).note().guid for found in anki.col.find_cards(one_of_these([one]))] == [one]
    assert len(anki.col.find_cards(one_of_these(ids))) == len(ids)


def test_anki_works_out_what_the_package_leaves_to_it(anki: AnkiCollection, package: Path, tmp_path: Path) -> None:
    """What notes are sorted by, the sum that duplicates are found by, and the indexes."""
    build(CARDS[:2], package, tmp_path)
    anki.load(package)
    rows = dict(anki.col.db.all("SELECT sfld, csum FROM notes"))
    assert set(rows) == {"What is precision?", "Steps?"}
    assert all(rows.values())
    assert anki.col.db.scalar("SELECT count() FROM sqlite_master WHERE name = 'ix_cards_nid'") == 1


def test_the_text_of_a_card_survives_the_way_through_anki(anki: AnkiCollection, package: Path, tmp_path: Path) -> None:
    text = "x < y && \"z\" 'w' – ½ ¿? 100 %"
    build([card("a", text, text)], package, tmp_path)
    anki.load(package)
    assert unescape(anki.field("a", "Front")) == text
    assert anki.card("a").note().fields[0] == anki.card("a").note().fields[1]
