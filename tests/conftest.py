"""What holds for all tests.

Property tests look for new counterexamples on a developer's machine, and repeat themselves in CI. The worker on Anki's
collections is loaded once, except in tests that ask for ``worker_from_disk``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from flashcards.anki.exchange import child
from tests.loaded import started_worker

START = child.new_process

settings.register_profile("ci", derandomize=True, database=None)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(autouse=True, scope="session")
def loaded_worker() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child, "new_process", started_worker)
        yield


@pytest.fixture
def worker_from_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker is started as the program does it."""
    monkeypatch.setattr(child, "new_process", START)
