// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// drawnNodes returns nodes of a few cabinets, in any order, some of them given twice.
func drawnNodes(rng *rand.Rand, count int) []string {
	nodes := make([]string, count)
	for i := range nodes {
		nodes[i] = fmt.Sprintf("x%dc%ds%db%dn%d", 998+rng.IntN(5), rng.IntN(8), rng.IntN(12), rng.IntN(2), rng.IntN(2))
	}
	return nodes
}

var groupPatterns = map[bos.WaveGrouping]*regexp.Regexp{
	bos.WavesByNone:    regexp.MustCompile(`^.*$`),
	bos.WavesByChassis: regexp.MustCompile(`^x\d+c\d`),
	bos.WavesByCabinet: regexp.MustCompile(`^x\d+`),
}

// checkWaves returns what is wrong with the waves of nodes; "" = nothing. It shares no code with the division.
func checkWaves(nodes []string, plan bos.WavePlan, waves []bos.Wave) string {
	group := groupPatterns[plan.By]
	all := slices.Compact(slices.Sorted(slices.Values(nodes)))
	size, in, sizes := plan.Size, map[string]int{}, map[string]int{}
	if size == 0 {
		size = max(1, int(math.Ceil(float64(len(all))*plan.Percent/100)))
	}
	for _, node := range all {
		sizes[group.FindString(node)]++
	}
	var seen []string
	for i, wave := range waves {
		groups := map[string]bool{}
		for _, node := range wave.Nodes {
			name := group.FindString(node)
			groups[name] = true
			if before, found := in[name]; found && before != i {
				return fmt.Sprintf("%s is in the waves %d and %d", name, before, i)
			}
			in[name] = i
		}
		seen = append(seen, wave.Nodes...)
		count := len(wave.Nodes)
		last := sizes[group.FindString(wave.Nodes[count-1])]
		switch canary := plan.Canary > 0 && i == 0; {
		case wave.Canary != canary:
			return fmt.Sprintf("wave %d: canary %t", i, wave.Canary)
		case canary && (count < min(plan.Canary, len(all)) || count-last >= plan.Canary):
			return fmt.Sprintf("the canary has %d nodes, the last group of it %d", count, last)
		case canary && wave.Oversized != (count > plan.Canary):
			return fmt.Sprintf("the canary has %d nodes, oversized %t", count, wave.Oversized)
		case !canary && (count > size) != wave.Oversized, !canary && wave.Oversized && len(groups) > 1:
			return fmt.Sprintf("wave %d has %d nodes of %d groups, oversized %t", i, count, len(groups), wave.Oversized)
		case i+1 < len(waves) && !canary && count+sizes[group.FindString(waves[i+1].Nodes[0])] <= size:
			return fmt.Sprintf("wave %d has room for the next group", i)
		}
	}
	if slices.Sort(seen); !slices.Equal(seen, all) {
		return fmt.Sprintf("%d nodes of %d, each once", len(seen), len(all))
	}
	return ""
}

// Each node is in one wave, no group is split, and a wave is neither larger nor smaller than it should be, for any nodes
// and any plan. The order in which the nodes are given changes nothing.
func FuzzWaves(f *testing.F) {
	for seed := range uint64(400) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		rng := rand.New(rand.NewPCG(seed, 5)) //nolint:gosec // a test's random numbers
		nodes := drawnNodes(rng, rng.IntN(300))
		plan := bos.WavePlan{By: []bos.WaveGrouping{bos.WavesByNone, bos.WavesByChassis, bos.WavesByCabinet}[rng.IntN(3)]}
		if rng.IntN(2) == 0 {
			plan.Size = 1 + rng.IntN(80)
		} else {
			plan.Percent = float64(1 + rng.IntN(100))
		}
		if rng.IntN(2) == 0 {
			plan.Canary = 1 + rng.IntN(40)
		}

		waves, err := bos.Waves(nodes, plan)

		if wrong := checkWaves(nodes, plan, waves); err != nil || wrong != "" {
			t.Fatalf("%+v of %d nodes: %s, %v\n%q", plan, len(nodes), wrong, err, shortWaves(waves))
		}
		rng.Shuffle(len(nodes), func(i, j int) { nodes[i], nodes[j] = nodes[j], nodes[i] })
		if again, err := bos.Waves(nodes, plan); err != nil || !reflect.DeepEqual(again, waves) {
			t.Fatalf("%+v: in another order %q, not %q", plan, shortWaves(again), shortWaves(waves))
		}
	})
}
