"""One sitting: the order of the queue, limits, siblings, drills, the way back, and the rollover in the middle."""

import random
import zlib
from collections import Counter
from datetime import date
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.model import Card, Draft, Rating, Review, Source, Status
from flashcards.scheduler import Learning, Moment, New, Relearning, Reviewing, Settings, replay
from flashcards.session import DRILL_GAP, Answered, Counts, Done, Limits, NextDue, Session, done_today, due_by_deck

AGAIN, HARD, GOOD, EASY = Rating
SETTINGS = Settings()
TODAY = date(2026, 3, 2).toordinal()
NO_LIMITS = Limits(new_per_day=10**6, reviews_per_day=10**6)


def moment(day: int = TODAY, minute: int = 0) -> Moment:
    return Moment((day - 719_163) * 86_400_000 + minute * 60_000, day)


def card(
    card_id: str,
    line: int | None = None,
    *,
    end_line: int | None = None,
    deck: str = "",
    priority: float = 0.5,
    status: Status = "active",
) -> Card:
    line = zlib.crc32(card_id.encode()) if line is None else line
    source = Source("notes/a.md", line, end_line or line)
    return Card(card_id, Draft("qa", f"{card_id}?", f"{card_id}.", (), (source,), "test", priority, deck), status)


def review(card_id: str, rating: Rating, day: int, minute: int = 0) -> Review:
    return Review(card_id, rating, moment(day, minute).time_ms, day)


def learned(card_id: str, *days_ago: int) -> list[Review]:
    return [review(card_id, GOOD, TODAY - ago) for ago in days_ago]


def begin(cards: list[Card], reviews: dict[str, list[Review]] | None = None, limits: Limits = NO_LIMITS) -> Session:
    return Session.begin(cards, reviews or {}, SETTINGS, moment(), dice=random.Random(1).random, limits=limits)


def asked(session: Session, rating: Rating = GOOD, most: int = 1000) -> list[str]:
    """The ids of all cards that come when every answer is ``rating``."""
    order: list[str] = []
    while (current := session.current) and len(order) < most:
        order.append(current.id)
        session.answer(rating, moment())
    return order


# -------------------------------------------------------------------------------------------------------------- order


def test_the_most_overdue_reviews_come_first() -> None:
    reviews = {
        "on-time": learned("on-time", 7, 6),
        "late": learned("late", 9, 8),
        "long-interval-late": learned("long-interval-late", 24, 23, 17),
        "not-due": learned("not-due", 6, 5),
    }
    assert asked(begin([card(card_id) for card_id in reviews], reviews)) == ["late", "long-interval-late", "on-time"]


def test_what_is_equally_overdue_comes_in_the_order_of_the_dice() -> None:
    ids = [f"c{number}" for number in range(8)]
    reviews = {card_id: learned(card_id, 1) for card_id in ids}
    cards = [card(card_id) for card_id in ids]
    throws = iter([0.5, 0.1, 0.9, 0.3, 0.7, 0.2, 0.8, 0.4])
    session = Session.begin(cards, reviews, SETTINGS, moment(), dice=lambda: next(throws), limits=NO_LIMITS)
    assert asked(session) == ["c1", "c5", "c3", "c7", "c0", "c4", "c6", "c2"]


def test_new_cards_come_by_priority_and_then_in_the_order_of_the_notes() -> None:
    cards = [card("z", 9, priority=0.9), card("b", 20), card("a", 30), card("y", 10, priority=0.9)]
    assert asked(begin(cards)) == ["z", "y", "b", "a"]


def test_new_cards_are_mixed_evenly_among_the_reviews() -> None:
    reviews = {f"r{number}": learned(f"r{number}", 1) for number in range(6)}
    cards = [card(card_id) for card_id in reviews] + [card("n1"), card("n2")]
    kinds = "".join(card_id[0] for card_id in asked(begin(cards, reviews)))
    assert kinds == "rrnrrnrr"


def test_a_drill_left_from_earlier_today_comes_first_and_goes_on() -> None:
    reviews = {"due": learned("due", 1), "failed": [review("failed", AGAIN, TODAY)]}
    session = begin([card("due"), card("failed")], reviews)
    assert session.counts == Counts(new=0, learning=1, review=1)
    first = session.answer(GOOD, moment())
    assert first.card_id == "failed"
    assert first.after == replay(reviews["failed"], SETTINGS).then  # type: ignore[union-attr]


@pytest.mark.parametrize("status", ["suspended", "buried", "retired"])
def test_only_active_cards_are_asked(status: Status) -> None:
    assert asked(begin([card("a", status=status), card("b")])) == ["b"]


# ------------------------------------------------------------------------------------------------------------- limits


def test_limits_count_what_was_done_today_in_any_sitting_and_any_deck() -> None:
    elsewhere = {"other-new": [review("other-new", GOOD, TODAY)], "other-old": [*learned("other-old", 1)]}
    elsewhere["other-old"] += [review("other-old", AGAIN, TODAY), review("other-old", GOOD, TODAY)]
    reviews = elsewhere | {card_id: learned(card_id, 1) for card_id in ("r1", "r2", "r3")}
    assert done_today(reviews, TODAY) == Done(new=1, reviews=1)
    cards = [card(card_id) for card_id in ("r1", "r2", "r3", "n1", "n2", "n3")]
    session = begin(cards, reviews, Limits(new_per_day=3, reviews_per_day=2))
    assert session.counts == Counts(new=2, learning=0, review=1)
    assert session.beyond_limit == 2


def test_a_limit_lowered_below_what_was_done_leaves_nothing() -> None:
    reviews = {card_id: [review(card_id, GOOD, TODAY)] for card_id in ("x", "y")}
    assert begin([card("n")], reviews, Limits(new_per_day=1, reviews_per_day=0)).current is None


# --------------------------------------------------------------------------------------------------- what there is to ask


def test_what_is_due_is_counted_by_deck_as_it_is_today() -> None:
    reviews = {
        "yesterday": [review("yesterday", AGAIN, TODAY - 1)],
        "today": [review("today", AGAIN, TODAY)],
        "due": learned("due", 7, 6),
        "later": learned("later", 2, 1),
        "away": learned("away", 7, 6),
    }
    cards = [card(card_id, deck="b") for card_id in ("yesterday", "today", "due", "new")]
    cards += [card("later", deck="a"), card("away", deck="b", status="suspended")]
    by_deck = due_by_deck(cards, reviews, SETTINGS, TODAY)
    assert list(by_deck.items()) == [("a", Counts(0, 0, 0)), ("b", Counts(new=1, learning=1, review=2))]
    in_b = [one for one in cards if one.draft.deck == "b"]
    assert begin(in_b, reviews).counts == by_deck["b"]


# ----------------------------------------------------------------------------------------------------------- siblings


def test_siblings_wait_for_the_end() -> None:
    cards = [card("a1", 1), card("a2", 1), card("b1", 2), card("c1", 3), card("c2", 3)]
    assert asked(begin(cards)) == ["a1", "b1", "c1", "a2", "c2"]


def test_the_cards_of_one_entry_are_siblings_though_one_reaches_further_down() -> None:
    cards = [card("term", 2, end_line=2), card("members", 2, end_line=4), card("other", 3), card("another", 9)]
    assert asked(begin(cards)) == ["term", "other", "another", "members"]


def test_siblings_wait_no_longer_than_keeps_them_apart() -> None:
    cards = [card("a1", 1), card("a2", 1), card("a3", 1), card("b1", 2), card("c1", 3)]
    assert asked(begin(cards)) == ["a1", "b1", "a2", "c1", "a3"]


@given(st.lists(st.integers(1, 4), min_size=1, max_size=7))
def test_siblings_are_never_neighbours_where_any_order_avoids_it(lines: list[int]) -> None:
    cards = [card(f"c{number}", line) for number, line in enumerate(lines)]
    order = asked(begin(cards))
    assert sorted(order) == sorted(card.id for card in cards)
    line_of = {card.id: card.draft.source[0].start_line for card in cards}
    avoidable = any(all(one != other for one, other in pairwise(candidate)) for candidate in permutations(lines))
    if avoidable:
        assert all(line_of[one] != line_of[other] for one, other in pairwise(order))


def test_many_cards_of_one_line_are_all_asked() -> None:
    cards = [card(f"c{number}", 7) for number in range(50)]
    assert Counter(asked(begin(cards))) == Counter(card.id for card in cards)


# ------------------------------------------------------------------------------------------------------------- drills


def test_a_failed_card_comes_back_after_a_few_others_until_it_is_good() -> None:
    session = begin([card(f"c{number}", number) for number in range(10)])
    order = []
    for rating in [AGAIN] + [GOOD] * DRILL_GAP + [HARD] + [GOOD] * 20:
        if session.current:
            order.append(session.current.id)
            session.answer(rating, moment())
    assert [position for position, card_id in enumerate(order) if card_id == "c0"] == [
        0,
        DRILL_GAP + 1,
        2 * DRILL_GAP + 2,
    ]
    assert len(order) == 12


def test_a_failed_card_comes_back_at_once_when_nothing_else_is_left() -> None:
    assert asked(begin([card("only")]), AGAIN, most=3) == ["only"] * 3


def test_a_failed_card_does_not_come_back_beside_a_sibling() -> None:
    cards = [card("a1", 1), *(card(f"c{number}", number) for number in range(10, 10 + DRILL_GAP)), card("a2", 1)]
    cards += [card("d", 50)]
    states = {"a2": New()}
    session = Session(cards, states, SETTINGS, moment(), dice=random.random, limits=NO_LIMITS)
    session.answer(AGAIN, moment())
    order = asked(session)
    assert all({one, other} != {"a1", "a2"} for one, other in pairwise(order))


def test_the_drill_is_journalled_but_only_the_first_answer_counts() -> None:
    session = begin([card("a")])
    answers = [session.answer(rating, moment(minute=minute)) for minute, rating in enumerate((AGAIN, HARD, EASY))]
    assert [answered.rating for answered in answers] == [AGAIN, HARD, EASY]
    assert isinstance(answers[0].after, Learning)
    assert answers[2].after == answers[0].after.then
    assert replay([answered.review for answered in answers], SETTINGS) == answers[2].after


# ------------------------------------------------------------------------------------------------ answers and undoing


def test_counts_follow_the_answers() -> None:
    session = begin([card("n"), card("r")], {"r": learned("r", 1)})
    seen = [session.counts]
    for rating in (GOOD, AGAIN, GOOD):
        session.answer(rating, moment())
        seen.append(session.counts)
    assert seen == [Counts(1, 0, 1), Counts(1, 0, 0), Counts(0, 1, 0), Counts(0, 0, 0)]


def test_the_choices_are_what_answering_does() -> None:
    for rating in Rating:
        session = begin([card("a")], {"a": learned("a", 9, 8)})
        choices = session.choices(moment())
        assert session.answer(rating, moment()).after == choices[rating]


def test_an_answer_is_a_whole_review() -> None:
    session = begin([card("a")])
    answered = session.answer(HARD, moment(minute=30), duration_ms=1234)
    assert answered.review == Review("a", HARD, moment(minute=30).time_ms, TODAY, duration_ms=1234)
    assert session.history == (answered,)


def test_at_the_end_there_is_nothing_to_answer_or_to_undo() -> None:
    session = begin([])
    assert (session.current, session.counts, session.undo(), session.history) == (None, Counts(0, 0, 0), None, ())
    with pytest.raises(IndexError):
        session.answer(GOOD, moment())


@given(st.lists(st.sampled_from(Rating), max_size=12), st.integers(0, 12))
def test_undo_at_any_depth_is_as_if_never_answered(ratings: list[Rating], depth: int) -> None:
    def sitting(answers: list[Rating]) -> tuple[Session, list[Answered]]:
        reviews = {"r1": learned("r1", 1), "r2": learned("r2", 9, 8)}
        session = begin([card("r1", 1), card("r2", 2), card("n1", 1), card("n2", 4)], reviews)
        return session, [session.answer(rating, moment()) for rating in answers if session.current]

    undone, answers = sitting(ratings)
    depth = min(depth, len(answers))
    assert [undone.undo() for _ in range(depth)] == answers[::-1][:depth]
    never, _ = sitting(ratings[: len(answers) - depth])
    assert (undone.current, undone.counts, undone.history) == (never.current, never.counts, never.history)
    assert asked(undone) == asked(never)


def test_the_next_day_on_which_something_is_due() -> None:
    session = begin([card("a", 1), card("b", 2), card("c", 3)], {"a": learned("a", 6, 5), "b": learned("b", 1)})
    assert session.next_due(TODAY) == NextDue(day=TODAY + 1, cards=1)
    asked(session)
    assert session.next_due(TODAY) == NextDue(day=TODAY + 1, cards=2)
    assert begin([]).next_due(TODAY) is None


# ------------------------------------------------------------------------------------------------------- the rollover


def test_after_the_rollover_unfinished_drills_leave_unless_they_are_due_then() -> None:
    reviews = {"hard": learned("hard", 22, 21, 15), "again": learned("again", 22, 21, 15), "r": learned("r", 1)}
    session = Session.begin([card(card_id) for card_id in reviews], reviews, SETTINGS, moment(), dice=lambda: 0.5)
    session.answer(HARD, moment())
    session.answer(AGAIN, moment())
    assert session.counts == Counts(new=0, learning=2, review=1)
    session.answer(GOOD, moment(TODAY + 1))
    assert asked(session) == ["again"]


def test_a_drill_on_screen_at_the_rollover_still_belongs_to_its_day() -> None:
    session = begin([card("a")], {"a": learned("a", 22, 21, 15)})
    hard = session.answer(HARD, moment())
    assert isinstance(hard.after, Relearning)
    good = session.answer(GOOD, moment(TODAY + 1))
    assert (good.review.day, good.after) == (TODAY, hard.after.then)


def test_a_failed_card_answered_after_the_rollover_has_its_next_review() -> None:
    session = begin([card("a")])
    session.answer(AGAIN, moment())
    answered = session.answer(GOOD, moment(TODAY + 1))
    assert answered.review.day == TODAY + 1
    assert isinstance(answered.after, Reviewing)
    assert answered.after.reviewed_on == TODAY + 1


@pytest.mark.parametrize("jump", [-400, 400])
def test_a_clock_that_jumps_in_the_middle_breaks_nothing(jump: int) -> None:
    session = begin([card("a", 1), card("b", 2)], {"a": learned("a", 1)})
    session.answer(AGAIN, moment())
    while session.current:
        session.answer(GOOD, moment(TODAY + jump))
    assert session.counts == Counts(0, 0, 0)
