# Needs git, make and Python 3.11 or newer with venv. pip downloads everything else from its configured
# package index and checks the hashes. PYTHON=… selects the Python; `make clean` starts over.

CANDIDATES := $(if $(PYTHON),$(PYTHON),python3.13 python3.12 python3.11 python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --no-input
UV = $(or $(shell command -v uv),.cache/uv/bin/uv)
LOCK = $(UV) pip compile --no-config --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --no-emit-find-links --no-emit-package pip \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) pyproject.toml

# Settings of the user's own Python and uv that would change an install or a lock.
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH PIP_PREFIX PIP_TARGET PIP_REQUIRE_HASHES
unexport UV_DEFAULT_INDEX UV_INDEX UV_INDEX_URL UV_EXTRA_INDEX_URL UV_FIND_LINKS UV_NO_INDEX
export PIP_USER := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test trust twelve release lowest bench check docs bless lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' Makefile

demo: .venv/.made-demo ## load a synthetic year into a temporary ledger and print its report
	@$(BIN)/wfc demo

test: .venv/.made-test ## run the tests
	@$(BIN)/python -m pytest -n auto --dist worksteal

trust: .venv/.made-test ## run the harnesses of trust/ at length: thousands of attempts to break each promise (trust/README.md)
	$(BIN)/python -m pytest -n auto --long --durations 0 trust
	$(BIN)/python -m pytest -n auto --hypothesis-profile long \
		tests/ledger/test_the_past_stands.py tests/report/test_explained_always.py tests/ledger/test_derived.py \
		tests/ledger/test_importing_again.py tests/ledger/test_handover.py tests/report/test_counting.py

twelve: .venv/.made-test ## try twelve common changes (tests/changes), each without and with its last part
	$(BIN)/python tools/twelve.py

release: .release/.made ## build wheel and source in dist/ twice, compare, add hashes and a bill of materials, audit
	.release/bin/python tools/release.py

lowest: .lowest/.made ## run the tests with the oldest libraries that pyproject.toml allows
	.lowest/bin/python -m pytest -n auto --deselect tests/test_docs.py::test_the_generated_pages_are_fresh

bench: .bench/.made ## measure the wheel and other programs: benchmarks/performance.md (SIZE=10k, 100k, 1M, 5M)
	@.bench/bin/python -m benchmarks.bench $(or $(SIZE),100k)
	@.bench/bin/python -m benchmarks.stages .cache/bench/$(or $(SIZE),100k)/ledger.db

check: .venv/.made-test ## lint, format, types, layers, generated pages
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/docs.py --check

docs: .venv/.made-test ## write the generated pages and the message catalogues again
	$(BIN)/python tools/docs.py

bless: .venv/.made-test ## rewrite the snapshot tests with the current output; review the diff
	$(BIN)/python -m pytest --bless tests/sessions tests/test_readme.py

lock: .cache/uv/ready ## lock the dependencies again (UPGRADE=1 takes newer versions)
	$(LOCK) --group install --group dev --output-file requirements-dev.txt
	$(LOCK) --group install --constraint requirements-dev.txt --output-file requirements.txt
	$(LOCK) --group bench --constraint requirements-dev.txt --output-file requirements-bench.txt
	$(LOCK) --group release --constraint requirements-dev.txt --output-file requirements-release.txt

clean: ## remove everything that make created
	rm -rf .venv .bench .release .lowest .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache build dist

# Each candidate is run: a name on the PATH may be a shim that fails, or lack venv or a new enough SQLite.
.venv/.made:
	@for python in $(CANDIDATES); do \
		if "$$python" -c 'import sys, ensurepip, sqlite3, venv; \
			sys.exit(sys.version_info < (3, 11) or sqlite3.sqlite_version_info < (3, 37))' 2>/dev/null; then \
			echo "make: preparing .venv with $$("$$python" --version)" >&2; \
			"$$python" -m venv --clear .venv && touch $@ && exit 0; \
			exit 1; \
		fi; \
	done; \
	echo "make: none of '$(CANDIDATES)' is Python 3.11 or newer with venv and SQLite 3.37 or newer." >&2; \
	echo "Install one (on Debian and Ubuntu: apt install python3-venv) or name it: make PYTHON=/path/to/python3" >&2; \
	exit 1

.venv/.made-demo: .venv/.made requirements.txt pyproject.toml
	@$(PIP) install --no-deps --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.made-test: .venv/.made-demo requirements-dev.txt
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

# The benchmark measures the installed wheel, in its own environment.
.bench/.made: .venv/.made-test .cache/uv/ready requirements-bench.txt $(shell find src -type f)
	@rm -rf .bench && $(BIN)/python -m venv .bench
	@.bench/bin/python -m pip --quiet --no-input install --no-deps --require-hashes -r requirements-bench.txt
	@$(BIN)/python -m build --no-isolation --wheel --outdir .bench/dist . >.bench/build
	@$(UV) pip install --quiet --python .bench/bin/python --offline --no-deps .bench/dist/*.whl
	@touch $@

.release/.made: .venv/.made requirements-release.txt
	@rm -rf .release && $(BIN)/python -m venv .release
	@.release/bin/python -m pip --quiet --no-input install --no-deps --require-hashes -r requirements-release.txt
	@touch $@

# The newest tools write the generated pages differently from those of requirements-dev.txt, whatever the libraries.
.lowest/.made: .cache/uv/ready pyproject.toml
	@rm -rf .lowest && $(BIN)/python -m venv .lowest
	@$(UV) pip compile --no-config --quiet --python .lowest/bin/python --resolution lowest-direct \
		pyproject.toml --output-file .lowest/lowest.txt
	@$(UV) pip install --no-config --quiet --python .lowest/bin/python --constraint .lowest/lowest.txt \
		--group dev --group install --editable .
	@touch $@

.cache/uv/ready: .venv/.made
	@test -x "$$(command -v uv)" || { $(BIN)/python -m venv .cache/uv && .cache/uv/bin/pip install --quiet uv; }
	@mkdir -p $(@D) && touch $@
