// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// The hosts that "bosops/bos" means in a configuration for each engine.
const (
	terraformHost = "registry.terraform.io"
	tofuHost      = "registry.opentofu.org"
)

const address = "bosops/bos"

// writeMirror lays a release out as the engines look for providers in a mirror.
// The same folder serves as filesystem_mirror, whose layout for zips it is, and,
// behind a web server, as network_mirror, for which it has the two kinds of JSON:
// `terraform providers mirror` makes the same of a release in a registry.
func writeMirror(r *release, dir string) error {
	type archive struct {
		URL    string   `json:"url"`
		Hashes []string `json:"hashes"`
	}
	archives := map[string]archive{}
	for _, platform := range r.platforms {
		archives[platform] = archive{r.archive(platform), []string{r.h1[platform], r.zh(platform)}}
	}
	for _, host := range []string{terraformHost, tofuHost} {
		folder := filepath.Join(dir, host, filepath.FromSlash(address))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		for _, platform := range r.platforms {
			if err := copyFile(r.path(r.archive(platform)), filepath.Join(folder, r.archive(platform))); err != nil {
				return err
			}
		}
		index := map[string]any{"versions": map[string]any{r.version: struct{}{}}}
		if err := writeJSON(filepath.Join(folder, "index.json"), index); err != nil {
			return err
		}
		if err := writeJSON(filepath.Join(folder, r.version+".json"), map[string]any{"archives": archives}); err != nil {
			return err
		}
	}

	return nil
}

func writeJSON(path string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}

	return os.WriteFile(path, append(text, '\n'), 0o644)
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}

	return os.WriteFile(to, content, 0o644)
}
