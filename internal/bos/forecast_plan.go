// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// A plan that changes a session template and starts sessions of it resolves them from the template as it will be: the
// plan of the template notes its boot sets. That works only if the template is planned first, which a reference to it
// ensures. Otherwise, the plan of the template finds out that a forecast rests on the boot sets that BOS has now.

// NotePlannedTemplate records that a plan writes a template of the name; nil means that its boot sets are known only
// after apply, or that the plan deletes it. stale reports whether a forecast has been made of other nodes, from the boot
// sets that BOS has now.
func (c *Client) NotePlannedTemplate(name string, sets map[string]BootSet) (stale bool) {
	f := c.foresight
	f.mu.Lock()
	defer f.mu.Unlock()
	id := identity{c.tenant, name}
	f.templates[id] = sets
	read, found := f.read[id]
	delete(f.read, id) // reported once
	return found && (sets == nil || !reflect.DeepEqual(selectors(read), selectors(sets)))
}

// selectors returns what decides on the nodes of boot sets.
func selectors(sets map[string]BootSet) map[string]BootSet {
	selecting := map[string]BootSet{}
	for name, set := range (SessionTemplate{BootSets: sets}).Normal().BootSets {
		selecting[name] = BootSet{
			NodeList: set.NodeList, NodeGroups: set.NodeGroups, NodeRolesGroups: set.NodeRolesGroups, Arch: set.Arch,
		}
	}
	return selecting
}

// ForgetPlannedTemplate records that BOS has the template as it was planned.
func (c *Client) ForgetPlannedTemplate(name string) {
	c.foresight.mu.Lock()
	defer c.foresight.mu.Unlock()
	id := identity{c.tenant, name}
	delete(c.foresight.templates, id)
	delete(c.foresight.fetched, id)
}

// plannedTemplate returns the boot sets that a plan has noted.
func (c *Client) plannedTemplate(name string) (sets map[string]BootSet, noted bool) {
	c.foresight.mu.Lock()
	defer c.foresight.mu.Unlock()
	sets, noted = c.foresight.templates[identity{c.tenant, name}]
	return sets, noted
}

// noteRead records that a forecast was made from boot sets that BOS has.
func (c *Client) noteRead(name string, sets map[string]BootSet) {
	c.foresight.mu.Lock()
	defer c.foresight.mu.Unlock()
	c.foresight.read[identity{c.tenant, name}] = sets
}

// plannedTargets are the sessions that a plan of this client starts, and for each node the last of them.
type plannedTargets struct {
	sessions []plannedSession
	last     map[string]int // number of a session, by node
}

type plannedSession struct {
	key, about string
	again      bool // the engine is to plan it a second time, as a creation
}

// Overlap is a session of the same plan, with the nodes that both act on.
type Overlap struct {
	About string
	Nodes []string // sorted
}

// NotePlannedTargets records the nodes of a session that a plan starts, and returns the sessions of the same plan that
// act on some of them, for each node the last one. key identifies the session's inputs, about names it in the overlaps
// of others. An engine plans a replacement twice: first says that this is the first time, and the second is then not
// taken for another session. A session that has a name of its own is never taken for another one.
func (c *Client) NotePlannedTargets(key, about string, nodes []string, first, named bool) (overlaps []Overlap) {
	c.foresight.mu.Lock()
	defer c.foresight.mu.Unlock()
	planned := &c.foresight.planned
	for i := range planned.sessions {
		if session := &planned.sessions[i]; !first && session.again && session.key == key {
			session.again = false
			return nil
		}
	}
	both := map[int][]string{}
	for _, node := range nodes {
		if before, found := planned.last[node]; found {
			both[before] = append(both[before], node)
		}
		planned.last[node] = len(planned.sessions)
	}
	for _, number := range slices.Sorted(maps.Keys(both)) {
		if named && planned.sessions[number].key == key {
			continue
		}
		overlaps = append(overlaps, Overlap{About: planned.sessions[number].about, Nodes: both[number]})
	}
	planned.sessions = append(planned.sessions, plannedSession{key: key, about: about, again: first})
	return overlaps
}

// otherUses returns the other sessions that act on some of the nodes now, or hold a stage on them, in the order of
// their names.
func (c *Client) otherUses(ctx context.Context, query ForecastQuery, nodes []string) ([]OtherUse, error) {
	running := recentOf(c.foresight, c.foresight.sessions, c.tenant)
	sessions, err := running.get(ctx, c.clock, query.MaxAge, func(ctx context.Context) ([]Session, error) {
		return c.ListSessions(ctx, SessionFilter{Status: StatusRunning})
	})
	if err != nil {
		return nil, err
	}
	own := setOfNodes(nodes)
	var uses []OtherUse
	for _, session := range sessions {
		use := OtherUse{Session: session.Name, Staged: session.Stage != nil && *session.Stage}
		for _, node := range session.Components {
			if own[node] {
				use.Nodes = append(use.Nodes, node)
			}
		}
		if len(use.Nodes) > 0 && session.Name != query.Session.Name {
			uses = append(uses, use)
		}
	}
	slices.SortFunc(uses, func(a, b OtherUse) int { return strings.Compare(a.Session, b.Session) })
	return uses, nil
}
