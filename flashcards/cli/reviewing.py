"""``review``, ``answer``, ``due`` and ``undo``: sittings and single answers."""

from __future__ import annotations

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import click

from flashcards.cli.boundary import Context, at, clock
from flashcards.collection import Collection
from flashcards.errors import FlashcardsError
from flashcards.markup import plain_line
from flashcards.model import Card, Rating
from flashcards.render import to_terminal
from flashcards.scheduler import Learning, New, Relearning, human_interval, is_due, replay
from flashcards.session import Answered, Limits, Session
from flashcards.terminal import plain as line_by_line
from flashcards.terminal.keys import open_keys


class NoSuchDeckError(FlashcardsError):
    """No card is in a deck of this name."""

    def __init__(self, deck: str, decks: Sequence[str]) -> None:
        names = ", ".join(decks[:8]) + (" and others" if len(decks) > 8 else "")
        super().__init__(f"There is no deck {deck}: there are {names}." if decks else f"There is no deck {deck}.")


class NoReviewError(FlashcardsError):
    """There is nothing to take back."""

    def __init__(self) -> None:
        super().__init__("There is no review to take back.")


class AmbiguousCardError(FlashcardsError):
    """Several cards have an id that begins so."""

    def __init__(self, card: str, count: int) -> None:
        super().__init__(f"{count} cards have an id that begins with {card}: give more of it.")


@click.command()
@click.argument("deck", required=False)
@click.option("--plain", is_flag=True, help="Line by line, for pipes, screen readers and simple terminals.")
@click.pass_obj
def review(context: Context, deck: str | None, plain: bool) -> None:
    """Hold a sitting: show what is due, card by card. Each answer is saved before the next card is shown."""
    with context.open() as collection:
        sitting = _sitting(collection, deck)
        written: list[str] = []

        def save(answered: Answered) -> None:
            written.append(collection.record(answered.review, clock()).event_id)

        def take_back(_: Answered) -> None:
            collection.undo(clock(), written.pop())

        with open_keys(sys.stdin, os.environ) as read_key:
            line_by_line.run(
                sitting,
                read_key=read_key,
                output=line_by_line.output_to(sys.stdout, os.environ),
                show=to_terminal,
                on_answer=save,
                on_undo=take_back,
                clock=lambda: collection.moment(clock()),
            )


def _sitting(collection: Collection, deck: str | None) -> Session:
    cards = _in_deck(_askable(collection), deck)
    wanted = collection.config.review
    return Session.begin(
        cards,
        collection.reviews,
        collection.config.scheduling,
        collection.moment(clock()),
        dice=random.random,
        limits=Limits(wanted.new_per_day, wanted.reviews_per_day),
    )


def _askable(collection: Collection) -> list[Card]:
    return [card for card in collection.cards(clock()) if card.status == "active"]


def _in_deck(cards: Sequence[Card], deck: str | None) -> list[Card]:
    if deck is None:
        return list(cards)
    wanted = deck.casefold()
    chosen = [card for card in cards if f"{card.draft.deck.casefold()}::".startswith(f"{wanted}::")]
    if not chosen:
        raise NoSuchDeckError(deck, sorted({card.draft.deck for card in cards}))
    return chosen


@click.command()
@click.argument("card")
@click.argument("rating", type=click.Choice([rating.name.lower() for rating in Rating], case_sensitive=False))
@click.option("--at", "when", metavar="TIME", help="When it was answered, e.g. 2026-03-01T08:30; by default now.")
@click.pass_obj
def answer(context: Context, card: str, rating: str, when: str | None) -> None:
    """Record one review without a screen."""
    now = at(_time(when)) if when else clock()
    with context.open() as collection:
        card_id = _full_id(collection, card)
        collection.answer(card_id, Rating[rating.upper()], now)
        moment = collection.moment(now)
        state = replay(collection.reviews[card_id], collection.config.scheduling, collection.moment(clock()).day)
    click.echo(f"{card_id}: {rating.lower()}, next in {human_interval(state, moment)}")


def _time(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text} is not a time like 2026-03-01T08:30", param_hint="--at") from None


def _full_id(collection: Collection, begun: str) -> str:
    """The id of the one card whose id begins so; whatever was typed, if none does."""
    known = {*collection.ledger().cards, *(card.id for card in collection.cards(clock()))}
    found = [begun] if begun in known else [card_id for card_id in known if card_id.startswith(begun)]
    if len(found) > 1:
        raise AmbiguousCardError(begun, len(found))
    return found[0] if found else begun


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as one JSON object.")
@click.pass_obj
def due(context: Context, as_json: bool) -> None:
    """Show how much is due, by deck."""
    with context.open() as collection:
        day = collection.moment(clock()).day
        settings, reviews = collection.config.scheduling, collection.reviews
        decks: dict[str, Counter[str]] = {}
        for card in _askable(collection):
            state = replay(reviews.get(card.id, ()), settings, day)
            numbers = decks.setdefault(card.draft.deck, Counter(new=0, learning=0, review=0))
            if isinstance(state, New):
                numbers["new"] += 1
            elif is_due(state, day):
                numbers["learning" if isinstance(state, Learning | Relearning) else "review"] += 1
    total = sum(decks.values(), Counter())
    if as_json:
        listed = [{"deck": deck, **numbers} for deck, numbers in sorted(decks.items())]
        whole = {name: total[name] for name in ("new", "learning", "review")}
        click.echo(json.dumps({"decks": listed, "total": whole}, ensure_ascii=False))
        return
    for deck, numbers in [*sorted(decks.items()), ("all", total)]:
        click.echo(f"{numbers['review']:>5} due {numbers['learning']:>4} learning {numbers['new']:>5} new  {deck}")


@click.command()
@click.pass_obj
def undo(context: Context) -> None:
    """Take the last review back."""
    with context.open() as collection:
        taken = collection.undo(clock())
        if taken is None:
            raise NoReviewError
        record = collection.ledger().cards.get(taken.card_id)
    front = f" ({plain_line(record.wording.front)})" if record else ""
    click.echo(f"took back: {taken.card_id}{front}, {taken.rating.name.lower()}")
