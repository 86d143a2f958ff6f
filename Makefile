# Everything a contributor needs; "make" alone lists it.
PYTHON ?= python3
# yes: install what requirements/ locks, which is what was tested. no: the newest of everything.
LOCKED ?= yes
# Tests at once: one more than there are processors, since some wait for a bot to do its work.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCKS := $(wildcard requirements/*.txt)

.DEFAULT_GOAL := help
.PHONY: help run test test-fast coverage check format bench picture upgrade wheel

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

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
	$(BIN)/python -m pytest -n $(WORKERS)

test-fast: $(VENV)/dev.stamp ## The tests for every day: those that start no process and no server
	$(BIN)/python -m pytest -n $(WORKERS) -m "not slow" tests/unit

coverage: $(VENV)/dev.stamp ## All tests, and fail if they cover too few branches
	$(BIN)/python -m pytest -n $(WORKERS) --cov

check: $(VENV)/dev.stamp ## Format, lint, types, import contracts, and the FAQ itself
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/ruff check --preview --select PLW1514 bot faq # who opens a text names its encoding
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/faqbot check

format: $(VENV)/dev.stamp ## Format the code and fix what the linter can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/bench.stamp ## Measure quality, speed and memory beside a peer
	$(BIN)/python tests/benchmarks/bench.py --plot .github/cost.png

picture: $(VENV)/dev.stamp ## Draw the README's picture anew
	$(BIN)/python tools/picture.py

upgrade: | $(BIN)/python ## Lock the newest of every dependency in requirements/
	@$(PIP) --upgrade "uv>=0.9" # the first with --upgrade and --group for pyproject.toml
	tools/lock.sh $(BIN)/uv

wheel: $(VENV)/dev.stamp ## Build what is published, in dist/
	$(BIN)/hatchling build

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "faqbot needs Python 3.11 or newer; name one with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: pyproject.toml $(LOCKS) | $(BIN)/python
	@echo "Installing into $(VENV) …"
	@$(call install,run)
	@touch $@

$(VENV)/dev.stamp: pyproject.toml $(LOCKS) | $(BIN)/python
	@echo "Installing into $(VENV), with the tools for tests and checks …"
	@$(call install,dev)
	@touch $@ $(VENV)/run.stamp

$(VENV)/bench.stamp: $(VENV)/dev.stamp
	@$(call install,bench)
	@touch $@

# $(call install,GROUP): what is locked for a group, then the project itself.
ifeq ($(LOCKED),no)
install = $(PIP) --upgrade "pip>=25.1" && \
	$(PIP) --upgrade --upgrade-strategy eager --editable . --group $(subst run,build,$(1))
else
install = $(PIP) --require-hashes --requirement requirements/$(1).txt && \
	{ $(ONNXRUNTIME); } && \
	$(PIP) --no-deps --no-build-isolation --editable .
endif

# There are machines that have no wheel of onnxruntime, such as those with Alpine Linux.
ONNXRUNTIME = \
	if ! $(PIP) --no-deps --require-hashes --requirement requirements/onnxruntime.txt \
		2> $(VENV)/onnxruntime.log; then \
		grep -q "No matching distribution" $(VENV)/onnxruntime.log || \
			{ cat $(VENV)/onnxruntime.log >&2; exit 1; }; \
		echo "There is no onnxruntime for this machine: the bot will match by spelling alone."; \
	fi
