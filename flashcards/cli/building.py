"""``build``, ``status`` and ``check``: notes to packages, and what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from flashcards.cli.boundary import Context, clock, priority_option, say
from flashcards.collection import BuildReport
from flashcards.errors import Problem
from flashcards.events import Wording
from flashcards.identity import Continued
from flashcards.markup import plain, plain_line

_MOST_SHOWN = 20
_WIDTH = 60
_LEAST = priority_option("The minimum priority, from 0 to 1, in place of the settings'; reviewed cards stay.")


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write the package into this folder.")
@_LEAST
@click.option("--strict", is_flag=True, help="Exit with 1 if there are problems in notes.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@click.pass_obj
def build(context: Context, out: Path | None, min_priority: float | None, strict: bool, as_json: bool) -> None:
    """Make the decks from the notes; only what changed."""
    with context.open(min_priority) as collection:
        report = collection.build(clock(), out)
    _print(report, as_json, done=True)
    if strict and report.problems:
        raise SystemExit(1)


@click.command()
@_LEAST
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@click.pass_obj
def status(context: Context, min_priority: float | None, as_json: bool) -> None:
    """Show what build would do; change nothing."""
    with context.open(min_priority) as collection:
        report = collection.plan()
    _print(report, as_json, done=False)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--strict", is_flag=True, help="Exit with 1 if there are problems.")
@click.pass_obj
def check(context: Context, paths: tuple[Path, ...], strict: bool) -> None:
    """Show the problems in notes and cards, one a line: path:line: message."""
    with context.open() as collection:
        lies = collection.within(paths)
        problems = [problem for problem in collection.problems() if not paths or lies(problem.path)]
    for problem in problems:
        say(str(problem))
    if strict and problems:
        raise SystemExit(1)


# -------------------------------------------------------------------------------------------------------- the report


def _print(report: BuildReport, as_json: bool, *, done: bool) -> None:
    if as_json:
        say(json.dumps(report_json(report), ensure_ascii=False))
    else:
        for line in report_lines(report, done=done):
            say(line)
        _warn(report.problems)


def _warn(problems: Iterable[Problem]) -> None:
    for problem in problems:
        say(str(problem), err=True)


def counts(report: BuildReport) -> dict[str, int]:
    """How many cards of each fate, and how many problems."""
    return {
        "added": len(report.plan.added),
        "changed": len(report.plan.edited) + len(report.plan.followed),
        "moved": len(report.plan.moved),
        "kept": len(report.plan.kept),
        "restored": len(report.plan.restored),
        "retired": len(report.plan.retired),
        "held": len(report.plan.held),
        "doubtful": len(report.plan.doubtful),
        "problems": len(report.problems),
    }


def report_json(report: BuildReport) -> dict[str, Any]:
    """The report for other programs: the counts, and the cards and problems behind them."""
    return {
        **counts(report),
        "notes": report.notes,
        "cards": report.cards,
        "left_out": report.left_out,
        "package": str(report.package),
        "written": report.changed,
        "details": {
            "added": [{"id": one.card_id, "front": plain_line(one.draft.front)} for one in report.plan.added],
            "changed": [
                *(_continued_json(one, _edit(one)) for one in report.plan.edited),
                *(_continued_json(one, one.reason) for one in report.plan.followed),
            ],
            "moved": [_continued_json(one, one.reason) for one in report.plan.moved],
            "restored": [{"id": one.card_id, "front": plain_line(one.draft.front)} for one in report.plan.restored],
            "retired": [{"id": one.id, "front": plain_line(one.wording.front)} for one in report.plan.retired],
            "doubtful": [
                {
                    "id": one.card_id,
                    "front": plain_line(one.draft.front),
                    "perhaps": [card.id for card in one.candidates],
                }
                for one in report.plan.doubtful
            ],
            "problems": [{"path": one.path, "line": one.line, "message": one.message} for one in report.problems],
        },
    }


def _continued_json(one: Continued, reason: str) -> dict[str, str]:
    return {
        "id": one.card_id,
        "reason": reason,
        "from": _asked(one.before),
        "to": _asked(one.after),
    }


def report_lines(report: BuildReport, *, done: bool) -> list[str]:
    """The report for a person, the counts first; unchanged cards are only counted."""
    shown = {name: count for name, count in counts(report).items() if count or name not in ("restored", "held")}
    lines = [", ".join(f"{name} {count}" for name, count in shown.items())]
    lines += _some(f"  reworded: {_change(one)} ({one.reason})" for one in report.plan.followed)
    lines += _some(f"  {_edit(one)}: {_short(plain_line(one.after.front))}" for one in report.plan.edited)
    lines += _some(f"  moved: {_short(plain_line(one.after.front))}, {_move(one)}" for one in report.plan.moved)
    lines += _some(f"  back again: {_short(plain_line(one.draft.front))}" for one in report.plan.restored)
    lines += _some(f"  retired: {_short(_asked(one.wording))}" for one in report.plan.retired)
    lines += _some(
        f"  perhaps reworded: {_short(plain_line(one.candidates[0].wording.front))} → "
        f"{_short(plain_line(one.draft.front))}; learnt as a new card"
        for one in report.plan.doubtful
    )
    if report.left_out:
        lines.append(f"  below the minimum priority, so left out: {report.left_out}")
    if report.plan.held:
        lines.append(f"  {len(report.plan.held)} cards stay as they were, because their note can't be read")
    if report.plan.retired and done:
        lines.append("  A package can't delete: in Anki the retired cards stay until you suspend or delete them there.")
    lines.append(_package_line(report, done=done))
    return lines


def _package_line(report: BuildReport, *, done: bool) -> str:
    cards = f"{report.cards} cards from {report.notes} notes"
    if done:
        return f"{report.package}: {cards}" + ("" if report.changed else ", unchanged")
    return f"{report.package}: would hold {cards}" if report.changed else f"{report.package}: up to date, {cards}"


def _some(lines: Iterable[str]) -> list[str]:
    found = list(lines)
    more = len(found) - _MOST_SHOWN
    return found if more <= 1 else [*found[:_MOST_SHOWN], f"    and {more} more; --json lists all"]


def _asked(wording: Wording) -> str:
    return " › ".join([*wording.context, plain_line(wording.front)])


def _change(one: Continued) -> str:
    before, after = plain_line(one.before.front), plain_line(one.after.front)
    return f"{_short(before)} → {_short(after)}" if before != after else _short(before)


def _edit(one: Continued) -> str:
    if one.before == one.after:
        return "picture changed"
    if plain(one.before.back) != plain(one.after.back):
        return "answer changed"
    return f"now in deck {one.after.deck}" if one.before.deck != one.after.deck else "details changed"


def _move(one: Continued) -> str:
    if one.before.paths != one.after.paths:
        return f"from {', '.join(one.before.paths)} to {', '.join(one.after.paths)}"
    return f"from “{_short(' › '.join(one.before.context))}” to “{_short(' › '.join(one.after.context))}”"


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1].rstrip() + "…"
