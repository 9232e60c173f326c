// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// notOurs are the words of BOS in a message, and the one phrase with a word of quaint that the Go standard library has, too.
var notOurs = strings.NewReplacer("about:blank", "", "Unable to tell whether", "", "unable to tell whether", "")

// ofAnArgument begin the summary of an error about the value of one argument, whose detail says how to correct it.
var ofAnArgument = regexp.MustCompile(`^(Invalid|Incomplete|Missing|Conflicting|Boot set without) `)

// fault is what is wrong with the form of a message, "" for nothing.
func (m message) fault() string {
	text := notOurs.Replace(named.ReplaceAllString(m.summary+"\n"+m.detail, "…"))
	for _, q := range quaint {
		if found := q.phrase.FindString(text); found != "" {
			return fmt.Sprintf("%q; write: %s", found, q.plain)
		}
	}
	switch {
	case m.summary == "": // of a function
		return ""
	case m.severity != "error" || ofAnArgument.MatchString(m.summary):
		return ""
	case !strings.HasPrefix(m.summary, "Unable to "):
		return `the summary is not "Unable to <verb> <thing>"`
	case !strings.Contains(m.detail, "What you can do next:\n  - "):
		return "no next step"
	default:
		return ""
	}
}

// The check finds each fault.
func TestMessages_form(t *testing.T) {
	const next = "It failed.\n\nWhat you can do next:\n  - Try again."
	for want, m := range map[string]message{
		"":                                   {severity: "error", summary: "Unable to read it", detail: next},
		`"told"; write: report, show or say`: {severity: "warning", summary: "A", detail: "BOS told it."},
		"no next step":                       {severity: "error", summary: "Unable to read it", detail: "It failed."},
		`the summary is not "Unable to <verb> <thing>"`: {severity: "error", summary: "It failed", detail: next},
	} {
		if got := m.fault(); got != want {
			t.Errorf("%v: %q, want %q", m, got, want)
		}
	}
}
