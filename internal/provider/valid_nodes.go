// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// nodesRule is a validator of the names of nodes, separated by commas. BOS knows no other names of nodes and silently
// leaves out those that it does not have, so that a check of no node would pass.
type nodesRule struct {
	empty string // what to do instead of writing no name
	none  bool   // whether "" is accepted, for no node
}

var _ validator.String = nodesRule{}

// validNodes accepts what bos_session.components holds; empty says what to do instead of writing no name at all.
func validNodes(empty string) validator.String { return nodesRule{empty: empty} }

func (nodesRule) Description(context.Context) string {
	return "value must be the xnames of nodes, separated by commas without spaces"
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
			problem = "contains only spaces"
		}
		resp.Diagnostics.AddAttributeError(req.Path, summary, fmt.Sprintf("The list %s: %s.", problem, r.empty))
		return
	}

	var faults []itemFault
	for _, finding := range bos.CheckNodes(list) {
		fault := nodesFault(finding)
		fault.item, fault.position = finding.Item, finding.Position
		faults = append(faults, fault)
	}
	for _, topic := range byTopic(faults) {
		resp.Diagnostics.AddAttributeError(req.Path, summary, itemDetail(topic))
	}
}

// nodesFault words the problem of a finding and its fix.
func nodesFault(f bos.NodesFinding) itemFault {
	switch f.Kind {
	case bos.NodesItemEmpty:
		return itemFault{topic: topicEmpty, problem: "is empty: a comma too many", fix: "remove the comma"}
	case bos.NodesItemWhite:
		return itemFault{topic: topicSpace, problem: "contains only spaces", fix: "leave it out"}
	case bos.NodesItemSpace:
		return itemFault{topic: topicSpace, problem: "begins or ends with a space", fix: "write " + quoteText(f.Meant)}
	case bos.NodesOfLimit:
		return itemFault{
			topic: topicBareOperator, fix: writeXname,
			problem: "belongs into a session's `limit`. This is a list of nodes",
		}
	case bos.NodesNID:
		return itemFault{
			topic: topicNID, problem: "looks like a node ID (NID). BOS finds no node by its NID", fix: writeXname,
		}
	case bos.NodesSeparator:
		return itemFault{
			topic: topicSeparator, problem: "looks like several names in one", fix: "separate them by commas alone",
		}
	case bos.NodesXnameForm:
		return itemFault{topic: topicXname, problem: notNormal, fix: "write " + quoteText(f.Meant)}
	default: // bos.NodesNoXname
		return itemFault{
			topic: topicPattern, fix: writeXname,
			problem: "is not a node's xname, and BOS knows nodes by these alone. It looks for no group, role or pattern here",
		}
	}
}

// validComponentID accepts any ID that BOS may have a component under: BOS itself reports those that it does not have.
func validComponentID() validator.String {
	return textRule{
		summary:     "Invalid node",
		description: fmt.Sprintf("value must be the name of one node, of 1 to %d characters", bos.MaxComponentIDs),
		fault: func(id string) string {
			finding, found := bos.CheckComponentID(id)
			if !found {
				return ""
			}
			return componentIDFault(id, finding)
		},
	}
}

func componentIDFault(id string, f bos.ComponentIDFinding) string {
	quoted := quoteText(id)
	switch f.Kind {
	case bos.ComponentIDEmpty:
		return "The value is empty: write a node's xname, such as `x3000c0s1b0n0`."
	case bos.ComponentIDSpace:
		return spaceAtEdge(id, f.Meant)
	case bos.ComponentIDComma:
		return fmt.Sprintf("%s contains a comma: write one node. The data source `bos_components` reads many.", quoted)
	case bos.ComponentIDLength:
		return fmt.Sprintf("%s has a length of %d: write a node's xname, such as `x3000c0s1b0n0`.", quoted, f.Length)
	default: // bos.ComponentIDForm
		return fmt.Sprintf("%s is not the name of a node: write its xname, such as `x3000c0s1b0n0`.", quoted)
	}
}
