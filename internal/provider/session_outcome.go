// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

var (
	nodeErrorTypes = map[string]attr.Type{
		"count": types.Int64Type,
		"nodes": types.StringType,
	}
	outcomeTypes = map[string]attr.Type{
		"managed":            types.Int64Type,
		"successful":         types.Int64Type,
		"failed":             types.Int64Type,
		"held":               types.Int64Type,
		"superseded":         types.Int64Type,
		"failed_nodes":       types.StringType,
		"held_nodes":         types.StringType,
		"percent_successful": types.Float64Type,
		"percent_failed":     types.Float64Type,
		"errors":             types.MapType{ElemType: types.ObjectType{AttrTypes: nodeErrorTypes}},
	}
)

// outcomeFromAPI never sets a list of nodes to null: as the limit of another session, "" is an error and null
// selects every node.
func outcomeFromAPI(outcome bos.Outcome) types.Object {
	errors := make(map[string]attr.Value, len(outcome.Errors))
	for message, e := range outcome.Errors {
		errors[message] = types.ObjectValueMust(nodeErrorTypes, map[string]attr.Value{
			"count": types.Int64Value(int64(e.Count)),
			"nodes": types.StringValue(nodeList(e)),
		})
	}
	return types.ObjectValueMust(outcomeTypes, map[string]attr.Value{
		"managed":            types.Int64Value(int64(outcome.Managed)),
		"successful":         types.Int64Value(int64(outcome.Successful)),
		"failed":             types.Int64Value(int64(outcome.Failed)),
		"held":               types.Int64Value(int64(outcome.Held)),
		"superseded":         types.Int64Value(int64(outcome.Superseded)),
		"failed_nodes":       types.StringValue(strings.Join(outcome.FailedNodes, ",")),
		"held_nodes":         types.StringValue(strings.Join(outcome.HeldNodes, ",")),
		"percent_successful": types.Float64Value(outcome.PercentSuccessful),
		"percent_failed":     types.Float64Value(outcome.PercentFailed),
		"errors":             types.MapValueMust(types.ObjectType{AttrTypes: nodeErrorTypes}, errors),
	})
}

func outcomeOrNull(outcome *bos.Outcome) types.Object {
	if outcome == nil {
		return types.ObjectNull(outcomeTypes)
	}
	return outcomeFromAPI(*outcome)
}

// outcomeToAPI reverses outcomeFromAPI. It returns nil for null.
func outcomeToAPI(object types.Object) *bos.Outcome {
	if object.IsNull() || object.IsUnknown() {
		return nil
	}
	values := object.Attributes()
	outcome := &bos.Outcome{
		Managed:           integer(values["managed"]),
		Successful:        integer(values["successful"]),
		Failed:            integer(values["failed"]),
		Held:              integer(values["held"]),
		Superseded:        integer(values["superseded"]),
		FailedNodes:       nodesIn(values["failed_nodes"]),
		HeldNodes:         nodesIn(values["held_nodes"]),
		PercentSuccessful: number(values["percent_successful"]),
		PercentFailed:     number(values["percent_failed"]),
		Errors:            map[string]bos.NodeError{},
	}
	errors, _ := values["errors"].(types.Map)
	for message, value := range errors.Elements() {
		e, ok := value.(types.Object)
		if !ok {
			continue
		}
		nodes, _ := e.Attributes()["nodes"].(types.String)
		outcome.Errors[message] = nodeErrorToAPI(integer(e.Attributes()["count"]), nodes.ValueString())
	}
	return outcome
}

func nodeList(e bos.NodeError) string {
	if e.Truncated {
		return strings.Join(slices.Concat(e.Nodes, []string{moreNodes}), ",")
	}
	return strings.Join(e.Nodes, ",")
}

func nodeErrorToAPI(count int, list string) bos.NodeError {
	e := bos.NodeError{Count: count}
	for node := range strings.SplitSeq(list, ",") {
		switch node {
		case "":
		case moreNodes:
			e.Truncated = true
		default:
			e.Nodes = append(e.Nodes, node)
		}
	}
	return e
}

// nodesIn returns the nodes of an outcome's list, which is null in the state of an earlier release.
func nodesIn(value attr.Value) []string {
	list, _ := value.(types.String)
	if list.ValueString() == "" {
		return nil
	}
	return strings.Split(list.ValueString(), ",")
}

// templateReadTimeout bounds the read of a template for a warning.
const templateReadTimeout = 30 * time.Second

// warnLeftOut warns of nodes that were listed by name and are not in the session: BOS leaves them out without an
// error. The nodes of a group or role are not known here.
func (m *sessionModel) warnLeftOut(ctx context.Context, client *bos.Client, diags *diag.Diagnostics) {
	components := m.componentList()
	if components == nil {
		return
	}
	by, named := "the limit", bos.ParseLimit(m.Limit.ValueString()).NamedNodes()
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
	diags.AddWarning(fmt.Sprintf("%s named but not acted upon by %s", capitalize(nodes(len(left))), m.called()),
		fmt.Sprintf(
			"Named by %s, but not acted upon: %s.\n\nBOS leaves out, without an error, a node that it or the "+
				"hardware state manager does not know, that the template does not select, that is disabled or locked in "+
				"the hardware state manager, whose architecture is not that of the boot set, or that belongs to another "+
				"tenant.", by, someNodes(left)))
}

// namedInTemplate returns the nodes that the template lists now, sorted. An error is not reported: the apply itself has
// succeeded.
func (m *sessionModel) namedInTemplate(ctx context.Context, client *bos.Client) []string {
	if v1, _ := client.SpeaksV1(); v1 {
		return nil
	}
	ctx, cancel := client.Clock().WithTimeout(ctx, templateReadTimeout)
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
