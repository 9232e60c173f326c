// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	// inlineCommand is a command between backquotes: a program and its arguments.
	inlineCommand = regexp.MustCompile("`((?:terraform|tofu|make|cray|kubectl|ssh|scp|curl|openssl|git|go|bash|sh|jq|opa|scripts/[a-z-]+) [^`]+)`")
	// placeholder is what a user fills in in an inline command.
	placeholder = regexp.MustCompile(`\b(?:ADDRESS|NAME|ID|FILE|PROVIDER)\b`)
	tableBreak  = strings.NewReplacer(`\|`, "|")
)

// notRun are inline commands that no test of this package runs, and why.
var notRun = map[string]string{
	"cray init":            "asks for the system's name; TestConnect_guide has the files that it writes",
	"cray auth login":      "asks for a password; TestConnect_guide has the files that it writes",
	"bash -e":              "is how GitLab starts the shell of a job: TestPipelines_exitCodes",
	"ssh -D 1080 ncn-m001": "needs a host; microsocks is the proxy that it opens: see the tests of proxy_url",
	"kubectl -n services logs -c boa job/boa-ID":                                            "needs the system's Kubernetes",
	"kubectl get pods -n services":                                                          "needs the system's Kubernetes",
	"kubectl get secrets admin-client-auth -o jsonpath='{.data.client-secret}' | base64 -d": "needs the system's Kubernetes",
}

// inlineCommands returns the commands between backquotes in README and the pages, descriptions of schemas among them, and where
// each is.
func inlineCommands(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	check := func(path, content string) {
		if strings.HasSuffix(path, "measured-faults.md") { // messages: see TestDocs_crayInMessages
			return
		}
		fence := false
		for line := range strings.Lines(content) {
			if strings.HasPrefix(strings.TrimSpace(line), "```") {
				fence = !fence
			}
			if fence {
				continue
			}
			for _, command := range inlineCommand.FindAllStringSubmatch(line, -1) {
				found[tableBreak.Replace(command[1])] = strings.TrimPrefix(path, "../../")
			}
		}
	}
	walkFiles(t, "../../docs", ".md", check)
	content, err := os.ReadFile(readmeFile)
	if err != nil {
		t.Fatal(err)
	}
	check(readmeFile, string(content))
	return found
}

// inBlock reports whether a command is, or begins, a line of a block of commands, all of which are run: see TestDocs_commandsAreRun.
// What the user fills in is anything.
func inBlock(command, blocks string) bool {
	pattern := placeholder.ReplaceAllLiteralString(regexp.QuoteMeta(command), `\S+`)
	return regexp.MustCompile(`(?m)^\s*` + pattern + `(?:[ =].*)?$`).MatchString(blocks)
}

// inlineStory are the inline commands that no block shows, to be run one after the other on the configuration below. Those that no
// page has are left out.
var inlineStory = []struct {
	command string
	fill    string // the address
	code    int
	says    string
}{
	{command: "terraform init -lockfile=readonly", says: "successfully initialized"},
	{command: "terraform apply -var run=2026-11-22 -target=bos_session.second", says: "1 added"},
	{command: "terraform apply -parallelism=1", says: "2 added"},
	{command: "terraform state show bos_session.dry_run", says: `operation           = "boot"`},
	{command: "terraform state pull", says: `"terraform_version"`},
	{command: "terraform apply -refresh-only", says: "0 added, 0 changed, 0 destroyed"},
	{command: "terraform apply -replace=bos_session.blue", says: "1 added, 0 changed, 1 destroyed"},
	{command: "terraform apply -replace=ADDRESS", fill: "bos_session.blue", says: "1 added, 0 changed, 1 destroyed"},
	{command: "terraform destroy -target=ADDRESS", fill: "bos_session.second", says: "1 destroyed"},
	{command: "terraform destroy -refresh=false", says: "2 destroyed"},
}

const inlineConfiguration = `
variable "run" { default = "2026-11-22" }
resource "bos_session" "blue" {
  operation     = "boot"
  template_name = "blue"
}
resource "bos_session" "second" {
  operation     = "boot"
  template_name = "green"
  triggers      = { run = var.run }
}
resource "bos_session" "dry_run" {
  operation     = "boot"
  template_name = "red"
}
`

// Each inline command is shown by a block that a test runs, or is run here, or there is a reason why not.
func TestDocs_inlineCommands(t *testing.T) {
	commands := inlineCommands(t)
	blocks := ""
	add := func(path, _ string) {
		for _, block := range docsBlocks(t, path) {
			if block.info == "sh" {
				blocks += block.text
			}
		}
	}
	add(readmeFile, "")
	walkFiles(t, "../../templates", ".tmpl", add)
	bos := newSim(t, noFailures)
	tf := newRealEngine(t, bos)
	tf.configure(inlineConfiguration)
	var story []string
	for _, step := range inlineStory {
		if commands[step.command] == "" {
			continue
		}
		story = append(story, step.command)
		typed := asTyped{block: step.command + "\n", dir: tf.dir, env: tf.env}
		if step.fill != "" {
			typed.fill = map[string]string{"ADDRESS": step.fill}
		}
		says(t, typed.must(t), step.says)
	}
	bos.wantSent(t, 5, 5)

	bin := crayFolder(t, bos)
	for _, command := range slices.Sorted(maps.Keys(commands)) {
		_, excused := notRun[command]
		switch {
		case excused || slices.Contains(story, command) || inBlock(command, blocks):
		case strings.HasPrefix(command, "cray bos "):
			fill := map[string]string{}
			if placeholder.MatchString(command) {
				fill["NAME"] = "blue"
			}
			asTyped{block: command + "\n", fill: fill, env: os.Environ(), path: []string{bin}}.must(t)
		case strings.HasPrefix(command, "make "):
			wantTarget(t, command)
		case strings.HasPrefix(command, "openssl "):
			asksGateway(t, command)
		case len(strings.Fields(command)) == 2 && strings.Contains("\n"+blocks+strings.Join(story, "\n"), "\n"+command+" "):
		default:
			t.Errorf("%s: `%s` is in no block of commands, and no step of the story", commands[command], command)
		}
	}
	for command := range notRun {
		if commands[command] == "" {
			t.Errorf("no page has `%s`", command)
		}
	}
	if len(story) < 8 {
		t.Errorf("the pages have only %q of the story", story)
	}
}

// asksGateway runs a command that shows certificates, on those of the simulated gateway.
func asksGateway(t *testing.T, command string) {
	t.Helper()
	g := newGateway(t)
	fill := map[string]string{"FILE": g.CAFile}
	if strings.Contains(command, "s_client") {
		fill = map[string]string{"api.cmn.SYSTEM.DOMAIN:443": strings.TrimPrefix(g.Host, "https://")}
	}
	program(t, "openssl")
	// Nothing is typed into the connection, which the gateway would answer by ending it.
	says(t, asTyped{block: command + "\n", fill: fill, env: os.Environ(), input: strings.NewReader("")}.must(t), "bossim Platform CA")
}

// wantTarget checks that a make command has a target, by having make print what it would do; help is run.
func wantTarget(t *testing.T, command string) {
	t.Helper()
	if command != "make help" {
		command = "make --dry-run " + strings.TrimPrefix(command, "make ")
	}
	dry := exec.CommandContext(t.Context(), program(t, "bash"), "-c", command) //nolint:gosec // a page's
	dry.Dir = "../.."
	if output, err := dry.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", command, err, output)
	}
}

// What CONTRIBUTING has contributors run is there: targets, scripts, packages and tests.
func TestDocs_contributing(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	var commands []string
	for line := range strings.Lines(string(content)) {
		for _, command := range inlineCommand.FindAllStringSubmatch(line, -1) {
			commands = append(commands, command[1])
		}
		if indented, ok := strings.CutPrefix(line, "    make "); ok {
			command, _, _ := strings.Cut(indented, "#")
			commands = append(commands, "make "+strings.TrimSpace(command))
		}
	}
	tests := docsTests(t)
	file, named := regexp.MustCompile(`(?:^|\s)(?:\./)?((?:scripts|internal|\.ci)/[\w/.-]+|\.ci/run)`), regexp.MustCompile(`\b(?:Test|Fuzz|Benchmark)[A-Z]\w+`)
	for _, command := range commands {
		if strings.HasPrefix(command, "make ") && !strings.Contains(command, "ENGINE=/") && !strings.Contains(command, "=/path/") {
			wantTarget(t, command)
		}
		for _, found := range file.FindAllStringSubmatch(command, -1) {
			if _, err := os.Stat("../../" + found[1]); err != nil {
				t.Errorf("%s: %v", command, err)
			}
		}
		for _, name := range named.FindAllString(command, -1) {
			if !slices.ContainsFunc(slices.Collect(maps.Keys(tests)), func(test string) bool { return strings.HasPrefix(test, name) }) && strings.HasPrefix(name, "Test") {
				t.Errorf("%s: there is no test %s", command, name)
			}
		}
	}
	if len(commands) < 20 {
		t.Errorf("only %d commands were found", len(commands))
	}
}

// Each command of the Cray CLI in messages and pages is one that it has.
func TestDocs_crayInMessages(t *testing.T) {
	t.Parallel()
	shown := regexp.MustCompile("`cray (bos [^`]+)`|(?m:^)(?:# )?cray (bos [^>\n]+)")
	count := 0
	check := func(path, content string) {
		for _, found := range shown.FindAllStringSubmatch(content, -1) {
			count++
			words := strings.Fields(found[1] + found[2])
			if i := slices.Index(words, "--file"); i >= 0 {
				words[i+1] = os.DevNull
			}
			if _, err := crayRequest(words); err != nil {
				t.Errorf("%s: cray %s: %v", path, found[1]+found[2], err)
			}
		}
	}
	walkFiles(t, "../../docs", ".md", check)
	walkFiles(t, "testdata", "messages.txt", check)
	if count < 40 {
		t.Errorf("only %d commands were found", count)
	}
}
