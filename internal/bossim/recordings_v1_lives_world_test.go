// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// v1LifeWorld returns the system before a life: the template that POST names,
// with the boot sets and the nodes that the status records name. Nodes to be shut
// down are on; those that failed with an error reject power commands.
func v1LifeWorld(steps []exchange) *world {
	w := newWorld(steps[0])
	body, _ := steps[0].Request.Body.(object)
	name := v1TemplateOf(body)
	bootSets := object{}
	for _, step := range steps {
		record, _ := step.Response.Body.(object)
		phases, isBootSet := record["phases"].([]any)
		if !isBootSet {
			continue
		}
		set := soundBootSet()
		set["node_list"] = nodesIn(phases)
		bootSets[record["name"].(string)] = set
		for _, node := range nodesWithErrors(phases) {
			w.system.Failing[node] = bossim.FailPower
		}
	}
	if len(bootSets) == 0 {
		bootSets["compute"] = soundBootSet()
	}
	w.addTemplate(template(name, "", bootSets))
	if operation, _ := body["operation"].(string); strings.EqualFold(operation, "reboot") ||
		strings.EqualFold(operation, "shutdown") {
		w.system.On = append(w.system.On, w.system.Names...)
	}
	return w
}

// nodesIn returns the nodes of the first phase: each is in one category of it.
func nodesIn(phases []any) []any {
	var nodes []any
	first, _ := phases[0].(object)
	categories, _ := first["categories"].([]any)
	for _, category := range categories {
		list, _ := fieldOf(category, "node_list").([]any)
		nodes = append(nodes, list...)
	}
	return nodes
}

func nodesWithErrors(phases []any) []string {
	var nodes []string
	for _, phase := range phases {
		errs, _ := fieldOf(phase, "errors").(object)
		for _, text := range sortedKeys(errs) {
			nodes = append(nodes, textList(errs[text])...)
		}
	}
	return nodes
}
