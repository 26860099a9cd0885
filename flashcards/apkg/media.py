"""The pictures of a package: found beside the notes, named after what is in them, never taken from outside."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from flashcards.apkg.faults import why
from flashcards.errors import Problem
from flashcards.model import Draft
from flashcards.render import back_html, front_html

_ELSEWHERE = re.compile(r"(?:https?:)?//|data:", re.IGNORECASE)
_AFTER_PATH = re.compile(r"[?#].*$", re.DOTALL)
_UNSAFE = re.compile(r"[^a-z0-9]+")
_LONGEST_STEM = 40


class _NoPictureError(Exception):
    """Why a target gives no picture, as the end of a sentence."""


@dataclass(slots=True)
class Pictures:
    """Gathers the pictures that cards show. ``root`` is the collection's folder, ``notes`` that of its notes, from there."""

    root: Path
    notes: str
    files: dict[str, Path] = field(default_factory=dict)
    """Where each picture is, by its name in the package."""
    problems: dict[Problem, None] = field(default_factory=dict)
    """Each once, in the order in which they were met."""
    missing: dict[Problem, None] = field(default_factory=dict)
    """Those of the problems that are a picture which can't be had."""
    _names: dict[Path, str] = field(default_factory=dict)
    _digests: dict[str, str] = field(default_factory=dict)
    _shown: dict[Draft, tuple[str, ...]] = field(default_factory=dict)

    def shown_by(self, draft: Draft, *, told: bool = True) -> tuple[str, ...]:
        """The names of the pictures on both sides of ``draft`` as they come; they change with what the files hold.

        ``told`` as in ``of``.
        """
        if "![" not in draft.front and "![" not in draft.back:
            return ()
        if draft not in self._shown:
            found: list[str | None] = []
            address = self.of(draft, told=told)

            def gather(target: str) -> str | None:
                found.append(address(target))
                return found[-1]

            front_html(draft, gather)
            back_html(draft, gather)
            self._shown[draft] = tuple(name for name in found if name in self.files)
        return self._shown[draft]

    def of(self, draft: Draft, *, told: bool = True) -> Callable[[str], str | None]:
        """From an image target in ``draft`` to the picture's name in the package; None, and a Problem, without one.

        Unless it is to be ``told``, there is no Problem: nobody can mend a draft that has gone from the notes.
        """

        def address(target: str) -> str | None:
            if is_elsewhere(target):
                return target
            try:
                return self._name(self._find(target, draft))
            except _NoPictureError as reason:
                if told:
                    self.missing[self.report(draft, f"the picture {target!r} {reason}")] = None
                return None

        return address

    def report(self, draft: Draft, message: str) -> Problem:
        """A Problem at the first place that ``draft`` comes from, which is kept."""
        source = draft.source[0]
        problem = Problem(source.path, source.start_line, message)
        self.problems[problem] = None
        return problem

    def _find(self, target: str, draft: Draft) -> Path:
        outside = False
        for spelling in _spellings(target):
            for folder in self._folders(spelling, draft):
                path = _resolved(folder / spelling.lstrip("/\\"))
                if not self._holds(path):
                    outside = True
                elif _is_file(path):
                    return path
        raise _NoPictureError("lies outside the collection" if outside else "was not found")

    def _folders(self, spelling: str, draft: Draft) -> Iterator[Path]:
        """Where ``spelling`` may start from; ``/x.png`` is how Obsidian and GitHub write "from the top of the notes"."""
        if not spelling.startswith(("/", "\\")):
            yield from (self.root / PurePosixPath(source.path).parent for source in draft.source)
        yield self.root / self.notes
        yield self.root

    def _holds(self, path: Path) -> bool:
        """Whether ``path`` lies in the collection, whose notes may be a link to another folder."""
        return any(path.is_relative_to(_resolved(folder)) for folder in (self.root, self.root / self.notes))

    def _name(self, path: Path) -> str:
        if path not in self._names:
            digest = _digest(path)
            self._names[path] = next(name for name in _names(path, digest) if self._is_free(name, digest))
            self.files[self._names[path]] = path
        return self._names[path]

    def _is_free(self, name: str, digest: str) -> bool:
        return self._digests.setdefault(name, digest) == digest


def is_elsewhere(target: str) -> bool:
    """Whether the address of a medium is no file's: one of the web, or the medium itself."""
    return bool(_ELSEWHERE.match(target))


def _spellings(target: str) -> list[str]:
    """The file names that ``target`` can mean: as it stands, ``%20`` decoded, without ``?raw=true``, accents either way."""
    decoded = unquote(target)
    forms = [target, decoded, _AFTER_PATH.sub("", decoded), decoded.replace("\\", "/")]
    accents = [unicodedata.normalize(form, decoded) for form in ("NFC", "NFD")]
    return [spelling for spelling in dict.fromkeys([*forms, *accents]) if spelling.strip("/\\ ")]


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError) as error:  # a name too long, a NUL, links that go round
        raise _NoPictureError(f"was not found ({error})") from error


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError) as error:
        raise _NoPictureError(f"can't be read ({why(error)})") from error


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise _NoPictureError(f"can't be read ({why(error)})") from error


def _names(path: Path, digest: str) -> Iterator[str]:
    """Names for the picture that are safe on every system, the best first."""
    ascii_only = unicodedata.normalize("NFKD", path.stem).encode("ascii", "ignore").decode()
    stem = _UNSAFE.sub("-", ascii_only.lower()).strip("-")[:_LONGEST_STEM].strip("-") or "picture"
    suffix = "." + _UNSAFE.sub("", path.suffix.lower()) if path.suffix else ""
    for digits in (8, 16, len(digest)):
        yield f"{stem}-{digest[:digits]}{suffix}"
