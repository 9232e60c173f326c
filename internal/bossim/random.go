// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// RandomSystem returns a small system in which everything occurs that decides
// which nodes a session acts on, each with a chance: nodes in several cabinets,
// controllers and virtual nodes with a role or in a group, names that groups,
// partitions, roles and nodes share, locks, disabled nodes, every architecture and
// none, nodes without a BOS component, tenants, and templates of several boot sets
// that overlap or name what does not exist. The same seed makes the same system.
func RandomSystem(seed uint64) System {
	r := randomizer{rand.New(rand.NewPCG(seed, 0xb05))} //nolint:gosec // a test's random numbers
	sys := System{
		Names:  r.nodes(),
		Roles:  map[string][]string{},
		Arch:   map[string][]string{},
		Groups: map[string][]string{}, Partitions: map[string][]string{},
		GroupDetails: map[string]GroupDetail{},
		Tenants:      map[string][]string{}, StaleTenants: map[string][]string{},
	}
	others := r.controllers(&sys)
	r.properties(&sys)
	r.sets(&sys, others)
	r.tenants(&sys)
	for i := range 1 + r.IntN(4) {
		sys.Templates = append(sys.Templates, r.template(sys, fmt.Sprintf("t%d", i)))
	}

	return sys
}

// randomizer makes the parts of a random system.
type randomizer struct{ *rand.Rand }

// chance is true once in n times.
func (r randomizer) chance(n int) bool { return r.IntN(n) == 0 }

func (r randomizer) of(list []string) string { return list[r.IntN(len(list))] }

// some returns up to n of the names, each once, in any order.
func (r randomizer) some(names []string, n int) []string {
	var list []string
	for _, i := range r.Perm(len(names))[:min(n, len(names))] {
		list = append(list, names[i])
	}

	return list
}

// someOf returns any number of the names, more often few.
func (r randomizer) someOf(names []string) []string {
	return r.some(names, r.IntN(1+r.IntN(1+len(names))))
}

func (r randomizer) nodes() []string {
	names := nodeSet{}
	for range 4 + r.IntN(36) {
		name := fmt.Sprintf("x%dc%ds%db%dn%d", []int{1000, 3000, 9000}[r.IntN(3)], r.IntN(2), r.IntN(6), r.IntN(2), r.IntN(2))
		names[name] = struct{}{}
	}

	return slices.Sorted(maps.Keys(names))
}

// controllers adds components that are no nodes, some with a role, and returns
// their names.
func (r randomizer) controllers(sys *System) []string {
	var names []string
	add := func(id, kind string) {
		record := map[string]any{"ID": id, "Type": kind, "State": "On", "Flag": "OK", "Enabled": !r.chance(8)}
		if !r.chance(3) {
			record["Arch"] = defaultArch
		}
		if r.chance(3) {
			record["Role"] = r.of(hsmRoles)
		}
		text, err := json.Marshal(record)
		if err != nil {
			panic(err)
		}
		names = append(names, id)
		sys.Components = append(sys.Components, text)
	}
	for _, node := range r.some(sys.Names, r.IntN(4)) {
		if controller := node[:strings.LastIndexByte(node, 'n')]; !slices.Contains(names, controller) {
			add(controller, "NodeBMC")
		}
	}
	for _, node := range r.some(sys.Names, r.IntN(3)) {
		add(node+"v1", "VirtualNode")
	}

	return names
}

// properties draws what nodes have of their own.
func (r randomizer) properties(sys *System) {
	roles := []string{"Application", "Application_UAN", "Application_LNETRouter", "Management_Worker", "Storage"}
	archs := []string{"ARM", "ARM", "Other", "UNKNOWN", ""}
	for _, node := range sys.Names {
		if r.chance(4) {
			role := r.of(roles)
			sys.Roles[role] = append(sys.Roles[role], node)
		}
		if r.chance(3) {
			arch := r.of(archs)
			sys.Arch[arch] = append(sys.Arch[arch], node)
		}
	}
	for _, list := range []*[]string{&sys.Locked, &sys.HSMDisabled, &sys.Undiscovered} {
		if !r.chance(3) {
			*list = r.some(sys.Names, r.IntN(1+len(sys.Names)/3))
		}
	}
}

// sets draws groups, which overlap, and partitions, which do not. Groups may have
// the names of partitions, of roles in lower case, of BOS's own words and of
// nodes.
func (r randomizer) sets(sys *System, others []string) {
	labels := []string{
		"blue", "green", "red", "login", "empty", "a.b:c_d-e", "all", "p1", "p2", "compute", "application", "x3000",
		r.of(sys.Names),
	}
	for _, label := range r.some(labels, 2+r.IntN(7)) {
		sys.Groups[label] = r.someOf(sys.Names)
		if r.chance(3) {
			sys.Groups[label] = append(sys.Groups[label], r.someOf(others)...)
		}
		sys.GroupDetails[label] = GroupDetail{Description: label + " nodes"}
	}
	rest := r.some(sys.Names, len(sys.Names))
	for _, name := range r.some([]string{"p1", "p2", "p1.2", "p3"}, r.IntN(4)) {
		n := r.IntN(1 + len(rest))
		sys.Partitions[name], rest = rest[:n], rest[n:]
	}
}

func (r randomizer) tenants(sys *System) {
	for _, tenant := range r.some([]string{"vcluster-blue", "vcluster-red", "vcluster-new"}, r.IntN(4)) {
		sys.Tenants[tenant] = r.some(sys.Names, r.IntN(1+len(sys.Names)))
		if tenant == "vcluster-new" {
			sys.NewTenants = []string{tenant}
		}
		if r.chance(3) {
			sys.StaleTenants[tenant] = []string{"x9999c0s0b0n0", strings.ToUpper(r.of(sys.Names))}
		}
	}
}

// template draws a session template of one to four boot sets, in one case of three
// a tenant's.
func (r randomizer) template(sys System, name string) json.RawMessage {
	template := map[string]any{"name": name, "tenant": nil, "enable_cfs": false}
	own := []string(nil)
	if tenants := slices.Sorted(maps.Keys(sys.Tenants)); len(tenants) > 0 && r.chance(3) {
		tenant := r.of(tenants)
		template["tenant"], own = tenant, sys.Tenants[tenant]
	}
	sets := map[string]any{}
	for i := range 1 + r.IntN(4) {
		sets[string(rune('d'-i))] = r.bootSet(sys, own)
	}
	template["boot_sets"] = sets
	text, err := json.Marshal(template)
	if err != nil {
		panic(err)
	}

	return text
}

func (r randomizer) bootSet(sys System, own []string) map[string]any {
	set := map[string]any{
		"type": "s3", "path": "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/manifest.json",
	}
	if r.chance(3) {
		set["arch"] = r.of([]string{"X86", "ARM", "Other", "Unknown"})
	}
	for more := true; more; more = r.chance(2) {
		switch r.IntN(3) {
		case 0:
			set["node_list"] = r.nodeList(sys, own)
		case 1:
			labels := append(slices.Sorted(maps.Keys(sys.Groups)), "nosuch", "BLUE", "p3")
			set["node_groups"] = r.some(labels, 1+r.IntN(3))
		default:
			roles := []string{
				defaultRole, defaultRole, "Application", "Application_UAN", "Storage", "UAN", "compute", "Management",
			}
			set["node_roles_groups"] = []string{r.of(roles)}
		}
	}

	return set
}

// nodeList draws nodes, of a tenant mostly its own, and rarely what is not in HSM or
// in another spelling.
func (r randomizer) nodeList(sys System, own []string) []string {
	from := sys.Names
	if len(own) > 0 && !r.chance(4) {
		from = own
	}
	list := r.some(from, 1+r.IntN(6))
	if r.chance(8) {
		list = append(list, "x9999c0s0b0n0")
	}
	if r.chance(12) {
		list[0] = strings.ToUpper(list[0])
	}

	return list
}

// RandomLimit returns a session's limit of up to five items: names of the system,
// with and without signs, and rarely what BOS does not understand. It may be empty.
func RandomLimit(rng *rand.Rand, sys System) string {
	r := randomizer{rng}
	if r.chance(4) {
		return ""
	}
	roles := []string{defaultRole, "Application", "Application_UAN", "Storage", "compute", "UAN"}
	kinds := [][]string{
		{"all", "*", "all"},
		slices.Sorted(maps.Keys(sys.Groups)), slices.Sorted(maps.Keys(sys.Groups)),
		slices.Sorted(maps.Keys(sys.Partitions)), roles, sys.Names, sys.Names,
		{"nosuch", "Blue", "p9", "x9999c0s0b0n0", "x3000c0*", strings.ToUpper(r.of(sys.Names)), " " + r.of(sys.Names)},
	}
	signs := []string{"", "", "", "", "!", "!", "!", "&", "&", "!!", "&&"}
	var items []string
	for range 1 + r.IntN(5) {
		kind := kinds[r.IntN(len(kinds))]
		if len(items) == 0 && r.chance(2) {
			kind = kinds[0] // most limits begin with a choice
		}
		switch {
		case r.chance(40):
			items = append(items, r.of([]string{"", "!", "&"}))
		case len(kind) > 0:
			sign := r.of(signs)
			if len(items) == 0 && !r.chance(8) {
				sign = ""
			}
			items = append(items, sign+r.of(kind))
		}
	}

	return strings.Join(items, ",")
}
