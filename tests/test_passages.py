"""What the notes tell about their open questions: only what bears on them, the same on every machine."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from flashcards import identity, parser, passages
from flashcards.collection import BuildReport, Collection, Now, loose
from flashcards.collection import telling as telling_module
from flashcards.config import Config
from flashcards.identity import Known
from flashcards.journal import DEVICE_VARIABLE
from flashcards.markup import plain, words
from flashcards.model import Card, Draft, Note, Rating
from flashcards.passages import Told
from flashcards.render import back_html
from tests.making import draft, wording

CELLS = """# Cells

- Osmosis: the diffusion of water through a membrane that holds back what is dissolved in it
- The nucleus holds the genes of the cell
- Chloroplasts catch the light of the sun and store it as sugar
- Plants in salty soil wilt, as osmosis draws water out of their roots
"""
LAB = """# Lab

- Slices of potato shrink in salty water within the hour
- Why do roots lose water by osmosis in salty soil?
"""
WILT = "Plants in salty soil wilt, as osmosis draws water out of their roots (`notes/cells.md:6`)"


class Open(NamedTuple):
    """The open cards of some notes, by front."""

    backs: dict[str, str]
    decks: dict[str, str]


def told_by(note: Note) -> Told:
    return passages.passages_of(note.path, parser.read(note)[0])


def opened(**texts: str) -> Open:
    """The open cards of these notes, each ``name=text`` (``name_rst`` for reStructuredText)."""
    notes = [
        Note(f"notes/{name.removesuffix('_rst')}.{'rst' if '_rst' in name else 'md'}", texts[name]) for name in texts
    ]
    merged = parser.merge([one for note in notes for one in parser.parse(note)[0]])
    found = passages.with_passages(merged, [told_by(note) for note in notes])
    questions = [one for one in found if one.kind == "open"]
    assert [one for one in found if one.kind != "open"] == [one for one in merged if one.kind != "open"]
    return Open({one.front: one.back for one in questions}, {one.front: one.deck for one in questions})


def back_of(question: str, **texts: str) -> str:
    """The back of the open card that this question becomes in a note of its own beside ``texts``."""
    return opened(asking=f"# Asking\n\n- {question}\n", **texts).backs[question]


# ------------------------------------------------------------------------------------------------------ what bears


def test_a_passage_of_another_note_that_speaks_of_the_question_stands_on_its_back_with_its_source() -> None:
    assert WILT in opened(cells=CELLS, lab=LAB).backs["Why do roots lose water by osmosis in salty soil?"]


def test_a_passage_may_stand_in_the_same_note_or_in_another_format() -> None:
    text = "Notes\n=====\n\n* Why do roots lose water by osmosis?\n* Salty soil draws water out of roots by osmosis\n"
    [back] = opened(plants_rst=text).backs.values()
    assert back == "- Salty soil draws water out of roots by osmosis (`notes/plants.rst:5`)"


def test_words_are_found_in_other_forms() -> None:
    assert "Boosting" in back_of(
        "When does a boosted ensemble overfit?",
        trees="- Boosting ensembles overfit after many rounds with noisy labels\n",
    )


def test_a_name_with_the_short_lines_below_it_is_one_passage() -> None:
    text = "# Drift and monitoring\n\n- watch the inputs\n- retrain every month.\n"
    back = back_of("How does monitoring find drift?", care=text)
    assert back == "- Drift and monitoring: watch the inputs; retrain every month (`notes/care.md:1`)"


def test_an_answer_below_another_question_is_a_passage() -> None:
    text = "- Do roots lose water?\n    - Roots lose water to salty soil by osmosis\n"
    assert "to salty soil" in back_of("Why is osmosis bad for roots in salty soil?", answered=text)


def test_of_a_long_text_the_sentence_that_bears_is_taken_with_its_own_line() -> None:
    padding = "Nothing of this has much to do with any of the other things that are said around here today. " * 4
    back = back_of(
        "How is the loss function of towers chosen?", long=f"{padding}\nTwo towers have a loss function of distances.\n"
    )
    assert back == "- Two towers have a loss function of distances. (`notes/long.md:2`)"


@pytest.mark.parametrize(
    ("question", "text", "deck", "found"),
    [
        (
            "Warum welken Pflanzen auf salzigen Böden?",
            "- Auf einem salzigen Boden welkt jede Pflanze, weil die Osmose den Wurzeln das Wasser entzieht.",
            "Offene Fragen",
            "Osmose",
        ),
        (
            "Pourquoi les racines perdent-elles de l'eau par osmose ?",
            "- Par osmose, une racine perd son eau dans un sol qui est plus salé que la plante.",
            "Questions ouvertes",
            "plus salé",
        ),
    ],
)
def test_notes_in_other_languages_are_searched_in_theirs(question: str, text: str, deck: str, found: str) -> None:
    cards = opened(note=f"# Notiz\n\n{text}\n- {question}\n")
    assert found in cards.backs[question]
    assert cards.decks[question] == f"note::{deck}"


# ------------------------------------------------------------------------------------------------- what doesn't bear


@pytest.mark.parametrize(
    "beside_the_point",
    [
        "- The nucleus holds the genes of the cell",
        "- In winter the roots of many trees rest under the snow for months",  # one word in common
        "- Water flows, rains, freezes, evaporates, and far away from here many tall old trees have roots",  # apart
        "- Osmosis in roots",  # says nothing besides
        "- Do roots take in water by osmosis?",
        "- [ ] read about osmosis in roots and how water leaves them",
        "- [Water, osmosis and roots of plants](https://example.org/osmosis)",
        "<!-- osmosis draws water out of the roots of plants -->",
        "# Day 1 (4 hours)\n\n- read how osmosis draws water out of the roots of plants",
        "<!-- flashcards: off -->\n\nRoots lose their water by osmosis to salty soil.",
        "- ![roots lose water by osmosis in salty soil](roots.png)",
        "# Exercises\n\n- Draw how roots of plants lose water by osmosis",
    ],
)
def test_better_nothing_than_noise(beside_the_point: str) -> None:
    assert back_of("Why do roots lose water by osmosis?", other=f"{beside_the_point}\n") == ""


def test_neither_the_question_itself_nor_another_open_question_stands_on_a_back() -> None:
    again = "# Again\n\n- Why do roots lose water by osmosis?\n- Compare how roots and leaves lose water by osmosis?\n"
    assert set(opened(again=again, once_more=again.replace("Again", "Once more")).backs.values()) == {""}


def test_one_word_is_enough_only_where_the_passage_is_about_it() -> None:
    question = "What is a confounder?"
    text = "- Confounder: what has a share in both cause and effect\n- Mind that every study has a confounder or two\n"
    assert plain(back_of(f"{question} And why?", bias=text)).startswith("Confounder: what has")
    assert "Mind that" not in back_of(f"{question} And why?", bias=text)


def test_nearly_the_same_stands_there_once() -> None:
    other = CELLS.replace("Plants in salty soil wilt", "All plants in salty soil wilt")
    back = opened(cells=CELLS, copy=other, lab=LAB).backs["Why do roots lose water by osmosis in salty soil?"]
    assert back.count("wilt") == 1


def test_at_most_three_passages_and_fifty_words_stand_on_a_back() -> None:
    ends = [
        "when rain stays away",
        "at noon beside big roads",
        "once frost has come",
        "near the old harbor",
        "by night",
    ]
    text = "\n".join(f"- Roots lose water by osmosis {end}" for end in ends)
    back = back_of("Why do roots lose water by osmosis?", roots=text)
    assert len(back.splitlines()) == passages.MOST_PASSAGES
    long = "\n".join(f"- Roots lose water by osmosis {end}, {'and so on, ' * 8}as said" for end in ends)
    assert 0 < words(back_of("Why do roots lose water by osmosis?", roots=long)) <= 50


def test_without_any_passage_backs_stay_empty() -> None:
    assert back_of("Why is that so, and how?") == ""
    assert passages.with_passages([draft("Why?", kind="open")], [])[0].back == ""


def test_the_order_of_notes_and_drafts_makes_no_difference() -> None:
    notes = [
        Note(f"notes/{name}.md", text) for name, text in [("cells", CELLS), ("lab", LAB), ("copy", CELLS), ("z", LAB)]
    ]
    merged = parser.merge([one for note in notes for one in parser.parse(note)[0]])
    told = [told_by(note) for note in notes]
    expected = {one.front: one.back for one in passages.with_passages(merged, told)}
    assert any(WILT in back for back in expected.values())
    for seed in range(5):
        shuffle = random.Random(seed).sample
        found = passages.with_passages(shuffle(merged, len(merged)), shuffle(told, len(told)))
        assert {one.front: one.back for one in found} == expected


def test_another_process_finds_the_same(tmp_path: Path) -> None:
    collect(tmp_path, cells=CELLS, lab=LAB)
    program = (
        "import sys; from pathlib import Path; from flashcards.collection import loose;"
        "print([c.draft.back for c in loose.cards_of([Path(sys.argv[1])], Path(sys.argv[1])).cards])"
    )

    def run(seed: str) -> str:
        command = [sys.executable, "-c", program, str(tmp_path / "notes")]
        return subprocess.run(command, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout

    first = run("1")
    assert "wilt" in first
    assert run("2") == first


# ------------------------------------------------------------------------------------------------------------ decks


def test_open_questions_lie_in_a_deck_of_their_own() -> None:
    assert set(opened(lab=LAB).decks.values()) == {"lab::Open questions"}
    assert set(opened(lab=f"---\ndeck: Biology/Plants\n---\n{LAB}").decks.values()) == {
        "Biology::Plants::Open questions"
    }


def test_other_cards_stay_where_they_are() -> None:
    [definition] = [one for one in parser.parse_text(CELLS + LAB, "notes/a.md")[0] if one.front == "Osmosis"]
    assert definition.deck == "a::Cells"


# ---------------------------------------------------------------------------------------------------------- identity


def open_draft(front: str, back: str, *context: str, line: int = 1) -> Draft:
    return draft(front, back, *context, kind="open", line=line)


def test_other_passages_are_an_edit() -> None:
    plan = identity.plan([Known("one", wording("Why?", "- old", kind="open"))], [open_draft("Why?", "- new")])
    assert [one.card_id for one in plan.edited] == ["one"]
    assert not (plan.added or plan.retired or plan.doubtful or plan.followed)


def test_the_same_passages_make_no_two_questions_one_card() -> None:
    back = "- Roots lose water by osmosis to salty soil, whatever the season (`notes/b.md:3`)"
    plan = identity.plan(
        [Known("one", wording("Why do roots shrink?", back, kind="open"))], [open_draft("When is it dry?", back)]
    )
    assert [known.id for known in plan.retired] == ["one"]
    assert plan.retired[0].wording.back == back
    assert len(plan.added) == 1
    assert not (plan.followed or plan.doubtful)


@pytest.mark.parametrize("backs", [("", ""), ("- old", "- new"), ("- old", ""), ("", "- new")])
def test_a_question_that_moves_is_found_again_whatever_stands_on_its_back(backs: tuple[str, str]) -> None:
    front = "Why do roots lose water by osmosis in salty soil?"
    known = Known("one", wording(front, backs[0], "Cells", kind="open"))
    plan = identity.plan([known], [open_draft(front, backs[1], "Plants")])
    assert [one.card_id for one in plan.moved] == ["one"]


def test_an_id_does_not_depend_on_passages() -> None:
    assert identity.derive(open_draft("Why?", "- old")) == identity.derive(open_draft("Why?", "- new"))


# ------------------------------------------------------------------------------------------------------- a collection

QUESTION = "Why do roots lose water by osmosis in salty soil?"


@pytest.fixture(autouse=True)
def _device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DEVICE_VARIABLE, "laptop")


def collect(root: Path, **texts: str) -> Path:
    (root / "notes").mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (root / "notes" / f"{name}.md").write_text(text, "utf-8")
    return root


def build(root: Path, seconds: int = 0, *, accept_retired: bool = False) -> BuildReport:
    with Collection(root, Config()) as collection:
        return collection.build(Now(1_760_000_000_000 + seconds * 1000, 60), accept_retired=accept_retired)


def open_card(root: Path) -> Card:
    with Collection(root, Config()) as collection:
        cards = collection.cards(Now(1_760_009_000_000, 60))
    [card] = [card for card in cards if card.draft.front == QUESTION]
    return card


def journal(root: Path) -> list[dict[str, object]]:
    lines = [
        line for path in sorted((root / ".flashcards/journal").iterdir()) for line in path.read_text().splitlines()
    ]
    return [json.loads(line) for line in lines]


def test_when_other_notes_change_the_card_is_kept_and_its_anki_note_is_new(tmp_path: Path) -> None:
    root = collect(tmp_path, cells=CELLS, lab=LAB)
    build(root)
    before = open_card(root)
    assert WILT in before.draft.back
    with Collection(root, Config()) as collection:
        collection.answer(before.id, Rating.GOOD, Now(1_760_000_001_000, 60))
    collect(root, cells=CELLS.replace("Plants in salty", "Most plants in salty"))
    plan = build(root, 100).plan
    after = open_card(root)
    assert "Most plants in salty" in after.draft.back
    assert after.id == before.id
    assert after.changed_at_ms > before.changed_at_ms
    assert [one.card_id for one in plan.edited] == [before.id]
    assert not (plan.followed or plan.doubtful)
    assert not any(one.card_id == before.id for one in plan.added)
    assert [line["type"] for line in journal(root) if line.get("card") == before.id] == ["add", "review", "edit"]
    assert not build(root, 200).changed


def test_when_all_that_bore_on_a_question_goes_its_card_stays(tmp_path: Path) -> None:
    root = collect(tmp_path, cells=CELLS, lab=LAB)
    build(root)
    before = open_card(root)
    (root / "notes/cells.md").unlink()
    report = build(root, 100, accept_retired=True)
    assert open_card(root).id == before.id
    assert "wilt" not in open_card(root).draft.back
    assert [one.card_id for one in report.plan.edited] == [before.id]


def test_two_machines_with_the_same_notes_have_the_same_backs(tmp_path: Path) -> None:
    one, other = (collect(tmp_path / name, cells=CELLS, lab=LAB) for name in ("one", "other"))
    collect(other, cells="# Cells\n")
    build(other)
    collect(other, cells=CELLS)
    build(one)
    build(other, 100)
    assert open_card(one).draft == open_card(other).draft
    assert WILT in open_card(one).draft.back


def test_notes_that_belong_to_no_collection_have_the_same_backs(tmp_path: Path) -> None:
    collect(tmp_path, cells=CELLS, lab=LAB)
    found = loose.cards_of([tmp_path / "notes"], tmp_path).cards
    assert WILT in next(card.draft.back for card in found if card.draft.front == QUESTION)


def test_passages_are_found_once_and_then_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    passages_of, with_passages = passages.passages_of, passages.with_passages
    module = telling_module.passages
    monkeypatch.setattr(module, "passages_of", lambda path, *rest: looked_at.append(path) or passages_of(path, *rest))
    monkeypatch.setattr(module, "with_passages", lambda *given: looked_at.append("search") or with_passages(*given))
    root = collect(tmp_path, cells=CELLS, lab=LAB)
    build(root)
    assert looked_at == ["notes/cells.md", "notes/lab.md", "search"]
    build(root, 5)
    assert len(looked_at) == 3
    collect(root, cells=CELLS.replace("Plants in salty", "Most plants in salty"))
    build(root, 10)
    assert looked_at[3:] == ["notes/cells.md", "search"]
    assert "Most plants" in open_card(root).draft.back
    monkeypatch.setattr(telling_module, "code_of", lambda *names: f"new {names}")
    build(root, 15)
    assert looked_at[5:] == ["notes/cells.md", "notes/lab.md", "search"]


def test_where_nothing_is_asked_nothing_is_loaded(tmp_path: Path) -> None:
    root = collect(tmp_path, cells=CELLS)
    program = (
        "import sys; from pathlib import Path; from flashcards.collection import Collection, Now;"
        "from flashcards.config import Config;"
        "Collection(Path(sys.argv[1]), Config()).build(Now(1_760_000_000_000, 60));"
        "print([name for name in ('bm25s', 'snowballstemmer') if name in sys.modules])"
    )

    def loaded() -> str:
        command = [sys.executable, "-c", program, str(root)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    assert loaded() == "[]"
    collect(root, lab=LAB)
    assert loaded() == "['bm25s', 'snowballstemmer']"
    assert loaded() == "[]"  # kept


def test_a_back_reads_well_in_anki() -> None:
    [html] = [back_html(one) for one in [open_draft(QUESTION, f"- {WILT}")]]
    assert "<li>Plants in salty soil wilt" in html
    assert "notes/cells.md:6" in plain(f"- {WILT}")
