// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// vectorsVariable names a directory with a system and what BOS's own code made of it: see TestVectors.
const vectorsVariable = "BOS_VECTORS"

// vector is a session, and the nodes that BOS picked for it or the error with which it ended.
type vector struct {
	Name            string                   `json:"name"`
	BootSets        map[string]vectorBootSet `json:"boot_sets"`
	Limit           *string                  `json:"limit"`
	IncludeDisabled bool                     `json:"include_disabled"`
	Tenant          string                   `json:"tenant"`
	Missing         []string                 `json:"missing"` // nodes without a record in BOS
	Nodes           []string                 `json:"nodes"`
	Error           *string                  `json:"error"`
}

type vectorBootSet struct {
	NodeList        []string `json:"node_list"`
	NodeGroups      []string `json:"node_groups"`
	NodeRolesGroups []string `json:"node_roles_groups"`
	Arch            string   `json:"arch"`
}

func (v vector) query() bos.ForecastQuery {
	sets := map[string]bos.BootSet{}
	for name, set := range v.BootSets {
		sets[name] = bos.BootSet{
			NodeList: set.NodeList, NodeGroups: set.NodeGroups, NodeRolesGroups: set.NodeRolesGroups, Arch: set.Arch,
		}
	}
	return bos.ForecastQuery{
		Session:  bos.SessionCreate{Limit: v.Limit, IncludeDisabled: v.IncludeDisabled},
		BootSets: sets,
	}
}

// vectorFile matches resolve-BOS[-smd-SMD[-nolock]].json: with nolock, no node is locked.
var vectorFile = regexp.MustCompile(`^resolve-(\d+)\.(\d+)\.(\d+)(?:-smd-(\d+\.\d+)[.\d]*)?(-nolock)?\.json$`)

// TestVectors forecasts what BOS's own code resolved, with the system's data from an HTTP server: the same nodes or the
// same error, with at most five GETs each.
func TestVectors(t *testing.T) {
	t.Parallel()
	dir := os.Getenv(vectorsVariable)
	if dir == "" {
		t.Skip(vectorsVariable + " names no directory with vectors")
	}
	files, err := filepath.Glob(filepath.Join(dir, "resolve-*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors in %s: %v", dir, err)
	}
	for _, path := range files {
		named := vectorFile.FindStringSubmatch(filepath.Base(path))
		if named == nil {
			t.Errorf("%s: the name does not say the release", path)
			continue
		}
		version := bos.Version{Major: named[1], Minor: named[2], Patch: named[3]}
		server := newHSMServer(t, dir, version, named[4], named[5] != "")
		vectors := readJSON[[]vector](t, path)
		failed := 0
		for _, v := range vectors {
			if !replayVector(t, server, version, v) {
				failed++
			}
		}
		t.Logf("%s: %d replayed, %d failed", filepath.Base(path), len(vectors), failed)
	}
}

func readJSON[T any](t *testing.T, path string) T {
	t.Helper()
	var value T
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &value)
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return value
}

func replayVector(t *testing.T, server *hsmServer, version bos.Version, v vector) (ok bool) {
	t.Helper()
	server.gets.Store(0)
	server.missing = v.Missing
	got := server.bos.InTenant(v.Tenant).Forecast(t.Context(), v.query())
	want := ""
	if v.Error != nil {
		want = *v.Error
	}
	slices.Sort(v.Nodes)
	switch gets := server.gets.Load(); {
	case got.Certainty != bos.CertaintyExact:
		t.Errorf("%s: %s: %v", v.Name, got.Certainty, got.Doubt)
	case !slices.Equal(got.Nodes, v.Nodes) || sortedList(got.Failure) != sortedList(want):
		t.Errorf("%s: nodes %q, error %q; BOS %s: %q, error %q", v.Name, got.Nodes, got.Failure, version, v.Nodes, want)
	case gets > 5:
		t.Errorf("%s: %d GETs", v.Name, gets)
	default:
		return true
	}
	return false
}

func TestVectors_fileNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"resolve-2.50.0.json":                 "2|50|0||",
		"resolve-2.50.0-smd-2.44-nolock.json": "2|50|0|2.44|-nolock",
		"resolve-2.10.34-smd-2.44.0.json":     "2|10|34|2.44|",
		"resolve-.json":                       "",
	} {
		got := vectorFile.FindStringSubmatch(name)
		if strings.Join(got[min(1, len(got)):], "|") != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
