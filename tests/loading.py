"""Done once, in the process from which ``tests.loaded`` forks: what the program loads when it first needs it is loaded."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from anki.collection import Collection

from flashcards.parser import parse_text

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a process that has other threads can't be forked safely
parse_text("- Mitosis : division of a cell into two that are alike\n", "notes/cells.md")
with TemporaryDirectory() as folder:
    Collection(str(Path(folder) / "collection.anki2")).close()
