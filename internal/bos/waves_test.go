// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// expanded returns the nodes of xnames with brackets.
func expanded(t *testing.T, texts ...string) []string {
	t.Helper()
	nodes, fault := bos.ExpandXnames(strings.Join(texts, ","))
	if fault != nil {
		t.Fatalf("%+v", fault)
	}
	return nodes
}

// shortWaves returns a line for each wave: its first node, its last node and how many it has.
func shortWaves(waves []bos.Wave) []string {
	var lines []string
	for _, wave := range waves {
		line := fmt.Sprintf("%d: %s … %s", len(wave.Nodes), wave.Nodes[0], wave.Nodes[len(wave.Nodes)-1])
		if wave.Canary {
			line += ", canary"
		}
		if wave.Oversized {
			line += ", oversized"
		}
		lines = append(lines, line)
	}
	return lines
}

func TestWaves(t *testing.T) {
	t.Parallel()
	row := expanded(t, "x1000c0s[0-11]b0n0")
	chassis := expanded(t, "x1000c[0-2]s[0-3]b0n0") // 4 nodes in each of 3 chassis
	cabinets := expanded(t, "x1000c0s[0-1]b0n0", "x1001c[0-7]s[0-1]b0n0", "x9999c0s0b0n0")
	for name, test := range map[string]struct {
		nodes []string
		plan  bos.WavePlan
		want  []string
	}{
		"by number, not by text": {row, bos.WavePlan{Size: 10}, []string{
			"10: x1000c0s0b0n0 … x1000c0s9b0n0", "2: x1000c0s10b0n0 … x1000c0s11b0n0",
		}},
		"one wave":       {row, bos.WavePlan{Size: 12, By: bos.WavesByNone}, []string{"12: x1000c0s0b0n0 … x1000c0s11b0n0"}},
		"no node":        {nil, bos.WavePlan{Size: 12, Canary: 1}, nil},
		"given twice":    {slices.Concat(row, row), bos.WavePlan{Percent: 100}, []string{"12: x1000c0s0b0n0 … x1000c0s11b0n0"}},
		"percent, up":    {row, bos.WavePlan{Percent: 55}, []string{"7: x1000c0s0b0n0 … x1000c0s6b0n0", "5: x1000c0s7b0n0 … x1000c0s11b0n0"}},
		"percent, exact": {row, bos.WavePlan{Percent: 50}, []string{"6: x1000c0s0b0n0 … x1000c0s5b0n0", "6: x1000c0s6b0n0 … x1000c0s11b0n0"}},
		"percent, one": {row[:2], bos.WavePlan{Percent: 0.001}, []string{
			"1: x1000c0s0b0n0 … x1000c0s0b0n0", "1: x1000c0s1b0n0 … x1000c0s1b0n0",
		}},
		"percent of all, with a canary": {row, bos.WavePlan{Percent: 50, Canary: 4}, []string{
			"4: x1000c0s0b0n0 … x1000c0s3b0n0, canary", "6: x1000c0s4b0n0 … x1000c0s9b0n0", "2: x1000c0s10b0n0 … x1000c0s11b0n0",
		}},
		"canary of all": {row, bos.WavePlan{Size: 3, Canary: 64}, []string{"12: x1000c0s0b0n0 … x1000c0s11b0n0, canary"}},
		"chassis": {chassis, bos.WavePlan{Size: 11, By: bos.WavesByChassis}, []string{
			"8: x1000c0s0b0n0 … x1000c1s3b0n0", "4: x1000c2s0b0n0 … x1000c2s3b0n0",
		}},
		"chassis larger than a wave": {chassis, bos.WavePlan{Size: 3, By: bos.WavesByChassis}, []string{
			"4: x1000c0s0b0n0 … x1000c0s3b0n0, oversized", "4: x1000c1s0b0n0 … x1000c1s3b0n0, oversized",
			"4: x1000c2s0b0n0 … x1000c2s3b0n0, oversized",
		}},
		"canary of whole chassis": {chassis, bos.WavePlan{Size: 8, Canary: 2, By: bos.WavesByChassis}, []string{
			"4: x1000c0s0b0n0 … x1000c0s3b0n0, canary, oversized", "8: x1000c1s0b0n0 … x1000c2s3b0n0",
		}},
		"canary of two chassis": {chassis, bos.WavePlan{Size: 2, Canary: 8, By: bos.WavesByChassis}, []string{
			"8: x1000c0s0b0n0 … x1000c1s3b0n0, canary", "4: x1000c2s0b0n0 … x1000c2s3b0n0, oversized",
		}},
		"cabinets": {cabinets, bos.WavePlan{Size: 4, By: bos.WavesByCabinet}, []string{
			"2: x1000c0s0b0n0 … x1000c0s1b0n0", "16: x1001c0s0b0n0 … x1001c7s1b0n0, oversized", "1: x9999c0s0b0n0 … x9999c0s0b0n0",
		}},
		"odd names come last": {[]string{"x2c0s0b0n0v1", "nid1", "x3c0s0b0n0", "x2c0s00b0n0"}, bos.WavePlan{Size: 2}, []string{
			"2: x3c0s0b0n0 … nid1", "2: x2c0s00b0n0 … x2c0s0b0n0v1",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			given := slices.Clone(test.nodes)

			got, err := bos.Waves(given, test.plan)

			if err != nil || !slices.Equal(shortWaves(got), test.want) {
				t.Errorf("got %q, %v\nwant %q", shortWaves(got), err, test.want)
			}
			if !slices.Equal(given, test.nodes) {
				t.Error("the caller's nodes have changed")
			}
		})
	}
}

// A product of floats may exceed the integer that it should be, and a wave would get a node more.
func TestWaves_percentIsExact(t *testing.T) {
	t.Parallel()
	nodes := expanded(t, "x[1-100]c[0-4]s[0-19]b0n0") // 10 000
	for percent, want := range map[float64]int{0.07: 7, 0.1: 10, 0.29: 29, 1.1: 110, 10: 1000, 33.3: 3330, 0.005: 1, 0.015: 2, 100: 10000} {
		waves, err := bos.Waves(nodes, bos.WavePlan{Percent: percent})
		if err != nil || len(waves[0].Nodes) != want {
			t.Errorf("%v %%: %d nodes, %v; want %d", percent, len(waves[0].Nodes), err, want)
		}
	}
}

func TestWaves_rejects(t *testing.T) {
	t.Parallel()
	nodes := []string{"x1000c0s0b0n0", "x1000c0s1b0n0v2", "nid000001"}
	for name, test := range map[string]struct {
		nodes       []string
		plan        bos.WavePlan
		field, says string
	}{
		"neither":         {nil, bos.WavePlan{}, "waves.size", "is not 1 or more"},
		"both":            {nil, bos.WavePlan{Size: 1, Percent: 1}, "waves.percent", "is set"},
		"negative size":   {nil, bos.WavePlan{Size: -1}, "waves.size", "is not 1 or more"},
		"negative":        {nil, bos.WavePlan{Percent: -1}, "waves.percent", "-1 is not"},
		"too much":        {nil, bos.WavePlan{Percent: 100.5}, "waves.percent", "100.5 is not"},
		"no number":       {nil, bos.WavePlan{Percent: math.NaN()}, "waves.percent", "NaN is not"},
		"canary":          {nil, bos.WavePlan{Size: 1, Canary: -1}, "waves.canary", "-1 is negative"},
		"grouping":        {nil, bos.WavePlan{Size: 1, By: "rack"}, "waves.by", `"rack" is not valid; use chassis, cabinet or none`},
		"no place":        {nodes[:1:1], bos.WavePlan{Size: 1, By: "Chassis"}, "waves.by", `"Chassis" is not valid`},
		"virtual node":    {nodes[:2], bos.WavePlan{Size: 1, By: bos.WavesByChassis}, "waves.by", `"x1000c0s1b0n0v2" is not the xname of a node`},
		"no xname":        {nodes[2:], bos.WavePlan{Size: 1, By: bos.WavesByCabinet}, "waves.by", "the cabinet that it is in"},
		"not normal":      {[]string{"x1000c0s01b0n0"}, bos.WavePlan{Size: 1, By: bos.WavesByChassis}, "waves.by", "x1000c0s01b0n0"},
		"a node's module": {[]string{"x1000c0s1"}, bos.WavePlan{Size: 1, By: bos.WavesByChassis}, "waves.by", `"x1000c0s1" is not`},
	} {
		waves, err := bos.Waves(test.nodes, test.plan)
		var input *gateway.InputError
		if waves != nil || !errors.As(err, &input) || input.Field != test.field || !strings.Contains(input.Reason, test.says) {
			t.Errorf("%s: %v, %v", name, waves, err)
		}
	}
}

func TestWaveName(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		number, of int
		want       string
	}{{1, 1, "blue-w01"}, {7, 99, "blue-w07"}, {99, 99, "blue-w99"}, {7, 100, "blue-w007"}, {100, 100, "blue-w100"}, {1, 65535, "blue-w00001"}} {
		got := bos.WaveName("blue", test.number, test.of)
		number, ok := bos.ParseWaveName("blue", got)
		if got != test.want || !ok || number != test.number {
			t.Errorf("%d of %d: %s, which is number %d, %t", test.number, test.of, got, number, ok)
		}
	}
	for _, other := range []string{
		"blue", "blue-w", "blue-w1", "blue-w00", "blue-w+1", "blue-w-1", "blue-w0x", "blue-w01-w02", "blue-W01", "blu-w01",
		"green-w01", "blue-w000001", "blue-w01 ", "blue2-w01", "blue-w٠١",
	} {
		if number, ok := bos.ParseWaveName("blue", other); ok || number != 0 {
			t.Errorf("%q is wave %d", other, number)
		}
	}
}

// The longest name of a rollout leaves room for the number of the last wave that there can be.
func TestRolloutName(t *testing.T) {
	t.Parallel()
	longest := strings.Repeat("a", bos.MaxRolloutName)
	if finding, found := bos.RolloutName().Finding(longest); found {
		t.Errorf("%+v", finding)
	}
	if finding, found := bos.ObjectName().Finding(bos.WaveName(longest, 65535, 65535)); found {
		t.Errorf("%+v", finding)
	}
	if finding, found := bos.RolloutName().Finding(longest + "a"); !found || finding.Kind != bos.NameLength {
		t.Errorf("%+v, %t", finding, found)
	}
	if finding, found := bos.RolloutName().Finding("blue-"); !found || finding.Kind != bos.NameEnd {
		t.Errorf("%+v, %t", finding, found)
	}
}
