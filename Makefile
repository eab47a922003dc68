# `make` alone lists the commands.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Nothing that a person has configured for a real installation may steer the demonstration or the tests.
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Each of the many programs that the tests start would otherwise compile the hub for itself.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help run test bench simulate adversary adversary-mutants check screenshots lock docs format clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

run: $(VENV)/.installed ## everything on a fresh machine: install, migrate, start, demonstration data
	@$(BIN)/hub up --demo $(UP)

test: $(VENV)/.tested ## set up what the tests need, then run all; TESTS=tests/unit for some
	@tests/system-packages redis-server
ifdef TESTS
	$(BIN)/pytest $(TESTS)
else
	$(BIN)/pytest -n 3 --ignore=tests/adversary
endif

adversary: $(VENV)/.tested ## attack the running hub in 24 ways; WRITE=1 writes docs/adversary.md
	@tests/system-packages
	@$(BIN)/python -m tests.adversary.run $(if $(WRITE),--write)

adversary-mutants: $(VENV)/.tested ## plant leaks into copies of the hub, and see every one caught
	@$(BIN)/python -m tests.adversary.mutants $(ATTACKS)

bench: $(VENV)/.tested ## measure redirects, counting and pages beside the naive ways; QUICK=1 for a minute, FAULTS=1 to kill things
	@tests/system-packages wrk
	@$(if $(FAULTS),FAULTS=1 $(BIN)/pytest -s tests/faults,$(BIN)/python -m tests.bench.run)

simulate: $(VENV)/.installed ## what 5,000, 50,000 and 800,000 employees need, from measured unit costs
	@$(BIN)/python -m hub.ops.simulate

check: $(VENV)/.tested ## format, lint, types, import contracts, templates, migrations, dependencies: every failure
	@BIN=$(BIN) tests/check

screenshots: $(VENV)/.tested ## every page, desktop and phone, light and dark, Danish and English
	@tests/system-packages
	$(BIN)/python -m tests.e2e.screenshots screenshots

docs: $(VENV)/.installed ## write the parts of docs/ that come from the code
	$(BIN)/hub docs

format: $(VENV)/.tested ## put the code into its format
	$(BIN)/ruff format hub worker tests wsgi.py
	$(BIN)/ruff check --fix -q hub worker tests wsgi.py

lock: $(VENV)/.tested ## renew constraints.txt and tests/constraints.txt
	@$(BIN)/python tests/lock.py

clean: ## remove the virtual environment and the demonstration's data
	rm -rf $(VENV) data screenshots

$(VENV)/.installed: constraints.txt pyproject.toml
	@echo "Installing into $(VENV) …"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install -q --require-hashes -r constraints.txt
	@$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed tests/constraints.txt
	@echo "Installing what the tests need …"
	@$(BIN)/pip install -q --require-hashes -r tests/constraints.txt
	@touch $@
