# Vitrina's commands; `make help` lists them. Only python3 (3.11+), make and a package index are assumed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

unexport PYTHONDONTWRITEBYTECODE # otherwise each of the many processes would compile everything anew

.DEFAULT_GOAL := help
.PHONY: help site serve deploy test sweep check fix lock clean

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

site: $(RUNTIME) ## set up and build the sample shop into output/
	@$(BIN)/vitrina build

serve: $(RUNTIME) ## set up, build and show the shop at http://127.0.0.1:8000 with live reload
	@$(BIN)/vitrina serve

deploy: site ## set up, build and show the shop as it would be live at http://127.0.0.1:8080
	@$(BIN)/vitrina deploy local --show

test: $(DEV) ## set up and run the tests
	@$(BIN)/python -m pytest

sweep: $(DEV) ## set up and run what takes too long for each change, as deploys killed at every request
	@$(BIN)/python -m pytest -m sweep

check: $(DEV) ## read-only checks: lint, format, types, translations, locks, documents
	@$(BIN)/vitrina check

fix: $(DEV) ## repair what can be repaired: format, lint, copies
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/python -m scripts.infra

lock: $(DEV) ## write the locks anew from pyproject.toml and package.json
	@$(BIN)/python -m scripts.lock

clean: ## remove everything that was made: environment, cache, output
	rm -rf $(VENV) .cache output node_modules

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Vitrina needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@echo "Setting up $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "python3 has no working venv module; on Debian: apt-get install python3-venv" >&2; exit 1; }

$(RUNTIME): $(VENV)/pyvenv.cfg requirements.lock pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUNTIME) requirements-dev.lock package-lock.json
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	@if command -v npm > /dev/null; then npm ci --silent --no-audit --no-fund; \
	  else echo "npm is not here: the accessibility and markup checks will be skipped"; fi
	@touch $@
