# Two commands matter: `make run` starts the whole system on this machine, `make test` runs every test.
# Both set up their own virtual environment; nothing is installed outside this folder.

# Debian's own goes first: it was built with profiles and optimised as a whole, and one that pyenv built takes a third longer.
PYTHON ?= $(shell /usr/bin/python3.11 -c 'import ensurepip' 2>/dev/null && echo /usr/bin/python3.11 || command -v python3.11 || command -v python3)
VENV := .venv
PIP := pip==26.1
BIN := $(VENV)/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
# Into an environment of its own, made if it is not there, by our pip: one more pip in each was most of what it took.
INSTALL_IN = { test -x $(1)/bin/python || "$(PYTHON)" -m venv --without-pip $(1); } && \
	$(BIN)/pip --python $(1)/bin/python install --quiet --disable-pip-version-check --no-compile
LINT := build/lint
ASL_VALIDATOR := build/asl-validator/node_modules/.bin/asl-validator
READY := $(VENV)/.ready
MINISTACK := build/ministack/.ready
BROWSER := build/browser/.ready
CLIENTS := build/clients/.ready
JAVA := build/java/.ready
LOAD := build/load/.ready
PEERS := build/bench-restate/.ready build/bench-dbos/.ready
SERVER := build/server/.ready
# More than there are cores: part of what the tests take is waiting, for programs that start, for timers, for a browser.
WORKERS ?= 3
# None of the quick tests waits long, and a third worker only takes turns with the two.
QUICK_WORKERS ?= 2
SEEDS ?= 500
# Of a bundle: newer is later, and two of one version hold the same.
VERSION ?= $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)$(shell git log -1 --format=+%cd.%h --date=format:%Y%m%d 2>/dev/null)$(shell \
	git diff --quiet HEAD 2>/dev/null || echo .changed)

# What Python compiles is kept: the tests start programs of ours by the dozen, and each would compile all of it again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run demo test check quick format-check lint types imports simulate life journey bench cost coldstart package deploy-lint \
	deploy rollback rotate destroy lock fmt clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: $(READY) ## start everything on this machine, submit the sample application and follow it; Ctrl-C stops
	@$(BIN)/lianban serve $(ARGS)

demo: $(READY) ## the same once, in a folder of its own; APPLICATION=path.json takes another application
	@$(BIN)/lianban demo $(if $(APPLICATION),--application "$(APPLICATION)") $(ARGS)

test: $(READY) ## everything: format, lint, types, import arrows, the template, every test
	@$(TWO_AT_ONCE) static deploy-lint $(MINISTACK) $(BROWSER) $(CLIENTS) $(JAVA) $(SERVER)
	$(BIN)/pytest --workers $(WORKERS)

check: $(READY) ## format, lint, types, import arrows and the quick tests
	@$(TWO_AT_ONCE) static quick

# The types and the template take one core each.
TWO_AT_ONCE = $(MAKE) --no-print-directory --jobs=2

.PHONY: static
static: format-check lint types imports

quick: $(READY)
	$(BIN)/pytest -m "not slow" --workers $(QUICK_WORKERS) -q

format-check: $(READY)
	$(BIN)/ruff format --check .

lint: $(READY)
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

imports: $(READY)
	$(BIN)/lint-imports

simulate: $(READY) ## crashes at every outside call, from seed to seed; SEEDS=5000 for more, ARGS=--shorter for minutes less
	$(BIN)/python -m tests.simulation --seeds $(SEEDS) $(ARGS)

life: $(READY) ## one case through corrections, a suspension, an extension, a withdrawal, an incident: its history
	$(BIN)/python -m tests.e2e.life

journey: $(READY) ## three applicants from the first question to the rating, a fourth at the window, two of 东莞: docs/journey*.py
	@$(BIN)/python -m tests.e2e.journey

.PHONY: drill
drill: $(READY) ## 20 x kill -9, 2,000 answers at once, a full disk (as root), a server lost and restored: minutes; DRILLS=kills for one
	@$(BIN)/python -m tests.e2e.drill $(DRILLS)

.PHONY: export
export: $(READY) ## national tables as JSON Lines from a running server: make export OUT=dir REASON=why [ARGS=--unmasked]
	@test -n "$(OUT)" -a -n "$(REASON)" || { echo "OUT=dir REASON=why: where to, and why it is taken" >&2; exit 2; }
	@$(BIN)/lianban export --as operator --out "$(OUT)" --reason "$(REASON)" $(ARGS)

.PHONY: pages pictures
pages: $(READY) $(BROWSER) ## every page in every role, in a browser: accessibility, narrow phones, 大字版, targets, policy, weight
	@$(BIN)/python -m tests.browser

pictures: $(READY) $(BROWSER) ## the main pages as pictures, a phone's width and a desk's: docs/pictures/
	@$(BIN)/python -m tests.browser.pictures

.PHONY: kit
kit: $(READY) ## the test vectors and message schemas for departments, anew from the code: docs/kit/
	@$(BIN)/python -m infra.console.kit

bench: $(READY) $(PEERS) ## speed and memory, side by side with Restate and DBOS; ARGS="--rounds 0": without them
	$(BIN)/python -m infra.bench $(ARGS)

.PHONY: growth
growth: $(READY) ## 1,000, 100,000 and 1,000,000 cases: what every list, search and page takes; half an hour, 20 GB
	$(BIN)/python -m infra.growth $(ARGS)

.PHONY: load
load: $(READY) $(LOAD) ## submissions, webhooks, pages and lists at rising rates against one server: its knee, and what is beyond
	$(BIN)/python -m infra.load $(ARGS)

package: $(READY) ## what AWS is given: build/package/deployment.zip and template.json; ROUTES=path.toml for your offices
	@$(BIN)/python -m infra.package build $(if $(ROUTES),--routes "$(ROUTES)")

deploy-lint: package $(LINT)/.ready $(ASL_VALIDATOR) ## cfn-lint (both partitions), checkov and asl-validator on the package
	@$(BIN)/python -m infra.lint --tools $(LINT)/bin --asl-validator $(ASL_VALIDATOR) --template build/package/template.json

.PHONY: deploy-check
deploy-check: deploy-lint $(MINISTACK) ## lint; race the stores over the wire; boot the package on a local AWS, finish a case
	$(BIN)/pytest -q tests/contract -k ministack
	@$(BIN)/python -m tests.deploy

.PHONY: rare-typeface
rare-typeface: $(READY) ## OUT=var: the second typeface, all Han of GB 18030 for the names on papers (docs/files.md)
	@$(BIN)/python -m infra.rare_typeface --out "$(or $(OUT),var)" $(SOURCES)

deploy: $(READY) ## STAGE=dev: checks, builds, shows what changes on AWS, asks, carries it out, tries it; YES=1 does not ask
	@$(BIN)/python -m infra.deploy deploy --stage "$(STAGE)" $(if $(YES),--yes) $(if $(MAY_LOSE_DATA),--may-lose-data)

.PHONY: smoke
smoke: $(READY) ## STAGE=dev: what the stage answers, and a made-up person's case to its end (docs/runbook.md, Smoke test)
	@$(BIN)/python -m infra.deploy smoke --stage "$(STAGE)"

rollback: $(READY) ## STAGE=dev: back to the release before, or to the one that TO= names
	@$(BIN)/python -m infra.deploy rollback --stage "$(STAGE)" $(if $(TO),--to "$(TO)") $(if $(YES),--yes)

rotate: $(READY) ## STAGE=dev SECRET=mobilization STEP=begin|promote|finish: a department's keys (docs/runbook.md)
	@$(BIN)/python -m infra.deploy rotate --stage "$(STAGE)" --secret "$(SECRET)" --step "$(STEP)"

destroy: $(READY) ## STAGE=dev: everything of it, with every case; a guarded stage is refused
	@$(BIN)/python -m infra.deploy destroy --stage "$(STAGE)" $(if $(YES),--yes)

.PHONY: clean-debian
clean-debian: $(READY) ## as root: follows docs/one-server.md on an empty Debian 12, or 13 with DEBIAN=trixie; debootstrap, systemd-container
	@$(BIN)/python -m tests.e2e.clean_debian $(DEBIAN)

lock: $(READY) ## requirements-lambda.txt and requirements-bundle.txt: the wheels that ship, with their hashes
	@$(BIN)/python -m infra.package lock
	@$(BIN)/python -m infra.bundle lock

.PHONY: bundle install
bundle: $(READY) ## what one server is given: build/bundle/lianban-….tar.gz, with all its wheels (docs/one-server.md)
	@$(BIN)/python -m infra.bundle build --version "$(VERSION)"

install: ## as root: BUNDLE=….tar.gz into PREFIX=/opt/lianban, without any registry; what its own `install` does
	@test -f "$(BUNDLE)" || { echo "BUNDLE=build/bundle/lianban-….tar.gz: make bundle" >&2; exit 2; }
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && tar -xzf "$(BUNDLE)" -C "$$folder" && \
		"$$folder"/*/install --prefix "$(or $(PREFIX),/opt/lianban)" $(ARGS)

.PHONY: monitoring
monitoring: $(READY) ## one server's alarms as Prometheus' rules, and a dashboard for Grafana: infra/monitoring/
	@$(BIN)/python -m infra.monitoring

cost: $(READY) ## what one case costs on AWS: transitions, calls, units, USD
	$(BIN)/python -m infra.cost

.PHONY: season
season: $(READY) ## 500,000 cases in a month, a department down for a week, against AWS's quotas; ARGS="--down mobilization --seed 2"
	@$(BIN)/python -m infra.season $(ARGS)

coldstart: package ## processor time of each Lambda's cold start, from the unzipped package
	$(BIN)/python -m infra.coldstart

fmt: $(READY) ## format and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## remove everything that was made, except var/ (it holds cases)
	rm -rf $(VENV) build .mypy_cache .ruff_cache .hypothesis .coverage .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Debian's pip takes much longer to find the same versions. What the system runs on is compiled here; of what only its
# development needs, whatever is imported, and then: most of it never is.
$(READY): requirements.txt requirements-embedded.txt requirements-dev.txt infra/console/install.py
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 is needed (found: $(PYTHON)). On Debian 12: apt-get install python3 python3-venv" >&2; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV) || \
		{ echo "venv is missing. On Debian 12: apt-get install python3-venv" >&2; exit 1; }
	$(INSTALL) --no-compile $(PIP)
	$(INSTALL) -r requirements-embedded.txt
	$(INSTALL) --no-compile -r requirements-dev.txt
	@$(BIN)/python -m infra.console.install
	@touch $(READY)

# A local AWS, apart from our own venv: it pins a botocore of its own, and its Lambdas must not find what we have installed.
$(MINISTACK): requirements-ministack.txt | $(READY)
	rm -rf build/ministack
	$(call INSTALL_IN,build/ministack) -r requirements-ministack.txt
	@touch $(MINISTACK)

# A Chromium, a Chinese typeface and axe-core; the system's Chromium goes first where there is one.
$(BROWSER): tests/browser/package-lock.json
	@command -v npm >/dev/null || { echo "npm is needed. On Debian 12: apt-get install npm" >&2; exit 1; }
	@mkdir -p build/browser && cp tests/browser/package*.json build/browser/
	npm ci --prefix build/browser --no-audit --no-fund --silent
	@touch $(BROWSER)

# What sends requests, apart from our own venv: it patches the sockets of its process.
$(LOAD): requirements-load.txt | $(READY)
	$(call INSTALL_IN,build/load) -r requirements-load.txt
	@touch $(LOAD)

# What `make bench` is compared with: each in a venv of its own, Restate's server beside it.
build/bench-%/.ready: requirements-bench-%.txt | $(READY)
	$(call INSTALL_IN,build/bench-$*) -r requirements-bench-$*.txt
	@if [ -e infra/bench/peers/$*/package-lock.json ]; then cp infra/bench/peers/$*/package*.json build/bench-$*/ && \
		npm ci --prefix build/bench-$* --no-audit --no-fund --silent; fi
	@touch $@

# What portals generate clients with, apart from our own venv.
$(CLIENTS): tests/clients/package-lock.json requirements-clients.txt | $(READY)
	@command -v npm >/dev/null || { echo "npm is needed. On Debian 12: apt-get install npm" >&2; exit 1; }
	@mkdir -p build/clients && cp tests/clients/package*.json build/clients/
	npm ci --prefix build/clients --no-audit --no-fund --silent
	$(call INSTALL_IN,build/clients/python) -r requirements-clients.txt
	@touch $(CLIENTS)

# Only where the machine has no Java that compiles. Of the second package one jar is used: none of what it asks for.
$(JAVA): requirements-java.txt | $(READY)
	@mkdir -p build/java
	@java --list-modules 2>/dev/null | grep -q '^jdk.compiler@' || \
		{ $(call INSTALL_IN,build/java) --no-deps -r requirements-java.txt; }
	@touch $(JAVA)

# What the files of infra/server/ are tried with. nginx is Debian's: where it is not installed its tests are skipped.
$(SERVER): requirements-server.txt | $(READY)
	$(call INSTALL_IN,build/server) -r requirements-server.txt
	@touch $(SERVER)

$(LINT)/.ready: requirements-lint.txt | $(READY)
	$(call INSTALL_IN,$(LINT)) -r requirements-lint.txt
	@touch $(LINT)/.ready

$(ASL_VALIDATOR): tests/statemachine/package-lock.json
	@mkdir -p build/asl-validator && cp tests/statemachine/package*.json build/asl-validator/
	npm ci --prefix build/asl-validator --no-audit --no-fund --silent
	@touch $(ASL_VALIDATOR)
