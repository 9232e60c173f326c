// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"net/http"
	"slices"
	"strings"
)

// Differences between BOS releases in components, from its changelog and source;
// there are recordings of 2.50 only. Bodies are validated by the rules of 2.50 in
// every release; in reality the maximum lengths differ.

// noComponent returns the 404 (component_get_404.json).
func (s *Server) noComponent(id string) answer {
	title := "Component not found."
	switch {
	case s.version.before(release{2, 2, 0}):
		title = "Component could not found."
	case !s.version.before(release{2, 33, 0}):
		return notFound("Component", id, "")
	}

	return problem(http.StatusNotFound, title, "Component "+id+" could not be found")
}

// listComponentsWithoutPages is listComponents below BOS 2.32. The list is in the
// order of the database or, if ids are given, in that of the request, each as
// often as it is requested. A filter counts if it is given, even if it is "" or
// false.
func (s *Server) listComponentsWithoutPages(c *call) answer {
	var from []*component
	if wanted := c.param("ids"); wanted != "" {
		for _, id := range strings.Split(wanted, ",") {
			if found := s.store.components.byID[id]; found != nil {
				from = append(from, found)
			}
		}
	} else {
		from = append(from, s.store.components.all()...)
		inDatabaseOrder(from, func(c *component) string { return c.ID })
	}
	list := []*component{}
	for _, component := range from {
		if (c.tenant == "" || s.world.isTenants(component.ID, c.tenant)) && c.matchesEveryFilter(component) {
			list = append(list, component.shown())
		}
	}

	return ok(list)
}

func (c *call) matchesEveryFilter(component *component) bool {
	if enabled, given := c.params["enabled"].(bool); given && component.enabled() != enabled {
		return false
	}
	for filter, value := range map[string]string{
		"session":        component.session(),
		"staged_session": component.stagedSession(),
		"phase":          component.phase(),
	} {
		if wanted, given := c.params[filter].(string); given && wanted != value {
			return false
		}
	}
	statuses, given := c.params["status"].(string)

	return !given || slices.Contains(strings.Split(statuses, ","), component.status())
}
