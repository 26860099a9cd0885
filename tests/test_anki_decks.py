"""Decks of the real Anki as notes: building these gives back the same cards, with their history."""

from __future__ import annotations

import json
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from flashcards.anki.decks import reading, shelf, writing
from flashcards.anki.decks.media import Media
from flashcards.anki.decks.naming import card_id
from flashcards.anki.decks.placing import Staging
from flashcards.cli import main
from flashcards.collection import Collection, ImportedDeck, Now
from flashcards.collection.errors import NoDeckInFileError, NotesThereError, OutsideNotesError
from flashcards.config import AnkiTable, Config
from flashcards.journal import DEVICE_VARIABLE
from flashcards.markup import plain_line
from tests.anki_collection import AnkiCollection, new_collection
from tests.anki_decks import add, add_medium, answer, cards, export, fill
from tests.anki_files import FORMATS
from tests.anki_files import export as export_all
from tests.loaded import flashcards_stopped

NOW = Now(round(time.time() * 1000) + 60_000, 60)


@pytest.fixture(autouse=True)
def _device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DEVICE_VARIABLE, "desk")


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[AnkiCollection]:
    with new_collection(tmp_path / "anki") as collection:
        yield collection


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "study" / "notes").mkdir(parents=True)
    return tmp_path / "study"


def bring(root: Path, file: Path, **options: object) -> ImportedDeck:
    with Collection(root, Config()) as collection:
        return collection.import_deck(file, NOW, lambda _: 60, **options)  # type: ignore[arg-type]


def flashcards(root: Path, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), *map(str, arguments)], catch_exceptions=False)


def tree(root: Path) -> dict[str, bytes]:
    """All that isn't a cache."""
    found = {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
    return {name: content for name, content in found.items() if "index.db" not in name and "gitignore" not in name}


# -------------------------------------------------------------------------------------------------------- the same cards


def test_pictures_that_a_deck_lacks_are_told_with_the_way_out(anki: AnkiCollection, root: Path, tmp_path: Path) -> None:
    add(anki, "Basic", "Deck", "hund <img src='x.png'>", "dog")
    add(anki, "Basic", "Deck", "katt [sound:y.mp3]", "cat")
    file = export(anki, tmp_path / "deck.apkg")
    said = flashcards(root, "anki", "import", file)
    assert "otherwise here: media are not in the file: 2 (x.png; y.mp3)" in said.stdout
    assert said.stderr.splitlines()[-1] == (
        "1 picture that cards show is not in the file, and `flashcards build` stops for that: put what is missing where the"
        ' notes say, or set missing_pictures = "tell" in the table [anki] of flashcards.toml.'
    )
    stopped = flashcards(root, "build")
    assert (stopped.exit_code, stopped.stdout) == (1, "")
    assert "notes/Deck.md:5: the picture 'media/x.png' was not found, so nothing was built" in stopped.stderr
    (root / "flashcards.toml").write_text('[anki]\nmissing_pictures = "tell"\n')
    assert flashcards(root, "build").stdout.startswith(
        "added 0, changed 0, moved 0, kept 2, retired 0, doubtful 0, problems 1"
    )


def test_building_the_notes_gives_back_every_card_with_its_guid(
    anki: AnkiCollection, root: Path, tmp_path: Path
) -> None:
    fill(anki)
    before = cards(anki)
    done = bring(root, export(anki, tmp_path / "all.apkg"))
    assert not done.left_out
    assert done.cards == len(before)

    with Collection(root, Config()) as collection:
        report = collection.build(NOW)
        assert not report.problems
        assert report.plan.changes_nothing, "the next build finds everything as it was"
        ours = {card.id: card for card in collection.cards(NOW)}
    assert set(ours) == {card_id(guid, ordinal) for guid, ordinal in before}
    for (guid, ordinal), card in before.items():
        draft = ours[card_id(guid, ordinal)].draft
        assert draft.deck == anki.col.decks.name(card.did)
        assert set(draft.tags) == set(card.note().tags)
        assert draft.context in ((), ("More",))
        if card.note_type()["type"] == 0 and not re.search(r"\[(?:latex|sound)", card.note().fields[0]):
            question = re.sub(r"\[\[type:.*?\]\]", "", card.render_output().question_text)
            said = writing.letters(plain_line(draft.front))
            assert said == writing.heard(reading.read(question), Media({*anki.media()}).address, numbered=True)

    with new_collection(tmp_path / "fresh") as fresh:
        imported = fresh.load(report.package)
        assert (imported.new, imported.duplicate, imported.conflicting) == (len(before), 0, 0)
        assert fresh.guids() == sorted(ours)
        assert fresh.decks() >= {anki.col.decks.name(card.did) for card in before.values()}
        fresh.assert_sound()
        assert len(fresh.media()) == 2, "the pictures"

    further = sum(ordinal > 0 for _, ordinal in before)
    back = anki.load(report.package)
    assert (back.new, back.updated) == (further, 0)
    assert back.conflicting == len(before) - further, "known by their GUIDs, and left alone: their type is another one"
    guids = anki.guids()
    assert len(guids) == len(set(guids))


def test_notes_read_as_a_person_would_have_written_them(anki: AnkiCollection, root: Path, tmp_path: Path) -> None:
    fill(anki)
    done = bring(root, export(anki, tmp_path / "all.apkg"))
    assert set(done.notes) == {
        f"notes/{name}.md"
        for name in ("Språk", "Språk/Verb", "日本語", "عربي", "Maths", "Code", "Gaps", "Sounds", "World")
    }
    text = {path: (root / path).read_text("utf-8") for path in done.notes}
    assert text["notes/Språk.md"] == (
        "---\ndeck: Språk\ntags: [svenska]\n---\n\n"
        "- hund :: dog\n- en katt :: a cat #card #djur/tama\n- katten :: the cat\n"
    )
    assert text["notes/Språk/Verb.md"] == (
        "---\ndeck: Språk::Verb\n---\n\n"
        "- att vara ::: to be\n- att gå ::: to go\n- att se :: to see\n- att höra :: to hear\n"
        "\n**More**\n\n- att bli ::: to be\n"
    )
    assert text["notes/日本語.md"].endswith("- 犬[いぬ] :: dog ![](media/日本.svg)\n")
    assert text["notes/Gaps.md"] == (
        "---\ndeck: Gaps\n---\n"
        "\n> [!question] A [...] steers.\n> rudder\n>\n> See ![](media/bild-å.png)\n\n"
        "- The {{c1::keel}} holds the {{c2::frames::wood}}.\n"
        "- Nested [...]. :: outer inner end\n"
        "- Nested outer [...] end. :: inner\n"
        "- $[...]^2 + b^2 = c^2$ :: $a$\n"
        "- $a^2 + [...]^2 = c^2$ :: $b$\n"
        "\n- {{c1::Red}} is port, {{c2::green}} starboard.[^1]\n"
        "\n[^1]: Not in\n\n    America\n"
    )
    assert text["notes/World.md"].endswith(
        "- Sweden :: a kingdom\n- Capital of Sweden? :: Stockholm\n- Nauru :: a republic\n"
    )
    assert {path.name for path in (root / "notes" / "media").iterdir()} == {"bild-å.png", "日本.svg", "ljud.mp3"}
    assert {what: list(shown) for what, shown in done.altered.items()} == {
        "questions hold a list, table or code, and stand on one line": ["What does it print? print(1 < 2)"],
        "remarks to sentences with gaps are footnotes, and not on cards": ["[...] is port, green starboard."],
        "media are no pictures: they lie beside the notes, but packages don't hold them": ["ljud.mp3"],
    }


@pytest.mark.parametrize("name", FORMATS)
def test_every_file_of_anki_gives_the_same_notes(anki: AnkiCollection, root: Path, tmp_path: Path, name: str) -> None:
    add_medium(anki, "x.png")
    add(anki, "Basic", "Deck", "hund <img src='x.png'>", "dog")
    bring(root, export_all(anki, tmp_path / "files")[name])
    assert (root / "notes" / "Deck.md").read_text() == "---\ndeck: Deck\n---\n\n- hund ![](media/x.png) :: dog\n"
    assert (root / "notes" / "media" / "x.png").exists()


# ----------------------------------------------------------------------------------------------------------- history


def test_the_history_comes_along_for_every_card(anki: AnkiCollection, root: Path, tmp_path: Path) -> None:
    guid = add(anki, "Basic (and reversed card)", "Deck", "hund", "dog")
    other = add(anki, "Cloze", "Deck", "The {{c1::keel}} holds {{c2::frames}}.")
    answer(anki, guid, 0, 3)
    answer(anki, guid, 1, 1)
    answer(anki, guid, 1, 4)
    answer(anki, other, 1, 2)
    anki.col.sched.suspend_cards([card.id for key, card in cards(anki).items() if key == (other, 0)])
    file = export(anki, tmp_path / "deck.apkg")
    done = bring(root, file)
    assert (done.reviews, done.suspended, done.further) == (4, 1, 2)
    with Collection(root, Config()) as collection:
        collection.build(NOW)
        given = {card: [int(one.rating) for one in reviews] for card, reviews in collection.reviews.items()}
        assert given == {guid: [3], f"{guid}.1": [1, 4], f"{other}.1": [2]}
        status = {card.id: card.status for card in collection.cards(NOW)}
    assert status == {guid: "active", f"{guid}.1": "active", other: "suspended", f"{other}.1": "active"}

    answer(anki, guid, 1, 3)
    answer(anki, other, 1, 3)
    export(anki, file)
    pulled = flashcards(root, "anki", "pull", file)
    assert pulled.stdout.startswith("2 new reviews of 2 cards"), "also of the further cards of a note"
    assert "not ours" not in pulled.stdout


def test_undo_takes_the_reviews_of_a_deck_back_together_and_a_pull_brings_them_again(
    anki: AnkiCollection, root: Path, tmp_path: Path
) -> None:
    guid = add(anki, "Basic (and reversed card)", "Deck", "hund", "dog")
    for ordinal in (0, 1):
        answer(anki, guid, ordinal, 3)
    file = export(anki, tmp_path / "deck.apkg")
    bring(root, file)
    said = "took back: 2 reviews that came with an imported deck; `anki pull` brings them again, and the notes stay\n"
    assert flashcards(root, "undo").stdout == said
    with Collection(root, Config()) as collection:
        assert not collection.reviews
        assert collection.ledger().cards.keys() == {guid, f"{guid}.1"}
    assert flashcards(root, "anki", "pull", file).stdout.startswith("2 new reviews of 2 cards")


def test_notes_that_say_the_same_in_two_decks_are_one_card_and_no_review_is_lost(
    anki: AnkiCollection, root: Path, tmp_path: Path
) -> None:
    said = ("What holds all frames of a wooden boat together?", "the keel, a long beam at the very bottom")
    first, second = add(anki, "Basic", "One", *said), add(anki, "Basic", "Two", *said)
    answer(anki, first, 0, 2)
    answer(anki, second, 0, 3)
    answer(anki, second, 0, 3)
    done = bring(root, export(anki, tmp_path / "deck.apkg"))
    assert list(done.altered) == ["cards say what another card says, and are kept as retired ones"]
    with Collection(root, Config()) as collection:
        assert collection.build(NOW).plan.changes_nothing
        assert [card.id for card in collection.cards(NOW)] == [second], "the one that was reviewed most"
        assert {card.id: card.status for card in collection.cards(NOW, retired=True)}[first] == "retired"
        assert [len(collection.reviews[guid]) for guid in (first, second)] == [1, 2]


def test_what_the_collection_asks_already_keeps_its_card(anki: AnkiCollection, root: Path, tmp_path: Path) -> None:
    (root / "notes" / "own.md").write_text("hund :: dog\n")
    with Collection(root, Config()) as collection:
        [own] = collection.build(NOW).plan.added
    guid = add(anki, "Basic", "own", "hund", "dog")
    other = add(anki, "Basic", "own", "katt", "cat")
    answer(anki, guid, 0, 3)
    bring(root, export(anki, tmp_path / "deck.apkg"), into=Path("anki"))
    with Collection(root, Config()) as collection:
        assert not collection.build(NOW).plan.added
        found = {card.id: card.status for card in collection.cards(NOW, retired=True)}
        assert found == {own.card_id: "active", other: "active", guid: "retired"}
        assert len(collection.reviews[guid]) == 1


# ---------------------------------------------------------------------------------------------- never over anything else


def test_a_second_import_says_that_all_is_there(anki: AnkiCollection, root: Path, tmp_path: Path) -> None:
    fill(anki)
    file = export(anki, tmp_path / "all.apkg")
    bring(root, file)
    before = tree(root)
    done = bring(root, file)
    assert (done.notes, done.cards, done.known) == ((), 0, len(cards(anki)))
    assert tree(root) == before
    told = flashcards(root, "anki", "import", file)
    assert told.stdout == f"nothing to import: {done.known} cards of the file are here already\n"
    assert "anki pull" in told.stderr


def test_a_note_that_is_there_is_never_overwritten(anki: AnkiCollection, root: Path, tmp_path: Path) -> None:
    add(anki, "Basic", "One", "hund", "dog")
    add(anki, "Basic", "Two", "katt", "cat")
    file = export(anki, tmp_path / "deck.apkg")
    (root / "notes" / "Two.md").write_text("my own words\n")
    before = tree(root)
    with pytest.raises(NotesThereError, match=r"notes/Two\.md is there already"):
        bring(root, file)
    assert tree(root) == before
    assert bring(root, file, into=Path("anki")).notes == ("notes/anki/One.md", "notes/anki/Two.md")


def test_other_media_of_that_name_stay_and_the_same_are_shared(
    anki: AnkiCollection, root: Path, tmp_path: Path
) -> None:
    add_medium(anki, "x.png", b"one")
    add_medium(anki, "y.png", b"two")
    add(anki, "Basic", "Deck", "<img src='x.png'> and <img src='y.png'>", "dog")
    (root / "notes" / "media").mkdir()
    (root / "notes" / "media" / "x.png").write_bytes(b"mine")
    (root / "notes" / "media" / "y.png").write_bytes(b"two")
    bring(root, export(anki, tmp_path / "deck.apkg"))
    media = {path.name: path.read_bytes() for path in (root / "notes" / "media").iterdir()}
    assert media == {"x.png": b"mine", "x-2.png": b"one", "y.png": b"two"}
    assert "![](media/x-2.png) and ![](media/y.png)" in (root / "notes" / "Deck.md").read_text()


def test_a_dry_run_writes_nothing_and_tells_the_same(anki: AnkiCollection, root: Path, tmp_path: Path) -> None:
    fill(anki)
    file = export(anki, tmp_path / "all.apkg")
    tried = bring(root, file, dry_run=True)
    assert tree(root) == {}
    assert tried == bring(root, file)


def test_one_deck_and_those_below_it(anki: AnkiCollection, root: Path, tmp_path: Path) -> None:
    fill(anki)
    file = export(anki, tmp_path / "all.apkg")
    assert bring(root, file, deck="språk").notes == ("notes/Språk.md", "notes/Språk/Verb.md")
    with pytest.raises(NoDeckInFileError, match="no deck Norsk"):
        bring(root, file, deck="Norsk")


def test_notes_go_into_the_folder_of_the_notes_only(anki: AnkiCollection, root: Path, tmp_path: Path) -> None:
    add(anki, "Basic", "Deck", "hund", "dog")
    file = export(anki, tmp_path / "deck.apkg")
    for folder in (tmp_path / "elsewhere", Path("../.."), Path("/")):
        with pytest.raises(OutsideNotesError):
            bring(root, file, into=folder)
    assert tree(root) == {}
    assert bring(root, file, into=root / "notes" / "a" / "b").notes == ("notes/a/b/Deck.md",)


def test_a_package_of_ours_gives_its_cards_back_without_what_stands_around_them(root: Path, tmp_path: Path) -> None:
    (root / "notes" / "a.md").write_text("# Ships\n\n- keel :: the long beam\n")
    with Collection(root, Config()) as collection:
        report = collection.build(NOW)
    assert bring(root, report.package).known == 1
    other = tmp_path / "other"
    (other / "notes").mkdir(parents=True)
    bring(other, report.package)
    assert (other / "notes" / "a" / "Ships.md").read_text() == "---\ndeck: a::Ships\n---\n\n- keel :: the long beam\n"
    with Collection(other, Config()) as collection:
        collection.build(NOW)
        assert [card.id for card in collection.cards(NOW)] == [added.card_id for added in report.plan.added]


def test_hostile_names_stay_in_the_folder(anki: AnkiCollection, root: Path, tmp_path: Path) -> None:
    decks = ("../../up", "/etc::passwd", "..::..", ".git::hooks", "a\\b", "CON?*", " ")
    for number, deck in enumerate(decks):
        add(anki, "Basic", deck, f"front {number} <img src='../../x.png'><img src='evil.md'>", "back")
    add_medium(anki, "evil.md", b"- no :: card\n")
    done = bring(root, export(anki, tmp_path / "deck.apkg"))
    assert done.cards == len(decks)
    written = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    assert all(path.startswith(("notes/", ".flashcards/")) for path in written)
    assert not [path for path in written if "/." in path.removeprefix(".")]
    with Collection(root, Config(anki=AnkiTable(missing_pictures="tell"))) as collection:
        collection.build(NOW)
        assert len(collection.cards(NOW)) == len(decks), "no medium is read as a note"
    assert {path.name for path in tmp_path.iterdir()} >= {"anki", "deck.apkg", "study"}


def test_an_import_that_is_killed_is_completed_by_the_next(anki: AnkiCollection, root: Path, tmp_path: Path) -> None:
    for number in range(400):
        add(anki, "Basic", f"Deck {number % 20}", f"front {number}", f"back {number}")
    file = export(anki, tmp_path / "deck.apkg")
    guids = set(anki.guids())
    for after_s in (0.1, 0.15, 0.2, 0.25):
        flashcards_stopped(root, "anki", "import", str(file), after_s=after_s, by=signal.SIGKILL)
    assert flashcards(root, "anki", "import", file).exit_code == 0
    with Collection(root, Config()) as collection:
        assert collection.build(NOW).plan.changes_nothing
        assert {card.id for card in collection.cards(NOW)} == guids
    assert not (root / ".flashcards" / "importing").exists()


def test_notes_that_were_deleted_come_back_as_the_same_cards_though_anki_has_another_text(
    anki: AnkiCollection, root: Path, tmp_path: Path
) -> None:
    guid = add(anki, "Basic", "Deck", "hund", "dog")
    other = add(anki, "Basic", "Deck", "katt", "cat")
    answer(anki, guid, 0, 3)
    file = export(anki, tmp_path / "deck.apkg")
    bring(root, file)
    (root / "notes" / "Deck.md").write_text("- something :: else\n")
    with Collection(root, Config()) as collection:
        collection.build(NOW, accept_retired=True)
    (root / "notes" / "Deck.md").unlink()
    note = cards(anki)[guid, 0].note()
    note.fields[:] = ["a quite different question", "an answer that nobody has seen before"]
    anki.col.update_note(note)
    assert bring(root, export(anki, file)).cards == 2
    with Collection(root, Config()) as collection:
        plan = collection.build(Now(NOW.time_ms + 5_000, 60), accept_retired=True).plan
        assert not plan.added
        assert {card.id for card in collection.cards(NOW)} == {guid, other}
        assert len(collection.reviews[guid]) == 1


def test_files_that_cannot_be_placed_are_one_sentence_and_the_next_import_completes_it(
    anki: AnkiCollection, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for deck in ("One", "Two", "Three"):
        add(anki, "Basic", deck, f"front {deck}", "back")
    file = export(anki, tmp_path / "deck.apkg")
    rename = Path.rename

    def fails(path: Path, target: Path) -> Path:
        if Path(target).name == "Two.md":
            raise OSError(28, "No space left on device", str(target))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fails)
    told = flashcards(root, "anki", "import", file)
    assert told.exit_code == 1
    assert "No space left on device" in told.stderr
    monkeypatch.undo()
    monkeypatch.setenv(DEVICE_VARIABLE, "desk")
    assert flashcards(root, "anki", "import", file).exit_code == 0
    with Collection(root, Config()) as collection:
        assert collection.build(NOW).plan.changes_nothing
        assert {card.id for card in collection.cards(NOW)} == set(anki.guids())


@pytest.mark.parametrize("placed", [0, 1, 2, 3])
def test_of_a_deck_that_needs_several_notes_the_rest_comes_later(
    anki: AnkiCollection, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, placed: int
) -> None:
    monkeypatch.setattr(shelf, "MOST_CARDS", 4)
    for number in range(9):
        add(anki, "Basic", "Deck", f"front {number}", f"back {number}")
    file = export(anki, tmp_path / "deck.apkg")
    place = Staging.place
    with monkeypatch.context() as patch:
        patch.setattr(Staging, "place", lambda self, paths: (place(self, list(paths)[:placed]), 1 / 0))
        with pytest.raises(ZeroDivisionError):
            bring(root, file)
    bring(root, file)
    assert {path.name for path in (root / "notes").iterdir()} == {"Deck.md", "Deck 2.md", "Deck 3.md"}
    with Collection(root, Config()) as collection:
        assert collection.build(NOW).plan.changes_nothing
        assert {card.id for card in collection.cards(NOW)} == set(anki.guids())
    assert bring(root, file).notes == ()


def test_what_a_deck_has_got_since_comes_as_a_further_note(anki: AnkiCollection, root: Path, tmp_path: Path) -> None:
    add(anki, "Basic", "Deck", "hund", "dog")
    add(anki, "Basic", "Twin", "hund", "dog")
    add(anki, "Cloze", "Deck", "{{c1::}} nothing is asked", "")
    bring(root, export(anki, tmp_path / "deck.apkg"))
    before = tree(root)
    again = bring(root, export(anki, tmp_path / "deck.apkg"))
    assert (again.notes, again.cards) == ((), 0), "neither what was left out, nor what another card says"
    assert tree(root) == before
    add(anki, "Basic", "Deck", "katt", "cat")
    assert bring(root, export(anki, tmp_path / "deck.apkg")).notes == ("notes/Deck 2.md",)
    assert {**tree(root), **before}.keys() == {*before, "notes/Deck 2.md"}
    assert (root / "notes" / "Deck.md").read_bytes() == before["notes/Deck.md"]


def test_a_deck_without_its_notes_is_gone_until_it_is_imported_again(
    anki: AnkiCollection, root: Path, tmp_path: Path
) -> None:
    guid = add(anki, "Basic", "Deck", "hund", "dog")
    answer(anki, guid, 0, 3)
    file = export(anki, tmp_path / "deck.apkg")
    (root / "notes" / "own.md").write_text("- hav :: sea\n", "utf-8")
    bring(root, file)
    (root / "notes" / "Deck.md").unlink()
    done = flashcards(root, "build", "--accept-retired")
    assert done.exit_code == 0, done.output
    assert guid not in flashcards(root, "cards").stdout
    assert bring(root, file).notes == ("notes/Deck.md",)
    with Collection(root, Config()) as collection:
        assert collection.build(Now(NOW.time_ms + 5_000, 60)).plan.changes_nothing
        assert guid in {card.id for card in collection.cards(NOW)}
        assert len(collection.reviews[guid]) == 1


# ----------------------------------------------------------------------------------------------------------- the command


def test_the_command_tells_what_it_did(anki: AnkiCollection, root: Path, tmp_path: Path) -> None:
    guid = add(anki, "Basic", "Deck", "hund", "dog")
    add(anki, "Basic", "Deck", "unanswered", "")
    answer(anki, guid, 0, 3)
    file = export(anki, tmp_path / "deck.apkg")
    tried = json.loads(flashcards(root, "anki", "import", file, "--dry-run", "--json").stdout)
    assert tried["cards"] == tried["reviews"] == 1
    assert tried["left_out"] == {"have no answer": ["unanswered"]}
    told = flashcards(root, "anki", "import", file)
    assert told.stdout == (
        "1 card of 1 Anki note in 1 new note, with 1 review\n"
        "  notes/Deck.md\n"
        "  left out, as they have no answer: 1 (unanswered)\n"
    )
    assert "flashcards build" in told.stderr
    assert "anki-sm2" in told.stderr


@pytest.mark.parametrize("content", [b"", b"no package", b"PK\x03\x04 torn"])
def test_what_is_no_package_is_one_sentence(root: Path, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.apkg"
    file.write_bytes(content)
    told = flashcards(root, "anki", "import", file)
    assert told.exit_code == 1
    assert told.stderr.count("\n") == 1
    assert tree(root) == {}


def test_an_empty_collection_has_nothing(anki: AnkiCollection, root: Path, tmp_path: Path) -> None:
    with pytest.raises(NoDeckInFileError, match="no cards"):
        bring(root, export(anki, tmp_path / "deck.apkg"))


def test_six_hundred_notes(anki: AnkiCollection, root: Path, tmp_path: Path) -> None:
    for number in range(600):
        kind = ("Basic", "Basic (and reversed card)")[number % 2]
        back = (f"cat {number}", f"a<br>b {number}", f"<ul><li>x {number}</li></ul>", f"x :: {number}")[number // 2 % 4]
        add(anki, kind, f"Deck::{number % 3}", f"front {number % 450}", back)
    before = cards(anki)
    done = bring(root, export(anki, tmp_path / "deck.apkg"))
    assert done.cards == len(before)
    with Collection(root, Config()) as collection:
        report = collection.build(NOW)
        assert report.plan.changes_nothing
        assert {card.id for card in collection.cards(NOW)} == {card_id(*key) for key in before}
    with ZipFile(report.package) as package:
        assert package.testzip() is None
