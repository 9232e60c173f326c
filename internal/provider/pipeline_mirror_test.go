// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// setUp is what the guide has an administrator do before the first job runs: the build, the mirror with its CLI
// configuration, and the lock file.
func (p *pipeline) setUp() {
	p.t.Helper()
	dir := p.repository
	p.put(filepath.Join(filepath.Dir(p.mirror), "mirror.tfrc"), p.example("mirror.tfrc"))
	p.put(filepath.Join(dir, "examples", "pipelines", "add-to-mirror.sh"), p.example("add-to-mirror.sh"))
	p.make(releaseProgram(p.t, "0.1.0"))
	for _, block := range blocksOf(p.t, pipelineGuide, "TestPipelines") {
		asTyped{block: block, fill: p.places(block), dir: dir, env: p.env, path: []string{filepath.Join(filepath.Dir(filepath.Dir(p.mirror)), "bin")}}.must(p.t)
	}
	for _, path := range []string{"bin", "examples"} {
		if err := os.RemoveAll(filepath.Join(dir, path)); err != nil {
			p.t.Fatal(err)
		}
	}
}

// make replaces `make build` by a program that copies what releaseProgram has built, with make's own command, once for all
// tests.
func (p *pipeline) make(built string) {
	p.t.Helper()
	content, err := os.ReadFile("../../GNUmakefile")
	if err != nil {
		p.t.Fatal(err)
	}
	if !strings.Contains(string(content), "bin/terraform-provider-bos . -ldflags '-X main.version=$(VERSION)'") {
		p.t.Fatal("make build does something else than releaseProgram")
	}
	path := filepath.Join(filepath.Dir(filepath.Dir(p.mirror)), "bin", "make")
	p.put(path, "#!/bin/sh\n[ \"$*\" = \"build VERSION=0.1.0\" ] || exit 1\nmkdir -p bin\ncp "+built+" bin/terraform-provider-bos\n")
	if err := os.Chmod(path, 0o700); err != nil { //nolint:gosec // a program
		p.t.Fatal(err)
	}
}

// A build that is not the one of the lock file is refused, and the mirror's script does not put it there.
func TestPipelines_rebuilt(t *testing.T) {
	t.Parallel()
	p := newPipeline(t, gitLab{[]string{"sh", "-e"}})
	other := releaseProgram(t, "0.2.0")
	p.put(filepath.Join(p.repository, "add-to-mirror.sh"), p.example("add-to-mirror.sh"))
	arguments := []string{"add-to-mirror.sh", other, "0.1.0", p.here("linux_amd64"), p.mirror}

	output, code := p.shell(p.repository, nil, nil, program(t, "sh"), arguments...)

	if code != 1 || !strings.Contains(output, "is another build. Give this one a version of its own.") {
		t.Errorf("exit code %d\n%s", code, output)
	}
	installed, err := filepath.Glob(filepath.Join(p.mirror, "*", "bosops", "bos", "0.1.0", "*", "terraform-provider-bos_v0.1.0"))
	if err != nil || len(installed) != 2 {
		t.Fatalf("%q, %v", installed, err)
	}
	for _, path := range installed {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	if output, code := p.shell(p.repository, nil, nil, program(t, "sh"), arguments...); code != 0 {
		t.Fatalf("exit code %d\n%s", code, output)
	}
	plan := p.run("plan")
	if plan.code == 0 {
		t.Error("a build of another checksum was accepted")
	}
	says(t, plan.output, "checksum")
	p.g.wantSent(t, 0, 0)
}
