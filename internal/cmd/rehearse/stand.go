// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// stand has a release as mirrors and a registry offer it, and the same with one
// archive, that of this platform, in another's place.
type stand struct {
	dir     string
	release *release
	shop    *shop
}

// The folders of the stand, which are also where the shop has them.
const (
	trueMirror     = "mirror"
	tamperedMirror = "tampered-mirror"
	trueFiles      = "registry"
	tamperedFiles  = "tampered-registry"
)

func build(ctx context.Context, r *release, keyFile, dir string) (*stand, error) {
	key, err := os.ReadFile(keyFile)
	if err != nil {
		return nil, err
	}
	s := &stand{dir: dir, release: r}
	for _, name := range []string{trueMirror, tamperedMirror} {
		if err := writeMirror(r, filepath.Join(dir, name)); err != nil {
			return nil, err
		}
	}
	archive := r.archive(runtime.GOOS + "_" + runtime.GOARCH)
	for _, host := range []string{terraformHost, tofuHost} {
		path := filepath.Join(dir, tamperedMirror, host, filepath.FromSlash(address), archive)
		if err := changeArchive(r.path(archive), path); err != nil {
			return nil, err
		}
	}
	forged, err := forge(r, archive, filepath.Join(dir, tamperedFiles))
	if err != nil {
		return nil, err
	}
	handlers := map[string]http.Handler{
		"/" + trueFiles + "/":     &registry{release: r, key: string(key), base: "/" + trueFiles},
		"/" + tamperedFiles + "/": &registry{release: forged, key: string(key), base: "/" + tamperedFiles},
	}
	for _, name := range []string{trueMirror, tamperedMirror} {
		handlers["/"+name+"/"] = http.StripPrefix("/"+name+"/", http.FileServer(http.Dir(filepath.Join(dir, name))))
	}
	s.shop, err = openShop(ctx, dir, handlers)

	return s, err
}

// forge copies a release with another archive, and SHA256SUMS that are right about
// it: only the signature is not.
func forge(r *release, archive, dir string) (*release, error) {
	forged := *r
	forged.dir, forged.sums = dir, map[string]string{}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, err
	}
	if err := changeArchive(r.path(archive), forged.path(archive)); err != nil {
		return nil, err
	}
	if err := copyFile(r.path(r.name("SHA256SUMS.sig")), forged.path(r.name("SHA256SUMS.sig"))); err != nil {
		return nil, err
	}
	changed, err := fileSum(forged.path(archive))
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(r.path(r.name("SHA256SUMS")))
	if err != nil {
		return nil, err
	}
	for name, sum := range r.sums {
		forged.sums[name] = sum
	}
	forged.sums[archive] = changed
	text = []byte(strings.ReplaceAll(string(text), r.sums[archive], changed))

	return &forged, os.WriteFile(forged.path(r.name("SHA256SUMS")), text, 0o644)
}

// changeArchive copies an archive with one more byte in each file.
func changeArchive(from, to string) error {
	reader, err := zip.OpenReader(from)
	if err != nil {
		return err
	}
	defer reader.Close()
	file, err := os.Create(to)
	if err != nil {
		return err
	}
	defer file.Close()
	writer := zip.NewWriter(file)
	for _, old := range reader.File {
		content, err := old.Open()
		if err != nil {
			return err
		}
		changed, err := writer.CreateHeader(&zip.FileHeader{Name: old.Name, Method: zip.Deflate, ExternalAttrs: old.ExternalAttrs, CreatorVersion: old.CreatorVersion})
		if err != nil {
			return err
		}
		_, err = io.Copy(changed, io.MultiReader(content, strings.NewReader("\n")))
		content.Close()
		if err != nil {
			return err
		}
	}
	if err := writer.Close(); err != nil {
		return err
	}

	return file.Close()
}

// sources are where an engine can install the release from.
func (s *stand) sources(e engine) []source {
	const (
		asLocked    = "doesn't match any of the checksums previously recorded"
		asPublished = "doesn't match the any of the expected checksums"
	)
	from := func(text string) string {
		return "provider_installation {\n  " + text + "\n}\n"
	}
	folder := func(name string) string {
		return from(fmt.Sprintf("filesystem_mirror {\n    path = %q\n  }", filepath.Join(s.dir, name)))
	}
	network := func(name string) string {
		return from(fmt.Sprintf("network_mirror {\n    url = %q\n  }", s.shop.url+"/"+name+"/"))
	}
	host := func(name string) string {
		return fmt.Sprintf("host %q {\n  services = {\n    \"providers.v1\" = %q\n  }\n}\n\n", e.host(), s.shop.url+"/"+name+"/v1/") +
			from("direct {}")
	}

	return []source{
		{
			name: "filesystem mirror", config: folder(trueMirror), tampered: folder(tamperedMirror), locked: true,
			refusal: map[string]string{"Terraform": asLocked, "OpenTofu": asLocked},
		},
		{
			name: "network mirror", config: network(trueMirror), tampered: network(tamperedMirror), path: "/" + trueMirror + "/",
			refusal: map[string]string{"Terraform": asPublished, "OpenTofu": asPublished},
		},
		{
			name: "registry", config: host(trueFiles), tampered: host(tamperedFiles), path: "/" + trueFiles + "/", signed: true,
			refusal: map[string]string{"Terraform": "error checking signature", "OpenTofu": "error checking signature"},
		},
	}
}
