"""Golden cases: what a piece of a note becomes, and what it must not become.

A file of ``tests/cases`` holds any number of cases:

    %%% what the case shows (md, or rst if the title ends in [rst])
    the note
    %%% cards
    kind | context > context | front | back line / back line

Nothing after ``%%% cards`` means that the note must give no card.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from flashcards.markup import plain
from flashcards.model import Draft
from flashcards.parser import merge, parse_text

CASES = Path(__file__).parent / "cases"


class Case(NamedTuple):
    file: str
    title: str
    note: str
    cards: list[str]

    @property
    def path(self) -> str:
        return "notes/case.rst" if self.title.endswith("[rst]") else "notes/case.md"


def read_cases(path: Path) -> list[Case]:
    parts = re.split(r"^%%% (.+)\n", path.read_text("utf-8"), flags=re.MULTILINE)[1:]
    cases = []
    for title, note, marker, cards in zip(parts[::4], parts[1::4], parts[2::4], parts[3::4], strict=True):
        assert marker == "cards", f"{path.name}: {title}: no cards section"
        cases.append(Case(path.name, title, note, [_bars(line) for line in cards.splitlines() if line.strip()]))
    return cases


def written(draft: Draft) -> str:
    """A card on one line."""
    back = plain(draft.back).replace("\n", " / ")
    return _bars(f"{draft.kind} | {' > '.join(draft.context)} | {plain(draft.shown)} | {back}")


def cards_of(case: Case) -> list[Draft]:
    """The cards of the case's note; where phrasing isn't the matter, as the rules made them, in the note's words."""
    drafts, _ = parse_text(case.note, case.path)
    is_phrased = case.file == "phrasing.txt"
    return merge(drafts if is_phrased else [replace(draft, question="", answer="") for draft in drafts])


def _bars(line: str) -> str:
    return re.sub(r"\s*\|\s*", " | ", line).strip()


ALL_CASES = [case for path in sorted(CASES.glob("*.txt")) for case in read_cases(path)]


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: f"{case.file}-{case.title}")
def test_case(case: Case) -> None:
    assert [written(draft) for draft in cards_of(case)] == case.cards


def test_there_are_cases() -> None:
    assert len(ALL_CASES) > 20
