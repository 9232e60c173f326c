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
	ctx context.Context, selection Selection, forecast *Forecast, refusal error,
) error {
	own, err := c.componentIDs(ctx, nil)
	if err != nil {
		return err
	}
	forecast.Certainty, forecast.Doubt = CertaintyAtMost, &BoundError{Err: refusal}
	forecast.ReadAt = c.clock.Now()
	nodes, candidates := map[string]bool{}, map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(selection.BootSets)) {
		set := selection.BootSets[name].atMost(own)
		maps.Copy(candidates, set)
		maps.Copy(nodes, forecast.bound(name, set, value(selection.Limit)))
	}
	forecast.Nodes, forecast.Candidates = slices.Sorted(maps.Keys(nodes)), slices.Sorted(maps.Keys(candidates))
	return nil
}

// bound adds the most nodes that a limit leaves of a boot set's candidates, and returns them.
func (f *Forecast) bound(name string, candidates map[string]bool, text string) map[string]bool {
	limited, words := candidates, []string(nil)
	if text != "" {
		limited, words = ParseLimit(text).atMost(candidates)
	}
	f.Words = appendNew(f.Words, words)
	for _, node := range slices.Sorted(maps.Keys(candidates)) {
		if !limited[node] {
			f.Excluded = append(f.Excluded, Exclusion{Node: node, BootSet: name, Reason: ExcludedByLimit})
		}
	}
	f.BootSets = append(f.BootSets, BootSetTargets{Name: name, Nodes: slices.Sorted(maps.Keys(limited))})
	return limited
}

func appendNew(to, words []string) []string {
	for _, word := range words {
		if !slices.Contains(to, word) {
			to = append(to, word)
		}
	}
	return to
}

// atMost returns the most nodes that the boot set can have, of a tenant's own.
func (b BootSet) atMost(own map[string]bool) map[string]bool {
	if len(b.NodeGroups)+len(b.NodeRolesGroups) > 0 {
		return own
	}
	listed := map[string]bool{}
	for _, node := range b.NodeList {
		if node := NormalNode(node); own[node] {
			listed[node] = true
		}
	}
	return listed
}

// atMost returns the most of the candidates that the limit can select, and its items whose names stand for nodes that
// are not known, as written. A node is certainly, perhaps or not selected; a word makes it perhaps.
func (l Limit) atMost(candidates map[string]bool) (selected map[string]bool, words []string) {
	certain, perhaps := map[string]bool{}, map[string]bool{}
	for _, item := range l.items {
		switch {
		case item.every():
			certain, perhaps = item.ofEvery(candidates, certain, perhaps)
		case IsNode(item.name):
			certain, perhaps = item.ofNode(candidates, certain, perhaps)
		case item.matchesNothing():
			if item.op == limitKeep {
				certain, perhaps = map[string]bool{}, map[string]bool{}
			}
		default:
			words = append(words, item.text)
			switch item.op {
			case limitAdd: // perhaps each of them
				perhaps = candidates
			case limitKeep, limitDrop: // none is certain any more
				merged := maps.Clone(perhaps)
				maps.Copy(merged, certain)
				certain, perhaps = map[string]bool{}, merged
			}
		}
	}
	selected = map[string]bool{}
	for _, set := range []map[string]bool{certain, perhaps} {
		for node := range set {
			if candidates[node] {
				selected[node] = true
			}
		}
	}
	return selected, words
}

// matchesNothing reports whether the item's name is none that a group, partition, role or node can have.
func (i limitItem) matchesNothing() bool {
	_, malformed := i.malformed()
	return malformed
}

func (i limitItem) ofEvery(candidates, certain, perhaps map[string]bool) (newCertain, newPerhaps map[string]bool) {
	switch i.op {
	case limitAdd:
		return maps.Clone(candidates), map[string]bool{}
	case limitDrop:
		return map[string]bool{}, map[string]bool{}
	default:
		return certain, perhaps
	}
}

func (i limitItem) ofNode(candidates, certain, perhaps map[string]bool) (newCertain, newPerhaps map[string]bool) {
	only := func(set map[string]bool) map[string]bool {
		if set[i.name] {
			return map[string]bool{i.name: true}
		}
		return map[string]bool{}
	}
	switch i.op {
	case limitAdd:
		if candidates[i.name] {
			certain[i.name] = true
		}
		return certain, perhaps
	case limitDrop:
		delete(certain, i.name)
		perhaps = maps.Clone(perhaps) // may be the candidates
		delete(perhaps, i.name)
		return certain, perhaps
	default:
		return only(certain), only(perhaps)
	}
}
