// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// compareForecast warns if BOS has taken other nodes than were foreseen.
func (m *sessionModel) compareForecast(origin sessionOrigin, diags *diag.Diagnostics) {
	certainty := bos.Certainty(textIn(m.Forecast, "certainty").ValueString())
	components := m.componentList()
	if components == nil || origin.Adopted || certainty != bos.CertaintyExact && certainty != bos.CertaintyAtMost {
		return
	}
	more, fewer := eachOnly(components, splitNodes(textIn(m.Forecast, "nodes").ValueString()))
	if certainty == bos.CertaintyAtMost {
		fewer = nil
	}
	if len(more)+len(fewer) == 0 {
		return
	}
	diags.Append(message{
		summary: fmt.Sprintf("BOS took other nodes for %s than the forecast had", m.called()),
		what: fmt.Sprintf("%s\n\nThe template, the hardware state manager or the tenant has changed between the forecast and "+
			"the set-up of the session, or BOS has no record of a node.",
			differenceText(more, fewer, "in the session", "in the forecast")),
	}.asWarning())
}

func differenceText(more, fewer []string, now, before string) string {
	var lines []string
	if len(more) > 0 {
		lines = append(lines, fmt.Sprintf("Only %s: %s:\n%s", now, nodes(len(more)), groupedNodes(more)))
	}
	if len(fewer) > 0 {
		lines = append(lines, fmt.Sprintf("Only %s: %s:\n%s", before, nodes(len(fewer)), groupedNodes(fewer)))
	}
	return strings.Join(lines, "\n\n")
}

// eachOnly returns the elements of each of two sorted lists that the other one lacks.
func eachOnly(a, b []string) (onlyA, onlyB []string) {
	lacking := func(list, other []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(node string) bool {
			_, found := slices.BinarySearch(other, node)
			return found
		})
	}
	return lacking(a, b), lacking(b, a)
}

func splitNodes(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}
