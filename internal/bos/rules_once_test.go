// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// literals returns the literals in the Go files of the folders, tests aside, by file.
func literals(t *testing.T, folders ...string) map[string][]*ast.BasicLit {
	t.Helper()
	found := map[string][]*ast.BasicLit{}
	for _, folder := range folders {
		paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: %d files, %v", folder, len(paths), err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(node ast.Node) bool {
				if literal, ok := node.(*ast.BasicLit); ok {
					found[path] = append(found[path], literal)
				}
				return true
			})
		}
	}
	return found
}

// Each maximum of BOS is a constant of maxima.go, and no other file writes the number.
func TestMaxima_areWrittenOnce(t *testing.T) {
	t.Parallel()
	all := literals(t, ".", "../provider")
	var maxima []string
	for _, literal := range all["maxima.go"] {
		// Small numbers, and the length at which errors are cut, mean other things elsewhere.
		if n, err := strconv.Atoi(literal.Value); err == nil && n > 100 && n != 512 {
			maxima = append(maxima, literal.Value)
		}
	}
	if !slices.Contains(maxima, "524288") || !slices.Contains(maxima, "127") {
		t.Fatalf("maxima.go has the numbers %v", maxima)
	}
	for path, literals := range all {
		for _, literal := range literals {
			value := strings.ReplaceAll(literal.Value, "_", "")
			if path != "maxima.go" && literal.Kind == token.INT && slices.Contains(maxima, value) {
				t.Errorf("%s: %s is a maximum of BOS: use its constant of maxima.go", path, literal.Value)
			}
		}
	}
}

// Only xname.go has a regular expression that tells xnames from other names.
func TestXnames_areParsedInOneFile(t *testing.T) {
	t.Parallel()
	const xname, other = "x3000c0s1b0n0", "y3000d0t1e0m0"
	control := 0
	for path, literals := range literals(t, ".", "../provider") {
		for _, literal := range literals {
			text, err := strconv.Unquote(literal.Value)
			if literal.Kind != token.STRING || err != nil || !strings.ContainsAny(text, `\[(`) {
				continue
			}
			pattern, err := regexp.Compile(text)
			if err != nil || !pattern.MatchString(xname) || pattern.MatchString(other) {
				continue
			}
			control++
			if path != "xname.go" {
				t.Errorf("%s: %s matches xnames: parse them with ParseXname", path, literal.Value)
			}
		}
	}
	if control != 1 {
		t.Errorf("%d patterns of xnames found, want that of xname.go", control)
	}
}
