// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

const (
	node0 = "x3000c0s1b0n0" // of group blue, as the next one
	node1 = "x3000c0s1b1n0"
	node2 = "x3000c0s1b2n0" // of group green
)

// onlyListed is a template that names its nodes.
const onlyListed = `{"name":"listed","boot_sets":{"compute":{"type":"s3","path":"s3://boot-images/1/manifest.json","etag":"1","kernel_parameters":"quiet",
"network":"nmn",
	"rootfs_provider":"cpss3","rootfs_provider_passthrough":"x","node_list":["` + node0 + `","` + node1 + `"]}},"enable_cfs":true,"cfs":{"configuration":"c"}}`

// proofRow is a start whose answer is lost while another client may start a session of the same operation and template.
type proofRow struct {
	limit    string // "" means none
	template string // "" means compute
	arrives  bool   // our POST is carried out
	others   string // limit of the other client's session; "none": no such session, "": no limit
	end      string
	theirs   bool // the session that is returned is the other client's
	unproven bool
	nodes    string // of the session that is returned, or of all candidates, each ended by a semicolon
}

var proofRows = map[string]proofRow{
	"ours":                                  {limit: node0, arrives: true, others: "none", end: started, nodes: node0},
	"another's node":                        {limit: node0, others: node1, end: unresolved},
	"another's node beside ours":            {limit: node0, others: node0 + "," + node1, end: unresolved},
	"another's, of all nodes":               {limit: node0, end: unresolved},
	"ours, and another's node":              {limit: node0, arrives: true, others: node1, end: started, nodes: node0},
	"ours, and another's of the same nodes": {limit: node0, arrives: true, others: node0, end: unresolved, nodes: node0 + ";" + node0 + ";"},
	"another's of the same nodes":           {limit: node0, others: node0, end: started, theirs: true, nodes: node0},
	"in another order, twice": {
		limit: node1 + "," + node0 + "," + node1, arrives: true, others: "none", end: started,
		nodes: node0 + "," + node1,
	},
	"a subset":                           {limit: node0 + "," + node1, others: node0, end: started, theirs: true, unproven: true, nodes: node0},
	"a node that nobody has":             {limit: node0 + ",x9999c0s1b0n0", arrives: true, others: "none", end: started, unproven: true, nodes: node0},
	"a node that is not in the template": {limit: node0 + "," + node2, template: "listed", arrives: true, others: "none", end: started, nodes: node0},
	"not in the template, and another is missing": {
		limit: node0 + "," + node1 + "," + node2, template: "listed", others: node0, end: started, theirs: true,
		unproven: true, nodes: node0,
	},
	"no node at all":      {limit: "x9999c0s1b0n0", arrives: true, others: "none", end: started, unproven: true},
	"no limit":            {arrives: true, others: "none", end: started, unproven: true, nodes: strings.Join(bossim.NodeNames(7), ",")},
	"no limit, another's": {others: node0, end: started, theirs: true, unproven: true, nodes: node0},
	"a group":             {limit: "blue", arrives: true, others: "none", end: started, unproven: true, nodes: node0 + "," + node1},
	"a group, another's":  {limit: "blue", others: node2, end: started, theirs: true, unproven: true, nodes: node2},
	"a group, ours and another's": {
		limit: "blue", arrives: true, others: node2, end: unresolved,
		nodes: node0 + "," + node1 + ";" + node2 + ";",
	},
	"an xname and a group":       {limit: node0 + ",blue", others: node2, end: started, theirs: true, unproven: true, nodes: node2},
	"an xname that is taken out": {limit: "all,!" + node0, others: node0, end: started, theirs: true, unproven: true, nodes: node0},
	"none arrives":               {limit: node0, others: "none", end: unresolved},
}

func TestStartSessionV1_provenByNodes(t *testing.T) {
	t.Parallel()
	for name, row := range proofRows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newRelease(t, "2.10.34", bos.APIv1, healthySystem(8))
			s.postByOther(t, "/v1/sessiontemplate", onlyListed)
			create := bos.SessionCreate{Operation: bos.OperationBoot, TemplateName: "compute"}
			if row.template != "" {
				create.TemplateName = row.template
			}
			other := create
			if row.limit != "" {
				create.Limit = &row.limit
			}
			if row.others != "" {
				other.Limit = &row.others
			}
			s.sim.Inject(onPOSTv1(bossim.Fault{Drop: true, Commit: row.arrives}))
			var theirs string
			s.duringPOST(func() {
				if row.others != "none" {
					theirs = s.startedByOther(t, other)
				}
			})

			got, err := s.StartSession(t.Context(), create, false)

			nodes := strings.Join(got.Components, ",")
			if unknown := (*bos.UnresolvedError)(nil); errors.As(err, &unknown) {
				nodes = ""
				for _, candidate := range unknown.Candidates {
					if candidate.StartTime.IsZero() || candidate.Name == "" {
						t.Errorf("a candidate without a name or a start: %+v", candidate)
					}
					nodes += strings.Join(candidate.Components, ",") + ";"
				}
			}
			if endOf(err) != row.end || got.Unproven != row.unproven || row.theirs != (err == nil && got.Name == theirs) {
				t.Errorf("%+v, %v", got, err)
			}
			if nodes != row.nodes && nodes != reversed(row.nodes) {
				t.Errorf("nodes %q, want %q", nodes, row.nodes)
			}
			if n := s.sim.Count("POST", "/v1/session"); n > 2 {
				t.Errorf("%d POSTs", n)
			}
		})
	}
}

// reversed returns the candidates in reverse order: their order depends on BOS's names.
func reversed(nodes string) string {
	one, other, _ := strings.Cut(nodes, ";")
	return other + one + ";"
}

// duringPOST calls f while the first POST is in flight.
func (s *simulated) duringPOST(f func()) {
	var done atomic.Bool // the hook also sees the other client's POST
	s.sim.OnRequest(func(r bossim.Request) {
		if r.Method == http.MethodPost && done.CompareAndSwap(false, true) {
			f()
		}
	})
}

// Two provider blocks of one run have two clients, whose starts do not wait for each other.
func TestStartSessionV1_twoClients(t *testing.T) {
	t.Parallel()
	one, two := node0, node1
	for name, test := range map[string]struct {
		first, second *string
		end           string
		unproven      bool
	}{
		"other nodes": {&one, &two, unresolved, false},
		"no limit":    {nil, nil, started, true}, // cannot be determined, and is reported
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newRelease(t, "2.10.34", bos.APIv1, healthySystem(8), lostV1, lostDoneV1) // the second client's POST arrives first
			first, second := bootV1, bootV1
			first.Limit, second.Limit = test.first, test.second
			var adopted bos.Started
			s.duringPOST(func() { // the second client's POST; it has listed the sessions by then
				var err error
				if adopted, err = s.client(t).StartSession(t.Context(), first, false); err != nil {
					t.Error(err)
				}
			})

			got, err := s.StartSession(t.Context(), second, false)

			if endOf(err) != test.end || got.Unproven != test.unproven || err == nil && got.Name != adopted.Name {
				t.Errorf("first %+v, second %+v, %v", adopted, got, err)
			}
			if adopted.Unproven != (test.first == nil) || s.startedInTheEnd() != 1 {
				t.Errorf("%+v, %d sessions", adopted, s.startedInTheEnd())
			}
		})
	}
}

// The start waits for the nodes if they can prove something, but no longer than the look-up's time-out.
func TestStartSessionV1_waitsForNodes(t *testing.T) {
	t.Parallel()
	limit := node0
	for name, test := range map[string]struct {
		arrives, dead bool
		end           string
		unproven      bool
		from, to      time.Duration
	}{
		"ours":       {true, false, started, false, 2 * minute, 3 * minute},
		"another's":  {false, false, unresolved, false, 2 * minute, 3 * minute},
		"dead agent": {true, true, started, true, 5 * minute, 6 * minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newConfigured(t, bossim.Config{System: healthySystem(8), Version: "2.10.34", Timing: bossim.Timing{SetUp: 2 * minute}}, bos.APIv1,
				onPOSTv1(bossim.Fault{Drop: true, Commit: test.arrives}))
			if test.dead {
				s.sim.LoseBootAgents(1)
			}
			s.duringPOST(func() {
				if !test.arrives {
					s.startedByOther(t, bootV1)
				}
			})
			create := bootV1
			create.Limit = &limit

			got, err := s.StartSession(t.Context(), create, false)

			if endOf(err) != test.end || got.Unproven != test.unproven || s.elapsed() < test.from || s.elapsed() > test.to {
				t.Errorf("after %v: %+v, %v", s.elapsed(), got, err)
			}
			if test.dead && (got.Complete() || len(got.Components) > 0) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// A session whose answer is lost may have ended before it is looked up. It is read with its nodes, so that its record
// does not say "complete" beside "no nodes".
func TestStartSessionV1_completeBeforeLookUp(t *testing.T) {
	t.Parallel()
	quick := bossim.Timing{Agent: time.Second, SetUp: time.Second, PowerOn: time.Second, PowerOff: time.Second, Boot: time.Second, Configure: time.Second}
	broken := healthySystem(4)
	broken.Failing = map[string]bossim.Failure{node0: bossim.FailConfiguration}
	for name, test := range map[string]struct {
		system bossim.System
		want   string
	}{
		"all well":   {healthySystem(4), "succeeded [] 3/3/0/0"},
		"one failed": {broken, "failed [nodes] 3/2/1/0"},
	} {
		for _, release := range simulatedV1 {
			t.Run(name+", "+release, func(t *testing.T) {
				t.Parallel()
				s := newConfigured(t, bossim.Config{System: test.system, Version: release, Timing: quick}, bos.APIv1, lostDoneV1)

				got, err := s.StartSession(t.Context(), bootV1, false)

				if err != nil || !got.Complete() || len(got.Components) != 3 || got.EndTime.IsZero() {
					t.Fatalf("%+v, %v", got, err)
				}
				if verdict := verdictOfV1(t, s.Client, got.Session); verdict != test.want {
					t.Errorf("got %s, want %s", verdict, test.want)
				}
				if n := s.startedInTheEnd(); n != 1 || s.sim.Count("POST", "/v1/session") != 1 {
					t.Errorf("%d sessions", n)
				}
			})
		}
	}
}

// If the nodes cannot be read, no session is accepted, and the candidate is named.
func TestStartSessionV1_nodesUnreadable(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/v1/session/*/status/compute", "/v1/sessiontemplate/compute"} {
		s := newRelease(t, "2.10.34", bos.APIv1, healthySystem(4), lostDoneV1, onV1(path, bossim.Fault{Status: 503}))

		got, err := s.StartSession(t.Context(), bootV1, false)

		var unknown *bos.UnresolvedError
		if !errors.As(err, &unknown) || len(unknown.Candidates) != 1 || unknown.Candidates[0].Name == "" ||
			!unknown.Candidates[0].NodesUnknown || s.elapsed() < 5*minute {
			t.Errorf("%s: after %v: %+v, %v", path, s.elapsed(), got, err)
		}
	}
}
