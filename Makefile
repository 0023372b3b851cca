# Two commands: `make ingest` digitizes samples/ (or IN=folder) into outputs/ (or OUT=folder), `make test` checks it all.
# Both set up what they need first; the set-up is done once (see bin/setup).
IN ?= samples
OUT ?= outputs
ARGS ?=
MUTUBAKU := .venv/bin/python -m pipeline.cli

.PHONY: help ingest test bench bench-peers lint format lock clean

help:
	@echo "make ingest [IN=folder] [OUT=folder] [ARGS=--force]   digitize a folder of SOPs (default: samples into outputs)"
	@echo "make test                                             lint, type check and run the tests"
	@echo "make bench [ARGS='--parts speed']                     measure accuracy and speed into docs/benchmark.md, 20 minutes"
	@echo "make lint | format | lock | clean"

# Exit code 4 means: finished, some documents were rejected, with the reasons said above and kept in manifest.json.
ingest: .venv/.ready
	@$(MUTUBAKU) ingest "$(IN)" --out "$(OUT)" $(ARGS) || { code=$$?; [ $$code -eq 4 ] || exit $$code; }

test: lint
	.venv/bin/python -m pytest

# Results go to outputs/bench; other programs are measured beside ours once `make bench-peers` has fetched them.
bench: .venv/.ready-dev
	.venv/bin/python -m bench.benchmark $(ARGS)

bench-peers: bench/peers.txt
	python3 -m venv .venv-peers
	.venv-peers/bin/pip install --quiet --requirement bench/peers.txt
	.venv-peers/bin/pip uninstall --quiet --yes opencv-contrib-python opencv-python-headless
	.venv-peers/bin/pip install --quiet --force-reinstall --no-deps opencv-contrib-python-headless

lint: .venv/.ready-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

format: .venv/.ready-dev
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

.venv/.ready: requirements.lock pyproject.toml bin/setup
	@bin/setup requirements.lock
	@touch $@

.venv/.ready-dev: requirements-dev.lock .venv/.ready
	@bin/setup requirements-dev.lock
	@touch $@

# Needs uv. The locks hold versions and hashes and no address, so that any mirror of the package index serves.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	    --extra build --no-emit-index-url --no-header --no-annotate -q -o requirements.lock
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	    --extra build --extra dev -c requirements.lock --no-emit-index-url --no-header --no-annotate -q -o requirements-dev.lock

clean:
	rm -rf .venv .venv-peers .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build
