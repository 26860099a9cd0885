"""The ways of finding a card again, surest first."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Literal, NamedTuple

from flashcards.events import Wording
from flashcards.identity.compare import alike, context_of, move_between, normal, question, said
from flashcards.identity.evidence import Pair, is_same_section
from flashcards.identity.likeness import is_rewording
from flashcards.merging import likely_keys, may_be_one

TELLING_CHARACTERS = 12
"""How long an answer must be to point to one card at its own place."""

TELLING_ELSEWHERE_CHARACTERS = 40
"""How long an answer must be to point to one card at another place."""

Keys = Iterable[Hashable]


class Stage(NamedTuple):
    """One way of finding a card again: where exactly one old and one new wording share a key, and it is ``sure``."""

    reason: str
    cards: Literal["active", "not held", "retired"]
    """Which old cards may be found by it. Cards are held if one of their notes can't be read."""
    keys: Callable[[Wording], Keys]
    sure: Callable[[Pair], bool] = lambda _: True
    look_at: Literal["latest", "former", "moved", "renamed"] = "latest"
    """The old cards' wordings: the latest; those before they were followed; the latest as it is where the known moves of
    their sections lead, or as it is with the new name that others with its front have got."""
    pairing: Literal["unique", "in rank", "closest"] = "unique"
    """Where several share a key: nothing is sure; or pair them by rank, as they ask the same; or those most alike."""


def _anchored_here(wording: Wording) -> Keys:
    return [(path, wording.anchor) for path in wording.paths] if wording.anchor else ()


def _anchored(wording: Wording) -> Keys:
    return [wording.anchor] if wording.anchor else ()


def _unchanged(wording: Wording) -> Keys:
    return [wording]


def _same_text(wording: Wording) -> Keys:
    return [(wording.kind, wording.context, wording.front, wording.back)]


def _same_wording(wording: Wording) -> Keys:
    return [question(wording)]


def _same_answer_here(wording: Wording) -> Keys:
    back = normal(wording.back)
    return [(path, wording.kind, context_of(wording), back) for path in wording.paths] if back else ()


def _same_question_here(wording: Wording) -> Keys:
    return [(path, context_of(wording), normal(wording.front)) for path in wording.paths]


def _same_sides_nearby(wording: Wording) -> Keys:
    return [(*said(wording), place) for place in _nearby(wording)]


def _same_sides(wording: Wording) -> Keys:
    return [said(wording)]


def _same_sides_here(wording: Wording) -> Keys:
    return [(*said(wording), context_of(wording))]


def _same_front_nearby(wording: Wording) -> Keys:
    return [(wording.kind, normal(wording.front), place) for place in _nearby(wording)]


def _same_front(wording: Wording) -> Keys:
    return [(wording.kind, normal(wording.front))]


def _same_back_nearby(wording: Wording) -> Keys:
    back = normal(wording.back)
    return [(wording.kind, back, place) for place in _nearby(wording)] if back else ()


def _same_back(wording: Wording) -> Keys:
    back = normal(wording.back)
    return [(wording.kind, back)] if back else ()


def _same_place(wording: Wording) -> Keys:
    return [(path, wording.kind, wording.cloze, context_of(wording)) for path in wording.paths]


def _same_section(wording: Wording) -> Keys:
    return [(wording.kind, wording.cloze, context_of(wording))]


def _same_answer_in_section(wording: Wording) -> Keys:
    back = normal(wording.back)
    return [(wording.kind, context_of(wording), back)] if back else ()


def _same_statement_here(wording: Wording) -> Keys:
    keys = likely_keys(wording.front, wording.back)
    return [(path, wording.cloze, key) for path in wording.paths for key in keys]


def _nearby(wording: Wording) -> Iterator[Hashable]:
    """The places that differ by one heading from the wording's: one renamed, put in or taken out; or by the file."""
    context = context_of(wording)
    yield context
    for path in wording.paths:
        yield path, context
        for index in range(len(context)):
            yield path, context[:index] + context[index + 1 :]
            yield path, (*context[:index], None, *context[index + 1 :])


def _hides_nothing(pair: Pair) -> bool:
    return not pair.old.cloze and not pair.new.cloze


def _renamed_with_others(pair: Pair) -> bool:
    return pair.evidence.renamed_with_others(pair)


def _tells_here(pair: Pair) -> bool:
    return _tells(pair, TELLING_CHARACTERS) or alike(pair.old.front, pair.new.front)


def _tells_elsewhere(pair: Pair) -> bool:
    alike_fronts = alike(pair.old.front, pair.new.front)
    characters = TELLING_CHARACTERS if alike_fronts else TELLING_ELSEWHERE_CHARACTERS
    return _tells(pair, characters) and pair.evidence.keeps_subject(pair)


def _tells(pair: Pair, characters: int) -> bool:
    """Whether no other card has this answer, and nobody would give it by chance."""
    return len(normal(pair.new.back)) >= characters and pair.evidence.only_card_with_back(pair)


def _both_sides_tell(pair: Pair) -> bool:
    sides = normal(pair.new.front) + normal(pair.new.back)
    long_enough = len(sides) >= TELLING_CHARACTERS
    return long_enough and pair.evidence.only_card_with_sides(pair) and pair.evidence.keeps_subject(pair)


def _with_its_section(pair: Pair) -> bool:
    """Whether other cards have moved the same way, or the headings that differ are versions of one another."""
    return move_between(pair.old, pair.new) in pair.evidence.moves or is_same_section(pair)


def _answer_is_a_version(pair: Pair) -> bool:
    long_enough = len(normal(pair.new.back)) >= TELLING_CHARACTERS
    return long_enough and pair.evidence.only_version(pair) and pair.evidence.keeps_subject(pair)


def _is_its_twin(pair: Pair) -> bool:
    """Whether merging takes the one card for the other: which of them it keeps hangs on what else the notes say."""
    old, new = pair.old, pair.new
    long_enough = len(normal(new.front)) + len(normal(new.back)) >= TELLING_CHARACTERS
    at_several_places = max(len(old.paths), len(new.paths)) > 1 or old.paths != new.paths
    same_subject = at_several_places or pair.evidence.keeps_subject(pair)
    return long_enough and same_subject and may_be_one((old.front, old.back), (new.front, new.back))


def _goes_with_its_section(pair: Pair) -> bool:
    return is_same_section(pair) or is_rewording(pair.old, pair.new)


def _goes_with_its_section_and_tells(pair: Pair) -> bool:
    return is_same_section(pair) and _tells_here(pair)


def _is_reworded(pair: Pair) -> bool:
    return is_rewording(pair.old, pair.new)


def _is_reworded_in_renamed_note(pair: Pair) -> bool:
    return pair.evidence.lost_its_notes(pair.old) and is_rewording(pair.old, pair.new)


def _left_its_question(pair: Pair) -> bool:
    return _tells(pair, TELLING_CHARACTERS) and pair.evidence.left_its_question(pair)


def _headings_shifted(pair: Pair) -> bool:
    return pair.evidence.headings_shifted(pair)


STAGES: tuple[Stage, ...] = (
    Stage("same anchor", "active", _anchored_here, pairing="closest"),
    Stage("same anchor", "active", _anchored, pairing="closest"),
    Stage("same wording", "active", _unchanged, pairing="in rank"),
    Stage("same wording", "active", _same_text, pairing="in rank"),
    Stage("moved", "not held", _same_sides, _headings_shifted),
    Stage("question changed, same answer at the same place", "not held", _same_answer_here, _left_its_question),
    Stage("same wording", "active", _same_wording, pairing="in rank"),
    Stage("same anchor", "retired", _anchored_here, pairing="closest"),
    Stage("same anchor", "retired", _anchored, pairing="closest"),
    Stage("same wording", "retired", _same_text, pairing="in rank"),
    Stage("same wording", "retired", _same_wording, pairing="in rank"),
    Stage("back to a former wording", "active", _same_wording, look_at="former"),
    Stage("back to a former wording", "retired", _same_wording, look_at="former"),
    Stage("question changed, same answer at the same place", "not held", _same_answer_here, _tells_here),
    Stage("renamed with others", "not held", _same_answer_here, _renamed_with_others),
    Stage("renamed with others", "not held", _same_question_here, look_at="renamed"),
    Stage("same question, answered otherwise", "not held", _same_question_here, _hides_nothing),
    Stage("moved", "not held", _same_sides_nearby, _both_sides_tell),
    Stage("moved with its section", "not held", _same_sides_here, look_at="moved"),
    Stage("moved", "not held", _same_sides_nearby, _with_its_section),
    Stage("moved", "not held", _same_sides, _both_sides_tell),
    Stage("moved with its section", "not held", _same_sides_here, look_at="moved"),
    Stage("said in other words in another note", "not held", _same_statement_here, _is_its_twin),
    Stage("moved, answer changed", "not held", _same_front_nearby, _answer_is_a_version),
    Stage("moved, answer changed", "not held", _same_front, _answer_is_a_version),
    Stage("moved, question changed", "not held", _same_back_nearby, _tells_elsewhere),
    Stage("moved, question changed", "not held", _same_back, _tells_elsewhere),
    Stage("moved with its section", "not held", _same_sides_here, look_at="moved"),
    Stage("both sides reworded at the same place", "not held", _same_place, _is_reworded, pairing="closest"),
    Stage("moved with its section, answer changed", "not held", _same_wording, _goes_with_its_section, look_at="moved"),
    Stage(
        "moved with its section, question changed",
        "not held",
        _same_answer_in_section,
        _goes_with_its_section_and_tells,
        look_at="moved",
    ),
    Stage(
        "moved with its section, reworded", "not held", _same_section, _is_reworded, look_at="moved", pairing="closest"
    ),
    Stage("reworded in a renamed note", "not held", _same_section, _is_reworded_in_renamed_note, pairing="closest"),
    Stage("moved while it was away", "retired", _same_sides, _both_sides_tell),
    Stage("question changed while it was away", "retired", _same_answer_here, _tells_here),
    Stage("reworded while it was away", "retired", _same_place, _is_reworded, pairing="closest"),
)
"""Surest first. What follows the known moves of sections stands several times: later finds make more of them known."""
