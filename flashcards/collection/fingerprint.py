"""What a cached result depends on, in short texts that change whenever it does."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

_LIBRARIES = ("docutils", "markdown-it-py", "mdit-py-plugins", "snowballstemmer", "bm25s", "hanta")


def file_hash(path: Path) -> str:
    """Of what the file holds."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def text_hash(text: str) -> str:
    """Changes whenever ``text`` does."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


@cache
def code_of(*names: str) -> str:
    """Changes whenever one of these modules or packages of ours, or a library that parses or searches, does."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256(repr([version(name) for name in _LIBRARIES]).encode())
    for name in names:
        inside = (path for path in (package / name).rglob("*") if path.is_file() and path.suffix != ".pyc")
        for path in sorted(inside) or [package / f"{name}.py"]:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
