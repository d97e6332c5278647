# Two commands for a newcomer, each of which does all the set-up it needs: `make check` and `make test`.

.PHONY: check test screens record recordings specimen bench frames fuzz kill-loop node-loop lint format modules skeleton clean setup build kernel kernels check-kernels check-debian-13
.DEFAULT_GOAL := check

grader := .build/release/grader
sources := Package.swift Plugins Sources Tests

# The suites that write what they would compare, with MTEST_RECORD=1: a list with | between.
recorded := MutantTests|HostileTests|MachineJudgementTests|KindTests|OwnSkeletonTests|GoldenTests|TodosOnMachinesTests

# Grades the reference module, on a real machine.
check: kernel
	@echo "==> grading kmod-solution"
	@$(grader) check kmod-solution

# Runs every test, or those that FILTER names. Of the wrong, the foreign and the hostile modules an eighth meets machines, another
# eighth with each commit; judges try the others on recordings. With MTEST_ALL=ci they all do, and are graded by the program
# that ships; a FILTER has all that it names, too. MTEST_SHARE=5 takes that eighth. A test's time limit begins when the test
# begins: no more tests begin than can go on.
depth = $(or $(MTEST_ALL),$(if $(FILTER),ci))
share = $(or $(MTEST_SHARE),$(shell expr $$(git rev-list --count HEAD 2>/dev/null || echo 0) % 8))
test:
	@scripts/setup --tests
	@echo "==> building what the tests run$(if $(MTEST_ALL),: the grader and the guest's agent,: the guest's agent)"
	@$(if $(MTEST_ALL),swift build -c release --product grader,:)
	@swift build -c release --product guest-agent
	@echo "==> running the tests$(if $(depth),,; on machines: part $(share) of 0 to 7 of the specimens (MTEST_SHARE))"
	@MTEST_ALL='$(depth)' MTEST_SHARE='$(share)' MTEST_PRODUCT=$(if $(MTEST_ALL),release,debug) \
		scripts/run-tests swift test \
		--experimental-maximum-parallelization-width $$(( 3 * $$(nproc) )) $(if $(FILTER),--filter '$(FILTER)')

# Writes the recorded files anew, from real runs: what each mutant fails (Tests/Mutants/expectations.tsv), and
# docs/mistakes.md from it; what came of each hostile module, and docs/hostile.md from that. Takes an hour; MTEST_ONLY=NAME,NAME records a few mutants, MTEST_ONLY=none
# makes the document alone. Read in `git diff` what changed, and whether it should have.
record:
	@MTEST_RECORD=1 MTEST_ALL=1 $(MAKE) --no-print-directory test FILTER='$(or $(FILTER),$(recorded))'
	@git diff --stat -- Tests docs

# Makes the recordings of judges anew that are stale: after a change of kmod-solution, of a check, of labs/targets, of the
# protocol of agent or targets. Ten minutes for all; what was made stays when it is stopped.
recordings:
	@MTEST_RECORD=1 $(MAKE) --no-print-directory test FILTER=MachineJudgementTests
	@git diff --stat -- Tests/MtestChecksTests

# Writes one mutant or hostile module to a folder, to be graded by hand: make specimen NAME=panic-in-init
specimen:
	@swift build --product SampleClass >/dev/null
	@rm -rf .build/specimens/$(NAME) && .build/debug/SampleClass .build/specimens/$(NAME) --only $(NAME)

# What verdicts, classes, gradebooks and a cluster's coordinator cost beside a plain make, as one table: half an hour. ONLY="class
# books" prints a part; COUNTS="20 200 2000" grades a class of 2,000 as well.
bench: kernel
	@scripts/bench $(ONLY)

# Everything that reads bytes from outside, tried with 2,000 inputs that nobody made (fewer where each starts programs).
# SEED=7 makes others, ONLY="roster policy" tries some; what is found is kept in .build/fuzz.
fuzz:
	@scripts/setup
	@swift build --product Fuzz
	@.build/debug/Fuzz --count $(or $(COUNT),2000) --seed $(or $(SEED),1) $(ONLY)

# Writes docs/kernels.md: the reference module, the skeleton, all styles, mutants and hostile modules on KERNELS, by default
# "5.10 6.1 6.12 newest". Two hours; it goes on where it was ended. FEW=1 grades one mutant of each mistake.
kernels: kernel
	@scripts/kernels $(KERNELS)

# Grades the reference module, and a few wrong ones, on KERNELS, which are fetched: by default "5.10 6.12 newest".
check-kernels: kernel
	@scripts/check-kernels $(KERNELS)

# Grades the reference module in an unpacked minimal root of Debian 13.
check-debian-13: kernel
	@scripts/debian-13

# In how many different frames the places of a target lie, of SEEDS seeds: what students are asked for.
frames: kernel
	@$(grader) measure frames --times $(or $(SEEDS),200)

# A class graded while the grader is killed at random moments, compared with one graded in peace.
kill-loop: kernel
	@swift build -c release --product SampleClass
	@rm -rf .build/kill-loop && .build/release/SampleClass .build/kill-loop $(or $(STUDENTS),200)
	@scripts/kill-loop .build/kill-loop $(or $(KILLS),30)

# The same class on a cluster of NODES nodes, all of them on this machine, which are lost at random moments.
node-loop: kernel
	@swift build -c release --product SampleClass
	@rm -rf .build/node-loop && .build/release/SampleClass .build/node-loop $(or $(STUDENTS),200)
	@scripts/node-loop .build/node-loop $(or $(NODES),4)

# The pages of the tests' sample class as pictures: light, dark and 400 pixels wide, in .build/screens; two of them go into
# docs/. Run it before and after a change of a page, and compare.
screens:
	@scripts/setup --tests
	@scripts/screens

lint:
	@scripts/setup --tests
	@echo "==> swift format lint"
	@swift format lint --strict --recursive $(sources)
	@echo "==> sparse and style of the C sources"
	@scripts/lint-c
	@echo "==> eslint of the interactive page"
	@scripts/lint-js

format:
	@swift format --in-place --recursive $(sources)
	@scripts/lint-js --fix

# Writes the picture of the modules in docs/contributing.md anew, from Package.swift.
modules:
	@scripts/modules --write

# Makes kmod-skeleton/ anew from the markers in kmod-solution/. Lab 3 is the last: the TODOs of all labs are there.
skeleton: build
	@rm -rf .build/skeleton
	@$(grader) new .build/skeleton --lab 3 >/dev/null
	@rm -rf kmod-skeleton && mv .build/skeleton kmod-skeleton
	@echo "==> kmod-skeleton made from kmod-solution"

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
	@$(grader) kernels list 2>/dev/null | grep -q '^\*' || { \
		echo "==> fetching the default kernel"; \
		$(grader) kernels fetch; \
	}
