// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

func jsonNumberText(text string) any { return json.Number(text) }

func jsonNumber(n int) any { return json.Number(strconv.Itoa(n)) }

func jsonInt(value any) (int, error) {
	number, ok := value.(json.Number)
	if !ok {
		return 0, fmt.Errorf("%v is no number", value)
	}
	return strconv.Atoi(number.String())
}

// census is an extended status converted back to numbers of nodes.
type census struct {
	staged, successful, failed int
	working                    int      // neither successful nor failed
	phases                     []string // one for each node that BOS counted in a phase
	errors                     []nodeError
}

// nodeError is a message and a node listed with it.
type nodeError struct{ message, node string }

func newCensus(status object) census {
	managed, _ := jsonInt(status["managed_components_count"])
	count := func(of object, key string) int {
		number, _ := of[key].(json.Number)
		percent, _ := number.Float64()
		return int(math.Round(percent * float64(managed) / 100))
	}
	c := census{
		staged:     count(status, "percent_staged"),
		successful: count(status, "percent_successful"),
		failed:     count(status, "percent_failed"),
	}
	c.working = managed - c.staged - c.successful - c.failed
	phases, _ := status["phases"].(object)
	for _, phase := range []string{"powering_off", "powering_on", "configuring"} {
		for range count(phases, "percent_"+phase) {
			c.phases = append(c.phases, phase)
		}
	}
	summary, _ := status["error_summary"].(object)
	for _, message := range sortedKeys(summary) {
		entry, _ := summary[message].(object)
		list, _ := entry["list"].(string)
		total, _ := jsonInt(entry["count"])
		nodes := nodeList(list)
		for i := len(nodes); i < total; i++ { // the list is cut off after ten
			nodes = append(nodes, fmt.Sprintf("x9000c0s%db0n%d", i, len(c.errors)))
		}
		for _, node := range nodes {
			c.errors = append(c.errors, nodeError{message, node})
		}
	}
	return c
}

// components returns nodes that BOS counts like this. In a running session a node
// on hold is not in a phase yet, and a failed one stays in its phase until it is
// disabled.
func (c census) components(session string, running bool) []object {
	var out []object
	phases := c.phases
	next := func() string {
		if len(phases) == 0 {
			return ""
		}
		phase := phases[0]
		phases = phases[1:]
		return phase
	}
	name := func(kind string) string { return fmt.Sprintf("x9%s00c0s%db0n0", kind, len(out)) }
	for range c.working {
		component := workingComponent(name("1"), session, next())
		component["enabled"] = running
		out = append(out, component)
	}
	errors := c.errors
	for range c.failed {
		failure := nodeError{node: name("2")}
		if len(errors) > 0 {
			failure, errors = errors[0], errors[1:]
		}
		phase := next()
		component := failedComponent(failure.node, session, phase, failure.message)
		component["enabled"] = running && phase != ""
		out = append(out, component)
	}
	for i := range c.successful {
		component := finishedComponent(name("3"), session)
		if i < len(errors) { // an error on a node that did not fail
			component["id"], component["error"] = errors[i].node, errors[i].message
		}
		out = append(out, component)
	}
	for range c.staged {
		out = append(out, stagedComponent(name("4"), session))
	}
	return out
}

const artifactsOf = "s3://boot-images/9e3c75e1-ac42-42c7-873c-e758048897d6/"

func artifacts(path string) object {
	if path == "" {
		return object{"kernel": "", "initrd": "", "kernel_parameters": ""}
	}
	return object{
		"kernel": path + "kernel", "initrd": path + "initrd",
		"kernel_parameters": "console=ttyS0,115200 quiet bos_update_frequency=4h",
	}
}

// baseComponent returns a node that BOS has discovered and never acted on.
func baseComponent(id string) object {
	const long = "2026-11-22T10:57:59"
	return object{
		"id": id, "enabled": false, "error": "", "session": "",
		"actual_state":  object{"boot_artifacts": artifacts(""), "bss_token": "", "last_updated": long},
		"desired_state": object{"boot_artifacts": artifacts(""), "bss_token": "", "configuration": "", "last_updated": long},
		"staged_state":  object{"last_updated": long},
		"last_action":   object{"action": "newly_discovered", "failed": false, "last_updated": long},
		"event_stats": object{
			"power_off_forceful_attempts": jsonNumber(0), "power_off_graceful_attempts": jsonNumber(0),
			"power_on_attempts": jsonNumber(0),
		},
		"status": object{"phase": "", "status_override": ""},
	}
}

// desiring sets something to boot on a node.
func desiring(component object, session string) object {
	desired := component["desired_state"].(object)
	desired["boot_artifacts"], desired["configuration"] = artifacts(artifactsOf), "compute-config"
	component["session"] = session
	return component
}

var actionOf = map[string]string{
	"powering_on": "powering_on", "powering_off": "powering_off_gracefully", "configuring": "powering_on",
}

// workingComponent returns a node in the given phase of a boot; "" is on hold,
// where a node still shows the phase of its previous session.
func workingComponent(id, session, phase string) object {
	component := desiring(baseComponent(id), session)
	component["enabled"] = true
	component["status"] = object{"phase": phase, "status_override": ""}
	component["last_action"].(object)["action"] = "session_setup"
	if phase == "" {
		component["status"] = object{"phase": "configuring", "status_override": "on_hold"}
	} else {
		component["last_action"].(object)["action"] = actionOf[phase]
	}
	return component
}

func failedComponent(id, session, phase, message string) object {
	component := desiring(baseComponent(id), session)
	component["error"] = message
	component["status"] = object{"phase": phase, "status_override": "failed"}
	component["last_action"].(object)["action"] = "powering_on"
	return component
}

func finishedComponent(id, session string) object {
	component := desiring(baseComponent(id), session)
	component["actual_state"].(object)["boot_artifacts"] = artifacts(artifactsOf)
	component["last_action"].(object)["action"] = "powering_on"
	return component
}

func stagedComponent(id, session string) object {
	component := baseComponent(id)
	component["staged_state"] = object{
		"boot_artifacts": artifacts(artifactsOf), "configuration": "compute-config",
		"session": session, "last_updated": "2026-11-22T10:57:59",
	}
	return component
}

// templateFault is a fault that a check reports, attributed to its boot set.
type templateFault struct{ template, bootSet, message string }

// faultsIn splits the text of a check into its faults, by boot set.
func faultsIn(text string) []templateFault {
	var out []templateFault
	for part := range strings.SplitSeq(text, "; Session template: ") {
		part = "Session template: " + strings.TrimPrefix(part, "Session template: ")
		if m := checkText.FindStringSubmatch(part); m != nil {
			out = append(out, templateFault{template: m[1], bootSet: m[2], message: m[3]})
		}
	}
	return out
}
