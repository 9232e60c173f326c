// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What a real `go test -json` prints of passed, failed and skipped tests, beside what it prints without -json.
func TestSummary_ofRealTests(t *testing.T) {
	folder := t.TempDir()
	for name, content := range map[string]string{
		"go.mod": "module example.org/x\n",
		"x.go":   "package x\n",
		"x_test.go": `package x

import ("os"; "testing")

func TestPassed(t *testing.T) { t.Log("not shown") }
func TestSkipped(t *testing.T) { t.Log("before"); t.Skip("needs Terraform 1.14 or newer: x") }
func TestParts(t *testing.T) { t.Run("a part", func(t *testing.T) { t.Skip("needs Terraform 1.14 or newer: x") }) }
func TestSilent(t *testing.T) { t.SkipNow() }
func TestFailed(t *testing.T) { if os.Getenv("FAILS") != "" { t.Error("the fault") } }
func TestUnended(t *testing.T) { if os.Getenv("PANICS") != "" { t.Log("so far"); panic("the end") } }
`,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range []struct {
		env  string
		want []string
		not  []string
	}{
		{"", []string{"ok  \texample.org/x"}, []string{"not shown", "before", "==="}},
		{"FAILS=1", []string{"--- FAIL: TestFailed", "the fault", "FAIL\texample.org/x"}, []string{"not shown", "ok  ", "=== "}},
		{"PANICS=1", []string{"so far", "panic: the end", "FAIL\texample.org/x"}, []string{"not shown", "ok  "}},
	} {
		t.Run(row.env, func(t *testing.T) {
			command := exec.CommandContext(t.Context(), "go", "test", "-json", "./...")
			command.Dir, command.Env = folder, append(os.Environ(), "GOFLAGS=", row.env)
			printed, err := command.Output()
			if (err == nil) != (row.env == "") {
				t.Fatal(err)
			}
			var out, skips strings.Builder

			if err := newSummary(&out, &skips).read(strings.NewReader("no JSON\n" + string(printed))); err != nil {
				t.Fatal(err)
			}

			for _, text := range append(row.want, "no JSON\n") {
				if !strings.Contains(out.String(), text) {
					t.Errorf("%q is not in\n%s", text, out.String())
				}
			}
			for _, text := range row.not {
				if strings.Contains(out.String(), text) {
					t.Errorf("%q is in\n%s", text, out.String())
				}
			}
			want := "needs Terraform 1.14 or newer: x\texample.org/x TestSkipped\n" +
				"needs Terraform 1.14 or newer: x\texample.org/x TestParts/a part\n" +
				"no reason given\texample.org/x TestSilent\n"
			if skips.String() != strings.ReplaceAll(want, "a part", "a_part") {
				t.Errorf("skipped:\n%s", skips.String())
			}
		})
	}
}

// A package that cannot be built, and one without tests.
func TestSummary_ofNoTests(t *testing.T) {
	var out, skips strings.Builder
	err := newSummary(&out, &skips).read(strings.NewReader(
		`{"ImportPath":"example.org/y [example.org/y.test]","Action":"build-output","Output":"./y_test.go:3:1: syntax error\n"}
{"Action":"output","Package":"example.org/y","Output":"FAIL\texample.org/y [build failed]\n"}
{"Action":"fail","Package":"example.org/y","FailedBuild":"example.org/y [example.org/y.test]"}
{"Action":"output","Package":"example.org/z","Output":"?   \texample.org/z\t[no test files]\n"}
{"Action":"skip","Package":"example.org/z"}
`))
	want := "./y_test.go:3:1: syntax error\nFAIL\texample.org/y [build failed]\n?   \texample.org/z\t[no test files]\n"
	if err != nil || out.String() != want || skips.String() != "" {
		t.Errorf("%v; printed\n%s\nskipped\n%s", err, out.String(), skips.String())
	}
}
