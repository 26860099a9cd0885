"""Files that the real Anki has written, and the same files tampered with."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from anki.collection import ExportAnkiPackageOptions

from tests.anki_collection import AnkiCollection

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FORMATS = ("new.apkg", "legacy.apkg", "new.colpkg", "legacy.colpkg", "collection.anki2")
DATABASES = {"collection.anki21b", "collection.anki21"}


def export(anki: AnkiCollection, folder: Path) -> Mapping[str, Path]:
    """All that Anki can write of a collection, by FORMATS; the collection is closed afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, legacy in (("new.apkg", False), ("legacy.apkg", True)):
        options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy)
        anki.col.export_anki_package(out_path=str(folder / name), options=options, limit=None)
    for name, legacy in (("new.colpkg", False), ("legacy.colpkg", True)):
        anki.col.export_collection_package(str(folder / name), include_media=True, legacy=legacy)
        anki.col.reopen()
    path = Path(anki.col.path)
    anki.col.close()
    return {**{name: folder / name for name in FORMATS[:-1]}, "collection.anki2": path}


# ------------------------------------------------------------------------------------------------------------ tampering


def parts_of(package: Path) -> dict[str, bytes]:
    with ZipFile(package) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def write_parts(package: Path, parts: Mapping[str, bytes]) -> Path:
    with ZipFile(package, "w", ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return package


def with_parts(package: Path, changed: Mapping[str, bytes | None]) -> Path:
    """The package with other parts, or, where there is None, without them."""
    parts = parts_of(package) | changed
    return write_parts(package, {name: content for name, content in parts.items() if content is not None})


def edit(file: Path, change: Callable[[sqlite3.Connection], Any]) -> Path:
    """Change the database of a package or of a collection."""
    if file.suffix == ".anki2":
        with contextlib.closing(_connected(file)) as database:
            change(database)
            database.commit()
        return file
    parts = parts_of(file)
    [name] = DATABASES & set(parts) or {"collection.anki2"}
    packed = name.endswith("b")
    with TemporaryDirectory() as folder:
        copied = Path(folder) / "db"
        copied.write_bytes(zstd.decompress(parts[name]) if packed else parts[name])
        edit(copied.rename(copied.with_suffix(".anki2")), change)
        content = copied.with_suffix(".anki2").read_bytes()
    return write_parts(file, parts | {name: zstd.compress(content) if packed else content})


def run(*statements: str) -> Callable[[sqlite3.Connection], None]:
    """A change that runs SQL, for ``edit``."""

    def change(database: sqlite3.Connection) -> None:
        for statement in statements:
            database.execute(statement)

    return change


def _connected(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    database.create_collation("unicase", lambda one, other: (one > other) - (one < other))
    database.execute("PRAGMA journal_mode = DELETE")
    return database


# ------------------------------------------------------------------------------------------------------ a running Anki

_HOLD = """
import sys
from anki.collection import Collection
col = Collection(sys.argv[1])
note = col.new_note(col.models.by_name("Basic"))
note["Front"] = "unsaved"
col.add_note(note, 1)
print("open", flush=True)
sys.stdin.readline()
col.close()
"""


@contextlib.contextmanager
def open_in_anki(collection: Path) -> Iterator[Popen[str]]:
    """Another process in which Anki has the collection open, after it has added a note to it."""
    with Popen([sys.executable, "-c", _HOLD, str(collection)], stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "open\n"
        try:
            yield process
        finally:
            if process.poll() is None:
                process.communicate("\n")
