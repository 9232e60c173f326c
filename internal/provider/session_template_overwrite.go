// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// overwriting warns of another session template that is there, in whose place a new one is to be put. BOS is asked only
// where overwrite = true: a creation finds out otherwise. Where it does not answer, nothing is said.
func (r *sessionTemplateResource) overwriting(ctx context.Context, plan *sessionTemplateModel) diag.Diagnostics {
	c := r.connection
	if !plan.Overwrite.ValueBool() || plan.Tenant.IsUnknown() || c == nil || c.client == nil || c.speaksV1() {
		return nil
	}
	found, err := c.client.InTenant(plan.Tenant.ValueString()).SessionTemplate(c.masking(ctx), plan.Name.ValueString())
	if err != nil {
		return nil
	}
	differing := differences(found, plan.toAPI())
	if len(differing) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("BOS has "+plan.called()+" already; this replaces it", fmt.Sprintf(
		"The one %s that BOS has now differs in %s, and nothing keeps it. Where the plan replaces this resource itself, it may be the one that this resource wrote.",
		ofTenant(plan.Tenant), fewOf(differing)))}
}

// differences are the fields and boot sets in which one template differs from another to BOS, name and tenant aside.
func differences(one, other bos.SessionTemplate) []string {
	one, other = one.Normal(), other.Normal()
	var names []string
	for _, field := range []struct {
		name  string
		equal bool
	}{
		{"description", one.Description == other.Description},
		{"enable_cfs", *one.EnableCFS == *other.EnableCFS},
		{"cfs", one.Configuration == other.Configuration},
	} {
		if !field.equal {
			names = append(names, field.name)
		}
	}
	all := maps.Clone(one.BootSets)
	maps.Copy(all, other.BootSets)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !reflect.DeepEqual(one.BootSets[name], other.BootSets[name]) {
			names = append(names, "boot set "+quoteText(name))
		}
	}
	return names
}

// fewOf lists the first of names.
func fewOf(names []string) string {
	const most = 5
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return listOf(names)
}

// hasNID reports whether a boot set lists a node by its node ID.
func (m *sessionTemplateModel) hasNID() bool {
	for _, set := range m.bootSets() {
		if slices.ContainsFunc(textsOf(set.NodeList), bos.IsNID) {
			return true
		}
	}
	return false
}

// inTwoBootSets warns of nodes that are listed in two boot sets of one architecture: BOS goes through the sets in the
// order of their names, and the last that a node is in counts. By architectures it tells nodes apart itself.
func inTwoBootSets(plan *sessionTemplateModel) diag.Diagnostics {
	type listing struct{ node, arch string }
	first := map[listing]string{}
	var nodes []string
	sets := plan.bootSets()
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		arch := sets[name].Arch
		if len(sets) < 2 || arch.IsUnknown() {
			continue
		}
		for _, node := range textsOf(sets[name].NodeList) {
			at := listing{bos.NormalNode(node), arch.ValueString()}
			if before, again := first[at]; again && before != name {
				nodes = append(nodes, fmt.Sprintf("%s (%s and %s)", quoteText(at.node), quoteText(before), quoteText(name)))
			}
			first[at] = name
		}
	}
	if len(nodes) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Nodes in two boot sets of "+plan.called(),
		"The node_list of more than one boot set holds "+fewOf(nodes)+". BOS takes the boot sets in the order of their names, "+
			"so that such a node gets what the last one says. Write each node in one of them.")}
}
