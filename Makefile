# The recipes are short; what they do is in setup/, one concept a file. BACKEND=go|xla|cuda and PORT=8888 may be given to any.
export BACKEND PORT PYTHON
RUN = setup/start run

.PHONY: help setup lab test
help:            ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 20

setup:           ## make what is missing, and nothing else
	@setup/start setup

lab:             ## open the notebooks in JupyterLab
	@setup/start lab

test:            ## all tests
	@$(RUN) go test ./...
