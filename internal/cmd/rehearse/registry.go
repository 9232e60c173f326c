// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"net/http"
	"strings"
)

// registry answers as the registries do about one release: the provider registry
// protocol, as far as init needs it. Unlike a mirror it has the engines verify the
// signature of SHA256SUMS, and write all its hashes into the lock file.
type registry struct {
	release *release
	key     string // the public key that signs, in ASCII armor
	base    string // the path that files are under
}

func (g *registry) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	prefix := g.base + "/v1/" + address + "/"
	switch rest := strings.TrimPrefix(r.URL.Path, prefix); {
	case rest == "versions":
		answer(w, g.versions())
	case strings.HasPrefix(rest, g.release.version+"/download/"):
		platform := strings.ReplaceAll(strings.TrimPrefix(rest, g.release.version+"/download/"), "/", "_")
		if g.release.sums[g.release.archive(platform)] == "" {
			http.NotFound(w, r)
			return
		}
		answer(w, g.download(platform))
	case strings.HasPrefix(r.URL.Path, g.base+"/files/"):
		http.StripPrefix(g.base+"/files/", http.FileServer(http.Dir(g.release.dir))).ServeHTTP(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (g *registry) versions() any {
	type platform struct {
		OS   string `json:"os"`
		Arch string `json:"arch"`
	}
	var platforms []platform
	for _, name := range g.release.platforms {
		system, architecture, _ := strings.Cut(name, "_")
		platforms = append(platforms, platform{system, architecture})
	}

	return map[string]any{"versions": []any{map[string]any{
		"version": g.release.version, "protocols": []string{"6.0"}, "platforms": platforms,
	}}}
}

func (g *registry) download(platform string) any {
	system, architecture, _ := strings.Cut(platform, "_")
	archive := g.release.archive(platform)
	file := func(name string) string { return g.base + "/files/" + name }

	return map[string]any{
		"protocols": []string{"6.0"}, "os": system, "arch": architecture,
		"filename": archive, "download_url": file(archive), "shasum": g.release.sums[archive],
		"shasums_url":           file(g.release.name("SHA256SUMS")),
		"shasums_signature_url": file(g.release.name("SHA256SUMS.sig")),
		"signing_keys":          map[string]any{"gpg_public_keys": []any{map[string]any{"ascii_armor": g.key}}},
	}
}

func answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}
