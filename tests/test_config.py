"""``flashcards.toml``: every fault is one sentence with its place; and where a collection is found."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from flashcards.algorithms.fsrs import DEFAULT_PARAMETERS
from flashcards.config import (
    AnkiSm2Table,
    BuildTable,
    CardsTable,
    Config,
    ConfigError,
    NoCollectionError,
    ReviewTable,
    WhereTable,
    find_root,
    load,
)
from flashcards.rules.wanted import USUAL, Wanted
from flashcards.scheduler import AnkiSm2Options, DeckSettings, Settings, balances
from flashcards.session import Asking, DeckLimits, Limits


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
        ("# a\nreview.new_per_day = '3'\n", ":2:", 'review.new_per_day can\'t be "3": it must be a whole number.'),
        ("[review]\nnew_per_day = 2.5\n", ":2:", "review.new_per_day can't be 2.5: it must be a whole number."),
        ("[review]\nnew_per_day = true\n", ":2:", "review.new_per_day can't be true: it must be a whole number."),
        ("[review]\n# c\nrollover_hour = 24\n", ":3:", "review.rollover_hour can't be 24: it must be at most 23."),
        ("[review]\nmaximum_interval_days = 0\n", ":2:", "can't be 0: it must be at least 1."),
        ("[review]\nalgorithm = 'sm3'\n", ":2:", "there is no algorithm sm3; did you mean sm2?"),
        (
            "[review]\nalgorithm = 'leitner'\n",
            ":2:",
            "there is no algorithm leitner, but there is sm2, fsrs, anki-sm2.",
        ),
        (
            "[anki]\nretired = 'delete'\n",
            ":2:",
            "anki.retired can't be \"delete\": it must be 'tag', 'empty' or 'leave'.",
        ),
        ("[anki]\nlink = 'file'\n", ":2:", "there is no setting anki.link; did you mean anki.links?"),
        ("[review]\nrewrite = 'forget'\n", ":2:", 'review.rewrite can\'t be "forget": it must be "keep" or "relearn".'),
        (
            "[review]\nsm2_reading = 'delphi'\n",
            ":2:",
            "there is no reading of SM-2 delphi, but there is plug-in, prose.",
        ),
        ("[review]\nleech_action = 'tags'\n", ":2:", "there is no action tags; did you mean tag?"),
        ("[review]\norder = 'due date'\n", ":2:", "there is no order due date; did you mean due?"),
        (
            "[review]\ndesired_retention = 0.5\n",
            ":2:",
            "review.desired_retention can't be 0.5: it must be at least 0.7.",
        ),
        ("[review]\ndesired_retention = 1\n", ":2:", "review.desired_retention can't be 1: it must be at most 0.99."),
        ("[review]\nfuzz = 'no'\n", ":2:", 'review.fuzz can\'t be "no": it must be true or false.'),
        (
            "[review]\nlearning_steps = 1\n",
            ":2:",
            "review.learning_steps can't be 1: it must be a list in square brackets.",
        ),
        ("[review]\nparameters = ['x']\n", ":2:", 'review.parameters can\'t be "x": it must be a number.'),
        (
            "[review]\nminimum_interval_days = 9\nmaximum_interval_days = 8\n",
            ":3:",
            "review.maximum_interval_days can't be 8: it must be at least minimum_interval_days.",
        ),
        ("[review]\nminimum_interval_days = 40000\n", ":1:", "it must be at least minimum_interval_days."),
        ("[[review.where]]\nnew_per_day = 3\n", ":1:", "review.where.deck is missing here."),
        (
            "[[review.where]]\ndeck = 'x'\nfuzz = true\n",
            ":3:",
            "there is no setting review.where.fuzz; there are deck,",
        ),
        ("[[review.where]]\ndeck = 'x'\ndesired_retention = 2\n", ":3:", "review.where.desired_retention can't be 2"),
        ("[build]\nname = 7\n", ":2:", "build.name can't be 7: it must be text in quotation marks."),
        ("[build]\nout = ''\n", ":2:", 'build.out can\'t be "": it must not be empty.'),
        ("[build]\nname = 1979-05-27\n", ":2:", 'build.name can\'t be "1979-05-27": it must be text'),
        ("[build]\nnotes = '../x'\n", ":2:", "must be a folder inside the collection"),
        ("[build]\nnotes = '/x'\n", ":2:", "must be a folder inside the collection"),
        ("[build]\nnotes = 'C:\\x'\n", ":2:", "must be a folder inside the collection"),
        ("[build]\nname = 'a/b'\n", ":2:", "must be usable as the name of a file"),
        ("build = 3\n", ":1:", "build can't be 3: it must be a table."),
        ("[cards]\nminimum_priority = 1.5\n", ":2:", "cards.minimum_priority can't be 1.5: it must be at most 1."),
        ("[cards]\nminimum_priority = 'low'\n", ":2:", 'cards.minimum_priority can\'t be "low": it must be a number.'),
        ("[cards]\nminimum_priority = nan\n", ":2:", "cards.minimum_priority can't be NaN: it must be"),
        ("[cards]\ntwo_way_tables = 'yes'\n", ":2:", 'cards.two_way_tables can\'t be "yes": it must be true or false.'),
        ("[cards]\ntags = 'x'\n", ":2:", 'cards.tags can\'t be "x": it must be a list in square brackets.'),
        ("[cards]\ntags = [\n'x',\n3]\n", ":2:", "cards.tags can't be 3: it must be text in quotation marks."),
        ("[cards]\nlanguages = ['en', 'ed']\n", ":2:", "there is no language ed; did you mean"),
        ("[cards]\nrules = ['acronym']\n", ":2:", 'cards.rules can\'t be ["acronym"]: it must be a table.'),
        ("[cards]\nrules.acronim = false\n", ":2:", "there is no rule acronim; did you mean acronym?"),
        (
            "[cards.rules]\nfigure = true\nstatment = false\n",
            ":3:",
            "there is no rule statment; did you mean statement?",
        ),
        ("[cards.rules]\nacronym = 'off'\n", ":2:", 'cards.rules.acronym can\'t be "off": it must be true or false.'),
        ("[cards]\ndeck = '{flie}'\n", ":2:", "there is no {flie}, but there is {folder}, {file}, {heading}."),
        ("[cards]\ndeck = '{file'\n", ":2:", "braces hold the name of a part, as in {folder}, {file}, {heading}."),
        ("[cards]\ndeck = ' :: '\n", ":2:", "it must name a deck."),
        ("[[cards.where]]\ntags = ['x']\n", ":1:", "cards.where.notes is missing here."),
        ("[[cards.where]]\nnotes = ''\n", ":2:", 'cards.where.notes can\'t be "": it must not be empty.'),
        (
            "[[cards.where]]\nnotes = 'a'\n\n[[cards.where]]\nnotes = 'b'\ntgas = ['x']\n",
            ":6:",
            "there is no setting cards.where.tgas; did you mean cards.where.tags?",
        ),
        (
            "[[cards.where]]\nnotes = 'a'\n[[cards.where]]\nnotes = 'b'\n[cards.where.rules]\nfigur = true\n",
            ":6:",
            "there is no rule figur; did you mean figure?",
        ),
        ("cards.where = [{notes = 3}]\n", ":1:", "cards.where.notes can't be 3: it must be text in quotation marks."),
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


VALUES = ["3", "-1", "2.5", "true", "''", "'x'", "'{'", "[]", "[3]", "['x']", "[[3]]", "{}", "{x = 1}", "[{}]", "inf"]
SETTINGS = [
    *[
        (name, field)
        for name, table in (("build", BuildTable), ("review", ReviewTable))
        for field in table.model_fields
    ],
    *[("cards", field) for field in CardsTable.model_fields],
]


@pytest.mark.parametrize(("table", "field"), SETTINGS)
def test_every_fault_in_a_value_is_told_in_our_own_words(tmp_path: Path, table: str, field: str) -> None:
    faults = 0
    for value in VALUES:
        path = write(tmp_path, f"[{table}]\n{field} = {value}\n")
        try:
            load(tmp_path)
        except ConfigError as error:
            faults += 1
            said = str(error).removeprefix(str(path))
            assert re.match(rf":2: (?:{table}\.{field}[\w.]* (?:can't be .+: \S|is missing)|there is no )", said), said
            assert not re.search(r"\b(?:input|valid|should|finite|\[key\])", said, re.IGNORECASE), said
    assert faults > 3


# ------------------------------------------------------------------------------------------------ settings of a note


WHERE = """
[build]
notes = "study/notes"
[cards]
tags = ["all"]
rules.acronym = false
minimum_priority = 0.5
[[cards.where]]
notes = "lectures"
tags = ["lecture", "to do"]
rules = { statement = false }
languages = ["de"]
[[cards.where]]
notes = "lectures/old/*.md"
rules = { acronym = true }
minimum_priority = 0
deck = "Old / {file}"
two_way_tables = true
"""


def test_the_settings_of_a_note_are_those_of_all_tables_that_cover_it(tmp_path: Path) -> None:
    write(tmp_path, WHERE)
    config = load(tmp_path)
    usual = Wanted(notes="study/notes", rules_off=("acronym",), tags=("all",))
    assert config.wanted("study/notes/a.md") == usual
    lecture = replace(usual, rules_off=("acronym", "statement"), tags=("all", "lecture", "to_do"), languages=("de",))
    assert config.wanted("study/notes/lectures/a.md") == lecture
    old = replace(lecture, rules_off=("statement",), deck="Old::{file}", two_way_tables=True)
    assert config.wanted("study/notes/lectures/old/a.md") == old
    priorities = [config.minimum_priority(f"study/notes/{path}") for path in ("a.md", "lectures/old/a.md")]
    assert priorities == [0.5, 0]


def test_without_settings_a_note_is_wanted_as_usual() -> None:
    assert Config().wanted("notes/a.md") == replace(USUAL, notes="notes")
    assert Config().minimum_priority("notes/a.md") == 0


def test_another_least_priority_is_that_of_all_notes(tmp_path: Path) -> None:
    write(tmp_path, WHERE)
    config = load(tmp_path).with_minimum_priority(0.7)
    assert config.minimum_priority("study/notes/a.md") == 0.7
    assert config.minimum_priority("study/notes/lectures/old/a.md") == 0.7
    assert config.wanted("study/notes/lectures/old/a.md") == load(tmp_path).wanted("study/notes/lectures/old/a.md")


@pytest.mark.parametrize(
    ("pattern", "covered", "others"),
    [
        ("a.md", ["a.md"], ["b/a.md", "a.mdx", "aXmd"]),
        ("lectures", ["lectures/a.md", "lectures/b/c.md"], ["lectures.md", "old/lectures/a.md"]),
        ("./lectures/", ["lectures/a.md"], ["lecture/a.md"]),
        ("lectures/*", ["lectures/a.md", "lectures/b/c.md"], ["lectures2/a.md"]),
        ("*/lab?.md", ["x/lab1.md"], ["lab1.md", "x/lab12.md", "x/y/lab1.md"]),
        ("**/lab.md", ["lab.md", "x/lab.md", "x/y/lab.md"], ["x/mylab.md"]),
        ("x/**/z", ["x/z/a.md", "x/y/z/a.md"], ["z/a.md"]),
        ("**", ["a.md", "x/y/a.md"], []),
        ("cours/e\u0301te\u0301", ["cours/\u00e9t\u00e9/a.md"], ["cours/ete/a.md"]),
        ("a[1]", ["a[1]/b.md"], ["a1/b.md"]),
    ],
)
def test_a_pattern_covers_files_and_what_lies_in_folders(pattern: str, covered: list[str], others: list[str]) -> None:
    table = WhereTable(notes=pattern)
    assert [path for path in (*covered, *others) if table.covers(path)] == covered


# --------------------------------------------------------------------------------------------------------- scheduling

SCHEDULING = """
[review]
algorithm = "fsrs"
desired_retention = 0.85
learning_steps = ["30s", "10m", "1d"]
relearning_steps = []
fuzz = false
minimum_interval_days = 2
maximum_interval_days = 400
leech_threshold = 6
leech_action = "suspend"
order = "due"
learn_ahead_minutes = 0
bury_siblings = true
sm2_reading = "prose"
[[review.where]]
deck = "Law"
new_per_day = 5
[[review.where]]
deck = "Law::Tort"
desired_retention = 0.95
reviews_per_day = 9
"""


def test_the_scheduling_is_what_the_settings_say(tmp_path: Path) -> None:
    write(tmp_path, SCHEDULING)
    config = load(tmp_path)
    assert config.scheduling == Settings(
        algorithm="fsrs",
        maximum_interval_days=400,
        minimum_interval_days=2,
        sm2_reading="prose",
        desired_retention=0.85,
        learning_steps_ms=(30_000, 600_000, 86_400_000),
        relearning_steps_ms=(),
        fuzz=False,
        leech_threshold=6,
        leech_action="suspend",
        decks=(DeckSettings("Law"), DeckSettings("Law::Tort", desired_retention=0.95)),
    )
    assert config.asking == Asking(order="due", learn_ahead_minutes=0, bury_siblings=True)
    assert config.limits.decks == (DeckLimits("Law", new_per_day=5), DeckLimits("Law::Tort", reviews_per_day=9))


def test_without_settings_scheduling_is_as_usual() -> None:
    assert (Config().scheduling, Config().asking, Config().limits) == (Settings(), Asking(), Limits())


def test_days_of_the_week_may_be_easy(tmp_path: Path) -> None:
    write(tmp_path, '[review]\nalgorithm = "fsrs"\neasy_days = { sunday = "minimum", monday = "reduced" }\n')
    assert load(tmp_path).scheduling.easy_days == (0.5, 1, 1, 1, 1, 1, 0)
    write(tmp_path, "[review]\nfuzz = true\nload_balance = false\n")
    assert not balances(load(tmp_path).scheduling)
    easy = 'easy_days = { sunday = "minimum" }'
    for without in ("", 'algorithm = "fsrs"\nload_balance = false\n', 'algorithm = "fsrs"\nfuzz = false\n'):
        assert "it has no effect without fuzz = true" in fault(tmp_path, f"[review]\n{without}{easy}\n")


def test_the_options_of_anki_may_be_given(tmp_path: Path) -> None:
    write(tmp_path, "[review.anki_sm2]\nstarting_ease = 2.3\nnew_interval = 0.5\neasy_interval_days = 7\n")
    options = load(tmp_path).scheduling.anki_sm2
    assert options == AnkiSm2Options(initial_ease_thousandths=2300, lapse_multiplier=0.5, easy_interval_days=7)
    assert "must be at most 1.3" in fault(tmp_path, "[review.anki_sm2]\nhard_interval = 1.35\n")
    misspelt = fault(tmp_path, "[review.anki_sm2]\nbonus = 1.3\n")
    assert misspelt.endswith("there is no setting review.anki_sm2.bonus; did you mean review.anki_sm2.easy_bonus?")


def test_the_options_of_anki_have_the_ranges_that_the_algorithm_takes() -> None:
    fields = AnkiSm2Table.model_fields.values()
    lowest, highest = (
        [getattr(each.metadata[place], name) for each in fields] for place, name in enumerate(("ge", "le"))
    )
    for values in (lowest, highest):
        assert AnkiSm2Table(**dict(zip(AnkiSm2Table.model_fields, values, strict=True))).options


def test_the_weights_of_fsrs_may_be_given(tmp_path: Path) -> None:
    weights = [*DEFAULT_PARAMETERS[:-1], 0.5]
    write(tmp_path, f"[review]\nparameters = {weights}\n")
    assert load(tmp_path).scheduling.parameters == tuple(weights)
    assert fault(tmp_path, f"[review]\nparameters = {weights[1:]}\n").endswith("it must be 21 numbers.")
    assert fault(tmp_path, f"[review]\nparameters = {[*weights[:-1], 0.9]}\n").endswith(
        "its number 21 must be from 0.1 to 0.8."
    )
    assert fault(tmp_path, f"[review]\nparameters = [nan{', 1.0' * 20}]\n").endswith("must be from 0.001 to 100.")


@pytest.mark.parametrize(
    "step", ["10", "m", "0m", "-1m", "1.5h", "25h", "36h", "1w", " 1m", "1m\n", "1\u0662m", "9999999s"]
)
def test_a_step_is_a_delay_below_a_day_or_of_whole_days(tmp_path: Path, step: str) -> None:
    said = fault(tmp_path, f"[review]\nlearning_steps = [\n'1m',\n{json.dumps(step)}]\n")
    assert said.startswith(":2: review.learning_steps can't be ")
    assert said.endswith("it must be a delay as 30s, 10m, 12h or 1d: less than a day, or whole days.")


@pytest.mark.parametrize(
    ("step", "ms"), [("1s", 1000), ("24h", 86_400_000), ("1440m", 86_400_000), ("3d", 259_200_000)]
)
def test_steps_are_read(tmp_path: Path, step: str, ms: int) -> None:
    write(tmp_path, f"[review]\nrelearning_steps = ['{step}']\n")
    assert load(tmp_path).scheduling.relearning_steps_ms == (ms,)


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
