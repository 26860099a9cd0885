"""How far off a question is, as a learner reads it."""

from __future__ import annotations

from flashcards.scheduling.states import HOUR_MS, MINUTE_MS, SECOND_MS, Moment, State, due_on, wait_ms


def human_interval(state: State, now: Moment) -> str:
    """How far off the next question is, as a button says it: ``10 min``, ``today``, ``6 d``, ``1.2 mo``, ``2.3 y``."""
    wait = wait_ms(state, now)
    due = due_on(state, now.day)
    if due is None:
        return "new"
    return human_wait(wait) if wait else human_days(due - now.day)


def human_days(days: int) -> str:
    """A number of days in the unit that reads best."""
    if days <= 0:
        return "today"
    if days < 30:
        return f"{days} d"
    if days < 365:
        return f"{_short(days * 12 / 365.25)} mo"
    return f"{_short(days / 365.25)} y"


def human_wait(delay_ms: int) -> str:
    """A part of a day in the unit that reads best."""
    if delay_ms < MINUTE_MS:
        return f"{-(-delay_ms // SECOND_MS)} s"
    if delay_ms < HOUR_MS:
        return f"{_short(delay_ms / MINUTE_MS)} min"
    return f"{_short(delay_ms / HOUR_MS)} h"


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
