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
	if err := s.addComponents(sys.Components); err != nil {
		return err
	}
	h := &s.world.hsm
	err := errors.Join(
		h.addGroups("group", h.groups, sys.Groups, sys.GroupDetails),
		h.addGroups("partition", h.partitions, sys.Partitions, sys.PartitionDetails),
		s.world.addTenants(sys),
		h.eachOf("role", sys.Roles, func(c *hsmComponent, role string) {
			c.role, c.subRole, _ = strings.Cut(role, "_")
		}),
		h.eachOf("arch", sys.Arch, func(c *hsmComponent, arch string) { c.arch = arch }),
		h.each("locked", sys.Locked, func(c *hsmComponent) { c.locked = true }),
		h.each("HSM-disabled", sys.HSMDisabled, func(c *hsmComponent) { c.disabled = true }),
		s.world.each("on", sys.On, func(n *node) { n.power = powerOn }),
		s.world.each("undiscovered", sys.Undiscovered, func(n *node) {
			s.world.undiscovered[n.name] = struct{}{}
			s.store.components.remove(n.name)
		}),
		s.world.each("failing", slices.Sorted(maps.Keys(sys.Failing)), func(n *node) { n.failure = sys.Failing[n.name] }),
	)
	if err != nil {
		return err
	}
	h.roles = nil
	maps.Copy(s.world.images, sys.Images)

	return s.addTemplates(sys.Templates)
}

// addNode adds a healthy compute node that is off.
func (s *Server) addNode(name string) {
	if s.world.nodes[name] != nil {
		return
	}
	if s.world.hsm.components[name] == nil {
		s.world.hsm.components[name] = s.newNodeComponent(name)
		s.world.hsm.roles = nil
	}
	s.addHardware(name)
	if s.store.components.byID[name] == nil {
		s.store.components.put(s.newlyDiscovered(name))
	}
}

// newNodeComponent returns HSM's record of a compute node, with the next NID.
func (s *Server) newNodeComponent(name string) *hsmComponent {
	const firstNID = 1000

	return &hsmComponent{
		id: name, kind: typeNode, flag: "OK", role: defaultRole, arch: defaultArch,
		nid: firstNID + len(s.world.nodes), netType: "Sling", class: classOf(name),
	}
}

// classOf returns the class of a cabinet, by the usual numbers: liquid-cooled ones
// from x1000 and x5000, small ones from x9000, and racks at x3000.
func classOf(name string) string {
	switch {
	case strings.HasPrefix(name, "x3"):
		return "River"
	case strings.HasPrefix(name, "x9"):
		return "Hill"
	default:
		return "Mountain"
	}
}

// addHardware adds a node that is off.
func (s *Server) addHardware(name string) {
	s.world.nodes[name] = &node{name: name, power: powerOff, cfs: configuration{status: cfsUnconfigured}}
}

// addComponents adds components of HSM, or replaces them.
func (s *Server) addComponents(records []json.RawMessage) error {
	for _, text := range records {
		var record hsmRecord
		if err := json.Unmarshal(text, &record); err != nil || record.ID == "" {
			return fmt.Errorf("component: %w: %.80s", err, text)
		}
		s.addHSMComponent(record.component())
		if c := s.store.components.byID[record.ID]; c == nil && record.Type == typeNode {
			s.store.components.put(s.newlyDiscovered(record.ID))
		}
	}

	return nil
}

// addHSMComponent adds a component to HSM; a node needs hardware too.
func (s *Server) addHSMComponent(c *hsmComponent) {
	s.world.hsm.components[c.id] = c
	s.world.hsm.roles = nil
	if c.kind == typeNode && s.world.nodes[c.id] == nil {
		s.addHardware(c.id)
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

// each calls f for the components with these names, in order.
func (h *hsm) each(what string, names []string, f func(*hsmComponent)) error {
	for _, name := range names {
		c := h.components[name]
		if c == nil {
			return fmt.Errorf("%s: no node %q", what, name)
		}
		f(c)
	}

	return nil
}

func (h *hsm) eachOf(what string, selection map[string][]string, f func(*hsmComponent, string)) error {
	for _, label := range slices.Sorted(maps.Keys(selection)) {
		err := h.each(what+" "+label, selection[label], func(c *hsmComponent) { f(c, label) })
		if err != nil {
			return err
		}
	}

	return nil
}

func (h *hsm) addGroups(
	what string, table map[string]*hsmGroup, selection map[string][]string, details map[string]GroupDetail,
) error {
	for label := range selection {
		if table[label] == nil {
			table[label] = &hsmGroup{label: label, members: nodeSet{}}
		}
	}
	for label, detail := range details {
		group := table[label]
		if group == nil {
			return fmt.Errorf("details of a %s that does not exist: %q", what, label)
		}
		group.description, group.exclusive, group.tags = detail.Description, detail.ExclusiveGroup, detail.Tags
	}

	return h.eachOf(what, selection, func(c *hsmComponent, label string) {
		table[label].members[c.id] = struct{}{}
	})
}

// addTenants adds the system's tenants.
func (w *world) addTenants(sys System) error {
	of := func(name string) *tenant {
		if w.tenants[name] == nil {
			w.tenants[name] = &tenant{name: name, xnames: nodeSet{}}
		}

		return w.tenants[name]
	}
	for name := range sys.Tenants {
		of(name)
	}
	for name, xnames := range sys.StaleTenants {
		maps.Copy(of(name).xnames, setOf(xnames...))
	}
	for _, name := range sys.NewTenants {
		of(name).noStatus = true
	}

	return w.hsm.eachOf("tenant", sys.Tenants, func(c *hsmComponent, name string) {
		of(name).xnames[c.id] = struct{}{}
	})
}
