// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"
)

// answersOf returns the answers to GET of these paths, for a seed.
func (r *rig) answersOf(paths ...string) []json.RawMessage {
	r.t.Helper()
	var list []json.RawMessage
	for _, path := range paths {
		_, text := r.ask(http.MethodGet, path, "")
		list = append(list, json.RawMessage(text))
	}

	return list
}

// TestLoad_continuesAnotherServersState: a server loaded with the answers of another continues where
// that one was.
func TestLoad_continuesAnotherServersState(t *testing.T) {
	first := newRig(t, healthy(2))
	names := NodeNames(2)
	first.start("s", "reboot", "compute", "")
	for range 60 {
		first.clock.Advance(15 * time.Second)
		second := newRig(t, System{Names: []string{"x1"}})
		second.clock.Advance(first.clock.Now().Sub(epoch))

		err := second.Load(Seed{
			Reset:      true,
			System:     System{Names: names, Roles: map[string][]string{"Application": names[:1]}},
			Templates:  first.answersOf("/v2/sessiontemplates/compute"),
			Sessions:   first.answersOf("/v2/sessions/s"),
			Components: first.answersOf("/v2/components/"+names[0], "/v2/components/"+names[1]),
			Options:    json.RawMessage(`{"clear_stage":true}`),
		})
		if err != nil {
			t.Fatal(err)
		}

		before, after := first.session("s"), second.session("s")
		if deref(before.Status.EndTime) != deref(after.Status.EndTime) || before.Components != after.Components {
			t.Errorf("loaded %+v from %+v", after, before)
		}
		second.finish("s")
		if st := second.status("s"); st.Managed == 0 || st.Successful != 100 || second.SessionsStarted() != 0 {
			t.Fatalf("after %v: %+v, started %d", first.clock.Now().Sub(epoch), st, second.SessionsStarted())
		}
		if before.Status.Status == sessionComplete {
			return
		}
	}
	t.Error("the first never completed")
}

func TestLoad_savedStatus(t *testing.T) {
	r := newRig(t, healthy(1))
	session := json.RawMessage(`{"name":"s","operation":"boot","template_name":"t","tenant":"blue","components":"x1",
	"limit":"",
		"status":{"status":"complete","start_time":"2026-11-22T10:00:00","end_time":"2026-11-22T10:01:00","error":null}}`)

	err := r.Load(Seed{
		Sessions: []json.RawMessage{session},
		Statuses: []SeedStatus{{
			Name: "s", Tenant: "blue",
			Status: json.RawMessage(`{"status":"complete","managed_components_count":7}`),
		}},
	})

	if err != nil || !slices.Equal(r.Sessions(), []string{"blue/s"}) {
		t.Fatalf("%v, %v", err, r.Sessions())
	}
	if st := r.status("s", "Cray-Tenant-Name", "blue"); st.Managed != 7 {
		t.Errorf("%+v", st)
	}
}

func TestLoad_rejectsInvalidSeeds(t *testing.T) {
	for name, seed := range map[string]Seed{
		"a session":   {Sessions: []json.RawMessage{json.RawMessage(`[]`)}},
		"a component": {Components: []json.RawMessage{json.RawMessage(`{}`)}},
		"options":     {Options: json.RawMessage(`3`)},
		"a template":  {Templates: []json.RawMessage{json.RawMessage(`{}`)}},
		"a node":      {System: System{Locked: []string{"x9"}}},
	} {
		if err := newRig(t, healthy(1)).Load(seed); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
