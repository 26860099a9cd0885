"""A whole program around a line-by-line sitting, for tests to run on a real terminal: ``sitting_program.py JOURNAL``.

Answers go to JOURNAL, one JSON line each, on the disk before the next card is shown. With ``--interrupt-saving`` the
program gets a Ctrl-C in the middle of each of these writes. ``--algorithm NAME``, ``--steps MINUTES,MINUTES``,
``--leeches`` (one lapse makes one, and suspends it), ``--qualities`` and ``--cram`` are what they are in a collection.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import textwrap
import time
from pathlib import Path

from flashcards.model import Card, Draft, Rating, Review, Source
from flashcards.scheduler import Moment, Settings, day_of
from flashcards.session import Answered, Asking, PutAside, Session
from flashcards.terminal import plain
from flashcards.terminal.keys import open_keys

CARDS = [
    Card(
        f"card-{number}",
        Draft(
            kind="definition",
            front=f"What is term {number} of the long list of terms?",
            back=f"Explanation {number}: precision is the share of what was found that is right, and recall the share"
            " of what is right that was found. É",
            context=("Evaluating classifiers", "Metrics \x1b[31mthat count\x07"),
            source=(Source("notes/classifiers.md", number, number),),
            rule="term_definition",
            priority=0.5,
        ),
    )
    for number in range(1, 6)
]


def clock() -> Moment:
    time_ms = time.time_ns() // 1_000_000
    return Moment(time_ms, day_of(time_ms, 0, 4))


def reviews(journal: Path) -> dict[str, list[Review]]:
    """The answers that were saved and not taken back, by card."""
    lines = [json.loads(line) for line in journal.read_text().splitlines()] if journal.exists() else []
    answers: list[Review] = []
    for line in lines:
        if line["type"] == "review":
            answers.append(
                Review(
                    line["card"],
                    Rating(line["rating"]),
                    line["time_ms"],
                    line["day"],
                    quality=line["quality"],
                    crammed=line["crammed"],
                )
            )
        elif line["type"] == "void":
            answers.pop()
    return {card.id: [review for review in answers if review.card_id == card.id] for card in CARDS}


def append(journal: Path, line: dict[str, object], interrupt: bool) -> None:
    text = json.dumps(line) + "\n"
    with journal.open("a") as file:
        file.write(text[:10])
        if interrupt:
            os.kill(os.getpid(), signal.SIGINT)
        file.write(text[10:])
        file.flush()
        os.fsync(file.fileno())


def show(markdown: str, width: int) -> str:
    return textwrap.fill(markdown, width)


def option(name: str, usual: str) -> str:
    return sys.argv[sys.argv.index(name) + 1] if name in sys.argv else usual


def settings() -> Settings:
    steps_ms = tuple(int(minutes) * 60_000 for minutes in option("--steps", "1,10").split(","))
    leeches = {"leech_threshold": 1, "leech_action": "suspend"} if "--leeches" in sys.argv else {}
    return Settings(option("--algorithm", "sm2"), learning_steps_ms=steps_ms, **leeches)  # type: ignore[arg-type]


def main() -> None:
    journal = Path(sys.argv[1])
    interrupt = "--interrupt-saving" in sys.argv

    def on_answer(answered: Answered) -> None:
        review = answered.review
        entry = {"card": review.card_id, "rating": review.rating, "time_ms": review.time_ms, "day": review.day}
        entry |= {"quality": review.quality, "crammed": review.crammed}
        append(journal, {"type": "review", **entry}, interrupt)

    def on_put_aside(done: PutAside) -> None:
        append(journal, {"type": "suspend" if done.suspended else "bury", "card": done.card_id}, interrupt)

    def on_undo(done: Answered | PutAside) -> None:
        append(journal, {"type": "void", "card": done.card_id}, interrupt)

    asking = Asking(cram="--cram" in sys.argv)
    session = Session.begin(CARDS, reviews(journal), settings(), clock(), dice=random.random, asking=asking)
    with open_keys(sys.stdin, os.environ) as read_key:
        plain.run(
            session,
            read_key=read_key,
            output=plain.output_to(sys.stdout, os.environ),
            show=show,
            on_answer=on_answer,
            on_put_aside=on_put_aside,
            on_undo=on_undo,
            clock=clock,
            qualities="--qualities" in sys.argv,
        )


if __name__ == "__main__":
    main()
