// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package recorded

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// The environment variables that name what was recorded of the hardware state
// manager: the folder of exchanges with it, and the folder of a system and of what
// BOS's own code chose from it.
const (
	HSMVariable     = "HSM_RECORDINGS"
	VectorsVariable = "BOS_VECTORS"
)

var (
	besideHSM     = filepath.Join("..", "shared", "hsm", "recordings")
	besideVectors = filepath.Join("..", "shared", "hsm", "vectors")
)

// HSM returns the folder of the exchanges with HSM. If there is none it skips the
// test, but fails it in CI (CI=true) and if HSMVariable is set.
func HSM(t testing.TB) Folder {
	t.Helper()

	return folderOf(t, HSMVariable, besideHSM)
}

// Vectors returns the folder of the system and BOS's choices, as HSM does.
func Vectors(t testing.TB) Folder {
	t.Helper()

	return folderOf(t, VectorsVariable, besideVectors)
}

func folderOf(t testing.TB, variable, beside string) Folder {
	t.Helper()
	dir := os.Getenv(variable)
	if dir == "" {
		dir = beside
	}
	dir = fromRepositoryRoot(dir)
	folder := Folder{Path: dir, Name: filepath.Join(filepath.Base(filepath.Dir(dir)), filepath.Base(dir))}
	_, err := os.Stat(dir)
	switch {
	case err == nil && len(folder.Files()) > 0:
		return folder
	case errors.Is(err, fs.ErrNotExist) && os.Getenv(variable) == "" && os.Getenv("CI") != "true":
		t.Skipf("%s is not set and %s does not exist: nothing to replay", variable, beside)
	case err == nil:
		t.Fatalf("%s: no recordings", dir)
	default:
		t.Fatalf("%s: %v", variable, err)
	}

	return Folder{}
}
