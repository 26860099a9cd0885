"""The layers of ARCHITECTURE.md: imports go strictly downwards, and each dirty thing has one boundary."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "flashcards"

LAYERS: dict[str, int] = {
    "model": 1,
    "errors": 1,
    "markup": 2,
    "events": 2,
    "readers": 3,
    "rules": 3,
    "algorithms": 3,
    "render": 3,
    "parser": 4,
    "scheduler": 4,
    "identity": 4,
    "ledger": 4,
    "session": 5,
    "apkg": 5,
    "notes": 6,
    "index": 6,
    "journal": 6,
    "export": 6,
    "config": 6,
    "terminal": 6,
    "collection": 7,
    "cli": 8,
}
OWNERS = {"genanki": {"apkg"}, "sqlite3": {"index", "apkg"}, "docutils": {"readers"}}
PURE = {"model", "errors", "markup", "events", "readers", "rules", "algorithms", "render", "parser", "scheduler"} | {
    "identity",
    "ledger",
    "session",
}
IMPURE_CALLS = {"open", "print", "input"}
IMPURE_MODULES = {"os", "random", "subprocess", "time", "shutil", "socket"}


def modules() -> list[Path]:
    return [
        path for path in sorted(PACKAGE.rglob("*.py")) if path.name != "__main__.py" and path != PACKAGE / "__init__.py"
    ]


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_strictly_downwards(path: Path) -> None:
    own = part_of(path)
    assert own in LAYERS, f"{own} has no layer: add it here and to ARCHITECTURE.md"
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "flashcards" and len(parts) > 1 and parts[1] in LAYERS and parts[1] != own:
            assert LAYERS[parts[1]] < LAYERS[own], f"{own} may not import {parts[1]}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_dirty_thing_has_one_boundary(path: Path) -> None:
    for name in imported(path):
        owners = OWNERS.get(name.split(".")[0], {part_of(path)})
        assert part_of(path) in owners, f"only {' and '.join(sorted(owners))} may import {name}"


@pytest.mark.parametrize(
    "path", [p for p in modules() if part_of(p) in PURE], ids=lambda p: str(p.relative_to(PACKAGE))
)
def test_the_lower_layers_touch_nothing_outside(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & IMPURE_CALLS
    assert not {name.split(".")[0] for name in imported(path)} & IMPURE_MODULES
