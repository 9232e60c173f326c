// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import "testing"

func TestDiagnostic(t *testing.T) {
	const warning = "Warning: 63 nodes: reboot\n\n  with bos_session.reboot,\n\nDetail.\n    x3000"
	const plain = "Plan: 1 to add.\n\n" + warning + "\n\n─────\n\nNote: all.\n"
	const coloured = "Plan: 1 to add.\n\x1b[33m╷\x1b[0m\n\x1b[33m│\x1b[0m \x1b[1m\x1b[33mWarning: \x1b[0m63 nodes: reboot\n" +
		"\x1b[33m│\x1b[0m Detail.\n\x1b[33m╵\x1b[0m\n\x1b[90m\n─────\n"
	for _, row := range []struct{ printed, words, want string }{
		{plain, "63 nodes: reboot", warning},
		{plain, "Error: ", ""},
		{"Error: no\n\nNothing was started.\n", "Error: ", "Error: no\n\nNothing was started."},
		{coloured, "63 nodes: reboot", "\x1b[33m│\x1b[0m \x1b[1m\x1b[33mWarning: \x1b[0m63 nodes: reboot\n\x1b[33m│\x1b[0m Detail."},
	} {
		if got := diagnostic(row.printed, row.words); got != row.want {
			t.Errorf("%q of %q: %q, want %q", row.words, row.printed, got, row.want)
		}
	}
}

func TestQuoted(t *testing.T) {
	for argument, want := range map[string]string{"-var=limit=bleu": "-var=limit=bleu", "-var=limit=all,!bleu": "'-var=limit=all,!bleu'"} {
		if got := quoted(argument); got != want {
			t.Errorf("%s: %s, want %s", argument, got, want)
		}
	}
}
