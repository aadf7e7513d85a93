# The only task runner: people, pre-commit hooks and CI call its verbs and nothing else.
.DEFAULT_GOAL := verbs
.PHONY: verbs run test check fix spec gentest flow diagrams docs measure bench world drill messages lock doctor \
	spark-up spark-down runtime dev spark packages machine checks compiled template check-locks check-style check-types check-imports check-migrations check-generated check-templates
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never
# Half a dozen processes start from the same modules: let the first one cache them.
unexport PYTHONDONTWRITEBYTECODE

# A tool of tools/ that this checkout may not have yet.
tool = $(if $(wildcard tools/$(1).py),$(BIN)/python tools/$(1).py $(2),@echo "tools/$(1).py is not there yet")

verbs:
	@sh tools/verbs.sh

run: runtime ## start it: database, web and worker (DATABASE_URL=… for your own PostgreSQL, ARGS="--bind …")
	@exec $(BIN)/sizao serve $(ARGS)

test: ## everything that must hold: check, then all tests (ARGS="-k name")
	@$(MAKE) -j4 --output-sync=target packages machine compiled template checks
	@$(BIN)/python -m pytest -n 3 --dist loadfile -p no:cacheprovider $(ARGS)

check: dev ## locks, style, types, storeys, migrations, generated files, templates
	@$(MAKE) -j2 --output-sync=target checks

checks: check-types check-locks check-style check-imports check-migrations check-generated check-templates

# What the tests need beside the environment; installing it mostly waits, so the environment and the checks go on beside it.
packages:
	@sh tools/ensure_browser.sh
	@sh tools/ensure_java.sh

machine: dev
	@sh tools/environment.sh spark

compiled: dev
	@$(BIN)/python tools/loops.py && echo "loops: compiled"

template: dev
	@$(BIN)/python -m tests.prepare && echo "template: made"

check-locks: dev
	@$(BIN)/python tools/lock.py

check-style: dev
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check . && echo "style: clean"

check-types: dev
	@$(BIN)/mypy

check-imports: dev
	@$(BIN)/lint-imports

check-migrations: dev
	@$(BIN)/python -m sizao.project.manage makemigrations --check --dry-run

check-generated: dev
	$(call tool,docs,--check)
	$(call tool,diagrams,--check)
	$(call tool,messages,--check)

# H015 wants line breaks after headings, H043 a type on every button: neither says anything of ours.
check-templates: dev
	@$(BIN)/djlint src --lint --quiet --profile django --ignore H015,H043 && echo "templates: clean"

fix: dev ## format and repair what can be repaired
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

spec: dev ## the worked examples of policy alone
	@$(BIN)/python -m pytest tests/spec $(ARGS)

gentest: dev ## the generative tests with many more examples
	@HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest tests/generative $(ARGS)

flow: dev ## the tests that follow an incident through the rooms
	@$(BIN)/python -m pytest tests/flow $(ARGS)

diagrams: dev ## draw the flow and the state diagrams anew
	$(call tool,diagrams)

docs: dev ## write docs/reference and the API description anew
	$(call tool,docs)
	$(call tool,spec_manual)

messages: dev ## collect and compile the Chinese and English texts
	$(call tool,messages)

measure: dev ## sizes of files and functions against the house's limits
	@$(BIN)/python tools/measure.py

bench: dev ## traces beside peers, lists at 1 M rows, board, presence, imports (ARGS="trace 10M 100M", officers, "city 1000000", shape: those benches)
	@$(if $(wildcard bench/run.py),$(BIN)/python bench/run.py $(ARGS),echo "bench/run.py is not there yet")

world: runtime ## fetch or load an outbreak world: make world ARGS="list"
	@$(BIN)/sizao world $(or $(ARGS),list)

drill: runtime ## list the drills' scenarios or play one: make drill ARGS="run yixing-2021 --headless"
	@$(BIN)/sizao drill $(or $(ARGS),scenarios)

spark-up: runtime spark ## start a Spark cluster on loopback: a master and two workers (450 MB the first time)
	@sh tools/ensure_java.sh
	@$(BIN)/python -m sizao.traceback.portable.cluster up

spark-down: runtime ## stop that cluster
	@$(BIN)/python -m sizao.traceback.portable.cluster down

doctor: runtime ## examine the running installation
	@$(BIN)/sizao doctor $(ARGS)

lock: dev ## resolve the dependencies anew
	@for name in runtime dev spark; do \
		$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate --no-emit-index-url \
			--python-version 3.11 requirements/$$name.in -o requirements/$$name.lock; done
	@$(BIN)/python tools/lock.py

runtime:
	@sh tools/environment.sh runtime

dev:
	@sh tools/environment.sh dev

spark:
	@sh tools/environment.sh spark
