// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

func (r *rig) listV1() []string {
	r.t.Helper()
	var ids []string
	r.must(http.StatusOK, &ids, http.MethodGet, "/v1/session", "")

	return ids
}

func TestV1Session_deletedBeforeTheAgentStartsLeavesAGhost(t *testing.T) {
	r := newV1Rig(t, csm15, healthy(4))
	id := r.startV1("boot", "compute", "")

	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v1/session/"+id, "")

	if got := r.listV1(); len(got) != 0 {
		t.Errorf("listed at once: %v", got)
	}
	r.clock.Advance(time.Hour)
	if got := r.listV1(); !slices.Equal(got, []string{id}) || len(r.Sessions()) != 0 {
		t.Errorf("listed: %v, sessions %v", got, r.Sessions())
	}
	if code, body := r.ask(http.MethodGet, "/v1/session/"+id, ""); code != http.StatusNotFound ||
		strings.TrimSpace(body) != "{}" {
		t.Errorf("described: %d %s", code, body)
	}
	if got := r.bootSetV1(id, "compute").in("boot"); got["succeeded"] != 3 {
		t.Errorf("boot: %v", got)
	}
	var status v1Shown
	r.must(http.StatusOK, &status, http.MethodGet, "/v1/session/"+id+"/status", "")
	if !slices.Equal(status.BootSets, []string{"compute"}) || status.Metadata.StopTime == nil {
		t.Errorf("status: %+v", status)
	}
	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v1/session/"+id, "")
	r.must(http.StatusNotFound, nil, http.MethodDelete, "/v1/session/"+id, "")
}

func TestV1Session_deletedWhileTheAgentWorksIsNotRecreated(t *testing.T) {
	r := newV1Rig(t, csm15, healthy(4))
	id := r.startV1("boot", "compute", "")
	r.clock.Advance(time.Minute)

	r.must(http.StatusNoContent, nil, http.MethodDelete, "/v1/session/"+id, "")
	r.clock.Advance(time.Hour)

	if got := r.listV1(); len(got) != 0 {
		t.Errorf("listed: %v", got)
	}
	if n := r.world.nodes[NodeNames(1)[0]]; n.cfs.status != cfsConfigured {
		t.Errorf("the agent gave up: %+v", n)
	}
}

func TestV1Status_ofAnUnknownSessionMakesAGhost(t *testing.T) {
	r := newV1Rig(t, csm15, healthy(4))

	r.must(http.StatusOK, nil, http.MethodPost, "/v1/session/ghost/status", `{}`)
	r.must(http.StatusConflict, nil, http.MethodPost, "/v1/session/ghost/status", `{}`)

	if got := r.listV1(); !slices.Equal(got, []string{"ghost"}) {
		t.Errorf("listed: %v", got)
	}
	r.must(http.StatusNotFound, nil, http.MethodGet, "/v1/session/ghost", "")
}

// dropped sends a request over a real connection and reports whether it closed
// without an answer.
func dropped(t *testing.T, s *Server, path string) bool {
	t.Helper()
	server := httptest.NewServer(s)
	defer server.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.Client().Do(request)
	if err != nil {
		return true
	}
	_ = response.Body.Close()

	return false
}

func TestV1Phase_unknownDropsTheConnection(t *testing.T) {
	r := newV1Rig(t, csm15, healthy(4))
	id := r.startV1("boot", "compute", "")
	r.finishV1(id)

	if !dropped(t, r.Server, "/v1/session/"+id+"/status/compute/nope") {
		t.Error("an unknown phase is answered")
	}
	if dropped(t, r.Server, "/v1/session/"+id+"/status/compute/BOOT") {
		t.Error("a phase in capitals is not answered")
	}
	if last := r.Requests()[len(r.Requests())-2]; last.Status != 0 || last.Fault != "" {
		t.Errorf("log: %+v", last)
	}
	r.Inject(Fault{Delay: time.Second})
	if !dropped(t, r.Server, "/v1/session/"+id+"/status/nope/boot") {
		t.Error("behind a delay, the phase of an unknown boot set is answered")
	}
}

func TestV1List_hangsAbove4MiB(t *testing.T) {
	for name, nodes := range map[string]int{"below": 60_000, "above": 120_000} {
		t.Run(name, func(t *testing.T) {
			r := newV1Rig(t, csm15, healthy(4))
			list := `"` + strings.Join(NodeNames(nodes), `","`) + `"`
			err := r.Load(Seed{V1BootSets: []json.RawMessage{json.RawMessage(`{"session":"s","name":"c","phases":[
				{"name":"boot","categories":[{"name":"not_started","node_list":[` + list + `]}]},
				{"name":"configure","categories":[{"name":"not_started","node_list":[` + list + `]}]}]}`)}})
			if err != nil {
				t.Fatal(err)
			}
			before := r.clock.Now()

			hung := dropped(t, r.Server, "/v1/session")

			if took := r.clock.Now().Sub(before); hung != (name == "above") || hung && took != 30*time.Second {
				t.Errorf("hung = %v after %v", hung, took)
			}
		})
	}
}
