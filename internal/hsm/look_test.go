// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package hsm_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/hsm"
	"github.com/bosops/terraform-provider-bos/internal/scripted"
)

const (
	base     = "/apis/smd/hsm/v2"
	allNodes = base + "/State/Components?type=Node"
	oneNode  = `{"Components":[{"ID":"x1c0s0b0n0","Type":"Node","State":"Ready","Flag":"OK","Enabled":true,` +
		`"Role":"Compute","NID":1,"Arch":"X86","Class":"Hill","Locked":true}]}`
	twoSets = `[{"label":"blue","description":"","members":{"ids":["x1c0s1b0n0","x1c0s0b0n0"]}},` +
		`{"label":"empty","members":{"ids":[]}}]`
)

func TestLook_reads(t *testing.T) {
	t.Parallel()
	r := newRig(t, route(map[string]string{
		allNodes:                             oneNode,
		base + "/State/Components":           strings.Replace(oneNode, `]}`, `,{"ID":"x1c0s0b0","Type":"NodeBMC","Enabled":false}]}`, 1),
		base + "/groups?group=blue&group=no": twoSets,
		base + "/partitions?partition=p1.2":  `[{"name":"p1.2","members":{"ids":["x1c0s0b0n0"]}}]`,
		base + "/groups/labels":              `["empty","blue"]`,
		base + "/partitions/names":           `["p1.2"]`,
	}))
	look := r.Look(0)

	nodes, err := look.Named(t.Context(), false, []string{"no", "blue", "BLUE", "a b", "", "x1[0-1]", "blue"}, []string{"p1.2", "p", "blue"})
	if err != nil {
		t.Fatal(err)
	}
	everything, err := look.Inventory(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	labels, err := look.Labels(t.Context())
	names, err2 := look.PartitionNames(t.Context())

	want := hsm.Component{ID: "x1c0s0b0n0", Type: "Node", State: "Ready", Role: "Compute", Arch: "X86", Enabled: true, Locked: true}
	if len(nodes.Components) != 1 || nodes.Components["x1c0s0b0n0"] != want || nodes.EveryType {
		t.Errorf("nodes %+v", nodes)
	}
	if fmt.Sprint(nodes.Groups) != "map[blue:[x1c0s0b0n0 x1c0s1b0n0]]" || fmt.Sprint(nodes.Partitions) != "map[p1.2:[x1c0s0b0n0]]" {
		t.Errorf("groups %v, partitions %v", nodes.Groups, nodes.Partitions)
	}
	if len(everything.Components) != 2 || !everything.EveryType || everything.Endpoint != r.url+base || !everything.ReadAt.Equal(start) {
		t.Errorf("everything %+v", everything)
	}
	if err != nil || err2 != nil || fmt.Sprint(labels, names) != "[blue empty] [p1.2]" {
		t.Errorf("labels %v, %v, names %v, %v", labels, err, names, err2)
	}
	for _, seen := range r.Seen("") {
		if seen.Method != http.MethodGet || seen.Header.Get("Cray-Tenant-Name") != "" {
			t.Errorf("%s %s in tenant %q", seen.Method, seen.URI, seen.Header.Get("Cray-Tenant-Name"))
		}
	}
}

func TestLook_asksOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(w http.ResponseWriter, q *http.Request) {
		switch q.URL.Path {
		case base + "/State/Components":
			scripted.OK(oneNode)(w, q)
		default:
			scripted.OK(twoSets)(w, q)
		}
	})
	look := r.Look(0)
	ask := func(groups ...string) {
		t.Helper()
		if got, err := look.Named(t.Context(), false, groups, nil); err != nil || len(got.Components) != 1 {
			t.Errorf("%v: %v, %v", groups, got, err)
		}
	}

	ask("blue", "empty")
	ask("empty")
	ask("BLUE", "[x]")
	ask("blue", "nosuch", "green")
	ask("green", "nosuch")

	want := []string{allNodes, base + "/groups?group=blue&group=empty", base + "/groups?group=green&group=nosuch"}
	if got := r.uris(); !slices.Equal(got, want) {
		t.Errorf("requests %q, want %q", got, want)
	}
}

func TestLook_getsAllGroupsInOneRequest(t *testing.T) {
	t.Parallel()
	r := newRig(t, route(map[string]string{allNodes: oneNode, base + "/groups": twoSets}))
	many := []string{"blue"}
	for i := range 300 {
		many = append(many, fmt.Sprintf("group-%d", i))
	}
	look := r.Look(0)

	got, err := look.Named(t.Context(), false, many, nil)
	again, err2 := look.Named(t.Context(), false, []string{"empty", "other"}, nil)

	if err != nil || err2 != nil || len(got.Groups) != 1 || len(again.Groups) != 1 || len(r.uris()) != 2 {
		t.Errorf("%v, %v; %v, %v; requests %q", got.Groups, err, again.Groups, err2, r.uris())
	}
}

func TestClient_Look_sharesByAge(t *testing.T) {
	t.Parallel()
	r := newRig(t, scripted.OK(oneNode))
	first := r.Look(30 * time.Second)
	if r.Look(30*time.Second) != first {
		t.Error("a look whose components have yet to be requested is not shared")
	}
	if _, err := first.Inventory(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	r.clock.Advance(30 * time.Second)
	if r.Look(30*time.Second) != first {
		t.Error("a look of 30 s ago is not shared")
	}
	r.clock.Advance(time.Nanosecond)
	second := r.Look(30 * time.Second)
	if second == first || r.Look(time.Hour) != second {
		t.Error("an old look is shared, or a new one is not")
	}
	if third := r.Look(0); third == second || r.Look(time.Hour) != third {
		t.Error("0 is not a new look")
	}
	if _, err := first.Inventory(t.Context(), false); err != nil || len(r.uris()) != 1 {
		t.Errorf("an older look asked again: %v, %q", err, r.uris())
	}
}

func TestLook_isSingleFlight(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	r := newRig(t, func(w http.ResponseWriter, q *http.Request) {
		<-release
		scripted.OK(oneNode)(w, q)
	})
	look := r.Look(0)
	canceled, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("gone")
	first := make(chan error)
	go func() {
		_, err := look.Inventory(canceled, false)
		first <- err
	}()
	for len(r.uris()) == 0 { // until the first caller asks
		runtime.Gosched()
	}
	var others sync.WaitGroup
	for range 8 {
		others.Go(func() {
			if got, err := look.Inventory(t.Context(), false); err != nil || len(got.Components) != 1 {
				t.Errorf("%v, %v", got, err)
			}
		})
	}

	cancel(gone)
	err := <-first
	close(release)
	others.Wait()

	if !errors.Is(err, gone) || len(r.uris()) != 2 {
		t.Errorf("the canceled caller: %v; %d requests, want 2", err, len(r.uris()))
	}
}

func TestLook_keepsNoError(t *testing.T) {
	t.Parallel()
	r := newRig(t, scripted.Steps(t, scripted.Problem(500, "Internal Server Error", "failed to query DB."), scripted.OK(oneNode)))
	look := r.Look(0)

	_, err := look.Inventory(t.Context(), false)
	got, err2 := look.Inventory(t.Context(), false)

	if err == nil || err2 != nil || len(got.Components) != 1 || r.Look(time.Minute) != look {
		t.Errorf("%v, then %v, %v", err, got, err2)
	}
}

func TestLook_LockQuery(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		fails  bool
		err    bool
	}{
		"none locked":             {scripted.OK(`{"Components":[]}`), false, false},
		"one locked":              {scripted.OK(`{"Components":[{"ID":"x1c0s0b0n0","Locked":true}]}`), false, false},
		"none locked, SMD < 2.45": {scripted.Problem(400, "Bad Request", "Component not found"), true, false},
		"another refusal":         {scripted.Problem(400, "Bad Request", "bad query param: locked"), false, true},
		"down":                    {scripted.Problem(500, "Internal Server Error", "failed to query DB."), false, true},
		"another path's":          {scripted.OK(`[]`), false, true},
	} {
		r := newRig(t, test.answer)
		fails, err := r.Look(0).LockQuery(t.Context())
		if fails != test.fails || (err != nil) != test.err || r.uris()[0] != base+"/locks/status?locked=True&type=Node" {
			t.Errorf("%s: %v, %v, %q", name, fails, err, r.uris())
		}
	}
}
