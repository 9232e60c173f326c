// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package recorded

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tree creates recordings with these paths in a new directory.
func tree(t *testing.T, files ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, file := range files {
		path := filepath.Join(root, file)
		api := "v2"
		if strings.Contains(file, "v1") {
			api = "v1"
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(`{"request":{"path": "/`+api+`/x"}}`), 0o600); err != nil {
			t.Fatal(err)
		}
	}

	return root
}

func TestFolders(t *testing.T) {
	root := tree(t, "recordings/v1/a.json", "recordings/v2/a.json", "recordings-2/v2/b.json", "recordings-3/c.json",
		"recordings-old/v2/d.json", "more/v1-csm-9/e.json", "empty/README")
	at := func(dirs ...string) string {
		for i, dir := range dirs {
			dirs[i] = filepath.Join(root, dir)
		}

		return strings.Join(dirs, string(os.PathListSeparator))
	}
	for name, test := range map[string]struct {
		list string
		want []string
	}{
		"a directory and its siblings": {at("recordings"), []string{
			"recordings/v1 v1", "recordings/v2 v2", "recordings-2/v2 v2", filepath.Base(root) + "/recordings-3 v2",
		}},
		"one sibling":              {at("recordings-2"), []string{"recordings-2/v2 v2"}},
		"one folder":               {at("recordings/v1"), []string{"recordings/v1 v1"}},
		"a list":                   {at("more", "recordings-2", "more"), []string{"more/v1-csm-9 v1", "recordings-2/v2 v2"}},
		"nothing recorded":         {at("empty"), nil},
		"a missing one":            {at("recordings-4"), nil},
		"a missing one of several": {at("more", "recordings-4"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			folders, err := find(test.list)

			var got []string
			for _, folder := range folders {
				got = append(got, filepath.ToSlash(folder.Name)+" "+folder.API)
			}
			if !slices.Equal(got, test.want) || (err == nil) != (test.want != nil) {
				t.Errorf("got %v, %v, want %v", got, err, test.want)
			}
		})
	}
	if _, err := find(at("recordings-4")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
