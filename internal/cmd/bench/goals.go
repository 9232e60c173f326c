// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build linux

package main

import (
	"fmt"
	"time"
)

// goalsFrom is the number of resources from which on the goals are measured: with
// fewer, the starts of the processes decide.
const goalsFrom = 1000

// goal is what a measure of bos_session is to stay below, relative to the same
// measure of another contestant in the same operation.
type goal struct {
	name      string
	operation string
	unit      string // a contestant
	most      float64
	measure   func(cost) int64
}

func wall(c cost) int64           { return int64(c.wall) }
func cpuTime(c cost) int64        { return int64(c.cpu()) }
func providerCPU(c cost) int64    { return int64(c.providerCPU) }
func providerMemory(c cost) int64 { return c.providerMemory }

var goals = []goal{
	{"time", apply, sameLike, 1.3, wall},
	{"processor time", apply, sameLike, 1.3, cpuTime},
	{"time", plan, sameLike, 1.2, wall},
	{"processor time", plan, sameLike, 1.2, cpuTime},
	{"provider's processor time", plan, sameLike, 1.2, providerCPU},
	{"provider's memory", plan, sameLike, 1.2, providerMemory},
	{"time", plan, nullLike, 1.8, wall},
	{"processor time", plan, nullLike, 1.8, cpuTime},
	{"time", planLate, sameLike, 1.5, wall},
	{"time", destroy, sameLike, 1.3, wall},
	{"processor time", destroy, sameLike, 1.3, cpuTime},
}

// refreshRequests is the most requests for the refresh of 1000 sessions.
const refreshRequests = 20

// goalsTable shows which goals n resources meet.
func goalsTable(n int, results measured) *table {
	t := &table{
		title: fmt.Sprintf("bos_session and its goals, %d resources", n),
		head:  []string{"", "of", "relative to", "at most", "measured", ""},
	}
	verdict := func(met bool) string {
		if met {
			return "met"
		}

		return "missed"
	}
	for _, g := range goals {
		own, unit := g.measure(median(results[g.operation][ours])), g.measure(median(results[g.operation][g.unit]))
		t.rows = append(t.rows, []string{
			g.operation, g.name, g.unit, fmt.Sprintf("%.2f", g.most), ratio(time.Duration(own), time.Duration(unit)),
			verdict(float64(own) <= g.most*float64(unit)),
		})
	}
	sent := 0
	for _, number := range median(results[plan][ours]).requests {
		sent += number
	}
	most := refreshRequests * max(1, n/goalsFrom)
	t.rows = append(t.rows, []string{plan, "requests", "", fmt.Sprint(most), fmt.Sprint(sent), verdict(sent <= most)})

	return t
}
