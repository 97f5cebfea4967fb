# Everything a reader or a contributor runs. Needs make and Python 3.11 or newer; the rest goes into .venv.
#   make PYTHON=/path/to/python3.12 render      another interpreter than python3

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check --no-input --quiet
# pytest ends with 5 when it selected nothing: that is no failure of an optional long run.
NONE_IS_FINE := || { status=$$?; [ $$status -eq 5 ] && echo "no such tests yet"; }

.DEFAULT_GOAL := help
.PHONY: help render gallery test lint types tests bench errata torture fuzz develop lock clean
.NOTPARALLEL:

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18

render: $(VENV)/.installed ## write the built-in example's derivation into output/
	@$(RUN) -m compileall -q derivation
	$(RUN) -m derivation render

gallery: $(VENV)/.installed ## write all documents of the gallery into output/
	@$(RUN) -m compileall -q derivation
	$(RUN) tools/gallery.py

test: lint types tests ## linters, types, then every test

lint: develop
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .

types: develop
	$(RUN) -m mypy

tests: develop
	$(RUN) -m pytest -q -n auto --dist worksteal

bench: $(VENV)/.installed ## measure against the alternatives; writes docs/benchmarks.md
	@$(RUN) -m compileall -q derivation
	$(RUN) benchmarks/run.py

errata: $(VENV)/.installed ## FACTS=folder: write docs/errata.md from the figures of published examples
	$(RUN) docs/errata.py $(FACTS)

torture: develop ## the tests that are too long for every commit
	HYPOTHESIS_PROFILE=torture $(RUN) -m pytest -q -m torture $(NONE_IS_FINE)

fuzz: develop ## the property tests again, with many and ever new examples
	HYPOTHESIS_PROFILE=torture $(RUN) -m pytest -q -m "hypothesis and not torture" $(NONE_IS_FINE)

develop: $(VENV)/.developing ## set up .venv with what the tests need, and run nothing
	@$(RUN) -m compileall -q derivation

lock: ## pin the newest allowed versions (needs uv, https://docs.astral.sh/uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
	    pyproject.toml --output-file requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade \
	    --extra dev --constraints requirements.lock pyproject.toml --output-file requirements-dev.lock

clean: ## remove .venv and every cache; output/ stays
	rm -rf $(VENV) .pytest_cache .hypothesis .mypy_cache .ruff_cache build dist
	find derivation tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps live inside .venv, so that removing it forgets them too. An interpreter that has gone (an upgrade,
# a moved folder) counts as no environment at all.
ifneq ($(shell $(RUN) -c 'import pip; print("works")' 2>/dev/null),works)
.PHONY: $(VENV)/.runtime
endif

$(VENV)/.runtime: requirements.lock
	@$(PYTHON) -c '' 2>/dev/null || { echo 'make: no working $(PYTHON) here: install Python 3.11 or newer,' \
	    'or say where it is: make PYTHON=/path/to/python3.12 ...' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: Python 3.11 or newer is needed," \
	    "and $(PYTHON) is $$($(PYTHON) --version 2>&1)."  "Say where another is: make PYTHON=/path/to/python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo 'make: $(PYTHON) cannot create virtual environments:' \
	    'install its venv module (Debian and Ubuntu: apt install python3-venv).' >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.installed: $(VENV)/.runtime pyproject.toml
	$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.developing: $(VENV)/.installed requirements-dev.lock
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
