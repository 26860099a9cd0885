"""What the notes of a collection tell about its open questions; looked for only where there are some, and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from pydantic import TypeAdapter

from flashcards import parser, passages
from flashcards.collection.fingerprint import code_of, text_hash
from flashcards.index import Index, valid
from flashcards.model import Draft
from flashcards.notes import ReadNote
from flashcards.passages import Told
from flashcards.rules.wanted import Wanted

_BACKS = TypeAdapter(list[str])
_NAME = "passages"


def with_passages(
    drafts: Sequence[Draft], notes: Sequence[ReadNote], wanted: Callable[[str], Wanted], index: Index
) -> list[Draft]:
    """``drafts`` of these ``notes``, in which open questions have on their back what the notes tell about them.

    ``wanted`` gives what the settings want of the note at a path.
    """
    questions = [draft for draft in drafts if draft.kind == "open"]
    if not questions:
        return list(drafts)
    code = code_of("passages", "parser", "markup", "model", "errors", "readers", "rules")
    hashes = [text_hash(f"{note.content_hash} {wanted(note.note.path).languages}") for note in notes]
    made_of = text_hash(repr((code, questions, sorted(zip((note.note.path for note in notes), hashes, strict=True)))))
    backs = valid(_BACKS, index.saved(_NAME, made_of))
    if backs is None:
        told = list(_told(notes, hashes, wanted, code, index))
        backs = [draft.back for draft in passages.with_passages(questions, told)]
        index.save(_NAME, made_of, _BACKS.dump_json(backs))
    back_of = {id(draft): back for draft, back in zip(questions, backs, strict=True)}
    return [replace(draft, back=back_of[id(draft)]) if id(draft) in back_of else draft for draft in drafts]


def _told(
    notes: Sequence[ReadNote], hashes: Sequence[str], wanted: Callable[[str], Wanted], code: str, index: Index
) -> Iterator[Told]:
    """The passages of each note; of those that haven't changed, from the cache."""
    fresh: list[tuple[str, Told]] = []
    for note, content_hash in zip((read.note for read in notes), hashes, strict=True):
        found = index.told(note.path, content_hash, code)
        if found is None:
            found = passages.passages_of(note.path, parser.read(note)[0], wanted(note.path).languages)
            fresh.append((content_hash, found))
        yield found
    index.save_told(fresh, code, [read.note.path for read in notes])
