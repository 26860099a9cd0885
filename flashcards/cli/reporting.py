"""What a build did, or would do, told to a person in words and to other programs as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flashcards.cli.boundary import counted
from flashcards.collection import BuildReport, ByHand, Loss
from flashcards.events import Wording, wording_of
from flashcards.identity import Continued, Doubt, Known
from flashcards.markup import plain, plain_line

_MOST_SHOWN = 20
_WIDTH = 60
_LONGEST_SEARCH = 1000


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
        "relearn": len(report.relearnt),
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
        "by_hand": [
            {"what": one.what, "cards": one.cards, "search": one.search, "deck": one.deck} for one in report.by_hand
        ],
        "missing_pictures": len(report.missing_pictures),
        "loss": _loss_json(report.loss) if report.loss else None,
        "details": {
            "added": [{"id": one.card_id, "front": plain_line(one.draft.front)} for one in report.plan.added],
            "changed": [
                *(_continued_json(one, _edit(one)) for one in report.plan.edited),
                *(_continued_json(one, one.reason) for one in report.plan.followed),
            ],
            "moved": [_continued_json(one, one.reason) for one in report.plan.moved],
            "restored": [
                {"id": one.card_id, "front": plain_line(one.draft.front), "reason": one.reason}
                for one in report.plan.restored
            ],
            "relearn": [{"id": one.card_id, "front": plain_line(one.draft.front)} for one in report.relearnt],
            "retired": [{"id": one.id, "front": plain_line(one.wording.front)} for one in report.plan.retired],
            "doubtful": [
                {
                    "id": one.card_id,
                    "front": plain_line(one.draft.front),
                    "perhaps": [_candidate_json(one, card) for card in one.candidates],
                }
                for one in report.plan.doubtful
            ],
            "problems": [{"path": one.path, "line": one.line, "message": one.message} for one in report.problems],
        },
    }


def _loss_json(loss: Loss) -> dict[str, Any]:
    return {
        "retired": loss.retired,
        "active": loss.active,
        "notes": [note._asdict() for note in loss.notes],
        "message": str(loss),
    }


def _continued_json(one: Continued, reason: str) -> dict[str, str]:
    return {
        "id": one.card_id,
        "how": _how(one),
        "reason": reason,
        "from": asked(one.before),
        "to": asked(one.after),
    }


def _candidate_json(doubt: Doubt, card: Known) -> dict[str, Any]:
    return {"id": card.id, "front": plain_line(card.wording.front), "likeness": round(doubt.likeness(card), 2)}


def report_lines(report: BuildReport, *, done: bool) -> list[str]:
    """The report for a person, the counts first; unchanged cards are only counted."""
    shown = {
        name: count for name, count in counts(report).items() if count or name not in ("restored", "held", "relearn")
    }
    lines = [", ".join(f"{name} {count}" for name, count in shown.items())]
    lines += _some(f"  {told(one)} [{one.card_id}]" for one in report.plan.followed)
    if report.plan.followed:
        lines.append("    if one of these is another card: flashcards unfollow ID")
    lines += _some(f"  {told(one)}" for one in report.plan.edited)
    lines += _some(f"  {told(one)} [{one.card_id}]" for one in report.plan.moved)
    lines += _some(f"  to be learnt again: {_answers(one)}" for one in report.relearnt)
    lines += _some(f"  back again: {_back_again(one)}" for one in report.plan.restored)
    lines += _some(f"  retired: {short(asked(one.wording))} [{one.id}]" for one in report.plan.retired)
    if report.plan.retired:  # one of them may be one of those
        lines += _some(f"  added: {short(plain_line(one.draft.front))} [{one.card_id}]" for one in report.plan.added)
    lines += _some(f"  {_doubt(one)}" for one in report.plan.doubtful)
    if report.left_out:
        lines.append(f"  below the minimum priority, so left out: {report.left_out}")
    if report.plan.held:
        lines.append(f"  {len(report.plan.held)} cards stay as they were, because their note can't be read")
    if report.by_hand and done:
        lines.append(
            "  A package can't delete, suspend or move a card. Once you have imported this one, by hand in Anki:"
        )
        lines += [line for one in report.by_hand for line in _by_hand_lines(one)]
    lines.append(_package_line(report, done=done))
    return lines


def _package_line(report: BuildReport, *, done: bool) -> str:
    cards = f"{counted(report.cards, 'card')} from {counted(report.notes, 'note')}"
    if done:
        return f"{report.package}: {cards}" + ("" if report.changed else ", unchanged")
    return f"{report.package}: would hold {cards}" if report.changed else f"{report.package}: up to date, {cards}"


def _by_hand_lines(one: ByHand) -> Iterator[str]:
    count = counted(len(one.cards), "card")
    match one.what:
        case "retired":
            yield f"    {count} retired: suspend or delete what its browser finds by"
        case "emptied":
            yield f"    {count} retired: Tools > Empty Cards removes with its schedule what its browser finds by"
        case "moved":
            yield f"    {count} now in {one.deck}: change the deck of what its browser finds by"
        case _:
            yield f"    {count} back again: if you had suspended any, unsuspend what its browser finds by"
    long = len(one.search) > _LONGEST_SEARCH
    yield "      (a long search, which --json shows)" if long else f"      {one.search}"


def _back_again(one: Continued) -> str:
    if one.change == "kept":
        return short(plain_line(one.draft.front))
    return f"{told(one)} [{one.card_id}]"


def _doubt(one: Doubt) -> str:
    first, *others = one.candidates
    more = f" (--json lists {len(others)} more)" if others else ""
    return (
        f"perhaps reworded ({one.likeness(first):.2f}): {texts(first.wording, wording_of(one.draft))}{more}; "
        f"learnt as a new card; if it is the same: flashcards follow {first.id} {one.card_id}"
    )


def _some(lines: Iterable[str]) -> list[str]:
    found = list(lines)
    more = len(found) - _MOST_SHOWN
    return found if more <= 1 else [*found[:_MOST_SHOWN], f"    and {more} more; --json lists all"]


# ------------------------------------------------------------------------------------------------------------- in words


def told(one: Continued) -> str:
    """What has become of a card that goes on, in words."""
    if one.change == "moved":
        return f"{_how(one)}: {short(plain_line(one.after.front))}"
    if one.change == "followed" or one.only_slips:
        reason = "" if one.only_slips else f" ({one.reason})"
        return f"{_how(one)}: {texts(one.before, one.after)}{reason}"
    return f"{_how(one)}: {short(plain_line(one.after.front))}"


def _how(one: Continued) -> str:
    """The kind of what has become of a card, in words."""
    if one.change == "moved":
        return f"moved {_move(one.before, one.after)}"
    if one.only_slips:
        return "typo fixed"
    return "reworded" if one.change == "followed" else _edit(one)


def _edit(one: Continued) -> str:
    if one.before == one.after:
        return "picture changed"
    if plain(one.before.back) != plain(one.after.back):
        return "answer changed"
    return f"now in deck {one.after.deck}" if one.before.deck != one.after.deck else "details changed"


def _move(before: Wording, after: Wording) -> str:
    if before.paths != after.paths:
        return f"from {', '.join(before.paths)} to {', '.join(after.paths)}"
    if before.context != after.context:
        return f"from “{short(' › '.join(before.context))}” to “{short(' › '.join(after.context))}”"
    return f"from deck “{before.deck}” to deck “{after.deck}”"


def texts(before: Wording, after: Wording) -> str:
    """Both texts on the side that is no longer the same, the front first; where the texts are the same, the places."""
    for old, new in ((before.front, after.front), (before.back, after.back)):
        if plain_line(old) != plain_line(new):
            return f"{short(plain_line(old))} → {short(plain_line(new))}"
    moved = (before.paths, before.context, before.deck) != (after.paths, after.context, after.deck)
    return short(plain_line(after.front)) + (f", {_move(before, after)}" if moved else "")


def _answers(one: Continued) -> str:
    answers = (short(plain_line(wording.back)) for wording in (one.before, one.after))
    return f"{short(plain_line(one.after.front))}, as its answer became another one: {' → '.join(answers)}"


def asked(wording: Wording) -> str:
    """What a card asks, with what stands above it."""
    return " › ".join([*wording.context, plain_line(wording.front)])


def short(text: str) -> str:
    """``text``, or its beginning where it is long."""
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1].rstrip() + "…"
