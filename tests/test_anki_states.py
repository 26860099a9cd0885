"""What a pull takes over of cards that are suspended or buried in Anki: only what was decided there last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from flashcards import events
from flashcards.anki.exchange.suspending import Agreed
from flashcards.anki.files.snapshot import NOTHING, Card, Snapshot
from flashcards.collection.anki_known import COMMAND
from flashcards.collection.anki_states import Here, state_lines
from flashcards.collection.conversion import LineMaker
from flashcards.collection.report import Now
from flashcards.events import Event
from flashcards.ledger import fold

T0_S = 1_760_000_000
DAY = 739_533
KEEL = "keel"
SUSPENDED, BURIED, REVIEW = -1, -3, 2


def there(queue: int, at_s: int) -> Snapshot:
    """Anki with the one card in this queue, which was last changed so many seconds after the start."""
    card = Card(KEEL, 0, "Ships", 2, queue, 9, 3, 2500, 4, 0, is_filtered=False, changed_s=T0_S + at_s)
    return replace(NOTHING, cards=(card,), rollover_hour=4, is_whole=True)


def lines(*kinds: tuple[type[Event], int] | tuple[type[Event], int, str]) -> list[Event]:
    """The card, and what was said of it so many seconds after the start; with a mark as of a pull."""
    said = events.Add(
        id="0", time_ms=0, utc_offset_minutes=0, day=DAY - 9, card=KEEL, wording=events.Wording("qa", (), "a", "b", ())
    )
    made: list[Event] = [said]
    for number, (kind, at_s, *command) in enumerate(kinds, 1):
        about = {"until_day": DAY + (command == [f"{COMMAND}x"])} if kind is events.Bury else {}
        made.append(
            kind(  # type: ignore[call-arg]
                id=str(number),
                time_ms=(T0_S + at_s) * 1000,
                utc_offset_minutes=0,
                day=DAY,
                card=KEEL,
                command="".join(command),
                **about,
            )
        )
    return made


def taken(found: Snapshot, said: Iterable[Event], agreed: Agreed | None = None) -> list[str]:
    """The kinds of the lines that a pull a minute after the start adds."""
    said, now = list(said), Now((T0_S + 60) * 1000, 0)
    ledger = fold(said)
    here = Here(said, ledger.cards, (), 4, now.time_ms, DAY, lambda _: 0, LineMaker(ledger, now, DAY), agreed)
    return [line.type for line in state_lines(found, here)]


PULL = f"{COMMAND}x"
SUSPENDED_BY_PULL = (events.Suspend, 10, PULL)
BURIED_BY_PULL = (events.Bury, 10, PULL)


@pytest.mark.parametrize("agreed", [None, Agreed({KEEL}, {KEEL})], ids=["unknown", "agreed"])
def test_a_card_that_is_asked_again_here_is_not_suspended_again_by_what_anki_had_before(agreed: Agreed | None) -> None:
    said = lines(SUSPENDED_BY_PULL, (events.Unsuspend, 20))
    assert taken(there(SUSPENDED, 5), said, agreed) == []
    if agreed is None:
        assert taken(there(SUSPENDED, 30), said) == ["suspend"], "it was suspended there once more"
    assert taken(there(REVIEW, 30), lines(SUSPENDED_BY_PULL), agreed) == ["unsuspend"]


def test_a_card_that_is_dug_out_here_is_not_buried_again_by_what_anki_had_before() -> None:
    assert taken(there(BURIED, 5), lines()) == ["bury"]
    assert taken(there(BURIED, 5), lines(BURIED_BY_PULL)) == []
    said = lines(BURIED_BY_PULL, (events.Bury, 20))
    assert taken(there(BURIED, 5), said) == []
    assert taken(there(BURIED, 30), said) == ["bury"]


def test_a_burial_that_was_taken_back_here_is_not_taken_from_anki_again() -> None:
    said = lines(BURIED_BY_PULL)
    void = events.Void(id="v", time_ms=(T0_S + 20) * 1000, utc_offset_minutes=0, day=DAY, event="1")
    assert taken(there(BURIED, 5), [*said, void]) == []
    assert taken(there(BURIED, 30), [*said, void]) == ["bury"]
