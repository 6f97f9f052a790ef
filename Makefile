# Short recipes; what they do is in setup/, one concept a file. `make` alone lists them.
#   BACKEND=go|xla|cuda  which backend; left out: the fastest that runs here
#   PORT=8888            JupyterLab's port; the next free one where it is taken
#   SHARED=1             one clone for many users, none of whom can write in it (the image is made so)
#   NB="08 solutions/08" chapters, for make notebooks
#   WHAT="step elbo"     parts, for make bench
export BACKEND PORT PYTHON SHARED
RUN = setup/start run
NBPY = $(RUN) env PYTHONPATH=internal .venv/bin/python -m nb

.PHONY: help setup lab test lint notebooks ledger bench reproduce weights test-browser lock docker image-check class-check clean
help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' Makefile

setup:        ## make what is missing in .venv and .cache
	@setup/start setup

lab:          ## set up and open the notebooks in JupyterLab
	@setup/start lab

test:         ## set up and run all tests: lint, Go, Python, notebooks
	@setup/start test

lint:         ## gofmt, go vet, staticcheck
	@setup/start lint

test-browser: ## drive the lab in a headless Chromium
	@$(NBPY) browser

notebooks:    ## execute the English notebooks, carry their code to the Chinese ones, store the outputs
	@$(NBPY) build $(NB)

ledger:       ## the table of formulas and the numbers that check them
	@$(RUN) go run ./internal/cmd/ledger

bench:        ## measure speed, memory and quality side by side with JAX
	@$(RUN) env PYTHONPATH=bench .venv/bin/python -m measure $(WHAT)

reproduce:    ## train on MNIST and estimate the test likelihood, as Burda et al. (2015) did
	@$(RUN) go run ./internal/cmd/reproduce

weights:      ## train the weights that data/weights ships
	@$(RUN) go run ./internal/cmd/weights

lock:         ## pin the Python packages anew, with hashes (needs uv)
	@setup/lock

docker:       ## build the image
	docker build $(if $(BACKEND),--build-arg BACKEND=$(BACKEND)) -t vaebook$(if $(filter cuda,$(BACKEND)),:cuda) .

image-check:  ## build the image without a daemon, run it, and try what it promises (root, Debian)
	@$(RUN) env PYTHONPATH=deploy .venv/bin/python -m check

class-check:  ## hold a class of eight on the image behind a JupyterHub
	@$(RUN) env PYTHONPATH=deploy .venv/bin/python -m check class

clean:        ## remove what set-up made
	rm -rf .venv .cache
