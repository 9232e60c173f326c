// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/bos"
)

// maxNodeLines is how many lines of a diagnostic list nodes. The log has all nodes.
const maxNodeLines = 24

// groupedNodes lists nodes by cabinet and chassis, a line each, in the notation that the function expand_xnames
// understands: 64 nodes of one chassis take a line.
func groupedNodes(names []string) string {
	lines := nodeLines(names)
	if len(lines) > maxNodeLines {
		more := len(lines) - maxNodeLines
		lines = append(lines[:maxNodeLines:maxNodeLines], fmt.Sprintf("and %d more lines: TF_LOG=INFO shows all nodes", more))
	}
	return "    " + strings.Join(lines, "\n    ")
}

// nodeLines returns patterns of xnames with the number of nodes of each.
func nodeLines(names []string) []string {
	type place struct{ cabinet, chassis int }
	chassis := map[place]map[int]map[int][]int{} // slot, controller, node
	var lines, others []string
	for _, name := range names {
		parsed, fault := bos.ParsePlace(name)
		if fault != nil || parsed.Type() != "Node" || parsed.String() != name {
			others = append(others, name)
			continue
		}
		parts := parsed.Numbers()
		at, slot, bmc, node := place{parts[0], parts[1]}, parts[2], parts[3], parts[4]
		if chassis[at] == nil {
			chassis[at] = map[int]map[int][]int{}
		}
		if chassis[at][slot] == nil {
			chassis[at][slot] = map[int][]int{}
		}
		chassis[at][slot][bmc] = append(chassis[at][slot][bmc], node)
	}
	places := slices.SortedFunc(maps.Keys(chassis), func(a, b place) int {
		return cmp.Or(a.cabinet-b.cabinet, a.chassis-b.chassis)
	})
	for _, at := range places {
		for _, pattern := range chassisPatterns(chassis[at]) {
			lines = append(lines, fmt.Sprintf("x%dc%d%s", at.cabinet, at.chassis, pattern))
		}
	}
	if len(others) > 0 {
		lines = append(lines, someNodes(others))
	}
	return lines
}

// chassisPatterns joins the slots that have the same controllers and nodes, and the controllers that have the same
// nodes.
func chassisPatterns(slots map[int]map[int][]int) (patterns []string) {
	joined, count := map[string][]int{}, map[string]int{}
	for slot, controllers := range slots {
		same := map[string][]int{}
		for controller, nodes := range controllers {
			slices.Sort(nodes)
			key := "n" + ranges(nodes)
			same[key] = append(same[key], controller)
		}
		for key, list := range same {
			slices.Sort(list)
			pattern := "b" + ranges(list) + key
			joined[pattern] = append(joined[pattern], slot)
			count[pattern] += len(list) * len(controllers[list[0]])
		}
	}
	order := slices.SortedFunc(maps.Keys(joined), func(a, b string) int {
		return cmp.Or(slices.Min(joined[a])-slices.Min(joined[b]), strings.Compare(a, b))
	})
	for _, pattern := range order {
		list := joined[pattern]
		slices.Sort(list)
		text := "s" + ranges(list) + pattern
		if count[pattern] > 1 {
			text += fmt.Sprintf(" (%d)", count[pattern])
		}
		patterns = append(patterns, text)
	}
	return patterns
}

// ranges writes sorted numbers: "3" or "[0-3,7]".
func ranges(numbers []int) string {
	var parts []string
	for i := 0; i < len(numbers); {
		end := i
		for end+1 < len(numbers) && numbers[end+1] == numbers[end]+1 {
			end++
		}
		part := strconv.Itoa(numbers[i])
		if end > i {
			part += "-" + strconv.Itoa(numbers[end])
		}
		parts = append(parts, part)
		i = end + 1
	}
	if len(parts) == 1 && !strings.Contains(parts[0], "-") {
		return parts[0]
	}
	return "[" + strings.Join(parts, ",") + "]"
}
