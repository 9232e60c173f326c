// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

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
	m.Description = keptText(m.Description, &found.Description)
	m.EnableCFS = types.BoolPointerValue(found.EnableCFS)
	m.CFS = keptCFS(m.CFS, found.Configuration)

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

// keptText is prior where BOS has the same; to it, "" is none.
func keptText(prior types.String, found *string) types.String {
	text := ""
	if found != nil {
		text = *found
	}
	if prior.ValueString() == text {
		return prior
	}
	return textOrNull(text)
}

// keptCFS is prior where it names the configuration that BOS has, or none, however that is written.
func keptCFS(prior types.Object, configuration string) types.Object {
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
