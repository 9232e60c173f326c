// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

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
