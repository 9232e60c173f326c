// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	uuidPattern = `[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`
	prefixed    = `
		resource "bos_session" "test" {
		  operation     = "boot"
		  template_name = "blue"
		  name_prefix   = "nightly-"
		}`
)

var badNamePrefixes = []badConfig{
	{"good name prefix", sessionBlock(`name_prefix = "` + strings.Repeat("a", 90) + `-"`), ""},
	{"empty name prefix", sessionBlock(`name_prefix = ""`), "Invalid session name prefix | leave it out for `tf-`"},
	{"name prefix with a slash", sessionBlock(`name_prefix = "a/"`), "Invalid session name prefix | contains `/` as character 2"},
	{"name prefix that begins with a dot", sessionBlock(`name_prefix = ".a"`), "Invalid session name prefix | begins with `.`"},
	{"name prefix of 92 characters", sessionBlock(`name_prefix = "` + strings.Repeat("a", 92) + `"`), "Invalid session name prefix | has a length of 92: write 1 to 91 characters"},
	{"name prefix beside a name", sessionBlock("name = \"s1\"\nname_prefix = \"a-\""), "Unable to plan the session | name and name_prefix are both configured"},
}

// unnamed is bootBlue without a name of its own, with more arguments.
func unnamed(more fields) fields { return with(without(bootBlue, "name"), more) }

// wantName checks the names that BOS has, and returns that of the state.
func (e *engine) wantName(bos *sim, pattern string) string {
	e.t.Helper()
	values, _ := e.attributes()
	name, _ := values["name"].(string)
	if !regexp.MustCompile(pattern).MatchString(name) {
		e.t.Errorf("name %q, want %s", name, pattern)
	}
	if !slices.Contains(bos.Sessions(), name) {
		e.t.Errorf("BOS has no session %q\n%s", name, bos.log())
	}
	return name
}

// name_prefix is a knob: an edit plans in place, makes no request to BOS, and the next session that is created gets it.
func TestWhen_namePrefixEdited(t *testing.T) {
	bos := newSim(t)
	tf := newEngine(t, bos)
	tf.write(prefixed)
	tf.must("apply", "-auto-approve")
	first := tf.wantName(bos, "^nightly-"+uuidPattern)
	tf.wantNothing()

	for _, edited := range []string{
		strings.Replace(prefixed, "nightly-", "weekly.", 1),
		strings.Replace(prefixed, `name_prefix   = "nightly-"`, "", 1),
		prefixed,
		strings.Replace(prefixed, "nightly-", "rack-7_", 1),
	} {
		tf.write(edited)
		before := len(bos.Requests())
		says(t, tf.must("plan", "-refresh=false"), "0 to add, 1 to change, 0 to destroy")
		says(t, tf.must("apply", "-refresh=false", "-auto-approve"), "0 added, 1 changed, 0 destroyed")
		if sent := len(bos.Requests()) - before; sent != 0 {
			t.Errorf("an edit of name_prefix made %d requests\n%s", sent, bos.log())
		}
		tf.wantNothing()
		if name := tf.wantName(bos, "^nightly-"+uuidPattern); name != first {
			t.Errorf("the session is named %q, want %q", name, first)
		}
	}
	bos.wantSent(t, 1, 1)

	tf.must("apply", "-auto-approve", "-replace=bos_session.test")
	second := tf.wantName(bos, "^rack-7_"+uuidPattern)
	tf.must("apply", "-auto-approve", "-replace=bos_session.test")
	third := tf.wantName(bos, "^rack-7_"+uuidPattern)
	if second == third {
		t.Errorf("two sessions have the UUID of %q", third)
	}
	tf.wantNothing()
	bos.wantSent(t, 3, 3)
}

// A state of a release without name_prefix has null, and so has an imported session.
func TestSession_namePrefixIsNull(t *testing.T) {
	bos := newSim(t)
	bos.started(t, "", "theirs", `"operation": "boot", "template_name": "blue"`)
	bos.Clock.Advance(oneHour)
	m := newServer(t, bos, nil).manage("bos_session")
	imported, err := m.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: m.Type, ID: "theirs"})
	if err != nil {
		t.Fatal(err)
	}
	m.fine(imported.Diagnostics)
	m.State, m.Private = imported.ImportedResources[0].State, imported.ImportedResources[0].Private

	if prefix := m.values(m.State)["name_prefix"]; prefix != nil {
		t.Errorf("name_prefix is %v after an import", prefix)
	}
	if names := m.differs(unnamed(nil)); len(names) > 0 {
		t.Errorf("a configuration without name_prefix plans a change of %v", names)
	}
	if names := m.differs(unnamed(fields{"name_prefix": text("a-")})); len(names) != 1 {
		t.Errorf("the control: a configuration with name_prefix plans a change of %v", names)
	}
	bos.wantSent(t, 1, 1) // our own POST
}

// What is known only after apply is checked before anything is started.
func TestSession_namePrefixUnknownInThePlan(t *testing.T) {
	const config = `
		resource "terraform_data" "text" { input = "TEXT" }
		resource "bos_session" "test" {
		  operation     = "boot"
		  template_name = "blue"
		  ARGUMENTS
		}`
	for name, row := range map[string]struct {
		text, arguments string
		fails           string
		name            string
	}{
		"prefix":                   {"nightly-", `name_prefix = terraform_data.text.output`, "", "^nightly-" + uuidPattern},
		"prefix that is null":      {"x", `name_prefix = terraform_data.text.output == "x" ? null : "a"`, "", "^tf-" + uuidPattern},
		"prefix that is not valid": {"a/", `name_prefix = terraform_data.text.output`, "contains `/` as character 2", ""},
		"name beside a prefix": {"s1", `name = terraform_data.text.output
			name_prefix = "a-"`, "name and name_prefix are both configured", ""},
		"null name beside a prefix": {"x", `name = terraform_data.text.output == "x" ? null : "a"
			name_prefix = "a-"`, "", "^a-" + uuidPattern},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bos := newSim(t)
			tf := newEngine(t, bos)
			tf.write(strings.NewReplacer("TEXT", row.text, "ARGUMENTS", row.arguments).Replace(config))
			tf.must("plan")
			if row.fails != "" {
				says(t, tf.exits(1, "apply", "-auto-approve"), row.fails)
				bos.wantSent(t, 0, 0)
				return
			}
			tf.must("apply", "-auto-approve")
			tf.wantName(bos, row.name)
			tf.wantNothing()
			bos.wantSent(t, 1, 1)
		})
	}
}

// With on_conflict = "adopt" a prefix is no name: the warning stays, and a session of the prefix is not adopted.
func TestSession_namePrefixIsNotAdopted(t *testing.T) {
	bos := newSim(t)
	m := newServer(t, bos, nil).manage("bos_session")
	config := unnamed(fields{"name_prefix": text("nightly-"), "on_conflict": text("adopt")})

	wantTold(t, m.validate(config), warning, 1, "has no effect without a name")
	wantTold(t, m.validate(with(config, fields{"name": unknownText})), warning, 0)
	wantTold(t, m.validate(with(config, fields{"name": text("s1")})), failure, 1, "name and name_prefix are both configured")
	wantTold(t, m.validate(with(config, fields{"name": text("s1")})), warning, 0)
	wantTold(t, m.validate(with(bootBlue, fields{"name_prefix": unknownText})), failure, 0)

	m.fine(m.apply(config))
	other := newServer(t, bos, nil).manage("bos_session")
	other.fine(other.apply(config))
	if a, b := m.values(m.State)["name"], other.values(other.State)["name"]; a == b {
		t.Errorf("two resources have session %v", a)
	}
	bos.wantSent(t, 2, 2)
}

// A name with a prefix counts as generated when the session is destroyed, whatever the prefix is by then: its DELETE is
// not confirmed, as no other session has the name.
func TestSession_namePrefixIsGenerated(t *testing.T) {
	bos := newSim(t)
	m := newServer(t, bos, nil).manage("bos_session")
	config := unnamed(fields{"name_prefix": text("nightly-")})
	m.fine(m.apply(config))
	m.fine(m.apply(with(config, fields{"name_prefix": text("weekly-")})))
	bos.Inject(bossim.Fault{Method: http.MethodDelete, Path: "/v2/sessions/*", Status: http.StatusForbidden})

	told := m.apply(nil)

	wantTold(t, told, warning, 1, "Unable to delete the record of session")
	wantTold(t, told, failure, 0)
	bos.wantSent(t, 1, 1)
}

func TestSessionV1_namePrefix(t *testing.T) {
	for version, release := range map[string]func(*bossim.Config){"v1": release(csm15), "auto": release("1.10.0")} {
		t.Run(version, func(t *testing.T) {
			bos := newV1(t, release)
			m := speaking(t, bos, version)
			config := unnamed(nil)

			wantTold(t, m.plan(with(config, fields{"name_prefix": text("nightly-")})).Diagnostics, failure, 1,
				"BOS chooses the name of a session itself", "Leave name_prefix out")
			m.fine(m.plan(config).Diagnostics)
			bos.wantSent(t, 0, 0)
		})
	}
}
