// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// measurement is a row of a group that compares with the first row of it.
type measurement struct {
	name string
	cost cost
}

func comparison(title string, groups ...[]measurement) *table {
	t := &table{
		title: title,
		head: []string{
			"", "wall", "×1st", "CPU", "×1st", "engine", "provider", "×1st",
			"engine mem.", "provider mem.", "×1st", "requests",
		},
	}
	for _, group := range groups {
		first := group[0].cost
		for _, m := range group {
			c := m.cost
			t.rows = append(t.rows, []string{
				m.name, seconds(c.wall), ratio(c.wall, first.wall), seconds(c.cpu()), ratio(c.cpu(), first.cpu()),
				seconds(c.engineCPU), seconds(c.providerCPU), ratio(c.providerCPU, first.providerCPU),
				megabytes(c.engineMemory), megabytes(c.providerMemory), ratio(c.providerMemory, first.providerMemory),
				listed(c.requests),
			})
		}
	}

	return t
}

// large measures one session of 10 000 nodes and a data source that reads as many,
// beside ten nodes.
func (b *bench) large(ctx context.Context) (*table, error) {
	const whole = `
  operation           = "boot"
  template_name       = "compute"
  wait_for_completion = false`
	c := session(whole)
	var groups [][]measurement
	for _, project := range []struct {
		config string
		life   []operation
	}{
		{c.config(1), []operation{
			{name: "apply of a session", arguments: life[0].arguments},
			{name: "apply -refresh-only of it", arguments: life[1].arguments, after: life[1].after},
			{name: "plan of it", arguments: []string{"plan", "-detailed-exitcode"}},
		}},
		{c.requirements() + "data \"bos_components\" \"test\" {}\n", []operation{
			{name: "plan with bos_components", arguments: []string{"plan", "-detailed-exitcode"}},
		}},
	} {
		found, err := b.growth(ctx, c, project.config, project.life)
		if err != nil {
			return nil, err
		}
		groups = append(groups, found...)
	}

	return comparison("One session, or one data source, of many nodes (×1st is relative to 10 nodes)", groups...), nil
}

// growth measures each operation on a system of 10 and of 10 000 nodes.
func (b *bench) growth(ctx context.Context, c contestant, config string, life []operation) ([][]measurement, error) {
	groups := make([][]measurement, len(life))
	for _, nodes := range []int{10, 10000} {
		b.progress("%s, %d nodes", life[0].name, nodes)
		contender, err := b.contend(ctx, c, config, bossim.System{Nodes: nodes})
		if err != nil {
			return nil, err
		}
		defer contender.server.close()
		for i, o := range life {
			cost, err := contender.run(ctx, o)
			if err != nil {
				return nil, err
			}
			groups[i] = append(groups[i], measurement{fmt.Sprintf("%s, %d nodes", o.name, nodes), cost})
		}
	}

	return groups, nil
}

// waits measures the applies of sessions that end at once, without and with
// wait_for_completion.
func (b *bench) waits(ctx context.Context) (*table, error) {
	const n = 100
	var rows []measurement
	for _, wait := range []string{"false", "true"} {
		b.progress("%d sessions, wait_for_completion = %s", n, wait)
		clock := bossim.NewScaledClock(time.Now(), 60)
		timing := bossim.Timing{
			SetUp: time.Second, PowerOn: time.Second, Boot: time.Second, Configure: time.Second, Operator: time.Second,
		}
		cost, err := b.oneApply(ctx, clock, timing, n, wait, withoutForecasts)
		if err != nil {
			return nil, err
		}
		rows = append(rows, measurement{"wait_for_completion = " + wait, cost})
	}

	return comparison(fmt.Sprintf("apply of %d sessions that end within a second", n), rows), nil
}

// previews measures what forecasts add to an apply of sessions that are not waited for.
func (b *bench) previews(ctx context.Context) (*table, error) {
	const n = 100
	var rows []measurement
	for _, preview := range []string{withoutForecasts, "auto", "strict"} {
		b.progress("%d sessions, preview = %s", n, preview)
		cost, err := b.oneApply(ctx, bossim.NewSteppedClock(time.Now()), bossim.DefaultTiming(), n, "false", preview)
		if err != nil {
			return nil, err
		}
		rows = append(rows, measurement{"preview = " + preview, cost})
	}

	return comparison(fmt.Sprintf("apply of %d sessions, without waiting", n), rows), nil
}

// withoutForecasts is the preview of all measurements that do not say otherwise.
const withoutForecasts = "off"

// oneApply measures the creation of n sessions.
func (b *bench) oneApply(
	ctx context.Context, clock bossim.Clock, timing bossim.Timing, n int, wait, preview string,
) (cost, error) {
	server, err := serve(ctx, clock, timing, sessionNodes(n))
	if err != nil {
		return cost{}, err
	}
	defer server.close()
	project, err := b.workshop.newProject(ctx, session(sessionBody+wait).config(n),
		"BOS_ENDPOINT="+server.url, "BOS_PREVIEW="+preview)
	if err != nil {
		return cost{}, err
	}
	c, err := project.run(ctx, life[0].arguments...)
	c.requests = server.counted()
	if ended := server.History(); len(ended) == 1 && !ended[0].Completed.IsZero() {
		c.late = clock.Now().Sub(ended[0].Completed)
	}

	return c, err
}

// ending measures in real time how long an apply lasts after its session is complete.
func (b *bench) ending(ctx context.Context) (*table, error) {
	b.progress("a session of a minute, in real time")
	timing := bossim.Timing{
		SetUp: time.Second, PowerOn: 5 * time.Second, Boot: 20 * time.Second, Configure: 5 * time.Second,
	}
	c, err := b.oneApply(ctx, bossim.NewScaledClock(time.Now(), 1), timing, 1, "true", withoutForecasts)
	if err != nil {
		return nil, err
	}

	return &table{
		title: "One session that is waited for, in real time",
		head:  []string{"", "apply", "from BOS's completion to its end", "requests"},
		rows:  [][]string{{ours, seconds(c.wall), seconds(c.late), listed(c.requests)}},
	}, nil
}

// program measures the size of the provider, and how long the engine takes to load
// the schema.
func (b *bench) program(ctx context.Context, all []contestant) ([]*table, error) {
	sizes := &table{title: "Size of the provider's program", head: []string{"go build", "size"}}
	for _, flags := range []string{"", "-s -w"} {
		path := b.workshop.path("sized")
		err := b.workshop.build(ctx, path, ".", "-ldflags", flags)
		if err != nil {
			return nil, err
		}
		file, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		sizes.rows = append(sizes.rows, []string{
			fmt.Sprintf("-ldflags %q", flags), fmt.Sprintf("%.1f MB", float64(file.Size())/1e6),
		})
	}

	var rows []measurement
	for _, c := range all {
		if c.name == builtin {
			continue
		}
		project, err := b.workshop.newProject(ctx, c.config(1))
		if err != nil {
			return nil, err
		}
		var costs []cost
		for range b.settings.repeats {
			cost, err := project.run(ctx, "providers", "schema", "-json")
			if err != nil {
				return nil, err
			}
			costs = append(costs, cost)
		}
		rows = append(rows, measurement{c.name, median(costs)})
	}

	return []*table{sizes, comparison("providers schema -json (×1st is relative to null's schema)", rows)}, nil
}
