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
    return {name: len(getattr(after, name)) for name in names if getattr(after, name)}


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
    after = plan(known(NOTES, retired=True), [replace(PRECISION, front="Precisions")])
    assert counts(after) == {"added": 1}


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


def test_twenty_thousand_cards_without_any_likeness_to_the_old_ones() -> None:
    same: Wording = wording("Yes or no?", "yes")
    old = [Known(f"card{n}", replace(same, context=(f"Part {n}",))) for n in range(20_000)]
    drafts = [draft("Yes or no?", "yes", f"Section {n}", line=n) for n in range(20_000)]
    after = plan(old, drafts)
    assert (len(after.added), len(after.retired)) == (20_000, 20_000)
