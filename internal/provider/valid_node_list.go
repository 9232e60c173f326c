// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// listRule checks a list of names as a whole: validators of single elements take seconds for thousands. Findings of
// one topic are one diagnostic.
type listRule struct {
	summary string
	item    string // what an item is
	rule    bos.BootSetListRule
}

var _ validator.List = listRule{}

func validNodeList() listRule {
	return listRule{summary: "Invalid node list", item: "node", rule: bos.NodeListRule()}
}

func validRoles() listRule {
	return listRule{summary: "Invalid roles", item: "role", rule: bos.NodeRolesGroupsRule()}
}

func validNodeGroups() listRule {
	return listRule{summary: "Invalid node groups", item: "group", rule: bos.NodeGroupsRule()}
}

func (r listRule) Description(context.Context) string {
	return fmt.Sprintf("list must have 1 to %d items of 1 to %d characters", r.rule.Max, bos.MaxListItem)
}

func (r listRule) MarkdownDescription(ctx context.Context) string { return r.Description(ctx) }

func (r listRule) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	resp.Diagnostics.Append(r.check(req.Path, req.ConfigValue, types.ListNull(types.StringType))...)
}

// check returns what is wrong with a planned list. What is wrong with the one that BOS has too, held, is only doubted.
func (r listRule) check(at path.Path, planned, held types.List) diag.Diagnostics {
	if planned.IsNull() || planned.IsUnknown() {
		return nil
	}
	var found diag.Diagnostics
	items := planned.Elements()
	switch {
	case len(items) == 0:
		found.Append(errorAt(at, r.summary,
			fmt.Sprintf("The list is empty: write one %s at least, or leave it out.", r.item)))
	case len(items) > r.rule.Max && len(held.Elements()) <= r.rule.Max:
		found.Append(errorAt(at, r.summary,
			fmt.Sprintf("The list has %d items: BOS takes at most %d.", len(items), r.rule.Max)))
	}

	faults, heldAlready := r.faults(items, held)
	for _, topic := range byTopic(faults) {
		if topic[0].doubt {
			found.Append(warningAt(at, "Doubtful node list", itemDetail(topic)))
		} else {
			found.Append(errorAt(at, r.summary, itemDetail(topic)))
		}
	}
	for _, topic := range byTopic(heldAlready) {
		found.Append(heldFault(errorAt(at, r.summary, itemDetail(topic))))
	}
	return found
}

// faults words what is wrong with the items, in their order, apart from what is wrong with the list that BOS has too.
// Unknown items are good.
func (r listRule) faults(items []attr.Value, held types.List) (faults, heldAlready []itemFault) {
	for i, item := range items {
		if item.IsNull() {
			faults = append(faults, itemFault{topic: topicEmpty, position: i + 1, problem: "is null", fix: "leave it out"})
		}
	}
	known := func(yield func(int, string) bool) {
		for i, item := range items {
			text, _ := item.(types.String)
			if !text.IsNull() && !text.IsUnknown() && !yield(i, text.ValueString()) {
				return
			}
		}
	}
	findings := r.rule.Findings(known)
	var old map[bos.BootSetListFinding]bool
	if len(findings) > 0 {
		old = r.heldFaults(held)
	}
	for _, finding := range findings {
		fault := r.listedFault(finding)
		fault.item, fault.position = finding.Item, finding.Position
		if old[r.likeness(finding)] && !fault.doubt {
			heldAlready = append(heldAlready, fault)
		} else {
			faults = append(faults, fault)
		}
	}
	slices.SortFunc(faults, func(a, b itemFault) int { return cmp.Compare(a.position, b.position) })
	return faults, heldAlready
}

// listedFault words the problem of a finding and its fix.
func (r listRule) listedFault(f bos.BootSetListFinding) itemFault {
	switch f.Kind {
	case bos.ListedEmpty:
		return itemFault{topic: topicEmpty, problem: "is empty", fix: "leave it out"}
	case bos.ListedWhite:
		return itemFault{topic: topicSpace, problem: "contains only spaces", fix: "leave it out"}
	case bos.ListedSpace:
		return itemFault{
			topic: topicSpace, problem: "begins or ends with a space or a line break", fix: "write " + quoteText(f.Meant),
		}
	case bos.ListedLength:
		return itemFault{
			topic: topicPattern, problem: fmt.Sprintf("has a length of %d", f.Length),
			fix: fmt.Sprintf("write at most %d characters", bos.MaxListItem),
		}
	case bos.ListedSeparator:
		return itemFault{
			topic: topicSeparator, problem: "looks like several names in one", fix: "write each name as an item of its own",
		}
	case bos.ListedTwice:
		return itemFault{
			topic: topicDouble, problem: fmt.Sprintf("is the same %s as item %d", r.item, f.First),
			fix: "leave one of them out",
		}
	case bos.ListedNID:
		return itemFault{
			topic: topicNID, doubt: true, fix: writeXname,
			problem: "looks like a node ID (NID). BOS finds no node by its NID, " +
				"and refuses such a template when its option `reject_nids` is set",
		}
	case bos.ListedSlot:
		return itemFault{
			topic: topicXname, problem: "is the xname of a slot, not of a node",
			fix: "write the xname of each node, such as " + quoteText(f.Meant),
		}
	case bos.ListedController:
		return itemFault{
			topic: topicXname, problem: "is the xname of a controller, not of a node",
			fix: "write the xname of each node, such as " + quoteText(f.Meant),
		}
	default: // bos.ListedNoXname
		return itemFault{
			topic: topicPattern, fix: writeXname,
			problem: "is not a node's xname. BOS looks for no group, role or pattern here",
		}
	}
}
