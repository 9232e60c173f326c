// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const recipeTemplate = "compute-26.11"

// A template goes from the file to BOS, from there into the file again, which changes nothing, and by the output to
// BOS under another name.
func TestRecipes_templateFile(t *testing.T) {
	commandsOf(t, recipesGuide)
	bos := recipeSystem(t)
	tf := newRecipe(t, bos, "template-file")
	file := filepath.Join(tf.dir, recipeTemplate+".json")
	described := func(name string) (template map[string]any) {
		bos.get(t, "/v2/sessiontemplates/"+name, &template)
		delete(template, "name")
		return template
	}

	tf.apply()

	bos.wantPuts(t, 1, 0)
	tf.again()
	var written map[string]any
	content, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(content, &written)
	}
	if delete(written, "name"); err != nil || !reflect.DeepEqual(described(recipeTemplate), written) {
		t.Errorf("BOS has %v, and the file %v (%v)", described(recipeTemplate), written, err)
	}

	tf.craysTemplates(t, bos)
	says(t, tf.asWritten(0), "No changes.")
	tf.again()

	tf.asWritten(0)
	created, err := os.ReadFile(filepath.Join(tf.dir, "created.json"))
	if err != nil {
		t.Fatal(err)
	}
	bos.sends(t, http.MethodPut, "/v2/sessiontemplates/copy", "", string(created))
	if original, copied := described(recipeTemplate), described("copy"); !reflect.DeepEqual(original, copied) {
		t.Errorf("BOS has %v, and made %v of the output", original, copied)
	}

	// One with nothing but what it needs.
	const small = `{"name": "compute-26.11", "boot_sets": {
		"compute": {"path": "s3://boot-images/1/manifest.json", "node_groups": ["blue"]}}}`
	if err := os.WriteFile(file, []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	tf.apply()
	bos.sends(t, http.MethodPut, "/v2/sessiontemplates/small", "", tf.must("output", "-raw", "for_cray"))
	if original, copied := described(recipeTemplate), described("small"); !reflect.DeepEqual(original, copied) {
		t.Errorf("BOS has %v, and made %v of the output", original, copied)
	}
	bos.wantPuts(t, 4, 0)
	bos.wantSent(t, 0, 0)
}

// craysTemplates puts a program beside the recipe that takes the guide's two commands of the Cray CLI: the first one
// prints the template as BOS has it, the second one keeps the file that BOS would get in created.json.
func (r *recipe) craysTemplates(t *testing.T, bos *sim) {
	t.Helper()
	var template any
	bos.get(t, "/v2/sessiontemplates/"+recipeTemplate, &template)
	printed, err := json.MarshalIndent(template, "", "  ")
	if err == nil {
		err = os.WriteFile(filepath.Join(r.dir, "described.json"), printed, 0o600)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(r.dir, "cray"), []byte(`#!/bin/sh
case "$*" in
"bos v2 sessiontemplates describe compute-26.11 --format json") cat described.json ;;
"bos v2 sessiontemplates create --file copy.json compute-26.11-copy") cp copy.json created.json ;;
*) exit 2 ;;
esac
`), 0o700) //nolint:gosec // a program
	}
	if err != nil {
		t.Fatal(err)
	}
}

// The production system is not touched while the test system's session fails.
func TestRecipes_twoSystems(t *testing.T) {
	t.Parallel() // it waits in real time
	commandsOf(t, recipesGuide)
	first, second := newHurried(t, ""), newHurried(t, "")
	tf := install(t, releases[0]).engine(t, first).recipe("two-systems")
	file := filepath.Join(tf.dir, "systems.auto.tfvars")
	text, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(filepath.Join(tf.dir, "token"), []byte("abcd"), 0o600)
	}
	values := strings.NewReplacer(
		"https://api.cmn.test.example.com/apis/bos", first.URL, "/etc/bos/test.token", "token",
		"https://api.cmn.production.example.com/apis/bos", second.URL, "/etc/bos/production.token", "token",
	).Replace(string(text))
	if err == nil {
		err = os.WriteFile(file, []byte(values), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	first.Inject(bossim.Fault{Method: http.MethodPost, Path: "/v2/sessions", Status: http.StatusForbidden})

	tf.fails("run=2026-11-22")

	first.wantSent(t, 0, 1)
	second.wantUntouched(t, "after a failure on the test system")
	first.Lift()
	tf.asWritten(0)
	if len(first.History()) != 1 || len(second.History()) != 1 {
		t.Fatalf("started: %v and %v", first.History(), second.History())
	}
	second.wantRan(t, ran{"reboot", greenNodes})
	tf.again("run=2026-11-22")
	second.wantRan(t, ran{"reboot", greenNodes})
	first.wantSent(t, 1, 2)
}
