// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// bootSetsRule is a validator of the map of boot sets: of their number and their names.
type bootSetsRule struct{}

var _ validator.Map = bootSetsRule{}

func validBootSets() validator.Map { return bootSetsRule{} }

func (bootSetsRule) Description(context.Context) string {
	return fmt.Sprintf("map must have 1 to %d boot sets, each named like a session template", bos.MaxBootSets)
}

func (r bootSetsRule) MarkdownDescription(ctx context.Context) string { return r.Description(ctx) }

func (bootSetsRule) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	sets := req.ConfigValue.Elements()
	switch {
	case len(sets) == 0:
		resp.Diagnostics.Append(errorAt(req.Path, "Invalid boot sets",
			"There is no boot set: BOS takes no session template without one."))
	case len(sets) > bos.MaxBootSets:
		resp.Diagnostics.Append(errorAt(req.Path, "Invalid boot sets",
			fmt.Sprintf("There are %d boot sets: BOS takes at most %d in one session template.", len(sets), bos.MaxBootSets)))
	}

	rule := objectName("write a name for the boot set")
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		if detail := rule.fault(name); detail != "" {
			resp.Diagnostics.Append(errorAt(req.Path, "Invalid boot set name", detail))
		}
		if sets[name].IsNull() {
			resp.Diagnostics.Append(errorAt(req.Path, "Invalid boot sets",
				fmt.Sprintf("Boot set %s is null: leave it out, or write what its nodes boot.", quoteText(name))))
		}
	}
}

// nodeFields are the fields of which a boot set needs at least one (template_put_bs_no_nodes.json).
var nodeFields = []string{"node_list", "node_groups", "node_roles_groups"}

// bootSetRule is a validator of one boot set: it must have an image and nodes.
type bootSetRule struct{}

var _ validator.Object = bootSetRule{}

func validBootSet() validator.Object { return bootSetRule{} }

func (bootSetRule) Description(context.Context) string {
	return "boot set must have path, and one of node_list, node_groups and node_roles_groups"
}

func (r bootSetRule) MarkdownDescription(ctx context.Context) string { return r.Description(ctx) }

func (bootSetRule) ValidateObject(_ context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	attributes := req.ConfigValue.Attributes()
	if attributes["path"].IsNull() {
		resp.Diagnostics.Append(errorAt(req.Path, "Boot set without image",
			"No image belongs to the boot set: write in path where its manifest is, such as `"+examplePath+"`."))
	}
	if !slices.ContainsFunc(nodeFields, func(name string) bool { return !attributes[name].IsNull() }) {
		resp.Diagnostics.Append(errorAt(req.Path, "Boot set without nodes",
			"No nodes belong to the boot set: write one of node_list, node_groups and node_roles_groups at least."))
	}
}
