# `make run` serves the bot, `make test` checks and tests it; each does all of its own set-up.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
NODE := PATH="$(CURDIR)/$(BIN):$$PATH" NODE_PATH="$(CURDIR)/.venv/js/node_modules"
TSC := $(NODE) .venv/js/node_modules/.bin/tsc
ESLINT := $(NODE) .venv/js/node_modules/.bin/eslint

.PHONY: run test check evaluate screenshots clean

run: .venv/ready
	exec $(BIN)/faqbot serve

test: .venv/ready-dev browser redis check
	$(BIN)/pytest

check: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/faqbot lint --quick
	$(TSC) --project web/tsconfig.json
	$(TSC) --noEmit --allowJs --checkJs --strict --target ES2022 --lib ESNext,DOM,DOM.Iterable web/static/embed.js web/static/docs.js
	$(ESLINT) --config web/eslint.config.cjs --max-warnings 0 web/static web/widget

# Photographs of the widget into screenshots/, and the README's picture.
screenshots: .venv/ready-dev browser
	$(BIN)/python -m tests.browser.screenshots

evaluate: .venv/ready-dev
	$(BIN)/faqbot evaluate --half all --baselines --summary docs/evaluation.json --html evaluation.html

.venv/ready: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; install it, then run make again"; exit 1; }
	$(PYTHON) -m venv .venv || { echo "python3-venv is needed: apt-get install python3-venv"; exit 1; }
	$(BIN)/pip install --quiet --editable .
	touch $@

.venv/ready-dev: .venv/ready Makefile
	$(BIN)/pip install --quiet --editable '.[dev]'
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm install --silent --no-audit --no-fund --prefix .venv/js typescript@5.9 eslint@9
	touch $@

# Tests drive a real browser; Debian's is installed where that is possible, else asked for.
.PHONY: browser
browser:
	@for b in chromium chromium-browser google-chrome; do command -v $$b >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq chromium >/dev/null; \
	else echo "The browser tests need Chromium: sudo apt-get install chromium (or your system's package)"; exit 1; fi

# The limit that workers share is tested with a real Redis where there is one; else those tests are skipped.
.PHONY: redis
redis:
	@if ! command -v redis-server >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	apt-get update -qq && apt-get install -y -qq --no-install-recommends redis-server >/dev/null || true; fi

clean:
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache dist
