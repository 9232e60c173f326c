// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// What each version of the provider has left behind is in a folder VERSION/ENGINE/SCENE: main.tf and terraform.tfstate as
// that engine wrote them, and system.json, which brings a simulated system to where it was then. scripts/upgrade-state
// writes them at a release; nobody edits them.
const (
	upgrades       = "testdata/upgrades"
	storedEndpoint = "http://bos.example/apis/bos" // stands in the files for the simulation's URL
)

// storedSystem is system.json.
type storedSystem struct {
	Engine    string          `json:"engine"` // that wrote the state, such as "Terraform 1.11.4"
	Release   string          `json:"release"`
	API       string          `json:"api_version"`
	Arguments []string        `json:"arguments,omitempty"` // of the provider, besides endpoint and api_version
	Timing    bossim.Timing   `json:"timing"`
	System    bossim.System   `json:"system"`
	Requests  []storedRequest `json:"requests"`
	Now       time.Time       `json:"now"`
	Sessions  []string        `json:"sessions"` // that BOS has then
	Expected  expectedPlan    `json:"expected"`
}

// storedRequest changed something in BOS, whoever sent it.
type storedRequest struct {
	Time   time.Time `json:"time"`
	Method string    `json:"method"`
	Path   string    `json:"path"`
	Tenant string    `json:"tenant,omitempty"`
	Body   string    `json:"body,omitempty"`
}

// expectedPlan is what the documentation says of a plan with a newer version of the provider. Its zero value is an empty
// plan, whose apply sends nothing that changes anything.
type expectedPlan struct {
	Changes map[string]string `json:"changes,omitempty"` // by address
	Error   string            `json:"error,omitempty"`   // of the plan
	Starts  int               `json:"starts,omitempty"`  // sessions that an apply starts

	ApplyError   string `json:"apply_error,omitempty"`
	DestroyError string `json:"destroy_error,omitempty"`
}

// changesBOS reports whether a request is of a kind that changes something.
func changesBOS(r bossim.Request) bool {
	return r.Service == bossim.ServiceBOS && r.Method != http.MethodGet && r.Method != http.MethodHead
}

// changing returns the requests so far that change something, whatever BOS answered.
func (s *sim) changing() []bossim.Request {
	return slices.DeleteFunc(s.Requests(), func(r bossim.Request) bool { return !changesBOS(r) })
}

// simOf starts the simulated system that a file describes, at its beginning.
func simOf(t *testing.T, stored storedSystem) *sim {
	t.Helper()
	s := newSim(t, func(c *bossim.Config) {
		c.Version, c.System, c.Timing = stored.Release, stored.System, stored.Timing
	})
	s.URL += "/apis/bos"
	s.arguments = stored.Arguments
	if stored.API == pathsV1.version {
		s.api = pathsV1
	}
	return s
}

// replay sends the requests again, each at its time.
func (s *sim) replay(t *testing.T, stored storedSystem) {
	t.Helper()
	for _, r := range stored.Requests {
		s.Clock.Advance(r.Time.Sub(s.Clock.Now()))
		s.sends(t, r.Method, r.Path, r.Tenant, r.Body)
	}
	s.Clock.Advance(stored.Now.Sub(s.Clock.Now()))
	if got := s.Sessions(); !slices.Equal(got, stored.Sessions) {
		t.Fatalf("the simulator no longer comes to the system that the state is of: it has the sessions %q, want %q", got, stored.Sessions)
	}
}

// storedStates returns the folders of all versions.
func storedStates(t *testing.T) (folders []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(upgrades, "*", "*", "*", "system.json"))
	if err != nil || len(files) == 0 {
		t.Fatal("no states of versions in", upgrades, err)
	}
	for _, file := range files {
		folders = append(folders, filepath.Dir(file))
	}
	return folders
}

// readStored reads a folder's system.json.
func readStored(t *testing.T, folder string) (stored storedSystem) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(folder, "system.json")) //nolint:gosec // of testdata
	if err == nil {
		err = json.Unmarshal(content, &stored)
	}
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

// restored is a directory that holds what a version left behind, on the system of that time. edit may be nil.
func restored(t *testing.T, folder string, start func(*testing.T, *sim) *engine, edit func(state []byte) []byte) (*sim, *engine) {
	t.Helper()
	stored := readStored(t, folder)
	bos := simOf(t, stored)
	bos.replay(t, stored)
	tf := start(t, bos)
	tf.take(folder, edit)
	return bos, tf
}

// take copies configuration and state of a folder into the directory.
func (e *engine) take(folder string, edit func(state []byte) []byte) {
	e.t.Helper()
	replacer := []string{storedEndpoint, e.bos.URL}
	if os.Getenv("TF_ACC_PROVIDER_HOST") == "registry.opentofu.org" {
		replacer = append(replacer, "registry.terraform.io", "registry.opentofu.org")
	} else {
		replacer = append(replacer, "registry.opentofu.org", "registry.terraform.io")
	}
	for _, name := range []string{"main.tf", "terraform.tfstate"} {
		content, err := os.ReadFile(filepath.Join(folder, name)) //nolint:gosec // of testdata
		if err != nil {
			e.t.Fatal(err)
		}
		if edit != nil && name == "terraform.tfstate" {
			content = edit(content)
		}
		content = []byte(strings.NewReplacer(replacer...).Replace(string(content)))
		if err := os.WriteFile(filepath.Join(e.dir, name), content, 0o600); err != nil {
			e.t.Fatal(err)
		}
	}
}

// changes returns what a plan does with each resource that it changes.
func (e *engine) changes(file string) map[string]string {
	e.t.Helper()
	plan := &tfjson.Plan{}
	if e.played != nil {
		plan = e.played.plans[file].json()
	} else if err := json.Unmarshal([]byte(e.must("show", "-json", file)), plan); err != nil {
		e.t.Fatal(err)
	}
	changes := map[string]string{}
	for _, r := range plan.ResourceChanges {
		switch actions := r.Change.Actions; {
		case actions.NoOp():
		case actions.Replace():
			changes[r.Address] = doReplace
		default:
			changes[r.Address] = string(actions[0])
		}
	}
	return changes
}
