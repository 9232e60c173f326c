// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package provider_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// production is the environment whose secrets are those of the account that may write.
const production = "bos-production"

// gitHub runs the jobs of the two workflows as GitHub does.
type gitHub struct {
	outputs map[string]map[string]string // of jobs
}

var gitHubFiles = map[string]string{"plan": "github-apply.yml", "apply": "github-apply.yml", "drift": "github-drift.yml"}

func (h *gitHub) job(p *pipeline, name string, during func(*command)) *jobResult {
	p.t.Helper()
	workflow := readYAML(p.t, filepath.Join(pipelineExample, gitHubFiles[name]))
	job := at[map[string]any](p.t, workflow, "jobs", name)
	if shell := at[string](p.t, workflow, "defaults", "run", "shell"); shell != "bash" { // else it is without pipefail
		p.t.Fatalf("shell: %s", shell)
	}
	context := map[string]string{
		"secrets.STATE_USERNAME": "pipeline", "secrets.STATE_PASSWORD": statePassword,
		"secrets.BOS_READER_ID": reader, "secrets.BOS_READER_SECRET": reader + "-secret",
	}
	if environment, _ := job["environment"].(string); environment == production {
		context["secrets.BOS_WRITER_ID"], context["secrets.BOS_WRITER_SECRET"] = writer, writer+"-secret"
	}
	if needed, _ := job["needs"].(string); needed != "" {
		for output, value := range h.outputs[needed] {
			context["needs."+needed+".outputs."+output] = value
		}
	}
	if condition, _ := job["if"].(string); !holds(p.t, condition, context) {
		return &jobResult{}
	}
	variables := texts(p.t, workflow, "env")
	maps.Copy(variables, texts(p.t, job, "env"))
	variables = p.site(expanded(p.t, variables, context))
	result := h.steps(p, at[[]any](p.t, job, "steps"), variables, context, during)
	h.outputs[name] = expanded(p.t, texts(p.t, job, "outputs"), context)
	return result
}

// steps runs the steps of a job until one fails. during belongs to the last.
func (h *gitHub) steps(p *pipeline, steps []any, variables, context map[string]string, during func(*command)) *jobResult {
	p.t.Helper()
	result := &jobResult{ran: true}
	for i, step := range steps {
		if condition, _ := at[map[string]any](p.t, step)["if"].(string); !holds(p.t, condition, context) {
			continue
		}
		if uses, _ := at[map[string]any](p.t, step)["uses"].(string); uses != "" {
			p.action(uses, texts(p.t, step, "with"), result)
			continue
		}
		work := p.t.TempDir()
		script, output := filepath.Join(work, "step.sh"), filepath.Join(work, "output")
		p.put(script, at[string](p.t, step, "run"))
		own := maps.Clone(variables)
		own["GITHUB_OUTPUT"], own["GITHUB_STEP_SUMMARY"] = output, filepath.Join(work, "summary")
		var last func(*command)
		if i == len(steps)-1 {
			last = during
		}
		printed, code := p.shell(result.dir, own, last, program(p.t, "bash"), "--noprofile", "--norc", "-eo", "pipefail", script)
		result.output, result.code = result.output+printed, code
		if code != 0 {
			return result
		}
		written, _ := os.ReadFile(output) // none where the step has written none
		for line := range strings.Lines(string(written)) {
			name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
			context["steps."+at[string](p.t, step, "id")+".outputs."+name] = value
		}
	}
	return result
}

// action plays an action of somebody else's.
func (p *pipeline) action(uses string, with map[string]string, result *jobResult) {
	p.t.Helper()
	switch name, _, _ := strings.Cut(uses, "@"); name {
	case "actions/checkout":
		result.dir = p.checkout()
	case "hashicorp/setup-terraform":
		if with["terraform_wrapper"] != "false" {
			p.t.Fatalf("%s: the wrapper changes output and exit codes", uses)
		}
	case "actions/upload-artifact":
		p.keep(with["name"], result.dir, strings.Fields(with["path"]))
	case "actions/download-artifact":
		p.fetch(with["name"], result.dir)
	default:
		p.t.Fatalf("this test does not know %s", uses)
	}
}

var expression = regexp.MustCompile(`\$\{\{ ([\w.-]+) \}\}`)

// expanded replaces the expressions in values. A secret that the job cannot read is empty, as is an output that was not set.
func expanded(t *testing.T, values, context map[string]string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for name, value := range values {
		all[name] = expression.ReplaceAllStringFunc(value, func(found string) string {
			return context[expression.FindStringSubmatch(found)[1]]
		})
		if strings.Contains(all[name], "${{") {
			t.Fatalf("%s: this test does not know the expression in %q", name, value)
		}
	}
	return all
}

var comparison = regexp.MustCompile(`^([\w.-]+) == '(\w+)'$`)

// holds evaluates the condition of a job or a step.
func holds(t *testing.T, condition string, context map[string]string) bool {
	t.Helper()
	if condition == "" {
		return true
	}
	match := comparison.FindStringSubmatch(condition)
	if match == nil {
		t.Fatalf("this test does not know the condition %q", condition)
	}
	return context[match[1]] == match[2]
}

// gitLab runs the jobs of .gitlab-ci.yml as GitLab's runner does, with that shell: the lines of a script are one script.
type gitLab struct{ shell []string }

func (l gitLab) job(p *pipeline, name string, during func(*command)) *jobResult {
	p.t.Helper()
	file := readYAML(p.t, filepath.Join(pipelineExample, "gitlab-ci.yml"))
	job := at[map[string]any](p.t, file, name)
	predefined := map[string]string{
		"CI_API_V4_URL": p.state.URL + "/api/v4", "CI_PROJECT_ID": "7", "CI_JOB_TOKEN": statePassword,
		"BOS_CLIENT_ID": reader, "BOS_CLIENT_SECRET": reader + "-secret",
	}
	if environment, _ := job["environment"].(string); environment == production {
		predefined["BOS_CLIENT_ID"], predefined["BOS_CLIENT_SECRET"] = writer, writer+"-secret"
	}
	variables := maps.Clone(predefined)
	for variable, value := range texts(p.t, file, "variables") {
		variables[variable] = os.Expand(value, func(name string) string {
			if predefined[name] == "" {
				p.t.Fatalf("%s: GitLab does not set %s", variable, name)
			}
			return predefined[name]
		})
	}
	result := &jobResult{ran: true, dir: p.checkout()}
	needs, _ := job["needs"].([]any)
	for _, needed := range needs {
		p.fetch(at[string](p.t, needed), result.dir)
	}
	script := filepath.Join(p.t.TempDir(), "script.sh")
	var lines []string
	for _, item := range at[[]any](p.t, job, "script") {
		lines = append(lines, strings.TrimSuffix(at[string](p.t, item), "\n")+"\n")
	}
	p.put(script, strings.Join(lines, ""))
	result.output, result.code = p.shell(result.dir, p.site(variables), during, program(p.t, l.shell[0]), append(l.shell[1:], script)...)
	if _, has := job["artifacts"]; has && result.code == 0 {
		var paths []string
		for _, path := range at[[]any](p.t, job, "artifacts", "paths") {
			paths = append(paths, at[string](p.t, path))
		}
		p.keep(name, result.dir, paths)
	}
	return result
}
