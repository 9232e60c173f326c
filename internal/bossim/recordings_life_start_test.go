// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package bossim_test

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/bosops/terraform-provider-bos/internal/bossim"
)

// evidence is what a life reveals about its beginning and its end.
type evidence struct {
	steps    []exchange
	post     *exchange // the POST that it begins with, or nil
	session  object    // as last seen
	begun    object    // the session as first seen
	name     string
	tenant   string
	statuses []object
	first    map[string]object // by component, as first seen
	last     map[string]object
	polled   []string // components, in order of appearance
	total    time.Duration
}

func gather(steps []exchange) *evidence {
	e := &evidence{steps: steps, first: map[string]object{}, last: map[string]object{}}
	if steps[0].Request.Method == "POST" && routeOf(steps[0].Request).is("v2", "sessions") {
		e.post = &steps[0]
	}
	for _, step := range steps {
		body, ok := step.Response.Body.(object)
		if !ok || step.Response.Status >= 300 {
			continue
		}
		r := routeOf(step.Request)
		switch {
		case r.is("v2", "sessions"), r.is("v2", "sessions", "*"):
			if e.begun == nil {
				e.begun = body
			}
			e.session, e.name = body, nameIn(body)
			e.tenant, _ = body["tenant"].(string)
		case r.is("v2", "sessions", "*", "status"):
			e.statuses = append(e.statuses, body)
		case r.is("v2", "components", "*"):
			id := r.parts[2]
			if e.first[id] == nil {
				e.first[id] = body
				e.polled = append(e.polled, id)
			}
			e.last[id] = body
		}
	}
	e.total = time.Duration((steps[len(steps)-1].At - steps[0].At) * float64(time.Second))
	return e
}

func (e *evidence) nodes() []string {
	nodes, _ := e.session["components"].(string)
	return nodeList(nodes)
}

func (e *evidence) setUpError() string {
	state, _ := e.session["status"].(object)
	text, _ := state["error"].(string)
	return text
}

// lifeWorlds returns the starting states that explain a life. There are several
// if a set-up found no nodes for a reason that the answers do not reveal: the
// simulator must reproduce that life for each of them.
func lifeWorlds(steps []exchange) []*world {
	e := gather(steps)
	w := newWorld(steps[0])
	if e.tenant != "" {
		w.system.Tenants[e.tenant] = []string{}
	}
	e.lifeOptions(w)
	if e.post == nil {
		e.resume(w)
		return []*world{w}
	}
	w.beforePost(*e.post)
	w.sessions = nil // BOS's clean-up uses the name alone: a tenant's session of the same name would end this one
	if len(e.nodes()) > 0 {
		e.healthySetUp(w)
		return []*world{w}
	}
	return e.failedSetUp(w)
}

// lifeOptions sets the options. The recorder's wait times are those in its
// answers on /v2/options; times are not compared, so only their order matters.
// The number of BOS's attempts is the final count of the nodes that failed.
func (e *evidence) lifeOptions(w *world) {
	for key, value := range map[string]int{
		"max_boot_wait_time": 20, "max_power_on_wait_time": 15, "max_power_off_wait_time": 6, "default_retry_policy": 2,
	} {
		w.options[key] = jsonNumber(value)
	}
	attempts := 0
	for _, component := range e.last {
		if text, _ := component["error"].(string); text == "" {
			continue
		}
		stats, _ := component["event_stats"].(object)
		for _, value := range stats {
			n, _ := jsonInt(value)
			attempts = max(attempts, n)
		}
	}
	if attempts > 0 {
		w.options["default_retry_policy"] = jsonNumber(attempts)
	}
	if long := e.total - 10*time.Second; long > w.timing.Boot && len(e.failures()) == 0 && !e.vanished() {
		w.timing.Boot = long
		w.options["max_boot_wait_time"] = jsonNumber(int((2 * e.total).Seconds()))
	}
	if e.vanished() {
		e.timeToLive(w)
	}
}

// vanished reports whether the session existed and, without a DELETE, no longer
// does.
func (e *evidence) vanished() bool {
	if e.deletes() {
		return false
	}
	last := e.steps[len(e.steps)-1]
	return last.Response.Status == 404 && e.session != nil
}

// timeToLive: BOS cleaned the session up once it was older than the option, in
// whole minutes. If a session was still running then, its nodes took that long.
func (e *evidence) timeToLive(w *world) {
	minutes := max(1, int((e.total+time.Second)/time.Minute))
	w.options["cleanup_completed_session_ttl"] = jsonNumber(minutes).(interface{ String() string }).String() + "m"
	for i, step := range e.steps {
		if body, ok := step.Response.Body.(object); ok && isRunning(body) && i+1 < len(e.steps) {
			worked := time.Duration((e.steps[i+1].At - step.At) * float64(time.Second))
			if worked > time.Minute {
				w.timing.Boot = worked
				w.options["max_boot_wait_time"] = jsonNumber(int((4 * worked).Seconds()))
			}
		}
	}
}

func isRunning(session object) bool {
	state, _ := session["status"].(object)
	return state["status"] == "running"
}

// desired returns the state that the set-up gave the nodes, nil if no answer
// shows it.
func (e *evidence) desired() object {
	for _, step := range e.steps {
		body, _ := step.Response.Body.(object)
		desired, ok := body["desired_state"].(object)
		if ok && body["session"] == e.name && (e.post != nil || body["enabled"] == true) {
			return desired
		}
	}
	return nil
}

var (
	frequencyParameter = regexp.MustCompile(` ?bos_update_frequency=\S*`)
	rootParameter      = regexp.MustCompile(` root=(\w+)-s3:\S*rootfs:([0-9a-f]+)(?::(\S*))? nmd_data=\S*`)
)

// bootSet returns a boot set that makes BOS desire what the nodes were seen to
// desire.
func (e *evidence) bootSet(w *world) object {
	bootSet := soundBootSet()
	desired := e.desired()
	boot, _ := desired["boot_artifacts"].(object)
	kernel, _ := boot["kernel"].(string)
	if dir, ok := strings.CutSuffix(kernel, "kernel"); ok && dir != "" {
		bootSet["path"] = dir + "manifest.json"
		parameters, _ := boot["kernel_parameters"].(string)
		parameters = frequencyParameter.ReplaceAllString(parameters, "")
		image := bossim.Image{}
		if m := rootParameter.FindStringSubmatch(parameters); m != nil {
			parameters = strings.Replace(parameters, m[0], "", 1)
			bootSet["rootfs_provider"], image.RootfsETag = m[1], m[2]
			if m[3] != "" {
				bootSet["rootfs_provider_passthrough"] = m[3]
			}
		}
		image.KernelParameters = parameters
		w.system.Images[bootSet["path"].(string)] = image
	}
	return bootSet
}

// configuration returns the configuration that the nodes got after their boot, or
// "".
func (e *evidence) configuration() string {
	if desired := e.desired(); desired != nil {
		name, _ := desired["configuration"].(string)
		return name
	}
	for _, status := range e.statuses {
		phases, _ := status["phases"].(object)
		if percent(phases["percent_configuring"]) > 0 {
			return "compute-config"
		}
	}
	if len(e.statuses) == 0 {
		return "compute-config"
	}
	return ""
}

// templateFor returns the template that the POST named, with the given nodes.
func (e *evidence) templateFor(w *world, nodes []string) object {
	request, _ := e.post.Request.Body.(object)
	name, _ := request["template_name"].(string)
	bootSet := e.bootSet(w)
	bootSet["node_list"] = anyList(nodes)
	made := template(name, e.tenant, object{"compute": bootSet})
	delete(made, "cfs")
	if configuration := e.configuration(); configuration != "" {
		made["cfs"] = object{"configuration": configuration}
	}
	return made
}

func anyList(texts []string) []any {
	out := make([]any, 0, len(texts))
	for _, text := range texts {
		out = append(out, text)
	}
	return out
}

// replaceTemplate replaces the template that beforePost guessed.
func (w *world) replaceTemplate(made object) {
	w.templates = slices.DeleteFunc(w.templates, func(t object) bool {
		return t["name"] == made["name"] && t["tenant"] == made["tenant"]
	})
	w.addTemplate(made)
}
