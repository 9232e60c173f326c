// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// nodesRule is a validator of node names separated by commas. BOS knows no other names of nodes, and is silent about
// those that it does not have, so that a check of nothing would pass.
type nodesRule struct {
	empty string // what to do instead of writing no name
	none  bool   // whether "" is taken, for no node
}

var _ validator.String = nodesRule{}

// validNodes takes what bos_session.components holds; empty says what to do instead of writing no name at all.
func validNodes(empty string) validator.String { return nodesRule{empty: empty} }

func (nodesRule) Description(context.Context) string {
	return "value must be the xnames of nodes, separated by commas without blanks"
}

func (r nodesRule) MarkdownDescription(ctx context.Context) string { return r.Description(ctx) }

func (r nodesRule) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	const summary = "Invalid list of nodes"
	list := req.ConfigValue.ValueString()
	if list == "" && r.none {
		return
	}
	if strings.TrimSpace(list) == "" {
		problem := "is empty"
		if list != "" {
			problem = "holds nothing but blanks"
		}
		resp.Diagnostics.AddAttributeError(req.Path, summary, fmt.Sprintf("The list %s: %s.", problem, r.empty))
		return
	}

	var findings []limitFinding
	for i, item := range strings.Split(list, ",") {
		if kind, problem, fix := checkNode(item); kind != "" {
			findings = append(findings, limitFinding{Kind: kind, Item: item, Position: i + 1, Problem: problem, Fix: fix})
		}
	}
	for _, alike := range byKind(findings) {
		resp.Diagnostics.AddAttributeError(req.Path, summary, limitDetail(alike))
	}
}

// checkNode returns an empty kind for a node's xname.
func checkNode(item string) (kind limitKind, problem, fix string) {
	const writeXname = "write the node's xname, such as `x3000c0s1b0n0`"
	trimmed := strings.TrimSpace(item)
	switch {
	case nodeXname.MatchString(item):
		return "", "", ""
	case item == "":
		return limitEmptyItem, "is empty: a comma too many", "remove the comma"
	case trimmed == "":
		return limitBlank, "holds nothing but blanks", "leave it out"
	case trimmed != item:
		return limitBlank, "has a blank at its edge", "write " + quoteText(trimmed)
	case item[0] == '&' || item[0] == '!' || item == "*" || item == "all":
		return limitBareOp, "belongs into a session's `limit`. This is a list of nodes", writeXname
	case strings.HasPrefix(item, "nid"):
		return limitNID, "looks like a node ID (NID). BOS finds no node by its NID", writeXname
	case strings.ContainsAny(item, " \t\r\n;|"):
		return limitSeparator, "looks like several names in one", "separate them by commas alone"
	}

	if normal := normalXname(item); normal != "" {
		return limitXname, notNormal, "write " + quoteText(normal)
	}
	return limitPattern, "is not a node's xname, and BOS knows nodes by these alone. It looks for no group, role or pattern here", writeXname
}

const notNormal = "is an xname, but not in its normal form (lower case, no leading zeros). BOS compares names letter by letter and finds no such node"

// normalXname is what a node's xname that is not in its normal form was meant to be, "" for anything else.
func normalXname(name string) string {
	if nodeXname.MatchString(name) || !likeNodeXname.MatchString(name) {
		return ""
	}
	normal := likeNodeXname.ReplaceAllString(name, "x${1}c${2}s${3}b${4}n${5}")
	if !nodeXname.MatchString(normal) {
		return ""
	}
	return normal
}

// maxComponentID is the greatest length of a component's id in characters (component_list_ids_127plus.json).
const maxComponentID = 127

// validComponentID takes any id that BOS may have a component under: it says itself which it has not.
func validComponentID() validator.String {
	return textRule{
		summary:     "Invalid node",
		description: fmt.Sprintf("value must be the name of one node, of 1 to %d characters", maxComponentID),
		fault: func(id string) string {
			trimmed := strings.TrimSpace(id)
			switch {
			case trimmed == "":
				return "The value is empty: write a node's xname, such as `x3000c0s1b0n0`."
			case trimmed != id:
				return fmt.Sprintf("%s has a blank or a line break at its edge: write %s, or wrap the expression in `trimspace()`.", quoteText(id), quoteText(trimmed))
			case strings.Contains(id, ","):
				return fmt.Sprintf("%s holds a comma: write one node. The data source `bos_components` reads many.", quoteText(id))
			case strings.ContainsAny(id, " \t\r\n/") || id == "." || id == "..":
				return fmt.Sprintf("%s is no name of a node: write its xname, such as `x3000c0s1b0n0`.", quoteText(id))
			case utf8.RuneCountInString(id) > maxComponentID:
				return fmt.Sprintf("%s has a length of %d: write a node's xname, such as `x3000c0s1b0n0`.", quoteText(id), utf8.RuneCountInString(id))
			default:
				return ""
			}
		},
	}
}
