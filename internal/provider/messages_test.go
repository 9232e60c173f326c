// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

const messagesFile = "testdata/messages.txt"

const messagesHead = `# Every message of the provider, with a cause of each: written by "make messages UPDATE=1".
#
# A cause is followed by what the provider reports: the call (validate, plan, apply, …), error or warning, the attribute,
# the summary, and the detail. A message that an earlier cause has shown is not repeated.
`

// subject is a part of the file.
type subject struct {
	title  string
	causes []cause
}

// cause makes the provider report something.
type cause struct {
	what string // in one line
	do   func(t *testing.T)
}

// message is a diagnostic as the file shows it.
type message struct {
	call, severity, at, summary, detail string
}

func (m message) String() string {
	at := ""
	if m.at != "" {
		at = " at " + m.at
	}
	lines := []string{fmt.Sprintf("%s, %s%s:", m.call, m.severity, at)}
	for line := range strings.SplitSeq(strings.Trim(m.summary+"\n"+m.detail, "\n"), "\n") {
		lines = append(lines, strings.TrimRight("    "+line, " "))
	}
	return strings.Join(lines, "\n") + "\n"
}

// Whatever the provider reports is in one file, to be read and reviewed as a set: -update writes it. `make messages` also
// checks that no message of the provider's code is missing.
func TestMessages(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: no engine takes part in it")
	}
	t.Setenv(engineForAll, "") // nothing here needs one
	t.Cleanup(func() { recording = nil })
	shown := map[message]bool{}
	var file strings.Builder
	file.WriteString(messagesHead)
	for _, subject := range messageSubjects() {
		fmt.Fprintf(&file, "\n\n%s\n%s\n", subject.title, strings.Repeat("=", len(subject.title)))
		for _, cause := range subject.causes {
			var reported []message
			t.Run(subject.title+"/"+cause.what, func(t *testing.T) { reported = cause.reports(t) })
			reported = slices.DeleteFunc(reported, func(m message) bool { m.call = ""; return shown[m] })
			if len(reported) == 0 {
				continue
			}
			fmt.Fprintf(&file, "\n# %s\n", cause.what)
			for _, m := range reported {
				file.WriteString(m.String())
				m.call = ""
				shown[m] = true
			}
		}
	}
	if t.Failed() {
		return
	}
	t.Logf("%d messages", len(shown))
	compareMessages(t, file.String())
}

func compareMessages(t *testing.T, measured string) {
	t.Helper()
	content, err := os.ReadFile(messagesFile)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if string(content) == measured {
		return
	}
	if *update {
		if err := os.WriteFile(messagesFile, []byte(measured), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s is not what the provider reports; if that is right: make messages UPDATE=1\n%s", messagesFile, differingLines(string(content), measured))
}

// reports are the messages of a cause, each once.
func (c cause) reports(t *testing.T) (all []message) {
	t.Helper()
	seen := map[message]bool{}
	recording = func(call string, diagnostics ...*tfprotov6.Diagnostic) {
		for _, d := range diagnostics {
			m := message{
				call: call, severity: strings.ToLower(d.Severity.String()), at: attributeOf(d.Attribute),
				summary: alwaysTheSame(d.Summary), detail: alwaysTheSame(d.Detail),
			}
			once := m
			once.call = ""
			if !seen[once] {
				seen[once] = true
				all = append(all, m)
			}
		}
	}
	c.do(t)
	return all
}

// attributeOf is a path as a configuration has it.
func attributeOf(path *tftypes.AttributePath) string {
	if path == nil {
		return ""
	}
	var b strings.Builder
	for _, step := range path.Steps() {
		switch s := step.(type) {
		case tftypes.AttributeName:
			b.WriteString("." + string(s))
		case tftypes.ElementKeyString:
			fmt.Fprintf(&b, "[%q]", string(s))
		case tftypes.ElementKeyInt:
			fmt.Fprintf(&b, "[%d]", int64(s))
		default:
			fmt.Fprintf(&b, "[%v]", s)
		}
	}
	return strings.TrimPrefix(b.String(), ".")
}

// unlikeEachTime are what differs from run to run.
var unlikeEachTime = []struct {
	pattern *regexp.Regexp
	by      string
}{
	{regexp.MustCompile(`\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`), "UUID"},
	{regexp.MustCompile(`\b(127\.0\.0\.1|localhost|\[::1\]):\d+`), "HOST"},
	{regexp.MustCompile(regexp.QuoteMeta(os.TempDir()) + `/TestMessages[^/]*(/\d+)?`), "DIR"},
	{regexp.MustCompile(noHost), "NAME"},
}

// alwaysTheSame is a text without that.
func alwaysTheSame(text string) string {
	for _, change := range unlikeEachTime {
		text = change.pattern.ReplaceAllString(text, change.by)
	}
	return text
}
