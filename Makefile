# Two commands: `make book` builds the site, `make test` checks everything.
PYTHON ?= python3
PY := .venv/bin/python
# Where JupyterLab opens. LAB=. is the project itself: for authors, and for Formgrader.
LAB ?= work
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1

.DEFAULT_GOAL := help
.NOTPARALLEL: # two installations into one .venv would meet
.PHONY: help book serve lab fresh progress exercises lay grade sandbox test check bench experiments outputs ko-seen ko-seen-exercises lint lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

book: .venv/book.installed ## build the site into _build/html; PYTHON_IN_PAGES=no: no Python in the pages
	PYTHONPATH=book/_ext $(PY) -m lstm_book
	@echo "Open _build/html/index.html in a browser, or run 'make serve'."

serve: book ## show the site on http://localhost:8000
	$(PY) -m http.server 8000 --bind 127.0.0.1 --directory _build/html

lab: .venv/lab.installed lay ## open your copy of the chapters and exercises, work/, in JupyterLab
	@$(PY) -m authoring work
	.venv/bin/jupytext-config --settings-file .venv/etc/jupyter/labconfig/default_setting_overrides.json set-default-viewer markdown
	.venv/bin/jupyter lab --ServerApp.root_dir=$(LAB)

progress: .venv/lab.installed ## show the points in work/; IN=ko: the Korean ones; RUN=1 runs a copy first
	@$(PY) -m authoring progress $(IN) $(if $(RUN),--run)

fresh: .venv/exercises.installed ## fetch NAME=03-lstm-gates anew into work/, and keep the old one
	@$(PY) -m authoring fresh $(NAME)

exercises: .venv/exercises.installed ## generate exercises/ and exercises/ko/ from solutions/
	$(PY) -m authoring

lay: .venv/exercises.installed ## put checks.py and fixtures.json beside the notebooks of solutions/
	@$(PY) -m authoring lay

ko-seen-exercises: .venv/exercises.installed ## say that the Korean cells of ASSIGNMENT=NN-name are up to date
	$(PY) -m authoring.korean.cells $(ASSIGNMENT)

grade: .venv/exercises.installed lay ## grade submitted/ in a sandbox: gradebook, feedback/, grades.csv
	$(PY) -m grading

sandbox: .venv/sandbox.installed ## install bubblewrap for `make grade` into .venv, where there is no root

test: .venv/test.installed book lay ## run the test suite; SLOW=1 adds what takes long
	$(PY) -m pytest -n auto --dist loadscope --no-loadscope-reorder

# Without a browser, a book, Keras or a sandbox: with the linters before them, a minute at most.
CHECKED := tests/book/parity tests/project/test_project_files.py tests/grading/test_wire.py \
  $(addprefix tests/book/test_,build_stamp.py claims.py drawing.py kept_outputs.py plain_markdown.py) \
  $(addprefix tests/lstm_ref/test_,activations.py dtypes.py failed_set_weights.py forget_bias.py gates.py \
    golden.py messages_arguments.py messages_bidirectional.py messages_calls.py messages_steps.py \
    messages_weights.py nothing_changes.py package.py seeds.py source.py steps_layers.py steps_textbook.py tasks.py)

check: lint ## the inner loop, a minute: format, style, types and the quick tests
	$(PY) -m pytest -q -n 2 $(CHECKED)

bench: .venv/test.installed book lay ## measure lstm_ref, the grading, the site and its Python, each beside its peers
	$(PY) -m benchmarks.speed && $(PY) -m benchmarks.site && $(PY) -m benchmarks.grading && $(PY) -m benchmarks.python_in_pages

experiments: .venv/test.installed ## train what is missing of the grid behind "Does it remember?" (all: 8 minutes on two cores)
	$(PY) -m lstm_ref.learning.train_grid

outputs: .venv/test.installed ## run the Keras and PyTorch code of the pages, and keep what it prints
	PYTHONPATH=book/_ext $(PY) -m lstm_book.outputs $(LIBRARY)

ko-seen: .venv/test.installed ## note that book/ko/PAGE.md follows book/en/PAGE.md as it is now
	PYTHONPATH=book/_ext $(PY) -m lstm_book.parity --seen $(PAGE)

lint: .venv/test.installed ## check format, style, types, and that exercises/ is up to date
	$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy && $(PY) -m authoring check

lock: .venv/lock.installed .venv/book.installed ## pin the newest fitting version of every dependency
	$(PY) -m uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --no-config --no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade --quiet -o requirements.lock
	PYTHONPATH=book/_ext $(PY) -m python_in_pages.runtime lock book/python-in-pages.lock.json

clean: ## remove what the builds made, but not .venv and work/
	rm -rf _build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# One stamp for each extra of pyproject.toml, renewed when the pins change; install.py sets it for
# all extras that another one contains. Without a Python in .venv it makes .venv anew.
# What an interrupted installation of something else left half done, it mends too.
PINS := pyproject.toml requirements.lock grading/sandbox/bubblewrap.lock install.py
.venv/%.installed: .venv/bin/python $(PINS) $(wildcard .venv/unfinished)
	"$(PYTHON)" install.py $*

.venv/bin/python .venv/unfinished: ;
