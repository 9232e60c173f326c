// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// message is the content of a diagnostic. All diagnostics of the provider are made from one, so that they have the
// same form: what the provider could not do, what happened, and what the user can do next.
type message struct {
	// summary is "Unable to <verb> <thing>". The warning about something that the provider did do, or that will
	// happen, states that fact instead.
	summary string
	// what happened: sentences, in paragraphs.
	what string
	// next lists what the user can do, the safest step first. A step is one or two sentences; a command to copy
	// comes last in it.
	next []string
}

// problem is why something failed, for use within a message.
type problem struct {
	what string
	next []string
}

// fault is an error that no configuration causes: the provider itself is wrong.
func fault(summary, what string) message {
	return message{
		summary: summary, what: what,
		next: []string{"Report it to the provider's developers: this is a fault of the provider."},
	}
}

// because returns the message with the reasons of p after what happened, and the steps of p before its own.
func (m message) because(p problem) message {
	m.what = joined(m.what, p.what)
	m.next = slices.Concat(p.next, m.next)
	return m
}

// and returns the message with p after it: what happened and steps.
func (m message) and(p problem) message {
	m.what = joined(m.what, p.what)
	m.next = slices.Concat(m.next, p.next)
	return m
}

// problem returns the message without its summary, for use within another one.
func (m message) problem() problem { return problem{what: m.what, next: m.next} }

// joined joins two texts. The second may begin a paragraph of its own.
func joined(a, b string) string {
	if a == "" || b == "" || strings.HasPrefix(b, "\n") {
		return a + b
	}
	return a + " " + b
}

func (m message) asError() diag.Diagnostic { return diag.NewErrorDiagnostic(m.summary, m.detail()) }

func (m message) asWarning() diag.Diagnostic { return diag.NewWarningDiagnostic(m.summary, m.detail()) }

// asErrorAt is an error at an argument.
func (m message) asErrorAt(p path.Path) diag.Diagnostic { return errorAt(p, m.summary, m.detail()) }

// asWarningAt is a warning at an argument.
func (m message) asWarningAt(p path.Path) diag.Diagnostic { return warningAt(p, m.summary, m.detail()) }

const nextSteps = "What you can do next:"

// detail is what happened, then the list of next steps. The engine wraps lines that begin with a letter and leaves
// indented ones as they are, so that a step is wrapped here.
func (m message) detail() string {
	if len(m.next) == 0 {
		return m.what
	}
	var b strings.Builder
	b.WriteString(m.what + "\n\n" + nextSteps)
	for _, step := range m.next {
		b.WriteString("\n" + wrapStep(step))
	}
	return b.String()
}

// stepWidth is the number of characters in a line of a step. With the engine's margin it fits 80 columns.
const stepWidth = 74

// wrapStep returns a step as an item of a list. It breaks lines at spaces, but not within a command in backquotes,
// so that one can be copied.
func wrapStep(step string) string {
	const first, other = "  - ", "    "
	line, lines := first, []string{}
	for i, word := range unbrokenWords(step) {
		switch {
		case i == 0:
			line += word
		case len(line)+1+len(word) > stepWidth:
			lines = append(lines, line)
			line = other + word
		default:
			line += " " + word
		}
	}
	return strings.Join(append(lines, line), "\n")
}

// unbrokenWords splits a text at spaces outside of backquotes.
func unbrokenWords(text string) []string {
	quoted := false
	return strings.FieldsFunc(text, func(r rune) bool {
		if r == '`' {
			quoted = !quoted
		}
		return r == ' ' && !quoted
	})
}
