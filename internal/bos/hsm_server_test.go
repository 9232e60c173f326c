// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/hsm"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

// hsmServer serves a system from files as HSM and TAPMS do, with clients of both.
type hsmServer struct {
	components         []map[string]any
	groups, partitions []map[string]any
	refusesLockQuery   bool

	version bos.Version // of BOS
	missing []string    // nodes without a record in BOS

	gets atomic.Int64 // from HSM and TAPMS
	bos  *bos.Client
}

// vectorTenants are the tenants of the vectors: what TAPMS has as their status; nil = none.
var vectorTenants = map[string][]string{
	"vcluster-blue": {"x3000c0s19b1n0", "x3000c0s19b2n0", "x3000c0s19b3n0", "x3000c0s19b4n0", "x3000c0s10b0n0"},
	"stale":         {"x3000c0s19b1n0", "x9999c0s0b0n0", "X3000C0S19B2N0"},
	"empty":         {},
	"nostatus":      nil,
}

// newHSMServer serves the files of a directory, beside a BOS that says its version and has records of nodes. smd is the
// version of HSM's server, "" = 2.45. unlocked: no node is locked.
func newHSMServer(t *testing.T, dir string, version bos.Version, smd string, unlocked bool) *hsmServer {
	t.Helper()
	s := &hsmServer{
		version:    version,
		components: readJSON[componentsFile](t, filepath.Join(dir, "state_components.json")).Components,
		groups:     readJSON[[]map[string]any](t, filepath.Join(dir, "groups.json")),
		partitions: readJSON[[]map[string]any](t, filepath.Join(dir, "partitions.json")),
	}
	locked := map[any]bool{}
	for _, lock := range readJSON[componentsFile](t, filepath.Join(dir, "locks.json")).Components {
		locked[lock["ID"]] = lock["Locked"] == true && !unlocked
	}
	for _, component := range s.components {
		delete(component, "Locked")
		if locked[component["ID"]] {
			component["Locked"] = true
		}
	}
	minor, err := strconv.Atoi(strings.TrimPrefix(smd, "2."))
	s.refusesLockQuery = err == nil && minor < 45 && (unlocked || len(locked) == 0)
	s.serve(t)
	return s
}

type componentsFile struct{ Components []map[string]any }

func (s *hsmServer) serve(t *testing.T) {
	t.Helper()
	mux := http.NewServeMux()
	const base = "GET /apis/smd/hsm/v2"
	mux.HandleFunc(base+"/State/Components", s.answerComponents)
	mux.HandleFunc(base+"/groups", func(w http.ResponseWriter, r *http.Request) {
		answerJSON(w, filtered(s.groups, "label", r.URL.Query()["group"]))
	})
	mux.HandleFunc(base+"/partitions", func(w http.ResponseWriter, r *http.Request) {
		answerJSON(w, filtered(s.partitions, "name", r.URL.Query()["partition"]))
	})
	mux.HandleFunc(base+"/locks/status", s.answerLocks)
	mux.HandleFunc("GET /apis/tapms/v1alpha3/tenants/{name}", answerTenant)
	s.serveBOS(mux)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, bos.Service.Path) {
			s.gets.Add(1)
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	s.connect(t, server.URL)
}

func (s *hsmServer) serveBOS(mux *http.ServeMux) {
	mux.HandleFunc("GET /apis/bos/v2/version", func(w http.ResponseWriter, _ *http.Request) {
		answerJSON(w, map[string]any{"major": s.version.Major, "minor": s.version.Minor, "patch": s.version.Patch})
	})
	mux.HandleFunc("GET /apis/bos/v2/components", s.answerRecords)
	mux.HandleFunc("GET /apis/bos/v2/sessions", func(w http.ResponseWriter, _ *http.Request) { answerJSON(w, []any{}) })
}

func (s *hsmServer) connect(t testing.TB, url string) {
	t.Helper()
	g, err := gateway.New(gateway.Config{Service: bos.Service, Endpoint: url + "/apis/bos"})
	if err != nil {
		t.Fatal(err)
	}
	inventory, err := g.For(hsm.Service, url+hsm.Service.Path)
	if err != nil {
		t.Fatal(err)
	}
	tenants, err := g.For(hsm.TenantService, url+hsm.TenantService.Path)
	if err != nil {
		t.Fatal(err)
	}
	s.bos, err = bos.New(g, bos.Config{HSM: hsm.New(inventory), Tenants: hsm.NewTenants(tenants)})
	if err != nil {
		t.Fatal(err)
	}
}

// answerRecords answers with BOS's records of nodes.
func (s *hsmServer) answerRecords(w http.ResponseWriter, r *http.Request) {
	ids := r.URL.Query().Get("ids")
	records := []any{}
	for _, component := range s.components {
		id, _ := component["ID"].(string)
		listed := ids == "" || slices.Contains(strings.Split(ids, ","), id)
		if listed && component["Type"] == hsm.TypeNode && !slices.Contains(s.missing, id) {
			records = append(records, map[string]any{"id": id, "enabled": false})
		}
	}
	answerJSON(w, records)
}

func (s *hsmServer) answerComponents(w http.ResponseWriter, r *http.Request) {
	found := []map[string]any{}
	for _, component := range s.components {
		if kind := r.URL.Query().Get("type"); kind == "" || component["Type"] == kind {
			found = append(found, component)
		}
	}
	answerJSON(w, map[string]any{"Components": found})
}

func (s *hsmServer) answerLocks(w http.ResponseWriter, r *http.Request) {
	if s.refusesLockQuery {
		scripted.Problem(http.StatusBadRequest, "Bad Request", "Component not found")(w, r)
		return
	}
	found := []map[string]any{}
	for _, component := range s.components {
		if component["Locked"] == true && component["Type"] == "Node" {
			found = append(found, map[string]any{"ID": component["ID"], "Locked": true})
		}
	}
	answerJSON(w, map[string]any{"Components": found})
}

// filtered makes the names in a query lower case, as HSM does.
func filtered(sets []map[string]any, key string, names []string) []map[string]any {
	if names == nil {
		return sets
	}
	for i := range names {
		names[i] = strings.ToLower(names[i])
	}
	found := []map[string]any{}
	for _, set := range sets {
		if name, _ := set[key].(string); slices.Contains(names, name) {
			found = append(found, set)
		}
	}
	return found
}

func answerTenant(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	nodes, exists := vectorTenants[name]
	switch {
	case !exists:
		scripted.Answer(http.StatusNotFound, "application/json", `"not found"`)(w, r)
	case nodes == nil:
		answerJSON(w, map[string]any{"spec": map[string]any{"tenantname": name}})
	default:
		answerJSON(w, map[string]any{
			"spec":   map[string]any{"tenantname": name},
			"status": map[string]any{"tenantresources": []any{map[string]any{"type": "compute", "xnames": nodes}}},
		})
	}
}

func answerJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}
