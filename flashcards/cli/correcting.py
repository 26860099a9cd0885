"""``follow``, ``unfollow`` and ``undo``: what the learner knows better, and the way back."""

from __future__ import annotations

from collections.abc import Iterator

import click

from flashcards.cli.boundary import Context, clock, counted, say
from flashcards.cli.reporting import short, texts
from flashcards.collection import Collection, Correction, TakenBack
from flashcards.errors import FlashcardsError
from flashcards.markup import plain_line
from flashcards.model import Review
from flashcards.scheduler import human_interval


class NothingToUndoError(FlashcardsError):
    """There is nothing to take back."""

    def __init__(self) -> None:
        super().__init__("There is no review to take back, and no follow, unfollow or pull either.")


_IMPORTS = {
    "import": "an import of {}; the same import brings them again",
    "pull": "a pull from Anki of {}; the same pull brings them again",
    "deck": "{} that came with an imported deck; `anki pull` brings them again, and the notes stay",
}


@click.command()
@click.argument("card")
@click.argument("new")
@click.pass_obj
def follow(context: Context, card: str, new: str) -> None:
    """Say that the card NEW is really the old CARD: CARD goes on with its reviews under the text of NEW, which retires.

    Both are named by their ids, or how these begin. A card that has gone may be named as CARD, and one that no build has
    seen yet as NEW. `flashcards undo` takes it back.
    """
    with context.remembering() as collection:
        card_id, new_id = (collection.find_card(begun, clock()) for begun in (card, new))
        done = collection.follow(card_id, new_id, clock())
        for line in _told(collection, done):
            say(line)


@click.command()
@click.argument("card")
@click.pass_obj
def unfollow(context: Context, card: str) -> None:
    """Say that CARD went on under a text that is another card's: it goes back to the text before, and is never followed there.

    The text becomes a new card; CARD retires unless its former text is in the notes. `flashcards undo` takes it back.
    """
    with context.remembering() as collection:
        done = collection.unfollow(collection.find_card(card, clock()), clock())
        for line in _told(collection, done):
            say(line)


@click.command()
@click.pass_obj
def undo(context: Context) -> None:
    """Take the last review, follow, unfollow, import or `anki pull` of this device back.

    Where it has none, the latest review of all devices. Only follows by hand: `flashcards unfollow` corrects what a build
    has followed.
    """
    with context.remembering() as collection:
        taken = collection.undo(clock())
        if taken is None:
            raise NothingToUndoError
        if isinstance(taken, Correction):
            say(f"took back: {taken.kind} of {taken.card_id}, {texts(taken.before, taken.after)}")
        elif isinstance(taken, TakenBack):
            reviews = counted(taken.reviews, "review")
            if taken.states and not taken.reviews:
                say(f"took back: what {counted(taken.states, 'card')} became as in Anki")
            else:
                say(f"took back: {_IMPORTS[taken.kind].format(reviews)}")
        else:
            say(f"took back: {taken.card_id}{_front(collection, taken)}, {taken.rating.name.lower()}")


def _front(collection: Collection, review: Review) -> str:
    record = collection.ledger().cards.get(review.card_id)
    return f" ({plain_line(record.wording.front)})" if record else ""


def _told(collection: Collection, done: Correction) -> Iterator[str]:
    """What became of the card, and of others."""
    interval = human_interval(collection.state(done.card_id, clock()), collection.moment(clock()))
    reviews = len(collection.ledger().every_review(done.card_id))
    kept = f"{counted(reviews, 'review')} kept" if reviews else "no reviews so far"
    retires = done.card_id in {one.id for one in done.effects.retired}
    schedule = "" if retires or not reviews else f", next {'' if interval == 'today' else 'in '}{interval}"
    if done.relearnt:
        schedule = ", to be learnt again, as its answer became another one"
    yield f"{done.card_id}: {texts(done.before, done.after)}; {kept}{schedule}"
    if done.rival:
        yield f"  retired: {done.rival} {short(plain_line(done.after.front))}"
    for gone in done.effects.retired:
        yield f"  retired: {gone.id} {short(plain_line(gone.wording.front))}"
    for back in done.effects.restored:
        yield f"  back again: {back.card_id} {short(plain_line(back.after.front))}"
    for added in done.effects.added:
        yield f"  new card: {added.card_id} {short(plain_line(added.draft.front))}"
