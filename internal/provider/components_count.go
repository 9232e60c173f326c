// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// componentsTally is the summary. Without details it holds a few strings, however many thousands of nodes there
// are.
type componentsTally struct {
	ComponentCount      types.Int64       `tfsdk:"component_count"`
	Components          types.String      `tfsdk:"components"`
	Missing             types.String      `tfsdk:"missing"`
	ByStatus            map[string]int64  `tfsdk:"by_status"`
	ByPhase             map[string]int64  `tfsdk:"by_phase"`
	BySession           map[string]int64  `tfsdk:"by_session"`
	EnabledCount        types.Int64       `tfsdk:"enabled_count"`
	InDesiredStateCount types.Int64       `tfsdk:"in_desired_state_count"`
	ChangingCount       types.Int64       `tfsdk:"changing_count"`
	DriftedCount        types.Int64       `tfsdk:"drifted_count"`
	Drifted             types.String      `tfsdk:"drifted"`
	Drift               map[string]string `tfsdk:"drift"`
	Nodes               []componentRecord `tfsdk:"nodes"`
}

// componentCount counts nodes one by one, in the order of their names.
type componentCount struct {
	ids, drifted                 []string
	byStatus, byPhase, bySession map[string]int64
	enabled, changing            int
	drift                        map[string]string
	nodes                        []componentRecord // nil without details
}

func newComponentCount(details bool) *componentCount {
	count := &componentCount{
		byStatus: map[string]int64{}, byPhase: map[string]int64{}, bySession: map[string]int64{}, drift: map[string]string{},
	}
	if details {
		count.nodes = []componentRecord{}
	}
	return count
}

func (c *componentCount) add(component bos.Component) {
	c.ids = append(c.ids, component.ID)
	c.byStatus[orNone(component.Status)]++
	c.byPhase[orNone(component.Phase)]++
	c.bySession[orNone(component.Session)]++
	if component.Enabled {
		c.enabled++
	}

	drift := component.Drift()
	switch {
	case len(drift) == 0:
	case component.Enabled:
		c.changing++
	default:
		c.drifted = append(c.drifted, component.ID)
		c.drift[component.ID] = strings.Join(driftTexts(drift), ",")
	}

	if c.nodes != nil {
		var record componentRecord
		record.fromAPI(component)
		c.nodes = append(c.nodes, record)
	}
}

func (c *componentCount) tally() componentsTally {
	number := func(n int) types.Int64 { return types.Int64Value(int64(n)) }
	return componentsTally{
		ComponentCount:      number(len(c.ids)),
		Components:          types.StringValue(strings.Join(c.ids, ",")),
		ByStatus:            c.byStatus,
		ByPhase:             c.byPhase,
		BySession:           c.bySession,
		EnabledCount:        number(c.enabled),
		InDesiredStateCount: number(len(c.ids) - c.changing - len(c.drifted)),
		ChangingCount:       number(c.changing),
		DriftedCount:        number(len(c.drifted)),
		Drifted:             types.StringValue(strings.Join(c.drifted, ",")),
		Drift:               c.drift,
		Nodes:               c.nodes,
	}
}

// orNone returns the key under which nodes are counted that have no value.
func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// uniqueNodes returns the names in a comma-separated list, sorted and without duplicates. It is never nil.
func uniqueNodes(list string) []string {
	if list == "" {
		return []string{}
	}
	names := strings.Split(list, ",")
	slices.Sort(names)
	return slices.Compact(names)
}

// missingNames returns the names that are not in seen.
func missingNames(names []string, seen map[string]bool) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return seen[name] })
}
