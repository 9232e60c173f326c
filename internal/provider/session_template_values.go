// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// templateValues checks the values of a planned session template that BOS would reject or misread. A value that BOS has
// already is only doubted, so that every session template can be imported: BOS keeps some that it cannot boot, and
// earlier releases check less. Validators of the schema do not know what BOS has.
type templateValues struct {
	ctx         context.Context
	diagnostics diag.Diagnostics
}

// checkValues returns what is wrong with the planned values. state is what BOS has, nil if it has no such template.
func (m *sessionTemplateModel) checkValues(ctx context.Context, state *sessionTemplateModel) diag.Diagnostics {
	check := &templateValues{ctx: ctx}
	held := state
	if state == nil || m.replaces(state) {
		held = &sessionTemplateModel{}
	}
	check.text(path.Root("description"), validTemplateDescription(), m.Description, held.Description)
	check.configuration(path.Root("cfs"), m.CFS, held.CFS)

	at := path.Root("boot_sets")
	if !m.BootSets.IsUnknown() {
		planned, before := m.BootSets.Elements(), held.BootSets.Elements()
		check.found(bootSetCountFault(at, len(planned)), state != nil && bootSetCountFault(at, len(before)) != nil)
		for _, name := range slices.Sorted(maps.Keys(planned)) {
			old, exists := before[name]
			check.found(bootSetNameFault(at, name), exists)
			check.bootSet(at.AtMapKey(name), planned[name], old)
		}
	}
	return check.diagnostics
}

// bootSet checks one boot set; before is what BOS has under its name, or nil.
func (v *templateValues) bootSet(at path.Path, planned, before attr.Value) {
	object, ok := planned.(types.Object)
	if !ok || object.IsNull() || object.IsUnknown() {
		return
	}
	old, held := before.(types.Object)
	set, had := bootSetOf(object), bootSetOf(old)

	v.found(bootSetImageFault(at, set), held && bootSetImageFault(at, had) != nil)
	v.found(bootSetNodesFault(at, set), held && bootSetNodesFault(at, had) != nil)
	v.text(at.AtName("path"), validImagePath(), set.Path, had.Path)
	v.text(at.AtName("type"), validImageType(), set.Type, had.Type)
	v.text(at.AtName("arch"), validArch(), set.Arch, had.Arch)
	v.text(at.AtName("etag"), validETag(), set.ETag, had.ETag)
	v.text(at.AtName("kernel_parameters"), validKernelParameters(), set.KernelParameters, had.KernelParameters)
	v.text(at.AtName("rootfs_provider"), validRootfsProvider(), set.RootfsProvider, had.RootfsProvider)
	v.text(at.AtName("rootfs_provider_passthrough"), validRootfsPassthrough(),
		set.RootfsProviderPassthrough, had.RootfsProviderPassthrough)
	v.configuration(at.AtName("cfs"), set.CFS, had.CFS)
	v.diagnostics.Append(validNodeList().check(at.AtName("node_list"), set.NodeList, had.NodeList)...)
	v.diagnostics.Append(validRoles().check(at.AtName("node_roles_groups"), set.NodeRolesGroups, had.NodeRolesGroups)...)
	v.diagnostics.Append(validNodeGroups().check(at.AtName("node_groups"), set.NodeGroups, had.NodeGroups)...)
}

func (v *templateValues) configuration(at path.Path, planned, before types.Object) {
	v.text(at.AtName("configuration"), validConfiguration(), configurationOf(planned), configurationOf(before))
}

func (v *templateValues) text(at path.Path, rule validator.String, planned, before types.String) {
	var resp validator.StringResponse
	rule.ValidateString(v.ctx, validator.StringRequest{Path: at, ConfigValue: planned}, &resp)
	for _, fault := range resp.Diagnostics {
		v.found(fault, planned.Equal(before))
	}
}

// found adds a fault, nil for none, as a warning if BOS has it already.
func (v *templateValues) found(fault diag.Diagnostic, held bool) {
	switch {
	case fault == nil:
	case held:
		v.diagnostics.Append(heldFault(fault))
	default:
		v.diagnostics.Append(fault)
	}
}

// heldFault makes a warning of an error about a value that BOS has already.
func heldFault(fault diag.Diagnostic) diag.Diagnostic {
	summary := strings.Replace(fault.Summary(), "Invalid ", "Doubtful ", 1)
	detail := fault.Detail() + "\n\nThe value is in the state already, so that it is only a warning. Sessions may fail because of it."
	if located, ok := fault.(diag.DiagnosticWithPath); ok {
		return diag.NewAttributeWarningDiagnostic(located.Path(), summary, detail)
	}
	return diag.NewWarningDiagnostic(summary, detail)
}

// heldFaults returns the findings about a list that BOS has, by kind and item.
func (r listRule) heldFaults(held types.List) map[bos.BootSetListFinding]bool {
	found := map[bos.BootSetListFinding]bool{}
	for _, finding := range r.rule.Findings(slices.All(textsOf(held))) {
		found[r.likeness(finding)] = true
	}
	return found
}

// likeness returns what two findings have in common that are about the same item.
func (r listRule) likeness(f bos.BootSetListFinding) bos.BootSetListFinding {
	return bos.BootSetListFinding{Kind: f.Kind, Item: r.rule.Key(f.Item)}
}
