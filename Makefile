# Everything a contributor needs; "make" alone lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test check format bench picture

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## Install, then run the bot (or, without TELEGRAM_TOKEN, chat in the terminal)
	@if [ -n "$$TELEGRAM_TOKEN$$TELEGRAM_TOKEN_FILE" ] || grep -qs '^TELEGRAM_TOKEN' .env; then \
		exec $(BIN)/faqbot run; \
	else \
		echo "No TELEGRAM_TOKEN is set, so here is the bot in the terminal. For Telegram: talk to"; \
		echo "@BotFather there, send /newbot, and put TELEGRAM_TOKEN=<the token> into the file .env"; \
		echo; \
		exec $(BIN)/faqbot chat; \
	fi

test: $(VENV)/dev.stamp ## Install, then run all tests
	$(BIN)/python -m pytest

check: $(VENV)/dev.stamp ## Format, lint, types, import contracts, and the FAQ itself
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/faqbot check

format: $(VENV)/dev.stamp ## Format the code and mend what the linter can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/bench.stamp ## Measure quality, speed and memory beside a peer
	$(BIN)/python tests/benchmarks/bench.py --plot .github/cost.png

picture: $(VENV)/dev.stamp ## Draw the README's picture anew
	$(BIN)/python tools/picture.py

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "faqbot needs Python 3.11 or newer; name one with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/bench.stamp: $(VENV)/dev.stamp
	@$(BIN)/python -m pip install --quiet --group bench
	@touch $@

$(VENV)/dev.stamp: pyproject.toml | $(VENV)/bin/python
	@echo "Installing into $(VENV), with the tools for tests and checks …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1" # --group
	@$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@ $(VENV)/run.stamp
