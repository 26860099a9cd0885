"""A parent with its children: the members of a set, the steps of a procedure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from flashcards.markup import bullets, mask, numbers, one_line, plain_line, words
from flashcards.rules.bare_name import Name
from flashcards.rules.by_subject import is_command
from flashcards.rules.language import LANGUAGES, Language
from flashcards.rules.outline import Entry, title_number
from flashcards.rules.place import Made, Place, name_of
from flashcards.rules.restraint import (
    explains,
    is_attribute,
    is_example_marker,
    is_practice,
    is_reading_list,
    is_reference_section,
    is_schedule,
    is_series,
    names_reading,
    tells_step,
)
from flashcards.rules.sentence import asks_without_mark
from flashcards.rules.text import (
    LONGEST_BACK_WORDS,
    LONGEST_SET,
    is_finished,
    is_question,
    label,
    lower_words,
    opens_as_example,
    sentences,
    split_term,
)
from flashcards.rules.vocabulary import GOOD_AND_BAD, LABELS, MONTHS, OTHERS, SETS, STEPS

_LONGEST_MEMBER_WORDS = 16
_MOST_MEMBERS = 10
_MOST_STEPS = 25
_GLOSSARY_WORDS = 4
_LONGEST_BARE_NAME_WORDS = 4


def members_of(entry: Entry, place: Place) -> Made | None:
    """The list below ``entry``, by the names of its members; numbered lists are sequences."""
    members = _members(entry)
    if members is None or not _is_worth_a_card(entry, members, place):
        return None
    names = [_name(member) for member in members]
    if _only_count(names):
        names = [member.text for member in members]  # ``Signal 1``, ``3 May``: what each is says the rest of its line
    if len(set(names)) < len(names):
        return None
    ordered = members[0].ordered or all(title_number(member.text) or tells_step(member) for member in members)
    if ordered and len(members) > LONGEST_SET and _is_procedure(entry, names, place.language):
        return _step_by_step(entry, members, names, place)
    if len(members) > LONGEST_SET and is_question(entry.text):
        return None  # it stays open: nobody says so much in answer to one question
    back = (numbers if ordered else bullets)(names)
    if _is_told(_front(entry, place), back, place.language) or _says_one_twice(names):
        return None
    if words(back) > LONGEST_BACK_WORDS or not all(plain_line(name) for name in names):
        return None
    priority = _priority(len(members), ordered=ordered)
    draft = place.draft(
        "sequence" if ordered else "list",
        _front(entry, place),
        back,
        lines=entry.span,
        priority=priority,
    )
    return Made((draft,))


def _says_one_twice(names: Sequence[str]) -> bool:
    """``Test data``, ``Test data size``: of two, does one say all that the other does?"""
    one, *others = (set(plain_line(name).casefold().split()) for name in names)
    return len(others) == 1 and (one <= others[0] or others[0] <= one)


def _only_count(names: Sequence[str]) -> bool:
    """Are the names numbers or dates, perhaps with the same word before each: ``type I``, ``type II``?"""
    left = {
        tuple(word for word in lower_words(plain_line(name)) if not _COUNTING.fullmatch(word) and word not in MONTHS)
        for name in names
    }
    return len(left) == 1 and all(len(words_left) <= 1 for words_left in left)


_COUNTING = re.compile(r"\d+[a-z]{0,2}|[ivx]+|[a-z]")


def _is_told(front: str, back: str, language: Language) -> bool:
    """Does the name say all the words of the members?"""
    told, asked = (set(lower_words(plain_line(text))) - language.small for text in (front, back))
    return told >= asked


def _is_procedure(entry: Entry, names: Sequence[str], language: Language) -> bool:
    """Do most members tell what to do, or does the name speak of steps?"""
    commands = sum(is_command(name, language) for name in names)
    return commands * 2 > len(names) or not STEPS.isdisjoint(plain_line(name_of(entry)).casefold().split())


def _step_by_step(entry: Entry, members: Sequence[Entry], names: Sequence[str], place: Place) -> Made | None:
    """A long procedure is no set to recite: each step asks for the next."""
    asks = place.language.what_is_next
    if not asks or not all(plain_line(name) for name in names):
        return None
    context = (plain_line(_lead(entry)),)
    return Made(
        tuple(
            place.draft(
                "sequence", asks.format(one), one_line(next_one), lines=member.lines, priority=0.5, context=context
            )
            for one, next_one, member in zip(names, names[1:], members[1:], strict=False)
        )
    )


def _priority(members: int, *, ordered: bool) -> float:
    """A handful is worth learning as a set; a pair hardly more than its two halves, a long list hardly at all."""
    if members > LONGEST_SET:
        return 0.45
    return 0.52 if members == 2 else 0.68 if ordered else 0.64


def _front(entry: Entry, place: Place) -> str:
    """The name; as a question where the name alone asks for its meaning."""
    name = without_announcing(_lead(entry), place.language)
    return place.language.what_belongs.format(name) if explains(entry) else name


def without_announcing(name: str, language: Language) -> str:
    """``Familiarise yourself with tools, such as`` without the words that open the examples."""
    for opening in language.announcing:
        if name.casefold().endswith(f" {opening}"):
            return name[: -len(opening)].rstrip(" ,;:") or name
    return name


def _members(entry: Entry) -> list[Entry] | None:
    """The members of the one list below ``entry``, or its subsections; None where it isn't clear which list is meant.

    Of several lists the first one is, if nothing stands before it, but rather the one that counts steps.
    """
    lists: dict[int, list[Entry]] = {}
    for child in entry.children:
        if child.run and child.role != "todo":
            lists.setdefault(child.run, []).append(child)
    if steps := next((members for members in lists.values() if members[0].counted_by in STEPS), None):
        return steps
    runs = list(lists)
    if runs and (len(runs) == 1 or entry.children[0].run == runs[0]):
        return lists[runs[0]]
    sections = [child for child in entry.children if child.role == "heading"]
    return sections if len(sections) >= 2 and not runs else None


def _is_worth_a_card(entry: Entry, members: Sequence[Entry], place: Place) -> bool:
    most = _MOST_STEPS if members[0].ordered else _MOST_MEMBERS
    if (
        not 2 <= len(members) <= most
        or not plain_line(entry.text)
        or place.practice
        or place.scheduled
        or place.is_example
        or is_practice(entry)
        or opens_as_example(name_of(entry))
    ):
        return False
    if place.is_boilerplate(entry) or is_example_marker(name_of(entry)) or is_series(members) or is_schedule(entry):
        return False
    if is_reading_list(members) or any(is_schedule(member) for member in members):
        return False
    if not _is_announced(entry, members, place):
        return False
    if explains(entry) and any(_is_remark(member) for member in members):
        return False  # remarks on what has just been explained
    if sum(is_attribute(name_of(member), place.language) for member in members) * 2 > len(members):
        return False  # what is said of each thing: its causes, its effects
    if _goes_through(entry, members):
        return False  # an example among others goes through a subject; it doesn't divide it
    if _is_mixed([_asks(member, place.language) for member in members]):
        return False  # questions among statements are remarks, not members
    if entry.role == "heading" and _is_mixed([_says_something(member) for member in members]):
        return False  # names of sections among whole sentences: the heading divides, it doesn't list
    if _only_divides(entry, members, place.language) or _are_two_statements(members):
        return False
    if entry.role == "heading" and _is_topic(members) and not _names_a_set(entry) and not _are_terms(members):
        return False
    named = [plain_line(_name(member)).casefold() for member in members]
    if _is_glossary(members) or all(name in place.boilerplate for name in named) or GOOD_AND_BAD.issuperset(named):
        return False
    return words(_lead(entry)) <= 20


def _goes_through(entry: Entry, members: Sequence[Entry]) -> bool:
    """Does any member show that the list only goes through a subject: an example, a label, what is compared, the rest?"""
    if any(is_example_marker(name_of(member)) or opens_as_example(name_of(member)) for member in members):
        return True
    told, names = lower_words(plain_line(name_of(entry))), [plain_line(_name(member)) for member in members]
    labels = [name.casefold().strip(" .:") in LABELS for name in names]
    if any(labels) and not all(labels) and not _names_a_set(entry):
        return True  # Def, Rule, Revocation
    compares = not _AGAINST.isdisjoint(told)
    said = [lower_words(name) for name in names]
    if compares and any(len(one) == 1 and set(one) <= set(told) for one in said):
        return True  # TCP under TCP vs UDP
    return not _names_a_set(entry) and any(len(one) > 1 and one[0] in OTHERS for one in said)


_AGAINST = frozenset(chain.from_iterable(language.grammar.against for language in LANGUAGES))


def _only_divides(entry: Entry, members: Sequence[Entry], language: Language) -> bool:
    """Do two names, each with more said of it, only go through what stands above them, which announces no two?"""
    if len(members) != _PAIR or not members[0].ordered or not all(explains(one) or one.children for one in members):
        return False
    name = Name(plain_line(name_of(entry)), language)
    return not (_names_a_set(entry) or name.is_plural or any(map(str.isdigit, name.text)) or explains(entry))


def _are_two_statements(members: Sequence[Entry]) -> bool:
    """Two long lines are asked one by one; together they are no set to recite."""
    is_pair = len(members) == _PAIR and not members[0].ordered
    return is_pair and sum(words(_name(member)) for member in members) > _LONGEST_PAIR_WORDS


_LONGEST_PAIR_WORDS = 36


def _is_announced(entry: Entry, members: Sequence[Entry], place: Place) -> bool:
    """Does what stands above the members list them, rather than go through several things below a heading?"""
    if members[0].role == "heading" and not _are_parts(members, place):
        return False
    if entry.role != "heading":
        return True
    is_beside = bool(members[0].run) and _is_beside_more(entry, members, place)
    return not is_beside and (members[0].ordered or not _is_one_point(entry, members, place.language))


def _lead(entry: Entry) -> str:
    """What leads in to the list: the name, or the last sentence where more is said before it."""
    name = name_of(entry)
    return name if entry.role == "heading" or explains(entry) else sentences(name)[-1]


def _is_remark(member: Entry) -> bool:
    """Is ``member`` an example, an exception or the like, rather than one of several?"""
    return is_example_marker(name_of(member)) or plain_line(label(member.text)).casefold() in LABELS


def _are_parts(sections: Sequence[Entry], place: Place) -> bool:
    """Subsections list something where they number themselves, or stand deep and short enough to be a classification."""
    if not place.above and len([other for other in place.siblings if other.role == "heading"]) < 2:
        return False  # the sections of a whole note are its table of contents
    if len(sections) < _FEWEST_SECTIONS or any(_is_apart(one) for one in sections):
        return False
    if all(title_number(section.text) for section in sections):
        return True
    return bool(place.above) and not any(child.role == "heading" for section in sections for child in section.children)


def _is_beside_more(entry: Entry, members: Sequence[Entry], place: Place) -> bool:
    """Do terms above the list say that the section is about more: two in one, or any in a whole note?"""
    above = entry.children[: entry.children.index(members[0])]
    terms = [child for child in above if not child.run and (explains(child) or child.role == "definition")]
    whole_note = not place.above and sum(other.role == "heading" for other in place.siblings) == 1
    return len(terms) >= _FEWEST_TERMS_BESIDE or (whole_note and bool(terms))


_FEWEST_TERMS_BESIDE = 2


def _is_one_point(entry: Entry, members: Sequence[Entry], language: Language) -> bool:
    """Is the list one of several things below a heading that doesn't announce it, by a plural or as something to do?"""
    beside = len(entry.children) - len(members)
    leads = entry.children[0] is members[0] and len(members) > _TIMES_OF_MAIN_LIST * beside
    if beside < _FEWEST_BESIDE or leads:
        return False
    name = Name(plain_line(name_of(entry)), language)
    announces_list = _names_a_set(entry) or name.is_plural or any(map(str.isdigit, name.text))
    names = [plain_line(_name(member)) for member in members]
    return len(members) == _PAIR if announces_list else not are_deeds(names, language)


_FEWEST_BESIDE = 2
_TIMES_OF_MAIN_LIST = 2
"""A list that opens a section, and has more than so many times as many members as follows it, is what the section is about."""
_PAIR = 2


_FEWEST_STEPS = 3
_SHARE_OF_DEEDS = 0.75


def are_deeds(members: Sequence[str], language: Language) -> bool:
    """Are nearly all names of something done, or told to do: ``Data cleaning``, ``Deploy the model``?"""
    names = [Name(member, language) for member in members]
    done = sum(name.is_activity or name.is_doing or name.tells_to_do for name in names)
    return len(names) >= _FEWEST_STEPS and done >= len(names) * _SHARE_OF_DEEDS


def _is_apart(section: Entry) -> bool:
    """Does a section stand beside the subject: works, links, exercises?"""
    return (
        is_reference_section(section) or is_practice(section) or (names_reading(section.text) and not section.children)
    )


_FEWEST_SECTIONS = 3
"""Two sections only go through a subject."""


def _is_topic(members: Sequence[Entry]) -> bool:
    """Loose points below a heading are about a topic; only bare names, or what stands above more, make a set there."""
    if members[0].ordered or members[0].role == "heading" or sum(bool(m.children) for m in members) * 2 >= len(members):
        return False
    return any(explains(member) or words(member.text) > _LONGEST_BARE_NAME_WORDS for member in members)


def _are_terms(members: Sequence[Entry]) -> bool:
    """A few names, all explained in one way: the kinds or parts of what stands above them."""
    found = [split_term(member.text) for member in members]
    marks = {split.mark if split and split.meaning else "" for split in found}
    return 3 <= len(members) <= 7 and len(marks) == 1 and marks.isdisjoint(("", "="))


def _names_a_set(entry: Entry) -> bool:
    """``Stages of ...``, ``... types``: the name says that what stands below it are members."""
    return not SETS.isdisjoint(plain_line(name_of(entry)).casefold().split())


_ANSWERED = re.compile(r"\?\s+(?:→|⇒|-+>|=>|[–—-])\s")


def _asks(member: Entry, language: Language) -> bool:
    name = name_of(member)
    return (
        is_question(name)
        or _ANSWERED.search(mask(name)) is not None
        or (member.ordered and asks_without_mark(name, language))
    )


def _says_something(member: Entry) -> bool:
    """Is it a whole sentence, by its full stop or its length?"""
    return is_finished(name_of(member)) or (not member.ordered and words(name_of(member)) > _LONGEST_NAME_WORDS)


_LONGEST_NAME_WORDS = 9


def _is_mixed(said: Sequence[bool]) -> bool:
    return 0 < sum(said) < len(said)


def _is_glossary(members: Sequence[Entry]) -> bool:
    """Many words with a word or two for each: a vocabulary, whose words are no set to recite."""
    meanings = [split.meaning for member in members if (split := split_term(member.text)) and split.meaning]
    return len(meanings) == len(members) > 4 and sum(map(words, meanings)) <= _GLOSSARY_WORDS * len(meanings)


def _name(member: Entry) -> str:
    name = name_of(member)
    first = name if words(name) <= _LONGEST_MEMBER_WORDS else sentences(name)[0]
    whole = _OPEN_BRACKET_AT_END.sub("", first)
    bare = _BRACKETS_AT_END.sub("", whole)
    return bare if words(bare) < words(whole) - _FEW_WORDS else whole


_BRACKETS_AT_END = re.compile(r"\s*\([^()]*\)\.?$")
_OPEN_BRACKET_AT_END = re.compile(r"(?<=\w)\s+\([^()]*$")
"""The note breaks off inside it."""

_FEW_WORDS = 2
"""As many may stand in brackets after the name of a member; more says what the member has, and is asked apart."""
