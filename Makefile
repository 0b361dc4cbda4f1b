# The commands of the house. Everything needs Go alone, except the client tests (see .ci/run for packages).

.PHONY: generate build test check specs store audit conform bench fuzz vscode pictures

generate: ## make tables, types, stubs and documents from spec/ftp.yaml, and the README's tables
	go generate ./...
	go test ./cmd/portolan -run ReadmeIsMade -update

build: ## bin/portolan and bin/ftpspec
	go build -trimpath -o bin/ ./cmd/portolan ./cmd/ftpspec

test:
	go test ./...

store: ## try an object store of yours with real clients: make store S3=http://KEY:SECRET@HOST:PORT/BUCKET, where the bucket is empty
	PORTOLAN_LONG=1 PORTOLAN_S3=$(S3) go test ./cmd/portolan-node -run 'TestObjects$$' -count 1 -v

specs: ## name the specs of this repository that are not in their canonical form; `ftpspec fmt` writes it
	go run ./cmd/ftpspec fmt --check spec/ftp.yaml gen/testdata/overlay/*/site.yaml cmd/ftpspec/testdata/growth/*.yaml

# What must hold before a commit: formatting, vet, staticcheck, the audit of the table and of the handlers, tests with
# the race detector. The tests compare generated files with what the spec makes.
check: specs
	@out=$$(gofmt -l $$(git ls-files -co --exclude-standard '*.go' | grep -v testdata/)); \
		if [ -n "$$out" ]; then echo "gofmt needed: $$out"; exit 1; fi
	go vet ./...
	go tool staticcheck ./...
	go run ./cmd/ftpspec audit --code
	go test -race ./...

audit: ## the table, the standards, the handlers, and whether all mutants of the spec are found (CI tries a sample)
	go run ./cmd/ftpspec audit --code --mutants

conform: ## every fault that is put into our server on purpose is found by the conformance tester (CI tries a sample)
	PORTOLAN_LONG=1 go test ./cmd/ftpspec -run TestConform -faults -v -timeout 40m

bench: ## ratios to a bare server and to installed peers, several rounds
	go run ./cmd/ftpbench

vscode: build ## the extension for Visual Studio Code, tested with the official client library: bin/ftpspec.vsix
	cd spec/lsp/vscode && npm ci --silent --no-audit --no-fund && npm run --silent check && npm run --silent pack

pictures: ## the pictures in the documents, of today's spec and of today's page of reports, by Chromium
	PORTOLAN_LONG=1 go test ./spec/chart -run 'TestInBrowser/pictures' -count 1 -update
	go test ./spec/conform/report -run TestPicture -count 1 -update

FUZZTIME ?= 100000x
# Inputs, not seconds: a time that is up in the middle of an input is reported as a failure now and then.
fuzz: ## each fuzz target for FUZZTIME
	@set -e; for dir in $$(git grep -l '^func Fuzz' -- '*_test.go' | xargs -n1 dirname | sort -u); do \
		for target in $$(grep -ho '^func Fuzz[A-Za-z0-9_]*' $$dir/*_test.go | cut -c6- | sort -u); do \
			echo "$$dir $$target"; \
			go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 100x ./$$dir; \
		done; \
	done
