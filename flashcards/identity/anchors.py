"""Anchors that stand more than once in a note, so that they name nothing."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from flashcards.errors import Problem
from flashcards.model import Draft


@dataclass(frozen=True, slots=True, order=True)
class SharedAnchor:
    """An anchor at a place of a note, which stands at an earlier place of the same note too."""

    path: str
    line: int
    name: str
    first_line: int

    @property
    def problem(self) -> Problem:
        """It as a fault to be shown with the others."""
        first = f"{self.path}:{self.first_line}"
        return Problem(
            self.path, self.line, f"the anchor ^{self.name} also stands at {first}; give one of them another name"
        )


def shared_anchors(drafts: Iterable[Draft]) -> tuple[SharedAnchor, ...]:
    """One for each place but the first of each anchor, by place. Two notes may have an anchor each of the same name."""
    lines: dict[tuple[str, str], set[int]] = {}
    for draft in drafts:
        if draft.anchor:
            for path in {source.path for source in draft.source}:
                line = min(source.start_line for source in draft.source if source.path == path)
                lines.setdefault((path, draft.anchor), set()).add(line)
    shared = {place: sorted(of_place) for place, of_place in lines.items() if len(of_place) > 1}
    return tuple(
        sorted(
            SharedAnchor(path, line, name, first)
            for (path, name), (first, *others) in shared.items()
            if not _is_derived(path, name, shared)
            for line in others
        )
    )


def _is_derived(path: str, name: str, shared: Container[tuple[str, str]]) -> bool:
    """Whether the name is that of a further card of an entry, made of an anchor that is reported anyway."""
    ends = [end for end, sign in enumerate(name) if sign == "-"]
    return any((path, name[:end]) in shared for end in ends)
