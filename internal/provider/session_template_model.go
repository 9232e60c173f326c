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

// sessionTemplateModel is a bos_session_template in configuration, plan and state. Boot sets and all in them may be
// unknown, so that they are no Go structures.
type sessionTemplateModel struct {
	Name        types.String `tfsdk:"name"`
	Tenant      types.String `tfsdk:"tenant"`
	Description types.String `tfsdk:"description"`
	EnableCFS   types.Bool   `tfsdk:"enable_cfs"`
	CFS         types.Object `tfsdk:"cfs"`
	BootSets    types.Map    `tfsdk:"boot_sets"`
	Fingerprint types.String `tfsdk:"fingerprint"`
	Endpoint    types.String `tfsdk:"endpoint"`
	Validation  types.String `tfsdk:"validation"` // BOS's answer; null = none

	// BOS never hears of these.
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

func (m *sessionTemplateModel) importID() string {
	return m.Tenant.ValueString() + "/" + m.Name.ValueString()
}

// toAPI returns the template that the model plans. What is unknown is absent in it.
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

// fromAPI takes over what BOS has. Where that is what the model says already, the model's writing stays.
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

// bootSets takes the boot sets apart. Unknown ones are left out.
func (m *sessionTemplateModel) bootSets() map[string]bootSetModel {
	sets := map[string]bootSetModel{}
	for name, value := range m.BootSets.Elements() {
		if object, ok := value.(types.Object); ok && !object.IsUnknown() {
			sets[name] = bootSetOf(object)
		}
	}
	return sets
}

// configurationOf is a cfs block's; null for none, and unknown where the block is.
func configurationOf(cfs types.Object) types.String {
	if cfs.IsUnknown() {
		return types.StringUnknown()
	}
	return textIn(cfs, "configuration")
}

// keepText is prior where BOS has the same; to it, "" is none.
func keepText(prior types.String, found *string) types.String {
	text := ""
	if found != nil {
		text = *found
	}
	if prior.ValueString() == text {
		return prior
	}
	return textOrNull(text)
}

// keepCFS is prior where it names the configuration that BOS has, or none, however that is written.
func keepCFS(prior types.Object, configuration string) types.Object {
	switch {
	case configuration == "" && prior.IsNull():
		return types.ObjectNull(cfsTypes)
	case configurationOf(prior).ValueString() == configuration:
		return prior
	case configuration == "":
		return types.ObjectNull(cfsTypes)
	default:
		return types.ObjectValueMust(cfsTypes, map[string]attr.Value{"configuration": types.StringValue(configuration)})
	}
}

// importedTemplate is the state of a template that was not written here: every knob at its default.
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

// fingerprint is that of the model; prior (nil = none) lends it its own where nothing that counts differs, so that a
// later way to compute it runs nothing. It is unknown only where something that counts is.
func (m *sessionTemplateModel) fingerprint(prior *sessionTemplateModel) types.String {
	now := m.digest()
	if now.IsUnknown() || prior == nil || prior.Fingerprint.IsNull() || !prior.digest().Equal(now) {
		return now
	}
	return prior.Fingerprint
}

// digest is the fingerprint as it is computed today.
func (m *sessionTemplateModel) digest() types.String {
	sets := m.bootSets()
	if m.BootSets.IsUnknown() || len(sets) < len(m.BootSets.Elements()) {
		return types.StringUnknown()
	}
	template := m.toAPI()
	given := true // the configurations in force
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

// artifactsKnown reports whether everything is known of which the fingerprint is made, but the configuration.
func (m bootSetModel) artifactsKnown() bool {
	unknown := slices.ContainsFunc([]attr.Value{
		m.Path, m.Type, m.ETag, m.KernelParameters, m.Arch, m.RootfsProvider, m.RootfsProviderPassthrough,
	}, attr.Value.IsUnknown)
	return !unknown && known(m.NodeList) && known(m.NodeRolesGroups) && known(m.NodeGroups)
}
