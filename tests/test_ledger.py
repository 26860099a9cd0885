"""The ledger is a fold: the same lines give the same ledger, whatever their order and however often they came."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards import events
from flashcards.events import Event, Wording
from flashcards.ledger import Choice, counting, fold
from flashcards.model import Rating
from flashcards.scheduler import ALGORITHMS, Settings, replay
from tests.making import DAY, add, line, review, wording


def edit(card: str, new: Wording, time_ms: int) -> events.Edit:
    made: events.Edit = line(events.Edit, time_ms, card=card, wording=new)
    return made


def follow(card: str, old: Wording, new: Wording, time_ms: int) -> events.Follow:
    made: events.Follow = line(events.Follow, time_ms, card=card, old=old, wording=new, reason="moved")
    return made


def test_a_card_has_its_latest_wording_and_the_time_at_which_it_got_it() -> None:
    record = fold([add("c", "Recall", "x", time_ms=10), edit("c", wording("Recall", "y"), 20)]).cards["c"]
    assert (record.wording.back, record.changed_at_ms) == ("y", 20)


def test_saying_the_same_again_is_no_change() -> None:
    record = fold([add("c", "Recall", time_ms=10), add("c", "Recall", time_ms=20)]).cards["c"]
    assert (record.changed_at_ms, record.touched_at_ms) == (10, 20)


@pytest.mark.parametrize(("added", "suspended"), [("a", "b"), ("b", "a")])
def test_a_card_that_became_known_in_the_same_ms_is_suspended(added: str, suspended: str) -> None:
    first = add("c", time_ms=10).model_copy(update={"id": added})
    then = line(events.Suspend, 10, card="c").model_copy(update={"id": suspended})
    assert fold([then, first]).cards["c"].suspended


def test_another_deck_or_anchor_is_no_new_content() -> None:
    moved = edit("c", wording("front", "back", deck="d", anchor="x"), 20)
    record = fold([add("c", time_ms=10), moved]).cards["c"]
    assert (record.changed_at_ms, record.wording.deck, record.wording.anchor) == (10, "d", "x")
    assert (
        fold([add("c", time_ms=10), edit("c", wording("front", "back", tags=("t",)), 20)]).cards["c"].changed_at_ms
        == 20
    )


def test_another_picture_is_new_content() -> None:
    drawn_anew = edit("c", replace(wording("front", "back"), pictures=("p-2.png",)), 20)
    assert fold([add("c", time_ms=10), drawn_anew]).cards["c"].changed_at_ms == 20


def test_a_followed_card_remembers_what_it_said() -> None:
    one, two, three = wording("one"), wording("two"), wording("three")
    lines = [line(events.Add, 1, card="c", wording=one), follow("c", one, two, 2), follow("c", two, three, 3)]
    assert fold(lines).cards["c"].former == (one, two)
    back_again = fold([*lines, follow("c", three, one, 4)]).cards["c"]
    assert (back_again.wording, back_again.former) == (one, (two, three))


def test_a_follow_that_was_wrong_is_refused_from_then_on() -> None:
    one, two = wording("one"), wording("two")
    lines = [line(events.Add, 1, card="c", wording=one), follow("c", one, two, 2)]
    lines.append(line(events.Unfollow, 3, card="c", refused=two, wording=one))
    record = fold(lines).cards["c"]
    assert (record.wording, record.former, record.refused) == (one, (), (two,))


def test_a_retired_card_keeps_its_reviews_and_comes_back() -> None:
    lines = [add("c", time_ms=1), review("c", time_ms=2), line(events.Retire, 3, card="c")]
    assert fold(lines).cards["c"].status_on(DAY) == "retired"
    lines.append(line(events.Restore, 4, card="c"))
    assert fold(lines).cards["c"].status_on(DAY) == "active"
    assert [one.time_ms for one in fold(lines).reviews["c"]] == [2]


def test_status_is_told_for_a_day() -> None:
    lines = [add("c", time_ms=1), line(events.Bury, 2, card="c", until_day=DAY + 1)]
    record = fold(lines).cards["c"]
    assert [record.status_on(day) for day in (DAY, DAY + 1)] == ["buried", "active"]
    suspended = fold([*lines, line(events.Suspend, 3, card="c")]).cards["c"]
    assert [suspended.status_on(day) for day in (DAY, DAY + 1)] == ["suspended", "suspended"]
    again = fold([*lines, line(events.Suspend, 3, card="c"), line(events.Unsuspend, 4, card="c")]).cards["c"]
    assert again.status_on(DAY + 1) == "active"


def test_reviews_are_in_order_of_time_and_imported_ones_count() -> None:
    imported = line(events.Import, 6, card="c", rating=Rating.HARD, source="anki", id="anki-1")
    reviews = fold([review("c", time_ms=9, duration_ms=70), imported, review("c", Rating.AGAIN, time_ms=3)]).reviews[
        "c"
    ]
    assert [(one.rating, one.time_ms, one.duration_ms) for one in reviews] == [(1, 3, 0), (2, 6, 0), (3, 9, 70)]


def test_a_forgotten_card_keeps_its_earlier_reviews_as_history() -> None:
    lines: list[Event] = [review("c", time_ms=3), review("d", time_ms=3), review("c", time_ms=9)]
    forget = line(events.Forget, 5, card="c", id="f")
    ledger = fold([*lines, forget])
    assert {card: [one.time_ms for one in of_card] for card, of_card in ledger.reviews.items()} == {"c": [9], "d": [3]}
    assert {card: [one.time_ms for one in of_card] for card, of_card in ledger.earlier.items()} == {"c": [3]}
    assert [one.time_ms for one in ledger.every_review("c")] == [3, 9]
    twice = fold([*lines, forget, line(events.Forget, 9, card="c")])
    assert ("c" in twice.reviews, len(twice.earlier["c"])) == (False, 2)
    assert fold([*lines, forget, line(events.Void, 99, event="f")]) == fold(lines)
    assert fold([forget]).earlier == {}


def test_reviews_wait_for_their_card() -> None:
    lines = [review("c", time_ms=2)]
    assert fold(lines).cards == {}
    assert len(fold(lines).reviews["c"]) == 1


def test_lines_without_a_wording_do_not_make_a_card() -> None:
    lines = [line(events.Suspend, 2, card="c"), line(events.Retire, 3, card="c")]
    assert fold(lines).cards == {}


def test_undo_undo_of_undo_and_so_on() -> None:
    lines: list[Event] = [review("c", id="r")]
    for depth, expected in enumerate([1, 0, 1, 0, 1, 0]):
        assert len(fold(lines).reviews.get("c", ())) == expected
        lines.append(line(events.Void, id=f"v{depth}", event=f"v{depth - 1}" if depth else "r"))


def test_a_wording_taken_back_is_news_at_that_time_and_so_is_one_given_again() -> None:
    one, two = wording("one"), wording("two")
    lines: list[Event] = [line(events.Add, 1, card="c", wording=one, id="a"), follow("c", one, two, 20)]
    lines.append(line(events.Void, 30, id="v", event=lines[-1].id))
    record = fold(lines).cards["c"]
    assert (record.wording, record.changed_at_ms, record.touched_at_ms) == (one, 30, 30)
    record = fold([*lines, line(events.Void, 40, event="v")]).cards["c"]
    assert (record.wording, record.changed_at_ms, record.touched_at_ms) == (two, 40, 40)


def test_the_lines_that_count_are_told_in_order() -> None:
    lines = [review("c", id="r", time_ms=9), add("c", time_ms=3), line(events.Void, 10, event="r", id="v")]
    assert [one.type for one in counting(lines)] == ["add", "void"]


def test_a_follow_by_hand_to_a_refused_wording_is_its_own_again() -> None:
    one, two = wording("one"), wording("two")
    lines = [line(events.Add, 1, card="c", wording=one), line(events.Unfollow, 2, card="c", refused=two, wording=one)]
    assert fold([*lines, follow("c", one, two, 3)]).cards["c"].refused == ()


def test_a_void_counts_even_if_the_clock_went_back_before_it() -> None:
    assert fold([review("c", id="r", time_ms=100), line(events.Void, 50, event="r")]).reviews == {}


def test_taking_back_what_has_not_arrived_or_itself_does_no_harm() -> None:
    ring = [line(events.Void, id="v1", event="v2"), line(events.Void, id="v2", event="v1")]
    selfish = line(events.Void, id="v3", event="v3")
    ledger = fold([review("c", id="r"), line(events.Void, event="nothing"), selfish, *ring])
    assert len(ledger.reviews["c"]) == 1


def test_a_very_long_chain_of_undo_is_no_problem() -> None:
    chain = [line(events.Void, id=f"v{n}", event=f"v{n - 1}" if n else "r") for n in range(20_000)]
    assert len(fold([review("c", id="r"), *chain]).reviews["c"]) == 1


def test_what_was_crammed_is_kept_apart_and_can_be_taken_back() -> None:
    lines = [add("c1"), review("c1", quality=4), line(events.Cram, 6_000, id="x", card="c1", rating=Rating.AGAIN)]
    ledger = fold(lines)
    assert [one.quality for one in ledger.reviews["c1"]] == [4]
    assert [(one.rating, one.crammed) for one in ledger.crammed["c1"]] == [(Rating.AGAIN, True)]
    assert fold([*lines, line(events.Void, 7_000, event="x")]).crammed == {}


# ------------------------------------------------------------------------------------------------------------- laws

CARDS = st.sampled_from(["c1", "c2", "c3"])
WORDINGS = st.builds(wording, st.sampled_from(["one", "two", "three"]), st.sampled_from(["x", "y"]))
IDS = st.sampled_from([f"e{n}" for n in range(12)])
TIMES = st.integers(1, 6)


def _lines() -> st.SearchStrategy[Event]:
    common = {"id": IDS, "time_ms": TIMES}
    return st.one_of(
        st.builds(lambda **f: line(events.Add, **f), card=CARDS, wording=WORDINGS, **common),
        st.builds(lambda **f: line(events.Edit, **f), card=CARDS, wording=WORDINGS, **common),
        st.builds(
            lambda **f: line(events.Follow, reason="", **f), card=CARDS, old=WORDINGS, wording=WORDINGS, **common
        ),
        st.builds(lambda **f: line(events.Unfollow, **f), card=CARDS, refused=WORDINGS, wording=WORDINGS, **common),
        st.builds(lambda **f: line(events.Review, rating=Rating.GOOD, **f), card=CARDS, **common),
        st.builds(lambda **f: line(events.Cram, rating=Rating.AGAIN, **f), card=CARDS, **common),
        st.builds(lambda **f: line(events.Void, **f), event=IDS, **common),
        st.builds(lambda **f: line(events.Forget, **f), card=CARDS, **common),
        *(
            st.builds(lambda kind=kind, **f: line(kind, **f), card=CARDS, **common)
            for kind in (events.Retire, events.Restore, events.Suspend, events.Unsuspend)
        ),
        st.builds(lambda **f: line(events.Bury, until_day=DAY, **f), card=CARDS, **common),
    )


@given(st.lists(_lines(), max_size=12), st.randoms(use_true_random=False))
def test_the_same_lines_give_the_same_ledger(lines: Sequence[Event], dice: random.Random) -> None:
    arrived = [*lines, *(one for one in lines if dice.random() < 0.5)]
    dice.shuffle(arrived)
    assert fold(arrived) == fold(lines)


@given(st.lists(_lines(), max_size=10))
def test_two_machines_that_merge_in_either_order_agree(lines: Sequence[Event]) -> None:
    ours, theirs = lines[::2], lines[1::2]
    assert fold([*ours, *theirs]) == fold([*theirs, *ours])


@given(
    st.lists(
        st.tuples(st.sampled_from(Rating), st.integers(0, 30)), min_size=1, max_size=8, unique_by=lambda one: one[1]
    ),
    st.integers(0, 7),
    st.sampled_from(sorted(ALGORITHMS)),
)
def test_an_undo_is_as_if_the_line_had_never_been_written(
    answers: list[tuple[Rating, int]], undone: int, algorithm: str
) -> None:
    days_ms = 86_400_000
    lines = [
        review("c1", rating, id=f"r{day}", time_ms=day * days_ms, day=DAY + day)
        for rating, day in sorted(answers, key=lambda one: one[1])
    ]
    gone = lines[undone % len(lines)]
    with_void = fold([*lines, line(events.Void, 99 * days_ms, event=gone.id)])
    without = fold([one for one in lines if one is not gone])
    states = [replay(ledger.reviews.get("c1", ()), Settings(algorithm)) for ledger in (with_void, without)]
    assert states[0] == states[1]


def test_to_retire_and_to_come_back_is_news_for_anki() -> None:
    lines = [add("c", time_ms=10), line(events.Retire, 20, card="c", id="gone")]
    assert fold(lines).cards["c"].changed_at_ms == 20
    assert fold([*lines, line(events.Restore, 30, card="c")]).cards["c"].changed_at_ms == 30
    back = fold([*lines, line(events.Void, 40, event="gone")]).cards["c"]
    assert (back.retired, back.changed_at_ms) == (False, 40)


def test_the_first_line_of_a_card_tells_since_when_it_is_known() -> None:
    lines = [add("c", time_ms=10), edit("c", wording("front", "new"), 20), line(events.Retire, 30, card="c")]
    assert fold(reversed(lines)).cards["c"].added_at_ms == 10


def test_a_choice_counts_since_it_was_first_made() -> None:
    def choose(value: str, time_ms: int) -> events.Choose:
        made: events.Choose = line(events.Choose, time_ms, setting="links", value=value)
        return made

    both = [choose("file", 10), choose("file", 20)]
    assert fold(both).choices == {"links": Choice("file", 10)}
    assert fold([*both, choose("none", 30), choose("file", 40)]).choices == {"links": Choice("file", 40)}
