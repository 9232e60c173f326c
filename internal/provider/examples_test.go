// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// examples is how many sessions each example starts. The quick start is one
// configuration; every other file is one of its own.
var examples = map[string]int{
	"quickstart":                                            1,
	"quickstart-v1/main.tf":                                 1, // on v2 here; the demo plays it on v1
	"provider/provider.tf":                                  0,
	"resources/bos_session/resource.tf":                     1,
	"resources/bos_session/resource_trigger.tf":             1,
	"resources/bos_session/resource_shutdown.tf":            1,
	"resources/bos_session/resource_without_waiting.tf":     1,
	"resources/bos_session/resource_staged.tf":              1,
	"resources/bos_session_template/resource_node_list.tf":  0,
	"resources/bos_session_template/resource_replace.tf":    0,
	"resources/bos_options/resource_limits.tf":              0,
	"data-sources/bos_sessions/data-source_running.tf":      0,
	"resources/bos_session/import-by-string-id.tf":          0,
	"resources/bos_session/import-by-identity.tf":           0,
	"resources/bos_session_template/resource.tf":            1,
	"resources/bos_session_template/import-by-string-id.tf": 0,
	"resources/bos_session_template/import-by-identity.tf":  0,
	"resources/bos_options/resource.tf":                     0,
	"resources/bos_options/import-by-string-id.tf":          0,
	"resources/bos_staged_session_application/resource.tf":  1,
	"data-sources/bos_session/data-source.tf":               0,
	"data-sources/bos_sessions/data-source.tf":              0,
	"data-sources/bos_session_status/data-source.tf":        0,
	"data-sources/bos_version/data-source.tf":               0,
	"data-sources/bos_session_template/data-source.tf":      1,
	"data-sources/bos_session_templates/data-source.tf":     0,
	"data-sources/bos_component/data-source.tf":             0,
	"data-sources/bos_components/data-source.tf":            0,
	"data-sources/bos_options/data-source.tf":               0,
	"data-sources/bos_session_targets/data-source.tf":       1,
	"functions/limit/function.tf":                           2,
	"functions/expand_xnames/function.tf":                   1,
	"functions/nodes_of/function.tf":                        1,
	"functions/normalize_xname/function.tf":                 0,
	"functions/parse_xname/function.tf":                     0,
	"functions/session_template/function.tf":                0,
}

// Each example is applied as it stands to a system that has the session
// "reboot-2026-11-22", complete.
func TestExamples_apply(t *testing.T) {
	const root = "../../examples"
	found := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && slices.Contains([]string{"connect", "recipes", "actions", "bos_rolling_session"}, entry.Name()) {
			return fs.SkipDir // TestConnect_guide, TestRecipes_…, TestActionExamples and TestRolling_… apply what is in there
		}
		if err != nil || filepath.Ext(path) != ".tf" {
			return err
		}
		switch filepath.Base(filepath.Dir(path)) {
		case "mixed", "drift", "boot-plan", "watch", "pipelines": // TestExamples_mixed, TestExamples_watch, TestDrift_guide, TestBootPlans_guide, TestPipelines
			return nil
		}
		found++
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if filepath.Dir(path) == filepath.Join(root, "quickstart") {
			name = "quickstart"
		}
		t.Run(name, func(t *testing.T) { applyExample(t, name, path) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if found != len(examples) {
		t.Errorf("%d examples were found, want the %d that are listed in this test", found, len(examples))
	}
}

func applyExample(t *testing.T, name, path string) {
	t.Helper()
	want, listed := examples[name]
	if !listed {
		t.Fatal("say in this test how many sessions the example starts")
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bos := newSim(t)
	bos.URL += "/apis/bos" // so that the address of HSM follows from it
	bos.started(t, "", "reboot-2026-11-22", `"operation": "reboot", "template_name": "compute", "limit": "blue"`)
	bos.Clock.Advance(oneHour)
	t.Setenv("BOS_ENDPOINT", bos.URL)
	t.Setenv("TF_VAR_bos_endpoint", bos.URL)
	if strings.Contains(string(content), "identity = {") { // TestSession_identity needs no engine
		needsEngine(t, terraform112, "import by identity")
	}
	tf := newRealEngine(t, bos)

	tf.copyData(filepath.Dir(path))
	tf.copy(string(content))
	tf.must("apply", "-auto-approve")

	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantSent(t, 1+want, 1+want)
	tf.must("destroy", "-auto-approve")
	bos.wantSent(t, 1+want, 1+want)
}

// copyData copies the JSON files beside an example.
func (e *engine) copyData(from string) {
	e.t.Helper()
	files, err := filepath.Glob(filepath.Join(from, "*.json"))
	for _, file := range files {
		var content []byte
		if content, err = os.ReadFile(file); err != nil {
			break
		}
		if err = os.WriteFile(filepath.Join(e.dir, filepath.Base(file)), content, 0o600); err != nil {
			break
		}
	}
	if err != nil {
		e.t.Fatal(err)
	}
}

// copy makes an example the directory's configuration, as it stands.
func (e *engine) copy(example string) {
	e.t.Helper()
	files := map[string]string{"main.tf": example}
	if !strings.Contains(example, "required_providers") {
		files["versions.tf"] = requiredProviders
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(e.dir, name), []byte(content), 0o600); err != nil {
			e.t.Fatal(err)
		}
	}
	e.must("init", "-input=false")
}
