"""What was done in Anki, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from flashcards.cli.boundary import counted
from flashcards.collection.anki_exchange import Exchanged
from flashcards.collection.anki_push import Pushed
from flashcards.collection.anki_sync import Synchronised
from flashcards.config import ReviewTable


def exchange_lines(done: Exchanged, *, dry_run: bool = False) -> Iterator[str]:
    """What ``push`` prints."""
    if done.pulled.reviews:
        would = "would come" if dry_run else "came"
        yield f"{counted(len(done.pulled.reviews), 'review')} {would} from Anki"
    if done.pulled.forgotten:
        would = "would become" if dry_run else "became"
        yield f"{counted(len(done.pulled.forgotten), 'card')} {would} new here, as in Anki"
    yield from push_lines(done.pushed, dry_run=dry_run)


def push_lines(done: Pushed, *, dry_run: bool = False) -> Iterator[str]:
    """What ``push`` did in Anki."""
    would = "would be " if dry_run else ""
    counts = (
        (done.new, "card", "new in Anki"),
        (done.updated, "text", "changed"),
        (done.reviews, "review", "added"),
        (done.taken_back, "review", "taken back"),
        (done.rescheduled, "card", "rescheduled"),
        (done.suspended, "card", "suspended"),
        (done.unsuspended, "card", "asked again"),
        (done.buried, "card", "buried"),
        (done.unburied, "card", "unburied"),
        (done.moved, "card", "moved to another deck"),
        (done.deleted, "card", "deleted"),
        (sum(suspended for _, suspended in done.decided_there), "card", "suspended here, as in Anki"),
        (sum(not suspended for _, suspended in done.decided_there), "card", "asked again here, as in Anki"),
    )
    told = [f"{counted(count, noun)} {would}{what}" for count, noun, what in counts if count]
    yield ", ".join(told) if told else "nothing to change: Anki has it all"
    if done.backup:
        yield f"before that, the collection was saved as {done.backup}"


def sync_lines(synchronised: Sequence[Synchronised]) -> Iterator[str]:
    """What ``sync`` prints besides."""
    for one in synchronised:
        if one.full == "download":
            yield "the server's collection was taken over as a whole"
        if one.full == "upload":
            yield "this collection was sent to the server as a whole"
        if one.message:
            yield f"the server says: {one.message}"
    yield "synchronised"


def progress_line(package: Path, cards: int) -> str:
    """What ``build --with-progress`` prints besides."""
    return (
        f"{package}: the same with the schedule of {counted(cards, 'card')}, for an Anki that has none of them;"
        " tick 'Import any learning progress' there"
    )


def push_warnings(done: Pushed, review: ReviewTable) -> Iterator[str]:
    """What the learner should know of it besides."""
    if done.refused:
        yield (
            f"Anki refused {counted(done.refused, 'note')}, as the note type was changed there: undo that (Tools > Manage Note"
            " Types), and push again."
        )
    if done.left_there:
        stay, them = ("stays", "it") if done.left_there == 1 else ("stay", "them")
        reviews = counted(done.left_there, "review")
        yield f"{reviews} taken back here {stay} in Anki, which has synchronised {them} already."
    if done.others:
        yield (
            f"{counted(done.others, 'card')} changed here, but of another note type in Anki, into which the new text can't be"
            " brought: change it there too."
        )
    if done.changed_on_both:
        yield (
            f"{counted(done.changed_on_both, 'card')} changed both here and in Anki, and left as they are: let both sides say"
            " the same."
        )
    if done.unmoved:
        yield (
            f"{counted(done.unmoved, 'card')} can't go to the deck of the notes, as a filtered deck in Anki has its name: give"
            " one of the two another name."
        )
    if done.missing:
        yield f"{counted(done.missing, 'card')} not in Anki yet: `flashcards build`, and push again."
    if done.deleted_there:
        yield f"{counted(done.deleted_there, 'card')} deleted in Anki, and left so."
    if done.rollover_hour != review.rollover_hour:
        yield (
            f"a day begins at {done.rollover_hour} in Anki and at {review.rollover_hour} here: in between, both count"
            " other days; set rollover_hour in [review] to the same."
        )
    if review.algorithm == "fsrs" and not done.fsrs:
        yield "FSRS is switched off in Anki, so what its buttons say is not what will be: switch it on in the deck's options."
