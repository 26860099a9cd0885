"""The layers of ARCHITECTURE.md: imports go strictly downwards, and each dirty thing has one boundary.

Each law is a function from a module's part and its code to the faults in it, so that it can be tried on code that breaks
it as well: the last test here does.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, get_args

import pytest

from flashcards import model
from flashcards.parser import READERS

PACKAGE = Path(__file__).parent.parent / "flashcards"

LAYERS: dict[str, int] = {
    "model": 1,
    "errors": 1,
    "markup": 2,
    "events": 2,
    "readers": 3,
    "rules": 3,
    "algorithms": 2,
    "render": 3,
    "passages": 4,
    "merging": 4,
    "scheduling": 3,
    "scheduler": 4,
    "evaluation": 4,
    "histories": 4,
    "ledger": 4,
    "session": 5,
    "fitting": 5,
    "apkg": 5,
    "parser": 5,
    "identity": 5,
    "checking": 6,
    "notes": 6,
    "index": 6,
    "journal": 6,
    "export": 6,
    "anki": 6,
    "config": 6,
    "terminal": 6,
    "collection": 7,
    "cli": 8,
}

# --------------------------------------------------------------------------------------------------- who may import what


def names(text: str) -> set[str]:
    return set(text.split())


PURE_LIBRARY = names(
    "__future__ base64 bisect codecs collections contextlib dataclasses difflib enum functools hashlib html itertools"
    " json math operator pathlib.PurePosixPath pathlib.PureWindowsPath re textwrap types typing unicodedata"
)
"""What every part may import: it computes, and touches nothing."""

OWNERS: dict[str, set[str]] = {
    # files and the operating system
    "pathlib.Path": {"anki", "apkg", "notes", "index", "journal", "config", "collection", "cli"},
    "os": {"anki", "apkg", "notes", "journal", "config", "terminal", "cli"},
    "shutil": {"anki", "apkg", "terminal"},  # terminal: its width
    "stat": {"notes"},
    "sys": {
        "anki",
        "apkg",
        "readers",
        "terminal",
        "cli",
    },  # anki, apkg, readers: its version and size; its streams are "printing" below
    "tempfile": {"anki", "apkg"},
    "zipfile": {"anki", "apkg"},
    "zlib": {"anki", "apkg"},
    "backports.zstd": {"anki", "apkg"},
    "compression.zstd": {"anki", "apkg"},
    "errno": {"anki"},
    "http.client": {"anki"},  # AnkiConnect, on this machine only
    "ipaddress": {"anki"},
    "struct": {"anki"},
    "fcntl": {"anki", "journal"},
    "gc": {"apkg"},
    "platform": {"journal"},  # the name of a device
    "platformdirs": {"anki", "journal"},
    "subprocess": {"anki"},  # for Anki's own library, which is only ever used in another process
    "importlib.resources": {"apkg", "index"},  # our own templates and schema
    "importlib.metadata": {"collection"},  # the versions of what parses
    "io": {"anki", "histories", "terminal"},  # histories: text that is no file; anki: a file in a file
    "select": {"terminal"},
    "signal": {"terminal"},
    "termios": {"terminal"},
    "tty": {"terminal"},
    "threading": {"readers", "terminal"},  # readers: a lock, as what docutils registers is global
    # the clock and the dice
    "time": {"anki", "cli"},  # anki: to wait in the other process
    "datetime.datetime": {"histories", "cli"},  # histories: times as others write them
    "datetime.UTC": {"histories"},
    "datetime.timedelta": {"histories"},
    "datetime.timezone": {"histories"},
    "datetime.date": {"events", "scheduling"},  # arithmetic with days that were handed in
    "random": {"cli"},
    "secrets": {"journal", "collection"},  # ids of devices and events, which nobody has to foresee
    # libraries
    "HanTa": {"rules"},
    "anki": {"anki"},  # an extra
    "bm25s": {"passages"},
    "click": {"cli"},
    "csv": {"histories", "readers"},
    "docutils": {"readers"},
    "fsrs_rs_python": {"fitting"},  # an extra
    "genanki": {"apkg"},
    "keyring": {"anki"},  # an extra
    "markdown_it": {"markup", "readers", "render"},
    "mdit_py_plugins": {"readers", "render"},
    "pydantic": {"events", "index", "config", "collection"},
    "pygments": {"render"},
    "snowballstemmer": {"passages"},
    "sqlite3": {"anki", "apkg", "index"},
    "tomllib": {"config"},
    "urllib.parse": {"anki", "apkg"},
    "yaml": {"readers"},
}

# ---------------------------------------------------------------------------------------------------- who may touch what


class Touch(NamedTuple):
    """A dirty thing, by the names that reach it without an import of its own."""

    what: str
    builtins: set[str]
    attributes: set[str]
    owners: set[str]


LOOKING = names("absolute cwd exists glob home is_dir is_file iterdir lstat resolve rglob samefile scandir stat")
CONTENT = names(
    "chmod fsync mkdir open read_bytes read_text rename rmdir symlink_to touch unlink write_bytes write_text"
)
TOUCHES = (
    Touch(
        "the file system", set(), LOOKING, {"anki", "apkg", "notes", "index", "journal", "config", "collection", "cli"}
    ),
    Touch("files", {"open"}, CONTENT, {"anki", "apkg", "notes", "index", "journal", "config", "collection"}),
    Touch("the clock", set(), {"now", "today", "utcnow", "time_ns", "monotonic", "perf_counter", "localtime"}, {"cli"}),
    Touch("the dice", set(), {"urandom", "getrandom", "uuid4"}, set()),
    Touch("printing", {"print", "input"}, {"echo", "secho", "stdin", "stdout", "stderr"}, {"cli", "terminal"}),
    Touch("code", {"__import__", "breakpoint", "compile", "eval", "exec"}, {"import_module", "modules"}, set()),
)
HONEST = {
    ("cli", "self.open"): "its Context opens the collection",
    ("cli", "context.open"): "its Context opens the collection",
    ("cli", "os.open"): "only the null device, when the reader of our output has gone",
    ("anki", "self.process.stdin"): "the pipe to the other process",
    ("anki", "self.process.stdout"): "the pipe from the other process",
    ("anki", "process.stdout"): "the pipe from the other process",
    ("anki", "sys.stdin"): "in the other process, the pipe from this one",
    ("terminal", "os.open"): "only the null device, when the terminal has gone",
}

# ------------------------------------------------------------------------------------------------------ who may know what

BLOCKS = {block.__name__ for block in get_args(model.Block)} | {"Block", "Document"}
CARDS = {"Draft", "Card", "Rating", "Review"}
UNKNOWN: dict[str, set[str]] = {
    "readers": CARDS,
    "rules": {"Card", "Rating", "Review", *READERS},
    "algorithms": CARDS | BLOCKS,
    "markup": CARDS | BLOCKS,
    "events": BLOCKS | {"Card"},
    "scheduler": BLOCKS | {"Card", "Draft"},
    "scheduling": BLOCKS | {"Card", "Draft"},
    "evaluation": BLOCKS | {"Card", "Draft"},
    "histories": BLOCKS | {"Card", "Draft"},
    "fitting": BLOCKS | {"Card", "Draft"},
}
"""Names, and suffixes of files, that a part never mentions."""

NUMBERS_ONLY = {"__future__", "collections", "dataclasses", "itertools", "math", "typing"}
"""What an algorithm may import: neither dates nor text."""

OF_THE_SCHEDULER = names(
    "ALGORITHMS EASY_DAYS LEECH_ACTIONS QUALITY_RATINGS SM2_READINGS AnkiSm2Options DeckSettings Moment Settings balances"
    " human_days human_interval human_wait lies_in parameters_fault step_ms"
)
"""What row 6 may import from it: what can be chosen, and how it is written; no arithmetic."""

DOMAIN = names("readers rules algorithms merging ledger journal index apkg export")
"""What ``cli`` reaches only through the parts that decide."""


class Module(NamedTuple):
    """One module of ours: the part that has a row, its package as a dotted name, and its code."""

    part: str
    package: str
    code: ast.Module


def modules() -> list[Path]:
    """All that has a layer; the package itself holds the version only, and ``__main__`` starts ``cli``."""
    return [
        path for path in sorted(PACKAGE.rglob("*.py")) if path.name != "__main__.py" and path != PACKAGE / "__init__.py"
    ]


def name_of(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@cache
def read(path: Path) -> Module:
    parts = path.relative_to(PACKAGE).parts
    package = ".".join(("flashcards", *parts[:-1]))
    return Module(parts[0].removesuffix(".py"), package, ast.parse(path.read_text("utf-8")))


def imported(module: Module) -> set[str]:
    """The full dotted names of all that is imported anywhere in the module, also in functions and for types only."""
    names: set[str] = set()
    for node in ast.walk(module.code):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module.package.split(".")[: -(node.level - 1) or None] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names.update(f"{base}.{alias.name}" for alias in node.names)
    return names


def inside(module: Module) -> Iterator[tuple[str, str]]:
    """What is imported of our own package: the part, and the rest of the name."""
    for name in imported(module):
        package, _, rest = name.partition(".")
        if package == "flashcards" and name != "flashcards.__version__":
            part, _, of_it = rest.partition(".")
            yield part, of_it


def mentioned(module: Module) -> set[str]:
    """All names, attributes, imported names and texts of a module, but no docstrings' words."""
    found: set[str] = {name.rpartition(".")[2] for name in imported(module)}
    for node in ast.walk(module.code):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
                found.add(name)
            case _:
                pass
    return found


# ------------------------------------------------------------------------------------------------------------- the laws


def goes_upwards(module: Module) -> Iterator[str]:
    own = module.part
    for part, _ in inside(module):
        if part not in LAYERS:
            yield f"flashcards.{part} has no layer"
        elif part != own and LAYERS[part] >= LAYERS[own]:
            yield f"{own} may not import {part}"


def imports_what_others_own(module: Module) -> Iterator[str]:
    for name in imported(module):
        if name.split(".")[0] == "flashcards":
            continue
        prefixes = [name.rsplit(".", cut)[0] for cut in range(name.count(".") + 1)]
        if any(prefix in PURE_LIBRARY for prefix in prefixes):
            continue
        owners = next((OWNERS[prefix] for prefix in prefixes if prefix in OWNERS), set[str]())
        if module.part not in owners:
            yield f"only {' and '.join(sorted(owners)) or 'a part that OWNERS names'} may import {name}"


def touches_what_others_own(module: Module) -> Iterator[str]:
    for node in ast.walk(module.code):
        for touch in TOUCHES:
            if module.part in touch.owners:
                continue
            match node:
                case ast.Name(id=name, ctx=ast.Load()) if name in touch.builtins:
                    yield f"line {node.lineno}: {name} touches {touch.what}"
                case ast.Attribute(attr=name) if name in touch.attributes:
                    if (module.part, ast.unparse(node)) not in HONEST:
                        yield f"line {node.lineno}: {ast.unparse(node)} touches {touch.what}"


def knows_too_much(module: Module) -> Iterator[str]:
    own = module.part
    for name in sorted(UNKNOWN.get(own, set()) & mentioned(module)):
        yield f"{own} may not know {name}"
    for name in imported(module):
        if own == "algorithms" and not name.startswith("flashcards.") and name.split(".")[0] not in NUMBERS_ONLY:
            yield f"{own} may not import {name}: it is formulas only"
    for part, name in inside(module):
        if own == "algorithms" and part != own:
            yield f"{own} may not import {part}: it is formulas only"
        if LAYERS.get(own) == 6 and own != "anki" and part == "scheduler" and name not in OF_THE_SCHEDULER:
            yield f"{own} may not import {name or 'all'} from the scheduler"
        if own == "cli" and part in DOMAIN:
            yield f"{own} may not import {part}"


Law = Callable[[Module], Iterator[str]]
LAWS: tuple[Law, ...] = (goes_upwards, imports_what_others_own, touches_what_others_own, knows_too_much)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_every_module_has_a_layer(path: Path) -> None:
    assert read(path).part in LAYERS, "add it here and to ARCHITECTURE.md"


def test_every_layer_has_a_module() -> None:
    assert {read(path).part for path in modules()} == set(LAYERS)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_no_module_breaks_a_law(path: Path, law: Law) -> None:
    assert list(law(read(path))) == []


def test_no_exception_outlives_its_reason() -> None:
    spelled = {
        (read(path).part, ast.unparse(node))
        for path in modules()
        for node in ast.walk(read(path).code)
        if isinstance(node, ast.Attribute)
    }
    assert spelled >= set(HONEST)


BROKEN = [
    (goes_upwards, "scheduler", "from flashcards.session import Session"),
    (goes_upwards, "scheduler", "from flashcards import index"),
    (goes_upwards, "scheduler", "import flashcards.terminal.plain"),
    (goes_upwards, "identity", "from ..journal import Journal"),
    (goes_upwards, "rules", "from flashcards.readers.shared import words"),
    (goes_upwards, "readers", "def late():\n    from flashcards.rules import term"),
    (goes_upwards, "notes", "from flashcards.config import Config"),
    (goes_upwards, "merging", "from flashcards.parser import parse"),
    (goes_upwards, "model", "from flashcards.new_module import x"),
    (goes_upwards, "model", "import flashcards"),
    (imports_what_others_own, "scheduler", "import random"),
    (imports_what_others_own, "scheduler", "import pathlib"),
    (imports_what_others_own, "scheduler", "from pathlib import Path"),
    (imports_what_others_own, "session", "from datetime import datetime"),
    (imports_what_others_own, "session", "from time import time as t"),
    (imports_what_others_own, "identity", "import uuid"),
    (imports_what_others_own, "collection", "import sqlite3"),
    (imports_what_others_own, "collection", "from os import path"),
    (imports_what_others_own, "collection", "import time"),
    (imports_what_others_own, "rules", "from docutils import nodes"),
    (imports_what_others_own, "rules", "from markdown_it import MarkdownIt"),
    (imports_what_others_own, "notes", "import urllib.request"),
    (touches_what_others_own, "scheduler", "NOW = datetime.now()"),
    (touches_what_others_own, "scheduler", "TODAY = date.today()"),
    (touches_what_others_own, "scheduler", "TEXT = Path('x').read_text()"),
    (touches_what_others_own, "scheduler", "DICE = __import__('random')"),
    (touches_what_others_own, "session", "say = print"),
    (touches_what_others_own, "parser", "with note.path.open() as file: pass"),
    (touches_what_others_own, "readers", "sys.stderr.write('x')"),
    (touches_what_others_own, "readers", "sys.modules['os'].listdir()"),
    (touches_what_others_own, "journal", "os.urandom(8)"),
    (touches_what_others_own, "notes", "print('found')"),
    (touches_what_others_own, "cli", "path.write_text('x')"),
    (touches_what_others_own, "terminal", "open('log')"),
    (knows_too_much, "readers", "from flashcards.model import Draft"),
    (knows_too_much, "readers", "from flashcards import model\nmodel.Card"),
    (knows_too_much, "rules", "if place.path.endswith('.rst'): pass"),
    (knows_too_much, "algorithms", "from datetime import date"),
    (knows_too_much, "algorithms", "import re"),
    (knows_too_much, "algorithms", "from flashcards.model import Rating"),
    (knows_too_much, "markup", "from flashcards.model import Paragraph"),
    (knows_too_much, "events", "from flashcards.model import Card"),
    (knows_too_much, "terminal", "from flashcards.scheduler import next_states"),
    (knows_too_much, "index", "from flashcards import scheduler"),
    (knows_too_much, "cli", "from flashcards.rules import term"),
]


@pytest.mark.parametrize(("law", "part", "code"), BROKEN)
def test_each_law_sees_what_breaks_it(law: Law, part: str, code: str) -> None:
    package = f"flashcards.{part}" if (PACKAGE / part).is_dir() else "flashcards"
    assert list(law(Module(part, package, ast.parse(code))))


def test_ankis_own_library_is_used_by_one_program_that_uses_nothing_of_ours() -> None:
    """It is under the AGPL: what imports it runs in a process of its own, and is no part of the rest."""
    worker = PACKAGE / "anki" / "exchange" / "worker.py"
    users = {path for path in modules() if any(name.split(".")[0] == "anki" for name in imported(read(path)))}
    assert users == {worker}
    assert not any(name.startswith("flashcards") for name in imported(read(worker)))
