// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"maps"
	"slices"
)

// A tenant's administrator may not ask HSM. What he can know are his nodes, as BOS lists them: what a boot set lists by
// name, minus what a limit of xnames takes out, is then the most that a session can act on. Whether a node is locked,
// disabled or of another architecture, and which nodes a group or a role has, only HSM knows.

// BoundError says why a forecast is an upper bound.
type BoundError struct {
	Err error // the refusal of HSM
}

func (e *BoundError) Error() string {
	return "HSM refuses a tenant's administrator: these are the most nodes that the session can act on"
}

// Unwrap returns the refusal.
func (e *BoundError) Unwrap() error { return e.Err }

// boundByTenant finds the most nodes that the session can act on. refusal is HSM's.
func (c *Client) boundByTenant(
	ctx context.Context, selection Selection, query ForecastQuery, forecast *Forecast, refusal error,
) error {
	listed := recentOf(c.foresight, c.foresight.own, c.tenant)
	own, err := listed.get(ctx, c.clock, query.MaxAge, func(ctx context.Context) (map[string]bool, error) {
		return c.componentIDs(ctx, nil)
	})
	if err != nil {
		return err
	}
	forecast.Certainty, forecast.Doubt = CertaintyAtMost, &BoundError{Err: refusal}
	forecast.ReadAt = c.clock.Now()
	nodes, candidates, words := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(selection.BootSets)) {
		set, rewritten := selection.BootSets[name].atMost(own)
		maps.Copy(candidates, set)
		maps.Copy(nodes, forecast.bound(name, set, rewritten, value(selection.Limit), words))
	}
	forecast.Nodes, forecast.Candidates = slices.Sorted(maps.Keys(nodes)), slices.Sorted(maps.Keys(candidates))
	forecast.Words = slices.Sorted(maps.Keys(words))
	return nil
}

// bound adds the most nodes that a limit leaves of a boot set's candidates, and returns them. The limit leaves out none
// of those that are rewritten, and its words that could not be evaluated are added to words.
func (f *Forecast) bound(
	name string, candidates, rewritten map[string]bool, text string, words map[string]bool,
) map[string]bool {
	limited := candidates
	if text != "" {
		limited = ParseLimit(text).atMost(candidates, words)
		maps.Copy(limited, rewritten)
	}
	for _, node := range slices.Sorted(maps.Keys(candidates)) {
		if !limited[node] {
			f.Excluded = append(f.Excluded, Exclusion{Node: node, BootSet: name, Reason: ExcludedByLimit})
		}
	}
	f.BootSets = append(f.BootSets, BootSetTargets{Name: name, Nodes: slices.Sorted(maps.Keys(limited))})
	return limited
}

// atMost returns the most nodes that the boot set can have, of a tenant's own. Those that it lists in another form than
// the normal one are rewritten: BOS compares the limit with the name as it is listed.
func (b BootSet) atMost(own map[string]bool) (nodes, rewritten map[string]bool) {
	rewritten = map[string]bool{}
	for _, listed := range b.NodeList {
		if node := NormalNode(listed); own[node] && node != listed {
			rewritten[node] = true
		}
	}
	if len(b.NodeGroups)+len(b.NodeRolesGroups) > 0 {
		return own, rewritten
	}
	nodes = map[string]bool{}
	for _, node := range b.NodeList {
		if node := NormalNode(node); own[node] {
			nodes[node] = true
		}
	}
	return nodes, rewritten
}

// atMost returns the most of the candidates that the limit can select, and adds its items whose names stand for nodes
// that are not known to words, as written. A word may add each candidate and removes none.
func (l Limit) atMost(candidates, words map[string]bool) map[string]bool {
	selected := map[string]bool{}
	for _, item := range l.items {
		switch {
		case item.every() && item.op == limitAdd:
			maps.Copy(selected, candidates)
		case item.every() && item.op == limitDrop:
			selected = map[string]bool{}
		case item.every():
		case IsNode(item.name):
			selected = item.ofNode(candidates, selected)
		case item.matchesNothing():
			if item.op == limitKeep {
				selected = map[string]bool{}
			}
		default:
			words[item.text] = true
			if item.op == limitAdd && len(selected) < len(candidates) {
				maps.Copy(selected, candidates)
			}
		}
	}
	return selected
}

// matchesNothing reports whether the item's name is none that a group, partition, role or node can have.
func (i limitItem) matchesNothing() bool {
	_, malformed := i.malformed()
	return malformed
}

func (i limitItem) ofNode(candidates, selected map[string]bool) map[string]bool {
	switch i.op {
	case limitAdd:
		if candidates[i.name] {
			selected[i.name] = true
		}
	case limitDrop:
		delete(selected, i.name)
	case limitKeep:
		if selected[i.name] {
			return map[string]bool{i.name: true}
		}
		return map[string]bool{}
	}
	return selected
}
