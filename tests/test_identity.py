"""Which old card a new draft continues. Each test is one edit of the notes, with the cards before and after it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.events import Wording, wording_of
from flashcards.identity import Known, Plan, derive, plan
from flashcards.model import Draft, Source
from tests.making import draft, wording

PRECISION = draft("Precision", "the share of flagged items that are positive", "Metrics", line=3)
RECALL = draft("Recall", "the share of positive items that are flagged", "Metrics", line=4)
ACCURACY = draft("Accuracy", "the share of all items that are labelled rightly", "Metrics", line=5)
NOTES = (PRECISION, RECALL, ACCURACY)


def known(drafts: Iterable[Draft], **fields: object) -> list[Known]:
    """The cards that a first build of ``drafts`` makes."""
    return [Known(added.card_id, wording_of(added.draft), **fields) for added in plan([], drafts).added]  # type: ignore[arg-type]


def card_of(old: Sequence[Known], one: Draft) -> Known:
    return next(card for card in old if card.wording == wording_of(one))


def became(after: Plan) -> dict[str, str]:
    """The card id of every draft's front, old or new."""
    return {one.draft.front: one.card_id for one in (*after.continued, *after.added)}


def counts(after: Plan) -> dict[str, int]:
    names = ("kept", "edited", "moved", "followed", "restored", "added", "retired", "held", "doubtful")
    found = {name: len(getattr(after, name)) for name in (*names, "shared_anchors")}
    return {name: number for name, number in found.items() if number}


# ------------------------------------------------------------------------------------------------------------ the id


def test_an_id_is_text_that_any_program_takes() -> None:
    card_id = derive(PRECISION)
    assert len(card_id) == 16
    assert set(card_id) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_ids_never_change_from_version_to_version() -> None:
    assert derive(draft("Recall", "whatever", "Metrics")) == "tkbrimg6ku5blwze"
    assert derive(draft("Recall", "whatever", "Metrics"), copy=1) == "vjuzdxifykeffslh"


@pytest.mark.parametrize(
    "same",
    [
        draft("Recall", "another answer", "Metrics"),
        draft("Recall", "x", "Metrics", path="notes/b.md", line=99),
        draft("**Recall**", "x", "Metrics"),
        draft(" Recall  ", "x", " Metrics"),
        draft("Recall", "x", "Metrics", deck="d", tags=("t",)),
    ],
)
def test_an_id_depends_on_what_is_asked_alone(same: Draft) -> None:
    assert derive(same) == derive(RECALL)


@pytest.mark.parametrize(
    "other",
    [
        draft("recall", "x", "Metrics"),
        draft("Recall", "x"),
        draft("Recall", "x", "Metrics", "Search"),
        draft("Recall", "x", "Metrics", kind="qa"),
        draft("Metrics", "x", "Recall"),
    ],
)
def test_what_asks_something_else_has_another_id(other: Draft) -> None:
    assert derive(other) != derive(RECALL)


def test_accents_written_in_two_ways_are_one_id() -> None:
    assert derive(draft("caf\u00e9")) == derive(draft("cafe\u0301"))


def test_a_first_build_adds_everything() -> None:
    first = plan([], NOTES)
    assert counts(first) == {"added": 3}
    assert [one.card_id for one in first.added] == [derive(one) for one in NOTES]


# -------------------------------------------------------------------------------------------------------- no change


def test_nothing_changed() -> None:
    after = plan(known(NOTES), NOTES)
    assert counts(after) == {"kept": 3}
    assert after.changes_nothing


def test_new_lines_above_change_nothing() -> None:
    later = [replace(one, source=(Source("notes/a.md", 40 + n, 40 + n),)) for n, one in enumerate(NOTES)]
    assert plan(known(NOTES), [draft("New", "first", "Metrics"), *later]).changes_nothing is False
    assert counts(plan(known(NOTES), later)) == {"kept": 3}


def test_reordering_changes_nothing() -> None:
    later = [replace(one, source=(Source("notes/a.md", 9 - n, 9 - n),)) for n, one in enumerate(NOTES)]
    assert counts(plan(known(NOTES), later)) == {"kept": 3}


# ----------------------------------------------------------------------------------------------------------- edits


def test_a_changed_answer_is_an_edit() -> None:
    edited = replace(RECALL, back="positives found / positives")
    after = plan(known(NOTES), [PRECISION, edited, ACCURACY])
    assert counts(after) == {"kept": 2, "edited": 1}
    assert (after.edited[0].card_id, after.edited[0].before.back) == (derive(RECALL), RECALL.back)


def test_new_markup_is_an_edit() -> None:
    assert counts(plan(known(NOTES), [PRECISION, replace(RECALL, front="**Recall**"), ACCURACY])) == {
        "kept": 2,
        "edited": 1,
    }


def test_two_answers_that_were_swapped_stay_with_their_questions() -> None:
    swapped = [replace(PRECISION, back=RECALL.back), replace(RECALL, back=PRECISION.back), ACCURACY]
    after = plan(known(NOTES), swapped)
    assert counts(after) == {"kept": 1, "edited": 2}
    assert became(after) == became(plan([], NOTES))


def test_two_items_that_were_swapped_are_kept() -> None:
    swapped = [replace(PRECISION, source=RECALL.source), replace(RECALL, source=PRECISION.source), ACCURACY]
    assert counts(plan(known(NOTES), swapped)) == {"kept": 3}


def test_a_typo_in_the_question_is_followed() -> None:
    old = known([replace(RECALL, front="Recal"), PRECISION, ACCURACY])
    after = plan(old, NOTES)
    assert counts(after) == {"kept": 2, "followed": 1}
    assert after.followed[0].card_id == derive(replace(RECALL, front="Recal"))
    assert "question changed" in after.followed[0].reason


def test_a_renamed_term_with_a_telling_answer_is_followed() -> None:
    after = plan(known(NOTES), [PRECISION, replace(RECALL, front="Sensitivity"), ACCURACY])
    assert counts(after) == {"kept": 2, "followed": 1}
    assert became(after)["Sensitivity"] == derive(RECALL)


@pytest.mark.parametrize("answer", ["yes", "O(n)", "1789"])
def test_a_short_answer_alone_does_not_make_two_questions_one_card(answer: str) -> None:
    after = plan(known([draft("Is water wet?", answer)]), [draft("Capital found by Tim", answer)])
    assert counts(after) == {"added": 1, "retired": 1, "doubtful": 1}


def test_a_short_answer_and_a_question_alike_do() -> None:
    after = plan(
        known([draft("When did the French Revolution begin?", "1789")]),
        [draft("Beginning of the French Revolution?", "1789")],
    )
    assert counts(after) == {"followed": 1}


def test_an_answer_that_several_cards_have_does_not_tell_them_apart() -> None:
    long = "it depends on the size of the data set"
    old = known([draft("Best learning rate", long), draft("Best batch size", long)])
    after = plan(old, [draft("Number of layers", long), draft("Best batch size", long)])
    assert counts(after) == {"kept": 1, "added": 1, "retired": 1, "doubtful": 1}
    assert [card.id for card in after.doubtful[0].candidates] == [derive(draft("Best learning rate"))]


def test_both_sides_changed_is_a_new_card() -> None:
    after = plan(known([RECALL]), [draft("F1 score", "the harmonic mean of both", "Metrics")])
    assert counts(after) == {"added": 1, "retired": 1}


def test_two_old_cards_with_one_answer_and_one_new_question_are_in_doubt() -> None:
    back = "the area under the receiver operating curve"
    after = plan(known([draft("AUC", back), draft("AUROC", back)]), [draft("AUC-ROC", back)])
    assert counts(after) == {"added": 1, "retired": 2, "doubtful": 1}
    assert len(after.doubtful[0].candidates) == 2


# --------------------------------------------------------------------------------------------------------- rewordings

ERROR = draft("Type I error", "rejecting a null hypothesis that is true", "Tests")
AUC = draft("Area under the curve", "the chance that a positive item is ranked above a negative one", "Metrics", line=6)


@pytest.mark.parametrize(
    ("old", "front", "back"),
    [
        (RECALL, "Recal", "the share of all positive items that are flagged"),
        (RECALL, "Recall score", "the portion of positive items that are flagged"),
        (AUC, "Area below the curve", "the probability that a positive item is ranked above a negative one"),
        (AUC, "Area under the ROC curve", "chance that a random positive item is ranked above a negative one"),
    ],
)
def test_both_sides_lightly_reworded_are_followed(old: Draft, front: str, back: str) -> None:
    after = plan(known([PRECISION, ACCURACY, old]), [PRECISION, ACCURACY, replace(old, front=front, back=back)])
    assert counts(after) == {"kept": 2, "followed": 1}
    assert became(after)[front] == derive(old)


@pytest.mark.parametrize(
    ("old", "front", "back"),
    [
        (ERROR, "Type II error", "not rejecting a null hypothesis that isn't true"),
        (ERROR, "Type I loss", "keeping a theory that is old"),
        (draft("Treaty of 1648", "ended the Thirty Years War", "Tests"), "Treaty of 1659", "ended the Spanish War"),
        (AUC, "Distance from the diagonal", "the height that a positive item gains over a negative one"),
    ],
)
def test_what_is_only_built_alike_is_another_card(old: Draft, front: str, back: str) -> None:
    after = plan(known([old]), [replace(old, front=front, back=back)])
    assert (len(after.added), len(after.retired), len(after.followed)) == (1, 1, 0)


def test_of_two_cards_reworded_alike_none_is_guessed() -> None:
    old = [
        draft("Left atrium of heart", "receives blood out of the lungs first", "Heart"),
        draft("Left atria of heart", "receives blood out of the lung first", "Heart"),
    ]
    after = plan(known(old), [draft("Left atrium of hearts", "receives blood out of the lungs at first", "Heart")])
    assert counts(after) == {"added": 1, "retired": 2, "doubtful": 1}


def test_an_answer_keeps_its_card_where_something_else_answers_its_question() -> None:
    renamed, other = replace(RECALL, front="Sensitivity"), replace(RECALL, back="a word for remembering")
    after = plan(known(NOTES), [PRECISION, renamed, other, ACCURACY])
    assert counts(after) == {"kept": 2, "followed": 1, "added": 1}
    assert became(after)["Sensitivity"] == derive(RECALL)


def test_a_new_answer_stays_with_its_question_where_the_old_one_answers_another_card() -> None:
    after = plan(known(NOTES), [replace(PRECISION, back=RECALL.back), replace(RECALL, back="quite new"), ACCURACY])
    assert counts(after) == {"kept": 1, "edited": 2}


COSTS = [
    draft(head, cost, "Sorting", name, kind="table")
    for name, row in (("Bubble sort", "n^2 1"), ("Merge sort", "n n"), ("Heap sort", "n 1"), ("Quicksort", "n n"))
    for head, cost in zip(("Time", "Space"), row.split(), strict=True)
]


def test_the_short_cells_below_a_renamed_head_are_followed() -> None:
    renamed = [replace(one, front="Running time") if one.front == "Time" else one for one in COSTS]
    after = plan(known(COSTS), renamed)
    assert counts(after) == {"kept": 4, "followed": 4}
    assert all(one.card_id == derive(replace(one.draft, front="Time")) for one in after.followed)


def test_another_column_in_the_place_of_one_is_another_question() -> None:
    stable = [
        replace(one, front="Stable", back="yes" if one.back == "n" else "no") for one in COSTS if one.front == "Time"
    ]
    after = plan(known(COSTS), [*(one for one in COSTS if one.front == "Space"), *stable])
    assert counts(after) == {"kept": 4, "added": 4, "retired": 4}


def test_a_question_that_gets_its_answer_is_the_same_card() -> None:
    asked = draft("How do you scale a feature?", "", "Practice", kind="open")
    after = plan(known([asked]), [replace(asked, kind="qa", back="subtract the mean, divide by the deviation")])
    assert counts(after) == {"edited": 1} or counts(after) == {"followed": 1}
    assert became(after)[asked.front] == derive(asked)


def test_a_definition_that_becomes_a_list_is_the_same_card() -> None:
    listed = replace(RECALL, kind="list", back="- found positives\n- over all positives")
    assert became(plan(known(NOTES), [PRECISION, listed, ACCURACY]))["Recall"] == derive(RECALL)


def test_an_open_question_with_a_typo_is_followed() -> None:
    old = draft("How would you estimate the demand for umbrellas?", "", "Practice", kind="open")
    after = plan(known([old]), [replace(old, front="How would you estimate the demmand for umbrellas?")])
    assert counts(after) == {"followed": 1}


def test_a_card_is_reworded_while_its_section_moves() -> None:
    others = [
        draft(name, f"what {name} does to cells of the body", "Hormones", "Pancreas")
        for name in ("Insulin", "Glucagon")
    ]
    old = draft("Somatostatin", "inhibits the release of both hormones", "Hormones", "Pancreas")
    there = [
        replace(one, context=("Organs", "Pancreas"), source=(Source("notes/b.md", 1, 1),)) for one in (*others, old)
    ]
    there[-1] = replace(there[-1], front="Somatostatine", back="inhibits release of the two hormones")
    after = plan(known([*others, old]), there)
    assert counts(after) == {"moved": 2, "followed": 1}
    assert became(after)["Somatostatine"] == derive(old)


def test_an_answer_changes_while_its_section_moves() -> None:
    others = [draft(name, f"what {name} does to cells of the body", "Hormones") for name in ("Insulin", "Glucagon")]
    old = draft("Somatostatin", "unknown", "Hormones")
    there = [replace(one, context=("Hormones of man",)) for one in others]
    new = draft("Somatostatin", "inhibits the release of both", "Hormones of man")
    after = plan(known([*others, old]), [*there, new])
    assert counts(after) == {"moved": 2, "followed": 1}


CURIE = [
    draft("Born", "1867 in Warsaw", "People", "Marie Curie"),
    draft("Field", "radioactivity", "People", "Marie Curie"),
    draft("Prize", "Nobel Prize in Physics", "People", "Marie Curie"),
]


def test_another_subject_that_shares_an_answer_takes_over_no_card() -> None:
    backs = ("1879 in Ulm", "relativity", "Nobel Prize in Physics")
    einstein = [
        replace(one, context=("People", "Albert Einstein"), back=back) for one, back in zip(CURIE, backs, strict=True)
    ]
    after = plan(known(CURIE), einstein)
    assert (len(after.added), len(after.retired)) == (3, 3)


def test_a_heading_gets_another_name_with_nearly_all_that_stands_below() -> None:
    renamed = [replace(one, context=("People", "Maria Skłodowska")) for one in CURIE]
    renamed[0] = replace(renamed[0], back="7 November 1867 in Warsaw")
    after = plan(known(CURIE), renamed)
    assert counts(after) == {"moved": 2, "followed": 1}


def test_a_row_in_the_place_of_another_is_about_another_thing() -> None:
    row = [draft("Port", "53", "DNS", kind="table"), draft("Transport", "UDP", "DNS", kind="table")]
    after = plan(known(row), [replace(one, context=("NTP",)) for one in row])
    assert (len(after.added), len(after.retired)) == (2, 2)


def test_ten_cards_reworded_in_one_list_are_followed_like_two() -> None:
    texts = (
        "Contract: promises that parties exchange,Tort: harm done without any agreement,Property: who may use land and goods,"
        "Company: how firms are founded and run,Family: marriage divorce and custody of children,Labour: wages hours and unions,"
        "Tax: what citizens owe their treasury,Criminal: offences against everybody,Maritime: ships cargo and salvage,"
        "Roman: statutes since the twelve tables"
    )
    pairs = [text.split(": ") for text in texts.split(",")]
    old = [draft(f"{area} law", f"rules about {topic}", "Law") for area, topic in pairs]
    new = [replace(one, front=f"{one.front} today", back=one.back.replace("rules", "norms")) for one in old]
    assert len(plan(known(old), new).followed) >= 9


def test_a_card_is_reworded_while_its_note_is_renamed() -> None:
    old = draft("Somatostatin", "inhibits the release of both hormones", "Hormones")
    new = draft("Somatostatine", "inhibits release of the two hormones", "Hormones", path="notes/b.md")
    assert counts(plan(known([old]), [new])) == {"followed": 1}
    assert counts(plan(known([old, PRECISION]), [new, PRECISION])) == {
        "kept": 1,
        "added": 1,
        "retired": 1,
        "doubtful": 1,
    }


def test_what_stands_below_a_misspelt_name_goes_along() -> None:
    parent = draft("Phonological lop", "holds what is heard for two seconds", "Memory")
    child = draft("evidence", "word length", "Memory", "Phonological lop")
    mended = [
        replace(parent, front="Phonological loop"),
        replace(child, context=("Memory", "Phonological loop"), back="word length, similarity"),
    ]
    after = plan(known([parent, child]), mended)
    assert counts(after) == {"followed": 2}


# ------------------------------------------------------------------------------------------------------------ moves


def test_a_card_in_another_file_is_moved() -> None:
    moved = replace(RECALL, source=(Source("notes/b.md", 1, 1),))
    after = plan(known(NOTES), [PRECISION, moved, ACCURACY])
    assert counts(after) == {"kept": 2, "moved": 1}
    assert after.moved[0].asks_the_same


def test_a_renamed_heading_moves_its_cards() -> None:
    after = plan(known(NOTES), [replace(one, context=("How models are scored",)) for one in NOTES])
    assert counts(after) == {"moved": 3}
    assert became(after) == became(plan([], NOTES))


def test_another_deck_is_a_move() -> None:
    assert counts(plan(known(NOTES), [replace(one, deck="d") for one in NOTES])) == {"moved": 3}


def test_another_tag_is_an_edit() -> None:
    assert counts(plan(known(NOTES), [replace(one, tags=("t",)) for one in NOTES])) == {"edited": 3}


def test_a_renamed_file_and_heading_at_once() -> None:
    later = [replace(one, context=("Scores",), source=(Source("notes/b.md", 1, 1),)) for one in NOTES]
    assert counts(plan(known(NOTES), later)) == {"moved": 3}


def test_a_heading_above_a_heading_is_renamed() -> None:
    cells = [draft("Type", kind, "Methods", name, "Facts") for name, kind in (("SVM", "margin"), ("Tree", "rule"))]
    cells.append(draft("Bagging", "many trees, each grown on another sample", "Methods", "Tree"))
    later = [replace(one, context=("Algorithms", *one.context[1:])) for one in cells]
    after = plan(known(cells), later)
    assert counts(after) == {"moved": 3}
    assert {one.card_id: one.draft.context[1:] for one in after.moved} == {derive(c): c.context[1:] for c in cells}


def test_short_cards_go_with_their_section() -> None:
    section = [
        draft("Legs", "4", "Animals", "Cats"),
        draft("Sound", "they meow when hungry, and purr", "Animals", "Cats"),
    ]
    after = plan(known(section), [replace(one, context=("Animals", "Felidae")) for one in section])
    assert counts(after) == {"moved": 2}


def test_a_short_card_alone_does_not_move_to_another_section() -> None:
    section = [
        draft("Legs", "4", "Animals", "Cats"),
        draft("Sound", "they meow when hungry, and purr", "Animals", "Cats"),
    ]
    other = [
        draft("Legs", "4", "Animals", "Dogs"),
        draft("Sound", "they bark at everybody who comes", "Animals", "Dogs"),
    ]
    after = plan(known(section), other)
    assert counts(after) == {"added": 2, "retired": 2, "doubtful": 2}


def test_the_same_card_in_two_sections_that_are_both_renamed() -> None:
    cells = [
        draft("Advantages", "fast, and easy to explain to anybody", "Methods", name) for name in ("Trees", "Rules")
    ]
    later = [replace(one, context=("Methods", one.context[1] + " (supervised)")) for one in cells]
    after = plan(known(cells), later)
    assert not after.moved or {one.draft.context[1][:5]: one.card_id for one in after.moved} == {
        one.context[1]: derive(one) for one in cells
    }


def test_moved_and_answer_changed_a_little() -> None:
    later = draft("Recall", "the share of positive items that get flagged", "Scores")
    after = plan(known(NOTES), [PRECISION, later, ACCURACY])
    assert counts(after) == {"kept": 2, "followed": 1}


def test_the_same_question_about_another_thing_is_another_card() -> None:
    old = draft("Advantages", "robust against outliers, and hardly any tuning", "Methods", "Random forest")
    new = draft("Advantages", "works with few examples in many dimensions", "Methods", "Support vector machine")
    assert counts(plan(known([old]), [new])) == {"added": 1, "retired": 1, "doubtful": 1}


def test_moved_and_question_changed_with_a_long_answer() -> None:
    later = replace(RECALL, front="Sensitivity", context=("Tests",), source=(Source("notes/b.md", 1, 1),))
    after = plan(known(NOTES), [PRECISION, later, ACCURACY])
    assert counts(after) == {"kept": 2, "followed": 1}


def test_a_statement_that_now_stands_in_two_notes_is_one_card() -> None:
    both = replace(RECALL, source=(*RECALL.source, Source("notes/b.md", 7, 7)))
    after = plan(known(NOTES), [PRECISION, both, ACCURACY])
    assert counts(after) == {"kept": 2, "moved": 1}
    assert became(after)["Recall"] == derive(RECALL)


def test_moved_and_a_typo_in_the_answer_mended() -> None:
    old = replace(RECALL, back="the share of positve items that are flagged")
    after = plan(known([PRECISION, old, ACCURACY]), [PRECISION, replace(RECALL, context=("Scores",)), ACCURACY])
    assert counts(after) == {"kept": 2, "followed": 1}
    assert became(after)["Recall"] == derive(old)


OTHER_FACTS = {
    "another thing of the same name": (
        draft("Mercury", "the only metal that is liquid at room temperature", "Elements", path="notes/chem.md"),
        draft("Mercury", "the planet that is the closest to the sun", "Planets", path="notes/astro.md"),
    ),
    "another thing of the same name, said shortly": (
        draft("Jaguar", "a British maker of cars", "Cars"),
        draft("Jaguar", "a big cat of America", "Animals"),
    ),
    "another number": (
        draft("Default port", "the default port is number 80 here", "TCP"),
        draft("Default port", "the default port is number 443 here", "HTTPS"),
    ),
    "another name": (
        draft("Origin", "it was first built by a company in Japan in the last century", "Cars"),
        draft("Origin", "it was first built by a company in Italy in the last century", "Bikes"),
    ),
    "another noun": (
        draft("Habitat", "a small mammal that lives in the trees of the forest", "Dormouse"),
        draft("Habitat", "a small spider that lives in the trees of the forest", "Weaver"),
    ),
    "a denial": (
        draft("Order", "the order of the packets is guaranteed by it", "TCP"),
        draft("Order", "the order of the packets is not guaranteed by it", "UDP"),
    ),
    "another sign": (
        draft("Rule", "the sum of both is a + b for all numbers", "Sums"),
        draft("Rule", "the sum of both is a - b for all numbers", "Differences"),
    ),
    "another small word": (
        draft("Output", "true when all of its inputs are true", "AND"),
        draft("Output", "true when any of its inputs are true", "OR"),
    ),
    "a word of one other letter that is a word": (
        draft("Formed", "by adding water to an alkene with an acid", "From alkene"),
        draft("Formed", "by adding water to an alkyne with an acid", "From alkyne"),
    ),
}


@pytest.mark.parametrize("name", OTHER_FACTS)
def test_another_fact_under_the_same_front_elsewhere_is_another_card(name: str) -> None:
    old, new = OTHER_FACTS[name]
    after = plan(known([old], reviewed=True), [new])
    assert counts(after) == {"added": 1, "retired": 1, "doubtful": 1}
    assert [card.id for card in after.doubtful[0].candidates] == [derive(old)]


def test_an_answer_whose_pattern_other_cards_have_is_not_followed_elsewhere() -> None:
    """What looks like a typo may be all that tells two cards apart."""
    gate = draft("Output", "it is on when the first input is opend", "Gate A")
    rival = draft("Output", "it is on when the first input is closed", "Gate B")
    later = draft("Output", "it is on when the first input is opened", "Gate C")
    assert counts(plan(known([gate]), [later])) == {"followed": 1}
    assert counts(plan(known([gate, rival]), [later, rival])) == {"kept": 1, "added": 1, "retired": 1, "doubtful": 1}


def results(year: str, winner: str, loser: str) -> list[Draft]:
    return [draft("Winner", winner, year), draft("Loser", loser, year)]


@pytest.mark.parametrize(
    "answers",
    [
        [("Spain", "Italy"), ("France", "Brazil"), ("Peru", "Chad")],
        [
            ("the team of Spain won the cup in a long match", "the team of Italy lost it in the end"),
            ("the team of France won the cup in a long match", "the team of Brazil lost it in the end"),
            ("the team of Peru won the cup in a long match", "the team of Chad lost it in the end"),
        ],
    ],
)
@pytest.mark.parametrize("years", [2, 3])
@pytest.mark.parametrize("cards_of_a_year", [1, 2])
def test_headings_that_shift_by_one_take_their_cards_along(
    answers: list[tuple[str, str]], years: int, cards_of_a_year: int
) -> None:
    def written(first: int) -> list[Draft]:
        sections = [results(str(first + n), *answers[n])[:cards_of_a_year] for n in range(years)]
        return [one for section in sections for one in section]

    after = plan(known(written(2023), reviewed=True), written(2024))
    assert counts(after) == {"moved": years * cards_of_a_year}
    assert all((one.before.front, one.before.back) == (one.draft.front, one.draft.back) for one in after.moved)


def test_headings_that_shift_by_one_above_a_new_section_take_their_cards_along() -> None:
    old = [*results("2023", "Spain", "Italy"), *results("2024", "France", "Brazil")]
    new = [
        *results("2023", "Peru", "Chad"),
        *results("2024", "Spain", "Italy"),
        *results("2025", "France", "Brazil"),
    ]
    after = plan(known(old), new)
    assert counts(after) == {"moved": 4, "added": 2}
    assert all((one.before.front, one.before.back) == (one.draft.front, one.draft.back) for one in after.moved)


def test_an_answer_that_is_corrected_stays_with_its_question_though_another_card_had_it() -> None:
    old = [draft("Type", "a supervised learning method", "A"), draft("Type", "an unsupervised method", "B")]
    after = plan(known(old), [replace(old[1], back=old[0].back)])
    assert counts(after) == {"edited": 1, "retired": 1}
    assert became(after)["Type"] == derive(old[1])


def test_two_drafts_that_ask_the_same_in_a_ring_of_headings_are_no_endless_chain() -> None:
    old = [draft("W", "one", "A"), draft("W", "two", "B"), draft("W", "three", "C")]
    new = [draft("W", "one", "B"), draft("W", "two", "C"), draft("W", "three", "B")]
    assert len(plan(known(old), new).continued) + len(plan(known(old), new).added) == 3


def languages(python: str, go: str) -> list[Draft]:
    return [
        draft("Sort", "sorted(x)", python),
        draft("Length", "len(x)", python),
        draft("Sort", "sort.Ints(x)", go),
        draft("Length", "len(x)", go),
    ]


def test_cards_that_say_the_same_go_with_their_sections() -> None:
    old, new = languages("Python", "Go"), languages("Python 3", "Golang")
    after = plan(known(old), new)
    assert counts(after) == {"moved": 4}
    assert {one.card_id: one.draft for one in after.moved} == {
        derive(before): later for before, later in zip(old, new, strict=True)
    }


def test_cards_that_say_the_same_go_with_the_sections_above_them() -> None:
    old, new = languages("Python", "Go"), languages("Python 3", "Golang")
    deep = {one.context[0]: draft("Cost", "O(1)", *one.context, "Lists") for one in (*old, *new)}
    after = plan(known([*old, deep["Python"], deep["Go"]]), [*new, deep["Python 3"], deep["Golang"]])
    assert counts(after) == {"moved": 6}
    assert {one.card_id: one.draft for one in after.moved}[derive(deep["Go"])] == deep["Golang"]


# ----------------------------------------------------------------------------------------------------------- anchors


def test_an_anchor_holds_whatever_changes() -> None:
    old = known([replace(RECALL, anchor="rec"), PRECISION])
    later = draft("Hit rate", "how much is found", "Other", anchor="rec", kind="qa")
    after = plan(old, [PRECISION, later])
    assert became(after)["Hit rate"] == derive(RECALL)
    assert after.followed[0].reason == "same anchor"


def test_an_anchor_wins_over_the_wording() -> None:
    old = known([replace(RECALL, anchor="rec")])
    after = plan(old, [RECALL, draft("Hit rate", "x", anchor="rec")])
    assert became(after)["Hit rate"] == derive(RECALL)
    assert became(after)["Recall"] == derive(RECALL, copy=1)


def test_one_anchor_in_two_notes_means_each_note_its_own() -> None:
    drafts = [draft("one", "1", anchor="x"), draft("two", "2", anchor="x", path="notes/b.md")]
    later = [replace(drafts[0], front="uno", back="I"), replace(drafts[1], front="due", back="II")]
    after = plan(known(drafts), later)
    assert became(after) == {"uno": derive(drafts[0]), "due": derive(drafts[1])}


def test_an_anchor_written_twice_in_one_note_finds_nothing() -> None:
    old = known([draft("one", "1", anchor="x")])
    after = plan(old, [draft("uno", "I", anchor="x"), draft("due", "II", anchor="x")])
    assert counts(after) == {"added": 2, "retired": 1, "doubtful": 2}


def test_an_anchor_written_twice_belongs_to_the_line_that_is_by_far_the_closest() -> None:
    old = replace(RECALL, anchor="one")
    edited = draft("Recall (TPR)", "the share of all positive items that get flagged", "Metrics", anchor="one", line=4)
    copied = draft("Lift", "how much better than chance it is", "Metrics", anchor="one", line=9)
    after = plan(known([old], reviewed=True), [edited, copied])
    assert counts(after) == {"followed": 1, "added": 1, "shared_anchors": 1}
    assert became(after)["Recall (TPR)"] == derive(old)


def test_an_anchor_written_twice_in_lines_alike_is_as_if_there_were_none() -> None:
    old = replace(RECALL, anchor="one")
    renamed = replace(old, front="Sensitivity")
    after = plan(known([old]), [renamed, replace(renamed, back=old.back + "!", source=(Source("notes/a.md", 9, 9),))])
    assert counts(after) == {"followed": 1, "added": 1, "shared_anchors": 1}


def test_an_anchor_written_twice_is_reported_at_its_second_place() -> None:
    twice = [replace(RECALL, anchor="one"), replace(PRECISION, anchor="one")]
    first = plan([], twice)
    again = plan(known(twice), twice)
    assert [str(one.problem) for one in first.shared_anchors] == [
        "notes/a.md:4: the anchor ^one also stands at notes/a.md:3; give one of them another name"
    ]
    assert again.shared_anchors == first.shared_anchors
    assert again.changes_nothing


def test_further_cards_of_an_entry_and_other_notes_do_not_share_an_anchor() -> None:
    several = [draft("A", "a", anchor="one"), draft("B", "b", anchor="one-members_of")]
    elsewhere = [replace(one, front="C", source=(Source("notes/b.md", 7, 7),)) for one in several]
    copied = [replace(one, front="D", source=(Source("notes/a.md", 7, 7),)) for one in several]
    assert plan([], [*several, *elsewhere]).shared_anchors == ()
    assert [one.name for one in plan([], [*several, *copied]).shared_anchors] == ["one"]


# ----------------------------------------------------------------------------------------------- gone and come back


def test_text_that_has_gone_retires_its_card() -> None:
    after = plan(known(NOTES), NOTES[:2])
    assert counts(after) == {"kept": 2, "retired": 1}
    assert after.retired[0].id == derive(ACCURACY)


def test_a_retired_card_comes_back_with_its_text() -> None:
    after = plan(known(NOTES, retired=True), NOTES[:1])
    assert counts(after) == {"restored": 1}
    assert (after.restored[0].card_id, after.restored[0].change) == (derive(PRECISION), "kept")


def test_a_retired_card_comes_back_with_a_new_answer() -> None:
    after = plan(known(NOTES, retired=True), [replace(PRECISION, back="tp / (tp + fp)")])
    assert counts(after) == {"restored": 1}
    assert after.restored[0].change == "edited"


def test_a_retired_card_comes_back_elsewhere() -> None:
    after = plan(known(NOTES, retired=True), [replace(PRECISION, context=("Scores",))])
    assert counts(after) == {"restored": 1}


def test_a_retired_card_is_not_taken_for_a_question_that_is_only_alike() -> None:
    after = plan(known(NOTES, retired=True), [replace(PRECISION, front="Precisions", back="what tools are made for")])
    assert counts(after) == {"added": 1, "doubtful": 1}


def test_a_card_that_was_edited_while_it_was_away_comes_back() -> None:
    away = known(NOTES, retired=True)
    other_name = replace(PRECISION, front="Positive predictive value")
    reworded = replace(RECALL, front="Recal", back="the share of all positive items that are flagged")
    after = plan(away, [other_name, reworded])
    assert len(after.restored) == 2
    assert became(after) == {other_name.front: derive(PRECISION), "Recal": derive(RECALL)}


def test_an_active_card_goes_on_before_a_retired_one() -> None:
    active = Known("active", wording_of(RECALL))
    retired = Known("retired", wording_of(RECALL), retired=True, reviewed=True)
    after = plan([retired, active], [RECALL])
    assert (counts(after), after.kept[0].card_id) == ({"kept": 1}, "active")


def test_of_two_cards_of_two_machines_the_reviewed_one_goes_on() -> None:
    cards = [Known("a", wording_of(RECALL)), Known("b", wording_of(RECALL), reviewed=True)]
    after = plan(cards, [RECALL])
    assert ([one.card_id for one in after.kept], [card.id for card in after.retired]) == (["b"], ["a"])


# ------------------------------------------------------------------------------------------------- former wordings


def test_a_followed_card_goes_back_to_its_former_wording() -> None:
    card = Known(derive(RECALL), wording("Sensitivity", "x"), former=(wording_of(RECALL),))
    after = plan([card], [RECALL])
    assert [one.card_id for one in after.followed] == [derive(RECALL)]
    assert after.followed[0].reason == "back to a former wording"


def test_a_former_wording_beside_the_latest_is_a_card_of_its_own() -> None:
    card = Known(derive(RECALL), wording("Sensitivity", "x"), former=(wording_of(RECALL),))
    after = plan([card], [RECALL, draft("Sensitivity", "x")])
    assert counts(after) == {"kept": 1, "added": 1}
    assert after.added[0].card_id == derive(RECALL, copy=1)


def test_two_former_wordings_that_are_both_back_are_in_doubt() -> None:
    former = (wording("one", "1"), wording("two", "2"))
    after = plan([Known("c", wording("three", "3"), former=former)], [draft("one", "1"), draft("two", "2")])
    assert counts(after) == {"added": 2, "retired": 1, "doubtful": 2}


def test_a_refused_wording_is_never_followed() -> None:
    card = Known("c", wording_of(RECALL), refused=(wording("Sensitivity", "", "Metrics"),))
    after = plan([card], [replace(RECALL, front="Sensitivity")])
    assert counts(after) == {"added": 1, "retired": 1, "doubtful": 1}


# ----------------------------------------------------------------------------------------------- notes unreadable


def test_a_card_that_gave_its_text_away_never_has_it_again() -> None:
    given_away = [replace(card, retired=True, refused=(card.wording,)) for card in known([RECALL])]
    after = plan(given_away, NOTES)
    assert counts(after) == {"added": 3}
    assert not {one.card_id for one in after.added} & {card.id for card in given_away}
    assert counts(plan([replace(card, retired=False) for card in given_away], NOTES)) == {"added": 3, "retired": 1}
    moved = replace(RECALL, context=("Elsewhere",))
    assert counts(plan([*given_away, Known("other", wording_of(RECALL), retired=True)], [moved])) == {"restored": 1}


@pytest.mark.parametrize("unreadable", ["notes/a.md", "notes"])
def test_cards_of_a_note_that_cannot_be_read_stay(unreadable: str) -> None:
    after = plan(known(NOTES), [], {unreadable})
    assert counts(after) == {"held": 3}
    assert after.changes_nothing


def test_a_name_that_only_begins_alike_is_another_note() -> None:
    assert counts(plan(known(NOTES), [], {"notes/a", "note"})) == {"retired": 3}


def test_a_held_card_is_not_followed_elsewhere_as_its_own_text_may_still_be_there() -> None:
    elsewhere = replace(RECALL, front="Sensitivity", source=(Source("notes/b.md", 1, 1),))
    after = plan(known(NOTES), [elsewhere], {"notes/a.md"})
    assert counts(after) == {"added": 1, "held": 3}


def test_a_held_card_whose_text_stands_in_another_note_is_that_card() -> None:
    elsewhere = replace(RECALL, source=(Source("notes/b.md", 1, 1),))
    after = plan(known(NOTES), [elsewhere], {"notes/a.md"})
    assert counts(after) == {"moved": 1, "held": 2}


# --------------------------------------------------------------------------------------------------------- the laws

WORDS = st.sampled_from(
    ["precision", "recall", "the share of positives found", "the share of positives found.", "4", "F1"]
)
DRAFTS = st.builds(
    lambda front, back, context, path, anchor: draft(front, back, *context, path=path, anchor=anchor),
    WORDS,
    WORDS,
    st.lists(st.sampled_from(["H1", "H2", "H3"]), max_size=2),
    st.sampled_from(["notes/a.md", "notes/b.md"]),
    st.sampled_from([None, None, None, "x"]),
)
CARDS = st.lists(
    st.builds(
        lambda one, former, retired, reviewed: (wording_of(one), former, retired, reviewed),
        DRAFTS,
        st.lists(st.builds(wording_of, DRAFTS), max_size=2).map(tuple),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
).map(lambda cards: [Known(f"card{n}", *of[:2], (), *of[2:]) for n, of in enumerate(cards)])


@given(CARDS, st.lists(DRAFTS, max_size=8), st.sets(st.sampled_from(["notes/a.md"])), st.randoms(use_true_random=False))
def test_laws(cards: list[Known], drafts: list[Draft], unreadable: set[str], dice: random.Random) -> None:
    after = plan(cards, drafts, unreadable)

    ids = [one.card_id for one in (*after.continued, *after.added)] + [card.id for card in after.held]
    assert len(set(ids)) == len(ids), "no two active cards with one id"
    assert sorted(map(repr, drafts)) == sorted(repr(one.draft) for one in (*after.continued, *after.added))
    active = {card.id for card in cards if not card.retired}
    assert active <= set(ids) | {card.id for card in after.retired}, "no active card is forgotten"
    assert not {card.id for card in after.retired} & set(ids)

    dice.shuffle(cards)
    dice.shuffle(drafts)
    assert plan(cards, drafts, unreadable) == after


@given(st.lists(DRAFTS, max_size=8), st.lists(DRAFTS, max_size=8))
def test_building_twice_changes_nothing_more(first: list[Draft], second: list[Draft]) -> None:
    old = known(first)
    after = plan(old, second)
    now: list[Known] = [Known(one.card_id, wording_of(one.draft)) for one in (*after.continued, *after.added)]
    now += [replace(card, retired=True) for card in after.retired]
    assert counts(plan(now, second)) == ({"kept": len(second)} if second else {})


def test_a_large_collection_is_matched_by_dictionaries() -> None:
    """Not a timing: a matcher that compares all with all would make 400 million comparisons here."""
    drafts = [
        draft(f"What is number {n}?", f"It is the successor of {n - 1}.", "Numbers", f"Part {n % 100}", line=n)
        for n in range(20_000)
    ]
    later = [replace(one, front=one.front + "!") if n % 100 == 0 else one for n, one in enumerate(drafts)]
    after = plan(known(drafts), later)
    assert counts(after) == {"kept": 19_800, "followed": 200}


def test_five_thousand_cards_without_any_likeness_to_the_old_ones() -> None:
    same: Wording = wording("Yes or no?", "yes")
    old = [Known(f"card{n}", replace(same, context=(f"Part {n}",))) for n in range(5_000)]
    drafts = [draft("Yes or no?", "yes", f"Section {n}", line=n) for n in range(5_000)]
    after = plan(old, drafts)
    assert (len(after.added), len(after.retired)) == (5_000, 5_000)
