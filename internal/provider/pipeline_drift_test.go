// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A drift job that starts while an apply waits for its session waits for the apply, and reports no drift then. Without the
// lock it would find a state in which nothing is, and report that the session is still to be started.
func TestPipelines_driftDuringApply(t *testing.T) {
	t.Parallel()
	p := newPipeline(t, &gitHub{outputs: map[string]map[string]string{}})
	p.run("plan").wantGreen(t)

	var drift *jobResult
	apply := p.waiting(func(apply *command) {
		if state, _ := os.ReadFile(p.state.file()); strings.Contains(string(state), "bos_session") {
			t.Errorf("the guide says that the state does not have the session yet, but:\n%s", state)
		}
		refused := p.state.refuses()
		drift = p.platform.job(p, "drift", func(drift *command) {
			drift.await(refused, "it waits for the lock")
			select {
			case <-apply.ended:
				t.Error("the apply had ended before")
			default:
			}
			p.g.Clock.Advance(oneHour)
			<-apply.ended
		})
	})

	apply.wantGreen(t, "2 added, 0 changed, 0 destroyed")
	drift.wantGreen(t, "No drift.")
	p.g.wantSent(t, 1, 1)

	p.g.drifts(t, watchedNodes[0])
	p.run("drift").wantRed(t, "These checks do not pass", "Nodes have drifted: "+watchedNodes[0])
	p.g.wantSent(t, 1, 1)
}

// Two applies of one plan, as of two runners: the second waits for the first, and its plan is stale then.
func TestPipelines_twoApplies(t *testing.T) {
	t.Parallel()
	p := newPipeline(t, &gitHub{outputs: map[string]map[string]string{}})
	p.run("plan").wantGreen(t)

	var second *jobResult
	first := p.waiting(func(first *command) {
		refused := p.state.refuses()
		second = p.platform.job(p, "apply", func(second *command) {
			second.await(refused, "it waits for the lock")
			p.g.Clock.Advance(oneHour)
			<-first.ended
		})
	})

	first.wantGreen(t, "2 added, 0 changed, 0 destroyed")
	second.wantRed(t, "Saved plan is stale")
	p.g.wantSent(t, 1, 1)
}

// A plan is applied on the system that it was made for, or not at all.
func TestPipelines_otherSystem(t *testing.T) {
	t.Parallel()
	p := newPipeline(t, &gitHub{outputs: map[string]map[string]string{}})
	p.run("plan").wantGreen(t)
	planned := p.g
	p.connect(newGateway(t))

	p.run("apply").wantRed(t, "Provider produced inconsistent final plan", ".endpoint")

	p.g.wantSent(t, 0, 0)
	planned.wantSent(t, 0, 0)
}

// What the guide says of the settings of the jobs, and what they have to do with one another.
func TestPipelines_settings(t *testing.T) {
	apply := readYAML(t, filepath.Join(pipelineExample, "github-apply.yml"))
	drift := readYAML(t, filepath.Join(pipelineExample, "github-drift.yml"))
	gitLab := readYAML(t, filepath.Join(pipelineExample, "gitlab-ci.yml"))
	for _, want := range []struct {
		file  map[string]any
		keys  string
		value string
	}{
		{apply, "jobs apply environment", production},
		{apply, "jobs apply needs", "plan"},
		{apply, "jobs apply concurrency group", production},
		{apply, "jobs apply concurrency cancel-in-progress", "false"},
		{apply, "permissions contents", "read"},
		{drift, "permissions contents", "read"},
		{gitLab, "default interruptible", "false"},
		{gitLab, "apply environment", production},
		{gitLab, "apply resource_group", production},
		{gitLab, "drift resource_group", production},
		{gitLab, "plan artifacts access", "developer"},
	} {
		if got := at[string](t, want.file, strings.Fields(want.keys)...); got != want.value {
			t.Errorf("%s: %s, want %s", want.keys, got, want.value)
		}
	}
	for job, when := range map[string]string{"plan": "", "apply": "manual", "drift": ""} {
		rules := at[[]any](t, gitLab, job, "rules")
		if rule := texts(t, rules[0]); len(rules) != 1 || rule["when"] != when ||
			strings.Contains(rule["if"], `== "schedule"`) != (job == "drift") {
			t.Errorf("%s: rules %v", job, rules)
		}
	}

	create := setting(t, filepath.Join(pipelineExample, "main.tf"), `create = "(\w+)"`)
	lock := setting(t, filepath.Join(driftExample, "drift.sh"), `-lock-timeout=(\w+)`)
	for what, timeout := range map[string]time.Duration{
		"apply on GitHub":                   jobTimeout(t, at[string](t, apply, "jobs", "apply", "timeout-minutes")+" minutes"),
		"apply on GitLab":                   jobTimeout(t, at[string](t, gitLab, "apply", "timeout")),
		"the drift job's wait for the lock": lock,
	} {
		if timeout <= create {
			t.Errorf("%s: %s, want more than the %s that a session may take", what, timeout, create)
		}
	}
	for what, timeout := range map[string]time.Duration{
		"drift on GitHub": jobTimeout(t, at[string](t, drift, "jobs", "drift", "timeout-minutes")+" minutes"),
		"drift on GitLab": jobTimeout(t, at[string](t, gitLab, "drift", "timeout")),
	} {
		if timeout <= lock {
			t.Errorf("%s: %s, want more than the %s that the script waits", what, timeout, lock)
		}
	}
}

// setting is a duration in a file.
func setting(t *testing.T, path, pattern string) time.Duration {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	match := regexp.MustCompile(pattern).FindStringSubmatch(string(content))
	if match == nil {
		t.Fatalf("%s has no %s", path, pattern)
	}
	return duration(t, match[1])
}

func duration(t *testing.T, text string) time.Duration {
	t.Helper()
	value, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// jobTimeout is a time-out as GitLab writes it.
func jobTimeout(t *testing.T, text string) time.Duration {
	t.Helper()
	return duration(t, strings.NewReplacer(" minutes", "m", " hours", "h").Replace(text))
}

// The guide's block on exit codes, in every shell that runs the jobs, where a plan ends with 0, 1 and 2.
func TestPipelines_exitCodes(t *testing.T) {
	t.Parallel()
	commands := commandsOf(t, pipelineGuide)
	bos := newSim(t)
	tf := newRealEngine(t, bos)
	for _, row := range []struct {
		config string
		code   int
		says   string
	}{
		{sessionWith(""), 0, "there is something to apply"},
		{"", 0, "no changes"},
		{"resource \"bos_session\" \"test\" {}\n", 1, "Error:"},
	} {
		tf.write(row.config)
		for _, shell := range []string{"bash --noprofile --norc -eo pipefail", "bash -e", "sh -e"} {
			output, code := asTyped{block: commands[0], shell: strings.Fields(shell), dir: tf.dir, env: tf.env}.run(t)
			if code != row.code {
				t.Errorf("%s: exit code %d, want %d\n%s", shell, code, row.code, output)
			}
			says(t, output, row.says)
		}
	}
	bos.wantSent(t, 0, 0)
}

// The guide's block that lists what a plan starts.
func TestDrift_whatRuns(t *testing.T) {
	t.Parallel()
	program(t, "jq")
	commands := commandsOf(t, driftGuide)
	bos := newSim(t)
	tf := newRealEngine(t, bos)
	starts := func(want bool) {
		t.Helper()
		output := tf.shell(commands[0])
		if listed := strings.HasSuffix(output, "\nbos_session.test\n"); listed != want {
			t.Errorf("listed %t, want %t\n%s", listed, want, output)
		}
	}
	tf.write(sessionWith("wait_for_completion = false"))
	starts(true)
	tf.must("apply", "saved")
	tf.write(sessionWith("")) // it is to be waited for
	starts(false)
	says(t, tf.must("apply", "saved"), "0 added, 1 changed, 0 destroyed")
	starts(false)
	tf.write(strings.Replace(sessionWith(""), `"boot"`, `"reboot"`, 1))
	starts(true)
	bos.wantSent(t, 1, 1)
}
