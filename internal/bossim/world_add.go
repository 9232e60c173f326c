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
