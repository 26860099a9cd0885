"""When a card is asked again: the state machine around the algorithms, and what can be read off its states."""

from __future__ import annotations

from flashcards.algorithms.anki_sm2 import Config as AnkiSm2Options
from flashcards.algorithms.load import EASY_DAYS
from flashcards.scheduling.balancing import DayAfter, loaded_throws
from flashcards.scheduling.machine import (
    CLOCK_TOLERANCE_DAYS,
    NO_THROWS,
    answered,
    became_leech,
    is_leech,
    next_states,
    replay,
    urgency,
)
from flashcards.scheduling.memories import ALGORITHMS, QUALITY_RATINGS, SM2_QUALITY, Algorithm
from flashcards.scheduling.outlook import Outlook, Turn, outlook
from flashcards.scheduling.settings import (
    LEECH_ACTIONS,
    SM2_READINGS,
    DeckSettings,
    Settings,
    lies_in,
    parameters_fault,
    step_ms,
)
from flashcards.scheduling.simulation import Outcome, simulated
from flashcards.scheduling.states import (
    DAY_MS,
    FIRST_DAY,
    HOUR_MS,
    LAST_DAY,
    MINUTE_MS,
    SECOND_MS,
    Learning,
    Moment,
    New,
    Relearning,
    Reviewing,
    State,
    Step,
    day_of,
    due_on,
    is_due,
    learned,
    settled,
    wait_ms,
)
from flashcards.scheduling.telling import human_days, human_interval, human_wait

__all__ = [
    "ALGORITHMS",
    "CLOCK_TOLERANCE_DAYS",
    "DAY_MS",
    "EASY_DAYS",
    "FIRST_DAY",
    "HOUR_MS",
    "LAST_DAY",
    "LEECH_ACTIONS",
    "MINUTE_MS",
    "NO_THROWS",
    "QUALITY_RATINGS",
    "SECOND_MS",
    "SM2_QUALITY",
    "SM2_READINGS",
    "Algorithm",
    "AnkiSm2Options",
    "DayAfter",
    "DeckSettings",
    "Learning",
    "Moment",
    "New",
    "Outcome",
    "Outlook",
    "Relearning",
    "Reviewing",
    "Settings",
    "State",
    "Step",
    "Turn",
    "answered",
    "became_leech",
    "day_of",
    "due_on",
    "human_days",
    "human_interval",
    "human_wait",
    "is_due",
    "is_leech",
    "learned",
    "lies_in",
    "loaded_throws",
    "next_states",
    "outlook",
    "parameters_fault",
    "replay",
    "settled",
    "simulated",
    "step_ms",
    "urgency",
    "wait_ms",
]
