// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// What a template's nodes cost grows with their number, and no faster: ten times as many are not to cost thirty times as
// much, of all that an engine calls for a plan. It is processor time, measured side by side, while no other test runs.
// (An engine's own part is quadratic: to show a plan, Terraform 1.11 compares the old and the new list item by item, in
// 128 MB for 2500 nodes and 890 MB for 10 000.)
func TestSessionTemplate_costOf10000Nodes(t *testing.T) {
	measuresCost(t)
	cost1000, cost10000 := planCost(t, 1000), planCost(t, 10000)

	// A busy machine and the collector only add to a cost: the least of several is nearest to it.
	var a, b time.Duration
	for range 3 {
		a, b = least(a, cost1000()), least(b, cost10000())
	}

	t.Logf("1000 nodes cost %v, 10 000 nodes %v: %.1f times as much", a, b, float64(b)/float64(a))
	if b > 30*a {
		t.Errorf("1000 nodes cost %v, 10 000 nodes %v: more than thirty times as much", a, b)
	}
}

// planCost measures a validation, a read and a plan of a template of n nodes that is there.
func planCost(t *testing.T, n int) func() time.Duration {
	t.Helper()
	bos := newSim(t)
	p := templates(t, bos)
	names := bossim.NodeNames(n)
	bos.hand(t, `{"boot_sets": {"compute": {"type": "s3", "path": "`+anImage+`", "node_list": ["`+strings.Join(names, `", "`)+`"]}}}`)
	state, diagnostics := p.take("plan")
	p.fine(diagnostics)
	config := p.template(nil, fields{"node_list": words(names...)})
	configured := p.value(p.session, config)
	return func() time.Duration {
		t.Helper()
		runtime.GC()
		before := processorTime(t)
		p.fine(p.valid(config))
		read := p.read(state)
		p.fine(read.Diagnostics)
		planned, err := p.PlanResourceChange(p.ctx, &tfprotov6.PlanResourceChangeRequest{
			TypeName: p.typ, PriorState: read.NewState, Config: configured, ProposedNewState: state,
		})
		if err != nil {
			t.Fatal(err)
		}
		p.fine(planned.Diagnostics)
		if len(planned.Diagnostics) > 0 || p.changes(state, planned.PlannedState) != "" {
			t.Fatalf("the plan is not empty: %s", told(planned.Diagnostics))
		}
		return processorTime(t) - before
	}
}

// processorTime is what this process has used so far.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
