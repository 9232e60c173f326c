// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
	"github.com/bosops/terraform-provider-bos/internal/recorded"
)

// vector is a boot set, a limit and a tenant, and what BOS's own code made of it.
type vector struct {
	Name     string
	BootSets json.RawMessage `json:"boot_sets"`
	Limit    *string
	Tenant   string
	Missing  []string // nodes without a BOS component
	Nodes    []string
	Error    *string
}

// vectorTenants are the tenants of the vectors' system, which its files do not
// contain.
func vectorTenants(sys *bossim.System) {
	sys.Tenants = map[string][]string{
		"vcluster-blue": {
			"x3000c0s19b1n0", "x3000c0s19b2n0", "x3000c0s19b3n0", "x3000c0s19b4n0", "x3000c0s10b0n0",
		},
		"empty": nil, "nostatus": nil, "stale": {"x3000c0s19b1n0"},
	}
	sys.StaleTenants = map[string][]string{"stale": {"x9999c0s0b0n0", "X3000C0S19B2N0"}}
	sys.NewTenants = []string{"nostatus"}
}

// vectorSystem reads the system of a folder of vectors.
func vectorSystem(t testing.TB, dir string) bossim.System {
	t.Helper()
	var sys bossim.System
	var components struct{ Components []json.RawMessage }
	readJSON(t, filepath.Join(dir, "state_components.json"), &components)
	sys.Components = components.Components
	sys.Groups, sys.GroupDetails = vectorGroups(t, filepath.Join(dir, "groups.json"))
	sys.Partitions, sys.PartitionDetails = vectorGroups(t, filepath.Join(dir, "partitions.json"))
	vectorTenants(&sys)

	return sys
}

func vectorGroups(t testing.TB, file string) (map[string][]string, map[string]bossim.GroupDetail) {
	t.Helper()
	var list []struct {
		Label, Name, Description, ExclusiveGroup string
		Tags                                     []string
		Members                                  struct{ IDs []string }
	}
	readJSON(t, file, &list)
	groups, details := map[string][]string{}, map[string]bossim.GroupDetail{}
	for _, g := range list {
		label := g.Label + g.Name
		groups[label] = g.Members.IDs
		details[label] = bossim.GroupDetail{Description: g.Description, ExclusiveGroup: g.ExclusiveGroup, Tags: g.Tags}
	}

	return groups, details
}

func readJSON(t testing.TB, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// vectorFile is the name of a file of vectors: the release of BOS, the one of SMD
// if it is another, and whether no node is locked.
var vectorFile = regexp.MustCompile(`^resolve-([0-9.]+[0-9])(?:-smd-([0-9.]+[0-9]))?(-nolock)?\.json$`)

// TestSetUp_vectors starts a session for each boot set and limit that BOS's own
// code resolved, on the same system, and compares the nodes or the error.
func TestSetUp_vectors(t *testing.T) {
	folder := recorded.Vectors(t)
	replayed, failed := 0, 0
	for _, file := range folder.Files() {
		m := vectorFile.FindStringSubmatch(filepath.Base(file))
		if m == nil {
			continue
		}
		sys := vectorSystem(t, folder.Path)
		if m[3] != "" {
			sys.Components = unlocked(sys.Components)
		}
		cfg := bossim.Config{Version: m[1], System: sys}
		if m[2] != "" {
			cfg.SMD = m[2] + ".0"
		}
		var vectors []vector
		readJSON(t, file, &vectors)
		for _, v := range vectors {
			t.Run(m[1]+m[3]+"/"+v.Name, func(t *testing.T) {
				replayed++
				if problem := v.replay(t, cfg); problem != "" {
					failed++
					t.Error(problem)
				}
			})
		}
	}
	fmt.Printf("%s: replayed %d, %d of them failed\n", folder.Name, replayed, failed)
	if replayed == 0 {
		t.Error("nothing was replayed")
	}
}

// unlocked returns the records with every lock taken off.
func unlocked(records []json.RawMessage) []json.RawMessage {
	var list []json.RawMessage
	for _, text := range records {
		list = append(list, json.RawMessage(strings.Replace(string(text), `"Locked":true`, `"Locked":false`, 1)))
	}

	return list
}

// replay starts the session and returns how its set-up differs from BOS's.
func (v vector) replay(t testing.TB, cfg bossim.Config) string {
	t.Helper()
	template, err := json.Marshal(map[string]any{
		"name": "t", "tenant": v.Tenant, "enable_cfs": false, "boot_sets": v.BootSets,
	})
	if err != nil {
		t.Fatal(err)
	}
	clock := bossim.NewSteppedClock(time.Date(2026, time.November, 28, 9, 0, 0, 0, time.UTC))
	cfg.Clock = clock
	cfg.System.Templates = []json.RawMessage{template}
	cfg.System.Undiscovered = v.Missing
	sim, err := bossim.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	limit := ""
	if v.Limit != nil {
		limit = *v.Limit
	}
	session, err := json.Marshal(map[string]any{
		"name": "s", "tenant": v.Tenant, "operation": "shutdown", "template_name": "t", "limit": limit, "stage": false,
		"include_disabled": false, "components": "", "status": map[string]any{
			"start_time": "2026-11-28T09:00:00", "end_time": nil, "status": "pending", "error": nil,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	// The POST would refuse the unknown tenant, and a template of the vectors'.
	if err := sim.Load(bossim.Seed{Sessions: []json.RawMessage{session}}); err != nil {
		t.Fatal(err)
	}
	clock.Advance(time.Minute)

	return v.compare(t, sim)
}

func (v vector) compare(t testing.TB, sim *bossim.Server) string {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v2/sessions/s", nil)
	if v.Tenant != "" {
		request.Header.Set("Cray-Tenant-Name", v.Tenant)
	}
	recorder := httptest.NewRecorder()
	sim.ServeHTTP(recorder, request)
	var got struct {
		Components string
		Status     struct{ Status, Error string }
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), &got); err != nil || recorder.Code != http.StatusOK {
		t.Fatalf("%d %s: %v", recorder.Code, recorder.Body, err)
	}
	nodes := strings.FieldsFunc(got.Components, func(r rune) bool { return r == ',' })
	slices.Sort(nodes)
	slices.Sort(v.Nodes)
	want := ""
	if v.Error != nil {
		want = *v.Error
	}
	if got.Status.Error != want || !slices.Equal(nodes, v.Nodes) {
		return fmt.Sprintf("nodes %v, error %q, %s;\nwant %v, %q", nodes, got.Status.Error, got.Status.Status, v.Nodes, want)
	}

	return ""
}
