# Two commands are enough on a fresh machine: `make run` and `make test`. Each sets up what it needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
UV := $(shell command -v uv || echo $(CURDIR)/.tools/bin/uv)
VENV := $(CURDIR)/.venv
BIN := $(VENV)/bin
# Tests that wait for other processes and for networks more than they compute.
WAITING := tests/service tests/collect/probes
# Hundreds of short processes are started: each would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check bench lock clean

help: ## Say what can be made
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.ready ## Start the service on this machine, with the examples in it
	@$(BIN)/upheld up --examples examples

test: $(VENV)/.ready ## Run all tests
	$(BIN)/pytest -n auto --dist worksteal $(WAITING:%=--ignore %)
	$(BIN)/pytest -n 6 --dist worksteal $(WAITING)
	tools/with-postgresql $(BIN)/pytest -n 6 --dist worksteal --ignore-glob '*/test_browser*' tests/service tests/store tests/web

check: $(VENV)/.ready ## Lint, types, house rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.ready ## Measure, beside what one would pick instead; rewrites docs/benchmarks.md
	$(BIN)/python -m benchmarks

lock: $(UV) ## Resolve the dependencies anew into requirements.lock
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-annotate --custom-compile-command 'make lock' --group dev --group bench --extra server pyproject.toml -o requirements.lock

clean: ## Remove the environment and caches
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(CURDIR)/.tools/bin/uv:
	@bash tools/get-uv $(PYTHON) $(CURDIR)/.tools

$(VENV)/.ready: requirements.lock pyproject.toml | $(UV)
	@echo "upheld: preparing .venv" >&2
	@$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	@$(UV) pip sync --quiet --require-hashes --python $(BIN)/python requirements.lock
	@$(UV) pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $@
