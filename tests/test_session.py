"""One sitting: the order of the queue, limits, siblings, drills, the way back, and the rollover in the middle."""

import random
import zlib
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from flashcards.model import Card, Draft, Rating, Review, Source, Status
from flashcards.scheduler import (
    ALGORITHMS,
    DAY_MS,
    MINUTE_MS,
    Learning,
    Moment,
    New,
    Relearning,
    Reviewing,
    Settings,
    replay,
    urgency,
)
from flashcards.session import (
    DRILL_GAP,
    Answered,
    Asking,
    Counts,
    DeckLimits,
    Done,
    Limits,
    NextDue,
    PutAside,
    Session,
    done_today,
    due_by_deck,
)

AGAIN, HARD, GOOD, EASY = Rating
SETTINGS = Settings()
TODAY = date(2026, 3, 2).toordinal()
NO_LIMITS = Limits(new_per_day=10**6, reviews_per_day=10**6)
AHEAD = Asking(ahead_days=400)


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
    assert done_today(reviews, SETTINGS, TODAY) == Done(new=1, reviews=1)
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


# ----------------------------------------------------------------------------------------------------- learning steps

FSRS = Settings("fsrs", fuzz=False)


def stepped(
    cards: list[Card],
    reviews: dict[str, list[Review]] | None = None,
    *,
    settings: Settings = FSRS,
    now: Moment | None = None,
    **options: Any,
) -> Session:
    options = {"dice": lambda: 0.5, "limits": NO_LIMITS} | options
    return Session.begin(cards, reviews or {}, settings, now or moment(), **options)


def at(minute: int) -> Moment:
    return moment(minute=minute)


def test_a_card_comes_back_when_its_step_is_over_and_not_sooner() -> None:
    session = stepped([card(f"c{number}", number) for number in range(9)])
    order: list[str] = []
    for minute, rating in enumerate((AGAIN, EASY, HARD, *[EASY] * 7)):
        assert session.current
        order.append(session.current.id)
        session.answer(rating, at(minute))
    assert order == ["c0", "c1", "c0", "c2", "c3", "c4", "c5", "c6", "c7", "c0"]
    assert session.counts == Counts(new=1, learning=0, review=0)


def test_with_nothing_else_left_a_step_may_be_cut_short() -> None:
    session = stepped([card("a")])
    session.answer(GOOD, at(0))
    assert session.current == card("a")
    session.answer(GOOD, at(1))
    assert session.current is None


def test_by_how_much_a_step_may_be_cut_short_can_be_set() -> None:
    session = stepped([card("a", 1), card("b", 2)], asking=Asking(learn_ahead_minutes=0))
    session.answer(GOOD, at(0))
    session.answer(EASY, at(1))
    assert session.current is None
    assert session.counts == Counts(new=0, learning=1, review=0)
    assert session.next_step_ms(at(1)) == 9 * MINUTE_MS
    session.refresh(at(9))
    assert session.current is None
    session.refresh(at(10))
    assert session.current == card("a", 1)
    assert session.next_step_ms(at(10)) is None


def test_a_card_is_not_asked_twice_in_a_row_where_another_may_come() -> None:
    session = stepped([card("a", 1), card("b", 2)])
    session.answer(GOOD, at(0))
    session.answer(AGAIN, at(0))
    assert session.current == card("a", 1)
    session.answer(GOOD, at(0))
    assert session.current == card("b", 2)


def test_steps_left_from_earlier_today_or_another_day_go_on() -> None:
    reviews = {
        "over": [review("over", GOOD, TODAY, minute=-30)],
        "soon": [review("soon", GOOD, TODAY, minute=-4)],
        "yesterday": [review("yesterday", AGAIN, TODAY - 1)],
        "due": [review("due", EASY, TODAY - 9)],
    }
    session = stepped([card(card_id, number) for number, card_id in enumerate(reviews)], reviews)
    assert session.counts == Counts(new=0, learning=3, review=1)
    order: list[str] = []
    while session.current:
        order.append(session.current.id)
        session.answer(EASY, at(0))
    assert order == ["yesterday", "over", "due", "soon"]


def test_a_step_of_a_day_is_left_for_tomorrow() -> None:
    settings = replace(FSRS, learning_steps_ms=(MINUTE_MS, DAY_MS))
    session = stepped([card("a")], settings=settings)
    session.answer(GOOD, at(0))
    assert session.current is None
    assert session.counts == Counts(0, 0, 0)
    assert session.next_due(TODAY) == NextDue(TODAY + 1, 1)


def test_a_step_that_crosses_the_rollover_is_over_with_it() -> None:
    session = stepped([card("a", 1), card("b", 2)], asking=Asking(learn_ahead_minutes=0))
    session.answer(GOOD, at(0))
    answer = session.answer(GOOD, Moment(at(1).time_ms, TODAY + 1))
    assert answer.review.day == TODAY + 1
    assert session.current == card("a", 1)
    again = session.answer(GOOD, Moment(at(2).time_ms, TODAY + 1))
    assert isinstance(again.after, Reviewing)
    assert again.after.reviewed_on == TODAY + 1


@given(st.lists(st.tuples(st.sampled_from(Rating), st.integers(0, 12)), max_size=12), st.integers(0, 12))
def test_undo_with_steps_is_as_if_never_answered(ratings: list[tuple[Rating, int]], depth: int) -> None:
    def sitting(answers: list[tuple[Rating, int]]) -> tuple[Session, list[Answered]]:
        reviews = {"r1": [review("r1", EASY, TODAY - 30)], "l1": [review("l1", GOOD, TODAY, minute=-5)]}
        session = stepped(
            [card("r1", 1), card("l1", 2), card("n1", 1), card("n2", 4)], reviews, settings=Settings("fsrs")
        )
        minute = 0
        given = []
        for rating, minutes in answers:
            minute += minutes
            if session.current:
                given.append(session.answer(rating, at(minute)))
        return session, given

    undone, given = sitting(ratings)
    depth = min(depth, len(given))
    assert [undone.undo() for _ in range(depth)] == given[::-1][:depth]
    never, _ = sitting(ratings[: len(given) - depth])
    assert (undone.current, undone.counts, undone.history) == (never.current, never.counts, never.history)
    assert undone.choices(at(200)) == never.choices(at(200)) if undone.current else True


@given(st.lists(st.sampled_from(Rating), max_size=30), st.sampled_from(sorted(ALGORITHMS)))
def test_what_a_sitting_says_is_what_its_reviews_replay_to(ratings: list[Rating], algorithm: str) -> None:
    settings = Settings(algorithm)
    session = stepped([card(f"c{number}", number) for number in range(4)], settings=settings)
    for minute, rating in enumerate(ratings):
        if session.current:
            choices = session.choices(at(minute))
            answer = session.answer(rating, at(minute))
            assert answer.after == choices[rating]
            of_card = [one.review for one in session.history if one.card_id == answer.card_id]
            assert replay(of_card, settings) == answer.after


# -------------------------------------------------------------------------------------------------- orders and wishes


def test_under_fsrs_the_likeliest_forgotten_come_first() -> None:
    reviews = {
        "strong": [
            review("strong", GOOD, TODAY - 30),
            review("strong", EASY, TODAY - 27),
            review("strong", EASY, TODAY - 17),
        ],
        "weak": [review("weak", GOOD, TODAY - 9), review("weak", GOOD, TODAY - 9, minute=11)],
        "strongest": [review("strongest", EASY, TODAY - 9)],
    }
    settings = replace(FSRS, learning_steps_ms=())
    order = asked_in(stepped([card(card_id) for card_id in reviews], reviews, settings=settings))
    states = {card_id: replay(of_card, settings) for card_id, of_card in reviews.items()}
    assert order == sorted(order, key=lambda card_id: urgency(states[card_id], settings, TODAY))
    assert order[0] == "weak"


def asked_in(session: Session) -> list[str]:
    order: list[str] = []
    while session.current:
        order.append(session.current.id)
        session.answer(EASY, at(0))
    return order


def test_reviews_can_come_by_their_day_or_by_the_dice_alone() -> None:
    reviews = {"old": learned("old", 40, 39, 33), "late": learned("late", 9, 8), "on-time": learned("on-time", 1)}
    cards = [card(card_id) for card_id in reviews]
    by_day = Asking(order="due")
    assert asked_in(stepped(cards, reviews, settings=SETTINGS, asking=by_day)) == ["old", "late", "on-time"]
    throws = iter([0.5, 0.9, 0.1])
    session = stepped(cards, reviews, settings=SETTINGS, asking=Asking(order="random"), dice=lambda: next(throws))
    assert asked_in(session) == ["on-time", "old", "late"]


def test_reviews_ahead_come_after_those_due_and_beyond_the_limit() -> None:
    reviews = {
        "due": learned("due", 1),
        "tomorrow": learned("tomorrow", 6, 5),
        "in-3-days": learned("in-3-days", 4, 3),
        "learned-today": learned("learned-today", 0),
    }
    cards = [card(card_id) for card_id in reviews]
    limits = Limits(reviews_per_day=1)
    assert asked_in(stepped(cards, reviews, settings=SETTINGS, limits=limits)) == ["due"]
    ahead = stepped(cards, reviews, settings=SETTINGS, limits=limits, asking=Asking(ahead_days=2))
    assert asked_in(ahead) == ["due", "tomorrow"]
    assert ahead.history[1].after.reviewed_on == TODAY  # type: ignore[union-attr]


def test_a_deck_can_have_limits_of_its_own() -> None:
    reviews = {f"r{number}": learned(f"r{number}", 1) for number in range(4)}
    reviews["done"] = [*learned("done", 1), review("done", GOOD, TODAY)]
    cards = [card(card_id, deck="Law::Tort") for card_id in reviews if card_id != "done"]
    cards += [card(f"n{number}", deck="law") for number in range(4)] + [card("m", deck="Med")]
    limits = Limits(decks=(DeckLimits("Law", new_per_day=3), DeckLimits("Law::Tort", reviews_per_day=2)))
    others = [card("done", deck="Law::Tort")]
    session = Session.begin(cards, reviews, SETTINGS, moment(), dice=random.random, limits=limits, others=others)
    assert session.counts == Counts(new=4, learning=0, review=1)
    assert session.beyond_limit == 3


def test_siblings_can_be_left_for_tomorrow() -> None:
    reviews = {"a1": learned("a1", 1), "elsewhere": [review("elsewhere", AGAIN, TODAY)]}
    cards = [card("a1", 1), card("a2", 1), card("b1", 2), card("b2", 2), card("c1", 3)]
    bury = Asking(bury_siblings=True)
    others = [card("elsewhere", 3, deck="other")]
    session = stepped(cards, reviews, settings=SETTINGS, asking=bury, others=others)
    assert sorted(asked_in(session)) == ["a1", "b1"]
    tomorrow = {**reviews, "b1": [review("b1", GOOD, TODAY)]}
    session = stepped(cards, tomorrow, settings=SETTINGS, asking=bury, others=others, now=moment(TODAY + 1))
    assert {"c1"} < set(asked_in(session))


def test_steps_of_whole_days_can_be_asked_ahead() -> None:
    settings = replace(FSRS, learning_steps_ms=(MINUTE_MS, 3 * DAY_MS))
    reviews = {"a": [review("a", GOOD, TODAY - 1)], "b": [review("b", GOOD, TODAY)]}
    for days, asked_cards in ((1, []), (2, ["a"]), (9, ["a"])):
        session = stepped([card("a"), card("b")], reviews, settings=settings, asking=Asking(ahead_days=days))
        assert asked_in(session) == asked_cards


def test_what_fell_due_while_the_sitting_went_on_is_counted() -> None:
    reviews = {"a": learned("a", 1), "b": learned("b", 5, 4)}
    session = begin([card("a"), card("b"), card("c")], {**reviews, "c": learned("c", 0)})
    assert (session.fell_due(TODAY), session.fell_due(TODAY + 1), session.fell_due(TODAY + 2)) == (0, 1, 2)


def test_a_new_card_does_not_wait_for_a_sibling_that_has_no_room_today() -> None:
    cards = [card("due", 1), card("new", 1)]
    asking, reviews = Asking(bury_siblings=True), {"due": learned("due", 1)}
    session = stepped(cards, reviews, settings=SETTINGS, asking=asking, limits=Limits(reviews_per_day=0))
    assert asked_in(session) == ["new"]


def test_learning_steps_take_no_room_from_reviews_in_whatever_sitting() -> None:
    settings = replace(FSRS, learning_steps_ms=(MINUTE_MS, DAY_MS))
    learning = {f"step{n}": [review(f"step{n}", GOOD, TODAY - 1)] for n in range(3)}
    known = {f"known{n}": learned(f"known{n}", 9, 8) for n in range(3)}
    cards = [card(each) for each in (*learning, *known)]
    limits = Limits(reviews_per_day=3)
    before = stepped(cards, {**learning, **known}, settings=settings, limits=limits)
    done = {each: [*answers, review(each, GOOD, TODAY)] for each, answers in learning.items()}
    after = stepped(cards, {**done, **known}, settings=settings, limits=limits)
    assert (before.counts.review, after.counts.review) == (3, 3)


def test_a_drill_goes_on_though_a_sibling_was_answered() -> None:
    reviews = {"a1": [review("a1", AGAIN, TODAY)], "a2": [review("a2", GOOD, TODAY)]}
    session = stepped([card("a1", 1), card("a2", 1)], reviews, settings=SETTINGS, asking=Asking(bury_siblings=True))
    assert asked_in(session) == ["a1"]


# ----------------------------------------------------------------------------------------------- beside the schedule


@pytest.mark.parametrize("settings", [SETTINGS, FSRS], ids=["sm2", "fsrs"])
def test_cramming_asks_everything_until_it_is_good_and_changes_nothing(settings: Settings) -> None:
    reviews = {"later": [review("later", EASY, TODAY)], "due": [review("due", EASY, TODAY - 99)]}
    cards = [card(card_id) for card_id in (*reviews, "new")]
    session = stepped(cards, reviews, settings=settings, limits=Limits(0, 0), asking=Asking(cram=True))
    assert session.crams
    assert session.counts == Counts(new=1, learning=0, review=2)
    before = {card_id: session._states[card_id] for card_id in ("later", "due", "new")}
    assert session.current
    first = session.current.id
    assert set(session.choices(at(0)).values()) == {before[first]}
    failed = session.answer(AGAIN, at(0))
    assert (failed.before, failed.review.crammed) == (failed.after, True)
    order = asked_in(session)
    assert sorted(order) == ["due", "later", "new"]
    assert order[-1] == first
    assert session._states == before
    assert replay([*reviews["due"], failed.review], settings) == replay(reviews["due"], settings)
    for _ in session.history:
        session.undo()
    assert session.current and session.current.id == first


# ------------------------------------------------------------------------------------------------------------- leeches


@pytest.mark.parametrize(("action", "left"), [("tag", 1), ("suspend", 0)])
def test_a_leech_is_told_and_asked_again_only_if_it_may(action: str, left: int) -> None:
    settings = replace(SETTINGS, leech_threshold=1, leech_action=action)
    session = stepped([card("a")], {"a": learned("a", 9, 8)}, settings=settings)
    assert session.answer(AGAIN, at(0)).leech
    assert session.counts == Counts(0, left, 0)
    session.undo()
    assert not session.answer(GOOD, at(0)).leech


def test_the_quality_that_was_said_goes_to_the_journal() -> None:
    session = begin([card("a")])
    answer = session.answer(AGAIN, moment(), quality=0)
    assert answer.review.quality == 0
    assert answer.after == replay([answer.review], SETTINGS)
    assert answer.after != replay([replace(answer.review, quality=None)], SETTINGS)


# ----------------------------------------------------------------------------------------------------------- put aside


def test_what_was_put_aside_is_announced_for_the_day_on_which_it_is_asked() -> None:
    reviews = {"a": learned("a", 1), "b": learned("b", 9, 8)}
    session = begin([card("a"), card("b")], reviews)
    first = session.current
    session.put_aside(moment(), suspended=False)
    assert session.next_due(TODAY) == NextDue(TODAY + 1, 1)
    session.put_aside(moment(), suspended=True)
    assert session.next_due(TODAY) == NextDue(TODAY + 1, 1)
    session.undo()
    session.undo()
    assert (session.current, session.next_due(TODAY)) == (first, None)
    suspending = replace(SETTINGS, leech_threshold=1, leech_action="suspend")
    session = stepped([card("a")], {"a": learned("a", 9, 8)}, settings=suspending)
    assert session.answer(AGAIN, at(0)).suspended
    assert session.next_due(TODAY) is None


def test_after_the_rollover_no_drill_of_yesterday_is_left_behind_what_was_put_aside() -> None:
    session = begin([card("a"), card("b")], {each: learned(each, 1) for each in "ab"})
    session.answer(HARD, moment())
    session.put_aside(moment(TODAY + 1), suspended=False)
    assert session.current is None


def test_a_card_that_was_put_aside_is_not_asked_and_comes_back_by_undo() -> None:
    session = begin([card(card_id) for card_id in "abc"], {each: learned(each, 1) for each in "abc"})
    first, second = session.current, session.put_aside(moment(), suspended=False)
    assert first and second == PutAside(first.id, suspended=False)
    session.answer(AGAIN, moment())
    failed = session.history[0].card_id
    while session.current and session.current.id != failed:
        session.answer(GOOD, moment())
    assert session.put_aside(moment(), suspended=True) == PutAside(failed, suspended=True)
    assert session.current is None
    assert session.counts == Counts(0, 0, 0)
    assert session.undo() == PutAside(failed, suspended=True)
    assert session.counts == Counts(0, 1, 0)
    while session.undo():
        pass
    assert session.current == first
    assert sorted(asked(session)) == ["a", "b", "c"]


# ------------------------------------------------------------------------------------------------------ load balancing


def due_days(session: Session, cards: list[Card]) -> Counter[int]:
    """The days on which the cards of a sitting are due in the end, when every answer is good."""
    asked(session)
    states = {answer.card_id: answer.after for answer in session.history}
    return Counter(state.due_on - TODAY for card in cards if isinstance(state := states[card.id], Reviewing))


def of_a_fortnight(number: int) -> tuple[list[Card], dict[str, list[Review]], Moment]:
    """So many cards with like histories, all due on one day, and a moment on it."""
    cards = [card(f"c{one}", one) for one in range(number)]
    reviews = {each.id: learned(each.id, 15, 14, 3) for each in cards}
    return cards, reviews, moment(TODAY)


@pytest.mark.parametrize("algorithm", ["fsrs", "sm2"])
def test_cards_of_one_day_are_laid_on_days_evenly(algorithm: str) -> None:
    plain = Settings(algorithm=algorithm, fuzz=True, load_balance=False)
    crowding: list[int] = []
    for settings in (plain, replace(plain, load_balance=True)):
        cards, reviews, now = of_a_fortnight(60)
        session = Session.begin(cards, reviews, settings, now, dice=lambda: 0.5, limits=NO_LIMITS, asking=AHEAD)
        crowding.append(sum(number**2 for number in due_days(session, cards).values()))
    assert crowding[1] < crowding[0]


def test_hardly_a_card_is_laid_on_an_easy_day() -> None:
    weekday = (TODAY - 1) % 7
    cards, reviews, now = of_a_fortnight(80)
    for easy in range(7):
        days = tuple(0.0 if day == easy else 1.0 for day in range(7))
        settings = Settings(algorithm="fsrs", easy_days=days)
        session = Session.begin(cards, reviews, settings, now, dice=lambda: 0.5, limits=NO_LIMITS, asking=AHEAD)
        by_weekday = Counter[int]()
        for after, number in due_days(session, cards).items():
            by_weekday[(weekday + after) % 7] += number
        assert by_weekday[easy] <= 2 < sum(by_weekday.values()) / 20


def test_cards_that_are_not_asked_take_their_place_on_their_days() -> None:
    settings = Settings(algorithm="fsrs")
    cards, reviews, now = of_a_fortnight(30)
    alone = Session.begin(cards[:1], reviews, settings, now, dice=lambda: 0.5, limits=NO_LIMITS, asking=AHEAD)
    (usual,) = due_days(alone, cards[:1])
    crowd = [card(f"x{number}", 900 + number) for number in range(40)]
    busy = {each.id: answers for each in crowd if (answers := due_in(usual, each.id, settings))}
    among = Session.begin(
        cards[:1], {**reviews, **busy}, settings, now, dice=lambda: 0.5, limits=NO_LIMITS, asking=AHEAD, others=crowd
    )
    assert busy
    assert due_days(among, cards[:1]).keys() != {usual}


def due_in(days: int, card_id: str, settings: Settings) -> list[Review]:
    """Answers after which this card is due in so many days from today; none if a few tries find none."""
    for ago in range(15, 200):
        answers = learned(card_id, ago, ago, max(ago - 11, 1), 0)
        state = replay(answers, settings)
        if isinstance(state, Reviewing) and state.due_on == TODAY + days:
            return answers
    return []


@settings_of_hypothesis(deadline=None)
@given(st.lists(st.sampled_from(list(Rating)), min_size=1, max_size=7), st.integers(0, 7))
def test_undo_gives_a_day_its_place_back(ratings: list[Rating], depth: int) -> None:
    settings = Settings(algorithm="fsrs")
    cards, reviews, now = of_a_fortnight(8)

    def begun() -> Session:
        return Session.begin(cards, reviews, settings, now, dice=lambda: 0.5, limits=NO_LIMITS, asking=AHEAD)

    session, fresh = begun(), begun()
    kept = max(0, len(ratings) - depth)
    for rating in ratings:
        session.answer(rating, now)
    for _ in range(len(ratings) - kept):
        session.undo()
    for rating in ratings[:kept]:
        fresh.answer(rating, now)
    assert session.choices(now) == fresh.choices(now)
    assert session.answer(GOOD, now) == fresh.answer(GOOD, now)
    replayed = {each.review.card_id: [*reviews[each.review.card_id]] for each in session.history}
    for each in session.history:
        replayed[each.card_id].append(each.review)
    last = session.history[-1]
    assert replay(replayed[last.card_id], settings) == last.after
