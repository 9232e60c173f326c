// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
)

// bootSetsV1 are the boot sets of a session. BOS v1 names them in the session's template only, and the agent works by
// the template as it was when the session began. So what a template said first is kept: a boot set that is
// taken out of it later still has its record, and one that is added later is none of the session's.
type bootSetsV1 struct {
	names      []string // all that the template has had since, sorted
	began      []string // those that it had first
	configures bool
}

// bootSetMemory is what a client has seen of the templates of its sessions, by session. Shared by the copies of a
// client.
type bootSetMemory struct {
	mu   sync.Mutex
	sets map[string]bootSetsV1
}

// see takes in what the template of a session says now, and returns what is known in all.
func (m *bootSetMemory) see(session string, names []string, configures bool) bootSetsV1 {
	m.mu.Lock()
	defer m.mu.Unlock()
	sets, known := m.sets[session]
	if !known {
		sets = bootSetsV1{began: names, configures: configures}
	}
	sets.names = slices.Compact(slices.Sorted(slices.Values(slices.Concat(sets.names, names))))
	m.sets[session] = sets
	return sets
}

// known returns false where the template was never seen with a boot set.
func (m *bootSetMemory) known(session string) (bootSetsV1, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sets, known := m.sets[session]
	return sets, known
}

// errUntold is that the template of a session is gone, or names no boot sets. Only by these names can BOS be asked for
// its records: the session's own status does not list them (084_two_status.json).
var errUntold = errors.New("the session's template names no boot sets")

// bootSets asks for the template of the session. While a list is made nothing is remembered: that is of every session
// that BOS has.
func (v sessionsV1) bootSets(ctx context.Context, of described, once bool) (bootSetsV1, error) {
	template, err := v.template(ctx, of.TemplateName, once)
	var failure *gateway.Error
	gone := of.TemplateName == "" || errors.As(err, &failure) && saysAbsentV1(failure) // the session's own answer has shown that v1 is there
	if err != nil && !gone {
		return bootSetsV1{}, err
	}
	if gone || len(template.BootSets) == 0 {
		if sets, known := v.c.bootSets.known(of.Name); known {
			return sets, nil
		}
		return bootSetsV1{}, errUntold
	}
	names := slices.Sorted(maps.Keys(template.BootSets))
	if v.templates != nil {
		return bootSetsV1{names: names, began: names, configures: template.configures()}, nil
	}
	return v.c.bootSets.see(of.Name, names, template.configures()), nil
}
