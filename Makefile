# Two of these are all that a newcomer needs: make demo, make test.
MODULES  := proto pkg services deploy
BIN      := $(CURDIR)/.bin
PACKAGES  = $(foreach m,$(MODULES),./$(m)/...)

.PHONY: help demo test bench faults faults-full check generate tools lint tidy-check generate-check breaking alone fmt image build postgres

help: ## tells what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

build: ## the binary, .bin/dontblink
	@command -v go >/dev/null || { echo "Go is missing, or not on the PATH: version 1.26 from https://go.dev/dl" >&2; exit 1; }
	@echo "Building (a minute the first time) ..." >&2
	@go build -o $(BIN)/dontblink ./services/dontblink/cmd/dontblink

demo: postgres ## everything once, from the example to the digest of January 2024
	@$(MAKE) --no-print-directory build
	@$(BIN)/dontblink demo

test: postgres ## all tests, against real servers
	REQUIRE_SERVERS=1 go test -timeout 30m $(PACKAGES)

bench: postgres ## how fast, against the bare tools beneath (three minutes; deploy/bench/README.md)
	go run ./deploy/bench

faults: postgres ## breaks everything under load, and looks what is lost (five minutes; deploy/faults/README.md)
	FAULTS=ci REQUIRE_SERVERS=1 go test -count=1 -v -p 1 -parallel 8 -timeout 15m ./deploy/faults/...

faults-full: postgres ## the same at length: hours, most of them for the properties, which come last
	FAULTS=full REQUIRE_SERVERS=1 go test -count=1 -v -p 1 -parallel 6 -timeout 6h -skip Batches ./deploy/faults/...
	FAULTS=full REQUIRE_SERVERS=1 go test -count=1 -v -timeout 12h -run Batches ./deploy/faults

postgres: # finds Postgres, or installs it from the system's packages when it may
	@deploy/postgres/ensure.sh

check: generate-check tidy-check alone breaking lint ## what has to hold before a change lands
	REQUIRE_SERVERS=1 go test -race -timeout 30m $(PACKAGES)

tools: $(BIN)/.tools ## buf, its plugins and the linter, as pinned in deploy/tools
$(BIN)/.tools: deploy/tools/go.mod deploy/tools/go.sum
	GOWORK=off go -C deploy/tools build -o $(BIN)/ tool
	@touch $@

generate: tools ## Go from proto
	cd proto && $(BIN)/buf generate

image: tools ## the language as it has landed, which later changes are held against
	cd proto && $(BIN)/buf build -o baseline.binpb

generate-check: tools
	cd proto && $(BIN)/buf lint && $(BIN)/buf format -d --exit-code
	rm -rf .cache/gen && mkdir -p .cache && cp -r proto/gen .cache/gen
	cd proto && $(BIN)/buf generate
	diff -r .cache/gen proto/gen

breaking: tools
	cd proto && $(BIN)/buf breaking --against baseline.binpb

tidy-check:
	@for m in $(MODULES); do GOWORK=off go -C $$m mod tidy -diff || exit 1; done
	GOWORK=off go -C deploy/tools mod verify

alone:
	@for m in $(MODULES); do GOWORK=off go -C $$m build ./... || exit 1; done

lint: tools
	$(BIN)/golangci-lint run $(PACKAGES)

fmt: tools
	$(BIN)/golangci-lint fmt $(PACKAGES)
