// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// selection is a boot set's nodes on their way through set-up.
type selection struct {
	session *session
	bootSet *object
	nodes   nodeSet
}

// nodesOf returns the boot set's nodes after the filters of the release. A set
// that is empty meets no further filter.
func (s *Server) nodesOf(session *session, bootSet *object) (nodeSet, error) {
	chosen := &selection{session, bootSet, nodeSet{}}
	for _, choose := range []setUpStep{
		(*Server).chooseListed, (*Server).chooseGroups, (*Server).chooseRoles,
	} {
		if err := choose(s, chosen); err != nil {
			return nil, err
		}
	}
	for _, keep := range s.version.setUpSteps() {
		if len(chosen.nodes) == 0 && !s.version.filtersNothing() {
			break
		}
		if err := keep(s, chosen); err != nil {
			return nil, err
		}
	}

	return chosen.nodes, nil
}

// chooseListed takes the node_list as it is. A tenant may list its own nodes only.
func (s *Server) chooseListed(chosen *selection) error {
	listed := chosen.bootSet.texts("node_list")
	tenant := deref(chosen.session.Tenant)
	if tenant != "" && len(listed) > 0 && s.version.refusesForeign() {
		if err := s.knownTenant(tenant); err != nil {
			return err
		}
		foreign := slices.DeleteFunc(slices.Clone(listed), func(n string) bool { return s.world.isTenants(n, tenant) })
		if len(foreign) > 0 {
			return errors.New("The session template includes nodes which do not exist " +
				"or are not available to this tenant: " + strings.Join(foreign, ","))
		}
	}
	maps.Copy(chosen.nodes, setOf(listed...))

	return nil
}

func (s *Server) knownTenant(name string) error {
	if !s.world.hasTenant(name) {
		return errors.New("Data not found for tenant " + name)
	}

	return nil
}

func (s *Server) chooseGroups(chosen *selection) error {
	groups := chosen.bootSet.texts("node_groups")
	if len(groups) == 0 {
		return nil
	}
	if err := s.askHSM(get, hsmGroups, "", nil); err != nil {
		return err
	}
	for _, group := range groups {
		maps.Copy(chosen.nodes, s.world.hsm.group(group))
	}

	return nil
}

func (s *Server) chooseRoles(chosen *selection) error {
	roles := chosen.bootSet.texts("node_roles_groups")
	if len(roles) == 0 {
		return nil
	}
	if err := s.askHSM(get, hsmComponents, "", nil); err != nil {
		return err
	}
	for _, role := range roles {
		maps.Copy(chosen.nodes, s.world.hsm.byRole()[role])
	}

	return nil
}

// keepLimit applies the session's limit. For any item but "all" and "*", even a
// plain xname, BOS reads groups, partitions and roles.
func (s *Server) keepLimit(chosen *selection) error {
	limit := chosen.session.Limit
	if limit == "" {
		return nil
	}
	named := slices.ContainsFunc(strings.Split(limit, ","), func(item string) bool {
		return !slices.Contains([]string{"all", "*", ""}, strings.TrimLeft(item, "&!"))
	})
	if named {
		for _, path := range []string{hsmGroups, hsmPartitions, hsmComponents} {
			if err := s.askHSM(get, path, "", nil); err != nil {
				return err
			}
		}
	}
	err := applyLimit(chosen.nodes, limit, s.world.hsm.label)
	if err != nil {
		return s.exception("IndexError", err.Error())
	}

	return nil
}

// keepUnlocked removes the nodes that are locked themselves.
func (s *Server) keepUnlocked(chosen *selection) error {
	var locked struct{ Components []lockRecord }
	if err := s.askHSM(get, hsmLocks+"/status", "type=Node&locked=True", nil, &locked); err != nil {
		return err
	}
	for _, c := range locked.Components {
		delete(chosen.nodes, c.ID)
	}

	return nil
}

func (s *Server) keepTenant(chosen *selection) error {
	tenant := deref(chosen.session.Tenant)
	if tenant == "" {
		return nil
	}
	if err := s.knownTenant(tenant); err != nil {
		return err
	}
	chosen.nodes.keep(func(name string) bool { return s.world.isTenants(name, tenant) })

	return nil
}

// keepArch keeps the nodes of the boot set's architecture. The names are HSM's
// from here on: it normalises those that it is asked about, and leaves out the
// others.
func (s *Server) keepArch(chosen *selection) error {
	arch := chosen.bootSet.text("arch")
	if arch == "" {
		arch = defaultArch
	}

	return s.keepFound(chosen, nil, func(c hsmRecord) bool { return matchesArch(c.Arch, arch) })
}

// matchesArch reports whether a node's architecture is the wanted one. Nodes that
// HSM calls UNKNOWN go with X86, those that have none are BOS's Unknown.
func matchesArch(node, wanted string) bool {
	switch node {
	case "":
		return wanted == "Unknown"
	case "UNKNOWN":
		return wanted == defaultArch
	default:
		return node == wanted
	}
}

func (s *Server) keepEnabled(chosen *selection) error {
	if chosen.session.IncludeDisabled {
		return nil
	}

	return s.keepFound(chosen, []string{"True"}, func(hsmRecord) bool { return true })
}

// keepFound replaces the nodes by those that HSM finds and that match.
func (s *Server) keepFound(chosen *selection, enabled []string, match func(hsmRecord) bool) error {
	query := map[string][]string{"ComponentIDs": slices.Sorted(maps.Keys(chosen.nodes))}
	if enabled != nil {
		query["enabled"] = enabled
	}
	var found hsmList
	if err := s.askHSM(http.MethodPost, hsmComponents+"/Query", "", query, &found); err != nil {
		return err
	}
	clear(chosen.nodes)
	for _, c := range found.Components {
		if match(c) {
			chosen.nodes[c.ID] = struct{}{}
		}
	}

	return nil
}
