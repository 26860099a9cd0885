"""Reads what the learner presses: single keys of a terminal, or the lines of a pipe.

Ctrl-C, a terminal that is closed and a request to end are noticed only while waiting for a key, never in the middle of
writing an answer to the journal.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from io import TextIOWrapper
from types import FrameType
from typing import Any, TextIO

ReadKey = Callable[[], str | None]
"""Waits for a key: its character in lower case, or the whole line from a pipe; empty for Enter and space.

None when there will be no more: end of input, Ctrl-C, Ctrl-D, or the terminal is gone.
"""

ESCAPE = "\x1b"
END_OF_INPUT = "\x04"
ESCAPE_SEQUENCE_SECONDS = 0.05
"""The bytes of an arrow key follow each other sooner than that, and nobody types so fast."""

UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""Stands for bytes that are no text: never the name of a key."""

LEAVING_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


@contextlib.contextmanager
def open_keys(stream: TextIO, environment: Mapping[str, str]) -> Iterator[ReadKey]:
    """Reads keys from ``stream`` until the block is left, and then puts the terminal back as it was."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
    with contextlib.ExitStack() as stack:
        if sys.platform != "win32" and stream.isatty() and environment.get("TERM") != "dumb":
            stack.enter_context(_single_keys(stream.fileno()))
            wait: ReadKey = partial(_key, stream.fileno())
        else:
            wait = partial(_line, stream)
        yield stack.enter_context(_leaving_politely(wait))


@contextlib.contextmanager
def _leaving_politely(wait: ReadKey) -> Iterator[ReadKey]:
    """Makes ``wait`` end with None once a signal to leave has come, however long before."""
    leaving = waiting = False

    def leave(number: int, frame: FrameType | None) -> None:
        nonlocal leaving
        leaving = True
        if waiting:
            raise KeyboardInterrupt

    def read_key() -> str | None:
        nonlocal waiting
        try:
            waiting = True
            return None if leaving else wait()
        except KeyboardInterrupt:
            return None
        finally:
            waiting = False

    with _handling(LEAVING_SIGNALS, leave):
        yield read_key


@contextlib.contextmanager
def _handling(names: tuple[str, ...], handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Handles the signals of ``names`` that this system has; Python lets only the main thread do so."""
    here = threading.current_thread() is threading.main_thread()
    numbers = [getattr(signal, name) for name in names if here and hasattr(signal, name)]
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


def _line(stream: TextIO) -> str | None:
    try:
        line = stream.readline()
    except OSError:  # the terminal is gone
        return None
    return line.strip().lower() if line else None


if sys.platform != "win32":
    import termios
    import tty

    @contextlib.contextmanager
    def _single_keys(descriptor: int) -> Iterator[None]:
        """Keys arrive as they are pressed and unseen, also after the program was stopped (Ctrl-Z) and continued."""
        before: list[Any] = termios.tcgetattr(descriptor)

        def set_up(number: int = 0, frame: FrameType | None = None) -> None:
            with contextlib.suppress(termios.error):
                tty.setcbreak(descriptor, termios.TCSADRAIN)

        set_up()
        try:
            with _handling(("SIGCONT",), set_up):
                yield
        finally:
            with contextlib.suppress(termios.error):
                termios.tcsetattr(descriptor, termios.TCSADRAIN, before)

    def _key(descriptor: int) -> str | None:
        character = _character(descriptor)
        if character == ESCAPE:
            return ESCAPE + _rest_of_escape_sequence(descriptor)
        if character in ("", END_OF_INPUT):
            return None
        return character.strip().lower()

    def _character(descriptor: int) -> str:
        """One character, whole even if it is of several bytes; empty at the end of input."""
        data = b""
        for _ in range(4):
            try:
                byte = os.read(descriptor, 1)
            except OSError:  # the terminal is gone
                return ""
            data += byte
            with contextlib.suppress(UnicodeDecodeError):
                return data.decode()
        return UNREADABLE

    def _rest_of_escape_sequence(descriptor: int) -> str:
        """What a special key sends after its escape, up to its last byte (a letter or ``~``)."""
        sequence = ""
        while select.select([descriptor], [], [], ESCAPE_SEQUENCE_SECONDS)[0]:
            character = _character(descriptor)
            sequence += character
            if not character or (len(sequence) > 1 and "@" <= character <= "~"):
                break
        return sequence
