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

const connectGuide = "../../templates/guides/connect.md.tmpl"

// guided is a section of the guide "Connect to your system" for one kind of people.
type guided struct {
	account  string
	sessions int // that its example starts
	// prepare writes the files that the people have, and returns what they fill in in the section's commands.
	prepare func(t *testing.T, g *gated) map[string]string
	after   func(t *testing.T, g *gated, tf *engine)
}

var guide = map[string]guided{
	"laptop": {"alice", 0, func(t *testing.T, g *gated) map[string]string {
		t.Helper()
		logIn(t, g.login(t, "alice"))
		return nil
	}, nothingMore},

	"pipeline": {"admin-client", 1, func(_ *testing.T, g *gated) map[string]string {
		return map[string]string{"https://api.cmn.SYSTEM.DOMAIN/apis/bos": g.Endpoint, "/etc/ssl/SYSTEM-ca.crt": g.CAFile, "…": "admin-client-secret"}
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
		return map[string]string{"https://api.cmn.SYSTEM.DOMAIN/apis/bos": g.Endpoint, "~/SYSTEM-ca.crt": g.CAFile}
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

var guidesExample = regexp.MustCompile(`\{\{ tffile "examples/connect/([^/"]+)/main\.tf" \}\}`)

// sectionsCommands are the commands of each section of the guide, by its example.
func sectionsCommands(t *testing.T, commands []string) map[string]string {
	t.Helper()
	content, err := os.ReadFile(connectGuide)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, section := range strings.Split(string(content), "\n## ") {
		for _, example := range guidesExample.FindAllStringSubmatch(section, -1) {
			for _, block := range commands {
				if strings.Contains(section, block) {
					all[example[1]] += block
				}
			}
		}
	}
	return all
}

// The example of each section of the guide is applied as it is, by the commands of the section, with what they export and no
// other variables.
func TestConnect_guide(t *testing.T) {
	commands := sectionsCommands(t, commandsOf(t, connectGuide))
	const root = "../../examples/connect"
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	var there []string
	for _, entry := range entries {
		there = append(there, entry.Name())
	}
	for what, names := range map[string][]string{"the guide has commands for": slices.Sorted(maps.Keys(commands)), "this test applies": slices.Sorted(maps.Keys(guide))} {
		if !slices.Equal(names, there) {
			t.Errorf("%s %q, and in %s are %q", what, names, root, there)
		}
	}
	for name, section := range guide {
		t.Run(name, func(t *testing.T) { section.apply(t, filepath.Join(root, name, "main.tf"), commands[name]) })
	}
}

// managementNode is a folder with an scp in it that copies the CA from there. What it is asked for is the file that another section
// of the guide names, and nothing else.
func managementNode(t *testing.T, g *gated) string {
	t.Helper()
	bin := t.TempDir()
	script := "#!/bin/sh\n[ $# = 2 ] && [ \"$1\" = ncn-m001:/etc/pki/trust/anchors/platform-ca-certs.crt ] && [ -d \"$2\" ] || exit 1\n" +
		"exec cp '" + g.CAFile + "' \"$2/platform-ca-certs.crt\"\n"
	if err := os.WriteFile(filepath.Join(bin, "scp"), []byte(script), 0o700); err != nil { //nolint:gosec // a program
		t.Fatal(err)
	}
	return bin
}

func (s guided) apply(t *testing.T, path, commands string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	g := newGateway(t)
	t.Setenv("HOME", t.TempDir())
	t.Setenv("CRAY_CONFIG_DIR", "")
	fill := s.prepare(t, g)
	tf := newRealEngine(t, g.sim)
	tf.copy(string(content))

	typed := asTyped{block: commands, fill: fill, dir: tf.dir, env: tf.env, path: []string{managementNode(t, g)}}
	for name, value := range typed.exports(t) {
		t.Setenv(name, value)
	}

	typed.must(t)

	tf.exits(0, "plan", "-detailed-exitcode")
	g.wantSent(t, s.sessions, s.sessions)
	g.wantAccount(t, s.account)
	s.after(t, g, tf)
	g.wantRefusals(t, 0, "")
}
