// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// limitValidator reports the findings of bos.Limit, those of one topic in one diagnostic.
type limitValidator struct{}

var _ validator.String = limitValidator{}

func validLimit() validator.String { return limitValidator{} }

func (limitValidator) Description(context.Context) string {
	return "value must be a session limit: items separated by commas, each with at most one operator, " +
		"that can select a node"
}

func (v limitValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (limitValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}

	var faults []itemFault
	for _, finding := range bos.ParseLimit(req.ConfigValue.ValueString()).Findings() {
		fault := limitFault(finding)
		fault.item, fault.position, fault.doubt = finding.Item, finding.Position, finding.IsDoubt()
		faults = append(faults, fault)
	}
	for _, topic := range byTopic(faults) {
		if topic[0].doubt {
			resp.Diagnostics.AddAttributeWarning(req.Path, "Doubtful session limit", itemDetail(topic))
		} else {
			resp.Diagnostics.AddAttributeError(req.Path, "Invalid session limit", itemDetail(topic))
		}
	}
}

// limitFault words the problem of a finding and its fix.
func limitFault(f bos.LimitFinding) itemFault {
	switch f.Kind {
	case bos.LimitEmpty:
		return itemFault{
			problem: "is empty, and BOS takes an empty limit as every node of the template. If the limit is computed, " +
				"nothing was selected",
			fix: "to start no session then, make the resource conditional, such as with `count = local.nodes == \"\" ? 0 : 1`. " +
				"To act on every node of the template, leave `limit` out",
		}
	case bos.LimitTooLong:
		return itemFault{
			problem: fmt.Sprintf("has %d characters, but BOS takes no more than %d", f.Length, bos.MaxLimitLength),
			fix:     "name groups, partitions or roles in place of single nodes",
		}
	case bos.LimitNoNodes, bos.LimitNothingAdded, bos.LimitOverridden,
		bos.LimitAddsNothing, bos.LimitKeepsEverything, bos.LimitDropsNothing:
		return limitEffectFault(f)
	case bos.LimitNID, bos.LimitXnameForm, bos.LimitXnameImpossible, bos.LimitSlot, bos.LimitController,
		bos.LimitAllCase, bos.LimitPattern, bos.LimitSeparator:
		return limitNameFault(f)
	default:
		return limitGrammarFault(f)
	}
}

func limitGrammarFault(f bos.LimitFinding) itemFault {
	const untrimmed = "BOS does not trim it: it becomes a part of the name, which then matches no node, silently"
	switch f.Kind {
	case bos.LimitItemWhite:
		return itemFault{
			topic: topicSpace, problem: "contains only spaces, which BOS takes for a name that no node has",
			fix: "leave it out",
		}
	case bos.LimitItemSpace:
		return itemFault{
			topic: topicSpace, problem: "begins or ends with a space. " + untrimmed, fix: "write " + quoteText(f.Meant),
		}
	case bos.LimitOperatorSpace:
		return itemFault{
			topic: topicSpace, problem: "has a space between the operator and the name. " + untrimmed,
			fix: "write " + quoteText(f.Meant),
		}
	case bos.LimitOperatorBare:
		return itemFault{
			topic: topicBareOperator, problem: "is an operator without a name",
			fix: "write a node, group, partition or role right behind it, or leave it out",
		}
	case bos.LimitOperatorsStacked:
		fault := itemFault{
			topic: topicStackedOperators, fix: "leave it out",
			problem: "has more than one operator. BOS reads one and takes the rest for the name " + quoteText(f.Name) +
				", which no node has",
		}
		if f.Meant != "" {
			fault.fix = fmt.Sprintf("write %s to take those nodes away, or %s to keep no others",
				quoteText("!"+f.Meant), quoteText("&"+f.Meant))
		}
		return fault
	default: // bos.LimitItemEmpty
		return itemFault{
			topic: topicEmpty, fix: "remove the comma",
			problem: "is empty: a comma too many. BOS ends such a session with `IndexError: string index out of range`",
		}
	}
}

func limitEffectFault(f bos.LimitFinding) itemFault {
	switch f.Kind {
	case bos.LimitNoNodes, bos.LimitNothingAdded:
		return noNodesFault(f)
	case bos.LimitOverridden:
		return itemFault{
			topic: topicOverridden,
			problem: "selects every node of the template, whatever the items before it say: " +
				"BOS reads a limit from left to right",
			fix: "put it first, or leave out what stands before it",
		}
	case bos.LimitAddsNothing:
		return itemFault{topic: topicNoEffect, problem: "adds only nodes that are selected already", fix: "leave it out"}
	case bos.LimitKeepsEverything:
		return itemFault{topic: topicNoEffect, problem: "keeps everything that is selected before it", fix: "leave it out"}
	default: // bos.LimitDropsNothing
		return itemFault{
			topic:   topicNoEffect,
			problem: "takes away nodes that are not selected at that point: BOS reads a limit from left to right",
			fix:     fmt.Sprintf("leave it out, or put it behind the items that select %s", quoteText(f.Name)),
		}
	}
}

// noNodesFault words the error for a limit that can select nothing.
func noNodesFault(f bos.LimitFinding) itemFault {
	fault := itemFault{
		topic: topicNoNodes,
		problem: "leaves no node, whatever the names stand for: BOS reads a limit from left to right, " +
			"and what was selected is taken away again",
		fix: "write first what to select, then what to take away from it, as in `all,!x3000c0s1b0n0`",
	}
	if f.Kind == bos.LimitNothingAdded {
		fault.problem = "comes before any node is selected, and no item adds one (a limit begins with no node): " +
			"the session would act on nothing"
	}
	if f.Meant != "" {
		fault.fix = "write " + quoteText(f.Meant)
	}
	return fault
}

func limitNameFault(f bos.LimitFinding) itemFault {
	switch f.Kind {
	case bos.LimitNID:
		return itemFault{
			topic: topicNID, fix: writeXname,
			problem: "looks like a node ID (NID). BOS finds no node by its NID, " +
				"and refuses such a limit when its option `reject_nids` is set",
		}
	case bos.LimitXnameForm:
		return itemFault{topic: topicXname, problem: notNormal, fix: "write " + quoteText(f.Meant)}
	case bos.LimitXnameImpossible:
		return itemFault{
			topic: topicXname, fix: writeXname,
			problem: "is not the xname of a node: the number of a cabinet has at most four digits, that of a chassis is 0 to 7",
		}
	case bos.LimitSlot:
		return itemFault{
			topic: topicXname, fix: "write the xname of each node, such as " + quoteText(f.Meant),
			problem: "is the xname of a slot, not of a node. BOS does not look for the nodes in it",
		}
	case bos.LimitController:
		return itemFault{
			topic: topicXname, fix: "write the xname of each node, such as " + quoteText(f.Meant),
			problem: "is the xname of a controller, not of a node. BOS does not look for the nodes behind it",
		}
	case bos.LimitAllCase:
		return itemFault{
			topic: topicAllCase, problem: "is not BOS's word for every node, which is in lower case",
			fix: "write " + quoteText(f.Meant),
		}
	case bos.LimitPattern:
		return itemFault{
			topic: topicPattern, fix: "write each node, or a group, partition or role",
			problem: "looks like a pattern. BOS knows none: it takes the text for a name, which no node has",
		}
	default: // bos.LimitSeparator
		return itemFault{
			topic: topicSeparator, fix: "put a comma between the items, as in `a,b`, `a,&b` or `a,!b`",
			problem: "looks like several items in one. BOS separates items by commas alone " +
				"and takes the text for one name, which no node has",
		}
	}
}
