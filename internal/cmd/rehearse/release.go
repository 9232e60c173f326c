// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const project = "terraform-provider-bos"

// release is a folder with the files of a release, and nothing else.
type release struct {
	dir       string
	version   string
	platforms []string          // OS_ARCH, in order
	sums      map[string]string // the SHA256 of each file that SHA256SUMS has, in hex
	h1        map[string]string // the hash of what each platform's archive holds, as in a lock file
}

func (r *release) name(suffix string) string {
	return project + "_" + r.version + "_" + suffix
}

func (r *release) archive(platform string) string { return r.name(platform + ".zip") }

func (r *release) path(name string) string { return filepath.Join(r.dir, name) }

// zh is the hash of a platform's archive, as in a lock file.
func (r *release) zh(platform string) string { return "zh:" + r.sums[r.archive(platform)] }

// openRelease reads a release and checks it: that it has the files of a release
// for these platforms, not one more or less, that SHA256SUMS is right about them,
// and that each archive holds what it must.
func openRelease(dir, version string, platforms []string) (*release, error) {
	r := &release{dir: dir, version: version, platforms: slices.Sorted(slices.Values(platforms)), h1: map[string]string{}}
	if len(r.platforms) == 0 {
		return nil, fmt.Errorf("no platforms to check %s for", dir)
	}
	if err := r.checkNames(); err != nil {
		return nil, err
	}
	if err := r.checkSums(); err != nil {
		return nil, err
	}
	for _, platform := range r.platforms {
		hash, err := r.checkArchive(platform)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.archive(platform), err)
		}
		r.h1[platform] = hash
		if err := r.checkBOM(platform); err != nil {
			return nil, fmt.Errorf("the SBOM of %s: %w", r.archive(platform), err)
		}
	}

	return r, nil
}

// summed returns the names of the files that SHA256SUMS has.
func (r *release) summed() []string {
	names := []string{r.name("manifest.json")}
	for _, platform := range r.platforms {
		names = append(names, r.archive(platform), r.archive(platform)+".cdx.json")
	}
	slices.Sort(names)

	return names
}

func (r *release) checkNames() error {
	entries, err := os.ReadDir(r.dir)
	if err != nil {
		return err
	}
	var found []string
	for _, entry := range entries {
		if !entry.Type().IsRegular() {
			return fmt.Errorf("%s is no file", r.path(entry.Name()))
		}
		found = append(found, entry.Name())
	}
	wanted := append(r.summed(), r.name("SHA256SUMS"), r.name("SHA256SUMS.sig"))

	return same("the release", found, wanted)
}

func (r *release) checkSums() error {
	sums, err := readSums(r.path(r.name("SHA256SUMS")))
	if err != nil {
		return err
	}
	var found []string
	for name := range sums {
		found = append(found, name)
	}
	if err := same("SHA256SUMS", found, r.summed()); err != nil {
		return err
	}
	for name, want := range sums {
		got, err := fileSum(r.path(name))
		if err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("SHA256SUMS has %s for %s, which is %s", want, name, got)
		}
	}
	r.sums = sums

	return nil
}

// readSums reads a file of lines "HASH  NAME".
func readSums(path string) (map[string]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	sums := map[string]string{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		hash, name, found := strings.Cut(lines.Text(), "  ")
		raw, err := hex.DecodeString(hash)
		if !found || err != nil || len(raw) != sha256.Size || filepath.Base(name) != name {
			return nil, fmt.Errorf("%s: no line of checksums: %q", path, lines.Text())
		}
		if _, twice := sums[name]; twice {
			return nil, fmt.Errorf("%s has %s twice", path, name)
		}
		sums[name] = hash
	}

	return sums, lines.Err()
}

func fileSum(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", err
	}

	return hex.EncodeToString(hash.Sum(nil)), nil
}

// same compares lists of names, and says what is too much and what is missing.
func same(what string, found, wanted []string) error {
	var faults []string
	for _, name := range slices.Sorted(slices.Values(found)) {
		if !slices.Contains(wanted, name) {
			faults = append(faults, name+" is not to be there")
		}
	}
	for _, name := range slices.Sorted(slices.Values(wanted)) {
		if !slices.Contains(found, name) {
			faults = append(faults, name+" is missing")
		}
	}
	if len(faults) > 0 {
		return fmt.Errorf("%s: %s", what, strings.Join(faults, "; "))
	}

	return nil
}
