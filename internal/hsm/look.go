// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package hsm

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// Look is what HSM reports at about one time. Each part is requested when it is first asked for, once for all callers:
// those that ask meanwhile wait for the same answer. An error goes to the callers that wait for it, and the next one
// asks again. A look is safe for concurrent use.
type Look struct {
	client *Client

	nodes, everything part[Inventory]
	groups            names
	partitions        names
	labels            part[[]string]
	partitionNames    part[[]string]
	lockQueryFails    part[bool]
}

// part is one answer of a look.
type part[T any] struct {
	flight gateway.SingleFlight[T]

	mu    sync.Mutex
	known bool
	value T
}

// get returns the answer, and requests it where it is not known.
func (p *part[T]) get(ctx context.Context, request func(context.Context) (T, error)) (T, error) {
	return p.flight.Do(ctx, p.ready, func(ctx context.Context) (T, error) {
		value, err := request(ctx)
		if err == nil {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.value, p.known = value, true
		}
		return value, err
	}, nil)
}

func (p *part[T]) ready() (T, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.value, p.known
}

// within reports whether the nodes were requested at most maxAge ago, or have yet to be.
func (l *Look) within(maxAge time.Duration) bool {
	nodes, known := l.nodes.ready()
	if !known {
		nodes, known = l.everything.ready()
	}
	return !known || l.client.gateway.Clock().Now().Sub(nodes.ReadAt) <= maxAge
}

// Inventory returns all components of type Node, or of every type, as BOS itself asks for them. It has no groups and no
// partitions. Callers share its map and must not change it.
func (l *Look) Inventory(ctx context.Context, everyType bool) (Inventory, error) {
	if everyType {
		return l.everything.get(ctx, func(ctx context.Context) (Inventory, error) { return l.read(ctx, true) })
	}
	return l.nodes.get(ctx, func(ctx context.Context) (Inventory, error) { return l.read(ctx, false) })
}

func (l *Look) read(ctx context.Context, everyType bool) (Inventory, error) {
	list, readAt, err := l.components(ctx, everyType)
	if err != nil {
		return Inventory{}, err
	}
	inventory := Inventory{
		Components: make(map[string]Component, len(list)),
		EveryType:  everyType, ReadAt: readAt, Endpoint: l.client.Endpoint(),
	}
	for _, one := range list {
		inventory.Components[one.ID] = Component(one)
	}
	return inventory, nil
}

func (l *Look) components(ctx context.Context, everyType bool) (componentList, time.Time, error) {
	const path = "/State/Components"
	if everyType {
		answer, readAt, err := get[components](ctx, l.client, path, nil)
		return answer.Components, readAt, err
	}
	answer, readAt, err := get[nodes](ctx, l.client, path, url.Values{"type": {TypeNode}})
	return answer.Components, readAt, err
}

// Named returns the inventory of [Look.Inventory] with those of the groups and partitions that exist. It asks only for
// names that HSM can have and that this look has not asked for yet. Labels are compared exactly, as BOS does: HSM has no
// group BLUE. Callers share the lists of members and must not change them.
func (l *Look) Named(ctx context.Context, everyType bool, groups, partitions []string) (Inventory, error) {
	inventory, err := l.Inventory(ctx, everyType)
	if err != nil {
		return Inventory{}, err
	}
	if inventory.Groups, err = l.groups.get(ctx, groupNames, l.client, groups); err != nil {
		return Inventory{}, err
	}
	if inventory.Partitions, err = l.partitions.get(ctx, partitionNames, l.client, partitions); err != nil {
		return Inventory{}, err
	}
	return inventory, nil
}

// Labels returns the labels of all groups, sorted. Callers share the list and must not change it.
func (l *Look) Labels(ctx context.Context) ([]string, error) {
	return l.labels.get(ctx, func(ctx context.Context) ([]string, error) { return l.list(ctx, "/groups/labels") })
}

// PartitionNames returns the names of all partitions, sorted. Callers share the list and must not change it.
func (l *Look) PartitionNames(ctx context.Context) ([]string, error) {
	return l.partitionNames.get(ctx, func(ctx context.Context) ([]string, error) {
		return l.list(ctx, "/partitions/names")
	})
}

func (l *Look) list(ctx context.Context, path string) ([]string, error) {
	answer, _, err := get[nameList](ctx, l.client, path, nil)
	slices.Sort(answer)
	return answer, err
}

// LockQuery reports whether HSM refuses the query by which BOS ≥ 2.47 looks for locked nodes. SMD < 2.45 does so where no
// node is locked (lock_get_bos_none_smd_2.44.json), so there is no need to ask where the inventory has a locked node.
func (l *Look) LockQuery(ctx context.Context) (fails bool, err error) {
	return l.lockQueryFails.get(ctx, func(ctx context.Context) (bool, error) {
		_, _, err := get[components](ctx, l.client, "/locks/status", url.Values{"type": {TypeNode}, "locked": {"True"}})
		var failure *gateway.Error
		if errors.As(err, &failure) && failure.Status == http.StatusBadRequest && failure.Detail == "Component not found" {
			return true, nil
		}
		return false, err
	})
}
