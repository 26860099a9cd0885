"""What an author could mend, though each note can be used as it is: hints, each one sentence with its place and a remedy.

A hint that is often wrong teaches its reader to skip them all, so in doubt there is none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

from flashcards.errors import Problem
from flashcards.markup import CLOZE, mask, mask_code, plain_line, reading_key, words
from flashcards.merging import TELLING_BACK_WORDS, merge
from flashcards.model import Draft, Source
from flashcards.parser import RULES, Explanation
from flashcards.rules.outline import Entry, answer_label, question_label
from flashcards.rules.restraint import is_example_marker, why_nothing
from flashcards.rules.text import LONGEST_BACK_WORDS
from flashcards.rules.vocabulary import ANSWER_LABELS

NEARLY_THE_SAME = 0.8
"""From which share of equal words on two answers to one question are probably meant to be one."""

_LONGEST_QUOTED = 40
_EXPLICIT = frozenset(rule.name for rule in RULES if rule.explicit)

Told = Sequence[Explanation]
"""What each entry of one note became, in the order of the note."""


def hints(notes: Mapping[str, Told]) -> list[Problem]:
    """What could be mended in ``notes``, which are given by their paths: in each of them, and between their cards."""
    drafts = [draft for told in notes.values() for one in told for draft in one.drafts]
    in_notes = (problem for path, told in notes.items() for check in IN_A_NOTE for problem in check(path, told))
    cards = Cards(drafts)
    between = (problem for check in BETWEEN_CARDS for problem in check(drafts, cards))
    return sorted({*in_notes, *between})


# ---------------------------------------------------------------------------------------------- cards left unfinished

_NO_BACK = re.compile(r"(?:^|\s):{2,3}\s*$")
_NO_FRONT = re.compile(r"^\s*:{2,3}\s")
_LEADS_ON = re.compile(r"[:：]$|\s[-–—]+$")
"""At the end of a term; a dash without a space before it may be a sign, as in ``OH-``."""
_CLOZE_START = re.compile(r"\{\{c\d+::")


def unanswered(path: str, told: Told) -> Iterator[Problem]:
    """``Q:`` without ``A:``, in a note whose author answers others so; who never does leaves them open on purpose."""
    answers = any(answer_label(one.text) or _is_bare_answer(one.text) for one in told)
    for one in _alone(told):
        if answers and question_label(one.text) and not any(draft.back for draft in one.drafts):
            yield _hint(path, one, "this question has no answer; write it on a line `A: ...` right below")


def one_sided(path: str, told: Told) -> Iterator[Problem]:
    """``front ::`` without a back, and the other way round."""
    for one in _alone(told):
        masked = mask(one.text)
        if _NO_BACK.search(masked):
            yield _hint(path, one, "nothing stands after the colons; write the back of this card there")
        elif _NO_FRONT.match(masked):
            yield _hint(path, one, "nothing stands before the colons; write the front of this card there")


def empty_clozes(path: str, told: Told) -> Iterator[Problem]:
    """``{{c1::}}``, and a cloze that is never closed."""
    for one in _alone(told):
        text = mask_code(one.text)
        found = [CLOZE.match(text, start.start()) for start in _CLOZE_START.finditer(text)]
        if any(cloze is None or not plain_line(cloze["hidden"]) for cloze in found):
            yield _hint(path, one, "this cloze hides nothing, or is not closed; write it as {{c1::what is hidden}}")


def bare_terms(path: str, told: Told) -> Iterator[Problem]:
    """``Term :`` or ``Term -`` with nothing below it, among others that are explained."""
    for before, one, after in zip([None, *told], told, [*told[1:], None], strict=False):
        if _is_alone(one) and _is_bare(one.entry) and _is_member(before, one) and _goes_on(one, after):
            message = f"nothing stands after {_quoted(one.text)}; write beside or below it what belongs to it"
            yield _hint(path, one, message)


def _is_member(before: Explanation | None, one: Explanation) -> bool:
    """Does it stand in a list, or right below a line that gave cards?"""
    above = before is not None and bool(before.drafts) and before.lines.end + 1 == one.lines.start
    return bool(one.entry.run) or above


def _goes_on(one: Explanation, after: Explanation | None) -> bool:
    """Does what follows not belong to it: nothing, a new section, or a member of the same list with cards of its own?"""
    if after is None or after.entry.role == "heading":
        return True
    return after.entry.run == one.entry.run > 0 and bool(after.drafts)


def _is_bare(entry: Entry) -> bool:
    ends = _LEADS_ON.search(plain_line(entry.text)) and not _NO_BACK.search(mask(entry.text))
    return bool(ends) and not entry.children and not _is_bare_answer(entry.text)


def _is_bare_answer(text: str) -> bool:
    read = plain_line(text).casefold()
    return read.endswith(":") and read.rstrip(" :") in ANSWER_LABELS


def _alone(told: Told) -> Iterator[Explanation]:
    return filter(_is_alone, told)


def _is_alone(one: Explanation) -> bool:
    """Is it a line of text that nothing outside holds back: no list of works, no switch, no card that says it anyway?"""
    return one.entry.role in ("item", "line", "definition") and one.reason == why_nothing(one.entry)


# ------------------------------------------------------------------------------------------------- sections and answers


def twin_headings(path: str, told: Told) -> Iterator[Problem]:
    """Two sections of one name at one place, both with cards."""
    inner = {id(child) for one in told for child in one.entry.children}
    groups = [[one.entry for one in told if id(one.entry) not in inner], *(one.entry.children for one in told)]
    fruitful = {draft.source[0].start_line for one in told for draft in one.drafts}
    for group in groups:
        first: dict[str, Entry] = {}
        for entry in group:
            if entry.role != "heading" or fruitful.isdisjoint(range(entry.span.start, entry.span.end + 1)):
                continue
            earlier = first.setdefault(reading_key(entry.text), entry)
            if earlier is not entry:
                place = f"{path}:{earlier.lines.start}"
                message = f"the heading {_quoted(entry.text)} also stands at {place}; name apart what each is about"
                yield Problem(path, entry.lines.start, message)


def long_answers(path: str, told: Told) -> Iterator[Problem]:
    """Answers that are more than one thing to recall."""
    for draft in (draft for one in told for draft in one.drafts):
        count = words(draft.back)
        if count > LONGEST_BACK_WORDS:
            message = f"the answer to {_quoted(draft.front)} has {count} words; make several cards of it, or shorten it"
            yield Problem(path, draft.source[0].start_line, message)


# ------------------------------------------------------------------------------------------------------- between cards


class Cards:
    """What drafts become once those that say or ask the same are joined."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._at: dict[Source, list[Draft]] = defaultdict(list)
        for card in merge(drafts):
            for source in card.source:
                self._at[source].append(card)

    def of_both(self, one: Draft, other: Draft) -> Draft | None:
        """The card that asks what both ask, if they became one."""
        asked = {reading_key(one.front), reading_key(other.front)}
        both = (card for card in self._at[one.source[0]] if other.source[0] in card.source)
        return next((card for card in both if reading_key(card.front) in asked), None)


def two_answers(drafts: Sequence[Draft], cards: Cards) -> Iterator[Problem]:
    """Cards that nobody can tell apart: front and all headings are the same, the answers are not."""
    answered = [draft for draft in drafts if draft.back and not is_example_marker(draft.front)]
    for first, other in _pairs(answered, lambda draft: (_heads(draft), reading_key(draft.front))):
        card = cards.of_both(first, other)
        if not _holds(first.back, other.back) and (card is None or _says_both(card, first, other)):
            same_note = first.source[0].path == other.source[0].path
            remedy = (
                "tell the two apart by name, or write one answer"
                if same_note
                else "name in the headings what each is about"
            )
            yield _at(other, f"{_quoted(other.front)} has another answer at {_place(first.source[0])}; {remedy}")


def _says_both(card: Draft, first: Draft, other: Draft) -> bool:
    return all(reading_key(draft.back) in reading_key(card.back) for draft in (first, other))


def written_twice(drafts: Sequence[Draft], _: Cards) -> Iterator[Problem]:
    """Cards that the author wrote as such, twice."""
    explicit = [draft for draft in drafts if draft.rule in _EXPLICIT]
    for first, other in _pairs(
        explicit, lambda draft: (_heads(draft)[-1:], reading_key(draft.front), reading_key(draft.back))
    ):
        if first.source[0] != other.source[0]:
            yield _at(other, f"this card also stands at {_place(first.source[0])}; keep one of them")


def nearly_the_same(drafts: Sequence[Draft], cards: Cards) -> Iterator[Problem]:
    """One term explained at two places in almost the same words, yet on two cards."""
    long = [draft for draft in drafts if words(draft.back) >= TELLING_BACK_WORDS]
    for first, other in _pairs(long, lambda draft: (draft.kind, reading_key(draft.front))):
        alike = _heads(first) != _heads(other) and NEARLY_THE_SAME <= _likeness(first.back, other.back) < 1
        if alike and cards.of_both(first, other) is None:
            place = _place(first.source[0])
            yield _at(other, f"{_quoted(other.front)} says almost the same as {place}; word them alike for one card")


def _pairs(drafts: Iterable[Draft], key_of: Callable[[Draft], Hashable]) -> Iterator[tuple[Draft, Draft]]:
    """Each draft that shares a key with an earlier one, after the first such."""
    first: dict[Hashable, Draft] = {}
    for draft in drafts:
        earlier = first.setdefault(key_of(draft), draft)
        if earlier is not draft:
            yield earlier, draft


def _likeness(one: str, other: str) -> float:
    """The share of words, 0 to 1, that two texts have in common."""
    left, right = Counter(reading_key(one).split()), Counter(reading_key(other).split())
    return 2 * (left & right).total() / max(1, left.total() + right.total())


def _holds(one: str, other: str) -> bool:
    return reading_key(one) in reading_key(other) or reading_key(other) in reading_key(one)


Check = Callable[[str, Told], Iterator[Problem]]
IN_A_NOTE: tuple[Check, ...] = (unanswered, one_sided, empty_clozes, bare_terms, twin_headings, long_answers)
BETWEEN_CARDS: tuple[Callable[[Sequence[Draft], Cards], Iterator[Problem]], ...] = (
    two_answers,
    written_twice,
    nearly_the_same,
)

# ------------------------------------------------------------------------------------------------------ how it is said


def _heads(draft: Draft) -> tuple[str, ...]:
    return tuple(reading_key(head) for head in draft.context)


def _hint(path: str, one: Explanation, message: str) -> Problem:
    return Problem(path, one.lines.start, message)


def _at(draft: Draft, message: str) -> Problem:
    return Problem(draft.source[0].path, draft.source[0].start_line, message)


def _place(source: Source) -> str:
    return f"{source.path}:{source.start_line}"


def _quoted(markdown: str) -> str:
    """The beginning of a text in quotation marks, so that its author knows it again."""
    read = plain_line(markdown)
    return f"“{read}”" if len(read) <= _LONGEST_QUOTED else f"“{read[: _LONGEST_QUOTED - 1].rstrip()}…”"
