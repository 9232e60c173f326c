// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package scripts

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// putGo lays a `go` on PATH that does as if it built one of the tools, and
// returns a function that counts the builds.
func (b *box) putGo() (builds func() int) {
	b.t.Helper()
	log := filepath.Join(b.home, "builds")
	b.env["BUILDS"] = log
	b.put("go", `
case "$1 ${2-}" in
"env GOVERSION") echo "${FAKE_GO:-go1.26.8}" ;;
"list -deps") printf 'example.com/a\nexample.com/b\n' ;;
"list -f") echo v1.2.3 ;;
build*)
	echo build >>"$BUILDS"
	echo example.com/a >&2
	[ -z "${FAKE_FAULT-}" ] || { echo "a.go:1:1: $FAKE_FAULT" >&2; exit 1; }
	while [ "$1" != -o ]; do shift; done
	case $2 in */tofu) says="OpenTofu v1.12.6" ;; *) says="Terraform v1.16.4" ;; esac
	printf '#!/usr/bin/env bash\necho %s\n' "'$says'" >"$2"
	chmod +x "$2"
	;;
*) echo "unexpected: go $*" >&2; exit 1 ;;
esac`)

	return func() int {
		b.t.Helper()
		text, err := os.ReadFile(log)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			b.t.Fatal(err)
		}

		return strings.Count(string(text), "build\n")
	}
}

func TestBuiltTool_isBuiltOnce(t *testing.T) {
	b := newBox(t)
	builds := b.putGo()

	first := b.run("built-tool", "gofumpt")
	second := b.run("built-tool", "gofumpt")

	if first.code != 0 || first.stdout != second.stdout || builds() != 1 {
		t.Errorf("%d builds\nfirst:  %+v\nsecond: %+v", builds(), first, second)
	}
	if !strings.Contains(first.stderr, "Building gofumpt, once") || !strings.Contains(first.stderr, "gofumpt v1.2.3 is ready") {
		t.Errorf("the first says %q", first.stderr)
	}
	if second.stderr != "" {
		t.Errorf("the second says %q", second.stderr)
	}
}

func TestBuiltTool_isBuiltAnewForAnotherGo(t *testing.T) {
	b := newBox(t)
	builds := b.putGo()

	first := b.run("built-tool", "golangci-lint")
	b.env["FAKE_GO"] = "go1.27.0"
	second := b.run("built-tool", "golangci-lint")

	if first.stdout == second.stdout || builds() != 2 {
		t.Errorf("%d builds: %q, then %q", builds(), first.stdout, second.stdout)
	}
}

func TestBuiltTool_thatFailsLeavesNothing(t *testing.T) {
	b := newBox(t)
	b.putGo()
	b.env["FAKE_FAULT"] = "undefined: everything"

	got := b.run("built-tool", "tfplugindocs")

	if got.code == 0 || got.stdout != "" || !strings.Contains(got.stderr, "a.go:1:1: undefined: everything") {
		t.Errorf("%+v", got)
	}
	left, err := filepath.Glob(filepath.Join(b.home, "cache", "terraform-provider-bos", "*", "*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestBuiltTool_isUnknown(t *testing.T) {
	b := newBox(t)
	b.putGo()

	got := b.run("built-tool", "hammer")

	if got.code == 0 || !strings.Contains(got.stderr, "there is no tool hammer") {
		t.Errorf("%+v", got)
	}
}
