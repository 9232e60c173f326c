// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	simgateway "github.com/bosops/terraform-provider-bos/internal/bossim/gateway"
)

const (
	statePassword  = "state-password"
	reader, writer = "bos-reader", "bos-writer" // the accounts of the jobs
)

// pipeline is a repository, and the machine on which its jobs run. Each job has a folder of its own, to which nothing
// comes but the repository's files and the artifacts of earlier jobs.
type pipeline struct {
	t          *testing.T
	g          *gated
	state      *stateServer
	repository string
	mirror     string // its CLI configuration is beside it
	platform   platform
	artifacts  map[string]string // folders, by name
	env        []string          // of the runner
}

// platform runs the jobs of its file as GitHub or GitLab does.
type platform interface {
	// job runs a job. At its last command, during gets the command that runs.
	job(p *pipeline, name string, during func(*command)) *jobResult
}

// jobResult is what became of a job.
type jobResult struct {
	output string
	code   int
	ran    bool // the platform has started it
	dir    string
}

// newPipeline makes a repository of the example: its configuration, the script of the drift job, and a lock file for
// the first release, which is in the runner's mirror.
func newPipeline(t *testing.T, where platform) *pipeline {
	t.Helper()
	root := t.TempDir()
	tmp, err := os.MkdirTemp("", "bos") //nolint:usetesting // t.TempDir is too long for the path of a provider's socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(tmp) })
	p := &pipeline{
		t: t, g: newGateway(t), state: newStateServer(t), platform: where, artifacts: map[string]string{},
		repository: filepath.Join(root, "repository"), mirror: filepath.Join(root, "terraform", "providers"),
	}
	p.connect(p.g)
	p.env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "BOS_") || strings.HasPrefix(v, "TF_CLI_CONFIG_FILE=") || strings.HasPrefix(v, "GIT")
	})
	p.env = append(p.env, "PATH="+p.bin(root)+string(os.PathListSeparator)+os.Getenv("PATH"), "TMPDIR="+tmp, "HOME="+root, "BOS_POLL_INTERVAL=1s")
	p.put(filepath.Join(p.repository, "main.tf"), p.example("main.tf"))
	script, err := os.ReadFile(filepath.Join(driftExample, "drift.sh"))
	if err != nil {
		t.Fatal(err)
	}
	p.put(filepath.Join(p.repository, "drift.sh"), string(script))
	p.setUp()
	return p
}

// connect has the jobs run against that system, where their accounts are.
func (p *pipeline) connect(g *gated) {
	p.t.Helper()
	accounts := simgateway.DefaultAccounts()
	for _, name := range []string{reader, writer} {
		accounts.Services = append(accounts.Services,
			simgateway.ServiceAccount{ID: name, Secret: name + "-secret", Roles: []string{simgateway.RoleAdmin}})
	}
	if err := g.SetAccounts(accounts); err != nil {
		p.t.Fatal(err)
	}
	p.g = g
}

// bin is a folder in which the engine is called terraform.
func (p *pipeline) bin(root string) string {
	p.t.Helper()
	bin := filepath.Join(root, "bin")
	if err := os.MkdirAll(bin, 0o700); err != nil {
		p.t.Fatal(err)
	}
	if err := os.Symlink(os.Getenv("TF_ACC_TERRAFORM_PATH"), filepath.Join(bin, "terraform")); err != nil {
		p.t.Fatal(err)
	}
	return bin
}

// example is a file of the example, with the paths of this test's runner.
func (p *pipeline) example(name string) string {
	p.t.Helper()
	content, err := os.ReadFile(filepath.Join(pipelineExample, name))
	if err != nil {
		p.t.Fatal(err)
	}
	return p.here(string(content))
}

// here is text with the paths and the platform of this test's runner.
func (p *pipeline) here(text string) string {
	for placeholder, value := range p.places(text) {
		text = strings.ReplaceAll(text, placeholder, value)
	}
	return text
}

// places are the paths and the platform that text names, and those of this test's runner.
func (p *pipeline) places(text string) map[string]string {
	all := map[string]string{"/opt/terraform": filepath.Dir(p.mirror), "linux_amd64": runtime.GOOS + "_" + runtime.GOARCH}
	maps.DeleteFunc(all, func(place, _ string) bool { return !strings.Contains(text, place) })
	return all
}

func (p *pipeline) put(path, content string) {
	p.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// edit changes the repository's configuration.
func (p *pipeline) edit(before, after string) {
	p.t.Helper()
	file := filepath.Join(p.repository, "main.tf")
	content, err := os.ReadFile(file)
	if err != nil {
		p.t.Fatal(err)
	}
	if strings.Count(string(content), before) != 1 {
		p.t.Fatalf("the configuration has not just one %q", before)
	}
	p.put(file, strings.Replace(string(content), before, after, 1))
}

// checkout is a new folder with the repository's files.
func (p *pipeline) checkout() string {
	p.t.Helper()
	dir := p.t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(p.repository)); err != nil {
		p.t.Fatal(err)
	}
	return dir
}

// keep copies files out of a job's folder.
func (p *pipeline) keep(name, dir string, paths []string) {
	p.t.Helper()
	p.artifacts[name] = p.t.TempDir()
	for _, path := range paths {
		content, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			p.t.Fatal(err)
		}
		p.put(filepath.Join(p.artifacts[name], path), string(content))
	}
}

// fetch copies kept files into a job's folder.
func (p *pipeline) fetch(name, dir string) {
	p.t.Helper()
	if p.artifacts[name] == "" {
		p.t.Fatalf("no artifact %s", name)
	}
	if err := os.CopyFS(dir, os.DirFS(p.artifacts[name])); err != nil {
		p.t.Fatal(err)
	}
}

// shell runs a script in that folder. variables come on top of the runner's environment.
func (p *pipeline) shell(dir string, variables map[string]string, during func(*command), name string, args ...string) (output string, code int) {
	p.t.Helper()
	c := startProgram(p.t, dir, p.withVariables(variables), name, args...)
	if during != nil {
		during(c)
	}
	return c.end()
}

// withVariables is the runner's environment and variables on top of it.
func (p *pipeline) withVariables(variables map[string]string) []string {
	env := slices.Clone(p.env)
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		env = append(env, name+"="+variables[name])
	}
	return env
}

// site replaces what a site has to fill in: the addresses and files of this test.
func (p *pipeline) site(variables map[string]string) map[string]string {
	p.t.Helper()
	site := map[string]string{
		"https://api.cmn.example.com/apis/bos": p.g.Endpoint,
		"/etc/ssl/example-ca.crt":              p.g.CAFile,
		"https://state.example.com/bos":        p.state.URL,
	}
	all := map[string]string{}
	for name, value := range variables {
		all[name] = p.here(value)
		if own, ok := site[value]; ok {
			all[name] = own
		}
		if strings.Contains(all[name], "example.com") {
			p.t.Fatalf("%s=%s: this test does not know the value", name, value)
		}
	}
	return all
}

// session is the state's only session, and whether it is tainted.
func (p *pipeline) session() (values map[string]any, tainted bool) {
	p.t.Helper()
	return (&engine{t: p.t, dir: p.state.dir}).attributes()
}

// run runs a job.
func (p *pipeline) run(job string) *jobResult {
	p.t.Helper()
	return p.platform.job(p, job, nil)
}

// applies runs the apply job, whose session comes to its end while the job waits for it.
func (p *pipeline) applies() *jobResult {
	p.t.Helper()
	looked := p.g.waits()
	return p.platform.job(p, "apply", func(c *command) {
		for {
			select {
			case <-looked:
				looked = p.g.waits()
				p.g.Clock.Advance(oneHour)
			case <-c.ended:
				return
			}
		}
	})
}

// waiting runs the apply job until it waits for the session that it has started, and then does something to it.
func (p *pipeline) waiting(what func(*command)) *jobResult {
	p.t.Helper()
	started := p.g.answered(1, "POST", p.g.api.start)
	return p.platform.job(p, "apply", func(c *command) {
		c.await(started, "a session is started")
		c.await(p.g.waits(), "the provider waits")
		what(c)
	})
}
