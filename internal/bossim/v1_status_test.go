// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"
)

// record creates a boot set's record as a boot agent does.
func (r *rig) record() {
	r.t.Helper()
	categories := `"categories":[{"name":"not_started","node_list":["a","b"]},{"name":"succeeded","node_list":[]},
		{"name":"failed","node_list":[]},{"name":"excluded","node_list":[]},{"name":"in_progress","node_list":[]}]`
	r.must(http.StatusOK, nil, http.MethodPost, "/v1/session/s/status/c",
		`{"phases":[{"name":"boot",`+categories+`},{"name":"configure",`+categories+`}]}`)
}

func TestV1BootSet_updates(t *testing.T) {
	r := newV1Rig(t, csm15, System{})
	r.record()

	r.must(http.StatusNoContent, nil, http.MethodPatch, "/v1/session/s/status/c", `[
		{"update_type":"NodeChangeList","phase":"Boot","data":{"phase":"boot","source":"not_started","destination":"Failed",
		"node_list":["a"]}},
		{"update_type":"NodeErrorsList","phase":"boot","data":{"no power":["a"]}},
		{"update_type":"NodeErrorsList","phase":"boot","data":{"no power":["a","b"]}},
		{"update_type":"GenericMetadata","phase":"boot","data":{"start_time":"t1"}},
		{"update_type":"GenericMetadata","phase":"boot_set","data":{"stop_time":"t2"}},
		{"update_type":"GenericMetadata","phase":"boot_set","data":{"stop_time":"t3"}}]`)

	set := r.bootSetV1("s", "c")
	if got := set.in("boot"); !maps.Equal(got, map[string]int{"not_started": 1, "failed": 1}) {
		t.Errorf("boot: %v", got)
	}
	if got := set.phase("boot"); strings.Join(got.Errors["no power"], " ") != "a b" ||
		deref(got.Metadata.StartTime) != "t1" {
		t.Errorf("boot: %+v", got)
	}
	if deref(set.Metadata.StopTime) != "t3" || set.Metadata.ErrorCount != 1 || set.Metadata.Complete {
		t.Errorf("metadata: %+v", set.Metadata)
	}
}

func TestV1BootSet_updatesThatBOSDoesNotCatch(t *testing.T) {
	for name, c := range map[string]struct {
		update string
		want   int // 0 = the connection drops
	}{
		"nodes of no phase": {`{"update_type":"NodeChangeList","phase":"shutdown","data":{"phase":"shutdown",` +
			`"source":"failed","destination":"succeeded","node_list":[]}}`, 500},
		"errors of no phase": {`{"update_type":"NodeErrorsList","phase":"boot_set","data":{}}`, 0},
		"times of no phase":  {`{"update_type":"GenericMetadata","phase":"shutdown","data":{}}`, 0},
		"nodes of no category": {`{"update_type":"NodeChangeList","phase":"boot","data":{"phase":"boot","source":"gone",` +
			`"destination":"failed","node_list":[]}}`, 400},
	} {
		t.Run(name, func(t *testing.T) {
			r := newV1Rig(t, csm15, System{})
			r.record()
			set := r.store.v1.bootSets["s"]["c"]

			got := http.StatusBadRequest
			if f := v1UpdatesSchema.check(mustParse(t, "["+c.update+"]"), nil); f == nil {
				var update v1Update
				if err := json.Unmarshal([]byte(c.update), &update); err != nil {
					t.Fatal(err)
				}
				failed := set.update(update)
				if failed == nil {
					t.Fatal("the update passes")
				}
				got = failed.status
			}

			if got != c.want {
				t.Errorf("got %d", got)
			}
		})
	}
}

func mustParse(t *testing.T, text string) value {
	t.Helper()
	v, err := parseJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}

	return v
}

func TestV1Status_addsUpTheBootSetsThatItNames(t *testing.T) {
	for version, progress := range map[string]bool{csm13: false, csm15: true} {
		t.Run(version, func(t *testing.T) {
			r := newV1Rig(t, version, System{})
			r.record()
			r.must(http.StatusNoContent, nil, http.MethodPatch, "/v1/session/s/status/c", `[{"update_type":"NodeChangeList",
				"phase":"boot","data":{"phase":"boot","source":"not_started","destination":"failed","node_list":["a"]}}]`)

			var shown v1Shown
			r.must(http.StatusOK, &shown, http.MethodPost, "/v1/session/s/status", `{"boot_sets":["c"]}`)

			if shown.Metadata.ErrorCount != 1 || shown.Metadata.InProgress != progress || len(shown.Links) != 2 {
				t.Errorf("status: %+v", shown)
			}
		})
	}
}

func TestV1Session_withoutAStatusRecord(t *testing.T) {
	r := newV1Rig(t, csm15, healthy(4))
	id := r.startV1("boot", "compute", "")
	r.must(http.StatusOK, nil, http.MethodDelete, "/v1/session/"+id+"/status", "")

	got := r.describeV1(id)

	if got.StartTime != "" || got.StopTime != "" || got.Complete != "" || got.InProgress != "" || got.ErrorCount != "" {
		t.Errorf("described: %+v", got)
	}
}

func TestLoad_v1(t *testing.T) {
	r := newV1Rig(t, csm15, System{})
	err := r.Load(Seed{
		V1Sessions: []json.RawMessage{json.RawMessage(`{"job":"boa-a","operation":"boot","templateName":"t",` +
			`"start_time":"x","stop_time":null}`)},
		V1Statuses: []json.RawMessage{json.RawMessage(`{"id":"b","metadata":{"start_time":"x","stop_time":"y"}}`)},
	})
	if err != nil {
		t.Fatal(err)
	}

	if got := r.describeV1("a"); got.StartTime != "x" || got.InProgress != true {
		t.Errorf("described: %+v", got)
	}
	if got := r.listV1(); len(got) != 2 || strings.Join(r.Sessions(), " ") != "a" || r.SessionsStarted() != 0 {
		t.Errorf("listed %v, sessions %v", got, r.Sessions())
	}
	for _, faulty := range []Seed{
		{V1Sessions: []json.RawMessage{json.RawMessage(`{}`)}},
		{V1Statuses: []json.RawMessage{json.RawMessage(`[]`)}},
		{V1BootSets: []json.RawMessage{json.RawMessage(`{"session":"a"}`)}},
	} {
		if r.Load(faulty) == nil {
			t.Errorf("loaded: %+v", faulty)
		}
	}
}
