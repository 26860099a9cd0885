"""README.md and ARCHITECTURE.md say what is so: what they name exists, and what they show is what the program does."""

from __future__ import annotations

import importlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from flashcards import config
from flashcards.cli import main
from flashcards.parser import READERS, RULES
from flashcards.scheduler import ALGORITHMS, spreads
from tests.loaded import flashcards
from tests.test_layers import LAYERS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """What stands in README's fenced blocks of this language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def lines_of_console() -> list[str]:
    """The commands shown in README, without their comments."""
    shown = re.findall(r"^\$ (.*)$", "\n".join(blocks("console")), re.MULTILINE)
    return [line.partition("#")[0].strip() for line in shown]


def in_backticks(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL))


def rows(text: str, header: str) -> list[list[str]]:
    """The cells of the table whose first row is ``header``."""
    _, found, below = text.partition(f"{header}\n")
    assert found, f"there is no table {header}"
    table = below[: below.index("\n\n")].splitlines()[1:]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in table]


def run(folder: Path, *words: str) -> str:
    done = flashcards(folder, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """A collection that holds the note which README shows, in the place that it names."""
    [note] = blocks("markdown")
    [path] = re.findall(r"^Take this note, `(notes/\S+)`:$", README, re.MULTILINE)
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(note, "utf-8")
    return tmp_path


# --------------------------------------------------------------------------------------------------------------- README


def test_the_example_is_what_the_program_prints(collection: Path) -> None:
    [block] = [block for block in blocks("console") if block.startswith("$ flashcards explain")]
    command, _, shown = block.partition("\n")
    words = command.removeprefix("$ flashcards ")
    assert run(collection, *words.split()) == shown


def test_what_readme_says_is_written_is_written(collection: Path) -> None:
    run(collection, "build")
    named = {name for name in in_backticks(README) if name.startswith((".flashcards/", "decks/"))}
    assert named == {".flashcards/journal/", ".flashcards/index.db", "decks/*.apkg"}
    for name in named:
        assert list(collection.glob(name.rstrip("/"))), f"build writes no {name}"


def test_every_command_stands_in_readme_and_no_other() -> None:
    spans = [*lines_of_console(), *in_backticks(README)]
    named = {found[1] for span in spans if (found := re.search(r"\bflashcards ([a-z]+)\b", span))}
    assert named == set(main.commands)


def every_command(group: click.Group) -> Iterator[click.Command]:
    yield group
    for command in group.commands.values():
        yield from every_command(command) if isinstance(command, click.Group) else [command]


def test_every_option_in_readme_exists() -> None:
    options = {
        option
        for command in every_command(main)
        for parameter in command.get_params(click.Context(command))
        for option in parameter.opts
        if isinstance(parameter, click.Option)
    }
    named = {option for span in in_backticks(README) for option in re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", span)}
    assert named
    assert named <= options


def test_every_setting_stands_in_readme_and_no_other() -> None:
    [shown] = blocks("toml")
    written = {table: set(values) for table, values in tomllib.loads(shown).items()}
    assert written == {
        "build": set(config.BuildTable.model_fields),
        "cards": set(config.CardsTable.model_fields),
        "review": set(config.ReviewTable.model_fields),
        "anki": set(config.AnkiTable.model_fields),
    }
    assert set(written) == set(config.Config.model_fields)


def test_the_settings_in_readme_are_the_defaults_but_for_names(tmp_path: Path) -> None:
    [shown] = blocks("toml")
    (tmp_path / config.FILE_NAME).write_text(shown, "utf-8")
    loaded = config.load(tmp_path)
    by_algorithm = {"fuzz": None, "where": ()}
    assert loaded.review.model_copy(update=by_algorithm) == config.ReviewTable()
    assert spreads(loaded.scheduling) == spreads(config.Config().scheduling)
    assert loaded.cards.model_copy(update={"rules": {}, "where": ()}) == config.CardsTable()
    assert loaded.anki == config.AnkiTable()
    assert loaded.build.model_copy(update={"name": "", "deck_prefix": ""}) == config.BuildTable()


def test_every_rule_has_its_name_in_readme_and_no_other() -> None:
    table = rows(README, "| in your notes | becomes | by the rule |")
    named = [name for row in table for name in in_backticks(row[2])]
    assert sorted(named) == sorted(rule.name for rule in RULES)


def test_the_rule_that_readme_switches_off_is_off(collection: Path) -> None:
    [switch] = {span for span in in_backticks(README) if re.fullmatch(r"<!-- flashcards: off \w+ -->", span)}
    rule = switch.split()[3]
    assert f" {rule}: " in run(collection, "explain", "notes/tests.md")
    note = collection / "notes" / "tests.md"
    note.write_text(f"{switch}\n\n{note.read_text('utf-8')}", "utf-8")
    told = run(collection, "explain", "notes/tests.md")
    assert f" {rule}: " not in told
    assert " term_definition: " in told


@pytest.mark.parametrize("text", [README, ARCHITECTURE], ids=["README", "ARCHITECTURE"])
def test_every_link_leads_somewhere(text: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        assert (ROOT / target).exists(), target


def test_every_make_target_in_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        found[1] for span in [*lines_of_console(), *in_backticks(README)] if (found := re.match(r"make (\w+)", span))
    }
    assert named
    assert named <= targets


# --------------------------------------------------------------------------------------------------------- ARCHITECTURE


def test_every_path_in_architecture_exists() -> None:
    """Paths are meant from the package, as the learner's own ones begin with ``notes/``, ``decks/`` or a dot."""
    named = set(re.findall(r"(?<![\w./*<])[a-z][a-z0-9_]*(?:/[a-z0-9_]+)*(?:\.py\b|/(?![\w*]))", ARCHITECTURE))
    assert named >= {"notes.py", "readers/", "cli/"}
    of_tests = {name for name in named if name.startswith("tests/")}
    assert all((ROOT / name).exists() for name in of_tests)
    for name in named - of_tests:
        assert (ROOT / "flashcards" / name).exists(), name
        assert name.endswith(".py") or (ROOT / "flashcards" / name / "__init__.py").is_file(), name


def test_every_name_of_ours_in_architecture_exists() -> None:
    named = {found for span in in_backticks(ARCHITECTURE) if (found := re.match(r"([a-z_]+)\.([A-Z]\w*)$", span))}
    assert {found[0] for found in named} >= {"parser.RULES", "parser.READERS", "scheduler.ALGORITHMS"}
    for found in named:
        package = "" if found[1] == "genanki" else "flashcards."
        assert hasattr(importlib.import_module(f"{package}{found[1]}"), found[2]), found[0]


def test_the_table_of_layers_is_the_one_that_is_tested() -> None:
    table = rows(ARCHITECTURE, "| row | modules | may not know |")
    assert {module: int(row) for row, modules, _ in table for module in in_backticks(modules)} == LAYERS


def test_every_format_and_algorithm_is_named() -> None:
    names = {".md": "Markdown", ".markdown": "Markdown", ".rst": "reStructuredText"}
    names |= {"sm2": "by SM-2", "fsrs": "FSRS-6", "anki-sm2": "Anki's SM-2"}
    assert set(names) == {*READERS, *ALGORITHMS}, "name the new one in README, and here"
    assert all(name in README for name in names.values())
