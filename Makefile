# One command each, on a fresh machine: `make run` starts it, `make test` proves it.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2

.PHONY: run test gallery system lint types imports unit check bench mutate coverage lock clean

run: .make/run
	@$(BIN)/firstline run

test: .make/dev
	@$(BIN)/python -m tests.run

# The longer forms: every single kill takes more than an hour, FIRSTLINE_EVERY=20 each twentieth.
soak: .make/dev
	@$(BIN)/pytest -q -n $(WORKERS) -m soak tests

# Every card as each platform draws it, as a page: docs/cards.html.
gallery: .make/run
	@$(BIN)/firstline cards preview --out docs

# What pip cannot bring: a browser for the page's tests, the Slack peer, Alertmanager.
system:
	@sh tests/system.sh

lint: .make/dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: .make/dev
	@$(BIN)/mypy

imports: .make/dev
	@$(BIN)/lint-imports

# The quick half, for a hook before each commit.
check: lint types imports

unit: .make/dev
	@$(BIN)/pytest -q -n $(WORKERS) tests/desk tests/knowledge tests/handlers tests/bot

# The figures of the README, some six minutes; ARGS="--seconds 10 --only Slack" for less. Then what
# a tick costs among a million tickets; TICK="--sizes 10000" for less.
bench: .make/dev
	@$(BIN)/python -m benchmarks.wire $(ARGS)
	@$(BIN)/python -m benchmarks.tick $(TICK)

# What the tests never reach: desk/ and knowledge/ must be reached whole, all of it at 95 %.
coverage: .make/dev
	@WORKERS=$(WORKERS) $(BIN)/python -m tests.covered

# Whether the tests would notice wrong rules; some ten minutes, in a copy.
mutate: .make/dev
	@WORKERS=$(WORKERS) $(BIN)/python tests/mutate.py

# Pins with hashes and no addresses, for every platform and Python from 3.11 on.
lock: .make/dev
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-annotate pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-annotate --group dev pyproject.toml -c requirements.lock \
		-o requirements-dev.lock

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Firstline needs Python 3.11 or newer: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q uv

.make/run: .venv/bin/uv requirements.lock pyproject.toml
	@echo "Setting up .venv (once) ..."
	@$(BIN)/uv pip install -q --require-hashes --compile-bytecode -r requirements.lock
	@$(BIN)/uv pip install -q --no-deps -e .
	@mkdir -p .make && touch .make/run

.make/dev: .venv/bin/uv requirements-dev.lock pyproject.toml
	@echo "Setting up .venv for tests (once) ..."
	@$(BIN)/uv pip install -q --require-hashes --compile-bytecode -r requirements-dev.lock
	@$(BIN)/uv pip install -q --no-deps -e .
	@mkdir -p .make && touch .make/dev .make/run

clean:
	@rm -rf .venv .make node_modules .mypy_cache .ruff_cache .pytest_cache mutants
