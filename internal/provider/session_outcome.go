// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
	"github.com/bosops/terraform-provider-bos/internal/gateway"
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

// outcomeReader gets the outcome of a complete session, with or without retries. It returns nil while the numbers
// are older than the session's end: a cache or a replica may lag behind.
type outcomeReader func(ctx context.Context, name string, components []string) (*bos.Outcome, error)

// readOutcome gets the outcome of a complete session, unless the model has it.
func (m *sessionModel) readOutcome(ctx context.Context, read outcomeReader) error {
	if !m.complete() || !m.Outcome.IsNull() {
		return nil
	}
	outcome, err := read(ctx, m.Name.ValueString(), m.componentList())
	if err != nil {
		return err
	}
	if outcome != nil && m.ComponentCount.IsNull() && outcome.Components != nil {
		m.Components = types.StringValue(strings.Join(outcome.Components, ","))
		m.ComponentCount = types.Int64Value(int64(len(outcome.Components)))
	}
	m.Outcome = outcomeOrNull(outcome)
	return nil
}

// fillNodeLists fills in the lists of nodes that an outcome in the state of an earlier release lacks. found
// reports whether BOS has the session's record. If BOS does not answer, they stay null until the next refresh.
func (m *sessionModel) fillNodeLists(ctx context.Context, client *bos.Client, origin sessionOrigin, found bool) {
	outcome := outcomeToAPI(m.Outcome)
	if outcome == nil || !m.lacksNodeLists() {
		return
	}
	if found || origin.NodesProve {
		named, err := client.NameNodes(ctx, *outcome, m.Name.ValueString(), m.componentList())
		if errors.Is(err, gateway.ErrUnavailable) || ctx.Err() != nil {
			return
		}
		outcome = &named
	}
	m.Outcome = outcomeFromAPI(*outcome)
}

func (m *sessionModel) lacksNodeLists() bool {
	values := m.Outcome.Attributes()
	return values["failed_nodes"].IsNull() || values["held_nodes"].IsNull()
}

// takersTimeout bounds the request that finds out which sessions took nodes over.
const takersTimeout = 30 * time.Second

// takers names the sessions that took over nodes of this one, for a message: a list, or "" if there is none or BOS does
// not report it. The verdict does not depend on it.
func (m *sessionModel) takers(ctx context.Context, client *bos.Client) string {
	outcome := outcomeToAPI(m.Outcome)
	if v1, _ := client.SpeaksV1(); v1 || outcome == nil || outcome.Superseded == 0 || len(m.componentList()) == 0 {
		return ""
	}
	ctx, cancel := client.Clock().WithTimeout(ctx, takersTimeout)
	defer cancel()
	taken := map[string]int{}
	err := client.EachComponent(ctx, bos.ComponentFilter{IDs: m.componentList()}, func(node bos.Component) error {
		if node.Session != "" && node.Session != m.Name.ValueString() {
			taken[node.Session]++
		}
		return nil
	})
	if err != nil || len(taken) == 0 {
		return ""
	}
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(taken)) {
		lines = append(lines, fmt.Sprintf("session %q: %s", name, nodes(taken[name])))
	}
	return "\n\nThe nodes belong to these sessions now:\n" + bulleted(limited(lines))
}
