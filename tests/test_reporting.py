"""What a build says of the cards that go on, in words: every follow, every doubt, and the ids that a command needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flashcards.identity.told import only_slips, resemblance
from tests.making import wording
from tests.test_correcting import NEW, OLD, OTHERS, Run, build, folder, ids, run, write

__all__ = ["folder", "run"]  # fixtures


def lines_of(run: Run, command: str = "status") -> list[str]:
    return [line.strip() for line in run(command).stdout.splitlines()]


def rewrite(folder: Path, old: str, new: str) -> None:
    note = folder / "notes" / "cells.md"
    text = note.read_text("utf-8")
    assert old in text
    note.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Osmosis :", "Osmossis :", "typo fixed: Osmosis → Osmossis [ID]"),
        (
            "water passes",
            "water pases",
            "typo fixed: water passes through a membrane → water pases through a membrane",
        ),
        (
            "Osmosis :",
            "Passive diffusion :",
            "reworded: Osmosis → Passive diffusion (question changed, same answer at the same place) [ID]",
        ),
        ("water passes", "a fluid passes", "answer changed: Osmosis"),
    ],
)
def test_a_card_that_goes_on_is_told_in_words(folder: Path, run: Run, old: str, new: str, said: str) -> None:
    run("build")
    card = ids(run)["Osmosis"]
    rewrite(folder, old, new)
    told = said.replace("ID", card)
    assert told in lines_of(run)
    assert told in lines_of(run, "build")
    assert told not in lines_of(run)


def test_a_way_out_is_named_where_a_build_has_followed(folder: Path, run: Run) -> None:
    run("build")
    assert "unfollow" not in run("status").stdout
    rewrite(folder, "Osmosis", "Passive diffusion")
    assert "if one of these is another card: flashcards unfollow ID" in lines_of(run)


def test_a_move_names_both_places(folder: Path, run: Run) -> None:
    run("build")
    osmosis = ids(run)["Osmosis"]
    (folder / "notes" / "cells.md").rename(folder / "notes" / "life.md")
    assert f"moved from notes/cells.md to notes/life.md: Osmosis [{osmosis}]" in lines_of(run, "build")
    note = folder / "notes" / "life.md"
    note.write_text("# Cells\n\n## Water\n" + OTHERS, "utf-8")
    run("build")
    note.write_text("# Cells\n\n## Fluids\n" + OTHERS, "utf-8")
    assert f"moved from “Cells › Water” to “Cells › Fluids”: Osmosis [{osmosis}]" in lines_of(run)
    details = json.loads(run("status", "--json").stdout)["details"]["moved"]
    [moved] = [one for one in details if one["id"] == osmosis]
    assert moved["how"] == "moved from “Cells › Water” to “Cells › Fluids”"


def test_a_doubt_names_its_likeness_and_the_way_on(folder: Path, run: Run) -> None:
    same = "- {} : the area under the receiver operating curve\n"
    write(folder, same.format("AUC"), same.format("AUROC"))
    run("build")
    known = ids(run)
    write(folder, same.format("AUC-ROC"))
    [line] = [line for line in lines_of(run) if line.startswith("perhaps")]
    new = ids(run)["AUC-ROC"]
    assert line == (
        "perhaps reworded (0.92): AUROC → AUC-ROC (--json lists 1 more); learnt as a new card; "
        f"if it is the same: flashcards follow {known['AUROC']} {new}"
    )
    [doubt] = build(run)["details"]["doubtful"]
    assert (doubt["id"], doubt["front"]) == (new, "AUC-ROC")
    assert [(one["id"], one["front"]) for one in doubt["perhaps"]] == [
        (known["AUROC"], "AUROC"),
        (known["AUC"], "AUC"),
    ]
    assert 1 > doubt["perhaps"][0]["likeness"] > doubt["perhaps"][1]["likeness"] > 0


def test_what_has_gone_and_what_is_new_have_their_ids(folder: Path, run: Run) -> None:
    run("build")
    recall = ids(run)["Recall"]
    write(folder, OLD, NEW)
    assert "added: " not in run("status").stdout
    write(folder, NEW)
    said = lines_of(run)
    assert f"retired: Recall [{recall}]" in said
    assert f"added: Sensitivity [{ids(run)['Sensitivity']}]" in said


def test_what_is_to_be_done_by_hand_in_anki_is_told_with_a_search(folder: Path, run: Run) -> None:
    assert build(run)["by_hand"] == []
    recall = ids(run)["Recall"]
    write(folder)
    said = run("build").stdout
    assert "by hand in Anki:" in said
    assert "1 card retired: suspend or delete what its browser finds by\n      tag:flashcards::retired\n" in said
    write(folder, OLD)
    run("build")
    (folder / "flashcards.toml").write_text('[anki]\nretired = "empty"\n', "utf-8")
    write(folder)
    assert "1 card retired: Tools > Empty Cards removes" in run("build").stdout
    write(folder, OLD)
    [returned] = [one for one in build(run)["by_hand"] if one["what"] == "returned"]
    assert returned["cards"] == [recall]
    assert returned["search"] == f'is:suspended "Uid:{recall}"'


def test_a_card_that_is_back_in_other_words_is_told_so(folder: Path, run: Run) -> None:
    run("build")
    recall = ids(run)["Recall"]
    write(folder)
    run("build")
    write(folder, OLD.replace("found", "counted"))
    assert f"back again: answer changed: Recall [{recall}]" in lines_of(run)


# ------------------------------------------------------------------------------------------------------- two wordings


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("Recal", "x"), ("Recall", "x")),
        (("Hold-back group", "x"), ("Holdback group", "x")),
        (("data set", "x"), ("dataset", "x")),
        (("recall", "the shrae of it"), ("Recall", "the share of it.")),
    ],
)
def test_slips_of_the_pen(old: tuple[str, str], new: tuple[str, str]) -> None:
    assert only_slips(wording(*old), wording(*new))
    assert only_slips(wording(*new), wording(*old))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("Recall", "x"), ("Recall", "x")),
        (("Recall", "x"), ("**Recall**", "x")),
        (("Recall", "it is now so"), ("Recall", "it is not so")),
        (("Recall", "20 of them"), ("Recall", "21 of them")),
        (("Recall", "1 2"), ("Recall", "12")),
        (("Recall", "$x$"), ("Recall", "$y$")),
        (("Recall", "one word"), ("Recall", "one word more")),
        (("Recall", "reject it"), ("Recall", "eject it")),
        (("Recall", "frist worrd heer"), ("Recall", "first word here")),
        (("Recall", "x"), ("Precision", "x")),
    ],
)
def test_more_than_slips(old: tuple[str, str], new: tuple[str, str]) -> None:
    assert not only_slips(wording(*old), wording(*new))


def test_resemblance_is_that_of_both_sides() -> None:
    one: Any = wording("Recall", "found of all")
    assert resemblance(one, one) == 1
    assert resemblance(one, wording("Recall", "found of all", "Elsewhere")) == 1
    assert resemblance(one, wording("Recall", "###")) == 0.5
    assert resemblance(wording("Recall"), wording("Recall")) == 1
    told = wording("Why?", "what the notes say", kind="open")
    assert resemblance(told, wording("Why?", "something else", kind="open")) == 1
