# Every command we type. `make` alone lists them.
#
#   PORT=8001 DATA=/srv/outcry make run     another port, another folder of all state (default 8000 and var/)

SHELL = /bin/sh
.DEFAULT_GOAL = help
.PHONY: help set-up set-up-dev run test journeys vnu lint types docs write-docs bench drill

bin := .venv/bin
# Containers often set it. Then each process, and a test or a start has many, compiles Django anew, for seconds.
unexport PYTHONDONTWRITEBYTECODE
# For whatever loads the settings without being the installation: its own mode, and a folder that holds nothing.
apart := OUTCRY_MODE=test DATA=build/apart DATABASE_URL=

vnu_version := 26.9.27
vnu := build/vnu-$(vnu_version).jar

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

set-up:
	@deploy/set-up.sh

set-up-dev:
	@deploy/set-up.sh --dev

run: set-up ## set up and run the demonstration at http://localhost:8000/ until Ctrl-C
	@OUTCRY_MODE=demo exec $(bin)/outcry run

test: set-up-dev ## every test that needs no browser; no service has to run
	@$(bin)/python -m pytest

journeys: set-up-dev $(vnu) ## whole stories in a real browser (Debian's chromium); some=FILE for those of one file
	@OUTCRY_VNU=$(abspath $(vnu)) $(bin)/python -m pytest -m browser $(some)

vnu: $(vnu)

# The checker of the W3C for HTML, for journeys alone; needs npm to come and java to run.
$(vnu):
	@mkdir -p build/vnu && cd build/vnu && npm pack --silent vnu-jar@$(vnu_version) >/dev/null && tar xzf vnu-jar-*.tgz
	@mv build/vnu/package/build/dist/vnu.jar $@ && rm -r build/vnu

lint: set-up-dev ## style, types, templates, import contracts, migrations, docs: seconds, before each commit
	@$(bin)/ruff check --quiet .
	@$(bin)/ruff format --quiet --check .
	@git ls-files -co --exclude-standard '*.html' | xargs -r $(bin)/djade --check --target-version 6.1
	@$(bin)/lint-imports --no-logo
	@$(MAKE) --no-print-directory types
	@$(apart) $(bin)/outcry makemigrations --check --dry-run
	@$(MAKE) --no-print-directory docs

types: set-up-dev
	@mkdir -p build
	@$(apart) $(bin)/mypy outcry tests $(wildcard bench drill)

docs: set-up-dev ## do the docs tell the truth: every setting, state, command and folder
	@$(bin)/python -m pytest tests/docs -q

write-docs: set-up-dev ## write those parts of the docs that are drawn from the code
	@$(apart) $(bin)/python -m tests.docs

bench: set-up-dev ## speed, side by side with a baseline
	@$(bin)/python -m bench

drill: set-up-dev ## faults on purpose, and whether everything still agrees; FULL=1 for all of them, which takes hours
	@$(bin)/python -m drill $(if $(FULL),--full)
	@$(bin)/python -m drill.mutants --number $(if $(FULL),100000,1000)
	@$(bin)/python -m drill.crashes points power kills $(if $(FULL),--full)
