// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// templateLook bounds the look at a template that only a warning needs.
const templateLook = 30 * time.Second

// warnLeftOut warns of nodes that were named one by one and that the session does not have: BOS leaves them out without
// an error. What a group or role stands for is not known here.
func (m *sessionModel) warnLeftOut(ctx context.Context, client *bos.Client, diags *diag.Diagnostics) {
	components := m.componentList()
	if components == nil {
		return
	}
	by, named := "the limit", namedInLimit(m.Limit.ValueString())
	if m.Limit.IsNull() {
		by, named = "template "+quoteText(m.TemplateName.ValueString()), m.namedInTemplate(ctx, client)
	}
	left := slices.DeleteFunc(named, func(node string) bool {
		_, found := slices.BinarySearch(components, node)
		return found
	})
	if len(left) == 0 {
		return
	}
	diags.AddWarning(fmt.Sprintf("%s named but not acted upon by %s", upper(nodes(len(left))), m.called()), fmt.Sprintf(
		"Named by %s, but not acted upon: %s.\n\nBOS leaves out, without an error, a node that it or the hardware state manager does not know, that the template does not "+
			"select, that is disabled or locked in the hardware state manager, whose architecture is not that of the boot set, or that belongs to another tenant.", by, someNodes(left)))
}

// namedInLimit returns the xnames, sorted, that a limit adds and that nothing after them can have taken out again.
func namedInLimit(limit string) []string {
	items, _ := parseLimit(limit)
	named := map[string]bool{}
	for _, item := range items {
		every := item.name == "all" || item.name == "*"
		xname := likeNodeXname.MatchString(item.name)
		switch {
		case item.op == limitAdd && xname:
			named[item.name] = true
		case item.op == limitAdd, item.op == limitKeep && every:
		case item.op == limitKeep && xname:
			named = map[string]bool{item.name: named[item.name]}
		case item.op == limitDrop && xname:
			delete(named, item.name)
		default: // a group may hold any of them
			clear(named)
		}
	}
	var nodes []string
	for node, is := range named {
		if is {
			nodes = append(nodes, node)
		}
	}
	slices.Sort(nodes)
	return nodes
}

// namedInTemplate returns the nodes that the template lists now, sorted. An apply that has come to its end does not fail
// because they cannot be told.
func (m *sessionModel) namedInTemplate(ctx context.Context, client *bos.Client) []string {
	if v1, _ := client.SpeaksV1(); v1 {
		return nil
	}
	ctx, cancel := client.Clock().WithTimeout(ctx, templateLook)
	defer cancel()
	template, err := client.SessionTemplate(ctx, m.TemplateName.ValueString())
	if err != nil {
		return nil
	}
	var nodes []string
	for _, set := range template.BootSets {
		nodes = append(nodes, set.NodeList...)
	}
	slices.Sort(nodes)
	return slices.Compact(nodes)
}
