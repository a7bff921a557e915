# Everything a person does with this checkout. `make` alone lists the targets.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PYTHON := $(shell for name in python3.11 python3 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && command -v "$$name" && break; done)

export DAGSTER_DISABLE_TELEMETRY := yes

# Where it is set, every process compiles every library anew, which doubles the time of the tests.
unexport PYTHONDONTWRITEBYTECODE

PUBLIC_RECORD := var/public-record
EXERCISE := var/exercise
LINTERS := lint-types lint-sql lint-dagster lint-imports lint-style lint-format

.PHONY: help setup system run test lint $(LINTERS) docs catalogue bench bench-run bench-formats bench-findings bench-belief lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(INSTALLED) ## Make .venv with the locked versions (the second call does nothing)

$(INSTALLED): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed and was not found as python3.11, python3 or python." >&2; exit 1; }
	"$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep -o '^uv==[^ ;]*' requirements.lock)"
	$(BIN)/uv pip sync --quiet --python $(BIN)/python requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $@

system: ## Install Chromium and a Chinese font with apt where missing and allowed
	@scripts/system_packages.sh

run: setup system ## Build both example homes up to their sealed releases
	@scripts/run_examples.sh $(PUBLIC_RECORD) $(EXERCISE)

test: setup system lint ## Lint and run all tests
	$(BIN)/pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder

lint: setup ## Formatting, lint, types, import rules, SQL, Dagster definitions
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target $(LINTERS)

lint-types:
	$(BIN)/mypy

lint-sql:
	$(BIN)/sqlfluff lint pipeline/tables pipeline/logs quality/rules/sql

lint-dagster:
	$(BIN)/dagster definitions validate -w workspace.yaml

lint-imports:
	$(BIN)/lint-imports

lint-style:
	$(BIN)/ruff check .

lint-format:
	$(BIN)/ruff format --check .

docs: setup ## Write the pages that follow from the code
	$(BIN)/python scripts/write_pages.py

catalogue: setup ## Bring the Chinese catalogue up to the English texts of the rules
	$(BIN)/python scripts/update_catalogue.py

bench: bench-run bench-formats bench-findings bench-belief ## Every measurement

bench-run: setup ## Reading spreadsheets, linear programs, a whole round and the command's start, each against its named alternative
	@status=0; for benchmark in xlsx_read programs run_round; do \
		$(BIN)/python benchmarks/$$benchmark.py || status=1; echo; \
	done; exit $$status

bench-formats: setup ## How well any file is read; writes the table in docs/formats.md (COALITION_SAMPLES names the real files)
	$(BIN)/python benchmarks/formats.py

bench-findings: setup ## How good the review is; writes the table in docs/findings.md (COALITION_SAMPLES names the real files)
	$(BIN)/python benchmarks/findings.py

bench-belief: setup ## Whether the answer about the goal can be believed; writes the table in docs/belief.md
	$(BIN)/python benchmarks/belief.py

lock: setup ## Resolve pyproject.toml anew into requirements.lock
	$(BIN)/uv pip compile --universal --no-emit-index-url --group dev pyproject.toml -o requirements.lock

clean: ## Remove .venv and the caches (the homes under var/ stay)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -path ./var -prune -o -name __pycache__ -type d -exec rm -rf {} +
