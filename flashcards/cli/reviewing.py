"""``review``, ``answer`` and ``due``: sittings and single answers."""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable
from datetime import datetime

import click

from flashcards.cli.boundary import Context, at, clock, priority_option, say
from flashcards.collection import Collection
from flashcards.errors import FlashcardsError
from flashcards.model import Rating
from flashcards.render import to_terminal
from flashcards.scheduler import New, human_interval
from flashcards.session import Answered, Counts, PutAside
from flashcards.terminal import plain as line_by_line
from flashcards.terminal.keys import open_keys


class NoKeyboardError(FlashcardsError):
    """Standard input is closed."""

    def __init__(self) -> None:
        super().__init__("There is nobody to ask: standard input is closed; call it from a terminal or give it a pipe.")


@click.command()
@click.argument("deck", required=False)
@click.option("--plain", is_flag=True, help="Line by line, for pipes, screen readers and simple terminals.")
@click.option("--tag", metavar="TAG", help="Only cards with this tag, or one below it; leech: those forgotten often.")
@click.option(
    "--ahead", metavar="DAYS", type=click.IntRange(0, 36_500), default=0, help="Also what is due within DAYS."
)
@click.option("--cram", is_flag=True, help="Ask all cards, due or not, and leave their schedule as it is.")
@priority_option("Of the new cards, only those with at least this priority, from 0 to 1.", default=0)
@click.pass_obj
def review(
    context: Context, deck: str | None, *, plain: bool, tag: str | None, ahead: int, cram: bool, min_priority: float
) -> None:
    """Hold a sitting: show what is due, card by card. Each answer is saved before the next card is shown."""
    with context.remembering() as collection:
        sitting = collection.sitting(deck, clock(), random.random, min_priority, tag=tag, ahead_days=ahead, cram=cram)
        written: list[str] = []

        def save(answered: Answered) -> None:
            written.append(collection.record(answered.review, clock(), suspend=answered.suspended).event_id)

        def put_aside(done: PutAside) -> None:
            written.append(collection.put_aside(done, clock()))

        def take_back(done: Answered | PutAside) -> None:
            if isinstance(done, PutAside):
                collection.ask_again(done, written.pop(), clock())
            else:
                collection.take_back(written.pop(), clock())

        if sys.stdin is None:
            raise NoKeyboardError
        with open_keys(sys.stdin, os.environ) as read_key:
            line_by_line.run(
                sitting,
                read_key=read_key,
                output=line_by_line.output_to(sys.stdout, os.environ),
                show=to_terminal,
                on_answer=save,
                on_put_aside=put_aside,
                on_undo=take_back,
                clock=lambda: collection.moment(clock()),
                qualities=collection.config.review.takes_qualities,
            )


@click.command()
@click.argument("card")
@click.argument("rating", type=click.Choice([rating.name.lower() for rating in Rating], case_sensitive=False))
@click.option("--at", "when", metavar="TIME", help="When it was answered, e.g. 2026-03-01T08:30; by default now.")
@click.pass_obj
def answer(context: Context, card: str, rating: str, when: str | None) -> None:
    """Record one review without a screen."""
    now = at(_time(when)) if when else clock()
    with context.remembering() as collection:
        card_id = collection.find_card(card, clock())
        collection.answer(card_id, Rating[rating.upper()], now, dated=when is not None)
        state, status = collection.state(card_id, clock()), collection.status(card_id, clock())
        interval = human_interval(state, collection.moment(clock()))
    upcoming = "" if status == "active" else f", but it is {status}"
    if isinstance(state, New):
        say(f"{card_id}: {rating.lower()}, which counts no more, as the card is to be learnt again{upcoming}")
    else:
        say(f"{card_id}: {rating.lower()}, next {'' if interval == 'today' else 'in '}{interval}{upcoming}")


def _time(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text} is not a time like 2026-03-01T08:30", param_hint="--at") from None
    if not 1970 < moment.year < 9999:
        raise click.BadParameter("a review was between the years 1971 and 9998", param_hint="--at")
    if moment.astimezone() > datetime.now().astimezone():
        raise click.BadParameter(f"{text} is still to come; a review has been", param_hint="--at")
    return moment


@click.command()
@click.argument("card")
@click.pass_obj
def suspend(context: Context, card: str) -> None:
    """Ask this card no more, until `flashcards unsuspend`."""
    _set(context, card, "suspended", lambda collection, card_id: collection.suspend(card_id, clock(), suspended=True))


@click.command()
@click.argument("card")
@click.pass_obj
def unsuspend(context: Context, card: str) -> None:
    """Ask a suspended card again."""
    _set(
        context,
        card,
        "not suspended",
        lambda collection, card_id: collection.suspend(card_id, clock(), suspended=False),
    )


@click.command()
@click.argument("card")
@click.pass_obj
def bury(context: Context, card: str) -> None:
    """Ask this card again tomorrow, not today."""
    _set(
        context,
        card,
        "buried until tomorrow",
        lambda collection, card_id: collection.bury(card_id, clock(), buried=True),
    )


@click.command()
@click.argument("card")
@click.pass_obj
def unbury(context: Context, card: str) -> None:
    """Ask a buried card today after all."""
    _set(context, card, "not buried", lambda collection, card_id: collection.bury(card_id, clock(), buried=False))


def _set(context: Context, begun: str, state: str, change: Callable[[Collection, str], bool]) -> None:
    """Bring a card into a state by what says whether that was a change."""
    with context.remembering() as collection:
        card_id = collection.find_card(begun, clock())
        changed = change(collection, card_id)
    say(f"{card_id}: {state}{'' if changed else ', as before'}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as one JSON object.")
@click.pass_obj
def due(context: Context, as_json: bool) -> None:
    """Show how much is due, by deck."""
    with context.remembering() as collection:
        decks = collection.due(clock())
    total = {name: sum(getattr(counts, name) for counts in decks.values()) for name in Counts._fields}
    if as_json:
        listed = [{"deck": deck, **counts._asdict()} for deck, counts in decks.items()]
        say(json.dumps({"decks": listed, "total": total}, ensure_ascii=False))
        return
    for deck, counts in [*decks.items(), ("all", Counts(**total))]:
        say(f"{counts.review:>5} due {counts.learning:>4} learning {counts.new:>5} new  {deck}")
