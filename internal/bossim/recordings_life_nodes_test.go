// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

func percent(value any) float64 {
	number, _ := value.(json.Number)
	f, _ := number.Float64()
	return f
}

// healthySetUp: the template lists the nodes that the session was applied to.
// Those that were polled are as first seen, the others are powered as the
// session's first phases imply.
func (e *evidence) healthySetUp(w *world) {
	nodes := e.nodes()
	w.replaceTemplate(e.templateFor(w, e.candidates(w)))
	for _, node := range nodes {
		w.owned(e.tenant, node)
		if record := e.first[node]; record != nil {
			w.components = append(w.components, asStored(clone(record)))
		}
	}
	e.othersByPhase(w)
	for node, failure := range e.failures() {
		w.system.Failing[node] = failure
	}
	if request, _ := e.post.Request.Body.(object); request["include_disabled"] == true {
		w.system.HSMDisabled = nodes // the only nodes for which it makes a difference
	}
}

var isXname = regexp.MustCompile(`^x[0-9]+c[0-7]s[0-9]+b[0-9]+n[0-9]+$`)

// candidates returns the nodes of the template: those that the session was
// applied to and those that its limit names. A name in the limit that is not an
// xname is a group: of those nodes, or of another if the limit excludes it.
func (e *evidence) candidates(w *world) []string {
	nodes := slices.Clone(e.nodes())
	limit, _ := e.session["limit"].(string)
	w.system.Groups = map[string][]string{}
	for item := range strings.SplitSeq(limit, ",") {
		name := strings.TrimLeft(item, "&!")
		switch {
		case name == "" || name == "all" || name == "*":
		case isXname.MatchString(name):
			nodes = append(nodes, name)
			w.owned(e.tenant, name)
		case strings.HasPrefix(item, "!"):
			w.system.Groups[name] = []string{"x9000c0s0b0n0"}
		default:
			w.system.Groups[name] = nil
		}
	}
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	for name, members := range w.system.Groups {
		if members == nil {
			w.system.Groups[name] = nodes
		}
	}
	return nodes
}

// othersByPhase gives a starting state to the nodes that were not polled. If the
// first status with every node in a phase or at its end counts n nodes as
// powering off, n were on; as powering on, off; as successful, already in their
// desired state.
func (e *evidence) othersByPhase(w *world) {
	var others []string
	left := e.firstPhases()
	for _, node := range e.nodes() {
		if record := e.first[node]; record != nil {
			left[e.firstPhaseOf(node, record)]--
		} else {
			others = append(others, node)
		}
	}
	for _, node := range others {
		phase := e.phaseOfOthers()
		for _, candidate := range []string{"powering_off", "successful", "powering_on"} {
			if left[candidate] > 0 {
				phase = candidate
				break
			}
		}
		left[phase]--
		w.components = append(w.components, e.nodeBefore(w, node, phase))
	}
}

// phaseOfOthers returns the first phase of a node about which nothing is known:
// that of those that were polled.
func (e *evidence) phaseOfOthers() string {
	for _, id := range e.polled {
		return e.firstPhaseOf(id, e.first[id])
	}
	if e.session["operation"] == "shutdown" {
		return "powering_off"
	}
	return "powering_on"
}

// firstPhases counts the nodes of the first status in which all have moved.
func (e *evidence) firstPhases() map[string]int {
	for _, status := range e.statuses {
		managed, _ := jsonInt(status["managed_components_count"])
		phases, _ := status["phases"].(object)
		share := map[string]float64{
			"powering_off": percent(phases["percent_powering_off"]), "powering_on": percent(phases["percent_powering_on"]),
			"successful": percent(status["percent_successful"]), "failed": percent(status["percent_failed"]),
			"staged": percent(status["percent_staged"]), "configuring": percent(phases["percent_configuring"]),
		}
		sum, counts := 0.0, map[string]int{}
		for phase, value := range share {
			sum += value
			counts[phase] = int(math.Round(value * float64(managed) / 100))
		}
		if managed > 0 && math.Abs(sum-100) < 1 && counts["staged"] < managed {
			return counts
		}
	}
	return map[string]int{}
}

// firstPhaseOf returns the first phase of a node that has the given state before
// the set-up.
func (e *evidence) firstPhaseOf(id string, record object) string {
	if e.failures()[id] == bossim.FailPower {
		return "powering_off"
	}
	actual, _ := record["actual_state"].(object)
	booted, _ := actual["boot_artifacts"].(object)
	kernel, _ := booted["kernel"].(string)
	desired := e.desired()
	wanted, _ := desired["boot_artifacts"].(object)
	switch operation := e.session["operation"]; {
	case kernel == "" && operation == "shutdown":
		return "successful"
	case kernel == "":
		return "powering_on"
	case operation == "boot" && agree("", wanted, booted):
		return "successful"
	}
	return "powering_off"
}

// nodeBefore returns a node that will begin in the given phase.
func (e *evidence) nodeBefore(w *world, node, phase string) object {
	w.owned(e.tenant, node)
	record := baseComponent(node)
	on := phase == "powering_off"
	if phase == "successful" && e.session["operation"] != "shutdown" {
		on = true
	}
	if !on {
		return record
	}
	booted := artifacts("s3://boot-images/00000000-0000-4000-8000-000000000000/")
	if desired, ok := e.desired()["boot_artifacts"].(object); ok && phase == "successful" {
		booted = clone(desired)
	}
	record["actual_state"].(object)["boot_artifacts"] = booted
	return record
}

// failures returns the nodes that failed and their failures, from their last
// known states.
func (e *evidence) failures() map[string]bossim.Failure {
	failing := map[string]bossim.Failure{}
	for id, record := range e.last {
		if failure := failureOf(record); failure != bossim.FailNone {
			failing[id] = failure
		}
	}
	for i, status := range e.statuses {
		for _, failure := range newCensus(status).errors {
			if failing[failure.node] == bossim.FailNone && isXname.MatchString(failure.node) {
				failing[failure.node] = e.failureByPhase(i, failure.message)
			}
		}
	}
	return failing
}

const configurationFailed = "cfs configuration failed"

// failureOf derives a failure from its traces on the node.
func failureOf(record object) bossim.Failure {
	message, _ := record["error"].(string)
	state, _ := record["status"].(object)
	action, _ := record["last_action"].(object)
	stats, _ := record["event_stats"].(object)
	powerOns, _ := jsonInt(stats["power_on_attempts"])
	switch {
	case message == configurationFailed:
		return bossim.FailConfiguration
	case message == "" && action["action"] == "powering_off_forcefully":
		return bossim.FailPowerOff
	case message == "" || state["status"] != "failed":
		return bossim.FailNone
	case state["phase"] == "powering_on":
		return bossim.FailPowerOn
	case powerOns > 0:
		return bossim.FailBoot
	}
	return bossim.FailPower
}

// failureByPhase is failureOf for a node that was not polled: it uses the phases
// of the status that first lists it, and of those before.
func (e *evidence) failureByPhase(at int, message string) bossim.Failure {
	if message == configurationFailed {
		return bossim.FailConfiguration
	}
	phases, _ := e.statuses[at]["phases"].(object)
	switch {
	case percent(phases["percent_powering_on"]) > 0:
		return bossim.FailPowerOn
	case percent(phases["percent_powering_off"]) == 0:
		return bossim.FailPowerOn
	}
	for _, status := range e.statuses[:at] {
		before, _ := status["phases"].(object)
		if percent(before["percent_powering_on"]) == 100 {
			return bossim.FailBoot
		}
	}
	return bossim.FailPower
}
