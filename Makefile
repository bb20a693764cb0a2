# Two commands need nothing but Python 3.12+ and make: `make demo` and `make test`.
PORT ?= 8000
LOCAL_DIR ?= .local
SAMPLE ?= world
export LOCAL_DIR

SUITS := import sys, venv, ensurepip; sys.exit(not (3, 12) <= sys.version_info < (3, 15))
PYTHON := $(shell for p in python3.13 python3.12 python3.14 python3; do \
	command -v $$p >/dev/null && $$p -c "$(SUITS)" >/dev/null 2>&1 && echo $$p && break; done)
BIN := .venv/bin
APPS := config outbox hubs accounts practices exchanges insights

.PHONY: help demo test check fix bench schema messages pins clean

help:  ## This list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/base.ready  ## The whole product with a sample world, until Ctrl-C (PORT=, LOCAL_DIR=, SAMPLE=none)
	@exec $(BIN)/python -m config.demo --port $(PORT) --sample $(SAMPLE)

test: .venv/dev.ready  ## Every test, against real PostgreSQL, Valkey and Chromium
	@$(BIN)/python -m config.browser
	@$(BIN)/pytest $(ARGS)

check: .venv/dev.ready  ## Format, lint, imports, types, migrations, schema
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djade --check $$(git ls-files 'templates/*.html')
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/mypy $(APPS) benchmarks
	$(BIN)/python -m config.checks

fix: .venv/dev.ready  ## Format and mend what can be mended by a tool
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(BIN)/djade $$(git ls-files 'templates/*.html')

bench: .venv/dev.ready  ## Measured comparisons (DATA=folder of labelled sets); results go to benchmarks/results/
	$(BIN)/python -m benchmarks.relevance $(ARGS)
	$(BIN)/python -m benchmarks.api
	$(BIN)/python -m benchmarks.scale
	$(BIN)/python -m benchmarks.reverse

messages: .venv/dev.ready  ## Collect and compile the interface's messages (needs gettext)
	$(BIN)/python manage.py makemessages --no-location --no-obsolete -l fr -l ar
	$(BIN)/python manage.py compilemessages

pins: .venv/dev.ready  ## Compile requirements/*.txt from pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml -o requirements/base.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-header --no-annotate pyproject.toml --group dev -o requirements/dev.txt

clean:  ## Remove the environment and the embedded data
	rm -rf .venv .local .pytest_cache .mypy_cache .ruff_cache

.venv/%.ready: requirements/%.txt
	@test -n "$(PYTHON)" || { echo "Counterpart needs Python 3.12, 3.13 or 3.14 with venv (Debian: apt install python3-venv). None was found."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing requirements/$*.txt (the first time takes a few minutes) ..."
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r $<
	@touch $@
