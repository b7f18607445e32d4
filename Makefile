# GNU make 3.81 and a POSIX shell are enough. `make help` explains the targets.
PORT ?= 8000
PY = .venv/bin/python
DEV = DEVELOPMENT=true
PIN = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
      --no-emit-index-url --no-emit-find-links --no-header

.PHONY: help run test test-faults check bench bench-large format handbook sbom pins clean

help:  ## diese Übersicht
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

run: .venv/site.stamp  ## Website mit Beispielinhalten starten: http://127.0.0.1:8000/ (PORT= für einen anderen Port)
	@$(DEV) PORT=$(PORT) PY=$(PY) sh bin/run

test: .venv/dev.stamp  ## alle Tests (ARGS="-k feed" wählt aus, ARGS="-n0" einer nach dem anderen)
	@$(PY) -m pytest -n auto --dist loadscope --no-loadscope-reorder $(ARGS)

test-faults: .venv/dev.stamp  ## was gegen Störungen und Programme hilft, in ganzer Länge (Minuten)
	@FAULTS=whole $(PY) -m pytest tests/comments/test_captcha_readers.py tests/wiq_site/test_faults.py -n auto $(ARGS)

check: .venv/dev.stamp  ## Stil, Importe, Vorlagen, Migrationen und Einstellungen für den Betrieb prüfen
	@PY=$(PY) sh bin/check

bench: .venv/dev.stamp  ## Geschwindigkeit messen (dauert Minuten; var/ bleibt unberührt)
	@missed=0; for script in bench/[a-z]*.py; do echo "== $$script"; $(PY) -m bench.$$(basename $$script .py) || missed=1; done; exit $$missed

bench-large: .venv/dev.stamp  ## dasselbe für Seiten mit 100.000 Beiträgen (eine halbe Stunde)
	@SIZES=1000,100000 $(PY) -m bench.pages

format: .venv/dev.stamp  ## Python und Vorlagen einheitlich formatieren
	@$(PY) -m ruff check --fix --quiet .
	@$(PY) -m ruff format --quiet .

handbook: .venv/dev.stamp  ## Bilder des Handbuchs für die Redaktion neu aufnehmen (braucht Chromium)
	@$(PY) bin/handbook

sbom: .venv/dev.stamp  ## Bestandteile der Website als CycloneDX: sbom.json
	@$(PY) bin/sbom >sbom.json

pins: .venv/dev.stamp  ## requirements*.txt aus den .in-Dateien neu festschreiben
	@for list in requirements requirements-scale requirements-dev; do $(PIN) $$list.in -o $$list.txt; done

clean:  ## Umgebung und Zwischenspeicher löschen (var/ mit den Inhalten bleibt)
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis staticfiles
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/site.stamp: requirements.txt requirements-build.txt bin/venv
	@sh bin/venv requirements.txt
	@touch $@

.venv/dev.stamp: requirements.txt requirements-dev.txt requirements-build.txt bin/venv
	@sh bin/venv requirements-dev.txt
	@touch $@ .venv/site.stamp
