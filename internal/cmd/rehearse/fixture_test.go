// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

const (
	version  = "0.1.0-dev.1"
	platform = runtime.GOOS + "_" + runtime.GOARCH
)

// goProgram builds an empty program, as a release is built or with other flags.
func goProgram(t *testing.T, flags ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module example.com/x\n\ngo 1.26\n", "main.go": "package main\n\nfunc main() {}\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(t.TempDir(), "x")
	for _, command := range [][]string{
		{"git", "init", "-q"},
		{"git", "add", "."},
		{"git", "-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgSign=false", "commit", "-q", "-m", "x"},
		append([]string{"go", "build", "-buildvcs=true", "-ldflags=-s -w", "-o", out}, flags...),
	} {
		cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off")
		if output, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", command, err, output)
		}
	}
	program, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}

	return program
}

var trimmed struct {
	sync.Once
	program []byte
}

// soundProgram is a program that is built as those of a release.
func soundProgram(t *testing.T) []byte {
	t.Helper()
	trimmed.Do(func() { trimmed.program = goProgram(t, "-trimpath") })
	if trimmed.program == nil {
		t.Skip("the program could not be built")
	}

	return trimmed.program
}

type entry struct {
	name string
	mode fs.FileMode
	text []byte
}

func soundArchive(t *testing.T) []entry {
	t.Helper()
	r := &release{version: version}

	return []entry{{"LICENSE", 0o644, []byte("MPL\n")}, {r.program(platform), 0o755, soundProgram(t)}}
}

// writeArchive packs files, and returns the archive.
func writeArchive(t *testing.T, entries []entry) []byte {
	t.Helper()
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for _, e := range entries {
		header := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		header.SetMode(e.mode)
		file, err := w.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.Write(e.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}

	return archive.Bytes()
}

func bom(version string) string {
	return fmt.Sprintf(`{"bomFormat": "CycloneDX",
		"metadata": {"component": {"name": "github.com/bosops/terraform-provider-bos", "version": "v%s"}},
		"components": [{"name": "github.com/hashicorp/terraform-plugin-framework", "version": "v1.2.3"}, {"name": "std", "version": "1.26.0"}]}`, version)
}

// writeRelease lays out the files of a release for this platform, with checksums.
func writeRelease(t *testing.T, archive []byte, bom string) *release {
	t.Helper()
	r := &release{dir: t.TempDir(), version: version, platforms: []string{platform}}
	r.write(t, r.archive(platform), string(archive))
	r.write(t, r.archive(platform)+".cdx.json", bom)
	r.write(t, r.name("manifest.json"), `{"version": 1}`)
	r.write(t, r.name("SHA256SUMS.sig"), "signature")
	r.sign(t)

	return r
}

func (r *release) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(r.path(name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// sign writes SHA256SUMS of the files that it must have and are there, and more lines.
func (r *release) sign(t *testing.T, more ...string) {
	t.Helper()
	var lines strings.Builder
	for _, name := range r.summed() {
		sum, err := fileSum(r.path(name))
		if err != nil {
			continue
		}
		fmt.Fprintf(&lines, "%s  %s\n", sum, name)
	}
	r.write(t, r.name("SHA256SUMS"), lines.String()+strings.Join(more, ""))
}
