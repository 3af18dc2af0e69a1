# make demo: install, fetch the weights, summarise the sample. make app: the review desk, with a
# queue to try it on. make test: everything CI runs.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DEMO := .demo
SAMPLES := $(sort $(wildcard summarizer/samples/*.txt))

.DEFAULT_GOAL := help
.PHONY: help demo demo-queue app test lint models chromium clean

help:
	@echo "make demo   install into $(VENV), fetch the weights, summarise the sample"
	@echo "make app    install, fetch the weights, open the review desk with a queue of samples"
	@echo "make test   the linters, the type checker and all tests"
	@echo "make lint   the linters and the type checker alone"
	@echo "make clean  remove $(VENV), the queue of samples and caches; the weights stay"

demo: models
	@$(BIN)/summarizer summarize summarizer/samples/harbour-light.txt

app: demo-queue
	@$(BIN)/summarizer review --store $(DEMO)/desk.db

# Importing what is there already changes nothing: decisions made in the demo stay.
demo-queue: $(DEMO)/reports.jsonl
	@$(BIN)/summarizer import $< --originals summarizer/samples --store $(DEMO)/desk.db

# The file gets its name when all of it is written: a run that fails or is stopped leaves none, and
# the next one begins anew.
$(DEMO)/reports.jsonl: $(SAMPLES) | models
	@echo "Summarising $(words $(SAMPLES)) samples for the queue; this takes some minutes."
	@mkdir -p $(DEMO)
	@$(BIN)/summarizer summarize --json $(SAMPLES) >$@.part || { rm -f $@.part; exit 1; }
	@mv $@.part $@

# What is fetched and checked before the tests goes two at a time: on a bare machine it is minutes.
# The tests are two processes with one thread each: many wait for a browser, a database or a child.
test:
	@$(MAKE) --no-print-directory -j 2 $(VENV)/.dev chromium
	@$(MAKE) --no-print-directory -j 2 lint models
	OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict summarizer
	$(BIN)/lint-imports --no-logo

# Checks what is there and fetches what is missing; with all in place it is done in a second.
models: $(VENV)/.installed
	@$(BIN)/summarizer models pull

# The stamps name what was installed: a change of pyproject.toml installs anew, else nothing runs.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV); the first time this takes some minutes."
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

# What no test imports need not be compiled.
$(VENV)/.dev: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) with the tools for development."
	@$(BIN)/pip install --quiet --no-compile --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.installed

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "summarizer needs Python 3.11 or newer, and '$(PYTHON)' is not: make PYTHON=python3.12 ..."; \
	  exit 1; }
	@$(PYTHON) -m venv $(VENV)

# The browser tests need Chromium. Where it can be installed it is; elsewhere they are skipped.
chromium:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq \
	  && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium \
	  >/dev/null; } || echo "There is no Chromium: the browser tests will be skipped."

clean:
	rm -rf $(VENV) $(DEMO) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
