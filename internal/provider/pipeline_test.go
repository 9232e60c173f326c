// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// The jobs of the guide "Pipelines", as their files have them, in the shells that run them.
func TestPipelines(t *testing.T) {
	commandsOf(t, pipelineGuide)
	for name, platform := range map[string]func() platform{
		"GitHub":              func() platform { return &gitHub{outputs: map[string]map[string]string{}} },
		"GitLab with bash":    func() platform { return gitLab{[]string{"bash", "-eo", "pipefail"}} },
		"GitLab without bash": func() platform { return gitLab{[]string{"sh", "-e"}} },
	} {
		for what, test := range map[string]func(*testing.T, *pipeline){
			"plan, approval, apply": pipelineApplies,
			"failing session":       pipelineFails,
		} {
			t.Run(name+"/"+what, func(t *testing.T) {
				t.Parallel()
				test(t, newPipeline(t, platform()))
			})
		}
	}
}

// wantGreen checks that a job ran and succeeded.
func (r *jobResult) wantGreen(t *testing.T, says ...string) {
	t.Helper()
	if !r.ran || r.code != 0 {
		t.Fatalf("ran %t, exit code %d\n%s", r.ran, r.code, r.output)
	}
	r.wantSays(t, says...)
}

// wantRed checks that a job ran and failed.
func (r *jobResult) wantRed(t *testing.T, says ...string) {
	t.Helper()
	if !r.ran || r.code == 0 {
		t.Fatalf("ran %t, exit code %d\n%s", r.ran, r.code, r.output)
	}
	r.wantSays(t, says...)
}

func (r *jobResult) wantSays(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		says(t, r.output, text)
	}
}

// wantAccounts checks that all changes in BOS are the work of the account that may write, and that the other one has
// asked, too.
func (p *pipeline) wantAccounts(t *testing.T) {
	t.Helper()
	seen := map[string]int{}
	for _, r := range p.g.passages() {
		account := r.account()
		seen[account]++
		if account != writer && (r.Method != http.MethodGet || account != reader) {
			t.Errorf("%s %s by %q", r.Method, r.Path, account)
		}
	}
	if seen[reader] == 0 || seen[writer] == 0 {
		t.Errorf("requests by account: %v", seen)
	}
}

func pipelineApplies(t *testing.T, p *pipeline) {
	plan := p.run("plan")
	plan.wantGreen(t, "Warning: 16 nodes: reboot of template blue-2026-11", "2 to add, 0 to change, 0 to destroy") // the reviewer reads which nodes
	p.g.wantSent(t, 0, 0)

	p.applies().wantGreen(t, "2 added, 0 changed, 0 destroyed")

	p.g.wantSent(t, 1, 1)
	if values, tainted := p.session(); tainted || values["result"] != "succeeded" || values["name"] != "blue-2026-11-22" {
		t.Errorf("tainted %t, %v", tainted, values)
	}
	p.run("drift").wantGreen(t, "No drift.")
	p.wantAccounts(t)

	// The same plan again, as somebody does who runs the job again.
	p.run("apply").wantRed(t, "Saved plan is stale")
	p.g.wantSent(t, 1, 1)

	// Nothing has changed.
	p.run("plan").wantGreen(t, "No changes.")
	nothing := p.run("apply")
	if _, gitHub := p.platform.(*gitHub); gitHub == nothing.ran {
		t.Errorf("ran %t", nothing.ran)
	}
	if nothing.code != 0 || nothing.ran && !strings.Contains(nothing.output, "0 added, 0 changed, 0 destroyed") {
		t.Errorf("exit code %d\n%s", nothing.code, nothing.output)
	}
	p.g.wantSent(t, 1, 1)

	// A fault of the configuration fails the plan, and there is no apply.
	p.edit(`operation     = "reboot"`, `operation     = "rebot"`)
	p.run("plan").wantRed(t, "rebot")
	p.g.wantSent(t, 1, 1)
	p.wantAccounts(t)
}

func pipelineFails(t *testing.T, p *pipeline) {
	p.edit(`node_groups     = ["blue"]`, `node_groups     = ["broken"]`)
	p.run("plan").wantGreen(t, "Warning: 2 nodes: reboot of template blue-2026-11")

	p.applies().wantRed(t, "Unable to reboot 2 of 2 nodes")

	if values, tainted := p.session(); !tainted || values["result"] != "failed" {
		t.Errorf("tainted %t, %v", tainted, values)
	}
	p.run("plan").wantRed(t, "blue-2026-11-22") // the name was used
	p.g.wantSent(t, 1, 1)
	p.edit(`"blue-2026-11-22"`, `"blue-2026-11-23"`)
	p.edit(`node_groups     = ["broken"]`, `node_groups     = ["blue"]`)
	p.run("plan").wantGreen(t, "1 to add, 1 to change, 1 to destroy")
	p.g.wantSent(t, 1, 1)
	p.applies().wantGreen(t, "1 added, 1 changed, 1 destroyed")
	p.g.wantSent(t, 2, 2)
	p.wantAccounts(t)
}

// What a runner leaves that dies while it waits, and how the guide continues.
func TestPipelines_interrupted(t *testing.T) {
	commandsOf(t, pipelineGuide)
	newGitHub := func(t *testing.T) *pipeline {
		t.Helper()
		return newPipeline(t, &gitHub{outputs: map[string]map[string]string{}})
	}
	t.Run("cancelled", func(t *testing.T) {
		t.Parallel()
		p := newGitHub(t)
		p.run("plan").wantGreen(t)

		// GitHub's signal, which comes to the first process of the step only.
		p.waiting(func(c *command) {
			first, err := exec.CommandContext(t.Context(), "ps", "-o", "args=", "-p", strconv.Itoa(c.cmd.Process.Pid)).Output() //nolint:gosec // its number
			if err != nil || !strings.HasPrefix(string(first), "terraform apply") {
				t.Errorf("the first process of the step is %q, %v", first, err)
				c.kill(-c.cmd.Process.Pid, syscall.SIGTERM)
				return
			}
			c.kill(c.cmd.Process.Pid, syscall.SIGINT)
		}).wantRed(t, "Stopped waiting for session")

		if values, tainted := p.session(); tainted || values["result"] != nil {
			t.Errorf("tainted %t, %v", tainted, values)
		}
		if id := p.state.lockID(t); id != "" {
			t.Errorf("the state is still locked: %s", id)
		}
		p.run("drift").wantGreen(t, "These sessions are still running", "blue-2026-11-22")
		p.edit("on_conflict = \"adopt\"\n", "on_conflict = \"adopt\"\n  max_failed_percent = 5\n")
		p.run("drift").wantRed(t, "There is something to apply") // not only to wait
		p.edit("  max_failed_percent = 5\n", "")
		p.run("plan").wantGreen(t, "0 to add, 1 to change, 0 to destroy")
		p.applies().wantGreen(t, "0 added, 1 changed, 0 destroyed")
		p.g.wantSent(t, 1, 1)
		p.run("drift").wantGreen(t, "No drift.")
	})
	t.Run("cancelled, complete", func(t *testing.T) {
		t.Parallel()
		p := newGitHub(t)
		p.run("plan").wantGreen(t)
		p.waiting(func(c *command) { c.kill(c.cmd.Process.Pid, syscall.SIGTERM) }).wantRed(t)
		p.g.Clock.Advance(oneHour)

		p.run("drift").wantRed(t, "There is something to apply") // no apply has judged the session

		p.g.wantSent(t, 1, 1)
	})
	t.Run("killed", func(t *testing.T) {
		t.Parallel()
		p := newGitHub(t)
		p.run("plan").wantGreen(t)

		p.waiting(func(c *command) { c.kill(-c.cmd.Process.Pid, syscall.SIGKILL) })

		id := p.state.lockID(t)
		if id == "" {
			t.Fatal("nothing holds the lock")
		}
		p.g.wantSent(t, 1, 1)
		p.administrator("terraform force-unlock", map[string]string{"LOCK_ID": id})
		p.run("drift").wantRed(t, "There is something to apply", "2 to add") // no state knows of the session
		p.run("plan").wantGreen(t, "2 to add, 0 to change, 0 to destroy")
		p.applies().wantGreen(t, "2 added, 0 changed, 0 destroyed")
		p.g.wantSent(t, 1, 1)
		p.run("drift").wantGreen(t, "No drift.")
		p.wantAccounts(t)
	})
	t.Run("killed, and the same job again", func(t *testing.T) {
		t.Parallel()
		p := newGitHub(t)
		p.run("plan").wantGreen(t)
		p.waiting(func(c *command) { c.kill(-c.cmd.Process.Pid, syscall.SIGKILL) })
		p.administrator("terraform force-unlock", map[string]string{"LOCK_ID": p.state.lockID(t)})

		p.applies().wantGreen(t, "2 added, 0 changed, 0 destroyed") // the plan is not stale: the state has not changed

		p.g.wantSent(t, 1, 1)
	})
	t.Run("timed out", func(t *testing.T) {
		t.Parallel()
		p := newGitHub(t)
		p.edit(`create = "2h"`, `create = "1s"`)
		p.run("plan").wantGreen(t)
		p.run("apply").wantRed(t, "terraform untaint")

		p.administrator("terraform untaint", nil)
		p.edit(`create = "1s"`, `create = "2h"`)

		p.run("plan").wantGreen(t, "0 to add, 1 to change, 0 to destroy")
		p.g.Clock.Advance(oneHour)
		p.run("apply").wantGreen(t, "0 added, 1 changed, 0 destroyed")
		p.g.wantSent(t, 1, 1)
	})
}

// administrator runs the guide's block that begins so, with what the administrator has to fill in, where the configuration
// and its backend are.
func (p *pipeline) administrator(begins string, fill map[string]string) {
	p.t.Helper()
	env := p.withVariables(p.site(map[string]string{
		"TF_HTTP_ADDRESS": "https://state.example.com/bos", "TF_HTTP_LOCK_ADDRESS": "https://state.example.com/bos",
		"TF_HTTP_UNLOCK_ADDRESS": "https://state.example.com/bos", "TF_HTTP_USERNAME": "administrator", "TF_HTTP_PASSWORD": statePassword,
		"TF_CLI_CONFIG_FILE": "/opt/terraform/mirror.tfrc", "BOS_ENDPOINT": "https://api.cmn.example.com/apis/bos",
	}))
	dir := p.checkout()
	for _, block := range blocksOf(p.t, pipelineGuide, "TestPipelines_interrupted") {
		if !strings.HasPrefix(block, begins) {
			continue
		}
		if output, code := (asTyped{block: "terraform init -input=false\n", dir: dir, env: env}).run(p.t); code != 0 {
			p.t.Fatalf("exit code %d\n%s", code, output)
		}
		asTyped{block: block, fill: fill, dir: dir, env: env}.must(p.t)
		return
	}
	p.t.Fatalf("the guide has no block that begins with %q", begins)
}
