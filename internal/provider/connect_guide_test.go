// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// guided is a section of the guide "Connect to your system" for one kind of people.
type guided struct {
	account  string
	sessions int // that its example starts
	// variables are those that its shell block exports, with values for the gateway; files are written besides.
	variables func(t *testing.T, g *gated) map[string]string
	after     func(t *testing.T, g *gated, tf *engine)
}

var guide = map[string]guided{
	"laptop": {"alice", 0, func(t *testing.T, g *gated) map[string]string {
		t.Helper()
		logIn(t, g.login(t, "alice"))
		return map[string]string{"BOS_TLS_CA_CERT_FILE": g.CAFile}
	}, nothingMore},

	"pipeline": {"admin-client", 1, func(_ *testing.T, g *gated) map[string]string {
		return map[string]string{
			"BOS_ENDPOINT": g.Endpoint, "BOS_TLS_CA_CERT_FILE": g.CAFile,
			"BOS_CLIENT_ID": "admin-client", "BOS_CLIENT_SECRET": "admin-client-secret",
		}
	}, func(t *testing.T, g *gated, tf *engine) {
		t.Helper()
		// A runner that is killed leaves no state.
		if err := os.Remove(filepath.Join(tf.dir, "terraform.tfstate")); err != nil {
			t.Fatal(err)
		}
		says(t, tf.must("apply", "-auto-approve"), "1 added")
		g.wantSent(t, 1, 1) // the session was found by its name, and adopted
		says(t, tf.exits(1, "destroy", "-auto-approve"), "prevent_destroy")
	}},

	"tenant": {"tina", 1, func(t *testing.T, g *gated) map[string]string {
		t.Helper()
		path := filepath.Join(os.Getenv("HOME"), ".bos-token")
		if err := os.WriteFile(path, []byte(g.issue(t, "tina").AccessToken), 0o600); err != nil {
			t.Fatal(err)
		}
		return map[string]string{"BOS_ENDPOINT": g.Endpoint, "BOS_TLS_CA_CERT_FILE": g.CAFile}
	}, func(t *testing.T, g *gated, tf *engine) {
		t.Helper()
		for path, tenants := range g.tenants(t) {
			if !slices.Equal(tenants, []string{"vcluster-blue"}) {
				t.Errorf("%s was asked for the tenants %q", path, tenants)
			}
		}
		says(t, tf.must("destroy", "-auto-approve"), "1 destroyed")
	}},
}

func nothingMore(*testing.T, *gated, *engine) {}

var (
	guidesExample = regexp.MustCompile(`\{\{ tffile "examples/connect/([^/"]+)/main\.tf" \}\}`)
	guidesExport  = regexp.MustCompile(`(?m)^export (\w+)=`)
)

// exported are the variables that each section of the guide exports, by its example.
func exported(t *testing.T) map[string][]string {
	t.Helper()
	content, err := os.ReadFile("../../templates/guides/connect.md.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, section := range strings.Split(string(content), "\n## ") {
		for _, example := range guidesExample.FindAllStringSubmatch(section, -1) {
			names := []string{}
			for _, name := range guidesExport.FindAllStringSubmatch(section, -1) {
				names = append(names, name[1])
			}
			slices.Sort(names)
			all[example[1]] = names
		}
	}
	return all
}

// Each section of the guide is applied as it stands, with the variables that it
// exports and no others.
func TestConnect_guide(t *testing.T) {
	const root = "../../examples/connect"
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	sections := exported(t)
	var there []string
	for _, entry := range entries {
		there = append(there, entry.Name())
	}
	for what, names := range map[string][]string{"the guide shows": slices.Sorted(maps.Keys(sections)), "this test applies": slices.Sorted(maps.Keys(guide))} {
		if !slices.Equal(names, there) {
			t.Errorf("%s %q, and in %s are %q", what, names, root, there)
		}
	}
	for name, section := range guide {
		t.Run(name, func(t *testing.T) { section.apply(t, filepath.Join(root, name, "main.tf"), sections[name]) })
	}
}

func (s guided) apply(t *testing.T, path string, exports []string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	g := newGateway(t)
	t.Setenv("HOME", t.TempDir())
	t.Setenv("CRAY_CONFIG_DIR", "")
	variables := s.variables(t, g)
	if set := slices.Sorted(maps.Keys(variables)); !slices.Equal(set, exports) {
		t.Fatalf("this test sets %q, and the guide exports %q", set, exports)
	}
	for name, value := range variables {
		t.Setenv(name, value)
	}
	tf := newRealEngine(t, g.sim)
	tf.copy(string(content))

	tf.must("apply", "-auto-approve", "-input=false")

	tf.exits(0, "plan", "-detailed-exitcode")
	g.wantSent(t, s.sessions, s.sessions)
	g.wantAccount(t, s.account)
	s.after(t, g, tf)
	g.wantRefusals(t, 0, "")
}
