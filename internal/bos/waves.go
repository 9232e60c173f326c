// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strconv"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// WaveGrouping is the hardware whose nodes a rollout keeps in one wave.
type WaveGrouping string

// The groupings. "" is WavesByNone.
const (
	WavesByNone    WaveGrouping = "none"
	WavesByChassis WaveGrouping = "chassis"
	WavesByCabinet WaveGrouping = "cabinet"
)

// WavePlan says how a rollout divides its nodes into waves.
type WavePlan struct {
	Size    int          // nodes per wave; 0 if Percent is set
	Percent float64      // nodes per wave in percent of all nodes, the canary's included, rounded up; 0 if Size is set
	Canary  int          // nodes of the first wave; 0 = the first wave is like the others
	By      WaveGrouping // what no wave splits
}

// Wave is a part of a rollout's nodes, on which one session acts.
type Wave struct {
	Nodes  []string // in the order of their places
	Canary bool

	// Oversized reports that the wave has more nodes than the plan asks for, as a group is not split: one group that is
	// larger than a wave, or a canary of whole groups.
	Oversized bool
}

// Waves divides nodes into waves, each node into one. The result depends on the set of nodes and the plan alone. Waves
// take the nodes in the order of their places by number (x1000c0s2b0n0 before x1000c0s10b0n0), so that neighbors are in
// the same wave or in successive ones. Names that are not xnames of nodes come last, in the order of their bytes.
//
// With a grouping, a wave takes whole chassis or cabinets, as many in a row as fit into its size; one that is larger is a
// wave by itself. The canary takes whole groups too, from the first on, until it has at least as many nodes as the plan
// says: with some of its nodes in the canary, the first chassis would be split. A canary that is larger than asked for is
// Oversized. For fewer nodes in the canary, choose no grouping, or operate on them in a rollout of their own before.
//
// The error is a *gateway.InputError, whose Field is waves.size, waves.percent, waves.canary or waves.by, for a plan that
// is not valid and, with a grouping, for a name that is not the xname of a node in its normal form: where it is cannot be
// known.
func Waves(nodes []string, plan WavePlan) ([]Wave, error) {
	if err := plan.check(); err != nil {
		return nil, err
	}
	placed := placedNodes(nodes)
	groups, err := plan.groups(placed)
	if err != nil {
		return nil, err
	}
	waves, rest := plan.canary(groups)
	size := plan.size(len(placed))
	var wave Wave
	for _, group := range rest {
		if len(wave.Nodes) > 0 && len(wave.Nodes)+len(group) > size {
			waves, wave = append(waves, wave), Wave{}
		}
		wave.Nodes = append(wave.Nodes, group...)
		wave.Oversized = len(wave.Nodes) > size
	}
	if len(wave.Nodes) > 0 {
		waves = append(waves, wave)
	}
	return waves, nil
}

func (p WavePlan) check() error {
	invalid := func(field, reason string) error { return &gateway.InputError{Field: "waves." + field, Reason: reason} }
	switch {
	case p.Size != 0 && p.Percent != 0:
		return invalid("percent", "is set, and waves.size too")
	case p.Size < 0 || p.Size == 0 && p.Percent == 0:
		return invalid("size", "is not 1 or more")
	case p.Size == 0 && !(p.Percent > 0 && p.Percent <= 100): // NaN included
		return invalid("percent", fmt.Sprintf("%v is not more than 0 and at most 100", p.Percent))
	case p.Canary < 0:
		return invalid("canary", fmt.Sprintf("%d is negative", p.Canary))
	}
	switch p.By {
	case "", WavesByNone, WavesByChassis, WavesByCabinet:
		return nil
	default:
		reason := fmt.Sprintf("%q is not valid; use chassis, cabinet or none", gateway.Shorten(string(p.By), 64))
		return invalid("by", reason)
	}
}

// canary returns the wave of the canary, if there is one and there are nodes, and the other groups.
func (p WavePlan) canary(groups [][]string) (canary []Wave, others [][]string) {
	if p.Canary == 0 || len(groups) == 0 {
		return nil, groups
	}
	wave := Wave{Canary: true}
	for len(groups) > 0 && len(wave.Nodes) < p.Canary {
		wave.Nodes, groups = append(wave.Nodes, groups[0]...), groups[1:]
	}
	wave.Oversized = len(wave.Nodes) > p.Canary
	return []Wave{wave}, groups
}

// size returns the nodes per wave, of so many. It calculates with the decimal digits of Percent, as a product of floats
// may exceed the integer that it should be: 0.07 · 100 is more than 7.
func (p WavePlan) size(nodes int) int {
	if p.Size > 0 {
		return p.Size
	}
	share, _ := new(big.Rat).SetString(strconv.FormatFloat(p.Percent, 'f', -1, 64))
	share.Mul(share, big.NewRat(int64(nodes), 100))
	whole, rest := new(big.Int).QuoRem(share.Num(), share.Denom(), new(big.Int))
	return max(1, int(whole.Int64())+rest.Sign())
}

// groupDepth is how many parts of the xnames of two nodes in a group are equal.
func (p WavePlan) groupDepth() int {
	switch p.By {
	case WavesByCabinet:
		return cabinetDepth
	case WavesByChassis:
		return chassisDepth
	default:
		return nodeDepth
	}
}

// groups returns the nodes in groups that no wave may split: a node by itself without a grouping.
func (p WavePlan) groups(nodes []placedNode) (groups [][]string, err error) {
	var group Place
	for _, node := range nodes {
		if !node.known && p.groupDepth() < nodeDepth {
			const text = "%q is not the xname of a node, so the %s that it is in is not known; use none"
			return nil, &gateway.InputError{
				Field: "waves.by", Reason: fmt.Sprintf(text, gateway.Shorten(node.name, 64), p.By),
			}
		}
		last := len(groups) - 1
		if last >= 0 && node.known && group.Holds(node.place) {
			groups[last] = append(groups[last], node.name)
			continue
		}
		group = node.place.above(p.groupDepth())
		groups = append(groups, []string{node.name})
	}
	return groups, nil
}

type placedNode struct {
	name  string
	place Place
	known bool // the name is that of a node in its normal form, and place is where it is
}

// placedNodes returns the nodes, each once, in the order of Waves.
func placedNodes(nodes []string) []placedNode {
	placed := make([]placedNode, 0, len(nodes))
	for _, name := range nodes {
		node := placedNode{name: name}
		if place, fault := parsePlace(name, nodeDepth); fault == nil && place.depth == nodeDepth && place.String() == name {
			node.place, node.known = place, true
		}
		placed = append(placed, node)
	}
	slices.SortFunc(placed, func(a, b placedNode) int {
		if a.known != b.known {
			return map[bool]int{true: -1, false: 1}[a.known]
		}
		return cmp.Or(slices.Compare(a.place.numbers[:], b.place.numbers[:]), cmp.Compare(a.name, b.name))
	})
	return slices.Compact(placed)
}
