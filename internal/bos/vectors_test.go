// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/hsm"
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

func (v vector) selection() bos.Selection {
	sets := map[string]bos.BootSet{}
	for name, set := range v.BootSets {
		sets[name] = bos.BootSet{
			NodeList: set.NodeList, NodeGroups: set.NodeGroups, NodeRolesGroups: set.NodeRolesGroups, Arch: set.Arch,
		}
	}
	return bos.Selection{BootSets: sets, Limit: v.Limit, IncludeDisabled: v.IncludeDisabled}
}

// vectorFile matches resolve-BOS[-smd-SMD[-nolock]].json: with nolock, no node is locked.
var vectorFile = regexp.MustCompile(`^resolve-(\d+)\.(\d+)\.(\d+)(?:-smd-(\d+\.\d+)[.\d]*)?(-nolock)?\.json$`)

// TestVectors resolves what BOS's own code resolved, with the system's data from an HTTP server and by the requests of a
// forecast: the same nodes or the same error, with at most five GETs each.
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
		server := newHSMServer(t, dir, named[4], named[5] != "")
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
	got, err := server.targets(t.Context(), v.selection(), v.Tenant, version, v.Missing)
	want := ""
	if v.Error != nil {
		want = *v.Error
	}
	slices.Sort(v.Nodes)
	switch gets := server.gets.Load(); {
	case err != nil:
		t.Errorf("%s: %v", v.Name, err)
	case !slices.Equal(got.Nodes, v.Nodes) || got.Failure != want:
		t.Errorf("%s: nodes %q, error %q; BOS %s: %q, error %q", v.Name, got.Nodes, got.Failure, version, v.Nodes, want)
	case gets > 5:
		t.Errorf("%s: %d GETs", v.Name, gets)
	default:
		return true
	}
	return false
}

// targets makes the requests of a forecast, and no others, and resolves.
func (s *hsmServer) targets(
	ctx context.Context, selection bos.Selection, tenant string, version bos.Version, missing []string,
) (bos.Targets, error) {
	look := s.client.Look(0)
	if tenant != "" {
		nodes, err := s.tenants.Nodes(ctx, tenant)
		if selection.Tenant, err = tenantNodes(tenant, nodes, err); err != nil {
			return bos.Targets{}, err
		}
	}
	resolve := func(everyType bool) (bos.Targets, error) {
		inventory, err := s.inventory(ctx, look, everyType, selection, version)
		has := func(node string) bool {
			return inventory.Components[node].Type == hsm.TypeNode && !slices.Contains(missing, node)
		}
		return selection.Resolve(inventory, version, has), err
	}
	got, err := resolve(false)
	if err == nil && got.Partial {
		return resolve(true)
	}
	return got, err
}

func (s *hsmServer) inventory(
	ctx context.Context, look *hsm.Look, everyType bool, selection bos.Selection, version bos.Version,
) (hsm.Inventory, error) {
	inventory, err := look.Inventory(ctx, everyType)
	if err != nil {
		return inventory, err
	}
	locked := false
	for _, component := range inventory.Components {
		locked = locked || component.Locked && component.Type == hsm.TypeNode
	}
	names := selection.Names(func(id string) bool { _, known := inventory.Components[id]; return known })
	if inventory, err = look.Named(ctx, everyType, names.Groups, names.Partitions); err != nil {
		return inventory, err
	}
	if version.AsksForLocks() && !locked {
		inventory.LockQueryFails, err = look.LockQuery(ctx)
	}
	return inventory, err
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
