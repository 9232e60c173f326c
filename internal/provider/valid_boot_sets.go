// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// bootSetsRule is a validator of the map of boot sets: none is null. See checkValues for the other rules.
type bootSetsRule struct{}

var _ validator.Map = bootSetsRule{}

func validBootSets() validator.Map { return bootSetsRule{} }

func (bootSetsRule) Description(context.Context) string { return "no boot set may be null" }

func (r bootSetsRule) MarkdownDescription(ctx context.Context) string { return r.Description(ctx) }

func (bootSetsRule) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	sets := req.ConfigValue.Elements()
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		if sets[name].IsNull() {
			resp.Diagnostics.Append(errorAt(req.Path, "Invalid boot sets",
				fmt.Sprintf("Boot set %s is null: leave it out, or write what its nodes boot.", quoteText(name))))
		}
	}
}

// bootSetCountFault returns an error if BOS takes no template of so many boot sets, else nil.
func bootSetCountFault(at path.Path, count int) diag.Diagnostic {
	switch {
	case count == 0:
		return errorAt(at, "Invalid boot sets", "There is no boot set: BOS takes no session template without one.")
	case count > bos.MaxBootSets:
		return errorAt(at, "Invalid boot sets",
			fmt.Sprintf("There are %d boot sets: BOS takes at most %d in one session template.", count, bos.MaxBootSets))
	}
	return nil
}

// bootSetNameFault returns an error if BOS takes no boot set of that name, else nil.
func bootSetNameFault(at path.Path, name string) diag.Diagnostic {
	if detail := objectName("write a name for the boot set").fault(name); detail != "" {
		return errorAt(at, "Invalid boot set name", detail)
	}
	return nil
}

// bootSetImageFault returns an error if no image belongs to the boot set, else nil.
func bootSetImageFault(at path.Path, set bootSetModel) diag.Diagnostic {
	if !set.Path.IsNull() {
		return nil
	}
	return errorAt(at, "Boot set without image",
		"No image belongs to the boot set: write in path where its manifest is, such as `"+examplePath+"`.")
}

// bootSetNodesFault returns an error if no nodes belong to the boot set (template_put_bs_no_nodes.json), else nil.
func bootSetNodesFault(at path.Path, set bootSetModel) diag.Diagnostic {
	if !set.NodeList.IsNull() || !set.NodeGroups.IsNull() || !set.NodeRolesGroups.IsNull() {
		return nil
	}
	return errorAt(at, "Boot set without nodes",
		"No nodes belong to the boot set: write one of node_list, node_groups and node_roles_groups at least.")
}
