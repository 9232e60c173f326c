// Copyright (c) the terraform-provider-bos authors
// SPDX-License-Identifier: MPL-2.0

package provider_test

import "testing"

// From the first apply to the end, on a BOS that lacks one of the options.
func TestOptions_lifeCycle(t *testing.T) {
	t.Parallel()
	bos := newSim(t, release(csm15))
	tf := newEngine(t, bos)
	options := func(lines string) string { return "resource \"bos_options\" \"test\" {\n" + lines + "}\n" }
	const poll, ttl = "polling_frequency = 20\n", "cleanup_completed_session_ttl = \"14d\"\n"

	// A tainted resource is replaced, which sets nothing that BOS has already.
	tf.write(options(poll + "reject_nids = true\n"))
	says(t, tf.exits(1, "apply", "-auto-approve"), "This version of BOS does not have `reject_nids`", "Leave out the options that BOS does not have")
	tf.write(options(poll))
	tf.must("apply", "-auto-approve")
	const first = `{"polling_frequency":20,"reject_nids":true}`
	bos.wantPatched(t, first)
	tf.exits(0, "plan", "-detailed-exitcode")

	tf.write(options(poll + ttl))
	tf.must("apply", "-auto-approve")
	const second = `{"cleanup_completed_session_ttl":"14d"}`
	bos.wantPatched(t, first, second)

	const drift = `{"polling_frequency":99,"logging_level":"DEBUG"}`
	bos.patch(t, optionsPath, drift)
	says(t, tf.exits(2, "plan", "-detailed-exitcode"), "polling_frequency = 99 -> 20", "1 to change")
	tf.must("apply", "-auto-approve")
	bos.wantPatched(t, first, second, drift, `{"polling_frequency":20}`)

	tf.write(options(poll))
	says(t, tf.must("apply", "-auto-approve"), "BOS keeps the options that are removed from the configuration", `cleanup_completed_session_ttl = "14d"`, "0 added, 1 changed")
	tf.exits(0, "plan", "-detailed-exitcode")

	// An update that fails half-way keeps what BOS has.
	tf.write(options("polling_frequency = 30\nreject_nids = true\n"))
	says(t, tf.exits(1, "apply", "-auto-approve"), "This version of BOS does not have `reject_nids`")
	tf.write(options("polling_frequency = 30\n"))
	tf.exits(0, "plan", "-detailed-exitcode")
	bos.wantPatched(t, first, second, drift, `{"polling_frequency":20}`, `{"polling_frequency":30,"reject_nids":true}`)

	says(t, tf.must("destroy", "-auto-approve"), "BOS keeps its options when the resource is destroyed", "1 destroyed")
	bos.wantOptions(t, map[string]any{"polling_frequency": 30, "cleanup_completed_session_ttl": "14d", "logging_level": "DEBUG"})
	if n := len(bos.patched()); n != 5 {
		t.Errorf("%d PATCHes, want 5", n)
	}
}
