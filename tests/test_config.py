"""``flashcards.toml``: every fault is one sentence with its place; and where a collection is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from flashcards.config import Config, ConfigError, NoCollectionError, find_root, load
from flashcards.scheduler import Settings
from flashcards.session import Limits


def write(root: Path, text: str | bytes) -> Path:
    path = root / "flashcards.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def fault(root: Path, text: str | bytes) -> str:
    path = write(root, text)
    with pytest.raises(ConfigError) as caught:
        load(root)
    sentence = str(caught.value)
    assert sentence.startswith(str(path))
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))
    return sentence.removeprefix(str(path))


def test_without_a_file_everything_has_a_default(tmp_path: Path) -> None:
    config = load(tmp_path)
    assert config == Config()
    assert (config.build.notes, config.build.out, config.build.name) == ("notes", "decks", "")
    assert (config.review.algorithm, config.review.new_per_day, config.review.reviews_per_day) == ("sm2", 20, 200)
    assert (config.review.rollover_hour, config.review.maximum_interval_days) == (4, 36_500)
    assert (config.scheduling, config.limits) == (Settings(), Limits())


def test_settings_are_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        '\ufeff[build]\nnotes = "vault\\\\sub/"\nname = "Étude"\n'
        "[review]\nnew_per_day = 0\nrollover_hour = 0\nmaximum_interval_days = 99\n",
    )
    config = load(tmp_path)
    assert (config.build.notes, config.build.name) == ("vault/sub", "Étude")
    assert (config.limits, config.review.rollover_hour) == (Limits(new_per_day=0), 0)
    assert config.scheduling == Settings(maximum_interval_days=99)


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("[build]\nnotes = \n", ":2:", "this is not TOML: invalid value"),
        ('[build\nnotes = "x"', ":1:", "this is not TOML"),
        ('[build]\nname = "x', ":2:", "this is not TOML"),
        ("[build]\n\nnots = 'x'\n", ":3:", "there is no setting build.nots; did you mean build.notes?"),
        ("[reviews]\nnew_per_day = 3\n", ":1:", "there is no setting reviews; did you mean review?"),
        ("[review]\nnew = 3\n", ":2:", "there is no setting review.new; did you mean review.new_per_day?"),
        ("[build]\nxyz = 3\n", ":2:", "there is no setting build.xyz; there are notes, out, name, deck_prefix."),
        ("# a\nreview.new_per_day = '3'\n", ":2:", "review.new_per_day can't be '3': input should be a valid integer."),
        ("[review]\n# c\nrollover_hour = 24\n", ":3:", "review.rollover_hour can't be 24"),
        ("[review]\nmaximum_interval_days = 0\n", ":2:", "review.maximum_interval_days can't be 0"),
        ("[review]\nalgorithm = 'sm3'\n", ":2:", "there is no algorithm 'sm3', but there is sm2"),
        ("[build]\nnotes = '../x'\n", ":2:", "must be a folder inside the collection"),
        ("[build]\nnotes = '/x'\n", ":2:", "must be a folder inside the collection"),
        ("[build]\nnotes = 'C:\\x'\n", ":2:", "must be a folder inside the collection"),
        ("[build]\nname = 'a/b'\n", ":2:", "must be usable as the name of a file"),
        ("build = 3\n", ":1:", "build can't be 3"),
        (b"[build]\nname = '\xe9'\n", ":", "not UTF-8"),
    ],
)
def test_a_fault_is_one_sentence_with_its_place(tmp_path: Path, text: str | bytes, place: str, why: str) -> None:
    sentence = fault(tmp_path, text)
    assert sentence.startswith(place)
    assert why in sentence


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "flashcards.toml").mkdir()
    with pytest.raises(ConfigError, match="can't be read"):
        load(tmp_path)


# --------------------------------------------------------------------------------------------------- the collection


@pytest.mark.parametrize("sign", ["notes", ".flashcards"])
def test_the_nearest_folder_with_a_sign_is_the_collection(tmp_path: Path, sign: str) -> None:
    (tmp_path / "notes").mkdir()
    inner = tmp_path / "a" / "inner"
    (inner / sign / "deep" / "deeper").mkdir(parents=True)
    assert find_root(inner / sign / "deep" / "deeper") == inner
    assert find_root(tmp_path / "a") == tmp_path


def test_a_settings_file_alone_makes_a_collection(tmp_path: Path) -> None:
    write(tmp_path, "")
    (tmp_path / "vault").mkdir()
    assert find_root(tmp_path / "vault") == tmp_path


def test_a_folder_that_was_named_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes" / "sub").mkdir(parents=True)
    assert find_root(Path("/"), tmp_path) == tmp_path
    with pytest.raises(NoCollectionError, match=r"no collection in .*sub: put your notes into a folder notes/"):
        find_root(tmp_path, tmp_path / "notes" / "sub")


def test_where_there_is_none_the_way_out_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoCollectionError, match=r"or above it: put your notes into a folder notes/"):
        find_root(tmp_path)
