"""Programs that start at once: each is forked from one process of the session, which has loaded what they need.

They are processes of their own, with input, output and exit status of their own; only the time to load modules is saved.
What an interpreter reads as it starts (``PYTHONIOENCODING``, ``PYTHONHASHSEED``) has no effect on them: a test of that, or of
how we start a program, starts a real one.
"""

from __future__ import annotations

import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from tempfile import TemporaryFile
from typing import IO

from flashcards.anki.exchange import worker
from flashcards.journal import DEVICE_VARIABLE

_FORKING = get_context("forkserver")
_FORKING.set_forkserver_preload(["flashcards.cli", "tests.loading", __name__])


# ------------------------------------------------------------------------------------------------------- our command line


def flashcards(folder: Path, *words: str, stdin: str = "", **variables: str) -> CompletedProcess[str]:
    """``python -m flashcards words`` in ``folder``, with ``stdin`` through a pipe and ``variables`` in its environment."""
    with TemporaryFile() as out, TemporaryFile() as err:
        reading, writing = os.pipe()
        with os.fdopen(reading) as keys, os.fdopen(writing, "w", encoding="utf-8") as typed:
            process = _started(_command_line, (str(folder), words), (keys, out, err), _environment(variables))
            keys.close()
            with suppress(BrokenPipeError), typed:
                typed.write(stdin)
        process.join()
        assert process.exitcode is not None
        return CompletedProcess(words, process.exitcode, *(_content(each) for each in (out, err)))


def flashcards_stopped(folder: Path, *words: str, after_s: float, by: signal.Signals) -> None:
    """The same on this very device, but it gets a signal after a while, if it still runs then."""
    with TemporaryFile() as nothing:
        process = _started(_command_line, (str(folder), words), (nothing, nothing, nothing))
    process.join(after_s)
    if process.exitcode is None:
        with suppress(ProcessLookupError):  # it has just ended
            os.kill(process.pid or 0, by)
    process.join()


def flashcards_from_disk(folder: Path, *words: str, **variables: str) -> CompletedProcess[str]:
    """The same, started as a learner does it, and with nothing on its standard input."""
    return subprocess.run(
        [sys.executable, "-m", "flashcards", *words],
        cwd=folder, env=_environment(variables), stdin=subprocess.DEVNULL,
        capture_output=True, encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip


def _environment(variables: Mapping[str, str]) -> Mapping[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name != "FLASHCARDS_COLLECTION"}
    return {**inherited, DEVICE_VARIABLE: "desk", **variables}


def _content(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8")


def _command_line(folder: str, words: Sequence[str]) -> None:
    os.chdir(folder)
    sys.argv[1:] = words
    runpy.run_module("flashcards", run_name="__main__", alter_sys=True)


# ----------------------------------------------------------------------------------------------------- the worker on Anki


@dataclass
class Worker:
    """The worker in a process of its own: what ``Child`` needs of ``subprocess.Popen``."""

    process: ForkServerProcess
    stdin: IO[str]
    stdout: IO[str]

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    def kill(self) -> None:
        self.process.kill()

    def wait(self, timeout: float | None = None) -> int:
        self.process.join(timeout)
        if self.process.exitcode is None:
            raise TimeoutExpired(self.process.name, timeout or 0)
        return self.process.exitcode


def started_worker(complaints: IO[bytes]) -> Worker:
    """Takes the place of ``flashcards.anki.exchange.child.new_process``."""
    to_it, from_it = os.pipe(), os.pipe()
    with os.fdopen(to_it[0], "rb") as given, os.fdopen(from_it[1], "wb") as out:
        process = _started(worker.main, (), (given, out, complaints))
    return Worker(process, os.fdopen(to_it[1], "w", encoding="utf-8"), os.fdopen(from_it[0], encoding="utf-8"))


# ---------------------------------------------------------------------------------------------------------------- forking


def _started(
    target: Callable[..., None],
    arguments: Sequence[object],
    streams: Iterable[IO[str] | IO[bytes]],
    environment: Mapping[str, str] = os.environ,
) -> ForkServerProcess:
    """``target`` in a session of its own, with these streams as its standard input, output and error."""
    handed = [Connection(os.dup(stream.fileno())) for stream in streams]  # this is what can be sent to another process
    process = _FORKING.Process(target=_become, args=(target, arguments, handed, dict(environment)))
    process.start()
    for one in handed:
        one.close()
    return process


def _become(
    target: Callable[..., None],
    arguments: Sequence[object],
    streams: Sequence[Connection],
    environment: Mapping[str, str],
) -> None:
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    for number, stream in enumerate(streams):
        os.dup2(stream.fileno(), number)
        stream.close()
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, encoding="utf-8", closefd=False) for number, mode in enumerate(("r", "w", "w"))
    )
    target(*arguments)
