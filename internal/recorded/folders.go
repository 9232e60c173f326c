// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

// Package recorded finds the exchanges with real BOS servers that tests replay.
// They are not part of the repository.
package recorded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Variable is the environment variable with a list of directories of recordings,
// separated as in PATH. Each is a folder of recordings or contains such folders,
// and includes its numbered siblings: recordings implies recordings-2.
const Variable = "BOS_RECORDINGS"

// beside is the default directory of the recordings, relative to the repository's
// root.
var beside = filepath.Join("..", "shared", "recordings")

// Folder is a folder of recordings, each of which is a *.json file.
type Folder struct {
	Path string
	Name string // for messages: the directory's and its own, such as recordings-2/v2
	API  string // v1 or v2
}

// Files returns the paths of the recordings, sorted.
func (f Folder) Files() []string {
	files, _ := filepath.Glob(filepath.Join(f.Path, "*.json"))

	return files
}

// Release returns the folder's own name, such as v1-csm-1.3.
func (f Folder) Release() string { return filepath.Base(f.Path) }

// Folders returns all folders. If there are none it skips the test, but fails it
// in CI (CI=true) and if Variable is set.
func Folders(t testing.TB) []Folder {
	t.Helper()
	folders, err := find(os.Getenv(Variable))
	switch {
	case err == nil:
		return folders
	case errors.Is(err, fs.ErrNotExist) && os.Getenv(Variable) == "" && os.Getenv("CI") != "true":
		t.Skipf("%s is not set and %s does not exist: nothing to replay", Variable, beside)
	default:
		t.Fatalf("the recordings of BOS cannot be read: %v", err)
	}

	return nil
}

func find(list string) ([]Folder, error) {
	if list == "" {
		list = beside
	}
	var folders []Folder
	for _, dir := range filepath.SplitList(list) {
		dirs, err := siblings(fromRepositoryRoot(dir))
		if err != nil {
			return nil, err
		}
		for _, dir := range dirs {
			more, err := foldersIn(dir)
			if err != nil {
				return nil, err
			}
			for _, folder := range more {
				if !slices.ContainsFunc(folders, func(f Folder) bool { return f.Path == folder.Path }) {
					folders = append(folders, folder)
				}
			}
		}
	}

	return folders, nil
}

// fromRepositoryRoot resolves a relative directory as its user meant it: relative
// to where `go test ./internal/bossim` was run. Tests run in their package's
// folder.
func fromRepositoryRoot(dir string) string {
	if _, err := os.Stat(dir); err == nil || filepath.IsAbs(dir) {
		return dir
	}

	return filepath.Join("..", "..", dir)
}

var number = regexp.MustCompile(`^-[0-9]+$`)

// siblings returns the directory and those with the same name and a number.
func siblings(dir string) ([]string, error) {
	if _, err := os.Stat(dir); err != nil {
		return nil, err
	}
	dir = filepath.Clean(dir)
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		return nil, err
	}
	dirs := []string{dir}
	for _, entry := range entries {
		rest, isSibling := strings.CutPrefix(entry.Name(), filepath.Base(dir))
		if isSibling && number.MatchString(rest) {
			dirs = append(dirs, filepath.Join(filepath.Dir(dir), entry.Name()))
		}
	}

	return dirs, nil
}

// foldersIn returns the folders of a directory, or the directory itself if it
// contains recordings.
func foldersIn(dir string) ([]Folder, error) {
	candidates := []string{dir}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		if entry.IsDir() {
			candidates = append(candidates, filepath.Join(dir, entry.Name()))
		}
	}
	var folders []Folder
	for _, path := range candidates {
		folder := Folder{Path: path, Name: filepath.Join(filepath.Base(filepath.Dir(path)), filepath.Base(path))}
		files := folder.Files()
		if len(files) == 0 {
			continue
		}
		if folder.API, err = apiOf(files); err != nil {
			return nil, err
		}
		folders = append(folders, folder)
	}
	if len(folders) == 0 {
		return nil, fmt.Errorf("%s: no recordings", dir)
	}

	return folders, nil
}

var pathOfV = regexp.MustCompile(`"path": *"(?:/apis/bos)?/(v[12])[/"?]`)

// apiOf returns the version of the API of most of a folder's requests.
func apiOf(files []string) (string, error) {
	count := map[string]int{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		if m := pathOfV.FindSubmatch(text); m != nil {
			count[string(m[1])]++
		}
	}

	return slices.MaxFunc([]string{"v2", "v1"}, func(a, b string) int { return count[a] - count[b] }), nil
}
