# make demo: install, fetch the weights, summarise the sample. make test: everything CI runs.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo app test lint models chromium clean

help:
	@echo "make demo   install into $(VENV), fetch the weights, summarise the sample"
	@echo "make app    the same, then open the web page on this machine"
	@echo "make test   the linters, the type checker and all tests"
	@echo "make lint   the linters and the type checker alone"
	@echo "make clean  remove $(VENV) and caches; the weights stay"

demo: models
	@$(BIN)/summarizer summarize summarizer/samples/harbour-light.txt

app: models
	@$(BIN)/summarizer review

test: lint models chromium
	$(BIN)/pytest

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

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) with the tools for development."
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
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
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
