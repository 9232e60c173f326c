// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// planChange plans what is computed, and reports what the change would meet. state is nil for a creation; whole reports
// whether everything in the configuration is known.
func (m *sessionTemplateModel) planChange(
	ctx context.Context, c *connection, state *sessionTemplateModel, whole bool, diags *diag.Diagnostics,
) {
	m.Fingerprint = m.fingerprint(state)
	m.planEndpoint(c, state, diags)
	m.planValidation(state)
	writes := state == nil || m.writes(state)
	if !whole || writes {
		diags.Append(duplicateNodesWarning(m)...)
		m.checkWrite(ctx, c, state, whole, diags)
		if whole && state == nil && !diags.HasError() {
			diags.Append(m.overwriteWarning(ctx, c)...)
		}
	}
	if writes {
		m.notePlanned(c, m.plannedBootSets(), diags)
	}
}

// planDelete reports in the plan what would otherwise fail during apply, after other resources have changed.
func (m *sessionTemplateModel) planDelete(c *connection, diags *diag.Diagnostics) {
	if c.elsewhere(m.Endpoint) {
		diags.Append(c.errDeleteElsewhere("plan the deletion of", m.called(), m.Endpoint,
			templateUntouched))
	}
	if c.speaksV1() {
		diags.Append(message{
			summary: "Unable to plan the deletion of the session template",
			what:    "Session templates are deleted through v2 of the API (CSM 1.3 and later).",
			next:    []string{"Use a provider with api_version = \"v2\".", removeOnly},
		}.asError())
	}
}

// planEndpoint plans the provider's endpoint for a creation, and for a write if the state has none. A template of
// another endpoint is updated in place. A template has no start time that could show whether that is the same
// system, and one repository may serve a test and a production system, so the plan names both.
func (m *sessionTemplateModel) planEndpoint(c *connection, state *sessionTemplateModel, diags *diag.Diagnostics) {
	switch {
	case state == nil:
		m.Endpoint = c.plannedEndpoint()
	case c.elsewhere(state.Endpoint) && m.replaces(state):
		diags.Append(c.errDeleteElsewhere("plan the replacement of", state.called(), state.Endpoint, templateUntouched))
	case c.elsewhere(state.Endpoint):
		m.Endpoint = c.endpoint()
		here, there := m.Endpoint.ValueString(), state.Endpoint.ValueString()
		diags.Append(message{
			summary: "This writes " + state.called() + " to another endpoint",
			what: fmt.Sprintf("In the state it belongs to the system at %s, but the provider is configured for %s.\n\n"+
				"If both are URLs of one system, applying this plan changes in BOS only what the plan shows. If %s is another "+
				"system, applying it writes the session template there: an existing one of this name is overwritten, whatever "+
				"overwrite says. The one at %s stays there, and is no longer managed.", there, here, here, there),
			next: []string{"To have one in each system, use one resource for each, with a provider of its own."},
		}.asWarningAt(path.Root("endpoint")))
	case state.Endpoint.IsNull() && m.rewrites(state): // state of an earlier release, not refreshed
		m.Endpoint = c.plannedEndpoint()
	}
}

// replaces reports whether the plan is that of another template, as far as it is known.
func (m *sessionTemplateModel) replaces(state *sessionTemplateModel) bool {
	return !m.Name.Equal(state.Name) || !m.Tenant.Equal(state.Tenant)
}

// writes reports whether an update writes the template: it differs from prior, or moves to another endpoint.
func (m *sessionTemplateModel) writes(prior *sessionTemplateModel) bool {
	moved := !prior.Endpoint.IsNull() && !m.Endpoint.Equal(prior.Endpoint)
	return moved || m.rewrites(prior)
}

// rewrites reports whether the template differs from prior in anything that BOS stores. An edit of anything else
// makes no request.
func (m *sessionTemplateModel) rewrites(prior *sessionTemplateModel) bool {
	return !m.toAPI().Equal(prior.toAPI())
}

// rebootWarning warns of changed kernel parameters: BOS compares them with those that a node reports, character by
// character.
func rebootWarning(plan, state *sessionTemplateModel) diag.Diagnostics {
	if !plan.Name.Equal(state.Name) || !plan.Tenant.Equal(state.Tenant) {
		return nil // another template, which no node runs yet
	}
	before, after := state.bootSets(), plan.bootSets()
	var changed []string
	for _, name := range slices.Sorted(maps.Keys(after)) {
		old, found := before[name]
		now := after[name].KernelParameters
		if found && !now.IsUnknown() && now.ValueString() != old.KernelParameters.ValueString() {
			changed = append(changed, quoteText(name))
		}
	}
	if len(changed) == 0 {
		return nil
	}
	sets := "boot set " + changed[0]
	if len(changed) > 1 {
		sets = fmt.Sprintf("%d boot sets (%s)", len(changed), strings.Join(changed, ", "))
	}
	return diag.Diagnostics{message{
		summary: "The next boot of " + state.called() + " may reboot nodes",
		what: fmt.Sprintf("The kernel parameters of %s change. BOS compares them character by character with those that a "+
			"node runs with: the next session of operation `boot` reboots nodes that run with other parameters, and does not "+
			"touch nodes that already run with these. The session template alone reboots nothing; a bos_session that this "+
			"plan starts or replaces does, and so does applying a staged session.", sets),
	}.asWarningAt(path.Root("boot_sets"))}
}

// duplicateNodesWarning warns of nodes that are listed in two boot sets of one architecture: BOS takes the sets in
// the order of their names, and the last one wins. BOS itself selects nodes by architecture.
func duplicateNodesWarning(plan *sessionTemplateModel) diag.Diagnostics {
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
	return diag.Diagnostics{message{
		summary: "Nodes in two boot sets of " + plan.called(),
		what: "The node_list of more than one boot set holds " + fewOf(nodes) + ". BOS processes the boot sets in the order " +
			"of their names, so that the last one applies to such a node.",
		next: []string{"Write each node in one boot set only."},
	}.asWarning()}
}

// checkWrite reports what BOS would reject, before anything is written. If the configuration leaves the API
// version open, BOS is asked for it. state is what BOS has, nil if it has no such template. whole reports whether
// everything in the template is known.
func (m *sessionTemplateModel) checkWrite(
	ctx context.Context, c *connection, state *sessionTemplateModel, whole bool, diags *diag.Diagnostics,
) {
	if c == nil || c.client == nil {
		return
	}
	ctx = c.maskSecrets(ctx)
	client := c.client.InTenant(m.Tenant.ValueString())
	if _, known := client.SpeaksV1(); !known {
		if _, err := client.APIVersion(ctx); err != nil {
			diags.Append(message{
				summary: "Unable to check whether the session template can be written",
				what: "Not every version of BOS's API writes session templates, api_version is \"auto\", and the request for " +
					"the version failed:",
				next: []string{"To plan without this request, set api_version = \"v2\"."},
			}.because(c.explain(err, m.Tenant)).and(problem{
				what: "\n\nThe request is repeated before the session template is written.",
			}).asWarning())
		}
	}

	err := client.CheckSessionTemplate(m.toAPI())
	if state != nil && !m.replaces(state) {
		err = client.CheckSessionTemplateUpdate(m.toAPI(), state.toAPI())
	}
	for _, input := range inputErrors(err) {
		if !whole && !errors.Is(input, errors.ErrUnsupported) {
			continue
		}
		addInputError(diags, "Unable to plan the session template", input)
	}
}

// overwriteWarning warns of an existing session template that the new one would replace. It makes a request only
// if overwrite is true, as a creation would otherwise find out. If BOS does not answer, there is no warning.
func (m *sessionTemplateModel) overwriteWarning(ctx context.Context, c *connection) diag.Diagnostics {
	if !m.Overwrite.ValueBool() || m.Tenant.IsUnknown() || c == nil || c.client == nil || c.speaksV1() {
		return nil
	}
	found, err := c.client.InTenant(m.Tenant.ValueString()).SessionTemplate(c.maskSecrets(ctx), m.Name.ValueString())
	if err != nil {
		return nil
	}
	differing := differences(found, m.toAPI())
	if len(differing) == 0 {
		return nil
	}
	return diag.Diagnostics{message{
		summary: "BOS already has " + m.called() + "; this replaces it",
		what: fmt.Sprintf("The session template %s that BOS has now differs in %s, and its content is lost. If the plan "+
			"replaces this resource itself, it may be the one that this resource wrote.", ofTenant(m.Tenant), fewOf(differing)),
		next: []string{
			"To keep a copy of it: `cray bos v2 sessiontemplates describe " + m.Name.ValueString() + " --format json`",
		},
	}.asWarning()}
}

// differences returns the fields and boot sets in which two templates differ for BOS, except name and tenant.
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
