"""Code whose lines say what they do: a remark behind a line, or above it in a list of commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from flashcards.markup import words
from flashcards.model import Code, Lines
from flashcards.rules.by_subject import is_command
from flashcards.rules.grammar import read
from flashcards.rules.language import Language
from flashcards.rules.outline import Entry
from flashcards.rules.phrases import PHRASES_OF
from flashcards.rules.place import Made, Place
from flashcards.rules.text import small_first

_LANGUAGES = {
    "shell": "bash sh zsh fish shell console shellsession terminal powershell ps1 pwsh cmd bat dos",
    "dashes": "sql mysql postgresql psql plsql sqlite lua haskell hs ada vhdl elm",
    "percent": "matlab octave latex tex prolog erlang",
    "no slashes": "python py python3 ipython",
}
_SHELLS, _WITH_DASHES, _WITH_PERCENT, _WITHOUT_SLASHES = (frozenset(names.split()) for names in _LANGUAGES.values())

_PROMPT = re.compile(r"^\s*(?:[$>]|PS>|>>>|In \[\d+\]:)\s+")
_OPENS_BLOCK = re.compile(r"\{\s*$|(?:^|[;\s])(?:do|then)\s*$")
_FEWEST_WORDS = 2
_LONGEST_REMARK_WORDS = 25
_LONGEST_CODE = 100
"""In characters."""

_SHEET = 3
"""So many lines with remarks are a list of commands, of which each is learnt by itself."""


class Remark(NamedTuple):
    """A line of code, what its author says of it, and its number in the block, from 0."""

    code: str
    said: str
    line: int


def remarks(code: Code) -> list[Remark]:
    """The lines of ``code`` that say what they do; nothing unless at least half of its lines do."""
    found = list(_remarks(code.text.split("\n"), code.language.casefold()))
    filled = [line for line in code.text.split("\n") if _is_code(line, code.language.casefold())]
    return [one for one in found if not _OPENS_BLOCK.search(one.code)] if len(found) * 2 >= len(filled) else []


def is_sheet(code: Code) -> bool:
    """Is ``code`` a list of commands with what they do, rather than one piece?"""
    return len(remarks(code)) >= _SHEET


def commented(entry: Entry, place: Place) -> Made | None:
    """What a line of code does; of a command, by what is to be done."""
    if not isinstance(entry.block, Code):
        return None
    is_shell = entry.block.language.casefold() in _SHELLS
    found = remarks(entry.block)
    first = entry.lines.end - 1 - entry.block.text.rstrip("\n").count("\n") if _is_fenced(entry) else entry.lines.start
    drafts = []
    for one in found:
        line = min(first + one.line, entry.lines.end)
        command = _as_markdown(one.code)
        front, back = (one.said, command) if is_shell else (command, one.said)
        asks = _question(command, one.said, place.language, is_shell=is_shell)
        draft = place.draft("fact", front, back, lines=Lines(line, line), priority=0.4)
        drafts.append(replace(draft, question=asks))
    return Made(tuple(drafts)) if drafts else None


def _as_markdown(code: str) -> str:
    """``code`` between more backticks than it holds side by side."""
    longest = max(map(len, re.findall("`+", code)), default=0)
    return f"{'`' * (longest + 1)} {code} {'`' * (longest + 1)}" if longest else f"`{code}`"


def _question(command: str, said: str, language: Language, *, is_shell: bool) -> str:
    """``What does `wait(p)` do?``, and for a command what is to be done; empty where the front itself asks best."""
    phrases = PHRASES_OF.get(language.name)
    if phrases is None:
        return ""
    bare = said.rstrip(" .:")
    small = small_first(bare)
    tells = bool(phrases.does) and _tells_deed(small, language)
    if not is_shell:
        return phrases.does.format(command) if tells else ""
    if not tells:
        return phrases.command.format(bare)
    return (phrases.command_that if _is_third_person(small) else phrases.way).format(small)


_DEED = re.compile("A?V|[NM]D")
"""Where a remark tells what is done: ``wait for``, ``prints the``."""


def _tells_deed(said: str, language: Language) -> bool:
    reading = read(said, language)
    if reading is None or not reading.words:
        return False
    if not _DEED.match(reading.shape):
        return is_command(said, language)
    return _is_third_person(said) or reading.is_base(1 if reading.shape[0] == "A" else 0)


def _is_third_person(said: str) -> bool:
    return re.match(r"(?:\w+ly\s)?\w+(?<!s)s\b", said) is not None


def _is_fenced(entry: Entry) -> bool:
    assert isinstance(entry.block, Code)
    return entry.lines.end - entry.lines.start >= entry.block.text.rstrip("\n").count("\n") + 2


def _remarks(lines: list[str], language: str) -> Iterator[Remark]:
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else ""
        after = lines[number + 1] if number + 1 < len(lines) else ""
        if not _is_code(line, language):
            continue
        remark = _behind(line, language)
        if remark is None and language in _SHELLS and not _is_code(after, language) and before.strip().startswith("# "):
            remark = (_bare(line), before.strip().lstrip("# "))
        if remark and _says(*remark):
            yield Remark(*remark, number)


def _behind(line: str, language: str) -> tuple[str, str] | None:
    """The code and the remark behind it."""
    for sign in _signs(language):
        cut = re.search(rf"(?<=\S)\s+{sign}\s*(?=\S)", line)
        if cut and _is_outside_quotes(line[: cut.start()]):
            return _bare(line[: cut.start()]), line[cut.end() :].removesuffix("*/").strip()
    return None


def _signs(language: str) -> list[str]:
    signs = [r"#\s"]
    if language not in _SHELLS | _WITHOUT_SLASHES:
        signs += [r"//", r"/\*"]
    if language in _WITH_DASHES:
        signs.append(r"--\s")
    if language in _WITH_PERCENT:
        signs.append("%")
    return signs


def _is_outside_quotes(text: str) -> bool:
    return all(text.count(sign) % 2 == 0 for sign in "\"'")


def _is_code(line: str, language: str) -> bool:
    """Is there more in ``line`` than a remark or a bracket?"""
    bare = line.strip()
    is_remark = any(re.match(sign, f"{bare} ") for sign in _signs(language)) or bare.startswith("#!")
    return not is_remark and any(map(str.isalnum, bare))


def _bare(code: str) -> str:
    return _PROMPT.sub("", code).strip()


def _says(code: str, said: str) -> bool:
    """Is the remark a phrase, and the code short: no code that is switched off, no mark for an editor?"""
    is_phrase = words(said) >= _FEWEST_WORDS and not re.search(r"[;{}]\s*$|^\W*(?:TODO|FIXME|noqa|type:|eslint)", said)
    return is_phrase and words(said) <= _LONGEST_REMARK_WORDS and 1 < len(code) <= _LONGEST_CODE
