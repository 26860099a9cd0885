# Everything needs only Python 3.11 or newer, make and a package index.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help decks test check lock bench identity export anki-matrix clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

decks: .venv/run  ## build decks/*.apkg from notes/
	$(BIN)/flashcards build

test: .venv/dev check  ## lint, type-check and run every test
	$(BIN)/python -m pytest

check: .venv/dev  ## lint and type-check only
	$(BIN)/ruff check flashcards tests benchmarks
	$(BIN)/ruff format --check flashcards tests benchmarks
	$(BIN)/mypy

bench: .venv/dev  ## how good the cards are: make bench SCORER=score.py [NOTES=folder GOLD=labels.jsonl]
	$(BIN)/python -m benchmarks.extraction $(NOTES) $(addprefix --gold ,$(GOLD)) --scorer $(SCORER)

identity: .venv/dev  ## does a card keep its identity? make identity [NOTES=folders]
	$(BIN)/python -m benchmarks.identity $(NOTES)

anki-matrix: .venv/dev  ## import packages into five versions of the real Anki, each in its own environment
	$(BIN)/python -m tests.anki_matrix

export: .venv/dev  ## how fast and how large are packages, beside plain genanki?
	$(BIN)/python -m benchmarks.export

lock:  ## pin anew what pyproject.toml asks for (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q \
		pyproject.toml build-requirements.in -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q \
		--extra anki --extra dev pyproject.toml build-requirements.in -c requirements.lock -o requirements-dev.lock

clean:  ## remove what make has made, but no deck and no journal
	rm -rf .venv .anki-matrix .mypy_cache .ruff_cache .pytest_cache .hypothesis

# What a learner needs: the pinned packages, each checked against its hash, and the program itself.
.venv/run: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# What a developer needs on top of it.
.venv/dev: .venv/run requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@
