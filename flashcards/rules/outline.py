"""The outline of a note: what stands under what, whichever way the note shows it.

People nest by headings, by bullets, by a line that ends in a colon, by a short line above a list, or by writing
``Step 1: ... Step 2: ...``. Rules should not care: here all of it becomes a tree of ``Entry``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal, NamedTuple

from flashcards.markup import mask, plain_line, replaced, words
from flashcards.model import (
    Block,
    Callout,
    Code,
    Comment,
    Definition,
    Document,
    Footnote,
    Heading,
    Image,
    Item,
    Lines,
    List,
    Math,
    Paragraph,
    Quote,
    Table,
    walk,
)
from flashcards.rules.marks import (
    ASKING,
    SIDES,
    CardMark,
    callout_title,
    is_mark_alone,
    is_written_out,
    marks_above,
    take_marks,
    two_sides,
)
from flashcards.rules.text import announces, has_content, is_finished, is_question, split_term
from flashcards.rules.vocabulary import ANSWER_LABELS, QUESTION_LABELS

Role = Literal[
    "heading", "item", "line", "definition", "table", "code", "math", "image", "quote", "callout", "comment", "todo"
]


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A line of the outline with all that stands below it. Two entries are the same only if they are one object."""

    role: Role
    text: str
    """Inline Markdown; empty for a picture, table, formula, code, quotation."""
    lines: Lines
    children: tuple[Entry, ...] = ()
    run: int = 0
    """The list that the entry is a member of: members of one list share a number; 0 outside lists."""
    ordered: bool = False
    counted_by: str = ""
    """The word, in small letters, that the line counts itself with, as in ``Step 1: ..``."""
    anchor: str | None = None
    """A name that the author gave it for good, as in ``... ^name``."""
    card: CardMark | None = None
    """Says that the author wants the entry to be the front of a card, with what stands below it as its back."""
    block: Block | None = None
    """The block itself where the text can't say it: a table, formula, picture, code, callout."""

    @property
    def span(self) -> Lines:
        """First and last line of the entry with all below it."""
        return Lines(self.lines.start, max([self.lines.end, *(child.span.end for child in self.children)]))


class _Line(NamedTuple):
    text: str
    lines: Lines


class _Builder:
    """Holds what is counted over one note: the lists seen so far, and how wide its author writes."""

    def __init__(self, document: Document) -> None:
        self.runs = count(1)
        self.labelled_runs: set[int] = set()
        self.width = _wrap_width(document)

    def entries(self, blocks: Sequence[Block]) -> list[Entry]:
        """The outline of sibling blocks; a line that leads in to the next block takes it below itself."""
        found: list[Entry] = []
        lead: Entry | None = None
        for block in _with_sides_joined(blocks):
            made = self._block(block)
            if lead is not None and made and _leads_in(lead, made[0]):
                found[-1] = _with_back(found[-1], made) if lead.card else _below(found[-1], made)
                lead = found[-1] if lead.card else None
            else:
                found.extend(made)
                lead = made[-1] if made and isinstance(block, Paragraph) and _is_lead(made[-1]) else None
        return _pair_answers(_under_titles(found))

    def _block(self, block: Block) -> list[Entry]:  # noqa: PLR0912 - one case for each kind of block
        match block:
            case Heading():
                sections = tuple(self._one_run(self.entries(block.children)))
                title, card, anchor = take_marks(" ".join(block.title.split()))
                card = card or _mark_below(block)
                return [Entry("heading", title, _first_line(block.lines), sections, anchor=anchor, card=card)]
            case Paragraph():
                return self._paragraph(block.text, block.lines)
            case List():
                return self._list(block)
            case Item():
                return self._list(List(False, (block,), block.lines))
            case Definition():
                term, card, anchor = take_marks(block.term)
                below = tuple(self.entries(block.children))
                return [Entry("definition", term, block.term_lines, below, anchor=anchor, card=card)]
            case Callout():
                return [self._callout(block)]
            case Quote():
                return [Entry("quote", "", _first_line(block.lines), tuple(self.entries(block.children)))]
            case Table():
                return [Entry("table", "", block.lines, block=block)]
            case Code():
                return [Entry("code", "", block.lines, block=block)]
            case Math():
                return [Entry("math", "", block.lines, block=block)]
            case Image():
                return [Entry("image", "", block.lines, block=block)]
            case Comment():
                return [Entry("comment", "", block.lines, block=block)]
            case Footnote():
                return []

    def _callout(self, block: Callout) -> Entry:
        """A callout under its title; one that only asks takes the question that it begins with for its title."""
        text, card, anchor = take_marks(callout_title(block.title))
        below = self.entries(block.children)
        lines = _first_line(block.lines)
        if not text and block.name in ASKING and _asks_once(below):
            text, lines = below[0].text, Lines(lines.start, below[0].lines.end)
            below = [*below[0].children, *below[1:]]
        return Entry("callout", text, lines, tuple(below), anchor=anchor, card=card, block=block)

    def _list(self, block: List) -> list[Entry]:
        run = next(self.runs)
        return [
            replace(entry, run=run, ordered=block.ordered)
            for item in block.items
            if (entry := self._item(item)) is not None
        ]

    def _item(self, item: Item) -> Entry | None:
        if card := self._front_and_back(item.text, item.text_lines):
            return replace(_with_back(card, self.entries(item.children)), role="item")
        below = self.entries(item.children)
        if item.checked is not None:  # a to-do list is about the learner's week, not about the subject
            return Entry("todo", item.text, item.text_lines, tuple(replace(entry, role="todo") for entry in below))
        lines = _statements(item.text, item.text_lines, self.width)
        if not lines:
            return Entry("item", "", item.text_lines, tuple(below)) if below else None
        head, *others = [self._line(line) for line in lines]
        if others and below and _opens(others[-1]) and below[0].run:
            others[-1] = _below(others[-1], below)
            below = []
        return Entry("item", head.text, head.lines, (*others, *below), anchor=head.anchor, card=head.card)

    def _line(self, line: _Line) -> Entry:
        text, card, anchor = take_marks(line.text)
        return Entry("line", text, line.lines, anchor=anchor, card=card)

    def _paragraph(self, text: str, lines: Lines) -> list[Entry]:
        if card := self._front_and_back(text, lines):
            return [card]
        entries = [self._line(line) for line in _statements(text, lines, self.width)]
        return _under_leads(self._numbered_labels(_with_backs(entries)))

    def _front_and_back(self, text: str, lines: Lines) -> Entry | None:
        """A text cut by one line ``?`` (or ``??``, both ways): its front, with its back below, if that stands there yet."""
        raw = text.split("\n")
        cuts = [number for number, line in enumerate(raw) if line.strip() in SIDES]
        front = "\n".join(raw[: cuts[0]]).rstrip() if len(cuts) == 1 else ""
        if not has_content(front):
            return None
        [cut] = cuts
        end = max(lines.start, min(lines.start + front.count("\n"), lines.end))
        head = self._line(_Line(front, Lines(lines.start, end)))
        mark = head.card or CardMark()
        mark = replace(mark, both_ways=mark.both_ways or SIDES[raw[cut].strip()])
        back = "\n".join(raw[cut + 1 :])
        place = Lines(min(lines.start + cut + 1, lines.end), lines.end)
        return _with_back(replace(head, card=mark), self._paragraph(back, place) if back.strip() else [])

    def _numbered_labels(self, entries: list[Entry]) -> list[Entry]:
        """Lines that number themselves (``Step 1: ..``, ``(a) ..``, ``• ..``) are members of a list."""
        found: list[Entry] = []
        previous: tuple[str, int] | None = None
        for position, entry in enumerate(entries):
            mark = _numbering(entry.text)
            following = _numbering(entries[position + 1].text) if position + 1 < len(entries) else None
            if mark and (_continues(previous, mark) or _continues(mark[:2], following)):
                run = found[-1].run if found and _continues(previous, mark) else next(self.runs)
                self.labelled_runs.add(run)
                counted_by = mark[0] if mark[0].isalpha() else ""
                found.append(
                    replace(entry, role="item", text=mark[2], run=run, ordered=mark[0] != "•", counted_by=counted_by)
                )
                previous = mark[:2]
            else:
                found.append(entry)
                previous = None
        return found

    def _one_run(self, entries: list[Entry]) -> list[Entry]:
        """Lists right below a heading that only remarks keep apart are one list; lines that number themselves are not."""
        runs = {entry.run: entry.ordered for entry in entries if entry.run}
        apart = any(entry.role in ("heading", "table") for entry in entries) or not self.labelled_runs.isdisjoint(runs)
        if len(runs) < 2 or len(set(runs.values())) > 1 or apart:
            return entries
        first = min(runs)
        return [replace(entry, run=first) if entry.run else entry for entry in entries]


def outline(document: Document) -> tuple[Entry, ...]:
    """The outline of a whole note."""
    return tuple(_Builder(document).entries(document.blocks))


def text_of(entries: Sequence[Entry]) -> str:
    """All that ``entries`` say, with what stands below them."""
    return " ".join(entry.text for entry in descend(entries))


def descend(entries: Sequence[Entry]) -> Iterator[Entry]:
    """All entries, parents before children."""
    for entry in entries:
        yield entry
        yield from descend(entry.children)


# ------------------------------------------------------------------------------------------------ lines of a paragraph

_MINIMUM_WIDTH = 60
_LONGEST_WRAPPED = 125
_LONGEST_WRAPPED_WIDE = 180
_FEWEST_WRAPPED = 8
_FULL_LINE = 100
"""Where nothing tells how wide an author writes."""
_NUMBERED_LABEL = re.compile(
    r"^[*_]{0,2}([^\W\d_]+)[ .-]?(\d{1,3}(?!\d)|\d+(?!\s*\.))[*_]{0,2}\s*[:.)–-][*_]{0,2}\s*(?=\S)"
)
_LETTERED = re.compile(r"^(?:\(?([a-zA-Z]|[ivx]+|\d+)\)|([a-z])\.)\s+(?=\S)")
_DASH = re.compile(r"^([-*+])\s+(?=\S)")
"""A bullet that the reader took for text, as it stands too far right or right below a sentence."""
_DOTTED = re.compile(r"^(\d{1,2}|#)\.\s+(?=\S)")
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
_EXPLICIT = re.compile(r"^[*_]{0,2}[QA]\s*[:.)]")
_BULLET = re.compile(r"^([•◦▪‣●○·])\s*(?=\S)")
_TITLE_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*[.)]?|[IVXLC]+[.)]|[A-Za-z][.)])\s+(?=\S)")


def _first_line(lines: Lines) -> Lines:
    return Lines(lines.start, lines.start)


def title_number(title: str) -> re.Match[str] | None:
    """The number that a heading or label begins with (``3.``, ``2.1``, ``b)``)."""
    return _TITLE_NUMBER.match(title)


def _wrap_width(document: Document) -> int | None:
    """How long the author's full lines are; None for one who never breaks a line for its length.

    Lines that no editor would have left unbroken show that the note isn't hard-wrapped: then each break is deliberate.
    """
    texts = [block.text.split("\n") for block in walk(document.blocks) if isinstance(block, Paragraph | Item)]
    lengths = sorted(len(line) for lines in texts for line in lines[:-1])
    longest = max((len(line) for lines in texts for line in lines), default=0)
    if longest > _LONGEST_WRAPPED and not _are_wrapped_wide(lengths, longest):
        return None
    return max(_MINIMUM_WIDTH, lengths[int(len(lengths) * 0.9)] if lengths else 0)


def _are_wrapped_wide(lengths: Sequence[int], longest: int) -> bool:
    """Are nearly all lines that another line follows about as long as the longest: broken by a wide editor?"""
    full = sum(length * 3 >= longest * 2 for length in lengths)
    return len(lengths) >= _FEWEST_WRAPPED and longest <= _LONGEST_WRAPPED_WIDE and full * 10 >= len(lengths) * 9


def _without_footnote_marks(text: str) -> str:
    """``text`` without its ``[^1]``; in code and formulas these are something else."""
    return replaced(text, ((mark.span(), "") for mark in _FOOTNOTE_MARK.finditer(mask(text))))


def _statements(text: str, lines: Lines, width: int | None) -> list[_Line]:
    """The lines of a paragraph, those that only wrap joined to the line they continue."""
    found: list[_Line] = []
    last_raw = ""
    written = _without_footnote_marks(text).split("\n")
    members = _numbered_lines(written)
    for position, raw in enumerate(written):
        number = lines.start + position
        line = raw.strip().removesuffix("\\").rstrip()
        place = Lines(min(number, lines.end), min(number, lines.end))
        if is_mark_alone(line):
            if found and marks_above(line):
                found[-1] = _Line(f"{found[-1].text} {line}", Lines(found[-1].lines.start, place.end))
            last_raw = line
            continue
        if not line:
            continue
        if found and position not in members and _wraps(last_raw, line, width):
            found[-1] = _Line(f"{found[-1].text}\n{line}", Lines(found[-1].lines.start, place.end))
        else:
            found.append(_Line(line, place))
        last_raw = line
    return [line for line in found if has_content(line.text)]


def _numbered_lines(written: Sequence[str]) -> frozenset[int]:
    """Which of some lines begin with 1., 2., 3., with ``#.`` or with dashes; one alone (``12. May``) only wraps there."""
    marks = [(position, found[1]) for position, line in enumerate(written) if (found := _DOTTED.match(line.strip()))]
    counted = [mark for _, mark in marks]
    in_order = counted == [str(number) for number in range(1, len(marks) + 1)] or set(counted) == {"#"}
    dashes = [position for position, line in enumerate(written) if _DASH.match(line.strip())]
    bullets = dashes if len(dashes) > 1 else []
    return frozenset([*bullets, *(position for position, _ in marks)] if len(marks) > 1 and in_order else bullets)


def _wraps(line: str, following: str, width: int | None) -> bool:
    """Does ``following`` only continue ``line``, which was full?

    A break is deliberate where the next word would still have fitted, or the next line starts something of its own.
    """
    if two_sides(following) or _EXPLICIT.search(following):
        return False  # a card that the author wrote begins with its line
    if take_marks(line).card or is_mark_alone(line):
        return False  # below a front stands its back
    if _have_one_shape(line, following) or (is_finished(line) and is_question(following)):
        return False
    if _numbering(following) and not (_DOTTED.match(following) or _DASH.match(following)):
        return False
    if _explains_itself(following) and len(line) < (width or _FULL_LINE) * 0.6:
        return False
    if width is None:
        return _continues_sentence(following) and not is_finished(line)
    if _starts_anew(following) and (is_finished(line) or split_term(line) or len(line) < width * 0.8):
        return False
    first_word = following.split(None, 1)[0]
    fitted = len(line) + 1 + len(first_word) < width * 0.85
    fresh_start = not _continues_sentence(following)
    return not (fitted and fresh_start and (is_finished(line) or announces(line) or len(line) < width * 0.7))


_BOLD_OPENING = re.compile(r"(\*\*|__)(?=\S)[^*_]+(?<=\S)\1\s")


def _explains_itself(line: str) -> bool:
    """Is a whole line a term with its meaning?"""
    split = split_term(line)
    return split is not None and bool(split.meaning) and split.mark != "**"


def _have_one_shape(line: str, following: str) -> bool:
    """Two lines that each explain a term with the same sign are two entries of a list, whatever they begin with."""
    if _BOLD_OPENING.match(line) and _BOLD_OPENING.match(following):
        return True
    one, other = split_term(line), split_term(following)
    return bool(one and other and one.mark == other.mark and one.meaning and other.meaning)


def _continues_sentence(line: str) -> bool:
    first = plain_line(line)[:1]
    return first.islower() or first in ",;)"


def _starts_anew(line: str) -> bool:
    return split_term(line) is not None and not _continues_sentence(line)


def _numbering(text: str) -> tuple[str, int, str] | None:
    """Which series a line numbers itself in, its number there, and the line without it."""
    if found := _NUMBERED_LABEL.match(text):
        return found[1].casefold(), int(found[2]), text[found.end() :]
    if found := _BULLET.match(text):
        return "•", 0, text[found.end() :]
    if found := _LETTERED.match(text):
        mark = found[1] or found[2]
        return "(", int(mark) if mark.isdigit() else ord(mark[0].lower()) - 96, text[found.end() :]
    if found := _DASH.match(text):
        return "•", 0, text[found.end() :]
    if found := _DOTTED.match(text):
        return ("#", 0, text[found.end() :]) if found[1] == "#" else (".", int(found[1]), text[found.end() :])
    return None


def _continues(previous: tuple[str, int] | None, mark: tuple[str, int, str] | None) -> bool:
    if previous is None or mark is None or previous[0] != mark[0]:
        return False
    return mark[0] in "•#" or mark[1] == previous[1] + 1


# -------------------------------------------------------------------------------------------------- what leads in to what

_LONGEST_LABEL_WORDS = 14


def _leads_in(line: Entry, follower: Entry) -> bool:
    """Does ``line`` announce what follows it: any list, or whatever stands after a colon?"""
    if follower.role in ("heading", "comment"):
        return False
    if line.card:
        return _is_back(line, follower)
    if (sides := two_sides(line.text)) and sides.back and not announces(line.text):
        return False  # a whole card
    if follower.role == "math":
        return announces(line.text) or not (is_finished(line.text) or line.text.endswith("$"))
    return _opens(line) if follower.run else announces(line.text)


def _is_lead(line: Entry) -> bool:
    """May the last line of a paragraph still lead in to the next block? Not a member, and not one with its list below."""
    return not line.run and (line.card is not None or not line.children)


def _opens(entry: Entry) -> bool:
    """An unfinished short line, or one that ends in a colon or a question mark, leads in to the list below it."""
    if announces(entry.text) or plain_line(entry.text).endswith(("?", "？")):
        return True
    split = split_term(entry.text)
    if split and split.meaning:
        return False  # it has said what it is; what follows stands on its own
    return not is_finished(entry.text) and words(entry.text) <= _LONGEST_LABEL_WORDS


def _under_leads(entries: Sequence[Entry]) -> list[Entry]:
    """The lines of one paragraph, members of a list below the line right above them that leads in to it."""
    found: list[Entry] = []
    run = 0
    for entry in entries:
        if entry.run and found and (entry.run == run or (not found[-1].run and _opens(found[-1]))):
            found[-1] = _below(found[-1], [entry])
            run = entry.run
        else:
            found.append(entry)
            run = 0
    return found


_TITLE = re.compile(r"^(\*\*|__)(?=\S)[^*_]+(?<=\S)\1\s*:?$")


def _under_titles(entries: list[Entry]) -> list[Entry]:
    """A line that is bold as a whole is a title: what follows it, up to the next title or heading, stands below it."""
    found: list[Entry] = []
    title: Entry | None = None
    for entry in entries:
        if (
            entry.role == "line"
            and not entry.run
            and _TITLE.match(entry.text)
            and words(entry.text) <= _LONGEST_LABEL_WORDS
        ):
            title = entry
            found.append(entry)
        elif title is not None and entry.role != "heading":
            found[-1] = _below(found[-1], [entry])
        else:
            title = None
            found.append(entry)
    return found


def _below(entry: Entry, children: Sequence[Entry]) -> Entry:
    return replace(entry, children=(*entry.children, *children))


# ------------------------------------------------------------------------------------------------- fronts with their backs


def _is_card(entry: Entry) -> bool:
    """Did the author write the line as a card of its own, or as the front of one?"""
    return bool(entry.card or question_label(entry.text)) or is_written_out(entry.text)


def _is_back(front: Entry, follower: Entry) -> bool:
    """Does the back of a marked ``front`` go on with ``follower``? It begins right below, and ends at an empty line."""
    if is_written_out(front.text) or _is_card(follower):
        return False
    return not front.children or follower.lines.start <= front.span.end + 1


def _with_backs(entries: Sequence[Entry]) -> list[Entry]:
    """The lines of one paragraph, those below a marked front as its back."""
    found: list[Entry] = []
    for entry in entries:
        if found and found[-1].card and _is_back(found[-1], entry):
            found[-1] = _with_back(found[-1], [entry])
        else:
            found.append(entry)
    return found


def _with_back(front: Entry, children: Sequence[Entry]) -> Entry:
    """``front`` above ``children``; an anchor at the end of them is the card's."""
    anchor = front.anchor or next((child.anchor for child in reversed(children) if child.anchor), None)
    return replace(_below(front, children), anchor=anchor)


def _mark_below(heading: Heading) -> CardMark | None:
    """The tag ``#card`` that has the line right below a heading for itself."""
    first = heading.children[0] if heading.children else None
    if not isinstance(first, Paragraph) or first.lines.start > heading.lines.start + 2:
        return None
    line = first.text.partition("\n")[0].strip()
    return take_marks(line).card if is_mark_alone(line) and marks_above(line) else None


def _asks_once(entries: Sequence[Entry]) -> bool:
    """Is the first line a question, and what follows it none?"""
    if len(entries) + len(entries[0].children if entries else ()) < 2:
        return False
    first, *others = entries
    asked = first.role == "line" and is_question(first.text) and not _is_card(first)
    return asked and not any(is_question(other.text) for other in others)


def _with_sides_joined(blocks: Sequence[Block]) -> list[Block]:
    """A line ``?`` with empty lines around it cuts the paragraph above from the one below; here they are one again."""
    found: list[Block] = []
    for block in blocks:
        above = found[-1] if found else None
        if isinstance(above, Paragraph) and isinstance(block, Paragraph) and _are_sides(above.text, block.text):
            gap = "\n" * (block.lines.start - above.lines.start - above.text.count("\n"))
            found[-1] = Paragraph(f"{above.text}{gap}{block.text}", Lines(above.lines.start, block.lines.end))
        else:
            found.append(block)
    return found


def _are_sides(above: str, below: str) -> bool:
    return above.rpartition("\n")[2].strip() in SIDES or below.partition("\n")[0].strip() in SIDES


# ------------------------------------------------------------------------------------------------ questions with answers


def _label(words: frozenset[str]) -> re.Pattern[str]:
    letters = "".join(word.upper() for word in words if len(word) == 1)
    longer = "|".join(sorted(word for word in words if len(word) > 1))
    return re.compile(rf"^[*_]{{0,2}}(?:[{letters}]|(?i:{longer}))\s*\d*\s*[:.)][*_]{{0,2}}\s*(?=\S)")


_QUESTION_LABEL, _ANSWER_LABEL = _label(QUESTION_LABELS), _label(ANSWER_LABELS)


def question_label(text: str) -> re.Match[str] | None:
    """``Q:`` at the start of a line."""
    return _QUESTION_LABEL.match(text)


def answer_label(text: str) -> re.Match[str] | None:
    """``A:`` at the start of a line."""
    return _ANSWER_LABEL.match(text)


def _pair_answers(entries: list[Entry]) -> list[Entry]:
    """Put what answers a ``Q:`` line below it: the ``A:`` line and the lines that go on right after it."""
    found: list[Entry] = []
    answering = False
    for entry in entries:
        if found and answer_label(entry.text) and question_label(found[-1].text):
            found[-1] = _below(found[-1], [entry])
            answering = True
        elif answering and entry.role != "heading" and _goes_on(found[-1], entry):
            found[-1] = _below(found[-1], [entry])
        else:
            answering = False
            found.append(entry)
    return found


def _goes_on(question: Entry, entry: Entry) -> bool:
    if question_label(entry.text) or (entry.role == "line" and entry.lines.start > question.span.end + 1):
        return False
    return entry.lines.start <= question.span.end + 2  # a formula or a list may stand a blank line below


__all__ = ["Entry", "answer_label", "descend", "outline", "question_label", "title_number"]
