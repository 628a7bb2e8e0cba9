# Two commands do everything: `make run` and `make test`. Bare `make` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help setup setup-page setup-tests run test demo api-check lint check chaos coverage mutants fuzz bench fmt page types docs lock sbom clean
PY := .venv/bin/python
# Tests run in this many processes, each file in one of them. The short files of tests/unit are the
# last ones: they fill the time that a long one leaves.
WORKERS ?= 2
PARALLEL = -n $(WORKERS) --dist loadfile --no-loadscope-reorder

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## create or refresh .venv (quick when nothing changed)
	@python3 scripts/set_up.py

run: setup ## serve the studio on http://127.0.0.1:7860
	@$(PY) app.py

demo: setup ## make out/demo.mp4 from the sample pitch
	@.venv/bin/vsl make samples/pitch.mp4 --script samples/pitch.txt -o out/demo.mp4

setup-tests:
	@python3 scripts/set_up.py --tests

setup-page:
	@python3 scripts/set_up.py --page

test: setup-tests ## run every test
	@$(PY) -m pytest $(PARALLEL) $(PROFILE) $(TESTS)

api-check: setup-tests ## ask every address for programs hundreds of odd questions
	@API_EXAMPLES=200 $(PY) -m pytest tests/integration/test_openapi.py

lint: setup-page ## ruff, mypy --strict, the import contracts and the page's own linters
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-logo
	@$(PY) hatch_build.py lint

check: PROFILE = --hypothesis-profile=thorough
check: lint test ## what the continuous integration runs

chaos: setup-tests ## kill everything at random, thirty times in each combination of engine and database
	@CHAOS_KILLS=30 $(PY) -m pytest -s tests/chaos

coverage: setup-tests ## say which lines and branches of the pure rooms the unit tests leave out
	@$(PY) -m coverage run -m pytest -q tests/unit
	@$(PY) -m coverage report

mutants: setup-tests ## change sixty lines of slides and text, one at a time, and count the changes that tests notice
	@$(PY) scripts/mutants.py

fuzz: setup-tests ## feed mutated captions, scripts, documents and decks to every reader, a minute each
	@$(PY) -m tests.attacks.fuzz --seconds 60

bench: setup ## measure speed and quality as ratios (hearing, memory, threads, uploads, load and slow_lines take long: run them by hand)
	@for name in export variants moving draw text correct deck emphasis line_ends sphinx speech; do echo "— $$name"; $(PY) benchmarks/$$name.py || exit 1; done

fmt: setup-page ## format the code
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format --quiet .
	@$(PY) hatch_build.py format

page: setup ## build the page anew
	@$(PY) hatch_build.py

docs: setup ## build the documentation in out/site; a warning ends the build
	@$(PY) -m scripts.documentation

types: setup-page ## write the page's types anew out of the schemas of the HTTP interface
	@$(PY) scripts/page_types.py

lock: ## pin every package anew
	@$(PY) scripts/lock.py

sbom: setup ## write the bill of materials (CycloneDX) to out/sbom.cdx.json
	@$(PY) scripts/bill_of_materials.py out/sbom.cdx.json

clean: ## delete caches and what was built, never user data
	@rm -rf .venv .venv-docs out static/dist vsl/render/fonts frontend/node_modules .mypy_cache .pytest_cache .ruff_cache
	@find cache -mindepth 1 -maxdepth 1 -type d -exec rm -rf {} +
