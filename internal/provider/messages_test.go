// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

const messagesFile = "testdata/messages.txt"

const messagesHead = `# Every message of the provider, with a cause of each: written by "make messages UPDATE=1".
#
# A cause is followed by what the provider reports: the call (validate, plan, apply, …), error or warning, the attribute,
# the summary, and the detail. A message that an earlier cause has shown is not repeated, nor is one that
# differs only in what it names.
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

// kind is the message without the call that reports it and what it names.
func (m message) kind() message {
	return message{severity: m.severity, summary: named.ReplaceAllString(m.summary, "…"), detail: named.ReplaceAllString(m.detail, "…")}
}

// named are values in a message, and numbers of things.
var named = regexp.MustCompile("`[^`\n]*`|\"[^\"\n]*\"|\\bx\\d[\\w\\[\\],-]*|\\d+( nodes?\\b)?")

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
	folder, engines := os.TempDir(), os.Getenv(engineForAll)
	setenv("TMPDIR", shortFolder)
	setenv(engineForAll, "") // a provider that an engine has started cannot be listened to
	t.Cleanup(func() {
		recording = nil
		setenv("TMPDIR", folder)
		setenv(engineForAll, engines)
	})
	shown := map[message]bool{}
	var file strings.Builder
	file.WriteString(messagesHead)
	for _, subject := range messageSubjects() {
		fmt.Fprintf(&file, "\n\n%s\n%s\n", subject.title, strings.Repeat("=", len(subject.title)))
		for _, cause := range subject.causes {
			for _, part := range cause.reports(t, subject.title) {
				headed := false
				for _, m := range part.messages {
					if fault := m.fault(); fault != "" {
						t.Errorf("%s: %s\n%s", part.what, fault, m)
					}
					if shown[m.kind()] {
						continue
					}
					if !headed {
						fmt.Fprintf(&file, "\n# %s\n", part.what)
						headed = true
					}
					file.WriteString(m.String())
					shown[m.kind()] = true
				}
			}
		}
	}
	t.Logf("%d messages", len(shown))
	if !t.Failed() || *update {
		compareMessages(t, file.String())
	}
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

// part is a cause, or a part of one that is a test, with what is reported.
type part struct {
	what     string
	messages []message
}

// reports lets it happen. A test with parallel parts has come to its end when it returns.
func (c cause) reports(t *testing.T, title string) (parts []part) {
	t.Helper()
	found := map[string][]message{}
	var mu sync.Mutex
	var own string
	recording = func(test, call string, diagnostics ...*tfprotov6.Diagnostic) {
		mu.Lock()
		defer mu.Unlock()
		what := c.what
		if name := strings.TrimPrefix(strings.TrimPrefix(test, own), "/"); name != "" {
			what += ": " + strings.ReplaceAll(name, "_", " ")
		}
		for _, d := range diagnostics {
			m := message{
				call: call, severity: strings.ToLower(d.Severity.String()), at: attributeOf(d.Attribute),
				summary: alwaysTheSame(d.Summary), detail: alwaysTheSame(d.Detail),
			}
			found[what] = append(found[what], m)
		}
	}
	t.Run(title+"/"+c.what, func(t *testing.T) {
		t.Run("cause", func(t *testing.T) {
			own = t.Name()
			c.do(t)
		})
	})
	for _, what := range slices.Sorted(maps.Keys(found)) {
		// Some tests do what they do in no order.
		slices.SortFunc(found[what], func(a, b message) int { return strings.Compare(a.String(), b.String()) })
		parts = append(parts, part{what, found[what]})
	}
	return parts
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

// shortFolder is where a test has its files, as messages cut long paths.
const shortFolder = "/tmp"

// unlikeEachTime are what differs from run to run.
var unlikeEachTime = []struct {
	pattern *regexp.Regexp
	by      string
}{
	{regexp.MustCompile(`\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`), "UUID"},
	{regexp.MustCompile(`\b(127\.0\.0\.1|localhost|\[::1\]):\d+`), "HOST"},
	{regexp.MustCompile(shortFolder + `/TestMessages[^/]*(/\d+)?`), "DIR"},
	{regexp.MustCompile("`DIR[^`]*`"), "`DIR…`"}, // a quoted path may be cut: its length differs from run to run
	{regexp.MustCompile("DIR[^ `]*…"), "DIR…"},
	{regexp.MustCompile(noHost), "NAME"},
}

// alwaysTheSame is a text without that.
func alwaysTheSame(text string) string {
	for _, change := range unlikeEachTime {
		text = change.pattern.ReplaceAllString(text, change.by)
	}
	return text
}
