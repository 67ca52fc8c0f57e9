# The two commands that do everything: `make run` and `make test`.
SHELL := /bin/sh
BIN := .venv/bin
# Paths are relative to this folder, so that it may stand anywhere, also below a name with a space.

.DEFAULT_GOAL := help
.PHONY: help run dev test bench crash check format lock

help: ## Show what there is.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: ## Start the library on this computer; the first start sets everything up.
	@scripts/venv requirements.txt
	@exec $(BIN)/python -m cms.run

dev: ## Start it for development: reload on change, errors in the browser.
	@scripts/venv requirements-dev.txt
	@DJANGO_SETTINGS_MODULE=cms.settings.dev $(BIN)/python -m cms.run --prepare-only
	@DJANGO_SETTINGS_MODULE=cms.settings.dev $(BIN)/python manage.py runserver "127.0.0.1:$${PORT:-8000}"

test: check ## Check everything, then run every test on SQLite, and on PostgreSQL what depends on it.
	@scripts/need chromium postgresql node npm
	@scripts/node-packages
	@$(BIN)/python -m pytest
	@$(BIN)/python -m pytest --ds=cms.settings.test_postgresql

bench: ## Measure how fast the library answers, beside nginx and API v2; takes half an hour.
	@scripts/venv requirements-dev.txt
	@scripts/need wrk nginx postgresql
	@DJANGO_SETTINGS_MODULE=cms.settings.test $(BIN)/python -m benchmarks.delivery $(BENCH)

crash: ## Kill programs while pages are published, and look whether all is right; takes ten minutes.
	@scripts/venv requirements-dev.txt
	@$(BIN)/python -m benchmarks.crashes $(CRASH)

check: ## Lint, types, import contracts, templates, migrations in step.
	@scripts/venv requirements-dev.txt
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/djlint --check --lint --quiet templates
	DJANGO_SETTINGS_MODULE=cms.settings.test $(BIN)/python manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=cms.settings.test $(BIN)/python manage.py check --fail-level WARNING

format: ## Put code and templates in their form.
	@scripts/venv requirements-dev.txt
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --reformat --quiet templates

lock: ## Write the locked requirements anew from pyproject.toml.
	@scripts/venv requirements-dev.txt
	scripts/lock
