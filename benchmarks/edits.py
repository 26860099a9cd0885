"""Edits of notes whose right outcome is known by construction: every line remembers which line it was.

An edit takes the notes as they are and gives them back changed; it never says what becomes of a card. That follows from
the lines: a card that came from a line goes on where the line has gone, whatever has been done to its words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from flashcards.rules.language import language_of
from flashcards.rules.text import split_term


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a note, and the place (path, line from 1) where it stood at first; None for a line that is new."""

    text: str
    origin: tuple[str, int] | None = None


Notes = dict[str, tuple[Line, ...]]
"""The lines of each note by its path."""


@dataclass(frozen=True, slots=True)
class Edited:
    """Notes after an edit, and the lines that were taken out for good."""

    notes: Notes
    deleted: frozenset[tuple[str, int]] = field(default_factory=frozenset)


Edit = Callable[[Notes, random.Random], Edited | None]
"""Gives None where the notes have nothing that could be edited so."""


def read(texts: Mapping[str, str]) -> Notes:
    """The notes with these texts by path, each line at its place."""
    return {
        path: tuple(Line(line, (path, number)) for number, line in enumerate(text.split("\n"), 1))
        for path, text in texts.items()
    }


def text_of(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines)


# ------------------------------------------------------------------------------------------------- pieces of a note

_ITEM = re.compile(r"(?P<indent>\s*)(?P<bullet>[-*+]|\d+[.)]|#\.)(?P<space>\s+)(?P<text>\S.*)$")
_ADORNMENT = re.compile(r"([=\-~^\"'`#*+.:_])\1{2,}\s*$")
_TITLE = re.compile(r"(?P<mark>#{1,6})\s+(?P<text>\S.*)$")
_OPAQUE = re.compile(r"[$`|\[\]<>{}\\]|https?:|::")
_WORD = re.compile(r"(?<![\w-])[^\W\d_]{4,}(?![\w-])")


def _is_rst(path: str) -> bool:
    return PurePosixPath(path).suffix == ".rst"


def _places(notes: Notes, fits: Callable[[str, int], bool]) -> list[tuple[str, int]]:
    return [(path, number) for path, lines in notes.items() for number in range(len(lines)) if fits(path, number)]


def _with_line(notes: Notes, path: str, number: int, text: str) -> Edited:
    lines = notes[path]
    return Edited({**notes, path: (*lines[:number], replace(lines[number], text=text), *lines[number + 1 :])})


def _body(notes: Notes, path: str, number: int) -> str:
    """The text of a line behind its bullet, if words of it can be changed safely; else nothing."""
    lines = notes[path]
    text = lines[number].text
    if _TITLE.match(text) or _is_heading(notes, path, number) or _OPAQUE.search(text) or _in_code(lines, number):
        return ""
    item = _ITEM.match(text)
    body = item["text"] if item else text.strip()
    return body if len(body.split()) >= 3 and not body.startswith((">", "..", ":")) else ""


def _in_code(lines: Sequence[Line], number: int) -> bool:
    fences = sum(line.text.lstrip().startswith(("```", "~~~")) for line in lines[:number])
    in_front_matter = lines[0].text == "---" and sum(line.text == "---" for line in lines[: number + 1]) < 2
    return fences % 2 == 1 or in_front_matter


def _is_heading(notes: Notes, path: str, number: int) -> bool:
    lines = notes[path]
    if not _is_rst(path):
        return bool(_TITLE.match(lines[number].text)) and not _in_code(lines, number)
    below = lines[number + 1].text if number + 1 < len(lines) else ""
    text = lines[number].text
    return bool(_ADORNMENT.match(below) and text.strip() and not text.startswith(" ") and not _ADORNMENT.match(text))


def _level(notes: Notes, path: str, number: int) -> str | int:
    """What tells headings of one level: the number of hashes, or the adornment."""
    lines = notes[path]
    if not _is_rst(path):
        found = _TITLE.match(lines[number].text)
        return len(found["mark"]) if found else 0
    over = number > 0 and bool(_ADORNMENT.match(lines[number - 1].text))
    return f"{over}{lines[number + 1].text[:1]}"


def _sections(notes: Notes, path: str) -> list[tuple[int, int, str | int]]:
    """First line, the line after the last, and level of each section that no title of its own level or above cuts."""
    heads = [n for n in range(len(notes[path])) if _is_heading(notes, path, n)]
    levels: list[str | int] = []
    for head in heads:
        level = _level(notes, path, head)
        if level not in levels:
            levels.append(level)
    rank = (lambda level: level) if not _is_rst(path) else levels.index
    found = []
    for position, head in enumerate(heads):
        level = _level(notes, path, head)
        end = next(
            (other for other in heads[position + 1 :] if rank(_level(notes, path, other)) <= rank(level)),  # type: ignore[operator]
            len(notes[path]),
        )
        start = head - 1 if str(level).startswith("True") else head
        end = end - 1 if end < len(notes[path]) and str(_level(notes, path, end)).startswith("True") else end
        found.append((start, end, level))
    return found


def _blocks(notes: Notes, path: str) -> list[list[tuple[int, int]]]:
    """The items of each list, as stretches of lines; items that stand side by side are together."""
    lines = notes[path]
    items: list[tuple[int, int, int]] = []
    for number, line in enumerate(lines):
        found = _ITEM.match(line.text)
        if not found or _in_code(lines, number) or _in_directive(lines, number):
            continue
        indent = len(found["indent"].expandtabs(4))
        end = number + 1
        while end < len(lines) and lines[end].text.strip() and _indent(lines[end].text) > indent:
            end += 1
        items.append((number, end, indent))
    groups: list[list[tuple[int, int]]] = []
    open_groups: dict[int, list[tuple[int, int]]] = {}
    for start, end, indent in items:
        group = open_groups.get(indent)
        if group and group[-1][1] == start:
            group.append((start, end))
        else:
            open_groups[indent] = [(start, end)]
            groups.append(open_groups[indent])
    return [group for group in groups if len(group) > 1]


def _in_directive(lines: Sequence[Line], number: int) -> bool:
    """Is the line indented below ``.. list-table::`` or the like?"""
    above = next((line.text for line in reversed(lines[: number + 1]) if line.text[:1].strip()), "")
    return above.startswith("..") and "::" in above


def _indent(text: str) -> int:
    expanded = text.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _choose_list(notes: Notes, dice: random.Random) -> tuple[str, list[tuple[int, int]]] | None:
    found = [(path, group) for path in notes for group in _blocks(notes, path)]
    return dice.choice(found) if found else None


# ---------------------------------------------------------------------------------------------------- words changed


def _vocabulary(notes: Notes) -> list[str]:
    return sorted(
        {word for lines in notes.values() for line in lines for word in _WORD.findall(line.text) if word.islower()}
    )


def _misspelt(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word) - 1)
    kind = dice.choice(["lost", "doubled", "swapped", "wrong"])
    if kind == "lost":
        return word[:place] + word[place + 1 :]
    if kind == "doubled":
        return word[:place] + word[place] + word[place:]
    if kind == "swapped" and word[place] != word[place + 1]:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + dice.choice([letter for letter in "aeinrst" if letter != word[place]]) + word[place + 1 :]


def _one_word_changed(text: str, change: Callable[[str], str], dice: random.Random, longest: int = 99) -> str:
    found = [word for word in _WORD.finditer(text) if len(word[0]) <= longest]
    if not found:
        return text
    word = dice.choice(found)
    return text[: word.start()] + change(word[0]) + text[word.end() :]


def _reworded(text: str, vocabulary: Sequence[str], dice: random.Random, share: float) -> str:
    """About this share of the words replaced, left out, put in or exchanged; at least one."""
    words = text.split(" ")
    for _ in range(max(1, round(len(words) * share))):
        place = dice.randrange(len(words))
        if not words[place].isalpha():
            place = next((n for n in range(len(words)) if words[n].isalpha()), place)
        kind = dice.choice(["replaced", "left out", "put in"] if len(words) > 3 else ["put in"])
        if kind == "left out":
            del words[place]
        elif kind == "put in":
            words.insert(place, dice.choice(vocabulary))
        else:
            new = dice.choice(vocabulary)
            words[place] = new.capitalize() if words[place][:1].isupper() else new
    return " ".join(words)


def _any_text(notes: Notes, dice: random.Random) -> tuple[str, int, str] | None:
    places = _places(notes, lambda path, number: bool(_body(notes, path, number)))
    if not places:
        return None
    path, number = dice.choice(places)
    return path, number, _body(notes, path, number)


def _any_term(notes: Notes, dice: random.Random) -> tuple[str, int, str, str, str] | None:
    """A line that names something and says what it is: path, number, name, mark, meaning."""
    found = []
    for path, number in _places(notes, lambda path, number: bool(_body(notes, path, number))):
        body = _body(notes, path, number)
        split = split_term(body)
        if split and split.meaning and body.startswith(split.term) and body.endswith(split.meaning):
            mark = body[len(split.term) : len(body) - len(split.meaning)]
            if len(split.meaning.split()) >= 3 and _WORD.search(split.term):
                found.append((path, number, split.term, mark, split.meaning))
    return dice.choice(found) if found else None


def _rewritten(notes: Notes, path: str, number: int, body: str, new: str) -> Edited | None:
    text = notes[path][number].text
    return None if new == body else _with_line(notes, path, number, text.replace(body, new, 1))


def typo(notes: Notes, dice: random.Random) -> Edited | None:
    """One letter of one word is lost, doubled, exchanged or wrong."""
    if not (found := _any_text(notes, dice)):
        return None
    path, number, body = found
    return _rewritten(notes, path, number, body, _one_word_changed(body, lambda word: _misspelt(word, dice), dice))


def word_replaced(notes: Notes, dice: random.Random) -> Edited | None:
    """One word gives way to another."""
    if not (found := _any_text(notes, dice)):
        return None
    path, number, body = found
    vocabulary = _vocabulary(notes)
    return _rewritten(notes, path, number, body, _one_word_changed(body, lambda _: dice.choice(vocabulary), dice))


def _term_changed(notes: Notes, dice: random.Random, change: Callable[[str, str], tuple[str, str]]) -> Edited | None:
    """A line that names something, with another name and meaning: ``change`` gets both, and gives both."""
    if not (found := _any_term(notes, dice)):
        return None
    path, number, name, mark, meaning = found
    new_name, new_meaning = change(name, meaning)
    return _rewritten(notes, path, number, f"{name}{mark}{meaning}", f"{new_name}{mark}{new_meaning}")


def answer_reworded(notes: Notes, dice: random.Random) -> Edited | None:
    """A third of the words of a meaning change."""
    vocabulary = _vocabulary(notes)
    return _term_changed(notes, dice, lambda name, meaning: (name, _reworded(meaning, vocabulary, dice, 0.33)))


def answer_rewritten(notes: Notes, dice: random.Random) -> Edited | None:
    """A name gets another meaning altogether, as when one learns better."""
    vocabulary = _vocabulary(notes)
    return _term_changed(
        notes, dice, lambda name, meaning: (name, " ".join(dice.choice(vocabulary) for _ in meaning.split()))
    )


def term_renamed(notes: Notes, dice: random.Random) -> Edited | None:
    """A word of the name gives way to another."""
    vocabulary = _vocabulary(notes)

    def renamed(name: str, meaning: str) -> tuple[str, str]:
        return _one_word_changed(name, lambda _: dice.choice(vocabulary).capitalize(), dice), meaning

    return _term_changed(notes, dice, renamed)


def both_sides_reworded(notes: Notes, dice: random.Random) -> Edited | None:
    """A word is put to the name or misspelt in it, and a fifth of the words of the meaning change."""
    vocabulary = _vocabulary(notes)

    def reworded(name: str, meaning: str) -> tuple[str, str]:
        if dice.random() < 0.5 and not name.startswith(("*", "_")):
            new_name = f"{name} {dice.choice(vocabulary)}"
        else:
            new_name = _one_word_changed(name, lambda word: _misspelt(word, dice), dice)
        return new_name, _reworded(meaning, vocabulary, dice, 0.2)

    return _term_changed(notes, dice, reworded)


# -------------------------------------------------------------------------------------------------- lines and lists


def item_inserted(notes: Notes, dice: random.Random) -> Edited | None:
    """A new item is written above another."""
    if not (chosen := _choose_list(notes, dice)) or not (other := _any_term(notes, dice)):
        return None
    path, group = chosen
    start = dice.choice(group)[0]
    lines = notes[path]
    vocabulary = _vocabulary(notes)
    item = _ITEM.match(lines[start].text)
    assert item
    *_, meaning = other
    name = f"{dice.choice(vocabulary).capitalize()} {dice.choice(vocabulary)}"
    text = f"{lines[start].text[: item.start('text')]}{name}: {_reworded(meaning, vocabulary, dice, 0.7)}"
    return Edited({**notes, path: (*lines[:start], Line(text), *lines[start:])})


def list_reordered(notes: Notes, dice: random.Random) -> Edited | None:
    """The items of a list stand in another order; numbers stay where they are."""
    if not (chosen := _choose_list(notes, dice)):
        return None
    path, group = chosen
    return _in_order(notes, path, group, dice.sample(range(len(group)), len(group)))


def items_swapped(notes: Notes, dice: random.Random) -> Edited | None:
    """Two items that stand side by side change places."""
    if not (chosen := _choose_list(notes, dice)):
        return None
    path, group = chosen
    at = dice.randrange(len(group) - 1)
    order = list(range(len(group)))
    order[at], order[at + 1] = order[at + 1], order[at]
    return _in_order(notes, path, group, order)


def _in_order(notes: Notes, path: str, group: Sequence[tuple[int, int]], order: Sequence[int]) -> Edited | None:
    if list(order) == sorted(order):
        return None
    lines = notes[path]
    parts = [lines[slice(*group[place])] for place in order]
    bullets = [_ITEM.match(lines[start].text) for start, _ in group]
    for number, (part, bullet) in enumerate(zip(parts, bullets, strict=True)):
        item = _ITEM.match(part[0].text)
        assert item
        assert bullet
        head = f"{bullet['indent']}{bullet['bullet']}{item['space']}{item['text']}"
        parts[number] = (replace(part[0], text=head), *part[1:])
    whole = tuple(line for part in parts for line in part)
    return Edited({**notes, path: (*lines[: group[0][0]], *whole, *lines[group[-1][1] :])})


def item_exchanged(notes: Notes, dice: random.Random) -> Edited | None:
    """An item is deleted, and another, of a similar build, written in its place."""
    if not (found := _any_term(notes, dice)):
        return None
    path, number, name, mark, meaning = found
    lines = notes[path]
    below = lines[number + 1].text if number + 1 < len(lines) else ""
    item, next_item = _ITEM.match(lines[number].text), _ITEM.match(below)
    if not item or (below.strip() and not next_item) or _indent(below) > _indent(lines[number].text):
        return None  # more belongs to it
    vocabulary = _vocabulary(notes)
    new_name, new_meaning = _another(name, vocabulary, dice, keep=0.0), _another(meaning, vocabulary, dice, keep=0.5)
    if new_name == name or _equal_share(meaning, new_meaning) > _SIMILAR_SHARE:
        return None
    new = lines[number].text.replace(f"{name}{mark}{meaning}", f"{new_name}{mark}{new_meaning}", 1)
    gone = lines[number].origin
    edited = (*lines[:number], Line(new), *lines[number + 1 :])
    return Edited({**notes, path: edited}, frozenset([gone] if gone else []))


def _another(text: str, vocabulary: Sequence[str], dice: random.Random, keep: float) -> str:
    """``text`` with other words; about ``keep`` of them, the small ones above all, stay."""

    def other(found: re.Match[str]) -> str:
        if dice.random() < keep:
            return found[0]
        new = dice.choice(vocabulary)
        return new.capitalize() if found[0][:1].isupper() else new

    return _WORD.sub(other, text)


_SIMILAR_SHARE = 0.7
"""Up to which share of equal words a meaning is another, though of a similar build."""


def _equal_share(one: str, other: str) -> float:
    pairs = list(zip(one.split(), other.split(), strict=True))
    return sum(before == after for before, after in pairs) / len(pairs)


def item_deleted(notes: Notes, dice: random.Random) -> Edited | None:
    """An item is taken out, with what stands below it."""
    if not (chosen := _choose_list(notes, dice)):
        return None
    path, group = chosen
    start, end = dice.choice(group)
    lines = notes[path]
    gone = frozenset(line.origin for line in lines[start:end] if line.origin)
    return Edited({**notes, path: (*lines[:start], *lines[end:])}, gone)


def bullets_changed(notes: Notes, dice: random.Random) -> Edited | None:
    """All bullets of a note become another mark, and stand twice as deep."""
    path = dice.choice(sorted(notes))
    items = [found for line in notes[path] if (found := _ITEM.match(line.text))]
    plain = all(found["bullet"] in "-*+" and "\t" not in found["indent"] for found in items)
    if not items or not plain or any("```" in line.text for line in notes[path]) or _is_rst(path):
        return None
    marks = {"-": "*", "*": "-", "+": "-"}

    def restyled(line: Line) -> Line:
        found = _ITEM.match(line.text)
        indent = line.text[: len(line.text) - len(line.text.lstrip())]
        if not found:
            return replace(line, text=indent * 2 + line.text.lstrip()) if indent and "\t" not in indent else line
        deeper = indent if "\t" in indent else indent * 2
        return replace(
            line, text=f"{deeper}{marks.get(found['bullet'], found['bullet'])}{found['space']}{found['text']}"
        )

    return Edited({**notes, path: tuple(restyled(line) for line in notes[path])})


# ----------------------------------------------------------------------------------------------- sections and files


def section_moved(notes: Notes, dice: random.Random) -> Edited | None:
    """A section goes to another place: before one of its kind, or to the end of another note of the same format."""
    movable = [(path, *section) for path in notes for section in _sections(notes, path) if section[0] > 0]
    if not movable:
        return None
    path, start, end, level = dice.choice(movable)
    lines = notes[path]
    part, rest = _ended(lines[start:end]), (*lines[:start], *lines[end:])
    others = _of_its_kind(notes, path)
    if others and dice.random() < 0.4:
        other = dice.choice(sorted(others))
        return Edited({**notes, path: rest, other: (*_ended(notes[other]), *part)})
    after = {**notes, path: rest}
    places = [section[0] for section in _sections(after, path) if section[2] == level and section[0] != start]
    if not places:
        return None
    at = dice.choice(places)
    return Edited({**notes, path: (*_ended(rest[:at]), *part, *rest[at:])})


def _of_its_kind(notes: Notes, path: str) -> list[str]:
    """The other notes to which a part of this one can go: of the same format and language."""
    if _is_rst(path):
        return []  # another note may use the adornments for other levels
    language = language_of(text_of(notes[path]))
    others = (other for other in sorted(notes) if other != path and not _is_rst(other))
    return [other for other in others if language_of(text_of(notes[other])) == language]


def _ended(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with an empty one at their end."""
    return (*lines, Line("")) if lines and lines[-1].text.strip() else tuple(lines)


def heading_renamed(notes: Notes, dice: random.Random) -> Edited | None:
    """A word of a heading gives way to another, or one is put in."""
    places = _places(notes, lambda path, number: _is_heading(notes, path, number))
    if not places:
        return None
    path, number = dice.choice(places)
    line = notes[path][number]
    word = dice.choice(_vocabulary(notes))
    new = _one_word_changed(line.text, lambda _: word, dice) if dice.random() < 0.6 else f"{line.text} {word}"
    if new == line.text:
        return None
    edited = _with_line(notes, path, number, new)
    if not _is_rst(path):
        return edited
    for other in (number - 1, number + 1):
        if 0 <= other < len(notes[path]) and (found := _ADORNMENT.match(notes[path][other].text)):
            edited = _with_line(edited.notes, path, other, found[1] * max(len(new), 3))
    return edited


def file_renamed(notes: Notes, dice: random.Random) -> Edited | None:
    """A note gets another name, perhaps in another folder."""
    path = dice.choice(sorted(notes))
    where = PurePosixPath(path)
    name = f"{dice.choice(['renamed', 'topic', 'unit'])}-{dice.randrange(1000)}{where.suffix}"
    new = where.parent / dice.choice(["", "sub"]) / name
    return Edited({(new.as_posix() if one == path else one): lines for one, lines in notes.items()})


def file_split(notes: Notes, dice: random.Random) -> Edited | None:
    """The last sections of a note go to a note of their own."""
    cuts = [(path, start) for path in notes for start, _, _ in _sections(notes, path) if start > 0]
    if not cuts:
        return None
    path, start = dice.choice(cuts)
    where = PurePosixPath(path)
    new = (where.parent / f"{where.stem}-second{where.suffix}").as_posix()
    if new in notes or _is_rst(path):
        return None
    return Edited({**notes, path: notes[path][:start], new: notes[path][start:]})


def files_merged(notes: Notes, dice: random.Random) -> Edited | None:
    """A note is put to the end of another of the same format."""
    path = dice.choice(sorted(notes))
    others = _of_its_kind(notes, path)
    if not others or notes[path][0].text == "---":
        return None
    other = dice.choice(others)
    joined = (*_ended(notes[other]), *notes[path])
    return Edited({**{one: lines for one, lines in notes.items() if one != path}, other: joined})


EDITS: Mapping[str, Edit] = {
    "typo": typo,
    "word replaced": word_replaced,
    "answer reworded": answer_reworded,
    "answer rewritten": answer_rewritten,
    "term renamed": term_renamed,
    "both sides reworded": both_sides_reworded,
    "item inserted above": item_inserted,
    "list reordered": list_reordered,
    "similar items swapped": items_swapped,
    "item deleted, similar added": item_exchanged,
    "item deleted": item_deleted,
    "bullets and indentation": bullets_changed,
    "section moved": section_moved,
    "heading renamed": heading_renamed,
    "file renamed": file_renamed,
    "file split": file_split,
    "files merged": files_merged,
}


def several(count: int) -> Edit:
    """That many edits of any kind, one after another."""

    def edit(notes: Notes, dice: random.Random) -> Edited | None:
        deleted: frozenset[tuple[str, int]] = frozenset()
        for _ in range(count):
            made = None
            while made is None:
                made = EDITS[dice.choice(sorted(EDITS))](notes, dice)
            notes, deleted = made.notes, deleted | made.deleted
        return Edited(notes, deleted)

    return edit


def trials(notes: Notes, per_edit: int, many: int, seed: int) -> Iterator[tuple[str, int, Edited]]:
    """Edited notes, each from the same beginning: the kind of edit, how many edits were made, and the outcome."""
    for name, edit in EDITS.items():
        dice = random.Random(f"{seed} {name}")
        made = tried = 0
        while made < per_edit and tried < per_edit * 20:
            tried += 1
            if edited := edit(notes, dice):
                made += 1
                yield name, 1, edited
    dice = random.Random(f"{seed} many")
    for _ in range(many):
        edited = several(_AT_A_TIME)(notes, dice)
        assert edited
        yield f"{_AT_A_TIME} edits at a time", _AT_A_TIME, edited


_AT_A_TIME = 10
