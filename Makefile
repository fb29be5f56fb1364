# Two commands a newcomer needs: `make demo` and `make test`. Both make .venv first if need be.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
FORKS := forks-runner forks-study
GOLDEN := tests/backends/diagram tests/diagnostics tests/mistakes tests/passes

.PHONY: demo test test-all lint forks $(FORKS) docs tables golden site dist fuzz clean

demo: $(STAMP)
	$(BIN)/archspec check specs/digits.yaml
	$(BIN)/archspec show specs/digits.yaml
	$(BIN)/archspec train specs/digits.yaml

test: $(STAMP)
	$(MAKE) --jobs=2 --output-sync=target lint forks  # each works on one core
	OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist worksteal -m "not forks" $(SLOW)

test-all:
	$(MAKE) test SLOW=--slow

forks: $(FORKS)

$(FORKS): forks-%: $(STAMP)  # what starts processes of its own is tested with little beside it
	OMP_NUM_THREADS=1 $(BIN)/pytest -m forks $(SLOW) tests/$*

fuzz: $(STAMP)  # ARCHSPEC_FUZZ_EXAMPLES=20000 ARCHSPEC_FUZZ_SEED=0
	$(BIN)/python tests/fuzz/campaign.py

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(STAMP)  # $(BIN)/python -m docs.make NAME makes one page, --check writes nothing
	$(BIN)/python -m docs.make

tables: $(STAMP)  # what the front half knows of torchvision
	$(BIN)/python -m docs.make transforms

golden: $(STAMP)
	ARCHSPEC_WRITE_GOLDEN=1 OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 $(GOLDEN)

site: $(STAMP)
	$(BIN)/sphinx-build -q -W --keep-going -b html docs build/site

dist: $(STAMP)
	rm -rf dist
	$(BIN)/python -m build --outdir dist .

$(STAMP): pyproject.toml
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --disable-pip-version-check --quiet --editable '.[dev]'
	$(BIN)/python -m compileall -q archspec  # or each check compiles them anew where Python may write no bytecode
	touch $(STAMP)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist runs
