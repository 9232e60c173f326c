// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider

import "testing"

func TestMessage_detail(t *testing.T) {
	for _, test := range []struct {
		name string
		m    message
		want string
	}{
		{"nothing to do", message{what: "It happened."}, "It happened."},
		{
			"the steps of the reason come first",
			message{what: "BOS did not start it:", next: []string{"Plan again."}}.
				because(problem{"No answer.", []string{"Check endpoint."}}),
			"BOS did not start it: No answer.\n\nWhat you can do next:\n  - Check endpoint.\n  - Plan again.",
		},
		{
			"long steps are wrapped, commands are not",
			message{what: "It failed.", next: []string{
				"Look at the session and the nodes that it still names as its own before you apply it: " +
					"`cray bos v2 components list --session tf-00000000-0000-0000-0000-000000000000`",
			}},
			"It failed.\n\nWhat you can do next:\n" +
				"  - Look at the session and the nodes that it still names as its own\n" +
				"    before you apply it:\n" +
				"    `cray bos v2 components list --session tf-00000000-0000-0000-0000-000000000000`",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.m.detail(); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}
