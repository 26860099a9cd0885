"""Packages with the schedule, for an Anki that doesn't have the cards yet."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from anki.collection import Collection as AnkiCollection
from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

from flashcards.apkg.whole import PackageNotWrittenError
from flashcards.cli.boundary import clock, offset_at
from flashcards.collection import Collection
from flashcards.collection.anki_exchange import AnkiExchange
from tests.anki_sides import assert_sound, push, seen
from tests.anki_time import next_second
from tests.test_anki_schedule import ALGORITHMS, HISTORIES, sides, zone

ROOT = Path(__file__).parents[1]
__all__ = ["zone"]  # a fixture


def built(ours: Path) -> Path:
    with Collection.find(ours) as collection:
        return AnkiExchange(collection, offset_at).write_progress(collection.package_path(), clock())[0]


def load(anki: Path, package: Path) -> None:
    col = AnkiCollection(str(anki / "collection.anki2"))
    options = ImportAnkiPackageOptions(with_scheduling=True)
    col.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options))
    col.close()


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.usefixtures("zone")
def test_a_card_stands_after_the_import_where_a_push_would_have_brought_it(tmp_path: Path, algorithm: str) -> None:
    ours, anki = sides(tmp_path, algorithm)
    load(anki, built(ours))
    assert_sound(anki)
    assert sum(map(len, seen(anki).reviews.values())) == sum(map(len, HISTORIES))
    assert all(card["memory"]["lrt"] == seen(anki).reviews[guid][-1]["id"] // 1000
               for guid, card in seen(anki).cards.items() if guid in seen(anki).reviews)  # fmt: skip
    done = push(ours, anki)
    assert not done.changed, done


def test_the_same_package_whenever_nothing_has_changed(tmp_path: Path) -> None:
    ours, _ = sides(tmp_path, "fsrs")
    first = built(ours).read_bytes()
    next_second()
    next_second()  # a ZIP file counts by two
    assert built(ours).read_bytes() == first


def test_of_two_answers_at_one_time_both_arrive(tmp_path: Path) -> None:
    ours, anki = sides(tmp_path, "fsrs")
    load(anki, built(ours))
    times = [row["id"] for rows in seen(anki).reviews.values() for row in rows]
    assert len(set(times)) == len(times) == sum(map(len, HISTORIES))


def test_an_earlier_package_outlives_a_failure(tmp_path: Path) -> None:
    ours, _ = sides(tmp_path, "fsrs")
    path = built(ours)
    before = path.read_bytes()
    with Collection.find(ours) as collection:
        collection.package_path().write_bytes(b"no package")
        with pytest.raises(PackageNotWrittenError, match="untouched"):
            AnkiExchange(collection, offset_at).write_progress(collection.package_path(), clock())
    assert path.read_bytes() == before
    assert sorted(one.name for one in path.parent.iterdir()) == ["ours-with-progress.apkg", "ours.apkg"]


KILLED = """
import os, signal, sys
from flashcards.apkg import progress
from flashcards.cli import main

progress._check = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
main(["-C", sys.argv[1], "build", "--with-progress"])
"""


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_what_a_killed_build_left_is_taken_away_by_the_next(tmp_path: Path) -> None:
    ours, _ = sides(tmp_path, "fsrs")
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", KILLED, str(ours)], cwd=ROOT, check=False, capture_output=True)
        assert done.returncode == -signal.SIGKILL
        assert len(list((ours / "decks").iterdir())) == 2, "the package, and what was unfinished"
    built(ours)
    assert sorted(one.name for one in (ours / "decks").iterdir()) == ["ours-with-progress.apkg", "ours.apkg"]
