"""How good are the cards? Scores what the rules make of labelled notes, file by file and rule by rule.

python -m benchmarks.extraction [NOTES...] [--gold GOLD.jsonl ...] --scorer SCORE.py [--misses] [--false]

NOTES are files or folders, by default the labelled notes beside this file; GOLD.jsonl holds their labels, and SCORE.py
the functions ``score(gold, cards)`` and ``hits(card, item)`` that count.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from flashcards.markup import plain
from flashcards.parser import READERS, merge, parse_text

LABELLED = Path(__file__).parent / "labelled"


def load(path: Path) -> ModuleType:
    specification = importlib.util.spec_from_file_location(path.stem, path)
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def note_files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(p for p in path.rglob("*") if p.suffix in READERS) if path.is_dir() else [path]


def cards_of(paths: list[Path]) -> list[dict[str, Any]]:
    drafts = [draft for path in note_files(paths) for draft in parse_text(path.read_text("utf-8"), path.name)[0]]
    return [
        {
            "kind": draft.kind,
            "front": plain(draft.shown),
            "back": plain(draft.back),
            "context": list(draft.context),
            "source": [source._asdict() for source in draft.source],
            "rule": draft.rule,
            "priority": draft.priority,
        }
        for draft in merge(drafts)
    ]


def rank_correlation(module: ModuleType, gold: list[dict[str, Any]], cards: list[dict[str, Any]]) -> float:
    """Spearman's rho between a card's priority and the weight of the heaviest item it hits (0 where it hits none)."""
    items = [item for item in gold if not item.get("junk")]
    weights = [max([float(i["weight"]) for i in items if module.hits(card, i)], default=0.0) for card in cards]
    return pearson(ranks([card["priority"] for card in cards]), ranks(weights))


def ranks(values: list[float]) -> list[float]:
    """Ranks of ``values``, ties sharing their mean rank."""
    order = sorted(values)
    first = {value: order.index(value) for value in set(values)}
    times = {value: order.count(value) for value in set(values)}
    return [first[value] + (times[value] - 1) / 2 for value in values]


def pearson(xs: list[float], ys: list[float]) -> float:
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    covariance = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    spread = sum((x - mean_x) ** 2 for x in xs) * sum((y - mean_y) ** 2 for y in ys)
    return covariance / spread**0.5 if spread else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notes", nargs="*", type=Path, default=[LABELLED / "notes"])
    parser.add_argument("--gold", nargs="+", type=Path, default=sorted(LABELLED.glob("*.jsonl")))
    parser.add_argument("--scorer", required=True, type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--false", action="store_true")
    options = parser.parse_args()
    module = load(options.scorer)
    lines = [line for path in options.gold for line in path.read_text("utf-8").splitlines()]
    gold = [json.loads(line) for line in lines if line.strip()]
    cards = cards_of(options.notes)
    report(module, gold, cards)
    whole = module.score(gold, cards)
    if options.misses:
        for item in sorted(whole["misses"], key=lambda item: -item["weight"]):
            print(f"miss w{item['weight']} {item['file']}:{item['lines'][0]} {item['prompt']} -> {item['reply']}")
    if options.false:
        for card in whole["false"]:
            source = card["source"][0]
            asked = " > ".join([*card["context"], card["front"]])
            print(f"false {source['path']}:{source['start_line']} [{card['rule']}] {asked} -> {card['back']}")


COLUMNS = ("cards", "items", "recall", "recall_core", "precision", "f1", "junk", "redundant", "long")


def report(module: ModuleType, gold: list[dict[str, Any]], cards: list[dict[str, Any]]) -> None:
    print(f"{'file':28}" + "".join(f"{column:>12}" for column in COLUMNS))
    for name in [*sorted({item["file"] for item in gold}), None]:
        chosen = [item for item in gold if name in (None, item["file"])]
        result = module.score(chosen, cards)
        cells = (f"{result[c]:>12.3f}" if isinstance(result[c], float) else f"{result[c]:>12}" for c in COLUMNS)
        print(f"{(name or 'all')[:27]:28}" + "".join(cells))
    print(f"\nrank correlation of priority and weight: {rank_correlation(module, gold, cards):.3f}")
    print("\nrule                       hit / made  precision")
    for rule, (good, made) in module.score(gold, cards)["by_rule"].items():
        print(f"{rule:24}{good:>6} /{made:>5}{good / made:>11.2f}")


if __name__ == "__main__":
    main()
