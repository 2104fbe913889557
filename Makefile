# Two commands matter: `make demo` and `make test`. Both set up everything they need in this folder.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo test check bench docs pictures lock vendor words packages clean

help: ## Show this list.
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1|\2/' | column -t -s '|'

demo: $(VENV)/runtime ## Serve the product on SQLite with sample data; sign-in links are printed.
	$(BIN)/questionnaire demo --port $(PORT)

test: packages $(VENV)/everything check ## Set up everything and run every check and test.
	$(BIN)/pytest -n $(JOBS) --dist loadfile

check: $(VENV)/everything ## Lint, types, import contracts, instruments and translations; no tests.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/questionnaire check --library
	$(BIN)/questionnaire words update --check
	$(BIN)/questionnaire words check

bench: packages $(VENV)/everything ## Run the benchmarks; each prints ratios against a yardstick of the same run.
	$(BIN)/python benchmarks/run.py

docs: $(VENV)/everything ## Renew the parts of the pages that come from the code.
	$(BIN)/python docs/build.py

packages: ## Install the Debian packages the tests need: Chromium, LibreOffice, PostgreSQL, Node.js, fonts.
	@sh .ci/packages.sh

pictures: packages $(VENV)/everything ## Keep a picture of every page in ./screenshots, wide and at 320 pixels.
	PICTURES=yes $(BIN)/pytest -q tests/journeys

lock: $(VENV)/everything ## Write requirements.lock from what is installed.
	$(BIN)/pip freeze --exclude-editable | LC_ALL=C sort -f > requirements.lock

vendor: ## Fetch and rebuild the vendored style sheets (needs Node.js and the npm registry).
	sh questionnaire/web/static/vendor/refresh.sh

words: $(VENV)/everything ## Bring templates and translations up to date with the texts of the sources.
	$(BIN)/questionnaire words update

clean: ## Remove what was built here; never touches ./var, where data lives.
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build *.egg-info tests/node/node_modules translations/*/LC_MESSAGES/*.mo

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; $(PYTHON) is older. Try: make PYTHON=python3.11 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || sh .ci/packages.sh python3-venv
	@$(PYTHON) -m venv $(VENV)

$(VENV)/runtime: setup.cfg requirements.lock $(VENV)/bin/pip
	$(BIN)/pip install --quiet -c requirements.lock -e .
	@touch $@

$(VENV)/everything: setup.cfg requirements.lock tests/node/package-lock.json $(VENV)/bin/pip
	$(BIN)/pip install --quiet -c requirements.lock -e '.[dev,postgres,s3]'
	npm ci --silent --no-audit --no-fund --prefix tests/node
	@touch $@ $(VENV)/runtime
