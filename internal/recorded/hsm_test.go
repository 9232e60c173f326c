// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package recorded

import (
	"os"
	"path/filepath"
	"testing"
)

func TestHSM_folder(t *testing.T) {
	root := tree(t, "hsm/recordings/a.json", "hsm/recordings/b.json", "hsm/vectors/c.json")
	t.Setenv(HSMVariable, filepath.Join(root, "hsm", "recordings"))
	t.Setenv(VectorsVariable, filepath.Join(root, "hsm", "vectors"))

	exchanges, vectors := HSM(t), Vectors(t)

	if exchanges.Name != filepath.Join("hsm", "recordings") || len(exchanges.Files()) != 2 {
		t.Errorf("%+v", exchanges)
	}
	if vectors.Name != filepath.Join("hsm", "vectors") || len(vectors.Files()) != 1 {
		t.Errorf("%+v", vectors)
	}
}

// failing records whether a test was skipped or failed.
type failing struct {
	testing.TB

	skipped, failed bool
}

func (f *failing) Helper() {}

func (f *failing) Skipf(string, ...any) { f.skipped = true }

func (f *failing) Fatalf(string, ...any) { f.failed = true }

// TestHSM_missing: without recordings a test is skipped, but neither in CI nor
// where their folder was named.
func TestHSM_missing(t *testing.T) {
	t.Chdir(t.TempDir())
	empty := t.TempDir()
	for name, c := range map[string]struct {
		ci, dir string
		skipped bool
	}{
		"nothing":                  {"", "", true},
		"in CI":                    {"true", "", false},
		"named and missing":        {"", filepath.Join(empty, "none"), false},
		"named and without a file": {"", empty, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("CI", c.ci)
			t.Setenv(HSMVariable, c.dir)
			if c.dir == "" {
				_ = os.Unsetenv(HSMVariable)
			}
			f := &failing{TB: t}

			HSM(f)

			if f.skipped != c.skipped || f.failed == c.skipped {
				t.Errorf("skipped %v, failed %v", f.skipped, f.failed)
			}
		})
	}
}
