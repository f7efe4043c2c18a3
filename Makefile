# One task runner. Needs python3 (3.11 or newer) with pip and venv; everything else goes into .venv.
#   make run     start OrgBilling with its own database      make check   format, lint, types, structure, SQL
#   make test    every lane: check, tests on both PostgreSQL  make bench   measure and write the results
#   make quick   check what a change can have broken       make clean   remove what was made (data stay)
#   make docs    write the generated parts of docs/        make queries write the typed statements of queries*.sql
#   make client  write the client that blocks from the asynchronous one
#   make web     serve the screens with hot reload         make ui      build the screens (make run does)
#   make api     write the screens' types of the API       make lock    resolve the dependencies again
#   make bounds  write the bounds of requests into SQL and screens
#   make screenshots   write the pictures of docs/images     make library the screens as React components
#   make test-whole  what has a size, at all of it: whole traces, 2,000 random lives, every field; PART=lives for one
#   make soak    every verb at once for half an hour each way, and ten thousand due members
#   make bench-gateway   measure the gateway beside a bare proxy, and an older one: BEFORE=<commit>; make bench-litellm
#                    beside LiteLLM's proxy too         make bench-verify   time `ledger verify` at 1,000,000 rows
#   make bench-growth    what a spend reads at 1 %, 10 % and all of 1,000,000 people; SHARE="0.01 0.1" for some of it
#   make test-keycloak sign in through a real Keycloak, which Maven fetches, with a real browser
#   make test-litellm  test the plugin in LiteLLM's own proxy, which gets an environment of its own
#   make test-clients  test with the SDKs and agents that others make, and write the table of what they can do
#   make test-neighbours   what one sender's worst requests cost another, with the machine to itself (a quarter of an hour)
#   make test-fuzz     what the API's description admits, and much that it does not, asked by everybody (SEED=1 EXAMPLES=20)

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
SQL    := src/orgbilling/sql
UVPIP   = $(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
          --no-emit-index-url --no-header --custom-compile-command "make lock"

NPM     = $(BIN)/python scripts/node.py
# Quiet, but for what went wrong.
NPM_CI  = ci --loglevel error >/dev/null
UI     := src/orgbilling/web/static/index.html
UI_FROM := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist-library/*' 2>/dev/null)

.PHONY: run test test-whole quick soak check check-web bench bench-gateway bench-litellm bench-verify bench-growth docs queries bounds client lock clean install install-dev format web ui api node screenshots library test-litellm test-clients test-clients-landing test-fuzz test-neighbours test-keycloak
.DEFAULT_GOAL := run
MAKEFLAGS += --no-print-directory

run: install ui
	@exec $(BIN)/orgbilling serve

# What differs from the last commit, or from SINCE=<commit>.
quick: install-dev web/node_modules/.installed
	@SINCE=$(SINCE) exec $(BIN)/python -m scripts.quick

test:
	@exec $(PYTHON) tests/lanes.py

test-whole: install-dev ui
	@exec $(BIN)/python -m scripts.whole $(PART)

# .ci/run has ten seconds of each, and fewer members.
SOAK_S ?= 1800

soak: install-dev
	@ORGBILLING_SOAK_S=$(SOAK_S) ORGBILLING_DUE_MEMBERS=10000 ORGBILLING_TEST_FSYNC=on exec $(BIN)/python -m pytest \
	  -q -s --durations=10 --timeout $$(($(SOAK_S) + 600)) \
	  tests/concurrency/test_soak.py tests/concurrency/test_calendar_soak.py tests/concurrency/test_overview_soak.py \
	  tests/concurrency/test_many_due_members.py

# LiteLLM pins what it runs with, so its proxy gets an environment of its own: what `orgbilling[litellm]` installs.
LITELLM := .venv-litellm

test-litellm: install-dev $(LITELLM)/.installed
	@exec $(BIN)/python -m pytest -q --durations=10 tests/litellm

# The lock is whole, so that nothing has to be resolved: a resolver looks for newer ones of what is named with an extra.
$(LITELLM)/.installed: pyproject.toml requirements-litellm.lock | $(BIN)/python
	@echo "Installing LiteLLM's proxy (about a minute the first time) ..."
	@$(PYTHON) -m venv $(LITELLM)
	@$(LITELLM)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --require-hashes --requirement requirements-litellm.lock
	@$(LITELLM)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
	@touch $@

# Programs of others that call models. They run on the Node of a package, the same everywhere. Those that a landing
# waits for are few: OpenAI's and Anthropic's own SDKs, and Claude Code.
CLIENTS       := .venv-clients
CLIENTS_NPM    = $(CLIENTS)/bin/python scripts/node.py --own
CLIENTS_NODE  := tests/clients/node/node_modules/.installed
CLIENTS_MORE  := tests/clients/node_more/node_modules/.installed
AIDER         := .venv-aider

test-clients: install-dev $(CLIENTS_NODE) $(CLIENTS_MORE) $(CLIENTS)/.installed $(AIDER)/.installed $(LITELLM)/.installed
	@exec $(BIN)/python -m pytest -n auto -q --durations=10 --clients-table bench/results/clients.md tests/clients

test-clients-landing: install-dev $(CLIENTS_NODE)
	@exec $(BIN)/python -m pytest -n auto -q --durations=10 -m "not more_clients" tests/clients

$(CLIENTS)/.node: requirements-node.lock | $(BIN)/python
	@echo "Installing Node (for programs that call models) ..."
	@$(PYTHON) -m venv $(CLIENTS)
	@$(CLIENTS)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --requirement requirements-node.lock
	@touch $@

$(CLIENTS)/.installed: requirements-clients.lock $(CLIENTS)/.node
	@echo "Installing the clients that are Python's ..."
	@$(CLIENTS)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --require-hashes --requirement requirements-clients.lock
	@touch $@

# It pins what it runs with, as LiteLLM does.
$(AIDER)/.installed: requirements-aider.lock | $(BIN)/python
	@echo "Installing aider (about a minute the first time) ..."
	@$(PYTHON) -m venv $(AIDER)
	@$(AIDER)/bin/python -m pip --disable-pip-version-check --quiet install --no-deps --require-hashes --requirement requirements-aider.lock
	@touch $@

tests/clients/%/node_modules/.installed: tests/clients/%/package-lock.json $(CLIENTS)/.node
	@echo "Installing the clients of tests/clients/$* ..."
	@$(CLIENTS_NPM) $(NPM_CI) --prefix $(CURDIR)/tests/clients/$*
	@touch $@

# Times are measured: nothing else may run.
test-neighbours: install-dev
	@exec $(BIN)/python -m pytest -q -s -n 0 --durations=10 tests/hostile

# Another seed at each run, and every border of every parameter.
test-fuzz: install-dev
	@ORGBILLING_FUZZ_PHASES=examples,coverage,fuzzing ORGBILLING_FUZZ_EXAMPLES=$(or $(EXAMPLES),20) ORGBILLING_FUZZ_SEED=$(or $(SEED),random) \
		exec $(BIN)/python -m pytest -q -s -n 0 --durations=6 tests/fuzz

# Without Maven there is no Keycloak: then sign-in is tested with another provider, and `make test` says so.
# A test may take ten minutes, because the first one waits until Keycloak has started.
PROVIDER := tests/keycloak/protocol/node_modules/.installed

test-keycloak: install-dev ui $(PROVIDER)
	@if command -v mvn >/dev/null; then $(BIN)/python -m scripts.keycloak >/dev/null; fi
	@exec $(BIN)/python -m pytest -q --durations=10 --timeout 600 $$(command -v mvn >/dev/null && echo tests/keycloak || echo tests/keycloak/protocol)

$(PROVIDER): tests/keycloak/protocol/package-lock.json $(VENV)/.node
	@$(NPM) $(NPM_CI) --prefix $(CURDIR)/tests/keycloak/protocol
	@touch $@

bench: install-dev
	@exec $(BIN)/python -m bench

bench-gateway: install-dev
	@exec $(BIN)/python -m bench.gateway $(if $(BEFORE),--before $(BEFORE)) $(if $(ROUNDS),--rounds $(ROUNDS))

# The same table with LiteLLM's proxy in it.
bench-litellm: install-dev $(LITELLM)/.installed
	@exec $(BIN)/python -m bench.gateway --litellm $(if $(BEFORE),--before $(BEFORE)) $(if $(ROUNDS),--rounds $(ROUNDS))

bench-verify: install-dev
	@exec $(BIN)/python -m bench.verify

bench-growth: install-dev
	@exec $(BIN)/python -m bench.growth $(if $(SHARE),--share $(SHARE))

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

# The screens. The machine's Node builds them, or the one that `make node` installs without root.
ui: $(UI)
node: $(VENV)/.node
web: web/node_modules/.installed
	@exec $(NPM) run dev

# The screens as React components for another application: web/dist-library.
library: web/node_modules/.installed
	@$(NPM) run --silent build:library

screenshots: install-dev ui
	@$(BIN)/python -m scripts.screenshots

api: install web/node_modules/.installed
	@$(BIN)/python -m scripts.write_openapi .cache/openapi.json
	@$(NPM) run --silent generate

$(VENV)/.node: requirements-node.lock | $(BIN)/python
	@$(BIN)/python scripts/node.py --can || { echo "Installing Node (for the build of the screens) ..."; \
	  $(PIP) install --require-hashes --requirement requirements-node.lock; }
	@touch $@

web/node_modules/.installed: web/package-lock.json $(VENV)/.node
	@echo "Installing what the screens are built with (about half a minute the first time) ..."
	@$(NPM) $(NPM_CI)
	@touch $@

$(UI): $(UI_FROM) web/node_modules/.installed
	@echo "Building the screens ..."
	@mkdir -p .cache && $(NPM) run build > .cache/ui.log 2>&1 || { cat .cache/ui.log >&2; exit 1; }

$(BIN)/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(v < (3, 11) and f"OrgBilling needs Python 3.11 or newer; {sys.executable} is {v.major}.{v.minor}. Choose another with: make PYTHON=python3.11")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python has no venv module. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Creating $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

# The stamps carry the moment of the last good installation, so that a second run does nothing.
$(VENV)/.installed: pyproject.toml requirements.lock | $(BIN)/python
	@echo "Installing OrgBilling and its dependencies (about half a minute the first time) ..."
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml requirements-dev.lock $(VENV)/.installed
	@echo "Installing the development tools (about a minute the first time) ..."
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

check: install-dev check-web
	@mkdir -p .cache
	@echo "ruff format" && $(BIN)/ruff format --check --quiet . || { echo "run: make format" >&2; exit 1; }
	@echo "ruff check" && $(BIN)/ruff check --quiet .
	@echo "mypy --strict" && $(BIN)/mypy --no-error-summary
	@echo "import-linter" && $(BIN)/lint-imports --no-logo > .cache/imports.log 2>&1 || { cat .cache/imports.log; exit 1; }
	@echo "sqlfluff" && $(BIN)/sqlfluff lint --nocolor --disable-progress-bar --processes 2 $(SQL) > .cache/sqlfluff.log 2>&1 || { cat .cache/sqlfluff.log; exit 1; }
	@echo "squawk" && $(BIN)/squawk --config .squawk.toml $(SQL)/migrations/*.up.sql > .cache/squawk.log 2>&1 || { cat .cache/squawk.log; exit 1; }
	@echo "bounds" && $(BIN)/python -m scripts.generate_bounds --check
	@echo "docs" && $(BIN)/python -m scripts.generate_docs --check
	@echo "typed statements" && $(BIN)/python -m scripts.generate_queries --check

check-web: install ui
	@echo "biome" && $(NPM) run --silent lint
	@echo "tsc" && $(NPM) run --silent types
	@echo "types of the API" && $(BIN)/python -m scripts.write_openapi .cache/openapi.json && $(NPM) run --silent generate -- --check
	@echo "size of the screens" && $(NPM) run --silent size

docs: install-dev
	@$(BIN)/python -m scripts.generate_docs

queries: install-dev
	@$(BIN)/python -m scripts.generate_queries

bounds: install
	@$(BIN)/python -m scripts.generate_bounds

client: install-dev
	@$(BIN)/python -m scripts.write_blocking_client

format: install-dev web/node_modules/.installed
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --quiet --fix .
	@$(NPM) run --silent format

lock: | $(BIN)/python
	@$(PYTHON) -m venv $(VENV)-lock && $(VENV)-lock/bin/python -m pip --disable-pip-version-check --quiet install uv
	@$(UVPIP) --upgrade --extra embedded --group build pyproject.toml --output-file requirements.lock
	@$(UVPIP) --upgrade --extra embedded --group build --group dev --constraint requirements.lock pyproject.toml --output-file requirements-dev.lock
	@$(UVPIP) --upgrade --group node --output-file requirements-node.lock
	@$(UVPIP) --upgrade --extra litellm --group build pyproject.toml --output-file requirements-litellm.lock
	@$(UVPIP) --upgrade --group clients --group node --output-file requirements-clients.lock
	@$(UVPIP) --upgrade --group aider --output-file requirements-aider.lock
	@rm -rf $(VENV)-lock
	@! grep -nE '://|--(extra-)?index-url|--find-links' requirements*.lock || { echo "An address slipped into a lock file." >&2; exit 1; }

clean:
	@rm -rf $(VENV) $(VENV)-lock $(LITELLM) $(CLIENTS) $(AIDER) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist web/node_modules $(dir $(PROVIDER)) $(dir $(CLIENTS_NODE)) $(dir $(CLIENTS_MORE)) web/dist-library src/orgbilling/web/static
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
