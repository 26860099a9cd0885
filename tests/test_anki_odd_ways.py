"""Collections of Anki's in which the learner has done what nobody would think of."""

from __future__ import annotations

from pathlib import Path

from flashcards.anki.exchange.child import collection_open
from flashcards.cli.boundary import clock
from flashcards.cli.telling_anki import push_warnings
from flashcards.collection import Collection
from tests.anki_sides import assert_sound, ids, make, new_anki, opened, push


def put_into(ours: Path, deck: str) -> None:
    """Have the notes name another deck."""
    note = ours / "notes" / "tools.md"
    text = note.read_text("utf-8")
    note.write_text(f"---\ndeck: {deck}\n---\n\n{text[text.index('# ') :]}", "utf-8")
    with Collection.find(ours) as collection:
        collection.build(clock())


def test_a_filtered_deck_with_the_name_of_the_notes_deck_stops_no_push(tmp_path: Path) -> None:
    ours, anki = make(tmp_path / "ours", cards=3), new_anki(tmp_path / "anki")
    push(ours, anki)
    with opened(anki) as col:
        update = col.sched.get_or_create_filtered_deck(0)
        update.name = "Exam"
        update.config.search_terms[0].search = "is:new"
        update.config.search_terms[0].limit = 1
        col.sched.add_or_update_filtered_deck(update)
        cards = col.card_count()
    for deck in ("exam", "Exam::Winter"):
        put_into(ours, deck)
        done = push(ours, anki)
        assert (done.changed, done.moved, done.unmoved) == (False, 0, cards)
    with Collection.find(ours) as collection:
        assert "as a filtered deck in Anki has its name" in "".join(push_warnings(done, collection.config.review))
    put_into(ours, "Examination")
    assert push(ours, anki).moved == cards
    assert_sound(anki)


def test_a_backup_is_not_replaced_by_one_of_the_same_second(tmp_path: Path) -> None:
    ours, anki = make(tmp_path / "ours", cards=3), new_anki(tmp_path / "anki")
    push(ours, anki)
    with collection_open(anki / "collection.anki2") as (child, _):
        first = Path(child.ask("backup", folder=str(anki / "backups")))
        content = first.read_bytes()
        [card] = child.ask("look", guids=ids(ours)[:1])["cards"]
        nothing: dict[str, list[object]] = {name: [] for name in ("queues", "reviews", "taken_back", "decks", "cards")}
        child.ask("apply", deleted=[card[2]], **nothing)
        second = Path(child.ask("backup", folder=str(anki / "backups")))
    assert first.read_bytes() == content
    assert (first == second) == (len(list((anki / "backups").iterdir())) == 1)
