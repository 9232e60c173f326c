// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// sessionTemplateModel is a bos_session_template in configuration, plan and state. Boot sets and their values may
// be unknown, so they are no Go structs.
type sessionTemplateModel struct {
	Name        types.String `tfsdk:"name"`
	Tenant      types.String `tfsdk:"tenant"`
	Description types.String `tfsdk:"description"`
	EnableCFS   types.Bool   `tfsdk:"enable_cfs"`
	CFS         types.Object `tfsdk:"cfs"`
	BootSets    types.Map    `tfsdk:"boot_sets"`
	Fingerprint types.String `tfsdk:"fingerprint"`
	Endpoint    types.String `tfsdk:"endpoint"`
	Validation  types.String `tfsdk:"validation"` // BOS's answer; null if there is none

	// BOS does not receive these.
	Overwrite types.Bool `tfsdk:"overwrite"`
	Validate  types.Bool `tfsdk:"validate"`
}

func (m *sessionTemplateModel) identity() sessionIdentity {
	return sessionIdentity{Name: m.Name, Tenant: m.Tenant}
}

// called names the session template in a summary.
func (m *sessionTemplateModel) called() string {
	return fmt.Sprintf("session template %q", m.Name.ValueString())
}

// toAPI returns the planned template, without what is unknown.
func (m *sessionTemplateModel) toAPI() bos.SessionTemplate {
	template := bos.SessionTemplate{
		Name:          m.Name.ValueString(),
		Tenant:        m.Tenant.ValueString(),
		Description:   m.Description.ValueString(),
		Configuration: configurationOf(m.CFS).ValueString(),
		BootSets:      map[string]bos.BootSet{},
	}
	if !m.EnableCFS.IsNull() && !m.EnableCFS.IsUnknown() {
		template.EnableCFS = m.EnableCFS.ValueBoolPointer()
	}
	for name, set := range m.bootSets() {
		template.BootSets[name] = set.toAPI()
	}
	return template
}

// fromAPI takes over the template that BOS has. A value of the model that means the same keeps its spelling.
func (m *sessionTemplateModel) fromAPI(found bos.SessionTemplate) {
	found = found.Normal()
	m.Description = keepText(m.Description, &found.Description)
	m.EnableCFS = types.BoolPointerValue(found.EnableCFS)
	m.CFS = keepCFS(m.CFS, found.Configuration)

	prior := m.bootSets()
	sets := make(map[string]attr.Value, len(found.BootSets))
	for name, set := range found.BootSets {
		sets[name] = prior[name].fromAPI(set).object()
	}
	m.BootSets = types.MapValueMust(types.ObjectType{AttrTypes: bootSetTypes}, sets)
}

// bootSets returns the known boot sets by name.
func (m *sessionTemplateModel) bootSets() map[string]bootSetModel {
	sets := map[string]bootSetModel{}
	for name, value := range m.BootSets.Elements() {
		if object, ok := value.(types.Object); ok && !object.IsUnknown() {
			sets[name] = bootSetOf(object)
		}
	}
	return sets
}

// importedTemplate returns the state of a template that was written elsewhere: every knob has its default.
func importedTemplate(template bos.SessionTemplate, id sessionIdentity) sessionTemplateModel {
	data := sessionTemplateModel{
		Name:      id.Name,
		Tenant:    id.Tenant,
		Overwrite: types.BoolValue(false),
		Validate:  types.BoolValue(true),
	}
	data.fromAPI(template)
	data.Fingerprint = data.fingerprint(nil)
	return data
}

// fingerprint returns the planned fingerprint. It is that of prior (nil for none) if nothing that counts differs,
// so that a change of the algorithm runs nothing. It is unknown only if something that counts is.
func (m *sessionTemplateModel) fingerprint(prior *sessionTemplateModel) types.String {
	now := m.digest()
	if now.IsUnknown() || prior == nil || prior.Fingerprint.IsNull() || !prior.digest().Equal(now) {
		return now
	}
	return prior.Fingerprint
}

// digest computes the fingerprint by today's algorithm.
func (m *sessionTemplateModel) digest() types.String {
	sets := m.bootSets()
	if m.BootSets.IsUnknown() || len(sets) < len(m.BootSets.Elements()) {
		return types.StringUnknown()
	}
	template := m.toAPI()
	given := true // the configurations in force are known
	for _, set := range sets {
		if !set.artifactsKnown() {
			return types.StringUnknown()
		}
		own := configurationOf(set.CFS)
		given = given && !own.IsUnknown() && (own.ValueString() != "" || !configurationOf(m.CFS).IsUnknown())
	}

	off := template
	off.EnableCFS = new(bool)
	switch {
	case !m.EnableCFS.IsNull() && !m.EnableCFS.IsUnknown() && !m.EnableCFS.ValueBool():
		return types.StringValue(off.Fingerprint())
	case !given, m.EnableCFS.IsUnknown() && template.Fingerprint() != off.Fingerprint():
		return types.StringUnknown()
	default:
		return types.StringValue(template.Fingerprint())
	}
}

// artifactsKnown reports whether everything in the fingerprint but the configuration is known.
func (m bootSetModel) artifactsKnown() bool {
	unknown := slices.ContainsFunc([]attr.Value{
		m.Path, m.Type, m.ETag, m.KernelParameters, m.Arch, m.RootfsProvider, m.RootfsProviderPassthrough,
	}, attr.Value.IsUnknown)
	return !unknown && known(m.NodeList) && known(m.NodeRolesGroups) && known(m.NodeGroups)
}
