// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"slices"

	"github.com/bosops/terraform-provider-bos/internal/hsm"
)

// maxForecastRequests is the most requests that a forecast makes to HSM and TAPMS. What it cannot do without is at most
// four: the nodes, the groups and the partitions in use, and the nodes of the tenant; with a long limit, also the labels
// of all groups.
const maxForecastRequests = 5

// forecastLook is the look at HSM of one forecast.
type forecastLook struct {
	*hsm.Look

	requests int      // at most, so far: some parts may have been known
	groups   []string // that were asked for, sorted
	parts    []string // partitions that were asked for, sorted
}

// countNamed counts the request for those names that were not asked for before, and returns all that were.
func (l *forecastLook) countNamed(before, names []string) []string {
	all := slices.Concat(before, names)
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) > len(before) {
		l.requests++
	}
	return all
}

// mayAsk counts a request that the forecast can do without, and reports whether it may still be made.
func (l *forecastLook) mayAsk() bool {
	if l.requests >= maxForecastRequests {
		return false
	}
	l.requests++
	return true
}

// maxNamedInQuery is how many IDs in a limit HSM is asked about directly.
const maxNamedInQuery = 40

// inventoryFor returns the inventory with the groups and partitions that decide on the selection's nodes.
func (l *forecastLook) inventoryFor(ctx context.Context, selection Selection, everyType bool) (hsm.Inventory, error) {
	l.requests++
	inventory, err := l.Inventory(ctx, everyType)
	if err != nil {
		return inventory, err
	}
	names := selection.Names(func(id string) bool {
		_, known := inventory.Components[id]
		return known
	})
	alike, err := l.groupsAlike(ctx, selection.limitComponents(inventory))
	if err != nil {
		return inventory, err
	}
	names.Groups = append(names.Groups, alike...)
	l.groups, l.parts = l.countNamed(l.groups, names.Groups), l.countNamed(l.parts, names.Partitions)
	if len(names.Groups)+len(names.Partitions) == 0 {
		return inventory, nil
	}
	return l.Named(ctx, everyType, names.Groups, names.Partitions)
}

// groupsAlike returns which of the IDs in a limit HSM must be asked about as labels: a group may be called like a node,
// which it then hides. Of many, the labels of all groups show which there are.
func (l *forecastLook) groupsAlike(ctx context.Context, ids []string) ([]string, error) {
	if len(ids) <= maxNamedInQuery {
		return ids, nil
	}
	l.requests++
	labels, err := l.Labels(ctx)
	return slices.DeleteFunc(ids, func(id string) bool {
		_, isGroup := slices.BinarySearch(labels, id)
		return !isGroup
	}), err
}

// limitComponents returns the words of the limit that are IDs of components.
func (s Selection) limitComponents(inventory hsm.Inventory) (named []string) {
	for word := range s.limitWords() {
		if _, known := inventory.Components[word]; known {
			named = append(named, word)
		}
	}
	return named
}

// lockQueryFails reports whether HSM would refuse BOS's query for locked nodes, which it does only where none is locked.
func (l *forecastLook) lockQueryFails(ctx context.Context, inventory hsm.Inventory, version Version) (bool, error) {
	if !version.AsksForLocks() || anyNodeLocked(inventory) || !l.mayAsk() {
		return false, nil
	}
	return l.LockQuery(ctx)
}
