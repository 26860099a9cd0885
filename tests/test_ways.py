"""Ways of asking are tried in tables: without any one of them, some golden case must come out otherwise."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

from flashcards.rules import by_answer, by_gap, by_owner, by_predicate, statement
from flashcards.rules.sentence import WAYS, Way
from tests.test_cases import ALL_CASES, Case, cards_of, written

PHRASED = [case for case in ALL_CASES if case.file == "phrasing.txt"]

TABLES: list[tuple[ModuleType, Callable[..., object]]] = [
    (module, way) for module in (by_answer, by_gap, by_owner, by_predicate) for way in module._WAYS
]


def differs(cases: list[Case]) -> bool:
    """Does some case give other cards than it should, or none at all?"""
    for case in cases:
        try:
            given = [written(draft) for draft in cards_of(case)]
        except (StopIteration, RuntimeError):
            return True  # the last way, which takes everything, is gone
        if given != case.cards:
            return True
    return False


@pytest.mark.parametrize(("module", "way"), TABLES, ids=lambda part: getattr(part, "__name__", str(part)))
def test_each_way_to_put_a_card_is_seen(module: ModuleType, way: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WAYS", tuple(other for other in module._WAYS if other is not way))
    assert differs(PHRASED)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.find.__module__.rpartition('.')[2]}.{way.find.__name__}")
def test_each_way_to_ask_a_sentence_is_seen(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement, "WAYS", tuple(other for other in WAYS if other is not way))
    monkeypatch.setattr(statement.sentence_drafts, "__kwdefaults__", _without(way))
    assert differs(ALL_CASES)


def _without(way: Way) -> dict[str, object]:
    defaults = dict(statement.sentence_drafts.__kwdefaults__ or {})
    return defaults | {"ways": tuple(other for other in WAYS if other is not way)}
