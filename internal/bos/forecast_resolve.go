// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bos

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/gateway"
	"github.com/bosops/terraform-provider-bos/internal/hsm"
)

// tenantNodes returns the nodes of the client's tenant, nil without one. Who may not ask TAPMS gets the nodes that BOS
// lists for the tenant, which lack those that BOS does not have.
func (c *Client) tenantNodes(ctx context.Context, maxAge time.Duration) (*TenantNodes, error) {
	if c.tenant == "" {
		return nil, nil //nolint:nilnil // no tenant is no error
	}
	return recentOf(c.foresight, c.foresight.ofTenant, c.tenant).get(ctx, c.clock, maxAge, c.askTenantNodes)
}

func (c *Client) askTenantNodes(ctx context.Context) (*TenantNodes, error) {
	tenant := &TenantNodes{Name: c.tenant, Exists: true, Nodes: map[string]bool{}}
	if c.foresight.tenants != nil {
		nodes, err := c.foresight.tenants.Nodes(ctx, c.tenant)
		for _, node := range nodes {
			tenant.Nodes[node] = true
		}
		switch {
		case errors.Is(err, gateway.ErrNotFound):
			tenant.Exists = false
			return tenant, nil
		case !errors.Is(err, gateway.ErrUnauthorized):
			return tenant, err
		}
	}
	var err error
	tenant.Nodes, err = c.componentIDs(ctx, nil)
	tenant.listedByBOS = true
	return tenant, err
}

// resolveIn resolves the selection, and adds what an administrator should know of it.
func (c *Client) resolveIn(
	ctx context.Context, look *forecastLook, inventory hsm.Inventory, selection Selection, query ForecastQuery,
	forecast *Forecast,
) (err error) {
	version := forecast.Version
	if inventory.LockQueryFails, err = look.lockQueryFails(ctx, inventory, version); err != nil {
		return c.noInventory(err)
	}
	targets := selection.Resolve(inventory, version, nil)
	hasComponent := c.knownToBOS(ctx, targets.Nodes, inventory, query, version)
	if hasComponent != nil {
		targets = selection.Resolve(inventory, version, hasComponent)
	}
	if targets.Partial && !query.NodesOnly && look.requests < maxForecastRequests {
		every, err := look.inventoryFor(ctx, selection, true)
		if err != nil {
			return c.noInventory(err)
		}
		every.LockQueryFails = inventory.LockQueryFails
		inventory, targets = every, selection.Resolve(every, version, hasComponent)
	}
	if selection.Tenant.mayOwn(targets.Failure) {
		return errTenantUnknown
	}
	forecast.Targets, forecast.Certainty, forecast.RecordsUnknown = targets, CertaintyExact, hasComponent == nil
	forecast.Inventory, forecast.ReadAt = inventory.Endpoint, inventory.ReadAt
	if !query.NodesOnly {
		look.explain(ctx, inventory, selection, forecast)
	}
	return nil
}

// mayOwn reports whether a session fails for nodes outside the tenant of which BOS has no record, and which may be the
// tenant's all the same.
func (t *TenantNodes) mayOwn(failure string) bool {
	return t != nil && t.listedByBOS && strings.HasPrefix(failure, foreignNodesFailure)
}

// errTenantUnknown: of a listed node that BOS has no record of, only TAPMS knows whether it is the tenant's.
var errTenantUnknown = errors.New("which nodes belong to the tenant is known to the tenants' service (TAPMS) alone, which " +
	"this account may not ask")

// explain adds what is remarkable about the names in a selection.
func (l *forecastLook) explain(ctx context.Context, inventory hsm.Inventory, selection Selection, forecast *Forecast) {
	names := newInventoryNames(inventory, nil)
	forecast.Items = itemEffects(value(selection.Limit), names, forecast.Candidates)
	forecast.Missing = selection.missing(names)
	forecast.Mixed = selection.groups(func(label string) bool {
		return slices.ContainsFunc(inventory.Groups[label], func(id string) bool { return !names.isNode(id) })
	})
	forecast.EmptyGroups = selection.groups(func(label string) bool {
		members, exists := inventory.Groups[label]
		return exists && len(members) == 0
	})
	l.suggest(ctx, names, forecast)
}

func anyNodeLocked(inventory hsm.Inventory) bool {
	for _, component := range inventory.Components {
		if component.Locked && component.Type == hsm.TypeNode {
			return true
		}
	}
	return false
}

// smallSystem is the number of nodes up to which all records of BOS are read at once: 0.2 to 0.6 MB.
const smallSystem = 100

// knownToBOS returns whether BOS has a record of a node, where that takes one request: for a few nodes, and on a small
// system. On releases that wait for ever for a missing record it may take more. Otherwise it returns nil: BOS adds a
// node within five minutes of HSM, and never removes one.
func (c *Client) knownToBOS(
	ctx context.Context, nodes []string, inventory hsm.Inventory, query ForecastQuery, version Version,
) func(string) bool {
	lists := idLists(nodes)
	few := len(lists) == 1 || len(lists) > 1 && len(lists) <= maxIDQueries && !version.targetRules().skipsMissing
	switch {
	case len(lists) == 0:
		return nil
	case few:
		found, err := c.InTenant("").componentIDs(ctx, nodes)
		if err != nil { // for instance the role wlm, which may not read components
			return nil
		}
		asked := setOfNodes(nodes)
		return func(node string) bool {
			return found[node] || !asked[node] && inventory.Components[node].Type == hsm.TypeNode
		}
	case len(inventory.Components) <= smallSystem:
		found, err := c.foresight.components.get(ctx, c.clock, query.MaxAge, func(ctx context.Context) (map[string]bool, error) {
			return c.InTenant("").componentIDs(ctx, nil)
		})
		if err != nil {
			return nil
		}
		return func(node string) bool { return found[node] }
	default:
		return nil
	}
}

// componentIDs returns the IDs of the components that BOS has, of those listed; nil means of all.
func (c *Client) componentIDs(ctx context.Context, ids []string) (map[string]bool, error) {
	found := map[string]bool{}
	err := c.eachComponent(ctx, ComponentFilter{IDs: ids}, func(component Component) error {
		found[component.ID] = true
		return nil
	})
	return found, err
}

func setOfNodes(nodes []string) map[string]bool {
	set := make(map[string]bool, len(nodes))
	for _, node := range nodes {
		set[node] = true
	}
	return set
}

// NoSuchName is a name in a boot set that HSM does not know.
type NoSuchName struct {
	BootSet string
	Field   string // node_list, node_groups or node_roles_groups
	Name    string
	Meant   string // the nearest name of the same kind; "" = none is near
}

// missing returns the names in boot sets that HSM does not know, in the order of the boot sets' names.
func (s Selection) missing(names *inventoryNames) (missing []NoSuchName) {
	for _, name := range slices.Sorted(maps.Keys(s.BootSets)) {
		set := s.BootSets[name]
		note := func(field string, listed []string, known func(string) bool) {
			for _, one := range listed {
				if !known(one) {
					missing = append(missing, NoSuchName{BootSet: name, Field: field, Name: one})
				}
			}
		}
		note("node_list", set.NodeList, func(node string) bool { return names.isComponent(NormalNode(node)) })
		note("node_groups", set.NodeGroups, func(label string) bool {
			_, exists := names.inventory.Groups[label]
			return exists
		})
		note("node_roles_groups", set.NodeRolesGroups, func(role string) bool { return len(names.roles[role]) > 0 })
	}
	return missing
}

// groups returns the groups of boot sets for which which returns true, sorted.
func (s Selection) groups(which func(label string) bool) (groups []string) {
	for _, set := range s.BootSets {
		for _, label := range set.NodeGroups {
			if which(label) {
				groups = append(groups, label)
			}
		}
	}
	slices.Sort(groups)
	return slices.Compact(groups)
}
