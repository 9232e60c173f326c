// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"strings"
	"testing"
)

// setUpCase is a session on six nodes of which 0 is disabled, 1 locked, 2 ARM, 3
// without an architecture, 4 without a BOS component and 5 as usual.
type setUpCase struct {
	nodes []int  // of the template's node_list; nil = the group "nobody"
	more  string // of the session
	want  map[string]string
}

// setUpOutcomes are, by release, the status, the numbers of the nodes and the
// error. Sources: hsm-api.md 1, from BOS's sources.
var setUpOutcomes = map[string]setUpCase{
	"usual": {[]int{5}, "", map[string]string{
		"2.0.5": "complete 5", "2.0.20": "complete 5", "2.4.0": "complete 5", "2.6.0": "complete 5",
		"2.45.0": "complete 5", "2.50.0": "complete 5",
	}},
	"disabled": {[]int{0}, "", map[string]string{
		"2.0.5":  "running 0", // BOS takes it, and the power operators leave it alone
		"2.0.20": "complete", "2.0.40": "complete No nodes were found to act upon.", "2.1.0": "running 0",
		"2.2.9": "running 0", "2.3.0": "complete", "2.9.0": "complete",
		"2.10.0": "complete No nodes were found to act upon.", "2.50.0": "complete No nodes were found to act upon.",
	}},
	"disabled, included": {[]int{0}, `,"include_disabled":true`, map[string]string{
		"2.0.20": "running 0", "2.0.40": "complete 0", "2.9.0": "running 0", "2.10.0": "complete 0", "2.50.0": "complete 0",
	}},
	"locked": {[]int{1}, "", map[string]string{
		"2.10.0": "complete 1", "2.46.0": "complete 1", "2.47.0": "complete No nodes were found to act upon.",
	}},
	"ARM": {[]int{2}, "", map[string]string{
		"2.4.0": "complete 2", "2.6.2": "complete",
		"2.5.0": "complete 400 Client Error: Bad Request for url: http://cray-smd/hsm/v2/State/Components/Query", "2.10.0": "complete No nodes were found to act upon.",
	}},
	"without an architecture": {[]int{3}, "", map[string]string{
		"2.4.0": "complete 3", "2.45.0": "complete No nodes were found to act upon.",
		"2.50.0": "complete No nodes were found to act upon.",
	}},
	"without a component": {[]int{4, 5}, "", map[string]string{
		"2.0.5": "pending", "2.10.0": "pending", "2.39.0": "pending", "2.40.0": "complete 5", "2.50.0": "complete 5",
	}},
	"only one without a component": {[]int{4}, "", map[string]string{
		"2.39.0": "pending", "2.40.0": "complete All nodes found to act upon do not exist as BOS components",
	}},
	"nobody": {nil, "", map[string]string{
		"2.0.5":  "complete",
		"2.0.10": "complete 400 Client Error: Bad Request for url: http://cray-smd/hsm/v2/State/Components/Query",
		"2.0.25": "complete 400 Client Error: Bad Request for url: http://cray-smd/hsm/v2/State/Components/Query",
		"2.0.26": "complete", "2.0.32": "complete No nodes were found to act upon.", "2.2.0": "complete",
		"2.3.0": "complete 400 Client Error: Bad Request for url: http://cray-smd/hsm/v2/State/Components/Query",
		"2.6.1": "complete 400 Client Error: Bad Request for url: http://cray-smd/hsm/v2/State/Components/Query",
		"2.6.2": "complete", "2.9.9": "complete", "2.10.0": "complete No nodes were found to act upon.",
		"2.50.0": "complete No nodes were found to act upon.",
	}},
	"emptied by the limit": {[]int{5}, `,"limit":"nosuch"`, map[string]string{
		"2.0.5":  "complete",
		"2.6.1":  "complete 400 Client Error: Bad Request for url: http://cray-smd/hsm/v2/State/Components/Query",
		"2.50.0": "complete No nodes were found to act upon.",
	}},
	"empty item": {[]int{5}, `,"limit":"all,"`, map[string]string{
		"2.45.0": "complete string index out of range", "2.49.0": "complete string index out of range",
		"2.49.1": "complete IndexError: string index out of range", "2.50.0": "complete IndexError: string index out of range",
	}},
	// ARM goes first where the architecture does: nothing is left for the limit.
	"empty item, after the architecture": {[]int{2}, `,"limit":"all,"`, map[string]string{
		"2.45.0": "complete No nodes were found to act upon.", "2.49.0": "complete string index out of range",
	}},
}

func TestSetUp_releases(t *testing.T) {
	names := NodeNames(6)
	for name, c := range setUpOutcomes {
		for release, want := range c.want {
			t.Run(name+"/"+release, func(t *testing.T) {
				r := newRigWith(t, Config{Version: release, System: System{
					Nodes: 6, HSMDisabled: names[:1], Locked: names[1:2], Undiscovered: names[4:5],
					Arch: map[string][]string{"ARM": names[2:3], "": names[3:4]}, On: names,
				}})
				r.putNodes("t", c.nodes)
				r.start("s", "shutdown", "t", c.more)
				for range 100 {
					r.clock.Advance(r.period())
					r.Advance()
				}
				got := r.session("s")
				text := got.Status.Status
				for i, name := range names {
					if strings.Contains(got.Components, name) {
						text += " " + string(rune('0'+i))
					}
				}
				if got.Status.Error != nil {
					text += " " + strings.TrimSuffix(*got.Status.Error, "\n")
				}
				if text != want {
					t.Errorf("%q, want %q", text, want)
				}
			})
		}
	}
}

// putNodes puts a template with these of NodeNames; nil is a group that does not
// exist.
func (r *rig) putNodes(template string, nodes []int) {
	r.t.Helper()
	selector := `"node_groups":["nobody"]`
	if nodes != nil {
		var list []string
		for _, i := range nodes {
			list = append(list, `"`+NodeNames(i + 1)[i]+`"`)
		}
		selector = `"node_list":[` + strings.Join(list, ",") + `]`
	}
	r.must(http.StatusOK, nil, http.MethodPut, "/v2/sessiontemplates/"+template,
		`{"boot_sets":{"c":{"type":"s3","path":"s3://boot-images/x/manifest.json",`+selector+`}}}`)
}

// TestSetUp_stuckSession: before BOS 2.40 a node without a component keeps set-up
// from the sessions behind it in the list, too.
func TestSetUp_stuckSession(t *testing.T) {
	for release, stuck := range map[string]bool{"2.39.0": true, "2.40.0": false} {
		r := newRigWith(t, Config{Version: release, System: System{Nodes: 2, Undiscovered: NodeNames(1)}})
		r.putNodes("bad", []int{0, 1})
		r.putNodes("good", []int{1})
		for _, name := range []string{"a", "b", "c", "d"} {
			r.start(name+"-bad", "boot", "bad", "")
			r.start(name+"-good", "boot", "good", "")
		}
		r.clock.Advance(3 * r.period())
		pending := 0
		for _, name := range []string{"a", "b", "c", "d"} {
			if r.session(name+"-good").Status.Status == sessionPending {
				pending++
			}
			if got := r.session(name + "-bad").Status.Status; (got == sessionPending) != stuck {
				t.Errorf("%s: %s-bad is %s", release, name, got)
			}
		}
		if (pending > 0) != stuck {
			t.Errorf("%s: %d sessions wait behind it", release, pending)
		}
	}
}

// TestSetUp_namesHideEachOther: a partition hides a group, a role both, and any of
// them a node.
func TestSetUp_namesHideEachOther(t *testing.T) {
	names := NodeNames(5)
	sys := System{
		Nodes:      5,
		Groups:     map[string][]string{"p1": names[:1], names[3]: names[:1], "Storage": names[:1]},
		Partitions: map[string][]string{"p1": names[1:2], "Storage": names[1:2]},
		Roles:      map[string][]string{"Storage": names[2:3]},
	}
	for limit, want := range map[string]string{"p1": names[1], names[3]: names[0], "Storage": names[2], names[4]: names[4]} {
		r := newRig(t, sys)
		r.putNodes("t", []int{0, 1, 2, 3, 4})
		r.start("s", "boot", "t", `,"limit":"`+limit+`"`)
		r.clock.Advance(3 * r.period())
		if got := r.session("s").Components; got != want {
			t.Errorf("limit %s: %s, want %s", limit, got, want)
		}
	}
}

// TestSetUp_locksOfAnOlderSMD: BOS asks for the locked nodes; without any, an SMD
// before 2.45 answers 400.
func TestSetUp_locksOfAnOlderSMD(t *testing.T) {
	for _, c := range []struct {
		bos, smd string
		locked   []string
		fails    bool
	}{
		{"2.50.0", "2.44.0", nil, true},
		{"2.50.0", "2.44.0", NodeNames(1), false},
		{"2.50.0", "2.45.0", nil, false},
		{"2.46.0", "2.44.0", nil, false},
	} {
		r := newRigWith(t, Config{Version: c.bos, SMD: c.smd, System: System{Nodes: 2, Locked: c.locked}})
		r.putNodes("t", []int{1})
		r.start("s", "boot", "t", "")
		r.clock.Advance(3 * r.period())
		got := r.session("s")
		if (got.Status.Error != nil) != c.fails || (got.Components == "") != c.fails {
			t.Errorf("%+v: %+v", c, got)
		}
	}
}
