// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

var (
	recipesFile   = regexp.MustCompile(`\{\{ ?(?:tffile|codefile "[a-z]+") "examples/recipes/([^"]+)" ?\}\}`)
	recipesTestOf = regexp.MustCompile(`newRecipe\(t, \w+, "([a-z-]+)"\)|\.recipe\("([a-z-]+)"\)`)
)

// The guide shows each file of each recipe, and each recipe is applied by a test.
func TestRecipes_guideShowsThem(t *testing.T) {
	guide, err := os.ReadFile(recipesGuide)
	if err != nil {
		t.Fatal(err)
	}
	var shown, applied []string
	for _, file := range recipesFile.FindAllStringSubmatch(string(guide), -1) {
		shown = append(shown, file[1])
	}
	tests, err := filepath.Glob("recipes_*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		content, err := os.ReadFile(test)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range recipesTestOf.FindAllStringSubmatch(string(content), -1) {
			applied = append(applied, name[1]+name[2])
		}
	}
	files, err := filepath.Glob(filepath.Join(recipes, "*", "*"))
	if err != nil || len(files) == 0 {
		t.Fatal("no recipes", err)
	}
	for _, file := range files {
		name := filepath.Base(filepath.Dir(file))
		if !slices.Contains(shown, name+"/"+filepath.Base(file)) {
			t.Errorf("the guide does not show %s", file)
		}
		if !slices.Contains(applied, name) {
			t.Errorf("no test applies %s", name)
		}
	}
}
