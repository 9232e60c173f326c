// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	designFile = "../../DESIGN.md"
	faultsPage = "../../docs/guides/measured-faults.md"
)

// measured is where a branch of a diagram was measured: the row of a table that has these cells, or a test.
type measured struct {
	row  string // what goes wrong, in the guide "Measured faults"; "" = see test
	says string // in the row after that
	test string
}

// A leaf that the next line repeats has its branch before it, where that is needed to know it.
var diagramLeaves = map[string]measured{
	"BOS cannot be asked ► an error; nothing is started":                        {"BOS is gone for a minute, before the configured name was looked for", "| fails: Unable to start the session | 0 | 0 |", ""},
	`taken, same inputs, "adopt" ► that session is adopted; nothing is started`: {"somebody's session has the configured name and the same inputs, with `on_conflict = \"adopt\"`", "| succeeds | 0 | 0 |", ""},
	"taken otherwise ► an error; nothing is started":                            {"somebody's session has the configured name", "| fails: Unable to start the session | 0 | 0 |", ""},
	"BOS accepts it ► started":                                                  {"answers that take 35 s", "| succeeds | 1 | 1 |", ""},
	"BOS refuses it ► an error; nothing is started":                             {"a template that BOS does not have", "| fails: Unable to start the session | 0 | 1 | no session |", ""},
	"it has the session ► started":                                              {"the answer is lost; BOS has started the session", "| succeeds | 1 | 1 |", ""},
	"BOS cannot be asked ► an error; the state keeps the name":                  {"BOS starts the session and is gone for half an hour; somebody untaints", "| 1 | 1 | status unknown, not judged, tainted |", ""},
	"a node names the session ► started; the nodes decide the result":           {"the answer is lost, and somebody deletes the record of the session before it is found", "| 1 | 1 | complete, succeeded, expired |", ""},
	"no node does ► the same request again, 3 times at most":                    {"a portal's page instead of BOS, for every request to start", "| 0 | 4 |", ""},
	"they cannot prove it ► an error; the state keeps the name":                 {"", "", "TestStartSession_checksNodesBeforeAnotherPOST"},

	"BOS cannot be asked ► an error; the state stays as it is":                 {"BOS is gone for a minute", "| fails: Unable to read session \"s1\" |", ""},
	`a replacement, "adopt", the same name ► an error: choose a new name`:      {"", "", "TestSession_adoptReplacedUnderTheSameName"},
	"changed inputs or triggers, -replace ► a replacement: runs once more":     {"", "", "TestSession_edits"},
	"tainted ► a replacement: runs once more":                                  {"the same, and nobody untaints", "| a replacement | `apply` succeeds; in all 2 sessions", ""},
	`no record, on_missing = "recreate" ► a replacement: runs once more`:       {"the same, with `on_missing = \"recreate\"`", "in all 2 sessions", ""},
	"the state has its end ► is judged again, without a request":               {"nodes fail; somebody untaints", "`untaint`, `apply` fails: Unable to boot 2 of 2 nodes; in all 1 session", ""},
	"BOS has its record ► waits for it, and judges it":                         {"the session takes longer than `timeouts.create`; somebody untaints", "`untaint`, `apply` succeeds; in all 1 session; complete, succeeded", ""},
	"no record, but nodes that name it ► waits for the nodes, and judges them": {"", "", "TestSession_recordGoneIsJudgedByTheNodes"},
	"neither ► result is unjudged; a warning":                                  {"BOS cleans the record up between a plan that waits and its apply", "warning: The record of session \"s1\" is gone; in all 1 session; pending, unjudged", ""},
	"otherwise ► no changes":                                                   {"BOS cleans the record up", "| no changes |", ""},
}

// Every branch of the guide's diagrams ends in what a test measures, and their times and states are those of the code.
func TestDiagrams(t *testing.T) {
	t.Parallel()
	blocks := shownBlocks(t, "../../templates/guides/session-behaviour.md.tmpl")
	all := strings.Join(blocks, "")
	tests := docsTests(t)
	faults, err := os.ReadFile(faultsPage)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, leaf := range regexp.MustCompile(`(?m)^[│├└─ ]*(.+?) ─+► (.+)$`).FindAllStringSubmatch(strings.Join(blocks[1:], ""), -1) {
		found++
		at, known := diagramLeaves[leaf[1]+" ► "+leaf[2]]
		switch {
		case !known:
			t.Errorf("no test is named for: %s ► %s", leaf[1], leaf[2])
		case at.test != "" && tests[at.test].file == "":
			t.Errorf("%s: there is no test %s", leaf[1], at.test)
		case at.test == "" && !hasRow(string(faults), at):
			t.Errorf("%s ► %s: measured-faults.md has no row %q with %q", leaf[1], leaf[2], at.row, at.says)
		}
	}
	if found != len(diagramLeaves) {
		t.Errorf("%d branches end, and %d are known", found, len(diagramLeaves))
	}
	for text, code := range map[string]string{
		"for 5 min at most": "lookUpTimeout = 5 * time.Minute", "(404) 35 s after": "commitWindow = 35 * time.Second",
		"3 times at most": "maxPosts = 4",
		"│ pending │":     `StatusPending  = "pending"`, "│ running │": `StatusRunning  = "running"`, "│ complete │": `StatusComplete = "complete"`,
		"│ succeeded │": `ResultSucceeded Result = "succeeded"`, "│ failed    │": `ResultFailed    Result = "failed"`, "│ unjudged  │": `ResultUnjudged  Result = "unjudged"`,
	} {
		if !strings.Contains(all, text) || !strings.Contains(sourcesOf(t, "../bos"), code) {
			t.Errorf("the diagram says %q: %v, the code %q: %v", text, strings.Contains(all, text), code, strings.Contains(sourcesOf(t, "../bos"), code))
		}
	}
	for line := range strings.Lines(all) {
		if utf8.RuneCountInString(line) > 92 {
			t.Errorf("the line is too long for a registry: %s", line)
		}
	}
}

// hasRow reports whether the page has that row.
func hasRow(page string, at measured) bool {
	for line := range strings.Lines(page) {
		if cells, is := strings.CutPrefix(line, "| "+at.row+" |"); is && strings.Contains("|"+cells, at.says) {
			return true
		}
	}
	return false
}

// sourcesOf is the code of a package, without its tests.
func sourcesOf(t *testing.T, folder string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(content)
	}
	return b.String()
}

// The arrows between packages in DESIGN's picture of the layers are the imports, and all of them.
func TestDiagrams_layers(t *testing.T) {
	t.Parallel()
	var drawn, imported []string
	for _, block := range docsBlocks(t, designFile) {
		if block.info != "mermaid" {
			continue
		}
		_, program, _ := strings.Cut(block.text, "subgraph ")
		program, _, _ = strings.Cut(program, "\n    end\n")
		for _, arrow := range regexp.MustCompile(`(?m)^\s*(\w+)(?:\["[^"]*"\])? --> (\w+)`).FindAllStringSubmatch(program, -1) {
			drawn = append(drawn, arrow[1]+" → "+arrow[2])
		}
	}
	for _, from := range []string{"main", "plugin", "provider", "bos", "hsm", "gateway", "progress"} {
		for _, to := range importsOf(t, from) {
			imported = append(imported, from+" → "+to)
		}
	}
	slices.Sort(drawn)
	slices.Sort(imported)
	if imported = slices.Compact(imported); !slices.Equal(drawn, imported) || len(drawn) < 5 {
		t.Errorf("drawn %q\nimports %q", drawn, imported)
	}
}

// importsOf are the project's packages that the files of one import, without its tests.
func importsOf(t *testing.T, name string) (names []string) {
	t.Helper()
	folder := filepath.Join("..", name)
	if name == "main" {
		folder = filepath.Join("..", "..")
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %d files, %v", folder, len(files), err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range parsed.Imports {
			if to, ours := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), "github.com/bosops/terraform-provider-bos/internal/"); ours {
				names = append(names, to)
			}
		}
	}
	return names
}
