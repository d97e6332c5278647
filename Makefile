# Two commands for a newcomer, each of which does all the set-up it needs: `make check` and `make test`.

.PHONY: check test bench lint format clean setup build kernel
.DEFAULT_GOAL := check

grader := .build/release/grader
sources := Package.swift Sources Tests

# Grades the reference module, on a real machine.
check: kernel
	@echo "==> grading kmod-solution"
	@$(grader) check kmod-solution

# Runs every test.
test:
	@scripts/setup --tests
	@echo "==> building the guest's agent"
	@swift build -c release --product guest-agent
	@echo "==> running the tests"
	@swift test

# Medians of the plain way and ours, as a table.
bench: kernel
	@scripts/bench

lint:
	@scripts/setup --tests
	@echo "==> swift format lint"
	@swift format lint --strict --recursive $(sources)
	@echo "==> sparse and style of the C sources"
	@scripts/lint-c

format:
	@swift format --in-place --recursive $(sources)

clean:
	rm -rf .build

setup:
	@scripts/setup

build: setup
	@echo "==> building the grader, the walkthrough and the guest's agent"
	@swift build -c release --product grader
	@swift build -c release --product walkthrough
	@swift build -c release --product guest-agent

# Does nothing when there is a kernel in the cache.
kernel: build
	@$(grader) kernels list 2>/dev/null | grep -q cloud-amd64 || { \
		echo "==> fetching the default kernel"; \
		$(grader) kernels fetch; \
	}
