"""``Content`` as Markdown, and as the plain text that a learner reads in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import PurePosixPath
from urllib.parse import unquote

from flashcards.anki.decks.content import (
    Block,
    Code,
    Content,
    Display,
    Grid,
    Item,
    Line,
    Listing,
    Run,
    Runs,
    in_one_line,
)
from flashcards.anki.decks.escaping import at_start, escaped

Address = Callable[[str], str]
"""From the name of a medium to what the note writes for it."""

_BACKTICKS = re.compile(r"`+")
_BREAKS_ADDRESS = re.compile(r"[\s()<>]")
_NOT_IN_ALT = re.compile(r"[\\\[\]`*_$<>&!|~={}:#^]")


# --------------------------------------------------------------------------------------------------------- inline


def inline(runs: Runs, address: Address) -> str:
    """One line of Markdown."""
    if len({(run.strong, run.emphasis) for run in runs}) == 1:
        runs = tuple(_plain(run) for run in runs)  # a side that is bold as a whole stresses nothing
    found = ""
    for (strong, emphasis), group in groupby(runs, key=lambda run: (run.strong, run.emphasis)):
        text = _joined(list(group), address)
        found = _after(found, _stressed(text, "*" * (2 * strong + emphasis), found, runs))
    return found.strip()


def _plain(run: Run) -> Run:
    return Run(run.kind, run.text, run.target)


def _stressed(text: str, mark: str, before: str, runs: Runs) -> str:
    """``text`` between ``mark``; without it where Markdown wouldn't see that it begins or ends there."""
    bare = text.strip()
    if not mark or not bare or bare[0] in "*_" or bare[-1] in "*_" or any(run.kind.startswith("gap") for run in runs):
        return text
    start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    is_open = (not start and before[-1:].isalnum()) or before.endswith(("*", "\\"))
    if (is_open and not bare[0].isalnum()) or before.endswith("*") or not bare[-1].isalnum():
        return text
    return f"{start}{mark}{bare}{mark}{end}"


def _joined(runs: Sequence[Run], address: Address) -> str:
    found = ""
    for run in runs:
        found = _after(found, _written(run, address))
    return found


def _after(before: str, text: str) -> str:
    """``text`` after ``before``: a formula, or code, is one only apart from what it touches, and ``!`` makes no picture."""
    if before.endswith("!") and text.startswith("["):
        return f"{before[:-1]}\\!{text}"
    touches = before[-1:].isalnum() or before[-1:] in ("$", "_", "\\")
    starts = text[:1].isalnum() or text[:1] in ("$", "_")
    is_formula = (text.startswith("$") and touches) or (before.endswith("$") and not before.endswith("\\$") and starts)
    is_between = is_formula or (before.endswith("`") and text.startswith("`"))
    return f"{before} {text}" if is_between else before + text


def _written(run: Run, address: Address) -> str:
    match run.kind:
        case "code":
            return _code(run.text)
        case "math":
            return f"${_tex(run.text)}$"
        case "display":
            return f"$${_tex(run.text)}$$"
        case "picture":
            return f"![{_alt(run.text)}]({_target(address(run.target))})"
        case "sound":
            return f"[{escaped(_name(run))}]({_target(address(run.target))})"
        case "link":
            return f"[{escaped(run.text)}]({_target(run.target)})"
        case "gap":
            return f"{{{{c{run.text}::"
        case "gap_end":
            return f"::{run.text}}}}}" if run.text else "}}"
        case _:
            return escaped(run.text)


def _code(text: str) -> str:
    longest = max(map(len, _BACKTICKS.findall(text)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _tex(tex: str) -> str:
    """A dollar inside, which is no sign of ours, stays one by its escape."""
    return re.sub(r"(?<!\\)\$", r"\\$", " ".join(tex.split()))


def _alt(text: str) -> str:
    return " ".join(_NOT_IN_ALT.sub(" ", text).split())


def _target(address: str) -> str:
    bare = re.sub(r"[<>\n]", "", address)
    return f"<{bare}>" if _BREAKS_ADDRESS.search(address) else bare


def _name(run: Run) -> str:
    return PurePosixPath(run.text).name


# --------------------------------------------------------------------------------------------------------- blocks


def body(content: Content, address: Address) -> list[str]:
    """The lines of Markdown for all of it; blocks have an empty line between them."""
    lines: list[str] = []
    for block in _with_signs_joined(content):
        lines += [""] if lines else []
        lines += _block(block, address)
    return lines


def _with_signs_joined(content: Content) -> Content:
    """``content`` whose lines without a letter stand beside another one: alone they would say nothing."""
    found: list[Block] = []
    for block in content:
        above = found[-1] if found else None
        if (
            isinstance(block, Line)
            and isinstance(above, Line)
            and not (_says_something(block) and _says_something(above))
        ):
            found[-1] = Line(in_one_line((above, block)))
        else:
            found.append(block)
    return tuple(found)


def _says_something(line: Line) -> bool:
    return any(run.kind != "text" or any(map(str.isalnum, run.text)) for run in line.runs)


def _block(block: object, address: Address) -> list[str]:
    match block:
        case Line(runs=runs):
            return [at_start(inline(runs, address))]
        case Listing():
            return list(_list(block, address))
        case Grid(rows=[header, *rows]):
            return [_row(header, address), "|" + "---|" * len(header), *(_row(row, address) for row in rows)]
        case Code(text=text, language=language):
            fence = "````" if "```" in text else "```"
            return [f"{fence}{language}", *text.split("\n"), fence]
        case Display(tex=tex):
            return [f"$${_tex(tex)}$$"]
        case _:
            return []


def _list(listing: Listing, address: Address) -> Iterator[str]:
    for number, item in enumerate(listing.items, 1):
        mark = f"{number}. " if listing.ordered else "- "
        yield f"{mark}{at_start(inline(item.runs, address))}".rstrip()
        for line in body(_only_lists(item), address):
            yield f"    {line}" if line else ""


def _only_lists(item: Item) -> Content:
    """What stands below an item; all but lists belongs to its line."""
    return tuple(block for block in item.below if isinstance(block, Listing | Code | Display | Grid))


def _row(cells: Sequence[Runs], address: Address) -> str:
    return "| " + " | ".join(inline(cell, address).replace("|", "\\|") for cell in cells) + " |"


# ----------------------------------------------------------------------------------------------------------- reading


def heard(content: Content, address: Address, *, numbered: bool) -> str:
    """The letters that a learner reads in it: no markup, no marks of lists, no white space.

    It knows nothing of Markdown, so that it tells whether the Markdown says the same. ``numbered``: the numbers of lists
    are part of the text, as they are on one line.
    """
    return letters("".join(_said(run, address) for run in in_one_line(content, numbered=numbered)))


def letters(text: str) -> str:
    """``text`` without white space and marks of lists, accents, signs and names of files always written the same way."""
    return "".join(unicodedata.normalize("NFKC", unquote(text)).translate(_MARKS).split())


_MARKS = {ord(mark): "" for mark in "•|\u00ad\u200b\u200e\u200f\ufeff"}


def _said(run: Run, address: Address) -> str:
    if run.kind == "picture":
        return _alt(run.text) or PurePosixPath(address(run.target)).stem
    if run.kind == "sound":
        return _name(run)
    if run.kind in ("math", "display"):
        return _tex(run.text)
    return "" if run.kind in ("gap", "gap_end") else run.text
