// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// The greatest numbers of items, and their greatest length in characters, of BOS 2.50's published specification.
const (
	maxNodes      = 65535
	maxRoles      = 1023
	maxNodeGroups = 4095
	maxListItem   = 127
)

// listRule is a validator of a list of names as a whole: validators of single elements cost seconds by the thousand.
// Findings of one kind are one diagnostic.
type listRule struct {
	summary string
	item    string // what an item is
	max     int
	check   func(item string) limitFinding   // of no Kind for a good one
	same    func(item string) (known string) // what no two items may have in common
}

var _ validator.List = listRule{}

func validNodeList() validator.List {
	return listRule{summary: "Invalid node list", item: "node", max: maxNodes, check: checkListedNode, same: bos.NormalNode}
}

func validRoles() validator.List {
	return listRule{summary: "Invalid roles", item: "role", max: maxRoles, check: checkListedName, same: asItIs}
}

func validNodeGroups() validator.List {
	return listRule{summary: "Invalid node groups", item: "group", max: maxNodeGroups, check: checkListedName, same: asItIs}
}

func (r listRule) Description(context.Context) string {
	return fmt.Sprintf("list must have 1 to %d items of 1 to %d characters", r.max, maxListItem)
}

func (r listRule) MarkdownDescription(ctx context.Context) string { return r.Description(ctx) }

func (r listRule) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	items := req.ConfigValue.Elements()
	switch {
	case len(items) == 0:
		resp.Diagnostics.Append(errorAt(req.Path, r.summary, fmt.Sprintf("The list is empty: write one %s at least, or leave it out.", r.item)))
	case len(items) > r.max:
		resp.Diagnostics.Append(errorAt(req.Path, r.summary, fmt.Sprintf("The list has %d items: BOS takes at most %d.", len(items), r.max)))
	}

	for _, findings := range byKind(r.findings(items)) {
		if findings[0].Severity == limitWarning {
			resp.Diagnostics.Append(warningAt(req.Path, "Doubtful node list", limitDetail(findings)))
		} else {
			resp.Diagnostics.Append(errorAt(req.Path, r.summary, limitDetail(findings)))
		}
	}
}

func (r listRule) findings(items []attr.Value) []limitFinding {
	var all []limitFinding
	first := make(map[string]int, len(items))
	for i, element := range items {
		text, _ := element.(types.String)
		if text.IsUnknown() {
			continue
		}
		item := text.ValueString()
		found := r.check(item)
		if text.IsNull() {
			found = limitFinding{Kind: limitEmptyItem, Problem: "is null", Fix: "leave it out"}
		}
		if found.Kind == "" {
			known := r.same(item)
			if n, again := first[known]; again {
				found = limitFinding{Kind: limitDouble, Problem: fmt.Sprintf("is the same %s as item %d", r.item, n+1), Fix: "leave one of them out"}
			} else {
				first[known] = i
			}
		}
		if found.Kind != "" {
			found.Item, found.Position = item, i+1
			all = append(all, found)
		}
	}
	return all
}

// limitDouble is an item that the list has already.
const limitDouble limitKind = "double"

// checkListItem takes what BOS takes as the name of anything.
func checkListItem(item string) limitFinding {
	trimmed := strings.TrimSpace(item)
	length := utf8.RuneCountInString(item)
	switch {
	case item == "":
		return limitFinding{Kind: limitEmptyItem, Problem: "is empty", Fix: "leave it out"}
	case trimmed == "":
		return limitFinding{Kind: limitBlank, Problem: "holds nothing but blanks", Fix: "leave it out"}
	case trimmed != item:
		return limitFinding{Kind: limitBlank, Problem: "has a blank or a line break at its edge", Fix: "write " + quoteText(trimmed)}
	case length > maxListItem:
		return limitFinding{
			Kind: limitPattern, Problem: fmt.Sprintf("has a length of %d", length), Fix: fmt.Sprintf("write at most %d characters", maxListItem),
		}
	}
	return limitFinding{}
}

// separators are no part of any name, but may stand between two.
const separators = ", \t\r\n;|"

var severalNames = limitFinding{Kind: limitSeparator, Problem: "looks like several names in one", Fix: "write each name as an item of its own"}

// checkListedName takes any name of a group or role: BOS is silent about those that the hardware state manager does not have.
func checkListedName(name string) limitFinding {
	if found := checkListItem(name); found.Kind != "" || !strings.ContainsAny(name, separators) {
		return found
	}
	return severalNames
}

// checkListedNode takes an xname however it is written, as BOS brings it to its normal form.
func checkListedNode(node string) limitFinding {
	if found := checkListItem(node); found.Kind != "" {
		return found
	}
	const writeXname = "write the node's xname, such as `x3000c0s1b0n0`"
	switch normal := bos.NormalNode(node); {
	case nodeXname.MatchString(normal):
		return limitFinding{}
	case strings.HasPrefix(normal, "nid"):
		return limitFinding{ // reject_nids_template_put.json, template_validate_bs_nid.json
			Severity: limitWarning, Kind: limitNID, Fix: writeXname,
			Problem: "looks like a node ID (NID). BOS finds no node by its NID, and refuses such a template when its option `reject_nids` is set",
		}
	case strings.ContainsAny(node, separators):
		return severalNames
	case slotXname.MatchString(normal):
		return limitFinding{Kind: limitXname, Problem: "is the xname of a slot, not of a node", Fix: "write the xname of each node, such as " + quoteText(normal+"b0n0")}
	case controllerXname.MatchString(normal):
		return limitFinding{Kind: limitXname, Problem: "is the xname of a controller, not of a node", Fix: "write the xname of each node, such as " + quoteText(normal+"n0")}
	default:
		return limitFinding{Kind: limitPattern, Problem: "is not a node's xname. BOS looks for no group, role or pattern here", Fix: writeXname}
	}
}
