// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The hash is that of `sha256sum a b/c | sha256sum`, as golang.org/x/mod/sumdb/dirhash
// has it: of the files in the order of their names, however they are packed.
func TestContentHash(t *testing.T) {
	for _, entries := range [][]entry{
		{{"a", 0o644, []byte("1\n")}, {"b/c", 0o755, []byte("2\n")}},
		{{"b/c", 0o644, []byte("2\n")}, {"a", 0o600, []byte("1\n")}},
	} {
		archive := writeArchive(t, entries)
		reader, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := contentHash(reader); err != nil || got != "h1:EFgNTzuqmE6UxQvKTCz8FWQW2n42z9coPl8E/aGVzzI=" {
			t.Errorf("%s, %v", got, err)
		}
	}
}

func opened(t *testing.T) *release {
	t.Helper()
	r := writeRelease(t, writeArchive(t, soundArchive(t)), bom(version))
	got, err := openRelease(r.dir, version, []string{platform})
	if err != nil {
		t.Fatal(err)
	}

	return got
}

func TestMirror_hasWhatTheProtocolsAskFor(t *testing.T) {
	r, dir := opened(t), t.TempDir()

	if err := writeMirror(r, dir); err != nil {
		t.Fatal(err)
	}

	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		folder := filepath.Join(dir, host, "bosops", "bos")
		var index struct{ Versions map[string]struct{} }
		var archives struct {
			Archives map[string]struct {
				URL    string
				Hashes []string
			}
		}
		for name, into := range map[string]any{"index.json": &index, version + ".json": &archives} {
			text, err := os.ReadFile(filepath.Join(folder, name))
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(text, into); err != nil {
				t.Fatal(err)
			}
		}
		if _, found := index.Versions[version]; !found || len(index.Versions) != 1 {
			t.Errorf("%s: versions %v", host, index.Versions)
		}
		archive := archives.Archives[platform]
		if sum, err := fileSum(filepath.Join(folder, archive.URL)); err != nil || strings.Join(archive.Hashes, " ") != r.h1[platform]+" zh:"+sum {
			t.Errorf("%s: %v, %v", host, archive, err)
		}
	}
}

func TestRegistry_answers(t *testing.T) {
	r := opened(t)
	front := httptest.NewServer(&registry{release: r, key: "a key", base: "/x"})
	t.Cleanup(front.Close)
	slashed := strings.Replace(platform, "_", "/", 1)
	sum := r.sums[r.archive(platform)]
	for path, want := range map[string]string{
		"/x/v1/bosops/bos/versions":                                  `"version":"` + version + `"`,
		"/x/v1/bosops/bos/" + version + "/download/" + slashed:       `"shasum":"` + sum + `"`,
		"/x/files/" + r.name("SHA256SUMS"):                           sum + "  " + r.archive(platform),
		"/x/files/" + r.name("SHA256SUMS.sig"):                       "signature",
		"/x/v1/bosops/bos/" + version + "/download/plan9/mips":       "",
		"/x/v1/bosops/bos/0.0.1/download/" + slashed:                 "",
		"/x/v1/bosops/other/versions":                                "",
		"/v1/bosops/bos/versions":                                    "",
		"/x/files/../../etc/passwd":                                  "",
		"/x/v1/bosops/bos/" + version + "/download/" + slashed + "x": "",
	} {
		response, err := front.Client().Get(front.URL + path) //nolint:noctx // a server of this test
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if found := response.StatusCode == http.StatusOK; found != (want != "") || !strings.Contains(string(body), want) {
			t.Errorf("%s: %d %s, want %q", path, response.StatusCode, body, want)
		}
	}
}

func TestForge_changesTheArchiveAndItsChecksum(t *testing.T) {
	r := opened(t)
	archive := r.archive(platform)

	forged, err := forge(r, archive, filepath.Join(t.TempDir(), "forged"))
	if err != nil {
		t.Fatal(err)
	}

	sums, err := readSums(forged.path(r.name("SHA256SUMS")))
	if err != nil {
		t.Fatal(err)
	}
	if sum, err := fileSum(forged.path(archive)); err != nil || sums[archive] != sum || sum == r.sums[archive] {
		t.Errorf("SHA256SUMS has %s for what is %s and was %s, %v", sums[archive], sum, r.sums[archive], err)
	}
	if forged.sums[archive] != sums[archive] || len(sums) != len(r.sums) {
		t.Errorf("the copy has %v, the file %v", forged.sums, sums)
	}
}

func TestCheckLock(t *testing.T) {
	r := opened(t)
	lock := func(version string, hashes ...string) string {
		return `provider "registry.terraform.io/bosops/bos" {
  version     = "` + version + `"
  constraints = "` + version + `"
  hashes = [
    "` + strings.Join(hashes, "\",\n    \"") + `",
  ]
}
`
	}
	whole := []string{r.h1[platform]}
	for _, sum := range r.sums {
		whole = append(whole, "zh:"+sum)
	}
	stranger := "zh:" + strings.Repeat("0", 64)
	for name, c := range map[string]struct {
		lock   string
		signed bool
		counts string
		want   string
	}{
		"from a mirror":              {lock(version, whole[0]), false, "1 h1, 0 zh", ""},
		"from a mirror, with zh":     {lock(version, whole[0], r.zh(platform)), false, "1 h1, 1 zh", ""},
		"from a registry":            {lock(version, whole...), true, "1 h1, 3 zh", ""},
		"another version":            {lock("0.1.0", whole...), true, "", "not one of " + version},
		"another hash":               {lock(version, append([]string{stranger}, whole...)...), true, "", stranger},
		"no hash of the content":     {lock(version, whole[1:]...), true, "", "lacks h1:"},
		"from a registry, unsigned":  {lock(version, whole[0]), true, "", "lacks zh:"},
		"from a registry, one short": {lock(version, whole[:3]...), true, "", "lacks zh:"},
	} {
		t.Run(name, func(t *testing.T) {
			counts, err := checkLock(c.lock, r, platform, c.signed)

			if counts != c.counts || (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("%q, %v; want %q, %q", counts, err, c.counts, c.want)
			}
		})
	}
}
