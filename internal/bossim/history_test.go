// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"reflect"
	"testing"
	"time"
)

// The fates of the nodes remain known after the record has been deleted and its
// name has been used again.
func TestServer_History(t *testing.T) {
	names := NodeNames(3)
	r := newRig(t, System{
		Nodes: 3, Templates: DefaultSystem(3).Templates, Failing: map[string]Failure{names[1]: FailConfiguration},
	})
	start := func(by, limit string) {
		r.must(http.StatusCreated, nil, http.MethodPost, "/v2/sessions",
			`{"name": "s", "operation": "boot", "template_name": "compute", "limit": "`+limit+`"}`, "X-Request-Id", by)
	}
	start("first", names[0]+","+names[1]+","+names[2])
	r.clock.Advance(2 * time.Minute)
	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v2/sessions/s", "", "X-Request-Id", "deletes")
	start("second", names[2])
	r.clock.Advance(2 * time.Minute)
	if got := r.History()[0].Nodes; got[names[0]] != FateNone || got[names[2]] != FateSuperseded {
		t.Errorf("after two minutes: %v", got)
	}

	r.clock.Advance(time.Hour)
	got := r.History()

	if len(got) != 2 {
		t.Fatalf("%d sessions, want 2", len(got))
	}
	first, second := got[0], got[1]
	want := map[string]Fate{names[0]: FateSucceeded, names[1]: FateFailed, names[2]: FateSuperseded}
	if !reflect.DeepEqual(first.Nodes, want) {
		t.Errorf("first: %v, want %v", first.Nodes, want)
	}
	if first.By != "first" || first.DroppedBy != "deletes" || !first.Dropped.Equal(epoch.Add(2*time.Minute)) ||
		!first.Completed.IsZero() {
		t.Errorf("first: %+v", first)
	}
	if want := map[string]Fate{names[2]: FateSucceeded}; !reflect.DeepEqual(second.Nodes, want) ||
		second.Completed.IsZero() || !second.Dropped.IsZero() {
		t.Errorf("second: %+v, want nodes %v", second, want)
	}
}

func TestServer_History_ofV1(t *testing.T) {
	names := NodeNames(2)
	r := newV1Rig(t, csm15, System{
		Nodes: 2, Templates: DefaultSystem(2).Templates, Failing: map[string]Failure{names[1]: FailConfiguration},
	})
	id := r.startV1("boot", "compute", "")
	r.finishV1(id)
	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v1/session/"+id, "", "X-Request-Id", "deletes")

	got := r.History()

	if len(got) != 1 || got[0].Name != id || !got[0].V1 || got[0].Completed.IsZero() || got[0].DroppedBy != "deletes" {
		t.Fatalf("%+v", got)
	}
	if want := map[string]Fate{names[0]: FateNone, names[1]: FateFailed}; !reflect.DeepEqual(got[0].Nodes, want) {
		t.Errorf("nodes %v, want %v", got[0].Nodes, want)
	}
}
