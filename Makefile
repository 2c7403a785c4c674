# Lookout. `make` alone lists what can be made.

VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
REVISION ?= $(shell git rev-parse HEAD 2>/dev/null || echo unknown)
VERSIONS := github.com/prometheus/common/version
LDFLAGS  := -s -w -X $(VERSIONS).Version=$(VERSION) -X $(VERSIONS).Revision=$(REVISION)

GOLANGCI_VERSION := v2.15.0

# One set of flags for building, vetting and testing, so that a cold machine compiles the embedded
# Prometheus once. Only the race detector needs a second compile, and a C compiler: build/test.
export GOFLAGS := $(GOFLAGS) -trimpath
export CGO_ENABLED ?= 0
# build/setup puts a newer Node there when Debian's is too old.
export PATH := $(CURDIR)/bin/node/node_modules/.bin:$(PATH)

.DEFAULT_GOAL := help

##@ Use it

.PHONY: run
run: build ## build if needed, then watch this host and Lookout itself on http://127.0.0.1:7600
	bin/lookout serve

.PHONY: build
build: ## bin/lookout; needs Go alone, because the built web application is committed
	@test -e bin/lookout || echo "building bin/lookout: the first time compiles Prometheus too, some minutes"
	@go build -ldflags '$(LDFLAGS)' -o bin/lookout ./cmd/lookout

##@ Test it

.PHONY: test
test: setup check ui-fresh build ## what every change must pass; installs what it needs
	@build/test

.PHONY: setup
setup: ## install what the tests need and this machine lacks
	@build/setup

.PHONY: check
check: ## formatting, vet, and the import walls
	@unformatted=$$(gofmt -l $$(git ls-files -co --exclude-standard -- '*.go')); \
	test -z "$$unformatted" || { echo "not gofmt'ed:"; echo "$$unformatted"; exit 1; }
	go vet ./...
	go test ./build/walls

.PHONY: race
race: setup ## every package of the program under the race detector; compiles all of it once more
	@go build -o bin/gotest ./build/gotest
	CGO_ENABLED=1 bin/gotest -race -timeout 30m ./cmd/... ./internal/... ./instrument/... ./examples/... ./rules/... ./ui/...

.PHONY: test-slow
test-slow: ## what takes minutes: twenty times kill -9 under load, every public dashboard there is in a browser
	LOOKOUT_CRASHES=20 go test -count=1 -timeout 60m -v ./test/crash
	LOOKOUT_DASHBOARDS=1 go test -count=1 -timeout 60m -v -run TestDashboardsOfMixins ./test/browser

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME (30s)
	@build/fuzz $(or $(FUZZTIME),30s)

.PHONY: lint
lint: bin/golangci-lint-$(GOLANGCI_VERSION) ## golangci-lint as .golangci.yml says
	bin/golangci-lint-$(GOLANGCI_VERSION) run

bin/golangci-lint-$(GOLANGCI_VERSION):
	GOBIN=$(CURDIR)/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	mv bin/golangci-lint $@

##@ Measure it

.PHONY: bench
bench: build ## side by side with Prometheus; `make bench BENCH='-for 3m'` for shorter
	go build -o bin/prometheus github.com/prometheus/prometheus/cmd/prometheus
	go run ./bench $(BENCH)

##@ Change it

.PHONY: ui
ui: ## build the web application into ui/dist, to be committed
	cd ui && npm ci && npm run build

.PHONY: ui-fresh
ui-fresh: ## type-check and test the web application; fail when ui/dist is stale
	@build/ui-fresh

.PHONY: help
help:
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
