// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// program is the name of the provider in the archive of a platform.
func (r *release) program(platform string) string {
	name := project + "_v" + r.version
	if strings.HasPrefix(platform, "windows_") {
		name += ".exe"
	}

	return name
}

// checkArchive checks that an archive holds the licence and a program of its
// platform, and nothing else. It returns the hash of what the archive holds.
func (r *release) checkArchive(platform string) (string, error) {
	archive, err := zip.OpenReader(r.path(r.archive(platform)))
	if err != nil {
		return "", err
	}
	defer archive.Close()
	wanted := map[string]fs.FileMode{"LICENSE": 0o644, r.program(platform): 0o755}
	var found, names []string
	for _, file := range archive.File {
		found = append(found, file.Name)
	}
	for name := range wanted {
		names = append(names, name)
	}
	if err := same("the archive", found, names); err != nil {
		return "", err
	}
	if len(found) != len(names) {
		return "", fmt.Errorf("the archive has a file twice: %v", found)
	}
	for _, file := range archive.File {
		if file.Mode() != wanted[file.Name] {
			return "", fmt.Errorf("%s has the mode %v instead of %v", file.Name, file.Mode(), wanted[file.Name])
		}
		if file.Name != "LICENSE" {
			if err := checkProgram(file, platform); err != nil {
				return "", err
			}
		}
	}

	return contentHash(&archive.Reader)
}

// checkProgram checks how the program was built, which it says itself.
func checkProgram(file *zip.File, platform string) error {
	content, err := file.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	program, err := io.ReadAll(content)
	if err != nil {
		return err
	}
	info, err := buildinfo.Read(bytes.NewReader(program))
	if err != nil {
		return fmt.Errorf("%s: %w", file.Name, err)
	}
	system, architecture, _ := strings.Cut(platform, "_")
	settings := map[string]string{}
	for _, setting := range info.Settings {
		settings[setting.Key] = setting.Value
	}
	for _, wanted := range []struct{ key, value string }{
		{"GOOS", system},
		{"GOARCH", architecture},
		{"CGO_ENABLED", "0"},
		{"-trimpath", "true"},
		{"vcs.modified", "false"},
	} {
		if got := settings[wanted.key]; got != wanted.value {
			return fmt.Errorf("%s was built with %s=%s instead of %s", file.Name, wanted.key, got, wanted.value)
		}
	}

	return nil
}

// contentHash is the hash "h1:" of the engines' lock files: that of the names and
// the hashes of the files in an archive, however they are compressed.
func contentHash(archive *zip.Reader) (string, error) {
	files := slices.SortedFunc(slices.Values(archive.File), func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	whole := sha256.New()
	for _, file := range files {
		content, err := file.Open()
		if err != nil {
			return "", err
		}
		hash := sha256.New()
		_, err = io.Copy(hash, content)
		content.Close()
		if err != nil {
			return "", err
		}
		fmt.Fprintf(whole, "%x  %s\n", hash.Sum(nil), file.Name)
	}

	return "h1:" + base64.StdEncoding.EncodeToString(whole.Sum(nil)), nil
}

// checkBOM checks that a platform's SBOM is one of this version, with the module
// of the plugin framework and the standard library.
func (r *release) checkBOM(platform string) error {
	text, err := os.ReadFile(r.path(r.archive(platform) + ".cdx.json"))
	if err != nil {
		return err
	}
	var bom struct {
		Format   string `json:"bomFormat"`
		Metadata struct {
			Component struct{ Name, Version string }
		}
		Components []struct{ Name, Version string }
	}
	if err := json.Unmarshal(text, &bom); err != nil {
		return err
	}
	if main := bom.Metadata.Component; bom.Format != "CycloneDX" || !strings.HasSuffix(main.Name, "/"+project) || main.Version != "v"+r.version {
		return fmt.Errorf("it is a %q of %s %s", bom.Format, main.Name, main.Version)
	}
	for _, wanted := range []string{"github.com/hashicorp/terraform-plugin-framework", "std"} {
		if !slices.ContainsFunc(bom.Components, func(c struct{ Name, Version string }) bool { return c.Name == wanted && c.Version != "" }) {
			return fmt.Errorf("it does not list %s", wanted)
		}
	}

	return nil
}
