// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestRelease_sound(t *testing.T) {
	r := writeRelease(t, writeArchive(t, soundArchive(t)), bom(version))

	got, err := openRelease(r.dir, version, []string{platform})
	if err != nil {
		t.Fatal(err)
	}
	sum, err := fileSum(r.path(r.archive(platform)))
	if err != nil || got.zh(platform) != "zh:"+sum {
		t.Errorf("%s instead of %s, %v", got.zh(platform), sum, err)
	}
}

// One file more or less, and every other fault, is told.
func TestRelease_faults(t *testing.T) {
	archive := "terraform-provider-bos_" + version + "_" + platform + ".zip"
	zeros := strings.Repeat("0", 64)
	for name, c := range map[string]struct {
		change func(t *testing.T, r *release)
		want   string
	}{
		"one file more": {func(t *testing.T, r *release) { r.write(t, "README.md", "x") }, "README.md is not to be there"},
		"one more that is summed": {func(t *testing.T, r *release) {
			r.write(t, "README.md", "x")
			r.sign(t, zeros+"  README.md\n")
		}, "README.md is not to be there"},
		"a folder":     {func(t *testing.T, r *release) { _ = os.Mkdir(r.path("x"), 0o700) }, "is no file"},
		"no archive":   {func(t *testing.T, r *release) { _ = os.Remove(r.path(archive)); r.sign(t) }, archive + " is missing"},
		"no SBOM":      {func(t *testing.T, r *release) { _ = os.Remove(r.path(archive + ".cdx.json")); r.sign(t) }, ".cdx.json is missing"},
		"no manifest":  {func(t *testing.T, r *release) { _ = os.Remove(r.path(r.name("manifest.json"))); r.sign(t) }, "manifest.json is missing"},
		"no signature": {func(t *testing.T, r *release) { _ = os.Remove(r.path(r.name("SHA256SUMS.sig"))) }, "SHA256SUMS.sig is missing"},
		"a changed file": {func(t *testing.T, r *release) {
			r.write(t, r.name("manifest.json"), "changed")
		}, "for " + "terraform-provider-bos_" + version + "_manifest.json, which is"},
		"a checksum less":  {func(t *testing.T, r *release) { r.write(t, r.name("SHA256SUMS"), "") }, "SHA256SUMS: " + archive + " is missing"},
		"a checksum more":  {func(t *testing.T, r *release) { r.sign(t, zeros+"  other\n") }, "SHA256SUMS: other is not to be there"},
		"a checksum twice": {func(t *testing.T, r *release) { r.sign(t, zeros+"  "+archive+"\n") }, "twice"},
		"a path":           {func(t *testing.T, r *release) { r.sign(t, zeros+"  ../"+archive+"\n") }, "no line of checksums"},
		"no checksum":      {func(t *testing.T, r *release) { r.sign(t, "00  other\n") }, "no line of checksums"},
	} {
		t.Run(name, func(t *testing.T) {
			r := writeRelease(t, writeArchive(t, soundArchive(t)), bom(version))
			c.change(t, r)

			_, err := openRelease(r.dir, version, []string{platform})

			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestRelease_archives(t *testing.T) {
	sound := soundArchive(t)
	license, program := sound[0], sound[1]
	with := func(e entry, change func(*entry)) entry {
		change(&e)
		return e
	}
	for name, c := range map[string]struct {
		entries []entry
		bom     string
		want    string
	}{
		"one file more":  {[]entry{license, program, {"README.md", 0o644, nil}}, bom(version), "the archive: README.md is not to be there"},
		"no licence":     {[]entry{program}, bom(version), "the archive: LICENSE is missing"},
		"no program":     {[]entry{license}, bom(version), "the archive: terraform-provider-bos_v" + version},
		"a file twice":   {[]entry{license, license, program}, bom(version), "twice"},
		"another name":   {[]entry{license, with(program, func(e *entry) { e.name = "terraform-provider-bos" })}, bom(version), "terraform-provider-bos is not to be there"},
		"not executable": {[]entry{license, with(program, func(e *entry) { e.mode = 0o644 })}, bom(version), "has the mode -rw-r--r--"},
		"a link":         {[]entry{with(license, func(e *entry) { e.mode |= os.ModeSymlink }), program}, bom(version), "LICENSE has the mode L"},
		"not Go":         {[]entry{license, with(program, func(e *entry) { e.text = []byte("#!/bin/sh\n") })}, bom(version), "terraform-provider-bos_v"},
		"paths in it":    {[]entry{license, with(program, func(e *entry) { e.text = goProgram(t) })}, bom(version), "-trimpath="},
		"another's SBOM": {sound, bom("0.2.0"), "terraform-provider-bos v0.2.0"},
		"an empty SBOM":  {sound, `{"bomFormat": "CycloneDX", "metadata": {"component": {"name": "x/terraform-provider-bos", "version": "v` + version + `"}}}`, "does not list"},
		"no SBOM":        {sound, "<xml/>", "the SBOM of"},
	} {
		t.Run(name, func(t *testing.T) {
			r := writeRelease(t, writeArchive(t, c.entries), c.bom)

			_, err := openRelease(r.dir, version, []string{platform})

			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// The program of another platform under the name of this one.
func TestRelease_otherPlatform(t *testing.T) {
	r := writeRelease(t, nil, bom(version))
	other := "plan9_" + strings.SplitN(platform, "_", 2)[1]
	for _, suffix := range []string{"", ".cdx.json"} {
		if err := os.Rename(r.path(r.archive(platform)+suffix), r.path(r.archive(other)+suffix)); err != nil {
			t.Fatal(err)
		}
	}
	r.platforms = []string{other}
	r.write(t, r.archive(other), string(writeArchive(t, soundArchive(t))))
	r.sign(t)

	_, err := openRelease(r.dir, version, []string{other})

	if err == nil || !strings.Contains(err.Error(), "instead of plan9") {
		t.Errorf("got %v", err)
	}
}

// What is checked is what is built.
func TestPlatforms_areThoseOfGoreleaser(t *testing.T) {
	text, err := os.ReadFile("../../../.goreleaser.yml")
	if err != nil {
		t.Fatal(err)
	}
	var built []string
	for _, match := range regexp.MustCompile(`(?m)^      - ([a-z0-9]+_[a-z0-9]+)$`).FindAllStringSubmatch(string(text), -1) {
		built = append(built, match[1])
	}

	if err := same(".goreleaser.yml", built, strings.Split(allPlatforms, ",")); err != nil {
		t.Error(err)
	}
}
