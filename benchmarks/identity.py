"""Does a card keep its identity? Edits whose right outcome is known, or a git history, commit by commit.

python -m benchmarks.identity [FOLDER...] [--edits N] [--many M] [--seed S] [--wrong] [--lost]
python -m benchmarks.identity --history REPOSITORY [--below FOLDER]
python -m benchmarks.identity --versions OLD NEW
python -m benchmarks.identity [FOLDER...] --cards N

With folders of notes, by default the labelled notes beside this file and those of the project: each of N edits of each
kind, and M times ten at once, is made from the same beginning, and every card is looked up again. ``--wrong`` and
``--lost`` list the cards that went wrong. With a repository: what ``build`` would have said at every commit. With two
versions of a note: which card of the old one goes on as which of the new one, and which are left on both sides. With a number
of cards: how long it takes to match so many, one in a hundred changed, beside parsing them.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from benchmarks import edits
from benchmarks.extraction import LABELLED, note_files
from flashcards.events import Wording, wording_of
from flashcards.identity import Known, Plan, plan
from flashcards.identity.compare import context_of, identified_by, likeness, normal
from flashcards.model import Draft, Note
from flashcards.parser import READERS, merge, parse

Place = tuple[str, int]


@lru_cache(maxsize=4096)
def _drafts_of(path: str, text: str) -> tuple[Draft, ...]:
    return tuple(parse(Note(path, text))[0])


def drafts_of(texts: Mapping[str, str]) -> list[Draft]:
    """What a build makes of notes with these texts by path."""
    return merge([draft for path, text in sorted(texts.items()) for draft in _drafts_of(path, text)])


# ----------------------------------------------------------------------------------------- what should become of cards


class Truth(NamedTuple):
    """What is known of the cards by construction."""

    continues: dict[str, int]
    """The draft, by number, in which each card goes on."""
    open: frozenset[tuple[str, int]]
    """Pairs of a card and a draft of which nothing is known: the line is read otherwise than before."""


class Origins(NamedTuple):
    """The places from which the lines of a draft came."""

    first: frozenset[Place]
    """Of those where it begins."""
    all: frozenset[Place]


def truth_of(cards: Mapping[str, Draft], drafts: Sequence[Draft], origins: Sequence[Origins]) -> Truth:
    """Follows the lines from which the cards and the ``drafts`` were made."""
    old: dict[Place, list[str]] = defaultdict(list)
    for card_id, draft in cards.items():
        for source in draft.source:
            old[source.path, source.start_line].append(card_id)
    new: dict[Place, list[int]] = defaultdict(list)
    near: dict[Place, list[int]] = defaultdict(list)
    for number, places in enumerate(origins):
        for place in places.first:
            new[place].append(number)
        for place in places.all:
            near[place].append(number)
    continues: dict[str, int] = {}
    for place, card_ids in old.items():
        there = new.get(place, [])
        for card_id, number in _same_line(cards, drafts, card_ids, there):
            if card_id not in continues or _same_text(cards[card_id], drafts[number]):
                continues[card_id] = number
    steps = [number for number, draft in enumerate(drafts) if draft.kind == "sequence"]
    unclear = {(card_id, number) for card_id, draft in cards.items() if draft.kind == "sequence" for number in steps}
    unclear |= {
        (card_id, number)
        for card_id, draft in cards.items()
        for source in draft.source
        for line in range(source.start_line, source.end_line + 1)
        for number in near.get((source.path, line), ())
    }
    taken = Counter(continues.values())
    for card_id, number in list(continues.items()):
        joined = taken[number] > 1 and not _same_text(cards[card_id], drafts[number])
        if joined or (cards[card_id].kind == "sequence" and not _same_text(cards[card_id], drafts[number])):
            del continues[card_id]  # of a step that follows upon another one nobody can say which card it is
    return Truth(continues, frozenset(pair for pair in unclear if continues.get(pair[0]) != pair[1]))


def _same_line(
    cards: Mapping[str, Draft], drafts: Sequence[Draft], card_ids: Sequence[str], numbers: Sequence[int]
) -> Iterator[tuple[str, int]]:
    """The cards of one line with its drafts: those of the same text first, the others in order if the same rules made them."""
    left, free = list(card_ids), list(numbers)
    for card_id in card_ids:
        same = next((number for number in free if _same_text(cards[card_id], drafts[number])), None)
        if same is not None:
            left.remove(card_id)
            free.remove(same)
            yield card_id, same
    if [cards[card_id].rule for card_id in left] == [drafts[number].rule for number in free]:
        yield from zip(left, free, strict=True)


def _same_text(one: Draft, other: Draft) -> bool:
    return (one.kind, one.front, one.back) == (other.kind, other.front, other.back)


def change_of(before: Wording, after: Wording) -> str:
    """What has been done to a card, in the words of the table."""
    old, new = identified_by(before), identified_by(after)
    front, back = normal(old.front) == normal(new.front), normal(old.back) == normal(new.back)
    here = context_of(old) == context_of(new) and old.paths == new.paths
    if front and back:
        return "unchanged" if here else "moved or renamed"
    if front or back:
        return "one side edited" if here else "moved, one side edited"
    light = min(likeness(old.front, new.front), likeness(old.back, new.back)) >= LIGHTLY
    return "both sides lightly reworded" if light and here else "both sides, and more"


LIGHTLY = 0.65
"""From which share of equal characters on, of all in both, a side is the same in slightly other words."""


# ------------------------------------------------------------------------------------------------------- one trial


class Outcome(NamedTuple):
    kept: Counter[str]
    all: Counter[str]
    """Cards by what has been done to them: those that kept their identity, and all."""
    wrong: list[str]
    harmful: int
    """Wrong, though the card's own text still stands somewhere."""
    exchanged: int
    followed: int
    """Cards whose text was deleted and a similar one written in its place; those that went on in it."""
    lost: list[str]


class Bench:
    """A set of notes with the cards that a first build makes of them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.notes = edits.read(texts)
        self.drafts = drafts_of(texts)
        self.known = [Known(one.card_id, wording_of(one.draft), reviewed=True) for one in plan([], self.drafts).added]
        self.cards = {one.card_id: one.draft for one in plan([], self.drafts).added}

    def outcome(self, edited: edits.Edited) -> Outcome:
        drafts = drafts_of({path: edits.text_of(lines) for path, lines in edited.notes.items()})
        origins = [_origins(draft, edited.notes) for draft in drafts]
        truth = truth_of(self.cards, drafts, origins)
        number_of = {id(draft): number for number, draft in enumerate(drafts)}
        after = {one.card_id: number_of[id(one.draft)] for one in plan(self.known, drafts).continued}
        texts = {(draft.kind, draft.front, draft.back) for draft in drafts}
        result = Outcome(Counter(), Counter(), [], 0, 0, 0, [])
        harmful = exchanged = followed = 0
        for card_id, draft in self.cards.items():
            right, got = truth.continues.get(card_id), after.get(card_id)
            if got is not None and (card_id, got) in truth.open and _same_text(draft, drafts[got]):
                right = got  # it stood at several places, which have parted
            gone = any((source.path, source.start_line) in edited.deleted for source in draft.source)
            exchanged += gone and right is None
            followed += gone and right is None and got is not None
            if right is not None:
                change = change_of(wording_of(draft), wording_of(drafts[right]))
                result.all[change] += 1
                result.kept[change] += got == right
                if got != right:
                    result.lost.append(f"{change}: {_told(draft)} ==> {_told(drafts[right])}")
            if got is None or got == right or (card_id, got) in truth.open or _same_text(draft, drafts[got]):
                continue
            result.wrong.append(f"{_told(draft)} ==> {_told(drafts[got])}")
            harmful += (draft.kind, draft.front, draft.back) in texts
        return result._replace(harmful=harmful, exchanged=exchanged, followed=followed)


def _origins(draft: Draft, notes: edits.Notes) -> Origins:
    spans = [notes[source.path][source.start_line - 1 : source.end_line] for source in draft.source]
    first, every = (
        (line.origin for lines in spans for line in lines[:1]),
        (line.origin for lines in spans for line in lines),
    )
    return Origins(frozenset(place for place in first if place), frozenset(place for place in every if place))


def _told(draft: Draft) -> str:
    return f"[{' > '.join(draft.context)}] {normal(draft.front)} -> {normal(draft.back)[:100]}"


# ------------------------------------------------------------------------------------------------------- many trials


def texts_of(folder: Path) -> dict[str, str]:
    """The notes below a folder, by their path from it."""
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in note_files([folder])}


def _run(job: tuple[Path, int, int, int]) -> list[tuple[str, int, Outcome]]:
    folder, per_edit, many, seed = job
    bench = Bench(texts_of(folder))
    return [(name, count, bench.outcome(made)) for name, count, made in edits.trials(bench.notes, per_edit, many, seed)]


def mutations(folders: Sequence[Path], per_edit: int, many: int, seed: int, *, wrong: bool, lost: bool) -> None:
    jobs = [(folder, -(-per_edit // 4), -(-many // 4), seed + part) for folder in folders for part in range(4)]
    with multiprocessing.Pool() as pool:
        found = [one for part in pool.imap_unordered(_run, jobs) for one in part]
    names = list(dict.fromkeys(name for name, _, _ in found))
    print(f"{'edit':32}{'edits':>7}{'cards':>10}{'kept':>9}{'wrong':>7}{'followed of exchanged':>24}")
    for name in [*names, ""]:
        of_kind = [(count, one) for kind, count, one in found if name in ("", kind)]
        all_, kept = (sum(sum(getattr(one, field).values()) for _, one in of_kind) for field in ("all", "kept"))
        gone = f"{sum(one.followed for _, one in of_kind)} / {sum(one.exchanged for _, one in of_kind)}"
        print(
            f"{name or 'all':32}{sum(count for count, _ in of_kind):>7}{all_:>10}{_percent(kept, all_):>9}"
            f"{sum(len(one.wrong) for _, one in of_kind):>7}{gone:>24}"
        )
    print(f"\n{'what became of the card':32}{'cards':>10}{'kept':>10}")
    totals, held = Counter[str](), Counter[str]()
    for _, _, one in found:
        totals.update(one.all)
        held.update(one.kept)
    for change, count in totals.most_common():
        print(f"{change:32}{count:>10}{_percent(held[change], count):>10}")
    bad, cards = sum(len(one.wrong) for _, _, one in found), sum(totals.values())
    changed = cards - totals["unchanged"]
    print(
        f"\nwrong card: {bad} of {cards} cards ({_percent(bad, cards, 4)}), of {changed} changed ({_percent(bad, changed)})"
    )
    print(f"wrong, though the card's own text still stands somewhere: {sum(one.harmful for _, _, one in found)}")
    single = [(one.followed, one.exchanged) for name, _, one in found if name == "item deleted, similar added"]
    gone = sum(exchanged for _, exchanged in single)
    print(f"deleted, a similar one added: not followed {_percent(gone - sum(n for n, _ in single), gone)}")
    for shown, what in ((wrong, "wrong"), (lost, "lost")):
        if shown:
            print(f"\n{what}")
            for name, _, one in found:
                for line in getattr(one, what):
                    print(f"  {name}: {line}")


def _percent(part: int, whole: int, digits: int = 2) -> str:
    return f"{100 * part / whole:.{digits}f} %" if whole else "-"


# ---------------------------------------------------------------------------------------------------------- history


def _git(repository: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(repository), *arguments], capture_output=True, check=True, text=True, errors="replace"
    ).stdout


def _texts_at(repository: Path, commit: str, below: str) -> dict[str, str]:
    names = _git(repository, "ls-tree", "-r", "--name-only", "-z", commit, "--", below or ".").split("\0")
    return {
        name: _git(repository, "show", f"{commit}:{name}") for name in names if PurePosixPath(name).suffix in READERS
    }


def history(repository: Path, below: str) -> None:
    """Builds every commit in order, and says what became of the cards."""
    known: dict[str, Known] = {}
    total, reasons = Counter[str](), Counter[str]()
    print(
        f"{'commit':10}{'kept':>7}{'edited':>8}{'moved':>7}{'followed':>10}{'back':>6}{'new':>6}{'retired':>9}{'doubtful':>10}"
    )
    for commit in _git(repository, "log", "--reverse", "--format=%h", "--", below or ".").split():
        after = plan(known.values(), drafts_of(_texts_at(repository, commit, below)))
        counts = _counts(after)
        total.update(counts)
        reasons.update(one.reason for one in (*after.moved, *after.followed))
        known = _after(known, after)
        print(f"{commit:10}" + "".join(f"{counts[name]:>{width}}" for name, width in _COLUMNS))
    print(f"{'all':10}" + "".join(f"{total[name]:>{width}}" for name, width in _COLUMNS))
    for reason, count in reasons.most_common():
        print(f"  {count:>6}  {reason}")


_COLUMNS = (
    ("kept", 7), ("edited", 8), ("moved", 7), ("followed", 10), ("restored", 6), ("added", 6), ("retired", 9), ("doubtful", 10),
)  # fmt: skip


def _counts(after: Plan) -> Counter[str]:
    return Counter({name: len(getattr(after, name)) for name, _ in _COLUMNS})


def _after(known: Mapping[str, Known], after: Plan) -> dict[str, Known]:
    """The cards as the journal would know them after a build."""
    found = dict(known)
    for one in after.continued:
        card = found[one.card_id]
        former = (*card.former, one.before) if one.change == "followed" else card.former
        found[one.card_id] = Known(one.card_id, one.after, former, card.refused, retired=False, reviewed=True)
    for new in after.added:
        found[new.card_id] = Known(new.card_id, wording_of(new.draft), reviewed=True)
    for gone in after.retired:
        found[gone.id] = Known(gone.id, gone.wording, gone.former, gone.refused, retired=True, reviewed=True)
    return found


# ------------------------------------------------------------------------------------------------------ two versions


def versions(old: Path, new: Path) -> None:
    """Says what becomes of the cards of ``old`` where ``new`` stands in its place."""
    before = plan([], drafts_of({old.name: old.read_text("utf-8")}))
    cards = {one.card_id: one.draft for one in before.added}
    known = [Known(card_id, wording_of(draft), reviewed=True) for card_id, draft in cards.items()]
    after = plan(known, drafts_of({new.name: new.read_text("utf-8")}))
    for one in after.continued:
        same = _same_text(cards[one.card_id], one.draft)
        print(f"{one.reason}: {_told(cards[one.card_id])}" + ("" if same else f"\n    ==> {_told(one.draft)}"))
    for gone in after.retired:
        print(f"retired: {_told(cards[gone.id])}")
    for doubt in after.doubtful:
        print(f"in doubt: {_told(cards[doubt.candidates[0].id])}\n      ? {_told(doubt.draft)}")
    for new_card in after.added:
        print(f"new: {_told(new_card.draft)}")
    print(", ".join(f"{name} {count}" for name, count in _counts(after).items()))


# --------------------------------------------------------------------------------------------------------------- cost


def cost(folders: Sequence[Path], cards: int) -> None:
    """Parses the notes once, and matches ``cards`` drafts like theirs with the cards that they were."""
    texts = {f"{folder.name}/{path}": text for folder in folders for path, text in texts_of(folder).items()}
    start = time.perf_counter()
    parsed = drafts_of(texts)
    parsing = (time.perf_counter() - start) / len(parsed) * cards
    copies = [_copy(draft, number) for number in range(-(-cards // len(parsed))) for draft in parsed][:cards]
    known = [Known(one.card_id, wording_of(one.draft), reviewed=True) for one in plan([], copies).added]
    dice = random.Random(1)
    changed = [_changed(draft, dice) if dice.random() < CHANGED_SHARE else draft for draft in copies]
    start = time.perf_counter()
    after = plan(known, changed)
    matching = time.perf_counter() - start
    print(", ".join(f"{name} {count}" for name, count in _counts(after).items()))
    print(
        f"parsing {cards} cards, from {len(parsed)}: {parsing:.1f} s; matching: {matching:.1f} s, {matching / parsing:.3f} of it"
    )


CHANGED_SHARE = 0.01


def _copy(draft: Draft, number: int) -> Draft:
    """The same of another subject: no text stands twice."""
    source = tuple(one._replace(path=f"{number}/{one.path}") for one in draft.source)
    back = f"{draft.back} ({number}th)" if draft.back else ""
    return replace(draft, front=f"{draft.front} of the {number}th", back=back, source=source)


def _changed(draft: Draft, dice: random.Random) -> Draft:
    words = f"{draft.front} anew"
    match dice.randrange(4):
        case 0:
            return replace(draft, front=words)
        case 1:
            return replace(draft, back=f"newly {draft.back}")
        case 2:
            return replace(draft, front=words, back=f"newly {draft.back}")
        case _:
            return replace(draft, context=(*draft.context, "Elsewhere"))


# ------------------------------------------------------------------------------------------------------------ command


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "folders", nargs="*", type=Path, default=[LABELLED / "notes", Path(__file__).parent.parent / "notes"]
    )
    parser.add_argument("--edits", type=int, default=100, help="edits of each kind and folder")
    parser.add_argument("--many", type=int, default=40, help="times ten edits at once, for each folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", action="store_true", help="list the cards that went on as another")
    parser.add_argument("--lost", action="store_true", help="list the cards that lost their identity")
    parser.add_argument("--history", type=Path, metavar="REPOSITORY")
    parser.add_argument("--versions", nargs=2, type=Path, metavar=("OLD", "NEW"))
    parser.add_argument("--cards", type=int, metavar="N")
    parser.add_argument("--below", default="", help="with --history: only notes below this folder")
    options = parser.parse_args()
    start = time.perf_counter()
    if options.history:
        history(options.history, options.below)
    elif options.versions:
        versions(*options.versions)
    elif options.cards:
        cost(options.folders, options.cards)
    else:
        mutations(options.folders, options.edits, options.many, options.seed, wrong=options.wrong, lost=options.lost)
    print(f"({time.perf_counter() - start:.0f} s)")


if __name__ == "__main__":
    main()
