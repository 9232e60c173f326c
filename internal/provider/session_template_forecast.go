// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// plannedBootSets returns the boot sets as BOS will store them, nil if which nodes they select is known only after
// apply.
func (m *sessionTemplateModel) plannedBootSets() map[string]bos.BootSet {
	sets := m.bootSets()
	if m.BootSets.IsUnknown() || len(sets) < len(m.BootSets.Elements()) {
		return nil
	}
	for _, set := range sets {
		if !known(set.NodeList) || !known(set.NodeGroups) || !known(set.NodeRolesGroups) || set.Arch.IsUnknown() {
			return nil
		}
	}
	return m.toAPI().Normal().BootSets
}

// notePlanned hands the planned boot sets, nil if they are not known, to the forecasts of the same plan. It reports
// those that were made before.
func (m *sessionTemplateModel) notePlanned(c *connection, sets map[string]bos.BootSet, diags *diag.Diagnostics) {
	if c == nil || c.client == nil || m.Name.IsUnknown() || m.Tenant.IsUnknown() {
		return
	}
	stale := c.client.InTenant(m.Tenant.ValueString()).NotePlannedTemplate(m.Name.ValueString(), sets)
	if !stale || c.previews() == previewOff {
		return
	}
	report := message{
		summary: "Forecast made before the plan of " + m.called(),
		what: fmt.Sprintf("This plan also starts a session of %s, or reads its targets. The forecast of its nodes was made "+
			"from the boot sets that BOS has now, and is not valid: Terraform may change the template before it starts the "+
			"session, or after it.", m.called()),
		next: []string{
			"Refer to the template, so that Terraform plans and applies it first: " +
				"`template_name = bos_session_template.NAME.name`",
		},
	}
	if c.previews() == previewStrict {
		report.summary = "Unable to plan " + m.called()
		diags.Append(report.asError())
		return
	}
	diags.Append(report.asWarning())
}
