"""A sitting line by line: for pipes, screen readers and terminals that can do no more.

Nothing is ever drawn over: what was shown stays above, in the order in which it happened.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple, TextIO

from flashcards.model import Card, Rating
from flashcards.scheduler import QUALITY_RATINGS, Moment, human_days, human_interval, human_wait
from flashcards.session import Answered, PutAside, Session
from flashcards.terminal.keys import ReadKey

Show = Callable[[str, int], str]
"""``show(markdown, width)``: the text to print for a card's Markdown, free of control characters."""

NARROWEST, WIDEST = 20, 100
"""Columns: lines are never laid out narrower or wider than this."""


class _Command(Enum):
    SHOW = auto()
    BURY = auto()
    SUSPEND = auto()
    UNDO = auto()
    QUIT = auto()


class _Given(NamedTuple):
    """An answer, and what SM-2 is told in place of it, if the learner said that."""

    rating: Rating
    quality: int | None = None


_Choice = _Given | _Command

_WORDS = (_Command.BURY, _Command.SUSPEND, _Command.UNDO, _Command.QUIT)
_COMMANDS = {word: command for command in _WORDS for word in (command.name.lower(), command.name[0].lower())}
_FRONT_KEYS: Mapping[str, _Choice] = {**_COMMANDS, "": _Command.SHOW}
_RATING_WORDS: Mapping[str, _Choice] = {
    **_COMMANDS,
    **{rating.name.lower(): _Given(rating) for rating in Rating},
    **{rating.name[0].lower(): _Given(rating) for rating in Rating},
}
_HELP_KEYS = ("?", "help")

_FRONT_PROMPT = ("Enter: show answer", "u undo", "q quit", "? help")
_FRONT_HINT = "Enter shows the answer first, ? lists the keys."
_HELP_FOR_ALL = (
    "b: bury the card, ask it again tomorrow",
    "s: suspend the card, ask it no more",
    "u: take the last answer back",
    "q: quit; every answer so far is saved",
)


@dataclass(frozen=True, slots=True)
class _Buttons:
    """With what an answer is rated."""

    keys: Mapping[str, _Choice]
    shown: tuple[tuple[str, Rating], ...]
    """Each key with its name, and what it leads to."""
    hint: str
    help: tuple[str, ...]


_RATINGS = _Buttons(
    {**_RATING_WORDS, "": _Given(Rating.GOOD), **{str(rating.value): _Given(rating) for rating in Rating}},
    tuple((f"{rating.value} {rating.name.lower()}", rating) for rating in Rating),
    "1 to 4 rate it, ? lists the keys.",
    (
        "Enter or space: show the answer, then the same as 3",
        "1 or a: again, I did not know it",
        "2 or h: hard, I just about knew it",
        "3 or g: good, I knew it",
        "4 or e: easy, I knew it at once",
        *_HELP_FOR_ALL,
    ),
)
_QUALITY_NAMES = ("blackout", "wrong", "nearly", "hard", "good", "easy")
_QUALITIES = _Buttons(
    {
        **_RATING_WORDS,
        "": _Given(Rating.GOOD, 4),
        **{str(quality): _Given(rating, quality) for quality, rating in QUALITY_RATINGS.items()},
    },
    tuple((f"{quality} {name}", QUALITY_RATINGS[quality]) for quality, name in enumerate(_QUALITY_NAMES)),
    "0 to 5 rate it, ? lists the keys.",
    (
        "Enter or space: show the answer, then the same as 4",
        "0: blackout, I had no idea",
        "1: wrong, but I remember the answer now that I see it",
        "2: nearly, the answer seemed easy to recall",
        "3: hard, I just about knew it",
        "4: good, I knew it",
        "5: easy, I knew it at once",
        *_HELP_FOR_ALL,
    ),
)
_NO_ANSWER = "(The notes give no answer.)"

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of the text around."""

_BOLD, _DIM, _RED, _YELLOW, _GREEN, _BLUE = 1, 2, 31, 33, 32, 34
_RATING_COLOURS = {Rating.AGAIN: _RED, Rating.HARD: _YELLOW, Rating.GOOD: _GREEN, Rating.EASY: _BLUE}


@dataclass(frozen=True, slots=True)
class Output:
    """Where a sitting is written; ``write`` raises OSError once nobody reads it any more."""

    write: Callable[[str], None]
    width: Callable[[], int]
    """Columns, asked for each time, as windows change."""
    colour: bool = False

    def styled(self, text: str, code: int) -> str:
        """``text`` in a colour or weight of the terminal, if it is to have any."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text


def output_to(stream: TextIO, environment: Mapping[str, str]) -> Output:
    """Writes to ``stream``, in colour only to a terminal, and only where NO_COLOR and TERM allow it."""

    def write(text: str) -> None:
        encoding = stream.encoding or "utf-8"
        try:
            stream.write(text.encode(encoding, "replace").decode(encoding))
            stream.flush()
        except OSError:
            _discard_output(stream)
            raise

    def width() -> int:
        with contextlib.suppress(OSError, ValueError):
            if columns := os.get_terminal_size(stream.fileno()).columns:
                return columns
        return shutil.get_terminal_size().columns

    allowed = not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
    return Output(write, width, colour=stream.isatty() and allowed)


def _discard_output(stream: TextIO) -> None:
    """Keeps Python from trying, and failing, to write the rest at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def run(
    session: Session,
    *,
    read_key: ReadKey,
    output: Output,
    show: Show,
    on_answer: Callable[[Answered], None],
    on_put_aside: Callable[[PutAside], None],
    on_undo: Callable[[Answered | PutAside], None],
    clock: Callable[[], Moment],
    qualities: bool = False,
) -> None:
    """Asks until the queue is empty or the learner leaves, by ``q``, the end of input, or closing the terminal.

    ``on_answer``, ``on_put_aside`` and ``on_undo`` store what was done, or that it was taken back, before anything else is
    shown; what they raise passes through. With ``qualities``, answers are rated 0 to 5, as SM-2 has it.
    """
    buttons = _QUALITIES if qualities else _RATINGS
    sitting = _Sitting(session, read_key, output, show, on_answer, on_put_aside, on_undo, clock, buttons)
    with contextlib.suppress(_NobodyReadsError):
        while (card := sitting.next_card()) and sitting.ask(card):
            pass
        sitting.sum_up()


def _number_of(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


class _NobodyReadsError(Exception):
    """The terminal or pipe that we write to is gone."""


@dataclass(frozen=True, slots=True)
class _Sitting:
    session: Session
    read_key: ReadKey
    output: Output
    show: Show
    on_answer: Callable[[Answered], None]
    on_put_aside: Callable[[PutAside], None]
    on_undo: Callable[[Answered | PutAside], None]
    clock: Callable[[], Moment]
    buttons: _Buttons

    def next_card(self) -> Card | None:
        """The card to ask now; while the last one was asked, a learning step may have ended."""
        self.session.refresh(self.clock())
        return self.session.current

    def ask(self, card: Card) -> bool:
        """Front, back, answer of one card; False when the learner leaves."""
        shown_at = self.clock()
        self._say_front(card)
        choice = self._choice(_FRONT_KEYS, _FRONT_HINT)
        if choice is _Command.SHOW:
            self._say_back(card)
            choice = self._choice(self.buttons.keys, self.buttons.hint)
        if isinstance(choice, _Given):
            self._answer(choice, shown_at)
        elif choice in (_Command.BURY, _Command.SUSPEND):
            self._put_aside(suspended=choice is _Command.SUSPEND)
        elif choice is _Command.UNDO:
            self._undo()
        return choice is not _Command.QUIT

    def sum_up(self) -> None:
        """What was done, and when to come back."""
        history = self.session.history
        cards = len({answered.card_id for answered in history})
        again = sum(answered.rating == Rating.AGAIN for answered in history)
        self._say("")
        if history or self.session.current:
            self._say(f"Reviewed {_number_of(cards, 'card')}, {_number_of(len(history), 'answer')}, {again} again.")
        self._say_what_is_left()
        self._say_next_due()

    # ------------------------------------------------------------------------------------------------ answers

    def _answer(self, given: _Given, shown_at: Moment) -> None:
        now = self.clock()
        duration_ms = max(0, now.time_ms - shown_at.time_ms)
        answered = self.session.answer(given.rating, now, duration_ms, given.quality)
        self.on_answer(answered)
        interval = "" if self.session.crams else f": {human_interval(answered.after, now)}"
        self._say(f"{given.rating.name.capitalize()}{interval}.", _RATING_COLOURS[given.rating])
        if answered.leech:
            asked = "it is suspended" if answered.suspended else "it may be easier in other words"
            self._say(f"This card was forgotten many times, it is a leech; {asked}.")

    def _put_aside(self, *, suspended: bool) -> None:
        self.on_put_aside(self.session.put_aside(self.clock(), suspended=suspended))
        self._say("Suspended: asked no more, until `flashcards unsuspend`." if suspended else "Buried until tomorrow.")

    def _undo(self) -> None:
        done = self.session.undo()
        if done is None:
            self._say("Nothing was answered in this sitting yet.")
            return
        self.on_undo(done)
        self._say("Taken back.")

    # --------------------------------------------------------------------------------------------------- keys

    def _choice(self, keys: Mapping[str, _Choice], hint: str) -> _Choice:
        """Waits for one of ``keys``; no more keys is the same as to quit."""
        while (key := self.read_key()) is not None:
            if key in keys:
                return keys[key]
            for line in self.buttons.help if key in _HELP_KEYS else (hint,):
                self._say(line)
        return _Command.QUIT

    # --------------------------------------------------------------------------------------------------- text

    def _say_front(self, card: Card) -> None:
        new, learning, review = self.session.counts
        self._say("")
        if self.session.crams:
            self._say_pieces([f"{new + learning + review} left", "the schedule stays as it is"], _DIM)
        else:
            self._say_pieces([f"{new} new", f"{learning} learning", f"{review} to review"], _DIM)
        self._say(" > ".join(card.draft.above), _DIM)
        self._say_markdown(card.draft.shown, _BOLD)
        self._say_pieces(_FRONT_PROMPT, _DIM)

    def _say_back(self, card: Card) -> None:
        self._say("")
        self._say_markdown(card.draft.back or _NO_ANSWER)
        for source in card.draft.source:
            self._say(f"{source.path}:{source.start_line}", _DIM)
        if self.session.crams:
            self._say_pieces([name for name, _ in self.buttons.shown])
            return
        now = self.clock()
        choices = self.session.choices(now)
        self._say_pieces([f"{name} {human_interval(choices[rating], now)}" for name, rating in self.buttons.shown])

    def _say_what_is_left(self) -> None:
        if left := sum(self.session.counts):
            self._say(f"{_number_of(left, 'card')} left{'' if self.session.crams else ' for today'}.")
        if beyond := self.session.beyond_limit:
            self._say(f"{_number_of(beyond, 'more review')} due, beyond the limit of the day.")

    def _say_next_due(self) -> None:
        now = self.clock()
        today = now.day
        if self.session.crams:
            return
        wait_ms = self.session.next_step_ms(now)
        if fallen_due := self.session.fell_due(today):
            self._say(f"A new day has begun: {_number_of(fallen_due, 'more card')} due by now, in another sitting.")
        if not self.session.current and wait_ms is not None:
            self._say(f"The next one in {human_wait(wait_ms)}.")
        elif upcoming := self.session.next_due(today):
            self._say(f"Next: {_number_of(upcoming.cards, 'card')} in {human_days(upcoming.day - today)}.")
        elif not self.session.history and not self.session.current:
            self._say("Nothing is due.")

    def _say_markdown(self, markdown: str, style: int | None = None) -> None:
        self._write_lines(self.show(markdown, self._width()).splitlines(), style)
        self._write("\n")

    def _say_pieces(self, pieces: list[str] | tuple[str, ...], style: int | None = None) -> None:
        """``pieces`` side by side, none of them broken over two lines unless it alone is too long for one."""
        unbroken = "   ".join(piece.replace(" ", "\N{NO-BREAK SPACE}") for piece in pieces)
        lines = textwrap.wrap(unbroken, self._width())
        self._write_lines([line.replace("\N{NO-BREAK SPACE}", " ") for line in lines], style)

    def _say(self, text: str, style: int | None = None) -> None:
        self._write_lines(textwrap.wrap(_UNPRINTABLE.sub(" ", text), self._width()) or [""], style)

    def _width(self) -> int:
        return min(max(self.output.width(), NARROWEST), WIDEST)

    def _write_lines(self, lines: list[str], style: int | None) -> None:
        styled = lines if style is None else [self.output.styled(line, style) for line in lines]
        self._write("".join(f"{line}\n" for line in styled))

    def _write(self, text: str) -> None:
        try:
            self.output.write(text)
        except OSError as error:
            raise _NobodyReadsError from error
