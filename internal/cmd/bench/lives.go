// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

package main

import (
	"context"
	"fmt"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// operation is a command of the engine in the life of a number of resources.
type operation struct {
	name      string
	arguments []string
	after     time.Duration // of BOS's time that passes before it
	latency   time.Duration // of BOS's answers
}

// Operations that the tables look up.
const (
	apply     = "apply"
	refresh   = "apply -refresh-only"
	plan      = "plan"
	planLate  = "plan, 50 ms from BOS"
	planStale = "plan -refresh=false"
	destroy   = "destroy"
)

// life is measured command by command, in this order. The sessions are complete
// from the second on.
var life = []operation{
	{name: apply, arguments: []string{"apply", "-auto-approve"}},
	{name: refresh, arguments: []string{"apply", "-auto-approve", "-refresh-only"}, after: 2 * time.Hour},
	{name: plan, arguments: []string{"plan", "-detailed-exitcode"}},
	{name: planLate, arguments: []string{"plan", "-detailed-exitcode"}, latency: 50 * time.Millisecond},
	{name: planStale, arguments: []string{"plan", "-detailed-exitcode", "-refresh=false"}},
	{name: destroy, arguments: []string{"destroy", "-auto-approve"}},
}

// measured has the costs of each operation for each contestant.
type measured map[string]map[string][]cost

func (m measured) add(operation, contestant string, c cost) {
	if m[operation] == nil {
		m[operation] = map[string][]cost{}
	}
	m[operation][contestant] = append(m[operation][contestant], c)
}

// contender is a contestant in one life.
type contender struct {
	contestant
	project *project
	clock   *bossim.SteppedClock
	server  *server
}

func (b *bench) contend(ctx context.Context, c contestant, config string, system bossim.System) (*contender, error) {
	clock := bossim.NewSteppedClock(time.Now())
	server, err := serve(ctx, clock, bossim.DefaultTiming(), system)
	if err != nil {
		return nil, err
	}
	project, err := b.workshop.newProject(ctx, config, "BOS_ENDPOINT="+server.url, "BOS_PREVIEW="+withoutForecasts)
	if err != nil {
		server.close()
	}

	return &contender{contestant: c, project: project, clock: clock, server: server}, err
}

func (c *contender) run(ctx context.Context, o operation) (cost, error) {
	c.clock.Advance(o.after)
	c.server.Advance()
	c.server.latency.Store(int64(o.latency))
	c.server.counted()
	measured, err := c.project.run(ctx, o.arguments...)
	measured.requests = c.server.counted()
	if err != nil {
		return cost{}, fmt.Errorf("%s: %w", c.name, err)
	}

	return measured, nil
}

// lives measures the operations in lives of n resources. The contestants take
// turns at each operation, so that whatever else the machine does meets them all.
func (b *bench) lives(ctx context.Context, all []contestant, n, repeats int) (measured, error) {
	results := measured{}
	for repeat := range repeats {
		contenders := make([]*contender, 0, len(all))
		for _, c := range all {
			contender, err := b.contend(ctx, c, c.config(n), sessionNodes(n))
			if err != nil {
				return nil, err
			}
			defer contender.server.close()
			contenders = append(contenders, contender)
		}
		for _, o := range life {
			for _, c := range contenders {
				b.progress("%d × %s: %s (%d of %d)", n, c.name, o.name, repeat+1, repeats)
				cost, err := c.run(ctx, o)
				if err != nil {
					return nil, err
				}
				results.add(o.name, c.name, cost)
			}
		}
	}

	return results, nil
}
