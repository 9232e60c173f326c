// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"
)

// A filter that refers to something null is no filter, and the nodes become a limit. The guide's guard stops before that, and so
// does max_components.
func TestNullFilter_guards(t *testing.T) {
	t.Parallel()
	guard := blocksOf(t, driftGuide, "TestNullFilter_guards")[0]
	if !strings.Contains(guard, "postcondition") {
		t.Fatal("the guide has changed")
	}
	unguarded := guard[:strings.Index(guard, "  lifecycle")] + "}\n" + guard[strings.Index(guard, "resource \"bos_session\""):]
	const source = "resource \"terraform_data\" \"inventory\" {\n  input = { nodes = NODES }\n}\n"
	bos := newSim(t)
	tf := newRealEngine(t, bos)
	for _, row := range []struct {
		name, config, nodes string
		code                int
		says                string
		sessions            int
	}{
		{"guarded, null", guard, "tostring(null)", 1, "No filter is set: these would be all nodes.", 0},
		{"no guard but max_components, null", unguarded, "tostring(null)", 1, "max_components", 0},
		{"guarded, empty", guard, `""`, 1, "limit", 0}, // no node is no limit
		{"guarded, two", guard, `"x3000c0s1b0n0,x3000c0s1b1n0"`, 0, "Apply complete!", 1},
	} {
		tf.write(strings.Replace(source, "NODES", row.nodes, 1) + row.config)

		says(t, tf.exits(row.code, "apply", "-auto-approve"), row.says)

		bos.wantSent(t, row.sessions, row.sessions)
		if t.Failed() {
			t.Fatal(row.name)
		}
		if row.code != 0 {
			tf.must("destroy", "-auto-approve", "-refresh=false") // what was read is known then: begin again
		}
	}
}
