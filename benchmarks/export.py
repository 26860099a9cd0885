"""How long does a package take, how much memory, and how large is it, beside plain genanki?

python -m benchmarks.export [NOTES...] [--text notes|plain|alike]

Three packages of the same cards are made, each in a process of its own, which says what memory it has used at most: by
genanki from finished fields; by genanki with the fields rendered from the cards first, as any program has to; and ours.
genanki neither compresses nor reads back what it wrote. The fastest of three runs counts, which the ways take by turns, as
other work of the machine slows one down at times. Only figures of one call can be compared.

The texts are those of the sample notes, again and again with other words; plain: the same without markup, which need no
rendering; alike: long sentences that differ in a number only. How small a package gets is decided by them.

The last line says what no package of these cards could do without: their GUIDs and the ids of their notes are hashes, which
nothing compresses, and of the texts what xz leaves of them, alone and in order. Anki wants more than that: the GUID in a
field too, and a card with the number of its note, an id of its own and its place in the order, all in rows of SQLite.
"""

from __future__ import annotations

import argparse
import json
import lzma
import pickle
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

from flashcards import notes, parser
from flashcards.apkg.note_type import note_type
from flashcards.apkg.records import records
from flashcards.export import Options, Pictures, write_package
from flashcards.model import Card, Draft

ROOT = Path(__file__).parent.parent
SIZES = (10_000, 50_000, 100_000)
CHANGED_MS = 1_790_000_000_000
DAY_MS = 86_400_000
RUNS = 3
_HASHES_BITS = 16 * 5 + 39
"""A GUID of 16 signs out of 32, and the id of a note, which is one of 6e11."""

_WORD = re.compile(r"[a-zA-Z]{5,}")
_MARKUP = re.compile(r"[^\w ,;:.?()äöüéèêàçßœ’]+")

Fields = tuple[str, str, tuple[str, ...], tuple[str, ...]]
"""Of one note: its GUID, deck, tags and fields."""


def cards(text: str) -> Iterator[Card]:
    """Cards without end, no two of which ask the same."""
    found = notes.read_all(ROOT, "notes", parser.READERS.keys()).notes
    drafts = [draft for read in found for draft in parser.parse(read.note)[0] if "![" not in draft.front + draft.back]
    words = sorted({word for draft in drafts for word in _WORD.findall(draft.back)})
    dice = random.Random(1)
    for copy in count():
        for draft in drafts:
            identity = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz234567", k=16))
            yield Card(identity, TEXTS[text](draft, copy, words, dice), changed_at_ms=CHANGED_MS + copy * DAY_MS)


def _reworded(draft: Draft, copy: int, words: Sequence[str], dice: random.Random) -> Draft:
    front, back = (_with_others(text, words, dice) for text in (draft.front, draft.back))
    return replace(draft, front=f"{front} ({copy})", back=back)


def _plain(draft: Draft, copy: int, words: Sequence[str], dice: random.Random) -> Draft:
    front, back = (_with_others(_MARKUP.sub(" ", text), words, dice) for text in (draft.front, draft.back))
    return replace(draft, front=f"{front} ({copy})".strip(), back=back.strip(), cloze=False)


def _alike(draft: Draft, copy: int, words: Sequence[str], dice: random.Random) -> Draft:
    number = dice.randrange(10**6)
    front = f"Question {number} of copy {copy}: what is said of the subject that stands above, and why is it so?"
    back = f"Answer {number}: " + "what stands in the note, in a sentence of a usual length that says it at once. " * 5
    return replace(draft, front=front, back=back.strip(), cloze=False)


TEXTS = {"notes": _reworded, "plain": _plain, "alike": _alike}


def _with_others(text: str, words: Sequence[str], dice: random.Random) -> str:
    """``text`` with a third of its long words replaced; formulas, code and links stay as they are."""
    if any(mark in text for mark in "$`\\<|]"):
        return text
    return _WORD.sub(lambda found: dice.choice(words) if dice.random() < 1 / 3 else found[0], text)


# --------------------------------------------------------------------------------------------------- in a process each


def by_flashcards(made: Sequence[Card], package: Path) -> None:
    write_package(made, package, Pictures(ROOT, "notes"), Options())


def rendered_and_by_genanki(made: Sequence[Card], package: Path) -> None:
    by_genanki(_fields(made), package)


def _fields(made: Sequence[Card]) -> list[Fields]:
    return [(one.guid, one.deck, one.tags, one.fields) for one in records(made, Pictures(ROOT, "notes"), Options())]


def by_genanki(made: Sequence[Fields], package: Path) -> None:
    import genanki  # noqa: PLC0415

    model, decks = note_type(), dict[str, Any]()
    for guid, deck, tags, fields in made:
        if deck not in decks:
            decks[deck] = genanki.Deck(1_600_000_000 + len(decks), deck)
        decks[deck].add_note(genanki.Note(model, list(fields), tags=list(tags), guid=guid))
    genanki.Package(list(decks.values())).write_to_file(str(package))


WAYS: dict[str, tuple[str, Callable[[Any, Path], None]]] = {
    "genanki": ("fields", by_genanki),
    "rendering + genanki": ("cards", rendered_and_by_genanki),
    "flashcards": ("cards", by_flashcards),
}
"""Each with what it is given."""


def prepare(text: str, notes_wanted: int, folder: Path) -> None:
    """Write what the ways are given into ``folder``; print in how many bytes the hashes and the texts could be kept."""
    made = list(islice(cards(text), notes_wanted))
    fields = _fields(made)
    (folder / "cards").write_bytes(pickle.dumps(made))
    (folder / "fields").write_bytes(pickle.dumps(fields))
    texts = "\n".join("\x1f".join(values).replace(guid, "") for guid, _, _, values in fields)
    print(json.dumps([len(made) * _HASHES_BITS // 8, len(lzma.compress(texts.encode()))]))


def make(way: str, given: Path) -> None:
    """Print the seconds, the bytes of memory at most, and the package's bytes, as JSON."""
    name, run = WAYS[way]
    made, package = pickle.loads((given / name).read_bytes()), given / f"{way}.apkg"
    start = time.perf_counter()
    run(made, package)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(json.dumps([seconds, peak, package.stat().st_size]))


# ---------------------------------------------------------------------------------------------------------- side by side


def apart(*words: object) -> Any:
    """What this module, run with these words by a Python of its own, has printed."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.export", *map(str, words)]
    return json.loads(subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout)


def compare(text: str, notes_wanted: int) -> None:
    """Print one row for each way, and how ours compares."""
    with tempfile.TemporaryDirectory() as folder:
        hashes, texts = apart("--prepare", text, notes_wanted, folder)
        runs = [{way: apart("--make", way, folder) for way in WAYS} for _ in range(RUNS)]
    found = {way: min(run[way] for run in runs) for way in WAYS}
    for way, (seconds, peak, size) in found.items():
        print(
            f"{notes_wanted:>8,} {way:<20}{seconds:>7.2f} s{peak / 1e6:>7.0f} MB"
            f"{size / 1e6:>9.1f} MB{size / notes_wanted:>7.0f} B/note"
        )
    ours = found["flashcards"]
    for way, (seconds, _, size) in list(found.items())[:-1]:
        print(f"{'':9}{'ours to ' + way:<30} time {ours[0] / seconds:.2f}, size {ours[2] / size:.3f}")
    least = (hashes + texts) / notes_wanted
    print(
        f"{'':9}{'what can not be left out':<30} {least:.0f} B/note: hashes {hashes / notes_wanted:.0f}, "
        f"texts {texts / notes_wanted:.0f}; size {(hashes + texts) / found['genanki'][2]:.3f} of genanki's"
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("notes", nargs="*", type=int, default=SIZES, metavar="NOTES", help="how many, several times")
    arguments.add_argument("--text", choices=TEXTS, default="notes")
    arguments.add_argument("--prepare", nargs=3, help=argparse.SUPPRESS)
    arguments.add_argument("--make", nargs=2, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.prepare:
        text, notes_wanted, folder = options.prepare
        prepare(text, int(notes_wanted), Path(folder))
    elif options.make:
        make(options.make[0], Path(options.make[1]))
    else:
        print(f"{'notes':>8} {options.text:<20}{'time':>9}{'memory':>10}{'file':>12}")
        for size in options.notes:
            compare(options.text, size)


if __name__ == "__main__":
    main()
