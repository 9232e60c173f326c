// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// world is BOS's environment: the nodes, what the hardware state manager knows
// about them, the tenants and the images.
type world struct {
	nodes      map[string]*node
	groups     map[string]nodeSet
	partitions map[string]nodeSet
	roles      map[string]nodeSet // derived from the nodes; nil if it must be rebuilt
	tenants    map[string]nodeSet
	images     map[string]Image
}

// node is a node's hardware, and what it runs.
type node struct {
	name          string
	role, subRole string
	arch          string
	locked        bool
	disabled      bool // in HSM
	failure       Failure

	power string // powerOn, powerOff
	// command counts the power commands: pending effects of an earlier one are
	// void.
	command int
	// reported is the command after which the node came up and reported it: HSM's
	// Ready.
	reported int
	silent   bool       // its reporter has ended
	boots    *artifacts // what BSS holds for it
	token    string     // the token of boots
	cfs      configuration
}

// configuration is what CFS holds for a node.
type configuration struct {
	desired string
	enabled bool
	status  string
	run     int // counts the runs: results of an earlier one are void
}

const (
	powerOn        = "on"
	powerOff       = "off"
	powerUndefined = "undefined"

	cfsConfigured   = "configured"
	cfsPending      = "pending"
	cfsFailed       = "failed"
	cfsUnconfigured = "unconfigured"
)

func newWorld() world {
	return world{
		nodes:      map[string]*node{},
		groups:     map[string]nodeSet{},
		partitions: map[string]nodeSet{},
		tenants:    map[string]nodeSet{},
		images:     map[string]Image{},
	}
}

func (w *world) hasTenant(name string) bool {
	_, found := w.tenants[name]

	return found
}

func (w *world) isTenants(node, tenant string) bool { return w.tenants[tenant].has(node) }

// byRole maps roles, and role_subrole pairs, to their nodes.
func (w *world) byRole() map[string]nodeSet {
	if w.roles != nil {
		return w.roles
	}
	w.roles = map[string]nodeSet{}
	for name, n := range w.nodes {
		labels := []string{n.role}
		if n.subRole != "" {
			labels = append(labels, n.role+"_"+n.subRole)
		}
		for _, label := range labels {
			if w.roles[label] == nil {
				w.roles[label] = nodeSet{}
			}
			w.roles[label][name] = struct{}{}
		}
	}

	return w.roles
}

// label finds a group, partition or role, in this order.
func (w *world) label(name string) (nodeSet, bool) {
	for _, labels := range []map[string]nodeSet{w.groups, w.partitions, w.byRole()} {
		if set, found := labels[name]; found {
			return set, true
		}
	}

	return nil, false
}

// addNode adds a healthy compute node that is off.
func (s *Server) addNode(name string) {
	if s.world.nodes[name] != nil {
		return
	}
	s.world.nodes[name] = &node{
		name: name, role: defaultRole, arch: defaultArch, power: powerOff,
		cfs: configuration{status: cfsUnconfigured},
	}
	s.world.roles = nil
	if s.store.components.byID[name] == nil {
		s.store.components.put(s.newlyDiscovered(name))
	}
}

// addSystem adds the system to what is there.
func (s *Server) addSystem(sys System) error {
	for _, name := range append(NodeNames(sys.Nodes), sys.Names...) {
		if name == "" {
			return errors.New("a node has an empty name")
		}
		s.addNode(name)
	}
	err := errors.Join(
		s.world.addSets("group", s.world.groups, sys.Groups),
		s.world.addSets("partition", s.world.partitions, sys.Partitions),
		s.world.addSets("tenant", s.world.tenants, sys.Tenants),
		s.world.eachOf("role", sys.Roles, func(n *node, role string) {
			n.role, n.subRole, _ = strings.Cut(role, "_")
		}),
		s.world.eachOf("arch", sys.Arch, func(n *node, arch string) { n.arch = arch }),
		s.world.each("locked", sys.Locked, func(n *node) { n.locked = true }),
		s.world.each("HSM-disabled", sys.HSMDisabled, func(n *node) { n.disabled = true }),
		s.world.each("on", sys.On, func(n *node) { n.power = powerOn }),
		s.world.each("failing", slices.Sorted(maps.Keys(sys.Failing)), func(n *node) { n.failure = sys.Failing[n.name] }),
	)
	if err != nil {
		return err
	}
	s.world.roles = nil
	maps.Copy(s.world.images, sys.Images)

	return s.addTemplates(sys.Templates)
}

func (s *Server) addTemplates(templates []json.RawMessage) error {
	for _, text := range templates {
		template, err := parseObject(text)
		if err != nil {
			return fmt.Errorf("template: %w", err)
		}
		name := template.text("name")
		if name == "" {
			return fmt.Errorf("a template has no name: %.80s", text)
		}
		if _, isText := template.fields["tenant"].(string); !isText {
			template.set("tenant", nil)
		}
		s.store.templates[key{template.text("tenant"), name}] = template
	}

	return nil
}

// each calls f for the nodes with these names, in order.
func (w *world) each(what string, names []string, f func(*node)) error {
	for _, name := range names {
		n := w.nodes[name]
		if n == nil {
			return fmt.Errorf("%s: no node %q", what, name)
		}
		f(n)
	}

	return nil
}

func (w *world) eachOf(what string, selection map[string][]string, f func(*node, string)) error {
	for _, label := range slices.Sorted(maps.Keys(selection)) {
		err := w.each(what+" "+label, selection[label], func(n *node) { f(n, label) })
		if err != nil {
			return err
		}
	}

	return nil
}

func (w *world) addSets(what string, sets map[string]nodeSet, selection map[string][]string) error {
	for _, label := range slices.Sorted(maps.Keys(selection)) {
		if sets[label] == nil {
			sets[label] = nodeSet{}
		}
	}

	return w.eachOf(what, selection, func(n *node, label string) {
		sets[label][n.name] = struct{}{}
	})
}
