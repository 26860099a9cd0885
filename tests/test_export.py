"""Packages as files: whole or not at all, the same bytes when nothing changed, pictures only from the collection."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from flashcards import export
from flashcards.anki.files import protobuf
from flashcards.anki.files.opening import opened
from flashcards.apkg import note_type
from flashcards.apkg import package as package_module
from flashcards.apkg import records as records_module
from flashcards.apkg.ids import stable_ids
from flashcards.apkg.note_type import CHANGED_S, FIELDS
from flashcards.apkg.options import Options
from flashcards.apkg.packing import database_in, decompress
from flashcards.apkg.records import RENDERING, deck_name
from flashcards.errors import Problem
from flashcards.export import DuplicateCardError, Exported, Links, NotTextError, PackageNotWrittenError, Pictures
from flashcards.model import Card, Draft, Source
from tests.anki_collection import AnkiCollection, new_collection
from tests.packages import database_of

ROOT = Path(__file__).parent.parent
PNG = b"\x89PNG\r\n\x1a\n not much of a picture"
CHANGED_MS = 1_700_000_000_123


def card(identity: str, front: str = "What?", back: str = "That.", **changes: Any) -> Card:
    status, changed_at_ms = changes.pop("status", "active"), changes.pop("changed_at_ms", CHANGED_MS)
    draft = Draft(
        kind="qa",
        front=front,
        back=back,
        context=("Topic",),
        source=(Source("notes/sub/a.md", 3, 4),),
        rule="two_colons",
        priority=0.5,
        deck="a::Topic",
    )
    return Card(identity, replace(draft, **changes), status=status, changed_at_ms=changed_at_ms)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "notes" / "sub").mkdir(parents=True)
    return tmp_path


def write_package(cards: list[Card], path: Path, *, root: Path, notes: str = "notes", **more: Any) -> Exported:
    return export.write_package(cards, path, Pictures(root, notes), Options(**more))


def picture(root: Path, path: str, content: bytes = PNG) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(content)


def read(package: Path, query: str) -> list[Any]:
    with database_of(package) as database:
        return database.execute(query).fetchall()


def media_of(package: Path) -> dict[str, bytes]:
    held: dict[str, bytes] = {}
    with opened(package) as file:
        for name in file.media:
            content = io.BytesIO()
            file.copy_medium(name, content)
            held[name] = content.getvalue()
    return held


def sizes_of_media(anki: AnkiCollection) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in Path(anki.col.media.dir()).iterdir()}


def fields_of(package: Path) -> dict[str, dict[str, str]]:
    rows = read(package, "SELECT guid, flds FROM notes")
    return {guid: dict(zip(FIELDS, fields.split("\x1f"), strict=True)) for guid, fields in rows}


# ------------------------------------------------------------------------------------------------- the same each time


def test_nothing_changed_gives_the_same_bytes(root: Path) -> None:
    picture(root, "notes/sub/p.png")
    cards = [card("a", "![x](p.png)"), card("b", deck="z::y"), card("c", "[...] $x$", "y", cloze=True)]
    write_package(cards, root / "one.apkg", root=root)
    first = (root / "one.apkg").read_bytes()
    os.utime(root / "notes" / "sub" / "p.png", (1, 1))
    write_package(cards, root / "one.apkg", root=root)
    write_package(cards, root / "decks" / "two.apkg", root=root)
    assert (root / "one.apkg").read_bytes() == first
    assert (root / "decks" / "two.apkg").read_bytes() == first


def test_ids_and_times_depend_on_the_card_alone(root: Path) -> None:
    query = (
        "SELECT guid, notes.id, cards.id, notes.mod, cards.mod FROM notes JOIN cards ON nid = notes.id ORDER BY guid"
    )
    write_package([card("a"), card("b", changed_at_ms=5_999)], root / "d.apkg", root=root)
    alone = read(root / "d.apkg", query)
    write_package([card("c"), card("b", changed_at_ms=5_999), card("a")], root / "e.apkg", root=root)
    assert read(root / "e.apkg", query)[:2] == alone
    assert [row[3:] for row in alone] == [(CHANGED_MS // 1000,) * 2, (5, 5)]


def test_ids_are_distinct_and_of_the_past() -> None:
    ids = stable_ids([f"card {number}" for number in range(50_000)])
    assert len(set(ids.values())) == 50_000
    assert 0 < min(ids.values()) <= max(ids.values()) < 1_600_000_000_000


def test_of_two_names_with_one_hash_one_moves_always_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flashcards.apkg.ids._IDS", 3)
    ids = stable_ids(["b", "c", "a"])
    assert len(set(ids.values())) == 3
    assert stable_ids(["a", "b", "c"]) == ids


def test_a_later_card_never_takes_the_id_of_an_earlier_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though it stands before it in the alphabet, and whether the earlier one is still there or not."""
    monkeypatch.setattr("flashcards.apkg.ids._IDS", 5)
    alone = stable_ids(["x", "y"])
    for letter in "abcdefg":
        assert {name: stable_ids([letter, "x", "y"], ["x", "y"])[name] for name in "xy"} == alone
    both = stable_ids(["a", "b"], ["x", "y", "b", "a"])
    assert stable_ids(["a"], ["x", "y", "b", "a"])["a"] == both["a"]


def test_new_cards_are_learnt_in_the_order_given(root: Path) -> None:
    write_package([card("z"), card("a"), card("m")], root / "d.apkg", root=root)
    rows = read(root / "d.apkg", "SELECT guid FROM notes JOIN cards ON nid = notes.id ORDER BY due")
    assert rows == [("z",), ("a",), ("m",)]


def test_the_package_is_compressed(root: Path) -> None:
    write_package([card(f"c{number}", f"Question {number}?") for number in range(500)], root / "d.apkg", root=root)
    with zipfile.ZipFile(root / "d.apkg") as file:
        size = file.getinfo("collection.anki21b").file_size
        assert size * 4 < len(database_in(file))


def test_the_tables_are_laid_out_in_less_space(root: Path) -> None:
    write_package([card("a")], root / "d.apkg", root=root)
    assert read(root / "d.apkg", "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE INDEX%'") == []
    found = read(root / "d.apkg", "SELECT name FROM sqlite_master WHERE sql LIKE '%WITHOUT ROWID' ORDER BY name")
    assert found == [("cards",), ("notes",)]


def test_the_list_of_media_tells_size_and_sum(root: Path) -> None:
    names = [f"{letter * 60}.png" for letter in "ab"]
    contents = [b"\x89PNG" * 100, b""]
    for name, content in zip(names, contents, strict=True):
        picture(root, f"notes/sub/{name}", content)
    write_package([card("a", "q " + " ".join(f"![]({name})" for name in names))], root / "d.apkg", root=root)
    with zipfile.ZipFile(root / "d.apkg") as file:
        entries = [dict(protobuf.fields(entry)) for _, entry in protobuf.fields(decompress(file.read("media")))]
    assert [entry[2] for entry in entries] == list(map(len, contents))
    assert [entry[3] for entry in entries] == [hashlib.sha1(content).digest() for content in contents]


def test_anki_takes_a_package_with_an_empty_file_among_its_pictures(root: Path, tmp_path: Path) -> None:
    picture(root, "notes/sub/whole.png")
    picture(root, "notes/sub/empty.png", b"")
    write_package([card("a", "![](empty.png) ![](whole.png)"), card("b")], root / "d.apkg", root=root)
    with new_collection(tmp_path / "anki") as anki:
        assert anki.load(root / "d.apkg").new == 2
        sizes = {path.partition("-")[0]: size for path, size in sizes_of_media(anki).items()}
    assert sizes == {"empty": 0, "whole": len(PNG)}


def test_a_changed_template_needs_a_new_time() -> None:
    """Anki takes looks over only from a note type that is newer: with this digest, change CHANGED_S too."""
    looks = json.dumps([note_type.style(), note_type._template(), note_type._fields()], sort_keys=True)
    assert (CHANGED_S, hashlib.sha256(looks.encode()).hexdigest()[:16]) == (1_795_219_200, "ccc456dcc49bdca7")


def test_the_fields_never_change() -> None:
    """Anki would refuse every note of a package whose note type has other fields; a new use takes a spare one."""
    ids = [field["id"] for field in note_type._fields()]
    assert ids == list(range(4_719_236_001, 4_719_236_014))
    assert FIELDS[:9] == ("Front", "Back", "Context", "Source", "Kind", "Cloze", "Hint", "Retired", "Uid")


# ------------------------------------------------------------------------------------------------------ what is in it


def test_what_a_note_holds(root: Path) -> None:
    one = card(
        "a",
        "1 < 2?",
        context=("A & B", "C"),
        tags=("two words", "ml::nlp", 'q"x'),
        source=(Source("notes/sub/a.md", 3, 4), Source("b.md", 9, 9)),
    )
    write_package([one], root / "d.apkg", root=root)
    fields = fields_of(root / "d.apkg")["a"]
    assert fields["Front"] == "1 &lt; 2?"
    assert fields["Context"] == "A &amp; B › C"
    assert fields["Source"] == "sub/a.md:3 · b.md:9"
    assert (fields["Kind"], fields["Uid"], fields["Retired"], fields["Cloze"]) == ("qa", "a", "", "")
    [(tags,)] = read(root / "d.apkg", "SELECT tags FROM notes")
    assert tags.split() == ["flashcards::kind::qa", "flashcards::rule::two_colons", "ml::nlp", "q_x", "two_words"]


NOTES_WITH_CARDS = "SELECT guid, (SELECT count() FROM cards WHERE nid = notes.id), tags FROM notes ORDER BY guid"


def test_suspended_and_buried_cards_are_there_and_of_retired_ones_only_the_note(root: Path) -> None:
    cards = [card("a", status="retired"), card("b", status="suspended"), card("c", status="buried")]
    assert write_package(cards, root / "d.apkg", root=root).notes == 2
    rows = read(root / "d.apkg", NOTES_WITH_CARDS)
    assert [(guid, count, "flashcards::retired" in tags.split()) for guid, count, tags in rows] == [
        ("a", 0, True),
        ("b", 1, False),
        ("c", 1, False),
    ]


@pytest.mark.parametrize(("wish", "field"), [("tag", ""), ("empty", "1")])
def test_what_retired_has_an_empty_question_only_if_it_is_wanted(root: Path, wish: str, field: str) -> None:
    write_package([card("a", status="retired"), card("b")], root / "d.apkg", root=root, retired=wish)
    fields = fields_of(root / "d.apkg")
    assert {guid: held["Retired"] for guid, held in fields.items()} == {"a": field, "b": ""}
    write_package([card("a", status="retired"), card("b")], root / "d.apkg", root=root, retired="leave")
    assert list(fields_of(root / "d.apkg")) == ["b"]


def test_nothing_is_reported_of_what_retired(root: Path) -> None:
    """Its text has gone from the notes: nobody can mend it there."""
    cards = [card("a", "![](gone.png) what?", status="retired"), card("b", "\u200a", status="retired")]
    assert write_package(cards, root / "d.apkg", root=root).problems == []


def test_the_line_below_a_card_can_be_a_link(root: Path) -> None:
    source = (Source("notes/a & b/größe.md", 98, 99), Source("notes/c.md", 1, 1))
    obsidian = Links("notes", PurePosixPath("study/notes"), "my vault")
    files = Links("notes", PurePosixPath("/home/me/my notes"))
    for links, addresses in (
        (
            obsidian,
            ("obsidian://open?vault=my%20vault&amp;file=study%2Fnotes%2Fa%20%26%20b%2Fgr%C3%B6%C3%9Fe.md", "c.md"),
        ),
        (files, ("file:///home/me/my%20notes/a%20%26%20b/gr%C3%B6%C3%9Fe.md", "c.md")),
    ):
        write_package([card("a", source=source)], root / "d.apkg", root=root, links=links)
        shown = fields_of(root / "d.apkg")["a"]["Source"]
        first, second = shown.split(" · ")
        assert first == f'<a href="{addresses[0]}">a &amp; b/größe.md:98</a>'
        assert second.endswith("c.md:1</a>")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"front": 3}, "question"),
        ({"back": None}, "answer"),
        ({"tags": ("a", 2026)}, "tag"),
        ({"context": (b"x",)}, "context"),
    ],
)
def test_what_is_no_text_stops_the_build_before_the_package_is_touched(
    root: Path, wrong: dict[str, Any], named: str
) -> None:
    (root / "d.apkg").write_bytes(b"earlier")
    with pytest.raises(NotTextError, match=rf"The {named} of the card a \(notes/sub/a\.md:3\) is no text"):
        write_package([card("a", **wrong)], root / "d.apkg", root=root)
    assert (root / "d.apkg").read_bytes() == b"earlier"


def test_decks_have_their_parents_and_one_spelling(root: Path) -> None:
    cards = [
        card("a", deck="x::Y::z"),
        card("b", deck="X::y"),
        card("c", deck=" :: "),
        card("d", deck="p\x00q::  r  s "),
    ]
    write_package(cards, root / "d.apkg", root=root, deck_prefix="My notes", description="from <notes>")
    [(text,)] = read(root / "d.apkg", "SELECT decks FROM col")
    decks = {deck["name"]: deck["desc"] for deck in json.loads(text).values()}
    assert set(decks) == {
        "Default",
        "My notes",
        "My notes::X",
        "My notes::X::y",
        "My notes::X::y::z",
        "My notes::pq",
        "My notes::pq::r s",
    }
    assert decks["My notes"] == "from &lt;notes&gt;"
    assert decks["My notes::X"] == ""


def test_a_deck_always_has_a_name() -> None:
    assert deck_name("", "") == deck_name("::", " \x1b") == "Notes"


def test_a_question_that_shows_nothing_is_left_out_and_reported(root: Path) -> None:
    picture(root, "notes/sub/p.png")
    cards = [
        card("a", "\x00 \u200a"),
        card("b", "![](p.png)"),
        card("c", "| |\n|-|", source=(Source("notes/sub/b.md", 8, 9),)),
        card("d", "$x$"),
    ]
    exported = write_package(cards, root / "d.apkg", root=root)
    assert sorted(fields_of(root / "d.apkg")) == ["b", "d"]
    assert [(each.path, each.line) for each in exported.problems] == [("notes/sub/a.md", 3), ("notes/sub/b.md", 8)]
    assert "shows nothing" in exported.problems[0].message


def test_two_cards_with_one_id_stop_the_build_before_the_package_is_touched(root: Path) -> None:
    package = root / "d.apkg"
    package.write_bytes(b"earlier")
    other = card("a", "Other?", source=(Source("notes/b.md", 7, 7),))
    with pytest.raises(DuplicateCardError, match=r"id a \(notes/sub/a\.md:3 and notes/b\.md:7\).*change the question"):
        write_package([card("a"), card("b"), other], package, root=root)
    assert package.read_bytes() == b"earlier"


# ----------------------------------------------------------------------------------------------------------- pictures


def test_pictures_are_found_by_every_spelling_that_notes_use(root: Path) -> None:
    picture(root, "notes/sub/My Plot.PNG", b"1")
    picture(root, "notes/sub/größe 10%.svg", b"2")
    picture(root, "notes/pictures/roc.png", b"3")
    picture(root, "assets/top.jpg", b"4")
    targets = {
        "<My Plot.PNG>": b"1",
        "My%20Plot.PNG": b"1",
        "<größe 10%.svg>": b"2",
        "gr%C3%B6%C3%9Fe%2010%25.svg": b"2",
        "<gro\u0308ße 10%.svg>": b"2",
        "../pictures/roc.png": b"3",
        "pictures/roc.png": b"3",
        "/pictures/roc.png": b"3",
        "pictures/roc.png?raw=true": b"3",
        "/assets/top.jpg": b"4",
        "../../assets/top.jpg": b"4",
    }
    cards = [card(f"c{number}", f"![alt]({target})") for number, target in enumerate(targets)]
    exported = write_package(cards, root / "d.apkg", root=root)
    assert exported.problems == []
    media, fields = media_of(root / "d.apkg"), fields_of(root / "d.apkg")
    assert exported.media == len(media) == 4
    for number, content in enumerate(targets.values()):
        name = fields[f"c{number}"]["Front"].partition('src="')[2].partition('"')[0]
        assert media[name] == content
    assert all(name.isascii() and name == name.lower() and " " not in name for name in media)
    assert f"my-plot-{hashlib.sha256(b'1').hexdigest()[:8]}.png" in media


def test_pictures_of_one_name_in_two_folders_both_arrive(root: Path) -> None:
    picture(root, "notes/sub/p.png", b"one")
    picture(root, "notes/other/p.png", b"two")
    cards = [card("a", "![](p.png)"), card("b", "![](p.png)", source=(Source("notes/other/n.md", 1, 1),))]
    write_package(cards, root / "d.apkg", root=root)
    assert sorted(media_of(root / "d.apkg").values()) == [b"one", b"two"]


def test_two_pictures_whose_short_hash_is_the_same_keep_apart(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture(root, "notes/sub/x/p.png", b"one")
    picture(root, "notes/sub/y/p.png", b"two")
    digests = {"x": "0" * 8 + "1" * 56, "y": "0" * 8 + "2" * 56}
    monkeypatch.setattr("flashcards.apkg.media._digest", lambda path: digests[path.parent.name])
    write_package([card("a", "![](x/p.png) ![](y/p.png)")], root / "d.apkg", root=root)
    assert sorted(media_of(root / "d.apkg").values()) == [b"one", b"two"]


def test_a_card_of_several_notes_finds_its_picture_beside_any_of_them(root: Path) -> None:
    picture(root, "notes/zoo/p.png")
    both = (Source("notes/sub/a.md", 1, 1), Source("notes/zoo/b.md", 1, 1))
    exported = write_package([card("a", "![](p.png)", source=both)], root / "d.apkg", root=root)
    assert (exported.media, exported.problems) == (1, [])


def test_addresses_elsewhere_are_left_as_they_are(root: Path) -> None:
    front = "![](https://a.b/c.png?d=1) ![](//a.b/c.png) ![](data:image/png;base64,AAAA)"
    exported = write_package([card("a", front)], root / "d.apkg", root=root)
    assert (exported.media, exported.problems) == (0, [])
    shown = fields_of(root / "d.apkg")["a"]["Front"]
    assert 'src="https://a.b/c.png?d=1"' in shown
    assert 'src="data:image/png;base64,AAAA"' in shown


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("none.png", "was not found"),
        ("", "was not found"),
        ("/", "was not found"),
        ("/etc/passwd", "was not found"),
        (".", "was not found"),
        ("x" * 5000 + ".png", "can't be read"),
        ("%00.png", "was not found"),
        ("loop/p.png", "was not found"),
        ("../../../secret.png", "outside"),
        ("/../../secret.png", "outside"),
        ("..%2F..%2F..%2Fsecret.png", "outside"),
        ("link.png", "outside"),
    ],
)
def test_a_picture_that_cannot_be_had_is_a_problem_and_its_text_is_shown(
    tmp_path: Path, target: str, reason: str
) -> None:
    root = tmp_path / "collection"
    picture(tmp_path, "secret.png")
    picture(root, "notes/sub/other.png")
    (root / "notes" / "sub" / "link.png").symlink_to(tmp_path / "secret.png")
    (root / "notes" / "sub" / "loop").symlink_to(root / "notes" / "sub" / "loop")
    cards = [card("a", f"Look ![the *curve*]({target})", f"![]({target})")]
    exported = write_package(cards, root / "d.apkg", root=root)
    assert exported.media == 0
    [problem] = exported.problems
    assert (problem.path, problem.line) == ("notes/sub/a.md", 3)
    assert reason in problem.message
    assert isinstance(problem, Problem)
    fields = fields_of(root / "d.apkg")["a"]
    assert fields["Front"] == 'Look <span class="missing">[the curve]</span>'
    assert "<img" not in fields["Back"]


def test_notes_may_be_a_link_to_another_folder(tmp_path: Path) -> None:
    picture(tmp_path, "vault/sub/p.png")
    root = tmp_path / "collection"
    root.mkdir()
    (root / "notes").symlink_to(tmp_path / "vault")
    exported = write_package([card("a", "![](p.png)")], root / "d.apkg", root=root)
    assert (exported.media, exported.problems) == (1, [])


@pytest.mark.parametrize("notes", ["notes", "study", "my/vault"])
def test_a_picture_is_found_from_the_top_of_the_notes_whatever_their_folder_is_called(root: Path, notes: str) -> None:
    picture(root, f"{notes}/img/p.png")
    source = (Source(f"{notes}/deep/a.md", 3, 4),)
    exported = write_package([card("a", "![](/img/p.png)", source=source)], root / "d.apkg", root=root, notes=notes)
    assert (exported.media, exported.problems) == (1, [])
    assert fields_of(root / "d.apkg")["a"]["Source"] == "deep/a.md:3"


def test_the_pictures_of_a_card_are_those_that_its_learner_sees(root: Path) -> None:
    for name in ("p", "q", "r"):
        picture(root, f"notes/sub/{name}.png", name.encode())
    pictures = Pictures(root, "notes")
    shown = card("a", "![a [b] c](q.png) ![](https://a.b/c.png)", "![](p.png) `![](r.png)` ![](none.png) ![](q.png)")
    names = pictures.shown_by(shown.draft)
    assert [name[0] for name in names] == ["q", "p", "q"]
    assert set(pictures.files) == set(names)
    assert ["none.png" in problem.message for problem in pictures.problems] == [True]
    assert Pictures(root, "notes").shown_by(card("b").draft) == ()
    picture(root, "notes/sub/p.png", b"drawn again")
    assert Pictures(root, "notes").shown_by(shown.draft) != names


# ------------------------------------------------------------------------------------------------------------- times


def test_a_package_depends_on_nothing_that_lay_there_before(root: Path, tmp_path: Path) -> None:
    """Whoever deletes it, or builds elsewhere, gets the same; that a note is newer, the journal has to say."""
    write_package([card("a", "Other?")], root / "d.apkg", root=root)
    write_package([card("a")], root / "d.apkg", root=root)
    write_package([card("a")], tmp_path / "elsewhere" / "d.apkg", root=root)
    assert (root / "d.apkg").read_bytes() == (tmp_path / "elsewhere" / "d.apkg").read_bytes()


LOOKS = [
    card("plain", "1 < 2 & *what*?", "**That** [there](x.md), `code`, ~~not~~, ==this==", kind="definition"),
    card("list", "Steps?", "1. one\n   - inner\n2. two\n\n> quoted", kind="sequence"),
    card("table", "Table?", "| a | b |\n|---|:-:|\n| 1 | $x$ |", kind="table"),
    card("code", "Code?", "```python\nfor x in range(3):\n    print(x < 2)\n```\n\n```\nplain\n```"),
    card("math", r"$\frac{1}{x}$ and $$a<b$$", r"$\text{a}_{b_{c}}}$ closes }}"),
    card("gap", "Paris is the [...] of [...]", "capital\n\nFrance", kind="fact", cloze=True),
    card("gap in math", r"$\frac{[...]}{2}$", r"\sqrt{{x}}", kind="fact", cloze=True),
    card("gap in code", "`a [...] b`", "+", kind="fact", cloze=True),
    card("open", "Why is that?", "", kind="open", context=("A & B", "C")),
    card("pictures", "![the curve](p.png) ![gone](none.png)", "[sound:x.mp3] {{Front}} <script>"),
]


def test_a_changed_rendering_needs_a_new_number(root: Path) -> None:
    """Anki takes a note over only if it is newer: with this digest, raise RENDERING too, if a version was released."""
    picture(root, "notes/sub/p.png")
    made = records_module.records(LOOKS, Pictures(root, "notes"), Options())
    looks = json.dumps([record.fields for record in made])
    assert (RENDERING, hashlib.sha256(looks.encode()).hexdigest()[:16]) == (0, "295f4ba812fb3d97")


def test_a_raised_rendering_makes_every_note_newer(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def times() -> dict[str, int]:
        write_package([card("a"), card("b", changed_at_ms=CHANGED_MS + 1000)], root / "d.apkg", root=root)
        return dict(read(root / "d.apkg", "SELECT guid, mod FROM notes"))

    before = times()
    monkeypatch.setattr(records_module, "RENDERING", RENDERING + 1)
    assert times() == {guid: changed_s + 1 for guid, changed_s in before.items()}


# ------------------------------------------------------------------------------------------------- whole or not at all


@pytest.mark.parametrize("earlier", [b"", b"no zip", b"PK\x05\x06" + bytes(18), b"PK\x03\x04 torn"])
def test_whatever_stood_there_is_replaced(root: Path, earlier: bytes) -> None:
    (root / "d.apkg").write_bytes(earlier)
    assert write_package([card("a")], root / "d.apkg", root=root).notes == 1
    assert zipfile.ZipFile(root / "d.apkg").testzip() is None


def test_a_picture_that_vanishes_while_writing_leaves_the_earlier_package(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture(root, "notes/sub/p.png")
    write_package([card("a")], root / "d.apkg", root=root)
    before = sorted(root.iterdir()), (root / "d.apkg").read_bytes()
    make_database = package_module.database_of

    def vanishing(*arguments: Any) -> bytes:
        (root / "notes" / "sub" / "p.png").unlink()
        return make_database(*arguments)

    monkeypatch.setattr(package_module, "database_of", vanishing)
    with pytest.raises(PackageNotWrittenError, match=r"d\.apkg could not be written \(.+\); an earlier package"):
        write_package([card("a", "![](p.png)")], root / "d.apkg", root=root)
    assert (sorted(root.iterdir()), (root / "d.apkg").read_bytes()) == before


def test_a_package_that_is_not_what_it_should_be_is_thrown_away(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_package([card("a")], root / "d.apkg", root=root)
    before = (root / "d.apkg").read_bytes()
    make_database = package_module.database_of

    def all_but_one(made: Any, *arguments: Any) -> bytes:
        return make_database(made[1:], *arguments)

    monkeypatch.setattr(package_module, "database_of", all_but_one)
    with pytest.raises(PackageNotWrittenError, match="exactly the 2 cards"):
        write_package([card("a"), card("b")], root / "d.apkg", root=root)
    assert (root / "d.apkg").read_bytes() == before
    assert [path.name for path in root.iterdir() if path.suffix == ".tmp"] == []


@pytest.mark.parametrize("fault", [KeyboardInterrupt, RuntimeError])
def test_an_interruption_leaves_no_unfinished_file(
    root: Path, monkeypatch: pytest.MonkeyPatch, fault: type[BaseException]
) -> None:
    def interrupted(*_: Any) -> None:
        raise fault

    monkeypatch.setattr(package_module, "_check", interrupted)
    with pytest.raises(fault):
        write_package([card("a")], root / "decks" / "d.apkg", root=root)
    assert list((root / "decks").iterdir()) == []


def test_a_folder_in_the_way_is_one_sentence(root: Path) -> None:
    (root / "d.apkg").mkdir()
    with pytest.raises(PackageNotWrittenError, match="build again"):
        write_package([card("a")], root / "d.apkg", root=root)
    (root / "file").write_text("")
    with pytest.raises(PackageNotWrittenError):
        write_package([card("a")], root / "file" / "d.apkg", root=root)


def test_no_cards_give_a_sound_package(root: Path) -> None:
    assert write_package([], root / "d.apkg", root=root).notes == 0
    assert zipfile.is_zipfile(root / "d.apkg")


def test_nothing_is_left_in_the_temporary_folder(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    write_package([card("a")], root / "d.apkg", root=root)
    write_package([card("a")], root / "d.apkg", root=root)
    assert list(scratch.iterdir()) == []


def test_a_package_has_the_permissions_of_any_new_file(root: Path) -> None:
    write_package([card("a")], root / "d.apkg", root=root)
    (root / "ordinary").write_text("")
    assert (root / "d.apkg").stat().st_mode == (root / "ordinary").stat().st_mode


def test_what_killed_builds_left_is_taken_away(tmp_path: Path) -> None:
    package = tmp_path / "deck [1].apkg"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        old, running = tmp_path / ".deck [1].apkg.1.tmp", tmp_path / f".deck [1].apkg.{other.pid}.tmp"
        for left in (old, running):
            left.touch()
        os.utime(old, (0, 0))
        write_package([card("a", "q", "a")], package, root=tmp_path)
        other.communicate(b"\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == [running.name, package.name]


KILLED = """
import os, signal, sys
from pathlib import Path
from flashcards.apkg import package
from flashcards.export import Pictures, write_package
from tests.test_export import card

def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)

package._check = killed
write_package([card("a")], Path(sys.argv[1]) / "d.apkg", Pictures(Path(sys.argv[1]), "notes"))
"""


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_a_killed_build_leaves_the_old_package_and_the_next_one_takes_the_rest_away(tmp_path: Path) -> None:
    decks, scratch = tmp_path / "decks", tmp_path / "scratch"
    for folder in (decks, scratch):
        folder.mkdir()
    write_package([card("a")], decks / "d.apkg", root=tmp_path)
    before = (decks / "d.apkg").read_bytes()
    environment = {**os.environ, "TMPDIR": str(scratch)}
    done = subprocess.run([sys.executable, "-c", KILLED, str(decks)], env=environment, cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(list(decks.iterdir())) == 2
    assert list(scratch.iterdir()) == []
    assert (decks / "d.apkg").read_bytes() == before
    write_package([card("a")], decks / "d.apkg", root=tmp_path)
    assert [path.name for path in decks.iterdir()] == ["d.apkg"]
