# Two commands on a fresh machine: `make serve` and `make test`. They need Python 3.11+, git and make.
# What is installed stands in requirements*.txt, each file by its hash; a second run installs nothing.

SHELL := /bin/sh
HOST ?= 127.0.0.1
PORT ?= 8001
ORIGIN ?=
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
GETTEXT := --no-location --sort-output --project=opengov --version=1 --msgid-bugs-address=CONTRIBUTING.md \
	--copyright-holder="The opengov contributors"
UV := $(shell command -v uv 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help serve build export editions check tidy test audit lint messages bench lighthouse clean

help:  ## Show this list.
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS='	' read -r name text; do \
		printf '  make %-10s %s\n' "$$name" "$$text"; done

serve: export  ## Check, build, export and serve the data on http://127.0.0.1:8001/ (PORT=, HOST=, ORIGIN=).
	@exec $(BIN)/opengov serve --host $(HOST) --port $(PORT) --origin "$(ORIGIN)"

build: $(VENV)/.runtime  ## Check the data and build build/opengov.db when an input changed.
	@$(BIN)/opengov build --if-changed

export: $(VENV)/.runtime  ## Write every download into build/downloads/, and those of former editions that are not there.
	@$(BIN)/opengov export --if-changed --editions

editions: export  ## The same as make export, which did not write former editions once.

check: $(VENV)/.runtime  ## Check every table; says file, line, column and how to mend it.
	@$(BIN)/opengov check

tidy: $(VENV)/.runtime  ## Write every table in canonical form.
	@$(BIN)/opengov tidy

test: $(VENV)/.test  ## Run every test (browser tests need Debian's chromium).
	@$(BIN)/python -m pytest

audit: $(VENV)/.test  ## Look at every kind of page in every language, width and colour scheme, with axe.
	@$(BIN)/python -m pytest tests/web/test_site_browser.py -k whole

lint: $(VENV)/.test  ## Look for mistakes in the code and in its format.
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

messages: $(VENV)/.test  ## Collect the words of the pages and the texts of the records into the catalogues.
	@mkdir -p build
	@$(BIN)/pybabel -q extract -F babel.cfg -k N_ $(GETTEXT) -o build/messages.pot .
	@$(BIN)/pybabel -q extract -F babel-records.cfg $(GETTEXT) -o build/records.pot .
	@$(BIN)/pybabel -q extract -F babel-dictionary.cfg $(GETTEXT) -o build/dictionary.pot .
	@for domain in messages records dictionary; do \
		$(BIN)/pybabel -q update -D $$domain -i build/$$domain.pot -d opengov/locale --ignore-pot-creation-date \
			--ignore-obsolete; done

bench: $(VENV)/.test  ## Measure check, build and pages against their peers, side by side.
	@$(BIN)/python -m benchmarks

lighthouse: build  ## Let Lighthouse rate the public pages (needs Node.js with npm, and Debian's chromium).
	@$(BIN)/python -m benchmarks.lighthouse

clean:  ## Delete everything that is made: .venv, build, caches.
	rm -rf $(VENV) build .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- set-up -----------------------------------------------------------------------------------------------

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (set PYTHON= to name one)."; exit 1; }
ifdef UV
	@$(UV) venv --quiet --allow-existing --python "$$(command -v $(PYTHON))" $(VENV)
else
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv module is needed (Debian: python3-venv)."; exit 1; }
endif

define install
@echo "Installing the packages of $(1) ..."
@if [ -n "$(UV)" ]; then \
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r $(1) && \
	$(UV) pip install --quiet --python $(BIN)/python --offline --no-deps --no-build-isolation --editable .; \
else \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $(1) && \
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps \
		--no-build-isolation --editable .; \
fi
endef

$(VENV)/.runtime: requirements.txt pyproject.toml | $(BIN)/python
	$(call install,requirements.txt)
	@touch $@

$(VENV)/.test: requirements-test.txt $(VENV)/.runtime
	$(call install,requirements-test.txt)
	@touch $@
