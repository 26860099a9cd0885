"""What an answer makes of a card: the state machine around the algorithms, written once for all of them.

The state of a card is a fold over its reviews (``replay``). Days are ordinals of local dates (``date.toordinal()``),
cut at the rollover hour; each review carries its own, so time zones and daylight saving never move it later.

SM-2 knows days only. On each day the first answer to a card is the one that counts. A card that scored below Good is then
drilled: asked again in the same sitting until it scores Good or Easy. Answers of the drill are kept in the journal and
leave the memory and the due date alone. A drill that nobody finished ends with its day. An answer on a later day that comes
before or after the due date counts like one in time.

The others have learning steps, as Anki has them: a card is asked again after the delay of its step, until it has passed the
last one. Each answer counts, with the number of days since the one before; 0 on the same day.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType

from flashcards.model import Rating, Review
from flashcards.scheduling.memories import ALGORITHMS, SM2_QUALITY, Given, Phase, chooser
from flashcards.scheduling.settings import Settings
from flashcards.scheduling.states import (
    DAY_MS,
    LAST_DAY,
    Learning,
    Moment,
    New,
    Relearning,
    Reviewing,
    State,
    Step,
    learned,
    settled,
    within_calendar,
)

CLOCK_TOLERANCE_DAYS = 2
"""How far the days of two right clocks can differ: the time zones of the world span 26 hours."""

NO_THROWS: Mapping[Rating, float] = MappingProxyType({})

# ---------------------------------------------------------------------------------------------------------- one answer


def next_states(
    state: State, settings: Settings, now: Moment, card_id: str = "", throws: Mapping[Rating, float] = NO_THROWS
) -> dict[Rating, State]:
    """What each of the four answers would make of a card; to answer is to choose one.

    ``throws`` are the dice of answers for which they don't fall by chance alone.
    """
    return {
        rating: answered(
            state, rating, settings, now.day, time_ms=now.time_ms, card_id=card_id, throw=throws.get(rating)
        )
        for rating in Rating
    }


def answered(
    state: State,
    rating: Rating,
    settings: Settings,
    day: int,
    *,
    time_ms: int = 0,
    card_id: str = "",
    quality: int | None = None,
    throw: float | None = None,
) -> State:
    """The state after an answer on ``day``; a day before the last answer's (a clock set back) counts as that day.

    ``time_ms`` is its instant, from which learning steps count, and ``card_id`` the seed of the dice. ``quality`` is what
    SM-2 is told in place of the rating, if the learner said it; ``throw`` takes the place of the dice.
    """
    day = within_calendar(day)
    if quality is None:
        quality = SM2_QUALITY[rating]
    answer = _Answer(rating, quality, settings, day, time_ms, card_id, throw)
    if ALGORITHMS[settings.algorithm].drills:
        return _with_drill(settled(state, day), answer)
    return _with_steps(state, answer)


@dataclass(frozen=True, slots=True)
class _Answer:
    rating: Rating
    quality: int
    settings: Settings
    day: int
    time_ms: int
    card_id: str
    throw: float | None

    def remembered(self, before: Reviewing | None, phase: Phase) -> Reviewing:
        """What the card is as a learned one once this answer has reached its memory."""
        day = max(self.day, before.reviewed_on) if before else self.day
        answers = before.answers if before else 0
        held = ALGORITHMS[self.settings.algorithm].answer(
            Given(
                memory=before.memory if before else None,
                interval_days=before.interval_days if before else 0,
                elapsed_days=day - before.reviewed_on if before else 0,
                phase=phase,
                rating=self.rating,
                quality=self.quality,
                settings=self.settings,
                chosen=chooser(self.settings, self.card_id, answers, self.throw),
            )
        )
        lapses = (before.lapses if before else 0) + (phase is Phase.REVIEWING and self.rating == Rating.AGAIN)
        due_on = within_calendar(day + held.interval_days)
        return Reviewing(held.memory, held.interval_days, day, due_on, lapses, answers + 1)


# -------------------------------------------------------------------------------------------------------------- drills


def _with_drill(state: State, answer: _Answer) -> State:
    passed = answer.rating >= Rating.GOOD
    match state:
        case New():
            then = answer.remembered(None, Phase.LEARNING)
            return then if passed else Learning(then)
        case (Learning() | Relearning()) as drilled:
            return drilled.then if passed else drilled
        case Reviewing() as reviewing if answer.day <= reviewing.reviewed_on:
            return reviewing if passed else Relearning(reviewing)
        case Reviewing() as reviewing:
            then = answer.remembered(reviewing, Phase.REVIEWING)
            return then if passed else Relearning(then)


# --------------------------------------------------------------------------------------------------------------- steps


def _with_steps(state: State, answer: _Answer) -> State:
    phase = _phase(state)
    then = answer.remembered(learned(state), phase)
    if phase is Phase.REVIEWING and answer.rating > Rating.AGAIN:
        return then
    learns = phase is Phase.LEARNING
    steps_ms = answer.settings.learning_steps_ms if learns else answer.settings.relearning_steps_ms
    following = _following(steps_ms, _number(state), answer.rating)
    if following is None:
        return then
    step = _step(*following, then.reviewed_on, answer.time_ms)
    return Learning(then, step) if learns else Relearning(then, step)


def _phase(state: State) -> Phase:
    match state:
        case New() | Learning():
            return Phase.LEARNING
        case Relearning():
            return Phase.RELEARNING
        case Reviewing():
            return Phase.REVIEWING


def _number(state: State) -> int:
    """The number of the step that the card is in; a new card is in the first."""
    return state.step.number if isinstance(state, Learning | Relearning) and state.step else 0


def _following(steps_ms: Sequence[int], number: int, rating: Rating) -> tuple[int, int] | None:
    """The number of the step that an answer in step ``number`` leads to, and its delay; None when that was the last."""
    if not steps_ms or rating == Rating.EASY:
        return None
    if rating == Rating.AGAIN:
        return 0, steps_ms[0]
    if rating == Rating.HARD:
        return number, _hard_delay_ms(steps_ms, number)
    return (number + 1, steps_ms[number + 1]) if number + 1 < len(steps_ms) else None


def _hard_delay_ms(steps_ms: Sequence[int], number: int) -> int:
    """The same delay again; in the first step, where that would be what again does, between it and that of good."""
    if number > 0:
        return steps_ms[number]
    if len(steps_ms) > 1:
        return _whole_days_ms((steps_ms[0] + steps_ms[1]) // 2)
    return _whole_days_ms(min(steps_ms[0] * 3 // 2, steps_ms[0] + DAY_MS))


def _whole_days_ms(delay_ms: int) -> int:
    """A delay of more than a day as the nearest whole number of days."""
    return (delay_ms + DAY_MS // 2) // DAY_MS * DAY_MS if delay_ms > DAY_MS else delay_ms


def _step(number: int, delay_ms: int, day: int, time_ms: int) -> Step:
    return Step(number, time_ms, time_ms + delay_ms, within_calendar(day + delay_ms // DAY_MS))


# ------------------------------------------------------------------------------------------------------------- leeches


def is_leech(state: State, settings: Settings) -> bool:
    """Whether a card was forgotten so often that it should be worded anew."""
    reached = learned(state)
    return reached is not None and 0 < settings.leech_threshold <= reached.lapses


def became_leech(before: State, after: State, settings: Settings) -> bool:
    """Whether an answer made the card a leech: at the threshold, and again at every half of it, rounded up, beyond."""
    earlier, later = learned(before), learned(after)
    lapses = later.lapses if later else 0
    if not is_leech(after, settings) or lapses == (earlier.lapses if earlier else 0):
        return False
    return (lapses - settings.leech_threshold) % -(-settings.leech_threshold // 2) == 0


def suspends(before: State, after: State, settings: Settings) -> bool:
    """Whether an answer made the card a leech, and leeches are to be asked no more."""
    return settings.leech_action == "suspend" and became_leech(before, after, settings)


# --------------------------------------------------------------------------------------------------------- all answers


def replay(reviews: Iterable[Review], settings: Settings, today: int | None = None) -> State:
    """The state that a card's reviews lead to, in whatever order they are given; what was crammed doesn't count.

    Given ``today``, the state is as it is then: a drill of an earlier day is over, and answers dated later (by a clock that
    was ahead) have not happened yet, as one of them in the journal would otherwise hide its card until that date.
    """
    latest = LAST_DAY if today is None else today + CLOCK_TOLERANCE_DAYS
    last = deque(trail((review for review in reviews if review.day <= latest), settings), maxlen=1)
    state: State = last[0][1] if last else New()
    return state if today is None else settled(state, today)


def trail(reviews: Iterable[Review], settings: Settings) -> Iterator[tuple[Review, State]]:
    """A card's reviews in order of time, each with the state that it leads to; without those that were crammed."""
    state: State = New()
    for review in sorted(reviews, key=attrgetter("time_ms", "event_id")):
        if not review.crammed:
            state = answered(
                state,
                review.rating,
                settings,
                review.day,
                time_ms=review.time_ms,
                card_id=review.card_id,
                quality=review.quality,
                throw=review.throw,
            )
            yield review, state


def urgency(state: State, settings: Settings, day: int) -> float:
    """Less for a card that is likelier forgotten on ``day``: by its probability of recall, or else by how late it is.

    Lateness counts in parts of the interval; early is less late than any.
    """
    reached = learned(state)
    if reached is None:
        return 0.0
    recall = ALGORITHMS[settings.algorithm].recall
    if recall is not None:
        return recall(reached.memory, day - reached.reviewed_on, settings)
    return (reached.due_on - day) / max(1, reached.interval_days)
